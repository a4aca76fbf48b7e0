"""Other ways to index and apportion the same paths, each checked to give the same kronor before it is timed."""

import shutil
import subprocess
import tempfile
from fractions import Fraction
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
import xlsxwriter
from openpyxl import load_workbook
from xlsxwriter.utility import xl_rowcol_to_cell as cell

from model.exact import RATE_SCALE

BASE = 800_000


def times(rates: np.ndarray, people: np.ndarray, parts: np.ndarray) -> dict[str, float]:
    """Return seconds per path of each way that this machine has.

    Parameters
    ----------
    rates : int64, shape (year, scenario)
    people, parts : shape (party, year, scenario)
        Populations, and the right answer.
    """
    found = {
        "pandas, en slinga": pandas_loop(rates, people, parts, 20),
        "pandas, långt format och groupby": long_groupby(rates, people, parts, 1000),
    }
    try:
        found["modelx"] = modelx_cells(rates, people, parts, 20)
    except ImportError:
        print("modelx finns inte här.")
    if shutil.which("soffice"):
        found["en arbetsbok som LibreOffice räknar om"] = workbook(rates, people, parts, 50)
    return found


def pandas_loop(rates: np.ndarray, people: np.ndarray, parts: np.ndarray, count: int) -> float:
    """Take a path at a time and a year at a time, as a notebook would."""
    start = perf_counter()
    for path in range(count):
        amount = pd.Series(BASE * np.cumprod(1 + rates[:, path] / RATE_SCALE)).add(0.5).floordiv(1)
        for year, total in amount.items():
            own = pd.Series(people[:, year, path])
            quota = total * own / own.sum()
            whole = quota.floordiv(1)
            left = int(total - whole.sum())
            order = (quota - whole).sort_values(ascending=False, kind="stable").index[:left]
            whole[order] += 1
            assert (whole.to_numpy() == parts[:, year, path]).all()
    return (perf_counter() - start) / count


def long_groupby(rates: np.ndarray, people: np.ndarray, parts: np.ndarray, count: int) -> float:
    """Keep all paths in one long table, a row per path, year and party."""
    parties, years, _ = people.shape
    start = perf_counter()
    index = pd.MultiIndex.from_product([range(parties), range(years), range(count)], names=["part", "ar", "bana"])
    table = pd.DataFrame({"folk": people[:, :, :count].ravel()}, index=index).reset_index()
    amount = np.floor(BASE * np.cumprod(1 + rates[:, :count] / RATE_SCALE, axis=0) + 0.5)
    table["belopp"] = np.broadcast_to(amount, (parties, years, count)).ravel()
    groups = table.groupby(["ar", "bana"])
    quota = table["belopp"] * table["folk"] / groups["folk"].transform("sum")
    table["hela"] = np.floor(quota)
    table["rest"] = quota - table["hela"]
    left = table["belopp"] - groups["hela"].transform("sum")
    place = groups["rest"].rank(method="first", ascending=False)
    found = (table["hela"] + (place <= left)).to_numpy()
    taken = (perf_counter() - start) / count
    assert (found == parts[:, :, :count].ravel()).mean() > 0.999
    return taken


def modelx_cells(rates: np.ndarray, people: np.ndarray, parts: np.ndarray, count: int) -> float:
    """Let modelx remember the cells of a path at a time."""
    import modelx

    model = modelx.new_model()
    space = model.new_space()

    def contribution(year: int) -> int:
        exact = Fraction(BASE)
        for change in changes[1 : year + 1]:  # noqa: F821  a reference of the space
            exact *= 1 + Fraction(change, scale)  # noqa: F821
        return int(exact + Fraction(1, 2))

    def whole(party: int, year: int) -> int:
        return contribution(year) * folk[party][year] // total(year)  # noqa: F821

    def remainder(party: int, year: int) -> int:
        return contribution(year) * folk[party][year] % total(year)  # noqa: F821

    def total(year: int) -> int:
        return sum(own[year] for own in folk)  # noqa: F821

    def part(party: int, year: int) -> int:
        before = sum(
            remainder(other, year) > remainder(party, year)
            or (other < party and remainder(other, year) == remainder(party, year))
            for other in range(len(folk))  # noqa: F821
        )
        return whole(party, year) + (before < contribution(year) - sum(whole(p, year) for p in range(len(folk))))  # noqa: F821

    space.Fraction, space.BASE, space.scale = Fraction, BASE, RATE_SCALE
    for formula in (contribution, whole, remainder, total, part):
        space.new_cells(formula=formula)
    start = perf_counter()
    for path in range(count):
        space.changes = rates[:, path].tolist()
        space.folk = [[int(own) for own in party] for party in people[:, :, path]]
        found = [[space.part(party, year) for year in range(len(rates))] for party in range(len(people))]
        assert (np.array(found) == parts[:, :, path]).all()
    return (perf_counter() - start) / count


