"""The delårsrapport: how a year goes while it runs, what it seems to come to, and what a settlement would then be.

A view of an agreement's year as it stood when a third of it had ended (`model.year.agreement_year`); nothing in it
is paid, and nothing settled.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from model.agreements.agreement import Agreement
from model.amounts.outcome import OTHER_INCOME, receipts, unbooked
from model.exact import half_up
from model.liquidity import liquidity
from model.money import Amount, exact, size
from model.read.begin import begin, checked_choice, checked_year
from model.run import Run
from model.status import Status
from model.year import AgreementYear, agreement_year
from suite.findings.remarks import view_remarks
from suite.reports import text
from suite.reports.asks import CONFIRM, DECIDE, KNOW, status_of
from suite.reports.colours import colours
from suite.reports.results import header
from suite.show.blocks import Block, Notice, Paragraphs, Results, Table
from suite.show.colours import TOGETHER
from suite.show.figures import NOTHING, changes
from suite.show.frame import each, records
from suite.show.front import Ask, Folded, KeyFigure, KeyFigures
from suite.show.strips import FILLED, HATCHED, PALE, Scale, Strip, Strips
from suite.show.swedish import MONTHS, SPACE, counted, joined, kr, number, percent, ratio
from suite.show.table import table
from suite.show.text_table import table_text

TERTIALS = (1, 2, 3)
"""The thirds of a year; after the last it is the whole year."""

_MILLIONS = f"{SPACE}miljoner{SPACE}kr"

_MOST = 12
"""How many parties a table has on page one."""


def open_interim(
    ar: object,
    tertial: object,
    avtal: object = "",
    inputs: object = "",
    per_datum: object = "",
    scenario: object = "bas",
) -> AgreementYear:
    """Check a notebook's parameters, and compute an agreement's year as it stood when a third of it had ended.

    Parameters
    ----------
    ar, tertial
        The year, and which third: 1, 2 or 3.
    avtal : str
        The agreement's code; empty for the first that something is booked of.
    inputs, per_datum, scenario
        As for `model.read.begin.begin`.

    Raises
    ------
    InputError
        If a parameter or an input is wrong, or the agreement is not in force in the year.
    """
    run = begin(inputs, per_datum, scenario)
    booked = [code for code, year in run.inputs.outcomes if year == ar]
    wanted = next(iter(booked), run.agreements[0].id) if avtal == "" else avtal
    agreement = run.agreement(str(checked_choice("avtal", wanted, list(run.inputs.agreements))))
    number = int(checked_choice("tertial", tertial, list(TERTIALS)))
    return agreement_year(run, agreement.id, checked_year(run, ar, agreement), 4 * number)


def nothing_to_tell(run: Run, agreement: Agreement, year: int, tertial: int) -> str:
    """Say why the report of a third of a year would be empty; nothing where it would not."""
    booked = {entry.date.month for entry in run.inputs.outcomes.get((agreement.id, year), ())}
    return "" if booked & {*range(4 * tertial - 3, 4 * tertial + 1)} else "inget är bokfört i tertialet"


def about(amount: Amount) -> str:
    """Return an amount that nobody knows to the krona: ``1,37 miljoner kr``, ``628 000 kr``."""
    if size(amount) >= 10**6:
        return f"{number(Decimal(half_up(Fraction(amount) / 10**4)) / 100, 2)}{_MILLIONS}"
    step = 1000 if size(amount) >= 10**4 else 1
    return kr(step * half_up(Fraction(amount) / step))


def shown(view: AgreementYear, amount: Amount) -> str:
    """Return an amount of the year's end: to the krona where the books have it, or a forecast without a width."""
    low, high = (view.forecast.band or (0, 1)) if view.forecast else (0, 0)
    return kr(amount) if low == high else about(amount)


def between(low: Amount, high: Amount) -> str:
    """Return a range that nobody knows to the krona, ``mellan 1,37 och 1,67 miljoner kr``; exactly without one."""
    if low == high:
        return kr(low)
    first, last = about(low), about(high)
    same = [unit for unit in (_MILLIONS, f"{SPACE}kr") if first.endswith(unit) and last.endswith(unit)]
    shared = first.endswith(_MILLIONS) == last.endswith(_MILLIONS)
    return (
        f"mellan {first.removesuffix(same[0]) if shared else first} och {last}"
        if first != last
        else f"omkring {last}"
    )


