"""What a PDF or a folder carries, made again: the same figures, or which differ and why. Any change is found."""

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest
from small_inputs import edit, published, small_inputs

from model.amounts import allocation
from model.read.begin import PROJECT
from suite.cli.cli import main
from suite.publish import package, report
from suite.publish.difference import Cause, Difference
from suite.publish.verify import Verified, verify
from suite.show.printed import Printed
from suite.show.seal import sealed

pytestmark = pytest.mark.slow

NAME = "partsblad_2025_2321"
Change = Callable[[pikepdf.Pdf], None]


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a party sheet, of the shipped inputs."""
    out = tmp_path_factory.mktemp("ut")
    assert main(["rapport", "2025", "--namn", "partsblad", "--part", "Åre", "--ut", str(out)]) == 0
    return out / NAME


@pytest.fixture
def other_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the code that verifies be another than the one that made the file, though it computes the same."""
    made = report.provenance

    def told(*given: Any) -> dict[str, Any]:
        own = made(*given)
        return own | {"kod": dict.fromkeys(own["kod"], "0" * 64)}

    monkeypatch.setattr(report, "provenance", told)
    monkeypatch.setattr(package, "provenance", told)


def changed(sheet: Path, to: Path, change: Change, *, seal: bool = False) -> Path:
    """Return a copy of the PDF with something changed in it, and perhaps sealed as if it were new."""
    saved = io.BytesIO()
    with pikepdf.open(sheet / f"{NAME}.pdf") as pdf:
        change(pdf)
        pdf.save(saved, deterministic_id=True)
    path = to / f"{NAME}.pdf"
    path.write_bytes(sealed(saved.getvalue()) if seal else saved.getvalue())
    return path


def attachment(pdf: pikepdf.Pdf, name: str) -> bytes:
    return pdf.attachments[name].get_file().read_bytes()


def attach(pdf: pikepdf.Pdf, name: str, data: bytes) -> None:
    told = pdf.attachments[name].description if name in pdf.attachments else "Ny"
    pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, data, filename=name, description=told)


def in_file(name: str, old: str, new: str) -> Change:
    """Return a change of a text in a file that the PDF carries."""

    def change(pdf: pikepdf.Pdf) -> None:
        data = attachment(pdf, name)
        assert old.encode() in data
        attach(pdf, name, data.replace(old.encode(), new.encode(), 1))

    return change


def with_manifest(change: Change) -> Change:
    """Return a change after which the manifest says the digests of the files as they are."""
    from hashlib import sha256

    def both(pdf: pikepdf.Pdf) -> None:
        change(pdf)
        manifest = json.loads(attachment(pdf, "manifest.json"))
        names = [name for name in pdf.attachments if name != "manifest.json"]
        manifest["utdata"] = {name: sha256(attachment(pdf, name)).hexdigest() for name in names}
        attach(pdf, "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1).encode())

    return both


def in_inputs(name: str, old: str, new: str) -> Change:
    """Return a change of a row in the inputs that the PDF carries."""

    def change(pdf: pikepdf.Pdf) -> None:
        held = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(attachment(pdf, "indata.zip"))) as was, zipfile.ZipFile(held, "w") as now:
            for entry in was.infolist():
                data = was.read(entry)
                if entry.filename == f"indata/{name}":
                    assert old.encode() in data
                    data = data.replace(old.encode(), new.encode(), 1)
                now.writestr(entry, data)
        attach(pdf, "indata.zip", held.getvalue())

    return change


def on_page(pdf: pikepdf.Pdf) -> None:
    """Let the amount 78 735 be 78 753 wherever it stands on the page."""
    page = pdf.pages[0]
    texts, steps = Printed(pdf).texts[0], []
    marks = {mark for mark, text in texts.items() if text == "78\u00a0735"}
    assert marks
    mark = None
    for step in pikepdf.parse_content_stream(page):
        given = list(step.operands)
        if str(step.operator) == "BDC":
            mark = given[1].get("/MCID") if isinstance(given[1], pikepdf.Dictionary) else None
        if str(step.operator) in ("Tj", "TJ") and mark in marks:
            codes = b"".join(bytes(piece) for piece in given[0] if isinstance(piece, pikepdf.String))
            given = [pikepdf.Array([pikepdf.String(codes[:-4] + codes[-2:] + codes[-4:-2])])]
            steps.append(pikepdf.ContentStreamInstruction(given, pikepdf.Operator("TJ")))
        else:
            steps.append(step)
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(steps))


