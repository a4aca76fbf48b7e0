"""What a party pays in the years to come: how far it may stray, in current and in fixed prices."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from model.exact import half_up
from model.money import Amount, exact, total
from model.run import Run
from model.year import Year, shown_years
from suite.reports.years_ahead import in_prices_of, simulated
from suite.show.blocks import Column, Figure, Kind, Paragraphs, Row, Table
from suite.show.charts import Line, paths
from suite.show.frame import by_year, each
from suite.show.front import Folded
from suite.show.swedish import kr, number


@dataclass(frozen=True)
class Ahead:
    """The years from one on in which a party pays anything.

    Attributes
    ----------
    amounts, fixed : mapping
        Kronor by agreement and then by year, in current prices and in those of the first year.
    bands : mapping of int to (int, int)
        Between which amounts nine of ten simulated paths lie, rounded to what is known, of the years that stray.
    known : int or None
        The last year whose key is published, or before the first that strays.
    """

    run: Run
    amounts: Mapping[str, Mapping[int, Amount]]
    fixed: Mapping[str, Mapping[int, Amount]]
    bands: Mapping[int, tuple[int, int]]
    known: int | None

    @property
    def years(self) -> list[int]:
        """All of the years."""
        return sorted({year for paid in self.amounts.values() for year in paid})

    def amount(self, year: int) -> Amount:
        """Return what is paid in a year; no surer than its band."""
        whole = total(paid.get(year, 0) for paid in self.amounts.values())
        return _rounded(whole, _step(*self.bands[year]) if year in self.bands else 1)


def ahead(now: Year, code: str, own: pd.DataFrame) -> Ahead:
    """Return the years of a party from the report's on, of its rows of the allocation of all agreements."""
    within = own[(own["ar"] >= now.year) & own["ar"].isin(shown_years(now.run, now.year))]
    amounts = by_year(within, "avtal")
    bands = _bands(now.run, code, sorted(set(within["ar"])))
    known = [*within.loc[within["nyckel_metod"] == "uppgift", "ar"], *[year - 1 for year in bands][:1]]
    return Ahead(
        now.run, amounts, by_year(_in_fixed_prices(now, within), "avtal"), bands, max(known, default=None)
    )


def _in_fixed_prices(now: Year, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of an allocation in prices of the first year that they are of.

    They have four digits, for whole kronor have been rounded in other prices.
    """
    known = list(map(in_prices_of(now, min(rows["ar"], default=now.year)), each(rows)))
    whole = [_rounded(amount, 10 ** max(len(str(int(amount))) - 4, 0)) for amount in known]
    return rows.assign(belopp_kr=pd.Series(whole, rows.index, dtype=object))


def _bands(run: Run, code: str, years: Sequence[int]) -> dict[int, tuple[int, int]]:
    if (found := simulated(run)) is None:
        return {}
    rows = found.frame
    rows = rows[(rows["part"] == code) & rows["ar"].isin([*map(str, years)])]
    told = {int(row.ar): (exact(row.p5_kr), exact(row.p95_kr)) for row in each(rows)}
    return {
        year: (_rounded(low, _step(low, high)), _rounded(high, _step(low, high)))
        for year, (low, high) in told.items()
        if high > low
    }


def _step(low: Amount, high: Amount) -> int:
    """Return what the figures of a band are rounded to: two digits of its width are known."""
    return int(10 ** max(len(str(int(high - low))) - 2, 0))


def _rounded(value: Amount | Fraction, step: int) -> int:
    return half_up(Fraction(value) / step) * step


def finding(found: Ahead) -> str:
    """Say what the last of the years comes to, and whether that is only if the agreements go on."""
    if not found.years:
        return "Inga avtal gäller er framöver"
    last = found.years[-1]
    if len(found.years) == 1:
        ends = all(found.run.case.end(code).year <= last for code in found.amounts)
        return f"{last} är sista året ni betalar" if ends else f"Beloppen är räknade till och med {last}"
    told = kr(found.amount(last))
    if last in found.bands:
        low, high = found.bands[last]
        told = f"{number(low)}–{kr(high)}"
    return f"{last} betalar ni {told}{_condition(found, last)}"


def _condition(found: Ahead, last: int) -> str:
    paid = [code for code, own in found.amounts.items() if last in own]
    if not any(found.run.case.bound_until(code).year < last for code in paid):
        return ""
    return f", om {'avtalet' if len(paid) == 1 else 'avtalen'} förlängs"


def shown(found: Ahead) -> Figure | Paragraphs:
    """Show the years as a line, in current prices; nothing where there is only one of them."""
    years = found.years
    if len(years) < 2:
        return Paragraphs([])
    own = [found.amount(year) for year in years]
    ends = [found.bands.get(year, (amount, amount)) for year, amount in zip(years, own, strict=True)]
    low, high = ([end[place] for end in ends] if found.bands else [] for place in (0, 1))
    band = " Bandet rymmer nio av tio beräknade utfall." if found.bands else ""
    line = Line("om inget ändras", own, low=low, high=high, certain_until=found.known)
    return Figure(
        finding(found),
        paths(years, [line], height=1.0),
        f"Linje från {kr(own[0])} {years[0]} till {kr(own[-1])} {years[-1]}, i löpande priser.{band}",
        _behind(found),
        what=f"Löpande priser.{band}",
    )


def fixed(found: Ahead) -> Iterator[Folded]:
    """Yield the years in fixed prices, folded; nothing where they are the same, or there is only one of them."""
    years = found.years
    if len(years) > 1 and found.fixed != found.amounts:
        real = [total(paid.get(year, 0) for paid in found.fixed.values()) for year in years]
        steady = Figure(
            f"Fasta priser, {years[0]} års",
            paths(years, [Line("", real, certain_until=found.known)], height=1.15),
            f"Linje från {kr(real[0])} {years[0]} till {kr(real[-1])} {years[-1]}, i {years[0]} års priser.",
            what=f"Räknat utan uppräkning efter {years[0]}.",
        )
        yield Folded("Beloppen i fasta priser", [steady])


def _behind(found: Ahead) -> Table:
    """Show what the lines are drawn from."""
    columns = [Column("År"), Column("Kronor", Kind.WHOLE)]
    rows: list[Row] = [(str(year), found.amount(year)) for year in found.years]
    if found.bands:
        columns += [Column("Nio av tio utfall", Kind.NUMBER)]
        rows = [(*row, told_band(found.bands.get(year))) for row, year in zip(rows, found.years, strict=True)]
    if found.fixed != found.amounts:
        columns += [Column(f"I {found.years[0]} års priser", Kind.WHOLE)]
        fixed = [total(paid.get(year, 0) for paid in found.fixed.values()) for year in found.years]
        rows = [(*row, amount) for row, amount in zip(rows, fixed, strict=True)]
    return Table("Åren framåt, kronor", columns, rows)


def told_band(band: tuple[int, int] | None) -> str:
    """Return a band as a table has it; empty where there is none."""
    return f"{number(band[0])}–{number(band[1])}" if band else ""
