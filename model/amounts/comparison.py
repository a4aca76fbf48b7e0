"""Scenarios beside each other: what each party pays each year, and how much more than in the one compared with.

A party is counted with the companies that belong to it. *Net* is what a party pays when a year that the scenario
assumes an outcome for has been settled (RUN/387/2023 §7). Fixed prices are the amounts divided by the scenario's
values of their agreement's index since the first of the years; what is not indexed is divided by the index of the
first agreement that is (docs/tolkningar.md).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from model.agreements.agreed import Agreed
from model.agreements.agreement import Agreement
from model.amounts.indexing import index_names
from model.amounts.settlement import settled_changes
from model.exact import half_up
from model.money import total
from model.scenarios.case import Case
from model.status import Status, weakest

COLUMNS = {
    "scenario": "scenario",
    "part": "code of the party, its companies counted with it",
    "partnamn": "name of the party",
    "ar": "year",
    "belopp_kr": "what the party pays",
    "slutavrakning_kr": "what the settlement of an assumed outcome then changes that by",
    "netto_kr": "the sum of the two",
    "fast_pris_kr": "the net in the prices of the first of the years, whole kronor, half up",
    "invanare": "inhabitants on the day that the key of the year names; 0 where the party has none",
    "kr_per_invanare": "the net per inhabitant, two decimals, half up (Decimal)",
    "status": "weakest status among all that the net rests on; empty where nothing is paid",
}


def owners(agreements: Iterable[Agreement]) -> dict[str, str]:
    """Return the name of every party that is counted by itself, by code, in the order of the agreements.

    One that is in no agreement but by a company that belongs to it has the company's name, and stands last.
    """
    parties = [party for agreement in agreements for party in agreement.parties]
    names: dict[str, str] = {}
    for party in sorted(parties, key=lambda party: party.code != party.owner):
        names.setdefault(party.owner, party.short)
    return names


def net_rows(case: Case, frame: pd.DataFrame) -> pd.DataFrame:
    """Return what a case allocates with who each is counted with, and its net when what is assumed is settled.

    Returns
    -------
    DataFrame
        The rows, and ``agare`` (the party itself, or the one that a company belongs to), ``slutavrakning_kr`` and
        ``netto_kr`` (kronor).
    """
    outcomes = dict[tuple[str, int], int]()
    for assumed in case.scenario.outcomes:
        rows = frame[(frame["avtal"] == assumed.agreement) & (frame["ar"] == assumed.year)]
        whole = Fraction(total(rows["belopp_kr"])) * Fraction(assumed.percent) / 100
        outcomes[assumed.agreement, assumed.year] = half_up(whole)
    changes = settled_changes(frame, outcomes, case.in_year)
    keys = zip(*(frame[name].tolist() for name in ("avtal", "ar", "part")), strict=True)
    return frame.assign(
        agare=[case.in_year(code, year).by_code[part].owner for code, year, part in keys],
        slutavrakning_kr=changes,
        netto_kr=frame["belopp_kr"] + changes,
    )


def yearly(case: Case, frame: pd.DataFrame, years: Sequence[int]) -> pd.DataFrame:
    """Return what each party pays each year under a scenario, by what the case allocates in the years.

    Returns
    -------
    DataFrame
        The columns of `COLUMNS`, a row per party and year, every party in every year.

    Raises
    ------
    InputError
        If a figure is missing.
    """
    names, rows = owners(case.every), net_rows(case, frame)
    levels = _price_levels(case, rows, years)
    told = zip(rows["netto_kr"], rows["avtal"], rows["ar"], strict=True)
    fixed = [Fraction(net) / levels[code][year] for net, code, year in told]
    rows = rows.assign(fast_pris_kr=pd.Series(fixed, index=rows.index), status=net_statuses(case, rows))
    groups = rows.groupby(["agare", "ar"])
    sums = groups[["belopp_kr", "slutavrakning_kr", "netto_kr", "fast_pris_kr"]].sum()
    statuses = groups["status"].agg(lambda own: str(weakest(map(Status, own))))
    every = pd.MultiIndex.from_product([names, years], names=["part", "ar"])
    found = sums.reindex(every, fill_value=0).infer_objects().reset_index()
    municipalities = [code for code in names if code.isdigit()]
    people = {year: inhabitants(case, municipalities, year) for year in years}
    found["invanare"] = [people[year].get(code, 0) for code, year in every]
    heads = zip(found["netto_kr"], found["invanare"], strict=True)
    per_head = [half_up(Fraction(net) * 100 / people) if people else None for net, people in heads]
    return found.assign(
        scenario=case.scenario.id,
        partnamn=found["part"].map(names),
        fast_pris_kr=found["fast_pris_kr"].map(half_up),
        kr_per_invanare=pd.Series([None if each is None else Decimal(each).scaleb(-2) for each in per_head]),
        status=statuses.reindex(every, fill_value="").to_numpy(),
    )[list(COLUMNS)]


def net_statuses(case: Case, rows: pd.DataFrame) -> list[str]:
    """Return the weakest status among all that each row's net rests on, an assumed outcome too."""
    settled = {(each.agreement, each.year) for each in case.scenario.outcomes}
    told = zip(rows["avtal"], rows["ar"], rows["status"], strict=True)
    return [str(weakest([Status(own), *[Status.ASSUMED] * ((code, year) in settled)])) for code, year, own in told]


