"""Words as people write them: one sign a letter, and what was probably meant by one that is not known."""

import difflib
import unicodedata
from collections.abc import Collection, Iterable

from model.errors import InputError

_ALIKE = 0.6
"""How alike two words are, 0 to 1, when the one may have been meant by the other."""


def meant(text: str, known: Iterable[str]) -> str:
    """Return the question that ends a message, ``. Menade du Åre?``, or nothing where no known word is like it."""
    known_as: dict[str, str] = {}
    for word in known:
        known_as.setdefault(plain(word), word)
    found = difflib.get_close_matches(plain(text), known_as, 1, _ALIKE)
    return f". Menade du {known_as[found[0]]}?" if found else ""


def unknown(option: str, text: str, known: Collection[str], expected: str = "någon av") -> InputError:
    """Return the error of a word that an option does not know: what it knows, and what was probably meant."""
    return InputError(f"{option}: fann ”{text}”, väntade {expected} {', '.join(known)}{meant(text, known)}")


def composed(text: str) -> str:
    """Return a text with each letter as one sign: macOS writes å as an a and a ring."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def plain(text: str) -> str:
    """Return a word in small letters without marks above or below them."""
    apart = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
