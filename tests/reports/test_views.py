"""Views that add up, and say what they rest on."""

from pathlib import Path

import pytest
from small_inputs import ROUND, edit, issued, population_csv
from trials import trial

from model.read.begin import begin
from model.year import AgreementYear, year_of
from suite.findings.remarks import issued_otherwise, view_remarks, year_remarks
from suite.reports import computed, economic, outcome_section, sources, tables, text
from suite.reports.differences import differences
from suite.reports.network import disputes, open_network
from suite.reports.opening import open_year
from suite.reports.party_sheet import calculation, key_figures, open_sheet, title
from suite.reports.results import year_results
from suite.reports.scenario_text import scenario_text
from suite.show.blocks import Paragraphs, Table
from suite.show.table import table


def energikontor(year: int, folder: Path) -> AgreementYear:
    return open_year(year, str(folder)).view("energikontor")


def test_printed_totals_are_the_sums_of_what_is_printed(folder: Path) -> None:
    now = open_year(2025, str(folder))
    view, checked = now.view("energikontor"), 0
    told = computed.Sources()
    for printed in [
        table(tables.invoices(view), "", sums=True),
        table(tables.path(view), "", sums=True),
        table(sources.population(now), "", sums=True),
        economic.everybody(now),
        computed.amounts(view, told),
        outcome_section.posts(view),
        outcome_section.invoices(view),
    ]:
        assert isinstance(printed, Table)
        assert printed.footer
        for place, total in enumerate(printed.footer):
            if isinstance(total, int):
                assert sum(getattr(row[place], "value", row[place]) or 0 for row in printed.rows) == total
                checked += 1
    assert checked >= 15


def test_the_report_says_what_it_rests_on(folder: Path) -> None:
    told = year_remarks(open_year(2025, str(folder)))
    assert told == [
        "Folkmängden 2025–2032 är framskriven: konstant (antaget).",
    ]
    edit(folder / "utfall" / "energikontor_2025.csv", "Resor;fastställd", "Resor;preliminär")
    told = year_remarks(open_year(2025, str(folder)))
    assert told[-1] == "Utfallet 2025 är inte fastställd bokföring (preliminärt)."


def test_a_year_without_outcome_says_so(folder: Path) -> None:
    view = energikontor(2026, folder)
    assert "saknas i indata" in " ".join(view_remarks(view))
    assert outcome_section.settlement_bar(view) == outcome_section.posts(view) == Paragraphs([])
    assert "finns ännu inte i underlaget" in text.settlement_sentence(view)


def test_the_last_year_has_no_invoices_after_it(folder: Path) -> None:
    now = open_year(2033, str(folder))
    assert tables.invoices(now.view("energikontor")).empty
    assert outcome_section.invoices(now.view("energikontor")) == Paragraphs(["Inget faktureras för 2034."])


def test_entries_without_a_cost_post_are_shown_and_counted(folder: Path) -> None:
    with (folder / "utfall" / "energikontor_2025.csv").open("a", encoding="utf-8") as file:
        file.write("2025-05-05;A3;8999;;;−1 000,49;Okänt;fastställd\n")
    view = energikontor(2025, folder)
    assert view.outcome
    posts = dict(zip(view.outcome.posts["namn"], view.outcome.posts["belopp_kr"], strict=True))
    assert posts == {
        "Enhetschef 50 %": 900001,
        "Utvecklingsarbete 50 %": 0,
        "Andra omkostnader": 500000,
        "Utan kostnadspost": -1000,
    }
    assert view.outcome.total == 1399001
    assert any(
        "1 bokförd rad 2025 saknar kostnadspost, men är med i utfallet." in line for line in view_remarks(view)
    )


def test_the_index_rows_of_a_report_name_their_index(two: Path) -> None:
    rows = sources.index_rows(year_of(begin(two), 2026)).query("År == 2026")
    assert dict(zip(rows["Index"], rows["Ändring (%)"], strict=True)) == {"KPI": 5, "LPIX": 3}


