"""The report from a network: its money, and what it has done (RUN/387/2023 §9, RUN/350/2019 §7)."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from model.agreements.agreement import OwnReport
from model.amounts.additions import Dispute, by_party, check_disputes, highest_withheld
from model.amounts.outcome import Outcome
from model.money import Amount, exact, size, total
from model.year import AgreementYear, Year
from suite.findings.remarks import view_remarks
from suite.reports import asks, economic, indicators, tables, text
from suite.reports.activities import activity_remarks, against_plan, of_agreement
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
    done = activity_remarks(of_agreement(view))
    return view_remarks(view) + done + indicators.of_year(view).remarks


def alone(view: AgreementYear) -> Year:
    """Return the year of the agreement by itself."""
    return Year(view.run, view.year, [view])


def title(view: AgreementYear) -> str:
    """Say what the year came to, beside what the parties paid, or what they pay."""
    if view.settlement:
        return economic.title(alone(view))
    name, paid, found = view.agreement.short, view.financing, view.outcome
    if found is None:
        return f"Parterna betalar {kr(paid)} för {name} {view.year}"
    spent = view.forecast.total if view.forecast else found.total
    left, cost = paid - spent, "ser ut att kosta" if view.forecast else "kostade"
    against = text.more_than(-left, "parterna betalar", "precis vad")
    return f"{name} {cost} {kr(spent)} {view.year}, {against}"


def key_figures(view: AgreementYear) -> KeyFigures:
    """Return what is paid for the year, what it cost, and what is invoiced after it; else what was done."""
    figures, done = [*economic.key_figures(alone(view)).figures], of_agreement(view)
    if len(view.invoices):
        figures[-1] = figures[-1]._replace(note=_next_year(view))
    if view.expected and not view.settlement:
        figures.insert(1, _cost(view, view.expected))
    if done and len(figures) < 3:
        count = sum(row.done for row in done)
        figures.append(KeyFigure(f"Genomförda aktiviteter {view.year}", number(count), against_plan(done)))
    return KeyFigures(figures[:3])


def _next_year(view: AgreementYear) -> str:
    change = total(tables.coming(view)["belopp_kr"]) - view.financing
    return text.more_than(change, view.year)


def _cost(view: AgreementYear, outcome: Outcome) -> KeyFigure:
    left, spent = view.financing - outcome.total, outcome.total
    share = f"{ratio(spent, view.financing, 0)} av det som betalas" if view.financing else "inget betalas"
    rest = f"; {kr(size(left))} {'är kvar' if left > 0 else 'fattas'}" if left else ""
    label = "Ser ut att kosta" if view.forecast else "Kostade"
    return KeyFigure(f"{label} {view.year}", kr(spent), f"{share}{rest}")


def status_line(view: AgreementYear) -> Notice:
    """Say in one line what is not decided, and what the largest assumption costs."""
    line = asks.status_line(alone(view), view_remarks(view), "sist i rapporten")
    done, own = [row.status for row in of_agreement(view)], indicators.of_year(view).statuses
    weak = asks.status_of({"aktiviteterna": done, "indikatorerna": own})
    if weak.title != line.title:
        return max(line, weak, key=lambda each: each.title)
    return replace(line, lines=[" ".join([*line.lines, *weak.lines])]) if remarks(view) else line


def asked(view: AgreementYear) -> list[Ask]:
    """Return what is asked of the parties: what has to be decided or confirmed, and what to know."""
    found, held = asks.asks(alone(view)), disputes(view)
    if (
        view.outcome
        and not (view.agreement.settlement or view.forecast)
        and (left := view.financing - view.outcome.total)
    ):
        what = "med det som är kvar" if left > 0 else "för att täcka det som fattas"
        told = f"vad som görs {what}, {kr(size(left))}; avtalet har ingen regel om slutavräkning."
        found.insert(0, Ask(asks.DECIDE, told))
    if len(held):
        withheld = total(map(exact, held["Innehållet (kr)"]))
        found.append(
            Ask(asks.KNOW, f"att {kr(withheld)} av ersättningen hålls inne enligt {dispute_clause(view)}.")
        )
    return found + asks.indicator_asks(indicators.of_year(view))


def payers(view: AgreementYear) -> Table | Paragraphs:
    """Show who pays the year, the largest first, beside the year before and what is invoiced for the one after."""
    paid, coming = _by_party(view.allocation), _by_party(tables.coming(view))
    before = _by_party(view.path[view.path["ar"] == view.year - 1])
    codes = sorted({**paid, **coming}, key=lambda code: -paid.get(code, 0))
    parties = [view.run.party(view.agreement.id, code) for code in codes]
    beside = {}
    if before:
        beside[f"Mot {view.year - 1} (kr)"] = [paid.get(code, 0) - before.get(code, 0) for code in codes]
    if coming:
        beside[f"Faktureras {view.year + 1} (kr)"] = [coming.get(code, 0) for code in codes]
    index = pd.Index([party.short for party in parties], name="Part")
    return bars(
        pd.DataFrame({f"Betalar {view.year} (kr)": [paid.get(code, 0) for code in codes]}, index, dtype=object),
        _largest([paid.get(code, 0) for code in codes], index[0]),
        what="Kronor exklusive moms, störst först.",
        colours=[colours(view.run)[view.agreement.id]],
        note=text.invoice_sentence(view) if coming else "",
        beside=pd.DataFrame(beside, index) if beside else None,
        signed=[f"Mot {view.year - 1} (kr)"],
        most=16,
        rest="Övriga parter",
        keys=[party.owner for party in parties],
    )


def _by_party(rows: pd.DataFrame) -> dict[str, Amount]:
    sums = rows.groupby("part", sort=False)["belopp_kr"].sum() if len(rows) else pd.Series(dtype="int64")
    return {str(code): exact(amount) for code, amount in sums.items()}


def _largest(paid: Sequence[Amount], name: str) -> str:
    whole = total(paid)
    return (
        f"{name} betalar {ratio(paid[0], whole, 0)} av {kr(whole)}"
        if len(paid) > 1 and whole
        else f"{name} betalar"
    )


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
        | {"indikatorer": indicators.records(indicators.of_year(view))}
    )
