"""SIE 4: small files of the tests' own, in the encodings found in the wild, whole and broken."""

from decimal import Decimal
from pathlib import Path

import pytest
from broken import HOW, garbled, refused

from model.errors import InputError
from model.read.ledger import read_ledger
from model.read.sie import SieFile, entries, left_out, read_sie
from model.status import Status
from suite.cli.cli import main

WHOLE = """\
#FLAGGA 0
#FORMAT PC8
#SIETYP 4
#FNAMN "Övningskommunen"
#RAR 0 20250101 20251231
#RAR -1 20240101 20241231
#DIM 6 "Projekt"
#UNDERDIM 61 "Delprojekt" 6
#RES 0 5010 1000.50
#RES 0 6100 250
#RES -1 5010 7
#RES 0 3010 -40.00
#VER A 1 20250131 "Lön för åäö \\"extra\\"" 20250203
{
   #TRANS 5010 {6 "CHEF"} 1000.50
   #TRANS 1930 {} -1000.50
}
#VER "B" "2" 20250331 "Papper"
{
#BTRANS 6100 {6 "X"} 999 20250401 "" "" "någon"
#RTRANS 6100 {"61" "DEL"} 250 20250401 "Rättat" "" "någon"
#TRANS 6100 {"61" "DEL" "1" "Nord"} 250 20250401 "Rättat"
#TRANS 1930 {} -250
}
#VER C 3 20250630 ""
{
#TRANS 3010 {} -40 "" "Bidrag {x}"
#TRANS 1930 {} 40
}
"""


def read(folder: Path, text: str = WHOLE, encoding: str = "cp437") -> SieFile:
    path = folder / "bok.se"
    path.write_bytes(text.encode(encoding))
    return read_sie(path, path.name)


@pytest.mark.parametrize("encoding", ["cp437", "cp1252", "utf-8", "utf-8-sig"])
def test_the_encodings_found_in_the_wild(encoding: str, tmp_path: Path) -> None:
    sie = read(tmp_path, encoding=encoding)
    assert sie.vouchers[0].text == 'Lön för åäö "extra"'
    assert [voucher.name for voucher in sie.vouchers] == ["A 1", "B 2", "C 3"]
    assert sum(len(voucher.transactions) for voucher in sie.vouchers) == 6


def test_letters_lost_before_it_came_here_are_no_hindrance(tmp_path: Path) -> None:
    assert read(tmp_path, WHOLE.replace("åäö", "\ufffd"), "utf-8").vouchers[0].text == 'Lön för \ufffd "extra"'


def test_costs_and_incomes_become_entries(tmp_path: Path) -> None:
    found = entries(read(tmp_path), "bok.se", "6", [], Status.PRELIMINARY)
    told = [(str(e.date), e.voucher, e.account, e.project, e.amount, e.text) for e in found]
    assert told == [
        ("2025-01-31", "A 1", 5010, "CHEF", Decimal("1000.50"), 'Lön för åäö "extra"'),
        ("2025-04-01", "B 2", 6100, "DEL", Decimal("250"), "Rättat"),
        ("2025-06-30", "C 3", 3010, None, Decimal("-40"), "Bidrag {x}"),
    ]
    assert found[0].place == "bok.se rad 15"


@pytest.mark.parametrize(
    ("dimension", "objects", "vouchers"),
    [
        ("6", ["CHEF"], ["A 1"]),
        ("6", ["DEL"], ["B 2"]),  # an object of the sub-dimension 61 counts in 6
        ("61", [], ["A 1", "B 2", "C 3"]),
        ("61", ["DEL"], ["B 2"]),
        ("61", ["CHEF"], []),  # but not the other way
        ("1", ["Nord"], ["B 2"]),
    ],
)
def test_filter_by_object(dimension: str, objects: list[str], vouchers: list[str], tmp_path: Path) -> None:
    found = entries(read(tmp_path), "bok.se", dimension, objects, Status.FIXED)
    assert [entry.voucher for entry in found] == vouchers