def test_what_differs_is_told_by_index(two: Path) -> None:
    run = trial(two, "index: {KPI: {konstant: {fran: 2026, procent: 10}}}\nlpix: {chock: {2027: 1}}\n")
    told = [each.text.replace("\u00a0", " ") for each in differences(begin(two), run, range(2024, 2034))]
    assert told == ["KPI 2026–2033: 5,0 % → 10 %", "LPIX 2027: 3,0 % → 4,0 %"][::-1]


DISPUTES = """\
avtal;ar;part;omtvistat_kr;innehallet_kr;text;status;kalla
natverk;2020;arehus;20 000;10 000;Mötena;fastställd;Brev 1
natverk;2020;arehus;5 000;1;Rapporten;fastställd;Brev 2
natverk;2019;arehus;9 000;4 000;Mötena;fastställd;Brev 3
"""


def test_the_report_counts_a_partys_amount_once(county: Path) -> None:
    (county / "tvister.csv").write_text(DISPUTES, encoding="utf-8")
    shown = table(disputes(open_network(2020, "natverk", str(county))), "", sums=True)
    assert isinstance(shown, Table)
    assert [row[1:5] for row in shown.rows] == [(30_771, 20_000, 10_000, 10_000), (None, 5_000, 2_500, 1)]
    assert shown.footer
    assert shown.footer[1:5] == (30_771, 25_000, 12_500, 10_001)


def test_the_table_of_invoices_says_when_each_is_sent(county: Path) -> None:
    edit(county / "avtal" / "energikontor.yaml", "manader: [1]", "manader: [3, 9]")
    now = open_year(2025, str(county))
    views = {view.agreement.id: view for view in now.views if view.agreement.billing}
    rows = {name: tables.invoices(view) for name, view in views.items()}
    headings = {name: [heading.replace("\u00a0", " ") for heading in own] for name, own in rows.items()}
    assert headings == {
        "energikontor": ["Part", "1 mars (kr)", "1 september (kr)", "Året (kr)"],
        "natverk": [
            *("Part", "1 december 2025 (kr)", "1 mars (kr)", "31 maj (kr)", "31 augusti (kr)", "Året (kr)")
        ],
    }
    notes = {name: text.invoice_sentence(view) for name, view in views.items()}
    assert notes["energikontor"] == "Faktureras i mars och september, enligt RUN/387/2023 §7."
    assert notes["natverk"] == (
        "Faktureras i förskott, så att varje del ska betalas dagen före sin period; perioderna börjar i januari, "
        "april, juli och oktober, enligt RUN/350/2019 §8."
    )
    first = rows["energikontor"].iloc[0].tolist()
    assert first[1] + first[2] == first[3]


def test_how_the_index_is_read_is_told(folder: Path) -> None:
    path = folder / "avtal" / "energikontor.yaml"

    def reading() -> str:
        return str(sources.readings(year_of(begin(folder), 2025)).loc[0, "Läsning"])

    assert reading() == "LPIX från 2025, kedjan avrundas inte"
    edit(path, "fran: 2025, paragraf", "fran: 2025, avrundas: arligen, negativt: lamnar, paragraf")
    assert reading() == "LPIX från 2025, beloppet avrundas varje år, en sänkning lämnar beloppet"


SHARES = {
    "2309": 103_000,
    "2380": 412_000,
    **dict.fromkeys(("2303", "2305", "2313", "2321", "2326", "2361"), 51_500),
}


@pytest.fixture
def late(folder: Path) -> Path:
    """Everybody's 2025 issued with LPIX 3 %, which then turned out to be 4 %: a sixteenth of 832 000 is 52 000."""
    (folder / "befolkning.csv").write_text(
        population_csv(dict.fromkeys(range(2022, 2025), ROUND)), encoding="utf-8"
    )
    issued(folder, *[("energikontor", 2025, *each) for each in {"region_jh": 824_000, **SHARES}.items()])
    edit(folder / "lpix.csv", "2025;3,0;", "2025;4,0;")
    return folder


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


OTHERWISE = (
    "Det som är fakturerat räknas inte om: för 2025 betalas 1 648 000 kr; som det nu räknas är det 1 664 000 kr, "
    "med skillnad för 9 parter."
)


