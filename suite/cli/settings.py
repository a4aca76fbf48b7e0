"""A user's own settings: what ``kostnad.toml`` in the current folder says, where the command line says nothing."""

import argparse
import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import Field

from model.errors import Fault, InputError
from model.fields import Location, Name, OptionalName, Typed, Year, YesNo
from model.near import meant
from model.read.text_file import read_text
from model.read.validation import validated

FILE = "kostnad.toml"


class Settings(Typed):
    """What the file may say; every key may be left out."""

    inputs: OptionalName = Field(None, alias="indata")
    outputs: Name = Field("outputs", alias="utdata")
    contact: OptionalName = Field(None, alias="kontakt")
    year: Year | None = Field(None, alias="ar")
    attach: YesNo = Field(True, alias="pdf_bilagor")


def read_settings(folder: Path) -> Settings:
    """Return the settings of a folder; those of none where it has no file of them.

    Raises
    ------
    InputError
        If the file is wrong: no TOML, a key that is not known, or a value of another kind.
    """
    path = folder / FILE
    if not path.is_file():
        return Settings()
    text = read_text(path, FILE)
    data = _toml(text)
    known = [str(field.alias) for field in Settings.model_fields.values()]
    strange = [key for key in data if key not in known]
    if strange:
        told = f"någon av nycklarna {', '.join(known)}"
        faults = [Fault(FILE, told + meant(key, known), key, _line_of(text, (key,)), key) for key in strange]
        raise InputError(*faults)
    texts = {key: value if isinstance(value, dict | list) else str(value) for key, value in data.items()}
    return validated(Settings, texts, FILE, lambda place: _line_of(text, place))


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        told = 'nyckel = "värde" på varje rad, med / i sökvägar, till exempel indata = "mina/indata"'
        raise InputError(Fault(FILE, told, _said(text, line), line)) from None


def _said(text: str, line: int) -> str:
    lines = text.splitlines()
    return lines[line - 1].strip() if 0 < line <= len(lines) else ""


def _line_of(text: str, place: Location) -> int | None:
    """Return the line of a key, or of a table that has its name."""
    key = re.escape(str(place[0])) if place else ""
    found = re.search(rf"""^[ \t]*\[?["']?{key}["']?[ \t]*[\].=]""", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else None


def fill(options: argparse.Namespace, settings: Settings) -> str:
    """Put settings where the command line says nothing, and return what was put, in words.

    Parameters
    ----------
    options : Namespace
        What the command line says. A folder of inputs that it does not name is the empty text, a year that it had
        to name None; ``uses`` names the other keys that its command has a use for. What makes a package again
        takes all but the folder to write in from the package.
    settings : Settings
        What the file says.
    """
    given, used = vars(options), dict[str, object]()
    own = not given.get("paket")
    if own and given.get("inputs") == "" and settings.inputs:
        options.inputs = used["indata"] = settings.inputs
    if own and "ar" in given and given["ar"] is None and settings.year:
        options.ar = used["år"] = str(settings.year)
    uses = given.get("uses", ())
    if "utdata" in uses and not given["ut"] and "outputs" in settings.model_fields_set:
        used["utdata"] = settings.outputs
    if own and "kontakt" in uses and settings.contact:
        used["kontakt"] = settings.contact
    if "pdf_bilagor" in uses and not settings.attach:
        used["pdf_bilagor"] = "nej"
    options.settings = settings
    return ", ".join(f"{name} {value}" for name, value in used.items())
