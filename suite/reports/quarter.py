"""A quarter of a budgeted agreement: costs against budget, incomes, and what was done (RUN/357/2023 §5).

What is listed, row by row, is the quarter's own; what is summed is the quarter beside the year so far.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from model.agreements.agreement import Agreement, OwnReport
from model.amounts.additions import Addition, cost_quarter, cost_year
from model.amounts.invoices import payer_of
from model.amounts.outcome import OTHER_INCOME, Entry, Outcome, Receipt, gather, receipts
from model.indicators import Span
from model.money import Amount, size, total
from model.read.begin import checked_choice
from model.read.reporting import Activity, activities_of, days_of
from model.run import Run
from model.status import Status
from model.year import AgreementYear
from suite.findings.remarks import amount_remarks, outcome_remarks
from suite.reports import indicators
from suite.reports.activities import QUARTERS, activity_remarks, figure, nothing_done, of_agreement
from suite.reports.asks import CONFIRM, DECIDE, KNOW, indicator_asks, status_of
from suite.reports.colours import colours
from suite.reports.opening import open_agreement
from suite.reports.results import header
from suite.reports.text import more_than
from suite.show.blocks import Block, Heading, Notice, Paragraphs, Results, Table
from suite.show.figures import bars, pairs
from suite.show.frame import each, records
from suite.show.front import Ask, Folded, KeyFigure, KeyFigures
from suite.show.swedish import at_most, counted, date, joined, kr, number, percent, ratio, signed_kr

_MOST = 6
"""How many indicators there is room for on the page."""


@dataclass(frozen=True)
class Quarter:
    """An agreement's year as it stood when a quarter ended.

    Attributes
    ----------
    own, to_date : Outcome or None
        The quarter's outcome, and the year's to the end of the quarter; None where nothing is booked.
    """

    view: AgreementYear
    number: int
    own: Outcome | None
    to_date: Outcome | None

    @property
    def name(self) -> str:
        """Which it is, in words: ``kvartal 1 2024``."""
        return f"kvartal {self.number} {self.view.year}"

    @property
    def ended(self) -> bool:
        """Whether its last day has passed on the as-of date, or something is booked after it."""
        booked = [entry.date for entry in _entries(self.view.run, self.view.agreement, self.view.year)]
        return max([self.view.run.series.as_of, *booked]) > days_of(self.view.year, self.number, 4)[1]

    @property
    def last(self) -> bool:
        """Whether it is the year's last."""
        return self.number == 4

    @property
    def final(self) -> bool:
        """Whether its report is also the year's final one: the year is over, and what is booked is fixed."""
        booked = self.to_date.status if self.own and self.to_date else None
        return self.last and self.ended and booked is Status.FIXED

    @property
    def elapsed(self) -> float:
        """How large a share of the days of the year in which the agreement holds has gone."""
        view, end = self.view, days_of(self.view.year, self.number, 4)[1]
        first, last = days_of(view.year, 1, 1)
        agreed = view.run.case.agreed(view.agreement.id)
        first, last = max(first, agreed.first.term.start), min(last, view.run.case.end(agreed.id))
        gone = (min(end, last) if self.ended else min(end, last, view.run.series.as_of)) - first
        return min(max((gone.days + 1) / ((last - first).days + 1), 0.0), 1.0)

    @property
    def spent(self) -> Amount:
        """What the year has cost to the end of the quarter, kronor, whatever has come in."""
        return self.to_date.costs if self.to_date else 0

    @property
    def planned(self) -> Amount:
        """What the year may cost, kronor: the budgets together, or what is paid where there are none."""
        return sum(_budgets(self).values()) or self.view.financing

    @property
    def plan(self) -> str:
        """What `planned` is called."""
        return "budgeten" if sum(_budgets(self).values()) else "årets finansiering"

    @property
    def activities(self) -> list[Activity]:
        """What was planned and done in the quarter."""
        return of_agreement(self.view, [QUARTERS[self.number - 1]])

    @property
    def followed(self) -> indicators.Followed:
        """What the agreement is followed by, as it was when the quarter ended."""
        return indicators.followed(self.view.run, self.view.agreement, Span(self.view.year, self.number, 4))

    @property
    def additions(self) -> list[Addition]:
        """The quarter's costs beside the budget."""
        return _additions(self.view.run, self.view.agreement, self.view.year, self.number)

    @property
    def remarks(self) -> list[str]:
        """A sentence for each thing that makes the report less than final."""
        booked = outcome_remarks(self.to_date, self.view.year) if self.to_date else []
        done = activity_remarks(self.activities) + self.followed.remarks
        return amount_remarks(self.view) + booked + done


