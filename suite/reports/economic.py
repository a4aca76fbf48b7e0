"""The ekonomisk rapport: what the year came to, what each party pays, and how it goes on (RUN/387/2023 §9)."""

from collections.abc import Iterable

import pandas as pd

from model.agreements.clauses import Denominator
from model.money import Amount, exact, size, total
from model.year import AgreementYear, Year
from suite.reports import tables, text
from suite.reports.colours import colours
from suite.reports.parties import by_owner, owners_of, sheet_parties, uninvoiced_note
from suite.show.blocks import Paragraphs, Table
from suite.show.figures import bars
from suite.show.front import Glossary, KeyFigure, KeyFigures
from suite.show.swedish import joined, kr, number, percent, ratio


def title(now: Year) -> str:
    """Say what the year came to: the settlement, or what it would come to, or what the parties pay."""
    settled = [view for view in now.in_force if view.settlement and view.settlement.settled]
    if not settled:
        return f"Parterna betalar {kr(_paid(now))} för {now.year}{_none_settled(now)}"
    names = joined(view.agreement.short for view in settled)
    back = total(view.settlement.amount for view in settled if view.settlement)
    less = "mindre" if back > 0 else "mer"
    if any(view.open_because for view in settled):
        seems = "ser ut att ha kostat" if is_over(now) else "ser ut att kosta"
    else:
        seems = "kostade"
    flow = text.flow(back, is_open=any(view.open_because for view in settled))
    return f"{names} {seems} {less} än väntat {now.year}: parterna {flow} {kr(size(back))}"


def is_over(now: Year) -> bool:
    """Return whether the year has ended on the as-of date."""
    return now.run.series.as_of.year > now.year


def _none_settled(now: Year) -> str:
    tried = [view for view in now.in_force if view.settlement]
    return ", och ingen slutavräkning görs" if tried and not any(view.open_because for view in tried) else ""


def billed(now: Year) -> list[AgreementYear]:
    """Return the agreements that the parties are invoiced for in the year."""
    return [view for view in now.in_force if view.agreement.billing]


def _paid(now: Year) -> Amount:
    return total(view.financing for view in billed(now))


def key_figures(now: Year) -> KeyFigures:
    """Return what is paid for the year, what comes back, and what is invoiced for the year after."""
    figures = [KeyFigure(f"Alla betalar för {now.year}", kr(_paid(now)), _against_last_year(now))]
    settled = [view for view in now.in_force if view.settlement]
    figures += [_settled(view) for view in settled[:1]]
    sent = {view.agreement.short: tables.coming(view) for view in now.views}
    coming = {name: total(rows["belopp_kr"]) for name, rows in sent.items() if len(rows)}
    if coming:
        parts = joined(f"{name} {number(amount)}" for name, amount in coming.items())
        figures.append(KeyFigure(f"Faktureras för {now.year + 1}", kr(total(coming.values())), parts))
    return KeyFigures(figures)


def _against_last_year(now: Year) -> str:
    """Say how much more is paid by the agreements that there were the year before, and which came and went."""
    old, new = now.billed(now.year - 1), now.billed(now.year)
    if old.empty:
        return "första året"
    names = {view.agreement.id: view.agreement.short for view in now.views}
    came, went = (own[~own["avtal"].isin(other["avtal"])] for own, other in ((new, old), (old, new)))
    told = [
        f"{joined(names[code] for code in dict.fromkeys(own['avtal']))} {word} gälla"
        for own, word in ((came, "började"), (went, "slutade"))
        if len(own)
    ]
    before = total(exact(value) for value in (old["belopp_kr"].sum(), -went["belopp_kr"].sum()))
    change = total(exact(value) for value in (new["belopp_kr"].sum(), -came["belopp_kr"].sum())) - before
    whose = " för samma avtal" if told else ""
    share = f" ({part})" if (part := text.change_share(change, before)) else ""
    return "; ".join([f"{text.more_than(change, now.year - 1)}{whose}{share}", *told])


