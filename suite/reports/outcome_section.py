"""What a report says of an agreement's year: how it came out, why its amounts changed, and what is invoiced next.

Each agreement has the same things in the same places; what it has nothing of is left out.
"""

from collections.abc import Iterator

import pandas as pd

from model.amounts.bridge import DRIVERS
from model.amounts.outcome import OTHER_INCOME, Outcome
from model.amounts.settlement import settlement_limits
from model.money import size, total
from model.year import AgreementYear
from suite.reports import indicators, interim, tables, text, why
from suite.reports.colours import colours
from suite.reports.derivations import place_of
from suite.reports.facts import facts
from suite.reports.readings import answer
from suite.show.blocks import Block, Heading, Paragraphs, Table
from suite.show.figures import NOTHING, bars, changes, pairs, within
from suite.show.frame import each
from suite.show.front import Folded
from suite.show.swedish import date, kr, number, ratio, signed_kr
from suite.show.table import table


def finding(view: AgreementYear) -> str:
    """Say how the year of an agreement came out, or what it costs where nothing is booked."""
    if view.outcome is None:
        return f"{view.agreement.short}: parterna betalar {kr(view.financing)} för {view.year}"
    return text.cost_against_financing(view)


def settlement_bar(view: AgreementYear) -> Table | Paragraphs:
    """Show the outcome as a bar, the financing as a line, and the range within which nothing is settled."""
    rule = view.agreement.settlement
    if view.settlement is None or rule is None:
        return NOTHING
    assert view.expected
    spent, paid = view.expected.total, view.financing
    name, bar = ("Prognos", "vad året ser ut att kosta") if view.forecast else ("Kostnad", "vad året kostade")
    low, high = settlement_limits(rule, abs(spent))
    rows = pd.DataFrame(
        {f"{name} (kr)": [spent], "Finansiering (kr)": [paid], "Skillnad (kr)": [paid - spent]},
        pd.Index([str(view.year)], name="År"),
        dtype=object,
    )
    told = (text.settlement_sentence(view), text.band_sentence(view), text.limit_sentence(view))
    outside = "utanför" if view.settlement.settled else "inom"
    return within(
        rows,
        f"Finansieringen ligger {outside} gränserna",
        [(low, high)],
        [paid],
        colours=[colours(view.run)[view.agreement.id]],
        what=f"Stapel: {bar}. Streck: vad parterna betalar. Ljust fält: där ingen slutavräkning görs, "
        f"{kr(low)} till {kr(high)}.",
        note=" ".join(filter(None, [*told, f"Enligt {view.agreement.cite(rule.clause)}."])),
        signed=["Skillnad (kr)"],
    )


def readings(view: AgreementYear) -> Table | Paragraphs:
    """Show what is settled by each reading of the clause, a line each; nothing where they do not differ."""
    amounts = [(rule, found.amount) for rule, found in view.settlements]
    if len({amount for _, amount in amounts}) < 2:
        return NOTHING
    rows = pd.DataFrame(
        {
            "Så kan regeln läsas": [tables.reading_name(rule) for rule, _ in amounts],
            "Till parterna (kr)": [amount for _, amount in amounts],
            "": ["så räknar rapporten" if not place else "" for place in range(len(amounts))],
        }
    )
    clause = view.agreement.cite(view.agreement.settlement.clause) if view.agreement.settlement else ""
    return table(
        rows,
        f"Regeln går att läsa på {number(len(amounts))} sätt",
        note=f"{clause}. {_decided(view)}" if clause else "",
    )


def _decided(view: AgreementYear) -> str:
    """Say which of the questions of how a settlement is made somebody has decided."""
    told, left = [], False
    for reading in view.run.inputs.readings:
        places = {place for other in reading.alternatives for place in other.changes}
        if reading.agreement != view.agreement.id or not any(each.startswith("slutavrakning") for each in places):
            continue
        start = reading.decided.start if reading.decided else None
        if reading.decided is None or (start and start.year > view.year):
            left = True
        if reading.decided:
            since = f" från {date(start)}" if start else ""
            answered = f"{reading.question} {answer(reading, view.agreement)}"
            told.append(f"Beslutat{since}: {answered} ({reading.decided.told}).")
    if not told:
        return "Ingen har ännu beslutat vilket som gäller."
    return " ".join([*told, *([f"Resten är inte beslutat för {view.year}."] if left else [])])


