"""argparse's own words in Swedish: it asks gettext for them, and here is the answer."""

import argparse

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


def in_swedish() -> None:
    """Make argparse speak Swedish in this process; a sentence not known here stays as it is."""
    vars(argparse)["_"] = lambda text: _SWEDISH.get(text, text)
