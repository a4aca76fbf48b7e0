"""The forecast of a year that is followed while it runs, by hand and by what must always hold.

The small inputs: 1 648 000 kr is paid in 2025 by the Region and eight municipalities.
"""

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_inputs import READINGS, closed, published

from model.agreements.agreement import Agreement
from model.amounts.outcome import Entry, MappingLine, gather
from model.exact import half_up
from model.forecast import FORECAST_FILE, Budget, Forecast, ForecastLine, forecast, whole_months
from model.read.begin import begin
from model.status import Status
from model.year import AgreementYear, agreement_year

YEAR = range(1, 13)
MAPPING = [
    MappingLine.model_validate(
        {"avtal": "energikontor", "projekt": project, "konto_fran": 4000, "konto_till": 7999, "kostnadspost": post}
    )
    for project, post in (("CHEF", "enhetschef"), ("UTV", "utveckling"), ("OVR", "ovrigt"))
]


def entry(day: str, amount: object, project: str = "CHEF", account: int = 5010) -> Entry:
    row = {"datum": day, "verifikation": "A1", "konto": account, "projekt": project, "motpart": "", "text": ""}
    return Entry.model_validate(row | {"belopp": str(amount), "status": "fastställd"})


def line(post: str, amount: int, low: object = "", high: object = "", status: str = "prognos") -> ForecastLine:
    row = {"avtal": "energikontor", "ar": 2026, "kostnadspost": post, "helar_kr": amount, "lagst_kr": low}
    return ForecastLine.model_validate(
        row | {"hogst_kr": high, "status": status, "kalla": "X", "_plats": "p rad 2"}
    )


def expected(agreement: Agreement, entries: list[Entry], whole: int, *lines: ForecastLine) -> Forecast:
    return forecast(agreement, entries, MAPPING, lines, range(1, whole + 1), YEAR)


def posts(found: Forecast) -> dict[str, int]:
    return dict(zip(found.year_end.posts["kostnadspost"], found.year_end.posts["belopp_kr"], strict=True))


@pytest.mark.clause("RUN/387/2023 §7", "prognos för helåret medan året går")
def test_a_post_goes_on_as_in_the_months_that_are_booked(agreement: Agreement) -> None:
    """100 001 in four months is 100 001 × 12 / 4 = 300 003; 50,50 is 151,50, rounded once, half up: 152."""
    booked = [entry("2026-01-31", 60_000), entry("2026-04-30", 40_001), entry("2026-02-10", "50,50", "UTV")]
    found = expected(agreement, booked, 4)
    assert posts(found) == {"enhetschef": 300_003, "utveckling": 152, "ovrigt": 0}
    assert found.total == 300_155
    assert found.year_end.status is Status.FORECAST
    assert repr(found) == "<Forecast: 300\u00a0155 kr efter 4 av 12 månader>"


def test_what_is_booked_in_a_month_that_has_not_ended_is_counted_in_it_and_sets_no_pace(
    agreement: Agreement,
) -> None:
    """120 in four months is 360; 100 more in May are of the 240 to come, and 300 more are more than those."""
    first = [entry("2026-03-31", 120)]
    assert posts(expected(agreement, [*first, entry("2026-05-10", 100)], 4))["enhetschef"] == 360
    assert posts(expected(agreement, [*first, entry("2026-05-10", 300)], 4))["enhetschef"] == 420
    assert posts(expected(agreement, [entry("2026-05-10", 300)], 4))["enhetschef"] == 300


def test_a_forecast_that_is_given_goes_first(agreement: Agreement) -> None:
    """The chief is given, 500 000 kr; the rest goes on: 40 000 in four months is 120 000."""
    booked = [entry("2026-01-31", 60_000), entry("2026-04-30", 40_000, "OVR")]
    found = expected(agreement, booked, 4, line("enhetschef", 500_000, 480_000, 530_000, "antagande"))
    assert posts(found) == {"enhetschef": 500_000, "utveckling": 0, "ovrigt": 120_000}
    assert found.year_end.status is Status.ASSUMED
    assert found.year_end.posts["kalla"].tolist()[0] == "p rad 2"


