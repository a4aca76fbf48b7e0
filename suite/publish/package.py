"""The year's package: reports, invoice basis and workbook of a year, with a start page and one manifest.

What has not changed since the last time is taken from there. A report that fails leaves its earlier version in
place, labelled, and the others are delivered. The package carries its inputs, so that it can be made again.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from model.errors import InputError
from model.finding import Finding
from model.read.begin import begin
from model.read.refusal import refused
from model.run import Run
from model.year import Year, year_of
from suite.explore.page import EXPLORE, write_page
from suite.files.earlier import copy_own
from suite.files.folder import check_closed, replacing
from suite.files.manifest import MANIFEST, read_manifest
from suite.files.provenance import as_json, code_of, file_hashes, provenance, shared_parameters, write
from suite.findings.findings import of_basis, records_of
from suite.publish.archive import ARCHIVE, Original, archived
from suite.publish.report import Failure, Files, check_unchanged, done, jobs, produce, write_files
from suite.publish.startpage import (
    CALENDAR,
    DECISIONS,
    START,
    WORKBOOK,
    Attention,
    decisions_html,
    letter_files,
    start_html,
)
from suite.publish.workers import cluster, cores, processes
from suite.reports.amounts_book import amounts_name, write_amounts
from suite.reports.catalogue import Report, reports_of
from suite.reports.colophon import colophon
from suite.reports.invoice_basis import HeldBackError, anything_due, basis_name, left_out, write_basis
from suite.reports.year_wheel import calendar
from suite.workbook.workbook import write_workbook

_GROUPS = ("rapporter", "utdata", "arbetsbocker")
_ENTRY = {"fingeravtryck", "utdata"}
"""What a manifest is asked about, and what it says of a report."""


@dataclass(frozen=True)
class Delivery:
    """What a run of the package came to.

    Attributes
    ----------
    folder : Path
        Where it lies.
    rendered : list of str
        The reports made anew; the others were the same as the last time.
    failed : mapping of str to str
        Why a report could not be made, by its name.
    findings, left_out : sequence of Finding
        What the checks said of the invoice basis, and those that kept settlements out of it.
    held_back : sequence of str
        Why the invoice basis was not made; empty where it was, or there is nothing to invoice.
    """

    folder: Path
    rendered: list[str]
    failed: Mapping[str, str]
    findings: Sequence[Finding]
    left_out: Sequence[Finding]
    held_back: Sequence[str]


def deliver(
    run: Run,
    year: int,
    scenario: str,
    out: Path,
    *,
    acknowledged: Mapping[str, str],
    force: bool = False,
    dask: str = "",
    contact: str | None = None,
    archive: bytes | None = None,
    attach: bool = True,
) -> Delivery:
    """Make the package of a year in ``<out>/arspaket_<year>/``.

    Parameters
    ----------
    run : Run
        Inputs, as-of date and scenario.
    year : int
        The reports' year.
    scenario : str
        The scenario as the user named it: a code or a file.
    out : Path
        Folder for outputs.
    acknowledged : mapping of str to str
        Why a code of a finding is passed over (`model.finding`).
    force : bool
        Whether to render what has not changed too.
    dask : str
        Address of a Dask cluster that renders the reports; empty for this computer.
    contact : str, optional
        Who answers for the package.
    archive : bytes, optional
        The inputs as a package that is made again has them; without them they are packed now.
    attach : bool
        Whether the reports' PDFs carry figures and inputs.

    Raises
    ------
    InputError
        If the inputs are wrong or change meanwhile; what was there before is left as it was.
    """
    target, reports = out / f"arspaket_{year}", reports_of(run, year, acknowledged)
    made = _made_from(run, reports, contact, attach)
    prints = {report.name: _fingerprint(report, run, made) for report in reports}
    earlier = _earlier(target)
    fresh_ones = [each for each in reports if force or earlier.get(each.name) != prints[each.name]]
    now = year_of(run, year)
    if not fresh_ones and _whole(target, acknowledged, contact):
        found, held = of_basis(now), _manifest(target).get("hallet_tillbaka", [])
        return Delivery(target, [], {}, found, left_out(found, acknowledged), held)
    check_closed(target)
    packed = archived(run, scenario) if archive is None else archive
    carried = packed if attach else b""
    work = jobs(fresh_ones, run, scenario, contact, archive=carried, elsewhere=bool(dask), home=f"../{START}")
    with cluster(dask) if dask else processes(cores()) as pool, replacing(target) as fresh:
        begun = {pool.submit(produce, job): job.report for job in work}
        found = of_basis(now)
        books = _books(now, found, acknowledged, contact)
        held, failed = _made(reports, begun, books, fresh, target)
        (fresh / ARCHIVE).write_bytes(packed)
        check_unchanged(run)
        entries = {report.name: _entry(report, run, fresh, prints, failed, earlier) for report in reports}
        attention = Attention(found, acknowledged, left_out(found, acknowledged), bool(held))
        told = (now, reports, entries, _links(fresh), failed, attention, colophon(run, contact))
        for name, page in (_pages(*told) if dask else pool.submit(_pages, *told).result()).items():
            (fresh / name).write_bytes(page)
        manifest = {"arspaket": year, "parametrar": shared_parameters(run), **made, "rapporter": entries}
        write(fresh / MANIFEST, as_json(manifest | _beside_reports(attention, held, books, fresh)))
    rendered = [each.name for each in fresh_ones if each.name not in failed]
    return Delivery(target, rendered, failed, found, attention.left_out, held)


def _beside_reports(
    attention: Attention, held: Sequence[str], books: Iterable[str], fresh: Path
) -> dict[str, object]:
    """Return what the manifest says beside its reports: what the checks said, and the other files."""
    return {
        "kvitterat": attention.acknowledged,
        "iakttagelser": records_of(attention.found),
        "hallet_tillbaka": held,
        "arbetsbocker": {name: _hashes(fresh / name) for name in books},
        "utdata": file_hashes(fresh),
    }


def _pages(now: Year, reports: Sequence[Report], entries: Mapping[str, Any], *told: Any) -> dict[str, bytes]:
    """Return the start page, that of the decisions and the cover letter, by the names of their files."""
    hashes = {name: entry["utdata"] for name, entry in entries.items()}
    pages = {START: start_html(now, reports, *told), DECISIONS: decisions_html(now, told[-1])}
    return {name: page.encode() for name, page in pages.items()} | letter_files(now, reports, hashes, told[-1])


def remake(original: Original, out: Path, *, force: bool = False) -> Delivery:
    """Make a package again of what it was made of, in ``<out>/arspaket_<its year>/``.

    Raises
    ------
    InputError
        As `deliver`, or if that is where the package lies itself.
    """
    if (out / f"arspaket_{original.year}").resolve() == original.package.resolve():
        raise InputError(f"--ut: fann {out}, väntade en annan mapp än den som paketet ligger i")
    run = begin(original.inputs, original.as_of, original.scenario)
    return deliver(
        run,
        original.year,
        original.scenario,
        out,
        acknowledged=original.acknowledged,
        contact=original.contact,
        attach=original.attach,
        archive=original.archive,
        force=force,
    )


def _made_from(run: Run, reports: Sequence[Report], contact: str | None, attach: bool) -> dict[str, Any]:
    """Return what a package is made from, its settings included where they say something."""
    made = provenance(run, [report.notebook for report in reports], contact)
    return made if attach else {**made, "pdf_bilagor": False}


def _made(
    reports: Sequence[Report],
    begun: Mapping["Future[Files | Failure]", Report],
    books: Mapping[str, Callable[[Path], object]],
    fresh: Path,
    target: Path,
) -> tuple[list[str], dict[str, str]]:
    """Gather reports, and write meanwhile what the package holds beside them; return as `_write_books`.

    Of the reports that have not been made now, there is what was made before.
    """
    with ThreadPoolExecutor(1) as aside:
        written = aside.submit(_write_books, books, fresh, target)
        failed = _gather(begun, fresh)
    held, lacking = written.result()
    for report in (each for each in reports if not (fresh / each.name).exists()):
        copy_own(target, fresh, report.name)
    return held, failed | lacking


def _gather(begun: Mapping["Future[Files | Failure]", Report], fresh: Path) -> dict[str, str]:
    """Write reports into their folders as they are done; return why those that failed did."""
    failed = {}
    shown = "{desc} {bar} {n_fmt} av {total_fmt} rapporter"
    with tqdm(total=len(begun), desc="årspaket", bar_format=shown) as bar:
        for report, made in done(begun):
            bar.update()
            try:
                if isinstance(made, Failure):
                    failed[report.name] = str(made)
                else:
                    write_files(fresh / report.name, made)
            except OSError as error:
                failed[report.name] = refused(error)
                shutil.rmtree(fresh / report.name, ignore_errors=True)
    return failed


def _books(
    now: Year, found: Sequence[Finding], acknowledged: Mapping[str, str], contact: str | None
) -> dict[str, Callable[[Path], object]]:
    """Return what the package holds beside the reports, by folder, and what writes it there."""
    made = colophon(now.run, contact)
    books: dict[str, Callable[[Path], object]] = {
        WORKBOOK: lambda folder: write_workbook(now.run, folder / f"{WORKBOOK}.xlsx"),
        amounts_name(now.year): lambda folder: write_amounts(now, folder, made),
        EXPLORE: lambda folder: write_page(now.run, folder / f"{EXPLORE}.html", made),
    }
    if now.year + 1 in now.run.invoiced_years:
        days, name = now.year + 1, f"arshjul_{now.year + 1}.ics"
        books[CALENDAR] = lambda folder: (folder / name).write_bytes(calendar(now.run, days))
    if anything_due(now):
        books[basis_name(now.year + 1)] = lambda folder: write_basis(now, folder, made, found, acknowledged)
    return books


def _write_books(
    books: Mapping[str, Callable[[Path], object]], fresh: Path, target: Path
) -> tuple[list[str], dict[str, str]]:
    """Write what the package holds beside the reports.

    What cannot be made now leaves what was made before where it is.

    Returns
    -------
    held : list of str
        Why the invoice basis was held back, if it was.
    failed : dict of str to str
        Why something else could not be made, by its folder.
    """
    held, failed = list[str](), dict[str, str]()
    for name, write_in in books.items():
        try:
            (fresh / name).mkdir()
            write_in(fresh / name)
        except InputError as error:
            if isinstance(error, HeldBackError):
                held = [str(fault) for fault in error.faults]
            else:
                failed[name] = " ".join(map(str, error.faults))
            shutil.rmtree(fresh / name)
            copy_own(target, fresh, name)
    return held, failed


def _fingerprint(report: Report, run: Run, made: Mapping[str, Any]) -> str:
    """Return a digest of all that a report is made from: parameters, inputs, code and libraries."""
    own = {**made, "kod": code_of(made, report.notebook)}
    whole = [dict(report.parameters), shared_parameters(run), own]
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


def _entry(
    report: Report,
    run: Run,
    fresh: Path,
    prints: Mapping[str, str],
    failed: Mapping[str, str],
    earlier: Mapping[str, str],
) -> dict[str, Any]:
    """Return a report's lines of the manifest; an older version keeps its own fingerprint, and says why."""
    given = shared_parameters(run) | dict(report.parameters)
    entry: dict[str, Any] = {"parametrar": given, "fingeravtryck": prints[report.name]}
    if report.name in failed:
        entry |= {"fingeravtryck": earlier.get(report.name, ""), "fel": failed[report.name]}
    entry["utdata"] = _hashes(fresh / report.name)
    return entry


