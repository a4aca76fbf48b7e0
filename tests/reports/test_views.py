"""Views that add up, and say what they rest on."""

from pathlib import Path

from small_inputs import edit
from trials import trial

from model.read.begin import begin
from model.year import AgreementYear, year_of
from suite.findings.remarks import view_remarks, year_remarks
from suite.reports import computed, economic, outcome_section, sources, tables, text
from suite.reports.differences import differences
from suite.reports.network import disputes, open_network
from suite.reports.opening import open_year
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
                assert sum(row[place] or 0 for row in printed.rows) == total
                checked += 1
    assert checked >= 15


def test_the_report_says_what_it_rests_on(folder: Path) -> None:
    told = text.assumptions(year_remarks(open_year(2025, str(folder)))).lines
    assert told == [
        "Folkmängden 2025–2032 är framskriven: konstant, status antagande.",
    ]
    edit(folder / "utfall" / "energikontor_2025.csv", "Resor;fastställd", "Resor;preliminär")
    told = text.assumptions(year_remarks(open_year(2025, str(folder)))).lines
    assert told[-1] == "Utfallet 2025 har status preliminär, inte fastställd bokföring."


def test_a_year_without_outcome_says_so(folder: Path) -> None:
    view = energikontor(2026, folder)
    assert "saknas i indata" in " ".join(text.assumptions(view_remarks(view)).lines)
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
