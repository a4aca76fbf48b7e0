"""Which reports a year has: the notebooks, and the parameters that each is run with."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from model.agreements.agreement import Agreement, OwnReport
from model.errors import InputError
from model.near import unknown
from model.read.begin import option_date
from model.run import Run
from model.year_wheel import meetings
from suite.files.provenance import NOTEBOOKS as FOLDER
from suite.reports import advice, interim, portfolio, quarter
from suite.reports.about import NO_ONES
from suite.reports.meeting import chosen, next_meeting
from suite.reports.opening import reporting
from suite.reports.parties import payers, sheet_parties
from suite.show.swedish import date

NOTEBOOKS = {
    "ekonomisk_rapport": "Ekonomisk rapport",
    "motesunderlag": "Mötesunderlag",
    "arshjul": "Årshjul",
    "projektportfolj": "Projektportfölj",
    "natverksrapport": "Nätverksrapport",
    "delarsrapport": "Delårsrapport",
    "kvartalsrapport": "Kvartalsrapport",
    "halvarsrapport_radgivning": "Halvårsrapport rådgivning",
    "partsblad": "Partsblad",
    "scenariorapport": "Scenarier och osäkerhet",
    "kvalitetslogg": "Kvalitetslogg",
}
"""The notebooks, in the order of the start page, with what their reports are called."""


LONGEST = "scenariorapport"
"""The notebook that takes the longest: it is begun first, so that nothing waits for it alone."""


OWN = "egen_*.ipynb"
"""The notebooks of one's own: copies of the others, changed."""

_BY_PARAMETER = {
    "mote": "motesunderlag",
    "tertial": "delarsrapport",
    "kvartal": "kvartalsrapport",
    "halvar": "halvarsrapport_radgivning",
    "part": "partsblad",
    "scenarier": "scenariorapport",
    "avtal": "natverksrapport",
    "ar": "ekonomisk_rapport",
}
"""What a notebook of one's own reports on, by the first of these that is a parameter of it."""


ACKNOWLEDGED = "kvitterat"
"""The parameter of the quality log that says what is acknowledged; its files are not named by it."""


@dataclass(frozen=True)
class Report:
    """A report: its notebook, title and own parameters, and the agreement that its files are named by, if any.

    `copy_of` is the notebook that one of one's own has its parameters from.
    """

    notebook: str
    title: str
    parameters: Mapping[str, int | str]
    agreement: str = ""
    copy_of: str = ""

    @property
    def name(self) -> str:
        """The name of its files: the notebook, the agreement and the other parameters."""
        named = {name: value for name, value in self.parameters.items() if name != ACKNOWLEDGED}
        others = (str(value) for value in named.values() if value != self.agreement)
        return "_".join(filter(None, [self.notebook, self.agreement, *others]))


Wanted = Iterator[tuple[Report, str]]
"""Reports that a year can have, each with why it would be empty; nothing where it would not."""


def reports_of(run: Run, year: int, acknowledged: Mapping[str, str] = NO_ONES) -> list[Report]:
    """Return every report of a year that the inputs can make.

    RUN/387/2023 §9 and bilaga 2.2, RUN/350/2019 §7, RUN/357/2023 §5. An agreement that is not in force has no
    report; one that ended the year before has that year's last quarter. One that would be empty is not made, nor
    is one of how a year goes when the year is over: who wants that names it. The year wheel is that of the year
    after, as the invoices are. The quality log says what is acknowledged of what the checks say, and why.
    """
    over = {"delarsrapport"} if run.series.as_of.year > year else set()
    made = [report for report, empty in _of_package(run, year) if not empty and report.notebook not in over]
    return [_with(acknowledged, report) for report in made]


def _with(acknowledged: Mapping[str, str], report: Report) -> Report:
    if report.notebook != "kvalitetslogg" or not acknowledged:
        return report
    told = json.dumps(acknowledged, ensure_ascii=False, sort_keys=True)
    return replace(report, parameters={**report.parameters, ACKNOWLEDGED: told})


def not_made(run: Run, year: int) -> list[tuple[Report, str]]:
    """Return the reports of a year that would be empty, each with why."""
    found = [(report, empty) for report, empty in _of_package(run, year) if empty]
    return [each for each in found if each[0].notebook != "delarsrapport"]


def named(
    run: Run, year: int, notebook: str, part: str = "", period: Mapping[str, int | str] | None = None
) -> list[tuple[Report, str]]:
    """Return a year's reports of one kind, each with why it would be empty, if it would.

    Parameters
    ----------
    run, year
        As for `reports_of`.
    notebook : str
        Which kind, or a notebook of one's own.
    part : str
        Only for this party; empty for all.
    period : mapping of str to int or str
        Only of this quarter or half of the year, by the name of the parameter: ``{"kvartal": 1}``; or of this
        meeting, without which the papers are those of the next; or against the amounts of this day (``forra``).

    Raises
    ------
    InputError
        If there are none, or all would be empty; it says why. If a notebook of one's own has not its parameters.
    """
    if notebook in own_notebooks():
        kind = _kind_of(notebook)
        copies = named(run, year, kind, part, period)
        title = f"{notebook} efter "
        return [
            (replace(each, notebook=notebook, title=title + each.title, copy_of=kind), empty)
            for each, empty in copies
        ]
    if notebook not in NOTEBOOKS:
        raise unknown("--namn", notebook, [*NOTEBOOKS, *own_notebooks()])
    if notebook == "motesunderlag":
        period = {"mote": chosen(run, (period or {}).get("mote", ""))[0].day.isoformat()}
    last = {"forra": str(option_date("--forra", str(period["forra"])))} if period and "forra" in period else {}
    part_of = {name: value for name, value in (period or {}).items() if name not in last}
    own = {"ar": year, **part_of} if part_of else {}
    code = run.inputs.owner_code(part) if part else ""
    found = [
        (replace(report, parameters={**report.parameters, **last}), empty)
        for report, empty in _wanted(run, year)
        if report.notebook == notebook
        and own.items() <= report.parameters.items()
        and (not part or code in report.parameters.values())
    ]
    if found and all(empty for _, empty in found):
        raise InputError(*(f"{report.title} görs inte: {empty}" for report, empty in found))
    if not found:
        which = "".join(f", {name} {number}" for name, number in (period or {}).items())
        whose = f" för {part}" if part else ""
        raise InputError(
            f"{NOTEBOOKS[notebook]} {year}{which}{whose}: indata har inget underlag för en sådan rapport"
        )
    return found


