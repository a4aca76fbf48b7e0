"""The tables of the reports about money: each a view of the allocation frame or of what follows from it."""

import datetime as dt

from model.agreements.agreement import Agreement
from model.agreements.clauses import Denominator, Extent, SettlementRule
from model.amounts.outcome import Outcome
from model.money import total
from model.year import AgreementYear
from suite.reports.derivations import place_of
from suite.reports.text import invoice_sentence, settlement_sentence
from suite.show.blocks import Cell, Column, Kind, Linked, Paragraphs, Row, Table
from suite.show.frame import by_year, each
from suite.show.swedish import date, day, number, percent, ratio


def financing_table(view: AgreementYear) -> Table | Paragraphs:
    """Show each party's amount and how it was derived: base amount × factor × share."""
    agreement = view.agreement
    if not view.in_force:
        return Paragraphs([f"{agreement.name} gäller inte {view.year}: inga belopp."])
    names = {item.id: item.name for item in agreement.contributions}
    part_year = set(view.allocation["manader"]) != {12}
    rows: list[Row] = [
        (
            row.partnamn,
            names[row.bidrag],
            row.basbelopp_kr,
            number(row.faktor),
            *([row.manader] if part_year else []),
            row.bidrag_kr,
            f"{number(row.nyckel_taljare)} / {number(row.nyckel_namnare)}",
            ratio(row.nyckel_taljare, row.nyckel_namnare),
            Linked(row.belopp_kr, place_of("belopp", view, row.part)),
        )
        for row in each(view.allocation)
    ]
    columns = [
        Column("Part"),
        Column("Bidrag"),
        Column("Basbelopp (kr)", Kind.WHOLE),
        Column("Faktor", Kind.NUMBER),
        *([Column("Månader", Kind.WHOLE)] if part_year else []),
        Column("Uppräknat (kr)", Kind.WHOLE),
        Column("Andel: täljare / nämnare", Kind.NUMBER),
        Column("Andel", Kind.NUMBER),
        Column("Belopp (kr)", Kind.WHOLE),
    ]
    whole = "hela ören" if agreement.scale > 1 else "hela kronor"
    note = (
        f"Enligt {agreement.cite(agreement.price_level.clause)}. Uppräknat bidrag avrundas en gång till {whole} "
        "och fördelas med största rest, så att parternas belopp summerar exakt. Täljare och nämnare är invånare, "
        "eller delar där nyckeln är något annat."
    )
    footer: Row = ("Summa", *[None] * (len(columns) - 2), view.financing)
    caption = f"{agreement.name}: finansiering per part {view.year}"
    return Table(caption, columns, rows, footer, note)


def outcome_table(view: AgreementYear) -> Table | Paragraphs:
    """Show the outcome by cost post, beside its budget if it has one, against the financing."""
    agreement, outcome = view.agreement, view.outcome
    if outcome is None:
        return Paragraphs([f"Inget utfall för {view.year} finns i underlaget."])
    budgets = {post.id: post.budget for post in agreement.cost_posts}
    posts = [(row.namn, budgets.get(row.kostnadspost), row.belopp_kr) for row in each(outcome.posts)]
    planned = agreement.total if any(budgets.values()) else None
    rows: list[tuple[Cell, ...]] = [
        *posts,
        ("Utfall hittills" if view.open_because else "Utfall", planned, outcome.total),
        ("Finansiering", planned, view.financing),
    ]
    footer: tuple[Cell, ...] = ("Avvikelse (finansiering − utfall)", None, view.financing - outcome.total)
    columns = [Column("Post"), Column("Budget (kr)", Kind.WHOLE), Column("Utfall (kr)", Kind.WHOLE)]
    if planned is None:
        columns = [Column("Post"), Column("Belopp (kr)", Kind.WHOLE)]
        rows, footer = [(row[0], row[2]) for row in rows], (footer[0], footer[2])
    return Table(
        f"{agreement.name}: utfall per kostnadspost mot finansiering {view.year}",
        columns,
        rows,
        footer,
        "Varje post är avrundad en gång till hela kronor; utfallet är summan av posterna. "
        f"Status: {outcome.status}.",
    )


def settlement_table(view: AgreementYear) -> Table | Paragraphs:
    """Show what each party pays or gets back in the settlement."""
    settlement, rule, is_open = view.settlement, view.agreement.settlement, bool(view.open_because)
    if rule is None:
        return Paragraphs(["Avtalet har ingen regel om slutavräkning."])
    if settlement is None or not settlement.settled:
        return Paragraphs([settlement_sentence(view)])
    paid = view.allocation["belopp_kr"].tolist()
    changes = zip(each(view.allocation), settlement.adjustments.tolist(), strict=True)
    rows: list[Row] = [
        (
            row.partnamn,
            row.belopp_kr,
            Linked(change, place_of("avrakning", view, row.part)),
            row.belopp_kr + change,
        )
        for row, change in changes
    ]
    change = total(settlement.adjustments.tolist())
    columns = [
        Column("Part"),
        Column("Betalt (kr)", Kind.WHOLE),
        Column("Skulle avräknas (kr)" if is_open else "Slutavräkning (kr)", Kind.SIGNED),
        Column("Efter slutavräkning (kr)", Kind.WHOLE),
    ]
    clause = view.agreement.cite(rule.clause)
    note = f"Enligt {clause}, i proportion till vad varje part betalat. Minus: får tillbaka. Plus: betalar."
    caption = f"{view.agreement.name}: slutavräkning per part {view.year}"
    if is_open:
        caption += ", som den skulle bli"
        note += f" Inget betalas förrän året är stängt; {view.open_because}."
    footer = ("Summa", sum(paid), change, sum(paid) + change)
    return Table(caption, columns, rows, footer, note)


