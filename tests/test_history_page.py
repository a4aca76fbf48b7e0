"""docs/historia.md is lived through: its commands are run in order, and what they answer is what the page shows.

The figures here are worked by hand as the page does it, in fractions and without the model.
"""

import csv
import io
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, OutputChecker
from fractions import Fraction
from math import floor, prod
from pathlib import Path

import pytest

from model.read.begin import PROJECT, begin
from suite.cli.cli import main

PAGE = (PROJECT / "docs" / "historia.md").read_text(encoding="utf-8").replace("\u00a0", " ")
BLOCK = r"(?:`([^`\n]+)`:\n\n)?^```(\w+)\n(.*?)^```$"
"""What the page does: rows or a change of a file, which the line above names, or commands and their answers."""

YEARS = range(2024, 2029)
ENERGY = {
    "Regionen": [800_000, 824_000, 852_840, 878_425, 895_994],
    "Ragunda": [30_769, 31_334, 32_026, 32_620, 37_025],
    "Bräcke": [36_199, 37_229, 38_110, 39_210, 44_581],
    "Krokom": [94_721, 98_036, 101_841, 105_438, 121_654],
    "Strömsund": [66_365, 67_633, 69_495, 71_170, 81_229],
    "Åre": [76_621, 80_042, 84_868, 87_974, 101_631],
    "Berg": [42_836, 44_054, 45_156, 46_458, 52_893],
    "Härjedalen": [60_935, 62_359, 64_371, 65_898, 75_562],
    "Östersund": [391_554, 403_313, 416_973, 429_657, 493_418],
}
NETWORK = {
    "Ragunda": [20_298, 20_671, 21_127, 21_519, 21_711],
    "Bräcke": [23_880, 24_560, 25_141, 25_866, 26_142],
    "Krokomsbostäder": [62_487, 64_673, 67_184, 69_556, 71_337],
    "Strömsund": [43_780, 44_616, 45_845, 46_950, 47_632],
    "Årehus": [50_546, 52_803, 55_986, 58_036, 59_595],
    "Bergs hyreshus": [28_258, 29_062, 29_789, 30_648, 31_016],
    "Härjegårdar": [40_198, 41_137, 42_465, 43_472, 44_309],
    "Östersund": [258_304, 266_061, 275_072, 283_440, 289_335],
    "Landstingsbostäder": [33_123, 34_116, 35_310, 36_370, 37_097],
    "Fastighetsenheten": [33_122, 34_116, 35_310, 36_369, 37_097],
}
SETTLED = {
    "Regionen": [-89_000, -53_425],
    "Ragunda": [-3_384, -1_984],
    "Bräcke": [-4_021, -2_385],
    "Krokom": [-10_589, -6_413],
    "Strömsund": [-7_305, -4_328],
    "Åre": [-8_645, -5_350],
    "Berg": [-4_758, -2_826],
    "Härjedalen": [-6_736, -4_008],
    "Östersund": [-43_562, -26_131],
}
CORRECTED = [4_120, 119, 141, 378, 257, 1_272, 168, 238, 1_547]
"""What each party of the Energikontor was invoiced too little for 2026, in the order above."""
FIRST_SETTLED = [-99_000, -3_765, -4_473, -11_778, -8_126, -9_617, -5_293, -7_492, -48_456]
"""What was settled of 2025 at its first closing."""


@dataclass(frozen=True)
class Lived:
    """A folder that the page has been lived through in, and what was told otherwise than it shows."""

    root: Path
    otherwise: Sequence[str]

    @property
    def folder(self) -> Path:
        """The inputs."""
        return self.root / "historia"

    @property
    def rows(self) -> list[dict[str, str]]:
        """The ledger."""
        text = (self.folder / "fakturerat.csv").read_text(encoding="utf-8-sig")
        return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def told(command: str) -> str:
    """Run a command of the page in this process, and return what it says but for which settings it uses."""
    python, flag, package, *arguments = shlex.split(command)
    assert (python, flag, package) == ("python", "-m", "model")
    heard = io.StringIO()
    with redirect_stdout(heard), redirect_stderr(heard):
        main(arguments)
    lines = heard.getvalue().replace("\u00a0", " ").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("kostnad.toml:"))