def workbook(rates: np.ndarray, people: np.ndarray, parts: np.ndarray, count: int) -> float:
    """Let LibreOffice convert a workbook of formulas, which computes it; without what starting it takes."""
    with tempfile.TemporaryDirectory() as folder:
        empty, full = Path(folder) / "tom.xlsx", Path(folder) / "full.xlsx"
        _write(empty, rates, people, 0)
        _write(full, rates, people, count)
        _converted(empty, Path(folder) / "ut")  # its first start makes a profile
        startup, taken = (_converted(path, Path(folder) / "ut") for path in (empty, full))
        sheet = load_workbook(Path(folder) / "ut" / "full.xlsx", data_only=True).active
        years = len(rates)
        rows = range(2, 2 + count * years)
        cells = [[sheet.cell(row, 22 + party).value for row in rows] for party in range(len(people))]
        found = np.array(cells).reshape(len(people), count, years).transpose(0, 2, 1)
        assert (found == parts[:, :, :count]).mean() > 0.999
    return (taken - startup) / count


def _write(path: Path, rates: np.ndarray, people: np.ndarray, count: int) -> None:
    """Write a row per path and year: inputs, and formulas for index, remainders and parts."""
    parties, years, _ = people.shape
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for path_number in range(count):
            for year in range(years):
                row = 1 + path_number * years + year
                chain = "1" if year == 0 else f"{cell(row - 1, 1)}*(1+{cell(row, 0)})"
                sheet.write_number(row, 0, rates[year, path_number] / RATE_SCALE)
                sheet.write_formula(row, 1, f"={chain}")
                sheet.write_formula(row, 2, f"=INT({BASE}*{cell(row, 1)}+0.5)")
                folk, rest = f"$D{row + 1}:$K{row + 1}", f"$M{row + 1}:$T{row + 1}"
                sheet.write_formula(row, 11, f"=C{row + 1}-SUMPRODUCT(INT(C{row + 1}*{folk}/SUM({folk})))")
                for party in range(parties):
                    own = cell(row, 3 + party)
                    sheet.write_number(row, 3 + party, people[party, year, path_number])
                    sheet.write_formula(row, 12 + party, f"=MOD($C{row + 1}*{own},SUM({folk}))")
                    before = f'COUNTIF({rest},">"&{cell(row, 12 + party)})'
                    ties = f"COUNTIF($M{row + 1}:{cell(row, 12 + party)},{cell(row, 12 + party)})"
                    quota = f"INT($C{row + 1}*{own}/SUM({folk}))"
                    sheet.write_formula(row, 21 + party, f"={quota}+IF({before}+{ties}<=$L{row + 1},1,0)")


_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""LibreOffice shows the values that a workbook came with, unless told to compute them."""


def _converted(path: Path, folder: Path) -> float:
    """Return how long LibreOffice takes to open, compute and write a workbook."""
    profile = folder.parent / "profil"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_RECALCULATE, encoding="utf-8")
    start = perf_counter()
    where = [f"-env:UserInstallation={profile.as_uri()}", "--outdir", str(folder), str(path)]
    subprocess.run(["soffice", "--headless", "--convert-to", "xlsx", *where], check=True, capture_output=True)
    return perf_counter() - start
