"""What a report says in words that depend on its figures: what it rests on, what is paid, and how it came out."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from model.agreements.agreed import Agreed
from model.agreements.agreement import Agreement
from model.agreements.clauses import Denominator, SettlementRule
from model.agreements.events import Event
from model.agreements.in_force import end_of_term, notice_deadline, term_ends
from model.amounts.outcome import OTHER_INCOME, Outcome, receipts
from model.amounts.settlement import Settlement
from model.money import Amount
from model.money import size as without_sign
from model.run import Run
from model.scenarios.scenario import Scenario
from model.status import Status
from model.year import AgreementYear, Year
from suite.reports.parties import uninvoiced
from suite.show.blocks import Notice
from suite.show.swedish import MONTHS, at_most, date, joined, kr, percent, ratio, sentence


def scenario_sentence(scenario: Scenario) -> str:
    """Say which scenario something is computed under, and why there is one."""
    return f"Scenario: {scenario.name}. {sentence(scenario.why)}"


def decided(told: str = "Alla siffror är beslutade och publicerade.") -> Notice:
    """Return the status line of what is decided."""
    return Notice("Fastställt.", [told])


def preliminary(told: str) -> Notice:
    """Return the status line of what is not decided, which says what, and what the largest assumption costs."""
    return Notice("Preliminärt.", [told])


def more(change: Amount) -> str:
    """Say how much more or less something is: ``200 kr mer``."""
    return f"{kr(without_sign(change))} {'mer' if change > 0 else 'mindre'}"


def more_than(change: Amount, what: object, same: str = "lika mycket som") -> str:
    """Say how much more or less something is than something else, or that it is the same."""
    return f"{more(change)} än {what}" if change else f"{same} {what}"


def change_share(change: Amount, before: Amount) -> str:
    """Return a change in per cent of what was before, with its sign; nothing where it is all that or more."""
    if not 0 < without_sign(change) < before:
        return ""
    return f"{'+' if change > 0 else '−'}{ratio(without_sign(change), before, 1)}"


def flow(back: Amount, *, is_open: bool) -> str:
    """Say which way a settlement goes, for those it is told of: what is back is positive."""
    if is_open:
        return "skulle få tillbaka" if back > 0 else "skulle betala"
    return "får tillbaka" if back > 0 else "betalar"


INDEX_WORDS = {"LPIX": "löne- och prisindex, som Regionen fastställer för varje år i sin plan och budget."}
"""What an index is called in full."""


def index_words(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return each index with what it is, for a glossary."""
    return [(name, INDEX_WORDS.get(name, "det index som avtalet räknar upp beloppen med.")) for name in names]


def so_far_of(view: AgreementYear) -> str:
    """Return what is said of a year that is not over."""
    return "" if view.run.series.as_of.year > view.year else " hittills"


def cost_against_financing(view: AgreementYear) -> str:
    """Say what an agreement cost, or seems to cost, against what it is financed with, of what is booked."""
    assert view.outcome
    seems, financed = f"kostade{so_far_of(view)}", "finansierades"
    if view.forecast:
        seems, financed = "ser ut att kosta", "finansieras"
    far = (view.forecast or view.outcome).total - view.financing
    return f"{view.agreement.short} {seems} {more_than(far, f'det {financed} med', 'precis så mycket som')}"


def beside(now: Year) -> str:
    """Say what is in the year's sums beside what the parties are invoiced; empty where nothing is."""
    found = uninvoiced(now.run, [now.year])
    return f"Med är också {joined(found)}." if found else ""


def derivation(view: AgreementYear) -> str:
    """Say how the amounts of the year come from the agreement's own, and what the share of a year is."""
    agreement, level = view.agreement, view.agreement.price_level
    indexed = f" och räknas upp med {agreement.index.name}" if agreement.index else " och räknas inte upp"
    text = (
        f"Avtalet ({agreement.cite(level.clause)}) säger {kr(agreement.total)} per år. Beloppet är i {level.year} "
        f"års prisnivå{indexed}. {term_sentence(view.run, agreement)}"
    )
    for decided in dict.fromkeys((each.start, each.decision.told) for each in agreement.decided):
        text += f" Villkor ändrade från {date(decided[0])} genom beslut av {decided[1]}."
    months = sorted(set(view.allocation["manader"]))
    if months and months[0] < 12:
        text += f" {view.year} betalas {' eller '.join(map(str, months))} av årets 12 månader."
    return text


