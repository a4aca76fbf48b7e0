"""The outcome of a year: costs by the cost posts of the agreement (RUN/387/2023 §7), and incomes apart from them.

An income is what is booked on an account of class 3; a credit note on a cost account is a negative cost. An income
that is one of the agreement's own contributions, such as what the businesses pay (RUN/357/2023 bilaga 1), is
financing, and lowers no cost. Any other income lowers what the parties have to cover, on a line of its own.

A cost that no line of the mapping fits is shown on a line of its own and counted; nothing is dropped.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
from pydantic import Field

from model.agreements.agreement import Agreement
from model.errors import Fault, InputError
from model.fields import Count, Date, Identifier, Money, Name, OptionalName, StatusField, Vintage, places
from model.money import Amount, total
from model.shown import Shown, grouped
from model.status import Status, weakest

UNMAPPED = "utan kostnadspost"
OTHER_INCOME = "andra intakter"
"""The code of the incomes that are no contribution, among the posts and among the incomes."""

MAPPING_FILE = "utfall/kostnadsposter.csv"


class Entry(Vintage):
    """A booked entry: a cost is positive, an income negative. Without a status it counts as preliminary."""

    same = ("voucher", "account", "project")
    date: Date = Field(alias="datum")
    voucher: Name = Field(alias="verifikation")
    account: Count = Field(alias="konto")
    project: OptionalName = Field(alias="projekt")
    counterpart: OptionalName = Field(alias="motpart")
    amount: Money = Field(alias="belopp")
    text: OptionalName = Field(alias="text")
    status: StatusField = Field(Status.PRELIMINARY)
    source: OptionalName = Field(None, alias="kalla")

    @property
    def is_income(self) -> bool:
        """Whether it is booked on an account of class 3, the incomes of every Swedish chart of accounts."""
        return str(self.account).startswith("3")


def plain_project(project: str | None) -> str:
    """Return a project's name as it is compared: capitals and spaces make no difference."""
    return "".join((project or "").split()).casefold()


class MappingLine(Vintage):
    """Which cost post an account span belongs to, for one project or (left empty) for all.

    The post may be the code of a contribution instead: what is booked there is that contribution's money.
    """

    same = ("agreement", "project", "first_account", "last_account")
    agreement: Identifier = Field(alias="avtal")
    project: OptionalName = Field(alias="projekt")
    first_account: Count = Field(alias="konto_fran")
    last_account: Count = Field(alias="konto_till")
    cost_post: Identifier = Field(alias="kostnadspost")

    def fits(self, entry: Entry) -> bool:
        """Whether an entry belongs to this line."""
        own = self.project is None or plain_project(self.project) == plain_project(entry.project)
        return own and self.first_account <= entry.account <= self.last_account


@dataclass(frozen=True, repr=False)
class Outcome(Shown):
    """A year's outcome.

    Attributes
    ----------
    posts : DataFrame
        Columns ``kostnadspost``, ``namn``, ``belopp_kr`` (int64): the costs of each post, rounded once, half up;
        and ``kalla``, the rows that were booked on it. Where there are incomes that are no contribution they
        are the last row, `OTHER_INCOME`, negative.
    incomes : DataFrame
        Columns ``bidrag``, ``namn``, ``belopp_kr`` (int64), ``kalla``: what came in, positive, by the contribution
        that it is, and last `OTHER_INCOME`, what is none. Only what has been booked.
    unmapped : sequence of Entry
        The costs that no mapping line fits; their sum is a post of its own.
    status : Status
        The weakest among the entries.
    """

    posts: pd.DataFrame
    incomes: pd.DataFrame
    unmapped: Sequence[Entry]
    status: Status

    @property
    def total(self) -> int:
        """The sum of the posts as shown, whole kronor: what the contributions are to cover."""
        return int(self.posts["belopp_kr"].sum())

    @property
    def costs(self) -> int:
        """The costs of all the posts, whole kronor, before any income."""
        return self.total + self.income(OTHER_INCOME)

    def income(self, code: str) -> int:
        """Return what came in of a contribution, or as `OTHER_INCOME`, whole kronor; 0 where nothing is booked."""
        return int(self.incomes.loc[self.incomes["bidrag"] == code, "belopp_kr"].sum())

    def _line(self) -> str:
        return f"{grouped(self.total)} kr, status {self.status}"

    def _table(self) -> pd.DataFrame:
        return self.posts


