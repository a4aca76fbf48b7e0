"""The figures of the reports that no frame alone can say: findings, and the outcome against its limits."""

import pandas as pd

from model.amounts.settlement import settlement_limits
from model.money import size, total
from model.year import AgreementYear, Year
from suite.reports.parties import amounts_by_sheet
from suite.show import charts
from suite.show.blocks import Column, Figure, Kind, Paragraphs, Table
from suite.show.figures import NOTHING, pairs
from suite.show.frame import each
from suite.show.swedish import kr, ratio


def year_finding(now: Year) -> str:
    """Say what the parties pay together and who pays most, apart from what nobody is invoiced for."""
    whole, own = total(view.financing for view in now.in_force), amounts_by_sheet(now)
    invoiced = total(own.values())
    if not invoiced:
        return f"{kr(whole)} betalas {now.year}, inget av det mot faktura"
    finding = f"Parterna betalar {kr(invoiced)} {now.year}, störst del {max(own, key=lambda name: own[name])}"
    return finding if whole == invoiced else f"{finding}; därtill {kr(whole - invoiced)} som inte faktureras"


def share_finding(rows: pd.DataFrame, whose: str) -> str:
    """Say which shares of an agreement's contribution the first and the last party pay; nothing of no rows."""
    if rows.empty:
        return ""
    amounts, name = rows.iloc[:, 0].tolist(), str(rows.columns[0]).removesuffix(" (kr)")
    most, least = (ratio(amount, total(amounts), 0) for amount in (amounts[0], amounts[-1]))
    return f"{whose}, {name}: {rows.index[0]} betalar {most}, {rows.index[-1]} {least}"


def outcome_figure(view: AgreementYear) -> Figure | Paragraphs:
    """Show the financing over the outcome, with the limits within which nothing is settled; else the budgets."""
    rule = view.agreement.settlement
    if view.outcome is None or view.settlement is None or rule is None:
        return _budgets(view)
    low, high = settlement_limits(rule, abs(view.outcome.total))
    posts = [charts.Layer(row.namn, [row.belopp_kr]) for row in each(view.outcome.posts)]
    spent, financing = view.outcome.total, view.received
    outside = "utanför" if view.settlement.settled else "innanför"
    so_far = " hittills" if view.open_because else ""
    details = ", ".join(f"{layer.name} {kr(layer.values[0])}" for layer in posts)
    alt = (
        f"Två liggande staplar för {view.year}. Finansiering {kr(financing)}. Utfall{so_far} {kr(spent)}, varav "
        f"{details}. Streckade linjer: ingen slutavräkning görs när finansieringen är mellan {kr(low)} och "
        f"{kr(high)}; finansieringen ligger {outside}."
    )
    rows = [
        ("Finansiering", financing),
        *((layer.name, layer.values[0]) for layer in posts),
        (f"Utfall{so_far}", spent),
        ("Lägsta finansiering utan slutavräkning", low),
        ("Högsta finansiering utan slutavräkning", high),
    ]
    columns = [Column("Uppgift"), Column("Belopp (kr)", Kind.WHOLE)]
    behind = Table(f"{view.agreement.name}: finansiering, utfall och gränser {view.year}", columns, rows)
    far = kr(size(view.settlement.deviation))
    finding = f"{view.agreement.short}: finansieringen ligger {outside} gränserna: {far} från utfallet{so_far}"
    svg = charts.against("Finansiering", financing, f"Utfall{so_far}", posts, (low, high))
    return Figure(finding, svg, alt, behind)


def _budgets(view: AgreementYear) -> Figure | Paragraphs:
    """Show budget and outcome of each cost post beside each other, where there are both."""
    budgets = {post.id: post.budget for post in view.agreement.cost_posts if post.budget is not None}
    if view.outcome is None or not budgets:
        return NOTHING
    posts = view.outcome.posts
    planned = [budgets.get(code, 0) for code in posts["kostnadspost"]]
    rows = pd.DataFrame({"Budget (kr)": planned, "Utfall (kr)": posts["belopp_kr"].tolist()}, posts["namn"])
    spent = kr(total(rows["Utfall (kr)"]))
    finding = f"{view.agreement.short}: utfallet är {spent} av budgetens {kr(total(planned))}"
    return pairs(
        rows.rename_axis("Kostnadspost"), finding, f"{view.agreement.name}: budget och utfall {view.year}"
    )