def term_sentence(run: Run, agreement: Agreement) -> str:
    """Say from when to when an agreement holds, and by when notice must be given for its next end."""
    agreed, today = run.case.agreed(agreement.id), run.series.as_of
    end, start = run.case.end(agreement.id), agreed.first.term.start
    if end < today or not agreement.notice:
        return f"Avtalet {'gällde' if end < today else 'gäller'} {date(start)} till {date(end)}."
    ends, longest = term_ends(agreed), agreed.last.term.longest
    limit = f"som längst till {date(longest)}" if longest else "tills någon säger upp det"
    given = run.case.happened(agreed.id)[0]
    stop = "" if end >= ends[-1] else f" {_stop(run, agreed, given, end)}"
    coming = run.case.bound_until(agreed.id)  # the first end that a notice can still be given for
    deadline, told = notice_deadline(agreed, coming), ""
    if deadline and today <= deadline and coming <= end and coming != longest and not given:
        told = f" Nästa möjliga slut är {date(coming)}; uppsägning för det ska ges senast {date(deadline)}."
    return f"Avtalet gäller från {date(start)} och förlängs {limit}.{told}{stop}"


def _stop(run: Run, agreed: Agreed, given: Sequence[Event], end: dt.date) -> str:
    """Say why an agreement ends before its longest term: somebody has given notice, or the scenario says so."""
    if given and end == end_of_term(agreed, [each.date for each in given]):
        who = [f"{run.party(agreed.id, each.party or '').short} {date(each.date)}" for each in given]
        return f"Det är uppsagt ({at_most(who)}) och slutar {date(end)}."
    return f"I scenariot slutar det {date(end)}."


def settlement_sentence(view: AgreementYear) -> str:
    """Say how the outcome compares with the financing, and what is settled or, before the closing, would be."""
    if view.agreement.settlement is None:
        return "Avtalet har ingen regel om slutavräkning."
    if view.outcome is None:
        return f"Utfallet för {view.year} finns ännu inte i underlaget, så ingen slutavräkning visas."
    if view.unpaid:
        return f"Ingen slutavräkning visas: {view.unpaid}."
    if not view.settlements:
        return f"Ingen hel månad av {view.year} är bokförd ännu, så ingen slutavräkning visas."
    rule, settlement = view.settlements[0]
    cost = "prognosen" if view.forecast else "utfallet"
    against = cost if rule.denominator is Denominator.OUTCOME else "finansieringen"
    deviation = more_than(settlement.deviation, cost, "lika stor som")
    if settlement.deviation and settlement.denominator:
        deviation += f", {ratio(without_sign(settlement.deviation), settlement.denominator)} av {against}"
    told = f"Utfallet blev {kr(settlement.outcome)}"
    if view.forecast:
        told = f"Prognosen för {view.year} är {kr(settlement.outcome)}, varav {kr(view.outcome.total)} är bokfört"
    return f"{told}. Finansieringen är {deviation}: {_verdict(view, rule, settlement)}"


def _verdict(view: AgreementYear, rule: SettlementRule, settlement: Settlement) -> str:
    """Say what the settlement comes to, or would come to where the year is not closed."""
    limit, is_open = percent(rule.limit_percent), bool(view.open_because)
    if settlement.settled:
        flow = "betalas tillbaka till parterna" if settlement.amount > 0 else "betalas av parterna"
        how = f"skulle {flow} om inget ändras" if is_open else f"{flow} i slutavräkningen"
        told = f"mer än {limit}, så {kr(without_sign(settlement.amount))} {how}."
    else:
        how = "skulle göras om inget ändras" if is_open else "görs"
        told = f"inte mer än {limit}, så ingen slutavräkning {how}."
    return f"{told} Inget betalas förrän året är stängt; {view.open_because}." if is_open else told


