"""``python -m model``: the command line, in a Python that has the libraries."""

import io
import sys

_DO = "Gör miljön som README.md visar, eller slå på den med conda activate kostnadsmodell, och kör igen."


def main() -> int:
    """Run a command and return its exit status; where a library is missing, say what to do."""
    try:
        from suite.cli.cli import main as command_line

        return command_line()
    except ModuleNotFoundError as missing:
        if (missing.name or "model").partition(".")[0] in {"model", "suite"}:
            raise
        told = f"Fel: biblioteket {missing.name} saknas i den Python som kör, {sys.executable}. {_DO}"
        if isinstance(sys.stderr, io.TextIOWrapper):
            sys.stderr.reconfigure(encoding="utf-8")
        print(told, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
