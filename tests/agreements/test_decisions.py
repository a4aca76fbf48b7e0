"""Decisions told: the readings that are decided, the log with each one's price, and what the files cannot say."""

import re
from pathlib import Path

import pytest
from dated import dated, decision, more_from_2029, paid, spread_rule
from small_inputs import READINGS, edit, published

from model.decision_log import decision_log
from model.errors import InputError
from model.explain import Node, explain
from model.read.begin import begin
from model.run import Run
from model.year import agreement_year


def with_reading(folder: Path, decided: str) -> Run:
    """Return a run of the inputs where the reading of how much is settled has been decided."""
    text = READINGS.replace("    annars:", f"    beslutad: {decided}\n    annars:")
    (folder / "tolkningar.yaml").write_text(text, encoding="utf-8")
    return begin(folder, "2028-03-01")


EXCESS = (
    "{organ: Samrådsgruppen, datum: 2026-12-01, dnr: RUN/5/2026, fran: 2027-01-01, "
    "andrar: {slutavrakning.omfattning: overskjutande}}"
)


def test_a_decided_reading_works_from_its_date_and_leaves_what_was_settled(folder: Path) -> None:
    """2025: the whole deviation of 1 648 000 − 1 400 001 goes back; 2027 only what is above 10 %."""
    published(folder, "2023-12-15")
    outcome = (folder / "utfall" / "energikontor_2025.csv").read_text(encoding="utf-8")
    (folder / "utfall" / "energikontor_2027.csv").write_text(outcome.replace("2025-", "2027-"), encoding="utf-8")
    run = with_reading(folder, EXCESS)
    amounts = {}
    for year in (2025, 2027):
        view = agreement_year(run, "energikontor", year)
        assert view.settlement
        amounts[year] = view.settlement.amount
    assert amounts == {2025: 247_999, 2027: 208_363}
    (found,) = decision_log(run)
    assert found.decision.told == "Samrådsgruppen 2026-12-01, RUN/5/2026"
    assert (found.before, [term.value for term in found.terms]) == (["hela"], ["overskjutande"])
    # 348 363 went back before; now 208 363: together the parties pay 140 000 more.
    assert found.effect[2027].sum() == 140_000
    assert list(found.effect) == list(range(2027, 2034))


def test_a_reading_decided_as_it_is_read_changes_nothing(folder: Path) -> None:
    run = with_reading(folder, "{organ: Samrådsgruppen, datum: 2026-12-01, dnr: RUN/5/2026}")
    assert not run.inputs.readings[0].open
    assert decision_log(run) == []


def test_the_price_of_a_decision(folder: Path) -> None:
    """100 000 more from 2029 is 100 000 × 1.03⁵ = 115 927.4 in 2029 and 119 405.2 in 2030."""
    run = begin(more_from_2029(folder), "2028-10-01")
    (found,) = decision_log(run)
    assert [(term.term, before) for term, before in zip(found.terms, found.before, strict=True)] == [
        ("totalt", 1_600_000),
        ("bidrag.kommuner.basbelopp", 800_000),
    ]
    assert found.effect[[2029, 2030]].sum().tolist() == [115_928, 119_405]
    assert found.effect.loc["region_jh"].sum() == 0
    assert found.effect.loc["2321", 2029] == paid(run, 2029)["2321"] - 57_604  # 927 419 / 16.1 = 57 603.7
    assert decision_log(begin(folder, "2028-09-30")) == []


def sources(node: Node) -> list[str]:
    return [node.source, *(source for part in node.parts for source in sources(part))]


def test_an_amount_names_the_decision_that_it_rests_on(folder: Path) -> None:
    run = begin(more_from_2029(folder), "2028-10-01")
    frame = run.allocation([run.agreement("energikontor")], [2029])
    row = frame[frame["part"] == "2321"].iloc[0]
    told = sources(explain(run.basis("energikontor", "kommuner", 2029), row))
    assert any(
        "beslutat av Regionens samverkansråd 2028-10-01, RUN/1/2028, från 2029-01-01" in each for each in told
    )
    region = explain(run.basis("energikontor", "region", 2029), frame[frame["part"] == "region_jh"].iloc[0])
    assert not any("beslutat" in each for each in sources(region))


