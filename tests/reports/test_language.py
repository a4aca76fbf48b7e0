"""The language of every report: whole sentences, right numbers and names, in inputs as unlike as can be made.

Every cell of every report's notebook is run, and what its blocks say is read. A rule is about Swedish, not about a
report; what somebody typed in the inputs is theirs, and no rule is about it.
"""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, ClassVar

import matplotlib.figure
import pytest
import yaml
from many_parties import many_parties
from notebook_cells import cells_of
from small_inputs import POPULATION_HEADING, SCENARIO, edit, index_csv

from model.read.begin import PROJECT, begin
from model.run import Run
from model.status import Status
from model.year import year_of
from suite.findings.findings import of_basis
from suite.publish.startpage import Attention, start_html
from suite.reports.catalogue import Report, reports_of
from suite.show.swedish import MONTHS

pytestmark = pytest.mark.slow

NBSP = "\u00a0"


@dataclass(frozen=True)
class Said:
    """A text of a report: what it is a part of, and whether it is to be read as whole sentences."""

    report: str
    kind: str
    text: str

    @property
    def prose(self) -> bool:
        """Whether it is sentences, and not a heading or a cell."""
        return self.kind in {"stycke", "not", "alt", "varning"}


# -- What the reports say --------------------------------------------------------------------------------------