def _settled(view: AgreementYear) -> KeyFigure:
    found, rule = view.settlement, view.agreement.settlement
    assert found
    assert rule
    cost = "prognosen" if view.forecast else "utfallet"
    against = cost if rule.denominator is Denominator.OUTCOME else "finansieringen"
    share = f" ({ratio(size(found.deviation), found.denominator, 1)} av {against})" if found.denominator else ""
    reason = f"{text.cost_against_financing(view)}{share}"
    limit = f"gränsen är {percent(rule.limit_percent)}"
    if not found.settled:
        return KeyFigure(f"Slutavräkning {view.year}", kr(0), f"{reason}; {limit}")
    label = "Tillbaka i slutavräkningen" if found.amount > 0 else "Betalas i slutavräkningen"
    if view.open_because:
        label = "Skulle betalas tillbaka" if found.amount > 0 else "Skulle betalas till"
    return KeyFigure(label, kr(size(found.amount)), f"{reason}; {limit}")


def everybody(now: Year) -> Table | Paragraphs:
    """Show what each party pays by each agreement, beside last year and what comes back, the largest first."""
    views, names = billed(now), sheet_parties(now.run, now.year)
    shorts = short_names(now)
    every = {view.agreement.short: by_owner(now.run, view.allocation) for view in views}
    rows = {name: {code: own.get(code, 0) for code in names} for name, own in every.items()}
    sums = {code: total(own[code] for own in rows.values()) for code in names}
    order = sorted((code for code in names if sums[code]), key=lambda code: (-sums[code], code))
    index = pd.Index([shorts[code] for code in order], name="Part, med sina bolag")
    paid = pd.DataFrame({f"{name} (kr)": [own[code] for code in order] for name, own in rows.items()}, index)
    beside = pd.DataFrame(
        {name: [own[code] for code in order] for name, own in _beside(now, names).items()}, index
    )
    return bars(
        paid,
        f"Så mycket betalar var och en för {now.year}",
        what="Kronor, störst först.",
        colours=[colours(now.run)[view.agreement.id] for view in views],
        note=uninvoiced_note(now.run, [now.year]),
        beside=beside,
        signed=[str(name) for name in beside if str(name).startswith(("Mot", "Slut", "Skulle"))],
        most=13,
        rest="Övriga parter",
        keys=order,
    )


def short_names(now: Year) -> dict[str, str]:
    """Return the short names of those who stand behind the payers, by their codes."""
    parties = [party for view in reversed(now.views) for party in view.agreement.parties]
    return {party.owner: party.short for party in sorted(parties, key=lambda party: party.code == party.owner)}


def _beside(now: Year, names: dict[str, str]) -> dict[str, dict[str, Amount]]:
    """Return the other columns of `everybody`: against the year before, and what is settled, by party."""
    found: dict[str, dict[str, Amount]] = {}
    before = now.billed(now.year - 1)
    if len(before):
        old, new = (by_owner(now.run, rows) for rows in (before, now.billed(now.year)))
        found[f"Mot {now.year - 1} (kr)"] = {code: new.get(code, 0) - old.get(code, 0) for code in names}
    found |= settled_by_party(now, names)
    return found


def settled_by_party(now: Year, names: Iterable[str]) -> dict[str, dict[str, Amount]]:
    """Return what is settled, or would be, by its heading and then by party; nothing where nothing is."""
    settled = [view for view in now.in_force if view.settlement and view.settlement.settled]
    if not settled:
        return {}
    sums: dict[str, Amount] = dict.fromkeys(names, 0)
    for view in settled:
        assert view.settlement
        owners = owners_of(now.run, view.allocation)
        for code, change in zip(owners, view.settlement.adjustments.tolist(), strict=True):
            sums[code] = sums.get(code, 0) + change
    would = any(view.open_because for view in settled)
    return {"Skulle avräknas (kr)" if would else "Slutavräkning (kr)": sums}


def words(now: Year) -> Glossary:
    """Explain the words of the report that are not everyday ones, those that it uses."""
    indices = sorted({view.agreement.index.name for view in now.in_force if view.agreement.index})
    told = text.index_words(indices)
    told.append(("Andel", "partens del av det som delas, oftast dess invånare delat med alla parters."))
    if any(view.settlement for view in now.in_force):
        told.append(("Slutavräkning", "när året är stängt jämförs vad det kostade med vad parterna betalade."))
    if indices:
        told.append(("Fasta priser", f"beloppen räknade i {now.year} års priser, så att uppräkningen inte syns."))
    return Glossary(told)
