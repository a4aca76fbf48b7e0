"""What a report begins with: its parameters, checked, and the year that it shows.

The functions of `text`, `tables`, `figures` and `sections` take what these return and give one block each.
"""

from model.read.begin import begin, checked_choice, checked_year
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


def open_agreement(
    ar: object, avtal: object, inputs: object = "", per_datum: object = "", scenario: object = "bas"
) -> AgreementYear:
    """Check a notebook's parameters, and compute what its report shows of one agreement in a year.

    Raises
    ------
    InputError
        If a parameter or an input is wrong, or the agreement is not in force in the year.
    """
    run = begin(inputs, per_datum, scenario)
    agreement = run.agreement(str(checked_choice("avtal", avtal, list(run.inputs.agreements))))
    return agreement_year(run, agreement, checked_year(run, ar, agreement))
