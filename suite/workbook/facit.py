"""The workbook's sheet Facit: what the model itself came to in each scenario, to hold the sheets against."""

from dataclasses import dataclass, field

import pandas as pd

from model.amounts.allocation import allocate
from model.amounts.comparison import allocated, owners, settlements
from model.money import Amount, total
from model.status import Status, weakest
from suite.show.frame import each
from suite.show.xlsx import kind_of
from suite.workbook.inputs import Inputs
from suite.workbook.line import Line
from suite.workbook.sheet import Sheet
from suite.workbook.twin import Case, Twin


@dataclass
class Facit:
    """A line per case of each party's amount in an agreement, each owner's net and each agreement's status."""

    amounts: dict[tuple[str, str], list[Line]] = field(default_factory=dict)
    net: dict[str, list[Line]] = field(default_factory=dict)
    statuses: dict[str, list[Line]] = field(default_factory=dict)


def write_facit(sheet: Sheet, twin: Twin, inputs: Inputs) -> Facit:
    """Write the sheet, and return what the others refer to.

    Raises
    ------
    InputError
        If a figure is missing.
    """
    sheet.years(inputs.years.now)
    frames = [allocate(twin.agreements, case.series, case.scenario, twin.years) for case in twin.cases]
    facit = Facit()
    for agreement in twin.agreements:
        kind = kind_of(agreement)
        sheet.section(agreement.name, "Modellens belopp i varje scenario")
        own = [frame[frame["avtal"] == agreement.id] for frame in frames]
        names = {row.part: row.partnamn for frame in own for row in each(frame)}
        for code in sorted(names):
            facit.amounts[agreement.id, code] = [
                sheet.line(
                    names[code],
                    case.name,
                    "kr",
                    _by_year(frame[frame["part"] == code], twin),
                    kind=kind,
                    role="given",
                )
                for case, frame in zip(twin.cases, own, strict=True)
            ]
        facit.statuses[agreement.id] = [
            sheet.line("Svagaste status", case.name, "", _statuses(frame, twin), kind="text", role="given")
            for case, frame in zip(twin.cases, own, strict=True)
        ]
    sheet.section("Alla avtal: netto per part", "Modellens belopp i varje scenario")
    kind = kind_of(*twin.agreements)
    nets = [_net(twin, case, frame) for case, frame in zip(twin.cases, frames, strict=True)]
    for code, name in owners(twin.agreements).items():
        if any(code == payer for net in nets for payer, _ in net):
            facit.net[code] = [
                sheet.line(
                    name, case.name, "kr", [net.get((code, year)) for year in twin.years], kind=kind, role="given"
                )
                for case, net in zip(twin.cases, nets, strict=True)
            ]
    return facit


def _by_year(rows: pd.DataFrame, twin: Twin) -> list[Amount | None]:
    """Return a party's amounts by year; nothing where it pays nothing."""
    found = {year: total(own["belopp_kr"]) for year, own in rows.groupby("ar")}
    return [found.get(year) for year in twin.years]


def _statuses(rows: pd.DataFrame, twin: Twin) -> list[str]:
    """Return the weakest status that a year's amounts rest on."""
    found = {year: str(weakest(map(Status, own["status"]))) for year, own in rows.groupby("ar")}
    return [found.get(year, "–") for year in twin.years]


def _net(twin: Twin, case: Case, frame: pd.DataFrame) -> dict[tuple[str, int], Amount]:
    """Return what each owner pays each year in a case, with its companies and after settlement."""
    paid = allocated(twin.agreements, frame)
    settled = settlements(twin.agreements, case.scenario, frame)
    return paid | {key: paid.get(key, 0) + change for key, change in settled.items()}