def test_reports_show_what_was_issued_and_say_what_is_computed(late: Path) -> None:
    now = open_year(2025, str(late))
    view = now.view("energikontor")
    assert plain("\n".join(view_remarks(view))).count(OTHERWISE) == 1
    shown = computed.amounts(view, computed.Sources())
    assert isinstance(shown, Table)
    assert shown.footer
    assert shown.footer[-1] == 1_664_000
    told = tables.issued(view).set_index("Part").loc["Åre kommun"].tolist()
    assert told == [52_000, 51_500, 500]
    assert tables.path(view).loc["Åre", 2025] == 51_500
    everybody = economic.everybody(now)
    assert isinstance(everybody, Table)
    assert [row[1] for row in everybody.rows if row[0] == "Åre"] == [51_500]
    invoices = tables.invoices(open_year(2024, str(late)).view("energikontor")).set_index("Part")
    assert invoices["1\u00a0januari (kr)"].tolist() == [*[51_500] * 2, 103_000, *[51_500] * 4, 412_000, 824_000]
    coming = economic.key_figures(open_year(2024, str(late))).figures[-1]
    assert (plain(coming.label), plain(coming.value)) == ("Faktureras för 2025", "1 648 000 kr")


def test_figures_of_a_report_hold_both_amounts(late: Path) -> None:
    found = year_results(open_year(2025, str(late))).data
    (row,) = [each for each in found["fordelning"] if (each["ar"], each["part"]) == (2025, "2321")]
    assert (row["belopp_kr"], row["beraknat_kr"], row["status"]) == (51_500, 52_000, "fastställd")
    assert found["avtal"]["energikontor"]["finansiering_kr"] == 1_648_000
    before = year_results(open_year(2024, str(late))).data["fakturor"]
    assert {each["belopp_kr"] for each in before if each["part"] == "2321"} == {51_500}


def test_a_partys_sheet_shows_what_it_was_invoiced(late: Path) -> None:
    sheet = open_sheet(2025, "2321", str(late))
    assert plain(title(sheet)).startswith("Åre betalar 51 500 kr för 2025")
    differs = "Det är fakturerat. Räknat nu är det 500 kr mer, som inte är rättat än."
    assert plain(key_figures(sheet).figures[0].note) == differs
    shown = calculation(sheet)
    assert isinstance(shown, Table)
    assert plain(shown.description()["rows"][0][4]) == "52 000"
    assert plain(shown.note) == differs
    assert (sheet.change.before, sheet.change.after) == (50_000, 51_500)
    assert [(each.label, each.amount) for each in sheet.change.drivers] == [
        ("Uppräkning med LPIX", 2_000),
        ("Fakturerat annat än det som räknas nu", -500),
    ]


def test_a_scenario_that_changes_what_was_issued_says_so(late: Path) -> None:
    """Under LPIX 10 % 2025 would be 2 × 880 000."""
    base, other = begin(late), trial(late, "lpix: {varden: {2025: 10}}\n")
    said = plain(scenario_text([base, other]))
    assert said.count(f"Energikontoret: {OTHERWISE}") == 1
    assert said.count("som det nu räknas är det 1 760 000 kr, med skillnad för 9 parter.") == 1
    ended = trial(late, "uppsagningar: [{avtal: energikontor, part: region_jh, datum: 2024-01-01}]\n")
    assert issued_otherwise(ended, range(2024, 2034)) == issued_otherwise(base, range(2024, 2034))


def test_what_was_issued_to_one_that_does_not_pay_is_told(late: Path) -> None:
    """The Region's notice in 2026 ends the agreement with 2028 in the scenario, and 2029 has been issued."""
    issued(late, ("energikontor", 2029, "region_jh", 7), day="2025-01-02")
    ended = trial(late, "uppsagningar: [{avtal: energikontor, part: region_jh, datum: 2026-01-01}]\n")
    (told,) = issued_otherwise(ended, [2029])
    who = "Region Jämtland Härjedalen, som nu inte betalar"
    said = f"Energikontoret: För 2029 är 7 kr fakturerat till {who}; det är inte med."
    assert plain(told) == said
