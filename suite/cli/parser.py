"""The words of the command line: verbs, options and examples, all in Swedish."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from suite.cli.examples import EXAMPLES
from suite.cli.swedish_argparse import SwedishParser

LISTS = ("scenarier", "parter", "avtal", "rapporter", "tabeller")
"""What `lista` lists."""

_WHOSE = "partens namn eller kod, till exempel Åre"
_DESPITE = "kort för --trots antagande: gör fakturaunderlaget även om det vilar på antaganden"


class _Version(argparse.Action):
    """Prints the version, which is looked up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from suite.files.provenance import model_version

        print(f"kostnadsmodell {model_version()}")
        parser.exit()


class _Shared(NamedTuple):
    """What several verbs take: each of the first four takes what the ones before it do."""

    voice: SwedishParser
    inputs: SwedishParser
    dated: SwedishParser
    common: SwedishParser
    figures: SwedishParser


def parser() -> SwedishParser:
    """Return the parser of the whole command line; nothing of the model is imported for it."""
    shared = _shared()
    whole = SwedishParser(
        prog="python -m model",
        description="Kostnadsfördelning för länets gemensamma avtal, exakt till kronan.",
        epilog=EXAMPLES[""],
        parents=[shared.voice],
    )
    whole.add_argument("--version", action=_Version, nargs=0, help="visa versionen och avsluta")
    known = whole.add_subparsers(title="kommandon", metavar="KOMMANDO", required=True)
    figures = (_add_amounts, _add_what_if, _add_workbook, _add_fetching, _add_tables, _add_ledger)
    for add in (*figures, _add_reports, _add_made, _add_facts, _add_own):
        add(known, shared)
    return whole


def _shared() -> _Shared:
    """Return the options that several verbs have."""
    voice = SwedishParser(add_help=False, argument_default=argparse.SUPPRESS)
    voice.add_argument("--tyst", action="store_true", help="säg bara svar, varningar och fel")
    voice.add_argument("--logg", metavar="FIL", type=Path, help="skriv också allt som sägs i en fil, med tid")
    inputs = SwedishParser(add_help=False, parents=[voice])
    inputs.add_argument(
        "--inputs", metavar="MAPP", default="", type=str, help="mapp med indata (annars projektets egen)"
    )
    dated = SwedishParser(add_help=False, parents=[inputs])
    dated.add_argument("--per-datum", metavar="DATUM", default="", help="räkna med det som var publicerat då")
    common = SwedishParser(add_help=False, parents=[dated])
    common.add_argument(
        "--scenario", metavar="FIL", default="bas", type=str, help="scenariots kod eller en scenariofil"
    )
    figures = SwedishParser(add_help=False)
    figures.add_argument("--ut", metavar="FIL", type=Path, help="skriv till fil: .csv, .json eller .xlsx")
    figures.add_argument("--json", action="store_true", help="visa raderna som JSON, för andra program")
    return _Shared(voice, inputs, dated, common, figures)


def _verb(
    known: Any,
    name: str,
    does: str,
    *parents: argparse.ArgumentParser,
    to: str,
    room: str = "cli",
    uses: Sequence[str] = (),
) -> SwedishParser:
    """Add a verb: its help, the options that it shares, and the function that does it."""
    told = {"help": does, "description": f"{does[0].upper()}{does[1:]}.", "epilog": EXAMPLES[name]}
    verb: SwedishParser = known.add_parser(name, parents=parents, **told)
    verb.set_defaults(verb=f"suite.{room}.{to}", misused=verb.error, uses=uses)
    return verb


