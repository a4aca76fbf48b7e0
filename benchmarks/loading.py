"""Time commands, from start to end, against an import of numpy and pandas in a process of its own.

Run: ``python benchmarks/loading.py``. Prints, by command, the median of ratios taken pair by pair, and what it is
wanted to be; nothing here is asserted. The model's modules are compiled once, as they are where it is used; the
libraries always are.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import openpyxl

from model.read.begin import PROJECT

RUNS = 7
IMPORT = 0.2
"""How long the import took, seconds, where the seconds wanted were set."""

COMMANDS: dict[str, tuple[float, list[str]]] = {
    "--help": (0.15, []),
    "kontroll": (0.5, []),
    "berakna": (0.5, ["--ut", "{}/belopp.csv"]),
    "forklara": (0.5, ["--part", "Åre", "--ar", "2026"]),
    "varfor": (0.5, ["--part", "Åre", "--fran", "2025", "--till", "2026"]),
    "scenario": (0.5, ["bas", "hog-lpix"]),
    "simulera": (0.5, []),
    "utfall": (0.5, ["inputs/utfall/energikontor_2025.csv", "--avtal", "energikontor", "--ar", "2025"]),
    "hamta lpix": (0.5, ["--ar", "2034", "--procent", "3,1", "--beslut", "Prov", "--publicerad", "2026-11-25"]),
    "faktura": (0.7, ["2026", "--trots-antagande", "--ut", "{}"]),
    "kanslighet": (1.0, []),
    "arbetsbok": (1.5, ["--ut", "{}/arbetsbok.xlsx"]),
    "las-arbetsbok": (1.5, ["{}/egen.xlsx", "--ut", "{}/egen.yaml"]),
}
"""Commands, each with how many seconds it may take and what it is given; ``{}`` is a folder of its own."""


def seconds(command: list[str]) -> float:
    """Return how long a process takes, from its start to its end."""
    begun = perf_counter()
    compiled = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run(command, cwd=PROJECT, capture_output=True, check=True, env=compiled)
    return perf_counter() - begun


def with_a_value_of_ones_own(folder: Path) -> None:
    """Write a workbook in which somebody has written a value of next year's index."""
    book = openpyxl.load_workbook(folder / "arbetsbok.xlsx")
    sheet = book["Indata"]
    row = next(cells[0].row for cells in sheet.iter_rows(min_col=5, max_col=5) if cells[0].value == "lpix")
    cell = next(cell for cell in sheet[row][5:] if not cell.protection.locked)
    cell.value = 4.2
    book.save(folder / "egen.xlsx")


def main() -> None:
    """Print the table."""
    floor = [sys.executable, "-c", "import numpy, pandas"]
    with tempfile.TemporaryDirectory() as name:
        model = [sys.executable, "-m", "model"]
        seconds([*model, "arbetsbok", "--ut", f"{name}/arbetsbok.xlsx"])
        with_a_value_of_ones_own(Path(name))
        for what, (wanted, given) in COMMANDS.items():
            command = [*model, *what.split(), *(each.format(name) for each in given)]
            pairs = [(seconds(command), seconds(floor)) for _ in range(RUNS)]
            ratio = median(own / base for own, base in pairs)
            own, base = (median(times) for times in zip(*pairs, strict=True))
            print(f"{what}: {ratio:.2f}, mål {wanted / IMPORT:.2f} ({own:.2f} s mot {base:.2f} s)")


if __name__ == "__main__":
    main()
