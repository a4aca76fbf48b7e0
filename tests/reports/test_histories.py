"""Whatever happens in whatever lawful order: what was issued, with corrections, is what is computed, to the krona.

What is to be invoiced at each turn is reckoned by hand too (`ledger_by_hand`), and what is written may be killed.
``pytest tests/reports/test_histories.py --hypothesis-profile=historier -n 0`` lives through 10 000 histories.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pandas as pd
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from ledger_by_hand import ADVANCE, EVER, LAST_NOTICE, MONTHS, PLACES, YEARS, About, ByHand, Row, total

from model.agreements.decisions import DatedTerm
from model.agreements.events import Event
from model.amounts.additions import Addition
from model.amounts.closing import Closing, entries_digest
from model.amounts.issued import Issued
from model.amounts.outcome import Entry, gather
from model.amounts.record import Record
from model.amounts.registers import Reading
from model.errors import InputError
from model.fields import Typed
from model.read.consistency import cross_faults, issued_faults
from model.read.load import load
from model.read.record_file import CLOSINGS, LEDGER, RECORDS, SEAL_FILE, RecordTable, read_seal, record_faults
from model.read.table import read_table
from model.run import Inputs, Run
from model.series.rows import IndexRow, PopulationRow
from model.status import Status
from model.year import open_differences, year_of
from suite.files.records import append
from suite.reports.invoice_basis import anything_due, basis_rows
from suite.reports.issuing import imported_rows, issued_rows
from suite.show.frame import each

CLIMATE = """\
avtal: klimat
namn: Klimatsamverkan
kortnamn: Klimatet
diarienummer: RUN/1/2024
status: fastställd
kalla: Prov
publicerad: 2024-10-01
utforare: region_jh
prisniva: {ar: 2024, paragraf: §3}
index: {namn: LPIX, fran: 2025, paragraf: §3}
totalt: 1 000 001
bidrag:
  - kod: region
    namn: Regionens del
    basbelopp: 300 001
    betalare: [region_jh]
    nyckel: {typ: lika, paragraf: §3}
    paragraf: §3
  - kod: kommuner
    namn: Kommunernas del
    basbelopp: 700 000
    betalare: ["2303", "2305", "2321"]
    nyckel: {typ: befolkning, dag: 11-01, paragraf: §3}
    paragraf: §3
parter:
  - {kod: region_jh, namn: Regionen, kortnamn: Regionen}
  - {kod: "2303", namn: Ragunda, kortnamn: Ragunda}
  - {kod: "2305", namn: Bräcke, kortnamn: Bräcke}
  - {kod: "2321", namn: Åre, kortnamn: Åre}
giltighet: {fran: 2025-01-01, till: 2025-12-31, forlangs_manader: 12, langst_till: 2026-12-31, paragraf: §5}
uppsagning: {manader_fore: 6, paragraf: §5}
fakturering: {manader: [1, 7], betalas_inom_dagar: 30, paragraf: §3}
slutavrakning: {grans_procent: 10, namnare: utfall, omfattning: hela, faktureras_manad: 3, paragraf: §3}
tillagg: [{kod: extra, namn: Det som beställs, betalas_inom_dagar: 30, paragraf: §4}]
kostnadsposter: [{kod: enhet, namn: Enhet}, {kod: ovrigt, namn: Annat}]
"""
POT = """\
avtal: pott
namn: Gemensam pott
kortnamn: Potten
diarienummer: RUN/2/2024
status: fastställd
kalla: Prov
publicerad: 2024-10-01
utforare: region_jh
prisniva: {ar: 2024, paragraf: §1}
index: {namn: LPIX, fran: 2025, paragraf: §1}
raknas_i: öre
totalt: 100 001
bidrag:
  - kod: pott
    namn: Potten
    basbelopp: 100 001
    betalare: ["2303", "2305", "2321"]
    nyckel: {typ: lika, paragraf: §1}
    paragraf: §1
