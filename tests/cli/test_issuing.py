"""``faktura --utfarda``, ``fakturerat`` and ``bokslut``: what is a fact, written once and never anew."""

import contextlib
import csv
import errno
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest
from dated import BASE, dated, decision
from small_inputs import edit, index_csv, published, small_inputs

from model.amounts.issued import ISSUED_FILE
from model.errors import InputError
from model.read.begin import begin
from model.read.load import load
from model.read.record_file import SEAL_FILE
from model.run import Run
from model.year import agreement_year, open_differences
from suite.cli.cli import main
from suite.files import folder as folder_module

DESPITE = ["--trots", "utfall-saknas", "--trots", "antagande", "--trots", "rattelse", "--skal", "Prov"]


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "250")


@pytest.fixture
def ready(folder: Path) -> Path:
    """The Energikontor alone, all figures published; 2025 is 1 648 000, and its outcome is booked each month."""
    published(folder, "2024-12-15")
    book(folder, 100_000)
    return folder


def book(folder: Path, each_month: int, status: str = "fastställd", months: int = 12) -> None:
    rows = [f"2025-{m:02}-15;A{m};5010;CHEF;;{each_month};x;{status}" for m in range(1, months + 1)]
    text = "\n".join(["datum;verifikation;konto;projekt;motpart;belopp;text;status", *rows]) + "\n"
    (folder / "utfall" / "energikontor_2025.csv").write_text(text, encoding="utf-8")


def issue(folder: Path, year: int, day: str, *more: str) -> int:
    where = ["--inputs", str(folder), "--ut", str(folder.parent / "ut")]
    return main(["faktura", str(year), "--utfarda", "--av", "Namn", "--dag", day, *DESPITE, *where, *more])


def close(folder: Path, day: str = "2026-02-01", *more: str) -> int:
    decided = ["--beslut", "RS/1/2026", "--dag", day]
    return main(["bokslut", "energikontor", "2025", *decided, "--inputs", str(folder), *more])


def rows(folder: Path) -> list[dict[str, str]]:
    text = (folder / ISSUED_FILE).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def paid_of(folder: Path, year: int, kind: str = "förskott") -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows(folder):
        if row["ar"] == str(year) and kind in (row["slag"], row["avser"]):
            found[row["part"]] = found.get(row["part"], 0) + int(row["belopp_kr"])
    return found


def computed(run: Run, year: int) -> dict[str, int]:
    frame = run.allocation([run.agreement("energikontor")], [year])
    return dict(zip(frame["part"], frame["beraknat_kr"].tolist(), strict=True))