def said_in_markdown(text: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and the text of each paragraph of a markdown cell."""
    for paragraph in text.split("\n\n"):
        heading = paragraph.startswith("#")
        yield ("rubrik" if heading else "stycke"), paragraph.lstrip("# ").replace("\n", " ")


def said(block: str | Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the kind and the text of everything that a cell says."""
    if isinstance(block, str):
        yield from said_in_markdown(block)
    elif block["type"] not in {"contents", "newpage"}:
        yield from SAID[block["type"]](block)


def _said_of_heading(block: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "rubrik", "".join(piece["text"] for piece in block["content"])


def _said_of_paragraphs(block: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from (("stycke", text) for text in block["texts"])


def _said_of_notice(block: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A single line follows its title, as one text."""
    if len(block["lines"]) == 1:
        yield "varning", f"{block['title']} {block['lines'][0]}"
        return
    yield "rubrik", block["title"]
    yield from (("varning", text) for text in block["lines"])


def _said_of_figure(block: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "fynd", block["finding"]
    yield "alt", block["alt"]
    if block["table"]:
        yield from said(block["table"])


def _said_of_key_figures(block: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for label, value, note in block["figures"]:
        yield from (("kolumn", label), ("cell", value), ("cell", note))


def _said_of_asks(block: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from (("stycke", f"Att {verb} {text}") for verb, text in block["asks"])


def _said_of_glossary(block: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for word, meaning in block["words"]:
        yield from (("kolumn", word), ("cell", meaning))


def _said_of_blocks(block: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "summary" in block:
        yield "rubrik", block["summary"]
    for inner in block["blocks"]:
        yield from said(inner)


def _said_of_derivations(block: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for item in block["items"]:
        yield from _said_of_item(item)


def _said_of_table(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "rubrik", table["caption"]
    if table["what"]:
        yield "not", table["what"]
    yield from (("kolumn", heading) for heading in table["columns"])
    for row in table["rows"]:
        yield from (
            ("tal" if numeric else "cell", cell) for numeric, cell in zip(table["numeric"], row, strict=True)
        )
    if table["note"]:
        yield "not", table["note"]


def _said_of_item(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "led", item["text"]
    yield from (("led", note) for note in item["notes"])
    for part in item["parts"]:
        yield from _said_of_item(part)


SAID = {
    "heading": _said_of_heading,
    "paragraphs": _said_of_paragraphs,
    "notice": _said_of_notice,
    "table": _said_of_table,
    "figure": _said_of_figure,
    "keyfigures": _said_of_key_figures,
    "asks": _said_of_asks,
    "glossary": _said_of_glossary,
    **dict.fromkeys(("folded", "beside", "group"), _said_of_blocks),
    "derivations": _said_of_derivations,
}
"""What reads each kind of block."""


class Page(HTMLParser):
    """Reads the texts of a page that is not made of a notebook."""

    KINDS: ClassVar = dict.fromkeys(("h1", "h2", "h3", "caption"), "rubrik") | {
        "p": "stycke", "li": "cell", "td": "tal", "th": "kolumn",
    }  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.asked = False
        self.strong = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"ol", "ul"}:
            self.asked = ("class", "asks") in attrs
        if tag in self.KINDS or ("class", "what") in attrs:
            self.open.append(tag)
            note = ("class", "note") in attrs or ("class", "what") in attrs
            asked = tag == "li" and self.asked
            self.found.append(("not" if note else "stycke" if asked else self.KINDS[tag], "Att " if asked else ""))
        elif tag == "strong" and self.open:
            self.strong = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == "strong" and self.open:
            self.strong = self.found[-1][1]
        if self.open and self.open[-1] == tag:
            self.open.pop()
            if self.strong and self.found[-1][1] == self.strong:  # a heading in bold, with nothing after it
                self.found[-1] = ("rubrik", self.strong)
            self.strong = ""

    def handle_data(self, data: str) -> None:
        if self.open:
            kind, text = self.found[-1]
            self.found[-1] = (kind, text + data)


def index_texts(run: Run, year: int, reports: list[Report]) -> Iterator[tuple[str, str]]:
    files = {report.name: {".html": f"{report.name}.html"} for report in reports}
    page = Page()
    now = year_of(run, year)
    attention = Attention(of_basis(now), {}, [], [])
    page.feed(start_html(now, reports, files, {}, attention, "Underlag.").split("<main", 1)[1])
    yield from page.found


# -- Inputs as unlike as can be made ---------------------------------------------------------------------------


def shipped(root: Path) -> Path:
    return Path(shutil.copytree(PROJECT / "inputs", root))


def decided(root: Path) -> Path:
    return decide(shipped(root))


def decide(root: Path) -> Path:
    """Let everything be decided and published for its own day; the Energikontor cost a third more than it got."""
    for path in [*root.rglob("*.csv"), *root.rglob("avtal/*.yaml")]:
        text = path.read_bytes().decode("utf-8-sig")
        text = re.sub(r"(;|status: )(preliminär|prognos|antagande|exempel)\b", r"\1fastställd", text)
        path.write_text(text, encoding="utf-8", newline="")
    ledger = root / "utfall" / "energikontor_2025.csv"
    edit(ledger, "120 000,00", "820 000,00")
    return root


def without_outcome(root: Path) -> Path:
    """No outcomes, no projects, no activities, no advice: agreements and series alone."""
    shipped(root)
    shutil.rmtree(root / "radgivning")
    for path in [*root.glob("utfall/*_20*.csv"), root / "projekt.csv", root / "aktiviteter.csv"]:
        path.unlink()
    return root


def ones(root: Path) -> Path:
    """One municipality, one company, and one of everything else."""
    for name in ("avtal", "scenarier", "utfall", "radgivning"):
        (root / name).mkdir(parents=True)
    for name, payers in {"energikontor": ["2321"], "natverk": ["arehus"], "kompetensattraktion": []}.items():
        _alone(PROJECT / "inputs" / "avtal" / f"{name}.yaml", root / "avtal", payers)
    days = [f"2321;Åre;{year}-11-01;{1000 + year};fastställd;SCB.;{year}-12-15;" for year in range(2018, 2024)]
    days.append("2321;Åre;2024-12-31;3024;fastställd;SCB.;2025-02-15;2024-11-01")
    (root / "scenarier" / "bas.yaml").write_text(SCENARIO.replace("prova.", "prova"), encoding="utf-8")
    other = "scenario: ett\nnamn: Ett till\nforfattare: Testet\ndatum: 2026-01-01\nvarfor: För att jämföra\n"
    (root / "scenarier" / "ett.yaml").write_text(
        other + 'utgar_fran: bas\nlpix:\n  konstant: {fran: 2030, procent: "2,5"}\n', encoding="utf-8"
    )
    entries = "datum;verifikation;konto;projekt;motpart;belopp;text\n"
    for name, year in (("energikontor", 2025), ("natverk", 2025), ("kompetensattraktion", 2024)):
        (root / "utfall" / f"{name}_{year}.csv").write_text(
            f"{entries}{year}-02-03;A1;8999;;;1;En\n", encoding="utf-8"
        )
    told = "verksamhet;ar;period;kommunkod;aktivitet;planerat;genomfort;deltagare;status;kalla\n"
    rows = (
        "radgivning;2025;h1;2321",
        "natverk;2025;k1;",
        "kompetensattraktion;2024;k1;",
        "radgivning;2025;h2;2321",
    )
    counts = ("1;1;1", "0;1;1", "1;0;0", "1;2;1")
    told += "".join(f"{row};Samtal;{n};exempel;Log.\n" for row, n in zip(rows, counts, strict=True))
    files = {
        "befolkning.csv": "\n".join([POPULATION_HEADING, *days]) + "\n",
        "lpix.csv": index_csv(dict.fromkeys(range(2020, 2034), "1,5")).replace("Regionplan", "Regionplan."),
        "utfall/kostnadsposter.csv": "avtal;projekt;konto_fran;konto_till;kostnadspost\n"
        "natverk;;4000;4001;samordnare\n",
        "aktiviteter.csv": told,
        "radgivning/uppdrag.csv": "kommunkod;kommun;fran;till;status;kalla\n"
        "2321;Åre;2025-01-01;2025-12-31;exempel;P.\n",
        "radgivning/bidrag.csv": "kommunkod;ar;bidrag_kr;status;kalla\n2321;2025;9;exempel;P.\n",
        "radgivning/tjanst.csv": "ar;antal;kostnad_kr;status;kalla\n2025;1;10;exempel;P.\n",
        "projekt.csv": "projekt;namn;finansiar;roll;budget_kr;utfall_kr;fran;till;lage;ekr;status;kalla\n"
        "P1;Ett;ERUF;projektpart;100;40;2024-01-01;2025-06-30;pågående;nej;exempel;Lista.\n",
        "tillagg.csv": "avtal;tillagg;part;datum;belopp;text;status;kalla\n"
        "kompetensattraktion;licens;2321;2024-02-03;1;En licens;exempel;P.\n",
        "tvister.csv": "avtal;ar;part;omtvistat_kr;innehallet_kr;text;status;kalla\n"
        "natverk;2025;arehus;2;1;Utbildningen;exempel;P.\n",
    }
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")
    return root


def _alone(source: Path, folder: Path, payers: list[str]) -> None:
    """Copy an agreement whose municipalities are Åre alone."""
    data = yaml.safe_load(source.read_text(encoding="utf-8"))
    for item in data["bidrag"]:
        item["betalare"] = payers if item["kod"] == "kommuner" else item["betalare"][-1:]
    named = {code for item in data["bidrag"] for code in item["betalare"]} | {"region_jh", "2321"}
    data["parter"] = [party for party in data["parter"] if party["kod"] in named]
    (folder / source.name).write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def other_county(root: Path) -> Path:
    return Path(shutil.copytree(PROJECT / "docs" / "annat_lan", root))


Wanted = Callable[[list[Report]], list[Report]]


def every(reports: list[Report]) -> list[Report]:
    return reports


def ends(reports: list[Report]) -> list[Report]:
    """Return the first and the last of each kind, where the others differ from them by their figures alone.

    That of the scenarios, which takes the longest and is the same every year, is left out.
    """
    kinds = {report.notebook: [each for each in reports if each.notebook == report.notebook] for report in reports}
    kinds.pop("scenariorapport", None)
    return [report for own in kinds.values() for report in own[:: max(len(own) - 1, 1)]]


def hundred(root: Path) -> Path:
    return many_parties(root, 100)


def hundred_decided(root: Path) -> Path:
    """As `hundred`, with everything decided."""
    return decide(hundred(root))


def with_scenarios(reports: list[Report]) -> list[Report]:
    """Return `ends`, and the report of the scenarios."""
    return [*ends(reports), *(report for report in reports if report.notebook == "scenariorapport")]


def interims(run: Run, year: int) -> Iterator[Report]:
    """Yield the delårsrapport of each agreement that has costs to follow, early in a year and at its end."""
    for agreement in run.agreements:
        for tertial in (1, 3) if agreement.cost_posts and year in run.years(agreement) else ():
            parameters: dict[str, int | str] = {"ar": year, "tertial": tertial, "avtal": agreement.id}
            yield Report("delarsrapport", f"Tertial {tertial} {year}", parameters, agreement.id)


WORLDS: dict[str, tuple[Callable[[Path], Path], dict[int, Wanted]]] = {
    "medföljande": (shipped, {2024: ends, 2025: every, 2026: ends}),
    "fastställt": (decided, {2025: ends}),
    "utan utfall": (without_outcome, {2024: ends, 2033: ends}),
    "ett av allt": (ones, {2024: ends, 2025: every}),
    "annat län": (other_county, {2026: every}),
    "hundra parter": (hundred, {2025: with_scenarios}),
    "hundra parter, fastställt": (hundred_decided, {2025: ends}),
}


@dataclass(frozen=True)
class World:
    """The texts of every report of some inputs, the agreements' names, and all that was typed in the inputs."""

    texts: list[Said]
    names: frozenset[str]
    typed: str


@pytest.fixture(scope="module", params=list(WORLDS))
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> World:
    make, years = WORLDS[request.param]
    folder = make(tmp_path_factory.mktemp("varld") / "inputs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matplotlib.figure.Figure, "savefig", lambda _, file, **__: file.write("<svg/>"))
        run, texts = begin(str(folder)), list[Said]()
        for year, wanted in years.items():
            reports = reports_of(run, year)
            for report in [*wanted(reports), *interims(run, year)]:
                blocks = cells_of(report, inputs=str(folder))
                texts += [Said(report.name, *each) for block in blocks for each in said(block)]
            texts += [Said(f"index_{year}", *each) for each in index_texts(run, year, reports)]
    agreements = run.agreements
    names = {
        name for each in agreements for name in (each.name, each.short, *(i.name for i in each.contributions))
    }
    names |= {name for each in agreements for party in each.parties for name in (party.name, party.short)}
    files = [path for path in folder.rglob("*") if path.suffix in {".csv", ".yaml"}]
    typed = [path.relative_to(folder).as_posix() for path in files] + [path.read_text("utf-8") for path in files]
    return World(texts, frozenset(names), " ".join(" ".join(typed).split()))


# -- The rules -------------------------------------------------------------------------------------------------


def hits(world: World, pattern: str, wanted: Callable[[Said], bool] = lambda _: True) -> list[str]:
    """Return where a pattern is said; what stands just so in the inputs was typed there, and is not ours."""
    found = []
    for each in dict.fromkeys(each for each in world.texts if wanted(each)):
        for match in re.finditer(pattern, each.text):
            around = each.text[max(match.start() - 8, 0) : max(match.end(), 12)]
            if around not in world.typed:
                found.append(f"{each.report}, {each.kind}: …{around}… i ”{each.text}”")
    return found


def remains_of_the_program(world: World) -> list[str]:
    return hits(world, r"\b(None|nan|NaN|True|False|NaT|inf)\b|[{}]|<\w+ |\bdtype\b|Status\.")


def misplaced_spaces_and_stops(world: World) -> list[str]:
    return hits(world, rf"[ {NBSP}]{{2}}|[ {NBSP}][,.;:!?](\s|$)|\.\.|,,|;;|\(\)|\( | \)|:\.|,\.|: ?$")


def prose_without_a_stop(world: World) -> list[str]:
    return hits(world, r"[^.?!”]$|[^.?!]”$", lambda each: each.prose)


def prose_without_a_capital(world: World) -> list[str]:
    return hits(world, r"^[a-zåäö]", lambda each: each.prose)


def headings_that_are_no_headings(world: World) -> list[str]:
    return hits(world, r"^[a-zåäö]|\.$", lambda each: each.kind in {"rubrik", "fynd", "kolumn"})


NOUNS = {
    "aktivitet": "aktiviteter", "rapport": "rapporter", "rad": "rader", "kommun": "kommuner", "part": "parter",
    "tjänst": "tjänster", "halvtidstjänst": "halvtidstjänster", "scenario": "scenarier", "läsning": "läsningar",
    "kontroll": "kontroller", "månad": "månader", "dag": "dagar", "krona": "kronor", "bana": "banor",
    "procentenhet": "procentenheter", "faktura": "fakturor", "källa": "källor", "uppgift": "uppgifter",
}  # fmt: skip


def nouns_of_another_number(world: World) -> list[str]:
    many, one = "|".join(NOUNS.values()), "|".join(NOUNS)
    several = (
        rf"(?<![\d,.–{NBSP}])(?<!kvartal )1[ {NBSP}](?!av )([a-zåäö]+ )?({many})\b|\bde 1\b|\b1 av 1\b|\b0 av 0\b"
    )
    single = rf"(?<![\d,.–])([02-9]|\d\d+)[ {NBSP}]({one})\b"
    return hits(world, several) + hits(world, single, lambda each: each.kind != "cell")


def numbers_set_otherwise(world: World) -> list[str]:
    """Find other than no-break spaces in numbers and before units, a real minus sign and a decimal comma."""
    decimals = r"(?<![\d.§])(?<!bilaga )\d+\.\d+(?![\d.])"
    found = hits(world, r"(?<!\d)\d{1,3} \d{3}(?!\d)|\d (kr|tkr|%)(?!\w)|(?<![\w-])-\d")
    found += hits(world, decimals, lambda each: "version" not in each.text)
    return found + hits(world, r"(?<![,\d])\d{5,}", lambda each: each.kind == "tal")


def amounts_with_the_wrong_verb(world: World) -> list[str]:
    """Find a shortfall or a surplus that is told twice, in the word and in the sign."""
    words = "mer|mindre|saknas|fattas|återstår|över|under|betalas|får|kvar|tillbaka|använ"
    return hits(world, rf"−[\d{NBSP}]+kr (av \w+ )?({words})|(?<![\d{NBSP}])0{NBSP}kr (mer|mindre)")


def names_without_their_capitals(world: World) -> list[str]:
    """Find names of agreements, parties and contributions in lower case, wherever in a sentence they stand."""
    whole = re.compile("|".join(map(re.escape, sorted(world.names, key=len, reverse=True))))
    rest = [Said(each.report, each.kind, whole.sub("N", each.text)) for each in world.texts]
    lowered = {name.lower() for name in world.names} | {name[0].lower() + name[1:] for name in world.names}
    pattern = "|".join(map(re.escape, sorted(lowered - world.names)))
    return hits(World(rest, world.names, world.typed), rf"\b({pattern})\b")


def more_done_than_there_was(world: World) -> list[str]:
    parts = [
        (each, plan, done)
        for each in world.texts
        for plan, done in re.findall(rf"\b[Aa]v ([\d{NBSP}]+)\b[^.]{{0,40}}? är ([\d{NBSP}]+)\b", each.text)
    ]
    return [str(each) for each, plan, done in parts if int(done.replace(NBSP, "")) > int(plan.replace(NBSP, ""))]


def parties_not_addressed_as_ni(world: World) -> list[str]:
    sheets = [each for each in world.texts if each.report.startswith("partsblad")]
    return hits(World(sheets, world.names, ""), r"(?i)\b(vi|vår|vårt|våra|oss)\b|\bfår tillbaka (vi|ni)\b")


def checks_of_nothing(world: World) -> list[str]:
    there = ("ekonomisk_rapport", "kvalitetslogg")
    return hits(world, r"\b[Kk]ontroller(na)?\b", lambda each: not each.report.startswith(there))


def hatches_called_dashes(world: World) -> list[str]:
    return hits(world, r"(?i)\bstreckade (år|staplar)")


def dates_in_digits(world: World) -> list[str]:
    """Find dates as a computer has them in what is read as sentences, whoever typed them, and within our cells."""
    read, iso = World(world.texts, world.names, ""), r"\d{4}-\d\d-\d\d"
    found = hits(read, rf"\b{iso}\b", lambda each: each.prose or each.kind in {"rubrik", "fynd"})
    return found + hits(world, rf"[a-zåäö] {iso}|{iso},? [a-zåäö]", lambda each: each.kind in {"cell", "tal"})


def dates_that_can_be_broken(world: World) -> list[str]:
    """Find a day and its month, or that and its year, that a line may end between, whoever typed them."""
    read, months = World(world.texts, world.names, ""), "|".join(MONTHS)
    loose = rf"(?<!\d)\d\d? ({months})\b|\d{NBSP}({months}) \d{{4}}\b"
    return hits(read, loose, lambda each: each.kind != "kolumn")


def commands_and_paths(world: World) -> list[str]:
    """Find what only who runs the program can use, in what is read; a numbered source names a row of a file."""
    pattern = r"python -m|(?<![\w–-])--\w|[\w/-]+\.(csv|yaml|toml|py|ipynb|md)\b|\b(docs|inputs|notebooks)/|`"
    read = World(world.texts, world.names, "")
    return hits(read, pattern, lambda each: each.prose or each.kind in {"rubrik", "fynd"})


def statuses_as_codes(world: World) -> list[str]:
    """Find statuses as the data have them, and codes of findings, other than in a tree folded out."""
    words = "|".join(Status)
    return hits(world, rf"\bstatus ({words})\b|\[[a-z]+(-[a-z]+)*\]", lambda each: each.kind != "led")


RULES = [
    remains_of_the_program,
    misplaced_spaces_and_stops,
    prose_without_a_stop,
    prose_without_a_capital,
    headings_that_are_no_headings,
    nouns_of_another_number,
    numbers_set_otherwise,
    amounts_with_the_wrong_verb,
    names_without_their_capitals,
    more_done_than_there_was,
    parties_not_addressed_as_ni,
    checks_of_nothing,
    hatches_called_dashes,
    dates_in_digits,
    dates_that_can_be_broken,
    commands_and_paths,
    statuses_as_codes,
]


@pytest.mark.parametrize("rule", RULES)
def test_no_report_has(rule: Callable[[World], list[str]], world: World) -> None:
    found = rule(world)
    assert not found, "\n".join(found[:20])


def test_every_report_is_read(world: World) -> None:
    kinds = {each.report.split("_")[0] for each in world.texts}
    assert {"ekonomisk", "partsblad", "kvalitetslogg", "delarsrapport", "index"} <= kinds
    assert len(world.texts) > 300
    assert any(re.search(r"\b(ni|er)\b", each.text) for each in world.texts if each.report.startswith("partsblad"))


NAMES = frozenset({"Landstingsbostäder", "Kommunernas del", "Fastighetsenheten", "Region X, fastighetsenheten"})


@pytest.mark.parametrize(
    ("rule", "kind", "wrong", "right"),
    [
        (remains_of_the_program, "cell", "Utfall: None", "Utfall: 0"),
        (misplaced_spaces_and_stops, "stycke", "Det är  allt.", "Det är allt."),
        (misplaced_spaces_and_stops, "stycke", "Enligt Lista..", "Enligt Lista."),
        (prose_without_a_stop, "not", "Det är allt", "Det är allt."),
        (prose_without_a_stop, "not", "Det heter ”allt”", "Det heter ”allt.”"),
        (prose_without_a_capital, "alt", "staplar per år.", "Staplar per år."),
        (headings_that_are_no_headings, "rubrik", "Staplar per år.", "Staplar per år"),
        (nouns_of_another_number, "stycke", "1 bokförda rader saknas.", "1 bokförd rad saknas."),
        (nouns_of_another_number, "stycke", f"1{NBSP}rapporter.", f"1{NBSP}001 rapporter."),
        (nouns_of_another_number, "led", "lika delar mellan 1 parter", "lika delar mellan 11 parter"),
        (nouns_of_another_number, "stycke", "2 halvtidstjänst.", "2 halvtidstjänster."),
        (numbers_set_otherwise, "stycke", "60 000 kr.", f"60{NBSP}000{NBSP}kr."),
        (numbers_set_otherwise, "cell", "3,0 % per år", f"3,0{NBSP}% per år"),
        (numbers_set_otherwise, "cell", "från -5 till", "från −5 till 2024-12-31"),
        (numbers_set_otherwise, "tal", "12770", f"12{NBSP}770"),
        (numbers_set_otherwise, "led", "1.03", "1,03 enligt bilaga 2.2"),
        (amounts_with_the_wrong_verb, "stycke", f"−5{NBSP}kr saknas.", f"5{NBSP}kr saknas."),
        (amounts_with_the_wrong_verb, "stycke", f"0{NBSP}kr mer än.", f"10{NBSP}kr mer än."),
        (names_without_their_capitals, "fynd", "Del av kommunernas del", "Kommunernas del: allt"),
        (names_without_their_capitals, "led", "fastighetsenheten betalar", "Region X, fastighetsenheten betalar"),
        (more_done_than_there_was, "stycke", "Av 3 planerade är 4 gjorda.", "Av 4 planerade är 3 gjorda."),
        (parties_not_addressed_as_ni, "stycke", "Så mycket betalar vi.", "Så mycket betalar ni."),
        (
            parties_not_addressed_as_ni,
            "stycke",
            f"I mars får tillbaka ni 5{NBSP}kr.",
            "I mars får ni tillbaka allt.",
        ),
        (checks_of_nothing, "cell", "8 av 8 kontroller stämmer", "8 av 8 stämmer"),
        (dates_in_digits, "varning", "Det slutar 2028-12-31.", f"Det slutar 31{NBSP}december{NBSP}2028."),
        (dates_that_can_be_broken, "stycke", "Den 1 november.", f"Den 1{NBSP}november, i november 2025."),
        (dates_that_can_be_broken, "rubrik", f"Den 1{NBSP}maj 2025", f"Den 1{NBSP}maj{NBSP}2025"),
        (commands_and_paths, "varning", "Kör med --trots-antagande.", "Kvittera – och fakturera 2024–2025."),
        (commands_and_paths, "not", "Se befolkning.csv rad 50.", "Se resultat.json, bredvid rapporten."),
        (commands_and_paths, "stycke", "Det står i docs/metod.", "Det står i handledningen."),
        (statuses_as_codes, "cell", "LPIX har status antagande.", "LPIX (antaget)."),
        (statuses_as_codes, "stycke", "[utfall-saknas] Utfall saknas.", "Utfall saknas [1, 2]."),
        (hatches_called_dashes, "alt", "Streckade år är osäkra.", "Streckade linjer är gränser."),
    ],
)
def test_a_rule_sees_what_is_wrong_and_not_what_is_right(
    rule: Callable[[World], list[str]], kind: str, wrong: str, right: str
) -> None:
    assert rule(World([Said("partsblad_2025", kind, wrong)], NAMES, ""))
    assert not rule(World([Said("partsblad_2025", kind, right)], NAMES, ""))
    assert not rule(World([Said("ekonomisk_rapport_2025", kind, right)], NAMES, ""))


def test_what_was_typed_in_the_inputs_is_not_ours() -> None:
    text = Said("ekonomisk_rapport_2025", "cell", "Enhetschef 50 % kostar 60 000 kr")
    assert len(numbers_set_otherwise(World([text], NAMES, "namn: Enhetschef 50 %"))) == 1
    assert len(numbers_set_otherwise(World([text], NAMES, ""))) == 2