def test_the_band_is_of_the_slowest_and_the_fastest_three_months_in_a_row(agreement: Agreement) -> None:
    """10, 20, 30, 70 a month: 130 × 3 = 390; 60 in three months is 130 + 8 × 20 = 290, 120 is 130 + 8 × 40."""
    booked = [entry(f"2026-0{month}-15", amount) for month, amount in enumerate((10, 20, 30, 70), 1)]
    found = expected(agreement, booked, 4)
    assert (found.total, found.band) == (390, (290, 450))
    assert expected(agreement, booked[:3], 3).band is None  # one quarter says nothing of how quarters differ
    given = line("utveckling", 100, 90, 130)
    assert expected(agreement, booked, 4, given).band == (290 + 90, 450 + 130)
    own = [line(post, 100) for post in ("enhetschef", "utveckling", "ovrigt")]
    assert expected(agreement, booked, 4, *own).band == (300, 300)  # nobody has said how sure they are
    assert expected(agreement, booked, 4, *own[:2], line("ovrigt", 100, 90)).band == (290, 300)


def test_the_band_holds_the_forecast_where_the_first_and_the_last_month_cost_the_most(
    agreement: Agreement,
) -> None:
    """9, 0, 0, 9: 18 × 3 = 54, though no three months go faster than 3 a month, 18 + 8 × 3 = 42."""
    found = expected(agreement, [entry("2026-01-15", 9), entry("2026-04-15", 9)], 4)
    assert (found.total, found.band) == (54, (42, 54))


def test_other_incomes_may_be_given_and_lower_the_forecast(agreement: Agreement, folder: Path) -> None:
    """400 in four months is 1 200, less 90 that somebody reckons with, 60 to 130: also where none is booked."""
    booked, other = (
        [entry(f"2026-0{month}-15", 100) for month in (1, 2, 3, 4)],
        line("Andra intäkter", 90, 60, 130),
    )
    for incomes in ([], [entry("2026-03-15", -40, "", 3500)]):
        found = expected(agreement, [*booked, *incomes], 4, other)
        assert (found.total, found.year_end.costs, found.year_end.income("andra intakter")) == (1110, 1200, 90)
        assert found.band == (1200 - 130, 1200 - 60)
        assert dict(zip(found.year_end.incomes["bidrag"], found.year_end.incomes["kalla"], strict=True)) == {
            "andra intakter": "p rad 2"
        }
    (folder / "prognos.csv").write_text(
        "avtal;ar;kostnadspost;helar_kr;lagst_kr;hogst_kr;status;kalla\n"
        "energikontor;2026;andra intäkter;90;60;130;prognos;Chefen\n",
        encoding="utf-8",
    )
    assert [each.post for each in begin(str(folder)).inputs.rows(ForecastLine)] == ["andra intakter"]


def test_what_comes_in_is_apart_and_other_incomes_lower_what_is_to_be_covered(agreement: Agreement) -> None:
    booked = [entry("2026-02-15", 400), entry("2026-03-15", -40, "", 3500)]
    found = expected(agreement, booked, 4).year_end
    assert (found.total, found.costs, found.income("andra intakter")) == (1080, 1200, 120)


@pytest.mark.parametrize(
    ("days", "today", "months"),
    [
        (["2026-04-30"], "2026-05-15", 4),
        (["2026-04-30"], "2026-01-01", 4),  # what is booked on the last day of a month ends it
        (["2026-04-29"], "2026-04-29", 3),
        (["2026-04-02", "2026-05-10"], "2026-05-20", 4),
        (["2026-03-31"], "2026-12-01", 3),  # the books lag behind
        (["2026-12-30"], "2026-12-31", 12),
        (["2026-12-30"], "2027-02-01", 12),
        (["2026-01-10"], "2026-01-20", 0),
        ([], "2026-06-30", 0),
    ],
)
def test_which_months_are_wholly_booked(days: list[str], today: str, months: int) -> None:
    found = whole_months([entry(day, 1) for day in days], YEAR, dt.date.fromisoformat(today))
    assert found == range(1, months + 1)