def forecast_sentence(view: AgreementYear) -> str:
    """Say what a forecast is made of; nothing where there is none."""
    found = view.forecast
    if found is None:
        return ""
    names = {post.id: post.name for post in view.agreement.cost_posts}
    names |= {item.id: item.name for item in view.agreement.contributions} | {OTHER_INCOME: "andra intäkter"}
    own = [names.get(line.post, line.post) for line in found.lines]
    whole = found.whole
    span = MONTHS[whole[0] - 1] if len(whole) == 1 else f"{MONTHS[whole[0] - 1]}–{MONTHS[whole[-1] - 1]}"
    told = f"Helåret är en prognos: resten av året kostar lika mycket i månaden som {span} har gjort."
    return f"{told} För {joined(own)} står den prognos som är lämnad." if own else told


def band_sentence(view: AgreementYear) -> str:
    """Say between what a forecast may lie; nothing where there is none."""
    found = view.forecast
    if found is None:
        return ""
    if found.band is None:
        return "Hur säker prognosen är går inte att säga förrän fyra hela månader är bokförda."
    if found.band[0] == found.band[1]:
        return "Hittills har takten varit jämn, och inget i underlaget säger hur mycket den kan ändras."
    own = "inom de gränser som är lämnade, och i övrigt " if found.lines else ""
    pace = f"{own}om resten går som de billigaste eller de dyraste tre månaderna i rad hittills (antaget)"
    return f"Prognosen ligger mellan {kr(found.band[0])} och {kr(found.band[1])}, {pace}."


def limit_sentence(view: AgreementYear) -> str:
    """Say whether a forecast passes the limit of the settlement; nothing where it has none, or there is none."""
    rule = view.agreement.settlement
    return f"Gränsen på {percent(rule.limit_percent)} {limit_passed(view)}." if rule and view.forecast else ""


def limit_passed(view: AgreementYear) -> str:
    """Say whether a forecast passes the limit of the settlement: surely, perhaps, or not."""
    found = [each for each in (view.settlement, *(view.settlement_band or ())) if each]
    sides = {each.settled and each.amount > 0 for each in found}
    if all(each.settled for each in found):
        return "passeras" if len(sides) == 1 else "kan passeras åt båda hållen"
    return "kan passeras" if any(each.settled for each in found) else "passeras inte"


_IN_WORDS = {
    Status.FIXED: "är fastställda",
    Status.PRELIMINARY: "är preliminära",
    Status.FORECAST: "är en prognos",
    Status.ASSUMED: "är antagna",
    Status.EXAMPLE: "är påhittade exempel",
}


def status_in_words(status: Status, what: str) -> str:
    """Say what status something, in plural, has; nothing where it is decided."""
    return "" if status is Status.FIXED else f"{what} {_IN_WORDS[status]}."


def incomes(view: AgreementYear) -> list[str]:
    """Say what has come in of the year's external contributions; nothing where there are none."""
    over = view.run.series.as_of > dt.date(view.year, 12, 31)
    return list(receipt_sentences(view, view.outcome, over)) if view.outcome else []


def receipt_sentences(view: AgreementYear, outcome: Outcome, over: bool) -> Iterator[str]:
    """Say what has come in of each external contribution, against what the agreement says.

    Parameters
    ----------
    view : AgreementYear
        The agreement's year.
    outcome : Outcome
        Of the year, or of its first months.
    over : bool
        Whether no more is to come, so that what is missing is a shortfall.
    """
    for item in receipts(view.agreement, outcome, view.allocation):
        told = f"{item.name} från {item.payers}: {kr(item.received)} av {kr(item.due)} har kommit in"
        if item.missing < 0:
            yield f"{told}, {kr(-item.missing)} mer än avtalat."
        elif not item.missing:
            yield f"{told}."
        elif over:
            yield f"{told}, så {kr(item.missing)} fattas. Avtalet säger inte vem som täcker det."
        else:
            yield f"{told}, {kr(item.missing)} återstår."


def invoice_sentence(view: AgreementYear) -> str:
    """Say when the agreement's amounts are invoiced."""
    billing = view.agreement.billing
    if billing is None:
        return "Avtalet anger ingen fakturering."
    months = joined(MONTHS[month - 1] for month in sorted(billing.months))
    if billing.in_advance:
        when = f"förskott, så att varje del ska betalas dagen före sin period; perioderna börjar i {months}"
    else:
        when = months
    return f"Faktureras i {when}, enligt {view.agreement.cite(billing.clause)}."
