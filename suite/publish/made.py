"""What a run has made, read back to be compared: its amounts, its invoices and its reports' figures."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
from pydantic import BeforeValidator, Field, model_validator

from model.errors import Fault, InputError
from model.fields import Name, OptionalName, Placed, Share, Typed, Year, expected, or_nothing
from model.money import Amount
from model.read.csv_file import heading_of, separator_of
from model.read.refusal import refusal
from model.read.table import read_table
from model.read.text_file import read_text
from model.read.validation import validated
from suite.files.manifest import MANIFEST, read_manifest
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


_NUMBER = re.compile(r"-?\d{1,200}([.,]\d{1,200})?", re.ASCII)


def exact_number(value: Any) -> int | Decimal | None:
    """Return the number that a run has written: whole as int, else the exact Decimal; None where it is no number.

    A text counts only with decimals: codes and years are texts of digits alone.
    """
    if isinstance(value, int | Decimal):
        return value
    return _number(value) if isinstance(value, str) and re.search(r"\d[.,]\d", value) else None


def _number(value: Any) -> int | Decimal | None:
    text = str(value)
    if not _NUMBER.fullmatch(text):
        return None
    return Decimal(text.replace(",", ".")) if "." in text or "," in text else int(text)


def _checked(value: Any) -> int | Decimal:
    found = _number(value)
    if found is None:
        raise expected("ett tal, som det skrevs")
    return found


def _whole(value: Any) -> int:
    found = _number(value)
    if not isinstance(found, int) or found < 0:
        raise expected("ett heltal, 0 eller mer")
    return found


Number = Annotated[int | Decimal, BeforeValidator(_checked)]
"""A number as it was written, exact: whole, or with its decimals."""
OptionalNumber = Annotated[int | Decimal | None, or_nothing(BeforeValidator(_checked))]
Whole = Annotated[int, BeforeValidator(_whole)]
"""A whole number, 0 or more, however large."""


class AllocationRow(Placed):
    """What the bridge asks of a row of the allocation (`model.amounts.allocation.COLUMNS`).

    A version before invoices were issued wrote neither what is computed nor how the index is read: what was paid
    was computed.
    """

    scenario: Name
    agreement: Name = Field(alias="avtal")
    year: Year = Field(alias="ar")
    party: Name = Field(alias="part")
    party_name: Name = Field(alias="partnamn")
    amount: Number = Field(alias="belopp_kr")
    computed: OptionalNumber = Field(None, alias="beraknat_kr")
    contribution: Name = Field(alias="bidrag")
    contribution_kr: OptionalNumber = Field(None, alias="bidrag_kr")
    base: Whole = Field(alias="basbelopp_kr")
    price_level: Year = Field(alias="prisniva")
    factor: Number = Field(alias="faktor")
    factor_published: OptionalNumber = Field(None, alias="faktor_publicerad")
    index_reading: OptionalName = Field(None, alias="index_lasning")
    part_of_year: Whole = Field(alias="arsdel_taljare")
    whole_year: Whole = Field(alias="arsdel_namnare")
    weight: Whole = Field(alias="nyckel_taljare")
    weights: Whole = Field(alias="nyckel_namnare")
    people: Whole = Field(alias="nyckel_folkmangd")
    all_people: Whole = Field(alias="nyckel_folkmangd_summa")
    by_people: Share = Field(alias="nyckel_folkmangd_procent")
    status: Name

    @model_validator(mode="after")
    def _divides(self) -> "AllocationRow":
        """Refuse a part of no year, and a share in nothing or of nobody."""
        if not (self.whole_year and self.weights) or (self.by_people and not self.all_people):
            raise expected("nämnare och en folkmängd över 0")
        return self if self.computed is not None else self.altered(computed=self.amount)


class InvoiceRow(Placed):
    """A row of the invoice basis, by what tells it from the others, its amount, date and status."""

    agreement: Name = Field(alias="avtal")
    party: Name = Field(alias="part")
    party_name: Name = Field(alias="partnamn")
    kind: Name = Field(alias="slag")
    period: Name
    amount: Number = Field(alias="belopp_kr")
    date: Name = Field(alias="fakturadatum")
    status: Name


def frame_of(kind: type[Typed], rows: Iterable[Typed] = ()) -> pd.DataFrame:
    """Return typed rows as a frame with the columns of their file."""
    columns = [field.alias or name for name, field in kind.model_fields.items() if name != "place"]
    return pd.DataFrame.from_records([row.model_dump(by_alias=True) for row in rows], columns=columns)


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


def read_csv(path: Path) -> tuple[type[Typed], pd.DataFrame]:
    """Return which kind of rows a CSV file holds, by its heading, and the rows.

    Raises
    ------
    InputError
        If it holds neither the allocation nor an invoice basis, or a row of it is spoiled.
    """
    heading = heading_of(read_text(path, str(path)))
    columns = {cell.strip().lower() for cell in heading.split(separator_of(heading))}
    if not {"avtal", "part", "belopp_kr"} <= columns:
        raise InputError(Fault(str(path), "rader från berakna eller ett fakturaunderlag", heading.strip() or None))
    kind: type[Typed] = InvoiceRow if "slag" in columns else AllocationRow
    return kind, frame_of(kind, read_table(path, str(path), kind))


def read_json(path: Path) -> Any:
    """Return the data of a JSON file, numbers exact.

    Raises
    ------
    InputError
        If it is no JSON.
    """
    try:
        return json.loads(read_text(path, str(path)), parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise InputError(Fault(str(path), "en hel JSON-fil, som programmet skrev den")) from None


def _no_number(text: str) -> Any:
    raise ValueError(text)


def allocation_of(records: object, name: str) -> pd.DataFrame:
    """Return records of the allocation as a frame with typed columns.

    Raises
    ------
    InputError
        With a fault for each thing that is wrong in the first that is spoiled.
    """
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise InputError(Fault(name, "en lista av fördelningens rader"))
    known = {field.alias or key for key, field in AllocationRow.model_fields.items()}
    rows = [
        validated(
            AllocationRow,
            {key: value for key, value in record.items() if key in known},
            f"{name}, fördelningens post {place}",
            lambda _: None,
        )
        for place, record in enumerate(records, 1)
    ]
    return frame_of(AllocationRow, rows)