def test_the_months_of_an_agreement_that_begins_or_ends_within_the_year() -> None:
    entries = [entry("2026-10-31", 1)]
    assert whole_months(entries, range(9, 13), dt.date(2026, 11, 2)) == range(9, 11)
    assert whole_months(entries, range(1, 9), dt.date(2026, 11, 2)) == range(1, 9)
    assert whole_months([entry("2026-03-31", 1)], range(9, 13), dt.date(2026, 4, 2)) == range(9, 9)


DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
ENTRIES = st.lists(
    st.builds(
        lambda day, ore, project: entry(day.isoformat(), f"{ore / 100:.2f}", project),
        DAYS,
        st.integers(-(10**8), 10**8),
        st.sampled_from(["CHEF", "UTV", "OVR", "annat"]),
    ),
    min_size=1,
    max_size=12,
)


@settings(deadline=None)  # another computer may be slow
@given(ENTRIES)
def test_the_forecast_of_twelve_booked_months_is_the_outcome(agreement: Agreement, entries: list[Entry]) -> None:
    found, booked = expected(agreement, entries, 12), gather(agreement, entries, MAPPING)
    assert posts(found) == dict(zip(booked.posts["kostnadspost"], booked.posts["belopp_kr"], strict=True))


@settings(deadline=None)
@given(ENTRIES, st.integers(1, 12))
def test_posts_sum_and_each_is_the_pace_or_what_is_booked(
    agreement: Agreement, entries: list[Entry], whole: int
) -> None:
    found, booked = expected(agreement, entries, whole), gather(agreement, entries, MAPPING)
    assert found.total == sum(posts(found).values())
    if found.band:
        assert found.band[0] <= found.total <= found.band[1]
    by_post = dict(zip(booked.posts["kostnadspost"], booked.posts["belopp_kr"], strict=True))
    projects = {"enhetschef": "CHEF", "utveckling": "UTV", "ovrigt": "OVR", "utan kostnadspost": "annat"}
    for post, year_end in posts(found).items():
        own = [each for each in entries if each.project == projects[post] and each.date.month <= whole]
        pace = half_up(sum((Fraction(each.amount) for each in own), Fraction(0)) * 12 / whole)
        assert year_end in (pace, by_post[post])
        assert (year_end - by_post[post]) * pace >= 0


def running(folder: Path, per_datum: str, until: int = 12) -> AgreementYear:
    """Return the Energikontor's 2025 as of a day, with a hundred thousand booked at the end of each month."""
    run = begin(str(folder), per_datum)
    return agreement_year(run, "energikontor", 2025, until)


@pytest.fixture
def going(folder: Path) -> Path:
    """Inputs known from the start of 2024, with 2025 booked to August: 100 000 kr a month."""
    published(folder, "2024-01-02")
    heading = "datum;verifikation;konto;projekt;motpart;belopp;text;status\n"
    rows = [f"2025-{month:02}-28;A{month};5010;CHEF;;100 000;Lön;fastställd\n" for month in range(1, 9)]
    (folder / "utfall" / "energikontor_2025.csv").write_text(heading + "".join(rows), encoding="utf-8")
    return folder


@pytest.mark.clause("RUN/387/2023 §7", "prognos för helåret medan året går")
def test_a_year_that_is_not_over_is_settled_on_nothing_but_tells_what_it_would_come_to(going: Path) -> None:
    """800 000 in eight months is 1 200 000: 448 000 of 1 648 000 would go back, 37 % of the forecast."""
    view = running(going, "2025-09-15")
    assert view.forecast
    assert (view.forecast.total, len(view.forecast.whole)) == (1_200_000, 8)
    assert view.settlement
    assert (view.settlement.outcome, view.settlement.amount) == (1_200_000, 448_000)
    assert view.due is None
    assert view.open_because == "året är inte slut per 2025-09-15"
    assert view.settlement_band  # every quarter was alike
    assert [each.amount for each in view.settlement_band] == [448_000, 448_000]


