"""The year wheel by hand, from the three agreements: 2026, 2027 and 2028, and their first and last years."""

import datetime as dt
from pathlib import Path

import pytest
from dated import dated, decision
from small_inputs import closed, edit, issued, published

from model.read.begin import begin
from model.run import Run
from model.status import Status
from model.year import agreement_year
from model.year_wheel import Day, Occasion, days, lacking, meetings, notice_days

D = dt.date
HEADING = "dag;avtal;organ;slag;status;kalla;anmarkning\n"
A, B, C = "RUN/387/2023", "RUN/350/2019", "RUN/357/2023"


@pytest.fixture
def inputs(county: Path) -> Path:
    """All three agreements, whose series are known from the start."""
    published(county, "2019-01-02")
    return county


def entered(folder: Path, *rows: str) -> Path:
    """Enter days among the inputs."""
    (folder / "moten.csv").write_text(HEADING + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return folder


def wheel(inputs: Path, year: int, as_of: str = "2026-11-24", scenario: str = "bas") -> list[Day]:
    """The days of a year."""
    return days(begin(str(inputs), as_of, scenario), D(year, 1, 1), D(year, 12, 31))


def told(found: list[Day], *occasions: Occasion) -> list[tuple[str, str, str]]:
    """The days of some occasions: when, of which agreement, and by which clause."""
    return [(each.day.isoformat(), each.agreement, each.clause) for each in found if each.occasion in occasions]


@pytest.mark.clause("RUN/387/2023 §7", "fakturering i januari")
@pytest.mark.clause("RUN/350/2019 §8", "en fjärdedel kvartalsvis i förskott")
@pytest.mark.parametrize(
    ("year", "b"),
    [
        # Paid on 31 March, 30 June, 30 September and 31 December; 30 days and a day before each quarter.
        (2026, ["2026-03-01", "2026-05-31", "2026-08-31", "2026-12-01"]),
        (2027, ["2027-03-01", "2027-05-31", "2027-08-31", "2027-12-01"]),
        (2028, ["2028-03-01", "2028-05-31", "2028-08-31", "2028-12-01"]),
    ],
)
def test_the_invoices_of_a_year(year: int, b: list[str], inputs: Path) -> None:
    """A's year on 1 January; of B the last three quarters, and the first of the year after."""
    expected = [(f"{year}-01-01", "energikontor", f"{A} §7"), *((day, "natverk", f"{B} §8") for day in b)]
    found = wheel(inputs, year)
    assert told(found, Occasion.INVOICE) == expected
    about = [(each.year, each.months) for each in found if each.occasion is Occasion.INVOICE]
    quarters = [(year, range(4, 7)), (year, range(7, 10)), (year, range(10, 13)), (year + 1, range(1, 4))]
    assert about == [(year, range(1, 13)), *quarters]


def test_the_invoices_are_on_the_days_that_they_are_computed_for(inputs: Path) -> None:
    run = begin(str(inputs), "2026-11-24")
    for code in ("energikontor", "natverk"):
        for year in (2019, 2024, 2025, 2027, 2033):
            view = agreement_year(run, code, year - 1)
            every = days(run, D(year - 1, 1, 1), D(year, 12, 31))
            own = {
                each.day
                for each in every
                if (each.occasion, each.agreement, each.year) == (Occasion.INVOICE, code, year)
            }
            assert own == {D.fromisoformat(day) for day in view.invoices["fakturadatum"]}


@pytest.mark.clause("RUN/387/2023 §11", "uppsägning senast ett år före")
@pytest.mark.clause("RUN/350/2019 §10", "uppsägning senast sex månader före")
@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2026, []),
        (2027, [("2027-12-31", "energikontor", f"{A} §11")]),
        # Six months before 31 August 2028, a leap year; and a year before the end of A's first extension.
        (2028, [("2028-02-29", "natverk", f"{B} §10"), ("2028-12-31", "energikontor", f"{A} §11")]),
        (2031, [("2031-02-28", "natverk", f"{B} §10"), ("2031-12-31", "energikontor", f"{A} §11")]),
        (2032, []),  # A ends with 2033 whatever anybody does
    ],
)
def test_the_last_days_of_notice(year: int, expected: list[tuple[str, str, str]], inputs: Path) -> None:
    found = wheel(inputs, year)
    assert told(found, Occasion.NOTICE) == expected
    ends = {each.day: each.until for each in found if each.occasion is Occasion.NOTICE}
    assert ends.get(D(2027, 12, 31), D(2028, 12, 31)) == D(2028, 12, 31)
    assert ends.get(D(2028, 2, 29), D(2028, 8, 31)) == D(2028, 8, 31)


