"""What each party pays, a company counted with the municipality or other party that it belongs to."""

import pandas as pd

from model.begin import Run
from model.outputs.frame import each
from model.outputs.year import Year


def sheet_parties(run: Run) -> dict[str, str]:
    """Return codes and names of those who have a sheet: all who are invoiced, a company by its owner's code."""
    billed = [each for each in run.inputs.agreements.values() if each.billing]
    names: dict[str, str] = {}
    for agreement in billed:
        for party in agreement.payers:
            names.setdefault(party.owner, party.name)
            if party.code == party.owner:
                names[party.owner] = party.name
    return dict(sorted(names.items()))


def amounts_by_sheet(now: Year) -> dict[str, int]:
    """Return what each of those who have a sheet pays in the year, kronor, by name."""
    whole = billed(now)
    return {
        name: int(of_owner(now, whole, code)["belopp_kr"].sum()) for code, name in sheet_parties(now.run).items()
    }


def billed(now: Year) -> pd.DataFrame:
    """Return the year's rows of the agreements that are invoiced; no rows when none is in force."""
    views = [view for view in now.views if view.agreement.billing]
    return pd.concat([view.path[view.path["ar"] == now.year] for view in views], ignore_index=True)


def of_owner(now: Year, rows: pd.DataFrame, code: str) -> pd.DataFrame:
    """Return the rows of the parties that a code stands behind; rows have the columns ``avtal`` and ``part``."""
    agreements = now.run.inputs.agreements
    owners = [agreements[row.avtal].by_code[row.part].owner for row in each(rows)]
    return rows[pd.Series(owners, rows.index, dtype=object) == code]
