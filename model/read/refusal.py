"""Why the system refuses to read or write something, in Swedish, and what to do about it."""

import errno

_IN_USE = "åtkomst nekas: stäng filen om den är öppen i Excel eller ett annat program, eller be om rätt till den"
_FULL = "disken är full: gör plats och kör igen"
_REASONS = {
    errno.EACCES: _IN_USE,
    errno.EPERM: _IN_USE,
    errno.EBUSY: _IN_USE,
    errno.EROFS: "platsen är skrivskyddad: välj en annan",
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.ENOENT: "den finns inte",
    errno.EEXIST: "det finns en fil där en mapp ska vara",
    errno.ENOTDIR: "det finns en fil där en mapp ska vara",
    errno.EISDIR: "det finns en mapp där en fil ska vara",
    errno.ENAMETOOLONG: "namnet är för långt",
}
_WINDOWS = {
    123: "namnet har tecken som inte kan stå i ett filnamn",
    206: "namnet är för långt",
}
"""What Windows tells more of than its ``errno`` does."""


def refusal(error: OSError) -> str:
    """Return why the system refused, and what to do, as the end of a sentence.

    Parameters
    ----------
    error : OSError
        What the system said. One of which nothing more is known here is told in the system's own words.
    """
    if "temporary directory" in (error.strerror or ""):  # how tempfile says that no disk takes a file
        return "det går inte att skriva tillfälliga filer, kanske för att disken är full: gör plats och kör igen"
    told = _WINDOWS.get(getattr(error, "winerror", None) or 0) or _REASONS.get(error.errno or 0)
    return told or error.strerror or str(error)


def refused(error: OSError) -> str:
    """Return which file or folder the system refused, and why, as a whole sentence."""
    place, why = error.filename2 or error.filename, refusal(error)
    return f"{place}: {why}" if place else f"{why[:1].upper()}{why[1:]}"