def test_a_notice_day_is_sure_only_of_a_term_that_the_parties_are_bound_to(inputs: Path) -> None:
    """In November 2026 both are bound through 2028; that they go on to 2029 is assumed."""
    statuses = {each.until: each.status for each in wheel(inputs, 2028) if each.occasion is Occasion.NOTICE}
    assert statuses == {D(2028, 8, 31): Status.FIXED, D(2029, 12, 31): Status.ASSUMED}


def test_a_day_is_no_surer_than_that_the_agreement_is_in_force(inputs: Path) -> None:
    """B is bound to 31 August 2028, and its last quarter that year lies beyond; A to the end of the year."""
    found = wheel(inputs, 2028)
    sure = [
        (each.months[0], each.status)
        for each in found
        if each.agreement == "natverk" and each.occasion is Occasion.INVOICE
    ]
    assert sure == [(4, "fastställd"), (7, "fastställd"), (10, "antagande"), (1, "antagande")]
    keys = {each.day: each.status for each in [*wheel(inputs, 2027), *found] if each.occasion is Occasion.KEY}
    assert keys == {D(2027, 11, 1): "fastställd", D(2028, 11, 1): "antagande"}


@pytest.mark.clause("RUN/387/2023 §7", "kommunernas del efter befolkning 1 november året före")
def test_the_first_of_november_is_the_day_of_the_key(inputs: Path) -> None:
    for year in (2026, 2027, 2028):
        clauses = [("energikontor", f"{A} §7"), ("natverk", f"{B} §8")]
        found = wheel(inputs, year)
        assert told(found, Occasion.KEY) == [(f"{year}-11-01", *each) for each in clauses]
        assert {each.year for each in found if each.occasion is Occasion.KEY} == {year + 1}
    assert told(wheel(inputs, 2033), Occasion.KEY) == []  # nobody pays for 2034


@pytest.mark.clause("RUN/387/2023 §7", "LPIX är beslutat när årets första faktura räknas")
def test_an_index_is_needed_for_the_first_invoice_of_its_year(inputs: Path) -> None:
    """B's first quarter of 2028 is invoiced on 1 December 2027, a month before A's year."""
    (each,) = [each for each in wheel(inputs, 2027) if each.occasion is Occasion.INDEX_NEEDED]
    assert (each.day, each.year, each.note, each.done) == (D(2027, 12, 1), 2028, "LPIX", True)
    assert each.clause == f"{B} §8, {A} §7"
    edit(inputs / "lpix.csv", "LPIX;2028;3,0;fastställd", "LPIX;2028;3,0;antagande")
    assert not next(each for each in wheel(inputs, 2027) if each.occasion is Occasion.INDEX_NEEDED).done
    (first,) = [each for each in wheel(inputs, 2019) if each.occasion is Occasion.INDEX_NEEDED]
    assert (first.day, first.year) == (D(2019, 12, 1), 2020)  # A and C do not begin until 2024; 2019 has no index


@pytest.mark.clause("RUN/387/2023 §7", "slutavräkning först när året är stängt")
def test_a_settlement_is_in_march_and_the_books_are_closed_by_then(inputs: Path) -> None:
    found = wheel(inputs, 2027)
    march = [("2027-03-01", "energikontor", f"{A} §7")]
    assert told(found, Occasion.CLOSING) == told(found, Occasion.SETTLEMENT) == march
    assert {each.status for each in found if each.occasion is Occasion.SETTLEMENT} == {Status.FIXED}
    closed(inputs, 2025, day="2026-02-10")
    (own,) = [each for each in wheel(inputs, 2026) if each.occasion is Occasion.CLOSING]
    assert (own.day, own.year, own.done) == (D(2026, 2, 10), 2025, True)