@dataclass(frozen=True)
class Receipt:
    """What has come in of a contribution, against what the agreement says (RUN/357/2023 bilaga 1).

    Attributes
    ----------
    payers : str
        The short names of those who pay it.
    due : int or Decimal
        The contribution of the whole year, kronor.
    received : int
        What is booked, whole kronor.
    """

    contribution: str
    name: str
    payers: str
    due: Amount
    received: int

    @property
    def missing(self) -> Amount:
        """What has not come in, kronor; negative when more has."""
        return self.due - self.received


def receipts(agreement: Agreement, outcome: Outcome, allocation: pd.DataFrame) -> list[Receipt]:
    """Return what has come in of each contribution that is external, or that something is booked of.

    Agreement and allocation (`model.amounts.allocation.COLUMNS`) are the year's; the outcome is its own, or that
    of its first months.
    """
    booked = set(outcome.incomes["bidrag"])
    return [
        Receipt(
            item.id,
            item.name,
            ", ".join(agreement.by_code[code].short for code in item.payers),
            total(allocation.loc[allocation["bidrag"] == item.id, "belopp_kr"]),
            outcome.income(item.id),
        )
        for item in agreement.contributions
        if item.external or item.id in booked
    ]


def unbooked(entries: Iterable[Entry], months: Iterable[int]) -> list[int]:
    """Return which of some months nothing is booked in."""
    booked = {entry.date.month for entry in entries}
    return [month for month in months if month not in booked]


def rounded(_: str, entries: Iterable[Entry]) -> int:
    """Return what the entries of a post sum to, whole kronor, rounded once, half up."""
    return int(sum((entry.amount for entry in entries), Decimal(0)).to_integral_value(ROUND_HALF_UP))


def gather(
    agreement: Agreement,
    entries: Iterable[Entry],
    mapping: Sequence[MappingLine],
    kronor: Callable[[str, Sequence[Entry]], int] = rounded,
) -> Outcome:
    """Gather booked entries by cost post, and the incomes by what they are.

    `kronor` says what the entries of each code come to: a cost post, `UNMAPPED`, a contribution, `OTHER_INCOME`.

    Raises
    ------
    InputError
        If an entry fits two different posts, or an income one of several external contributions.
    """
    costs = {post.id: post.name for post in agreement.cost_posts} | {UNMAPPED: "Utan kostnadspost"}
    incomes = {item.id: item.name for item in agreement.contributions} | {OTHER_INCOME: "Intäkter"}
    lines = [line for line in mapping if line.agreement == agreement.id]
    groups: dict[str, list[Entry]] = {code: [] for code in (*costs, *incomes)}
    for entry in entries:
        groups[_post(agreement, entry, lines)].append(entry)
    names, amounts = costs | incomes, {code: kronor(code, group) for code, group in groups.items()}

    def frame(column: str, codes: Sequence[str], sign: int) -> pd.DataFrame:
        rows = [(code, names[code], sign * amounts[code], places(groups[code])) for code in codes]
        return pd.DataFrame(rows, columns=[column, "namn", "belopp_kr", "kalla"]).astype({"belopp_kr": "int64"})

    filled = [code for code in groups if groups[code] or amounts[code]]
    shown = [code for code in (*costs, OTHER_INCOME) if code in filled or code not in (UNMAPPED, OTHER_INCOME)]
    came_in = frame("bidrag", [code for code in incomes if code in filled], -1)
    status = weakest(entry.status for group in groups.values() for entry in group)
    return Outcome(frame("kostnadspost", shown, 1), came_in, groups[UNMAPPED], status)


def _post(agreement: Agreement, entry: Entry, lines: Sequence[MappingLine]) -> str:
    """Return the cost post or the contribution that an entry belongs to, or what it is when it has none.

    An income that no line says more of is the external contribution, where there is one.
    """
    fitting = [line for line in lines if line.fits(entry)]
    if len({line.cost_post for line in fitting}) > 1:
        places = " och ".join(line.place for line in fitting)
        raise InputError(
            Fault(entry.place, f"att bara en kostnadspost passar; nu passar {places}", str(entry.account))
        )
    named = fitting[0].cost_post if fitting else UNMAPPED
    if named in {item.id for item in agreement.contributions} or not entry.is_income:
        return named
    external = [item.id for item in agreement.contributions if item.external]
    if len(external) > 1:
        expected = f"en rad i {MAPPING_FILE} som säger vilket bidrag intäkten är: {' eller '.join(external)}"
        raise InputError(Fault(entry.place, expected, str(entry.account), column="konto"))
    return external[0] if external else OTHER_INCOME
