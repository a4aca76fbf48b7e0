"""Indicators against targets: which period is shown, what meets a target, and what several have told; by hand."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from model.errors import InputError
from model.indicators import Indicator, IndicatorRow, Measure, Sense, Span, measures
from model.read.begin import begin

COMMON = {"avtal": "a", "enhet": "st", "status": "fastställd", "kalla": "Logg"}


def row(period: str, outcome: str, target: str = "", code: str = "", about: str = "i") -> IndicatorRow:
    own = {"indikator": about, "kommunkod": code, "period": period, "mal": target, "utfall": outcome}
    return IndicatorRow.model_validate(COMMON | own)


def indicator(**own: Any) -> Indicator:
    return Indicator.model_validate({"kod": "i", "namn": "Antal", "enhet": "st", "paragraf": "§1"} | own)


def told(rows: list[IndicatorRow], until: Span, **own: Any) -> Measure:
    (found,) = measures([indicator(**own)], rows, until)
    return found


def spans(measure: Measure) -> list[str]:
    return [str(span) for span, _ in measure.levels]


@pytest.mark.parametrize(
    ("text", "span", "end"),
    [
        ("2025", Span(2025), (2025, 12)),
        (" 2025-K3 ", Span(2025, 3, 4), (2025, 9)),
        ("2025-t2", Span(2025, 2, 3), (2025, 8)),
        ("2025-h1", Span(2025, 1, 2), (2025, 6)),
    ],
)
def test_a_period_is_a_year_or_a_part_of_one(text: str, span: Span, end: tuple[int, int]) -> None:
    found = row(text, "1").period
    assert (found, found.end, str(found)) == (span, end, text.strip().lower())


@pytest.mark.parametrize(
    "text", ["", "2025-k5", "2025-t4", "2025-h3", "25", "2025-12", "2025k1", "1850", "2025-k1-h1"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="ett år som 2025, eller en del av ett"):
        row(text, "1")


@pytest.mark.parametrize(("text", "value"), [("0", "0"), ("1 402", "1402"), ("92,5", "92.5"), ("0.25", "0.25")])
def test_a_value_is_a_whole_number_or_a_decimal(text: str, value: str) -> None:
    assert row("2025", text, text).outcome == row("2025", text, text).target == Decimal(value)


@pytest.mark.parametrize("text", ["-1", "Åsa", "3 hushåll", "10000000001", "1,1234567"])
def test_a_value_is_nothing_else(text: str) -> None:
    for values in ((text, ""), ("", text)):
        with pytest.raises(ValidationError):
            row("2025", *values)


def test_what_nobody_has_told_is_not_zero() -> None:
    found = told([row("2025", "", "5")], Span(2025))
    assert (found.now.outcome, found.now.target, found.met, found.share) == (None, 5, None, None)
    assert (told([], Span(2025)).levels, told([], Span(2025)).met) == ([], None)


@pytest.mark.clause("RUN/357/2023 bilaga 3", "första svar inom fem arbetsdagar")
def test_at_least_and_at_most() -> None:
    """100 % is what the agreement says; 99,9 is not enough. At most 5 days are met by 5, and not by 5,1."""
    least, most = indicator(mal="100"), indicator(uppfylls="högst")
    assert [least.met(Decimal(text), Decimal(100)) for text in ("99.9", "100", "101")] == [False, True, True]
    assert [most.met(Decimal(text), Decimal(5)) for text in ("4.9", "5", "5.1")] == [True, True, False]
    assert (least.sense, most.sense) == (Sense.LEAST, Sense.MOST)


def test_a_rows_own_target_goes_before_the_agreements_and_may_be_nothing() -> None:
    rows = [row("2025", "3")]
    assert (told(rows, Span(2025), mal="4").met, told(rows, Span(2025)).met) == (False, None)
    assert told([row("2025", "3", "2")], Span(2025), mal="4").met is True
    none = told([row("2025", "0", "0")], Span(2025), mal="4")
    assert (none.met, none.share) == (True, None)


def test_a_report_shows_its_own_period_else_the_last_that_it_reaches() -> None:
    rows = [row(f"2025-k{number}", str(number)) for number in (1, 2, 3, 4)] + [
        row("2025", "10"),
        row("2026", "11"),
    ]
    assert [spans(told(rows, Span(2025, number, 4)))[0] for number in (1, 3, 4)] == [
        "2025-k1",
        "2025-k3",
        "2025-k4",
    ]
    assert spans(told(rows, Span(2025)))[0] == "2025"
    assert spans(told(rows[:4], Span(2025)))[0] == "2025-k4"
    assert spans(told(rows[4:], Span(2025, 4, 4)))[0] == "2025", "it is told when the year has ended"
    assert spans(told(rows[4:], Span(2025, 3, 4))) == []
    assert spans(told(rows, Span(2024))) == [], "nothing of another year is shown as this one's"


def test_beside_it_stand_the_three_before_of_the_same_length() -> None:
    rows = [row(f"2024-k{number}", str(number)) for number in (1, 2, 3, 4)]
    rows += [row("2024", "9"), row("2025-k1", "5"), row("2025-k2", "6")]
    found = told(rows, Span(2025, 1, 4))
    assert [(str(span), level.outcome) for span, level in found.levels] == [
        ("2025-k1", 5),
        ("2024-k4", 4),
        ("2024-k3", 3),
        ("2024-k2", 2),
    ]


@pytest.mark.clause("RUN/357/2023 bilaga 3", "registervård, gallring efter fem år och användardialog varje år")
def test_where_each_tells_of_its_own_those_who_meet_the_target_are_counted() -> None:
    """Four have told: two once, one twice, one never. The target is once, so three of four meet it."""
    rows = [
        row("2025", times, code=code)
        for code, times in (("2303", "1"), ("2305", "1"), ("2309", "2"), ("2313", "0"))
    ]
    found = told([*rows, row("2025", "", code="2321")], Span(2025), mal="1")
    assert (found.now.outcome, found.now.of, found.met, found.share) == (3, 4, False, Fraction(3, 4))
    assert told(rows[:3], Span(2025), mal="1").met is True
    assert told(rows, Span(2025)).now == (None, None, 0), "without a target there is nothing to count"
    whole = told([*rows, row("2025", "7")], Span(2025), mal="1")
    assert (whole.now.outcome, whole.now.of) == (7, 0), "a row for all together goes before"


def by_code(agreement: str, year: int) -> dict[str, Indicator]:
    return {each.id: each for each in begin().agreement(agreement, year).indicators}


@pytest.mark.clause("RUN/387/2023 §4", "nätverkets samordnare har halva heltid")
@pytest.mark.clause("RUN/387/2023 §7", "halva enhetschefen och halvtid utvecklingsarbete")
@pytest.mark.clause("RUN/387/2023 bilaga 1.2", "samrådsgruppen träffas minst två gånger om året")
@pytest.mark.clause("RUN/350/2019 §7", "styrgruppens uppföljning varje år räknas")
@pytest.mark.clause("RUN/357/2023 §3", "flyttvägledare från varje kommun, och en styrgrupp om minst fyra")
@pytest.mark.clause("RUN/357/2023 bilaga 2", "en kontaktperson från varje kommun")
@pytest.mark.parametrize(
    ("agreement", "code", "target", "clause"),
    [
        ("natverk", "samordnare_tid", 50, "RUN/387/2023 §4"),
        ("natverk", "styrgrupp", 1, "RUN/350/2019 §7"),
        ("energikontor", "samradsmoten", 2, "RUN/387/2023 bilaga 1.2"),
        ("energikontor", "chef_tid", 50, "RUN/387/2023 §7"),
        ("energikontor", "utveckling_tid", 50, "RUN/387/2023 §7"),
        ("kompetensattraktion", "svar", 100, "RUN/357/2023 bilaga 3"),
        ("kompetensattraktion", "registervard", 1, "RUN/357/2023 bilaga 3"),
        ("kompetensattraktion", "gallring", 1, "RUN/357/2023 bilaga 3"),
        ("kompetensattraktion", "anvandardialog", 1, "RUN/357/2023 bilaga 3"),
        ("kompetensattraktion", "flyttvagledare", 8, "RUN/357/2023 §3"),
        ("kompetensattraktion", "styrgrupp", 4, "RUN/357/2023 §3"),
        ("kompetensattraktion", "kontaktpersoner", 8, "RUN/357/2023 bilaga 2"),
    ],
)
def test_the_targets_that_the_agreements_state(agreement: str, code: str, target: int, clause: str) -> None:
    found = by_code(agreement, 2024)[code]
    reference = found.reference or begin().agreement(agreement, 2024).reference
    assert (found.target, f"{reference} {found.clause}") == (target, clause)
    assert (found.met(Decimal(target), found.target), found.met(Decimal(target) - 1, found.target)) == (
        True,
        False,
    )


@pytest.mark.clause("RUN/357/2023 §2", "hushåll, kontakter och magasin räknas mot mål")
@pytest.mark.clause("RUN/387/2023 §5", "projekten följs mot den beslutade inriktningen")
@pytest.mark.clause("RUN/387/2023 §7", "extern finansiering per krona basfinansiering")
def test_where_the_agreement_states_no_number_the_target_is_told_with_the_outcome() -> None:
    talent, office = by_code("kompetensattraktion", 2024), by_code("energikontor", 2025)
    own = [talent[code] for code in ("hushall", "inflyttade", "kontakter", "magasin_bestallda")]
    own += [office[code] for code in ("inriktning", "extern_krona")]
    assert {each.target for each in own} == {None}
    rows = [row("2025", "2,1", "2", about="extern_krona"), row("2025", "3", "4", about="inriktning")]
    assert [each.met for each in measures(own[4:], rows, Span(2025))] == [False, True]


HEADING = "avtal;indikator;kommunkod;period;mal;utfall;enhet;status;kalla"
GOOD = "natverk;styrgrupp;;2025;1;1;gånger;fastställd;Protokoll"


@pytest.mark.parametrize(
    ("line", "column", "found", "wanted"),
    [
        (GOOD.replace("gånger", "möten").replace("2025", "2024"), "enhet", "möten", "gånger, som avtalet säger"),
        (
            GOOD.replace("styrgrupp", "styr"),
            "indikator",
            "styr",
            "något av: samordnare_tid, natverksmoten, styrgrupp",
        ),
        (GOOD.replace("natverk;", "nat;"), "avtal", "nat", "något av: energikontor, kompetensattraktion, natverk"),
        (
            GOOD.replace(";;2025", ";9999;2025"),
            "kommunkod",
            "9999",
            "en kommunkod som är part i avtalet, eller inget",
        ),
        (GOOD.replace("2025", "2025-13"), "period", "2025-13", "ett år som 2025, eller en del av ett"),
        (GOOD.replace(";1;1;", ";1;Åsa;"), "utfall", "Åsa", "ett tal med högst sex decimaler"),
        (GOOD.replace(";1;1;", ";1;-1;"), "utfall", "-1", "ett tal, 0 eller mer, till exempel 92,5"),
    ],
)
def test_a_row_that_does_not_fit_its_agreement_is_told_with_its_place(
    county: Path, line: str, column: str, found: str, wanted: str
) -> None:
    (county / "indikatorer.csv").write_text(f"{HEADING}\n{GOOD}\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        begin(str(county))
    (told,) = map(str, refused.value.faults)
    assert told.startswith(f"indikatorer.csv, rad 3, kolumn {column}: fann ”{found}”, väntade {wanted}")


def test_the_same_thing_is_told_once(county: Path) -> None:
    """Another municipality, period or day is another thing; the same of all is refused, not counted by chance."""
    others = [GOOD.replace(";;2025", ";2303;2025"), GOOD.replace("2025", "2024"), f"{GOOD};2026-01-01"]
    text = "\n".join([f"{HEADING};publicerad", GOOD, *others]) + "\n"
    (county / "indikatorer.csv").write_text(text, encoding="utf-8")
    assert len(begin(str(county)).inputs.rows(IndicatorRow)) == 3, "the later day replaces"
    (county / "indikatorer.csv").write_text(f"{text}{GOOD}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"rad 6: väntade en enda rad per indikator, .* rad 2 gäller samma"):
        begin(str(county))


def test_an_agreement_without_indicators_says_so(folder: Path) -> None:
    text = (folder / "avtal" / "energikontor.yaml").read_text(encoding="utf-8")
    before, _, after = text.partition("indikatorer:\n")
    (folder / "avtal" / "energikontor.yaml").write_text(
        before + after.partition("basfinansiering, enhet: kr")[2].partition("\n")[2], encoding="utf-8"
    )
    (folder / "indikatorer.csv").write_text(
        f"{HEADING}\n{GOOD.replace('natverk', 'energikontor')}\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match="väntade inget, för avtalet har inga indikatorer"):
        begin(str(folder))


def test_a_later_vintage_takes_the_place_of_an_earlier_one(county: Path) -> None:
    rows = [f"{GOOD};2026-01-10", f"{GOOD.replace(';1;1;', ';1;2;')};2026-03-10"]
    (county / "indikatorer.csv").write_text("\n".join([f"{HEADING};publicerad", *rows]) + "\n", encoding="utf-8")
    known = [begin(str(county), day).inputs.rows(IndicatorRow) for day in ("2026-02-01", "2026-04-01")]
    assert [[each.outcome for each in own] for own in known] == [[1], [2]]
