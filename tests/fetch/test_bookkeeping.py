"""``utfall``: what a ledger holds is shown, what is odd holds the writing back, nothing is written over."""

import datetime as dt
import os
import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from model.amounts.outcome import Entry
from model.errors import InputError
from model.fields import known_on
from model.read.begin import begin
from suite.cli.cli import main
from suite.fetch.outcome_file import with_vintages

HEADING = "datum;verifikation;konto;projekt;motpart;belopp;text"
SIE = """\
#SIETYP 4
#RAR 0 20250101 20251231
#VER A 1 20250131 "Lön för åäö"
{
#TRANS 5010 {6 "ek-chef"} 150000.50
#TRANS 1930 {} -150000.50
}
#VER A 2 20250331 "Resor"
{
#TRANS 6100 {6 "EK-DEL"} 25000
#TRANS 6100 {6 "ANNAT"} 777.25
#TRANS 6100 {} 0.75
#TRANS 1930 {} -25778
}
#VER A 3 20250401 "Ny"
{
#TRANS 6200 {6 "EK-DEL"} 30000
#TRANS 2440 {} -30000
}
"""
LINES = (
    "avtal;projekt;konto_fran;konto_till;kostnadspost\n"
    "energikontor;EK-CHEF;4000;7999;enhetschef\nenergikontor;EK-DEL;6000;6199;ovrigt\n"
)


@pytest.fixture
def empty(folder: Path) -> Path:
    """The small inputs with two projects mapped, and no outcome."""
    (folder / "utfall" / "kostnadsposter.csv").write_text(LINES, encoding="utf-8")
    (folder / "utfall" / "energikontor_2025.csv").unlink()
    return folder


@pytest.fixture
def book(empty: Path) -> Path:
    """A ledger of two projects that the agreement has and one that it has not."""
    path = empty.parent / "bok.se"
    path.write_text(SIE, encoding="cp437")
    return path


def table(path: Path, *rows: str, heading: str = HEADING) -> Path:
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return path


