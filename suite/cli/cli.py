"""The command line, ``python -m model``: verbs, options and messages are Swedish."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from model.errors import InputError
from model.read.refusal import refused
from suite.cli.swedish_argparse import SwedishParser, in_swedish, joined


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status.

    0 when all is well, 1 when the inputs are not or something failed, 2 for misuse of the command line, 3 when
    findings held the invoice basis back and all else was made.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    in_swedish()
    options = _parser().parse_args(joined(sys.argv[1:] if arguments is None else arguments))
    try:
        status = int(resolve_name(options.verb)(options))  # not imported before: a help needs nothing of it
        sys.stdout.flush()
        return status
    except InputError as error:
        print("\n".join(f"Fel: {fault}" for fault in error.faults), file=sys.stderr)
    except OSError as error:
        if not isinstance(error, BrokenPipeError):  # whoever read the output has seen enough
            print(f"Fel: {refused(error)}", file=sys.stderr)
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  kept open for Python's own last flush
    except KeyboardInterrupt:
        print("Avbrutet; det som inte var klart är inte skrivet.", file=sys.stderr)
    return 1


_DESPITE = "kort för --trots antagande: gör fakturaunderlaget även om det vilar på antaganden"


def _parser() -> argparse.ArgumentParser:
    inputs = SwedishParser(add_help=False)
    inputs.add_argument(
        "--inputs", metavar="MAPP", default="", type=str, help="mapp med indata (annars projektets egen)"
    )
    shared = SwedishParser(add_help=False, parents=[inputs])
    shared.add_argument("--per-datum", metavar="DATUM", default="", help="räkna med det som var publicerat då")
    common = SwedishParser(add_help=False, parents=[shared])
    common.add_argument(
        "--scenario", metavar="FIL", default="bas", type=str, help="scenariots kod eller en scenariofil"
    )
    parser = SwedishParser(
        prog="python -m model", description="Kostnadsfördelning för länets gemensamma avtal, exakt till kronan."
    )
    known = parser.add_subparsers(title="kommandon", metavar="KOMMANDO", required=True)
    _add_amounts(known, common)
    _add_what_if(known, shared, common)
    _add_workbook(known, inputs, common)
    _add_fetching(known, inputs)
    _add_ledger(known, common)
    _add_reports(known, common)
    return parser


def _add_amounts(known: Any, common: argparse.ArgumentParser) -> None:
    """Add the verbs that compute and explain."""
    check = known.add_parser("kontroll", parents=[common], help="granska indata och lista vad som är antaget")
    check.set_defaults(verb="suite.cli.verbs:check")

    compute = known.add_parser("berakna", parents=[common], help="räkna ut vad varje part betalar")
    compute.add_argument("--ar", metavar="ÅR", default="", help="år eller spann, till exempel 2024-2033")
    compute.add_argument("--ut", metavar="FIL", type=Path, help="skriv till fil som slutar på .csv eller .json")
    compute.set_defaults(verb="suite.cli.verbs:compute")

    explain = known.add_parser("forklara", parents=[common], help="visa steg för steg hur ett belopp blev till")
    explain.add_argument("--ar", metavar="ÅR", required=True, help="verksamhetsår")
    explain.add_argument("--part", metavar="PART", required=True, help="partens namn eller kod, till exempel Åre")
    explain.set_defaults(verb="suite.cli.verbs:explain")

    why = known.add_parser("varfor", parents=[common], help="visa varför en parts belopp har ändrats")
    why.add_argument("--part", metavar="PART", required=True, help="partens namn eller kod, till exempel Åre")
    why.add_argument("--fran", metavar="ÅR", required=True, help="år att jämföra från")
    why.add_argument("--till", metavar="ÅR", default="", help="år att jämföra med (annars samma år)")
    why.add_argument("--till-scenario", metavar="FIL", default="", type=str, help="annat scenario att jämföra med")
    why.add_argument("--till-per-datum", metavar="DATUM", default="", help="annat per-datum att jämföra med")
    why.set_defaults(verb="suite.cli.verbs:why")


def _add_what_if(known: Any, shared: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    """Add the verbs that ask what it could cost."""
    scenario = known.add_parser("scenario", parents=[shared], help="jämför vad scenarier kostar")
    scenario.add_argument(
        "scenarier",
        metavar="SCENARIO",
        nargs="+",
        type=str,
        help="koder eller filer, det första att jämföra med",
    )
    scenario.add_argument("--part", metavar="PART", default="", help="år för år för en part, till exempel Åre")
    scenario.add_argument("--ut", metavar="FIL", type=Path, help="skriv till fil som slutar på .csv eller .json")
    scenario.set_defaults(verb="suite.cli.verbs:scenarios")

    simulate = known.add_parser("simulera", parents=[common], help="visa hur mycket kostnaden kan variera")
    simulate.add_argument("--part", metavar="PART", default="", help="en part, till exempel Åre (annars alla)")
    simulate.add_argument("--niva", metavar="KR", default="", help="hur troligt är det att ett år kostar mer?")
    simulate.add_argument("--banor", metavar="ANTAL", default="", help="antal banor (annars scenariots)")
    simulate.add_argument("--fro", metavar="TAL", default="", help="frö; samma frö ger samma banor")
    simulate.add_argument("--dask", metavar="ADRESS", default="", help="räkna på ett Daskkluster, samma resultat")
    simulate.add_argument("--ut", metavar="FIL", type=Path, help="skriv till fil som slutar på .csv eller .json")
    simulate.set_defaults(verb="suite.cli.verbs:simulation")

    sensitive = known.add_parser("kanslighet", parents=[common], help="visa vad som flyttar kostnaden mest")
    sensitive.add_argument("--part", metavar="PART", default="", help="en part, till exempel Åre (annars alla)")
    sensitive.set_defaults(verb="suite.cli.verbs:sensitivity")


def _add_workbook(known: Any, inputs: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    """Add the verbs of the workbook that computes by itself."""
    book = known.add_parser(
        "arbetsbok", parents=[common], help="gör en arbetsbok som räknar själv, med alla scenarier"
    )
    book.add_argument(
        "--ut", metavar="FIL", type=Path, default=Path("outputs/arbetsbok.xlsx"), help="fil som slutar på .xlsx"
    )
    book.set_defaults(verb="suite.cli.verbs:workbook")

    back = known.add_parser("las-arbetsbok", parents=[inputs], help="gör ett scenario av en ändrad arbetsbok")
    back.add_argument("fil", metavar="FIL", type=Path, help="arbetsbok från kommandot arbetsbok")
    back.add_argument("--namn", metavar="NAMN", default="", help="vad scenariot ska heta")
    back.add_argument("--ut", metavar="FIL", type=Path, help="scenariofil som slutar på .yaml (annars outputs/)")
    back.set_defaults(verb="suite.cli.verbs:read_workbook")


def _add_ledger(known: Any, common: argparse.ArgumentParser) -> None:
    """Add the verb that takes up a year's outcome."""
    ledger = known.add_parser("utfall", parents=[common], help="läs utfall ur SIE 4, CSV eller arbetsbok")
    ledger.add_argument("fil", metavar="FIL", type=Path, help="fil som slutar på .se, .si, .sie, .csv eller .xlsx")
    ledger.add_argument("--avtal", metavar="AVTAL", default="", help="avtalets kod, till exempel energikontor")
    ledger.add_argument("--ar", metavar="ÅR", default="", help="verksamhetsår")
    ledger.add_argument(
        "--visa", action="store_true", help="visa bara vad filen innehåller; avtal och år behövs inte"
    )
    ledger.add_argument("--dimension", metavar="NR", default="6", help="SIE-dimension för projekt (annars 6)")
    ledger.add_argument("--projekt", metavar="P1,P2", default="", help="projekt (annars de i kostnadsposter.csv)")
    ledger.add_argument("--blad", metavar="NAMN", default="", help="bladet i arbetsboken (annars alla med rader)")
    ledger.add_argument(
        "--kolumner",
        metavar="KOLUMN=RUBRIK",
        action="append",
        default=[],
        help="vad en kolumn heter i filen, till exempel belopp=Saldo; flera med kommatecken emellan",
    )
    ledger.add_argument(
        "--status",
        metavar="STATUS",
        default="",
        help="hur säker bokföringen är (annars filens, för SIE preliminär)",
    )
    ledger.add_argument("--skriv", action="store_true", help="skriv årets utfall i indata (annars visas det bara)")
    ledger.add_argument("--trots", metavar="KOD", action="append", default=[], help="skriv trots en iakttagelse")
    ledger.add_argument("--ut", metavar="FIL", type=Path, help="skriv raderna till en ny fil som slutar på .csv")
    ledger.set_defaults(verb="suite.cli.verbs:import_ledger")


