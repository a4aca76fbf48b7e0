"""Turn what pydantic finds wrong into faults that say where in the file, in Swedish."""

from collections.abc import Callable
from functools import reduce
from operator import getitem
from typing import Any

from pydantic import ValidationError

from model.errors import Fault, InputError
from model.fields import AnyTyped, Location

_EXPECTED = {
    "missing": "att nyckeln finns med ett värde",
    "extra_forbidden": "ingen sådan nyckel; den är okänd eller felstavad",
    "model_type": "en grupp av nycklar och värden",
    "dict_type": "en grupp av nycklar och värden",
    "tuple_type": "en lista",
    "too_short": "minst ett värde i listan",
}

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
