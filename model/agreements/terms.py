"""An agreement with some of its terms changed, as a reading or a scenario asks for."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pydantic import ValidationError

from model.agreements.agreement import Agreement
from model.errors import InputError


def changed(agreement: Agreement, changes: Mapping[str, Any]) -> Agreement:
    """Return the agreement with some terms changed, checked as if it had been read so.

    Parameters
    ----------
    agreement : Agreement
        What to change.
    changes : mapping of str
        New values by place: the keys of the agreement's file with a dot between, such as
        ``slutavrakning.omfattning`` or ``bidrag.kommuner.basbelopp``. An item of a list is named by its ``kod``.
        An empty text takes a term away.

    Raises
    ------
    InputError
        If there is no such place, or the agreement would not hold together.
    """
    data = agreement.model_dump(by_alias=True)
    for place, value in changes.items():
        *path, last = place.split(".")
        _inner(data, path, agreement, place)[last] = None if value == "" else value
    with checked(agreement):
        return Agreement.model_validate(data)


@contextmanager
def checked(agreement: Agreement) -> Iterator[None]:
    """Let terms of an agreement be changed in the block; what does not hold together is an error for the user.

    Raises
    ------
    InputError
        If the agreement would not hold together.
    """
    try:
        yield
    except ValidationError as error:
        faults = []
        for item in error.errors():
            told = item["ctx"] if item["type"] == "expected" else {"text": "ett giltigt värde", "location": ()}
            where = ".".join(map(str, (*item["loc"], *told["location"]))) or "avtalet"
            what = told["text"]
            faults.append(f"Ändrat villkor i {agreement.id}, {where}: väntade {what}")
        raise InputError(*faults) from None


def _inner(data: Any, path: list[str], agreement: Agreement, place: str) -> Any:
    """Return the group of terms that a path leads to."""
    for step in path:
        if isinstance(data, tuple | list):
            data = next((item for item in data if item.get("kod") == step), None)
        else:
            data = data.get(step) if isinstance(data, dict) else None
    if not isinstance(data, dict):
        raise InputError(f"Ändrat villkor i {agreement.id}: fann ”{place}”, väntade en plats i avtalets fil")
    return data
