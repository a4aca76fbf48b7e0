"""The tables of the reports: each a view of the allocation frame or of the inputs behind it."""

from model.allocation import index_rows, key_rows
from model.outputs.blocks import Column, Kind, Paragraphs, Row, Table
from model.outputs.frame import by_year, each
from model.outputs.swedish import MONTHS, number, percent, ratio
from model.outputs.text import settlement_sentence
from model.outputs.year import AgreementYear
from model.rows import INDEX_FILE, POPULATION_FILE, PopulationRow


def financing_table(view: AgreementYear) -> Table:
    """Show each party's amount and how it was derived: base amount × factor × share."""
    names = {item.id: item.name for item in view.agreement.contributions}
    rows = [
        (
            row.partnamn,
            names[row.bidrag],
            row.basbelopp_kr,
            number(row.faktor),
            row.bidrag_kr,
            f"{number(row.nyckel_taljare)} / {number(row.nyckel_namnare)}",
            ratio(row.nyckel_taljare, row.nyckel_namnare),
            row.belopp_kr,
        )
        for row in each(view.allocation)
    ]
    columns = [
        Column("Part"),
        Column("Bidrag"),
        Column("Basbelopp (kr)", Kind.WHOLE),
        Column("Faktor", Kind.NUMBER),
        Column("Uppräknat (kr)", Kind.WHOLE),
        Column("Andel: täljare / nämnare", Kind.NUMBER),
        Column("Andel", Kind.NUMBER),
        Column("Belopp (kr)", Kind.WHOLE),
    ]
    clause = view.agreement.cite(view.agreement.price_level.clause)
    note = (
        f"Enligt {clause}. Uppräknat bidrag avrundas en gång till hela kronor och fördelas med största rest, så "
        f"att parternas belopp summerar exakt. Täljare och nämnare är invånare, eller delar "
        "där nyckeln är lika delar."
    )
    footer = ("Summa", *[None] * 6, view.financing)
    return Table(f"Finansiering per part {view.year}", columns, rows, footer, note)


def outcome_table(view: AgreementYear) -> Table | Paragraphs:
    """Show the outcome by cost post against the financing."""
    if view.outcome is None or view.settlement is None:
        return Paragraphs([f"Inget utfall för {view.year} finns i underlaget."])
    rows = [(row.namn, row.belopp_kr) for row in each(view.outcome.posts)]
    rows += [("Utfall", view.outcome.total), ("Finansiering", view.financing)]
    return Table(
        f"Utfall per kostnadspost mot finansiering {view.year}",
        [Column("Post"), Column("Belopp (kr)", Kind.WHOLE)],
        rows,
        ("Avvikelse (finansiering − utfall)", view.settlement.deviation),
        "Varje post är avrundad en gång till hela kronor; utfallet är summan av posterna. "
        f"Status: {view.outcome.status}.",
    )


def settlement_table(view: AgreementYear) -> Table | Paragraphs:
    """Show what each party pays or gets back in the settlement."""
    settlement = view.settlement
    if settlement is None or not settlement.settled:
        return Paragraphs([settlement_sentence(view)])
    paid = view.allocation["belopp_kr"].tolist()
    rows = [
        (name, before, change, before + change)
        for name, before, change in zip(
            view.allocation["partnamn"], paid, settlement.adjustments.tolist(), strict=True
        )
    ]
    change = int(settlement.adjustments.sum())
    columns = [
        Column("Part"),
        Column("Betalt (kr)", Kind.WHOLE),
        Column("Slutavräkning (kr)", Kind.SIGNED),
        Column("Efter slutavräkning (kr)", Kind.WHOLE),
    ]
    clause = view.agreement.cite(view.agreement.settlement.clause)
    note = f"Enligt {clause}, i proportion till vad varje part betalat. Minus: får tillbaka. Plus: betalar."
    footer = ("Summa", sum(paid), change, sum(paid) + change)
    return Table(f"Slutavräkning per part {view.year}", columns, rows, footer, note)


def invoice_table(view: AgreementYear) -> Table | Paragraphs:
    """Show the invoices of the next year."""
    year = view.year + 1
    if not len(view.invoices):
        return Paragraphs([f"Avtalet gäller inte {year}; inga fakturor."])
    rows = [(row.partnamn, f"{MONTHS[row.manad - 1]} {year}", row.belopp_kr) for row in each(view.invoices)]
    return Table(
        f"Fakturor för verksamhetsåret {year}",
        [Column("Part"), Column("Faktureras"), Column("Belopp exkl. moms (kr)", Kind.WHOLE)],
        rows,
        ("Summa", None, int(view.invoices["belopp_kr"].sum())),
        f"Enligt {view.agreement.cite(view.agreement.billing.clause)}. Slutavräkning ingår inte.",
    )


