"""Two runs side by side: which amounts, invoices and other figures differ, and what moved the amounts.

Told on one screen, with the largest differences and how many more there are; written whole as a workbook with a
sheet per kind, or as one CSV file.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from textwrap import wrap
from typing import Any, NamedTuple

import pandas as pd

from model.amounts.bridge import DRIVERS, bridge
from model.amounts.invoices import ADVANCE
from model.errors import InputError
from model.money import Amount, size, total
from suite.publish.made import BASIS, GROUPS, Made, figures, read_made
from suite.reports.why import NOTES
from suite.show.answer import Answer
from suite.show.frame import each
from suite.show.swedish import SPACE, kr, number, row_count, signed, spans

SIDES = ["fore_kr", "efter_kr", "skillnad_kr"]
STATUSES = ["status_fore", "status_efter"]
WIDTH, HEIGHT = 100, 40
"""The screen, in signs and lines."""

ROUNDING = DRIVERS["avrundning"].lower()
_MOST_NAMES = 4
_HEADINGS = ("Avtal", "Part", "Före", "Efter", "Skillnad")
_LONGEST = (12, 22)
"""The most signs shown of an agreement and of a party."""

_COLUMNS = {
    "avtal": "Avtal",
    "part": "Kod",
    "partnamn": "Part",
    "ar_fore": "År före",
    "ar_efter": "År efter",
    "slag": "Slag",
    "period_fore": "Period före",
    "period_efter": "Period efter",
    "fakturadatum_fore": "Fakturadatum före",
    "fakturadatum_efter": "Fakturadatum efter",
    "rapport": "Rapport",
    "uppgift": "Uppgift",
    "fore_kr": "Före",
    "efter_kr": "Efter",
    "skillnad_kr": "Skillnad",
    **DRIVERS,
    "status_fore": "Status före",
    "status_efter": "Status efter",
}
"""The columns of the workbook, in their order, and their headings."""

_PARTY = ["avtal", "part"]
_INVOICE = [*_PARTY, "slag", "tid", "nummer"]


class Parties(NamedTuple):
    """What each party pays by each agreement in two runs, and why it differs.

    Attributes
    ----------
    rows : DataFrame
        ``avtal``, ``part``, ``partnamn``, `SIDES`, the columns of the causes, and ``status_fore`` and
        ``status_efter``, which are empty where that run has nothing; largest difference first.
    causes : mapping of str to str
        Columns that sum to the difference, and what a reader calls them.
    told : str
        What the amounts are; of several years, their sums over those in which anything differs.
    by_year : mapping of int to int or Decimal
        The difference of all parties together in each of those years.
    """

    rows: pd.DataFrame
    causes: Mapping[str, str]
    told: str
    by_year: Mapping[int, Amount]


@dataclass(frozen=True)
class Comparison:
    """What differs between two runs.

    Attributes
    ----------
    before, after : Made
        The two runs.
    amounts : DataFrame
        Rows of `model.amounts.bridge.bridge`; none unless both runs hold the allocation.
    invoices : DataFrame
        The rows of both invoice bases, with `SIDES` and the statuses, which are empty where a basis lacks the row.
    figures : DataFrame
        The other figures that differ, of the reports that both runs have: ``rapport``, ``uppgift`` and `SIDES`.
        A side is the figure, *ja*, *nej* or *saknas*; the difference is None where one of them is no number.
    """

    before: Made
    after: Made
    amounts: pd.DataFrame
    invoices: pd.DataFrame
    figures: pd.DataFrame

    @property
    def one_sided(self) -> pd.Series:
        """Whether each amount is of an agreement and year that only one of the runs has."""
        places = [self.amounts["avtal"], self.amounts["ar_efter"]]
        there = (self.amounts[STATUSES] != "").groupby(places).transform("any")
        return ~there.all(axis=1)

    @property
    def quiet(self) -> int:
        """How many rows that both runs have differ, but not in amount: in status, or in the date of an invoice."""
        tables = [self.invoices] if self.before.kind == BASIS else [self.amounts, self.invoices]
        return sum(map(_quiet, tables))

    def parties(self) -> Parties:
        """Return what each party pays in the two runs: by the invoice bases, else by what both have allocated."""
        if self.before.kind == BASIS:
            return self._invoiced()
        common = self.amounts[~self.one_sided]
        years = sorted(set(common.loc[common["skillnad_kr"] != 0, "ar_efter"]))
        by_year = {year: total(common.loc[common["ar_efter"] == year, "skillnad_kr"]) for year in years}
        sums = _summed(common[common["ar_efter"].isin(years)], [*SIDES, *DRIVERS])
        first, second = (set(side.allocation["ar"]) for side in (self.before, self.after))
        told = spans(years) if first & second else f"{spans(first)} mot {spans(second)}"
        told += " sammanlagt" if len(years) > 1 else ""
        return Parties(largest_first(sums), DRIVERS, f"Belopp {told}", by_year)

    def _invoiced(self) -> Parties:
        """Return the sums of the invoices; an advance is told by what moved the allocation."""
        kinds = self.invoices.groupby([*_PARTY, "slag"])["skillnad_kr"].sum().unstack(fill_value=0)
        drivers = self.amounts.set_index(_PARTY)[list(DRIVERS)].reindex(kinds.index, fill_value=0)
        if ADVANCE in kinds:
            kinds[ADVANCE] -= drivers.sum(axis=1)
        sums = _summed(self.invoices, SIDES).set_index(_PARTY).join([drivers, kinds]).reset_index()
        return Parties(
            largest_first(sums), {**DRIVERS, **{str(kind): str(kind) for kind in kinds}}, "Fakturerat", {}
        )


def compare_made(one: Path, other: Path) -> Comparison:
    """Compare what two runs have made.

    Parameters
    ----------
    one, other : Path
        Folders of ``rapport``, ``arspaket`` or ``faktura``, or files of figures, two of a kind.

    Raises
    ------
    InputError
        If there is nothing to compare, they are not of a kind or have no year in common, or a file is spoiled.
    """
    before, after = read_made(one), read_made(other)
    if before.kind != after.kind:
        told = ", ".join(f"{side.path} är {side.kind}" for side in (before, after))
        raise InputError(f"Det går bara att jämföra två av samma slag: {told}")
    amounts = _amounts(before, after)
    found = Comparison(before, after, amounts, _invoices(before, after), _figures(before, after))
    if not len(before.invoices) and len(amounts) and found.one_sided.all():
        years = [f"{side.path} har {spans(side.allocation['ar'])}" for side in (before, after)]
        raise InputError(f"Det finns inget år för samma avtal att jämföra: {', '.join(years)}")
    return found


def largest_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows by the size of their difference, largest first; those without one stand before all."""
    sizes = rows["skillnad_kr"].map(abs, na_action="ignore")
    order = sizes.sort_values(ascending=False, kind="stable", na_position="first").index
    return rows.loc[order].reset_index(drop=True)


