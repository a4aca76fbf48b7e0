"""A calculation tree as Swedish text, step by step."""

from decimal import Decimal
from fractions import Fraction

from model.amounts.explain import Node, Ratio
from suite.show.swedish import SPACE, kr, number, percent, ratio


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
