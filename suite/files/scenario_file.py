"""A scenario as the file that it is read from: only what it sets, in the words of ``inputs/scenarier``."""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from model.errors import InputError
from model.fields import decimal_text
from model.scenarios.scenario import Scenario
from model.series.rows import LPIX
from suite.files.folder import write_whole


@dataclass(frozen=True)
class Header:
    """What a scenario file begins with: its name, who made it, when and why."""

    name: str = "Inställningen på sidan"
    author: str = "Utforska"
    date: str = "2024-01-01"
    why: str = "Visas på sidan."

    @property
    def code(self) -> str:
        """The scenario's code: the name in lower-case ASCII."""
        plain = unicodedata.normalize("NFKD", self.name.casefold()).encode("ascii", "ignore").decode()
        return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "scenario"


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


def write_scenario(scenario: Scenario, folder: Path, taken: Collection[str] = ()) -> Path:
    """Write a scenario to a file named by its code, and return the file; an existing one is never written over.

    Parameters
    ----------
    scenario : Scenario
        What to write.
    folder : Path
        Where to write it; made if it does not exist.
    taken : collection of str
        Codes that it may not have, such as those of the inputs' scenarios.

    Raises
    ------
    InputError
        If its code or its file is taken, or the file cannot be written.
    """
    path = folder / f"{scenario.id}.yaml"
    check_free(scenario, [*taken, scenario.id] if path.exists() else taken)
    write_whole(path, scenario_yaml(scenario), "utf-8")
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
