"""Files as Swedish Excel, other programs and people write them, and YAML that means what it says."""

from pathlib import Path

import pytest

from model.agreements.agreement import Agreement
from model.errors import InputError
from model.read.begin import PROJECT, begin
from model.read.table import read_table
from model.read.yaml_file import read_yaml
from model.series.rows import IndexRow, PopulationRow

EXCEL = (
    "kommunkod;kommun;datum;folkmangd;status;kalla;publicerad;ersatter\r\n"
    "2321;Åre;2024-12-31;12 693;fastställd;SCB, tabell BE0101;2025-08-15;2024-11-01\r\n"
    ";;;;;;;\r\n"
    "2380;Östersund;2024-12-31;64\u00a0979;fastställd;SCB, tabell BE0101;2025-08-15;2024-11-01\r\n"
)
PLAIN = (
    "kommunkod,kommun,datum,folkmangd,status,kalla,publicerad,ersatter,extra\n"
    '2321,Åre,2024-12-31,12693,fastställd,"SCB, tabell BE0101",2025-08-15,2024-11-01,\n'
    '2380,Östersund,2024-12-31,64979,Fastställd,"SCB, tabell BE0101",2025-08-15,2024-11-01,x\n\n'
)


@pytest.mark.parametrize(
    "data",
    [
        EXCEL.encode("utf-8"),
        EXCEL.encode("utf-8-sig"),
        EXCEL.encode("cp1252"),
        EXCEL.encode("utf-16"),
        EXCEL.replace(";", "\t").encode("utf-8"),
        PLAIN.encode("utf-8"),
        PLAIN.encode("cp1252"),
        b"\r\n" + PLAIN.encode("utf-8"),
    ],
)
def test_every_way_to_write_the_file_reads_the_same(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_bytes(data)
    rows = read_table(tmp_path / "b.csv", "b.csv", PopulationRow)
    assert [(row.code, row.municipality, row.population) for row in rows] == [
        ("2321", "Åre", 12693),
        ("2380", "Östersund", 64979),
    ]
    assert {(row.status, row.source, str(row.reference_date)) for row in rows} == {
        ("fastställd", "SCB, tabell BE0101", "2024-11-01")
    }


@pytest.mark.parametrize(
    ("written", "rate"),
    [
        ("3,1", 3_100_000),
        ("3.1", 3_100_000),
        ("−0,5", -500_000),
        ("-0,5 %", -500_000),
        ("0", 0),
        ("2,000001", 2_000_001),
    ],
)
def test_percentages(written: str, rate: int, tmp_path: Path) -> None:
    heading = "index;ar;procent;status;kalla;publicerad;ersatter"
    (tmp_path / "i.csv").write_text(f"{heading}\nLPIX;2026;{written};antagande;R;2025-11-25;\n", encoding="utf-8")
    assert read_table(tmp_path / "i.csv", "i.csv", IndexRow)[0].rate == rate


def test_the_place_of_a_row_is_its_line_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_bytes(EXCEL.encode("utf-8"))
    assert [row.place for row in read_table(tmp_path / "b.csv", "b.csv", PopulationRow)] == [
        "b.csv rad 2",
        "b.csv rad 4",
    ]


def test_a_file_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.read.text.LARGEST", 100)
    (tmp_path / "b.csv").write_bytes(EXCEL.encode("utf-8"))
    with pytest.raises(InputError, match="högst"):
        read_table(tmp_path / "b.csv", "b.csv", PopulationRow)


def test_deep_yaml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("[" * 50 + "]" * 50, encoding="utf-8")
    with pytest.raises(InputError, match="högst 20 nivåer"):
        read_yaml(tmp_path / "a.yaml", "a.yaml", Agreement)


def test_yaml_scalars_stay_as_written(tmp_path: Path) -> None:
    """A short name of ``no`` is a name, and a code of ``010`` is no octal number."""
    text = (PROJECT / "inputs" / "avtal" / "energikontor.yaml").read_text(encoding="utf-8")
    (tmp_path / "a.yaml").write_text(text.replace("kortnamn: Berg", "kortnamn: no"), encoding="utf-8")
    assert read_yaml(tmp_path / "a.yaml", "a.yaml", Agreement).by_code["2326"].short == "no"


def test_a_given_projection_is_read_from_the_inputs_folder(folder: Path) -> None:
    scenario = (folder / "scenarier" / "bas.yaml").read_text(encoding="utf-8")
    scenario = scenario.replace("scenario: bas", "scenario: egen").replace(
        "metod: konstant", "metod: given, fil: egen.csv"
    )
    (folder / "scenarier" / "egen.yaml").write_text(scenario, encoding="utf-8")
    known = (folder / "befolkning.csv").read_text(encoding="utf-8")
    lines = [line for line in known.splitlines() if "2024" in line]
    ahead = [
        line.replace("2024-11-01", f"{year}-11-01").replace("fastställd", "prognos")
        for year in range(2025, 2033)
        for line in lines
    ]
    heading = known.splitlines()[0]
    (folder / "egen.csv").write_text("\n".join([heading, *ahead]) + "\n", encoding="utf-8")
    run = begin(str(folder), scenario="egen")
    frame = run.allocation([run.agreement("energikontor")], [2030])
    assert set(frame[frame["part"] != "region_jh"]["status"]) == {"antagande"}
    assert "egen.csv" in run.inputs.hashes
    assert run.inputs.unread == []


def test_a_scenario_file_from_anywhere(folder: Path, tmp_path: Path) -> None:
    text = (
        (folder / "scenarier" / "bas.yaml").read_text(encoding="utf-8").replace("scenario: bas", "scenario: mitt")
    )
    (tmp_path / "mitt.yaml").write_text(text.replace("metod: konstant", "metod: trend, ar: 2"), encoding="utf-8")
    run = begin(str(folder), scenario=str(tmp_path / "mitt.yaml"))
    assert run.scenario.id == "mitt"
    assert run.scenario.projection.label == "trend över 2 år"


def test_the_shipped_inputs_have_no_file_that_nothing_reads() -> None:
    assert begin(str(PROJECT / "inputs")).inputs.unread == []
