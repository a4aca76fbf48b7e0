"""What happens in the year to come: every invoice and credit of a party, issued or to be, by its day."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from small_inputs import closed, edit, published
from trials import shipped, trial

from model.amounts.issued import Issued
from model.read.begin import begin
from model.run import Run
from model.year import year_of
from suite.reports.invoice_basis import basis_rows
from suite.reports.issuing import issued_rows
from suite.reports.payments import calendar, notices
from suite.show.blocks import Paragraphs, Table


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def rows(run: Run, year: int, code: str = "2309") -> list[tuple[str, ...]]:
    """Return the rows of a calendar as they are read, its last with the sum."""
    found = calendar(year_of(run, year), code)
    assert isinstance(found, Table)
    lines = [*found.rows, *([found.footer] if found.footer else [])]
    return [
        tuple(plain(column.show(cell)) for column, cell in zip(found.columns, line, strict=True)) for line in lines
    ]


def test_krokom_2026() -> None:
    """69 955 in four parts, one a krona less, 100 994 in January, and what would come back."""
    assert rows(shipped(), 2025) == [
        ("31 dec 2025", "17 489", "Nätverket, januari–mars", "Krokomsbostäder AB"),
        ("31 jan", "100 994", "Energikontoret, hela året", "Krokoms kommun"),
        ("31 mar", "17 489", "Nätverket, april–juni", "Krokomsbostäder AB"),
        ("31 mar", "−11 830", "Energikontoret, slutavräkning 2025, inte gjord än", "Krokoms kommun"),
        ("30 jun", "17 489", "Nätverket, juli–september", "Krokomsbostäder AB"),
        ("30 sep", "17 488", "Nätverket, oktober–december", "Krokomsbostäder AB"),
        ("Netto", "159 119", "", ""),
    ]
    found = calendar(year_of(shipped(), 2025), "2309")
    assert isinstance(found, Table)
    assert plain(found.caption) == "Ni betalar 159 119 kr utan moms"
    assert plain(found.note) == (
        "Slutavräkningen är som den skulle bli nu; den görs när året är stängt. Utan den är summan 170 949 kr."
    )


def test_regionen_2026() -> None:
    """It is itself that invoices: 848 720, 4 × 9 224, and 100 218 that would come back."""
    assert rows(shipped(), 2025, "region_jh") == [
        (
            "31 dec 2025, 31 mar, 30 jun och 30 sep",
            "36 896",
            "Nätverket, 4 delar om 9 224 kr",
            "Region Jämtland Härjedalen, fastighetsenheten (internt)",
        ),
        ("31 jan", "848 720", "Energikontoret, hela året", "Region Jämtland Härjedalen (internt)"),
        (
            "31 mar",
            "−100 218",
            "Energikontoret, slutavräkning 2025, inte gjord än",
            "Region Jämtland Härjedalen (internt)",
        ),
        ("Netto", "785 398", "", ""),
    ]


def test_a_closed_year_is_settled_without_reservation(folder: Path) -> None:
    run = begin(str(closed(folder)))
    assert rows(run, 2025)[1] == ("31 mar", "−15 404", "Energikontoret, slutavräkning 2025", "Krokoms kommun")
    found = calendar(year_of(run, 2025), "2309")
    assert isinstance(found, Table)
    assert found.note == ""


def test_before_the_year_is_over_nothing_comes_back(folder: Path) -> None:
    published(folder, "2024-12-15")
    run = begin(str(folder), "2025-12-31")
    assert [line[2] for line in rows(run, 2025)] == ["Energikontoret, hela året"]


def test_more_may_come_back_than_is_paid(folder: Path) -> None:
    edit(folder / "utfall" / "energikontor_2025.csv", "900 000,50", "0,50")
    notice = "uppsagningar: [{avtal: energikontor, part: '2321', datum: 2024-06-01}]\n"
    edit(folder / "avtal" / "energikontor.yaml", "till: 2028-12-31", "till: 2025-12-31")
    found = calendar(year_of(trial(folder, notice, "slut"), 2025), "2309")
    assert isinstance(found, Table)
    assert plain(found.caption).startswith("Ni får tillbaka ")
    assert found.footer is None


def issued(run: Run, year: int, day: dt.date) -> Run:
    """Return the run with what is to be invoiced in a year issued on a day."""
    new = issued_rows(run, basis_rows(year_of(run, year - 1)), "Namn", day, "abc")
    inputs = replace(run.inputs, tables={**run.inputs.tables, Issued: [*run.inputs.rows(Issued), *new]})
    return replace(run, inputs=inputs, series=inputs.series(day)).under(inputs.scenarios["bas"])


@pytest.fixture
def sent(folder: Path) -> Run:
    """The year 2025 was issued in January; then Krokom turned out to have 100 inhabitants more."""
    published(folder, "2024-12-15")
    edit(folder / "avtal" / "energikontor.yaml", "manader: [1]", "manader: [1, 7]")
    run = issued(begin(str(folder), "2025-01-01"), 2025, dt.date(2025, 1, 1))
    (row,) = [each for each in run.inputs.population if each.code == "2309" and each.date.year == 2024]
    later = row.altered(population=2100, published=dt.date(2025, 3, 1))
    inputs = replace(run.inputs, population=[*run.inputs.population, later])
    return replace(run, inputs=inputs, series=inputs.series(dt.date(2025, 4, 1))).under(inputs.scenarios["bas"])


def test_what_was_issued_stands_and_is_corrected(sent: Run) -> None:
    """824 000 × 2 100 / 16 200 is 106 815 (106 814.8): 4 454 more than the 102 361 that was issued."""
    assert rows(sent, 2024) == [
        ("31 jan", "51 181", "Energikontoret, januari–juni (fakturerat)", "Krokoms kommun"),
        ("1 maj", "4 454", "Energikontoret, rättelse av förskott 2025", "Krokoms kommun"),
        ("31 jul", "51 180", "Energikontoret, juli–december (fakturerat)", "Krokoms kommun"),
        ("Netto", "106 815", "", ""),
    ]


def test_many_invoices_for_the_same_thing_are_told_together(folder: Path) -> None:
    edit(
        folder / "avtal" / "energikontor.yaml", "manader: [1]", "manader: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]"
    )
    run = begin(str(folder))
    (only,) = rows(run, 2024)
    assert only == (
        "12 gånger, 31 jan till 31 dec",
        "102 361",
        "Energikontoret, 12 delar om 8 530–8 531 kr",
        "Krokoms kommun",
    )


def test_nothing_is_invoiced_and_nothing_is_computed_are_not_the_same(folder: Path) -> None:
    assert calendar(year_of(begin(str(folder)), 2033), "2309") == Paragraphs(["Inget faktureras er 2034."])
    beyond = calendar(year_of(shipped(), 2033), "2309")
    assert beyond == Paragraphs(["Beloppen är inte räknade så långt."])


def test_the_last_day_of_notice_has_its_consequence() -> None:
    told = plain(notices(year_of(shipped(), 2025), ["energikontor", "natverk"]))
    assert told == (
        "Sista dag att säga upp: Energikontoret den 31 december 2027 (slutar 31 december 2028) och Nätverket den "
        "29 februari 2028 (slutar 31 augusti 2028). Säger någon upp slutar avtalet för alla; annars förlängs det."
    )
    assert notices(year_of(shipped(), 2025), ["kompetensattraktion"]) == ""


def test_an_agreement_that_somebody_has_left_says_its_end(folder: Path) -> None:
    notice = "uppsagningar: [{avtal: energikontor, part: '2321', datum: 2024-06-01}]\n"
    published(folder, "2024-12-15")
    trial(folder, notice, "slut")
    run = begin(str(folder), "2025-01-01", "slut")
    assert plain(notices(year_of(run, 2025), ["energikontor"])) == "Energikontoret slutar den 31 december 2028."


def test_who_everything_is_invoiced_to_is_told_once_where_the_name_is_long(folder: Path) -> None:
    long = "Kommunalförbundet för energi och fastigheter i norra Jämtland"
    edit(folder / "avtal" / "energikontor.yaml", "namn: Krokoms kommun", f"namn: {long}")
    found = calendar(year_of(begin(str(folder)), 2025), "2309")
    assert isinstance(found, Table)
    assert [column.heading for column in found.columns] == ["Betalas senast", "Belopp (kr)", "Vad"]
    assert {len(row) for row in found.rows} == {3}
    assert plain(found.note).startswith(f"Faktura till {long}.")