def own_notebooks() -> list[str]:
    """Return the names of the notebooks of one's own."""
    return sorted(path.stem for path in FOLDER.glob(OWN))


def _kind_of(notebook: str) -> str:
    """Return which kind of report a notebook of one's own makes, by its parameters."""
    path = FOLDER / f"{notebook}.ipynb"
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{path.name}: går inte att läsa som en anteckningsbok; kopiera den på nytt") from None
    given = set(re.findall(r"^(\w+)\s*[:=]", "\n".join(sources), re.MULTILINE))
    kind = next((kind for name, kind in _BY_PARAMETER.items() if name in given), None)
    if kind is None:
        raise InputError(f"{path.name}: väntade en cell märkt parameters, med ar, som i den som kopierades")
    return kind


def _of_package(run: Run, year: int) -> Wanted:
    coming = next_meeting(run)
    for report, empty in _wanted(run, year):
        if report.parameters.get("mote", coming) == coming:
            yield from _wheel(run, year + 1) if report.notebook == "arshjul" else [(report, empty)]


def _wanted(run: Run, year: int) -> Wanted:
    yield Report("ekonomisk_rapport", f"Ekonomisk rapport {year}", {"ar": year}), ""
    for day in sorted({each.day for each in meetings(run)}):
        yield Report("motesunderlag", f"Underlag till mötet {date(day)}", {"ar": year, "mote": str(day)}), ""
    yield from _wheel(run, year)
    yield Report("projektportfolj", f"Projektportfölj {year}", {"ar": year}), portfolio.nothing_to_tell(run, year)
    yield from _yearly(run, year)
    yield from _interim(run, year)
    yield from _quarters(run, year)
    yield from _half_years(run, year)
    yield from _sheets(run, year)
    yield from _scenarios(run, year)
    yield Report("kvalitetslogg", f"Kvalitetslogg {year}", {"ar": year}), ""


def _wheel(run: Run, year: int) -> Wanted:
    empty = "" if year in run.invoiced_years else "inget avtal har någon dag det året"
    yield Report("arshjul", f"Årshjul {year}", {"ar": year}), empty


def _yearly(run: Run, year: int) -> Wanted:
    for agreement, which in _with_own(run, OwnReport.YEARLY):
        if year in run.years(agreement):
            yield Report("natverksrapport", f"Rapport från {agreement.name} {year}", {"ar": year} | which), ""


def _interim(run: Run, year: int) -> Wanted:
    for agreement in run.agreements:
        for number in interim.TERTIALS if agreement.cost_posts and year in run.years(agreement) else ():
            parameters: dict[str, int | str] = {"ar": year, "tertial": number, "avtal": agreement.id}
            report = Report(
                "delarsrapport", f"{agreement.name}: tertial {number} {year}", parameters, agreement.id
            )
            yield report, interim.nothing_to_tell(run, agreement, year, number)


def _quarters(run: Run, year: int) -> Wanted:
    for agreement, which in _with_own(run, OwnReport.QUARTERLY):
        years = run.years(agreement)
        quarters = [(year, number) for number in (1, 2, 3, 4)] if year in years else [(year - 1, 4)]
        for own_year, number in quarters if {year, year - 1} & set(years) else []:
            title = f"{agreement.name}: kvartal {number} {own_year}"
            parameters = {"ar": own_year, "kvartal": number} | which
            report = Report("kvartalsrapport", title, parameters, agreement.id)
            yield report, quarter.nothing_to_tell(run, agreement, own_year, number)


def _with_own(run: Run, kind: OwnReport) -> list[tuple[Agreement, dict[str, int | str]]]:
    """Return the agreements that ask for a report of a kind, with the parameter that says which, if several do."""
    asking = reporting(run, kind)
    return [(each, {"avtal": each.id} if len(asking) > 1 else {}) for each in asking]


def _half_years(run: Run, year: int) -> Wanted:
    for half, name in ((1, "första"), (2, "andra")):
        for mandate in advice.half_year_mandates(run, year, half):
            title = f"Rådgivning i {mandate.municipality}, {name} halvåret {year}"
            parameters: dict[str, int | str] = {"ar": year, "halvar": half, "kommun": mandate.code}
            report = Report("halvarsrapport_radgivning", title, parameters)
            yield report, advice.nothing_to_tell(run, year, half, mandate.code)


def _scenarios(run: Run, year: int) -> Wanted:
    if len(run.inputs.scenarios) > 1:
        yield Report("scenariorapport", "Scenarier och osäkerhet", {"ar": year}), ""


def _sheets(run: Run, year: int) -> Wanted:
    paying = payers(run, [year, year + 1])
    for code, name in sheet_parties(run).items():
        empty = "" if code in paying else f"parten betalar inget {year} och {year + 1}"
        yield Report("partsblad", f"Partsblad {year}: {name}", {"ar": year, "part": code}), empty
