"""Which reports a year has: those that have something to tell, and for the others a line that says why not."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from small_inputs import edit, published

from model.errors import InputError
from model.read.begin import begin
from model.year import year_of
from suite.cli.cli import main
from suite.publish.startpage import Attention, start_html
from suite.reports.catalogue import Report, named, not_made, reports_of
from suite.reports.network import open_network

ACTIVITIES = "verksamhet;ar;period;kommunkod;aktivitet;planerat;genomfort;deltagare;status;kalla\n"


@pytest.fixture
def silent(county: Path) -> Path:
    """All three agreements and two mandates, and nothing else to tell of 2024."""
    published(county, "2019-01-01")
    (county / "radgivning").mkdir()
    (county / "radgivning" / "uppdrag.csv").write_text(
        "kommunkod;kommun;fran;till;status;kalla\n2303;Ragunda;2024-01-01;;fastställd;Avtal\n"
        "2305;Bräcke;2024-01-01;;fastställd;Avtal\n",
        encoding="utf-8",
    )
    return county


def write(name: str, heading: str, *rows: str) -> Callable[[Path], None]:
    def into(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("\n".join([heading.strip(), *rows]) + "\n", encoding="utf-8")

    return into


def activity(field: str, period: str, code: str = "") -> Callable[[Path], None]:
    return write("aktiviteter.csv", ACTIVITIES, f"{field};2024;{period};{code};Träff;1;0;0;fastställd;Logg")


BOOKED = write(
    "utfall/kompetensattraktion_2024.csv",
    "datum;verifikation;konto;projekt;motpart;belopp;text",
    "2024-03-31;A1;6990;W;;100;x",
)
ADDED = write(
    "tillagg.csv",
    "avtal;tillagg;part;datum;belopp;text;status;kalla",
    "kompetensattraktion;licens;2321;2024-03-31;500;En licens;fastställd;Beställning",
)
PROJECT = write(
    "projekt.csv",
    "projekt;namn;finansiar;roll;budget_kr;utfall_kr;fran;till;lage;ekr;status;kalla",
    "P1;Ett;ERUF;projektpart;100;40;2024-01-01;2025-06-30;pågående;nej;fastställd;Lista",
)
GRANT = write(
    "radgivning/bidrag.csv", "kommunkod;ar;bidrag_kr;status;kalla", "2303;2024;150 000;fastställd;Beslut"
)
HALF = "halvarsrapport_radgivning"
QUARTER = "kvartalsrapport_kompetensattraktion"
"""What the files of a quarter are called: the kind of report, and the agreement that it is of."""


def names(folder: Path, as_of: str = "2025-02-01", year: int = 2024) -> set[str]:
    return {report.name for report in reports_of(begin(str(folder), as_of), year)}


def test_a_report_without_anything_to_tell_is_not_made(silent: Path) -> None:
    made = names(silent)
    assert not [name for name in made if name.startswith((QUARTER, HALF, "projektportfolj"))]
    assert {"ekonomisk_rapport_2024", "natverksrapport_2024", "partsblad_2024_2321", "kvalitetslogg_2024"} <= made
    why = {report.name: empty for report, empty in not_made(begin(str(silent), "2025-02-01"), 2024)}
    assert why == {
        "projektportfolj_2024": "inga projekt, bidrag eller tjänster finns för året i underlaget",
        **dict.fromkeys(
            (f"{QUARTER}_2024_{number}" for number in (1, 2, 3, 4)),
            "inget är bokfört, och inga aktiviteter eller tillägg finns för kvartalet i underlaget",
        ),
        **dict.fromkeys(
            (f"{HALF}_2024_{half}_{code}" for half in (1, 2) for code in ("2303", "2305")),
            "inga aktiviteter finns för halvåret i underlaget",
        ),
    }


def test_an_agreement_says_which_reports_of_its_own_it_has(silent: Path) -> None:
    edit(silent / "avtal" / "natverk.yaml", "rapporter: [år]", "")
    assert not [name for name in names(silent) if name.startswith("natverksrapport")]
    with pytest.raises(InputError, match=r"avtal: fann ”” \(text\), väntade något av energikontor"):
        open_network(2024, inputs=str(silent))
    with (silent / "avtal" / "energikontor.yaml").open("a", encoding="utf-8") as file:
        file.write("\nrapporter: [kvartal, år]\n")
    BOOKED(silent)
    activity("energikontor", "k1")(silent)
    own = {f"kvartalsrapport_{code}_2024_1": code for code in ("kompetensattraktion", "energikontor")}
    assert {"natverksrapport_2024", *own} <= names(silent)
    found = [report for report in reports_of(begin(str(silent), "2025-02-01"), 2024) if report.name in own]
    assert {report.name: report.parameters["avtal"] for report in found} == own
    files = {report.name: {".html": "sida.html"} for report in found}
    page = index(silent, files)
    assert "Kompetensattraktion: kvartal 1 2024: <a" in page
    assert "Energikontor Jämtland Härjedalen: kvartal 1 2024: <a" in page
    assert open_network(2024, inputs=str(silent)).agreement.id == "energikontor"
    edit(silent / "avtal" / "energikontor.yaml", "[kvartal, år]", "[halvår]")
    with pytest.raises(InputError, match=r"nyckel rapporter.1: fann ”halvår”, väntade något av: år, kvartal"):
        begin(str(silent))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("tell", "made"),
    [
        (BOOKED, {f"{QUARTER}_2024_1"}),
        (ADDED, {f"{QUARTER}_2024_1"}),
        (activity("kompetensattraktion", "k3"), {f"{QUARTER}_2024_3"}),
        (activity("radgivning", "h2", "2305"), {f"{HALF}_2024_2_2305"}),
        (activity("radgivning", "h1"), {f"{HALF}_2024_1_2303", f"{HALF}_2024_1_2305"}),
        (PROJECT, {"projektportfolj_2024"}),
        (GRANT, {"projektportfolj_2024"}),
    ],
)
def test_a_single_row_is_enough_to_tell(tell: Callable[[Path], None], made: set[str], silent: Path) -> None:
    before = names(silent)
    tell(silent)
    assert names(silent) - before == made


@pytest.mark.parametrize(("as_of", "begun"), [("2024-06-30", set()), ("2024-07-01", {f"{QUARTER}_2024_3"})])
def test_a_quarter_that_has_not_begun_has_no_report(as_of: str, begun: set[str], silent: Path) -> None:
    activity("kompetensattraktion", "k3")(silent)
    assert {name for name in names(silent, as_of) if name.startswith(QUARTER)} == begun


@pytest.mark.parametrize(("as_of", "begun"), [("2024-06-30", set()), ("2024-07-01", {f"{HALF}_2024_2_2305"})])
def test_a_half_year_that_has_not_begun_has_no_report(as_of: str, begun: set[str], silent: Path) -> None:
    activity("radgivning", "h2", "2305")(silent)
    assert {name for name in names(silent, as_of) if name.startswith(HALF)} == begun


def test_the_year_after_has_the_last_quarter_if_there_is_something_to_tell(silent: Path) -> None:
    assert not [name for name in names(silent, year=2025) if name.startswith(QUARTER)]
    activity("kompetensattraktion", "k4")(silent)
    assert [name for name in names(silent, year=2025) if name.startswith(QUARTER)] == [f"{QUARTER}_2024_4"]


@pytest.mark.parametrize("tell", [BOOKED, ADDED])
def test_what_is_booked_has_begun_whatever_the_day(tell: Callable[[Path], None], silent: Path) -> None:
    """The as-of date is the newest row of a series unless another is given: often long before the quarter."""
    tell(silent)
    assert f"{QUARTER}_2024_1" in names(silent, "")
    assert f"{QUARTER}_2024_2" not in names(silent, "")


def test_who_pays_nothing_has_no_sheet() -> None:
    """Landstingsbostäder takes part in the network alone; when that has ended it pays nothing."""
    run = begin(scenario="natverket-upphor")
    assert "partsblad_2028_landstingsbostader" in {report.name for report in reports_of(run, 2028)}
    assert [(report.name, empty) for report, empty in not_made(run, 2032) if report.notebook == "partsblad"] == [
        ("partsblad_2032_landstingsbostader", "parten betalar inget 2032 och 2033")
    ]


@pytest.mark.slow
def test_asked_for_by_name_an_empty_report_says_why(silent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--inputs", str(silent), "--per-datum", "2024-05-15"]
    assert main(["rapport", "2024", "--kvartal", "2", *given]) == 1
    assert capsys.readouterr().err == (
        "Fel: Kompetensattraktion: kvartal 2 2024 görs inte: inget är bokfört, och inga aktiviteter eller tillägg "
        "finns för kvartalet i underlaget\n"
    )
    assert main(["rapport", "2024", "--kvartal", "3", *given]) == 1
    said = capsys.readouterr().err.replace("\u00a0", " ")
    assert said == (
        "Fel: Kompetensattraktion: kvartal 3 2024 görs inte: kvartalet börjar 1 juli 2024, efter per-datum "
        "15 maj 2024\n"
    )
    assert main(["rapport", "2024", "--halvar", "1", "--part", "Bräcke", *given]) == 1
    assert capsys.readouterr().err == (
        "Fel: Rådgivning i Bräcke, första halvåret 2024 görs inte: inga aktiviteter finns för halvåret i "
        "underlaget\n"
    )
    assert main(["rapport", "2024", "--namn", "projektportfolj", *given]) == 1
    assert "Projektportfölj 2024 görs inte: inga projekt" in capsys.readouterr().err


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the reports that the command line has rendered, none of which takes any time."""
    made: list[str] = []

    def render(report: Report, *_: object, **__: object) -> list[Path]:
        made.append(report.name)
        return [Path(report.name)]

    monkeypatch.setattr("suite.publish.report.render", render)
    return made


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "made"),
    [
        (["--kvartal", "1"], [f"{QUARTER}_2024_1"]),
        (["--kvartal", "1", "--namn", "kvartalsrapport"], [f"{QUARTER}_2024_1"]),
        (["--namn", "kvartalsrapport"], [f"{QUARTER}_2024_1"]),
        ([], ["ekonomisk_rapport_2024"]),
    ],
)
def test_one_quarter_of_the_year_is_made(
    options: list[str], made: list[str], silent: Path, rendered: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    BOOKED(silent)
    assert main(["rapport", "2024", "--inputs", str(silent), *options]) == 0
    assert rendered == made
    said = capsys.readouterr()
    assert said.out == f"{made[0]}\n"
    whole_year = options == ["--namn", "kvartalsrapport"]
    assert [f"kvartal {n} 2024 görs inte: " in said.err for n in (2, 3, 4)] == [whole_year] * 3


@pytest.mark.slow
def test_one_half_of_the_year_is_made(silent: Path, rendered: list[str]) -> None:
    activity("radgivning", "h1")(silent)
    given = ["--inputs", str(silent), "--per-datum", "2024-03-01"]
    assert main(["rapport", "2024", *given, "--halvar", "1"]) == 0
    assert rendered == [f"{HALF}_2024_1_2303", f"{HALF}_2024_1_2305"]
    assert main(["rapport", "2024", *given, "--halvar", "1", "--part", "Bräcke"]) == 0
    assert rendered[2:] == [f"{HALF}_2024_1_2305"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (["--kvartal", "5"], 2, "--kvartal: fann 5, väntade något av '1', '2', '3', '4'"),
        (["--halvar", "3"], 2, "--halvar: fann 3, väntade något av '1', '2'"),
        (
            ["--kvartal", "1", "--namn", "partsblad"],
            1,
            "”partsblad”; --kvartal gäller bara --namn kvartalsrapport",
        ),
        (["--kvartal", "1", "--halvar", "2"], 1, f"--halvar gäller bara --namn {HALF}"),
    ],
)
def test_a_part_of_the_year_that_no_such_report_has_is_refused(
    options: list[str], status: int, words: str, silent: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        found = main(["rapport", "2024", "--inputs", str(silent), *options])
    except SystemExit as ended:
        found = int(str(ended.code))
    assert found == status
    assert words in capsys.readouterr().err


@pytest.mark.slow
def test_a_quarter_is_that_of_the_year_named(silent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The package of 2025 has the last quarter of 2024; quarter 4 of 2025 is another thing, and there is none."""
    activity("kompetensattraktion", "k4")(silent)
    assert main(["rapport", "2025", "--inputs", str(silent), "--kvartal", "4"]) == 1
    assert "Kvartalsrapport 2025, kvartal 4: indata har inget" in capsys.readouterr().err
    run = begin(str(silent), "2025-02-01")
    assert [report.name for report, _ in named(run, 2025, "kvartalsrapport")] == [f"{QUARTER}_2024_4"]


@pytest.mark.slow
def test_the_index_says_which_reports_are_not_made(silent: Path) -> None:
    page = index(silent)
    assert (
        "Rapporter som inte görs, för de skulle vara tomma: Projektportfölj 2024 (inga projekt, bidrag eller "
        "tjänster finns för året i underlaget); Kompetensattraktion: kvartal 1 2024, Kompetensattraktion: "
    ) in page
    PROJECT(silent)
    assert "Projektportfölj 2024 (inga" not in index(silent)


def index(folder: Path, files: Mapping[str, Mapping[str, str]] | None = None) -> str:
    run = begin(str(folder), "2025-02-01")
    return start_html(year_of(run, 2024), reports_of(run, 2024), files or {}, {}, Attention([], {}, [], []), "")


def test_a_sheet_is_held_against_the_amounts_of_a_day(county: Path) -> None:
    run = begin(str(county))
    ((one, _),) = named(run, 2025, "partsblad", "2303", {"forra": "2024-12-20"})
    assert (one.parameters["forra"], one.name) == ("2024-12-20", "partsblad_2025_2303_2024-12-20")
    with pytest.raises(InputError, match="--forra: fann ”i vår”, väntade ett datum"):
        named(run, 2025, "partsblad", "2303", {"forra": "i vår"})