def _price_levels(case: Case, frame: pd.DataFrame, years: Sequence[int]) -> dict[str, dict[int, Fraction]]:
    """Return each year's price level against the first of the years, by agreement: that of its index of the year.

    An agreement without index has the level of the first that has one, or by itself none.
    """
    first, found = next(iter(index_names(case.every)), ""), dict[str, dict[int, Fraction]]()

    def name(agreed: Agreed, year: int) -> str:
        index = agreed.in_year(year).index
        return index.name if index else first

    names = {agreed.id: {name(agreed, year) for year in years} for agreed in case.agreements}
    starts = [(each.index.name, each.index.first_year) for each in case.every if each.index]
    ends = {str(code): int(end) for code, end in frame.groupby("avtal")["ar"].max().items()}
    for agreed in case.agreements:
        own = names[agreed.id]
        last = max((end for code, end in ends.items() if own & names[code]), default=0)
        start = min((year for index, year in starts if index in own), default=last + 1)
        level, levels = Fraction(1), dict.fromkeys(years, Fraction(1))
        for year in range(max(min(years) + 1, start), last + 1):
            level *= 1 + Fraction(case.series.index_row(name(agreed, year), year).percent) / 100
            levels[year] = level
        found[agreed.id] = levels
    return found


def inhabitants(case: Case, codes: Sequence[str], year: int) -> dict[str, int]:
    """Return the inhabitants of municipalities on the days of a year's keys; an issuer has them all.

    The day is that of the first agreement that a municipality shares by population; the first such agreement's
    for one that shares none. One that has left, or is yet to come, is left out.
    """
    versions = [agreed.in_year(year) for agreed in case.agreements]
    ever, now = ({party.owner for each in some for party in each.parties} for some in (case.every, versions))
    days = dict[str, dt.date]()
    for agreement in versions:
        for item in agreement.contributions:
            for code in item.payers if item.key.population_percent else ():
                days.setdefault(agreement.by_code[code].owner, item.key.reference_date(year))
    if not days:
        return {agreement.issuer: 0 for agreement in versions}
    first, by_day = next(iter(days.values())), dict[dt.date, list[str]]()
    for code in (code for code in codes if code not in ever - now):
        by_day.setdefault(days.get(code, first), []).append(code)
    people = {row.code: row.population for day, own in by_day.items() for row in case.people(own, day)}
    return people | {agreement.issuer: sum(people.values()) for agreement in versions}


def against_first(rows: Sequence[pd.DataFrame]) -> list[pd.DataFrame]:
    """Return the rows of several scenarios, each compared with the first."""
    return [compared(rows[0], own) for own in rows]


def compared(base: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return rows of `yearly` with what they differ from another scenario's by.

    Returns
    -------
    DataFrame
        The other's rows, and ``bas_kr``, ``skillnad_kr``, ``skillnad_procent`` (Decimal, two decimals, half up;
        None where the base is 0) and ``skillnad_fast_kr``.
    """
    keys = ["part", "partnamn", "ar"]
    sides = base[[*keys, "netto_kr", "fast_pris_kr"]]
    sides = sides.rename(columns={"netto_kr": "bas_kr", "fast_pris_kr": "bas_fast_kr"})
    both = _with_changes(other.merge(sides, on=keys, how="left", validate="one_to_one"))
    return both.assign(skillnad_fast_kr=both["fast_pris_kr"] - both["bas_fast_kr"]).drop(columns="bas_fast_kr")


def summed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return sums over the years of `compared` rows of a scenario, by party.

    Last, where the parties are several, those of all of them, with the party ``alla``.
    """
    amounts = ["netto_kr", "fast_pris_kr", "bas_kr", "skillnad_fast_kr"]
    sums = rows.groupby(["scenario", "part", "partnamn"], as_index=False, sort=False)[amounts].sum()
    if len(sums) > 1:
        whole = rows.groupby("scenario", as_index=False, sort=False)[amounts].sum()
        sums = pd.concat([sums, whole.assign(part="alla", partnamn="Alla parter")], ignore_index=True)
    return _with_changes(sums)


def _with_changes(rows: pd.DataFrame) -> pd.DataFrame:
    changes = rows["netto_kr"] - rows["bas_kr"]
    shares = [
        Decimal(half_up(Fraction(change) * 10_000 / Fraction(old))).scaleb(-2) if old else None
        for old, change in zip(rows["bas_kr"], changes, strict=True)
    ]
    return rows.assign(skillnad_kr=changes, skillnad_procent=pd.Series(shares))
