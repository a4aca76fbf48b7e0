"""How an amount came to be: a tree of figures, each with its clause, source and status.

The tree holds what the computation used, so what is shown is derived from one place: the leaves are rows of the
inputs, the root is an amount of the allocation frame.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from model.agreements.agreement import Agreement
from model.agreements.clauses import Index, Negative, Rounding
from model.amounts.allocation import Basis
from model.amounts.indexing import factor
from model.amounts.outcome import Outcome
from model.amounts.settlement import Settlement
from model.money import Amount, exact
from model.series.rows import IndexRow, PopulationRow
from model.shown import Shown, grouped
from model.status import Status, weakest


class Ratio(NamedTuple):
    """A ratio as it was formed, so that whoever shows it can show the division."""

    numerator: int
    denominator: int


NodeValue = int | Decimal | Fraction | Ratio


@dataclass(frozen=True, repr=False)
class Node(Shown):
    """A figure and what it was made of.

    Attributes
    ----------
    name, how : str
        What the figure is and how it was made of its parts, in Swedish; nothing is said of how to a leaf.
    value : int, Decimal, Fraction or Ratio
        The figure, exact.
    unit : str
        ``kr``, ``%``, ``invånare``, ``månader`` or empty for a ratio.
    clause : str
        Agreement and clause that say so, or empty.
    source : str
        The row it was read from and who published it, or empty.
    status : Status or None
        The status of what was read.
    """

    name: str
    value: NodeValue
    unit: str
    how: str = ""
    clause: str = ""
    source: str = ""
    status: Status | None = None
    parts: Sequence["Node"] = field(default=())

    def _line(self) -> str:
        return f"{self.name}, {self._figure()}"

    def _figure(self) -> str:
        value = self.value
        if isinstance(value, Ratio):
            return f"{grouped(value.numerator)} / {grouped(value.denominator)}"
        told = Decimal(f"{float(value):.4f}") if isinstance(value, Fraction) else value
        return f"{grouped(told)} {self.unit}".rstrip()

    def _rows(self, depth: int = 0) -> list[tuple[str, ...]]:
        own = ("\u2003" * depth + self.name, self._figure(), self.how, self.clause or self.source)
        return [own, *(row for part in self.parts for row in part._rows(depth + 1))]

    def _table(self) -> pd.DataFrame:
        return pd.DataFrame(self._rows(), columns=["vad", "hur mycket", "så blev det", "enligt"])


def explain(basis: Basis, row: pd.Series) -> Node:
    """Return the tree of one row of the allocation (`model.amounts.allocation.COLUMNS`), by what it rests on.

    What is paid because it was issued, and not what is now computed, has what is computed as its part.
    """
    agreement, contribution = basis.piece.agreement, basis.piece.contribution
    paid, amount = exact(row["belopp_kr"]), exact(row["beraknat_kr"])
    parts = [_contribution_node(basis, row)]
    how = "hela bidraget, för parten betalar det ensam"
    if len(basis.key) > 1:
        share = Fraction(int(row["nyckel_taljare"]), int(row["nyckel_namnare"]))
        quota = share * Fraction(exact(row["bidrag_kr"]))
        parts += [_share_node(basis, row), Node("Exakt del", quota, "kr", "bidraget × andelen")]
        one, whole = ("öre", "hela ören") if agreement.scale > 1 else ("krona", "hela kronor")
        left = f"{'en' if Fraction(amount) > quota else 'ingen'} {one} till"
        how = f"{whole} av exakt del, och {left} efter störst rest (lika rest: lägst kommunkod först)"
    name, clause = f"{row['partnamn']} betalar {basis.year}", agreement.cite(contribution.key.clause)
    if paid == amount:
        return Node(name, amount, "kr", how, clause, status=Status(row["status"]), parts=parts)
    now = Node("Räknat nu", amount, "kr", how, clause, status=basis.status, parts=parts)
    how = "det som är fakturerat, och det räknade för de månader som inte är det"
    return Node(name, paid, "kr", how, status=Status(row["status"]), parts=[now])


def explain_adjustment(
    agreement: Agreement, settlement: Settlement, outcome: Outcome, name: str, paid: Amount, change: Amount
) -> Node:
    """Return the tree of what a party pays (or gets back) when a year is settled.

    Parameters
    ----------
    agreement, settlement, outcome
        What was settled.
    name : str
        The party's.
    paid, change : int or Decimal
        What it had paid, and what the settlement changes that by, kronor.
    """
    rule, scale = agreement.settlement, agreement.scale
    assert rule
    clause, columns = agreement.cite(rule.clause), outcome.posts[["namn", "belopp_kr", "kalla"]]
    posts = [Node(post, cost, "kr", source=source) for post, cost, source in columns.itertuples(index=False)]
    sides = [
        Node("Finansiering", settlement.financing, "kr", "summan av parternas belopp"),
        Node("Utfall", settlement.outcome, "kr", "summan av posterna", status=outcome.status, parts=posts),
    ]
    deviation = Node("Avvikelse", settlement.deviation, "kr", "finansiering − utfall", clause, parts=sides)
    how = f"gränsen i procent av {rule.denominator}"
    limit = Node("Gräns", settlement.limit, "kr", how, clause, _decided(agreement, "slutavrakning"))
    how = "det av avvikelsen som avräknas när den är större än gränsen"
    settled = Node("Avräknas", settlement.amount, "kr", how, clause, parts=[deviation, limit])
    share = Ratio(int(paid * scale), int(settlement.financing * scale))
    how = "det som avräknas × andelen, hela kronor med största rest; minus är tillbaka"
    parts = [settled, Node("Partens andel av det betalda", share, "")]
    return Node(f"{name}, slutavräkning", change, "kr", how, clause, parts=parts)


def _contribution_node(basis: Basis, row: pd.Series) -> Node:
    piece, agreement, contribution = basis.piece, basis.piece.agreement, basis.piece.contribution
    clause, index, because = agreement.cite(contribution.clause), agreement.index, basis.because
    name = f"Basbelopp i {piece.price_year} års prisnivå"
    decided = _decided(agreement, f"bidrag.{contribution.id}.basbelopp", "prisniva")
    source = decided or contribution.note or agreement.source
    status = weakest([agreement.status, contribution.status])
    parts = [Node(name, contribution.base_amount, "kr", clause=clause, source=source, status=status)]
    factors = ["basbelopp"]
    if index and basis.index:
        parts.append(_factor_node(index, agreement, basis.index))
        factors.append("uppräkningsfaktor")
    part, whole_year = piece.parts[basis.year]
    if part < whole_year or because:
        unit, in_force = "månader" if whole_year == 12 else "dagar", agreement.cite(agreement.term.clause)
        source, assumed = (f"avtalet {because}", Status.ASSUMED) if because else ("", None)
        parts.append(Node(f"{unit.capitalize()} i kraft", part, unit, "", in_force, source, assumed))
        factors += [f"{unit} / {whole_year}"] if part < whole_year else []
    how = f"basbeloppet: {'prisnivåns eget år' if index else 'avtalet räknas inte upp'}"
    if len(factors) > 1:
        when = "varje år" if index and index.rounding is Rounding.YEARLY else "en gång"
        whole = "ören" if agreement.scale > 1 else "kronor"
        how = f"{' × '.join(factors)}, avrundat {when} till hela {whole} (halva uppåt)"
    return Node(contribution.name, exact(row["bidrag_kr"]), "kr", how, clause, parts=parts)


def _factor_node(index: Index, agreement: Agreement, rows: Sequence[IndexRow]) -> Node:
    changes = [
        Node(f"{index.name} {row.year}", row.percent, "%", source=_source(row), status=row.status) for row in rows
    ]
    how = "produkten av (1 + förändring / 100), utan avrundning"
    if index.negative is Negative.LEAVES:
        how += ", en negativ förändring räknas som 0"
    clause, source = agreement.cite(index.clause), _decided(agreement, "index")
    return Node("Uppräkningsfaktor", factor(index, rows), "", how, clause, source, parts=changes)


def _share_node(basis: Basis, row: pd.Series) -> Node:
    key, payers = basis.piece.contribution.key, len(basis.key)
    people = []
    for each in basis.people:
        name = f"Folkmängd {each.municipality} {each.date}"
        people.append(Node(name, each.population, "invånare", source=_source(each), status=each.status))
    how = f"lika delar mellan {payers} parter"
    if people:
        how = f"partens folkmängd genom summan för de {payers} parterna"
    if key.parts or key.shares:
        told = [f"{part.percent}\u00a0% {part.kind}".replace(".", ",") for part in key.parts]
        how = f"nyckeln {' och '.join(told) if told else key.kind}, som ett enda bråk"
    decided = _decided(basis.piece.agreement, f"bidrag.{basis.piece.contribution.id}.nyckel")
    share = Ratio(int(row["nyckel_taljare"]), int(row["nyckel_namnare"]))
    unsaid = None if key.status is Status.FIXED else key.status
    own = next((_source(each) for each in basis.people if each.place == row["nyckel_kalla"]), "")
    return Node("Andel", share, "", how, source=decided or key.note or own, status=unsaid, parts=people)


def _decided(agreement: Agreement, *places: str) -> str:
    """Return the decision behind some terms in words: where it stands, who made it, when; empty without one."""
    term = agreement.decision(*places)
    return f"{term.place}: beslutat av {term.decision.told}, från {term.start}" if term else ""


def _source(row: IndexRow | PopulationRow) -> str:
    replaces = f", står i stället för {row.replaces}" if row.replaces else ""
    return f"{row.place}: {row.source} (publicerad {row.published}{replaces})"
