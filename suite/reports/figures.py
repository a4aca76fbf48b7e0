"""The figures of the reports, each with its finding, its alt text and the table behind it."""

from collections.abc import Sequence

from model.amounts.settlement import settlement_limits
from model.money import Amount, size, total
from model.status import Status, weakest
from model.year import AgreementYear, Year
from suite.reports.parties import amounts_by_sheet, owners_of, uninvoiced
from suite.show import charts
from suite.show.blocks import Column, Figure, Kind, Paragraphs, Row, Table, totals
from suite.show.frame import by_year, each
from suite.show.swedish import SPACE, joined, kr, number, percent, ratio, spans


def year_figure(now: Year) -> Figure | Paragraphs:
    """Show what each party pays in the year by all the agreements; a company is counted with its owner."""
    parties = [party for view in reversed(now.views) for party in view.agreement.parties]
    names = {party.owner: party.short for party in sorted(parties, key=lambda party: party.code == party.owner)}
    paid = [_by_owner(view) for view in now.in_force]
    if len(paid) < 2:
        return Paragraphs([])
    totals = {code: sum(amounts.get(code, 0) for amounts in paid) for amounts in paid for code in amounts}
    order = sorted(totals, key=lambda code: (-totals[code], code))
    layers = [
        charts.Layer(view.agreement.short, [amounts.get(code, 0) for code in order])
        for view, amounts in zip(now.in_force, paid, strict=True)
    ]
    labels = [names[code] for code in order]
    rows: list[Row] = [
        (labels[i], *(layer.values[i] for layer in layers), totals[code]) for i, code in enumerate(order)
    ]
    columns = [Column("Part"), *(Column(f"{layer.name} (kr)", Kind.WHOLE) for layer in layers)]
    footer: Row = ("Summa", *(sum(layer.values) for layer in layers), sum(totals.values()))
    caption = f"Alla avtal {now.year}: belopp per part, bolag räknade med sin ägare"
    beside = uninvoiced(now.run, [now.year])
    note = f"Med är också {joined(beside)}." if beside else ""
    table = Table(caption, [*columns, Column("Totalt (kr)", Kind.WHOLE)], rows, footer, note)
    alt = f"Liggande staplar per part, delade i {joined(layer.name for layer in layers)}. " + ", ".join(
        f"{label} {kr(totals[code])}" for code, label in zip(order, labels, strict=True)
    )
    svg = charts.stacked_bars(labels, layers, "kr")
    return Figure(_year_finding(now, sum(totals.values())), svg, f"{alt}.", table)


def _year_finding(now: Year, whole: Amount) -> str:
    """Say what the parties pay together and who pays most, apart from what nobody is invoiced for."""
    own = amounts_by_sheet(now)
    invoiced = total(own.values())
    if not invoiced:
        return f"{kr(whole)} betalas {now.year}, inget av det mot faktura"
    finding = f"Parterna betalar {kr(invoiced)} {now.year}, störst del {max(own, key=lambda name: own[name])}"
    return finding if whole == invoiced else f"{finding}; därtill {kr(whole - invoiced)} som inte faktureras"


def _by_owner(view: AgreementYear) -> dict[str, Amount]:
    """Return what is paid in the year, by the code of the municipality or other party that stands behind it."""
    sums = view.allocation["belopp_kr"].groupby(owners_of(view.run, view.allocation)).sum()
    return {str(code): amount for code, amount in sums.items()}


def shares_figure(view: AgreementYear) -> Figure | Paragraphs:
    """Show the amounts of the contribution that most parties pay in beside each other, where they are several."""
    if not view.in_force:
        return Paragraphs([])
    split = max(view.agreement.contributions, key=lambda item: len(item.payers))
    rows = view.allocation[view.allocation["bidrag"] == split.id].sort_values("belopp_kr", ascending=False)
    names = [view.agreement.by_code[code].short for code in rows["part"]]
    amounts = rows["belopp_kr"].tolist()
    if len(amounts) == 1:
        return Paragraphs([])
    whole = sum(amounts)
    alt = f"{split.name} {view.year}, liggande staplar. " + ", ".join(
        f"{name} {kr(amount)}" for name, amount in zip(names, amounts, strict=True)
    )
    table = Table(
        f"{view.agreement.name}: {split.name} {view.year}, störst belopp först",
        [Column("Part"), Column("Belopp (kr)", Kind.WHOLE), Column("Andel", Kind.NUMBER)],
        [(name, amount, ratio(amount, whole)) for name, amount in zip(names, amounts, strict=True)],
        ("Summa", whole, percent(100)),
    )
    most, least = ratio(amounts[0], whole, 0), ratio(amounts[-1], whole, 0)
    finding = f"{split.name}: {names[0]} betalar {most}, {names[-1]} {least}"
    return Figure(finding, charts.bars(names, amounts, "kr"), f"{alt}.", table)


