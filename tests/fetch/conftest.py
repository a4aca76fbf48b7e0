"""Inputs that may be fetched to, and a statistics office on this machine."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hamta import NOBODY, Office
from small_inputs import edit


@pytest.fixture
def inputs(folder: Path) -> Path:
    """The small inputs, with what is to be asked of a statistics office where nobody is."""
    (folder / "hamtning.yaml").write_text(
        f"adress: {NOBODY}\ntabeller:\n"
        "  - {tabell: TAB1267, namn: SCB FolkmangdNov, innehall: BE0101A9, dag: 11-01, sista_ar: 2024}\n"
        "  - {tabell: TAB6471, namn: SCB per månad, innehall: 000007SF, dag: manadens sista,\n"
        "     val: {Alder: TotSA, Kon: TotSa}}\n",
        encoding="utf-8",
    )
    edit(folder / "befolkning.csv", "ersatter\n", "ersatter;anmarkning\n")
    text = (folder / "befolkning.csv").read_text(encoding="utf-8")
    (folder / "befolkning.csv").write_text(text.replace("-12-15;\n", "-12-15;;\n"), encoding="utf-8")
    return folder


@pytest.fixture
def office(inputs: Path) -> Iterator[Office]:
    """A statistics office that the inputs ask."""
    with Office() as office:
        edit(inputs / "hamtning.yaml", NOBODY, office.address)
        threading.Thread(target=office.serve_forever, args=(0.01,), daemon=True).start()
        yield office
        office.shutdown()
