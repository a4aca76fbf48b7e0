"""The workbook's sheet Beräkning: index, months, keys, and each contribution split between its payers.

Every rule is `model.kernel`'s said once more, in formulas that a reader can follow; tests hold the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from model.agreements.clauses import Index, Negative, PartYear, Rounding
from model.errors import InputError
from suite.show.xlsx import unit_of
from suite.workbook.apportionment import Apportioned, apportioned
from suite.workbook.formulas import Formula, dated, divisor, first_day, if_, least, most, rounded, rows_of, total
from suite.workbook.line import Line, block
from suite.workbook.live import Live
from suite.workbook.settlement import Settled, settlement
from suite.workbook.twin import Share
from suite.workbook.twin_items import index_code


@dataclass(frozen=True)
class Shared:
    """A contribution as it was computed, in the agreement's units: exactly, rounded, and each payer's part."""

    share: Share
    exact: Line
    whole: Line
    parts: Sequence[Line]
    split: Apportioned | None


@dataclass
class Computation:
    """What the other sheets refer to of Beräkning."""

    live: Live
    shared: list[Shared] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)


def write_computation(live: Live) -> Computation:
    """Write the sheet below the inputs in force, and return what the others refer to.

    Raises
    ------
    InputError
        If an agreement has a rule that the workbook cannot show.
    """
    done = Computation(live)
    for agreement in live.twin.agreements:
        own = [_contribution(live, share) for share in live.twin.of_agreement(agreement)]
        done.shared += own
        parts = {code: part for each in own for code, part in zip(each.share.codes, each.parts, strict=True)}
        done.settled += settlement(live, agreement, parts)
    return done


def _contribution(live: Live, share: Share) -> Shared:
    """Write a contribution: index, months, whole units, and each payer's part."""
    sheet, agreement, item = live.sheet, share.agreement, share.contribution
    if agreement.index and agreement.index.rounding is Rounding.YEARLY:
        raise InputError(f"{agreement.name}: arbetsboken räknar inte med index som avrundas varje år")
    sheet.section(f"{agreement.short}: {item.name}", agreement.cite(item.clause))
    amount = live.line(f"belopp {share.code}").now
    if agreement.index:
        amount = amount * _factor(live, share, agreement.index).now
    part, year = _part_of_year(live, share)
    amount = amount * part / year
    if agreement.scale > 1:
        amount = amount * live.inputs.constant("ore")
    unit = unit_of(agreement)
    exact = sheet.line("Uppräknat, inte avrundat", item.name, unit, amount, kind="fine")
    once = rounded(exact.now * (live.inputs.constant("tolerans") + 1))
    whole = sheet.line("Bidraget, avrundat en gång", item.name, unit, once)
    names = [agreement.by_code[code].name for code in share.codes]
    if len(share.codes) == 1:
        return Shared(share, exact, whole, [sheet.line("Belopp", names[0], unit, whole.now)], None)
    split = apportioned(sheet, "Belopp", whole, _weights(live, share, names), names, unit)
    return Shared(share, exact, whole, split.parts, split)


def _factor(live: Live, share: Share, index: Index) -> Line:
    """Write the index factor: 1 up to the price level's year, then the product of the years' changes."""
    price, name = live.inputs.terms[f"prisniva {share.code}"], index.name
    change = live.line(index_code(name)).now
    if index.negative is Negative.LEAVES:
        change = live.sheet.line(f"{name} som tillämpas", "", "%", most(change, 0), kind="percent").now
    step = change / live.inputs.constant("hundra") + 1
    years, values = live.years.values, np.ones(len(live.years.values))
    for place in range(1, len(values)):
        values[place] = 1 if years[place] <= price.constant else values[place - 1] * step.value[place]
    before = live.sheet.next(values).before
    chain = if_(live.years.fixed <= price.d_fixed, 1, before * step)
    return live.sheet.line(f"Uppräkningsfaktor, {name}", "", "faktor", chain, kind="exact")


