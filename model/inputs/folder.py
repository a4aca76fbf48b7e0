"""What an inputs folder holds, and what is wrong in it that no file shows alone."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from model.agreement import Agreement, KeyKind
from model.errors import Fault, InputError
from model.outcome import Entry, MappingLine
from model.rows import IndexRow, PopulationRow
from model.scenario import Scenario
from model.series import Series


@dataclass(frozen=True)
class Inputs:
    """The content of an inputs folder.

    Attributes
    ----------
    agreements, scenarios : mapping of str
        By their codes.
    population, index : sequence
        The rows of the two series, all vintages.
    outcomes : mapping of (str, int)
        Booked entries by agreement and year.
    mapping : sequence of MappingLine
        From account to cost post.
    hashes : mapping of str to str
        SHA-256 of each file read, by its name in the folder with ``/`` between the parts.
    unread : sequence of str
        Files in the folder that no rule here reads.
    """

    agreements: Mapping[str, Agreement]
    scenarios: Mapping[str, Scenario]
    population: Sequence[PopulationRow]
    index: Sequence[IndexRow]
    outcomes: Mapping[tuple[str, int], Sequence[Entry]]
    mapping: Sequence[MappingLine]
    hashes: Mapping[str, str]
    unread: Sequence[str]

    def series(self, as_of: dt.date | None = None) -> Series:
        """Return the series as known on a date; without one, on the day the newest row was published."""
        newest = max(row.published for row in (*self.population, *self.index))
        return Series(self.population, self.index, as_of or newest)

    def party_code(self, text: str) -> str:
        """Return the code of the party that a text names by code, short name or name.

        Raises
        ------
        InputError
            If there is none.
        """
        parties = [party for agreement in self.agreements.values() for party in agreement.parties]
        wanted = text.strip().casefold()
        for party in parties:
            if wanted in (party.code.casefold(), party.short.casefold(), party.name.casefold()):
                return party.code
        known = ", ".join(dict.fromkeys(party.short for party in parties))
        raise InputError(f"Okänd part: fann ”{text}”, väntade någon av {known}")


def cross_faults(inputs: Inputs) -> Iterator[Fault | str]:
    """Yield what no file shows alone: codes that another file does not know, figures outside their year."""
    if not inputs.agreements:
        yield "Inget avtal att räkna på: mappen avtal saknar filer som slutar på .yaml"
    yield from _key_faults(inputs)
    yield from _population_faults(inputs)
    yield from _outcome_faults(inputs)
    yield from scenario_faults(inputs)


def _key_faults(inputs: Inputs) -> Iterator[Fault]:
    for agreement in inputs.agreements.values():
        for contribution in agreement.contributions:
            strangers = [code for code in contribution.payers if not re.fullmatch(r"\d{4}", code)]
            if contribution.key.kind is KeyKind.POPULATION and strangers:
                name = f"avtal {agreement.id}"
                yield Fault(name, "kommunkoder där nyckeln är befolkning", ", ".join(strangers), column="betalare")


def _population_faults(inputs: Inputs) -> Iterator[Fault]:
    parties = {party.code: party for agreement in inputs.agreements.values() for party in agreement.parties}
    projected = [row for scenario in inputs.scenarios.values() for row in scenario.projection.rows]
    for row in (*inputs.population, *projected):
        party = parties.get(row.code)
        if party is None:
            yield Fault(row.place, "en kommunkod som är part i något avtal", row.code, column="kommunkod")
        elif row.municipality.casefold() not in (party.short.casefold(), party.name.casefold()):
            yield Fault(row.place, f"{party.short}, som har koden {row.code}", row.municipality, column="kommun")


def _outcome_faults(inputs: Inputs) -> Iterator[Fault]:
    for (agreement, year), entries in inputs.outcomes.items():
        if agreement not in inputs.agreements:
            yield Fault(
                f"utfall/{agreement}_{year}.csv", "ett filnamn som börjar med ett känt avtals kod", agreement
            )
        for entry in entries:
            if entry.date.year != year:
                yield Fault(entry.place, f"ett datum under {year}", entry.date.isoformat(), column="datum")
    for line in inputs.mapping:
        posts = [
            post.id for each in inputs.agreements.values() for post in each.cost_posts if each.id == line.agreement
        ]
        if line.cost_post not in posts:
            known = ", ".join(posts) or "ingen, för avtalet är okänt"
            yield Fault(
                line.place, f"en av avtalets kostnadsposter: {known}", line.cost_post, column="kostnadspost"
            )
        if line.first_account > line.last_account:
            yield Fault(line.place, "ett konto_till som inte är lägre än konto_fran", str(line.last_account))


def scenario_faults(inputs: Inputs) -> Iterator[Fault]:
    """Yield the notices that an agreement or a party unknown to the inputs would give."""
    for scenario in inputs.scenarios.values():
        for notice in scenario.notices:
            agreement = inputs.agreements.get(notice.agreement)
            if agreement is None or notice.party not in agreement.by_code:
                found = f"{notice.agreement}, {notice.party}"
                yield Fault(
                    f"scenario {scenario.id}", "ett känt avtal och en part i det", found, column="uppsagningar"
                )
