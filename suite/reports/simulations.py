"""What a simulation came to, as rows, text, fan charts and tables."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal

import pandas as pd

from model.errors import InputError
from model.money import in_kronor
from model.run import Run
from model.uncertainty.summary import PERCENTS, Simulated, simulate
from suite.reports.scenario_text import row_text
from suite.show.frame import each
from suite.show.swedish import SPACE, kr, number, percent


@contextmanager
def workers(address: str = "") -> Iterator[Executor]:
    """Give who does the work: the machine's own threads, or a Dask cluster.

    Parameters
    ----------
    address : str
        Of the cluster's scheduler, such as ``tcp://10.0.0.1:8786``; empty for threads.

    Raises
    ------
    InputError
        If there is no cluster at the address, or the extra ``dask`` is not installed.
    """
    if not address:
        with ThreadPoolExecutor() as pool:
            yield pool
        return
    try:
        from distributed import Client
    except ImportError:
        raise InputError("--dask: väntade tillägget dask, pip install kostnadsmodell[dask]") from None
    try:
        client = Client(address, timeout="10s")  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise InputError(f"--dask: fann ”{address}”, väntade adressen till ett Daskkluster ({error})") from None
    with client, client.get_executor() as pool:  # type: ignore[no-untyped-call]
        yield pool


def simulated(
    run: Run, paths: int = 0, seed: int | None = None, levels: Mapping[str, int] | None = None, dask: str = ""
) -> Simulated:
    """Simulate a run's scenario over its horizon.

    Parameters
    ----------
    run : Run
        Inputs and scenario.
    paths, seed : int
        Instead of the scenario's own.
    levels : mapping of str to int, optional
        Whole kronor by party code, beside the scenario's own.
    dask : str
        Address of a Dask cluster; empty for this machine.

    Raises
    ------
    InputError
        If the scenario says nothing of spread, or a figure is missing.
    """
    plan = run.plan()
    told = {code: level * plan.scale for code, level in {**plan.spread.levels, **(levels or {})}.items()}
    with workers(dask) as pool:
        return simulate(plan, paths or plan.spread.paths, plan.spread.seed if seed is None else seed, told, pool)


def rows(found: Simulated) -> pd.DataFrame:
    """Return the result as a frame: a row per party and year, the last year the name of all the years.

    Returns
    -------
    DataFrame
        ``part``, ``partnamn``, ``ar``, ``scenariot_kr``, ``medel_kr`` and ``standardavvikelse_kr`` (whole kronor),
        ``p5_kr`` ... ``p95_kr``, and ``sannolikhet_over_nivan`` (per cent, Decimal; None without a level).
    """
    plan, records = found.plan, []
    for place, (code, name) in enumerate(plan.parties.items()):
        for column, year in enumerate([*map(str, plan.years), f"{plan.years[0]}–{plan.years[-1]}"]):
            records.append(
                {
                    "part": code,
                    "partnamn": name,
                    "ar": year,
                    "scenariot_kr": in_kronor(int(found.centre[place, column]), plan.scale),
                    "medel_kr": round(found.mean[place, column] / plan.scale),
                    "standardavvikelse_kr": round(found.deviation[place, column] / plan.scale),
                    **{
                        f"p{percent}_kr": in_kronor(int(found.fan[at, place, column]), plan.scale)
                        for at, percent in enumerate(PERCENTS)
                    },
                    "sannolikhet_over_nivan": _percent(found.probability[place, column]),
                }
            )
    return pd.DataFrame.from_records(records)


def _percent(share: float) -> Decimal | None:
    return None if share != share else Decimal(round(share * 10**6)).scaleb(-4)


def simulation_text(run: Run, found: Simulated, part: str) -> str:
    """Return the result of a party (or of all together) year by year as text."""
    spread, own = found.plan.spread, rows(found)
    own = own[own["part"] == part]
    name = own["partnamn"].iloc[0]
    level = found.levels.get(part)
    heading = [
        "År",
        "Scenariot",
        *(f"P{percent}" for percent in PERCENTS),
        *([] if level is None else ["Över nivån"]),
    ]
    lines = [
        f"{name}, {run.scenario.name}: {number(found.summary.paths)} banor",
        f"  {run.index_name} från {spread.index.first_year}: ± {number(spread.index.spread)} procentenheter om "
        f"året, {percent(spread.index.persistence)} kvar till nästa år. {spread.index.estimated}",
        f"  Folkmängd: {spread.population.estimated}",
        row_text(heading),
    ]
    for row in each(own):
        told = [row.scenariot_kr, *(getattr(row, f"p{percent}_kr") for percent in PERCENTS)]
        share = [] if level is None else [probability_text(row.sannolikhet_over_nivan)]
        lines.append(row_text([row.ar, *map(number, told), *share]))
    if level is not None:
        lines.append(f"  Nivån är {kr(level // found.plan.scale)} ett år; sista raden: något av åren.")
    return "\n".join(lines)


def probability_text(share: float | Decimal) -> str:
    """Return a probability in per cent, one decimal; a small one or a large one is never shown as none or all."""
    if 0 < share < 0.1 or 99.9 < share < 100:
        return f"{'<' if share < 50 else '>'}{SPACE}{percent(Decimal('0.1') if share < 50 else Decimal('99.9'))}"
    return percent(Decimal(round(10 * share)) / 10, 1)
