"""The figures of the reports, each with its finding, its alt text and the table behind it."""

from fractions import Fraction

from model.agreement import Denominator
from model.outputs import charts
from model.outputs.blocks import Column, Figure, Kind, Paragraphs, Table
from model.outputs.frame import by_year, each
from model.outputs.swedish import joined, kr, percent, ratio, spans
from model.outputs.year import AgreementYear
from model.status import Status, weakest


def shares_figure(view: AgreementYear) -> Figure:
    """Show the municipalities' amounts beside each other."""
    split = max(view.agreement.contributions, key=lambda item: len(item.payers))
    rows = view.allocation[view.allocation["bidrag"] == split.id].sort_values("belopp_kr", ascending=False)
    names = [view.agreement.by_code[code].short for code in rows["part"]]
    amounts = rows["belopp_kr"].tolist()
    total = sum(amounts)
    alt = f"Liggande staplar över {split.name.lower()} {view.year}. " + ", ".join(
        f"{name} {kr(amount)}" for name, amount in zip(names, amounts, strict=True)
    )
    table = Table(
        f"{split.name} {view.year}, störst belopp först",
        [Column("Part"), Column("Belopp (kr)", Kind.WHOLE), Column("Andel", Kind.NUMBER)],
        [(name, amount, ratio(amount, total)) for name, amount in zip(names, amounts, strict=True)],
        ("Summa", total, percent(100)),
    )
    most, least = ratio(amounts[0], total, 0), ratio(amounts[-1], total, 0)
    finding = f"{names[0]} betalar {most} av {split.name.lower()}, {names[-1]} {least}"
    return Figure(finding, charts.bars(names, amounts, "kr"), f"{alt}.", table)


def outcome_figure(view: AgreementYear) -> Figure | Paragraphs:
    """Show the financing over the outcome, with the limits within which nothing is settled."""
    if view.outcome is None or view.settlement is None:
        return Paragraphs([f"Figuren visas när utfallet för {view.year} finns."])
    low, high = _settlement_limits(view)
    posts = [charts.Layer(row.namn, [row.belopp_kr]) for row in each(view.outcome.posts)]
    total, financing = view.outcome.total, view.financing
    outside = "utanför" if view.settlement.settled else "innanför"
    details = ", ".join(f"{layer.name} {kr(layer.values[0])}" for layer in posts)
    alt = (
        f"Två liggande staplar för {view.year}. Finansiering {kr(financing)}. Utfall {kr(total)}, varav "
        f"{details}. Streckade linjer: ingen slutavräkning görs när finansieringen är mellan {kr(low)} och "
        f"{kr(high)}; finansieringen ligger {outside}."
    )
    table = Table(
        f"Finansiering, utfall och gränser {view.year}",
        [Column("Uppgift"), Column("Belopp (kr)", Kind.WHOLE)],
        [
            ("Finansiering", financing),
            *((layer.name, layer.values[0]) for layer in posts),
            ("Utfall", total),
            ("Lägsta finansiering utan slutavräkning", low),
            ("Högsta finansiering utan slutavräkning", high),
        ],
    )
    finding = f"Finansieringen ligger {outside} gränserna: {kr(abs(view.settlement.deviation))} från utfallet"
    svg = charts.against("Finansiering", financing, "Utfall", posts, (low, high))
    return Figure(finding, svg, alt, table)


def _settlement_limits(view: AgreementYear) -> tuple[int, int]:
    """Return the lowest and highest financing, in whole kronor, that would not be settled against the outcome."""
    rule, outcome = view.agreement.settlement, abs(view.outcome.total if view.outcome else 0)
    share = Fraction(rule.limit_percent) / 100
    if rule.denominator is Denominator.OUTCOME:
        low, high = outcome * (1 - share), outcome * (1 + share)
    else:
        low, high = outcome / (1 + share), outcome / (1 - share)
    return -(-low.numerator // low.denominator), int(high)


def path_figure(view: AgreementYear) -> Figure:
    """Show the contributions over the years of the agreement, estimated years hatched."""
    years = list(view.run.years(view.agreement))
    amounts = by_year(view.path, "bidrag")
    layers = [charts.Layer(item.name, list(amounts[item.id].values())) for item in view.agreement.contributions]
    whole = [sum(values) for values in zip(*(layer.values for layer in layers), strict=True)]
    statuses = [weakest(map(Status, view.path.loc[view.path["ar"] == year, "status"])) for year in years]
    unsure = [year for year, status in zip(years, statuses, strict=True) if status.uncertain]
    hatched = f" Streckade år vilar på prognos eller antagande: {spans(unsure)}." if unsure else ""
    alt = (
        f"Staplar per år {years[0]}–{years[-1]} i tkr, delade i {joined(layer.name.lower() for layer in layers)}. "
        f"Summan går från {kr(whole[0])} till {kr(whole[-1])}.{hatched}"
    )
    amount_columns = [Column(f"{name} (kr)", Kind.WHOLE) for name in (*(layer.name for layer in layers), "Totalt")]
    table = Table(
        f"Finansiering per år {years[0]}–{years[-1]}",
        [Column("År"), *amount_columns, Column("Status")],
        [
            (str(year), *(layer.values[i] for layer in layers), whole[i], str(statuses[i]))
            for i, year in enumerate(years)
        ],
    )
    finding = f"Från {kr(whole[0])} {years[0]} till {kr(whole[-1])} {years[-1]}, om antagandena håller"
    svg = charts.stacked_years(years, layers, [status.uncertain for status in statuses])
    return Figure(finding, svg, alt, table)