def _add_reports(known: Any, common: argparse.ArgumentParser) -> None:
    """Add the verbs that make what leaves the house, and the one that compares two of them."""
    year = SwedishParser(add_help=False)
    year.add_argument("ar", metavar="ÅR", help="verksamhetsår")
    folder = SwedishParser(add_help=False)
    folder.add_argument(
        "--ut", metavar="MAPP", default="outputs", type=str, help="mapp för utdata (annars outputs)"
    )
    passing = SwedishParser(add_help=False)
    passing.add_argument(
        "--trots", metavar="KOD", action="append", default=[], help="kvittera en iakttagelse; kan upprepas"
    )
    passing.add_argument("--skal", metavar="TEXT", default="", help="varför det görs trots iakttagelsen")
    passing.add_argument("--trots-antagande", action="store_true", help=_DESPITE)
    invoice = known.add_parser(
        "faktura", parents=[year, common, folder, passing], help="gör årets fakturaunderlag"
    )
    invoice.set_defaults(verb="suite.cli.verbs:invoice")

    report = known.add_parser("rapport", parents=[year, common, folder], help="gör en av årets rapporter")
    report.add_argument(
        "--namn", metavar="NAMN", default="", help="till exempel partsblad (annars ekonomisk_rapport)"
    )
    report.add_argument("--part", metavar="PART", default="", help="bara för en part, till exempel Åre")
    report.add_argument(
        "--kvartal", metavar="N", choices="1234", help="bara kvartalsrapporten för kvartal 1, 2, 3 eller 4"
    )
    report.add_argument("--halvar", metavar="N", choices="12", help="bara halvårsrapporterna för halvår 1 eller 2")
    report.set_defaults(verb="suite.cli.verbs:report")

    package = known.add_parser(
        "arspaket", parents=[year, common, folder, passing], help="gör alla årets rapporter"
    )
    package.add_argument("--tvinga", action="store_true", help="gör om även det som inte har ändrats")
    package.add_argument("--dask", metavar="ADRESS", default="", help="gör rapporterna på ett Daskkluster")
    package.set_defaults(verb="suite.cli.verbs:package")

    compare = known.add_parser("jamfor", help="visa vad som skiljer två körningar, och varför")
    kinds = "mapp från rapport, arspaket eller faktura, eller fil från berakna"
    compare.add_argument("fore", metavar="FÖRE", type=Path, help=kinds)
    compare.add_argument("efter", metavar="EFTER", type=Path, help="den senare, av samma slag")
    compare.add_argument("--ut", metavar="FIL", type=Path, help="skriv varje rad till en fil: .xlsx eller .csv")
    compare.set_defaults(verb="suite.cli.verbs:compare")


