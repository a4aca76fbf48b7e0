"""What the reports state is so: sums that name what they leave out, ends that are possible, causes that fit."""

import shutil
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from small_inputs import edit

from model.amounts.bridge import DRIVERS
from model.money import total
from model.read.begin import PROJECT, begin
from model.read.reporting import Activity, days_of
from suite.findings.remarks import year_remarks
from suite.publish.startpage import Attention, start_html
from suite.reports import economic, scenario_report, scenario_text, text
from suite.reports.activities import activity_sentence, by_kind, figure, reached
from suite.reports.opening import open_year
from suite.reports.parties import by_owner, everybody, uninvoiced_note
from suite.show.blocks import Table
from suite.show.figures import NOTHING
from suite.show.swedish import counted, kr, sentence


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("as_of", "words"),
    [
        (
            "2027-12-31",
            "Nästa möjliga slut är 31 december 2028; uppsägning för det ska ges senast 31 december 2027.",
        ),
        (
            "2028-01-01",
            "Nästa möjliga slut är 31 december 2029; uppsägning för det ska ges senast 31 december 2028.",
        ),
        ("2032-01-01", "förlängs som längst till 31 december 2033."),
        ("2034-01-01", "Avtalet gällde 1 januari 2024 till 31 december 2033."),
    ],
)
def test_an_end_is_possible_while_a_notice_can_be_given_for_it(folder: Path, as_of: str, words: str) -> None:
    """In 2028 it is too late to end the agreement with that year, and from 2032 it ends anyhow."""
    run = begin(str(folder), as_of)
    assert plain(text.term_sentence(run, run.agreement("energikontor"))).endswith(words)


def test_an_end_after_the_scenarios_own_is_not_possible(folder: Path) -> None:
    """A notice in 2027 ends it with 2028: from then on no later end is spoken of."""
    (folder / "scenarier" / "slut.yaml").write_text(
        "scenario: slut\nnamn: Slut\nforfattare: Testet\ndatum: 2026-01-01\nvarfor: Prov.\nutgar_fran: bas\n"
        'uppsagningar:\n  - {avtal: energikontor, part: "2321", datum: 2027-06-01}\n',
        encoding="utf-8",
    )
    run = begin(str(folder), "2028-01-01", "slut")
    told = plain(text.term_sentence(run, run.agreement("energikontor")))
    assert told.endswith("förlängs som längst till 31 december 2033. I scenariot slutar det 31 december 2028.")


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ('lpix:\n  konstant: {fran: 2030, procent: "9"}', " 2024–2033; mest ändrar scenariot ”Prov”, +"),
        ("befolkning: {metod: konstant}", " 2024–2033; inget scenario ändrar summan"),
    ],
)
def test_a_scenario_that_changes_most_is_named_if_any_does(county: Path, change: str, finding: str) -> None:
    (county / "scenarier" / "prov.yaml").write_text(
        "scenario: prov\nnamn: Prov\nforfattare: Testet\ndatum: 2026-01-01\nvarfor: Prov.\nutgar_fran: bas\n"
        f"{change}\n",
        encoding="utf-8",
    )
    found = scenario_report.open_scenarios(2025, "", str(county))
    assert finding in scenario_report.title(found)


def steps(before: int, **changes: int) -> pd.DataFrame:
    row = {"partnamn": "Åre", "fore_kr": before, **dict.fromkeys(DRIVERS, 0), **changes}
    return pd.DataFrame([row | {"efter_kr": before + sum(changes.values())}])


POT = "Kompetensattraktion (RUN/357/2023), 3 570 000 kr 2024 som Gemensam utvecklingspott och Näringslivet betalar"


@pytest.mark.slow
def test_the_joint_pot_is_named_wherever_it_is_in_a_sum_or_left_out_of_it(county: Path) -> None:
    """2024 is one total of what is invoiced and another of all agreements; neither stands without the other."""
    now = open_year(2024, str(county))
    billed = total(by_owner(now.run, now.billed(now.year)).values())
    shown = economic.everybody(now)
    assert isinstance(shown, Table)
    assert shown.footer
    assert shown.footer[1] == billed
    assert plain(shown.note) == f"Inte med: {POT} utan faktura."
    assert plain(economic.title(now)) == plain(f"Parterna betalar {kr(billed)} för 2024")
    assert everybody(now, "2321")["Belopp (kr)"].sum() == billed
    assert plain(uninvoiced_note(now.run, [2024])) == f"Inte med: {POT} utan faktura."
    assert f"Med i summorna är också {POT} utan faktura." in plain(scenario_text.amounts_text(now.run))
    assert f"Inte med: {POT} utan faktura." in plain(start_html(now, [], {}, {}, Attention([], {}, [], []), ""))


