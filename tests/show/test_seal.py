"""The seal of a PDF is broken by any change, wherever it is."""

import datetime as dt
import io
import random

import pikepdf
import pytest

from suite.show.blocks import Heading
from suite.show.pdf_report import Attachment, pdf_report
from suite.show.seal import is_whole, sealed

pytestmark = pytest.mark.slow
FILE = Attachment("b.csv", b"Part;kr\r\n", "text/csv", "Belopp")


@pytest.fixture(scope="module")
def pdf() -> bytes:
    shown = [Heading("Rapport", 1).description()]
    return pdf_report(shown, "R", "Regionen", "Underlag", dt.date(2026, 11, 24), "Rapport", attached=[FILE])


def test_a_report_is_sealed_and_opens(pdf: bytes) -> None:
    assert is_whole(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 1
        assert len(bytes(document.trailer.ID[1])) == 32
        assert not document.check_pdf_syntax()


def test_a_changed_byte_breaks_it(pdf: bytes) -> None:
    for place in [0, len(pdf) - 1, *random.Random(1).sample(range(len(pdf)), 200)]:
        assert not is_whole(pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]), place


def test_what_is_added_or_cut_off_breaks_it(pdf: bytes) -> None:
    assert not is_whole(pdf + b"\n")
    assert not is_whole(pdf[:-1])


def test_what_is_saved_anew_has_no_seal(pdf: bytes) -> None:
    fresh = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(fresh)
    assert not is_whole(fresh.getvalue())


def test_what_is_no_report_has_none() -> None:
    assert not is_whole(b"%PDF-1.7")
    assert not is_whole(b"")


def test_it_is_the_same_however_often_it_is_set(pdf: bytes) -> None:
    assert sealed(pdf) == pdf