READING = """\
lasningar:
  - {kod: manad, avtal: energikontor, fraga: När?, lasning: I mars., varfor: Prov., avgors_av: Alla,
     andras_i: "`slutavrakning.faktureras_manad`"BESLUT}
"""


def test_a_day_that_is_an_open_question_is_assumed_until_it_is_decided(inputs: Path) -> None:
    def status() -> Status:
        return next(each.status for each in wheel(inputs, 2027) if each.occasion is Occasion.SETTLEMENT)

    (inputs / "tolkningar.yaml").write_text(READING.replace("BESLUT", ""), encoding="utf-8")
    assert status() is Status.ASSUMED
    decided = ", beslutad: {organ: Gruppen, datum: 2026-10-05, dnr: 1}"
    (inputs / "tolkningar.yaml").write_text(READING.replace("BESLUT", decided), encoding="utf-8")
    assert status() is Status.FIXED


@pytest.mark.clause("RUN/350/2019 §7", "årlig uppföljning")
@pytest.mark.clause("RUN/357/2023 §5", "ekonomisk rapport varje kvartal")
def test_a_report_can_be_made_when_its_period_has_ended(inputs: Path) -> None:
    assert told(wheel(inputs, 2024), Occasion.REPORT) == [
        ("2024-01-01", "natverk", f"{B} §7"),
        ("2024-04-01", "kompetensattraktion", f"{C} §5"),
        ("2024-07-01", "kompetensattraktion", f"{C} §5"),
        ("2024-10-01", "kompetensattraktion", f"{C} §5"),
    ]
    assert told(wheel(inputs, 2025), Occasion.REPORT) == [
        ("2025-01-01", "kompetensattraktion", f"{C} §5"),
        ("2025-01-01", "natverk", f"{B} §7"),
    ]
    assert told(wheel(inputs, 2026), Occasion.REPORT) == [("2026-01-01", "natverk", f"{B} §7")]


@pytest.mark.clause("RUN/387/2023 §9", "årlig återrapportering: ekonomi, projektportfölj, nätverk")
def test_the_year_is_told_at_the_first_meeting_of_the_body_or_when_it_is_settled(inputs: Path) -> None:
    assert told(wheel(inputs, 2027), Occasion.REPORTING) == [("2027-03-01", "energikontor", f"{A} §9")]
    entered(inputs, "2027-10-04;;Samrådsgruppen;möte;fastställd;P;", "2027-04-12;;samrådsgruppen;möte;exempel;P;")
    (each,) = [each for each in wheel(inputs, 2027) if each.occasion is Occasion.REPORTING]
    assert (each.day, each.status, each.year) == (D(2027, 4, 12), Status.EXAMPLE, 2026)


@pytest.mark.clause("RUN/387/2023 bilaga 1.2", "samrådsgruppen träffas minst två gånger om året")
@pytest.mark.clause("RUN/357/2023 bilaga 3", "användardialog minst en gång om året")
def test_meetings_are_entered_and_those_that_are_lacking_are_told(inputs: Path) -> None:
    assert lacking(begin(str(inputs), "2026-11-24"), 2027) == [
        ("Samrådsgruppen", 2, 0, f"{A} bilaga 1.2"),
        ("Nätverkets styrgrupp", 1, 0, f"{B} §7"),
    ]
    rows = (
        "2027-03-15;;Samrådsgruppen;möte;preliminär;P;",
        "2027-05-10;natverk;Nätverkets styrgrupp;möte;exempel;P;",
    )
    run = begin(str(entered(inputs, *rows)), "2026-11-24")
    assert lacking(run, 2027) == [("Samrådsgruppen", 2, 1, f"{A} bilaga 1.2")]
    assert [each.body for each in meetings(run)] == ["Samrådsgruppen", "Nätverkets styrgrupp"]
    found = wheel(inputs, 2027)
    assert told(found, Occasion.MEETING) == [
        ("2027-03-15", "", f"{A} bilaga 1.2"),
        ("2027-05-10", "natverk", f"{B} §7"),
    ]
    assert [each.status for each in found if each.occasion is Occasion.MEETING] == ["preliminär", "exempel"]
    assert ("Användardialogen", 1, 0, f"{C} bilaga 3") in lacking(run, 2024)
    assert [each.body for each in lacking(run, 2023)] == ["Nätverkets styrgrupp"]  # the only one in force


