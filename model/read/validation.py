"""Turn what pydantic finds wrong into faults that say where in the file, in Swedish, the same mistake once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce
from operator import getitem
from typing import Any

from pydantic import ValidationError

from model.errors import MOST_FAULTS, Fault, InputError, shortened
from model.fields import AnyTyped, Location

_EXPECTED = {
    "missing": "att nyckeln finns med ett värde",
    "extra_forbidden": "ingen sådan nyckel; den är okänd eller felstavad",
    "model_type": "en grupp av nycklar och värden",
    "dict_type": "en grupp av nycklar och värden",
    "tuple_type": "en lista",
    "too_short": "minst ett värde i listan",
}

_MOST_TOLD = 10
_COMMA = "; inom { } skiljer kommatecken nycklar åt, så ett decimaltal står på en egen rad"


def validated(kind: type[AnyTyped], data: Any, name: str, row_of: Callable[[Location], int | None]) -> AnyTyped:
    """Return data as a typed object.

    Parameters
    ----------
    kind : type
        What it should be.
    data : object
        Texts, in dicts and lists.
    name : str
        The file's name in messages.
    row_of : callable
        Gives the line in the file of a place in the data.

    Raises
    ------
    InputError
        With a fault for each thing that is wrong.
    """
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        faults = []
        for item in error.errors(include_url=False):
            comma = item["type"] == "extra_forbidden" and item["input"] == ""
            expected = item["ctx"]["text"] if item["type"] == "expected" else _EXPECTED.get(item["type"])
            inner = item["ctx"]["location"] if item["type"] == "expected" else ()
            location: Location = (*item["loc"], *inner)
            found = None if item["type"] == "missing" else _found(reduce(getitem, inner, item["input"]))
            faults.append(
                Fault(
                    name,
                    (expected or "ett giltigt värde") + (_COMMA if comma else ""),
                    found,
                    row_of(location),
                    ".".join(str(part + 1) if isinstance(part, int) else part for part in location),
                )
            )
        raise InputError(*faults) from None


def _found(value: Any) -> str | None:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {text}" for key, text in value.items() if isinstance(text, str))
    if isinstance(value, list | tuple):
        return "en lista"
    return None if value is None else str(value)


def grouped(faults: Sequence[Fault | str]) -> list[Fault | str]:
    """Return faults with the same mistake in the same column told once, with the other lines that it stands on."""
    alike: dict[object, list[Fault | str]] = {}
    for fault in faults:
        same = (fault.file, fault.column, fault.expected) if isinstance(fault, Fault) else fault
        alike.setdefault(same, []).append(fault)
    told = [_as_one(each[0], each[1:]) for each in alike.values()]
    return told + (["Fler fel visas när de här är rättade"] if len(faults) > MOST_FAULTS else [])


def _as_one(first: Fault | str, others: Sequence[Fault | str]) -> Fault | str:
    if not others or not isinstance(first, Fault):
        return first
    more = [_elsewhere(each, first.found) for each in others if isinstance(each, Fault)]
    times = "en gång" if len(more) == 1 else f"{len(more)} gånger"
    rows = "rad " if first.row else ""
    return replace(first, expected=f"{first.expected}; samma fel {times} till: {rows}{some(more)}")


def _elsewhere(fault: Fault, found: str | None) -> str:
    """Return where a fault stands, and what was found in its column if that is something else."""
    other = f"”{shortened(fault.found, 30)}”" if fault.found and fault.found != found else ""
    return f"{fault.row}{f' ({other})' if other and fault.column else ''}" if fault.row else other


def some(texts: Sequence[str]) -> str:
    """Return the first of some texts, and how many more there are."""
    more = f" och {len(texts) - _MOST_TOLD} till" if len(texts) > _MOST_TOLD else ""
    return f"{', '.join(texts[:_MOST_TOLD])}{more}"
