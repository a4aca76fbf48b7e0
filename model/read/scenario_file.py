"""A scenario as the file that it is read from: only what it sets, in the words of ``inputs/scenarier``."""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from model.errors import InputError
from model.fields import decimal_text
from model.near import plain
from model.read.refusal import refusal
from model.scenarios.scenario import Scenario
from model.series.rows import LPIX


@dataclass(frozen=True)
class Header:
    """What a scenario file begins with: its name, who made it, when and why."""

    name: str
    author: str = ""
    date: str = ""
    why: str = ""

    @property
    def code(self) -> str:
        """The scenario's code: the name in lower-case ASCII."""
        return re.sub(r"[^a-z0-9]+", "-", plain(self.name)).strip("-")[:40] or "scenario"


def index_keys(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys of a scenario file that say something of each index, by the index's name."""
    others = {name: assumed for name, assumed in told.items() if name != LPIX}
    return ({"lpix": told[LPIX]} if LPIX in told else {}) | ({"index": others} if others else {})


def scenario_yaml(scenario: Scenario) -> str:
    """Return a scenario as the text of a scenario file; reading it gives the same scenario.

    A decimal stands with its comma on a line of its own, since a comma within ``{ }`` ends a value.
    """
    data = scenario.model_dump(by_alias=True, exclude_defaults=True)
    if len(scenario.builds_on) == 1:
        data["utgar_fran"] = scenario.builds_on[0]
    return yaml.safe_dump(_plain(data), allow_unicode=True, sort_keys=False, width=1_000_000)


def write_scenario(scenario: Scenario, path: Path) -> None:
    """Write a scenario to a file, whole or not at all.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    fresh = path.with_name(f".{path.name}.ny")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(scenario_yaml(scenario), encoding="utf-8", newline="\n")
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise InputError(f"Det går inte att skriva {path}: {refusal(error)}") from None


def free_path(scenario: Scenario, folder: Path, taken: Collection[str] = ()) -> Path:
    """Return the file in a folder that is named by a scenario's code; an existing one is never written over.

    Raises
    ------
    InputError
        If its code is among those taken, such as the inputs' scenarios, or its file is there.
    """
    path = folder / f"{scenario.id}.yaml"
    check_free(scenario, [*taken, scenario.id] if path.exists() else taken)
    return path


def check_free(scenario: Scenario, taken: Collection[str]) -> None:
    """Refuse a scenario whose code another one has: a run could not tell them apart.

    Raises
    ------
    InputError
        If its code is taken.
    """
    if scenario.id in taken:
        raise InputError(f"Scenariot {scenario.id} finns redan; välj ett annat namn, så skrivs inget över")


def _plain(value: Any) -> Any:
    """Return data as YAML has it: a word as text, a decimal as a whole number or with a comma."""
    if isinstance(value, Mapping):
        return {_plain(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else decimal_text(value)
    return value if isinstance(value, int | dt.date) or value is None else str(value)
