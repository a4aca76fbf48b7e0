"""Time the kernel against its floor: one multiplication over arrays of the same size, in the same run.

Run: ``python benchmarks/kernel.py``. Prints ratios; nothing here is asserted.
"""

from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np

from model.begin import begin
from model.kernel import RATE_SCALE, apportion, indexed

PARTIES, YEARS, SCENARIOS = 8, 10, 20_000


def seconds(work: Callable[[], object], times: int = 7) -> float:
    """Return the median time of some work, after one run that is not counted."""
    work()
    taken = []
    for _ in range(times):
        start = perf_counter()
        work()
        taken.append(perf_counter() - start)
    return median(taken)


def main() -> None:
    """Print the table."""
    random = np.random.Generator(np.random.SFC64(1))
    people = random.integers(5_000, 70_000, (PARTIES, YEARS, SCENARIOS))
    rates = random.integers(0, RATE_SCALE // 20, (YEARS, SCENARIOS))
    rates[0] = 0
    base, months = np.full_like(rates, 800_000), np.full_like(rates, 12)
    totals = indexed(base, rates, months)
    floor = seconds(lambda: people * totals)
    run = begin()
    agreements = list(run.inputs.agreements.values())
    rows = {
        "index": seconds(lambda: indexed(base, rates, months)) / floor,
        "fördelning": seconds(lambda: apportion(totals, people)) / floor,
    }
    print(f"golv: en multiplikation över {PARTIES} parter × {YEARS} år × {SCENARIOS} scenarier = 1")
    for name, ratio in rows.items():
        print(f"{name}: {ratio:.1f}")
    one = seconds(lambda: indexed(base[:, :1], rates[:, :1], months[:, :1]))
    print(f"ett scenario, index: {1000 * one:.3f} ms; tabellen för tio år: ", end="")
    print(f"{1000 * seconds(lambda: run.allocation(agreements, range(2024, 2034))):.1f} ms")


if __name__ == "__main__":
    main()
