"""An old package made again, of the inputs that it carries: the same bytes, whatever has happened since."""

import json
import shutil
import zipfile
from pathlib import Path

import nbformat
import pytest
from dated import BASE, dated, decision
from small_inputs import edit, published, small_inputs

from model.read.begin import begin
from model.year import Year, invoice_rows, year_of
from suite.cli.cli import main
from suite.files.earlier import everything_in
from suite.files.provenance import file_hashes
from suite.publish.archive import ARCHIVE, archived, unpacked
from suite.publish.notebook import without_folder

DAY = "2026-03-01"
SCENARIO = """\
scenario: dyrare
namn: Dyrare
forfattare: Testet
datum: 2026-01-01
varfor: För att prova.
befolkning: {metod: konstant}
villkor:
  - {avtal: energikontor, fran: 2030, belopp: {kommuner: 850 000, region: 850 000}}
"""


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a package, and let two years pass: the folders of inputs and of the package, as they are then."""
    root = tmp_path_factory.mktemp("lived")
    folder = small_inputs(root / "våra indata")
    published(folder, "2025-12-01")
    (folder / "LÄS MIG.txt").write_text("Inget att räkna på.", encoding="utf-8")
    (folder / "~$lpix.csv").write_text("Excel", encoding="utf-8")
    told = ("--inputs", str(folder), "--per-datum", DAY, "--ut", str(root / "ut"))
    assert main(["arspaket", "2025", *told, "--trots", "antagande", "--skal", "Prov"]) == 0
    return root


def live_on(folder: Path) -> None:
    """Let there be new rows, a correction, a decision and a notice."""
    with (folder / "befolkning.csv").open("a", encoding="utf-8") as file:
        file.write("2321;Åre;2024-11-01;9000;fastställd;SCB, reviderad;2026-12-15;\n")
    with (folder / "lpix.csv").open("a", encoding="utf-8") as file:
        file.write(
            "LPIX;2026;2,1;fastställd;Regionplan;2026-11-25;\nLPIX;2027;4,4;fastställd;Regionplan;2026-11-25;\n"
        )
    path = folder / "utfall" / "energikontor_2025.csv"
    heading, *rows = path.read_text(encoding="utf-8").splitlines()
    rows = [f"{heading};publicerad", *(f"{row};" for row in rows)]
    rows.append("2025-12-30;A2;6500;X;;700 000,00;Resor, rättat;fastställd;2027-04-01")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    path = folder / "avtal" / "energikontor.yaml"
    edit(path, BASE, 'BELOPP\n    betalare: ["2303"')
    dated(path, "BELOPP", "basbelopp", "800 000", ("2029-01-01", "900 000", decision("2028-10-01")))
    dated(path, "totalt: 1 600 000", "totalt", "1 600 000", ("2029-01-01", "1 700 000", decision("2028-10-01")))
    (folder / "handelser.csv").write_text(
        "datum;avtal;part;slag;beslut;status;kalla\n"
        "2027-06-01;energikontor;2326;uppsägning;KF §7/2027;fastställd;Brev\n",
        encoding="utf-8",
    )
    (folder / "LÄS MIG.txt").unlink()


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in everything_in(folder) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def figures(now: Year) -> list[object]:
    """Return all that a year's reports take from the model."""
    view = now.view("energikontor")
    assert view.outcome
    settled = [repr(each.__dict__) for _, each in view.settlements]
    frames = [view.path, view.outcome.posts, invoice_rows(now, ["energikontor"]), now.run.yearly()]
    return [*settled, *(frame.to_dict("records") for frame in frames)]