@pytest.mark.parametrize("asked", [[], ["--ar", "2025"], ["--part", "Åre"]], ids=" ".join)
def test_where_nothing_is_issued_that_is_said(
    asked: list[str], county: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fakturerat", *asked, "--inputs", str(county)]) == 0
    assert capsys.readouterr().out == "Inget är utfärdat.\n"


def test_a_basis_is_issued_once(ready: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert issue(ready, 2025, "2025-01-10") == 0
    assert "Utfärdat: 9 rader, nr 1–9, i fakturerat.csv." in capsys.readouterr().out
    first = rows(ready)
    assert [row["nr"] for row in first] == [str(number) for number in range(1, 10)]
    assert paid_of(ready, 2025) == computed(begin(ready), 2025)
    (row,) = [row for row in first if row["part"] == "2321"]
    told = ("slag", "period", "utfardad", "forfaller", "mottagare", "av", "scenario", "per_datum", "status")
    assert [row[name] for name in told] == [
        "förskott",
        "månad 1–12",
        "2025-01-10",
        "2025-02-09",
        "Åre kommun",
        "Namn",
        "bas",
        "2024-12-15",
        "fastställd",
    ]
    assert issue(ready, 2025, "2025-01-11") == 1
    assert "det är utfärdat, till och med nr 9" in capsys.readouterr().err
    assert rows(ready) == first
    assert sorted(path.name for path in (ready / "fakturerat").iterdir()) == [
        "000001.csv",
        "000001.json",
        "sigill.json",
    ]
    assert begin(ready).series.as_of.isoformat() == "2025-01-10"


def test_the_ledger_is_signed_and_bound_to_what_is_known(ready: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["faktura", "2025", "--utfarda", *DESPITE, "--inputs", str(ready), "--ut", str(ready.parent / "ut")]
    assert main(given) == 1
    assert "--av: väntade namnet" in capsys.readouterr().err
    assert issue(ready, 2025, "2025-01-10") == 0
    assert issue(ready, 2025, "2025-01-10", "--per-datum", "2025-01-09") == 1
    assert "--per-datum: fann 2025-01-09" in capsys.readouterr().err


def test_findings_hold_an_issue_back_as_they_do_the_basis(ready: Path) -> None:
    where = ["--inputs", str(ready), "--ut", str(ready.parent / "ut")]
    assert main(["faktura", "2026", "--utfarda", "--av", "Namn", *where]) == 3
    assert not (ready / ISSUED_FILE).exists()


def test_a_late_index_is_a_correction_and_no_other_invoice(
    ready: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """800 000 × 1.04 is 832 000, 8 000 more than issued: Östersund with 8 of 16.1 parts has 413 416 − 409 440."""
    assert issue(ready, 2025, "2025-01-10") == 0
    text = (ready / "lpix.csv").read_text(encoding="utf-8")
    late = "LPIX;2025;4,0;fastställd;Regionplan;2025-03-01;"
    (ready / "lpix.csv").write_text(text + late + "\n", encoding="utf-8")
    run = begin(ready)
    found = open_differences(run)
    assert found["skillnad_kr"].sum() == 16_000
    capsys.readouterr()
    assert main(["fakturerat", "--inputs", str(ready), "--part", "Regionen"]) == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert "+824 000" in said
    assert "uppräkning +8 000 kr" in said
    assert main(["kontroll", "--inputs", str(ready), "--json"]) == 0
    told = {each["kod"]: each for each in json.loads(capsys.readouterr().out)}
    assert told["rattelse"]["niva"] == "kvittera"
    assert issue(ready, 2025, "2025-03-10") == 0
    new = rows(ready)[9:]
    assert {(row["slag"], row["avser"], row["status"]) for row in new} == {("rättelse", "förskott", "fastställd")}
    assert sum(int(row["belopp_kr"]) for row in new) == 16_000
    assert paid_of(ready, 2025) == computed(begin(ready), 2025)
    assert open_differences(begin(ready))["skillnad_kr"].tolist() == [0] * 9


def basis_of(folder: Path, year: int) -> tuple[list[dict[str, str]], dict[str, list[tuple[object, ...]]]]:
    """Return the basis that was made last of a year: its rows as CSV, and the sheets of its workbook."""
    stem = folder.parent / "ut" / f"fakturaunderlag_{year}" / f"fakturaunderlag_{year}"
    text = stem.with_suffix(".csv").read_text(encoding="utf-8-sig")
    book = openpyxl.load_workbook(stem.with_suffix(".xlsx"))
    sheets = {name: list(book[name].values) for name in book.sheetnames}
    return list(csv.DictReader(io.StringIO(text), delimiter=";")), sheets


@pytest.fixture
def late(ready: Path) -> Path:
    """2025 was issued in January; then LPIX became 4.0 % instead of 3.0 %, 8 000 kr for the municipalities."""
    assert issue(ready, 2025, "2025-01-10") == 0
    with (ready / "lpix.csv").open("a", encoding="utf-8") as file:
        file.write("LPIX;2025;4,0;fastställd;Regionplan;2025-03-01;\n")
    return ready


def test_a_correction_is_due_thirty_days_after_the_day_of_its_basis(late: Path) -> None:
    """Known on 1 March, issued on 10 March: 30 days from then is 9 April."""
    assert issue(late, 2025, "2025-03-10") == 0
    new = rows(late)[9:]
    assert {(row["per_datum"], row["utfardad"], row["forfaller"]) for row in new} == {
        ("2025-03-01", "2025-03-10", "2025-04-09")
    }
    basis, _ = basis_of(late, 2025)
    assert {(row["fakturadatum"], row["forfallodatum"]) for row in basis} == {("2025-03-10", "2025-04-09")}


def test_a_basis_of_corrections_is_dated_as_it_is_asked_before_it_is_issued(late: Path) -> None:
    where = ["--inputs", str(late), "--ut", str(late.parent / "ut")]
    assert main(["faktura", "2025", "--dag", "2025-03-20", *DESPITE, *where]) == 0
    basis, _ = basis_of(late, 2025)
    assert {(row["fakturadatum"], row["forfallodatum"]) for row in basis} == {("2025-03-20", "2025-04-19")}
    assert len(rows(late)) == 9


def test_a_correction_says_old_new_and_why_in_its_basis(late: Path) -> None:
    """Åre has one of 16.1 parts: of 824 000 it is 51 180, of 832 000 it is 51 677 (51 677.02)."""
    assert issue(late, 2025, "2025-03-10") == 0
    basis, sheets = basis_of(late, 2025)
    (own,) = [row for row in basis if row["part"] == "2321"]
    assert [own[name] for name in ("utfardat_kr", "beraknat_kr", "belopp_kr")] == ["51180", "51677", "497"]
    assert own["orsak"].replace("\u00a0", " ") == "uppräkning +497 kr"
    heading, *lines = sheets["Rättelser"]
    names = ("Betalare", "Slag", "Utfärdat (kr)", "Räknat nu (kr)", "Skillnad (kr)")
    (line,) = [line for line in lines if line[1] == "Åre kommun"]
    assert [line[heading.index(name)] for name in names] == ["Åre kommun", "förskott", 51_180, 51_677, 497]
    assert line[heading.index("Varför")] == "uppräkning +497\u00a0kr"
    assert lines[-1][0] == "Summa"
    assert lines[-1][heading.index("Skillnad (kr)")] == 16_000


def test_a_year_is_settled_once_what_was_paid_for_it_has_been_corrected(
    late: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """1 648 000 was issued and 1 664 000 is computed: of 1 200 000 booked, 464 000 is over, and settled once."""
    assert close(late) == 0
    assert issue(late, 2026, "2026-02-10") == 0
    assert "kommer med när underlaget görs igen efter rättelserna" in capsys.readouterr().out
    assert {(row["slag"], row["ar"]) for row in rows(late)[9:]} == {("förskott", "2026"), ("rättelse", "2025")}
    assert issue(late, 2026, "2026-02-11") == 0
    assert "rättelserna" not in capsys.readouterr().out
    assert {(row["slag"], row["ar"]) for row in rows(late)[27:]} == {("slutavräkning", "2025")}
    assert sum(paid_of(late, 2025, "slutavräkning").values()) == -464_000
    assert open_differences(begin(late))["skillnad_kr"].eq(0).all()


def test_what_is_sent_after_its_day_is_due_thirty_days_after_it_is_sent(ready: Path) -> None:
    """Agreed for 1 January 2025 and due on the 31st; issued on 10 March, it is due on 9 April."""
    where = ["--inputs", str(ready), "--ut", str(ready.parent / "ut")]
    assert main(["faktura", "2025", *DESPITE, *where]) == 0  # a proposal is as is agreed
    assert {row["forfallodatum"] for row in basis_of(ready, 2025)[0]} == {"2025-01-31"}
    assert issue(ready, 2025, "2025-03-10") == 0
    assert {(row["utfardad"], row["forfaller"]) for row in rows(ready)} == {("2025-03-10", "2025-04-09")}
    assert {row["fakturadatum"] for row in basis_of(ready, 2025)[0]} == {"2025-03-10"}


def test_all_that_is_in_a_basis_is_reconciled(late: Path) -> None:
    """2026 with corrections of 2025: each kind has a row a party, and nothing is left over."""
    assert issue(late, 2026, "2026-02-10") == 0
    basis, sheets = basis_of(late, 2026)
    heading, *lines, total = sheets["Avstämning"]
    by = {name: heading.index(name) for name in heading}
    kinds = {(line[by["År"]], line[by["Slag"]]) for line in lines}
    assert kinds == {(2025, "förskott"), (2026, "förskott")}
    assert total[by["Skillnad (kr)"]] == 0
    assert total[by["I underlaget (kr)"]] == sum(int(row["belopp_kr"]) for row in basis)
    (own,) = [line for line in lines if line[by["Betalare"]] == "Åre kommun" and line[by["År"]] == 2025][:1]
    names = ("Räknat nu (kr)", "Utfärdat (kr)", "I underlaget (kr)", "Varav rättelse (kr)", "Skillnad (kr)")
    assert [own[by[name]] for name in names] == [51_677, 51_180, 497, 497, 0]


def test_corrections_wait_for_somebody_to_stand_for_them(ready: Path) -> None:
    assert issue(ready, 2025, "2025-01-10") == 0
    edit(ready / "lpix.csv", "2025;3,0;", "2025;4,0;")
    where = ["--inputs", str(ready), "--ut", str(ready.parent / "ut"), "--skal", "Prov"]
    only = ["--trots", "antagande", "--trots", "utfall-saknas"]
    assert main(["faktura", "2026", "--utfarda", "--av", "Namn", "--dag", "2026-01-10", *only, *where]) == 0
    assert {row["slag"] for row in rows(ready)} == {"förskott"}
    assert issue(ready, 2026, "2026-01-11") == 0
    assert {row["slag"] for row in rows(ready)[18:]} == {"rättelse"}


def test_only_a_closed_year_is_settled_and_by_what_was_issued(ready: Path) -> None:
    """1 648 000 was issued and paid, whatever LPIX is later: 448 000 over the 1 200 000 booked goes back."""
    assert issue(ready, 2025, "2025-01-10") == 0
    edit(ready / "lpix.csv", "2025;3,0;", "2025;4,0;")
    run = begin(ready, "2026-02-01")
    view = agreement_year(run, "energikontor", 2025)
    assert (view.due, view.open_because) == (None, "bokslutet för 2025 är inte gjort")
    assert view.settlement
    assert view.settlement.amount == 448_000
    assert close(ready) == 0
    run = begin(ready)
    view = agreement_year(run, "energikontor", 2025)
    assert view.due
    assert (view.due.financing, view.due.amount, view.financing) == (1_648_000, 448_000, 1_648_000)
    assert view.allocation["beraknat_kr"].sum() == 1_664_000
    assert set(view.allocation["status"]) == {"fastställd"}


BOOKS = [
    ({"months": 11}, "Inget är bokfört i december"),
    ({"status": "preliminär"}, "12 rader är inte fastställda: utfall/energikontor_2025.csv rad 2, 3"),
]


@pytest.mark.parametrize(("made", "told"), BOOKS)
def test_books_are_closed_when_they_are_whole(
    made: dict[str, object], told: str, ready: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book(ready, 100_000, **made)  # type: ignore[arg-type]
    assert close(ready) == 1
    assert told in capsys.readouterr().err
    assert not (ready / "bokslut.csv").exists()


def test_books_are_closed_once_and_anew_when_the_outcome_is_another(
    ready: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert close(ready, "2025-12-31") == 1
    assert "Året är inte slut 2025-12-31" in capsys.readouterr().err
    edit(ready / "utfall" / "energikontor_2025.csv", "A1;5010;CHEF", "A1;3999;X")
    edit(ready / "utfall" / "energikontor_2025.csv", "A2;5010;CHEF", "A2;8999;X")
    assert close(ready) == 1
    assert "1 rad har ingen kostnadspost" in capsys.readouterr().err.replace("\u00a0", " ")
    assert close(ready, "2026-02-01", "--trots", "utfall-utan-post", "--skal", "Ränta") == 0
    assert close(ready) == 1
    assert "är stängt sedan 2026-02-01, med samma utfall" in capsys.readouterr().err
    edit(ready / "utfall" / "energikontor_2025.csv", "A3;5010;CHEF;;100000", "A3;5010;CHEF;;200000")
    assert main(["faktura", "2026", *DESPITE, "--inputs", str(ready), "--ut", str(ready.parent / "ut")]) == 3
    told = capsys.readouterr().err.replace("\u00a0", " ")
    assert "[bokslut-andrat] Energikontoret: utfallet 2025 är ändrat efter bokslutet 2026-02-01" in told
    assert close(ready, "2026-03-01", "--trots", "utfall-utan-post", "--skal", "Ränta") == 0
    run = begin(ready)
    assert agreement_year(run, "energikontor", 2025).open_because == ""


EARLIER = "utfardad;avtal;ar;part;slag;period;belopp_kr;forfaller;anmarkning\n"


def take_in(folder: Path, text: str) -> int:
    path = folder.parent / "tidigare.csv"
    path.write_text(EARLIER + text, encoding="utf-8")
    return main(["fakturerat", "--importera", str(path), "--av", "Namn", "--inputs", str(folder)])


def test_earlier_invoices_are_taken_in_and_not_issued_again(
    ready: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take_in(ready, "2025-01-09;energikontor;2025;2321;förskott;1-12;51000;2025-02-09;F 17\n") == 0
    assert "Inläst: 1 rad, nr 1–1" in capsys.readouterr().out
    assert issue(ready, 2025, "2025-01-10") == 0
    new = [(row["part"], row["slag"]) for row in rows(ready)[1:]]
    assert ("2321", "rättelse") in new
    assert ("2321", "förskott") not in new
    assert paid_of(ready, 2025) == computed(begin(ready), 2025)
    assert take_in(ready, "2025-01-09;energikontor;2025;2321;förskott;1-12;51000;2025-02-09;F 17\n") == 1
    assert "som inte redan är inläst; den är det, från och med nr 1" in capsys.readouterr().err


WRONG = [
    (";vatten;2025;2321;förskott;1-12;5;", "tidigare.csv, rad 2, kolumn avtal: fann ”vatten”"),
    (";energikontor;2025;9999;förskott;1-12;5;", "tidigare.csv, rad 2, kolumn part: fann ”9999”"),
    (";energikontor;2025;2321;förskott;1-12;5,50;", "tidigare.csv, rad 2, kolumn belopp_kr: fann ”5.50”"),
    (";energikontor;2025;2321;förskott;mars;5;", "tidigare.csv, rad 2, kolumn period: fann ”mars”"),
    (";energikontor;2025;2321;rättelse;1-12;5;", "väntade i kolumnen avser förskott, tillägg eller slutavräkning"),
    (";energikontor;2025;2321;faktura;1-12;5;", "tidigare.csv, rad 2, kolumn slag: fann ”faktura”"),
]


@pytest.mark.parametrize(("row", "told"), WRONG)
def test_an_earlier_invoice_that_is_wrong_is_told(
    row: str, told: str, ready: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take_in(ready, f"2025-01-09{row}2025-02-09;\n") == 1
    assert told in capsys.readouterr().err
    assert not (ready / ISSUED_FILE).exists()


def test_the_same_months_are_invoiced_once(ready: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = "2025-01-09;energikontor;2025;2321;förskott;{};5;2025-02-09;\n"
    assert take_in(ready, row.format("1-6") + row.format("6-12")) == 1
    assert "rad 3, kolumn period: fann ”månad 6–12”, väntade månader som inte redan" in capsys.readouterr().err


def test_it_is_saved_anew_by_a_spreadsheet_program(ready: Path) -> None:
    """Other line ends, quotes and spaces in numbers: the same rows. What it was like is kept at the next issue."""
    assert issue(ready, 2025, "2025-01-10") == 0
    path = ready / ISSUED_FILE
    text = path.read_text(encoding="utf-8-sig").replace(";824000;", ';"824 000,00";')
    path.write_text(text, encoding="cp1252", newline="\n")
    assert issue(ready, 2026, "2026-01-10") == 0
    assert len(rows(ready)) == 18
    assert [each.name[:10] for each in (ready / "tidigare").glob("fakturerat*")] == ["fakturerat"]


def spoil(folder: Path, how: str) -> None:
    path = folder / ISSUED_FILE
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    if how == "changed":
        lines[3] = lines[3].replace("energikontor;2025", "energikontor;2026")
    elif how == "missing":
        del lines[3]
    elif how == "last changed":
        lines[-1] = lines[-1].replace(";824000;", ";824001;")
    elif how == "last missing":
        del lines[-1]
    else:
        (folder / SEAL_FILE).unlink()
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")


SPOILT = [
    ("changed", "fakturerat.csv, rad 5, kolumn foregaende"),
    ("missing", "fakturerat.csv, rad 4, kolumn foregaende"),
    ("last changed", "fakturerat.csv, rad 10: väntade raden som den skrevs"),
    ("last missing", "fakturerat.csv: fann ”8 rader”, väntade minst 9 rader"),
    ("no seal", "fakturerat.csv: väntade att fakturerat/sigill.json finns"),
]


@pytest.mark.parametrize(("how", "told"), SPOILT)
def test_a_row_that_is_changed_or_missing_is_told(how: str, told: str, ready: Path) -> None:
    assert issue(ready, 2025, "2025-01-10") == 0
    spoil(ready, how)
    with pytest.raises(InputError) as found:
        load(ready)
    assert told in str(found.value)
    assert issue(ready, 2026, "2026-01-10") == 1


def started(folder: Path, *command: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "model", *command, "--inputs", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a process is ended otherwise there")
def test_a_killed_issue_or_closing_leaves_the_ledger_whole(tmp_path: Path) -> None:
    """Killed at moments over the whole of it: the rows are all there or none, and the next run goes on."""
    draw = random.Random(18)
    ready = small_inputs(tmp_path / "mall" / "inputs")
    published(ready, "2024-12-15")
    book(ready, 100_000)
    out = tmp_path / "ut"
    issuing = ["faktura", "2025", "--utfarda", "--av", "N", "--dag", "2025-01-10", *DESPITE, "--ut", str(out)]
    closing = ["bokslut", "energikontor", "2025", "--beslut", "RS", "--dag", "2026-02-01"]
    for command, file in ((issuing, ISSUED_FILE), (closing, "bokslut.csv")):
        begun = time.monotonic()
        shutil.copytree(ready, tmp_path / "hel" / "inputs")
        assert started(tmp_path / "hel" / "inputs", *command).wait() == 0
        whole, full = time.monotonic() - begun, load(tmp_path / "hel" / "inputs")
        shutil.rmtree(tmp_path / "hel")
        for _ in range(4):
            own = shutil.copytree(ready, tmp_path / "egen" / "inputs")
            process = started(own, *command)
            time.sleep(whole * draw.uniform(0.5, 1.05))
            process.send_signal(signal.SIGKILL)
            process.wait()
            load(own)
            again = started(own, *command).wait()
            assert again in (0, 1)  # 1: it had been written already
            assert load(own).tables == full.tables
            assert (own / file).exists()
            shutil.rmtree(tmp_path / "egen")


def test_a_closing_before_the_first_issue_does_not_matter(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a seal then, which knows nothing of the ledger; killed before it is sealed, the ledger is whole."""
    assert close(ready) == 0
    real, last = Path.replace, []

    def killed(self: Path, target: Path) -> Path:
        if last and Path(target).name == "sigill.json":
            raise KeyboardInterrupt
        last.extend([target] if Path(target).name == ISSUED_FILE else [])
        return real(self, target)

    monkeypatch.setattr(Path, "replace", killed)
    with contextlib.suppress(KeyboardInterrupt):
        issue(ready, 2025, "2026-02-02")
    monkeypatch.undo()
    load(ready)
    assert len(rows(ready)) == 9


def test_a_file_without_invoices_is_told(ready: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert take_in(ready, "") == 1
    assert "tidigare.csv: väntade minst en rad med en faktura" in capsys.readouterr().err


@pytest.mark.parametrize("moment", range(1, 8))
def test_whatever_was_the_last_thing_written_the_next_run_goes_on(
    moment: int, ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ended just before each file that an issue puts in its place, one after another."""
    assert issue(ready, 2025, "2025-01-10") == 0
    before, count, real = rows(ready), 0, os.replace

    class KilledError(BaseException):
        pass

    def killed(self: Path, target: Path) -> Path:
        nonlocal count
        if Path(target).is_relative_to(ready):
            count += 1
            if count == moment:
                raise KilledError
        real(self, target)
        return Path(target)

    monkeypatch.setattr(Path, "replace", killed)
    with contextlib.suppress(KilledError):
        issue(ready, 2026, "2026-01-10")
    monkeypatch.undo()
    load(ready)
    left = rows(ready)
    assert left in (before, left[:18])
    assert (issue(ready, 2026, "2026-01-10") == 0) == (left == before)
    assert [int(row["nr"]) for row in rows(ready)] == list(range(1, 19))
    assert (ready / "fakturerat" / "000010.csv").exists()


@pytest.mark.slow
def test_of_two_at_once_one_waits_and_nothing_is_issued_twice(ready: Path, tmp_path: Path) -> None:
    command = ["faktura", "2025", "--utfarda", "--av", "N", "--dag", "2025-01-10", *DESPITE, "--ut"]
    both = [started(ready, *command, str(tmp_path / name)) for name in ("a", "b")]
    assert sorted(process.wait() for process in both) == [0, 1]
    assert len(rows(ready)) == 9


def test_an_index_file_of_its_own_is_not_needed(ready: Path) -> None:
    """Where a figure is missing for what was issued, nothing is compared; what was issued stands."""
    assert issue(ready, 2025, "2025-01-10") == 0
    (ready / "lpix.csv").write_text(index_csv({2026: "3,0"}), encoding="utf-8")
    assert open_differences(begin(ready)).empty


def why_of(folder: Path, party: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what is said of a party's open differences."""
    capsys.readouterr()
    assert main(["fakturerat", "--part", party, "--inputs", str(folder)]) == 0
    return capsys.readouterr().out.replace("\u00a0", " ").partition("Öppna skillnader")[2]


def test_a_second_correction_says_what_has_come_since_the_first(
    ready: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """832 000 of 16.1 parts, of which Åre has one, is 51 677; of 16.6 it is 50 120. LPIX was corrected before."""
    assert issue(ready, 2025, "2025-01-10") == 0
    with (ready / "lpix.csv").open("a", encoding="utf-8") as file:
        file.write("LPIX;2025;4,0;fastställd;Regionplan;2025-03-01;\n")
    assert issue(ready, 2025, "2025-03-10") == 0
    with (ready / "befolkning.csv").open("a", encoding="utf-8") as file:
        file.write("2380;Östersund;2024-11-01;8500;fastställd;SCB;2025-05-01;\n")
    told = why_of(ready, "Åre", capsys)
    assert "de andras befolkning −1 557 kr" in told
    assert "uppräkning" not in told


def test_a_corrected_settlement_says_that_the_outcome_is_another(
    ready: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert issue(ready, 2025, "2025-01-10") == 0
    assert close(ready) == 0
    assert issue(ready, 2026, "2026-02-10") == 0
    book(ready, 110_000)
    assert close(ready, "2026-03-01") == 0
    assert "utfallet är 1 320 000 kr, var 1 200 000 kr" in why_of(ready, "Åre", capsys)


def test_a_ledger_that_is_open_in_excel_is_told_before_anything_is_written(
    ready: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On Windows, where nobody may replace a file that a program has open; then it is closed, and all goes on."""
    assert issue(ready, 2025, "2025-01-10") == 0
    first, kept = (ready / ISSUED_FILE).read_bytes(), sorted((ready / "fakturerat").iterdir())
    seal = (ready / SEAL_FILE).read_bytes()
    with monkeypatch.context() as held:
        held.setattr(folder_module, "_in_use", lambda target: [target.name] if target.name == ISSUED_FILE else [])
        capsys.readouterr()
        assert issue(ready, 2026, "2026-01-10") == 1
        assert "stäng fakturerat.csv och kör igen" in capsys.readouterr().err
    assert (ready / ISSUED_FILE).read_bytes() == first
    assert (ready / SEAL_FILE).read_bytes() == seal
    assert sorted((ready / "fakturerat").iterdir()) == kept
    assert issue(ready, 2026, "2026-01-10") == 0
    assert len(rows(ready)) == 18


def test_a_ledger_that_is_opened_just_then_is_whole(
    ready: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert issue(ready, 2025, "2025-01-10") == 0
    first, replace = (ready / ISSUED_FILE).read_bytes(), Path.replace

    def refused(self: Path, target: Path) -> Path:
        if Path(target).name == ISSUED_FILE:
            raise PermissionError(errno.EACCES, "Åtkomst nekad", str(target))
        return replace(self, target)

    with monkeypatch.context() as held:
        held.setattr(Path, "replace", refused)
        capsys.readouterr()
        assert issue(ready, 2026, "2026-01-10") == 1
        assert "stäng filen om den är öppen i Excel" in capsys.readouterr().err
    assert (ready / ISSUED_FILE).read_bytes() == first
    assert issue(ready, 2026, "2026-01-10") == 0
    assert len(rows(ready)) == 18
    assert main(["fakturerat", "--inputs", str(ready)]) == 0


def told_of(folder: Path, party: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    assert main(["fakturerat", "--part", party, "--ar", "2025", "--inputs", str(folder)]) == 0
    return capsys.readouterr().out.replace("\u00a0", " ").splitlines()


def test_a_municipality_is_told_with_the_company_that_pays_in_its_place(
    county: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What Åre pays itself and the four parts that Årehus pays; Årehus alone is the four."""
    assert issue(county, 2025, "2025-01-10") == 0
    both, own = told_of(county, "Åre", capsys), told_of(county, "Årehus", capsys)
    assert [sum(name in line for line in both) for name in ("Åre kommun", "Årehus AB")] == [1, 4]
    assert [sum(name in line for line in own) for name in ("Åre kommun", "Årehus AB")] == [0, 4]


def test_what_is_issued_is_one_table_on_a_screen_of_a_hundred_signs(
    county: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert issue(county, 2025, "2025-01-10") == 0
    with (county / "lpix.csv").open("a", encoding="utf-8") as file:
        file.write("LPIX;2025;4,0;fastställd;Regionplan;2025-03-01;\n")
    monkeypatch.setenv("COLUMNS", "100")
    capsys.readouterr()
    assert main(["fakturerat", "--inputs", str(county)]) == 0
    lines = capsys.readouterr().out.replace("\u00a0", " ").splitlines()
    assert max(map(len, lines)) <= 100
    assert sum(line.split()[:1] == ["Nr"] for line in lines) == 1
    assert sum("Skillnad" in line for line in lines) == 1


def test_what_the_amounts_were_held_against_is_told_with_the_basis(
    ready: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """2026 is 2 × 848 720 against 2 × 824 000; 448 000 of 1 200 000 is more than a tenth of it."""
    assert issue(ready, 2025, "2025-01-10") == 0
    assert close(ready) == 0
    capsys.readouterr()
    assert issue(ready, 2026, "2026-02-10") == 0
    told = capsys.readouterr().out.replace("\u00a0", " ")
    assert told.startswith("Energikontoret 2026: 1 697 440 kr, +3,0 % mot 2025, mest för ")
    assert "LPIX 2026 är 3,0 %, inom gränserna 0,5 och 8 %." in told
    assert "inom gränsen 10 % om året." in told
    settled = "Energikontoret 2025: Utfallet blev 1 200 000 kr. Finansieringen är 448 000 kr mer än utfallet"
    assert settled in told
    _, sheets = basis_of(ready, 2026)
    about = [str(row[0]).replace("\u00a0", " ") for row in sheets["Om"]]
    assert [line.startswith(settled) for line in about].count(True) == 1
    assert [line.startswith("Energikontoret 2026: 1 697 440 kr") for line in about].count(True) == 1


def test_a_closed_year_that_is_not_settled_says_why(ready: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """1 648 000 against 1 560 000: 88 000 is 5.64 % and no more than a tenth."""
    book(ready, 130_000)
    for year, day in ((2025, "2025-01-10"), (2026, "2026-01-10")):
        assert issue(ready, year, day) == 0
    assert close(ready) == 0
    capsys.readouterr()
    assert issue(ready, 2026, "2026-02-10") == 1
    told = capsys.readouterr().err.replace("\u00a0", " ")
    assert "Inget mer att fakturera 2026" in told
    assert "88 000 kr mer än utfallet, 5,64 % av utfallet: inte mer än 10 %, så ingen slutavräkning görs." in told


def test_a_jump_outside_a_limit_and_one_that_is_decided_are_told(
    ready: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The municipalities' 800 000 become 900 000 from 2026, and LPIX is 9 %."""
    decided = decision("2025-10-01", "RUN/2/2025")
    dated(
        ready / "avtal" / "energikontor.yaml",
        "totalt: 1 600 000",
        "totalt",
        "1 600 000",
        ("2026-01-01", "1 700 000", decided),
    )
    edit(ready / "avtal" / "energikontor.yaml", BASE, 'BELOPP\n    betalare: ["2303"')
    dated(
        ready / "avtal" / "energikontor.yaml", "BELOPP", "basbelopp", "800 000", ("2026-01-01", "900 000", decided)
    )
    edit(ready / "lpix.csv", "2026;3,0;", "2026;9,0;")
    assert issue(ready, 2026, "2025-12-10", "--trots", "index", "--per-datum", "2025-12-01") == 0
    told = capsys.readouterr().out.replace("\u00a0", " ")
    assert "LPIX 2026 är 9,0 %, utanför gränserna 0,5 och 8 %." in told
    assert "Kommunernas del: basbelopp 900 000 (förut 800 000). Beslut: Regionens samverkansråd 2025-10-01" in told