def answers(text: str) -> Iterator[str]:
    """Run the commands of a block, and yield what is told otherwise than it shows."""
    compared, how = OutputChecker(), ELLIPSIS | NORMALIZE_WHITESPACE
    for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE):
        found = told(command)
        if not compared.check_output(shown, found, how):
            yield f"{command}\nsidan:\n{shown}\nsvaret:\n{found}"


def change(path: Path, text: str) -> None:
    """Put the lines with + in a file in place of those with −."""
    lines = text.splitlines()
    old, new = ("\n".join(line[1:] for line in lines if line[0] in (" ", sign)) for sign in "-+")
    whole = path.read_text(encoding="utf-8")
    assert whole.count(old) == 1, f"{path}: {old}"
    path.write_text(whole.replace(old, new), encoding="utf-8")


def lived_through(page: str) -> Iterator[str]:
    """Do what a page says in the folder where one stands, and yield what is told otherwise than it shows."""
    for name, kind, text in re.findall(BLOCK, page, re.MULTILINE | re.DOTALL):
        if kind == "csv":
            with Path(name).open("a", encoding="utf-8", newline="\r\n") as file:
                file.write(text)
        elif kind == "diff":
            change(Path(name), text)
        else:
            assert kind == "console", kind
            yield from answers(text)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """The five years, lived through in a folder of their own."""
    root = tmp_path_factory.mktemp("liv")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "250")  # so that no table is divided
        patch.chdir(root)
        return Lived(root, list(lived_through(PAGE)))


def tables(page: str) -> Iterator[list[dict[str, str]]]:
    """Yield the tables of a page, a row as its cells by heading."""
    for text in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE):
        heading, _, *rows = [
            [cell.strip(" *") for cell in line.strip("|").split("|")] for line in text.splitlines()
        ]
        yield [dict(zip(heading, row, strict=True)) for row in rows]


def number(text: str) -> int:
    return int(text.replace(" ", "").replace("−", "-"))


def decimal(text: str) -> Fraction:
    return Fraction(text.replace(" ", "").replace(",", "."))


@pytest.mark.slow
def test_what_the_commands_answer_is_what_the_page_shows(lived: Lived) -> None:
    if lived.otherwise:
        pytest.fail("\n\n".join(lived.otherwise), pytrace=False)


@pytest.mark.slow
def test_in_the_end_each_party_has_been_invoiced_what_is_computed(lived: Lived) -> None:
    run = begin(lived.folder)
    sent = Counter[tuple[str, str, str, int]]()
    for row in lived.rows:
        short = run.party(row["avtal"], row["part"]).short
        sent[row["avtal"], row["avser"] or row["slag"], short, int(row["ar"])] += int(row["belopp_kr"])
    assert dict(sent) == {
        (code, kind, party, year): amount
        for code, kind, years, by_party in (
            ("energikontor", "förskott", YEARS, ENERGY),
            ("natverk", "förskott", YEARS, NETWORK),
            ("energikontor", "slutavräkning", (2025, 2027), SETTLED),
        )
        for party, amounts in by_party.items()
        for year, amount in zip(years, amounts, strict=True)
    }
    computed = run.allocation(run.agreements, YEARS)
    for code, by_party in (("energikontor", ENERGY), ("natverk", NETWORK)):
        own = computed[computed["avtal"] == code].pivot(index="part", columns="ar", values="belopp_kr")
        assert {run.party(code, str(part)).short: list(row) for part, row in own.iterrows()} == by_party