def path_table(view: AgreementYear) -> Table:
    """Show each party's amount for each year of the agreement."""
    parties = by_year(view.path, "part")
    years = view.run.years(view.agreement)
    rows: list[Row] = [
        (view.agreement.by_code[code].short, *amounts.values()) for code, amounts in parties.items()
    ]
    columns = [Column("Part"), *(Column(str(year), Kind.WHOLE) for year in years)]
    footer: Row = ("Summa", *(sum(amounts[year] for amounts in parties.values()) for year in years))
    return Table("Belopp per part och år (kr)", columns, rows, footer, "Löpande priser, hela kronor.")


def index_data(view: AgreementYear) -> Table:
    """Show the index rows used, with status, source and date."""
    rows = [
        (str(row.year), row.percent, str(row.status), row.published.isoformat(), row.line, row.source)
        for row in index_rows(view.agreement, view.run.series, view.run.years(view.agreement)[-1])
    ]
    columns = [
        Column("År"),
        Column("Ändring (%)", Kind.NUMBER),
        Column("Status"),
        Column("Publicerad", Kind.DATE),
        Column(f"Rad i {INDEX_FILE}", Kind.NUMBER),
        Column("Källa"),
    ]
    return Table(f"{view.agreement.index.name} som används", columns, rows)


def population_data(view: AgreementYear) -> Table:
    """Show the population figures that split this year's and next year's amounts."""
    keys = _key_years(view)
    names = [row.municipality for row in next(iter(keys.values()))]
    rows: list[Row] = [(name, *(keys[year][i].population for year in keys)) for i, name in enumerate(names)]
    columns = [Column("Kommun"), *(Column(f"Nyckel {year} (invånare)", Kind.WHOLE) for year in keys)]
    footer: Row = ("Summa", *(sum(row.population for row in keys[year]) for year in keys))
    return Table("Folkmängd som används", columns, rows, footer, "Summan är de åtta kommunernas, inte länets.")


def population_sources(view: AgreementYear) -> Table:
    """Show where those population figures come from."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for year, key in _key_years(view).items():
        for row in key:
            origin = (
                str(year),
                row.date.isoformat(),
                row.reference_date.isoformat() if row.stands_in else "",
                str(row.status),
                row.method,
                row.published.isoformat(),
                row.source,
            )
            rows.setdefault(origin, []).append(row.line)
    columns = [
        Column("Nyckel"),
        Column("Datum", Kind.DATE),
        Column("I stället för", Kind.DATE),
        Column("Status"),
        Column("Metod"),
        Column("Publicerad", Kind.DATE),
        Column("Källa"),
        Column(f"Rader i {POPULATION_FILE}"),
    ]
    lines = [(*origin, ", ".join(places)) for origin, places in rows.items()]
    return Table("Folkmängdens källor", columns, lines)


def _key_years(view: AgreementYear) -> dict[int, list[PopulationRow]]:
    split = max(view.agreement.contributions, key=lambda item: len(item.payers))
    years = [year for year in (view.year, view.year + 1) if year in view.run.years(view.agreement)]
    keys = {year: key_rows(split, view.run.series, view.run.scenario, year) for year in years}
    return {year: [row for row in rows if row] for year, rows in keys.items()}


def readings(view: AgreementYear) -> Table:
    """Show how the clauses are read in this report, and where the term ends."""
    agreement, rule = view.agreement, view.agreement.settlement
    last = view.run.years(agreement)[-1]
    rows: list[Row] = [
        (
            "Uppräkning",
            f"{agreement.index.name} från {agreement.index.first_year}, kedjan avrundas inte",
            agreement.cite(agreement.index.clause),
        ),
        (
            "Nyckel",
            "folkmängd 1 november året före, störst rest, lika rest till lägst kommunkod",
            agreement.cite("§7"),
        ),
        (
            "Slutavräkning",
            f"avvikelse över {percent(rule.limit_percent)} av {rule.denominator}; {rule.extent} avvikelsen",
            agreement.cite(rule.clause),
        ),
        ("Giltighet", f"till och med {last} i detta scenario", agreement.cite(agreement.term.clause)),
    ]
    return Table(
        "Så läses avtalet",
        [Column("Fråga"), Column("Läsning"), Column("Paragraf")],
        rows,
        None,
        "Utförligt i docs/tolkningar.md.",
    )
