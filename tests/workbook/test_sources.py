"""What the workbook rests on stands in it: decisions, readings, closings, events, and every file of the inputs."""

from pathlib import Path

import openpyxl
import pytest
from dated import BASE, dated, decision
from small_inputs import READINGS, closed, edit, published

from model.read.begin import begin
from model.year import year_of
from suite.cli.cli import main
from suite.reports.text import settlement_sentence
from suite.workbook.workbook import write_workbook

DECIDED = """\
    beslutad:
      organ: Samrådsgruppen
      datum: 2024-12-01
      dnr: RUN/5/2024
      fran: 2026-01-01
      andrar: {slutavrakning.omfattning: overskjutande}
    annars:"""
EVENTS = (
    "datum;avtal;part;slag;beslut;status;kalla\n"
    "2025-06-01;energikontor;2326;uppsägning;KF §7/2025;fastställd;Brev\n"
)


@pytest.fixture
def inputs(folder: Path) -> Path:
    """A decided amount from 2027, a decided reading, a closing and a notice; and a budget."""
    published(folder, "2024-12-15")
    path = folder / "avtal" / "energikontor.yaml"
    later = ("2027-01-01", "1 700 000", decision("2025-10-01", "RUN/2/2025"))
    dated(path, "totalt: 1 600 000", "totalt", "1 600 000", later)
    edit(path, BASE, 'BELOPP\n    betalare: ["2303"')
    dated(path, "BELOPP", "basbelopp", "800 000", ("2027-01-01", "900 000", decision("2025-10-01", "RUN/2/2025")))
    (folder / "tolkningar.yaml").write_text(READINGS.replace("    annars:", DECIDED), encoding="utf-8")
    (folder / "handelser.csv").write_text(EVENTS, encoding="utf-8")
    (folder / "budget.csv").write_text("avtal;ar;kostnadspost;belopp_kr;status;kalla\n", encoding="utf-8")
    return closed(folder)


def book(folder: Path, tmp_path: Path, day: str = "2026-02-01") -> openpyxl.Workbook:
    write_workbook(begin(folder, day), tmp_path / "bok.xlsx")
    return openpyxl.load_workbook(tmp_path / "bok.xlsx", data_only=True)


def lines(found: openpyxl.Workbook, sheet: str) -> list[str]:
    """Return the rows of a sheet as lines, without what is empty."""
    rows = found[sheet].iter_rows(values_only=True)
    return [" | ".join(str(cell) for cell in row if cell not in (None, "")).replace("\u00a0", " ") for row in rows]


def test_the_cover_names_the_decisions_and_closings(inputs: Path, tmp_path: Path) -> None:
    told = lines(book(inputs, tmp_path), "Läs mig")
    assert [line for line in told if "RUN/2/2025" in line] == [
        "Energikontoret: Årets belopp och Kommunernas del: basbelopp | "
        "från 2027-01-01: Regionens samverkansråd 2025-10-01, RUN/2/2025"
    ]
    assert "Energikontoret: bokslut 2025, kostnaden 1 400 001 kr | från 2026-01-15: RUN/9/2026" in told
    notice = "Energikontoret: uppsägning från Berg; gäller till 31 december 2028"
    assert f"{notice} | från 2025-06-01: KF §7/2025" in told
    assert [line for line in told if "RUN/5/2024" in line] == [
        "Energikontoret: Allt eller det överskjutande? Det överskjutande. | "
        "från 2026-01-01: Samrådsgruppen 2024-12-01, RUN/5/2024"
    ]


def test_the_sheet_of_inputs_has_the_decision_as_the_source(inputs: Path, tmp_path: Path) -> None:
    told = lines(book(inputs, tmp_path), "Indata")
    (own,) = [line for line in told if line.startswith("Kommunernas del: basbelopp, beslutat |")]
    number = own.rpartition(" | ")[2]
    assert own == f"Kommunernas del: basbelopp, beslutat | från 2027-01-01 | källa nr | {number}"
    assert (
        f"Källa | publicerad 2025-10-01 | nr | {number} | Regionens samverkansråd 2025-10-01, RUN/2/2025" in told
    )
    (end,) = [line for line in told if line.startswith("Uppsägning från Berg |")]
    assert end.startswith("Uppsägning från Berg | 2025-06-01 | källa nr | ")
    assert [line for line in told if line.endswith(f"{end.rpartition(' | ')[2]} | KF §7/2025")]


def test_every_file_that_was_read_is_listed(inputs: Path, tmp_path: Path) -> None:
    told = lines(book(inputs, tmp_path), "Läs mig")
    hashes = begin(inputs).inputs.hashes
    assert {"handelser.csv", "tolkningar.yaml", "bokslut.csv", "budget.csv", "utfall/energikontor_2025.csv"} <= {
        *hashes
    }
    left_out = [name for name, digest in hashes.items() if f"{name} | {digest}" not in told]
    assert left_out == ["fakturerat/sigill.json"]  # by which the ledgers are sealed


def test_what_was_issued_is_listed_by_its_ledger(inputs: Path, tmp_path: Path) -> None:
    """The ledger is listed; the kept bases, which it is sealed with, are not."""
    despite = ["--trots", "antagande", "--trots", "utfall-saknas", "--trots", "folkmangd", "--skal", "Prov"]
    where = ["--inputs", str(inputs), "--ut", str(tmp_path / "ut"), "--dag", "2026-01-20"]
    assert main(["faktura", "2026", "--utfarda", "--av", "Namn", *despite, *where]) == 0
    told = lines(book(inputs, tmp_path), "Läs mig")
    assert [line.partition(" | ")[0] for line in told if line.startswith("fakturerat")] == ["fakturerat.csv"]


OPEN = "datum;verifikation;konto;projekt;motpart;belopp;text;status\n" + "".join(
    f"2025-{month:02}-15;A{month};5010;CHEF;;100 000;x;preliminär\n" for month in range(1, 10)
)


def test_an_open_year_says_what_the_report_says(folder: Path, tmp_path: Path) -> None:
    """900 000 booked to September is 1 200 000 for the year: 448 000 over, and nothing is paid yet."""
    published(folder, "2024-12-15")
    (folder / "utfall" / "energikontor_2025.csv").write_text(OPEN, encoding="utf-8")
    day = "2025-12-20"
    view = year_of(begin(folder, day), 2025).views[0]
    said = settlement_sentence(view).replace("\u00a0", " ")
    assert said.startswith("Prognosen för 2025 är 1 200 000 kr, varav 900 000 kr är bokfört.")
    told = lines(book(folder, tmp_path, day), "Läs mig")
    assert f"Energikontoret 2025 | {said}" in told
    net = [line for line in lines(book(folder, tmp_path, day), "Resultat") if "netto per part" in line]
    assert net == [
        "Alla avtal: netto per part | Med partens bolag, och den slutavräkning som scenariot antar; "
        "ett bokfört års står på bladet Läs mig"
    ]


def test_a_closed_year_says_what_was_settled(inputs: Path, tmp_path: Path) -> None:
    told = lines(book(inputs, tmp_path), "Läs mig")
    (own,) = [line for line in told if line.startswith("Energikontoret 2025 | ")]
    assert "så 247 999 kr betalas tillbaka till parterna i slutavräkningen." in own