def wrong(folder: Path, text: str) -> str:
    """Return what is wrong in a file, whether it refuses it or not."""
    try:
        return "\n".join(str(flaw.fault) for flaw in read(folder, text).flaws)
    except InputError as error:
        return str(error)


BROKEN = {
    "unbalanced voucher": (
        ("#TRANS 1930 {} -1000.50", "#TRANS 1930 {} -1000.40"),
        "bok.se, rad 13: väntade att verifikation A 1 går jämnt ut; debet minus kredit är 0,10",
    ),
    "result that is not the sum": (
        ("#RES 0 6100 250", "#RES 0 6100 251.5"),
        "fann ”konto 6100: #RES 251,5 mot 250”, väntade att #RES är summan av kontots transaktioner; har filen",
    ),
    "result left out": (
        ("#RES 0 6100 250\n", ""),
        "fann ”konto 6100: #RES 0 mot 250”, väntade att #RES är summan",
    ),
    "cut off": (("#TRANS 1930 {} 40\n}\n", ""), "klammer } som avslutar sista verifikationen"),
    "another type": (("#SIETYP 4", "#SIETYP 2"), "fann ”typ 2”, väntade en SIE-fil av typ 4"),
    "no SIE file": (("#SIETYP 4", ""), "väntade en SIE-fil av typ 4; raden #SIETYP saknas"),
    "letters in an amount": (
        ("{} 40", "{} fyrtio"),
        "rad 28: fann ”#TRANS 1930 {} fyrtio”, väntade en hel rad av slaget #TRANS; beloppet är inget tal som",
    ),
    "day that does not exist": (("20250630", "20250631"), "slaget #VER; datumet är inget som 20250131"),
    "account in letters": (("3010 {} -40", "FEL {} -40"), "slaget #TRANS; kontot är inget nummer"),
    "transaction outside a voucher": (
        ("#FLAGGA 0", "#TRANS 5010 {} 5"),
        "rad 1: fann ”#TRANS 5010 {} 5”, väntade",
    ),
    "brace left out": (
        ('"Papper"\n{', '"Papper"\n'),
        "slaget #TRANS; den står inte inom en verifikations klamrar",
    ),
    "brace not closed": (('}\n#VER "B"', '#VER "B"'), "slaget #VER; verifikationen före den slutar inte med }"),
    "object list cut short": (('{6 "CHEF"}', "{6}"), "slaget #TRANS; objekten står inte som {6 KOD}"),
    "financial year without days": (("#RAR 0 20250101 20251231", "#RAR 0"), "slaget #RAR; något fattas"),
    "text not closed": (('"Papper"', '"Papper'), "slaget #VER; en text eller en lista avslutas inte med"),
    "another currency": (("#RAR 0", "#VALUTA EUR\n#RAR 0"), "fann ”#VALUTA EUR”, väntade belopp i svenska kronor"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_named(name: str, tmp_path: Path) -> None:
    (old, new), words = BROKEN[name]
    assert old in WHOLE
    assert words in wrong(tmp_path, WHOLE.replace(old, new, 1))


def test_a_file_that_is_no_sie_4_is_told_to_be_and_nothing_more(tmp_path: Path) -> None:
    """Whose results no transactions come to, so that there is much more to say of it."""
    for number in "123":
        told = wrong(tmp_path, WHOLE[: WHOLE.index("#VER")].replace("#SIETYP 4", f"#SIETYP {number}"))
        assert told == f"bok.se: fann ”typ {number}”, väntade en SIE-fil av typ 4, med verifikationer; " + (
            "välj SIE 4 när du tar ut filen"
        )
    assert wrong(tmp_path, '<?xml version="1.0"?>\n<Sie/>').endswith("det här är XML, kanske SIE 5")


@pytest.mark.parametrize("date", ["20250131", "2025-01-31"])
def test_a_day_is_read_with_and_without_lines(date: str, tmp_path: Path) -> None:
    assert str(read(tmp_path, WHOLE.replace("20250131", date)).vouchers[0].date) == "2025-01-31"


def test_a_voucher_without_number_is_named_by_its_day(tmp_path: Path) -> None:
    """What a subsystem writes (SIE 4I) is numbered by whoever takes it in."""
    sie = read(tmp_path, WHOLE.replace("#VER A 1", '#VER "" ""'))
    assert entries(sie, "bok.se", "6", [], Status.FIXED)[0].voucher == "utan nummer 2025-01-31"


def test_the_same_mistake_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "bok.se").write_text(WHOLE.replace("} -", "} x"), encoding="cp437")
    told = refused(lambda: read_ledger(tmp_path / "bok.se", "6", [], 2025), "beloppet är inget tal")
    assert told.splitlines()[0].endswith("; samma fel 2 gånger till: rad 23, 27")


# What is wrong outside the rows that are asked for

OUTSIDE = {
    "imbalance": ("#TRANS 1930 {} -1000.50", "#TRANS 1930 {} -1000.40"),
    "line that cannot be read": ("#TRANS 1930 {} -1000.50", "#TRANS FEL {} -1000.50"),
    "text not closed": ("#TRANS 1930 {} -1000.50", '#TRANS 1930 {} -1000.50 "" "Lö'),
    "result": ("#RES 0 5010 1000.50", "#RES 0 5010 900"),
    "result of an account of nobody's": ("#RES 0 5010 1000.50", "#RES 0 5010 1000.50\n#RES 0 5990 5"),
    "day of a voucher": ("#VER A 1 20250131", "#VER A 1 2025"),
    "voucher without its last brace": ('}\n#VER "B"', '#VER "B"'),
    "financial year": ("#RAR 0 20250101 20251231", "#RAR 0"),
}
ANYWHERE = {
    "cut off": ("#TRANS 1930 {} 40\n}\n", ""),
    "line of which nothing can be told": ("#TRANS 1930 {} -1000.50", "#TRANS 1930 {6"),
    "row of an object that is asked for": ("#TRANS 1930 {} -1000.50", "#TRANS FEL {6 del} -1000.50"),
    "sub-dimension": ('#UNDERDIM 61 "Delprojekt" 6', "#UNDERDIM 61"),
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_fault_outside_the_rows_is_told_and_the_rows_read(name: str, tmp_path: Path) -> None:
    """Projects DEL and CHEF: voucher A 1 is CHEF's, B 2 DEL's."""
    old, new = OUTSIDE[name]
    assert old in WHOLE
    (tmp_path / "bok.se").write_text(WHOLE.replace(old, new, 1), encoding="cp437")
    ledger = read_ledger(tmp_path / "bok.se", "6", ["DEL"], 2025)
    assert [(entry.voucher, entry.amount) for entry in ledger.entries] == [("B 2", 250)]
    assert len(ledger.flaws) == 1
    if name not in ("financial year", "result of an account of nobody's"):
        refused(lambda: read_ledger(tmp_path / "bok.se", "6", ["CHEF"], 2025), *map(str, ledger.flaws))


@pytest.mark.parametrize("name", ANYWHERE)
def test_a_fault_that_may_touch_the_rows_refuses_them(name: str, tmp_path: Path) -> None:
    old, new = ANYWHERE[name]
    assert old in WHOLE
    (tmp_path / "bok.se").write_text(WHOLE.replace(old, new, 1), encoding="cp437")
    refused(lambda: read_ledger(tmp_path / "bok.se", "6", ["DEL"], 2025), "bok.se")


def test_a_balance_account_of_a_project_makes_the_voucher_its_own(tmp_path: Path) -> None:
    """The cost that it balances may be what is lost."""
    text = WITHOUT_RESULTS.replace("#TRANS 1930 {} 40", '#TRANS 1930 {6 "DEL"} 41')
    (tmp_path / "bok.se").write_text(text, encoding="cp437")
    refused(lambda: read_ledger(tmp_path / "bok.se", "6", ["DEL"], 2025), "verifikation C 3 går jämnt ut")


def test_a_fault_of_another_year_touches_no_row(tmp_path: Path) -> None:
    text = WITHOUT_RESULTS.replace("#VER A 1 20250131", "#VER A 1 20240131").replace("-1000.50", "-1000.40")
    (tmp_path / "bok.se").write_text(text, encoding="cp437")
    assert len(read_ledger(tmp_path / "bok.se", "6", [], 2025).flaws) == 1
    refused(lambda: read_ledger(tmp_path / "bok.se", "6", [], 2024), "rad 9")


def test_more_faults_than_are_told_refuse_the_file(tmp_path: Path) -> None:
    text = WHOLE.replace("#TRANS 1930 {} 40", "#TRANS FEL {} 40\n" * 150 + "#TRANS 1930 {} 40")
    (tmp_path / "bok.se").write_text(text, encoding="cp437")
    refused(lambda: read_ledger(tmp_path / "bok.se", "6", ["DEL"], 2025), "högst 100 rader som inte går att läsa")


def test_kronor_may_be_said(tmp_path: Path) -> None:
    assert len(read(tmp_path, WHOLE.replace("#RAR 0", "#VALUTA sek\n#RAR 0", 1)).vouchers) == 3


WITHOUT_RESULTS = "\n".join(line for line in WHOLE.splitlines() if not line.startswith("#RES")) + "\n"
FIRST_VOUCHER = WHOLE[WHOLE.index("#VER A 1") : WHOLE.index('#VER "B"')]


def test_a_voucher_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """Where no #RES says what the accounts come to, nothing else tells of it."""
    told = wrong(tmp_path, WITHOUT_RESULTS + FIRST_VOUCHER)
    assert told == "bok.se, rad 26: väntade att verifikation A 1 står en gång; den står redan på rad 9"
    refused(lambda: read_ledger(tmp_path / "bok.se", "6", ["CHEF"], 2025), told)
    assert [str(each) for each in read_ledger(tmp_path / "bok.se", "6", ["DEL"], 2025).flaws] == [told]


@pytest.mark.parametrize(
    "more",
    [
        FIRST_VOUCHER.replace("A 1", "D 1"),
        FIRST_VOUCHER.replace("A 1", "A 4"),
        FIRST_VOUCHER.replace("20250131", "20240131"),  # the same number a year before
        FIRST_VOUCHER.replace("A 1", 'A ""') * 2,  # a system that numbers nothing
    ],
)
def test_another_voucher_is_read(more: str, tmp_path: Path) -> None:
    assert len(read(tmp_path, WITHOUT_RESULTS + more).vouchers) == 3 + more.count("#VER")


def test_stated_results_vouch_for_a_voucher_that_stands_twice(tmp_path: Path) -> None:
    whole = WHOLE.replace("#RES 0 5010 1000.50", "#RES 0 5010 2001.00")
    assert len(read(tmp_path, whole + FIRST_VOUCHER).vouchers) == 4


def test_an_object_is_found_whatever_its_capitals_and_wherever_it_stands(tmp_path: Path) -> None:
    sie = read(tmp_path, WHOLE.replace('{6 "CHEF"}', '{6 "A" 61 "ek- Chef"}'))
    found = entries(sie, "bok.se", "6", ["EK-CHEF"], Status.FIXED)
    assert [(entry.voucher, entry.project) for entry in found] == [("A 1", "ek- Chef")]
    assert left_out(sie, "6", ["EK-CHEF"]) == [("DEL", Decimal(250)), (None, Decimal(-40))]
    assert left_out(sie, "6", []) == []


LEDGER = """\
#FLAGGA 0
#SIETYP 4
#FNAMN "Övningskommunen"
#RAR 0 20250101 20251231
#UNDERDIM 61 "Delprojekt" 6
#RES 0 5010 1000.50
#RES 0 6100 250
#VER A 1 20250131 "Lön"
{
   #TRANS 5010 {6 "CHEF"} 1000.50
   #TRANS 1930 {} -1000.50
}
#VER "B" "2" 20250331 "Papper"
{
   #TRANS 6100 {"61" "DEL" "1" "Nord"} 250 20250401 "Rättat"
   #TRANS 1930 {} -250
}
"""


# SIE 4


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{} -1000.50", "{} NaN"),
        ("{} -1000.50", "{} sNaN"),
        ("{} -1000.50", "{} 1E999999999"),
        ("{} -1000.50", "{} -1_000.50"),
        ("#TRANS 1930 {} -1000.50", f"#TRANS {'9' * 5000} {{}} -1000.50"),
        ('{6 "CHEF"}', '{6 "CHEF}'),
        ('{6 "CHEF"}', '{6 "CHEF"'),
        ('#VER "B" "2"', '#VES "B" "2"'),
        ('}\n#VER "B"', '#VER "B"'),
        ("#FLAGGA 0", '#RES 0 "' + '\\"' * 60_000),
        ("#FLAGGA 0", "#TRANS " + '{"a" ' * 19_000),
        ("#FLAGGA 0", "#TRANS " + "x " * 60_000),
    ],
)
def test_a_line_that_is_not_whole_is_named(old: str, new: str, tmp_path: Path) -> None:
    assert old in LEDGER
    told = wrong(tmp_path, LEDGER.replace(old, new, 1))
    assert told.startswith("bok.se, rad ")
    assert "väntade en hel rad av slaget" in told