def open_quarter(
    ar: object,
    kvartal: object,
    avtal: object = "",
    inputs: object = "",
    per_datum: object = "",
    scenario: object = "bas",
) -> Quarter:
    """Check a notebook's parameters, and compute what the report of a quarter shows.

    Raises
    ------
    InputError
        If a parameter or an input is wrong, or the agreement is not in force in the year.
    """
    view = open_agreement(OwnReport.QUARTERLY, ar, avtal, inputs, per_datum, scenario)
    number = int(checked_choice("kvartal", kvartal, [1, 2, 3, 4]))
    return Quarter(view, number, _outcome(view, 3 * number - 2, 3 * number), _outcome(view, 1, 3 * number))


def _outcome(view: AgreementYear, first: int, last: int) -> Outcome | None:
    every = _entries(view.run, view.agreement, view.year)
    entries = [entry for entry in every if first <= entry.date.month <= last]
    return gather(view.agreement, entries, view.run.inputs.mapping) if entries else None


def _entries(run: Run, agreement: Agreement, year: int) -> Sequence[Entry]:
    return run.inputs.outcomes.get((agreement.id, year), ())


def _additions(run: Run, agreement: Agreement, year: int, number: int) -> list[Addition]:
    """Return a quarter's costs beside the budget; the last has those booked after the agreement's end too."""
    last = run.years(agreement)[-1]
    own = [row for row in run.inputs.rows(Addition) if row.agreement == agreement.id]
    return [row for row in own if (cost_year(row, last), cost_quarter(row, last)) == (year, number)]


def nothing_to_tell(run: Run, agreement: Agreement, year: int, number: int) -> str:
    """Say why the report of a quarter would be empty; nothing where it would not."""
    first, last = days_of(year, number, 4)
    booked = any(first <= entry.date <= last for entry in _entries(run, agreement, year))
    span = Span(year, number, 4)
    reported = any(row.period == span for row in indicators.followed(run, agreement, span).rows)
    if booked or reported or _additions(run, agreement, year, number):
        return ""
    rows = activities_of(run.inputs.rows(Activity), agreement.id, year, [QUARTERS[number - 1]])
    otherwise = "inget är bokfört, och inga aktiviteter eller tillägg finns för kvartalet i underlaget"
    return nothing_done("kvartalet", first, run.series.as_of, rows, otherwise)


def title(quarter: Quarter) -> str:
    """Say how much of the budget is used, and of the time."""
    view, name, spent = quarter.view, quarter.view.agreement.short, quarter.spent
    if quarter.to_date is None:
        return f"{name}: inget är bokfört till och med {quarter.name}"
    if not quarter.last:
        share = ratio(spent, quarter.planned, 0) if quarter.planned else kr(spent)
        return f"{name} har använt {share} av {quarter.plan} när {_elapsed_text(quarter)} av {view.year} har gått"
    against = more_than(spent - quarter.planned, quarter.plan, "som")
    return f"{name} {'kostade' if quarter.ended else 'har hittills kostat'} {kr(spent)} {view.year}, {against}"


def _elapsed_text(quarter: Quarter) -> str:
    return percent(Fraction(quarter.elapsed).limit_denominator(1000) * 100, 0)


def key_figures(quarter: Quarter) -> KeyFigures:
    """Return what the quarter cost, what the year has cost, and what has come in or is left."""
    view = quarter.view
    if quarter.to_date is None:
        return KeyFigures([KeyFigure(f"Betalas för {view.year}", kr(view.financing), "inget är bokfört")])
    spent = quarter.own.costs if quarter.own else 0
    so_far = (
        f"{ratio(quarter.spent, quarter.planned, 0)} av {quarter.plan} på {kr(quarter.planned)}; {_gone(quarter)}"
    )
    own = KeyFigure(_label(quarter), kr(spent), _since_before(quarter) if quarter.own else "inget är bokfört")
    return KeyFigures([own, KeyFigure(f"Kostat {_so_far(quarter)}", kr(quarter.spent), so_far), _third(quarter)])


def _label(quarter: Quarter) -> str:
    return f"{'Kostat' if quarter.ended else 'Hittills kostat'} i kvartal {quarter.number}"


def _so_far(quarter: Quarter) -> str:
    return f"till och med kvartal {quarter.number}"