def _add_amounts(known: Any, shared: _Shared) -> None:
    """Add the verbs that compute and explain."""
    both = (shared.common, shared.figures)
    _verb(known, "kontroll", "visa vad som är att göra, och granska indata", *both, to="control:check")

    compute = _verb(known, "berakna", "räkna ut vad varje part betalar", *both, to="amounts:compute")
    compute.add_argument("--ar", metavar="ÅR", default="", help="år eller spann (annars tio år, 2024-2033)")
    compute.add_argument("--part", metavar="PART", default="", help="bara en part, avtal för avtal")
    compute.add_argument("--avtal", metavar="AVTAL", default="", help="bara ett avtal, till exempel natverk")
    compute.add_argument("--detalj", action="store_true", help="visa alla kolumner, som CSV")

    does = "visa budget, utfall och prognos för helåret"
    ahead = _verb(known, "prognos", does, *both, to="amounts:ahead")
    ahead.add_argument(
        "ar", metavar="ÅR", nargs="?", default=None, help="verksamhetsår (annars det i kostnad.toml)"
    )
    ahead.add_argument("--avtal", metavar="AVTAL", default="", help="bara ett avtal, till exempel energikontor")
    told = "som det såg ut när tertial 1, 2 eller 3 var slut (annars allt som är bokfört)"
    ahead.add_argument("--tertial", metavar="N", choices="123", help=told)

    does = "visa årets dagar: möten, beslut, fakturor, rapporter och uppsägningar"
    wheel = _verb(known, "arshjul", does, *both, to="year_wheel:days")
    wheel.add_argument("ar", metavar="ÅR", nargs="?", default=None, help="kalenderår (annars det i kostnad.toml)")
    wheel.add_argument("--avtal", metavar="AVTAL", default="", help="bara ett avtal, till exempel natverk")

    explain = _verb(known, "forklara", "visa hur ett belopp blev till", *both, to="amounts:explain")
    explain.add_argument("--ar", metavar="ÅR", default=None, help="verksamhetsår (annars det i kostnad.toml)")
    explain.add_argument("--part", metavar="PART", required=True, help=_WHOSE)
    explain.add_argument("--alla", action="store_true", help="visa varje steg, ända till raderna i indata")

    why = _verb(known, "varfor", "visa varför en parts belopp har ändrats", *both, to="amounts:why")
    why.add_argument("--part", metavar="PART", required=True, help=_WHOSE)
    why.add_argument("--fran", metavar="ÅR", required=True, help="år att jämföra från")
    why.add_argument("--till", metavar="ÅR", default="", help="år att jämföra med (annars samma år)")
    why.add_argument("--till-scenario", metavar="FIL", default="", type=str, help="annat scenario att jämföra med")
    why.add_argument("--till-per-datum", metavar="DATUM", default="", help="annat per-datum att jämföra med")


def _add_what_if(known: Any, shared: _Shared) -> None:
    """Add the verbs that ask what it could cost."""
    own, both = "en part, till exempel Åre (annars alla)", (shared.common, shared.figures)
    compared = _verb(
        known, "scenario", "jämför vad scenarier kostar", shared.dated, shared.figures, to="what_if:scenarios"
    )
    compared.add_argument(
        "scenarier",
        metavar="SCENARIO",
        nargs="+",
        type=str,
        help="koder eller filer, det första att jämföra med",
    )
    compared.add_argument("--part", metavar="PART", default="", help="år för år för en part, till exempel Åre")

    simulate = _verb(known, "simulera", "visa hur mycket kostnaden kan variera", *both, to="what_if:simulation")
    simulate.add_argument("--part", metavar="PART", default="", help=own)
    simulate.add_argument("--niva", metavar="KR", default="", help="hur troligt är det att ett år kostar mer?")
    simulate.add_argument("--banor", metavar="ANTAL", default="", help="antal banor (annars scenariots)")
    simulate.add_argument("--fro", metavar="TAL", default="", help="frö; samma frö ger samma banor")
    simulate.add_argument("--dask", metavar="ADRESS", default="", help="räkna på ett Daskkluster, samma resultat")

    uses, does = ["utdata", "kontakt"], "gör sidan där man drar i reglage, och öppna den"
    page = _verb(known, "utforska", does, shared.common, to="what_if:explore", uses=uses)
    told = "fil som slutar på .html, som inte öppnas (annars outputs/utforska.html)"
    page.add_argument("--ut", metavar="FIL", type=Path, help=told)

    sensitive = _verb(known, "kanslighet", "visa vad som flyttar kostnaden mest", *both, to="what_if:sensitivity")
    sensitive.add_argument("--part", metavar="PART", default="", help=own)


def _add_workbook(known: Any, shared: _Shared) -> None:
    """Add the verbs of the workbook that computes by itself."""
    does = "gör en arbetsbok som räknar själv, med alla scenarier"
    book = _verb(known, "arbetsbok", does, shared.common, to="verbs:workbook", uses=["utdata"])
    told = "fil som slutar på .xlsx (annars outputs/arbetsbok.xlsx)"
    book.add_argument("--ut", metavar="FIL", type=Path, help=told)

    does = "gör ett scenario av en ändrad arbetsbok"
    back = _verb(known, "las-arbetsbok", does, shared.inputs, to="verbs:read_workbook", uses=["utdata"])
    back.add_argument("fil", metavar="FIL", type=Path, help="arbetsbok från kommandot arbetsbok")
    back.add_argument("--namn", metavar="NAMN", default="", help="vad scenariot ska heta")
    back.add_argument("--ut", metavar="FIL", type=Path, help="scenariofil som slutar på .yaml (annars outputs/)")


