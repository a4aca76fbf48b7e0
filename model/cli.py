"""The command line, ``python -m model``: reads, computes and writes; verbs and messages are Swedish."""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from model.begin import Run, begin, checked_year
from model.errors import InputError
from model.swedish_argparse import in_swedish


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0 when all is well, 1 when the inputs are not, 2 for misuse."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    in_swedish()
    options = _parser().parse_args(arguments)
    try:
        return int(options.verb(options))
    except InputError as error:
        print("\n".join(f"Fel: {fault}" for fault in error.faults), file=sys.stderr)
    except KeyboardInterrupt:
        print("Avbrutet; inget är ändrat.", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--inputs", metavar="MAPP", default="", help="mapp med indata (annars projektets egen)")
    common.add_argument("--per-datum", metavar="DATUM", default="", help="räkna med det som var publicerat då")
    common.add_argument("--scenario", metavar="FIL", default="bas", help="scenariots kod eller en scenariofil")
    parser = argparse.ArgumentParser(
        prog="python -m model", description="Kostnadsfördelning för länets gemensamma avtal, exakt till kronan."
    )
    verbs = parser.add_subparsers(title="kommandon", metavar="KOMMANDO", required=True)

    check = verbs.add_parser("kontroll", parents=[common], help="granska indata och lista vad som är antaget")
    check.set_defaults(verb=_check)

    compute = verbs.add_parser("berakna", parents=[common], help="räkna ut vad varje part betalar")
    compute.add_argument("--ar", metavar="ÅR", default="", help="år eller spann, till exempel 2024-2033")
    compute.add_argument("--ut", metavar="FIL", type=Path, help="skriv till fil som slutar på .csv eller .json")
    compute.set_defaults(verb=_compute)

    explain = verbs.add_parser("forklara", parents=[common], help="visa steg för steg hur ett belopp blev till")
    explain.add_argument("--ar", metavar="ÅR", required=True, help="verksamhetsår")
    explain.add_argument("--part", metavar="PART", required=True, help="partens namn eller kod, till exempel Åre")
    explain.set_defaults(verb=_explain)

    report = verbs.add_parser("rapport", parents=[common], help="gör årets ekonomiska rapport, eller en annan")
    report.add_argument("ar", metavar="ÅR", help="verksamhetsår")
    report.add_argument(
        "--namn", metavar="NAMN", default="ekonomisk_rapport", help="vilken rapport, till exempel partsblad"
    )
    report.add_argument("--part", metavar="PART", default="", help="bara för en part, till exempel Åre")
    report.add_argument("--ut", metavar="MAPP", default="outputs", help="mapp för utdata (annars outputs)")
    report.set_defaults(verb=_report)
    return parser


def _begin(options: argparse.Namespace) -> Run:
    return begin(options.inputs, options.per_datum, options.scenario)


def _years(text: str, run: Run) -> range:
    """Return the years of ``2025`` or ``2024-2033``; of an empty text, all years of all agreements."""
    if not text:
        every = [year for agreement in run.inputs.agreements.values() for year in run.years(agreement)]
        return range(min(every), max(every) + 1)
    found = re.fullmatch(r"(\d{4})(?:[-–](\d{4}))?", text.strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise InputError(f"--ar: fann ”{text}”, väntade ett år som 2025 eller ett spann som 2024-2033")
    return range(first, last + 1)


def _check(options: argparse.Namespace) -> int:
    from model.outputs.check import check_text

    print(check_text(_begin(options)))
    return 0


def _compute(options: argparse.Namespace) -> int:
    from model.outputs.frame import csv_text, write_frame

    if options.ut and options.ut.suffix.lower() not in {".csv", ".json"}:
        raise InputError(f"--ut: fann ”{options.ut}”, väntade ett filnamn som slutar på .csv eller .json")
    run = _begin(options)
    years = _years(options.ar, run)
    frame = run.allocation(list(run.inputs.agreements.values()), years)
    if frame.empty:
        raise InputError(f"--ar: fann ”{options.ar}”, väntade år då något avtal gäller")
    for agreement in run.inputs.agreements.values():
        outside = [year for year in years if year not in run.years(agreement)]
        if outside:
            print(f"{agreement.name} gäller inte {outside[0]}–{outside[-1]}: inga belopp.", file=sys.stderr)
    if options.ut:
        write_frame(frame, options.ut)
        print(f"{len(frame)} rader i {options.ut}")
    else:
        print(csv_text(frame), end="")
    return 0


def _explain(options: argparse.Namespace) -> int:
    from model.explain import explain
    from model.outputs.explanation import lines

    run = _begin(options)
    code = run.inputs.party_code(options.part)
    (year, *more) = _years(options.ar, run)
    agreements = [
        item for item in run.inputs.agreements.values() if code in item.by_code and year in run.years(item)
    ]
    if more or not agreements:
        raise InputError(f"--ar: fann ”{options.ar}”, väntade ett år då ett avtal med parten gäller")
    for agreement in agreements:
        frame = run.allocation([agreement], [year])
        row = frame[frame["part"] == code].iloc[0]
        print("\n".join(lines(explain(agreement, run.series, run.scenario, row))))
    return 0


def _report(options: argparse.Namespace) -> int:
    run = _begin(options)
    year = int(options.ar) if options.ar.isascii() and options.ar.isdigit() else options.ar
    year = checked_year(run, year)
    from model.outputs.catalogue import named
    from model.outputs.notebook import CellError
    from model.outputs.report import render

    try:
        for report in named(run, year, options.namn, options.part):
            paths = render(report, run, options.scenario, Path(options.ut))
            print("\n".join(str(path) for path in paths))
    except CellError as error:
        print(f"Fel: {error}", file=sys.stderr)
        return 1
    return 0