def _gone(quarter: Quarter) -> str:
    return "året är slut" if quarter.elapsed == 1 else f"{_elapsed_text(quarter)} av året har gått"


def _since_before(quarter: Quarter) -> str:
    """Say how a quarter's cost differs from that of the one before, and which post moved it most."""
    assert quarter.own
    before = _outcome(quarter.view, 3 * quarter.number - 5, 3 * quarter.number - 3) if quarter.number > 1 else None
    if before is None:
        return "inget är bokfört kvartalet före" if quarter.number > 1 else "årets första"
    own, earlier = (
        dict(zip(each.posts["namn"], each.posts["belopp_kr"], strict=True)) for each in (quarter.own, before)
    )
    moves = {name: own.get(name, 0) - earlier.get(name, 0) for name in {**own, **earlier}}
    change = quarter.own.costs - before.costs
    told = more_than(change, f"kvartal {quarter.number - 1}")
    if not change:
        return told
    most = max(moves, key=lambda name: moves[name] if change > 0 else -moves[name])
    return f"{told}, mest {most} ({signed_kr(moves[most])})"


def _third(quarter: Quarter) -> KeyFigure:
    found = _receipts(quarter, quarter.to_date)
    if not found:
        left = quarter.planned - quarter.spent
        label = f"Kvar av {quarter.plan}" if left >= 0 else f"Mer än {quarter.plan}"
        return KeyFigure(label, kr(size(left)), _gone(quarter))
    due, came = total(each.due for each in found), total(each.received for each in found)
    told = f"av {kr(due)} från {joined(dict.fromkeys(each.payers for each in found))}"
    return KeyFigure(f"Kommit in {_so_far(quarter)}", kr(came), f"{told}{_missing(due - came, quarter.last)}")


def _missing(amount: Amount, over: bool) -> str:
    if not amount:
        return ""
    if amount < 0:
        return f"; {kr(-amount)} mer än avtalat"
    return f"; {kr(amount)} {'fattas' if over else 'återstår'}"


def status_line(quarter: Quarter) -> Notice:
    """Say in one line what of the report is not decided."""
    to_date, rows = quarter.to_date, quarter.activities
    parts = {
        f"bokföringens siffror ({kr(quarter.spent)})": [to_date.status] if to_date else [],
        "aktiviteterna": [row.status for row in rows],
        "tilläggen": [row.status for row in quarter.additions],
        "indikatorerna": quarter.followed.statuses,
    }
    return status_of(
        parts, "Bokföringen och allt annat i rapporten är beslutat." if to_date else "Inget är bokfört."
    )


def asks(quarter: Quarter) -> list[Ask]:
    """Return what is asked of the parties: what has to be covered, what is to be confirmed, what to know."""
    found = [Ask(DECIDE, f"vad som ska täcka {told}.") for told in _uncovered(quarter)]
    if quarter.number == 4:
        found.append(Ask(KNOW, _final(quarter)) if quarter.final else Ask(CONFIRM, _final(quarter)))
    elif quarter.to_date and quarter.to_date.status is not Status.FIXED:
        found.append(Ask(CONFIRM, f"bokföringen till och med {quarter.name}."))
    found += [Ask(KNOW, each) for each in _to_know(quarter)]
    return found + indicator_asks(quarter.followed)


def _uncovered(quarter: Quarter) -> Iterator[str]:
    for name, over in over_budget(quarter).items():
        yield f"{name}, som har kostat {kr(over)} mer än årets budget"
    for item in _receipts(quarter, quarter.to_date):
        if quarter.last and quarter.ended and item.missing > 0:
            came = f"{kr(item.received)} av {kr(item.due)} har kommit in, och avtalet säger inte vem som betalar"
            yield f"{kr(item.missing)} som fattas av {item.name} från {item.payers}: {came}"


def _to_know(quarter: Quarter) -> Iterator[str]:
    for row in quarter.additions:
        name = _addition_names(quarter).get(row.kind, row.kind)
        yield f"att {name}, {kr(row.amount)}, betalas vid sidan av budgeten av {_bearer(quarter, row)}."
    if quarter.to_date and quarter.to_date.unmapped:
        rows = counted(len(quarter.to_date.unmapped), "bokförd rad", "bokförda rader")
        yield f"att {rows} saknar kostnadspost, men är {'medräknad' if rows.startswith('1 ') else 'medräknade'}."
    for item in _receipts(quarter, quarter.to_date):
        if item.missing < 0:
            yield f"att {kr(-item.missing)} mer än avtalat har kommit in av {item.name}."
        elif item.missing and not (quarter.last and quarter.ended):
            yield f"att {kr(item.missing)} av {item.name} från {item.payers} återstår att få in."


