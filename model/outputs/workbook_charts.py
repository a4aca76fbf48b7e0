"""The workbook's sheet Diagram: what the chosen scenario costs, as charts of Excel's own."""

from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name

from model.comparison import owners
from model.outputs.charts import PALETTE
from model.outputs.formulas import Formula, joined, rounded
from model.outputs.workbook_inputs import Inputs
from model.outputs.workbook_results import Results
from model.outputs.workbook_sheet import FIRST, Line, Sheet
from model.twin import Twin


def write_charts(sheet: Sheet, twin: Twin, inputs: Inputs, results: Results, chooser: Formula, year_now: int) -> None:
    """Write the sheet with charts, each with a title that states what it shows and a text for those who cannot see it."""
    years = sheet.years(inputs.years.now)
    thousand = inputs.constants["tusen"].d_fixed
    sheet.section("Rubriker och siffror till diagrammen")
    assert results.all is not None
    first, last = (_in_year(results.all, place) for place in (0, len(twin.years) - 1))
    told = joined("Alla avtal, ", chooser, ": ", rounded(first / thousand), " tkr ", _in_year(years, 0), ", ", rounded(last / thousand), " tkr ", _in_year(years, -1))
    title = sheet.line("Rubrik 1", "", "", constant=told, constant_kind="text")
    year = sheet.line("År i det andra diagrammet (välj i den gula cellen)", "", "år", constant=min(max(year_now, twin.years[0]), twin.years[-1]), constant_kind="year", role="own")
    sheet.writer.data_validation(year.row - 1, 3, year.row - 1, 3, {"validate": "list", "source": sheet.here(years.all), "error_message": "Välj ett av åren."})
    second = sheet.line("Rubrik 2", "", "", constant=joined("Vad var och en betalar ", year.d_fixed, ", ", chooser), constant_kind="text")
    names = owners(twin.agreements)
    bars = [
        sheet.line("Netto det valda året", names[code], "kr", constant=_lookup(line, years, year), constant_kind="whole")
        for code, line in results.net.items()
    ]
    _stacked(sheet, twin, results, title, years)
    _bars(sheet, bars, second)


def _in_year(line: Line, place: int) -> Formula:
    place %= line.years
    cells = f"${xl_col_to_name(FIRST + place)}${line.row}"
    return Formula(lambda at: cells if at.sheet == line.sheet else f"{line.sheet}!{cells}", line.values[place])


def _lookup(line: Line, years: Line, year: Line) -> Formula:
    place = list(years.values).index(year.constant)
    cells, among, wanted = line.all, years.all, year.d_fixed
    return Formula(lambda at: f"INDEX({cells.text(at)},MATCH({wanted.text(at)},{among.text(at)},0))", line.values[place])


def _stacked(sheet: Sheet, twin: Twin, results: Results, title: Line, years: Line) -> None:
    """Show what each agreement costs each year, on top of each other."""
    chart = sheet.book.file.add_chart({"type": "column", "subtype": "stacked"})
    for agreement, colour in zip(twin.agreements, PALETTE, strict=False):
        line = results.sums[agreement.id]
        chart.add_series({
            "name": agreement.short, "categories": f"={sheet.name}!{sheet.here(years.all)[1:]}", "values": sheet.here(line.all),
            "fill": {"color": colour}, "gap": 50,
        })
    chart.set_title({"name": f"={sheet.name}!$D${title.row}", "name_font": {"size": 12}})
    chart.set_y_axis({"num_format": "[$-41D]#,##0", "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}, "name": "kr"})
    chart.set_x_axis({"num_format": "0"})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 900, "height": 380})
    told = "Staplar per år, ett lager per avtal: vad alla parter betalar tillsammans under det valda scenariot. Siffrorna står på bladet Resultat, raderna Summa."
    sheet.writer.insert_chart(sheet.row + 1, 0, chart, {"description": told})


def _bars(sheet: Sheet, bars: Sequence[Line], title: Line) -> None:
    """Show what each party pays in one year."""
    chart = sheet.book.file.add_chart({"type": "bar"})
    first, last = bars[0].row, bars[-1].row
    chart.add_series({
        "name": "Netto", "categories": f"={sheet.name}!$B${first}:$B${last}", "values": f"={sheet.name}!$D${first}:$D${last}",
        "fill": {"color": PALETTE[0]}, "gap": 40, "data_labels": {"value": True, "num_format": "[$-41D]#,##0"},
    })
    chart.set_title({"name": f"={sheet.name}!$D${title.row}", "name_font": {"size": 12}})
    chart.set_x_axis({"num_format": "[$-41D]#,##0", "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}, "name": "kr"})
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"none": True})
    chart.set_size({"width": 900, "height": 380})
    told = "En stapel per part: vad var och en betalar netto det valda året, med sina bolag. Siffrorna står i tabellen ovanför."
    sheet.writer.insert_chart(sheet.row + 22, 0, chart, {"description": told})
