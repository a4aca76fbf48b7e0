"""The appendix where every amount of a report's main tables is derived, each linked from its table and back.

The trees are those of `forklara`. A part that many amounts share is written out once and linked to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from model.amounts.explain import Node, explain, explain_adjustment
from model.year import AgreementYear, Year
from suite.reports.explanation import shown
from suite.show.blocks import Block, Group, Heading, Paragraphs
from suite.show.frame import each


def place_of(kind: str, view: AgreementYear, code: str) -> str:
    """Return the name of the place where an amount is derived.

    Parameters
    ----------
    kind : str
        ``belopp``, ``avrakning`` or ``nasta`` (the amount of the year after).
    """
    return f"{kind}-{view.agreement.id}-{code}"


@dataclass(frozen=True)
class Derivations(Block):
    """Calculation trees, each with the name of its place; the table that links there is linked back to."""

    trees: Sequence[tuple[str, Node]]

    def _items(self) -> list[dict[str, Any]]:
        seen: dict[Any, str] = {}
        return [_item(node, seen, place) | {"id": place, "back": f"till-{place}"} for place, node in self.trees]

    def html(self) -> str:
        """Return the block as HTML."""
        return f'<ul class="derivations">{"".join(map(_html, self._items()))}</ul>'

    def description(self) -> dict[str, Any]:
        """Return the block as plain data."""
        return {"type": "derivations", "items": self._items()}


def _item(node: Node, seen: dict[Any, str], place: str) -> dict[str, Any]:
    """Return a node as plain data; what has been written out before becomes a link to where."""
    key = (node.name, str(node.value), node.source)
    if key in seen and node.parts:
        return {"text": f"{node.name}: {shown(node)}", "notes": [], "see": seen[key], "parts": []}
    seen.setdefault(key, place)
    notes = [node.how, node.clause, node.source, f"status {node.status}" if node.status else ""]
    told = [part for part in node.parts if part.parts or (part.name, str(part.value), part.source) not in seen]
    see = ""
    if node.parts and not told:
        first = node.parts[0]
        see = seen[first.name, str(first.value), first.source]
    parts = [_item(part, seen, place) for part in told]
    return {"text": f"{node.name}: {shown(node)}", "notes": [n for n in notes if n], "see": see, "parts": parts}


def _html(item: dict[str, Any]) -> str:
    anchor = f' id="{escape(item["id"])}"' if "id" in item else ""
    text = escape(item["text"])
    if "back" in item:
        text = f'<strong>{text}</strong> <a href="#{escape(item["back"])}">tillbaka till tabellen</a>'
    notes = f'<br><span class="note">{escape("; ".join(item["notes"]))}</span>' if item["notes"] else ""
    see = f' <a href="#{escape(item["see"])}">delarna står här</a>' if item["see"] else ""
    parts = f"<ul>{''.join(map(_html, item['parts']))}</ul>" if item["parts"] else ""
    return f"<li{anchor}>{text}{see}{notes}{parts}</li>"


def appendix(now: Year) -> Group:
    """Derive every amount of the year's main tables, agreement by agreement."""
    return Group([block for view in now.in_force for block in agreement_appendix(view)])


def agreement_appendix(view: AgreementYear) -> list[Block]:
    """Derive the amounts of one agreement: this year's, its settlement's, and next year's."""
    trees = [(place_of("belopp", view, row["part"]), _tree(view, row)) for _, row in view.allocation.iterrows()]
    blocks: list[Block] = [Heading(f"{view.agreement.name}: beloppen {view.year}", 3), Derivations(trees)]
    if view.settlement and view.settlement.settled:
        would = ", som den skulle bli" if view.open_because else ""
        blocks += [Heading(f"{view.agreement.name}: slutavräkningen {view.year}{would}", 3), _settlement(view)]
    if len(view.invoices):
        coming = view.path[view.path["ar"] == view.year + 1]
        next_year = [(place_of("nasta", view, row["part"]), _tree(view, row)) for _, row in coming.iterrows()]
        blocks += [Heading(f"{view.agreement.name}: beloppen {view.year + 1}", 3), Derivations(next_year)]
        blocks.append(Paragraphs([_instalments(view)]))
    return blocks


def _tree(view: AgreementYear, row: Any) -> Node:
    return explain(view.agreement, view.run.series, view.run.scenario, row)


def _settlement(view: AgreementYear) -> Derivations:
    settlement, outcome = view.settlement, view.outcome
    assert settlement
    assert outcome
    trees = [
        (
            place_of("avrakning", view, row.part),
            explain_adjustment(view.agreement, settlement, outcome, row.partnamn, row.belopp_kr, change),
        )
        for row, change in zip(each(view.allocation), settlement.adjustments.tolist(), strict=True)
    ]
    return Derivations(trees)


def _instalments(view: AgreementYear) -> str:
    count = len(set(view.invoices["fakturadatum"]))
    if count == 1:
        return "Hela årets belopp faktureras på en gång."
    return (
        f"Årets belopp faktureras i {count} delar efter månader; en krona som inte går jämnt ut ligger i den "
        "tidigaste delen."
    )