def test_a_day_that_is_set_has_the_clause_that_asks_for_it(inputs: Path) -> None:
    entered(
        inputs,
        "2027-11-24;;Regionfullmäktige;indexbeslut;fastställd;P;Regionplan",
        "2027-10-15;energikontor;Energimyndigheten;ansökan;exempel;P;",
        "2027-06-01;;Någon annan;möte;exempel;P;",
    )
    own = {
        each.occasion: (each.clause, each.year)
        for each in wheel(inputs, 2027)
        if each.who in ("Någon annan", "Energimyndigheten", "Regionfullmäktige")
    }
    assert own == {
        Occasion.INDEX: (f"{A} §7, {B} §8", 2028),
        Occasion.APPLICATION: (f"{A} bilaga 2.2", 2027),
        Occasion.MEETING: ("", 2027),
    }


@pytest.mark.clause("RUN/387/2023 §10", "till 2028, sedan ett år i taget, längst till 2033")
@pytest.mark.clause("RUN/350/2019 §9", "förlängs tre år i taget")
@pytest.mark.clause("RUN/357/2023 §7", "gäller 2024")
def test_an_agreement_goes_on_or_ends_on_its_day(inputs: Path) -> None:
    going, ends = (
        (lambda year: told(wheel(inputs, year), Occasion.EXTENSION)),
        (lambda year: told(wheel(inputs, year), Occasion.END)),
    )
    assert going(2025) == [("2025-09-01", "natverk", f"{B} §9")]
    assert going(2028) == [("2028-09-01", "natverk", f"{B} §9")]
    assert going(2029) == going(2029)[:1] == [("2029-01-01", "energikontor", f"{A} §10")]
    assert ends(2024) == [("2024-12-31", "kompetensattraktion", f"{C} §7")]
    assert ends(2033) == [("2033-12-31", "energikontor", f"{A} §10")]
    assert ends(2034) == []  # B goes on for as long as nobody gives notice


def test_a_notice_that_has_been_given_ends_the_wheel_of_the_agreement(inputs: Path) -> None:
    (inputs / "handelser.csv").write_text(
        "datum;avtal;part;slag;beslut;status;kalla\n"
        "2027-06-01;energikontor;2326;uppsägning;KF §7/2027;fastställd;Brev\n",
        encoding="utf-8",
    )
    after = begin(str(inputs), "2027-06-01")
    assert notice_days(after, "energikontor") == []
    assert told(wheel(inputs, 2028, "2027-06-01"), Occasion.END) == [("2028-12-31", "energikontor", f"{A} §10")]
    assert [each.agreement for each in wheel(inputs, 2029, "2027-06-01") if each.agreement == "energikontor"] == [
        "energikontor"
    ] * 3
    assert {each.occasion for each in wheel(inputs, 2029, "2027-06-01") if each.agreement == "energikontor"} == {
        Occasion.CLOSING,
        Occasion.SETTLEMENT,
        Occasion.REPORTING,
    }  # of 2028


def test_no_notice_is_told_for_a_term_that_the_parties_have_agreed_to_go_on_after(inputs: Path) -> None:
    (inputs / "handelser.csv").write_text(
        "datum;avtal;part;slag;beslut;status;kalla\n"
        "2026-06-01;energikontor;;förlängning;§3/2026;fastställd;Protokoll\n",
        encoding="utf-8",
    )
    assert told(wheel(inputs, 2027), Occasion.NOTICE) == []
    assert told(wheel(inputs, 2028), Occasion.NOTICE)[-1] == ("2028-12-31", "energikontor", f"{A} §11")
    assert [each.status for each in wheel(inputs, 2029) if each.occasion is Occasion.EXTENSION] == [Status.FIXED]


