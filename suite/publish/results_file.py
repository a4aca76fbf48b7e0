"""Read back what a run has written: the allocation, the invoice basis, and a report's figures as data."""

import json
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
from pydantic import BeforeValidator, Field, model_validator

from model.errors import Fault, InputError
from model.fields import Name, Share, Typed, Year, expected
from model.read.csv_file import heading_of, separator_of
from model.read.table import read_table
from model.read.text import read_text
from model.read.validation import validated

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
Whole = Annotated[int, BeforeValidator(_whole)]
"""A whole number, 0 or more, however large."""


class AllocationRow(Typed):
    """What the bridge asks of a row of the allocation (`model.amounts.allocation.COLUMNS`)."""

    scenario: Name
    agreement: Name = Field(alias="avtal")
    year: Year = Field(alias="ar")
    party: Name = Field(alias="part")
    party_name: Name = Field(alias="partnamn")
    amount: Number = Field(alias="belopp_kr")
    contribution: Name = Field(alias="bidrag")
    base: Whole = Field(alias="basbelopp_kr")
    factor: Number = Field(alias="faktor")
    part_of_year: Whole = Field(alias="arsdel_taljare")
    whole_year: Whole = Field(alias="arsdel_namnare")
    weight: Whole = Field(alias="nyckel_taljare")
    weights: Whole = Field(alias="nyckel_namnare")
    people: Whole = Field(alias="nyckel_folkmangd")
    all_people: Whole = Field(alias="nyckel_folkmangd_summa")
    by_people: Share = Field(alias="nyckel_folkmangd_procent")
    status: Name
    place: str = Field("", alias="_plats")

    @model_validator(mode="after")
    def _divides(self) -> "AllocationRow":
        """Refuse a part of no year, and a share in nothing or of nobody."""
        if not (self.whole_year and self.weights) or (self.by_people and not self.all_people):
            raise expected("nämnare och en folkmängd över 0")
        return self


class InvoiceRow(Typed):
    """A row of the invoice basis, by what tells it from the others, its amount, date and status."""

    agreement: Name = Field(alias="avtal")
    party: Name = Field(alias="part")
    party_name: Name = Field(alias="partnamn")
    kind: Name = Field(alias="slag")
    period: Name
    amount: Number = Field(alias="belopp_kr")
    date: Name = Field(alias="fakturadatum")
    status: Name
    place: str = Field("", alias="_plats")


def frame_of(kind: type[Typed], rows: Iterable[Typed] = ()) -> pd.DataFrame:
    """Return typed rows as a frame with the columns of their file."""
    columns = [field.alias or name for name, field in kind.model_fields.items() if name != "place"]
    return pd.DataFrame.from_records([row.model_dump(by_alias=True) for row in rows], columns=columns)


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
