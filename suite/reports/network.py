"""The report from a network: its money, and what it has done (RUN/387/2023 §9, RUN/350/2019 §7)."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pandas as pd

from model.agreements.agreement import OwnReport
from model.amounts.additions import Dispute, by_party, check_disputes, highest_withheld
from model.money import Amount, exact, size, total
from model.status import Status
from model.year import AgreementYear, Year
from suite.findings.remarks import view_remarks
from suite.reports import asks, economic
from suite.reports.activities import activity_remarks, activity_sentence, of_agreement
from suite.reports.colours import colours
from suite.reports.opening import open_agreement
from suite.reports.results import agreement_results, header
from suite.show.blocks import Notice, Paragraphs, Results, Table
from suite.show.figures import bars
from suite.show.front import Ask, KeyFigure, KeyFigures
from suite.show.swedish import kr, number, ratio


def open_network(
    ar: object, avtal: object = "", inputs: object = "", per_datum: object = "", scenario: object = "bas"
) -> AgreementYear:
    """Check a notebook's parameters, and compute what the report of a network's year shows.

    Raises
    ------
    InputError
        If a parameter or an input is wrong, or the agreement is not in force in the year.
    """
    return open_agreement(OwnReport.YEARLY, ar, avtal, inputs, per_datum, scenario)


def remarks(view: AgreementYear) -> list[str]:
    """Return a sentence for everything that the figures rest on that is not decided."""
    return view_remarks(view) + activity_remarks(of_agreement(view))


def alone(view: AgreementYear) -> Year:
    """Return the year of the agreement by itself."""
    return Year(view.run, view.year, [view])


def title(view: AgreementYear) -> str:
    """Say what the year came to, beside what the parties paid, or what they pay."""
    name, paid = view.agreement.short, view.received
    if view.settlement or view.outcome is None:
        return economic.title(alone(view)) if view.settlement else f"Parterna betalar {kr(paid)} för {name} {view.year}"
    left, spent = paid - view.outcome.total, view.outcome.total
    cost = "har hittills kostat" if _goes_on(view) else "kostade"
    against = f"{kr(size(left))} {'mindre' if left > 0 else 'mer'} än parterna betalade" if left else "det som betalades"
    return f"{name} {cost} {kr(spent)} {view.year}, {against}"


def _goes_on(view: AgreementYear) -> bool:
    return view.run.series.as_of <= dt.date(view.year, 12, 31)


def key_figures(view: AgreementYear) -> KeyFigures:
    """Return what is paid for the year, what it cost, and what is invoiced for the year after."""
    figures = [*economic.key_figures(alone(view)).figures]
    if view.outcome and not view.settlement:
        left = view.received - view.outcome.total
        share = f"{ratio(view.outcome.total, view.received, 0)} av det som är betalt" if view.received else ""
        rest = f"; {kr(size(left))} {'är kvar' if left > 0 else 'fattas'}" if left else ""
        label = "Hittills kostat" if _goes_on(view) else "Kostade"
        figures.insert(1, KeyFigure(f"{label} {view.year}", kr(view.outcome.total), f"{share}{rest}"))
    done = of_agreement(view)
    if done and len(figures) < 3:
        count = sum(row.done for row in done)
        figures.append(KeyFigure(f"Aktiviteter {view.year}", number(count), activity_sentence(done)))
    return KeyFigures(figures[:3])


def status_line(view: AgreementYear) -> Notice:
    """Say in one line what is not decided, and what the largest assumption costs."""
    line = asks.status_line(alone(view), view_remarks(view))
    weak = asks.status_of({"aktiviteterna": [row.status for row in of_agreement(view)]})
    if weak.title == line.title:
        return replace(line, lines=[" ".join([*line.lines, *weak.lines])])
    return weak if of_agreement(view) and "Preliminärt." == weak.title else line


def asked(view: AgreementYear) -> list[Ask]:
    """Return what is asked of the parties: what has to be decided or confirmed, and what to know."""
    found = asks.asks(alone(view))
    outcome, held = view.outcome, disputes(view)
    if outcome and outcome.status is not Status.FIXED and not any(ask.verb == asks.CONFIRM for ask in found):
        found.append(Ask(asks.CONFIRM, f"utfallet {view.year}."))
    if outcome and not view.agreement.settlement and (left := view.received - outcome.total):
        what = "med det som är kvar" if left > 0 else "för att täcka det som fattas"
        told = f"vad som görs {what}, {kr(size(left))}; avtalet har ingen regel om slutavräkning."
        found.insert(0, Ask(asks.DECIDE, told))
    if len(held):
        withheld = total(map(exact, held["Innehållet (kr)"]))
        found.append(Ask(asks.KNOW, f"att {kr(withheld)} av ersättningen är innehållen enligt {dispute_clause(view)}."))
    return found


def payers(view: AgreementYear) -> Table | Paragraphs:
    """Show who pays the year, the largest first, beside the year before and the share of what is divided."""
    rows = view.allocation
    by_part = rows.groupby("part", sort=False)["belopp_kr"].sum().sort_values(ascending=False, kind="stable")
    names = {code: view.run.party(view.agreement.id, code).short for code in by_part.index}
    index = pd.Index([names[code] for code in by_part.index], name="Part")
    before = view.path[view.path["ar"] == view.year - 1].groupby("part")["belopp_kr"].sum()
    beside = {"Andel": [_shares(rows[rows["part"] == code]) for code in by_part.index]}
    if len(before):
        moved = [exact(amount) - exact(before.get(code, 0)) for code, amount in by_part.items()]
        beside = {f"Mot {view.year - 1} (kr)": moved, **beside}
    return bars(
        pd.DataFrame({f"Betalar {view.year} (kr)": [exact(amount) for amount in by_part]}, index),
        _share_finding(view, by_part, names),
        what="Kronor, störst först. Andelen är av varje bidrag: täljare / nämnare.",
        colours=[colours(view.run)[view.agreement.id]],
        beside=pd.DataFrame(beside, index),
        signed=[name for name in beside if name.startswith("Mot")],
        most=14,
        rest="Övriga parter",
        keys=[view.run.party(view.agreement.id, code).owner for code in by_part.index],
    )


def _shares(rows: pd.DataFrame) -> str:
    shares = zip(rows["nyckel_taljare"], rows["nyckel_namnare"], strict=True)
    return ", ".join(f"{number(part)} / {number(whole)}" for part, whole in shares)


def _share_finding(view: AgreementYear, paid: "pd.Series[int]", names: dict[str, str]) -> str:
    first, whole = paid.index[0], total(map(exact, paid))
    if len(paid) == 1 or not whole:
        return f"{names[first]} betalar {kr(exact(paid[first]))}"
    return f"{names[first]} betalar {ratio(exact(paid[first]), whole, 0)} av {kr(whole)}"


def contributions(view: AgreementYear) -> pd.DataFrame:
    """Return how each contribution came to be: its amount, the price level, the factor, and by what it is divided."""
    rows = []
    for item in view.agreement.contributions:
        own = view.allocation[view.allocation["bidrag"] == item.id]
        if own.empty:
            continue
        row = own.iloc[0]
        months = f", {row['manader']} månader" if row["manader"] < 12 else ""
        level = f"{row['prisniva']}{months}"
        rows.append((item.name, row["basbelopp_kr"], level, _factor(row["faktor"]), row["bidrag_kr"], len(own)))
    names = ("Bidrag", "Avtalat (kr)", "Prisnivå", "Uppräkning", f"För {view.year} (kr)", "Delas av (antal)")
    return pd.DataFrame(rows, columns=names)


def _factor(factor: Any) -> str:
    return f"× {number(exact(factor) if isinstance(factor, int) else factor, 6)}" if factor != 1 else "ingen"


def disputes(view: AgreementYear) -> pd.DataFrame:
    """Return what parties withhold in a dispute, against the most they may (RUN/350/2019 §11).

    Raises
    ------
    InputError
        If a party withholds more than it may, or disputes more than its amount.
    """
    paid = view.allocation.set_index("part")["belopp_kr"].map(exact).to_dict()
    rows = []
    for (_, _, party), own in by_party(_disputes_of(view)).items():
        amount = paid.get(party, 0)
        check_disputes(view.agreement, own, amount)
        # The year's amount stands once for a party, or the sum under the column would be too large.
        rows += [_dispute(view, item, None if place else amount) for place, item in enumerate(own)]
    return pd.DataFrame(rows)


def dispute_clause(view: AgreementYear) -> str:
    """Return the clause by which a party may withhold; empty where the agreement has none."""
    rule = view.agreement.dispute
    return view.agreement.cite(rule.clause) if rule else ""


def _disputes_of(view: AgreementYear) -> list[Dispute]:
    where = (view.agreement.id, view.year)
    return [item for item in view.run.inputs.rows(Dispute) if (item.agreement, item.year) == where]


def _dispute(view: AgreementYear, item: Dispute, amount: Amount | None) -> dict[str, object]:
    return {
        "Part": view.agreement.by_code[item.party].name,
        "Årets belopp (kr)": amount,
        "Omtvistat (kr)": item.disputed,
        "Får innehållas (kr)": highest_withheld(view.agreement, item.disputed),
        "Innehållet (kr)": item.withheld,
        "Vad tvisten gäller": item.text,
    }


def results(view: AgreementYear) -> Results:
    """Return the figures of the report."""
    rows = of_agreement(view)
    counts = {"planerat": sum(row.planned for row in rows), "genomfort": sum(row.done for row in rows)}
    return Results(
        header("natverksrapport", view.year, view.run, remarks(view))
        | {"avtal": {view.agreement.id: agreement_results(view)}, "aktiviteter": counts}
    )