def over_budget(quarter: Quarter) -> dict[str, int]:
    """Return by how much each cost post that has a budget has cost more than it, the most first."""
    found = {name: -left for name, budget, *_, left in costs(quarter).itertuples(index=False) if left < 0 < budget}
    return dict(sorted(found.items(), key=lambda each: -each[1]))


def _final(quarter: Quarter) -> str:
    """Say whether the last quarter's report is the year's final one, or why not (docs/tolkningar.md)."""
    lacking = [] if quarter.ended else [f"året är inte slut den {date(quarter.view.run.series.as_of)}"]
    if quarter.own is None or quarter.to_date is None:
        lacking.append("inget är bokfört under kvartalet")
    elif quarter.to_date.status is not Status.FIXED:
        lacking.append(f"bokföringen är {_STATUS.get(quarter.to_date.status, quarter.to_date.status)}")
    if lacking:
        return f"bokföringen innan rapporten blir årets slutrapport: {joined(lacking)}."
    return "att rapporten också är årets slutrapport: året är slut och bokföringen är fastställd."


_STATUS = {Status.ASSUMED: "antagen", Status.FORECAST: "en prognos"}


def costs(quarter: Quarter) -> pd.DataFrame:
    """Return each cost post: the year's budget, the quarter, the year so far and what is left."""
    budgets = _budgets(quarter)
    own = {row.kostnadspost: row.belopp_kr for row in each(quarter.own.posts)} if quarter.own else {}
    posts = [] if quarter.to_date is None else each(quarter.to_date.posts)
    rows = [
        (row.namn, budgets.get(row.kostnadspost, 0), own.get(row.kostnadspost, 0), row.belopp_kr)
        for row in posts
        if row.kostnadspost != OTHER_INCOME
    ]
    names = (f"Budget {quarter.view.year} (kr)", f"Kvartal {quarter.number} (kr)", "Året hittills (kr)")
    shown = pd.DataFrame(rows, columns=["Kostnadspost", *names])
    return shown.assign(**{"Kvar (kr)": shown[names[0]] - shown[names[2]]})


def against_budget(quarter: Quarter) -> Table | Paragraphs:
    """Show what each cost post has cost of its budget, with a line at how much of the year has gone."""
    rows = costs(quarter).set_index("Kostnadspost")
    colour, where = colours(quarter.view.run)[quarter.view.agreement.id], f"till och med {quarter.name}"
    what = f"Kronor exklusive moms {where}."
    if not sum(_budgets(quarter).values()):
        rows = rows[rows.iloc[:, 2] != 0]
        so_far = rows.iloc[:, [2]]
        return bars(
            so_far, "Avtalet har ingen budget per post", what=what, colours=[colour], beside=rows.iloc[:, [1]]
        )
    rows = rows[(rows.iloc[:, 0] != 0) | (rows.iloc[:, 2] != 0)]
    line = f" Streck: {_gone(quarter)}." if quarter.elapsed < 1 else ""
    return pairs(
        rows.iloc[:, [0, 2]].set_axis(["Budget (kr)", "Kostat (kr)"], axis=1),
        _budget_finding(quarter),
        what=f"{what} Ljus stapel: årets budget. Mörk: kostat.{line}",
        colour=colour,
        elapsed=quarter.elapsed if line else None,
        note=_costs_note(quarter),
        beside=rows.iloc[:, [1, 3]],
    )


def _budget_finding(quarter: Quarter) -> str:
    over = over_budget(quarter)
    if not over:
        return "Ingen post har kostat mer än årets budget"
    most = [f"{name} {number(amount)}" for name, amount in over.items()]
    return (
        f"Över budget: {joined(most)} kr"
        if len(most) < 4
        else f"{counted(len(over), 'post', 'poster')} är över budget"
    )


def _costs_note(quarter: Quarter) -> str:
    """Say by which clause the budget is, and whether it is as large as what is paid (RUN/357/2023 bilaga 1)."""
    agreement, budget = quarter.view.agreement, sum(_budgets(quarter).values())
    clause = agreement.cite(agreement.price_level.clause)
    if budget == quarter.view.financing:
        return f"Budgeten, i {clause}, är lika stor som det som betalas för året."
    return f"Budgeten, i {clause}, är {kr(budget)}; för året betalas {kr(quarter.view.financing)}."


