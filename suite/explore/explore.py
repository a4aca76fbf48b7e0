"""The explore page: controls for the main assumptions, and what they cost beside another scenario.

`explore` is the one call of ``notebooks/utforska.ipynb``; ``make app`` serves it as a web page. The amounts are
those of `model.amounts.comparison.yearly`, by way of a scenario: the same one that the page can save as a file.
"""

import datetime as dt
import gc
from pathlib import Path

import ipywidgets as widgets  # type: ignore[import-untyped]
import pandas as pd

from model.errors import InputError
from model.read.begin import PROJECT, begin, checked_choice
from model.read.scenario_file import Header, free_path, write_scenario
from model.run import Run
from suite.explore.explore_blocks import Compared, beside, blocks, finding
from suite.explore.explore_controls import Controls
from suite.show.blocks import Block, Group, Heading, Notice, Paragraphs


def explore(inputs: object = "", per_datum: object = "", scenario: object = "bas", ut: str = "") -> widgets.Box:
    """Return the page; where the inputs are wrong, what is wrong with them instead.

    Parameters
    ----------
    inputs, per_datum : str
        As for `model.read.begin.begin`.
    scenario : str
        Code of the scenario that the page starts from.
    ut : str
        The folder that scenario files are saved in; empty for the project's ``outputs``.
    """
    try:
        run = begin(inputs, per_datum, scenario)
        checked_choice("scenario", scenario, list(run.inputs.scenarios))
        page = Page(run, Path(ut) if ut else PROJECT / "outputs")
        gc.freeze()  # what is loaded stays; looking through it would delay some changes by a tenth of a second
        return page.box
    except InputError as error:
        return widgets.VBox([widgets.HTML(_faults("Indata går inte att räkna på", error))])


class Page:
    """The page: controls to the left, what they cost to the right, and a form that saves them as a file.

    Attributes
    ----------
    controls : Controls
        What the visitor sets.
    box : Box
        The page itself.
    """

    def __init__(self, run: Run, folder: Path) -> None:
        self.run, self.folder, self.controls = run, folder, Controls(run)
        self._bases: dict[str, tuple[Run, pd.DataFrame]] = {}
        self._told, self._shown, self._saved = (widgets.HTML() for _ in range(3))
        self._told.add_class("besked")
        self._saved.add_class("sparad")
        self.name, self.author, self.date, self.why = (
            widgets.Text(description=label, layout={"width": "100%"}, style={"description_width": "initial"})
            for label in ("Namn", "Författare", "Datum", "Varför")
        )
        self.date.value = dt.date.today().isoformat()
        self.save = widgets.Button(description="Spara som scenariofil", layout={"width": "auto"})
        self.save.on_click(lambda _: self._save())
        self.controls.observe(self.refresh)
        self.refresh()
        self.box = self._laid_out()

    def _laid_out(self) -> widgets.Box:
        """Return the page: the finding, then controls and amounts, beside each other where there is room."""
        left: list[widgets.Widget] = [_heading("Antaganden", 2)]
        for heading, controls in self.controls.groups.items():
            left += [_heading(heading, 3), *controls]
        form = [
            _heading("Spara inställningen", 2),
            self.name,
            self.author,
            self.date,
            self.why,
            self.save,
            self._saved,
        ]
        right = [_heading("Vad det kostar", 2), self._shown, *form]
        columns = [widgets.VBox(left), widgets.VBox(right)]
        for column, flex in zip(columns, ("1 1 18rem", "3 1 32rem"), strict=True):
            column.layout = widgets.Layout(flex=flex, min_width="0")
        row = widgets.HBox(columns, layout={"flex_flow": "row wrap", "grid_gap": "0 3rem"})
        box = widgets.VBox([self._told, row])
        box.add_class("utforska")
        return box

    def compute(self) -> Compared:
        """Return the amounts of the setting beside those of the scenario it is compared with.

        Raises
        ------
        InputError
            If they cannot be computed.
        """
        code = self.controls.base.value
        if code not in self._bases:
            base = self.run.under(self.run.inputs.scenarios[code])
            self._bases[code] = (base, base.yearly())
        return beside(*self._bases[code], self.run.under(self.controls.scenario(Header())))

    def refresh(self) -> None:
        """Show what the controls cost, or why it cannot be computed."""
        try:
            both, part = self.compute(), self.controls.part.value
            self._shown.value = _html(Group(blocks(both, part)))
            self._told.value = _html(Paragraphs([finding(both, part)]))
        except InputError as error:
            self._shown.value, self._told.value = "", _faults("Inställningen går inte att räkna på", error)

    def _save(self) -> None:
        """Write the setting as a scenario file, if it can be computed, and tell where; or what is wrong."""
        header = Header(*(field.value.strip() for field in (self.name, self.author, self.date, self.why)))
        try:
            self.compute()
            scenario = self.controls.scenario(header)
            path = free_path(scenario, self.folder, self.run.inputs.scenarios)
            write_scenario(scenario, path)
        except InputError as error:
            self._saved.value = _faults("Inställningen är inte sparad", error)
        else:
            shown = path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path
            told = [f"Sparad i {shown}.", f"Räkna med den: python -m model berakna --scenario {shown}"]
            self._saved.value = _html(Paragraphs(told))


def _heading(text: str, level: int) -> widgets.HTML:
    return widgets.HTML(_html(Heading(text, level)))


def _faults(title: str, error: InputError) -> str:
    return _html(Notice(title, [str(fault) for fault in error.faults]))


def _html(block: Block) -> str:
    """Return a block as HTML that JupyterLab styles too, with the tables behind figures open."""
    return f'<div class="jp-RenderedHTMLCommon">{block.html().replace("<details>", "<details open>")}</div>'
