"""The seal of a PDF: a digest of all its bytes, in the identifier that every PDF has at its end.

A PDF cannot hold a digest of itself, but for a hole where the digest stands. Whatever is changed in the file, or
saved anew by another program, breaks the seal; it proves nothing of who set it.
"""

import hashlib
import re

_IDENTIFIER = re.compile(rb"(?<=/ID \[<)([0-9a-f]+)><([0-9a-f]*)(?=>\])")
_LENGTH = 2 * hashlib.sha256().digest_size


def sealed(pdf: bytes) -> bytes:
    """Return a PDF with its seal in place of the second part of its identifier."""
    (found,) = _IDENTIFIER.finditer(pdf)
    start, end = found.span(2)
    return pdf[:start] + _digest(pdf[:start], pdf[end:]) + pdf[end:]


def is_whole(pdf: bytes) -> bool:
    """Whether a PDF has its seal, and is as it was when it was sealed."""
    found = [each for each in _IDENTIFIER.finditer(pdf) if len(each[2]) == _LENGTH]
    if len(found) != 1:
        return False
    start, end = found[0].span(2)
    return found[0][2] == _digest(pdf[:start], pdf[end:])


def _digest(before: bytes, after: bytes) -> bytes:
    return hashlib.sha256(before + after).hexdigest().encode()