def financing(quarter: Quarter) -> pd.DataFrame:
    """Return who pays the year, and what has come in of each external contribution (RUN/357/2023 bilaga 1)."""
    own, to_date = (
        {each.contribution: each for each in _receipts(quarter, outcome)}
        for outcome in (quarter.own, quarter.to_date)
    )
    names = (f"Avtalat {quarter.view.year}", f"Kvartal {quarter.number}", "Året hittills", "Återstår")
    rows = []
    for row in each(quarter.view.allocation):
        so_far, now = to_date.get(row.bidrag), own.get(row.bidrag)
        came = (now.received if now else 0, so_far.received, so_far.missing) if so_far else (None, None, None)
        rows.append((row.partnamn, row.belopp_kr, *came))
    shown = pd.DataFrame(rows, columns=["Finansiär", *(f"{name} (kr)" for name in names)], dtype=object)
    return shown.dropna(axis="columns", how="all")


def financing_note(quarter: Quarter) -> str:
    """Say whose payments are booked here, by which clause, and who pays through another."""
    agreement = quarter.view.agreement
    clauses = joined(dict.fromkeys(agreement.cite(item.clause) for item in agreement.contributions))
    booked = ["Bara intäkter utifrån bokförs här."] if _receipts(quarter, quarter.to_date) else []
    return " ".join([f"Enligt {clauses}.", *booked, *_through(quarter.view)])


def _through(view: AgreementYear) -> Iterator[str]:
    """Say who pays through each of the year's payers, in shares that the agreement does not state."""
    for code in dict.fromkeys(view.allocation["part"]):
        behind = [party.short for party in view.agreement.parties if party.pays_through == code]
        if behind:
            name = view.agreement.by_code[code].name
            yield f"Genom ”{name}” betalar {at_most(behind)}; avtalet säger inte hur den delas."


def done(quarter: Quarter) -> Iterator[Block]:
    """Yield what the agreement is followed by, and what was done; the latter folded where both are."""
    yield from indicators.section(quarter.followed, _MOST)
    rows, colour = quarter.activities, colours(quarter.view.run)[quarter.view.agreement.id]
    shown = figure(rows, quarter.name.capitalize(), colour)
    if rows and quarter.followed.told:
        yield Folded(f"Aktiviteter i {quarter.name}", [shown])
    elif rows:
        yield from (Heading("Verksamheten"), shown)


def additions(quarter: Quarter) -> pd.DataFrame:
    """Return the quarter's costs beside the budget, and who bears each (RUN/357/2023 §4)."""
    names = _addition_names(quarter)
    return pd.DataFrame(
        {
            "Datum": row.date.isoformat(),
            "Slag": names.get(row.kind, row.kind),
            "Bärs av": _bearer(quarter, row),
            "Belopp (kr)": row.amount,
            "Text": row.text,
        }
        for row in quarter.additions
    )


def _addition_names(quarter: Quarter) -> dict[str, str]:
    return {rule.id: rule.name for rule in _agreed(quarter).additions}


def _bearer(quarter: Quarter, row: Addition) -> str:
    return payer_of(_agreed(quarter), row).name


def _agreed(quarter: Quarter) -> Agreement:
    return quarter.view.run.agreed(quarter.view.agreement.id, quarter.view.year)


def results(quarter: Quarter) -> Results:
    """Return the figures of the report."""
    view = quarter.view
    figures = {
        "kvartal": quarter.number,
        "budget_kr": sum(_budgets(quarter).values()),
        "fordelning": records(view.allocation),
        "utfall_kvartalet": records(quarter.own.posts) if quarter.own else None,
        "utfall_hittills": records(quarter.to_date.posts) if quarter.to_date else None,
        "intakter_kvartalet": records(quarter.own.incomes) if quarter.own else None,
        "intakter_hittills": records(quarter.to_date.incomes) if quarter.to_date else None,
        "indikatorer": indicators.records(quarter.followed),
    }
    return Results(header("kvartalsrapport", view.year, view.run, quarter.remarks) | figures)


def _budgets(quarter: Quarter) -> dict[str, int]:
    return {post.id: 0 for post in quarter.view.agreement.cost_posts} | quarter.view.budgets


def _receipts(quarter: Quarter, outcome: Outcome | None) -> list[Receipt]:
    return receipts(quarter.view.agreement, outcome, quarter.view.allocation) if outcome else []
