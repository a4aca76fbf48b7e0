"""Notices and extensions that have happened, by RUN/387/2023 §10–11: facts that every scenario follows."""

import datetime as dt
from pathlib import Path

import pytest
from small_inputs import edit, published

from model.errors import InputError
from model.read.begin import begin
from model.run import Run
from suite.findings.findings import findings
from suite.reports.text import term_sentence

HEADING = "datum;avtal;part;slag;beslut;status;kalla"
NOTICE = "2027-06-01;energikontor;2326;uppsägning;KF §7/2027;fastställd;Brev från Bergs kommun"
EXTENSION = "2028-10-01;energikontor;;förlängning;Samrådsgruppen §3/2028;fastställd;Protokoll"


def happened(folder: Path, *rows: str) -> Path:
    """Write what has happened among the inputs, whose series are known from the start."""
    (folder / "handelser.csv").write_text("\n".join([HEADING, *rows]) + "\n", encoding="utf-8")
    published(folder, "2023-12-15")
    return folder


def statuses(run: Run, year: int) -> set[str]:
    """Return the statuses of what the Region pays, which rests on no population."""
    frame = run.allocation([run.agreement("energikontor")], [year])
    return set(frame.loc[frame["part"] == "region_jh", "status"])


@pytest.mark.clause("RUN/387/2023 §11", "en uppsägning som har skett")
def test_a_notice_that_has_been_given_ends_the_agreement_when_it_is_known(folder: Path) -> None:
    """Berg gives notice on 1 June 2027, in good time: for all nine it ends with 2028."""
    inputs = happened(folder, NOTICE)
    before, after = (begin(inputs, day) for day in ("2027-05-31", "2027-06-01"))
    assert before.case.end("energikontor") == dt.date(2033, 12, 31)
    assert after.case.end("energikontor") == dt.date(2028, 12, 31)
    assert list(after.years(after.agreement("energikontor"))) == list(range(2024, 2029))
    assert statuses(after, 2028) == {"fastställd"}
    assert after.allocation(after.agreements, [2029]).empty
    told = "Det är uppsagt (Berg 1 juni 2027) och slutar 31 december 2028."
    assert told in term_sentence(after, after.agreement("energikontor")).replace("\u00a0", " ")
    words = [each.text for each in findings(after, [2027, 2028]) if each.code == "uppsagning"]
    assert any("Bergs kommun sade upp avtalet 2027-06-01 (KF §7/2027)" in text for text in words)


def test_a_notice_too_late_for_the_first_end_counts_for_the_next(folder: Path) -> None:
    run = begin(happened(folder, NOTICE.replace("2027-06-01", "2028-01-01")), "2028-06-01")
    assert run.case.end("energikontor") == dt.date(2029, 12, 31)


def test_a_notice_after_an_extension_ends_nothing_before_the_term_that_was_agreed_on(folder: Path) -> None:
    """In June 2026 all agree to go on after 2028; a notice in June 2027 counts for the end of 2029."""
    early = EXTENSION.replace("2028-10-01", "2026-06-01")
    run = begin(happened(folder, early, NOTICE), "2027-07-01")
    assert run.case.end("energikontor") == run.case.bound_until("energikontor") == dt.date(2029, 12, 31)


@pytest.mark.clause("RUN/387/2023 §10", "en förlängning som har skett")
def test_an_extension_binds_the_parties_and_takes_earlier_notices_back(folder: Path) -> None:
    """In October 2028 all agree to go on after 2028: it holds to the end of 2029, and Berg's notice does not."""
    run = begin(happened(folder, NOTICE, EXTENSION), "2028-10-01")
    assert run.case.end("energikontor") == dt.date(2033, 12, 31)
    assert run.case.bound_until("energikontor") == dt.date(2029, 12, 31)
    assert statuses(run, 2029) == {"fastställd"}
    assert statuses(run, 2030) == {"antagande"}
    assert begin(folder, "2028-09-30").case.end("energikontor") == dt.date(2028, 12, 31)


def test_a_notice_after_an_extension_counts(folder: Path) -> None:
    late = NOTICE.replace("2027-06-01", "2028-11-01")
    assert begin(happened(folder, EXTENSION, late), "2028-12-01").case.end("energikontor") == dt.date(2029, 12, 31)


def test_a_year_cut_short_by_a_preliminary_notice_is_not_fixed(county: Path) -> None:
    """The network's term ends on 31 August 2025; what is known of a notice decides how sure that is."""
    row = "2025-02-01;natverk;2303;uppsägning;KS §4;fastställd;Brev"
    for status, expected in (("fastställd", ""), ("preliminär", "slutar 2025-08-31 enligt en uppsägning som")):
        run = begin(happened(county, row.replace("fastställd", status)), "2025-06-01")
        assert run.case.end("natverk") == dt.date(2025, 8, 31)
        assert run.case.in_force_because("natverk", 2025).startswith(expected)
        assert bool(run.case.in_force_because("natverk", 2025)) == bool(expected)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            NOTICE.replace("energikontor", "fiber"),
            "rad 2, kolumn avtal: fann ”fiber”, väntade något av:",
        ),
        (NOTICE.replace("2326", "bergs"), "fann ”bergs”, väntade koden för en part i avtalet"),
        (NOTICE.replace("2326", ""), "väntade koden för den part som säger upp vid uppsägning"),
        (EXTENSION.replace(";;", ";2326;"), "och ingen part vid förlängning"),
        (NOTICE.replace("uppsägning", "utträde"), "väntade något av: uppsägning, förlängning"),
        (NOTICE.replace("fastställd", "antagande"), "det som bara antas hör hemma i ett scenario"),
        (NOTICE.replace("KF §7/2027", ""), "kolumn beslut"),
    ],
)
def test_what_cannot_have_happened_is_refused(row: str, words: str, folder: Path) -> None:
    with pytest.raises(InputError) as error:
        begin(happened(folder, row))
    assert words in str(error.value)


def test_an_agreement_that_cannot_be_extended_is_not(county: Path) -> None:
    row = EXTENSION.replace("energikontor", "kompetensattraktion")
    with pytest.raises(InputError, match="väntade ett avtal som förlängs i perioder"):
        begin(happened(county, row))
    edit(county / "handelser.csv", row, NOTICE.replace("energikontor", "kompetensattraktion"))
    with pytest.raises(InputError, match="väntade ett avtal som går att säga upp"):
        begin(county)