def test_another_reading_is_priced_by_the_forecast(going: Path) -> None:
    """Only what is over a tenth of 1 200 000 would go back: 120 000 kr less for the parties."""
    (going / "tolkningar.yaml").write_text(READINGS, encoding="utf-8")
    run = begin(str(going), "2025-09-15")
    ((alternative,),) = (reading.alternatives for reading in run.inputs.readings)
    assert run.effect("energikontor", alternative, [2025])[2025].sum() == 120_000


def test_a_year_as_it_stood_when_a_third_of_it_had_ended(going: Path) -> None:
    view = running(going, "2025-09-15", 4)
    assert view.outcome
    assert view.forecast
    assert (view.outcome.total, view.forecast.total, view.ready) == (400_000, 1_200_000, False)
    assert view.due is None
    assert view.open_because == "siffrorna gäller bara en del av året"


def test_a_year_that_is_over_and_fixed_or_closed_is_forecast_no_more(going: Path) -> None:
    assert running(going, "2026-02-01").forecast is None  # it is over, and all that is booked is fixed
    text = (going / "utfall" / "energikontor_2025.csv").read_text(encoding="utf-8")
    (going / "utfall" / "energikontor_2025.csv").write_text(
        text.replace("fastställd", "preliminär"), encoding="utf-8"
    )
    found = running(going, "2026-02-01").forecast  # it is over, but the books lag behind
    assert found
    assert found.total == 1_200_000
    closed(going, day="2026-01-20")
    assert running(going, "2026-02-01").forecast is None
    view = running(going, "2026-02-01", 4)  # as it stood then
    assert view.forecast
    assert view.due is None


def test_before_a_whole_month_is_booked_nothing_can_be_told(going: Path) -> None:
    path = going / "utfall" / "energikontor_2025.csv"
    heading, first, *_ = path.read_text(encoding="utf-8").splitlines()
    path.write_text(f"{heading}\n{first.replace('2025-01-28', '2025-01-10')}\n", encoding="utf-8")
    view = running(going, "2025-01-20")
    assert view.outcome
    assert (view.forecast, view.expected, view.settlement, view.due) == (None, None, None, None)


def test_a_forecast_and_a_budget_are_known_from_their_day_and_the_latest_holds(going: Path) -> None:
    heading = "avtal;ar;kostnadspost;{};status;kalla;publicerad\n"
    rows = [
        f"energikontor;2025;enhetschef;{kr};prognos;Enheten;{day}\n"
        for kr, day in ((900_000, "2025-05-10"), (1_000_000, "2025-09-10"))
    ]
    (going / FORECAST_FILE).write_text(heading.format("helar_kr") + "".join(rows), encoding="utf-8")
    budget = "energikontor;2025;enhetschef;950 000;fastställd;Beslut;2025-01-10\n"
    (going / "budget.csv").write_text(heading.format("belopp_kr") + budget, encoding="utf-8")
    for day, total in (("2025-05-09", 1_200_000), ("2025-05-10", 900_000), ("2025-09-10", 1_000_000)):
        found = running(going, day).forecast
        assert found
        assert found.total == total
    assert running(going, "2025-09-10").budgets == {"enhetschef": 950_000}
    assert running(going, "2025-01-09").budgets == {}


def test_the_budget_of_the_agreement_itself_needs_no_row(county: Path) -> None:
    run = begin(county)
    view = agreement_year(run, "kompetensattraktion", 2024)
    assert (sum(view.budgets.values()), view.budgets["crm"], run.inputs.rows(Budget)) == (3_570_000, 540_000, [])
