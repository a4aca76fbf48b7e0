"""What the tests of dated terms share: writing a decision in an agreement's file."""

from pathlib import Path

from small_inputs import edit, published

from model.run import Run

BASE = 'basbelopp: 800 000\n    betalare: ["2303"'
OF_ALL = '"2303", "2305", "2309", "2313", "2321", "2326", "2361", "2380"'
SPREAD = """\
simulering:
  banor: 20
  fro: 1
  lpix: {fran: 2027, spridning: 1, troghet_procent: 50, skattning: Prov}
  befolkning: {spridning: {ovriga: 1}, skattning: Prov}
"""


def decision(day: str, number: str = "RUN/1/2028", body: str = "Regionens samverkansråd") -> str:
    """Return a decision as a file says it."""
    return f"{{organ: {body}, datum: {day}, dnr: {number}}}"


def dated(path: Path, old: str, key: str, first: str, *later: tuple[str, str, str]) -> None:
    """Let a term of an agreement's file be a list: what it is first, then each date's value and decision.

    Parameters
    ----------
    path
        The agreement's file.
    old
        The text of the term, with its key and all that it says; it stands after its indent on lines of its own.
    key, first
        The key, and the value that holds from the start.
    later
        From when, the value, and the decision (`decision`).
    """
    text = path.read_text(encoding="utf-8")
    before = text[: text.index(old)].rpartition("\n")[2]
    indent = " " * len(before)
    entries = [f"{indent}  - varde: {first}"]
    for start, value, decided in later:
        entries += [f"{indent}  - fran: {start}", f"{indent}    varde: {value}", f"{indent}    beslut: {decided}"]
    edit(path, old, "\n".join([f"{key}:", *entries]))


def spread_rule(path: Path) -> None:
    """Let the rule of settlement in an agreement's file stand with a key a line, so that one can be dated."""
    rule = "{grans_procent: 10, namnare: utfall, omfattning: hela, faktureras_manad: 3, paragraf: §7}"
    lines = "".join(f"\n  {each}" for each in rule[1:-1].split(", "))
    edit(path, f"slutavrakning: {rule}", f"slutavrakning:{lines}")


def more_from_2029(folder: Path) -> Path:
    """Let the municipalities owe 900 000 from 2029, by a decision of 1 October 2028."""
    path = folder / "avtal" / "energikontor.yaml"
    decided = decision("2028-10-01")
    edit(path, BASE, 'BELOPP\n    betalare: ["2303"')
    dated(path, "BELOPP", "basbelopp", "800 000", ("2029-01-01", "900 000", decided))
    dated(path, "totalt: 1 600 000", "totalt", "1 600 000", ("2029-01-01", "1 700 000", decided))
    published(folder, "2023-12-15")
    return folder


def paid(run: Run, year: int, code: str = "energikontor") -> dict[str, int]:
    """Return what each party pays in a year by an agreement."""
    frame = run.allocation([run.agreement(code)], [year])
    return dict(zip(frame["part"], frame["belopp_kr"].tolist(), strict=True))


def replaced(county: Path) -> Path:
    """Let Bergs bostäder pay instead of Bergs hyreshus from 2023, by a decision of 1 November 2022."""
    path, decided = county / "avtal" / "natverk.yaml", decision("2022-11-01", "RUN/2/2022", "Samrådsgruppen")
    company = '{kod: bergs_hyreshus, namn: Bergs hyreshus AB, kortnamn: Bergs hyreshus, hor_till: "2326"}'
    edit(path, f"  - {company}\n", "  - PART\n")
    new = company.replace("hyreshus", "bostader").replace("Bergs bostader", "Bergs bostäder")
    edit(path, "- PART", f"- - varde: {company}\n    - {{fran: 2023-01-01, varde: {new}, beslut: {decided}}}")
    item = f"[{{varde: bergs_hyreshus}}, {{fran: 2023-01-01, varde: bergs_bostader, beslut: {decided}}}]"
    edit(path, "betalare: [bergs_hyreshus", f"betalare: [{item}")
    published(county, "2018-12-15")
    return county


def merged(folder: Path) -> Path:
    """Let Ragunda and Bräcke be one municipality, Indalen, from 2030, by a decision of 1 June 2029."""
    path, decided = folder / "avtal" / "energikontor.yaml", decision("2029-06-01", "RUN/3/2029", "Regeringen")
    new = '{kod: "2399", namn: Indalens kommun, kortnamn: Indalen, sammanslagen_av: ["2303", "2305"]}'
    for old, now in (
        ('{kod: "2303", namn: Ragunda kommun, kortnamn: Ragunda}', new),
        ('{kod: "2305", namn: Bräcke kommun, kortnamn: Bräcke}', '""'),
    ):
        edit(
            path, f"  - {old}", f"  - - varde: {old}\n    - {{fran: 2030-01-01, varde: {now}, beslut: {decided}}}"
        )
    payers = OF_ALL.replace('"2303", "2305"', '"2399"')
    dated(path, f"betalare: [{OF_ALL}]", "betalare", f"[{OF_ALL}]", ("2030-01-01", f"[{payers}]", decided))
    published(folder, "2023-12-15")
    return folder
