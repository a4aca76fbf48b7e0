"""What the verb ``hamta`` does: new rows of the series, shown before they are written."""

import argparse
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Generic

from model.amounts.indexing import index_names
from model.errors import Fault, InputError
from model.fields import decimal_text
from model.near import unknown
from model.read.begin import begin, option_date
from model.read.load import ANSWERS, FETCH_FILE, WORKBOOK
from model.read.validation import validated
from model.run import Run
from model.series.rows import LPIX, IndexRow, PopulationRow, SeriesRow
from model.series.series import AnyRow
from suite.fetch.in_step import following
from suite.fetch.news import effect_text, index_news, population_news, row_text
from suite.fetch.series_file import (
    INDEX,
    POPULATION,
    RawAnswer,
    SeriesFile,
    add_rows,
    last_addition,
    take_back,
)
from suite.fetch.statistics_office import MONTH_END, StatisticsTable, population_rows, statistics_office
from suite.files.folder import as_excel_writes, writing
from suite.files.messages import answer, tell
from suite.show.swedish import row_count

_UNDO = "det som hamta senast lade till tas bort med --angra"
_RESAVED = "är nu sparad så att Excel läser den rätt (UTF-8 med BOM, radslut CRLF); raderna som fanns är desamma"
_NOTHING = "hamta har inte lagt till något, eller så är filen ändrad sedan dess; ta bort raden för hand"


@dataclass(frozen=True)
class Offer(Generic[AnyRow]):
    """Rows that a series may be given.

    Attributes
    ----------
    series : SeriesFile
        The series.
    rows : sequence of SeriesRow
        The rows, also those that it has already.
    news : callable
        What is told of them, from a run of the inputs, the rows and those of them that are new.
    answer : RawAnswer or None
        What they were made from.
    doubt : str
        What has to be answered before they are written; empty where nothing has.
    """

    series: SeriesFile[AnyRow]
    rows: Sequence[AnyRow]
    news: Callable[[Run, Sequence[AnyRow], Sequence[AnyRow]], list[str]]
    answer: RawAnswer | None = None
    doubt: str = ""


def population(options: argparse.Namespace) -> int:
    """Fetch populations, show what is new, and with ``--skriv`` add them to befolkning.csv."""
    from suite.fetch.json_stat import read_answer
    from suite.fetch.pxweb import post

    if options.angra:
        return _take_back(options, POPULATION)
    run = begin(options.inputs)
    source = statistics_office(Path(run.folder))
    table = source.table(options.tabell)
    period, replaces = _period(table, options.tid), option_date("--ersatter", options.ersatter)
    asked = table.selection(run.municipalities(int(period[:4])), period)
    data = post(source.address, table.id, asked)
    answer = read_answer(data, table, asked)
    rows = population_rows(table, answer, period, run.inputs.municipalities, replaces)
    raw = RawAnswer(Path(run.folder) / ANSWERS / f"{table.id}_{period}_{answer.updated}.json", data)
    return _add(options, run, Offer(POPULATION, rows, population_news, raw))


def _add(options: argparse.Namespace, run: Run, offer: Offer[AnyRow]) -> int:
    """Show rows of a series beside what is known and what they do to the amounts; with ``--skriv`` add the new."""
    series = offer.series
    with _alone(options, Path(run.folder)):
        run = begin(options.inputs)  # with what another has written meanwhile
        known = {series.key(row): row for row in series.of(run)}
        new = [row for row in offer.rows if _is_new(row, known.get(series.key(row)))]
        answer("\n".join(offer.news(run, offer.rows, new)))
        if not new:
            return 0
        answer("\n".join(effect_text(run, series.run_with(run, [*series.of(run), *new]))))
        if offer.doubt and options.skriv:
            raise InputError(f"{series.name} är inte ändrad: {offer.doubt}")
        if options.skriv:
            path = _file(run, series)
            resaved = not as_excel_writes(path.read_bytes())
            with following(path.parent):
                raw = add_rows(path, new, series, offer.answer)
                tell(f"{row_count(len(new))} i {path}" + (f"; svaret som det kom ligger i {raw}" if raw else ""))
                if resaved:
                    tell(f"{series.name} {_RESAVED}.")
        else:
            answer("\n".join(filter(None, [offer.doubt, "Inget är skrivet; --skriv lägger till raderna."])))
    return 0


def _take_back(options: argparse.Namespace, series: SeriesFile[AnyRow]) -> int:
    """Show what was last added to a series, and what is without it; with ``--skriv`` take it away."""
    _check_undoing(options)
    with _alone(options, Path(begin(options.inputs).folder)):
        run = begin(options.inputs)
        path = _file(run, series)
        addition = last_addition(path, Path(run.folder) / ANSWERS)
        if addition is None:
            raise InputError(f"{path}: {_NOTHING}")
        before = series.read(addition.before)
        left = {series.key(row) for row in before}
        gone = [row for row in series.of(run) if series.key(row) not in left]
        answer("\n".join([f"Tas bort ur {path}:", *(f"  {row_text(row)}" for row in gone)]))
        answer("\n".join(effect_text(run, series.run_with(run, before))))
        if options.skriv:
            with following(path.parent):
                kept = take_back(path, addition)
                tell(f"{row_count(len(gone))} borta ur {path}; som den var ligger den i {kept}")
        else:
            answer("Inget är ändrat; --skriv tar bort raderna.")
    return 0


