"""Write docs/avtal-till-kod.md: each clause with an economic or dated effect, its functions and its tests.

The clauses and functions are in docs/paragrafer.csv; the tests are found by their marker, ``clause``.
"""

import ast
import csv
from collections import defaultdict
from pathlib import Path

from model.read.begin import PROJECT

CLAUSES = PROJECT / "docs" / "paragrafer.csv"
TARGET = PROJECT / "docs" / "avtal-till-kod.md"
HEAD = """\
# Från avtal till kod

Varje paragraf som har verkan på pengar eller datum, de funktioner som utför den och de test som visar det.
Tabellen görs av `make docs` ur `docs/paragrafer.csv` och testens märken; ändra den inte för hand.

| Paragraf | Verkan | Funktioner | Test |
|---|---|---|---|
"""


def clauses() -> list[dict[str, str]]:
    """Return the rows of docs/paragrafer.csv."""
    with CLAUSES.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def proofs() -> dict[tuple[str, str], list[str]]:
    """Return the tests that carry each clause and effect, as ``file::test``."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in sorted(Path(__file__).parent.rglob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            for mark in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.clause":
                    clause, effect = (ast.literal_eval(argument) for argument in mark.args)
                    found[clause, effect].append(f"{path.name}::{node.name}")
    return found


def table() -> str:
    """Return the document."""
    known = proofs()
    lines = []
    for row in clauses():
        functions = ", ".join(f"`{name}`" for name in row["funktioner"].split())
        tests = "<br>".join(f"`{name}`" for name in dict.fromkeys(known[row["paragraf"], row["verkan"]]))
        lines.append(f"| {row['paragraf']} | {row['verkan']} | {functions} | {tests} |\n")
    return HEAD + "".join(lines)
