"""Write the generated documents: docs/avtal-till-kod.md and docs/tolkningar.md. Run by ``make docs``."""

from pathlib import Path

import clause_table

from model.begin import PROJECT, begin
from model.outputs.readings import document

GENERATED = {
    PROJECT / "docs" / "avtal-till-kod.md": clause_table.table,
    PROJECT / "docs" / "tolkningar.md": lambda: document(begin(PROJECT / "inputs")),
}


def main() -> None:
    for path, make in GENERATED.items():
        Path(path).write_text(make(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
