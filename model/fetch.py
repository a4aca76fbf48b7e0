"""What the verb ``hamta`` does: new rows of the series, shown before they are written."""

import argparse
import re

from model.begin import Run, begin, option_date
from model.errors import Fault, InputError
from model.fetched import FETCH_FILE, MONTH_END, StatisticsTable, fetched_rows
from model.indexing import index_names
from model.inputs.validation import validated
from model.rows import INDEX_FILE, LPIX, POPULATION_FILE, IndexRow, PopulationRow, index_key, population_key


def population(options: argparse.Namespace) -> int:
    """Fetch populations, show what is new, and with ``--skriv`` add them to befolkning.csv."""
    from model.inputs.json_stat import read_answer
    from model.inputs.pxweb import post
    from model.outputs.folder import write_bytes
    from model.outputs.news import population_news
    from model.outputs.series_file import add_rows

    run = begin(options.inputs)
    if run.inputs.fetching is None:
        raise InputError(Fault(FETCH_FILE, "en fil i mappen med indata, med adress och tabeller"))
    table = run.inputs.fetching.table(options.tabell)
    period, replaces = _period(table, options.tid), option_date("--ersatter", options.ersatter)
    asked = table.selection(list(run.inputs.municipalities), period)
    data = post(run.inputs.fetching.address, table.id, asked)
    answer = read_answer(data, table, asked)
    rows = fetched_rows(table, answer, period, run.inputs.municipalities, replaces)
    known = {population_key(row): row for row in run.inputs.population}
    new = [row for row in rows if _is_new(row, known.get(population_key(row)))]
    print("\n".join(population_news(run, rows, new)))
    if new and options.skriv:
        add_rows(run.folder / POPULATION_FILE, new, PopulationRow, population_key)
        raw = run.folder / "scb" / f"{table.id}_{period}_{answer.updated}.json"
        write_bytes(raw, data)
        print(f"{len(new)} rader i {run.folder / POPULATION_FILE}; svaret som det kom ligger i {raw}")
    return 0


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


def _is_new(row: PopulationRow | IndexRow, known: PopulationRow | IndexRow | None) -> bool:
    """Whether a row is not there yet; there with another value it is an error: nothing is written over."""
    if known is None:
        return True
    before, value = (each.population if isinstance(each, PopulationRow) else each.percent for each in (known, row))
    if before != value:
        text = f"{before}, som redan står där publicerat {row.published}; en ny utgåva har en ny dag"
        raise InputError(Fault(known.place.rpartition(" rad ")[0], text, str(value), int(known.line)))
    return False


def index(options: argparse.Namespace) -> int:
    """Take up an index change, typed or from a file, show what is new, and with ``--skriv`` add it to lpix.csv."""
    from model.inputs.index_file import read_change
    from model.outputs.findings import acknowledgements
    from model.outputs.news import index_news
    from model.outputs.series_file import add_rows

    run = begin(options.inputs)
    if bool(options.procent) == bool(options.fil):
        raise InputError("hamta lpix: väntade antingen en fil eller --procent")
    percent, found_in, name = options.procent, "", _index_name(run, options.index)
    if options.fil:
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
    known = {index_key(each): each for each in run.inputs.index}
    new = [row] if _is_new(row, known.get(index_key(row))) else []
    print("\n".join(index_news(run, row, bool(new))))
    if new and not passed:
        _ask(row, writes=options.skriv)
    if new and options.skriv:
        add_rows(run.folder / INDEX_FILE, new, IndexRow, index_key)
        print(f"1 rad i {run.folder / INDEX_FILE}")
    return 0


def _ask(row: IndexRow, *, writes: bool) -> None:
    """Print what is asked about an unusual change; refuse to write it before it is answered."""
    from model.outputs.doubts import index_question

    if question := index_question(row.percent):
        asked = f"{question} Är det rätt: ange --trots index och varför med --skal."
        if writes:
            raise InputError(f"{INDEX_FILE} är inte ändrad: {asked}")
        print(asked)


def _index_name(run: Run, asked: str) -> str:
    """Return the index that is asked for, or LPIX where the inputs have no other."""
    names = dict.fromkeys([*index_names(run.inputs.agreements.values()), *(row.index for row in run.inputs.index)])
    name = asked or (LPIX if list(names) == [LPIX] else "")
    if name not in names:
        known = ", ".join(names)
        raise InputError(f"--index: fann ”{name}”, väntade det index som värdet gäller, något av {known}")
    return name
