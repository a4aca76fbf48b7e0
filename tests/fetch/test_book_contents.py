"""``utfall --visa``: what a file holds, whatever of it belongs to an agreement."""

from pathlib import Path

import openpyxl
import pytest

from suite.cli.cli import main

SIE = """\
#SIETYP 4
#FNAMN "Övningskommunen"
#RAR 0 20250101 20251231
#RAR -1 20240101 20241231
#DIM 6 "Projekt"
#UNDERDIM 61 "Delprojekt" 6
#OBJEKT 6 "CHEF" "Enhetschef"
#OBJEKT 6 "VILANDE" "Vilande projekt"
#KONTO 5010 "Löner"
#KONTO 1930 "Bank"
#VER A 1 20250131 "Lön"
{
#TRANS 5010 {6 "CHEF"} 1000.50
#TRANS 1930 {} -1000.50
}
#VER A 2 20240131 "Resor"
{
#TRANS 6100 {61 "DEL"} 20
#TRANS 3010 {} -5
#TRANS 1930 {} -15
}
"""


def shown(path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> list[str]:
    assert main(["utfall", str(path), "--visa", *more]) == 0
    return capsys.readouterr().out.replace("\u00a0", " ").splitlines()


def test_a_sie_file_is_shown_without_agreement_and_year(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bok.se").write_text(SIE, encoding="cp437")
    assert shown(tmp_path / "bok.se", capsys) == [
        "bok.se: SIE 4 från Övningskommunen, 2 verifikationer, 5 rader.",
        "Räkenskapsår: 2025-01-01 till 2025-12-31, 2024-01-01 till 2024-12-31.",
        "Kostnader och intäkter (konto 3000–8999): 1 015,50 kr.",
        "År:",
        "  2024: 2 rader, 15,00 kr",
        "  2025: 1 rad, 1 000,50 kr",
        "Dimension 6 Projekt:",
        "  CHEF Enhetschef: 1 rad, 1 000,50 kr",
        "  utan: 2 rader, 15,00 kr",
        "  inget bokfört: VILANDE",
        "Dimension 61 Delprojekt, under 6:",
        "  DEL: 1 rad, 20,00 kr",
        "  utan: 2 rader, 995,50 kr",
        "Konto:",
        "  3010: 1 rad, −5,00 kr",
        "  5010 Löner: 1 rad, 1 000,50 kr",
        "  6100: 1 rad, 20,00 kr",
    ]


def test_what_is_wrong_in_it_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = SIE.replace("#RAR 0 20250101 20251231", "#RAR 0").replace("#VER A 1 20250131", "#VER A 1 2025")
    (tmp_path / "bok.se").write_text(text.replace("{} -15", "{} -10"), encoding="cp437")
    told = shown(tmp_path / "bok.se", capsys)
    assert "  okänt: 1 rad, 1 000,50 kr" in told
    assert told[-4:] == [
        "Fel i filen (3):",
        "  bok.se, rad 3: fann ”#RAR 0”, väntade en hel rad av slaget #RAR; något fattas",
        '  bok.se, rad 11: fann ”#VER A 1 2025 "Lön"”, väntade en hel rad av slaget #VER; datumet är inget som '
        "20250131",
        "  bok.se, rad 16: väntade att verifikation A 2 går jämnt ut; debet minus kredit är 5",
    ]


def test_a_file_that_holds_next_to_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bok.se").write_text("#SIETYP 4\n", encoding="cp437")
    assert shown(tmp_path / "bok.se", capsys) == [
        "bok.se: SIE 4, 0 verifikationer, 0 rader.",
        "Räkenskapsår: står inte i filen.",
        "Kostnader och intäkter (konto 3000–8999): 0,00 kr.",
    ]


def test_a_workbook_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.Workbook()
    for title in ("jan", "feb"):
        sheet = book.create_sheet(title)
        sheet.append(["Lista"])
        sheet.append(["Datum", "Ver.nr", "Konto", "Projekt", "Saldo", "Sign"])
        sheet.append(["2025-01-31", title, "5010 Löner", "CHEF", 100, "xx"])
        sheet.append(["Summa", None, None, None, 100 if title == "jan" else 99])
    book.save(tmp_path / "bok.xlsx")
    assert shown(tmp_path / "bok.xlsx", capsys, "--kolumner", "belopp=Saldo") == [
        "bok.xlsx: 2 rader, 200,00 kr.",
        "Läst: bok.xlsx blad jan; bok.xlsx blad feb.",
        "Kolumner: verifikation = Ver.nr, belopp = Saldo.",
        "År:",
        "  2025: 2 rader, 200,00 kr",
        "Projekt:",
        "  CHEF: 2 rader, 200,00 kr",
        "Konto:",
        "  5010: 2 rader, 200,00 kr",
        "Summarader: 2, 1 stämmer inte.",
        "bok.xlsx blad jan: kolumn sign läses inte.",
        "bok.xlsx blad feb: kolumn sign läses inte.",
    ]


def test_agreement_and_year_are_asked_for_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["utfall", str(tmp_path / "bok.se"), "--ar", "2025"]) == 1
    assert "Fel: utfall: väntade --avtal och --ar, eller --visa" in capsys.readouterr().err