@pytest.mark.slow
def test_what_was_corrected_is_a_row_of_its_own_and_a_number_is_used_once(lived: Lived) -> None:
    def amounts(kind: str, about: str, year: str) -> list[int]:
        own = [row for row in lived.rows if row["avtal"] == "energikontor" and row["ar"] == year]
        found = {row["part"]: int(row["belopp_kr"]) for row in own if (row["slag"], row["avser"]) == (kind, about)}
        return [found.pop("region_jh"), *(found[part] for part in sorted(found))]

    assert amounts("rättelse", "förskott", "2026") == CORRECTED
    assert amounts("slutavräkning", "", "2025") == FIRST_SETTLED
    last = [first for first, _ in SETTLED.values()]
    assert amounts("rättelse", "slutavräkning", "2025") == [
        b - a for a, b in zip(FIRST_SETTLED, last, strict=True)
    ]
    assert [int(row["nr"]) for row in lived.rows] == list(range(1, 262))


@pytest.mark.slow
def test_a_report_on_the_history_shows_its_figures(lived: Lived) -> None:
    where = ["--inputs", str(lived.folder), "--ut", str(lived.root / "rapporter")]
    assert main(["rapport", "2027", *where]) == 0
    (page,) = (lived.root / "rapporter").rglob("*.html")
    text = page.read_text(encoding="utf-8").replace("\u00a0", " ")
    told = [amounts[3] for amounts in (*ENERGY.values(), *NETWORK.values())]
    told += [amounts[4] for amounts in ENERGY.values()] + [amounts[1] for amounts in SETTLED.values()]
    assert [amount for amount in told if f"{amount:,}".replace(",", " ").replace("-", "−") not in text] == []


def test_the_tables_of_the_page_are_the_figures_that_are_tested() -> None:
    shown = [rows for rows in tables(PAGE) if list(rows[0])[1] in ("2024", "2025")]
    for rows, by_party in zip(shown, (ENERGY, NETWORK, SETTLED), strict=True):
        *parties, sums = [[number(cell) for cell in list(row.values())[1:]] for row in rows]
        assert [row["Part"] for row in rows] == [*by_party, "Summa"]
        assert parties == list(by_party.values())
        assert sums == [sum(column) for column in zip(*parties, strict=True)]


def test_the_products_of_the_page_are_right() -> None:
    """Each ``a × b = c``, in fractions; what is shown with decimals may be rounded to them."""
    term = r"\d[\d ]*(?:,\d+)?"
    found = re.findall(rf"({term}(?:\s×\s{term})+)(?:\s/\s({term}))?\s=\s({term})", PAGE)
    assert len(found) > 12
    for factors, divisor, shown in found:
        product = prod(map(decimal, factors.split("×"))) / decimal(divisor or "1")
        unit = Fraction(1, 10 ** len(shown.partition(",")[2].strip()))
        assert floor(product / unit + Fraction(1, 2)) * unit == decimal(shown), (factors, shown)


def test_the_remainders_of_the_page_are_right() -> None:
    """Whole kronor and remainder of each share, and the kronor that are left to those with the largest."""
    found = [rows for rows in tables(PAGE) if any(name.startswith("Rest") for name in rows[0])]
    assert len(found) == 4
    for *rows, sums in found:
        weight, whole, rest, amount = list(sums)[1:5]
        assert (
            number(re.sub(r"[^\d ]", "", rest)) == number(sums[weight]) == sum(number(row[weight]) for row in rows)
        )
        shared, left = number(sums[amount]), number(sums[amount]) - number(sums[whole])
        for row in rows:
            assert divmod(shared * number(row[weight]), number(sums[weight])) == (
                number(row[whole]),
                number(row[rest]),
            )
        largest = sorted((number(row[rest]) for row in rows), reverse=True)[:left]
        for row in rows:
            assert number(row[amount]) == number(row[whole]) + (number(row[rest]) in largest)
        assert sum(number(row[whole]) for row in rows) == number(sums[whole])
        for row in [*rows, sums]:
            if "Utfärdat (kr)" in row:
                assert number(row[amount]) - number(row["Utfärdat (kr)"]) == number(row["Rättelse (kr)"])
