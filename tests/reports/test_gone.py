"""A party that was issued an invoice and no longer pays: named with its amount wherever the year is told."""

from pathlib import Path

import openpyxl
import pytest
from dated import decision
from small_inputs import edit, published

from model.read.begin import begin
from model.run import Run
from model.year import corrections, open_differences, year_of
from suite.cli.cli import main
from suite.findings.remarks import issued_remarks
from suite.reports import outcome_section, payments
from suite.reports.facts import facts
from suite.show.blocks import Table
from suite.workbook.workbook import write_workbook

SENT = 34_633
"""478 000 × 1.03⁵ is 554 133 in 2024; Strömsund has one of sixteen: 34 633.3."""
PARTY = '{kod: "2313", namn: Strömsunds kommun, kortnamn: Strömsund}'


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def issue(folder: Path, day: str, known: str = "") -> None:
    despite = ["--trots", "utfall-saknas", "--trots", "antagande", "--trots", "rattelse", "--skal", "Prov"]
    where = ["--inputs", str(folder), "--ut", str(folder.parent / "ut"), "--dag", day, "--per-datum", known]
    assert main(["faktura", "2024", "--utfarda", "--av", "Namn", *despite, *where]) == 0


@pytest.fixture
def left(county: Path) -> Path:
    """All of 2024 was issued in January; in March it was decided that Strömsund left with the end of 2023."""
    published(county, "2018-12-15")
    issue(county, "2024-01-10")
    decided = f"beslut: {decision('2024-03-01')}, retroaktivt: ja"
    path = county / "avtal" / "natverk.yaml"
    edit(path, f"- {PARTY}", f'- - varde: {PARTY}\n    - {{fran: 2024-01-01, varde: "", {decided}}}')
    stays = f'[{{varde: "2313"}}, {{fran: 2024-01-01, varde: "", {decided}}}]'
    edit(path, '"2303", "2313", arehus', f'"2303", {stays}, arehus')
    return county


@pytest.fixture
def run(left: Path) -> Run:
    return begin(left, "2024-06-01")


def test_it_has_no_row_and_is_to_be_credited(run: Run) -> None:
    assert "2313" not in set(run.allocation([run.agreement("natverk")], [2024])["part"])
    found = open_differences(run)
    (row,) = found[(found["part"] == "2313") & (found["avtal"] == "natverk")].to_dict("records")
    assert (row["utfardat_kr"], row["beraknat_kr"], row["skillnad_kr"]) == (SENT, 0, -SENT)
    due = corrections(run)
    assert due.loc[due["part"] == "2313", "belopp_kr"].tolist() == [-SENT]


def test_the_report_names_it_to_the_krona(run: Run) -> None:
    view = year_of(run, 2024).view("natverk")
    said = "För 2024 är 34 633 kr fakturerat till Strömsunds kommun, som nu inte betalar; det är inte med."
    assert said in [plain(told) for told in issued_remarks(run, view.agreement, [2024])]
    shown = outcome_section.issued(view)
    assert isinstance(shown, Table)
    assert ("Strömsunds kommun", 0, SENT, -SENT) in [tuple(row) for row in shown.rows]
    assert shown.footer
    assert shown.footer[1] == shown.footer[2] + shown.footer[3]  # type: ignore[operator]


def test_the_workbook_names_it_to_the_krona(run: Run, tmp_path: Path) -> None:
    write_workbook(run, tmp_path / "bok.xlsx")
    rows = openpyxl.load_workbook(tmp_path / "bok.xlsx", data_only=True)["Läs mig"].iter_rows(values_only=True)
    told = [plain(str(row[1])) for row in rows if row[0] == "Nätverket"]
    assert [line for line in told if "34 633 kr fakturerat till Strömsunds kommun, som nu inte betalar" in line]


def test_what_is_issued_names_it(
    left: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "250")
    capsys.readouterr()
    where = ["--inputs", str(left), "--per-datum", "2024-06-01"]
    assert main(["fakturerat", "--part", "Strömsund", "--ar", "2024", *where]) == 0
    told = plain(capsys.readouterr().out)
    assert "+34 633" in told.partition("Öppna skillnader")[2]
    assert "−34 633" in told.partition("Öppna skillnader")[2]


def test_everybodys_days_can_be_told(run: Run) -> None:
    now = year_of(run, 2023)
    for code in ("2313", "2303", "region_jh"):
        assert len(payments.payments(now, code))
    own = payments.payments(now, "2313").query("avtal == 'natverk'")
    assert own.loc[own["utfardad"], "belopp_kr"].sum() == SENT


def test_when_it_is_credited_nothing_is_left(left: Path) -> None:
    issue(left, "2024-06-10", "2024-06-01")
    run = begin(left, "2024-06-10")
    view = year_of(run, 2024).view("natverk")
    assert not [told for told in issued_remarks(run, view.agreement, [2024]) if "Strömsund" in told]
    assert outcome_section.issued(view).html() == ""
    assert [plain(told) for told in facts(view) if "rättades" in told] == [
        "Nätverket: förskott 2024 rättades den 10 juni 2024 med 0 kr för 8 parter."
    ]
