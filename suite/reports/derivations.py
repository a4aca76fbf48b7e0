"""How amounts came to be, step by step: as the text of `forklara`, and as the appendix of a report.

The appendix derives every amount of the report's main tables, each linked from its table and back. A part that
many amounts share is written out once and linked to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import escape
from typing import Any

import pandas as pd

from model.amounts.allocation import Basis
from model.explain import Node, Ratio, explain, explain_adjustment
from model.money import exact
from model.status import Status
from model.year import AgreementYear
from suite.show.blocks import Block
from suite.show.frame import each
from suite.show.swedish import SPACE, kr, number, percent, ratio, spans


def shown(node: Node) -> str:
    """Return a node's value as a reader sees it; a ratio with the division itself."""
    value = node.value
    if isinstance(value, Ratio):
        return f"{number(value.numerator)} / {number(value.denominator)} = {ratio(*value, decimals=4)}"
    if node.unit == "kr":
        return kr(value, 4) if isinstance(value, Fraction) else kr(value)
    if node.unit == "%":
        return percent(value)
    text = number(_exact(value) if isinstance(value, Decimal) else value)
    return f"{text}{SPACE}{node.unit}" if node.unit else text


def _exact(value: Decimal) -> Decimal:
    return value.normalize() if value != value.to_integral_value() else value.quantize(Decimal(1))


def lines(node: Node, depth: int = 0) -> list[str]:
    """Return the tree as indented lines: each figure, how it was made, and where it comes from."""
    indent = "   " * depth
    text = [f"{indent}{node.name}: {shown(node)}"]
    details = [
        ("så här", node.how),
        ("enligt", node.clause),
        ("källa", node.source),
        ("status", str(node.status) if node.status else ""),
    ]
    text += [f"{indent}   – {label}: {detail}" for label, detail in details if detail]
    for part in node.parts:
        text += lines(part, depth + 1)
    return text


def in_short(basis: Basis, row: Any) -> list[str]:
    """Return five lines: an amount, the contribution it is a part of, index, share, and where all that is said.

    Parameters
    ----------
    basis : Basis
        What the amount rests on.
    row : Series
        Its row of the allocation (`model.amounts.allocation.COLUMNS`).
    """
    said = filter(None, [row["paragraf"], row["index_kalla"], row["nyckel_kalla"], row["giltighet_kalla"]])
    paid, computed = exact(row["belopp_kr"]), exact(row["beraknat_kr"])
    sent = "" if paid == computed else f" som det är fakturerat; räknat nu {kr(computed)}"
    return [
        f"{row['partnamn']} betalar {basis.year}: {kr(paid)}{sent}, {basis.piece.agreement.short}",
        f"  Bidrag: {_contribution_in_short(basis, row)}",
        f"  Index: {_index_in_short(basis)}",
        f"  Andel: {_share_in_short(row, len(basis.key))}",
        f"  Enligt: {', '.join(said)}; status {row['status']}",
    ]


def _contribution_in_short(basis: Basis, row: Any) -> str:
    base = f"{basis.piece.contribution.name}, {kr(row['basbelopp_kr'])} i {row['prisniva']} års priser"
    factors = f" × {number(_exact(round(row['faktor'], 6)))}" if basis.index else ""
    if row["arsdel_taljare"] < row["arsdel_namnare"]:
        unit = "månader" if row["arsdel_namnare"] == 12 else "dagar"
        factors += f" × {row['arsdel_taljare']} / {row['arsdel_namnare']} {unit}"
    return f"{base}{factors} = {kr(exact(row['bidrag_kr']))}" if factors else base


def _index_in_short(basis: Basis) -> str:
    if not basis.index:
        return "prisnivåns eget år, ingen uppräkning" if basis.piece.agreement.index else "avtalet räknas inte upp"
    years = dict[tuple[str, Decimal, Status], list[int]]()
    for change in basis.index:
        years.setdefault((change.index, change.percent, change.status), []).append(change.year)
    told = [
        f"{name} {spans(own)} {percent(change)}{' per år' if len(own) > 1 else ''} ({status})"
        for (name, change, status), own in years.items()
    ]
    return ", ".join(told)


def _share_in_short(row: Any, payers: int) -> str:
    if payers == 1:
        return "hela bidraget, för parten betalar det ensam"
    part, whole = row["nyckel_taljare"], row["nyckel_namnare"]
    share = f"{ratio(part, whole, 4)} = {number(part)} / {number(whole)}"
    if row["nyckel_folkmangd_procent"] == 100:
        instead = f" (för {row['nyckel_ersatter']})" if row["nyckel_ersatter"] else ""
        how = "" if row["nyckel_metod"] == "uppgift" else f", framskriven ({row['nyckel_metod']})"
        return f"{share} invånare {row['nyckel_datum']}{instead}{how}"
    return f"{share}, {'lika delar' if row['nyckel'] == 'lika' else 'nyckeln ' + row['nyckel']}"


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


def places(kind: str, view: AgreementYear) -> dict[str, str]:
    """Return the name of the place where each party's amount of a kind is derived (`place_of`), by its name."""
    rows = view.path[view.path["ar"] == view.year + 1] if kind == "nasta" else view.allocation
    return {row.partnamn: place_of(kind, view, row.part) for row in each(rows)}


def this_year(view: AgreementYear) -> Derivations:
    """Derive what each party pays in the year."""
    return of_rows("belopp", view, view.allocation)


def next_year(view: AgreementYear) -> Derivations:
    """Derive what each party is invoiced for the year after."""
    return of_rows("nasta", view, view.path[view.path["ar"] == view.year + 1])


def of_rows(kind: str, view: AgreementYear, rows: pd.DataFrame) -> Derivations:
    """Derive the amounts of some rows of an agreement's allocation, at places of a kind (`place_of`)."""
    return Derivations([(place_of(kind, view, row["part"]), _tree(view, row)) for _, row in rows.iterrows()])


def _tree(view: AgreementYear, row: Any) -> Node:
    return explain(view.run.basis(row["avtal"], row["bidrag"], int(row["ar"])), row)


def settled(view: AgreementYear) -> Derivations:
    """Derive what each party pays or gets back in the settlement, or would."""
    settlement, outcome = view.settlement, view.expected
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


def instalments(view: AgreementYear) -> str:
    """Say how a year's amount becomes invoices."""
    count = len(set(view.invoices["fakturadatum"]))
    if count == 1:
        return "Hela årets belopp faktureras på en gång."
    return (
        f"Årets belopp faktureras i {count} delar efter månader; en krona som inte går jämnt ut ligger i den "
        "tidigaste delen."
    )