def note(pdf: pikepdf.Pdf) -> None:
    """Lay a note with another amount over the page."""
    own = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[0, 0, 99, 99])
    own.Contents = "99 999 kr"
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([own]))


def test_a_pdf_alone_has_the_same_figures_and_bytes(
    sheet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In an empty folder, by any name."""
    name = "Från posten, kopia.PDF"
    shutil.copy(sheet / f"{NAME}.pdf", tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert main(["verifiera", name]) == 0
    told = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Samma siffror: 636 tal är räknade om ur filens egna indata, och inget skiljer." in told
    assert "Varje byte blir densamma" in told
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]


def test_a_change_is_found_whatever_the_file_is_called(sheet: Path, tmp_path: Path) -> None:
    path = changed(sheet, tmp_path, with_manifest(CHANGES["a table"][0]), seal=True)
    (one,) = verify(path.rename(tmp_path / "Från posten, kopia.PDF")).differences
    assert (one.file, one.found) == ("Från posten, kopia.pdf, tabell_02.csv", "78753")


def test_the_folder_of_a_report_has_the_same_bytes(sheet: Path) -> None:
    found = verify(sheet)
    assert (found.differences, found.same_bytes, found.others()) == ([], True, [])


CHANGES: dict[str, tuple[Change, str, str]] = {
    "a table": (in_file("tabell_02.csv", "78735", "78753"), f"{NAME}.pdf, tabell_02.csv", "är ändrad"),
    "the results": (in_file("resultat.json", "78735", "78753"), f"{NAME}.pdf, resultat.json", "är ändrad"),
    "a row of the inputs": (in_inputs("befolkning.csv", "12693", "12963"), "indata.zip", "är ändrad"),
    "the manifest's inputs": (
        in_file("manifest.json", '"lpix.csv": "0', '"lpix.csv": "1'),
        "indata.zip",
        "är ändrad",
    ),
    "the manifest's day": (
        in_file("manifest.json", '"per_datum": "2026-11-24"', '"per_datum": "2026-11-23"'),
        "",
        "",
    ),
    "the manifest's code": (in_file("manifest.json", '"model": "', '"model": "0'), f"{NAME}.pdf", "sigillet"),
    "a file less": (
        lambda pdf: pdf.attachments.__delitem__("tabell_02.csv"),
        f"{NAME}.pdf, tabell_02.csv",
        "saknas",
    ),
    "a file more": (lambda pdf: attach(pdf, "ny.csv", b"1"), f"{NAME}.pdf, ny.csv", "är tillagd"),
    "the inputs gone": (
        lambda pdf: pdf.attachments.__delitem__("indata.zip"),
        f"{NAME}.pdf, indata.zip",
        "saknas",
    ),
    "the manifest gone": (
        lambda pdf: pdf.attachments.__delitem__("manifest.json"),
        f"{NAME}.pdf, manifest.json",
        "saknas",
    ),
    "a page": (on_page, f"{NAME}.pdf", "sigillet"),
    "a note on a page": (note, f"{NAME}.pdf", "sigillet"),
    "a page more": (lambda pdf: pdf.add_blank_page(), f"{NAME}.pdf", "sigillet"),
    "the title": (lambda pdf: pdf.docinfo.__setitem__("/Title", "Annat"), f"{NAME}.pdf", "sigillet"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_changed_is_found(what: str, sheet: Path, tmp_path: Path) -> None:
    change, file, told = CHANGES[what]
    found = verify(changed(sheet, tmp_path, change))
    assert [each for each in found.differences if each.file == file and told in each.found] or not file
    assert found.differences


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.usefixtures("other_version")
def test_what_is_changed_is_found_by_another_version(what: str, sheet: Path, tmp_path: Path) -> None:
    change, file, told = CHANGES[what]
    found = verify(changed(sheet, tmp_path, change))
    assert [each for each in found.differences if each.file == file and told in each.found] or not file
    assert found.differences
    assert any("sigillet" in each.found for each in found.differences) or "manifest gone" in what


def figures(found: Verified) -> list[Difference]:
    return [each for each in found.differences if each.is_figure]


def test_a_changed_figure_is_told_with_what_it_should_be(sheet: Path, tmp_path: Path) -> None:
    (one,) = figures(verify(changed(sheet, tmp_path, CHANGES["a table"][0])))
    assert (one.file, one.place) == (f"{NAME}.pdf, tabell_02.csv", "rad 2 (Energikontoret), Ni betalar (kr)")
    assert (one.found, one.expected, one.cause) == ("78753", "78735", Cause.FILE)


@pytest.mark.parametrize("name", ["tabell_02.csv", "resultat.json"])
def test_a_figure_is_found_where_manifest_and_seal_are_made_to_fit(name: str, sheet: Path, tmp_path: Path) -> None:
    path = changed(sheet, tmp_path, with_manifest(in_file(name, "78735", "78753")), seal=True)
    found = figures(verify(path))
    assert {(each.found, each.expected, each.cause) for each in found} == {("78753", "78735", Cause.FILE)}


@pytest.mark.parametrize("forged", [False, True])
def test_a_changed_row_of_the_inputs_is_the_cause(forged: bool, sheet: Path, tmp_path: Path) -> None:
    change = CHANGES["a row of the inputs"][0]
    path = changed(sheet, tmp_path, with_manifest(change) if forged else change, seal=forged)
    found = verify(path)
    assert len(figures(found)) > 10
    assert {each.cause for each in figures(found)} == {Cause.DATA}
    assert ("indata.zip", "befolkning.csv") in {(each.file, each.place) for each in found.differences}


def test_changed_terms_are_the_cause(sheet: Path, tmp_path: Path) -> None:
    change = in_inputs("avtal/energikontor.yaml", "800 000", "900 000")
    found = figures(verify(changed(sheet, tmp_path, change)))
    assert {each.cause for each in found} in ({Cause.TERMS}, set())


def test_a_changed_page_is_told_with_its_text(sheet: Path, tmp_path: Path) -> None:
    found = verify(changed(sheet, tmp_path, on_page, seal=True)).differences
    (one,) = found
    assert (one.file, one.place) == (f"{NAME}.pdf, sida 1", "text")
    assert ("78\u00a0753" in one.found, "78\u00a0735" in one.expected) == (True, True)


@pytest.mark.usefixtures("other_version")
def test_a_table_on_a_page_is_held_to_its_file_by_another_version(sheet: Path, tmp_path: Path) -> None:
    found = verify(changed(sheet, tmp_path, on_page, seal=True)).differences
    assert (found[0].file, found[0].place) == (f"{NAME}.pdf, tabell 2 på sidorna", "rad 2 (Energikontoret)")
    assert {(each.found, each.expected, each.is_figure) for each in found} == {("78753", "78735", True)}


@pytest.mark.usefixtures("other_version")
def test_another_version_that_computes_the_same_says_so(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verifiera", str(sheet / f"{NAME}.pdf")]) == 0
    told = capsys.readouterr().out
    assert "Samma siffror" in told
    assert "Gjord med annat än det som räknar här: annan kod." in told
    assert "Det har inte ändrat någon siffra." in told


@pytest.mark.usefixtures("other_version")
def test_another_version_with_other_rules_is_the_cause(
    sheet: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    computed = allocation.indexed_contribution
    monkeypatch.setattr(allocation, "indexed_contribution", lambda *given: computed(*given) + 1000)
    assert main(["verifiera", str(sheet / f"{NAME}.pdf")]) == 1
    told = capsys.readouterr().out
    assert "siffror av 636 tal skiljer:" in told
    assert "Orsak: koden. Modell" in told
    assert "Orsak: filen" not in told


def test_the_rows_of_another_folder_of_inputs_are_told(
    sheet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inputs = Path(shutil.copytree(PROJECT / "inputs", tmp_path / "inputs"))
    pdf = str(sheet / f"{NAME}.pdf")
    assert main(["verifiera", pdf, "--inputs", str(inputs)]) == 0
    assert "Mappen med indata" not in capsys.readouterr().out
    text = (inputs / "befolkning.csv").read_text(encoding="utf-8-sig")
    assert ";12693;" in text
    edit(inputs / "befolkning.csv", ";12693;", ";12963;")
    assert main(["verifiera", pdf, "--inputs", str(inputs), "--json"]) == 1
    rows = json.loads(capsys.readouterr().out)
    (row,) = (each for each in rows if each["slag"] == "indata")
    assert row["fil"] == "befolkning.csv"
    assert ";12693;" in row["i_filen"]
    assert ";12963;" in row["vantat"]
    moved = [each for each in rows if each["slag"] == "skiljer med andra indata"]
    assert {each["orsak"] for each in moved} == {"data"}
    assert len(rows) == len(moved) + 1


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (None, "den finns inte"),
        (b"", "en hel PDF"),
        (b"%PDF-1.7 men inte mer", "en hel PDF"),
    ],
)
def test_what_is_no_pdf_is_an_error(
    data: bytes | None, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rapport.pdf"
    if data is not None:
        path.write_bytes(data)
    assert main(["verifiera", str(path)]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("attach", ["", "pdf_bilagor = false\n"])
def test_what_carries_no_inputs_cannot_be_verified(
    attach: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("kostnad.toml").write_text(attach, encoding="utf-8")
    if attach:
        assert main(["rapport", "2025", "--namn", "partsblad", "--part", "Åre", "--ut", "ut"]) == 0
        assert main(["verifiera", f"ut/{NAME}/{NAME}.pdf"]) == 2
        assert "den här har inga bilagor" in capsys.readouterr().err
    assert main(["verifiera", "."]) == 2
    assert "väntade mappen med ett årspaket eller en rapport" in capsys.readouterr().err


RECIPIENTS = """\
organ;avtal;rapport;paragraf;inom_dagar;status;kalla
Samrådsgruppen;energikontor;ekonomisk_rapport;§9;;fastställd;Prov
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of small inputs, with a cover letter."""
    root = tmp_path_factory.mktemp("paket")
    folder = small_inputs(root / "indata")
    (folder / "mottagare.csv").write_text(RECIPIENTS, encoding="utf-8")
    published(folder, "2025-12-01")
    told = ("--inputs", str(folder), "--per-datum", "2026-03-01", "--ut", str(root / "ut"))
    assert main(["arspaket", "2025", *told, "--trots", "antagande", "--skal", "Prov"]) == 0
    return root / "ut" / "arspaket_2025"


@pytest.fixture
def spoiled(whole: Path, tmp_path: Path) -> Path:
    """A copy of it, with a change in a file of each kind."""
    folder = Path(shutil.copytree(whole, tmp_path / "arspaket_2025"))
    name = "ekonomisk_rapport_2025"
    edit(folder / name / f"{name}.html", "Ekonomisk", "Ekonomisk ")
    (folder / name / f"{name}.ipynb").unlink()
    path = folder / "fakturaunderlag_2026" / "fakturaunderlag_2026.csv"
    heading, first, *rows = path.read_bytes().split(b"\r\n")
    cells = first.split(b";")
    cells[heading.split(b";").index(b"belopp_kr")] = b"9"
    path.write_bytes(b"\r\n".join([heading, b";".join(cells), *rows]))
    book = openpyxl.load_workbook(folder / "arbetsbok" / "arbetsbok.xlsx")
    book.worksheets[0]["A1"] = "99"
    book.save(folder / "arbetsbok" / "arbetsbok.xlsx")
    with pikepdf.open(folder / name / f"{name}.pdf", allow_overwriting_input=True) as pdf:
        note(pdf)
        pdf.save()
    (folder / "egna noter.txt").write_text("Mitt", encoding="utf-8")
    return folder


SPOILED = {
    "arbetsbok/arbetsbok.xlsx",
    "ekonomisk_rapport_2025/ekonomisk_rapport_2025.html",
    "ekonomisk_rapport_2025/ekonomisk_rapport_2025.ipynb",
    "ekonomisk_rapport_2025/ekonomisk_rapport_2025.pdf",
    "fakturaunderlag_2026/fakturaunderlag_2026.csv",
}


def test_a_package_has_the_same_bytes(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verifiera", str(whole)]) == 0
    told = capsys.readouterr().out
    assert "Samma siffror" in told
    assert "Varje byte blir densamma" in told


def test_each_file_of_a_package_that_is_changed_is_named(
    spoiled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verifiera", str(spoiled), "--json"]) == 1
    rows = json.loads(capsys.readouterr().out)
    assert {row["fil"].partition(",")[0] for row in rows} == SPOILED
    assert {row["orsak"] for row in rows} == {"filen"}
    assert any(row["fil"].endswith(".csv") and row["i_filen"] == "9" for row in rows)
    assert any(row["fil"].endswith(".pdf, sida 1") for row in rows)


@pytest.mark.usefixtures("other_version")
def test_each_file_of_a_package_that_is_changed_is_named_by_another_version(
    spoiled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verifiera", str(spoiled)]) == 1
    told = capsys.readouterr().out
    assert all(name in told for name in SPOILED)
    assert "Orsak: filen." in told
    assert "Orsak: koden" not in told
    assert "Ligger också i mappen och prövas inte: egna noter.txt." in told


@pytest.mark.usefixtures("other_version")
def test_a_package_of_another_version_with_the_same_figures(
    whole: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verifiera", str(whole)]) == 0
    told = capsys.readouterr().out
    assert "Det har inte ändrat någon siffra." in told
    assert "PDF:ens sigill är helt" in told