class Said:
    """What a command said, with plain spaces, and its exit status."""

    def __init__(self, capsys: pytest.CaptureFixture[str], ledger: Path, folder: Path, *more: str) -> None:
        arguments = ["utfall", str(ledger), "--avtal", "energikontor", "--ar", "2025", "--inputs", str(folder)]
        self.status = main([*arguments, *more])
        said = capsys.readouterr()
        self.out, self.err = said.out.replace("\u00a0", " "), said.err.replace("\u00a0", " ")


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_is_shown_before_it_is_written(book: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """150 000,50 → 150 001 on the head; 25 000 on the rest; 30 000 on account 6200, which no line has."""
    before = files(folder)
    said = Said(capsys, book, folder)
    assert said.status == 0
    assert "3 rader i bokföringen, summa 205 000,50 kr." in said.out
    assert "  Enhetschef 50 %: 150 001 kr\n" in said.out
    assert "2025-04-01 A 3, konto 6200, projekt EK-DEL: 30 000,00 kr Ny" in said.out  # listed, not dropped
    target = folder / "utfall" / "energikontor_2025.csv"
    assert f"{target} finns inte än.\nInget är skrivet; --skriv skriver {target}.\n" in said.out
    assert files(folder) == before

    said = Said(capsys, book, folder, "--skriv", "--status", "fastställd", "--dag", "2026-01-12")
    assert said.status == 0
    assert f"3 rader i {target}\n" in said.out
    assert "Inget är skrivet" not in said.out
    lines = target.read_text(encoding="utf-8-sig").splitlines()
    assert lines[1] == "2025-01-31;A 1;5010;ek-chef;;150000,50;Lön för åäö;fastställd;bok.se;2026-01-12"
    assert not (folder / "utfall" / "tidigare").exists()
    assert begin(str(folder)).inputs.unread == []


def test_the_same_again_changes_nothing(book: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Said(capsys, book, folder, "--skriv")
    before = files(folder)
    said = Said(capsys, book, folder, "--skriv")
    assert said.status == 0
    assert re.search(r"Inget skiljer mot .*energikontor_2025\.csv\.\nInget att skriva\.\n", said.out)
    assert files(folder) == before


BOOKS = {  # A 2's second row is new in May, when A 1 is changed; in June A 3 is gone, and in July it is back
    "2026-04-10": [("A 1", "EK", 100), ("A 2", "EK", 50), ("A 3", "EK", 7)],
    "2026-05-12": [("A 1", "EK", 110), ("A 2", "ek", 50), ("A 2", "ek", 5), ("A 3", "EK", 7)],
    "2026-06-09": [("A 1", "EK", 110), ("A 2", "EK", 50), ("A 2", "EK", 5), ("A 4", "EK", 1)],
    "2026-07-01": [("A 1", "EK", 110), ("A 2", "EK", 50), ("A 2", "EK", 5), ("A 3", "EK", 7), ("A 4", "EK", 1)],
}


def booked(rows: list[tuple[str, str, int]]) -> list[Entry]:
    row = {"datum": "2025-03-31", "konto": 5010, "motpart": "", "text": "Lön"}
    return [
        Entry.model_validate({**row, "verifikation": voucher, "projekt": project, "belopp": amount})
        for voucher, project, amount in rows
    ]


def test_a_run_knows_what_was_booked_on_its_day() -> None:
    """What is taken up again on the same day stands in the place of the first."""
    rows = list[Entry]()
    for day, book in BOOKS.items():
        rows = with_vintages(rows, booked(book[1:]), dt.date.fromisoformat(day))
        rows = with_vintages(rows, booked(book), dt.date.fromisoformat(day))
    for day, book in BOOKS.items():
        known = [each for each in known_on(rows, dt.date.fromisoformat(day)) if each.amount]
        found = sorted((each.voucher, each.project.upper() if each.project else "", each.amount) for each in known)
        assert found == sorted((voucher, project.upper(), Decimal(amount)) for voucher, project, amount in book), (
            day
        )
    assert not known_on(rows, dt.date(2026, 4, 9))
    assert {str(each.published) for each in rows if each.voucher == "A 3"} == {
        "2026-04-10",
        "2026-06-09",
        "2026-07-01",
    }
    same = with_vintages(rows, booked(BOOKS["2026-07-01"]), dt.date(2026, 8, 1))
    assert {str(each.published) for each in same} == {*BOOKS}
    with pytest.raises(InputError, match="väntade en dag som inte är före 2026-07-01"):
        with_vintages(rows, booked(BOOKS["2026-04-10"]), dt.date(2026, 6, 30))


def test_what_is_taken_up_is_dated_and_read_as_it_was_on_a_day(
    book: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """April's A 3 comes with the second book, and A 1 is corrected in it. Another status makes nothing new."""
    first, second = SIE.split("#VER A 3")[0], SIE.replace("150000.50", "151000.50")
    for text, day, status in ((first, "2026-04-10", "preliminär"), (second, "2026-05-12", "fastställd")):
        book.write_text(text, encoding="cp437")
        assert Said(capsys, book, folder, "--skriv", "--dag", day, "--status", status).status == 0

    def known(day: str) -> dict[str, tuple[str, str]]:
        rows = begin(str(folder), day).inputs.outcomes["energikontor", 2025]
        return {each.voucher: (f"{each.amount:.2f}", str(each.published)) for each in rows}

    assert known("2026-04-30") == {"A 1": ("150000.50", "2026-04-10"), "A 2": ("25000.00", "2026-04-10")}
    assert known("2026-06-01") == {
        "A 1": ("151000.50", "2026-05-12"),
        "A 2": ("25000.00", "2026-04-10"),
        "A 3": ("30000.00", "2026-05-12"),
    }


def test_what_is_new_changed_and_gone_is_shown_and_the_earlier_file_kept(
    book: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A 1 becomes 151 000,50, A 2 goes and A 4 of 500 is new.

    150 001 + 25 000 + 30 000 = 205 001; then 151 001 + 500 + 30 000 = 181 501.
    """
    outcome, written = folder / "utfall" / "energikontor_2025.csv", datetime(2026, 2, 3, 12).timestamp()
    Said(capsys, book, folder, "--skriv")
    os.utime(outcome, (written, written))
    first = outcome.read_bytes()
    text = SIE.replace("150000.50", "151000.50").replace("#VER A 2 20250331", "#VER A 4 20250430")
    text = text.replace('EK-DEL"} 25000', 'EK-DEL"} 500').replace("-25778", "-1278")
    book.write_text(text, encoding="cp437")
    said = Said(capsys, book, folder)
    assert "utfallet går från 205 001 kr till 181 501 kr.\n" in said.out
    assert "  Nya: 1 rad, 500,00 kr\n    2025-04-30 A 4, konto 6100, projekt EK-DEL: 500,00 kr" in said.out
    assert "  Ändrade: 1 rad, 1 000,00 kr\n" in said.out
    assert "projekt ek-chef: 151 000,50 kr Lön för åäö, var 150 000,50 kr den 2025-01-31\n" in said.out
    assert "  Borta: 1 rad, 25 000,00 kr\n    2025-03-31 A 2, konto 6100" in said.out

    said = Said(capsys, book, folder, "--skriv")
    kept = folder / "utfall" / "tidigare" / "energikontor_2025_2026-02-03.csv"
    assert kept.read_bytes() == first
    assert f"det förra utfallet ligger i {kept}" in said.out
    assert sum(entry.amount for entry in begin(str(folder)).inputs.outcomes["energikontor", 2025]) == 181_500.5

    os.utime(outcome, (written, written))
    Said(capsys, book, folder, "--skriv", "--status", "fastställd")  # twice the same day: both are kept
    assert kept.read_bytes() == first
    assert kept.with_name("energikontor_2025_2026-02-03_2.csv").exists()


def test_only_another_status_is_told_and_written(
    book: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Said(capsys, book, folder, "--skriv")
    said = Said(capsys, book, folder, "--skriv", "--status", "fastställd")
    assert (
        "utfallet går från 205 001 kr till 205 001 kr.\n  Status från preliminär till fastställd: 3 rader"
        in said.out
    )
    assert {str(row.status) for row in begin(str(folder)).inputs.outcomes["energikontor", 2025]} == {"fastställd"}


def test_an_outcome_in_a_workbook_or_in_capitals_is_replaced_where_it_is(
    book: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workbook = folder / "utfall" / "energikontor_2025.xlsx"
    with xlsxwriter.Workbook(workbook) as made:
        sheet = made.add_worksheet()
        for line, cells in enumerate([HEADING.split(";"), ["2025-01-31", "A 1", 5010, "EK-CHEF", "", 5, "Lön"]]):
            sheet.write_row(line, 0, cells)
    before = workbook.read_bytes()
    assert Said(capsys, book, folder, "--skriv").status == 0
    assert not workbook.exists()
    (kept,) = (folder / "utfall" / "tidigare").iterdir()
    assert (kept.suffix, kept.read_bytes()) == (".xlsx", before)
    target = folder / "utfall" / "energikontor_2025.csv"
    target.rename(target.with_name("ENERGIKONTOR_2025.CSV"))
    assert Said(capsys, book, folder, "--skriv", "--status", "fastställd").status == 0
    assert len(list((folder / "utfall").glob("*2025*"))) == 1
    assert len(begin(str(folder)).inputs.outcomes["energikontor", 2025]) == 3


# What is not written over


@pytest.mark.parametrize("name", ["utfall/kostnadsposter.csv", "utfall/energikontor_2025.csv", "ny.csv"])
def test_nothing_among_the_inputs_is_written_with_ut(
    name: str, book: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(folder)
    said = Said(capsys, book, folder, "--ut", str(folder / name))
    assert said.status == 1
    why = "ligger bland det som läses" if (folder / name).exists() else "ligger bland indata, där --skriv skriver"
    assert f"--ut: {folder / name} {why}" in said.err
    assert files(folder) == before


def test_no_file_that_is_there_is_written_over(
    empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = empty
    ledger = table(tmp_path / "bok.csv", "2025-01-31;A 1;5010;EK-CHEF;;200 000,25;Lön")
    (tmp_path / "annat.csv").write_text("Budget;2027\n", encoding="utf-8")
    for taken, why in (
        (ledger, "ligger bland det som läses"),
        (tmp_path / "annat.csv", "finns redan och är något annat"),
    ):
        before = taken.read_bytes()
        said = Said(capsys, ledger, folder, "--ut", str(taken))
        assert said.status == 1
        assert why in said.err
        assert taken.read_bytes() == before
    said = Said(capsys, ledger, folder, "--ut", str(tmp_path / "ny.csv"))
    assert said.status == 0
    assert f"1 rad i {tmp_path / 'ny.csv'}" in said.out
    assert "2025-01-31;A 1;5010;EK-CHEF;;200000,25;Lön;preliminär;" in (tmp_path / "ny.csv").read_text("utf-8-sig")


# What is odd holds the writing back


def odd(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str, *rows: str) -> str:
    """Return what is told of rows that one thing is odd in: shown, not written, and written when acknowledged."""
    before = files(folder)
    ledger = table(tmp_path / "bok.csv", *rows)
    said = Said(capsys, ledger, folder)
    assert said.status == 0
    (told,) = [line for line in said.out.splitlines() if line.startswith(("Kvittera", "Notera"))]
    assert told.startswith(f"Kvittera: [{code}] Energikontoret, utfallet 2025: ")
    for more in ("--skriv",), ("--ut", str(tmp_path / "ny.csv")), ("--skriv", "--trots", "scenario"):
        refused = Said(capsys, ledger, folder, *more)
        assert refused.status == 1
        assert (
            f"Inget är skrivet. Rätta det som står ovan; är det rätt ändå, skriv med --trots {code}\n"
            in refused.err
        )
    assert files(folder) == before
    assert Said(capsys, ledger, folder, "--skriv", "--trots", code).status == 0
    assert len(begin(str(folder)).inputs.outcomes["energikontor", 2025]) == len(rows)
    return told.partition("2025: ")[2]


ROWS = [
    "2025-01-31;A 1;5010;EK-CHEF;;200 000;Lön",
    "2025-02-28;A 2;5010;EK-CHEF;;200 000;Lön",
    "2025-02-28;A 3;6100;EK-DEL;;100 000;Resor",
]


def test_a_right_ledger_is_not_odd(empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, table(tmp_path / "bok.csv", *ROWS), empty, "--skriv")
    assert said.status == 0
    assert not re.search("Kvittera|Notera|Inte med", said.out)


def test_a_ledger_pasted_twice(empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = odd(empty, tmp_path, capsys, "utfall-dubbelt", *ROWS, *ROWS)
    assert told == (
        "3 av 6 rader upprepar en tidigare rad (dag, verifikation, konto, projekt, belopp, text), tillsammans "
        "500 000,00 kr. Troligen är utdraget inklistrat två gånger; ta bort det ena."
    )


def test_the_first_quarter_pasted_again_under_the_half_year(
    empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = odd(empty, tmp_path, capsys, "utfall-dubbelt", *ROWS, *ROWS[:1])
    assert told.startswith("1 av 4 rader upprepar en tidigare rad")


def test_two_equal_purchases_are_noted_and_written(
    empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two nights of 1 000 kr on one voucher: 1 000 of 502 000 is less than a twentieth."""
    night = "2025-02-28;A 4;6100;EK-DEL;;1 000;Natt"
    said = Said(capsys, table(tmp_path / "bok.csv", *ROWS, night, night), empty, "--skriv")
    assert said.status == 0
    assert "Notera: [utfall-dubbelt] Energikontoret, utfallet 2025: 1 av 5 rader upprepar" in said.out
    assert "tillsammans 1 000,00 kr. Är det samma köp?" in said.out


def test_a_ledger_in_thousands(empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In two months of twelve 1 600 000 kr is 266 667; 500 is not a hundredth of it."""
    told = odd(empty, tmp_path, capsys, "utfall-tkr", *(row.replace("00 000;", "00;") for row in ROWS))
    assert told == (
        "Kostnaderna är 500,00 kr, mot ungefär 266 667 kr enligt avtalet så långt. "
        "Är beloppen i tusental kronor? De ska vara i kronor."
    )


def test_a_ledger_in_ore(empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = odd(empty, tmp_path, capsys, "utfall-oren", *(row.replace("00 000;", "0000000;") for row in ROWS))
    assert told.startswith("Kostnaderna är 50 000 000,00 kr, mot ungefär 266 667 kr")
    assert told.endswith("Är beloppen i ören? De ska vara i kronor.")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([row.replace(";;", ";;−") for row in ROWS], "Kostnaderna är −500 000,00 kr, alltså minus."),
        (
            [*(row.replace(";;", ";;−") for row in ROWS), "2025-03-31;F 1;3100;EK-CHEF;;90 000;Avgift"],
            "Kostnaderna är −500 000,00 kr, alltså minus och intäkterna är 90 000,00 kr, alltså plus.",
        ),
        ([*ROWS, "2025-03-31;F 1;3100;EK-CHEF;;90 000;Avgift"], "Intäkterna är 90 000,00 kr, alltså plus."),
    ],
)
def test_signs_turned(
    rows: list[str], told: str, empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (empty / "utfall" / "kostnadsposter.csv").open("a", encoding="utf-8") as file:
        file.write("energikontor;EK-CHEF;3100;3199;kommuner\n")
    meant = "Troligen är tecknen vända: kostnader ska vara plus och intäkter minus."
    assert odd(empty, tmp_path, capsys, "utfall-tecken", *rows) == f"{told} {meant}"


def test_both_sides_of_the_vouchers(empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = odd(empty, tmp_path, capsys, "utfall-balanskonto", *ROWS, "2025-02-28;A 3;1930;EK-DEL;;−100 000;Resor")
    assert told.startswith("1 rad, −100 000,00 kr, är bokförda på balanskonton (1930).")


def test_incomes_that_lower_the_settlement(
    empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = odd(empty, tmp_path, capsys, "utfall-intakter", *ROWS, "2025-02-28;F 1;3100;EK-CHEF;;−90 000;Kommun")
    assert told == (
        "Intäkter på 90 000 kr minskar utfallet från 500 000 kr till 410 000 kr. "
        "Är de parternas egna betalningar: ge kontona koden region eller kommuner i utfall/kostnadsposter.csv."
    )
    with (empty / "utfall" / "kostnadsposter.csv").open("a", encoding="utf-8") as file:
        file.write("energikontor;EK-CHEF;3100;3199;kommuner\n")
    said = Said(capsys, tmp_path / "bok.csv", empty, "--skriv")
    assert said.status == 0
    assert "  Intäkt, Kommunernas del: 90 000 kr\n" in said.out


def test_incomes_and_rows_without_a_post_are_told_by_account(
    empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unmapped = [f"2025-03-{day};A {day};6500;EK-DEL;;100;Lokal" for day in range(10, 15)]
    incomes = ["2025-02-28;F 1;3100;EK-CHEF;;−90 000;Kommun", "2025-02-28;F 2;3100;EK-CHEF;;−10;Kommun"]
    other = ["2025-03-10;A 9;6210;EK-DEL;;7;Telefon"]
    said = Said(capsys, table(tmp_path / "bok.csv", *ROWS, *unmapped, *incomes, *other), empty)
    assert "Intäkter per konto:\n  3100: 2 rader, −90 010,00 kr\n" in said.out
    told = said.out[said.out.index("Utan kostnadspost (") :].splitlines()[1:8]
    assert told == [
        "  6210: 1 rad, 7,00 kr",
        "    2025-03-10 A 9, konto 6210, projekt EK-DEL: 7,00 kr Telefon",
        "  6500: 5 rader, 500,00 kr",
        *(f"    2025-03-{day} A {day}, konto 6500, projekt EK-DEL: 100,00 kr Lokal" for day in (10, 11, 12)),
        "    ... och 2 till",
    ]


def test_an_account_has_its_name_where_the_file_tells_it(
    book: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book.write_text(SIE.replace("#VER A 1", '#KONTO 6200 "Porto"\n#VER A 1'), encoding="cp437")
    assert "  6200 Porto: 1 rad, 30 000,00 kr\n" in Said(capsys, book, folder).out


# A ledger as its system writes it


def test_a_list_with_titles_debit_credit_and_sums_is_taken_up(
    empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        ";;;;;;",
        "Bokf.datum;Ver.nr;Konto;Projekt;Debet;Kredit;Vertext",
        "20250131;A 1;5010 Lön;EK-CHEF;200 000,25 kr;;Lön",
        "20250228;A 2;5010 Lön;EK-CHEF;;1.000,25;Rättat",
        "Delsumma;;;;200 000,25;1 000,25;",
    ]
    path = table(tmp_path / "bok.csv", *rows, heading="Transaktionslista 2025")
    said = Said(capsys, path, empty, "--skriv")
    assert said.status == 0
    named = "datum = Bokf.datum, verifikation = Ver.nr, text = Vertext, belopp = Debet minus Kredit"
    assert f"Kolumner: {named}.\n2 rader i bokföringen, summa 199 000,00 kr." in said.out
    found = begin(str(empty)).inputs.outcomes["energikontor", 2025]
    assert [(str(each.date), each.account, each.amount) for each in found] == [
        ("2025-01-31", 5010, 200000.25),
        ("2025-02-28", 5010, -1000.25),
    ]


def test_a_sum_that_is_not_the_rows_holds_the_writing_back(
    empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = table(tmp_path / "bok.csv", *ROWS, "Summa;;;;;600 000;")
    said = Said(capsys, path, empty, "--skriv")
    assert said.status == 1
    assert (
        "Kvittera: [utfall-summa] Energikontoret: Summarader stämmer inte: bok.csv rad 5 (Summa) är 600 000,00 "
        "kr, raderna ovanför 500 000,00 kr. Fattas rader?\n"
    ) in said.out
    assert "skriv med --trots utfall-summa" in said.err
    assert Said(capsys, path, empty, "--skriv", "--trots", "utfall-summa").status == 0


def test_columns_and_sheets_may_be_named(empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bok.xlsx"
    with xlsxwriter.Workbook(path) as made:
        for title in ("jan", "feb"):
            sheet = made.add_worksheet(title)
            lines = [
                ["Datum", "Ver", "Konto", "Projekt", "Saldo"],
                ["2025-01-31", title, 5010, "EK-CHEF", 200_000],
            ]
            for line, cells in enumerate(lines):
                sheet.write_row(line, 0, cells)
    both = Said(capsys, path, empty, "--kolumner", "belopp=Saldo")
    assert "Läst: bok.xlsx blad jan; bok.xlsx blad feb.\n" in both.out
    assert "2 rader i bokföringen, summa 400 000,00 kr." in both.out
    one = Said(capsys, path, empty, "--kolumner", "belopp=Saldo", "--blad", "feb")
    assert "1 rad i bokföringen, summa 200 000,00 kr." in one.out
    assert "Notera: [lases-inte] bok.xlsx: bladet feb läses, jan läses inte." in one.out


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "#TRANS 2440 {} -30000\n}\n",
            '#TRANS 2440 {} -30000\n}\n#VER A 4 20250401 ""\n{\n#TRANS 5010 {} 5\n}\n',
            "bok.se, rad 20: väntade att verifikation A 4 går jämnt ut; debet minus kredit är 5",
        ),
        (
            "#TRANS 6100 {} 0.75\n#TRANS 1930 {} -25778\n}\n",
            '#TRANS 6100 {} 0.75\n#TRANS 1930 {} -25778\n}\n#VER B 1 20250401 ""\n{\n#TRANS FEL {} 0\n}\n',
            "bok.se, rad 17: fann ”#TRANS FEL {} 0”, väntade en hel rad av slaget #TRANS; kontot är inget nummer",
        ),
    ],
)
def test_a_fault_outside_the_rows_holds_the_writing_back(
    old: str, new: str, fault: str, book: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book.write_text(SIE.replace(old, new), encoding="cp437")
    said = Said(capsys, book, folder, "--skriv")
    assert said.status == 1
    assert f"Kvittera: [utfall-fel] Energikontoret: Filen har fel utanför raderna: {fault}.\n" in said.out
    assert "skriv med --trots utfall-fel" in said.err
    assert Said(capsys, book, folder, "--skriv", "--trots", "utfall-fel").status == 0
    assert len(begin(str(folder)).inputs.outcomes["energikontor", 2025]) == 3


def test_a_fault_among_the_rows_refuses_the_file(
    book: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book.write_text(SIE.replace("{} -30000", "{} -29999"), encoding="cp437")
    said = Said(capsys, book, folder, "--skriv", "--trots", "utfall-fel")
    assert said.status == 1
    assert said.err == "Fel: bok.se, rad 15: väntade att verifikation A 3 går jämnt ut; debet minus kredit är 1\n"


# What a choice leaves out


def test_what_the_projects_leave_out_is_counted(
    book: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """ek-chef is EK-CHEF; ANNAT has 777,25 and a row without a project 0,75."""
    said = Said(capsys, book, folder)
    assert (
        "Inte med, utanför projekten EK-CHEF, EK-DEL: 2 rader, summa 778,00 kr "
        "(1 andra projekt, 1 rad utan projekt).\n"
    ) in said.out
    book.write_text(SIE.replace("#VER A 3 20250401", "#VER A 3 20240401"), encoding="cp437")
    assert "1 rad utanför 2025 är inte med (2024), summa 30 000,00 kr.\n" in Said(capsys, book, folder).out


@pytest.mark.parametrize("name", ["EK-CHF", "EKCHEF", "EK_CHEF"])
def test_a_project_that_is_nearly_one_of_them_holds_the_writing_back(
    name: str, book: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book.write_text(SIE.replace("ek-chef", name), encoding="cp437")
    said = Said(capsys, book, folder)
    assert f"Kvittera: [utfall-projekt] Energikontoret: {name} (1 rad, 150 000,50 kr) liknar EK-CHEF." in said.out
    assert Said(capsys, book, folder, "--skriv").status == 1
    assert Said(capsys, book, folder, "--skriv", "--trots", "utfall-projekt").status == 0


@pytest.mark.parametrize("name", ["EK-CHEF2", "EK-UTV", "ANNAT"])
def test_another_project_is_no_slip(
    name: str, book: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Codes that differ in a digit are other projects."""
    book.write_text(SIE.replace("ek-chef", name), encoding="cp437")
    assert "Kvittera" not in Said(capsys, book, folder).out


def test_projects_may_be_chosen_with_spaces_and_small_letters(
    book: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "2 rader i bokföringen, summa 55 000,00 kr." in Said(capsys, book, folder, "--projekt", " ek-del ,").out


def test_nothing_of_the_year_says_what_was_left_out(
    book: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = Said(capsys, book, folder, "--projekt", "EK-CEHF")
    assert said.status == 1
    assert "väntade bokförda rader under 2025 för projekt EK-CEHF, fann inga" in said.err
    assert "ek-chef (1 rad, 150 000,50 kr) liknar EK-CEHF." in said.err


# Status


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_status_is_given_to_the_rows_of_a_table_too(
    ending: str, empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"{ROWS[0]};exempel".split(";"), f"{ROWS[1]};fastställd".split(";")]
    heading = f"{HEADING};status".split(";")
    path = tmp_path / f"bok.{ending}"
    if ending == "csv":
        table(path, *map(";".join, rows), heading=";".join(heading))
    else:
        with xlsxwriter.Workbook(path) as made:
            sheet = made.add_worksheet()
            for line, cells in enumerate([heading, *rows]):
                sheet.write_row(line, 0, cells)
    said = Said(capsys, path, empty, "--skriv", "--status", "fastställd")
    assert said.status == 0
    assert "1 rad har status exempel i filen, och får fastställd.\n" in said.out
    assert {str(row.status) for row in begin(str(empty)).inputs.outcomes["energikontor", 2025]} == {"fastställd"}
    said = Said(capsys, path, empty, "--skriv")
    assert "  Status från fastställd till exempel: 1 rad" in said.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--avtal", "fel"], "Okänt avtal: fann ”fel”"),
        (["--ar", "2026"], "väntade bokförda rader under 2026"),
        (["--projekt", "Q"], "under 2025 för projekt Q, fann inga"),
        (["--status", "säker"], "--status: fann ”säker”"),
        (["--blad", "jan"], "--kolumner och --blad gäller CSV och arbetsböcker; bok.se är en SIE-fil"),
        (
            ["--kolumner", "belopp=Saldo"],
            "--kolumner och --blad gäller CSV och arbetsböcker; bok.se är en SIE-fil",
        ),
        (["--ut", "x.xlsx"], "--ut: fann ”x.xlsx”"),
        (["--skriv", "--trots", "dubbelt"], "--trots: fann ”dubbelt”, väntade någon av antagande,"),
    ],
)
def test_a_wrong_parameter_is_named(
    arguments: list[str], words: str, book: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = Said(capsys, book, folder, *arguments)
    assert said.status == 1
    assert words in said.err