def _add_tables(known: Any, shared: _Shared) -> None:
    """Add the verb that keeps the tables of the inputs in step with their workbook."""
    does = "håll tabellerna lika i filerna och i arbetsboken indata.xlsx"
    step = _verb(known, "indata", does, shared.inputs, room="fetch", to="in_step:exchange")
    step.add_argument("--till-xlsx", action="store_true", help="för det som är nyast i filerna till arbetsboken")
    step.add_argument("--till-csv", action="store_true", help="för det som är nyast i arbetsboken till filerna")
    step.add_argument("--skriv", action="store_true", help="skriv i indata (annars visas det bara)")


def _add_ledger(known: Any, shared: _Shared) -> None:
    """Add the verb that takes up a year's outcome."""
    does = "läs utfall ur SIE 4, CSV eller arbetsbok"
    ledger = _verb(known, "utfall", does, shared.common, to="verbs:import_ledger")
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
    ledger.add_argument("--dag", metavar="DATUM", default="", help="dagen då raderna blev kända (annars i dag)")
    ledger.add_argument("--trots", metavar="KOD", action="append", default=[], help="skriv trots en iakttagelse")
    ledger.add_argument("--ut", metavar="FIL", type=Path, help="skriv raderna till en ny fil som slutar på .csv")


def _add_reports(known: Any, shared: _Shared) -> None:
    """Add the verbs that make what leaves the house."""
    year = SwedishParser(add_help=False)
    year.add_argument(
        "ar", metavar="ÅR", nargs="?", default=None, help="verksamhetsår (annars det i kostnad.toml)"
    )
    folder = SwedishParser(add_help=False)
    folder.add_argument("--ut", metavar="MAPP", default="", type=str, help="mapp för utdata (annars outputs)")
    passing = SwedishParser(add_help=False)
    passing.add_argument(
        "--trots", metavar="KOD", action="append", default=[], help="kvittera en iakttagelse; kan upprepas"
    )
    passing.add_argument("--skal", metavar="TEXT", default="", help="varför det görs trots iakttagelsen")
    passing.add_argument("--trots-antagande", action="store_true", help=_DESPITE)
    made, uses = (year, shared.common, folder), ["utdata", "kontakt"]
    invoice = _verb(known, "faktura", "gör årets fakturaunderlag", *made, passing, to="verbs:invoice", uses=uses)
    invoice.add_argument("--utfarda", action="store_true", help="utfärda: skriv raderna i fakturerat.csv")
    _add_signed(invoice)
    invoice.add_argument("--json", action="store_true", help="visa också underlagets rader som JSON")

    uses = [*uses, "pdf_bilagor"]
    report = _verb(known, "rapport", "gör en av årets rapporter", *made, to="verbs:report", uses=uses)
    report.add_argument(
        "--namn", metavar="NAMN", default="", help="till exempel partsblad (annars ekonomisk_rapport)"
    )
    report.add_argument("--part", metavar="PART", default="", help="bara för en part, till exempel Åre")
    _add_parts(report)

    package = _verb(known, "arspaket", "gör alla årets rapporter", *made, passing, to="verbs:package", uses=uses)
    package.add_argument("--tvinga", action="store_true", help="gör om även det som inte har ändrats")
    package.add_argument("--dask", metavar="ADRESS", default="", help="gör rapporterna på ett Daskkluster")
    again = "gör om ett gammalt paket av de indata som ligger i det; --ut säger var"
    package.add_argument("--fran", metavar="PAKET", dest="paket", type=Path, help=again)


def _add_parts(report: SwedishParser) -> None:
    """Add what a report may be of: a part of the year, a meeting, or against the amounts of a day."""
    report.add_argument(
        "--kvartal", metavar="N", choices="1234", help="bara kvartalsrapporten för kvartal 1, 2, 3 eller 4"
    )
    report.add_argument(
        "--tertial", metavar="N", choices="123", help="bara delårsrapporterna för tertial 1, 2 eller 3"
    )
    report.add_argument(
        "--mote", metavar="DATUM", default="", help="underlaget till mötet den dagen (annars nästa)"
    )
    told = "jämför partsbladens belopp med det som var känt den dagen (annars ett år tidigare)"
    report.add_argument("--forra", metavar="DATUM", default="", help=told)
    report.add_argument("--halvar", metavar="N", choices="12", help="bara halvårsrapporterna för halvår 1 eller 2")