def title(view: AgreementYear) -> str:
    """Say what the year seems to come to, and whether the settlement's limit is passed, or how far off it is."""
    name, year, found = view.agreement.short, view.year, view.expected
    if found is None:
        what = "ingen hel månad" if view.outcome else "inget"
        return f"{name}: {what} är bokför{'d' if view.outcome else 't'} till och med {_until(view)}"
    seems = "ser ut att kosta" if view.forecast else "kostade"
    if rule := view.agreement.settlement:
        limit, passed = percent(rule.limit_percent), text.limit_passed(view)
        passed = passed if view.forecast else passed.replace("passeras", "passerades")
        return f"{name} {seems} {shown(view, found.total)} {year}: gränsen på {limit} {passed}"
    left = planned(view) - found.costs
    against = (
        f"{shown(view, size(left))} {'mindre' if left > 0 else 'mer'} än {plan(view)}" if left else "som planerat"
    )
    return f"{name} {seems} {shown(view, found.costs)} {year}, {against}"


def planned(view: AgreementYear) -> Amount:
    """Return what the year may cost, kronor: the budgets together, or what is paid where there are none."""
    return sum(view.budgets.values()) or view.financing


def plan(view: AgreementYear) -> str:
    """Return what `planned` is called."""
    return "budgeten" if view.budgets else "parterna betalar"


def _until(view: AgreementYear) -> str:
    return f"{MONTHS[view.until - 1]} {view.year}"


def key_figures(view: AgreementYear) -> KeyFigures:
    """Return what the year has cost, what it seems to come to, and what would then be settled or left."""
    if view.outcome is None or view.expected is None:
        booked = "ingen hel månad är bokförd" if view.outcome else "inget är bokfört"
        return KeyFigures([KeyFigure(f"Betalas för {view.year}", kr(view.financing), booked)])
    spent, may = view.outcome.costs, planned(view)
    share = f"{ratio(spent, may, 0)} av {'budgeten' if view.budgets else 'det parterna betalar'}" if may else ""
    gone = (
        f"{len(view.forecast.whole)} av {len(view.forecast.months)} månader är bokförda" if view.forecast else ""
    )
    figures = [KeyFigure(f"Kostat till och med {_until(view)}", kr(spent), "; ".join(filter(None, [share, gone])))]
    if view.forecast:
        band = view.forecast.band
        within = between(*band) if band else "för tidigt för att säga hur säkert"
        figures.append(KeyFigure(f"Prognos för {view.year}", shown(view, view.expected.total), within))
    return KeyFigures([*figures, _left(view)])


def _left(view: AgreementYear) -> KeyFigure:
    """Return what would be settled, or what would be left of what the parties pay."""
    assert view.expected
    paid, left = f"parterna betalar {kr(view.financing)}", view.financing - view.expected.total
    if found := view.settlement:
        if not found.settled:
            return KeyFigure("Slutavräkningen skulle bli", kr(0), f"{paid}; gränsen passeras inte")
        label = f"Parterna {text.flow(found.amount, is_open=True)}"
        return KeyFigure(label, shown(view, size(found.amount)), f"{paid}; inget betalas förrän året är stängt")
    label = "Blir kvar av det parterna betalar" if left >= 0 else "Mer än parterna betalar"
    return KeyFigure(label, shown(view, size(left)), f"{paid}; avtalet har ingen slutavräkning")


def status_line(view: AgreementYear) -> Notice:
    """Say in one line what of the report is not decided."""
    booked = [view.outcome.status] if view.outcome else []
    parts = {
        "bokföringens siffror": booked,
        "budgetens siffror": [row.status for row in view.budget_rows] if view.outcome else [],
        "helårets siffror": [Status.FORECAST] if view.forecast else [],
    }
    return status_of(parts, "Bokföringen är beslutad." if view.outcome else "Inget är bokfört.")


def asks(view: AgreementYear) -> list[Ask]:
    """Return what is asked of the parties: what has to be decided, what is to be confirmed, what to know."""
    if view.outcome is None:
        return [Ask(CONFIRM, f"bokföringen till och med {_until(view)}; inget är bokfört.")]
    found = [Ask(DECIDE, f"vad som görs åt {told}.") for told in _too_much(view)]
    if view.outcome.status is not Status.FIXED:
        found.append(Ask(CONFIRM, f"bokföringen till och med {_until(view)}."))
    if view.forecast and (missing := unbooked(view.entries, view.forecast.whole)):
        months = joined(MONTHS[month - 1] for month in missing)
        found.append(Ask(CONFIRM, f"att inget fattas i bokföringen för {months}; där är inget bokfört."))
    found += [Ask(KNOW, told) for told in _to_know(view)]
    return found or [Ask(KNOW, "att inget i rapporten behöver beslutas eller fastställas.")]


