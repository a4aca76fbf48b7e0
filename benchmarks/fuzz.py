"""Read many mutated input files: every one is read or refused, none is a traceback, a hang or a changed output.

``python benchmarks/fuzz.py [ANTAL] [FRÖ]`` tries so many files of each kind, a tenth of the workbook's, and prints
what came of them; it ends with 1 and the offending files if one was neither read nor refused as it should be.
"""

import random
import resource
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from fuzzing import INPUTS, Kind, ViolationError, kinds, mutated, outcome, whole_run

from suite.cli.cli import main as command

MEMORY = 3 * 2**30
"""Bytes that the process may have: reading without bounds would pass them."""


def main(count: int, seed: int) -> int:
    """Try the kinds one after another, then whole runs, and return the exit status."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    folder, results, broken = Path(tempfile.mkdtemp()), Counter[str](), list[str]()
    start = perf_counter()
    for name, kind in kinds(folder).items():
        own = _one_kind(kind, folder, count // 10 if name == "arbetsbok.xlsx" else count, seed, broken)
        results += own
    results += _whole_runs(folder, count // 2, seed, broken)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    print(f"{results.total()} filer på {perf_counter() - start:.0f} s, högst {memory:.0f} MB: {_told(results)}")
    print("\n".join(broken))
    return 1 if broken else 0


def _one_kind(kind: Kind, folder: Path, count: int, seed: int, broken: list[str]) -> Counter[str]:
    """Read mutated files of a kind."""
    chance, path, own = random.Random(f"{seed} {kind.name}"), folder / Path(kind.name).name, Counter[str]()
    path.write_bytes(kind.good)
    right, slowest = kind.read(path), 0.0
    for number in range(count):
        data = mutated(kind, chance)
        path.write_bytes(data)
        began = perf_counter()
        own[_tried(lambda: outcome(kind, path, right), folder / f"fel_{number}_{path.name}", data, broken)] += 1
        slowest = max(slowest, perf_counter() - began)
    print(f"{kind.name}: {_told(own)}, långsammast {slowest:.2f} s", flush=True)
    return own


def _whole_runs(folder: Path, count: int, seed: int, broken: list[str]) -> Counter[str]:
    """Compute with one of the shipped files mutated."""
    inputs, target, own = folder / "inputs", folder / "belopp.csv", Counter[str]()
    shutil.copytree(INPUTS, inputs)
    command(["berakna", "--inputs", str(inputs), "--ut", str(target)])
    chance, made = random.Random(f"{seed} hela"), folder / "slag"
    made.mkdir()
    files = {name: kind for name, kind in kinds(made).items() if (inputs / name).is_file()}
    for number in range(count):
        kind = files[chance.choice(sorted(files))]
        attempt = partial(whole_run, inputs, kind.name, kind, chance, target)
        own[_tried(attempt, folder / f"fel_hela_{number}", kind.name.encode(), broken)] += 1
    print(f"hela körningar: {_told(own)}", flush=True)
    return own


def _tried(attempt: Callable[[], str], kept: Path, data: bytes, broken: list[str]) -> str:
    try:
        return attempt()
    except ViolationError as error:
        kept.write_bytes(data)
        broken.append(f"{kept}: {error}")
        return "FEL"


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    sys.exit(main(*(numbers + [600, 1][len(numbers) :])))
