"""Show the score of the last ``make mutation``: a row per module, then every mutant that no test noticed.

Run: ``make mutation``, which ends with this. ``mutmut show NAME`` shows what a mutant changes. A mutant that makes
the tests go on for too long counts as found.
"""

import json
from collections import Counter
from pathlib import Path

from mutmut.stats import status_by_exit_code

from model.read.begin import PROJECT

FOUND = ("killed", "timeout", "segfault", "suspicious")
"""What mutmut calls a mutant that a test noticed, or that it ended: too slow, or down altogether."""


def statuses(path: Path) -> dict[str, str]:
    """Return each mutant of a module with what came of it."""
    codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return {name: status_by_exit_code[code] for name, code in codes.items()}


def row(name: str, counts: Counter[str]) -> str:
    """Return a line of the table."""
    found = sum(counts[status] for status in FOUND)
    share = f"{100 * found / counts.total():.1f} %".replace(".", ",")
    untested = counts.total() - found - counts["survived"]
    cells = (name, counts.total(), counts["killed"], found - counts["killed"], counts["survived"], untested, share)
    return f"| {' | '.join(map(str, cells))} |"


def main() -> None:
    """Print the table, and the mutants that no test noticed."""
    files = (PROJECT / "mutants" / "model").rglob("*.meta")
    modules = {path.name.split(".")[0]: statuses(path) for path in sorted(files)}
    print("| Modul | Mutanter | Upptäckta | Avbrutna | Överlevande | Utan test | Andel |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name, own in modules.items():
        print(row(name, Counter(own.values())))
    print(row("alla", Counter(status for own in modules.values() for status in own.values())), "\n")
    for name, status in (pair for own in modules.values() for pair in own.items()):
        if status not in FOUND:
            print(f"{name}: {status}")


if __name__ == "__main__":
    main()
