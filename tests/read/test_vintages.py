"""Vintages of the tables: what was known of a row on a day, by the column ``publicerad`` that any may have."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from model.amounts.outcome import Entry
from model.errors import InputError
from model.fields import Vintage, known_on
from model.read.begin import PROJECT, begin
from model.read.reporting import Activity, Grant, Mandate, Post, Project
from model.read.tables import TABLES, InputTable
from model.run import Run
from model.year import year_of

MARCH, JUNE = dt.date(2027, 3, 1), dt.date(2027, 6, 1)


def with_days(path: Path, *added: str) -> None:
    """Give a table the column ``publicerad``, empty in the rows that it has, and add rows that have it."""
    heading, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    text = [f"{heading};publicerad", *(f"{row};" for row in rows), *added]
    path.write_text("\n".join(text) + "\n", encoding="utf-8")


def on(folder: Path, day: dt.date | str) -> Run:
    return begin(str(folder), str(day))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROJECT / "inputs", tmp_path / "inputs"))


def test_every_table_but_what_has_happened_may_have_vintages() -> None:
    """An event is known from its own day; the two series have always had them."""
    without = [table.file for table in TABLES if "publicerad" not in table.columns]
    assert without == ["handelser.csv"]
    assert all(table.kind.same for table in TABLES if issubclass(table.kind, Vintage))
    assert "publicerad" in InputTable("", Entry).columns


def test_a_corrected_entry_counts_from_its_day(folder: Path) -> None:
    path = folder / "utfall" / "energikontor_2025.csv"
    before = year_of(on(folder, MARCH), 2025).view("energikontor").outcome
    with_days(path, "2025-03-31;EX001;5010;EK-CHEF;;142 400,00;Rättad lön;fastställd;Bokslut;2027-04-01")
    for day, more in ((MARCH, 0), ("2027-03-31", 0), ("2027-04-01", 10_000), (JUNE, 10_000), ("", 10_000)):
        now = year_of(on(folder, day), 2025).view("energikontor").outcome
        assert before
        assert now
        assert now.total - before.total == more, day


def test_a_row_for_something_new_is_added_from_its_day(folder: Path) -> None:
    path = folder / "utfall" / "energikontor_2025.csv"
    rows = len(on(folder, MARCH).inputs.outcomes["energikontor", 2025])
    with_days(path, "2025-12-31;EX900;5010;EK-CHEF;;1 000,00;Sen faktura;fastställd;Bokslut;2027-04-01")
    counts = [len(on(folder, day).inputs.outcomes["energikontor", 2025]) for day in (MARCH, JUNE)]
    assert counts == [rows, rows + 1]


def test_an_outcome_that_nobody_knew_of_is_none(folder: Path) -> None:
    path = folder / "utfall" / "energikontor_2026.csv"
    path.write_text(
        "datum;verifikation;konto;projekt;motpart;belopp;text;status;kalla;publicerad\n"
        "2026-12-31;1;5010;EK-CHEF;;1 000,00;Lön;fastställd;Bokslut;2027-04-01\n",
        encoding="utf-8",
    )
    assert ("energikontor", 2026) not in on(folder, MARCH).inputs.outcomes
    assert ("energikontor", 2026) in on(folder, JUNE).inputs.outcomes


def test_the_reported_tables_are_as_they_were(folder: Path) -> None:
    with_days(
        folder / "projekt.csv",
        "RUN/98/2024;Energi- och klimatrådgivning;Energimyndigheten;projektägare;1 000;;;;pågående;ja;nej;"
        "fastställd;Beslut;2027-04-01",
    )
    with_days(
        folder / "aktiviteter.csv",
        "radgivning;2025;h1;2303;Exempel: rådgivningssamtal;30;29;29;fastställd;Uppföljning;2027-04-01",
    )
    with_days(folder / "radgivning" / "bidrag.csv", "2303;2024;175 000;fastställd;Energimyndigheten;2027-04-01")
    with_days(folder / "radgivning" / "tjanst.csv", "2024;2;440 000;fastställd;Budget;2027-04-01")
    with_days(
        folder / "radgivning" / "uppdrag.csv", "2303;Ragunda;2024-01-01;2027-12-31;fastställd;Beslut;2027-04-01"
    )
    early, late = on(folder, MARCH).inputs, on(folder, JUNE).inputs
    for kind in (Project, Activity, Grant, Post, Mandate):
        one, other = early.rows(kind), late.rows(kind)
        assert len(one) == len(other), "a vintage replaces"
        assert len({*other} - {*one}) == 1


def test_rows_that_say_no_day_all_count_as_they_always_have(folder: Path) -> None:
    """Two rows of one voucher, account and project are two costs, also when both come the same day."""
    same = "2025-12-31;EX900;5010;EK-CHEF;;1 000,00;Lön;fastställd;Bokslut"
    path = folder / "utfall" / "energikontor_2025.csv"
    rows = len(on(folder, MARCH).inputs.outcomes["energikontor", 2025])
    with_days(path, f"{same};2027-04-01", f"{same};2027-04-01", f"{same};", f"{same};")
    counts = [len(on(folder, day).inputs.outcomes["energikontor", 2025]) for day in (MARCH, JUNE)]
    assert counts == [rows + 2, rows + 2]


def test_the_day_of_a_run_is_that_of_the_newest_row_of_any_table(folder: Path) -> None:
    with_days(folder / "radgivning" / "tjanst.csv", "2024;2;440 000;fastställd;Budget;2027-04-01")
    assert begin(str(folder)).series.as_of == dt.date(2027, 4, 1)


def test_a_day_that_is_none_is_an_error(folder: Path) -> None:
    with_days(folder / "radgivning" / "tjanst.csv", "2024;2;440 000;fastställd;Budget;1 april")
    with pytest.raises(InputError, match=r"radgivning/tjanst.csv, rad 5, kolumn publicerad: fann ”1 april”"):
        begin(str(folder))


def test_of_several_vintages_the_latest_known_counts_whatever_their_order() -> None:
    days = [dt.date(2026, 5, 1), None, dt.date(2026, 3, 1)]
    rows = [
        Post.model_validate(
            {"ar": "2026", "antal": "2", "kostnad_kr": str(number), "status": "fastställd", "kalla": "Budget"}
        ).model_copy(update={"published": day})
        for number, day in enumerate(days)
    ]
    found = [[row.cost for row in known_on(rows, dt.date(2026, month, 1))] for month in (1, 3, 4, 5)]
    assert found == [[1], [2], [2], [0]]


def test_the_handbook_says_what_two_vintages_have_in_common() -> None:
    text = (PROJECT / "docs" / "handledning.md").read_text(encoding="utf-8")
    ledger = InputTable("utfall/<avtal>_<år>.csv", Entry)
    for table in (ledger, *(each for each in TABLES if issubclass(each.kind, Vintage))):
        names = {key: field.alias for key, field in table.kind.model_fields.items()}
        assert f"| `{table.file}` | {', '.join(str(names[each]) for each in table.kind.same)} |" in text
