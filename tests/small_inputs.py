"""Small inputs of the tests' own: the real agreement, round figures, and every year covered."""

import shutil
from pathlib import Path

from model.amounts.closing import Closing, entries_digest
from model.amounts.issued import Issued
from model.amounts.outcome import gather
from model.read.begin import PROJECT
from model.read.load import load
from model.read.record_file import CLOSINGS, LEDGER
from suite.files.records import append

MUNICIPALITIES = {
    "2303": "Ragunda",
    "2305": "Bräcke",
    "2309": "Krokom",
    "2313": "Strömsund",
    "2321": "Åre",
    "2326": "Berg",
    "2361": "Härjedalen",
    "2380": "Östersund",
}
POPULATION_HEADING = "kommunkod;kommun;datum;folkmangd;status;kalla;publicerad;ersatter"
INDEX_HEADING = "index;ar;procent;status;kalla;publicerad;ersatter"
SCENARIO = """\
scenario: bas
namn: Bas
forfattare: Testet
datum: 2026-01-01
varfor: För att prova.
befolkning: {metod: konstant}
"""
ROUND = [1000, 1000, 2000, 1000, 1000, 1000, 1000, 8000]
READINGS = """\
lasningar:
  - kod: omfattning
    avtal: energikontor
    paragraf: "§7"
    fraga: Allt eller det överskjutande?
    lasning: Allt.
    varfor: Prov.
    avgors_av: Samrådsgruppen
    annars:
      - lasning: Det överskjutande.
        andrar: {slutavrakning.omfattning: overskjutande}
"""
ASSUMPTIONS = """\
antaganden:
  - kod: lpix
    antagande: LPIX är 3 %.
    varfor: Prov.
    tillforlitlighet: låg
    vem: Testet
    nar: 2026-01-01
    galler_till: 2023-01-31
    prov: {steg: en procentenhet högre, lpix: 1}
"""


def population_csv(years: dict[int, list[int]]) -> str:
    """Return a population file with the eight municipalities' figures on 1 November of some years."""
    rows = [
        f"{code};{name};{year}-11-01;{figure};fastställd;SCB;{year}-12-15;"
        for year, figures in years.items()
        for (code, name), figure in zip(MUNICIPALITIES.items(), figures, strict=True)
    ]
    return "\n".join([POPULATION_HEADING, *rows]) + "\n"


def index_csv(changes: dict[int, str], name: str = "LPIX") -> str:
    """Return an index file."""
    rows = [f"{name};{year};{change};fastställd;Regionplan;{year - 1}-11-25;" for year, change in changes.items()]
    return "\n".join([INDEX_HEADING, *rows]) + "\n"


def small_inputs(root: Path) -> Path:
    """Write the small inputs in a folder, and return it."""
    for name in ("avtal", "scenarier", "utfall"):
        (root / name).mkdir(parents=True)
    shutil.copy(PROJECT / "inputs" / "avtal" / "energikontor.yaml", root / "avtal")
    (root / "befolkning.csv").write_text(
        population_csv(
            {
                2022: [1000, 1000, 2000, 1000, 1000, 1000, 1000, 8000],
                2023: [1000, 1000, 2000, 1000, 1000, 1000, 1000, 8000],
                2024: [1100, 1000, 2000, 1000, 1000, 1000, 1000, 8000],
            }
        ),
        encoding="utf-8",
    )
    (root / "lpix.csv").write_text(index_csv(dict.fromkeys(range(2025, 2034), "3,0")), encoding="utf-8")
    (root / "scenarier" / "bas.yaml").write_text(SCENARIO, encoding="utf-8")
    (root / "utfall" / "kostnadsposter.csv").write_text(
        "avtal;projekt;konto_fran;konto_till;kostnadspost\n"
        "energikontor;CHEF;4000;7999;enhetschef\nenergikontor;;6000;6999;ovrigt\n",
        encoding="utf-8",
    )
    (root / "utfall" / "energikontor_2025.csv").write_text(
        "datum;verifikation;konto;projekt;motpart;belopp;text;status\n"
        "2025-03-31;A1;5010;CHEF;;900 000,50;Lön;fastställd\n"
        "2025-12-30;A2;6500;X;;500 000,00;Resor;fastställd\n",
        encoding="utf-8",
    )
    return root


def all_agreements(folder: Path) -> Path:
    """Let small inputs hold all three agreements, with round populations 2018–2024 and LPIX 3 % from 2020."""
    for name in ("natverk", "kompetensattraktion"):
        shutil.copy(PROJECT / "inputs" / "avtal" / f"{name}.yaml", folder / "avtal")
    people = population_csv(dict.fromkeys(range(2018, 2025), ROUND))
    (folder / "befolkning.csv").write_text(people, encoding="utf-8")
    (folder / "lpix.csv").write_text(index_csv(dict.fromkeys(range(2020, 2034), "3,0")), encoding="utf-8")
    return folder


def published(folder: Path, day: str) -> None:
    """Let every row of the series be published on one day, so that a run as of any later day knows them all."""
    for name in ("befolkning.csv", "lpix.csv"):
        rows = [line.split(";") for line in (folder / name).read_text(encoding="utf-8").splitlines()]
        place = rows[0].index("publicerad")
        known = [[*row[:place], day, *row[place + 1 :]] for row in rows[1:]]
        (folder / name).write_text("\n".join(map(";".join, [rows[0], *known])) + "\n", encoding="utf-8")


def edit(path: Path, old: str, new: str) -> None:
    """Change a text that occurs in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def closed(folder: Path, year: int = 2025, code: str = "energikontor", day: str = "2026-01-15") -> Path:
    """Close a year's books in an inputs folder, whatever its outcome lacks, and return the folder."""
    inputs = load(folder)
    entries = inputs.outcomes[code, year]
    outcome = gather(inputs.agreements[code].in_year(year), entries, inputs.mapping)
    row = {"avtal": code, "ar": year, "dag": day, "utfall_kr": outcome.total, "beslut": "RUN/9/2026"}
    closing = Closing.model_validate(row | {"utfall_hash": entries_digest(entries)})
    append(folder, CLOSINGS, inputs.rows(Closing), [closing])
    return folder


def issued(
    folder: Path,
    *sent: tuple[str, int, str, int],
    period: str = "månad 1–12",
    day: str = "",
    kind: str = "förskott",
) -> Path:
    """Issue advances, or another kind, each an agreement, a year, a party and kronor, and return the folder.

    They are of the first day of the year unless told otherwise.
    """
    earlier = load(folder).rows(Issued)
    rows = [
        {
            "nr": number,
            "utfardad": day or f"{year}-01-01",
            "avtal": code,
            "ar": year,
            "part": party,
            "mottagare": "Betalaren",
            "slag": kind,
            "period": period,
            "belopp_kr": kronor,
            "forfaller": f"{year}-01-31",
            "underlag": "abc",
            "per_datum": day or f"{year}-01-01",
            "av": "Namn",
        }
        for number, (code, year, party, kronor) in enumerate(sent, len(earlier) + 1)
    ]
    append(folder, LEDGER, earlier, [Issued.model_validate(row) for row in rows])
    return folder
