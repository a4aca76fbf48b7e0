"""The years ahead of a party: rounded to what is known, in current and in fixed prices, and whether they go on."""

from pathlib import Path

from trials import shipped, trial

from model.read.begin import begin
from model.run import Run
from model.year import year_of
from suite.reports.parties import of_owner
from suite.reports.party_years import Ahead, ahead, finding, fixed, shown
from suite.reports.years_ahead import paid
from suite.show.blocks import Figure, Paragraphs, Table
from suite.show.front import Switch


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def of(run: Run, year: int, code: str = "2309") -> Ahead:
    return ahead(year_of(run, year), code, of_owner(run, run.allocation(run.agreements, range(2019, 2034)), code))


def figures(found: Ahead) -> list[Figure]:
    blocks = [shown(found), *(block for each in fixed(found) for block in each.blocks)]
    return [each for each in blocks if isinstance(each, Figure)]


def cells(table: Table) -> list[list[str]]:
    return [
        [plain(column.show(cell)) for column, cell in zip(table.columns, row, strict=True)] for row in table.rows
    ]


def test_krokom_from_2025() -> None:
    """Nine of ten of 20 000 paths; the band of 2033 is 33 247 wide. 170 949 / 1.03 is 165 970."""
    found = of(shipped(), 2025)
    assert plain(finding(found)) == "2033 betalar ni 194 000–227 000 kr, om avtalen förlängs"
    current, steady = figures(found)
    assert current.finding == finding(found)
    assert current.table
    assert cells(current.table) == [
        ["2025", "164 634", "", "164 630"],
        ["2026", "170 949", "", "165 970"],
        ["2027", "176 100", "172 800–179 400", "165 970"],
        ["2028", "181 000", "176 000–187 000", "165 970"],
        ["2029", "187 000", "179 000–195 000", "165 970"],
        ["2030", "192 000", "182 000–203 000", "165 970"],
        ["2031", "198 000", "186 000–211 000", "165 970"],
        ["2032", "204 000", "190 000–219 000", "165 970"],
        ["2033", "210 000", "194 000–227 000", "165 970"],
    ]
    assert found.known == 2026
    assert plain(current.alt) == (
        "Linje från 164 634 kr 2025 till 210 000 kr 2033, i löpande priser. "
        "Bandet rymmer nio av tio beräknade utfall."
    )
    assert plain(steady.alt) == "Linje från 164 630 kr 2025 till 165 970 kr 2033, i 2025 års priser."


def test_without_spread_the_amounts_are_whole_and_without_bands(folder: Path) -> None:
    found = of(begin(str(folder)), 2025)
    assert plain(finding(found)) == "2033 betalar ni 129 667 kr"  # 102 360.25 × 1.03^8
    assert [len(line) for line in found.bands.values()] == []
    behind = figures(found)[0].table
    assert behind
    assert [column.heading for column in behind.columns] == ["År", "Kronor", "I 2025 års priser"]


def test_what_goes_on_only_if_nobody_gives_notice_says_so() -> None:
    assert finding(of(shipped(), 2025, "landstingsbostader")).endswith(", om avtalet förlängs")


def test_the_last_year_is_told_as_the_last_or_as_far_as_is_computed(folder: Path) -> None:
    notice = "uppsagningar: [{avtal: energikontor, part: '2321', datum: 2024-06-01}]\n"
    run = trial(folder, notice, "slut")
    assert finding(of(run, 2028)) == "2028 är sista året ni betalar"
    assert shown(of(run, 2028)) == Paragraphs([])
    assert finding(of(run, 2029)) == "Inga avtal gäller er framöver"
    assert finding(of(shipped(), 2033)) == "Beloppen är räknade till och med 2033"


def test_until_a_figure_is_missing_the_years_stand_without_a_band(county: Path) -> None:
    """LPIX is known to 2028: the sheet and the economic report go as far, and nothing is simulated."""
    lines = (county / "lpix.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(tuple(f"LPIX;{year}" for year in range(2029, 2034)))]
    (county / "lpix.csv").write_text("".join(kept), encoding="utf-8")
    run = begin(county)
    now = year_of(run, 2025)
    own = of_owner(run, run.allocation(run.agreements, range(2025, 2029)), "2309")
    found = ahead(now, "2309", own)
    assert (found.years, found.bands) == ([2025, 2026, 2027, 2028], {})
    both = paid(now)
    assert isinstance(both, Switch)
    current = both.ways[0][1]
    assert isinstance(current, Figure)
    assert plain(current.finding) == "2028 betalar parterna 2,5 miljoner kr, om avtalen förlängs"
