"""Read a YAML file to texts in dicts and lists, and remember on which line each stood.

Every scalar is kept as the text that was written: ``no`` is no truth value, ``3,1`` and ``3.1`` are the same
number and ``2028-12-31`` becomes a date only where one is expected. A key that stands twice is an error, and
so are references (``&``, ``*``), which no input file needs.
"""

from pathlib import Path
from typing import Any, TypeVar

import yaml

from model.errors import Fault, InputError
from model.fields import Typed
from model.inputs.text import read_text
from model.inputs.validation import Location, validated

AnyTyped = TypeVar("AnyTyped", bound=Typed)

LARGEST_YAML = 2**19
"""The largest YAML file that is read, in bytes: ten times what anybody writes, a second or two to read."""

_DEEPEST = 20
_OPENING = (
    yaml.BlockSequenceStartToken,
    yaml.BlockMappingStartToken,
    yaml.FlowSequenceStartToken,
    yaml.FlowMappingStartToken,
)
_CLOSING = (yaml.BlockEndToken, yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)


def read_yaml(path: Path, name: str, kind: type[AnyTyped]) -> AnyTyped:
    """Return the content of a YAML file as a typed object.

    Raises
    ------
    InputError
        With a fault for each thing that is wrong in the file.
    """
    text = read_text(path, name, LARGEST_YAML)
    lines: dict[Location, int] = {}
    try:
        _check_tokens(text, name)
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise InputError(Fault(name, "giltig YAML: kontrollera indrag, kolon och citattecken", row=line)) from None
    except (yaml.YAMLError, RecursionError):
        raise InputError(Fault(name, "giltig YAML utan styrtecken")) from None
    data = _plain(node, (), lines, name)
    return validated(kind, data, name, lambda location: _line(lines, location))


def _check_tokens(text: str, name: str) -> None:
    """Refuse references and deep nesting while the file is a row of tokens, before anything grows out of it."""
    depth = 0
    for token in yaml.scan(text):
        if isinstance(token, yaml.AliasToken | yaml.AnchorToken):
            raise InputError(Fault(name, "inga hänvisningar (& eller *) i filen"))
        depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        if depth > _DEEPEST:
            raise InputError(Fault(name, f"högst {_DEEPEST} nivåer", row=token.start_mark.line + 1))


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