def _too_much(view: AgreementYear) -> Iterator[str]:
    """Yield the cost posts that seem to come to more than their budgets, the most first."""
    own = rows(view)
    over = own[(own["slag"] == COST) & own["budget_kr"].notna() & own["helar_kr"].notna()]
    left = [(exact(row.budget_kr) - exact(row.helar_kr), row.namn) for row in each(over)]
    verb = "ser ut att kosta" if view.forecast else "kostade"
    for amount, name in sorted(pair for pair in left if pair[0] < 0):
        yield f"{name}, som {verb} {shown(view, -amount)} mer än budgeten"


def _to_know(view: AgreementYear) -> Iterator[str]:
    assert view.outcome
    found, rule = view.settlement, view.agreement.settlement
    if view.forecast and found and rule:
        if any(each.settled for each in (found, *(view.settlement_band or ()))):
            limit = percent(rule.limit_percent)
            yield f"att gränsen på {limit} {text.limit_passed(view)}; årets böcker är inte stängda."
    elif view.forecast and view.forecast.band:
        yield f"att helåret väntas kosta {between(*view.forecast.band)}."
    for item in (
        receipts(view.agreement, view.expected, view.allocation) if view.forecast and view.expected else ()
    ):
        if item.missing > 0:
            yield f"att {shown(view, item.missing)} av {item.name} från {item.payers} inte ser ut att komma in."
    if view.outcome.unmapped:
        count = len(view.outcome.unmapped)
        told = counted(count, "bokförd rad", "bokförda rader")
        yield f"att {told} saknar kostnadspost, men är {'medräknad' if count == 1 else 'medräknade'}."


def year_end(view: AgreementYear) -> Paragraphs:
    """Say what is left of what the parties pay if the year ends so, of an agreement that is not settled."""
    if view.agreement.settlement and view.settlement:
        return NOTHING
    if view.expected is None:
        return Paragraphs(["Ingen hel månad är bokförd, så det går inte att säga ännu."])
    left, seems = view.financing - view.expected.total, "ser ut att bli" if view.forecast else "blev"
    told = (
        f"Parterna betalar {kr(view.financing)}. Kostnaden {seems} {kr(view.expected.total)}, så {kr(size(left))} "
    )
    told += f"{'blir kvar' if left >= 0 else 'fattas'}. Avtalet har ingen regel om slutavräkning."
    return Paragraphs([f"{told} {text.band_sentence(view)}".rstrip()])


COST, INCOME = "kostnad", "intäkt"
"""What a row of a forecast is of."""


def rows(view: AgreementYear) -> pd.DataFrame:
    """Return budget, outcome to date, forecast and what is left: a row a cost post, then the incomes.

    Columns ``avtal``, ``ar``, ``slag``, ``kostnadspost``, ``namn``, ``budget_kr``, ``utfall_kr``, ``helar_kr``,
    ``avvikelse_kr`` (budget − the whole year, of an income the other way), ``status`` and ``kalla``. An income's
    budget is what the agreement says is paid; no rows while no whole month is booked.
    """
    found = list[tuple[Any, ...]]()
    if view.outcome and view.expected:
        to_date, ahead = view.outcome, view.expected
        own = dict(zip(to_date.posts["kostnadspost"], to_date.posts["belopp_kr"], strict=True))
        costs = ahead.posts[ahead.posts["kostnadspost"] != OTHER_INCOME]
        for code, name, whole, source in costs.itertuples(index=False):
            found.append((COST, code, name, view.budgets.get(code), own.get(code, 0), whole, 1, source))
        due = view.allocation.groupby("bidrag")["belopp_kr"].sum()
        sources = dict(zip(ahead.incomes["bidrag"], ahead.incomes["kalla"], strict=True))
        names = {
            item.id: item.name for item in view.agreement.contributions if item.external or item.id in sources
        }
        names |= {OTHER_INCOME: "Andra intäkter"} if OTHER_INCOME in sources else {}
        for code, name in names.items():
            amounts = (exact(due[code]) if code in due.index else None, to_date.income(code), ahead.income(code))
            found.append((INCOME, code, name, *amounts, -1, sources.get(code, "")))
    status = str(view.expected.status) if view.expected else ""
    shown = [
        (
            *(view.agreement.id, view.year, kind, code, name, budget, booked, whole),
            *(None if budget is None else sign * (budget - whole), status, source),
        )
        for kind, code, name, budget, booked, whole, sign, source in found
    ]
    columns = ("avtal", "ar", "slag", "kostnadspost", "namn", "budget_kr", "utfall_kr", "helar_kr", "avvikelse_kr")
    return pd.DataFrame(shown, columns=[*columns, "status", "kalla"], dtype=object)


