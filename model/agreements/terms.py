"""An agreement with some of its terms changed, as a decision, a reading or a scenario asks for.

A place is the keys of the agreement's file with a dot between, such as ``slutavrakning.omfattning`` or
``bidrag.kommuner.basbelopp``. An item of a list is named by its ``kod``, or by itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from pydantic import ValidationError

from model.agreements.agreement import Agreement
from model.agreements.decisions import DatedTerm
from model.errors import InputError
from model.status import Status


def changed(agreement: Agreement, changes: Mapping[str, Any]) -> Agreement:
    """Return the agreement with some terms changed, checked as if it had been read so.

    Parameters
    ----------
    agreement : Agreement
        What to change.
    changes : mapping of str
        New values by place. An empty text takes a term away; in a list it takes the item away, and an item that is
        not there is added.

    Raises
    ------
    InputError
        If there is no such place, or the agreement would not hold together.
    """
    data = _plain(agreement.model_dump(by_alias=True))
    for place, value in changes.items():
        _put(data, agreement, place, value)
    with checked(agreement):
        return Agreement.model_validate(data)


def decided(agreement: Agreement, terms: Sequence[DatedTerm]) -> Agreement:
    """Return the agreement with some terms as they have been decided; what is decided is fixed.

    Raises
    ------
    InputError
        If there is no such place, or the agreement would not hold together.
    """
    data = _plain(agreement.model_dump(by_alias=True))
    for each in terms:
        group = _put(data, agreement, each.term, each.value)
        new = _item(group, each.term.rpartition(".")[2])
        if isinstance(group, dict) and (each.term.endswith(".basbelopp") or "typ" in group):
            group |= {"status": Status.FIXED, "anmarkning": None}
        for holder in (new, group) if each.clause else ():
            if isinstance(holder, dict) and (holder is new or "paragraf" in holder):
                holder["paragraf"] = each.clause
                break
    with checked(agreement):
        return Agreement.model_validate(data | {"_beslut": tuple(terms)})


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


def said(agreement: Agreement, place: str) -> Any:
    """Return what an agreement says in a place; None where it says nothing."""
    found: Any = agreement.model_dump(by_alias=True, exclude_none=True)
    for step in place.split("."):
        found = _item(_plain(found), step)
    return found


def named(item: Any) -> str:
    """Return what an item of a list is named by: its ``kod``, or itself."""
    return str(item.get("kod", "") if isinstance(item, dict) else item)


def _put(data: Any, agreement: Agreement, place: str, value: Any) -> Any:
    """Put a value in its place in an agreement's data, and return the group or the list that it stands in."""
    *path, last = place.split(".")
    group = data
    for step in path:
        group = _item(group, step)
    if isinstance(group, list):
        at = next((at for at, item in enumerate(group) if named(item) == last), len(group))
        group[at : at + 1] = [] if value == "" else [value]
    elif isinstance(group, dict):
        group[last] = None if value == "" else value
    else:
        raise InputError(f"Ändrat villkor i {agreement.id}: fann ”{place}”, väntade en plats i avtalets fil")
    return group


def _item(group: Any, step: str) -> Any:
    """Return what a step leads to within a group or a list; None where there is nothing."""
    if isinstance(group, list):
        return next((item for item in group if named(item) == step), None)
    return group.get(step) if isinstance(group, dict) else None


def _plain(value: Any) -> Any:
    """Return dumped data with lists that can be changed; what has been decided before is left as it is."""
    if isinstance(value, dict):
        return {key: item if key == "_beslut" else _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
