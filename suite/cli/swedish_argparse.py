"""A command line in Swedish: argparse's own words, names with å, ä and ö, and numbers with a decimal comma."""

import argparse
import contextlib
import re
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

from model.near import meant

_SWEDISH = {
    "usage: ": "användning: ",
    "options": "val",
    "positional arguments": "argument",
    "show this help message and exit": "visa den här hjälpen och avsluta",
    "%(prog)s: error: %(message)s\n": "Fel: %(message)s\n",
    "the following arguments are required: %s": "detta saknas: %s",
    "unrecognized arguments: %s": "okänt på kommandoraden: %s",
    "expected one argument": "väntade ett värde",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s kan betyda %(matches)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "fann %(value)s, väntade något av %(choices)s",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "fann %(parser_name)s, väntade något av %(choices)s",
    "invalid %(type)s value: %(value)r": "fann %(value)s, väntade ett annat slags värde",
    "ignored explicit argument %r": "tar inget värde, fann %s",
}

_NEGATIVE = re.compile(r"[-−–]\d[\d\s.,]*%?")
"""A value that argparse would take as an option, since it begins with a minus sign."""


class SwedishParser(argparse.ArgumentParser):
    """A parser whose values are text as it was typed, and that says what was probably meant by a wrong word.

    A value without a type of its own is a name or a number, and goes through `typed`; what may be a path has a
    type, so that it stays the very name that the file has.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **{"formatter_class": argparse.RawDescriptionHelpFormatter, **named})
        self.register("type", None, typed)

    def add_subparsers(self, **named: Any) -> Any:
        """Return the action that has the verbs; it hands on what follows a verb as it is."""
        verbs = super().add_subparsers(**named)
        verbs.type = str
        return verbs

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError as error:
            error.message += meant(str(value), map(str, action.choices or ()))
            raise


def typed(text: str) -> str:
    """Return a text as it was typed, composed, whatever the locale made of its bytes: ``Åre``."""
    handed_over = sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()
    with contextlib.suppress(UnicodeError):  # the terminal has another encoding, and the locale says which
        text = text.encode(*handed_over).decode("utf-8")
    return unicodedata.normalize("NFC", text)


def joined(arguments: Sequence[str]) -> list[str]:
    """Return a command line on which a negative number stands with its option: ``--procent=-3,3``."""
    found: list[str] = []
    for text in arguments:
        if _NEGATIVE.fullmatch(text) and found and re.fullmatch(r"--[^=]+", found[-1]):
            found[-1] += f"={text}"
        else:
            found.append(text)
    return found


def in_swedish() -> None:
    """Make argparse speak Swedish in this process; a sentence not known here stays as it is."""
    vars(argparse)["_"] = lambda text: _SWEDISH.get(text, text)
