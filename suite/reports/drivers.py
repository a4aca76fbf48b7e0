"""What changed a party's amount from one year to the next, in the words of its letter and as bars from zero."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from model.money import Amount, exact, size, total
from model.read.doubt import HIGHEST_INDEX, LARGEST_MOVE, LOWEST_INDEX, is_usual
from model.year import AgreementYear, Year
from suite.reports.facts import decisions
from suite.reports.parties import of_owner, people_of
from suite.reports.text import change_share, more_than
from suite.reports.why import of_party
from suite.show.blocks import Paragraphs, Table
from suite.show.figures import changes
from suite.show.swedish import kr, number, percent, ratio, signed_kr


class Driver(NamedTuple):
    """Something that changed an amount: what it is as a heading and after *på grund av*, and by how much."""

    label: str
    reason: str
    amount: Amount


class Change(NamedTuple):
    """A change from the year before to a year, by what drove it; what whole kronor make of it stands by itself."""

    year: int
    before: Amount
    after: Amount
    drivers: Sequence[Driver]
    rounding: Amount

    @property
    def size(self) -> str:
        """How much more or less it is, as *5 342 kr mer än 2024*."""
        return more_than(self.after - self.before, self.year - 1)

    @property
    def reason(self) -> str:
        """What drove most of it, the way that it went, as the end of a clause; nothing where nothing did."""
        moved = self.after - self.before
        same = [each for each in self.drivers if each.amount * moved > 0]
        if not same:
            return ""
        most = "mest " if len(self.drivers) > 1 else ""
        return f", {most}på grund av {max(same, key=lambda each: size(each.amount)).reason}"


def change(now: Year, code: str, year: int) -> Change:
    """Return how a party's amount, with its companies', changed from the year before.

    Parameters
    ----------
    now : Year
        The agreements.
    code : str
        The party's.
    year : int
        The later of the two years.
    """
    rows = of_party(now, code, year)
    sides = [_people(now, code, each) for each in (year - 1, year)]
    own, others = ([side[place] for side in sides] for place in (0, 1))
    name = f"med {now.run.index_name}"
    found = [
        Driver(f"Uppräkning {name}", f"uppräkningen {name}", total(rows["index"])),
        _moved("ni", own, total(rows["egen_befolkning"]), 1),
        _moved("de andra", others, total(rows["andras_befolkning"]), -1),
        *_terms(now, rows, year),
        Driver("Ändrad tolkning av index", "en ändrad tolkning av index", total(rows["lasning"])),
        Driver("Fakturerat annat än det som räknas nu", "det som är fakturerat", total(rows["fakturerat"])),
    ]
    found = sorted((each for each in found if each.amount), key=lambda each: -size(each.amount))
    return Change(year, total(rows["fore_kr"]), total(rows["efter_kr"]), found, total(rows["avrundning"]))


def _people(now: Year, code: str, year: int) -> tuple[int, int]:
    """Return the inhabitants of the party, and of the others that it shares with, by the largest of its keys."""
    rows = [of_owner(now.run, view.path[view.path["ar"] == year], code) for view in now.views]
    own = pd.concat(rows, ignore_index=True)
    return people_of(own), int((own["nyckel_folkmangd_summa"] - own["nyckel_folkmangd"]).max()) if len(own) else 0


def _moved(subject: str, people: Sequence[int], amount: Amount, sign: int) -> Driver:
    """Return what a population changed: in words of growth where it grew, and raised or lowered as growth does."""
    grew = people[1] - people[0]
    if grew * amount * sign <= 0:
        return Driver("Folkmängd", "folkmängden", amount)
    told = f"fick {'fler' if grew > 0 else 'färre'} invånare"
    return Driver(f"{subject[0].upper()}{subject[1:]} {told}", f"att {subject} {told}", amount)


def _terms(now: Year, rows: pd.DataFrame, year: int) -> list[Driver]:
    found = []
    for code, own in rows.groupby("avtal", sort=False):
        view, amount = now.view(str(code)), total(own["villkor"])
        name, before, after = view.agreement.short, total(own["fore_kr"]), total(own["efter_kr"])
        years = set(view.path["ar"])
        if not before:
            told = f"ni gick med i {name}" if year - 1 in years else f"{name} började gälla"
        elif not after:
            told = f"ni lämnade {name}" if year in years else f"{name} slutade gälla"
        else:
            found.append(Driver(f"Ändrade villkor i {name}", f"ändrade villkor i {name}", amount))
            continue
        found.append(Driver(f"{told[0].upper()}{told[1:]}", f"att {told}", amount))
    return found


def moved(now: Year) -> list[str]:
    """Say of each agreement how next year's amounts differ from the year's, and what that was held against.

    What is asked about is an index change or a population outside its limits (`model.read.doubt`); what somebody
    has decided is told with the decision.
    """
    told = []
    for view in now.views:
        sides = [view.path[view.path["ar"] == year] for year in (now.year, now.year + 1)]
        before, after = (total(rows["belopp_kr"]) for rows in sides)
        if len(view.invoices) and before:
            most = _most_moved(view, *sides)
            how = "lika mycket som" if after == before else f"{_share(after, before)} mot"
            said = [f"{view.agreement.short} {now.year + 1}: {kr(after)}, {how} {now.year}{most}."]
            said += [*_index_moved(view), *_people_moved(view)]
            told.append(" ".join([*said, *decisions(now.run, view.agreement.id, now.year + 1)]))
    return told


def _share(after: Amount, before: Amount) -> str:
    """Return a change in per cent of what was before, with its sign."""
    return f"{'+' if after > before else '−'}{ratio(size(after - before), size(before), 1)}"


def _most_moved(view: AgreementYear, before: pd.DataFrame, after: pd.DataFrame) -> str:
    """Say which party's amount moved most in per cent."""
    was = before.groupby("part")["belopp_kr"].sum()
    sums = after.groupby("part")["belopp_kr"].sum()
    same = [code for code in sums.index if was.get(code, 0) > 0 and sums[code] != was[code]]
    if not same:
        return ""
    code = max(same, key=lambda code: abs(Fraction(sums[code]) / Fraction(was[code]) - 1))
    who = view.run.party(view.agreement.id, code).short
    return f", mest för {who}, {_share(exact(sums[code]), exact(was[code]))}"