def _add_fetching(known: Any, inputs: argparse.ArgumentParser) -> None:
    """Add the verb that brings new rows of the series."""
    write = SwedishParser(add_help=False, parents=[inputs])
    write.add_argument("--skriv", action="store_true", help="skriv i indata (annars visas det bara)")
    write.add_argument("--angra", action="store_true", help="ta bort det som hamta senast lade till i serien")
    kinds = known.add_parser("hamta", help="hämta nya siffror till en serie")
    kinds = kinds.add_subparsers(title="serier", metavar="SERIE", required=True)

    people = kinds.add_parser("befolkning", parents=[write], help="folkmängd från SCB, en fråga")
    people.add_argument(
        "tid",
        metavar="TID",
        nargs="?",
        default="",
        help="år som 2024, eller månad som 2025M10 där tabellen har månader",
    )
    people.add_argument(
        "--tabell", metavar="KOD", default="", help="en tabell i hamtning.yaml (annars den första)"
    )
    people.add_argument("--ersatter", metavar="DATUM", default="", help="datum som siffrorna står i stället för")
    people.set_defaults(verb="suite.fetch.new_rows:population")

    index = kinds.add_parser("lpix", parents=[write], help="LPIX ur en hämtad fil, eller ett beslutat värde")
    index.add_argument(
        "fil", metavar="FIL", type=Path, nargs="?", help="arbetsbok (.xlsx) eller CSV som du har hämtat"
    )
    index.add_argument("--ar", metavar="ÅR", default="", help="året som förändringen gäller")
    index.add_argument("--procent", metavar="TAL", default="", help="förändringen, till exempel 3,1")
    index.add_argument("--beslut", metavar="TEXT", default="", help="beslutet eller utgåvan, med dag")
    index.add_argument("--publicerad", metavar="DATUM", default="", help="dag, om den inte står i beslutet")
    index.add_argument("--index", metavar="NAMN", default="", help="indexet (annars LPIX, om det är det enda)")
    index.add_argument("--blad", metavar="NAMN", default="", help="bladet i arbetsboken (annars alla)")
    index.add_argument("--kolumn", metavar="NAMN", default="", help="indexets namn i filen (annars --index)")
    index.add_argument("--status", metavar="STATUS", default="fastställd", help="hur säkert värdet är")
    index.add_argument("--trots", metavar="KOD", action="append", default=[], help="index: värdet är rätt")
    index.add_argument("--skal", metavar="TEXT", default="", help="varför ett ovanligt värde är rätt")
    index.set_defaults(verb="suite.fetch.new_rows:index")
