"""No input file, however broken, is a traceback, a hang or a changed output: files mutated by chance.

``benchmarks/fuzz.py`` tries more than ten thousand; here are some hundred.
"""

import random
import shutil
from pathlib import Path

import fuzzing
import pytest

from model.errors import Fault, InputError
from suite.cli.cli import main

SEED = 20261125


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, fuzzing.Kind]:
    return fuzzing.kinds(tmp_path_factory.mktemp("slag"))


@pytest.mark.slow
def test_mutated_files_are_read_or_refused(kinds: dict[str, fuzzing.Kind], tmp_path: Path) -> None:
    seen = set()
    for name, kind in kinds.items():
        chance, path = random.Random(f"{SEED} {name}"), tmp_path / Path(name).name
        path.write_bytes(kind.good)
        right = kind.read(path)
        for number in range(5 if name == "arbetsbok.xlsx" else 25):
            path.write_bytes(fuzzing.mutated(kind, chance))
            try:
                seen.add(fuzzing.outcome(kind, path, right))
            except fuzzing.ViolationError as error:
                pytest.fail(f"{name}, {number}: {error}")
    assert seen == {"samma", "annat", "nekad"}


@pytest.mark.slow
def test_a_mutated_file_never_changes_an_output_by_half(kinds: dict[str, fuzzing.Kind], tmp_path: Path) -> None:
    inputs, target, chance = tmp_path / "inputs", tmp_path / "belopp.csv", random.Random(SEED)
    shutil.copytree(fuzzing.INPUTS, inputs)
    assert main(["berakna", "--inputs", str(inputs), "--ut", str(target)]) == 0
    names = [name for name in kinds if (inputs / name).is_file()]
    seen = {fuzzing.whole_run(inputs, name, kinds[name], chance, target) for name in names}
    assert seen == {"räknad", "nekad"}


def test_the_fuzzing_itself_can_fail(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x", encoding="utf-8")

    def silent(_: Path) -> None:
        raise InputError(Fault("annan.csv", "något"))

    for read in (silent, lambda _: 1 / 0):
        with pytest.raises(fuzzing.ViolationError):
            fuzzing.outcome(fuzzing.Kind("a.csv", b"x", read), path, None)