@pytest.mark.slow
def test_after_two_years_the_package_is_made_again_byte_for_byte(
    lived: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package, folder = lived / "ut" / "arspaket_2025", lived / "våra indata"
    before = figures(year_of(begin(folder, DAY), 2025))
    live_on(folder)

    assert main(["arspaket", "--fran", str(package), "--ut", str(lived / "igen")]) == 0
    assert f"Samma byte som {package}" in capsys.readouterr().out
    first, again = contents(package), contents(lived / "igen" / "arspaket_2025")
    assert first == again
    assert len(first) > 30

    assert figures(year_of(begin(folder, DAY), 2025)) == before, "the living inputs, as of the old day"
    assert figures(year_of(begin(folder, "2028-12-31"), 2025)) != before


@pytest.mark.slow
def test_a_file_of_the_package_that_is_not_as_it_was_is_named(
    lived: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = Path(shutil.copytree(lived / "ut" / "arspaket_2025", tmp_path / "arspaket_2025"))
    manifest = json.loads((package / "manifest.json").read_text(encoding="utf-8"))
    manifest["kod"]["model"], manifest["versioner"]["pandas"] = "0" * 64, "1.0"
    (package / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    edit(package / "index.html", "Årspaket", "Arspaket")
    assert main(["arspaket", "--fran", str(package), "--ut", str(tmp_path / "igen")]) == 1
    told = capsys.readouterr().err
    assert "Gjort med annat än paketet: annan kod, pandas 1.0, nu" in told
    assert f"Fel: 2 filer av {len(contents(package))} skiljer mot {package}: index.html, manifest.json" in told


@pytest.fixture
def packed(tmp_path: Path) -> tuple[Path, Path]:
    """Return a folder of inputs, and one that has what a package says of them and nothing more."""
    folder, package = small_inputs(tmp_path / "indata"), tmp_path / "arspaket_2025"
    package.mkdir()
    run = begin(folder, DAY)
    (package / ARCHIVE).write_bytes(archived(run, "bas"))
    write_manifest(package)
    return folder, package


def write_manifest(package: Path, **changed: object) -> None:
    manifest = {
        "arspaket": 2025,
        "parametrar": {"inputs": "indata", "per_datum": DAY, "scenario": "bas"},
        "kvitterat": {"antagande": "Prov"},
        "utdata": {name: value for name, value in file_hashes(package).items() if name != "manifest.json"},
    }
    (package / "manifest.json").write_text(json.dumps(manifest | changed), encoding="utf-8")


def test_what_a_package_carries_gives_the_same_run(packed: tuple[Path, Path]) -> None:
    folder, package = packed
    with unpacked(package) as original:
        found = begin(original.inputs, original.as_of, original.scenario)
        assert (original.year, original.acknowledged, original.inputs.name) == (
            2025,
            {"antagande": "Prov"},
            "indata",
        )
        assert dict(found.inputs.hashes) == dict(begin(folder, DAY).inputs.hashes)
        kept = original.inputs
    assert not kept.exists()


def test_a_scenario_from_a_file_goes_with_it(packed: tuple[Path, Path], tmp_path: Path) -> None:
    folder, package = packed
    scenario = tmp_path / "dyrare.yaml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    run = begin(folder, DAY, scenario)
    (package / ARCHIVE).write_bytes(archived(run, str(scenario)))
    write_manifest(package, parametrar={"inputs": "indata", "per_datum": DAY, "scenario": "dyrare"})
    scenario.unlink()
    with unpacked(package) as original:
        again = begin(original.inputs, original.as_of, original.scenario)
        assert (again.scenario, dict(again.inputs.hashes)) == (run.scenario, dict(run.inputs.hashes))


def test_an_executed_notebook_says_no_folder(tmp_path: Path) -> None:
    """So the bytes are the same wherever the scenario's file lay."""
    cell = nbformat.v4.new_code_cell('# Parameters\nar = 2025\nscenario = "ANY"\n')
    cell.metadata["tags"] = ["injected-parameters"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("scenario = 1"), cell])
    found = without_folder(notebook, {"scenario": str(tmp_path / "dyrare.yaml")})
    assert [each.source for each in found.cells] == [
        "scenario = 1",
        '# Parameters\nar = 2025\nscenario = "dyrare.yaml"\n',
    ]


def test_the_same_inputs_are_packed_to_the_same_bytes(packed: tuple[Path, Path], tmp_path: Path) -> None:
    folder, package = packed
    copy = Path(shutil.copytree(folder, tmp_path / "annan plats" / "indata"))
    for path in copy.rglob("*.csv"):
        path.touch()
    assert archived(begin(copy, DAY), "bas") == (package / ARCHIVE).read_bytes()


def test_the_project_s_own_inputs_take_little_room() -> None:
    assert len(archived(begin(), "bas")) < 200_000


def test_what_is_not_read_is_there_by_its_name_alone(tmp_path: Path) -> None:
    folder = small_inputs(tmp_path / "indata")
    (folder / "tidigare").mkdir()
    for name in ("LÄS MIG.txt", "~$lpix.csv", "tidigare/lpix_2025-01-01.csv"):
        (folder / name).write_text("Hemligt", encoding="utf-8")
    run = begin(folder, DAY)
    data = archived(run, "bas")
    (tmp_path / ARCHIVE).write_bytes(data)
    with zipfile.ZipFile(tmp_path / ARCHIVE) as whole:
        sizes = {entry.filename: entry.file_size for entry in whole.infolist()}
        whole.extractall(tmp_path / "upp")
    empty = {name for name, size in sizes.items() if not size}
    assert empty == {"indata/LÄS MIG.txt", "indata/~$lpix.csv", "indata/tidigare/lpix_2025-01-01.csv"}
    assert begin(tmp_path / "upp" / "indata", DAY).inputs.notes == run.inputs.notes


def refused(package: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    assert main(["arspaket", "--fran", str(package), *more]) == 1
    return capsys.readouterr().err


def test_what_is_no_package_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = f"--fran: fann {tmp_path}, väntade mappen med ett årspaket som har manifest.json och indata.zip"
    assert told in refused(tmp_path, capsys)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"arspaket": "snart"}, "nyckel arspaket: fann ”snart”"),
        ({"parametrar": {"inputs": "indata", "scenario": "bas"}}, "per_datum"),
        ({"kvitterat": {"antagande": 1}}, "kvitterat"),
        ({"utdata": {ARCHIVE: "0" * 64}}, "är ändrad sedan paketet gjordes"),
    ],
)
def test_a_spoiled_manifest_is_refused(
    changed: dict[str, object], told: str, packed: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    write_manifest(packed[1], **changed)
    assert told in refused(packed[1], capsys)


@pytest.mark.parametrize("data", [b"", b"PK", b"inget"])
def test_inputs_that_are_no_zip_are_refused(
    data: bytes, packed: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    (packed[1] / ARCHIVE).write_bytes(data)
    write_manifest(packed[1])
    assert "indata.zip går inte att packa upp" in refused(packed[1], capsys)


def test_the_package_itself_is_not_replaced(packed: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(packed[1], capsys, "--ut", str(packed[1].parent))
    assert "väntade en annan mapp än den som paketet ligger i" in told


def test_what_the_package_says_is_not_said_again(
    packed: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert "ÅR, --per-datum: väntade inget" in refused(packed[1], capsys, "2025", "--per-datum", DAY)
