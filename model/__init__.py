"""What nine public bodies pay by the agreements that they share: the small model, and its face.

>>> import model
>>> m = model.open()                          # the inputs, as known today, in the scenario bas
>>> m.allocation                              # who pays what, one row per agreement, year and party

`Model` and what it gives are in `model.face`; nothing is loaded until a name is used. The rooms, each using only
those above it:

==================  =====================================================================================
`errors` … `kernel`  what can be wrong, how values are written, and the arithmetic, exact to the krona
`agreements`        the agreements as data: clauses, keys, parties, and when they are in force
`series`            population and index: rows, vintages, projections
`scenarios`         what is assumed beyond what is published and agreed
`amounts`           indexed, split, invoiced, issued, closed, settled and compared
`uncertainty`       how far the amounts may stray
`run`, `year`       the typed content of a folder, as of a date, under a scenario; a year of it
`balance` …         what is left of a year, when its money moves, and what a party is to have in its budget
`decision_log`      what each decision changed, and its price
`explain`           how an amount came to be
`read`              the only room that opens a file
==================  =====================================================================================

Words of the agreements and our names for them:

==================  =====================================================================================
avtal, part         `agreements.agreement.Agreement`, `agreements.clauses.Party`
basbelopp, bidrag   base amount of a `agreements.clauses.Contribution`: what a group of parties owes
uppräkning          index chain, `exact.indexed`; an index *factor* is the chained product
fördelningsnyckel   key, `agreements.keys`: whole-number weights; a *share* is a weight over their sum
fördelning          apportionment by largest remainder, `exact.apportion`
giltighetstid       `agreements.in_force`: from, to, extension, notice
beslut, villkor     a `agreements.decisions.DatedTerm` has force from a year; `agreements.agreed`: all of them
händelse            `agreements.events`: a notice given, or an extension agreed
slutavräkning       `amounts.settlement`: financing − outcome, settled when it strays too far
utfärdat, rättelse  `amounts.issued`: an invoice that was sent, and what it now differs by
bokslut             `amounts.closing`: the day a year's books are closed; only then is it settled
indikator, mål      `indicators.Indicator`: what an agreement is followed by beside money, and its target
utgåva, per-datum   vintage (a row's date of publication) and as-of date, `series.series`
==================  =====================================================================================

The rules that decide kronor stand in `exact`, as one would do them by hand; `kernel` does the same on arrays.
"Bidrag" needed care: the agreement speaks of *finansiering* for the sum and *kommunernas del* for a part; a
contribution here is one such part, the unit that is indexed and rounded once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model.errors import InputError
    from model.face import Model, assert_allocations_equal, open

__all__ = ["InputError", "Model", "assert_allocations_equal", "open"]


def __getattr__(name: str) -> Any:
    """Return a name of the face, loaded when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'model' has no attribute {name!r}")
    return getattr(import_module("model.face"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