_DENOMINATORS = {Denominator.OUTCOME: "av utfallet", Denominator.FINANCING: "av finansieringen"}
_EXTENTS = {Extent.WHOLE: "hela avvikelsen", Extent.EXCESS: "det som överskjuter"}


def reading_name(rule: SettlementRule) -> str:
    """Return a reading of the settlement clause in words."""
    return f"{percent(rule.limit_percent)} {_DENOMINATORS[rule.denominator]}, {_EXTENTS[rule.extent]}"


def readings_table(view: AgreementYear) -> Table | Paragraphs:
    """Show the settlement by each reading of the clause side by side, where they differ."""
    if not view.settlements:
        return Paragraphs([])
    if len({settlement.adjustments.tobytes() for _, settlement in view.settlements}) == 1:
        return Paragraphs(["Alla läsningar av regeln om slutavräkning ger samma resultat för året."])
    columns = [Column("Part"), *(Column(f"{reading_name(r)} (kr)", Kind.SIGNED) for r, _ in view.settlements)]
    changes = [settlement.adjustments.tolist() for _, settlement in view.settlements]
    rows = list(zip(view.allocation["partnamn"], *changes, strict=True))
    footer: Row = ("Summa", *(sum(change) for change in changes))
    note = "Rapporten följer den första kolumnen. Vem som kan avgöra läsningen står i docs/tolkningar.md."
    return Table(
        f"{view.agreement.name}: slutavräkning {view.year} vid olika läsningar av regeln"
        + (", som den skulle bli" if view.open_because else ""),
        columns,
        rows,
        footer,
        note,
    )


def invoice_table(view: AgreementYear) -> Table | Paragraphs:
    """Show the invoices of the next year, one column per day on which they are sent."""
    year, invoices = view.year + 1, view.invoices
    if not len(invoices):
        return Paragraphs([f"Inga fakturor för {year}."])
    days = sorted(set(invoices["fakturadatum"]))
    rows: list[Row] = []
    for party in each(invoices.drop_duplicates("part")[["part", "partnamn"]]):
        own = invoices[invoices["part"] == party.part].groupby("fakturadatum")["belopp_kr"].sum().to_dict()
        whole = Linked(sum(own.values()), place_of("nasta", view, party.part))
        rows.append((party.partnamn, *(own.get(sent) for sent in days), whole))
    totals = invoices.groupby("fakturadatum")["belopp_kr"].sum().to_dict()
    columns = [
        Column("Part"),
        *(Column(f"{_day(dt.date.fromisoformat(sent), year)} (kr)", Kind.WHOLE) for sent in days),
        Column("Året (kr)", Kind.WHOLE),
    ]
    if len(days) == 1:
        columns, rows = columns[:2], [(row[0], row[-1]) for row in rows]
    footer: Row = ("Summa", *(totals[sent] for sent in days), sum(totals.values()))[: len(columns)]
    caption = f"{view.agreement.name}: fakturor för verksamhetsåret {year}, exklusive moms"
    apart = " Slutavräkning ingår inte." if view.agreement.settlement else ""
    return Table(caption, columns, rows, footer, f"{invoice_sentence(view)}{apart}")


def _day(sent: dt.date, year: int) -> str:
    return day(sent) if sent.year == year else date(sent)


def path_table(view: AgreementYear) -> Table:
    """Show each party's amount for each of the years that the report shows."""
    parties = by_year(view.path, "part")
    rows: list[Row] = [
        (view.run.party(view.agreement.id, code).short, *(amounts.get(year) for year in view.years))
        for code, amounts in parties.items()
    ]
    footer: Row = ("Summa", *(total(amounts.get(year, 0) for amounts in parties.values()) for year in view.years))
    columns = [Column("Part"), *(Column(str(year), Kind.WHOLE) for year in view.years)]
    caption = f"{view.agreement.name}: belopp per part och år (kr)"
    return Table(caption, columns, rows, footer, "Löpande priser.")


def unmapped_table(agreement: Agreement, outcome: Outcome | None, when: str) -> Table | Paragraphs:
    """List the entries of an outcome that no line of the mapping fits; they are counted all the same.

    Parameters
    ----------
    agreement : Agreement
        Whose outcome.
    outcome : Outcome or None
        Of some months; None where nothing is booked.
    when : str
        Which months, in words: ``2025``, ``kvartal 1 2024``.
    """
    if outcome is None or not outcome.unmapped:
        return Paragraphs([])
    rows: list[Row] = [
        (
            entry.date.isoformat(),
            entry.voucher,
            str(entry.account),
            entry.project or "",
            number(entry.amount, 2),
            entry.text or "",
        )
        for entry in outcome.unmapped
    ]
    columns = [
        Column("Datum", Kind.DATE),
        Column("Verifikation"),
        Column("Konto"),
        Column("Projekt"),
        Column("Belopp (kr)", Kind.NUMBER),
        Column("Text"),
    ]
    caption = f"{agreement.name}: bokförda rader utan kostnadspost, {when}"
    return Table(caption, columns, rows, None, "Raderna är medräknade i utfallet på en egen rad.")