def _add_made(known: Any, shared: _Shared) -> None:
    """Add the verbs that ask of what has been made: what two of them differ by, and whether one is right."""
    does, kinds = "visa vad som skiljer två körningar, och varför", "mapp från rapport, arspaket eller faktura"
    compare = _verb(known, "jamfor", does, shared.voice, shared.figures, to="verbs:compare")
    compare.add_argument("fore", metavar="FÖRE", type=Path, help=f"{kinds}, eller fil från berakna")
    compare.add_argument("efter", metavar="EFTER", type=Path, help="den senare, av samma slag")

    does, kinds = (
        "räkna om en PDF eller mapp ur det den bär, och jämför varje siffra",
        "en rapports PDF, eller mappen",
    )
    verify = _verb(known, "verifiera", does, shared.voice, shared.figures, to="verbs:verify")
    verify.add_argument("fil", metavar="FIL", type=Path, help=f"{kinds} med en rapport eller ett årspaket")
    own = "jämför också med en mapp med indata, och säg vilka rader som är andra"
    verify.add_argument("--inputs", metavar="MAPP", dest="mot", type=Path, help=own)


def _add_facts(known: Any, shared: _Shared) -> None:
    """Add the verbs of what has been invoiced, and of the closing of a year's books."""
    does, own = "visa det som är fakturerat, och vad som skiljer från det räknade", (shared.common, shared.figures)
    issued = _verb(known, "fakturerat", does, *own, to="issuing:issued")
    issued.add_argument("--ar", metavar="ÅR", default="", help="bara det som gäller ett år eller spann")
    issued.add_argument("--part", metavar="PART", default="", help="bara en part, till exempel Åre")
    issued.add_argument("--importera", metavar="FIL", type=Path, help="läs in tidigare fakturor, .csv eller .xlsx")
    _add_signed(issued)

    does = "stäng ett års bokföring, så att året kan slutavräknas"
    closing = _verb(known, "bokslut", does, shared.common, to="issuing:close")
    closing.add_argument("avtal", metavar="AVTAL", help="avtalets kod, till exempel energikontor")
    closing.add_argument("ar", metavar="ÅR", help="verksamhetsår")
    closing.add_argument("--beslut", metavar="TEXT", required=True, help="beslutet, med dag och nummer")
    closing.add_argument("--dag", metavar="DATUM", default="", help="dagen för bokslutet (annars i dag)")
    closing.add_argument("--trots", metavar="KOD", action="append", default=[], help="utfall-utan-post")
    closing.add_argument("--skal", metavar="TEXT", default="", help="varför det görs trots iakttagelsen")


def _add_signed(verb: SwedishParser) -> None:
    """Add who writes in the ledger, and the day."""
    verb.add_argument("--av", metavar="NAMN", default="", help="den som utfärdar eller läser in")
    verb.add_argument("--dag", metavar="DATUM", default="", help="dagen det görs (annars i dag)")


def _add_own(known: Any, shared: _Shared) -> None:
    """Add the verbs of what there is to name, and of a folder of one's own."""
    does = "visa vad som kan namnges: koder, namn och filer"
    listed = _verb(known, "lista", does, shared.inputs, shared.figures, to="lists:listed")
    listed.add_argument("slag", metavar="SLAG", choices=LISTS, help=", ".join(LISTS))

    own = _verb(known, "ny", "gör en mapp med egna indata", shared.voice, to="data_folder:new")
    own.add_argument("mapp", metavar="MAPP", type=Path, help="mappen, som inte finns eller är tom")
    own.add_argument("--arbetsbok", action="store_true", help="gör också arbetsboken indata.xlsx av tabellerna")
    own.add_argument("--tom", action="store_true", help="utan exempel: avtal, läsningar och tabellernas rubriker")


def _add_fetching(known: Any, shared: _Shared) -> None:
    """Add the verb that brings new rows of the series."""
    write = SwedishParser(add_help=False, parents=[shared.inputs])
    write.add_argument("--skriv", action="store_true", help="skriv i indata (annars visas det bara)")
    write.add_argument("--angra", action="store_true", help="ta bort det som hamta senast lade till i serien")
    fetch = known.add_parser("hamta", help="hämta nya siffror till en serie", epilog=EXAMPLES["hamta"])
    kinds = fetch.add_subparsers(title="serier", metavar="SERIE", required=True)

    people = _verb(
        kinds, "befolkning", "folkmängd från SCB, en fråga", write, room="fetch", to="new_rows:population"
    )
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

    does = "LPIX ur en hämtad fil, eller ett beslutat värde"
    index = _verb(kinds, "lpix", does, write, room="fetch", to="new_rows:index")
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