def posts(view: AgreementYear) -> Table | Paragraphs:
    """Show what each cost post came to, against its budget where it has one, and what it is forecast to."""
    if view.outcome is None:
        return NOTHING
    own, colour = _costs(view.outcome), colours(view.run)[view.agreement.id]
    index = pd.Index(own["namn"], name="Kostnad")
    budgets, spent, so_far = view.budgets, own["belopp_kr"].tolist(), text.so_far_of(view)
    note = f"{text.status_in_words(view.outcome.status, 'Kostnaderna')} {text.forecast_sentence(view)}".strip()
    planned = [budgets.get(code, 0) for code in own["kostnadspost"]]
    ahead = _year_end(view, index, planned if budgets else [])
    if budgets:
        rows = pd.DataFrame({"Budget (kr)": planned, "Kostnad (kr)": spent}, index, dtype=object)
        share = ratio((view.expected or view.outcome).costs, total(planned), 0)
        caption = (
            f"Kostnaderna {'ser ut att bli' if view.forecast else f'{so_far} är'.strip()} {share} av budgeten"
        )
        what = "Ljus stapel: budget. Mörk: kostnad."
        gone = len(view.forecast.whole) / len(view.forecast.months) if view.forecast else None
        what += (
            " Snedstreckad: resten av året enligt prognosen. Streck: hur långt året har kommit." if gone else ""
        )
        whole = [] if ahead is None else ahead.iloc[:, 0].tolist()
        return pairs(rows, caption, what=what, colour=colour, elapsed=gone, ahead=whole, note=note, beside=ahead)
    rows = pd.DataFrame({"Kostnad (kr)": spent}, index, dtype=object).sort_values("Kostnad (kr)", ascending=False)
    largest = f"{rows.index[0]} kostade{so_far} mest: {kr(max(spent))}"
    parts = pd.DataFrame({"Andel": [ratio(value, total(spent), 0) for value in rows.iloc[:, 0]]}, rows.index)
    beside = parts if ahead is None else pd.concat([parts, ahead.loc[rows.index]], axis=1)
    return bars(rows, largest, colours=[colour], note=note, beside=beside, most=12, rest="Övriga poster")


def _costs(outcome: Outcome) -> pd.DataFrame:
    return outcome.posts[outcome.posts["kostnadspost"] != OTHER_INCOME]


def _year_end(view: AgreementYear, index: pd.Index, planned: list[int]) -> pd.DataFrame | None:
    """Return what each post is forecast to come to, and what is left of its budget; None without a forecast."""
    if view.forecast is None:
        return None
    ahead = _costs(view.forecast.year_end)["belopp_kr"].tolist()
    rows = pd.DataFrame({"Prognos (kr)": ahead}, index, dtype=object)
    left = [budget - cost for budget, cost in zip(planned, ahead, strict=True)] if planned else []
    return rows.assign(**{"Kvar (kr)": left}) if left else rows


def drivers(view: AgreementYear) -> Table | Paragraphs:
    """Show why the parties' amounts together are not last year's, as bars from zero."""
    moved = why.since_last_year(view)
    if moved.empty:
        return NOTHING
    before, after, year = total(moved["fore_kr"]), total(moved["efter_kr"]), view.year
    steps = {label: total(moved[column]) for column, label in DRIVERS.items() if "befolkning" not in column}
    steps["Folkmängd"] = total(moved["egen_befolkning"]) + total(moved["andras_befolkning"])
    gone = {label: change for label, change in steps.items() if change}
    who = _most_moved(why.most_moved(moved), year)
    if not gone:
        return Paragraphs(
            [f"Alla parter betalar tillsammans lika mycket som {year - 1}, {kr(before)}. {who}".rstrip()]
        )
    largest = max(gone, key=lambda label: size(gone[label]))
    raised = "höjde" if gone[largest] > 0 else "sänkte"
    finding = f"{why.SENTENCES[largest]} {raised} beloppen {kr(size(gone[largest]))}"
    if sum(size(change) > len(moved) for change in gone.values()) < 2:  # a krona a party is rounding, no cause
        rest = after - before - gone[largest]
        finding += f" (därtill avrundning, {signed_kr(rest)})" if rest else ""
        return Paragraphs([f"{finding}, från {kr(before)} {year - 1} till {kr(after)} {year}. {who}".rstrip()])
    rows = pd.DataFrame({"Ändring (kr)": gone.values()}, pd.Index(gone, name="Orsak"), dtype=object)
    return changes(
        rows,
        finding,
        what=f"Alla parter tillsammans, från {kr(before)} {year - 1} till {kr(after)} {year}.",
        colour=colours(view.run)[view.agreement.id],
        sums=True,
        note=who,
    )


