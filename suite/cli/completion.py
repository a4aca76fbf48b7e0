"""How the words of the command line go on: what a shell is told when a user asks it to finish one."""

import argparse
import contextlib
from typing import Any

import argcomplete

from model.errors import InputError
from suite.cli.swedish_argparse import SwedishParser

_LISTS = {"scenario": "scenarier", "till_scenario": "scenarier", "scenarier": "scenarier", "part": "parter"}
_LISTS |= {"avtal": "avtal", "namn": "rapporter"}


def complete(whole: SwedishParser) -> None:
    """Tell the shell how the word under its cursor may go on, and end the process."""
    _name(whole)
    argcomplete.autocomplete(whole)


def _name(parser: argparse.ArgumentParser) -> None:
    """Let what names something of the inputs be completed by what is there."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for verb in action.choices.values():
                _name(verb)
        elif action.dest in _LISTS:
            action.completer = _known  # type: ignore[attr-defined]  # where argcomplete looks for it


def _known(action: argparse.Action, parsed_args: argparse.Namespace, **_: Any) -> list[str]:
    """Return what an option may name, by what the inputs hold; nothing where they cannot be read."""
    from pathlib import Path

    from model.read.begin import inputs_folder
    from model.read.load import load
    from suite.cli.lists import names
    from suite.cli.settings import read_settings

    with contextlib.suppress(InputError, OSError):
        folder = getattr(parsed_args, "inputs", "") or read_settings(Path()).inputs or ""
        inputs, kind = load(inputs_folder(folder)), _LISTS[action.dest]
        if kind == "parter":
            return list(dict.fromkeys(party.short for party in inputs.parties))
        return [*names(kind, inputs)["kod"]]
    return []
