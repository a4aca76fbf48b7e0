"""The workbook's sheet Resultat: what each party pays under the chosen scenario."""

from dataclasses import dataclass, field

from model.comparison import owners
from model.outputs.formulas import Formula, across, chosen, if_, sum_of, total
from model.outputs.workbook_computation import Computation
from model.outputs.workbook_facit import Facit
from model.outputs.workbook_inputs import Inputs
from model.outputs.workbook_sheet import Line, Sheet, block
from model.twin import Twin

CHOOSER = 4
"""The row of the cell that says which scenario is shown."""


@dataclass
class Results:
    """What the checks and charts refer to of Resultat."""

    amounts: dict[tuple[str, str], Line] = field(default_factory=dict)
    sums: dict[str, Line] = field(default_factory=dict)
    net: dict[str, Line] = field(default_factory=dict)
    all: Line | None = None
    years: Line | None = None


def write_chooser(sheet: Sheet, inputs: Inputs, name: str) -> Formula:
    """Write the cell that says which scenario is shown, and return it."""
    sheet.cell(CHOOSER, 0, "Scenario (välj i den gula cellen)", "status")
    cell = sheet.cell(CHOOSER, 1, name, "own")
    rule = {"validate": "list", "source": sheet.here(inputs.names), "error_message": "Välj ett av scenarierna på bladet Indata."}
    sheet.writer.data_validation(CHOOSER - 1, 1, CHOOSER - 1, 1, rule)
    return cell


def write_results(sheet: Sheet, twin: Twin, inputs: Inputs, computed: Computation, facit: Facit) -> Results:
    """Write the sheet, and return what the others refer to."""
    results = Results(years=sheet.years(inputs.years.now))
    number = computed.scenario.d_fixed
    for agreement in twin.agreements:
        kind, scale = ("ore", inputs.constants["ore"].d_fixed) if agreement.scale > 1 else ("whole", None)
        sheet.section(agreement.name, f"{agreement.reference}, belopp exklusive moms")
        known = {party.code: party for share in twin.of_agreement(agreement) for party in share.agreement.parties}
        parts = {
            code: [part for each in computed.shared if each.share.agreement.id == agreement.id for own, part in zip(each.share.codes, each.parts, strict=True) if own == code]
            for code in sorted(known)
        }
        lines = []
        for code, own in parts.items():
            if own:
                amount = sum_of([part.now for part in own])
                row = _summed(sheet, agreement.short, known[code].name, "kr", amount / scale if scale else amount, kind)
                results.amounts[agreement.id, code] = row
                lines.append(row)
        results.sums[agreement.id] = _summed(sheet, agreement.short, "Summa", "kr", total(block(lines)), kind, role="sum")
        said = chosen(block(facit.statuses[agreement.id]), number)
        status = if_(computed.own.d_fixed > 0, "med egna ändringar", said)
        sheet.line(agreement.short, "Svagaste status", "", status, kind="text")
    adjusted = _settlements(sheet, inputs, computed)
    _net(sheet, twin, inputs, results, adjusted, facit)
    return results


def _summed(sheet: Sheet, what: str, who: str, unit: str, amount: Formula, kind: str, role: str = "computed") -> Line:
    """Write a line with the sum over the years in the note column."""
    cells = sheet.next(amount.value)
    return sheet.line(what, who, unit, amount, kind=kind, role=role, note=across("SUM", cells.all), note_kind=kind)


def _settlements(sheet: Sheet, inputs: Inputs, computed: Computation) -> dict[tuple[str, str], Line]:
    """Write what each party pays or gets back when the outcomes that the scenario assumes are settled."""
    found_lines: dict[tuple[str, str], Line] = {}
    for each in computed.settled:
        agreement, scale = each.agreement, inputs.constants["ore"].d_fixed
        sheet.section(f"{agreement.name}: slutavräkning", "Av de utfall som scenariot antar; minus får tillbaka")
        for code, own in zip(each.codes, each.adjustments, strict=True):
            amount = own.now / scale if agreement.scale > 1 else own.now
            name = agreement.by_code[code].name if code in agreement.by_code else code
            found_lines[agreement.id, code] = _summed(sheet, agreement.short, name, "kr", amount, "whole")
    return found_lines


def _net(sheet: Sheet, twin: Twin, inputs: Inputs, results: Results, adjusted: dict[tuple[str, str], Line], facit: Facit) -> None:
    """Write what each party pays in all, its companies counted with it, and how that differs from the first case."""
    names = owners(twin.agreements)
    owner = {
        (share.agreement.id, code): share.agreement.by_code[code].owner for share in twin.shares for code in share.codes
    }
    kind = "ore" if any(agreement.scale > 1 for agreement in twin.agreements) else "whole"
    sheet.section("Alla avtal: netto per part", "Med partens bolag, och slutavräkningen på det år den gäller")
    for code, name in names.items():
        own = [line for key, line in {**results.amounts}.items() if owner[key] == code]
        own += [line for key, line in adjusted.items() if owner[key] == code]
        if own:
            results.net[code] = _summed(sheet, "Alla avtal", name, "kr", sum_of([line.now for line in own]), kind)
    results.all = _summed(sheet, "Alla avtal", "Summa", "kr", total(block(list(results.net.values()))), kind, role="sum")
    sheet.section(f"Skillnad mot {twin.cases[0].name}, som modellen räknar det")
    for code, line in results.net.items():
        difference = line.now - facit.net[code][0].now
        _summed(sheet, "Skillnad", names[code], "kr", difference, "signed")