def outcome_figure(view: AgreementYear) -> Figure | Paragraphs:
    """Show the financing over the outcome, with the limits within which nothing is settled."""
    rule = view.agreement.settlement
    if view.outcome is None or view.settlement is None or rule is None:
        return budget_figure(view)
    low, high = settlement_limits(rule, abs(view.outcome.total))
    posts = [charts.Layer(row.namn, [row.belopp_kr]) for row in each(view.outcome.posts)]
    total, financing = view.outcome.total, view.financing
    outside = "utanför" if view.settlement.settled else "innanför"
    so_far = " hittills" if view.open_because else ""
    details = ", ".join(f"{layer.name} {kr(layer.values[0])}" for layer in posts)
    alt = (
        f"Två liggande staplar för {view.year}. Finansiering {kr(financing)}. Utfall{so_far} {kr(total)}, varav "
        f"{details}. Streckade linjer: ingen slutavräkning görs när finansieringen är mellan {kr(low)} och "
        f"{kr(high)}; finansieringen ligger {outside}."
    )
    table = Table(
        f"{view.agreement.name}: finansiering, utfall och gränser {view.year}",
        [Column("Uppgift"), Column("Belopp (kr)", Kind.WHOLE)],
        [
            ("Finansiering", financing),
            *((layer.name, layer.values[0]) for layer in posts),
            (f"Utfall{so_far}", total),
            ("Lägsta finansiering utan slutavräkning", low),
            ("Högsta finansiering utan slutavräkning", high),
        ],
    )
    far = kr(size(view.settlement.deviation))
    finding = f"Finansieringen ligger {outside} gränserna: {far} från utfallet{so_far}"
    svg = charts.against("Finansiering", financing, f"Utfall{so_far}", posts, (low, high))
    return Figure(finding, svg, alt, table)


def budget_figure(view: AgreementYear) -> Figure | Paragraphs:
    """Show budget and outcome of each cost post beside each other, where there are both."""
    budgets = {post.id: post.budget for post in view.agreement.cost_posts if post.budget is not None}
    if view.outcome is None or not budgets:
        return Paragraphs([])
    rows = [(row.namn, budgets.get(row.kostnadspost, 0), row.belopp_kr) for row in each(view.outcome.posts)]
    title = f"{view.agreement.name}: budget och utfall {view.year}"
    total = sum(row[2] for row in rows)
    finding = f"Utfallet är {kr(total)} av budgetens {kr(sum(row[1] for row in rows))}"
    return pairs_figure(title, finding, "Kostnadspost", ("Budget", "Utfall"), rows)


def pairs_figure(
    title: str,
    finding: str,
    what: str,
    names: tuple[str, str],
    rows: Sequence[tuple[str, int, int]],
    unit: str = "kr",
) -> Figure:
    """Show two values of each thing side by side, such as its budget and its outcome."""
    upper = charts.Layer(names[0], [first for _, first, _ in rows])
    lower = charts.Layer(names[1], [second for _, _, second in rows])
    alt = f"{title}. Liggande staplar, {upper.name.lower()} och {lower.name.lower()}. " + ", ".join(
        f"{name}: {number(first)} och {number(second)}{SPACE}{unit}".rstrip() for name, first, second in rows
    )
    units = f" ({unit})" if unit else ""
    columns = [Column(what), *(Column(f"{name}{units}", Kind.WHOLE) for name in names)]
    table = Table(f"{title}, i siffror", columns, rows, totals(columns, rows))
    return Figure(finding, charts.pairs([row[0] for row in rows], upper, lower, unit), f"{alt}.", table)


def path_figure(view: AgreementYear) -> Figure | Paragraphs:
    """Show the contributions over the years of the agreement, estimated years hatched."""
    years = view.years
    if len(years) == 1:
        return Paragraphs([])
    amounts = by_year(view.path, "bidrag")
    layers = [
        charts.Layer(item.name, [amounts[item.id].get(year, 0) for year in years])
        for item in view.agreement.contributions
        if item.id in amounts
    ]
    whole = [sum(values) for values in zip(*(layer.values for layer in layers), strict=True)]
    statuses = [weakest(map(Status, view.path.loc[view.path["ar"] == year, "status"])) for year in years]
    unsure = [year for year, status in zip(years, statuses, strict=True) if status.uncertain]
    alt = f"Staplar per år {years[0]}–{years[-1]} i tkr{layers_text(layers)}. {years_text(whole, unsure)}"
    amount_columns = [Column(f"{name} (kr)", Kind.WHOLE) for name in (*(layer.name for layer in layers), "Totalt")]
    table = Table(
        f"{view.agreement.name}: finansiering per år {years[0]}–{years[-1]}",
        [Column("År"), *amount_columns, Column("Status")],
        [
            (str(year), *(layer.values[i] for layer in layers), whole[i], str(statuses[i]))
            for i, year in enumerate(years)
        ],
    )
    finding = years_finding(years, whole, unsure)
    svg = charts.stacked_years(years, layers, [status.uncertain for status in statuses])
    return Figure(finding, svg, alt, table)


def layers_text(layers: Sequence[charts.Layer]) -> str:
    """Return what bars are divided in, as the end of a clause; nothing where there is one layer."""
    return f", delade i {joined(layer.name for layer in layers)}" if len(layers) > 1 else ""


def years_text(whole: Sequence[Amount], unsure: Sequence[int]) -> str:
    """Say how the sum of the bars moves, and which of them are hatched and why."""
    hatched = (
        f" Staplar med snedstreck vilar på prognos, antagande eller exempel: {spans(unsure)}." if unsure else ""
    )
    return f"Summan går från {kr(whole[0])} till {kr(whole[-1])}.{hatched}"


def years_finding(years: Sequence[int], whole: Sequence[Amount], unsure: Sequence[int]) -> str:
    """Return the finding of bars by year: the first and the last sum, and whether that rests on assumptions."""
    reservation = ", om antagandena håller" if unsure else ""
    return f"Från {kr(whole[0])} {years[0]} till {kr(whole[-1])} {years[-1]}{reservation}"
