"""What lies in the inputs and is not read: told, so that nobody believes that it counts."""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from model.errors import shortened
from model.finding import Finding, Level

LEFT_OUT = "lases-inte"
"""The code of a finding about something that is not read."""

EARLIER = "tidigare"
"""The folder, beside a file, of what the file was before; nothing in it is read."""

_SYSTEM = {"thumbs.db", "desktop.ini", "__macosx"}
_LOCKS = {"~$": "Excel", ".~lock.": "LibreOffice"}


def left_out(text: str) -> Finding:
    """Return the finding of something that is not read."""
    return Finding(LEFT_OUT, Level.NOTE, text)


def is_litter(name: str) -> bool:
    """Whether a file or a folder is one that a program or an operating system has left, by its own name.

    macOS lays ``._bas.yaml`` beside ``bas.yaml``, and Excel ``~$lpix.xlsx`` beside a workbook that it has open.
    """
    return name.startswith((".", "~$")) or name.lower() in _SYSTEM


def is_earlier(name: str) -> bool:
    """Whether a file is one that has been replaced and is kept, by its name in the folder."""
    return EARLIER in PurePosixPath(name.casefold()).parts[:-1]


def left_out_files(litter: Sequence[str], unread: Sequence[str]) -> Iterator[Finding]:
    """Yield what is told of the files that are not read.

    Parameters
    ----------
    litter : sequence of str
        Those that programs have left.
    unread : sequence of str
        Those that no rule reads.
    """
    opened = {name: who for name in litter for mark, who in _LOCKS.items() if _last(name).startswith(mark)}
    for name, who in opened.items():
        yield left_out(f"Läses inte: {name}. {who} har den filen öppen; det som inte är sparat där är inte med.")
    if others := [name for name in litter if name not in opened and not is_earlier(name)]:
        yield left_out(
            f"Läses inte: {len(others)} filer som datorn själv har lagt dit ({shortened(', '.join(others))})."
        )
    earlier = [name for name in unread if is_earlier(name)]
    for name in unread:
        if name not in earlier:
            yield left_out(f"Läses inte: {name}")
    if earlier:
        yield left_out(f"Läses inte: {len(earlier)} st som har ersatts, i mappar som heter {EARLIER}.")


def _last(name: str) -> str:
    return PurePosixPath(name).name
