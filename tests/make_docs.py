"""Write what is generated, documents and the scenarios' expected results. Run by ``make docs``."""

from pathlib import Path

import api_page
import clause_table
import duties

from model.amounts.comparison import against_first
from model.read.begin import PROJECT, begin, begin_all
from suite.findings.lookups import lookup_text
from suite.reports.readings import document
from suite.show.frame import write_frame

HANDBOOK = PROJECT / "docs" / "handledning.md"
_FROM, _TO = "<!-- make docs skriver härifrån -->\n", "<!-- och hit -->\n"


def handbook() -> str:
    """Return the handbook with what the shipped inputs still assume, and where it is looked up, as a list."""
    before, _, rest = HANDBOOK.read_text(encoding="utf-8").partition(_FROM)
    heading, *lines = lookup_text(begin(PROJECT / "inputs"))
    points = [f"{line[2 : -len(told)]}- {told}" for line in lines if (told := line.lstrip())]
    return f"{before}{_FROM}{heading}\n\n{chr(10).join(points)}\n{_TO}{rest.partition(_TO)[2]}"


GENERATED = {
    PROJECT / "docs" / "api.md": api_page.page,
    PROJECT / "docs" / "avtal-till-kod.md": clause_table.table,
    duties.TARGET: duties.page,
    HANDBOOK: handbook,
    PROJECT / "docs" / "tolkningar.md": lambda: document(begin(PROJECT / "inputs")),
}


def expected_results() -> None:
    """Write what each shipped scenario comes to, beside it; ``git diff`` then shows what a change moved."""
    codes = sorted(begin(PROJECT / "inputs").inputs.scenarios)
    runs = begin_all(PROJECT / "inputs", "", ["bas", *codes])
    columns = ["part", "ar", "netto_kr", "skillnad_kr", "fast_pris_kr", "status"]
    for run, rows in zip(runs, against_first([run.yearly() for run in runs]), strict=True):
        write_frame(rows[columns], PROJECT / "inputs" / "scenarier" / f"{run.scenario.id}.csv")


def main() -> None:
    expected_results()
    for path, make in GENERATED.items():
        Path(path).write_text(make(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
