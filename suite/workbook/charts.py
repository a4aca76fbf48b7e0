"""The workbook's sheet Diagram: the chosen scenario and all of them, as charts of Excel's own.

Colour is the agreement, as in the reports; what is of no agreement is grey. Bars begin at zero, the longest first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from xlsxwriter.chart import Chart

from model.amounts.comparison import owners
from suite.show.colours import INK, LINE, TOGETHER, agreement_colour
from suite.show.xlsx import KINDS
from suite.workbook.formulas import Formula, Operand, counted, joined, literal, match, picked, rounded
from suite.workbook.results import ResultSheet
from suite.workbook.sheet import CHOOSER, HEADER, NOTE, WHAT, WHO, Line, Sheet, constants, labels

_ROWS = 30
"""The rows that a chart and the space below it take."""

_SIZE = {"width": 1100, "height": 560}
"""In pixels: the height is 28 rows, and what fits a page of A4 with the rows above."""

_GRID = {"visible": True, "line": {"color": LINE}}
_FONT = {"size": 12, "color": INK}
_NUMBERS = KINDS["count"]


def write_charts(sheet: Sheet, results: ResultSheet, differences: Line, year_now: int) -> None:
    """Write the sheet: three charts, each with a title that says what it shows, and below them their figures.

    Parameters
    ----------
    sheet, results
        Where to write, and what the charts are of.
    differences : Line
        How much more each scenario costs than the first.
    year_now : int
        The year that is shown from the start, if it is one of the workbook's.
    """
    twin, years, chooser = results.twin, results.inputs.years, results.inputs.chooser
    sheet.cell(CHOOSER, WHAT, "År som visas (välj i den gula cellen)", "status")
    year = sheet.cell(CHOOSER, WHO, min(max(year_now, twin.years[0]), twin.years[-1]), "own", "year")
    sheet.choice(CHOOSER, WHO, years.all, "Välj ett av åren.")
    sheet.writer.set_h_pagebreaks([sheet.row + place * _ROWS for place in (1, 2, 3)])
    sheet.row += 3 * _ROWS
    sheet.section("Siffror till diagrammen")
    sheet.text("Vad", "Part eller scenario", "Enhet", "Värde", "Ordning", role="head")
    _years(sheet, results, _title(sheet, "Vad alla betalar, ", chooser, ": ", *_told(results, year)))
    _parties(sheet, results, _title(sheet, "Vad var och en betalar ", year, ", ", chooser), year)
    words = f"Så mycket mer än {twin.variants[0].name} kostar varje scenario, {twin.period}"
    _scenarios(sheet, results, _title(sheet, words), differences)


def _title(sheet: Sheet, *words: Operand) -> Line:
    return sheet.line("Rubrik", constant=joined(*words), constant_kind="text")


def _told(results: ResultSheet, year: Formula) -> list[Operand]:
    """Return what all pay in the chosen year and in the last, in words."""
    line, years, thousand = results.all, results.inputs.years, results.inputs.constant("tusen")
    now = picked(line.all, match(year, years.all))
    last = line.years - 1
    return [
        rounded(now / thousand),
        " tkr ",
        year,
        " och ",
        rounded(line.at(last) / thousand),
        " tkr ",
        years.at(last),
    ]


def _years(sheet: Sheet, results: ResultSheet, title: Line) -> None:
    """Show what each agreement costs each year that is compared, on top of each other, and the sums."""
    twin, compared = results.twin, results.twin.compared
    chart, sums = (
        sheet.book.file.add_chart(kind) for kind in ({"type": "column", "subtype": "stacked"}, {"type": "line"})
    )
    categories = sheet.here(results.inputs.years.some(*compared))
    for agreement, colour in zip(twin.agreements, _colours(results), strict=True):
        values = sheet.here(results.by_agreement[agreement.id].some(*compared))
        fill = {"fill": {"color": colour}, "gap": 45}
        chart.add_series({"name": agreement.short, "categories": categories, "values": values, **fill})
    label = {"value": True, "position": "above", "num_format": _NUMBERS, "font": _FONT}
    values = sheet.here(results.all.some(*compared))
    shown = {"line": {"none": True}, "marker": {"type": "none"}, "data_labels": label}
    sums.add_series({"name": "Summa", "categories": categories, "values": values, **shown})
    chart.combine(sums)
    chart.set_x_axis({"num_format": "0", "num_font": _FONT})
    chart.set_y_axis({"num_format": _NUMBERS, "major_gridlines": _GRID, "name": "kr", "num_font": _FONT, "min": 0})
    chart.set_legend({"position": "bottom", "font": _FONT, "delete_series": [len(twin.agreements)]})
    names = ", ".join(agreement.short for agreement in twin.agreements)
    told = f"Staplar per år, ett lager per avtal ({names}). Siffrorna står på bladet Resultat, netto per avtal."
    _placed(sheet, chart, title, told, 0)


def _colours(results: ResultSheet) -> list[str]:
    """Return the colour of each agreement."""
    return [agreement_colour(place) for place, _ in enumerate(results.twin.agreements)]


def _parties(sheet: Sheet, results: ResultSheet, title: Line, year: Formula) -> None:
    """Show what each party pays in the chosen year, by agreement, its companies counted with it."""
    twin, names = results.twin, owners(results.twin.every)
    place, thousand = match(year, results.inputs.years.all), results.inputs.constant("tusen")
    layers = []
    for agreement in twin.agreements:
        paid = {code: list[Formula]() for code in results.net}
        for (of, part), line in results.paid:
            if of == agreement.id:
                paid[twin.party(agreement, part).owner].append(picked(line.all, place))
        cells = [reduce(add, own) if own else literal(0) for own in paid.values()]
        layers.append(_lines(sheet, agreement.short, [names[code] for code in paid], cells))
    sums = [reduce(add, [line.d for line in own]) for own in zip(*layers, strict=True)]
    shown = [
        joined(names[code], ", ", rounded(own / thousand), " tkr")
        for code, own in zip(results.net, sums, strict=True)
    ]
    order = _ranked(sheet, _lines(sheet, "Summa", shown, sums))
    chart = sheet.book.file.add_chart({"type": "bar", "subtype": "stacked"})
    for agreement, colour, layer in zip(twin.agreements, _colours(results), layers, strict=True):
        _bars(sheet, chart, agreement.short, colour, _in_order(sheet, layer, order), {})
    chart.set_legend({"position": "bottom", "font": _FONT})
    told = "Liggande staplar per part, bolagen medräknade, delade i avtal; den som betalar mest överst."
    _placed(sheet, chart, title, told, 1)


def _scenarios(sheet: Sheet, results: ResultSheet, title: Line, differences: Line) -> None:
    """Show how much more each scenario costs than the first, and the chosen one with what was changed."""
    names = ["Ditt val", *(variant.name for variant in results.twin.variants[1:])]
    own = [differences.d, *(differences.at(place) for place in range(1, len(names)))]
    lines = _lines(sheet, "Skillnad", names, own)
    chart = sheet.book.file.add_chart({"type": "bar"})
    label = {"data_labels": {"value": True, "num_format": KINDS["signed"], "font": _FONT}}
    _bars(sheet, chart, "Skillnad", TOGETHER, _in_order(sheet, lines, _ranked(sheet, lines)), label)
    chart.set_legend({"none": True})
    told = "Liggande staplar per scenario, till höger det som kostar mer än det första; det dyraste överst."
    _placed(sheet, chart, title, told, 2)


def _lines(sheet: Sheet, what: str, names: Sequence[Formula | str], values: Sequence[Formula]) -> list[Line]:
    """Write values of names under each other."""
    return [
        sheet.line(what, name, "kr", constant=value, constant_kind="count")
        for name, value in zip(names, values, strict=True)
    ]


@dataclass(frozen=True)
class _Order:
    """Lines, and at which place each of them stands when the largest is first."""

    names: Formula
    places: Formula


def _ranked(sheet: Sheet, lines: Sequence[Line]) -> _Order:
    """Write beside lines at which place each stands when the largest is first; equals keep their order."""
    places = []
    for place, line in enumerate(lines, 1):
        above, equal = constants(lines) > line.d, constants(lines[:place]).equals(line.d)
        places.append(sheet.cell(line.row, NOTE, counted(above + 0) + counted(equal + 0), kind="count").value)
    first, last = lines[0].row, lines[-1].row
    return _Order(labels(lines), lines[0].refer(f"$E${first}:$E${last}", places))


def _in_order(sheet: Sheet, lines: Sequence[Line], order: _Order) -> list[Line]:
    """Write lines again, with the largest by some order first."""
    found = []
    for place in range(1, len(lines) + 1):
        at = match(sheet.next().refer(f"$E{sheet.row}", place), order.places)
        value = picked(constants(lines), at)
        found.append(sheet.line("I ordning", picked(order.names, at), "kr", constant=value, note=place))
    return found


def _bars(
    sheet: Sheet, chart: Chart, name: str, colour: str, lines: Sequence[Line], more: Mapping[str, Any]
) -> None:
    """Add horizontal bars to a chart, the first line on top."""
    values, categories = (f"={sheet.name}!${c}${lines[0].row}:${c}${lines[-1].row}" for c in "DB")
    fill = {"fill": {"color": colour}, "gap": 40}
    chart.add_series({"name": name, "values": values, "categories": categories, **fill, **more})
    chart.set_x_axis({"num_format": _NUMBERS, "major_gridlines": _GRID, "name": "kr", "num_font": _FONT})
    chart.set_y_axis({"reverse": True, "crossing": "max", "label_position": "low", "num_font": _FONT})


def _placed(sheet: Sheet, chart: Chart, title: Line, told: str, place: int) -> None:
    """Put a chart above the figures, with its title from a cell and a text for those who cannot see it."""
    chart.set_title({"name": f"={sheet.name}!$D${title.row}", "name_font": {"size": 16}})
    chart.set_size(_SIZE)
    told = f"{told} När arbetsboken skrevs: {title.constant}."
    sheet.writer.insert_chart(HEADER + 1 + place * _ROWS, 0, chart, {"description": told})
