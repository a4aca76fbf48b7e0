"""Invoices: a year's amounts in the instalments the agreement says (RUN/387/2023 §7)."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from model.agreement import Agreement
from model.kernel import apportion


def instalments(agreement: Agreement, frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row per party and instalment; a party's instalments sum exactly to its amount of the year.

    Parameters
    ----------
    agreement : Agreement
        Says in which months the amounts are invoiced.
    frame : DataFrame
        Rows of the allocation of that agreement.

    Returns
    -------
    DataFrame
        Columns ``avtal``, ``ar``, ``part``, ``partnamn``, ``manad`` and ``belopp_kr`` (int64). A krona that does
        not divide falls in the earliest instalments.
    """
    rows = frame[frame["avtal"] == agreement.id]
    months: Sequence[int] = sorted(agreement.billing.months)
    amounts = rows["belopp_kr"].to_numpy(dtype=np.int64)
    parts = apportion(amounts, np.ones((len(months), len(amounts)), dtype=np.int64))
    columns = rows[["avtal", "ar", "part", "partnamn"]]
    pieces = [columns.assign(manad=month, belopp_kr=part) for month, part in zip(months, parts, strict=True)]
    return pd.concat(pieces).sort_values(["ar", "manad", "part"], kind="stable", ignore_index=True)