def _file(run: Run, series: SeriesFile[AnyRow]) -> Path:
    """Return the file of a series, if it has one: `hamta` adds no row on a sheet."""
    path = Path(run.folder) / series.name
    if WORKBOOK in map(str.casefold, run.inputs.hashes) and not path.exists():
        do = "kör python -m model indata --till-csv --skriv först, eller skriv raden på bladet"
        raise InputError(f"{series.name} finns inte, {path.stem} står bara i {WORKBOOK}; {do}")
    return path


def _alone(options: argparse.Namespace, folder: Path) -> AbstractContextManager[None]:
    """Keep others from writing in the inputs, if something is to be written in them."""
    return writing(folder) if options.skriv else nullcontext()


def _check_undoing(options: argparse.Namespace) -> None:
    """Refuse what would have no effect beside ``--angra``."""
    beside = {"inputs", "skriv", "angra", "status", "tyst", "logg", "verb", "uses", "misused", "settings"}
    given = [name for name, value in vars(options).items() if value and name not in beside]
    if given:
        raise InputError(f"--angra tar bort det senast tillagda; den tar bara --skriv, fann {', '.join(given)}")


def _period(table: StatisticsTable, text: str) -> str:
    """Return the year or month that is asked for, if the table can have it."""
    month = table.day == MONTH_END
    if not re.fullmatch(r"\d{4}M(0[1-9]|1[0-2])" if month else r"\d{4}", text):
        raise InputError(
            f"{table.id}: fann ”{text}”, väntade {'en månad som 2025M10' if month else 'ett år som 2024'}"
        )
    if table.last_year and int(text[:4]) > table.last_year:
        raise InputError(
            f"{table.id} slutar med {table.last_year}: välj en annan tabell i {FETCH_FILE} med --tabell"
        )
    return text


def _is_new(row: SeriesRow, known: SeriesRow | None) -> bool:
    """Whether a row is not there yet; there with another value it is an error: nothing is written over."""
    if known is None:
        return True
    before, value = map(_value, (known, row))
    if before != value:
        text = f"{before}, som redan står där publicerat {row.published}; en ny utgåva har en ny dag, och {_UNDO}"
        raise InputError(Fault(known.place.rpartition(" rad ")[0], text, value, int(known.line)))
    return False


def _value(row: SeriesRow) -> str:
    """Return the value of a row as its file has it."""
    if isinstance(row, PopulationRow):
        return str(row.population)
    assert isinstance(row, IndexRow)
    return decimal_text(row.percent)


def index(options: argparse.Namespace) -> int:
    """Take up an index change, typed or from a file, show what is new, and with ``--skriv`` add it to lpix.csv."""
    from suite.findings.findings import acknowledgements

    if options.angra:
        return _take_back(options, INDEX)
    if not options.ar:
        raise InputError("--ar: väntade året som förändringen gäller")
    run = begin(options.inputs)
    if bool(options.procent) == bool(options.fil):
        raise InputError("hamta lpix: väntade antingen en fil eller --procent")
    percent, found_in, name = options.procent, "", _index_name(run, options.index)
    if options.fil:
        from suite.fetch.index_file import read_change  # which reads workbooks, and is slow to import

        percent, found_in = read_change(options.fil, options.ar, options.kolumn or name, options.blad)
    source = ", ".join(filter(None, [options.beslut, found_in]))
    dates = re.findall(r"\d{4}-\d{2}-\d{2}", options.beslut)
    published = option_date("--publicerad", options.publicerad or (dates[-1] if dates else ""))
    if not options.beslut or published is None:
        raise InputError("--beslut: väntade beslutet eller utgåvan, med dag där eller i --publicerad")
    told = {"index": name, "ar": options.ar, "procent": percent, "status": options.status, "kalla": source}
    passed = acknowledgements(options.trots, options.skal).get("index")
    checked = f"Kontrollerat: {passed}" if passed else ""
    data = told | {"publicerad": published.isoformat(), "ersatter": "", "anmarkning": checked}
    row = validated(IndexRow, data, "hamta lpix", lambda _: None)
    doubt = "" if passed else _doubt(row)
    return _add(options, run, Offer(INDEX, [row], index_news, doubt=doubt))


def _doubt(row: IndexRow) -> str:
    """Return what is asked about an unusual change, and how it is answered; empty for a usual one."""
    from suite.findings.findings import index_question

    question = index_question(row.percent)
    return f"{question} Är det rätt: ange --trots index och varför med --skal." if question else ""


def _index_name(run: Run, asked: str) -> str:
    """Return the index that is asked for, or LPIX where the inputs have no other."""
    names = dict.fromkeys([*index_names(run.case.every), *(row.index for row in run.inputs.index)])
    name = asked or (LPIX if list(names) == [LPIX] else "")
    if name not in names:
        raise unknown("--index", name, names, "det index som värdet gäller, något av")
    return name
