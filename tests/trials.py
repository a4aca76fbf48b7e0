"""Scenarios: the tests' own, tried on the small inputs, and those that are shipped."""

from functools import cache
from pathlib import Path

from model.read.begin import begin
from model.run import Run

HEADER = "scenario: prov\nnamn: Prov\nforfattare: Testet\ndatum: 2026-01-01\nvarfor: För att prova.\n"
EVERYBODY = '["2303", "2305", "2309", "2313", "2321", "2326", "2361", "2380"]'


def trial(folder: Path, text: str, code: str = "prov", on: str = "bas") -> Run:
    """Return a run of the small inputs under a scenario of some lines, on top of others."""
    head = HEADER.replace("prov", code, 1) + f"utgar_fran: {on}\n"
    (folder / "scenarier" / f"{code}.yaml").write_text(head + text, encoding="utf-8")
    return begin(str(folder), scenario=code)


def paid(run: Run, year: int, agreement: str = "energikontor") -> dict[str, int]:
    frame = run.allocation([run.agreement(agreement)], [year])
    return dict(zip(frame["part"], frame["belopp_kr"], strict=True))


@cache
def shipped(scenario: str = "bas") -> Run:
    """Return the run of the shipped inputs under a scenario: the same each time, with what it has computed."""
    return begin() if scenario == "bas" else shipped().under(shipped().inputs.scenarios[scenario])
