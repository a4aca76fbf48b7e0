"""Every command works with each of the agreements alone, and with any of them together: nothing falls away."""

from itertools import combinations
from pathlib import Path

import pytest
from small_inputs import all_agreements, small_inputs

from model.money import total
from model.read.begin import begin
from model.run import Run
from suite.cli.cli import main
from suite.reports.amounts import amounts_table
from suite.workbook.workbook import write_workbook

AGREEMENTS = ("energikontor", "kompetensattraktion", "natverk")
SUBSETS = [some for count in (1, 2, 3) for some in combinations(AGREEMENTS, count)]


def folder_of(root: Path, kept: tuple[str, ...]) -> Path:
    """Return small inputs with some of the agreements, and the outcomes and cost posts of those alone."""
    folder = all_agreements(small_inputs(root / "inputs"))
    for code in set(AGREEMENTS) - set(kept):
        (folder / "avtal" / f"{code}.yaml").unlink()
        for path in (folder / "utfall").glob(f"{code}_*.csv"):
            path.unlink()
    mapping = folder / "utfall" / "kostnadsposter.csv"
    heading, *rows = mapping.read_text(encoding="utf-8").splitlines()
    own = [row for row in rows if row.startswith(kept)]
    mapping.write_text("\n".join([heading, *own]) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(params=SUBSETS, ids=" and ".join)
def kept(request: pytest.FixtureRequest) -> tuple[str, ...]:
    found: tuple[str, ...] = request.param
    return found


@pytest.fixture
def run(kept: tuple[str, ...], tmp_path: Path) -> Run:
    return begin(folder_of(tmp_path, kept))


def test_all_that_is_paid_is_counted(run: Run) -> None:
    """With the company that pays in its municipality's place, also where the municipality is in no agreement."""
    years = run.horizon
    paid = total(run.allocation(run.agreements, years)["belopp_kr"])
    assert total(run.yearly(years)["belopp_kr"]) == paid
    assert run.costs()["alla"] == paid == sum(run.costs().values()) - paid
    table = amounts_table(run, run.allocation(run.agreements, years))
    assert table.footer
    assert sum(int(str(cell)) for cell in table.footer[1:]) == paid


def test_the_workbook_is_made(run: Run, tmp_path: Path) -> None:
    assert write_workbook(run, tmp_path / "arbetsbok.xlsx") == 1


@pytest.mark.slow
def test_the_reports_are_made(kept: tuple[str, ...], tmp_path: Path) -> None:
    where = ["--inputs", str(folder_of(tmp_path, kept)), "--ut", str(tmp_path / "ut")]
    for name in ("ekonomisk_rapport", "kvalitetslogg"):
        assert main(["rapport", "2024", "--namn", name, *where]) == 0
    nobody = kept == ("kompetensattraktion",)  # by which nobody is invoiced
    assert main(["rapport", "2024", "--namn", "partsblad", *where]) == nobody