parter:
  - {kod: "2303", namn: Ragunda, kortnamn: Ragunda}
  - {kod: "2305", namn: Bräcke, kortnamn: Bräcke}
  - {kod: "2321", namn: Åre, kortnamn: Åre}
giltighet: {fran: 2025-01-01, till: 2026-12-31, paragraf: §2}
fakturering: {manader: [3, 9], betalas_inom_dagar: 30, paragraf: §1}
"""
SCENARIO = """\
scenario: bas
namn: Bas
forfattare: Testet
datum: 2024-12-01
varfor: För att prova.
befolkning: {metod: konstant}
"""
FIRST, BEGINS, ENDS = dt.date(2024, 12, 15), dt.date(2025, 1, 2), dt.date(2027, 2, 1)
DAY, LATER = dt.timedelta(1), dt.timedelta(61)
NAMES = {"2303": "Ragunda", "2305": "Bräcke", "2321": "Åre"}
PARTIES = [*PLACES, "region_jh"]
USUAL = 90_000_049
"""What a year has cost, öre, unless it is told."""
LAST_ISSUED = (2026, 2027, 2025, *EVER[3:])
"""In what order all that is left is issued: first a year's settlement with the corrections of the same year."""
EXCESS = {"slutavrakning.omfattning": "overskjutande"}
HEADING = "utfardad;avtal;ar;part;slag;avser;period;belopp_kr;forfaller;status"
FILES = {
    "avtal/klimat.yaml": CLIMATE,
    "avtal/pott.yaml": POT,
    "scenarier/bas.yaml": SCENARIO,
    "befolkning.csv": "kommunkod;kommun;datum;folkmangd;status;kalla;publicerad;ersatter\n",
    "lpix.csv": "index;ar;procent;status;kalla;publicerad;ersatter\n",
    "utfall/kostnadsposter.csv": "avtal;projekt;konto_fran;konto_till;kostnadspost\n"
    "klimat;;5000;5999;enhet\nklimat;;6000;6999;ovrigt\n",
}


def figure(place: str, year: int, people: int, day: dt.date) -> PopulationRow:
    told = {"kommunkod": place, "kommun": NAMES[place], "datum": dt.date(year, 11, 1), "folkmangd": people}
    told |= {"status": "fastställd", "kalla": "SCB", "publicerad": day, "ersatter": ""}
    return PopulationRow.model_validate(told)


def change(year: int, percent: Fraction, certain: bool, day: dt.date) -> IndexRow:
    told = {"index": "LPIX", "ar": year, "procent": float(percent), "kalla": "Regionplan", "ersatter": ""}
    return IndexRow.model_validate(told | {"status": "fastställd" if certain else "prognos", "publicerad": day})


@cache
def beginning() -> Inputs:
    """Return what is known when the agreements begin, as it is read."""
    hand = ByHand(BEGINS, True)
    with TemporaryDirectory() as place:
        for name, text in FILES.items():
            path = Path(place) / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        inputs = load(Path(place))
    people = [figure(place, 2024, number, FIRST) for place, number in hand.people[2024].items()]
    index = [change(year, *told, FIRST) for year, (told,) in hand.index.items()]
    return replace(inputs, population=people, index=index)


def proposed(run: Run, year: int) -> tuple[pd.DataFrame, Counter[Row]]:
    """Return what the model would invoice in a year, and the same as it is reckoned by hand."""
    basis, found = basis_rows(year_of(run, year - 1)), Counter[Row]()
    for row in each(basis):
        months, certain = range(row.fran_manad, row.till_manad + 1), not Status(row.status).uncertain
        about = (row.avtal, row.ar, row.part, row.slag, row.avser)
        found[Row(*about, months, Fraction(row.belopp_kr), certain)] += 1
    return basis, found


class KilledError(BaseException):
    """The process is gone."""


