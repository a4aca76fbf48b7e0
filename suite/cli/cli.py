"""The command line, ``python -m model``: verbs, options and messages are Swedish."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from pkgutil import resolve_name

from model.errors import InputError
from model.read.refusal import refused
from suite.cli.parser import parser
from suite.cli.swedish_argparse import in_swedish, joined


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status.

    0 when all is well, 1 when the inputs are not or something failed, 2 for misuse of the command line or a file
    that cannot be verified, 3 when findings held the invoice basis back and all else was made.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    in_swedish()
    whole, given = parser(), joined(sys.argv[1:] if arguments is None else arguments)
    if "_ARGCOMPLETE" in os.environ:  # the shell asks how a word may go on
        from suite.cli.completion import complete

        complete(whole)
    options = whole.parse_args(given)
    from suite.cli.voice import speaking  # not imported before: a help needs nothing of it

    data = vars(options).get("json", False)
    fold = not (data or vars(options).get("detalj", False))
    with speaking(quiet=vars(options).get("tyst", False), data=data, fold=fold):
        return _done(options, given)


def _done(options: argparse.Namespace, given: Sequence[str]) -> int:
    """Do what a command says, tell what goes wrong, and return the exit status."""
    from suite.files.messages import fail, warn

    try:
        _begin(options, given)
        status = int(resolve_name(options.verb)(options))
        sys.stdout.flush()
        return status
    except InputError as error:
        fail(error.faults)
    except OSError as error:
        if not isinstance(error, BrokenPipeError):  # whoever read the output has seen enough
            fail([refused(error)])
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  kept open for Python's own last flush
    except KeyboardInterrupt:
        warn("Avbrutet; det som inte var klart är inte skrivet.")
    return 1


def _begin(options: argparse.Namespace, given: Sequence[str]) -> None:
    """Begin the log that is asked for, and put the user's settings where the command line says nothing."""
    from suite.cli.settings import FILE, fill, read_settings
    from suite.cli.voice import keep_log
    from suite.files.messages import warn

    if "logg" in vars(options):
        keep_log(options.logg, " ".join(["python -m model", *given]))
    if used := fill(options, read_settings(Path())):
        warn(f"{FILE}: {used}.")
    if vars(options).get("ar", "") is None and not vars(options).get("paket"):
        options.misused("detta saknas: ÅR")