def party_rows(view: AgreementYear) -> pd.DataFrame:
    """Return what each party would pay (positive) or get back, by the forecast and at its lowest and highest.

    Columns ``avtal``, ``ar``, ``part``, ``partnamn``, ``betalt_kr``, ``avraknas_kr``, ``vid_lagst_kr`` and
    ``vid_hogst_kr``; no rows where the agreement has no settlement, or it cannot be told.
    """
    found, band = view.settlement, view.settlement_band
    names = ("avtal", "ar", "part", "partnamn", "betalt_kr", "avraknas_kr", "vid_lagst_kr", "vid_hogst_kr")
    if found is None:
        return pd.DataFrame(columns=list(names), dtype=object)
    own = view.allocation[["avtal", "ar", "part", "partnamn", "belopp_kr"]].astype(object)
    tried = [each.adjustments.tolist() if each else None for each in (found, *(band or (None, None)))]
    return own.assign(**dict(zip(names[-3:], tried, strict=True))).set_axis(list(names), axis=1)


def incomes(view: AgreementYear) -> Table | Paragraphs:
    """Show what has come in, what the agreement says, and what seems to come in; nothing where nothing is due."""
    own = rows(view) if view.forecast else rows(view).drop(columns="helar_kr")
    own = own[own["slag"] == INCOME]
    if own.empty:
        return NOTHING
    shown = pd.DataFrame(
        {
            "Intäkt": own["namn"],
            "Avtalat (kr)": own["budget_kr"],
            "Kommit in (kr)": own["utfall_kr"],
            "Prognos (kr)": own.get("helar_kr"),
            "Mot avtalat (kr)": own["avvikelse_kr"],
        }
    ).dropna(axis="columns", how="all")
    others = OTHER_INCOME in set(own["kostnadspost"])
    note = "Andra intäkter minskar det som parterna ska täcka." if others else ""
    caption = f"Intäkter {view.year}, för sig"
    return table(shown, caption, signed=["Mot avtalat (kr)"], note=note)


def per_party(view: AgreementYear) -> Iterator[Block]:
    """Yield what each party would get back or pay, by the forecast and its band, the most first."""
    own = party_rows(view).set_index("part")
    headings = ("Enligt prognosen (kr)", "Om det kostar minst (kr)", "Om det kostar mest (kr)")
    shown = own.iloc[:, -3:].set_axis(list(headings), axis=1).dropna(axis="columns")
    if view.forecast is None or not shown.to_numpy().any():
        return
    shown = shown.loc[shown.abs().max(axis=1).sort_values(ascending=False, kind="stable").index]
    shown = shown.rename(index={code: view.agreement.by_code[code].short for code in shown.index}).rename_axis(
        "Part"
    )
    note = "Minus är tillbaka till parten. Inget betalas på en prognos: året måste först vara stängt."
    caption, colour, most = _would(view), colours(view.run)[view.agreement.id], shown
    if len(shown) > _MOST:
        rest = shown.iloc[_MOST - 1 :].sum().rename(f"Övriga parter ({len(shown) - _MOST + 1})")
        most = pd.concat([shown.iloc[: _MOST - 1], rest.to_frame().T]).rename_axis("Part")
    yield changes(most, caption, colour=colour, sums=True, note=note)
    if len(shown) > _MOST:
        yield Folded(f"{caption}: alla parter", [table(shown, caption, sums=True, signed=headings, note=note)])


def _would(view: AgreementYear) -> str:
    if view.settlement and view.settlement.settled:
        flow = "får parterna tillbaka" if view.settlement.amount > 0 else "betalar parterna"
        return f"Enligt prognosen {flow} {kr(size(view.settlement.amount))}"
    return "Enligt prognosen görs ingen slutavräkning, men det kan ändras"


_INVOICED = (
    ": det som var kvar från året före, så långt utfallet finns, och det som var betalt i förskott. En faktura "
    "räknas den månad den förfaller. Det som inte är fakturerat är räknat. Det som hålls inne i en tvist är inte "
    "med."
)
_PLANNED = (
    ", det som var kvar från året före. Planerat är det som avtalet säger ska betalas och som varken bokföringen "
    "eller prognosen har, lika mycket varje månad."
)
"""What is told of money that comes in: by invoice, and where nobody is invoiced."""


