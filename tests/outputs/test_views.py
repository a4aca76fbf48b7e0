"""Numbers as Swedes read them, blocks that cannot become markup, and views that add up."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from conftest import edit

from model.amounts.explain import Node, Ratio, explain
from model.run import Run
from model.year import AgreementYear
from suite.findings.remarks import view_remarks, year_remarks
from suite.reports import figures, sources, tables, text
from suite.reports.derivations import lines
from suite.reports.year import open_year
from suite.show.blocks import Column, Figure, Kind, Notice, Paragraphs, Table
from suite.show.frame import csv_text
from suite.show.swedish import joined, kr, number, percent, ratio, signed, spans


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (number(1648000), "1 648 000"),
        (number(-5), "−5"),
        (number(Decimal("1.0609")), "1,0609"),
        (number(Decimal("12345.6")), "12 345,6"),
        (number(Fraction(1, 3), 2), "0,33"),
        (number(Fraction(-5, 2), 0), "−3"),
        (number(Fraction(5, 1000), 2), "0,01"),
        (kr(800), "800 kr"),
        (percent(Decimal("3.0")), "3,0 %"),
        (ratio(12770, 132736), "9,62 %"),
        (signed(200), "+200"),
        (signed(-200), "−200"),
        (signed(0), "0"),
        (joined(["a"]), "a"),
        (joined(["a", "b", "c"]), "a, b och c"),
        (spans([2025, 2026, 2027, 2030]), "2025–2027, 2030"),
    ],
)
def test_swedish(shown: str, expected: str) -> None:
    assert shown.replace("\u00a0", " ") == expected
    assert " " not in shown.replace(" och ", "").replace(", ", "")


EVIL = "<script>alert(1)</script> & ”x” \"y\" 'z'"


def test_text_from_inputs_is_inert() -> None:
    table = Table(EVIL, [Column(EVIL), Column("b", Kind.WHOLE)], [(EVIL, 1)], (EVIL, 1), EVIL)
    blocks = [table, Paragraphs([EVIL]), Notice(EVIL, [EVIL]), Figure(EVIL, "<svg/>", EVIL, table)]
    for block in blocks:
        assert "<script" not in block.html()
        assert "alert" in block.html()


def test_a_figure_without_alt_text_is_refused() -> None:
    with pytest.raises(ValueError):
        Figure("finding", "<svg/>", " ", Table("", [], []))


def test_a_table_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError):
        Table("t", [Column("a"), Column("b")], [("x",)]).html()


def test_explanation_leads_to_every_source_and_the_amount(run: Run) -> None:
    agreement = run.agreement("energikontor")
    frame = run.allocation([agreement], [2026])
    for _, row in frame.iterrows():
        node = explain(run.basis(row["avtal"], row["bidrag"], 2026), row)
        assert node.value == row["belopp_kr"]
        leaves = [leaf for leaf in _leaves(node) if leaf.name != "Exakt del"]
        assert all(leaf.source and leaf.status for leaf in leaves)
        written = "\n".join(lines(node)).replace("\u00a0", " ")
        assert "lpix.csv rad 3" in written
        assert ("befolkning.csv rad 18" in written) == (row["part"] != "region_jh")
        assert "RUN/387/2023 §7" in written


def _leaves(node: Node) -> list[Node]:
    return [leaf for part in node.parts for leaf in _leaves(part)] if node.parts else [node]


def test_explanation_of_a_share_shows_the_division(run: Run) -> None:
    agreement = run.agreement("energikontor")
    frame = run.allocation([agreement], [2024])
    node = explain(run.basis("energikontor", "kommuner", 2024), frame[frame["part"] == "2309"].iloc[0])
    share = next(part for part in node.parts if part.name == "Andel")
    assert share.value == Ratio(2000, 16000)
    assert "2 000 / 16 000 = 12,5000 %" in "\n".join(lines(node)).replace("\u00a0", " ")


def energikontor(year: int, folder: Path) -> AgreementYear:
    return open_year(year, str(folder)).view("energikontor")


def test_printed_totals_are_the_sums_of_what_is_printed(folder: Path) -> None:
    now = open_year(2025, str(folder))
    checked = 0
    shown = [tables.financing_table, tables.settlement_table, tables.invoice_table, tables.path_table]
    shown += [tables.readings_table, lambda view: figures.shares_figure(view).table]
    for table in [*(make(now.view("energikontor")) for make in shown), sources.population_data(now)]:
        assert isinstance(table, Table)
        assert table.footer
        for place, total in enumerate(table.footer):
            if isinstance(total, int):
                shown = [getattr(row[place], "value", row[place]) for row in table.rows]
                assert sum(value or 0 for value in shown) == total
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
    for make in (tables.outcome_table, tables.settlement_table, figures.outcome_figure):
        assert isinstance(make(view), Paragraphs)


def test_the_last_year_has_no_invoices_after_it(folder: Path) -> None:
    now = open_year(2033, str(folder))
    assert isinstance(tables.invoice_table(now.view("energikontor")), Paragraphs)
    assert "faktureras" not in " ".join(text.summary(now).texts)


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


def test_a_formula_in_a_csv_is_text_also_below_an_empty_cell() -> None:
    frame = pd.DataFrame({"text": [None, "=1+1", "@x", "Åre"], "belopp": [Decimal("-1.5"), None, None, None]})
    assert csv_text(frame).splitlines()[1:] == [";-1,5", "'=1+1;", "'@x;", "Åre;"]


def test_csv_reads_back_to_the_same_amounts(run: Run, tmp_path: Path) -> None:
    frame = run.allocation([run.agreement("energikontor")], range(2024, 2034))
    (tmp_path / "f.csv").write_text(csv_text(frame), encoding="utf-8")
    back = pd.read_csv(tmp_path / "f.csv", sep=";", decimal=",", dtype={"part": str})
    assert list(back.columns)[:6] == ["scenario", "avtal", "ar", "part", "partnamn", "belopp_kr"]
    assert back["belopp_kr"].tolist() == frame["belopp_kr"].tolist()
    assert back["faktor"].tolist() == [float(value) for value in frame["faktor"]]