LATER = "  - {fran: 2029-01-01, varde: 1 700 000, beslut: {organ: Rådet, datum: 2028-10-01, dnr: A 1}}"
"""Told as line 14 of the file, wherever it stands."""


WHEN, DECIDED = "fran: 2029-01-01", ", beslut: {organ: Rådet, datum: 2028-10-01, dnr: A 1}"
TWICE, BETWEEN = f"{LATER}\n{LATER}", f"{LATER}\n{LATER.replace('fran: 2029', 'fran: 2030')}\n{LATER}"
WRONG = {
    ("- varde: 1 600 000", "- {fran: 2024-01-01, varde: 1 600 000}"): "rad 13, nyckel totalt: fann ”fran, varde”",
    (WHEN, "fran: 2029-07-01"): "väntade fran den 1 januari ett år",
    (WHEN, "fran: 2028-01-01"): "väntade retroaktivt: ja, eller ett beslut senast 2028-01-01",
    (WHEN, f"{WHEN}, retroaktivt: ja"): "väntade inget retroaktivt, för beslutet är taget innan",
    (DECIDED, ""): "rad 14, nyckel totalt.beslut: fann inget, väntade att nyckeln finns",
    (", varde: 1 700 000", ""): "rad 14, nyckel totalt.varde: fann inget",
    (", dnr: A 1", ""): "nyckel totalt.beslut.dnr: fann inget",
    (WHEN, f"vilket: nytt, {WHEN}"): "rad 14, nyckel totalt.vilket: fann ”nytt”, väntade ingen sådan nyckel",
    (LATER, TWICE): "rad 15, nyckel totalt.fran: fann ”2029-01-01”, väntade värdena i ordning",
    (LATER, BETWEEN): "rad 16, nyckel totalt.fran: fann ”2029-01-01”, väntade värdena i ordning",
    (WHEN, "fran: 2024-01-01, retroaktivt: ja"): "väntade en dag efter avtalets första, 2024-01-01",
    (f"{WHEN}, varde: 1 7", "fran: 2040-01-01, varde: 1 6"): "slutar 2033-12-31: väntade villkor som gäller från",
    ("varde: 1 700 000", "varde: mycket"): "rad 14, nyckel totalt: fann ”mycket” från 2029-01-01. Ändrat villkor",
    ("varde: 1 700 000", "varde: 1 800 000"): "avtalet: väntade att bidragens basbelopp summerar till totalt",
    ("varde: 1 700 000", "varde: [{varde: 1 700 000}]"): "väntade inget daterat villkor inuti ett annat",
}


@pytest.mark.parametrize(("change", "words"), WRONG.items())
def test_a_dated_term_that_cannot_be_is_refused_where_it_stands(
    change: tuple[str, str], words: str, folder: Path
) -> None:
    path = folder / "avtal" / "energikontor.yaml"
    edit(path, "totalt: 1 600 000", f"totalt:\n  - varde: 1 600 000\n{LATER}")
    lines = path.read_text(encoding="utf-8").splitlines()
    line = lines.index(LATER) + 1
    edit(path, *change)
    with pytest.raises(InputError) as error:
        begin(folder)
    told = re.sub(r"rad (\d+)", lambda found: f"rad {int(found[1]) - line + 14}", str(error.value))
    assert words in told.replace("\u00a0", " "), told


def test_a_place_that_is_not_in_the_agreement_is_refused(folder: Path) -> None:
    for place, words in (
        ("slutavrakning.omfattnin", "slutavrakning.omfattnin: väntade"),
        ("villkor.nytt", "fann ”villkor.nytt”, väntade en plats i avtalets fil"),
        ("avtal", "väntade en enda kod och en enda räkneenhet"),
    ):
        with pytest.raises(InputError) as error:
            with_reading(folder, EXCESS.replace("slutavrakning.omfattning", place))
        assert "tolkningar.yaml" in str(error.value)
        assert words in str(error.value)


def test_a_reading_and_a_file_that_decide_the_same_from_the_same_day_are_refused(folder: Path) -> None:
    path = folder / "avtal" / "energikontor.yaml"
    spread_rule(path)
    new = ("2027-01-01", "overskjutande", decision("2026-11-01"))
    dated(path, "omfattning: hela", "omfattning", "hela", new)
    with pytest.raises(InputError, match="väntade ett enda värde från den dagen; avtal/energikontor"):
        with_reading(folder, EXCESS)
