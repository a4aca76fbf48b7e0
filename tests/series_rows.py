"""Rows of the series of the tests' own."""

import datetime as dt

from model.series.projection import Projection
from model.series.rows import IndexRow, PopulationRow
from model.series.series import Series

D = dt.date
CONSTANT = Projection.model_validate({"metod": "konstant"})
TREND_1 = Projection.model_validate({"metod": "trend", "ar": "1"})
TREND = Projection.model_validate({"metod": "trend", "ar": "2"})


def person(date: str, figure: int, code: str = "2321", **more: str) -> PopulationRow:
    row = {
        "kommunkod": code,
        "kommun": "Åre",
        "datum": date,
        "folkmangd": str(figure),
        "status": "fastställd",
        "kalla": "SCB",
        "publicerad": "2025-01-01",
        "ersatter": "",
        "_plats": "befolkning.csv rad 2",
    }
    return PopulationRow.model_validate(row | more)


def change(year: int, percent: str, published: str, status: str = "fastställd") -> IndexRow:
    row = {
        "index": "LPIX",
        "ar": str(year),
        "procent": percent,
        "status": status,
        "kalla": "R",
        "publicerad": published,
        "ersatter": "",
    }
    return IndexRow.model_validate(row)


def population(rows: list[PopulationRow], date: str, projection: Projection = CONSTANT, as_of: str = "2030-01-01"):
    series = Series(rows, [], D.fromisoformat(as_of))
    return series.population_rows(["2321"], D.fromisoformat(date), projection)[0]