def _index_moved(view: AgreementYear) -> list[str]:
    rows = {
        row.index: row
        for basis in view.run.bases(view.agreement, [view.year + 1])
        for row in basis.index
        if row.year == view.year + 1
    }
    limits = f"gränserna {number(LOWEST_INDEX)} och {percent(HIGHEST_INDEX)}"
    return [
        f"{name} {row.year} är {percent(row.percent)}, {'inom' if is_usual(row.percent) else 'utanför'} {limits}."
        for name, row in rows.items()
    ]


def _people_moved(view: AgreementYear) -> list[str]:
    """Say which population of the key moved most, and whether that is within the limit."""
    before, after = (
        {row.code: row for basis in view.run.bases(view.agreement, [year]) for row in basis.people}
        for year in (view.year, view.year + 1)
    )
    same = [code for code in after if code in before and before[code].population]
    moves = {code: Fraction(after[code].population, before[code].population) - 1 for code in same}
    if not moves:
        return []
    code = max(moves, key=lambda each: abs(moves[each]))
    within = "inom" if abs(moves[code]) * 100 <= LARGEST_MOVE else "över"
    told = _share(after[code].population, before[code].population) if moves[code] else "0 %"
    who = after[code].municipality
    return [f"Folkmängden ändras mest i {who}, {told}, {within} gränsen {percent(LARGEST_MOVE)} om året."]


def finding(moved: Change) -> str:
    """Say how a year's amount differs from the year before's, and what that is due to; also where one has none."""
    year = moved.year
    if not moved.before:
        return f"Ni betalade inget {year - 1}" if moved.after else f"Ni betalar inget för {year - 1} eller {year}"
    if not moved.after:
        return f"Ni betalar inget för {year}{moved.reason}"
    return f"Ni betalar {moved.size}{moved.reason}"


def note(moved: Change) -> str:
    """Say the same in the words of a key figure."""
    if not moved.before:
        return f"inget {moved.year - 1}"
    share = change_share(moved.after - moved.before, moved.before)
    return f"{moved.size}{f' ({share})' if share else ''}{moved.reason}"


def bars(moved: Change) -> Table | Paragraphs:
    """Show the drivers as bars from zero, the largest first."""
    if not moved.before or not moved.drivers:
        return Paragraphs([])
    whole = signed_kr(moved.after - moved.before)
    rounded = f", varav {signed_kr(moved.rounding)} är avrundning" if moved.rounding else ""
    index = pd.Index([each.label for each in moved.drivers], name="Orsak")
    rows = pd.DataFrame({"Ändring (kr)": [each.amount for each in moved.drivers]}, index)
    return changes(rows, f"Från {moved.year - 1} till {moved.year}: {whole}{rounded}")