def test_a_year_without_the_pot_has_no_word_of_it(county: Path) -> None:
    now = open_year(2026, str(county))
    shown = economic.everybody(now)
    assert isinstance(shown, Table)
    assert shown.note == uninvoiced_note(now.run, [2026]) == ""


def test_fixed_prices_are_what_the_report_says(county: Path) -> None:
    """Every amount is divided by the index since 2024, that of an agreement that is not indexed too."""
    shutil.copy(PROJECT / "inputs" / "scenarier" / "kompetensattraktion-fortsatter.yaml", county / "scenarier")
    found = scenario_report.open_scenarios(2024, "kompetensattraktion-fortsatter", str(county))
    assert (
        "Fasta priser är beloppen omräknade till 2024 års priser: delade med scenariots LPIX sedan dess, även i "
        "avtal som inte räknas upp."
    ) in scenario_text.amounts_text(found.base)
    row = found.rows[1].set_index(["part", "ar"]).loc[("naringslivet", 2028)]
    assert row["netto_kr"] == 641_000
    assert row["fast_pris_kr"] == round(641_000 / Fraction(103, 100) ** 4) == 569_520


def test_a_fixed_index_that_stands_in_says_so(folder: Path) -> None:
    """One that is merely assumed says that alone, and a single year is not told as a yearly change."""
    edit(
        folder / "lpix.csv",
        "2026;3,0;fastställd;Regionplan;2025-11-25;",
        "2026;3,0;fastställd;SKR;2025-11-25;LPIX i Regionplan",
    )
    edit(folder / "lpix.csv", "2027;3,0;fastställd", "2027;3,5;antagande")
    told = [plain(line) for line in year_remarks(open_year(2026, str(folder))) if line.startswith("LPIX")]
    assert told == [
        "LPIX 2026 är 3,0 %, fastställt, men står i stället för avtalets eget värde.",
        "LPIX 2027 är 3,5 % (antaget).",
    ]


def activities(*counts: tuple[int, int]) -> list[Activity]:
    common = {"verksamhet": "natverk", "ar": "2025", "period": "k1", "kommunkod": "", "deltagare": "5"}
    given = [
        {"aktivitet": f"Slag {n}", "planerat": str(p), "genomfort": str(d)} for n, (p, d) in enumerate(counts)
    ]
    return [Activity.model_validate(common | own | {"status": "fastställd", "kalla": "Logg"}) for own in given]


@pytest.mark.parametrize(
    ("counts", "told", "finding"),
    [
        ([(3, 4)], "4 aktiviteter genomförda, 1 fler än planerat", "Det planerade antalet är nått"),
        ([(1, 1)], "1 aktivitet genomförd, lika många som planerat", "Det planerade antalet är nått"),
        ([(1, 0)], "ingen aktivitet genomförd, 1 färre än planerat", "Det planerade antalet är inte nått"),
        ([(0, 2)], "2 aktiviteter genomförda, ingen var planerad", "Det planerade antalet är nått"),
        (
            [(2, 1), (1, 2)],
            "3 aktiviteter genomförda, lika många som planerat",
            "Det planerade antalet är nått för 1 av 2 slags aktiviteter",
        ),
    ],
)
def test_planned_and_done_are_told_apart(counts: list[tuple[int, int]], told: str, finding: str) -> None:
    rows = activities(*counts)
    assert activity_sentence(rows) == told
    assert reached(by_kind(rows)) == finding
    shown = figure(rows, "Kvartal 1 2025")
    assert isinstance(shown, Table)
    assert shown.caption == finding
    assert [row[-1] for row in shown.rows] == [5] * len(counts)


def test_no_activities_are_told_of_as_nothing() -> None:
    assert activity_sentence([]) == ""
    assert figure([], "Kvartal 1 2025") == NOTHING


def test_words_agree_with_what_is_typed_and_counted() -> None:
    assert [counted(n, "rad", "rader") for n in (0, 1, 2)] == ["0 rader", "1 rad", "2 rader"]
    assert [sentence(each) for each in ("Ja", "Ja.", "Vem?", "Ja!")] == ["Ja.", "Ja.", "Vem?", "Ja!"]


def test_the_parts_of_a_year_meet() -> None:
    """Also where February has 29 days."""
    assert [tuple(map(str, days_of(2024, quarter, 4))) for quarter in (1, 2, 3, 4)] == [
        ("2024-01-01", "2024-03-31"),
        ("2024-04-01", "2024-06-30"),
        ("2024-07-01", "2024-09-30"),
        ("2024-10-01", "2024-12-31"),
    ]
    assert [tuple(map(str, days_of(2024, half, 2))) for half in (1, 2)] == [
        ("2024-01-01", "2024-06-30"),
        ("2024-07-01", "2024-12-31"),
    ]