class Histories(RuleBasedStateMachine):
    """A region that revises its figures, decides, issues, corrects and closes as it comes."""

    @initialize(pot=st.booleans(), lived=st.integers(0, 6), back=st.integers(0, 2))
    def begin(self, pot: bool, lived: int, back: int) -> None:
        """Begin anywhere from the first day of the agreements to when the closing of their first year is upset."""
        self.inputs, self.hand = beginning(), ByHand(BEGINS, pot)
        if not pot:
            self.inputs = replace(self.inputs, agreements={"klimat": self.inputs.agreements["klimat"]})
        self.then: list[tuple[dt.date, int, Counter[Row]]] = []
        self.place, self.back, self.killed_at = TemporaryDirectory(), back, 0
        if lived == 1:  # half a year of the pot has been invoiced already, and a year is invoiced that never comes
            self.take_in_earlier("pott", 2025, range(1, 7), (20_000, 10_000, None, None), True)
            self.issue(2026)
            self.hand.day = LAST_NOTICE - LATER  # the notice comes on the last day
            self.give_notice_or_extend("2303")
        elif lived == 2:  # so has a municipality, by figures that are only a forecast, and a notice comes too late
            self.take_in_earlier("klimat", 2026, MONTHS, (90_000, None, None, None), True)
            self.hand.day = LAST_NOTICE
            self.give_notice_or_extend("2305")
        elif lived == 6:  # and then the books are closed, where only some have been invoiced, for half the year
            self.take_in_earlier("klimat", 2025, range(1, 7), (10_000, None, 200_000, 150_001), True)
        if 1 < lived < 6:
            self.issue(2025)
        if lived > 2:
            self.hand.day = dt.date(2026, 1, 20)
            self.enter(2025, "A1", USUAL)
        if lived > 3:
            self.close(2025)
        if lived == 5:  # what is settled is upset: by another entry, with the same sum or with another
            self.issue(2026)
            self.later()
            self.enter(2025, "A1", USUAL + back * 7_500_000)
            self.issue(2026)

    @property
    def folder(self) -> Path:
        return Path(self.place.name)

    @property
    def day(self) -> dt.date:
        return self.hand.day

    def later(self, by: dt.timedelta = LATER) -> dt.date:
        self.hand.day += by
        return self.day

    def told(self, new: Typed) -> None:
        """Add a row to a table of what is told."""
        self.hold(type(new), [*self.inputs.rows(type(new)), new])

    def hold(self, kind: type[Typed], rows: Sequence[Typed]) -> None:
        self.inputs = replace(self.inputs, tables={**self.inputs.tables, kind: rows})

    def write(self, table: RecordTable[Record], new: Sequence[Record]) -> bool:
        """Add rows to a file that is only added to, and say if they are there: not if killed before they were."""
        before = self.inputs.rows(table.kind)
        whole, real, left = [*before], Path.replace, [self.killed_at]
        for row in new:
            whole.append(row.model_copy(update={"before": whole[-1].digest if whole else None}))

        def mortal(path: Path, target: Path) -> Path:
            left[0] -= 1
            if not left[0]:
                raise KilledError
            return real(path, target)

        with patch.object(Path, "replace", mortal), suppress(KilledError):
            append(self.folder, table, before, new, {"underlag.csv": b"1"})
        if self.killed_at:
            self.killed_at, whole = 0, self.written(table) if left[0] <= 0 else whole
        assert len(whole) in (len(before), len(before) + len(new))
        self.hold(table.kind, whole)
        return len(whole) > len(before)

    def written(self, table: RecordTable[Record]) -> list[Record]:
        """Return the rows of a file as they are read, none of them changed or missing."""
        path, seal = self.folder / table.file, read_seal(self.folder / SEAL_FILE)
        rows = read_table(path, table.file, table.kind) if path.exists() else []
        assert record_faults(table.file, rows, seal.get(table.file)) == []
        return rows

    @rule(moment=st.integers(1, 4))
    def be_killed_when_next_writing(self, moment: int) -> None:
        """Let the next that is issued, taken in or closed be killed before a file of it takes its place."""
        self.killed_at = moment

    def agree(self, terms: Iterable[DatedTerm]) -> None:
        agreed = self.inputs.agreements["klimat"]
        changed = replace(agreed, terms=(*agreed.terms, *terms))
        self.inputs = replace(self.inputs, agreements={**self.inputs.agreements, "klimat": changed})

    def run_as_of(self, day: dt.date) -> Run:
        base = self.inputs.scenarios["bas"]
        return Run("", self.inputs.known(day), self.inputs.series(day), base).under(base)

    @rule(year=st.sampled_from(YEARS), tenths=st.integers(-20, 90), certain=st.booleans())
    def revise_index(self, year: int, tenths: int, certain: bool) -> None:
        row = change(year, Fraction(tenths, 10), certain, self.later())
        self.inputs = replace(self.inputs, index=[*self.inputs.index, row])
        self.hand.index[year].append((Fraction(tenths, 10), certain))

    @rule(people=st.tuples(*[st.integers(100, 20_000)] * 3), place=st.none() | st.sampled_from([*PLACES]))
    def count_people(self, people: tuple[int, ...], place: str | None) -> None:
        """Publish the next figures when they are due, or revise one of the last, or of those before."""
        counted, last = dict(zip(PLACES, people, strict=True)), max(self.hand.people)
        self.later()
        if place:
            self.publish(last if people[0] % 2 else min(self.hand.people), {place: counted[place]})
        elif self.day >= dt.date(last + 1, 12, 1):
            self.publish(last + 1, counted)

    def publish(self, year: int, people: dict[str, int]) -> None:
        rows = [figure(place, year, number, self.day) for place, number in people.items()]
        self.inputs = replace(self.inputs, population=[*self.inputs.population, *rows])
        self.hand.people.setdefault(year, {}).update(people)

    @rule(
        back=st.integers(0, 1),
        voucher=st.sampled_from(["A1", "B2"]),
        ore=st.just(USUAL) | st.integers(50_000_000, 150_000_000),
    )
    def book(self, back: int, voucher: str, ore: int) -> None:
        """Book something of the year or one before, or something else instead; also when the year is closed."""
        self.later()
        self.enter(max(self.day.year - back, 2025), voucher, ore)

    def enter(self, year: int, voucher: str, ore: int) -> None:
        account = {"A1": 5010, "B2": 6010}[voucher]
        told = {"datum": dt.date(year, 6, 1), "verifikation": voucher, "konto": account, "publicerad": self.day}
        kronor = Decimal(ore).scaleb(-2)
        told |= dict.fromkeys(("projekt", "motpart", "text")) | {"belopp": kronor, "status": "fastställd"}
        about = ("klimat", year)
        rows = [*self.inputs.outcomes.get(about, ()), Entry.model_validate(told)]
        self.inputs = replace(self.inputs, outcomes={**self.inputs.outcomes, about: rows})
        self.hand.booked[year][voucher] = (Fraction(ore, 100), self.day)

    @rule(year=st.sampled_from(YEARS))
    def close(self, year: int) -> None:
        """Close a year when it has ended, if it is not closed as it is; again when its outcome has changed."""
        self.hand.day = max(self.later(), dt.date(year + 1, 1, 20))
        if not self.hand.booked[year]:
            self.enter(year, "A1", USUAL)
        if self.hand.owed(year) and self.hand.closed.get(year) != self.hand.booked[year]:
            known = self.inputs.known(self.day)
            entries = known.outcomes["klimat", year]
            outcome = gather(known.agreements["klimat"].first, entries, known.mapping).total
            row = {"avtal": "klimat", "ar": year, "dag": self.day, "utfall_kr": outcome, "beslut": "RS"}
            closing = Closing.model_validate(row | {"utfall_hash": entries_digest(entries)})
            if self.write(CLOSINGS, [closing]):
                self.hand.closed[year] = dict(self.hand.booked[year])

    @rule(thousands=st.none() | st.integers(1, 1_500))
    def decide(self, thousands: int | None) -> None:
        """Decide what the municipalities owe from 2026, or that only the excess is settled then; once each."""
        start = dt.date(2026, 1, 1)
        known = {"fran": start, "retroaktivt": "ja" if self.later() > start else "nej"}
        decision = {"organ": "Rådet", "datum": self.day, "dnr": "RUN/1"}
        if thousands and 2026 not in self.hand.amounts:
            self.hand.amounts[2026] = thousands * 1_000
            amounts = {"bidrag.kommuner.basbelopp": thousands * 1_000, "totalt": thousands * 1_000 + 300_001}
            told = [{"villkor": term, "varde": kronor, "beslut": decision} for term, kronor in amounts.items()]
            self.agree(DatedTerm.model_validate(each | known) for each in told)
        elif not thousands and self.hand.only_excess_from > 2026:
            self.hand.only_excess_from = 2026
            told = {"kod": "omfattning", "avtal": "klimat", "beslutad": decision | known | {"andrar": EXCESS}}
            told |= dict.fromkeys(("fraga", "lasning", "varfor", "avgors_av"), "Prov")
            self.agree(Reading.model_validate(told).terms)

    @precondition(lambda self: self.day < dt.date(2025, 11, 1))
    @rule(party=st.none() | st.sampled_from(PARTIES))
    def give_notice_or_extend(self, party: str | None) -> None:
        """Let a party give notice, or all of them agree to go on, which takes notices back."""
        told = {"datum": self.later(), "avtal": "klimat", "part": party, "beslut": "RS", "kalla": "Prov"}
        told |= {"slag": "uppsägning" if party else "förlängning", "status": "fastställd"}
        self.told(Event.model_validate(told))
        if party is None:
            self.hand.notices_in_time, self.hand.extended = 0, True
        elif self.day <= LAST_NOTICE:
            self.hand.notices_in_time += 1

    @precondition(lambda self: self.day.year < 2028)
    @rule(party=st.sampled_from(PARTIES), ore=st.integers(1, 9_000_000), again=st.booleans())
    def order(self, party: str, ore: int, again: bool) -> None:
        """Order something beside the financing, or correct what the last of it cost."""
        self.later()
        about = [*self.hand.ordered][-1] if again and self.hand.ordered else (party, self.day)
        told = {"avtal": "klimat", "tillagg": "extra", "part": about[0], "datum": about[1], "text": "Prov"}
        told |= {"belopp": Decimal(ore).scaleb(-2), "publicerad": self.day}
        self.told(Addition.model_validate(told | {"status": "fastställd", "kalla": "Prov"}))
        self.hand.ordered[about] = Fraction(ore, 100)

    @rule(year=st.sampled_from(EVER))
    def issue(self, year: int) -> None:
        """Issue the day after what is proposed on a day."""
        basis, found = proposed(run := self.run_as_of(self.day), year)
        assert found == self.hand.proposed()[year]
        self.then.append((self.day, year, found))
        if found and self.write(LEDGER, issued_rows(run, basis, "Namn", self.later(DAY), "abc")):
            self.hand.send(found.elements())
        self.nothing_is_lost()

    @rule(ahead=st.integers(0, 1))
    def issue_in_time(self, ahead: int) -> None:
        self.issue(min(self.day.year + ahead, EVER[-1]))

    def left(self) -> int | None:
        """Return one of the years that something is left to issue in."""
        found = self.hand.proposed()
        return next((year for year in LAST_ISSUED if found[year]), None)

    @rule()
    def issue_what_is_left(self) -> None:
        if year := self.left():
            self.issue(year)

    def nothing_is_lost(self) -> None:
        rows = self.inputs.rows(Issued)
        assert [row.number for row in rows] == [*range(1, sum(map(len, self.hand.sent.values())) + 1)]
        assert list(issued_faults(self.inputs)) == []
        assert record_faults(LEDGER.file, rows, (0, "")) == []

    @rule(
        agreement=st.sampled_from(["klimat", "pott"]),
        year=st.sampled_from(YEARS),
        months=st.sampled_from([range(1, 7), range(7, 13), range(5, 9), range(1, 13)]),
        kronor=st.tuples(*[st.none() | st.integers(0, 500_000)] * 4),
        certain=st.booleans(),
    )
    def take_in_earlier(
        self, agreement: str, year: int, months: range, kronor: tuple[int | None, ...], certain: bool
    ) -> None:
        """Take in what has been invoiced without the model; what the ledger has already is refused."""
        rows = [
            Row(agreement, year, party, ADVANCE, "", months, Fraction(kr), certain)
            for party, kr in zip(PARTIES, kronor, strict=True)
            if kr is not None and (agreement == "klimat" or (self.hand.pot and party in PLACES))
        ]
        if rows:
            self.take_in(rows)

    @rule(
        agreement=st.sampled_from(["klimat", "pott"]),
        year=st.sampled_from(YEARS),
        place=st.sampled_from([*PLACES]),
        of=st.sampled_from([3, 1]),
        more=st.integers(0, 1),
    )
    def take_in_credit(self, agreement: str, year: int, place: str, of: int, more: int) -> None:
        """Take in a credit of a third of what has been sent, or of all of it, or of a krona more."""
        if (sent := total(self.hand.sent[agreement, year, place, ADVANCE])) >= 3:
            kronor = Fraction(-(sent // of) - more)
            self.take_in([Row(agreement, year, place, "kredit", ADVANCE, MONTHS, kronor, True)])

    def take_in(self, rows: list[Row]) -> None:
        """Take in rows from a file, if none of them is for what has been sent."""
        self.later()
        path, lines = self.folder / "tidigare.csv", [HEADING]
        for row in rows:
            period = f"månad {row.months[0]}–{row.months[-1]}"
            status = "fastställd" if row.certain else "antagande"
            about = [self.day, *row[:5], period, int(row.kronor), self.day, status]
            lines.append(";".join(map(str, about)))
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        if any(not row.corrects and self.hand.covered(row) for row in rows):
            with pytest.raises(InputError, match="månader som inte redan är fakturerade"):
                imported_rows(self.inputs, path, "Namn", [])
            return
        if self.write(LEDGER, imported_rows(self.inputs, path, "Namn", [])):
            self.hand.send(rows)
        self.later(DAY)
        self.nothing_is_lost()

    @rule(days=st.sampled_from([30, 180]))
    def wait(self, days: int) -> None:
        self.later(dt.timedelta(days))

    def teardown(self) -> None:
        """In the end all is decided, closed and issued: each party has been sent what it owes."""
        self.hand.day, self.killed_at = max(self.later(), ENDS), 0
        while max(self.hand.people) < 2025:
            self.publish(max(self.hand.people) + 1, {place: 2 * number for place, number in PLACES.items()})
        for year in YEARS:
            if not self.hand.rate(year)[1]:
                self.revise_index(year, 25, True)
            self.close(year)
        if self.back:
            self.decide(650)
        while year := self.left():  # what is settled rests on what has been paid, and so on what was corrected
            self.issue(year)
            assert len(self.then) < 40
        run, sent = self.run_as_of(self.day), Counter[About]()
        for row in self.inputs.rows(Issued):
            sent[row.about] += Fraction(row.amount)
        assert {about: kronor for about, kronor in sent.items() if kronor} == self.hand.in_the_end()
        assert not open_differences(run)["skillnad_kr"].any()
        if self.back:
            self.look_back()
        else:
            assert not anything_due(year_of(run, 2025))
        assert list(cross_faults(self.inputs)) == []
        for table in RECORDS:
            written, held = self.written(table), self.inputs.rows(table.kind)
            assert [row.digest for row in written] == [row.digest for row in held]
        self.place.cleanup()

    def look_back(self) -> None:
        """What was proposed on a day is proposed again by what was known on it, whatever is known now."""
        day, year, found = self.then[self.back % len(self.then)]
        assert proposed(self.run_as_of(day), year)[1] == found


_MANY = settings.default.max_examples if settings.default else 100
Histories.TestCase.settings = settings(
    max_examples=_MANY if _MANY > 1000 else 8, stateful_step_count=8, deadline=None
)
TestHistories = pytest.mark.slow(Histories.TestCase)
