"""What a run has made, read back to be compared: its amounts, its invoices and its reports' figures."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from model.errors import Fault, InputError
from model.money import Amount
from model.read.refusal import refusal
from suite.files.manifest import MANIFEST, read_manifest
from suite.publish.results_file import (
    AllocationRow,
    InvoiceRow,
    allocation_of,
    exact_number,
    frame_of,
    read_csv,
    read_json,
)
from suite.reports.results import ROW_KEYS
from suite.show.blocks import RESULTS

GROUPS = ("indata", "kod", "versioner", "parametrar")
"""The groups of a manifest that say what a run was made from."""

_PARTS = ("rapporter", "arbetsbocker")
"""The groups of a package's manifest that name its folders."""

PACKAGE, BASIS = "årspaket", "fakturaunderlag"
_COMPUTED = "fördelning från berakna"
_KEYS = ["avtal", "ar", "part"]
_NO_FIGURES = ("fordelning", "ar", "kvartal", "halvar")
"""What is no figure of a report's own: the allocation that it shows, and which time it is of."""


@dataclass(frozen=True)
class Made:
    """What a run has made.

    Attributes
    ----------
    path : Path
        Where it lies.
    kind : str
        What it is, in Swedish; only two of a kind can be compared.
    manifest : mapping or None
        What it was made from, where that is told.
    allocation : DataFrame
        Rows of the allocation, with the columns that `model.amounts.bridge` asks for.
    disputed : int
        How many of its amounts its own reports disagree on: one of them is older.
    invoices : DataFrame
        Rows of the invoice basis.
    reports : mapping of str to mapping
        The data of each report, by its folder in a package; of a single one, by nothing.
    """

    path: Path
    kind: str
    manifest: Mapping[str, Any] | None = None
    allocation: pd.DataFrame = field(default_factory=lambda: frame_of(AllocationRow))
    disputed: int = 0
    invoices: pd.DataFrame = field(default_factory=lambda: frame_of(InvoiceRow))
    reports: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def read_made(path: Path) -> Made:
    """Read what lies in a folder of ``rapport``, ``arspaket`` or ``faktura``, or in a file of figures.

    Raises
    ------
    InputError
        If there is nothing that can be compared, or it is spoiled.
    """
    try:
        return _folder(path) if path.is_dir() else _file(path)
    except OSError as error:
        raise InputError(Fault(str(path), f"en mapp eller fil som går att läsa ({refusal(error)})")) from None


def figures(value: object, place: str = "", name: str = "") -> Iterator[tuple[str, Amount]]:
    """Yield what each number of a report is called, and the number; without its allocation.

    Parameters
    ----------
    value : object
        The report's data, or a part of them.
    place, name : str
        What the part is called from the outermost on, and by itself.
    """
    if isinstance(value, dict):
        for key, inner in value.items():
            if place or key not in _NO_FIGURES:
                yield from figures(inner, f"{place} / {key}" if place else key, key)
    elif isinstance(value, list):
        seen = Counter[str]()
        for row in value:
            told = ", ".join(
                str(row[key]) for key in ROW_KEYS.get(name, ()) if isinstance(row, dict) and key in row
            )
            seen[told] += 1
            again = str(seen[told]) if seen[told] > 1 or not told else ""
            yield from figures(row, f"{place} / {f'{told} {again}'.strip()}")
    elif (found := exact_number(value)) is not None:
        yield place, found


def _file(path: Path) -> Made:
    if path.suffix.lower() == ".csv":
        kind, rows = read_csv(path)
        if kind is InvoiceRow:
            return Made(path, BASIS, _manifest(path.parent), invoices=rows)
        return _with_allocation(Made(path, _COMPUTED), [rows])
    if path.suffix.lower() == ".json":
        data = read_json(path)
        if isinstance(data, list):
            return _with_allocation(Made(path, _COMPUTED), [allocation_of(data, str(path))])
        return _of_reports(Made(path, _kind(data, path), _manifest(path.parent)), {path: data})
    nothing = None if path.exists() else "ingenting"
    wanted = "en mapp från rapport, arspaket eller faktura, eller en fil som slutar på .csv eller .json"
    raise InputError(Fault(str(path), wanted, nothing))


def _folder(path: Path) -> Made:
    manifest = _manifest(path)
    package = (path / MANIFEST).exists() and manifest is not None and "arspaket" in manifest
    places = [path]
    if package and manifest:  # what else lies there is the user's own
        places = [path / name for part in _PARTS for name in sorted(manifest.get(part, {}))]
    found = {file: read_json(file) for place in places if (file := place / RESULTS).is_file()}
    reports = {file: data for file, data in found.items() if data != {}}
    kinds = [_kind(data, file) for file, data in reports.items()]
    bases = [file for place in places for file in sorted(place.glob(f"{BASIS}_*.csv"))]
    if not (reports or bases):
        raise InputError(Fault(str(path), f"{RESULTS}, {BASIS}_ÅR.csv eller ett helt årspaket, med {MANIFEST}"))
    made = _of_reports(Made(path, PACKAGE if package else BASIS if bases else kinds[0], manifest), reports)
    rows = [read_csv(file)[1] for file in bases]
    return replace(made, invoices=pd.concat(rows, ignore_index=True)) if rows else made


def _manifest(folder: Path) -> Mapping[str, Any] | None:
    """Return the manifest of a folder, or of the package that it is a part of; None where there is none."""
    for each in (folder, folder.absolute().parent):
        if (each / MANIFEST).exists():
            found = read_manifest(each, (*GROUPS, *_PARTS))
            if found is None:
                raise InputError(Fault(str(each / MANIFEST), "ett helt manifest, som programmet skrev det"))
            if each == folder or "arspaket" in found:
                return found
    return None


def _kind(data: object, path: Path) -> str:
    """Return which report some data are of: its name, and the party that it is about."""
    if not isinstance(data, dict) or not isinstance(data.get("rapport"), str):
        raise InputError(Fault(str(path), "siffror som rapport, arspaket, faktura eller berakna har skrivit"))
    return " ".join(["rapport", *(str(data[key]) for key in ("rapport", "part", "kommun") if key in data)])


def _of_reports(made: Made, reports: Mapping[Path, Mapping[str, Any]]) -> Made:
    """Add the reports, and the allocation that they show: the ekonomisk rapport's before the others'."""
    widest = sorted(reports, key=lambda file: reports[file]["rapport"] != "ekonomisk_rapport")
    frames = [
        allocation_of(reports[file]["fordelning"], str(file)) for file in widest if "fordelning" in reports[file]
    ]
    named = {file.parent.name if made.kind == PACKAGE else "": data for file, data in reports.items()}
    return _with_allocation(replace(made, reports=named), frames)


def _with_allocation(made: Made, frames: Sequence[pd.DataFrame]) -> Made:
    """Add the allocation; of an amount that stands several times, the first counts."""
    if not frames:
        return made
    rows = pd.concat(frames, ignore_index=True)
    if len(scenarios := rows["scenario"].unique()) > 1:
        raise InputError(Fault(str(made.path), "belopp under ett enda scenario", ", ".join(scenarios)))
    first = rows.drop_duplicates(_KEYS, ignore_index=True)
    return replace(made, allocation=first, disputed=len(rows.drop_duplicates([*_KEYS, "belopp_kr"])) - len(first))