def _hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file in a folder, by name; none where what it was for failed."""
    return file_hashes(folder) if folder.is_dir() else {}


def _links(fresh: Path) -> dict[str, dict[str, str]]:
    """Return the files of each folder, by ending, relative to the start page."""
    return {
        folder.name: {path.suffix: f"{folder.name}/{path.name}" for path in sorted(folder.iterdir())}
        for folder in sorted(fresh.iterdir())
        if folder.is_dir()
    }


def _manifest(target: Path) -> dict[str, Any]:
    manifest = read_manifest(target, _GROUPS) or {}
    reports = manifest.get("rapporter", {}).values()
    return manifest if all(isinstance(each, dict) and each.keys() >= _ENTRY for each in reports) else {}


def _earlier(target: Path) -> dict[str, str]:
    """Return the fingerprints of the reports that lie in the folder just as they were written."""
    entries = _manifest(target).get("rapporter", {})
    return {
        name: entry["fingeravtryck"]
        for name, entry in entries.items()
        if _untouched(target / name, entry["utdata"])
    }


def _whole(target: Path, acknowledged: Mapping[str, str], contact: str | None) -> bool:
    """Whether start page and workbooks lie in the folder just as they would be written, and nothing failed."""
    manifest = _manifest(target)
    if manifest.get("kvitterat", {}) != acknowledged or manifest.get("kontakt") != contact:
        return False
    books = manifest.get("arbetsbocker", {})
    return _untouched(target, manifest.get("utdata")) and all(
        _untouched(target / name, own) for name, own in books.items()
    )


def _untouched(folder: Path, hashes: object) -> bool:
    """Whether a folder is there with the files that it was written with, whatever else the user has put there."""
    if not (isinstance(hashes, dict) and hashes and folder.is_dir()):
        return False
    found = file_hashes(folder)
    return all(found.get(name) == value for name, value in hashes.items())
