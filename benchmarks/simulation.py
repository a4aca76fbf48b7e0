"""Time the simulation against its floors and against other ways to do the same, in one run.

Run: ``python benchmarks/simulation.py`` (``--snabb`` without the slow comparisons). Nothing here is asserted. The
problem is RUN/387/2023 §7 for ten years: two contributions of 800 000 kr, one split over eight municipalities.

Floors: F1 multiplies two arrays of the parts' size once, F3 draws the normal numbers that the paths need.
"""

import sys
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from statistics import median
from time import perf_counter

import comparators
import numpy as np

from model.kernel import Workspace, apportion, indexed
from model.read.begin import begin
from model.uncertainty.draws import BLOCK, deviations, normals, people_factors, rate_paths
from model.uncertainty.summary import block_quantiles, simulate
from suite.show.swedish import number

MUNICIPALITIES, YEARS, BLOCKS = 8, 10, 16
BASE = np.full((YEARS, 1), 800_000)
WHOLE = np.full((YEARS, 1), 12)
PEOPLE = np.array([5202, 6241, 15009, 11477, 11892, 7127, 10044, 64028], dtype=np.float64)
CENTRE = np.array([[0.0], *[[3_000_000.0]] * (YEARS - 1)])
SPREAD = np.full(MUNICIPALITIES, 0.006)


def seconds(work: Callable[[], object], times: int = 9) -> float:
    """Return the median time of some work, after one run that is not counted."""
    work()
    taken = []
    for _ in range(times):
        start = perf_counter()
        work()
        taken.append(perf_counter() - start)
    return median(taken)


def drawn(block: int, work: Workspace) -> np.ndarray:
    """Return the normal numbers of a block: one for the index and one per municipality each year."""
    return normals(1, block, work.take("z", ((1 + MUNICIPALITIES) * YEARS, BLOCK), np.float64))


def paths(z: np.ndarray, work: Workspace) -> tuple[np.ndarray, np.ndarray]:
    """Return index changes and populations made of normal numbers."""
    rates = work.take("rates", (YEARS, BLOCK), np.int64)
    rates[...] = rate_paths(CENTRE, deviations(1_000_000, 0.5, z[:YEARS]))
    rates[0] = 0
    factors = people_factors(SPREAD, z[YEARS:].reshape(MUNICIPALITIES, YEARS, BLOCK))
    factors *= PEOPLE[:, None, None]
    return rates, np.rint(factors, out=factors)


def kernel(rates: np.ndarray, people: np.ndarray, work: Workspace) -> np.ndarray:
    """Index both contributions and apportion one of them."""
    indexed(BASE, rates, WHOLE)
    return apportion(indexed(BASE, rates, WHOLE), people, work)


def simulation(first: int, last: int) -> None:
    """Draw and compute some blocks."""
    work = Workspace()
    for block in range(first, last):
        kernel(*paths(drawn(block, work), work), work)


def memory(count: int) -> float:
    """Return the peak of what a simulation of the shipped scenario takes, MB."""
    plan = begin().plan()
    tracemalloc.start()
    simulate(plan, count, 1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def whole_floor() -> float:
    """Return F1 for a block's share of arrays that hold all the paths."""
    large = np.ones((MUNICIPALITIES, YEARS, BLOCKS * BLOCK))
    target = np.empty_like(large)
    return seconds(lambda: np.multiply(large, large, out=target)) / BLOCKS


def row(name: str, ratio: float, of: str) -> None:
    """Print a line of the table."""
    print(f"| {name} | {number(Decimal(str(round(ratio, 2 if ratio < 100 else 0))).normalize())} | {of} |")


def main() -> None:
    """Print the table."""
    work = Workspace()
    z = drawn(0, work).copy()
    rates, people = (each.copy() for each in paths(z.copy(), work))
    out, spare = np.empty_like(people), np.empty_like(people)
    block_floor = seconds(lambda: np.multiply(people, spare, out=out), 50)
    floor = whole_floor()
    draw = seconds(lambda: drawn(0, work), 25)
    once = seconds(lambda: kernel(rates, people, work), 25)
    whole = seconds(lambda: simulation(0, BLOCKS)) / BLOCKS
    with ThreadPoolExecutor(2) as pool:
        half = BLOCKS // 2
        both = seconds(lambda: list(pool.map(simulation, (0, half), (half, BLOCKS)))) / BLOCKS
    parts = kernel(rates, people, work).astype(np.int64)
    fan = seconds(lambda: block_quantiles(parts))
    one = rates[:, :1], people[:, :, :1]
    single = seconds(lambda: kernel(*one, Workspace()), 200)
    print("| Led | Kvot | Mot |\n|---|--:|---|")
    row("kärnan: index två gånger och fördelning", once / floor, "F1, fält för alla banor")
    row("kärnan", once / block_floor, "F1, ett block som ryms i cachen")
    row("dragning, banor och kärna, en kärna", whole / draw, "F3")
    row("dragning, banor och kärna, två trådar", both / draw, "F3")
    row("kvantiler till solfjädrarna", fan / whole, "dragning, banor och kärna")
    one_path = f"{1e6 * whole / BLOCK:.2f}".replace(".", ",")
    print(f"\nEtt scenario: {1000 * single:.2f} ms. En bana: {one_path} µs.".replace("0.", "0,"))
    print(f"Minne: {memory(2**16):.0f} MB för 65 536 banor, {memory(2**19):.0f} MB för 524 288.")
    plan = begin().plan()
    full = seconds(lambda: simulate(plan, 2**16, 1), 3) / 2**16
    print(
        f"simulera, alla avtal med solfjädrar, en kärna: {number(int(1 / full) // 1000 * 1000)} banor i sekunden."
    )
    if "--snabb" not in sys.argv:
        print("\n| Samma sak på annat sätt | Gånger så lång tid per bana |\n|---|--:|")
        for name, each in comparators.times(rates, people, parts).items():
            print(f"| {name} | {number(round(each / (once / BLOCK)))} |")


if __name__ == "__main__":
    main()
