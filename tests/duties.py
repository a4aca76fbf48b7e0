"""Write docs/ataganden.md: every obligation of the agreements, and what of the model holds it, or that none does.

The obligations are in docs/ataganden.csv; each names rows of docs/paragrafer.csv by their effect, indicators,
readings or assumptions, with ``|`` between.
"""

import csv

from model.read.begin import PROJECT, begin

DUTIES = PROJECT / "docs" / "ataganden.csv"
TARGET = PROJECT / "docs" / "ataganden.md"
HEAD = """\
# Avtalens åtaganden

Varje åtagande i de tre avtalen, i ordning: vems det är, vad i modellen som håller det, och vad modellen inte gör.
{whole} åtaganden håller modellen, {half} håller den delvis, och {none} ligger utanför; tillsammans {every}.
En *verkan* har funktioner och test i [avtal-till-kod.md](avtal-till-kod.md). En *indikator* räknas av verksamheten
och visas mot sitt mål. Sidan görs av `make docs` ur `docs/ataganden.csv`; ändra den inte för hand.

| Paragraf | Åtagande | Vems | Hålls av | Utanför modellen |
|---|---|---|---|---|
"""


def duties() -> list[dict[str, str]]:
    """Return the rows of docs/ataganden.csv."""
    with DUTIES.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def holders(duty: dict[str, str]) -> list[tuple[str, str]]:
    """Return what holds an obligation: of which kind each is, and its name."""
    told = [each.strip().partition(": ") for each in duty["halls_av"].split("|") if each.strip()]
    return [(kind, name) for kind, _, name in told]


def known(effects: set[str]) -> dict[str, set[str]]:
    """Return what can hold an obligation, by kind; the effects are those of docs/paragrafer.csv."""
    inputs = begin(PROJECT / "inputs").inputs
    every = [version for agreed in inputs.agreements.values() for version in agreed.every]
    return {
        "verkan": effects,
        "indikator": {f"{each.id}.{item.id}" for each in every for item in each.indicators},
        "tolkning": {each.id for each in inputs.readings},
        "antagande": {each.id for each in inputs.assumptions},
    }


def page() -> str:
    """Return the document."""
    rows = duties()
    held = [(bool(row["halls_av"]), bool(row["utanfor"])) for row in rows]
    counts = {
        "whole": held.count((True, False)),
        "half": held.count((True, True)),
        "none": held.count((False, True)),
    }
    lines = [
        f"| {row['paragraf']} | {row['atagande']} | {row['vem']} | "
        f"{'<br>'.join(f'{kind}: {name}' for kind, name in holders(row))} | {row['utanfor']} |\n"
        for row in rows
    ]
    return HEAD.format(every=len(rows), **counts) + "".join(lines)
