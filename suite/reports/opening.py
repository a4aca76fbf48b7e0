"""What a report begins with: its parameters, checked, and the year that it shows.

The functions of `text`, `tables` and `figures` take what these return: words, frames and figures.
"""

from model.agreements.agreement import Agreement, OwnReport
from model.read.begin import begin, checked_choice, checked_year
from model.run import Run
from model.year import AgreementYear, Year, agreement_year, year_of


def open_year(ar: object, inputs: object = "", per_datum: object = "", scenario: object = "bas") -> Year:
    """Check a notebook's parameters, read the inputs and compute what the report shows.

    Raises
    ------
    InputError
        If a parameter or an input is wrong.
    """
    run = begin(inputs, per_datum, scenario)
    return year_of(run, checked_year(run, ar))


def reporting(run: Run, kind: OwnReport) -> list[Agreement]:
    """Return the agreements that ask for a report of their own of a kind."""
    return [each for each in run.agreements if kind in each.reports]


def open_agreement(
    kind: OwnReport,
    ar: object,
    avtal: object = "",
    inputs: object = "",
    per_datum: object = "",
    scenario: object = "bas",
) -> AgreementYear:
    """Check a notebook's parameters, and compute what its report shows of one agreement in a year.

    Parameters
    ----------
    kind : OwnReport
        Which report of its own it is.
    ar : int
        The year.
    avtal : str
        The agreement's code; empty for the one that asks for such a report.
    inputs, per_datum, scenario
        As for `model.read.begin.begin`.

    Raises
    ------
    InputError
        If a parameter or an input is wrong, or the agreement is not in force in the year.
    """
    run = begin(inputs, per_datum, scenario)
    asking = reporting(run, kind)
    wanted = asking[0].id if avtal == "" and len(asking) == 1 else avtal
    agreement = run.agreement(str(checked_choice("avtal", wanted, list(run.inputs.agreements))))
    return agreement_year(run, agreement.id, checked_year(run, ar, agreement))
