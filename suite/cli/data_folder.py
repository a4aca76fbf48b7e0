"""The verb that makes a folder of inputs of one's own, and the settings that lead to it."""

import argparse
import datetime as dt
import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from model.amounts.registers import READINGS_FILE
from model.errors import InputError
from model.read.begin import PROJECT
from model.read.load import FETCH_FILE, load
from model.read.tables import TABLES
from suite.cli.settings import FILE
from suite.files.folder import write_whole
from suite.files.messages import answer, tell
from suite.show.frame import write_frame

_BASE = "scenarier/bas.yaml"
_SCENARIO = """\
# Det som gäller: bara det här scenariot faktureras.
scenario: bas
namn: Bas
forfattare: Projektet
datum: {day}
varfor: Publicerade siffror så långt de räcker; därefter oförändrad folkmängd och ingen uppsägning.
befolkning: {{metod: konstant}}
"""
_SETTINGS = """\
# Inställningar för python -m model, när det körs i den här mappen. Kommandoraden går före.
# Sökvägar räknas härifrån och skrivs med /.
indata = {inputs}
utdata = "outputs"
# kontakt = "Namn, telefon, e-post"    # står i fakturaunderlag, rapporter och årspaket
# ar = 2026                            # året, när kommandot inte säger något
# pdf_bilagor = false                  # PDF/A-2 utan bilagor, när ett arkiv vill ha det
"""


def new(options: argparse.Namespace) -> int:
    """Make the folder, with the examples or without them, and beside it the settings."""
    folder: Path = options.mapp
    settings = folder.absolute().parent / FILE
    _check_empty(folder, settings)
    source, own = PROJECT / "inputs", load(PROJECT / "inputs").hashes
    kept = [
        name for name in own if not options.tom or name.startswith("avtal/") or name in {READINGS_FILE, FETCH_FILE}
    ]
    for name in kept:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, folder / name)
    if options.tom:
        kept += _write_headings(folder)
    if options.arbetsbok:
        from suite.fetch.in_step import write_input_workbook  # which is slow to import

        kept.append(write_input_workbook(folder).name)
    write_whole(settings, _SETTINGS.format(inputs=json.dumps(folder.name, ensure_ascii=False)), "utf-8")
    tell(f"{len(kept)} filer i {folder}; inställningarna i {settings} leder dit.")
    answer(f"Gå till {settings.parent} och börja med: python -m model kontroll")
    return 0


def _check_empty(folder: Path, settings: Path) -> None:
    """Refuse a folder that holds anything, and a place that has settings already."""
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise InputError(f"{folder} är inte tom; välj ett annat namn, så skrivs inget över")
    if settings.exists():
        raise InputError(f"{settings} finns redan; gör mappen någon annanstans, eller flytta undan den filen")


def _write_headings(folder: Path) -> Iterable[str]:
    """Write tables that hold nothing but their headings, and the scenario that holds; return their names."""
    for table in TABLES:
        (folder / table.file).parent.mkdir(parents=True, exist_ok=True)
        write_frame(pd.DataFrame(columns=table.columns), folder / table.file)
    (folder / _BASE).parent.mkdir(parents=True, exist_ok=True)
    write_whole(folder / _BASE, _SCENARIO.format(day=dt.date.today()), "utf-8")
    return [*(table.file for table in TABLES), _BASE]
