"""The network's report: what the year came to beside what is paid, what is asked, and who pays."""

import shutil
from pathlib import Path

import pytest
from small_inputs import edit

from model.read.begin import PROJECT
from model.year import AgreementYear
from suite.reports.network import asked, key_figures, open_network, payers, status_line, title
from suite.show.blocks import Table


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def told(view: AgreementYear) -> list[str]:
    return [plain(f"{ask.verb} {ask.text}") for ask in asked(view)]


@pytest.mark.parametrize(
    ("year", "words"),
    [
        (2024, "Parterna betalar 623 689 kr för Nätverket 2024"),
        (2025, "Nätverket kostade 626 251 kr 2025, 16 149 kr mindre än parterna betalar"),
        (2026, "Parterna betalar 661 672 kr för Nätverket 2026"),
    ],
)
def test_the_shipped_years_begin_with_what_they_came_to(year: int, words: str) -> None:
    assert plain(title(open_network(year))) == words


def test_the_shipped_year_with_an_outcome_has_three_figures_and_asks_what_is_done_with_the_rest() -> None:
    now = open_network(2025)
    assert [tuple(map(plain, each)) for each in key_figures(now).figures] == [
        ("Alla betalar för 2025", "642 400 kr", "18 711 kr mer än 2024 (+3,0 %)"),
        ("Kostade 2025", "626 251 kr", "97 % av det som betalas; 16 149 kr är kvar"),
        ("Faktureras för 2026", "661 672 kr", "19 272 kr mer än 2025"),
    ]
    assert told(now)[0] == (
        "besluta vad som görs med det som är kvar, 16 149 kr; avtalet har ingen regel om slutavräkning."
    )
    assert status_line(now).title == "Preliminärt."
    assert status_line(now).lines[0].endswith("Aktiviteterna och indikatorerna är påhittade exempel.")


def test_who_pays_stands_largest_first_beside_the_year_before() -> None:
    """Eight municipalities or their companies, and the two that share what is left."""
    shown = payers(open_network(2025))
    assert isinstance(shown, Table)
    assert [row[0] for row in shown.rows][:2] == ["Östersund", "Krokomsbostäder"]
    assert len(shown.rows) == 10
    assert shown.footer == ("Summa", 642_400, 18_711, 661_672)
    assert plain(shown.caption) == "Östersund betalar 43 % av 642 400 kr"
    assert shown.keys[1] == "2309"


LEDGER = "datum;verifikation;konto;projekt;motpart;belopp;text;status\n"


def booked(county: Path, amount: str) -> Path:
    (county / "utfall" / "natverk_2024.csv").write_text(
        f"{LEDGER}2024-05-01;N1;5010;;;{amount};Lön;fastställd\n", encoding="utf-8"
    )
    return county


def test_a_year_that_cost_more_asks_what_covers_it(county: Path) -> None:
    now = open_network(2024, "natverk", str(booked(county, "700 000")))
    assert plain(title(now)) == "Nätverket kostade 700 000 kr 2024, 76 311 kr mer än parterna betalar"
    assert told(now)[0] == (
        "besluta vad som görs för att täcka det som fattas, 76 311 kr; avtalet har ingen regel om slutavräkning."
    )
    assert plain(key_figures(now).figures[1].note) == "112 % av det som betalas; 76 311 kr fattas"


def test_a_year_that_cost_as_much_as_was_paid_asks_nothing_of_it(county: Path) -> None:
    now = open_network(2024, "natverk", str(booked(county, "623 689")))
    assert plain(title(now)) == "Nätverket kostade 623 689 kr 2024, precis vad parterna betalar"
    assert not [line for line in told(now) if "kvar" in line or "fattas" in line]


def test_a_network_that_ends_has_no_invoices_after_it(county: Path) -> None:
    """The scenario ends it with 2028-08-31: eight months are paid that year, and nothing the next."""
    shutil.copy(PROJECT / "inputs" / "scenarier" / "natverket-upphor.yaml", county / "scenarier")
    now = open_network(2028, "natverk", str(county), "", "natverket-upphor")
    assert len(now.invoices) == 0
    labels = [each.label for each in key_figures(now).figures]
    assert labels == ["Alla betalar för 2028"]
    assert title(now).startswith("Parterna betalar ")


def test_what_is_withheld_is_told_where_something_is(county: Path) -> None:
    assert not [line for line in told(open_network(2020, "natverk", str(county))) if "hålls inne" in line]
    (county / "tvister.csv").write_text(
        "avtal;ar;part;omtvistat_kr;innehallet_kr;text;status;kalla\n"
        "natverk;2020;arehus;20 000;10 000;Mötena;fastställd;Brev 1\n",
        encoding="utf-8",
    )
    assert "veta att 10 000 kr av ersättningen hålls inne enligt RUN/350/2019 §11." in told(
        open_network(2020, "natverk", str(county))
    )


def test_a_network_with_a_settlement_begins_with_it(county: Path) -> None:
    """Any agreement may report yearly; one that settles says what comes back."""
    edit(county / "avtal" / "energikontor.yaml", "avtal: energikontor", "avtal: energikontor\nrapporter: [år]")
    now = open_network(2025, "energikontor", str(county))
    assert plain(title(now)).startswith("Energikontoret ")
    assert "parterna" in title(now)
