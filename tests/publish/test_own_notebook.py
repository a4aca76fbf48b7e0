"""A notebook of one's own: a copy with a section moved, one dropped and some added is a report like the others."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pikepdf
import pytest
from test_report import tagged

from model.errors import InputError
from model.read.begin import PROJECT, begin
from suite.cli.cli import main
from suite.publish.report import Failure, jobs, produce
from suite.reports.catalogue import named

pytestmark = pytest.mark.slow

Cells = list[nbformat.NotebookNode]
code, prose = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell


@pytest.fixture
def notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of notebooks that the reports are made from."""
    for module in (
        "suite.reports.catalogue.FOLDER",
        "suite.publish.notebook.NOTEBOOKS",
        "suite.files.provenance.NOTEBOOKS",
    ):
        monkeypatch.setattr(module, tmp_path / "notebooks")
    (tmp_path / "notebooks").mkdir()
    return tmp_path / "notebooks"


def copy(notebooks: Path, change: Callable[[Cells], Cells], name: str = "ekonomisk_rapport") -> None:
    """Write a changed copy of a report's notebook as ``egen_prov``."""
    notebook = nbformat.read(PROJECT / "notebooks" / f"{name}.ipynb", as_version=4)
    notebook.cells = change(notebook.cells)
    nbformat.write(notebook, notebooks / "egen_prov.ipynb")


def section(cells: Cells, heading: str) -> slice:
    """Return where a section lies: from its heading to the next of the same level."""
    starts = [n for n, cell in enumerate(cells) if cell.cell_type == "markdown" and cell.source.startswith("## ")]
    first = next(n for n in starts if cells[n].source.startswith(heading))
    return slice(first, next((n for n in starts if n > first), len(cells)))


def changed(cells: Cells) -> Cells:
    """Move the years to come first, drop the derivations, and add a frame and two plots."""
    moved = cells[section(cells, "## Åren framåt")]
    rest = [cell for cell in cells if cell not in moved]
    gone = section(rest, "## Så blev beloppen till")
    del rest[gone.start : gone.stop - 1]  # but for the figures as data, which come last
    paid = 'now.view("energikontor").path.pivot_table("belopp_kr", "partnamn", "ar", "sum")'
    added = [
        prose("## Vad Åre betalar\n\nEn **egen** text, med [en länk](https://scb.se)."),
        code(f"paid = {paid}\npaid.loc[:, 2024:2026]"),
        code('(paid.T[["Åre kommun", "Bergs kommun"]] / 1000).plot(title="Två kommuner", ylabel="tkr");'),
        code('paid[2025].plot.barh(title="Alla parter 2025", xlabel="kr", ylabel="")'),
    ]
    told = 'figure(paid.T.sum(axis=1).plot(), "Alla tillsammans", alt="Summan växer varje år.", rows=paid)'
    added.append(code(f"from suite.show.plot import figure\n\n{told}"))
    place = section(rest, "## Samrådsgruppen behöver").start
    return [*rest[:place], *moved, *added, *rest[place:]]


def test_a_section_moved_dropped_and_added_is_rendered(
    notebooks: Path, tmp_path: Path, browser: Any, axe: Any
) -> None:
    copy(notebooks, changed)
    assert main(["rapport", "2025", "--namn", "egen_prov", "--ut", str(tmp_path / "ut")]) == 0
    made = tmp_path / "ut" / "egen_prov_2025"
    page = (made / "egen_prov_2025.html").read_text(encoding="utf-8")
    headings = re.findall(r"<h2[^>]*>(.*?)<", page)
    assert headings[:3] == ["Åren framåt", "Vad Åre betalar", "Samrådsgruppen behöver"]
    assert "Så blev beloppen till" not in headings
    assert '<th scope="row">Åre kommun</th><td class="number">75\u00a0213</td>' in page
    assert '<th class="number" scope="col">2024</th>' in page
    assert "Diagram: Två kommuner. Bergs kommun: från" in page or "Diagram: Två kommuner. Åre kommun: från" in page
    assert "Diagram: Alla parter 2025. Från" in page
    assert page.count("Summan växer varje år.") == 1
    assert "Siffrorna bakom figuren: Alla tillsammans" in page
    places = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= places
    with pikepdf.open(made / "egen_prov_2025.pdf") as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        alts = [str(each.Alt) for each in tagged(pdf.Root.StructTreeRoot.K) if str(each.S) == "/Figure"]
    assert [alt for alt in alts if alt.startswith("Diagram: ")] == re.findall(r'alt="(Diagram: [^"]*)"', page)
    assert len([alt for alt in alts if alt.startswith("Diagram: ")]) == 2
    view = browser.new_page(viewport={"width": 1280, "height": 900})
    view.goto((made / "egen_prov_2025.html").as_uri())
    assert axe(view)["violations"] == []


def test_the_same_plot_gives_the_same_bytes(notebooks: Path) -> None:
    copy(notebooks, changed)
    run = begin()
    (job,) = jobs([report for report, _ in named(run, 2025, "egen_prov")], run, "bas")
    first, second = produce(job), produce(job)
    assert first == second
    assert not isinstance(first, Failure)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (
            code("now.views[0].path.groupby('ar')['belopp_kr'].sum().plot()"),
            "Ett diagram saknar rubrik",
        ),
        (code("now.year"), "egen_prov.ipynb, cell 4: fann ”2025”, som en rapport inte kan visa"),
        (prose("![bild](x.png)"), "Markdown av slaget image går inte att visa"),
        (prose("> citat"), "Markdown av slaget block_quote går inte att visa"),
    ],
)
def test_what_a_report_cannot_show_is_told(cell: nbformat.NotebookNode, said: str, notebooks: Path) -> None:
    copy(notebooks, lambda cells: [*cells[:3], cell], "kvalitetslogg")
    run = begin()
    (job,) = jobs([report for report, _ in named(run, 2025, "egen_prov")], run, "bas")
    made = produce(job)
    assert isinstance(made, Failure)
    assert said in str(made)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("partsblad", 10),
        ("kvalitetslogg", 1),
        ("natverksrapport", 1),
        ("scenariorapport", 1),
        ("halvarsrapport_radgivning", 10),
    ],
)
def test_a_copy_is_made_for_whom_the_copied_is_made(name: str, count: int, notebooks: Path) -> None:
    copy(notebooks, list, name)
    found = [report for report, empty in named(begin(), 2025, "egen_prov") if not empty]
    assert len(found) == count
    assert all(report.name.startswith("egen_prov_2025") for report in found)


def test_a_notebook_without_parameters_is_refused(notebooks: Path) -> None:
    copy(notebooks, lambda cells: cells[1:])
    with pytest.raises(InputError, match=r"egen_prov\.ipynb: väntade en cell märkt parameters, med ar"):
        named(begin(), 2025, "egen_prov")
    (notebooks / "egen_prov.ipynb").write_text(json.dumps([]), encoding="utf-8")
    with pytest.raises(InputError, match=r"egen_prov\.ipynb: går inte att läsa som en anteckningsbok"):
        named(begin(), 2025, "egen_prov")
    with pytest.raises(InputError, match=r"--namn: fann ”egen_prv”.*Menade du egen_prov\?"):
        named(begin(), 2025, "egen_prv")
