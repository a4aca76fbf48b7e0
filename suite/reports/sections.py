"""A report's section for each agreement: the same order of things, whatever the inputs hold.

How many agreements there are only the inputs know, so a notebook has one cell for all of them.
"""

from collections.abc import Iterator

from model.year import AgreementYear, Year
from suite.reports import figures, tables, text, why
from suite.show.blocks import Block, Group, Heading, Paragraphs


def agreements(now: Year) -> Group:
    """Show each agreement of the year in a section of its own, its books kept apart."""
    return Group([block for view in now.in_force for block in _section(view)])


def _section(view: AgreementYear) -> Iterator[Block]:
    yield Heading(f"{view.agreement.name} ({view.agreement.reference})", 2)
    yield text.derivation(view)
    yield Heading("Finansiering per part", 3)
    yield tables.financing_table(view)
    yield figures.shares_figure(view)
    if view.year > view.run.years(view.agreement)[0]:
        yield Heading(f"Varför beloppen ändrades från {view.year - 1}", 3)
        yield why.bridge_table(view)
        yield why.bridge_figure(view)
    if view.outcome or view.agreement.settlement:
        yield Heading("Utfall och slutavräkning" if view.agreement.settlement else "Utfall", 3)
        yield tables.outcome_table(view)
        yield tables.unmapped_table(view.agreement, view.outcome, str(view.year))
        yield from text.incomes(view)
        yield figures.outcome_figure(view)
        yield from (
            [tables.settlement_table(view), tables.readings_table(view)] if view.agreement.settlement else []
        )
    if view.agreement.billing:
        yield Heading("Kommande fakturor", 3)
        yield tables.invoice_table(view)
    if len(view.years) > 1:
        yield Heading("Åren framåt", 3)
        yield figures.path_figure(view)
        yield tables.path_table(view)


def ended(now: Year) -> Paragraphs:
    """Say which of the agreements in the inputs nobody pays by in the year."""
    names = [view.agreement for view in now.views if not view.in_force]
    return Paragraphs([f"{item.name} ({item.reference}) gäller inte {now.year}." for item in names])
