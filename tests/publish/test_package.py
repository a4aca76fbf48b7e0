"""The year's package: everything delivered, the same figures everywhere, nothing made twice, nothing lost."""

import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from refusals import FULL, excel, fill_disk
from small_inputs import edit

from model.errors import InputError
from model.read.begin import PROJECT, begin
from suite.cli.cli import main
from suite.files.provenance import file_hashes
from suite.publish import package as making
from suite.reports.catalogue import NOTEBOOKS, reports_of
from suite.reports.results import ROW_KEYS

pytestmark = pytest.mark.slow

PACKAGE = ("arspaket", "2025", "--trots-antagande")


FEW = ("ekonomisk_rapport_2025", "kvalitetslogg_2025", "natverksrapport_2025", "partsblad_2025_2380")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A package of the shipped inputs with four reports, where packages have no others: where all are no help."""
    monkeypatch.setattr(
        making, "reports_of", lambda *told: [each for each in reports_of(*told) if each.name in FEW]
    )
    assert main([*PACKAGE, "--ut", str(tmp_path / "ut")]) == 0
    return tmp_path / "ut" / "arspaket_2025"


def everything(folder: Path) -> dict[str, dict[str, str]]:
    return {path.name: file_hashes(path) for path in [folder, *sorted(p for p in folder.iterdir() if p.is_dir())]}


@pytest.mark.clause("RUN/387/2023 §9", "årlig återrapportering: ekonomi, projektportfölj, nätverk")
@pytest.mark.clause("RUN/387/2023 bilaga 2.2", "rapport varje halvår till kommun med uppdrag")
@pytest.mark.clause("RUN/350/2019 §7", "årlig uppföljning")
@pytest.mark.clause("RUN/357/2023 §5", "ekonomisk rapport varje kvartal")
def test_every_report_of_the_year_is_there(package: Path) -> None:
    names = [report.name for report in reports_of(begin(), 2025)]
    kinds = [next(kind for kind in NOTEBOOKS if name.startswith(kind)) for name in names]
    assert {kind: kinds.count(kind) for kind in NOTEBOOKS} == {
        "ekonomisk_rapport": 1,
        "motesunderlag": 1,
        "arshjul": 1,
        "projektportfolj": 1,
        "natverksrapport": 1,
        "delarsrapport": 0,  # the year is over
        "kvartalsrapport": 1,
        "halvarsrapport_radgivning": 10,
        "partsblad": 10,
        "scenariorapport": 1,
        "kvalitetslogg": 1,
    }
    for name in names:
        found = sorted(path.name for path in (package / name).iterdir())
        assert found == sorted([f"{name}.html", f"{name}.ipynb", f"{name}.pdf", "resultat.json"])
    assert [*file_hashes(package / "kalender")] == ["arshjul_2026.ics"]
    assert sorted(file_hashes(package / "fakturaunderlag_2026")) == [
        "fakturaunderlag_2026.csv",
        "fakturaunderlag_2026.xlsx",
        "resultat.json",
    ]


@pytest.mark.clause("RUN/357/2023 §5", "ekonomisk rapport varje kvartal")
def test_four_quarters_in_the_year_of_kompetensattraktion() -> None:
    run = begin()
    quarters = [report.parameters for report in reports_of(run, 2024) if "kvartal" in report.parameters]
    assert quarters == [{"ar": 2024, "kvartal": quarter} for quarter in (1, 2, 3, 4)]
    assert not [report for report in reports_of(run, 2026) if "kvartal" in report.parameters]


def test_the_same_figures_everywhere(package: Path) -> None:
    """Ekonomisk rapport, party sheets, network report, invoice basis and berakna: equal to the krona."""
    run = begin()
    frame = run.allocation(run.agreements, range(2019, 2034))
    keys = ["avtal", "ar", "part"]
    computed = frame.set_index(keys)["belopp_kr"].to_dict()

    def figures(name: str) -> dict:
        return json.loads((package / name / "resultat.json").read_text(encoding="utf-8"))

    def by_key(rows: list[dict]) -> dict:
        return {tuple(row[key] for key in keys): row["belopp_kr"] for row in rows}

    report = figures("ekonomisk_rapport_2025")
    assert by_key(report["fordelning"]) == computed
    sheets = [figures(name) for name in (r.name for r in reports_of(run, 2025)) if name.startswith("partsblad")]
    together = {key: amount for sheet in sheets for key, amount in by_key(sheet["fordelning"]).items()}
    assert together == {key: amount for key, amount in computed.items() if key[0] != "kompetensattraktion"}
    assert sum(sheet["belopp_kr"] for sheet in sheets) == sum(a for key, a in computed.items() if key[1] == 2025)
    settled = report["avtal"]["energikontor"]["slutavrakning"][0]
    assert report["avtal"]["energikontor"]["stangt"] is False  # the outcome is an example
    assert [sheet["slutavrakning_kr"] for sheet in sheets] == [0] * 10
    assert sum(sheet["slutavrakning_om_stangt_kr"] for sheet in sheets) == -settled["belopp_kr"] != 0
    network = figures("natverksrapport_2025")["avtal"]["natverk"]
    assert network["finansiering_kr"] == sum(a for k, a in computed.items() if k[:2] == ("natverk", 2025))
    book = openpyxl.load_workbook(package / "fakturaunderlag_2026" / "fakturaunderlag_2026.xlsx")
    headings, *rows = list(book["Underlag"].values)
    lines = [dict(zip(headings, row, strict=True)) for row in rows]
    invoiced: dict[tuple, int] = {}
    for line in lines:
        if line["Slag"] == "förskott":
            key = (line["Avtal"], 2026, line["Kod"])
            invoiced[key] = invoiced.get(key, 0) + line["Belopp exkl. moms (kr)"]
    assert invoiced == {key: amount for key, amount in computed.items() if key[1] == 2026}


def test_the_cover_letter_has_the_sums_of_the_files(package: Path) -> None:
    """As the manifest says them, and as they are; the letter itself is in the manifest too."""
    page = (package / "missiv.html").read_text(encoding="utf-8")
    manifest = json.loads((package / "manifest.json").read_text(encoding="utf-8"))
    linked = re.findall(r'href="(\w+)/(\w+\.pdf)"', page)
    assert len(linked) == 14
    for folder, name in linked:
        told = manifest["rapporter"][folder]["utdata"][name]
        assert told == file_hashes(package / folder)[name]
        assert told in page.replace(" ", "").replace("\u00a0", "")
    assert {"missiv.html", "missiv.pdf"} <= manifest["utdata"].keys()


def test_run_again_it_makes_nothing(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.stat().st_mtime_ns for path in package.rglob("*")}
    assert main([*PACKAGE, "--ut", str(package.parent)]) == 0
    assert "Inget har ändrats" in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in package.rglob("*")} == before


def test_forced_it_makes_the_same_bytes(package: Path, tmp_path: Path) -> None:
    shutil.copytree(package, tmp_path / package.name)
    assert main([*PACKAGE, "--ut", str(tmp_path), "--tvinga"]) == 0
    assert everything(tmp_path / package.name) == everything(package)


def test_a_basis_that_is_held_back_leaves_the_earlier_one_and_the_reports(
    few: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, arguments = "fakturaunderlag_2026", ["arspaket", "2025", "--ut", str(few.parent)]
    before = file_hashes(few / name)
    capsys.readouterr()
    for said in ("1 rapport gjord.", "Inget har ändrats"):  # the quality log says what is acknowledged
        assert main(arguments) == 3
        told = capsys.readouterr()
        assert said in told.out
        assert "Fel: Fakturaunderlaget 2026 görs inte." in told.err
        assert file_hashes(few / name) == before
    page = (few / "index.html").read_text(encoding="utf-8")
    assert "Fakturaunderlaget 2026 är inte gjort" in page
    assert "Det som länkas nedan är en äldre version." in page
    assert "--trots" not in page  # what to run is told where it is run
    manifest = json.loads((few / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["kvitterat"] == {}
    assert manifest["hallet_tillbaka"][0].startswith("Fakturaunderlaget 2026 görs inte.")
    passed = ["--trots", "antagande", "--skal", "Beslut 7", "--trots", "oppet-ar"]
    assert main([*arguments, *passed]) == 0
    page = (few / "index.html").read_text(encoding="utf-8")
    assert "är inte gjort" not in page
    assert page.count("<td>Beslut 7</td>") >= 2
    text = (few / name / f"{name}.csv").read_text(encoding="utf-8-sig")
    assert "kvitterat antagande: Beslut 7" in text
    log = few / "kvalitetslogg_2025" / "kvalitetslogg_2025.html"
    page = log.read_text(encoding="utf-8")
    assert "2 saker är kvitterade" in page
    assert "ska kvitteras först" not in page
    assert main(["verifiera", str(log.with_suffix(".pdf"))]) == 0
    assert "samma siffror" in capsys.readouterr().out.lower()


def test_findings_stand_whole_in_the_index(package: Path) -> None:
    page = (package / "index.html").read_text(encoding="utf-8")
    assert (
        page.index(">För ekonomiavdelningen</h2>") < page.index("<caption>Iakttagelser") < page.index(">Underlag<")
    )


def test_a_file_that_is_damaged_is_made_again(
    package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / package.name
    shutil.copytree(package, copy)
    (copy / "projektportfolj_2025" / "resultat.json").write_text("{}", encoding="utf-8")
    (copy / "partsblad_2025_2321" / "partsblad_2025_2321.pdf").unlink()
    assert main([*PACKAGE, "--ut", str(tmp_path)]) == 0
    assert "2 rapporter gjorda." in capsys.readouterr().out
    assert everything(copy) == everything(package)


def test_what_a_user_has_put_in_the_package_stays(
    package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nothing has changed, and where a report is made again; what it then looked like is kept."""
    copy, own = tmp_path / package.name, {"mina noter.txt": "min", "partsblad_2025_2321/brev till Åre.txt": "min"}
    shutil.copytree(package, copy)
    for name, text in own.items():
        (copy / name).write_text(text, encoding="utf-8")
    before = {path: path.stat().st_mtime_ns for path in copy.rglob("*")}
    assert main([*PACKAGE, "--ut", str(tmp_path)]) == 0
    assert "Inget har ändrats" in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in copy.rglob("*")} == before
    edit(copy / "partsblad_2025_2321" / "partsblad_2025_2321.html", "Åre", "Åre (rättat)")
    assert main([*PACKAGE, "--ut", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert "1 rapport gjord." in said.out
    (kept,) = (tmp_path / "tidigare").iterdir()
    changed = kept / "partsblad_2025_2321" / "partsblad_2025_2321.html"
    assert f"Det som låg där förut ligger i {kept}." in said.err
    assert "Ändrat för hand och gjort på nytt: partsblad_2025_2321/partsblad_2025_2321.html." in said.err
    assert "Kvar i mappen, inte gjort nu: mina noter.txt, partsblad_2025_2321/brev till Åre.txt." in said.err
    assert "Åre (rättat)" in changed.read_text(encoding="utf-8")
    for name, text in own.items():
        assert (copy / name).read_text(encoding="utf-8") == (kept / name).read_text(encoding="utf-8") == text
        (copy / name).unlink()
    assert everything(copy) == everything(package)


def test_one_that_fails_is_named_and_the_others_are_delivered(
    few: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its earlier version stays, labelled; when the cause is gone it is made."""
    inputs, name = tmp_path / "inputs", "natverksrapport_2025"
    earlier = everything(few)
    shutil.copytree(PROJECT / "inputs", inputs)
    (inputs / "tvister.csv").write_text(
        "avtal;ar;part;omtvistat_kr;innehallet_kr;text;status;kalla\n"
        "natverk;2025;arehus;10000;6000;Utbildningen;exempel;Prov\n",
        encoding="utf-8",
    )
    arguments = [*PACKAGE, "--inputs", str(inputs), "--ut", str(few.parent)]
    capsys.readouterr()
    assert main(arguments) == 1
    said = capsys.readouterr()
    assert "Fel: natverksrapport_2025: cell 6: tvister.csv, rad 2, kolumn innehallet_kr: fann ”6000”" in said.err
    assert "3 rapporter gjorda." in said.out
    assert file_hashes(few / name) == earlier[name]
    assert file_hashes(few / "partsblad_2025_2380") != earlier["partsblad_2025_2380"]
    page = (few / "index.html").read_text(encoding="utf-8")
    assert "Det som länkas nedan är en äldre version" in page
    entry = json.loads((few / "manifest.json").read_text(encoding="utf-8"))["rapporter"][name]
    assert "tvister.csv" in entry["fel"]
    edit(inputs / "tvister.csv", ";6000;", ";5000;")
    assert main(arguments) == 0
    assert "4 rapporter gjorda." in capsys.readouterr().out
    assert "äldre version" not in (few / "index.html").read_text(encoding="utf-8")
    html = (few / name / f"{name}.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "Ersättning som hålls inne enligt RUN/350/2019 §11" in html


def test_an_explore_page_that_cannot_be_made_is_named_and_not_linked(
    county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise InputError("lpix.csv: väntade en rad")

    monkeypatch.setattr("suite.publish.package.write_page", refuse)
    monkeypatch.setattr(making, "reports_of", lambda *told: reports_of(*told)[:1])
    assert main(["arspaket", "2025", "--inputs", str(county), "--ut", str(tmp_path), "--trots-antagande"]) == 1
    assert "Fel: utforska: lpix.csv: väntade en rad" in capsys.readouterr().err
    page = (tmp_path / "arspaket_2025" / "index.html").read_text(encoding="utf-8")
    assert "Utforska: lpix.csv: väntade en rad. Den saknas." in page
    assert "utforska.html" not in page


class Anchors(HTMLParser):
    """Gathers the links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if tag == "a" and name == "href"]


def test_every_link_of_the_index_leads_somewhere(package: Path) -> None:
    page = Anchors()
    page.feed((package / "index.html").read_text(encoding="utf-8"))
    files = {link for link in page.links if not link.startswith("#")}
    there = {path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file()}
    left = {name for name in there if name.endswith(".ipynb")} | {"index.html", "manifest.json"}
    assert files == there - left


def test_a_party_sheet_is_one_page(package: Path) -> None:
    sheets = sorted(package.glob("partsblad_*/*.pdf"))
    assert len(sheets) == 10
    for path in sheets:
        with pikepdf.open(path) as pdf:
            assert len(pdf.pages) == 1, path.name


def test_every_pdf_says_that_it_is_accessible(package: Path) -> None:
    for path in sorted(package.rglob("*.pdf")):
        with pikepdf.open(path) as pdf, pdf.open_metadata() as metadata:
            carries = "2" if path.name == "missiv.pdf" else "3"  # the letter has no files in it
            assert (metadata["pdfaid:part"], metadata["pdfuaid:part"]) == (carries, "1")
            assert str(pdf.Root.Lang) == "sv-SE"


def test_every_report_names_what_it_rests_on(package: Path) -> None:
    reports = [path for path in sorted(package.glob("*/*.html")) if path.stem != "utforska"]  # says it when opened
    for path in reports:
        text = path.read_text(encoding="utf-8")
        assert "<strong>Preliminärt.</strong>" in text, path.name
        assert re.search(r"antaget|antagen|exempel", text), path.name


def test_jamfor_says_what_changed(few: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inputs = tmp_path / "inputs"
    shutil.copytree(PROJECT / "inputs", inputs)
    edit(inputs / "avtal" / "energikontor.yaml", "grans_procent: 10", "grans_procent: 15")
    assert main([*PACKAGE, "--inputs", str(inputs), "--ut", str(tmp_path / "nytt")]) == 0
    capsys.readouterr()
    assert main(["jamfor", str(few), str(tmp_path / "nytt" / "arspaket_2025")]) == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Villkor (avtal): avtal/energikontor.yaml (ändrad)" in said
    assert "Data: lika" in said
    assert "Kod: lika" in said
    assert "Inga belopp per part och år skiljer sig, av 242." in said
    assert "  ja → nej: avtal / energikontor / slutavrakning / utfall, hela / avraknas" in said
    assert "  −49 022 → 0 (+49 022): slutavrakning_om_stangt_kr  [partsblad_2025_2380]" in said
    assert len(said.splitlines()) <= 40
    assert main(["jamfor", str(few), str(few)]) == 0
    said = capsys.readouterr().out
    assert "Inga belopp per part och år skiljer sig, av 242." in said
    assert "--ut" not in said
    assert main(["jamfor", str(few), str(tmp_path)]) == 1
    assert "väntade resultat.json, fakturaunderlag_ÅR.csv eller ett helt årspaket" in capsys.readouterr().err


def test_every_list_of_a_report_has_rows_that_can_be_told_apart(package: Path) -> None:
    def lists(value: object, name: str = "") -> Iterator[tuple[str, list]]:
        inner = value.items() if isinstance(value, dict) else [(name, row) for row in value]
        if isinstance(value, list):
            yield name, value
        for key, each in inner:
            if isinstance(each, dict | list):
                yield from lists(each, key)

    for path in package.glob("*/resultat.json"):
        for name, rows in lists(json.loads(path.read_text(encoding="utf-8"))):
            if name not in ("antaganden", "fordelning"):
                keys = [tuple(row[key] for key in ROW_KEYS[name]) for row in rows]
                assert len(set(keys)) == len(keys), (path, name)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["arspaket", "2050"], "ar: fann ”2050” (heltal), väntade ett årtal i siffror då avtalet gäller"),
        (["arspaket", "snart"], "ar: fann ”snart” (text)"),
        (["faktura", "2050"], "ar: fann ”2050”"),
        (["rapport", "2025", "--namn", "arsbok"], "--namn: fann ”arsbok”, väntade någon av ekonomisk_rapport"),
        (["rapport", "2025", "--namn", "partsblad", "--part", "Umeå"], "Okänd part: fann ”Umeå”"),
        (["rapport", "2026", "--namn", "kvartalsrapport"], "indata har inget underlag"),
        (["rapport", "2025", "--namn", "halvarsrapport_radgivning", "--part", "Åre"], "inget underlag"),
    ],
)
def test_a_wrong_parameter_is_named(
    arguments: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--ut", str(tmp_path)]) == 1
    assert words in capsys.readouterr().err
    assert not [path for path in tmp_path.iterdir() if not path.name.startswith(".")]


@pytest.mark.parametrize("text", ["[" * 100_000, '{"rapporter": []}', '{"rapporter": {"a": 1}}', '{"utdata": 1}'])
def test_a_package_with_a_spoiled_manifest_is_made_again(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    (tmp_path / "a").mkdir()
    (tmp_path / "index.html").write_text("a", encoding="utf-8")
    assert making._earlier(tmp_path) == {}
    assert not making._whole(tmp_path, {}, None)


REPORT = "projektportfolj_2025"


def test_a_disk_that_fills_meanwhile_costs_the_report_that_had_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    both = [each for each in reports_of(begin(), 2025) if each.name in (REPORT, "natverksrapport_2025")]
    monkeypatch.setattr(making, "reports_of", lambda *_: both)
    fill_disk(monkeypatch, Path, "write_bytes", lambda path: path.name == f"{REPORT}.pdf")
    assert main(["arspaket", "2025", "--ut", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert f"Fel: {REPORT}: " in said.err
    assert FULL in said.err
    assert "1 rapport gjord." in said.out
    made = tmp_path / "arspaket_2025"
    assert len(file_hashes(made / "natverksrapport_2025")) == 4
    assert not (made / REPORT).exists()


def test_it_asks_for_what_excel_holds_before_the_reports_are_made(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(making, "replacing", lambda _: pytest.fail("too late to ask"))
    (tmp_path / "arspaket_2025").mkdir()
    (tmp_path / "arspaket_2025" / "a.txt").write_text("ett", encoding="utf-8")
    with excel(tmp_path / "arspaket_2025" / "a.txt"):
        assert main(["arspaket", "2025", "--inputs", str(folder), "--ut", str(tmp_path)]) == 1
    assert "stäng a.txt och kör igen" in capsys.readouterr().err
