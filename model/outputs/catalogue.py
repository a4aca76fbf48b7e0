"""Which reports a year has: the notebooks, and the parameters that each is run with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from model.begin import Run
from model.errors import InputError
from model.near import meant
from model.outputs.advice import half_year_mandates
from model.outputs.parties import sheet_parties

NOTEBOOKS = {
    "ekonomisk_rapport": "Ekonomisk rapport",
    "projektportfolj": "Projektportfölj",
    "natverksrapport": "Rapport från nätverket",
    "kvartalsrapport_kompetensattraktion": "Kvartalsrapport kompetensattraktion",
    "halvarsrapport_radgivning": "Halvårsrapport rådgivning",
    "partsblad": "Partsblad",
    "scenariorapport": "Scenarier och osäkerhet",
    "kvalitetslogg": "Kvalitetslogg",
}
"""The notebooks, in the order of the index, with what their reports are called."""


ONE_PAGE = frozenset({"partsblad"})
"""The notebooks whose reports are to be one page."""

LONGEST = "scenariorapport"
"""The notebook that takes the longest: it is begun first, so that nothing waits for it alone."""


@dataclass(frozen=True)
class Report:
    """A report: its notebook, what it is called, and its own parameters."""

    notebook: str
    title: str
    parameters: Mapping[str, int | str]

    @property
    def name(self) -> str:
        """The name of its files: the notebook and the parameters."""
        return "_".join([self.notebook, *map(str, self.parameters.values())])


def reports_of(run: Run, year: int) -> list[Report]:
    """Return every report of a year that the inputs can make.

    RUN/387/2023 §9 and bilaga 2.2, RUN/350/2019 §7, RUN/357/2023 §5. An agreement that is not in force has no
    report; one that ended the year before has that year's last quarter, its final report.
    """
    return [
        Report("ekonomisk_rapport", f"Ekonomisk rapport {year}", {"ar": year}),
        Report("projektportfolj", f"Projektportfölj {year}", {"ar": year}),
        *_network_reports(run, year),
        *_quarters(run, year),
        *_half_years(run, year),
        *_sheets(run, year),
        *_scenarios(run, year),
        Report("kvalitetslogg", f"Kvalitetslogg {year}", {"ar": year}),
    ]


def named(run: Run, year: int, notebook: str, part: str = "") -> list[Report]:
    """Return a year's reports of one kind, or of one kind for one party.

    Raises
    ------
    InputError
        If there are none.
    """
    if notebook not in NOTEBOOKS:
        known = ", ".join(NOTEBOOKS)
        raise InputError(f"--namn: fann ”{notebook}”, väntade någon av {known}{meant(notebook, NOTEBOOKS)}")
    found = [report for report in reports_of(run, year) if report.notebook == notebook]
    if part:
        code = run.inputs.owner_code(part)
        found = [report for report in found if code in report.parameters.values()]
    if not found:
        whose = f" för {part}" if part else ""
        raise InputError(f"{NOTEBOOKS[notebook]} {year}{whose}: indata har inget underlag för en sådan rapport")
    return found


def _network_reports(run: Run, year: int) -> Iterator[Report]:
    agreement = run.inputs.agreements.get("natverk")
    if agreement and year in run.years(agreement):
        yield Report("natverksrapport", f"Rapport från {agreement.name} {year}", {"ar": year})


def _quarters(run: Run, year: int) -> Iterator[Report]:
    agreement = run.inputs.agreements.get("kompetensattraktion")
    years = run.years(agreement) if agreement else range(0)
    quarters = [(year, quarter) for quarter in (1, 2, 3, 4)] if year in years else [(year - 1, 4)]
    for own_year, quarter in quarters if {year, year - 1} & set(years) else []:
        title = f"Kompetensattraktion: kvartal {quarter} {own_year}"
        yield Report("kvartalsrapport_kompetensattraktion", title, {"ar": own_year, "kvartal": quarter})


def _half_years(run: Run, year: int) -> Iterator[Report]:
    for half, name in ((1, "första"), (2, "andra")):
        for mandate in half_year_mandates(run, year, half):
            title = f"Rådgivning i {mandate.municipality}, {name} halvåret {year}"
            parameters: dict[str, int | str] = {"ar": year, "halvar": half, "kommun": mandate.code}
            yield Report("halvarsrapport_radgivning", title, parameters)


def _scenarios(run: Run, year: int) -> Iterator[Report]:
    if len(run.inputs.scenarios) > 1:
        yield Report("scenariorapport", f"Scenarier och osäkerhet {year}", {"ar": year})


def _sheets(run: Run, year: int) -> Iterator[Report]:
    for code, name in sheet_parties(run).items():
        yield Report("partsblad", f"Partsblad {year}: {name}", {"ar": year, "part": code})
