"""The report end to end: rendered whole, the same every time, accessible, and equal to `berakna`."""

import hashlib
import io
import json
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pikepdf
import pytest
from refusals import FULL, fill_disk
from small_inputs import edit

from model.errors import InputError
from model.read.begin import PROJECT, begin
from suite.cli.cli import main
from suite.files.folder import replacing
from suite.files.provenance import file_hashes
from suite.publish.attachments import SEAL
from suite.publish.notebook import CellError, run_notebook
from suite.show.frame import records

pytestmark = pytest.mark.slow

NOTEBOOK = PROJECT / "notebooks" / "ekonomisk_rapport.ipynb"
NAME = "ekonomisk_rapport_2025"


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped inputs' report for 2025."""
    out = tmp_path_factory.mktemp("ut")
    assert main(["rapport", "2025", "--ut", str(out)]) == 0
    return out / NAME


def digest(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_everything_lands_together(rendered: Path) -> None:
    assert sorted(digest(rendered)) == [
        f"{NAME}.html",
        f"{NAME}.ipynb",
        f"{NAME}.pdf",
        "manifest.json",
        "resultat.json",
    ]


def test_the_manifest_tells_what_went_in_and_what_came_out(rendered: Path) -> None:
    manifest = json.loads((rendered / "manifest.json").read_text(encoding="utf-8"))
    found = digest(rendered)
    found.pop("manifest.json")
    assert manifest["utdata"] == found
    for name, value in manifest["indata"].items():
        assert hashlib.sha256((PROJECT / "inputs" / name).read_bytes()).hexdigest() == value
    assert set(manifest["indata"]) == {
        path.relative_to(PROJECT / "inputs").as_posix()
        for path in (PROJECT / "inputs").rglob("*")
        if path.is_file()
    }
    assert {"numpy", "pandas", "typst", "papermill", "kostnadsmodell"} <= set(manifest["versioner"])
    assert manifest["parametrar"]["ar"] == 2025
    assert manifest["per_datum"] == begin().series.as_of.isoformat()


def test_the_same_inputs_give_the_same_bytes(rendered: Path, tmp_path: Path) -> None:
    """Also from another copy of the inputs, elsewhere, into another folder."""
    shutil.copytree(PROJECT / "inputs", tmp_path / "inputs")
    assert main(["rapport", "2025", "--inputs", str(tmp_path / "inputs"), "--ut", str(tmp_path / "annan")]) == 0
    assert digest(tmp_path / "annan" / NAME) == digest(rendered)


def test_no_path_of_the_machine_is_in_the_outputs(rendered: Path) -> None:
    for path in rendered.iterdir():
        data = path.read_bytes()
        assert str(PROJECT).encode() not in data
        assert str(rendered.parent).encode() not in data


def test_the_figures_are_those_of_berakna(rendered: Path) -> None:
    run = begin()
    frame = run.allocation(run.agreements, range(2019, 2034))
    results = json.loads((rendered / "resultat.json").read_text(encoding="utf-8"))
    assert results["fordelning"] == records(frame)
    html = (rendered / f"{NAME}.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    for amount in frame.loc[
        frame["ar"].between(2025, 2026) & (frame["avtal"] != "kompetensattraktion"), "belopp_kr"
    ]:
        assert f"{amount:,}".replace(",", " ") in html


class Outline(HTMLParser):
    """Gathers what the checks below ask of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def page(rendered: Path) -> Outline:
    outline = Outline()
    outline.feed((rendered / f"{NAME}.html").read_text(encoding="utf-8"))
    return outline


def test_the_html_is_self_contained(page: Outline) -> None:
    assert not [tag for tag, _ in page.tags if tag in {"script", "link", "iframe", "object"}]
    for tag, attributes in page.tags:
        for name in ("src", "href"):
            value = attributes.get(name) or ""
            assert value.startswith(("data:", "#")) or not value, (tag, value)
    assert ("html", {"lang": "sv"}) in page.tags


def test_headings_come_in_order(page: Outline) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_figures_say_what_they_show_and_tables_have_headers(page: Outline) -> None:
    images = [attributes for tag, attributes in page.tags if tag == "img"]
    assert len(images) == 3
    assert all(len(attributes["alt"] or "") > 60 for attributes in images)
    tables = [tag for tag, _ in page.tags if tag == "table"]
    captions = [tag for tag, _ in page.tags if tag == "caption"]
    assert len(tables) == len(captions) >= 9
    assert all(attributes.get("scope") in {"col", "row"} for tag, attributes in page.tags if tag == "th")


def test_every_amount_leads_to_its_derivation_and_back(rendered: Path, page: Outline) -> None:
    """An amount's link leads to where it is derived, with the rows of the inputs; from there one leads back."""
    ids = [attributes["id"] for _, attributes in page.tags if attributes.get("id")]
    links = [attributes["href"] or "" for tag, attributes in page.tags if tag == "a" and "href" in attributes]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links} <= set(ids)
    html = (rendered / f"{NAME}.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    amounts = re.findall(r'<a href="#((?:belopp|avrakning|nasta)-[^"]+)" id="till-[^"]+">([^<]+)</a>', html)
    assert len(amounts) == 9 + 9 + 10 + 10
    for place, amount in amounts:
        (start,) = (found.start() for found in re.finditer(rf'<li id="{re.escape(place)}">', html))
        derived = html[start : html.find('<li id="', start + 1)]
        assert f"{amount.removeprefix('+')} kr" in derived
        assert f'href="#till-{place}"' in derived
        assert re.search(r"RUN/\d+/\d+ §\d+", derived)
        if re.search(r"-\d{4}$", place) and not place.startswith("avrakning"):
            assert re.search(r"befolkning\.csv rad \d+", derived)


def test_no_code_is_shown(rendered: Path) -> None:
    html = (rendered / f"{NAME}.html").read_text(encoding="utf-8")
    assert "open_year" not in html
    assert "import" not in re.sub(r"base64,[A-Za-z0-9+/=]+", "", html)


def tagged(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """Walk the structure tree."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from tagged(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from tagged(node["/K"])


def test_the_pdf_is_tagged_for_accessibility(rendered: Path) -> None:
    with pikepdf.open(rendered / f"{NAME}.pdf") as pdf:
        assert str(pdf.Root.Lang) == "sv-SE"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
            assert metadata["dc:title"].startswith("Energikontoret ser ut att ha kostat mindre")
        elements = list(tagged(pdf.Root.StructTreeRoot.K))
        kinds = [str(element.S) for element in elements]
        alts = [str(element.Alt) for element in elements if str(element.S) == "/Figure"]
        assert len(alts) == 3
        assert all(len(alt) > 60 for alt in alts)
        assert kinds.count("/H1") == 1
        assert kinds.count("/H2") == 9 + 1  # and that of the list of parts
        assert kinds.count("/TOCI") == 9
        assert kinds.count("/Table") >= 9
        rows = [list(element.K) for element in elements if str(element.S) == "/TR"]
        assert len(rows) > 80
        assert all(str(first.S) == "/TH" for first, *_ in rows)
        assert pdf.Root.Outlines.Count != 0


def test_the_pdf_carries_what_the_report_is_made_of(rendered: Path) -> None:
    path = rendered / f"{NAME}.pdf"
    with pikepdf.open(path) as pdf:
        kinds = [str(element.S) for element in tagged(pdf.Root.StructTreeRoot.K)]
        files = {name: each.get_file().read_bytes() for name, each in pdf.attachments.items()}
        told = [(each.relationship, each.description) for each in pdf.attachments.values()]
    manifest = json.loads(files.pop("manifest.json"))
    beside = json.loads((rendered / "manifest.json").read_text(encoding="utf-8"))
    assert manifest.pop("utdata") == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    assert manifest.pop("sigill") == SEAL
    assert manifest == {name: value for name, value in beside.items() if name != "utdata"}
    assert files["resultat.json"] == (rendered / "resultat.json").read_bytes()
    assert all(relationship == pikepdf.Name.Data and words for relationship, words in told)
    with zipfile.ZipFile(io.BytesIO(files["indata.zip"])) as inputs:
        found = {name: hashlib.sha256(inputs.read(name)).hexdigest() for name in inputs.namelist()}
    assert found == {f"indata/{name}": value for name, value in beside["indata"].items()}
    assert sum(name.endswith(".csv") for name in files) > kinds.count("/Table")  # also what is folded in the page
    assert path.stat().st_size < 400_000


@pytest.mark.browser
def test_axe_finds_nothing_in_the_html(rendered: Path, browser: Any, axe: Any) -> None:
    errors: list[str] = []
    view = browser.new_page(viewport={"width": 1100, "height": 900}, locale="sv-SE")
    view.on("console", lambda message: errors.append(message.text))
    view.on("request", lambda request: errors.append(request.url) if request.url.startswith("http") else None)
    view.goto((rendered / f"{NAME}.html").as_uri())
    view.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    found = axe(view)
    assert view.evaluate("document.documentElement.scrollWidth") <= 1100
    assert found["violations"] == []
    assert len(found["passes"]) > 15
    assert errors == []


def test_a_failed_run_leaves_the_earlier_report(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["rapport", "2025", "--inputs", str(folder), "--ut", str(tmp_path / "ut")]
    assert main(arguments) == 0
    before = digest(tmp_path / "ut" / NAME)
    (folder / "lpix.csv").write_text("trasig", encoding="utf-8")
    assert main(arguments) == 1
    assert "lpix.csv" in capsys.readouterr().err
    assert digest(tmp_path / "ut" / NAME) == before


def test_a_killed_run_leaves_the_earlier_report(folder: Path, tmp_path: Path) -> None:
    """New inputs, so that the run would have replaced it; a run after that mends what the kill left."""
    out, elsewhere = tmp_path / "ut", tmp_path / "annan"
    command = [sys.executable, "-m", "model", "rapport", "2025", "--inputs", str(folder), "--ut"]
    subprocess.run([*command, out], check=True, capture_output=True)
    before = digest(out / NAME)
    edit(folder / "lpix.csv", "2025;3,0", "2025;2,0")
    subprocess.run([*command, elsewhere], check=True, capture_output=True)
    after = digest(elsewhere / NAME)
    for moment in (0.6, 1.2, 1.6, 2.0, 2.4):
        process = subprocess.Popen([*command, out], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        process.wait()
        assert digest(out / NAME) in (before, after)
    subprocess.run([*command, out], check=True, capture_output=True)
    assert digest(out / NAME) == after != before
    assert sorted(path.name for path in out.iterdir() if path.is_dir()) == [NAME, "tidigare"]
    assert [digest(kept) for kept in (out / "tidigare").iterdir()] == [before]


def test_plain_papermill_runs_the_notebook_and_tells_of_its_parameters(folder: Path, tmp_path: Path) -> None:
    papermill.execute_notebook(
        NOTEBOOK,
        tmp_path / "x.ipynb",
        {"ar": 2024, "inputs": str(folder)},
        progress_bar=False,
        kernel_name="python3",
    )
    parameters = papermill.inspect_notebook(NOTEBOOK)
    assert list(parameters) == ["ar", "inputs", "per_datum", "scenario"]
    assert parameters["ar"]["inferred_type_name"] == "int"
    assert all(len(parameter["help"]) > 20 for parameter in parameters.values())


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"ar": 1999}, "ar: fann ”1999” (heltal), väntade ett årtal i siffror då avtalet gäller, 2024 till 2033"),
        ({"ar": "0,03"}, "ar: fann ”0,03” (text)"),
        ({"ar": 2025.0}, "ar: fann ”2025.0” (decimaltal)"),
        ({"ar": True}, "ar: fann ”True” (sant eller falskt)"),
        ({"inputs": 7}, "inputs: fann ”7” (heltal), väntade en mapp"),
        ({"per_datum": 20251101}, "per_datum: fann ”20251101” (heltal)"),
        ({"scenario": "0,03"}, "scenario: fann ”0,03”, väntade en fil eller någon av koderna bas"),
    ],
)
def test_the_notebook_checks_its_parameters(parameters: dict, words: str, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        run_notebook(NOTEBOOK, {"ar": 2025, "inputs": str(folder)} | parameters, tmp_path)
    assert words in str(error.value)
    assert "Traceback" not in str(error.value)


def test_another_failure_names_the_cell(tmp_path: Path) -> None:
    cells = [nbformat.v4.new_markdown_cell("# x"), nbformat.v4.new_code_cell("1 / 0")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "fel.ipynb")
    with pytest.raises(CellError, match=r"fel\.ipynb, cell 2: ZeroDivisionError"):
        run_notebook(tmp_path / "fel.ipynb", {}, tmp_path)


@pytest.mark.slow
def test_a_name_never_becomes_markup(folder: Path, tmp_path: Path) -> None:
    evil = "Åre <script>alert(1)</script> & <b>kommun</b>"
    edit(folder / "avtal" / "energikontor.yaml", "namn: Åre kommun", f'namn: "{evil}"')
    assert main(["rapport", "2025", "--inputs", str(folder), "--ut", str(tmp_path)]) == 0
    page = (tmp_path / "ekonomisk_rapport_2025" / "ekonomisk_rapport_2025.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;kommun&lt;/b&gt;" in page


REPORT = "projektportfolj_2025"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("owner", "function", "ending"),
    [
        (Path, "write_bytes", ".ipynb"),
        (Path, "write_bytes", ".html"),
        (Path, "write_bytes", ".pdf"),
        (Path, "write_bytes", ".json"),
        (shutil, "copyfile", ".ttf"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_a_full_disk_leaves_the_earlier_report(
    owner: object,
    function: str,
    ending: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with replacing(tmp_path / REPORT) as fresh:
        (fresh / "resultat.json").write_text("{}", encoding="utf-8")
    before = file_hashes(tmp_path / REPORT)
    fill_disk(monkeypatch, owner, function, lambda path: path.suffix == ending)
    assert main(["rapport", "2025", "--namn", "projektportfolj", "--ut", str(tmp_path)]) == 1
    (said,) = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Fel: ")]
    assert said.endswith(f"{FULL}")
    assert file_hashes(tmp_path / REPORT) == before
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [REPORT]
