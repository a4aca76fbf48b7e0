"""The workbook's sheet Resultat: what each party pays under the chosen scenario."""

from collections.abc import Mapping
from dataclasses import dataclass

from model.agreements.agreement import Agreement
from model.amounts.comparison import owner_of, owners
from suite.show.xlsx import kind_of
from suite.workbook.computation import Computation
from suite.workbook.facit import Facit
from suite.workbook.formulas import Formula, across, chosen, if_, sum_of, total
from suite.workbook.inputs import Inputs
from suite.workbook.line import Line, block
from suite.workbook.sheet import Sheet
from suite.workbook.twin import Twin
from suite.workbook.twin_layout import CHOOSER, WHAT, WHO


@dataclass(frozen=True)
class Results:
    """The lines of Resultat: by agreement and party, each agreement's sum, each owner's net, and all together."""

    amounts: Mapping[tuple[str, str], Line]
    sums: Mapping[str, Line]
    net: Mapping[str, Line]
    all: Line


def write_chooser(sheet: Sheet, inputs: Inputs, name: str) -> Formula:
    """Write the cell that says which scenario is shown, and return it."""
    sheet.cell(CHOOSER, WHAT, "Scenario (välj i den gula cellen)", "status")
    cell = sheet.cell(CHOOSER, WHO, name, "own")
    sheet.choice(CHOOSER, WHO, inputs.names, "Välj ett av scenarierna på bladet Indata.")
    return cell


def write_results(sheet: Sheet, twin: Twin, inputs: Inputs, computed: Computation, facit: Facit) -> Results:
    """Write the sheet, and return what the others refer to."""
    sheet.years(inputs.years.now)
    amounts: dict[tuple[str, str], Line] = {}
    sums: dict[str, Line] = {}
    for agreement in twin.agreements:
        sheet.section(agreement.name, f"{agreement.reference}, belopp exklusive moms")
        own = _amounts(sheet, twin, agreement, inputs, computed)
        amounts |= {(agreement.id, code): line for code, line in own.items()}
        whole = total(block(list(own.values())))
        sums[agreement.id] = _summed(sheet, agreement.short, "Summa", whole, kind_of(agreement), role="sum")
        said = chosen(block(facit.statuses[agreement.id]), computed.live.scenario.d_fixed)
        status = if_(computed.live.own.d_fixed > 0, "med egna ändringar", said)
        sheet.line(agreement.short, "Svagaste status", "", status, kind="text")
    adjusted = _settlements(sheet, twin, inputs, computed)
    net, every = _net(sheet, twin, {**amounts}, adjusted)
    sheet.section(f"Skillnad mot {twin.cases[0].name}, som modellen räknar det")
    names = owners(twin.agreements)
    for code, line in net.items():
        _summed(sheet, "Skillnad", names[code], line.now - facit.net[code][0].now, "signed")
    return Results(amounts, sums, net, every)


def _summed(
    sheet: Sheet, what: str, who: str, amount: Formula, kind: str, *, role: str = "computed", code: str = ""
) -> Line:
    """Write a line of kronor, with the sum over the years in the note column."""
    whole = across("SUM", sheet.next(amount.value).all)
    return sheet.line(
        what,
        who,
        "kr",
        amount,
        kind=kind,
        role=role,
        constant=code or None,
        constant_kind="text",
        note=whole,
        note_kind=kind,
    )


def _amounts(
    sheet: Sheet, twin: Twin, agreement: Agreement, inputs: Inputs, computed: Computation
) -> dict[str, Line]:
    """Write what each party of an agreement pays, by whatever contribution it pays it in."""
    parts: dict[str, list[Line]] = {}
    for each in computed.shared:
        for code, part in (
            zip(each.share.codes, each.parts, strict=True) if each.share.agreement.id == agreement.id else ()
        ):
            parts.setdefault(code, []).append(part)
    found: dict[str, Line] = {}
    for code in sorted(parts):
        amount = sum_of([part.now for part in parts[code]])
        kronor = inputs.in_kronor(agreement, amount)
        name = twin.party(agreement, code).name
        found[code] = _summed(
            sheet, agreement.short, name, kronor, kind_of(agreement), code=f"{agreement.id} {code}"
        )
    return found


def _settlements(sheet: Sheet, twin: Twin, inputs: Inputs, computed: Computation) -> dict[tuple[str, str], Line]:
    """Write what each party pays or gets back when the outcomes that the scenario assumes are settled."""
    found: dict[tuple[str, str], Line] = {}
    for each in computed.settled:
        agreement = each.agreement
        sheet.section(f"{agreement.short}: slutavräkning", "Av de utfall som scenariot antar; minus får tillbaka")
        for code, own in zip(each.codes, each.adjustments, strict=True):
            kronor = inputs.in_kronor(agreement, own.now)
            name = twin.party(agreement, code).name
            found[agreement.id, code] = _summed(sheet, agreement.short, name, kronor, kind_of(agreement))
    return found


def _net(
    sheet: Sheet, twin: Twin, amounts: Mapping[tuple[str, str], Line], adjusted: Mapping[tuple[str, str], Line]
) -> tuple[dict[str, Line], Line]:
    """Write what each party pays in all, its companies counted with it, and the sum."""
    sheet.section("Alla avtal: netto per part", "Med partens bolag, och slutavräkningen på det år den gäller")
    kind, owner, net = kind_of(*twin.agreements), owner_of(twin.agreements), dict[str, Line]()
    for code, name in owners(twin.agreements).items():
        lines = [*amounts.items(), *adjusted.items()]
        own = [line.now for (agreement, party), line in lines if owner[agreement, party] == code]
        if own:
            net[code] = _summed(sheet, "Alla avtal", name, sum_of(own), kind)
    return net, _summed(sheet, "Alla avtal", "Summa", total(block(list(net.values()))), kind, role="sum")