@pytest.mark.parametrize("old", ["Lön", '"CHEF"'])
def test_what_no_ledger_can_hold_is_named(old: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three decimals, and a project with a control character: right by the standard, but no entry of ours."""
    (folder / "bok.se").write_text(
        LEDGER.replace("1000.50", "1000.505").replace(old, '"\x1b"', 1), encoding="utf-8"
    )
    command = [
        "utfall",
        str(folder / "bok.se"),
        "--avtal",
        "energikontor",
        "--ar",
        "2025",
        "--inputs",
        str(folder),
    ]
    assert main([*command, "--projekt", ""]) == 1
    assert all(line.startswith("Fel: bok.se") for line in capsys.readouterr().err.splitlines())


def test_dimensions_that_lead_round_are_followed_once(tmp_path: Path) -> None:
    text = LEDGER.replace('#UNDERDIM 61 "Delprojekt" 6', "#UNDERDIM 61 x 6\n#UNDERDIM 6 y 61")
    (tmp_path / "bok.se").write_text(text, encoding="utf-8")
    assert read_sie(tmp_path / "bok.se", "bok.se").within("6") == {"6", "61"}


def test_a_ledger_of_two_encodings_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bok.se").write_bytes(LEDGER.encode() + "#FNAMN Åre".encode("cp437"))
    with pytest.raises(InputError, match=r"bok\.se, rad 3: väntade en enda teckenkodning"):
        read_sie(tmp_path / "bok.se", "bok.se")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('#SIETYP 4\n#VER "' + '\\"' * 100_000 + "\n", "väntade en hel rad av slaget #VER"),
        ("#SIETYP 4\n#VER " + "{" * 200_000 + "\n", "väntade en hel rad av slaget #VER"),
    ],
)
def test_ledgers_that_would_hold_the_reader_are_told(text: str, words: str, tmp_path: Path) -> None:
    assert words in wrong(tmp_path, text)


def test_a_day_that_no_ledger_can_have_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bok.se").write_text('#SIETYP 4\n#VER A 1 30250101 ""\n{\n#TRANS 5010 {} 0\n}\n', encoding="cp437")
    refused(lambda: read_ledger(tmp_path / "bok.se", "6", [], 2025), "bok.se", "väntade ett datum som 2025-11-01")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_garbled_ledger_says_on_which_line(end: str, tmp_path: Path) -> None:
    text = garbled(f"#SIETYP 4{end}#FNAMN Övning{end}")
    (tmp_path / "bok.se").write_text(text, encoding="utf-8", newline="")
    read = lambda: read_sie(tmp_path / "bok.se", "bok.se")  # noqa: E731
    refused(read, f"bok.se, rad 2: fann ”{garbled('Övning')}”, väntade ”Övning”; {HOW}")