def in_and_out(view: AgreementYear) -> Table | Paragraphs:
    """Show what comes in and goes out each month, and what is left; nothing where nothing is booked."""
    if view.outcome is None:
        return NOTHING
    own = liquidity(view)
    came, gone, left = own["in_kr"] + own["in_prognos_kr"], own["ut_kr"] + own["ut_prognos_kr"], own["saldo_kr"]
    planned, billed = own["in_planerat_kr"], view.agreement.billing is not None
    ahead, began = view.forecast.left if view.forecast else range(0), left[0] - came[0] - planned[0] + gone[0]
    months = [f"{name}, prognos" if month in ahead else name for month, name in enumerate(MONTHS, 1)]
    shown = pd.DataFrame({"In (kr)": came, "Planerat in (kr)": planned, "Ut (kr)": gone, "Kvar (kr)": left})
    shown = shown if planned.any() else shown.drop(columns="Planerat in (kr)")
    found = table(
        shown.set_axis(pd.Index(months, name="Månad")),
        f"Minst finns kvar i {MONTHS[left.tolist().index(left.min())]}: {kr(left.min())}",
        note=f"Året började med {kr(began)}{_INVOICED if billed else _PLANNED}",
        sums=[str(name) for name in shown][:-1],
    )
    what = (
        f"Till höger: det som kommer in, ljust om det inte är {'fakturerat' if billed else 'bokfört'}. Till "
        "vänster, grått: det som går ut, streckat om det är en prognos. Streck: noll, och det som är kvar."
    )
    strips = Strips(1, [], _flows(own, colours(view.run)[view.agreement.id]))
    return replace(found, what=what, strips=strips) if isinstance(found, Table) else found


def _flows(own: pd.DataFrame, colour: str) -> list[Strip]:
    """Return a bar for what comes in each month, one to the left for what goes out, and a line at what is left."""
    amounts = [
        *(own["in_kr"] + own["in_prognos_kr"] + own["in_planerat_kr"]),
        *(-own["ut_kr"] - own["ut_prognos_kr"]),
        *own["saldo_kr"],
    ]
    scale = Scale.of(amounts)
    return [
        Strip(
            [
                *scale.stacked(
                    [row.in_kr, row.in_prognos_kr + row.in_planerat_kr], [colour, colour], [FILLED, PALE]
                ),
                *scale.stacked([-row.ut_kr, -row.ut_prognos_kr], [TOGETHER, TOGETHER], [FILLED, HATCHED]),
            ],
            [scale.at(0), scale.at(row.saldo_kr)],
        )
        for row in each(own)
    ]


def results(view: AgreementYear) -> Results:
    """Return the figures of the report."""
    codes, found = view.allocation["part"].tolist(), view.settlement
    own, band = liquidity(view), view.forecast.band if view.forecast else None
    return Results(
        header("delarsrapport", view.year, view.run, view_remarks(view))
        | {
            "avtal": view.agreement.id,
            "till_och_med_manad": view.until,
            "finansiering_kr": view.financing,
            "prognos": records(rows(view)),
            "prognos_kr": view.forecast.total if view.forecast else None,
            "lagst_kr": band[0] if band else None,
            "hogst_kr": band[1] if band else None,
            "skulle_avraknas_kr": found.amount if found else None,
            "skulle_avraknas_per_part_kr": dict(zip(codes, found.adjustments.tolist(), strict=True))
            if found
            else {},
            "likviditet": records(own),
        }
    )


def forecast_text(view: AgreementYear) -> str:
    """Return an agreement's forecast as text: posts, incomes, how sure it is, and what each party would pay."""
    own = rows(view)
    if own.empty:
        return f"{title(view)}."
    parts = [f"{title(view)}.", _text(view, own[own["slag"] == COST], "Kostnader")]
    parts += [_text(view, own[own["slag"] == INCOME], "Intäkter")] if INCOME in set(own["slag"]) else []
    told = [text.settlement_sentence(view) if view.settlement else "", text.band_sentence(view)]
    told.append(text.limit_sentence(view))
    parts.append(" ".join(filter(None, [text.forecast_sentence(view), *told])))
    found = [block for block in per_party(view) if isinstance(block, Table)]
    return "\n\n".join([*parts, *map(table_text, found)])


def _text(view: AgreementYear, own: pd.DataFrame, caption: str) -> str:
    shown = own[["namn", "budget_kr", "utfall_kr", "helar_kr", "avvikelse_kr"]].dropna(axis="columns", how="all")
    names = {"namn": caption, "budget_kr": "Budget", "utfall_kr": "Bokfört", "helar_kr": "Helår"}
    names |= {"avvikelse_kr": "Kvar"}
    found = table(
        shown.rename(columns=names), f"{view.agreement.short}, {caption.lower()} {view.year}, kr", sums=True
    )
    assert isinstance(found, Table)
    return table_text(found)
