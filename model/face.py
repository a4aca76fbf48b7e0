"""The face: the few names by which a notebook opens the inputs, computes, compares, asks what if, and explains.

`import model` gives these names, and loads nothing until one of them is used. Everything a `Model` gives is an
ordinary pandas frame with documented columns, or an object of the model that shows itself.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from model.amounts.bridge import bridge as bridged
from model.amounts.comparison import compared
from model.amounts.settlement import Settlement
from model.errors import InputError
from model.explain import Node
from model.explain import explain as explained
from model.money import exact, from_units, total
from model.near import unknown
from model.read.begin import begin, chosen
from model.read.consistency import scenario_faults
from model.read.scenario_file import Header, index_keys, write_scenario
from model.read.validation import validated
from model.run import Run
from model.scenarios.scenario import Scenario
from model.scenarios.stacking import over
from model.series.rows import LPIX
from model.shown import Shown
from model.uncertainty.draws import BLOCK, normals
from model.uncertainty.sensitivity import variance_shares
from model.uncertainty.simulation import ALL, amounts
from model.uncertainty.summary import PERCENTS
from model.year import Year, agreement_year, invoiced, year_of

Number = int | float | str | Decimal


def open(inputs: object = "", per_datum: object = "", scenario: object = "bas") -> "Model":
    """Open an inputs folder as known on a date, under a scenario.

    Parameters
    ----------
    inputs : str or Path
        The folder; empty for the project's own.
    per_datum : str
        As-of date, as ``2026-11-27``; empty for the day the newest row was published.
    scenario : str or Path
        Code of a scenario in the folder, several with ``+`` between, or a scenario file.

    Raises
    ------
    InputError
        If a parameter or an input is wrong.

    Examples
    --------
    >>> import model
    >>> m = model.open()
    >>> m
    <Model: 3 avtal, 17 parter, 2024–2033, scenario bas, per 2026-11-24>
    >>> sorted(m.agreements.index)
    ['energikontor', 'kompetensattraktion', 'natverk']
    >>> m.parties.Åre
    '2321'
    """
    return Model(begin(inputs, per_datum, scenario))


@dataclass(frozen=True, repr=False)
class Model(Shown):
    """The agreements of an inputs folder under a scenario: what they cost, why, and what if.

    Attributes
    ----------
    run : Run
        What everything is computed from; the way to all that has no name here.
    own : Scenario or None
        What `what_if` has changed and nobody has saved.
    """

    run: Run
    own: Scenario | None = None

    @property
    def agreements(self) -> pd.DataFrame:
        """The agreements by code: ``namn``, ``diarienummer``, ``galler_fran``, ``galler_till`` and ``status``."""
        rows = [
            (each.id, each.short, each.reference, each.term.start, self.run.case.end(each.id), str(each.status))
            for each in self.run.agreements
        ]
        columns = ["avtal", "namn", "diarienummer", "galler_fran", "galler_till", "status"]
        return pd.DataFrame(rows, columns=columns).set_index("avtal")

    @property
    def parties(self) -> "pd.Series[str]":
        """The code of each party by its name: ``m.parties.Åre``, with the names offered by Tab."""
        found = {party.short: party.code for each in self.run.case.every for party in each.parties}
        return pd.Series(found, name="part", dtype=str)

    @property
    def scenarios(self) -> pd.DataFrame:
        """The scenarios to choose, by the code that ``m[...]`` takes: ``namn`` and ``varfor``."""
        rows = [(each.id, each.name, each.why) for each in self.run.inputs.scenarios.values()]
        return pd.DataFrame(rows, columns=["scenario", "namn", "varfor"]).set_index("scenario")

    @property
    def assumed(self) -> pd.DataFrame:
        """The register of what is assumed, by code: ``antagande``, ``tillforlitlighet`` and ``vem``."""
        rows = [(each.id, each.text, str(each.reliability), each.owner) for each in self.run.inputs.assumptions]
        return pd.DataFrame(rows, columns=["kod", "antagande", "tillforlitlighet", "vem"]).set_index("kod")

    @property
    def population(self) -> pd.DataFrame:
        """The figures that keys are made of, as known: a row per municipality and date.

        ``kommunkod``, ``kommun``, ``datum`` (the date that it is used for), ``folkmangd`` (int64), ``status``,
        ``kalla`` and ``plats`` (the row it was read from).
        """
        series = self.run.series
        rows = [
            (
                row.code,
                row.municipality,
                row.reference_date,
                row.population,
                str(row.status),
                row.source,
                row.place,
            )
            for code in self.run.inputs.municipalities
            for row in series.figures(code)
        ]
        columns = ["kommunkod", "kommun", "datum", "folkmangd", "status", "kalla", "plats"]
        return pd.DataFrame(rows, columns=columns)

    @property
    def index(self) -> pd.DataFrame:
        """The index changes, as known and as the scenario has them: a row per index and year.

        ``index``, ``ar``, ``procent`` (Decimal), ``procent_tal`` (the same as a float, for figures), ``status``,
        ``kalla`` and ``plats`` (the row it was read from).
        """
        series = self.run.series
        years = sorted({(row.index, row.year) for row in series.index if row.published <= series.as_of})
        rows = [
            (*place, row.percent, float(row.percent), str(row.status), row.source, row.place)
            for place in years
            for row in [series.index_row(*place)]
        ]
        columns = ["index", "ar", "procent", "procent_tal", "status", "kalla", "plats"]
        return pd.DataFrame(rows, columns=columns)

    def allocate(self, years: Sequence[int] = ()) -> pd.DataFrame:
        """Return what every party pays by each agreement (`model.amounts.allocation.COLUMNS`).

        Parameters
        ----------
        years : sequence of int, optional
            Calendar years; the ten that scenarios are compared over without it.

        Raises
        ------
        InputError
            If a figure is missing.
        """
        return self.run.allocation(self.run.agreements, years or self.run.horizon)

    @property
    def allocation(self) -> pd.DataFrame:
        """What every party pays by each agreement, the ten years that scenarios are compared over (`allocate`).

        Examples
        --------
        >>> rows = m.allocation
        >>> rows.loc[(rows["part"] == m.parties.Åre) & (rows["ar"] == 2026), ["avtal", "belopp_kr", "status"]]
                   avtal  belopp_kr     status
        22  energikontor      81652  antagande
        >>> rows.groupby("ar")["belopp_kr"].sum()[2026].item()
        2359112
        """
        return self.allocate()

    def pivot(self, index: str = "part", columns: str = "ar", values: str = "belopp_kr") -> pd.DataFrame:
        """Return sums of the allocation as a table, with a row of totals; parties stand with their names.

        A company stands by itself, as it pays; `compare` and ``berakna`` count it with the one that owns it.

        Parameters
        ----------
        index, columns : str
            Columns of `allocation` whose values become the rows and the columns of the table.
        values : str
            The column of it that is summed, kronor.

        Examples
        --------
        >>> m.pivot("part", "ar").loc["Totalt", [2025, 2026]].tolist()
        [2290400, 2359112]
        >>> m.pivot("avtal")[2026].to_dict()
        {'energikontor': 1697440, 'kompetensattraktion': 0, 'natverk': 661672, 'Totalt': 2359112}
        """
        rows, place = self.allocation, "partnamn" if index == "part" else index
        if unknown_names := [name for name in (index, columns, values) if name not in rows]:
            raise unknown("pivot", unknown_names[0], [*map(str, rows.columns)])
        order = rows.drop_duplicates(index).sort_values(index)[place]
        table = rows.pivot_table(values, place, columns, "sum", fill_value=0, observed=True).reindex(
            order.unique()
        )
        table.loc["Totalt"] = table.sum()
        return table

    def __getitem__(self, scenario: str) -> "Model":
        """Return the same inputs under a scenario by its code, several with ``+`` between.

        Examples
        --------
        >>> m["hog-lpix+natverket-upphor"]
        <Model: 3 avtal, 17 parter, 2024–2033, scenario hog-lpix+natverket-upphor, per 2026-11-24>
        """
        return Model(self.run.under(chosen(scenario, self.run.inputs.scenarios)))

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.run.inputs.scenarios)

    def what_if(
        self,
        *,
        lpix: Number | Mapping[int, Number] | None = None,
        start: int | None = None,
        population: Mapping[Any, int] | None = None,
        terms: Mapping[str, Mapping[str, Any]] | None = None,
        **others: Any,
    ) -> "Model":
        """Return the same with something changed, on top of what is changed already.

        Parameters
        ----------
        lpix : number or mapping of int to number, optional
            The index change in per cent: every year from `start` on, or by year.
        start : int, optional
            The first year that pays by what is changed; the year after the as-of date without it.
        population : mapping of str to int, optional
            By municipality, the figure that the key of `start` is made of; the projection goes on from it.
        terms : mapping of str to mapping, optional
            By agreement, what a scenario file says of its ``villkor``: ``belopp``, ``totalt``, ``delning`` or
            ``nyckel``.
        **others
            Any other key of a scenario file (docs/scenarier.md), such as ``uppsagningar`` or ``utfall``.

        Raises
        ------
        InputError
            If something of it cannot be assumed of these agreements.

        Examples
        --------
        >>> high = m.what_if(lpix={2027: 4.5})
        >>> both = high.what_if(population={"Åre": 12640})
        >>> dearer = m.what_if(terms={"energikontor": {"totalt": 2_000_000}}, start=2029)
        >>> [each.pivot().loc["Totalt", 2030].item() for each in (m, high, both, dearer)]
        [2655202, 2693870, 2693870, 3132822]
        """
        first = self.run.series.as_of.year + 1 if start is None else start
        names, told = self.run.index_name.split(" och "), dict(others)
        if lpix is not None:
            told |= index_keys({LPIX if LPIX in names else names[0]: _index(lpix, first)})
        if population:
            told["folkmangd"] = self._people(population, first)
        if terms:
            told["villkor"] = [
                {"avtal": self.run.agreement(code).id, "fran": first} | dict(own) for code, own in terms.items()
            ]
        return self._with(told)

    def _people(self, population: Mapping[Any, int], first: int) -> list[dict[str, Any]]:
        days = [dt.date.fromisoformat(f"{first - 1}-{day}") for day in sorted(self.run.inputs.key_days)]
        codes = {self.run.inputs.owner_code(str(part)): count for part, count in population.items()}
        return [
            {"kommunkod": code, "datum": day, "folkmangd": count} for code, count in codes.items() for day in days
        ]

    def _with(self, told: Mapping[str, Any]) -> "Model":
        """Return the model under what a scenario file says, on top of what is changed already."""
        inputs, scenario = self.run.inputs, self.run.scenario
        code = "eget" if "eget" not in inputs.scenarios else "eget-ovanpa"
        head = {"scenario": code, "namn": "Eget scenario", "forfattare": "Inte angivet"}
        head |= {"datum": str(self.run.series.as_of), "varfor": "Prövas i en anteckningsbok."}
        start = self.own.builds_on if self.own else tuple(scenario.id.split("+"))
        made = validated(Scenario, {**head, "utgar_fran": start, **told}, "what_if", lambda _: None)
        own = over(self.own, made) if self.own else made
        faults = list(scenario_faults({**inputs.scenarios, own.id: own}, inputs.agreements, inputs.municipalities))
        if faults:
            raise InputError(*faults)
        return Model(self.run.under(own), own)

    def compare(self, other: "Model | str", part: object = None, by: str | Sequence[str] = "ar") -> pd.DataFrame:
        """Return what it costs here, what it costs in another, and the difference; settlements counted.

        What has been issued is paid in both, so such a year is the same; where one of them would have it
        otherwise, that is printed.

        Parameters
        ----------
        other : Model or str
            What to compare with, or the code of a scenario.
        part : str, optional
            A party's name or code; all parties together without it.
        by : str or sequence of str
            What the rows are: ``ar``, ``partnamn``, ``part``, or several.

        Returns
        -------
        DataFrame
            ``fore_kr``, ``efter_kr`` and ``skillnad_kr``, kronor, by year or whatever `by` says.

        Examples
        --------
        >>> m.compare(high, "Åre").loc[[2026, 2027]]
              fore_kr  efter_kr  skillnad_kr
        ar
        2026   138210    138210            0
        2027   142356    144429         2073
        >>> m.compare("hog-lpix", by="partnamn").loc["Åre", "skillnad_kr"].item()
        67402
        >>> axes = m.compare(high).plot()
        """
        then = self[other] if isinstance(other, str) else other
        rows = compared(self.run.yearly(), then.run.yearly(self.run.horizon))
        frames = [each.allocate(self.run.horizon) for each in (self, then)]
        frozen = pd.concat([frame[frame["belopp_kr"] != frame["beraknat_kr"]] for frame in frames])
        for code, year in sorted(set(zip(frozen["avtal"], frozen["ar"], strict=True))):
            print(f"{code} {year} är fakturerat och räknas inte om.")
        if part is not None:
            rows = rows[rows["part"] == self.run.inputs.owner_code(str(part))]
        amounts = {"bas_kr": "fore_kr", "netto_kr": "efter_kr", "skillnad_kr": "skillnad_kr"}
        return (
            rows.groupby([by] if isinstance(by, str) else [*by], sort=False)[list(amounts)]
            .sum()
            .rename(columns=amounts)
            .infer_objects()
        )

    def bridge(self, part: object, first: int, last: int) -> pd.DataFrame:
        """Return why a party's amounts changed from one year to another, by agreement (RUN/387/2023 §7).

        Parameters
        ----------
        part : str
            The party's name or code.
        first, last : int
            The two years.

        Returns
        -------
        DataFrame
            The columns of `model.amounts.bridge.bridge`; each row adds up, to the krona.

        Examples
        --------
        >>> m.bridge("Åre", 2025, 2026)[["fore_kr", "index", "egen_befolkning", "andras_befolkning", "efter_kr"]]
           fore_kr  index  egen_befolkning  andras_befolkning  efter_kr
        0    78735   2370              438                109     81652
        """
        code = self.run.inputs.party_code(str(part))
        rows = bridged(self.allocate([first]), self.allocate([last]))
        return rows[rows["part"] == code].reset_index(drop=True)

    def explain(self, part: object, year: int) -> Node:
        """Return how a party's amounts of a year came to be: a tree, down to clauses and rows.

        Raises
        ------
        InputError
            If the party is unknown, or pays nothing in the year.

        Examples
        --------
        >>> m.explain("are", 2026).value
        81652
        """
        code = self.run.inputs.party_code(str(part))
        frame = self.allocate([year])
        rows = frame[frame["part"] == code]
        if rows.empty:
            raise InputError(f"år: fann {year}, väntade ett år då {part} betalar i något avtal")
        trees = [explained(self.run.basis(row["avtal"], row["bidrag"], year), row) for _, row in rows.iterrows()]
        if len(trees) == 1:
            return trees[0]
        named = [
            replace(tree, name=self.run.agreement(code).short)
            for code, tree in zip(rows["avtal"], trees, strict=True)
        ]
        return Node(trees[0].name, total(rows["belopp_kr"]), "kr", "summan av avtalen", parts=named)

    def settle(self, agreement: str, year: int) -> Settlement:
        """Return the settlement of a year's outcome (RUN/387/2023 §7); of an open year, what it would come to.

        Raises
        ------
        InputError
            If the agreement is unknown or is not settled, or the year has no outcome in the inputs.

        Examples
        --------
        >>> settlement = m.settle("energikontor", 2025)
        >>> settlement.deviation, settlement.settled, settlement.adjustments.sum().item()
        (200436, True, -200436)
        """
        view = agreement_year(self.run, agreement, year)
        if view.settlement is None:
            why = view.unpaid or view.open_because
            told = why if view.agreement.settlement else "avtalet har ingen slutavräkning"
            raise InputError(f"{view.agreement.short} {year}: {told}")
        return view.settlement

    def year(self, year: int) -> Year:
        """Return a year of all the agreements: amounts, outcome, settlement (`model.year`).

        Examples
        --------
        >>> view = m.year(2025).view("energikontor")
        >>> view.financing, view.outcome.total, view.settlement.deviation
        (1648000, 1447564, 200436)
        >>> view.open_because
        'utfallet är inte fastställt (exempel)'
        """
        return year_of(self.run, year)

    def invoices(self, year: int) -> pd.DataFrame:
        """Return what is invoiced in a year: instalments, additions, and the settlement of a closed year before.

        What has been issued stands as it was sent, with its corrections; the rest as it is now computed.

        Returns
        -------
        DataFrame
            The columns of `model.amounts.invoices.COLUMNS`: a row per invoice, whole kronor without VAT.

        Raises
        ------
        InputError
            If nothing can be invoiced in the year.

        Examples
        --------
        >>> rows = m.invoices(2026)
        >>> rows.loc[rows["part"] == m.parties.Åre, ["avtal", "fakturadatum", "forfallodatum", "belopp_kr"]]
                  avtal fakturadatum forfallodatum  belopp_kr
        4  energikontor   2026-01-01    2026-01-31      81652
        """
        known = self.run.invoiced_years
        if year not in known:
            raise InputError(f"invoices: fann {year}, väntade ett år från {known[0]} till {known[-1]}")
        return invoiced(year_of(self.run, year - 1))

    def simulate(self, part: object = None, paths: int | None = None, seed: int | None = None) -> pd.DataFrame:
        """Return what could have to be paid each year, in paths drawn around the scenario (`Run.simulated`).

        Parameters
        ----------
        part : str, optional
            A party's name or code; all parties together without it.
        paths, seed : int, optional
            Instead of the scenario's own.

        Returns
        -------
        DataFrame
            By year: ``scenariot_kr``, ``medel_kr``, and the quantiles ``p5_kr`` ... ``p95_kr``, whole kronor.

        Examples
        --------
        >>> m.simulate("Åre").loc[2030, ["p5_kr", "p50_kr", "p95_kr"]].tolist()
        [147398, 155498, 164001]
        >>> axes = m.simulate("Åre")[["p5_kr", "scenariot_kr", "p95_kr"]].plot()
        """
        code = ALL if part is None else self.run.inputs.owner_code(str(part))
        rows = self.run.simulated(paths, seed).frame
        rows = rows[(rows["part"] == code) & rows["ar"].str.isdigit()]
        columns = ["scenariot_kr", "medel_kr", *(f"p{percent}_kr" for percent in PERCENTS)]
        return rows.set_index(rows["ar"].astype(int))[columns]

    def paths(self, part: object = None, count: int = 100, seed: int | None = None) -> pd.DataFrame:
        """Return single paths, of those that `simulate` sums up: what is paid each year, whole kronor.

        Parameters
        ----------
        part : str, optional
            A party's name or code; all parties together without it.
        count : int, optional
            How many, the first ones of the simulation; at most 4 096.
        seed : int, optional
            Instead of the scenario's own.

        Returns
        -------
        DataFrame
            A row per year and a column per path.

        Examples
        --------
        >>> m.paths("Åre", 3).loc[[2026, 2030, 2033]]
                   0       1       2
        2026  138210  138210  138210
        2030  163664  151348  157237
        2033  183982  169862  166453
        """
        if not 1 <= count <= BLOCK:
            raise InputError(f"paths: fann count={count}, väntade 1 till {BLOCK}; simulate summerar fler")
        code = ALL if part is None else self.run.inputs.owner_code(str(part))
        plan = self.run.plan()
        drawn = normals(plan.spread.seed if seed is None else seed, 0, np.empty((plan.draws, BLOCK)))
        found = amounts(plan, drawn)[list(plan.parties).index(code), :, :count]
        return pd.DataFrame(from_units(found, plan.scale), index=list(plan.years))

    def sensitivity(self, part: object = None) -> pd.DataFrame:
        """Return what a step of each assumption moves the sum of the years by, the largest first.

        Parameters
        ----------
        part : str, optional
            A party's name or code; all parties together without it.

        Returns
        -------
        DataFrame
            By ``antagande``: ``steg``, and ``ner_kr`` and ``upp_kr``, whole kronor; missing where the assumption
            has no such step. The steps are those of kanslighet.yaml.

        Examples
        --------
        >>> m.sensitivity("Åre").loc["LPIX", ["ner_kr", "upp_kr"]].astype(int).tolist()
        [-42759, 44487]
        """
        code = ALL if part is None else self.run.inputs.owner_code(str(part))
        rows = [(each.factor.name, each.factor.step, each.down, each.up) for each in self.run.tornado()[code]]
        frame = pd.DataFrame(rows, columns=["antagande", "steg", "ner_kr", "upp_kr"]).set_index("antagande")
        return frame.assign(**frame[["ner_kr", "upp_kr"]].convert_dtypes())

    def drivers(self) -> pd.DataFrame:
        """Return how much of the variance of each party's sum over the years each driver explains (Sobol).

        Returns
        -------
        DataFrame
            By ``partnamn``, shares of 1: ``lpix`` (every index, since they stray alike), ``egen_folkmangd``,
            ``andras_folkmangd`` and ``ovrigt``, which is interplay and error of estimation. Parties whose cost
            does not vary are left out.

        Examples
        --------
        >>> m.drivers().loc["Åre"].round(2).tolist()
        [0.89, 0.09, 0.01, 0.0]
        """
        plan = self.run.plan()
        rows = {plan.parties[code]: shares for code, shares in variance_shares(plan).items()}
        columns = ["lpix", "egen_folkmangd", "andras_folkmangd", "ovrigt"]
        return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("partnamn")

    def save(self, path: str | Path, name: str = "", author: str = "", why: str = "") -> Path:
        """Write what `what_if` has changed as a scenario file; its code is the file's name. Returns the file.

        Raises
        ------
        InputError
            If nothing is changed, the code is taken, or the file cannot be written.
        """
        if self.own is None:
            raise InputError("save: inget är ändrat; väntade en modell från what_if")
        file = Path(path)
        code = Header(file.stem).code
        if file.suffix != ".yaml":
            raise InputError(f"save: fann ”{path}”, väntade ett filnamn som slutar på .yaml")
        if code in self.run.inputs.scenarios:
            raise InputError(f"save: scenariot {code} finns redan i {self.run.folder}; välj ett annat filnamn")
        given = {"name": name or file.stem.replace("-", " ").capitalize(), "author": author, "why": why}
        own = self.own.altered(id=code, **{key: text for key, text in given.items() if text})
        _tell_if_there(file)
        write_scenario(own, file)
        return file

    def to_excel(self, path: str | Path) -> Path:
        """Write a workbook with the table of parties and years, and the rows behind it. Returns the file."""
        file = Path(path)
        if file.suffix != ".xlsx":
            raise InputError(f"to_excel: fann ”{path}”, väntade ett filnamn som slutar på .xlsx")
        _tell_if_there(file)
        with pd.ExcelWriter(file, engine="xlsxwriter") as book:
            self.pivot().to_excel(book, sheet_name="Belopp", freeze_panes=(1, 1))
            self.allocation.to_excel(book, sheet_name="Rader", index=False, freeze_panes=(1, 0))
        return file

    def _line(self) -> str:
        run, parties = self.run, len(self.parties)
        agreements, scenario = len(run.inputs.agreements), run.scenario.id
        return f"{agreements} avtal, {parties} parter, {run.period}, scenario {scenario}, per {run.series.as_of}"

    def _repr_html_(self) -> str:
        tables = {
            "Avtal": self.agreements,
            "Vad alla betalar, kr": self.pivot("avtal").map("{:,}".format).replace(",", "\u00a0", regex=True),
            "Antaget: m.assumed": self.assumed[["antagande"]],
            'Scenarier att välja: m["kod"]': self.scenarios[["namn"]],
        }
        told = "".join(f"<h4>{escape(title)}</h4>{table.to_html(border=0)}" for title, table in tables.items())
        return f"<p>{escape(self._line())}</p>{told}"


def _index(lpix: Number | Mapping[int, Number], first: int) -> dict[str, Any]:
    """Return what a scenario file says of an index: values by year, or a constant from a year."""
    if isinstance(lpix, Mapping):
        return {"varden": dict(lpix)}
    return {"konstant": {"fran": first, "procent": lpix}}


def _tell_if_there(path: Path) -> None:
    if path.exists():
        print(f"{path} fanns redan och ersätts.")


def assert_allocations_equal(left: pd.DataFrame, right: pd.DataFrame) -> None:
    """Fail unless two allocations are the same to the krona, in the order of neither rows nor columns.

    Parameters
    ----------
    left, right : DataFrame
        Allocations (`model.amounts.allocation.COLUMNS`), perhaps read back from a file.

    Raises
    ------
    AssertionError
        With the rows that differ, both sides.
    """
    places = ["scenario", "avtal", "ar", "part"]
    sides = [
        {tuple(place): exact(amount) for *place, amount in side[[*places, "belopp_kr"]].itertuples(index=False)}
        for side in (left, right)
    ]
    both = {place: tuple(side.get(place) for side in sides) for place in dict.fromkeys([*sides[0], *sides[1]])}
    differ = {place: amounts for place, amounts in both.items() if amounts[0] != amounts[1]}
    if differ:
        told = [f"{', '.join(map(str, place))}: {old} mot {new}" for place, (old, new) in differ.items()]
        raise AssertionError("\n".join([f"{len(differ)} belopp skiljer:", *told]))
