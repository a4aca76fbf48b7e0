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


BROKEN = {
    "unbalanced voucher": (
        ("#TRANS 1930 {} -1000.50", "#TRANS 1930 {} -1000.40"),
        "bok.se, rad 13: väntade att verifikation A 1 går jämnt ut; debet minus kredit är 0,10",
    ),
    "result that is not the sum": (
        ("#RES 0 6100 250", "#RES 0 6100 251.5"),
        "fann ”251,5”, väntade att #RES för konto 6100 är summan av kontots transaktioner, 250",
    ),
    "result left out": (("#RES 0 6100 250\n", ""), "#RES för konto 6100 är summan av kontots transaktioner, 250"),
    "cut off": (("#TRANS 1930 {} 40\n}\n", ""), "klammer } som avslutar sista verifikationen"),
    "another type": (("#SIETYP 4", "#SIETYP 2"), "fann ”typ 2”, väntade en SIE-fil av typ 4"),
    "no SIE file": (("#SIETYP 4", ""), "väntade en SIE-fil av typ 4; raden #SIETYP saknas"),
    "letters in an amount": (("{} 40", "{} fyrtio"), "rad 28: fann ”#TRANS 1930 {} fyrtio”, väntade en hel rad"),
    "day that does not exist": (("20250630", "20250631"), "rad 25"),
    "transaction outside a voucher": (("#FLAGGA 0", "#TRANS 5010 {} 5"), "rad 1"),
    "object list cut short": (('{6 "CHEF"}', "{6}"), "rad 15"),
    "another currency": (("#RAR 0", "#VALUTA EUR\n#RAR 0"), "fann ”#VALUTA EUR”, väntade belopp i svenska kronor"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused(name: str, tmp_path: Path) -> None:
    (old, new), words = BROKEN[name]
    assert old in WHOLE
    with pytest.raises(InputError) as error:
        read(tmp_path, WHOLE.replace(old, new, 1))
    assert words in str(error.value)


def test_kronor_may_be_said(tmp_path: Path) -> None:
    assert len(read(tmp_path, WHOLE.replace("#RAR 0", "#VALUTA sek\n#RAR 0", 1)).vouchers) == 3


WITHOUT_RESULTS = "\n".join(line for line in WHOLE.splitlines() if not line.startswith("#RES")) + "\n"
FIRST_VOUCHER = WHOLE[WHOLE.index("#VER A 1") : WHOLE.index('#VER "B"')]


def test_a_voucher_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """Where no #RES says what the accounts come to, nothing else tells of it."""
    with pytest.raises(InputError) as error:
        read(tmp_path, WITHOUT_RESULTS + FIRST_VOUCHER)
    assert str(error.value) == "bok.se, rad 26: väntade att verifikation A 1 står en gång; den står redan på rad 9"


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


def refused_sie(text: str, folder: Path) -> str:
    (folder / "bok.se").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_sie(folder / "bok.se", "bok.se")
    return str(error.value)


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
    told = refused_sie(LEDGER.replace(old, new, 1), tmp_path)
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
        ('#SIETYP 4\n#VER A 1 30250101 ""\n{\n#TRANS 5010 {} 0\n}\n', "väntade ett datum som 2025-11-01"),
    ],
)
def test_ledgers_that_would_hold_the_reader_are_refused(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "bok.se"
    path.write_text(text, encoding="cp437")
    refused(lambda: read_ledger(path, "6", [], 2025), "bok.se", words)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_garbled_ledger_says_on_which_line(end: str, tmp_path: Path) -> None:
    text = garbled(f"#SIETYP 4{end}#FNAMN Övning{end}")
    (tmp_path / "bok.se").write_text(text, encoding="utf-8", newline="")
    read = lambda: read_sie(tmp_path / "bok.se", "bok.se")  # noqa: E731
    refused(read, f"bok.se, rad 2: fann ”{garbled('Övning')}”, väntade ”Övning”; {HOW}")
