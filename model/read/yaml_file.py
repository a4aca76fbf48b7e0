"""Read a YAML file to texts in dicts and lists, and remember on which line each stood.

Every scalar is kept as the text that was written: ``no`` is no truth value, ``3,1`` and ``3.1`` are the same
number and ``2028-12-31`` becomes a date only where one is expected. A key that stands twice is an error, and
so are references (``&``, ``*``), which no input file needs.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # its stubs do not say so
from yaml.resolver import BaseResolver

from model.errors import Fault, InputError
from model.fields import AnyTyped, Location
from model.read.text_file import check_lines, read_text
from model.read.validation import validated

_DEEPEST = 20
LARGEST_YAML = 200 * 2**10
"""The largest YAML file that is read, in bytes: it takes far longer to read than a table of the same size."""


def read_yaml(path: Path, name: str, kind: type[AnyTyped]) -> AnyTyped:
    """Return the content of a YAML file as a typed object.

    Raises
    ------
    InputError
        With a fault for each thing that is wrong in the file.
    """
    data, row_of = read_data(path, name)
    return validated(kind, data, name, row_of)


def read_data(path: Path, name: str) -> tuple[Any, Callable[[Location], int | None]]:
    """Return the content of a YAML file as texts in dicts and lists, and what gives the line of a place in it.

    Raises
    ------
    InputError
        If it is no YAML file that can be read.
    """
    text = read_text(path, name, LARGEST_YAML)
    check_lines(text, name)
    lines: dict[Location, int] = {}
    data = _plain(_node(text, name), (), lines, name)
    return data, lambda location: _line(lines, location)


def _node(text: str, name: str) -> yaml.Node | None:
    """Return what a text says: as libyaml reads it, which is quick, and else as PyYAML's own reader does.

    Only the latter says rightly on which line something is wrong. It also reads what libyaml is too lax with, tabs
    and marks of the order of bytes.
    """
    if "\t" not in text and "\ufeff" not in text:
        with suppress(yaml.YAMLError, ValueError, OverflowError):
            return _Quick(text).get_single_node()
    try:
        return yaml.compose(text, Loader=_Strict)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        told = "giltig YAML: kontrollera indrag, kolon och citattecken"
        expected = error.problem if isinstance(error, _RefusedError) and error.problem else told
        raise InputError(Fault(name, expected, row=line)) from None
    except (yaml.YAMLError, ValueError, OverflowError):  # the last two of what is written as no character can be
        raise InputError(Fault(name, "giltig YAML utan styrtecken")) from None


class _RefusedError(yaml.MarkedYAMLError):
    """Something that YAML allows and no input file needs."""


class _Refusing(Composer):
    """Refuses references and depth where they stand, before anything is made of them."""

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[attr-defined]  # of the parser beside
        if getattr(event, "anchor", None) is not None:
            raise _RefusedError(None, None, "inga hänvisningar (& eller *) i filen", event.start_mark)
        if self._depth > _DEEPEST:
            raise _RefusedError(None, None, f"högst {_DEEPEST} nivåer", event.start_mark)
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


class _Strict(_Refusing, yaml.BaseLoader):
    """PyYAML's own reader."""


class _Quick(_Refusing, CParser, BaseResolver):
    """The reader of libyaml, whose events make the same nodes."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        Composer.__init__(self)
        BaseResolver.__init__(self)


def _plain(node: yaml.Node | None, place: Location, lines: dict[Location, int], name: str) -> Any:
    if node is None:
        return None
    line = node.start_mark.line + 1
    lines[place] = line
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*place, i), lines, name) for i, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return node.value
    plain: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise InputError(Fault(name, "en nyckel i klartext", row=key.start_mark.line + 1))
        if key.value in plain:
            raise InputError(
                Fault(name, "varje nyckel en enda gång", row=key.start_mark.line + 1, column=key.value)
            )
        plain[key.value] = _plain(value, (*place, key.value), lines, name)
        lines[(*place, key.value)] = key.start_mark.line + 1
    return plain


def _line(lines: dict[Location, int], location: Location) -> int | None:
    """Return the line of a place, or of the nearest thing around it when it is missing."""
    while location not in lines and location:
        location = location[:-1]
    return lines.get(location)
