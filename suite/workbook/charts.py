"""The workbook's sheet Diagram: what the chosen scenario costs, as charts of Excel's own."""

from collections.abc import Sequence
from typing import Any

from xlsxwriter.chart import Chart
from xlsxwriter.utility import xl_col_to_name

from model.amounts.comparison import owners
from suite.show.charts import PALETTE
from suite.workbook.formulas import Formula, at_place, joined, match, rounded
from suite.workbook.results import ResultSheet
from suite.workbook.sheet import FIRST, VALUE, Line, Sheet

_NUMBERS = "[$-41D]#,##0"
_GRID = {"visible": True, "line": {"color": "#DDDDDD"}}


def write_charts(sheet: Sheet, results: ResultSheet, year_now: int) -> None:
    """Write the sheet: two charts, each with a title that says what it shows, and the figures they are made of.

    Parameters
    ----------
    sheet, results
        Where to write, and what the charts are of.
    year_now : int
        The year that is shown from the start, if it is one of the workbook's.
    """
    twin, chooser = results.twin, results.computed.chooser
    years, first = sheet.years(results.inputs.years.now), min(max(year_now, twin.years[0]), twin.years[-1])
    sheet.section("Rubriker och siffror till diagrammen")
    label = "År som visas (välj i den gula cellen)"
    year = sheet.line(label, "", "år", constant=first, constant_kind="year", role="own")
    sheet.choice(year.row, VALUE, years.all, "Välj ett av åren.")
    words = joined("Vad alla betalar, ", chooser, ": ", *_told(results, years, year))
    title = sheet.line("Rubrik 1", constant=words, constant_kind="text")
    words = joined("Vad var och en betalar ", year.d_fixed, ", ", chooser)
    second = sheet.line("Rubrik 2", constant=words, constant_kind="text")
    names = owners(twin.every)
    bars = [
        sheet.line("Netto", names[code], "kr", constant=_in_year(line, years, year), constant_kind="whole")
        for code, line in results.net.items()
    ]
    _stacked(sheet, results, years, title)
    _bars(sheet, bars, second)


def _in_year(line: Line, years: Line, year: Line) -> Formula:
    """Return a line's value in the chosen year."""
    return at_place(line.all, match(year.d_fixed, years.all))


def _told(results: ResultSheet, years: Line, year: Line) -> list[Formula | str]:
    """Return what all pay in the chosen year and in the last, in words."""
    line, thousand = results.all, results.inputs.constant("tusen")
    column = xl_col_to_name(FIRST + line.years - 1)
    last = line.refer(f"${column}${line.row}", line.values[-1])
    last_year = years.refer(f"${column}${years.row}", years.values[-1])
    now = rounded(_in_year(line, years, year) / thousand)
    return [now, " tkr ", year.d_fixed, " och ", rounded(last / thousand), " tkr ", last_year]


def _stacked(sheet: Sheet, results: ResultSheet, years: Line, title: Line) -> None:
    """Show what each agreement costs each year, on top of each other."""
    chart = sheet.book.file.add_chart({"type": "column", "subtype": "stacked"})
    for place, agreement in enumerate(results.twin.agreements):
        series = {
            "name": agreement.short,
            "categories": f"={sheet.name}!{sheet.here(years.all)[1:]}",
            "values": sheet.here(results.sums[agreement.id].all),
            **_filling(place),
            "gap": 50,
        }
        chart.add_series(series)
    chart.set_x_axis({"num_format": "0"})
    chart.set_y_axis({"num_format": _NUMBERS, "major_gridlines": _GRID, "name": "kr"})
    chart.set_legend({"position": "bottom"})
    names = ", ".join(agreement.short for agreement in results.twin.agreements)
    told = (
        f"Stapeldiagram, ett lager per avtal ({names}): vad alla parter betalar varje år. När arbetsboken skrevs: "
        f"{title.constant}. Siffrorna står på bladet Resultat, raderna Summa."
    )
    _placed(sheet, chart, title, told, 1)


def _filling(place: int) -> dict[str, Any]:
    """Return how the bars of a series are filled: every other one striped, so that colour is not all."""
    colour = PALETTE[place % len(PALETTE)]
    if place % 2 == 0:
        return {"fill": {"color": colour}}
    stripes = {"pattern": "wide_upward_diagonal", "fg_color": colour, "bg_color": "#FFFFFF"}
    return {"pattern": stripes, "border": {"color": colour}}


def _bars(sheet: Sheet, bars: Sequence[Line], title: Line) -> None:
    """Show what each party pays in one year."""
    chart = sheet.book.file.add_chart({"type": "bar"})
    cells = f"{bars[0].row}:${{}}${bars[-1].row}"
    series = {
        "name": "Netto",
        "categories": f"={sheet.name}!$B${cells.format('B')}",
        "values": f"={sheet.name}!$D${cells.format('D')}",
        "fill": {"color": PALETTE[0]},
        "gap": 40,
        "data_labels": {"value": True, "num_format": _NUMBERS},
    }
    chart.add_series(series)
    chart.set_x_axis({"num_format": _NUMBERS, "major_gridlines": _GRID, "name": "kr"})
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"none": True})
    told = (
        "Stapeldiagram med en stapel per part, dess bolag medräknade. När arbetsboken skrevs: "
        f"{title.constant}. Siffrorna står i tabellen ovanför, raderna Netto."
    )
    _placed(sheet, chart, title, told, 22)


def _placed(sheet: Sheet, chart: Chart, title: Line, told: str, below: int) -> None:
    """Put a chart below the table, with its title from a cell and a text for those who cannot see it."""
    chart.set_title({"name": f"={sheet.name}!$D${title.row}", "name_font": {"size": 12}})
    chart.set_size({"width": 900, "height": 380})
    sheet.writer.insert_chart(sheet.row + below, 0, chart, {"description": told})