def test_the_days_of_an_agreements_first_year_and_the_last(inputs: Path) -> None:
    """B begins on 1 September 2019: one month of the third quarter, and a quarter; both paid before they begin."""
    first = [each for each in wheel(inputs, 2019) if each.occasion is Occasion.INVOICE]
    assert [(each.day, each.months) for each in first] == [
        (D(2019, 8, 1), range(9, 10)),
        (D(2019, 8, 31), range(10, 13)),
        (D(2019, 12, 1), range(1, 4)),
    ]
    assert told(wheel(inputs, 2024), Occasion.INVOICE)[0] == ("2024-01-01", "energikontor", f"{A} §7")
    last = [each for each in wheel(inputs, 2034) if each.agreement == "energikontor"]
    assert {each.occasion for each in last} == {Occasion.CLOSING, Occasion.SETTLEMENT, Occasion.REPORTING}
    assert wheel(inputs, 2040) == []


def test_what_has_been_invoiced_is_done(inputs: Path) -> None:
    parties = ["region_jh", "2303", "2305", "2309", "2313", "2321", "2326", "2361", "2380"]

    def done() -> bool:
        return next(each.done for each in wheel(inputs, 2026) if each.occasion is Occasion.INVOICE)

    issued(inputs, *(("energikontor", 2026, code, 1000) for code in parties[:-1]))
    assert not done()
    issued(inputs, ("energikontor", 2026, parties[-1], 1000))
    assert done()


def test_a_term_that_has_been_decided_moves_the_days_from_its_year_on(inputs: Path) -> None:
    """From 2028 A is invoiced in January and July, by a decision of October 2026."""
    path = inputs / "avtal" / "energikontor.yaml"
    edit(path, "fakturering: {manader: [1], betalas_inom_dagar: 30, paragraf: §7}", "DELAR")
    rule = "{manader: [1, 7], betalas_inom_dagar: 30, paragraf: §7}"
    first = "{manader: [1], betalas_inom_dagar: 30, paragraf: §7}"
    dated(path, "DELAR", "fakturering", first, ("2028-01-01", rule, decision("2026-10-05")))

    def own(year: int, as_of: str = "2026-11-24") -> list[str]:
        return [
            day for day, code, _ in told(wheel(inputs, year, as_of), Occasion.INVOICE) if code == "energikontor"
        ]

    assert own(2027) == ["2027-01-01"]
    assert own(2028) == ["2028-01-01", "2028-07-01"]
    assert own(2028, "2026-10-04") == ["2028-01-01"]


def test_the_days_need_no_figures(inputs: Path) -> None:
    for name in ("befolkning.csv", "lpix.csv"):
        heading = (inputs / name).read_text(encoding="utf-8").splitlines()[0]
        (inputs / name).write_text(f"{heading}\n", encoding="utf-8")
    assert len(told(wheel(inputs, 2027), Occasion.INVOICE)) == 5


def test_a_hundred_parties_have_as_many_days_as_nine(inputs: Path) -> None:
    def many(run: Run) -> list[Day]:
        return [each for each in days(run, D(2027, 1, 1), D(2027, 12, 31)) if each.agreement == "energikontor"]

    few = many(begin(str(inputs), "2026-11-24"))
    path, codes = inputs / "avtal" / "energikontor.yaml", [f"part_{number}" for number in range(100)]
    parties = "".join(f"  - {{kod: {code}, namn: {code}, kortnamn: {code}}}\n" for code in codes)
    edit(path, "parter:\n", f"parter:\n{parties}")
    edit(path, "betalare: [region_jh]", f"betalare: [region_jh, {', '.join(codes)}]")
    assert many(begin(str(inputs), "2026-11-24")) == few