def _most_moved(rows: pd.DataFrame, year: int) -> str:
    """Say which party the populations moved most, and how much."""
    for row in each(rows):
        by_people = row.egen_befolkning + row.andras_befolkning
        if by_people:
            return f"Folkmängden flyttade mest för {row.partnamn}: {signed_kr(by_people)} sedan {year - 1}."
    return ""


def issued(view: AgreementYear) -> Table | Paragraphs:
    """Show where something else was invoiced for the year than what is now computed; nothing where nowhere."""
    rows = tables.issued(view)
    if rows.empty:
        return NOTHING
    caption = f"{len(rows)} parter är fakturerade ett annat belopp än det som räknas nu"
    if len(rows) == 1:
        caption = "En part är fakturerad ett annat belopp än det som räknas nu"
    note = "Det fakturerade är det som är betalt och som avräknas. Skillnaden rättas med en egen faktura."
    return table(rows, caption, sums=True, signed=["Skillnad (kr)"], note=note)


def unmapped(view: AgreementYear) -> Table | Paragraphs:
    """Show what is booked without a cost post; nothing where everything has one."""
    rows = tables.unmapped(view.outcome)
    caption = "Bokfört utan kostnadspost, men medräknat"
    return table(rows, caption, note="Raderna hör inte till någon av avtalets kostnadsposter.")


def invoices(view: AgreementYear) -> Table | Paragraphs:
    """Show what each party is invoiced for the year after, the largest first."""
    rows, year = tables.coming(view), view.year + 1
    if rows.empty:
        return Paragraphs([f"Inget faktureras för {year}."]) if view.agreement.billing else NOTHING
    sums = rows.groupby("part", sort=False)["belopp_kr"].sum().sort_values(ascending=False, kind="stable")
    names = dict(zip(rows["part"], rows["partnamn"], strict=True))
    index = pd.Index([names[code] for code in sums.index], name="Faktureras")
    shown = pd.DataFrame({f"{year} (kr)": sums.tolist()}, index, dtype=object)
    days = sorted(set(rows["fakturadatum"]))
    beside = None
    if len(days) > 1:
        least = rows.groupby(["part", "fakturadatum"])["belopp_kr"].sum().groupby("part").min()
        beside = pd.DataFrame({"Varje gång (kr)": [number(least[code]) for code in sums.index]}, index)
    return bars(
        shown,
        f"{year} faktureras {kr(total(sums))}",
        what="Utan moms, störst först. Slutavräkningen ingår inte.",
        colours=[colours(view.run)[view.agreement.id]],
        note=text.invoice_sentence(view),
        beside=beside,
        most=16,
        rest="Övriga parter",
        keys=[view.run.party(view.agreement.id, code).owner for code in sums.index],
        links={f"{year} (kr)": {names[code]: place_of("nasta", view, code) for code in sums.index}},
    )


def per_party(view: AgreementYear) -> Iterator[Block]:
    """Yield why each party's amount is not last year's, folded; nothing in the agreement's first year."""
    moved = why.since_last_year(view)
    if len(moved):
        caption = f"{view.agreement.short}: varför varje parts belopp ändrades"
        rows = table(
            why.changes(moved, view.year - 1, view.year),
            caption,
            sums=True,
            signed=why.CAUSES,
            note=" ".join(told for column, told in why.NOTES.items() if moved[column].any()),
        )
        yield Folded(caption, [rows])


def section(view: AgreementYear) -> Iterator[Block]:
    """Yield what a report says of an agreement's year, heading first."""
    yield Heading(finding(view))
    yield Paragraphs([text.derivation(view), *facts(view)])
    told = (settlement_bar, readings, posts, unmapped, issued, drivers, invoices)
    yield from (block for block in (show(view) for show in told) if block != NOTHING)
    yield from _incomes(view)
    if not view.agreement.reports:
        yield from indicators.section(indicators.of_year(view))
    yield from per_party(view)
    if (months := interim.in_and_out(view)) != NOTHING:
        yield Folded(f"{view.agreement.short}: pengar in och ut, månad för månad", [months])


def _incomes(view: AgreementYear) -> Iterator[Block]:
    """Yield what has come in, in words, and as a table where a sentence is not enough."""
    others = view.outcome is not None and view.outcome.income(OTHER_INCOME)
    if (shown := interim.incomes(view)) != NOTHING and (others or view.forecast):
        yield shown
    yield Paragraphs(text.incomes(view))