def _summed(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return sums per agreement and party; a status stays empty where every row lacks it."""
    how = {"partnamn": "last"} | dict.fromkeys(columns, "sum") | dict.fromkeys(STATUSES, "max")
    return rows.groupby(_PARTY, as_index=False).agg(how)


def _amounts(before: Made, after: Made) -> pd.DataFrame:
    if before.allocation.empty or after.allocation.empty:
        return bridge(before.allocation[:0], after.allocation[:0])
    return largest_first(bridge(before.allocation, after.allocation))


def _invoices(before: Made, after: Made) -> pd.DataFrame:
    """Join the invoices of two bases: same agreement, party and kind, and the same time of each basis' year."""
    sides = [_timed(side.invoices) for side in (before, after)]
    both = sides[0].merge(sides[1], on=_INVOICE, how="outer", suffixes=("_fore", "_efter"))
    names = both["partnamn_efter"].fillna(both["partnamn_fore"])
    rows = both[[*_PARTY, "slag"]].assign(partnamn=names)
    for side in ("fore", "efter"):
        for name in ("period", "fakturadatum", "status"):
            rows[f"{name}_{side}"] = both[f"{name}_{side}"].fillna("")
        rows[f"{side}_kr"] = both[f"belopp_kr_{side}"].fillna(0)
    return largest_first(rows.assign(skillnad_kr=rows["efter_kr"] - rows["fore_kr"]))


def _quiet(rows: pd.DataFrame) -> int:
    """Count the rows that differ in status, or at the same time of the year in date, though not in amount."""
    alike = rows[rows["skillnad_kr"].eq(0) & (rows[STATUSES] != "").all(axis=1)]
    other = alike["status_fore"] != alike["status_efter"]
    if "period_fore" in rows:
        moved = alike["fakturadatum_fore"] != alike["fakturadatum_efter"]
        other |= moved & (alike["period_fore"] == alike["period_efter"])
    return int(other.sum())


def _timed(invoices: pd.DataFrame) -> pd.DataFrame:
    """Add when a row is for, its years counted from the basis' latest, and its number among those like it."""
    years = invoices["period"].str.findall(r"\d{4}").explode().dropna().astype(int)
    latest = years.max() if len(years) else 0
    times = invoices["period"].str.replace(r"\d{4}", lambda year: f"{int(year[0]) - latest:+d}", regex=True)
    rows = invoices.assign(tid=times, belopp_kr=invoices["belopp_kr"].astype(object))
    return rows.assign(nummer=rows.groupby(_INVOICE[:-1]).cumcount())


def _figures(before: Made, after: Made) -> pd.DataFrame:
    records = []
    for report in sorted(before.reports.keys() & after.reports.keys()):
        was, now = (dict(figures(side.reports[report])) for side in (before, after))
        for place in dict.fromkeys([*was, *now]):
            old, new = was.get(place), now.get(place)
            if old != new:
                amounts = [value for value in (old, new) if value is not None and not isinstance(value, bool)]
                change = amounts[1] - amounts[0] if len(amounts) == 2 else None
                records.append((report, place, _told(old), _told(new), change))
    rows = pd.DataFrame(records, dtype=object, columns=["rapport", "uppgift", *SIDES])
    return largest_first(rows)


def _told(value: Amount | None) -> Amount | str:
    if value is None:
        return "saknas"
    return ("ja" if value else "nej") if isinstance(value, bool) else value


def comparison_text(found: Comparison) -> str:
    """Return what differs between two runs, as much of it as fits on a screen, and how much more there is."""
    head = [*heading(found), ""]
    notes = [line for text in _notes(found) for line in _wrapped(text)]
    parties, room = found.parties(), HEIGHT - len(head) - len(notes)
    differ = len(_differing(parties.rows))
    return "\n".join([*head, *(_table(parties, room) if differ else _alike(found, room)), *notes])


def heading(found: Comparison) -> Iterator[str]:
    """Yield what is compared, and which terms, data, code, libraries and parameters are not the same."""
    yield f"Före:  {found.before.path} ({found.before.kind})"
    yield f"Efter: {found.after.path} ({found.after.kind})"
    before, after = found.before.manifest, found.after.manifest
    if before is None or after is None:
        scenarios = [", ".join(set(side.allocation["scenario"])) for side in (found.before, found.after)]
        if scenarios[0] != scenarios[1]:
            yield f"  Scenario: {scenarios[0]} → {scenarios[1]}"
        yield "  Vad som ligger bakom går inte att säga: det står i manifest.json, som inte finns för båda."
        return
    data, code, versions, given = (_changed(before, after, group) for group in GROUPS)
    terms = [text for text in data if text.startswith("avtal/")]
    for what, names in (
        ("Villkor (avtal)", terms),
        ("Data", [text for text in data if text not in terms]),
        ("Kod", code),
        ("Bibliotek", versions),
        ("Parametrar", given),
    ):
        yield from _wrapped(f"  {what}: {_listed(names) or 'lika'}")


def _changed(before: Mapping[str, Any], after: Mapping[str, Any], group: str) -> list[str]:
    """Return what differs in a group of the manifest: a file by its name, anything else by its two values."""
    was, now = before.get(group, {}), after.get(group, {})
    if group == "parametrar":
        was, now = ({**own, **_package(side)} for side, own in ((before, was), (after, now)))
    told = []
    for name in sorted({*was, *now}):
        if was.get(name) != now.get(name) and group in ("indata", "kod"):
            told.append(f"{name} ({'ny' if name not in was else 'borta' if name not in now else 'ändrad'})")
        elif was.get(name) != now.get(name):
            told.append(f"{name}: {_value(was.get(name))} → {_value(now.get(name))}")
    return told


def _package(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a package's manifest says of its parameters beside them."""
    names = {"arspaket": "årspaket", "kvitterat": "kvitterat"}
    return {word: manifest[name] for name, word in names.items() if name in manifest}


def _value(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(value) or "inget"
    return "saknas" if value is None else str(value)


def _listed(names: Sequence[str]) -> str:
    more = f" och {len(names) - _MOST_NAMES} till" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _wrapped(text: str) -> list[str]:
    indent = " " * (len(text) - len(text.lstrip()) + 2)
    return wrap(text, WIDTH, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False)


def _differing(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["skillnad_kr"] != 0]


def _table(parties: Parties, room: int) -> list[str]:
    """Show the parties with the largest differences, and the sum of all parties, those not shown too."""
    shown, causes = _differing(parties.rows), parties.causes
    sums = {name: total(parties.rows[name]) for name in [*SIDES, *causes]}
    whole = {"avtal": "Summa", "partnamn": row_count(len(parties.rows)), "status_fore": "-", "status_efter": "-"}
    records: list[dict[Any, Any]] = [*shown.to_dict("records"), whole | sums]
    cells = [_HEADINGS, *map(_cells, records)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(_HEADINGS))]
    reasons = [f"Varför, utom {ROUNDING}", *(_why(record, causes) for record in records)]
    first, *middle, last = (_block(row, widths, why) for row, why in zip(cells, reasons, strict=True))
    below = [*last, *_legend(parties, shown), ""]
    title = f"{parties.told}, kr; största skillnaden först"
    return [title, *first, *_fitting(middle, room - 1 - len(first) - len(below)), *below]


def _legend(parties: Parties, shown: pd.DataFrame) -> Iterator[str]:
    years = [f"{year}{SPACE}{signed(change)}" for year, change in parties.by_year.items()]
    if len(years) > 1 and any(parties.by_year.values()):
        yield from _wrapped(f"Skillnad per år: {', '.join(years)}")
    for column, text in NOTES.items():
        yield from _wrapped(text) if shown[column].any() else ()


def _fitting(blocks: Sequence[Sequence[str]], room: int) -> list[str]:
    """Return as many blocks as there is room for, and a line that counts the rest."""
    ends = list(accumulate(map(len, blocks)))
    kept = len(blocks) if ends[-1] <= room else bisect_right(ends, room - 1)
    left = [f"… och {row_count(len(blocks) - kept)} till, se --ut"] if kept < len(blocks) else []
    return [line for block in blocks[:kept] for line in block] + left


def _cells(record: Mapping[Any, Any]) -> tuple[str, ...]:
    names = [_short(record[name], most) for name, most in zip(("avtal", "partnamn"), _LONGEST, strict=True)]
    before, after = (
        number(record[f"{side}_kr"]) if record[f"status_{side}"] else "–" for side in ("fore", "efter")
    )
    return (*names, before, after, signed(record["skillnad_kr"]))


def _why(record: Mapping[Any, Any], causes: Mapping[str, str]) -> str:
    """Return what moved an amount, the strongest first; what rounding did only where nothing else did."""
    parts = {label.lower(): record[name] for name, label in causes.items() if record[name]}
    strongest = sorted(parts, key=lambda label: (label != ROUNDING, size(parts[label])), reverse=True)
    told = [f"{label} {signed(parts[label])}".replace(" ", SPACE) for label in strongest]
    return ", ".join(told[:-1] if ROUNDING in parts and len(told) > 1 else told)


def _block(cells: Sequence[str], widths: Sequence[int], why: str) -> list[str]:
    names = [text.ljust(width) for text, width in zip(cells[:2], widths[:2], strict=True)]
    amounts = [text.rjust(width) for text, width in zip(cells[2:], widths[2:], strict=True)]
    line = "  ".join([*names, *amounts]) + "  "
    first, *more = wrap(why, WIDTH - len(line), break_on_hyphens=False, break_long_words=False) or [""]
    return [f"{line}{first}".rstrip(), *(" " * len(line) + text for text in more)]


def _alike(found: Comparison, room: int) -> list[str]:
    """Say that no party's amount differs, and show the largest differences of other figures, each once."""
    said = f"Inga belopp per part och år skiljer sig, av {number(int((~found.one_sided).sum()))}."
    if found.before.kind == BASIS:
        said = "Ingen betalares summa skiljer sig."
    elif found.amounts.empty:
        said = "Här finns inga belopp per part att jämföra."
    shown_by: dict[str, list[str]] = {}
    for row in each(found.figures):
        change = "" if row.skillnad_kr is None else f" ({signed(row.skillnad_kr)})"
        text = f"  {_shown(row.fore_kr)} → {_shown(row.efter_kr)}{change}: {row.uppgift}"
        shown_by.setdefault(text, []).append(row.rapport)
    lines = list[str]()
    for text, reports in shown_by.items():
        more = f" och {len(reports) - 1} till" if len(reports) > 1 else ""
        lines.append(_short(f"{text}  [{reports[0]}{more}]" if reports[0] else text, WIDTH))
    return [said, *(_fitting([[line] for line in lines], room - 2) if lines else []), ""]


def _shown(value: Amount | str) -> str:
    return value if isinstance(value, str) else number(value)


def _notes(found: Comparison) -> Iterator[str]:
    """Say what a comparison of the parties' amounts leaves out."""
    sides = (found.before, found.after)
    for side in sides:
        if side.disputed:
            yield (
                f"{side.path}: {side.disputed} belopp är olika i dess rapporter, så någon är äldre. "
                "Den ekonomiska rapporten gäller."
            )
    bare = [str(side.path) for side in sides if side.allocation.empty]
    if bare and (len(bare) == 1 or found.before.kind == BASIS):
        yield f"Varför går inte att säga: fördelningen bakom beloppen finns inte i {' och '.join(bare)}."
    yield from _only_one_has(found)
    differ = _differing(found.invoices)
    if len(differ):
        before, after = (kr(total(found.invoices[name])) for name in SIDES[:2])
        kinds = [f"{kind}{SPACE}{signed(total(own))}" for kind, own in differ.groupby("slag")["skillnad_kr"]]
        yield (
            f"Fakturarader: {len(differ)} av {len(found.invoices)} skiljer sig, "
            f"summan från {before} till {after}: {', '.join(kinds)}."
        )
    if quiet := found.quiet:
        yield f"{row_count(quiet)} har samma belopp men annan status eller annat fakturadatum."
    if len(found.figures):
        counts = found.figures["rapport"].value_counts()
        where = [f"{number(count)}{SPACE}i{SPACE}{report}" for report, count in counts.items() if report]
        yield f"Övriga siffror som skiljer sig: {_listed(where) or number(len(found.figures))}."
    if len(differ) or quiet or len(found.figures) or len(_differing(found.amounts)):
        yield "Allt, rad för rad: --ut FIL.xlsx (eller .csv)."


def _only_one_has(found: Comparison) -> Iterator[str]:
    for word, name, side, other in (
        ("före", "fore", found.before, found.after),
        ("efter", "efter", found.after, found.before),
    ):
        rows = found.amounts[found.one_sided & found.amounts[f"status_{name}"].ne("")]
        told = [
            f"{agreement} {spans(own[f'ar_{name}'])}, {kr(total(own[f'{name}_kr']))}"
            for agreement, own in rows.groupby("avtal")
        ]
        if told and found.before.kind != BASIS:
            yield f"Bara {word}: {'; '.join(told)}."
        reports = [name for name in sorted(side.reports) if name not in other.reports and BASIS not in name]
        if reports:
            yield f"Rapporter bara {word}: {_listed(reports)}."


def check_outside(found: Comparison, path: Path) -> None:
    """Refuse a file to write that lies among what is compared.

    Raises
    ------
    InputError
        If it does.
    """
    for side in (found.before.path, found.after.path):
        if path.resolve().is_relative_to(side.resolve()):
            raise InputError(f"--ut: fann ”{path}”, väntade en fil utanför det som jämförs")


def as_answer(found: Comparison) -> Answer:
    """Return every row of a comparison: a sheet per kind, and one of what is compared."""
    missing = {name: {"": "saknas"} for name in STATUSES}
    tables = {
        name: rows[[column for column in _COLUMNS if column in rows]].replace(missing)
        for name, rows in (
            ("Fördelning", found.amounts),
            ("Fakturor", found.invoices),
            ("Övriga siffror", found.figures),
        )
    }
    whole = pd.concat([rows.astype(object).assign(tabell=name) for name, rows in tables.items()])
    sheets = {name: rows.rename(columns=_COLUMNS) for name, rows in tables.items()}
    about = pd.DataFrame({"Om jämförelsen": [*heading(found)]})
    return Answer("Jämförelse av två körningar", whole.fillna(""), {**sheets, "Om": about})
