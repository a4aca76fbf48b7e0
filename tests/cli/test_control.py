"""What `kontroll` says is to be done: by month, with the day and the command."""

import datetime as dt
import re
from pathlib import Path

import pytest
from small_inputs import ASSUMPTIONS, closed, edit, issued

from model.errors import InputError
from model.read.begin import begin
from model.year import year_of
from suite.cli.cli import main
from suite.show.swedish import MONTHS


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "1000")


@pytest.fixture
def inputs(county: Path) -> Path:
    """The small inputs with every index change known from the beginning: they can be read as of any day."""
    text = (county / "lpix.csv").read_text(encoding="utf-8")
    (county / "lpix.csv").write_text(re.sub(r"20\d\d-11-25", "2019-01-02", text), encoding="utf-8")
    return county


def to_do(inputs: Path, day: str, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """What is to be done in the month of a day, and after it."""
    capsys.readouterr()
    assert main(["kontroll", "--inputs", str(inputs), "--per-datum", day]) == 0
    text = capsys.readouterr().out.replace("\u00a0", " ")
    now, _, rest = text.partition("\n\n")
    return now, rest.partition("\n\n")[0]


def test_the_first_is_what_to_do_this_month(inputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now, later = to_do(inputs, "2026-12-05", capsys)
    assert now.startswith("Att göra i december 2026:\n")
    assert "  snarast     Fakturera Nätverket, januari–mars 2027: " in now
    assert "förfaller 2026-12-31.\n              python -m model faktura 2027" in now
    assert later.startswith("Därefter:\n  2027-01-01  Fakturera Energikontoret, januari–december 2027: ")


def test_an_invoice_whose_day_has_passed_is_to_be_sent_at_once(
    inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """That of January to March is of 1 December, and waits for ever where anything is issued for the year."""
    issued(inputs, ("natverk", 2026, "2303", 81_467))
    for day in ("2027-01-07", "2027-04-07", "2028-02-07"):
        now, _ = to_do(inputs, day, capsys)
        first = next(line for line in now.splitlines() if "januari–mars 2027" in line)
        assert first.startswith("  snarast     Fakturera Nätverket, januari–mars 2027: "), day
        assert first.endswith(", förfaller 2026-12-31."), day


def test_the_first_invoice_of_a_year_is_told_where_nothing_is_issued(
    inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody knows whether it was sent elsewhere: it is told while the months last that it is for."""
    for day in ("2027-01-07", "2027-03-31"):
        now, _ = to_do(inputs, day, capsys)
        first = next(line for line in now.splitlines() if "januari–mars 2027" in line)
        assert first.startswith("  snarast     Fakturera Nätverket, januari–mars 2027: "), day
        assert first.endswith(", förfaller 2026-12-31, om det inte redan är gjort."), day
    now, later = to_do(inputs, "2027-04-01", capsys)
    assert "januari–mars 2027" not in now + later
    assert "Fakturera Nätverket, april–juni 2027" in now
    issued(inputs, ("energikontor", 2028, "2321", 81_467))
    now, later = to_do(inputs, "2027-04-01", capsys)
    assert "januari–mars 2027" not in now + later


def test_a_year_is_to_be_settled_until_it_is(inputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """2025 in January 2028: open, then closed, then settled; of 2024 nothing is known, and nothing is asked."""
    for day in ("2027-01-07", "2028-01-07"):
        now, _ = to_do(inputs, day, capsys)
        assert "  snarast     Stäng 2025 för Energikontoret, så att det slutavräknas: " in now, day
    closed(inputs)
    now, _ = to_do(inputs, "2028-01-07", capsys)
    assert "  snarast     Fakturera slutavräkningen 2025 av Energikontoret: " in now
    assert "Stäng 2025" not in now
    assert "2024" not in now
    issued(inputs, ("energikontor", 2025, "2321", 1_000), kind="slutavräkning", day="2026-03-01")
    now, _ = to_do(inputs, "2028-01-07", capsys)
    assert "slutavräkningen 2025" not in now


def test_what_is_missing_is_to_be_fetched(inputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The populations end with 2024, so that the key of 2027 is projected."""
    now, _ = to_do(inputs, "2026-12-05", capsys)
    assert (
        "  snarast     Hämta folkmängden 2026-11-01, som fakturorna 2027 delas efter; nu är den framskriven."
        in now
    )
    edit(inputs / "lpix.csv", "LPIX;2027;3,0;fastställd", "LPIX;2027;3,0;antagande")
    now, _ = to_do(inputs, "2026-11-05", capsys)
    assert "LPIX för 2027" not in now
    _, later = to_do(inputs, "2026-11-05", capsys)
    assert "  2026-12-01  För in beslutad LPIX för 2027 ur Regionplan med budget; nu är det antaget." in later
    assert 'python -m model hamta lpix --ar 2027 --procent TAL --beslut "BESLUT OCH DAG" --skriv' in later


def test_the_books_of_an_ended_year_are_closed_before_its_settlement(
    inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now, later = to_do(inputs, "2027-01-10", capsys)
    assert "utfall BOK.se --avtal energikontor --ar 2026 --status fastställd --skriv" in now + later
    _, later = to_do(inputs, "2026-02-10", capsys)
    assert "  2026-03-01  Stäng 2025 för Energikontoret, så att det slutavräknas: " in later
    assert 'bokslut energikontor 2025 --beslut "BESLUT OCH DAG"' in later
    closed(inputs, day="2026-02-10")
    _, later = to_do(inputs, "2026-02-10", capsys)
    assert "  2026-03-01  Fakturera slutavräkningen 2025 av Energikontoret: " in later
    assert "  2026-03-01  Gör årspaketet 2025, när böckerna är stängda.\n" in later


def test_the_outcome_of_a_quarter_is_taken_up_when_it_has_ended(
    inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now, _ = to_do(inputs, "2026-04-02", capsys)
    assert "  snarast     Läs in utfallet för Energikontoret till och med mars 2026.\n" in now
    edit(inputs / "utfall" / "energikontor_2025.csv", "2025-12-30;A2", "2025-06-30;A2")
    now, _ = to_do(inputs, "2025-07-02", capsys)
    assert "Läs in utfallet för Energikontoret" not in now


def test_the_last_day_of_notice_is_told_in_its_month(inputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now, _ = to_do(inputs, "2027-12-01", capsys)
    assert "  2027-12-31  Sista dag att säga upp Energikontoret till 31 december 2028." in now


def test_an_assumption_is_tried_again_when_its_time_is_out(
    inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (inputs / "antaganden.yaml").write_text(ASSUMPTIONS, encoding="utf-8")
    now, _ = to_do(inputs, "2026-12-05", capsys)
    assert "  snarast     Pröva antagandet lpix i antaganden.yaml: LPIX är 3 %." in now


def test_the_quarterly_reports_of_an_agreement(inputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now, _ = to_do(inputs, "2024-07-10", capsys)
    assert "Kvartalsrapport 2 2024 för Kompetensattraktion.\n" in now
    assert "python -m model rapport 2024 --kvartal 2" in now


def test_without_a_date_it_is_today(inputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not the day that the newest row was published: nobody has published anything since."""
    assert main(["kontroll", "--inputs", str(inputs)]) == 0
    today = max(dt.date.today(), dt.date(2024, 12, 15))
    assert capsys.readouterr().out.startswith(f"Att göra i {MONTHS[today.month - 1]} {today.year}:\n")


def test_findings_come_by_level_before_what_the_agreements_rest_on(
    inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(inputs / "lpix.csv", "LPIX;2025;3,0;fastställd", "LPIX;2025;3,0;antagande")
    assert main(["kontroll", "--inputs", str(inputs), "--per-datum", "2026-01-10"]) == 0
    text = capsys.readouterr().out
    places = [
        text.index(words) for words in ("Att göra", "Att kvittera", "Att notera", "Indata i ", "Kontroller: ")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("heading", ["befolkning.csv", "lpix.csv"])
def test_a_series_without_rows_is_to_be_filled(
    heading: str, inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = inputs / heading
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert main(["kontroll", "--inputs", str(inputs)]) == 1
    assert f"Fyll {heading} med " in capsys.readouterr().out


@pytest.fixture
def gappy(inputs: Path) -> Path:
    """The small inputs without LPIX from 2027 on, and without a population that only 2020 is split by."""
    lines = (inputs / "lpix.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not re.match(r"LPIX;20(2[7-9]|3)", line)]
    (inputs / "lpix.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    rows = (inputs / "befolkning.csv").read_text(encoding="utf-8").splitlines()
    left = [row for row in rows if not row.startswith("2303;Ragunda;2019-")]
    assert len(left) == len(rows) - 1
    (inputs / "befolkning.csv").write_text("\n".join(left) + "\n", encoding="utf-8")
    return inputs


def test_what_the_year_does_not_need_is_a_note(gappy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kontroll", "--inputs", str(gappy), "--per-datum", "2026-02-10"]) == 0
    told, _, asked = capsys.readouterr().out.replace("\u00a0", " ").partition("Att notera:")
    assert "  [lucka] Energikontoret: Belopp från 2027 visas inte, för en siffra saknas. lpix.csv" in asked
    assert (
        "  [lucka] Nätverket: Belopp till och med 2020 visas inte, för en siffra saknas. befolkning.csv" in asked
    )
    assert "Läs in utfallet" not in told  # of which no quarter has ended
    assert main(["kontroll", "--inputs", str(gappy), "--per-datum", "2026-11-10"]) == 0
    told = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Läs in utfallet för Energikontoret till och med september 2026." in told
    assert "Fyll i det som fattas för 2027: lpix.csv, kolumn ar: fann inget, väntade en rad för LPIX 2027" in told


def test_what_the_year_needs_is_an_error(gappy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kontroll", "--inputs", str(gappy), "--per-datum", "2027-02-10"]) == 1
    assert "väntade en rad för LPIX 2027" in capsys.readouterr().err


def test_years_after_a_population_that_is_missing_are_computed(gappy: Path) -> None:
    run = begin(str(gappy), "2026-02-10")
    assert list(run.reached(run.agreement("natverk"))) == [2021, 2022, 2023, 2024, 2025, 2026]
    assert list(run.reached(run.agreement("energikontor"))) == [2024, 2025, 2026]
    view = year_of(run, 2025).view("natverk")
    assert view.years == [2024, 2025, 2026]
    with pytest.raises(InputError, match="kommunkod 2303 och 2019-11-01"):
        run.allocation([view.agreement], [2020])