def _part_of_year(live: Live, share: Share) -> tuple[Formula, Formula]:
    """Write how much of each year the contribution is paid for; return that, and how much a whole year is."""
    sheet, agreement, twelve, year = live.sheet, share.agreement, live.inputs.constant("manader"), live.years.fixed
    terms = live.inputs.terms
    start = terms.get(f"fran {share.code}", terms[f"fran {agreement.id}"]).d_fixed
    end = live.line(f"till {agreement.id}").d_fixed
    begins = dated("YEAR", start) * twelve + dated("MONTH", start) - 1 + if_(dated("DAY", start) > 1, 1, 0)
    stops = dated("YEAR", end + 1) * twelve + dated("MONTH", end + 1) - 1
    if last := terms.get(f"raknas_till {agreement.id}"):
        stops = least(stops, (last.d_fixed + 1) * twelve)
    first = sheet.line("Första hela månaden, räknad från år 0", "", "månad", constant=begins)
    after = sheet.line("Månaden efter den sista hela, räknad från år 0", "", "månad", constant=stops)
    within = least(after.d_fixed, (year + 1) * twelve) - most(first.d_fixed, year * twelve)
    months = sheet.line("Månader i kraft", "", "månader", most(0, within), kind="count")
    if agreement.term.part_year is PartYear.MONTHS:
        return months.now, twelve
    days = least(end, first_day(year + 1) - 1) - most(start, first_day(year)) + 1
    paid = sheet.line("Dagar i kraft", "", "dagar", if_(months.now > 0, days, 0), kind="count")
    length = first_day(year + 1) - first_day(year)
    return paid.now, sheet.line("Dagar på året", "", "dagar", length, kind="count").now


def _weights(live: Live, share: Share, names: Sequence[str]) -> list[Line]:
    """Write the payers' weights: population, weights of their own, or a mix over a common denominator."""
    sheet, twin = live.sheet, live.twin
    own = [live.line(f"andel {share.code} {code}") for code in share.codes] if twin.by_shares(share) else []
    if not twin.by_population(share):
        return [sheet.line("Vikt", name, "delar", line.now) for name, line in zip(names, own, strict=True)]
    counts = [live.line(twin.people_code(share.people, owner)).now for owner in share.owners]
    people = [sheet.line("Folkmängd", name, "invånare", n) for name, n in zip(names, counts, strict=True)]
    others = [sheet.line("Andel av resten", name, "delar", n.now) for name, n in zip(names, own, strict=bool(own))]
    by_people, otherwise = _proportions(live, share)
    inhabitants = sheet.line("Folkmängd tillsammans", "", "invånare", total(block(people)))
    parts = total(block(others)) if others else rows_of(block(people))
    together = sheet.line("Andelar av resten tillsammans", "", "delar", parts)
    raw = []
    for place, name in enumerate(names):
        rest = otherwise.fixed * others[place].now if others else otherwise.fixed
        weight = by_people.fixed * people[place].now * together.fixed + rest * inhabitants.fixed
        raw.append(sheet.line("Vikt, inte förkortad", name, "delar", weight))
    common = sheet.line("Största gemensamma delare", "", "delar", most(1, divisor(block(raw))))
    return [
        sheet.line("Vikt", name, "delar", line.now / common.fixed) for name, line in zip(names, raw, strict=True)
    ]


def _proportions(live: Live, share: Share) -> tuple[Line, Line]:
    """Write how much is split by population and how much in another way, as whole numbers."""
    sheet, fine = live.sheet, live.inputs.constant("miljondelar")
    percent = live.line(f"nyckel {share.code}").now
    by_people = sheet.line("Efter folkmängd", "", "miljondelar", rounded(percent * fine), kind="count")
    rest = live.inputs.constant("hundra") * fine - by_people.now
    otherwise = sheet.line("På annat sätt", "", "miljondelar", rest, kind="count")
    both = divisor(block([by_people, otherwise]))
    common = sheet.line("Deras största gemensamma delare", "", "st", both, kind="count")
    return (
        sheet.line("Efter folkmängd, förkortat", "", "delar", by_people.now / common.now, kind="count"),
        sheet.line("På annat sätt, förkortat", "", "delar", otherwise.now / common.now, kind="count"),
    )
