"""Types of the values in input files: how text becomes a number, a date, a status, or a Swedish complaint.

Every value arrives as the text that stood in the file, from CSV and YAML alike, so a number is written the same
way everywhere: ``7 000``, ``3,1``, ``3.1``, ``−0,5``.
"""

import datetime as dt
import re
from collections.abc import Callable, Hashable, Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self, TypeVar, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from model.dates import FIRST_YEAR, LAST_YEAR, iso_date, probable_date
from model.status import Status

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_WHOLE = re.compile(r"-?(\d+|\d{1,3}( \d{3})+)", re.ASCII)
_DECIMAL = re.compile(r"-?(\d+|\d{1,3}( \d{3})+)([.,]\d{1,6})?", re.ASCII)


Location = tuple[int | str, ...]
"""Where in the data of a file something stands: keys, and places in lists counted from 0."""


def expected(text: str, *location: int | str) -> PydanticCustomError:
    """Return the error of a value that is not what was expected; the text ends the sentence "väntade …".

    `location` is where it stands in the value that is checked, if it is a part of that.
    """
    return PydanticCustomError("expected", "{text}", {"text": text, "location": location})


def check_once(numbered: Iterable[tuple[int, Hashable]], per: str, key: str, *inner: str) -> None:
    """Refuse what stands a second time in a list.

    Parameters
    ----------
    numbered : iterable of (int, Hashable)
        Places in the list, and what must differ.
    per : str
        That in words, as the end of "en enda per …".
    key, inner : str
        The list's key, and the key of what must differ, if that is a single one.

    Raises
    ------
    PydanticCustomError
        If something does.
    """
    first: dict[Hashable, int] = {}
    for number, value in numbered:
        before = first.setdefault(value, number)
        if before != number:
            told = f"en enda per {per}; nummer {before + 1} i listan gäller samma"
            raise expected(told, key, number, *inner)


def _text(value: Any) -> str:
    return _SPACES.sub(" ", str(value)).strip().replace("−", "-")


def _whole(value: Any) -> int:
    text = _text(value)
    if not _WHOLE.fullmatch(text) or len(text) > 25:
        raise expected("ett heltal utan decimaler och bokstäver, till exempel 7 000")
    return int(text.replace(" ", ""))


def _whole_number(least: int, most: int, told: str) -> BeforeValidator:
    """Return the validator of a whole number within bounds."""

    def check(value: Any) -> int:
        number = _whole(value)
        if not least <= number <= most:
            raise expected(told)
        return number

    return BeforeValidator(check)


def parse_decimal(value: Any) -> Decimal:
    """Return the number that a text such as ``3,1`` says, with at most six decimals.

    Raises
    ------
    PydanticCustomError
        If it is not one.
    """
    text = _text(value)
    if not _DECIMAL.fullmatch(text) or len(text) > 25:
        raise expected("ett tal med högst sex decimaler, till exempel 3,1")
    return Decimal(text.replace(" ", "").replace(",", "."))


def decimal_text(value: Decimal) -> str:
    """Return a number as a file has it, and as `parse_decimal` reads it: with a comma and no needless digits."""
    return f"{value.normalize():f}".replace(".", ",")


def cell_text(value: object) -> str:
    """Return a value as a table's file has it."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    return "" if value is None else decimal_text(value) if isinstance(value, Decimal) else str(value)


def _per_cent(holds: Callable[[Decimal], bool], told: str) -> BeforeValidator:
    """Return the validator of a number that may have a percent sign, if something holds of it."""

    def check(value: Any) -> Decimal:
        number = parse_decimal(_text(value).removesuffix("%").rstrip())
        if not holds(number):
            raise expected(told)
        return number

    return BeforeValidator(check)


def parse_money(value: Any) -> Decimal:
    """Return the amount that a text such as ``12 345,60`` says, with at most two decimals.

    Raises
    ------
    PydanticCustomError
        If it is not one.
    """
    text = _text(value)
    if not re.fullmatch(r"-?(\d{1,11}|\d{1,3}( \d{3}){1,3})([.,]\d{1,2})?", text, re.ASCII):
        raise expected("ett belopp i kronor med högst två decimaler, till exempel 12 345,60")
    return Decimal(text.replace(" ", "").replace(",", "."))


def parse_date(value: Any) -> dt.date:
    """Return the date that a text such as ``2025-11-01`` says, from 1900 to 2100.

    Raises
    ------
    PydanticCustomError
        If it is not one; it says which date was probably meant, if that can be told.
    """
    text = _text(value)
    date = iso_date(text)
    if date is None:
        meant = probable_date(text)
        raise expected(f"ett datum som 2025-11-01{f'; menas {meant}?' if meant else ''}")
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise expected(f"ett datum som 2025-11-01, mellan {FIRST_YEAR} och {LAST_YEAR}")
    return date


def printable(text: str, instead: str = "") -> str:
    """Return a text with something else in place of each sign that a `Name` may not have."""
    return "".join(sign if sign.isprintable() else instead for sign in text)


def _name(value: Any) -> str:
    text = _text(value) if isinstance(value, str) else ""
    if not text:
        raise expected("en text")
    if not text.isprintable() or len(text) > 2000:
        raise expected("en text utan styrtecken, högst 2 000 tecken")
    return text


def or_nothing(validator: BeforeValidator) -> BeforeValidator:
    """Return the validator of what may also be left empty, which then is None."""
    told = cast("Callable[[Any], Any]", validator.func)
    return BeforeValidator(lambda value: told(value) if value is not None and _text(value) else None)


def optional_date(value: Any) -> dt.date | None:
    """Return the date that a text says, or None if it says nothing.

    Raises
    ------
    PydanticCustomError
        If it says something else.
    """
    return parse_date(value) if value is not None and _text(value) else None


def one_of(kind: type[StrEnum]) -> BeforeValidator:
    """Return the validator of a word that must be one of an enumeration's."""

    def check(value: Any) -> StrEnum:
        try:
            return kind(_text(value).casefold())
        except ValueError:
            raise expected(f"något av: {', '.join(kind)}") from None

    return BeforeValidator(check)


def _yes_no(value: Any) -> bool:
    words = {"ja": True, "nej": False, "true": True, "false": False}  # the last two: as a model says it
    if _text(value).casefold() not in words:
        raise expected("ja eller nej")
    return words[_text(value).casefold()]


def month_day(value: Any) -> str:
    """Return a day of the year such as ``11-01``.

    Raises
    ------
    PydanticCustomError
        If it is not one.
    """
    text = _text(value)
    try:
        if re.fullmatch(r"\d{2}-\d{2}", text, re.ASCII):
            dt.date.fromisoformat(f"2001-{text}")
            return text
    except ValueError:
        pass
    raise expected("en dag på året som 11-01")


def _identifier(value: Any) -> str:
    text = _text(value)
    if not re.fullmatch(r"[a-z0-9_-]{1,40}", text):
        raise expected("en kod av a–z, 0–9, _ och -, till exempel region_jh")
    return text


def _municipality(value: Any) -> str:
    text = _text(value)
    if not re.fullmatch(r"\d{4}", text, re.ASCII):
        raise expected("en kommunkod med fyra siffror, till exempel 2321")
    return text


def _clause(value: Any) -> str:
    text = _text(value)
    if not re.fullmatch(r"§\d+[a-z]?|bilaga \d+(\.\d+)*", text, re.ASCII):
        raise expected("en paragraf, till exempel §7, eller bilaga 1")
    return text


Count = Annotated[int, _whole_number(0, 10**8, "ett antal mellan 0 och 100 000 000")]
"""A whole number of people or things."""
Months = Annotated[int, _whole_number(0, 1200, "ett antal månader, högst 1 200")]
"""A number of months."""
_DAYS = _whole_number(0, 10_000, "ett antal dagar, högst 10 000")
Days = Annotated[int, _DAYS]
"""A number of days."""
OptionalDays = Annotated[int | None, or_nothing(_DAYS)]
"""A number of days, or nothing where nobody has said it."""
Years = Annotated[int, _whole_number(0, 100, "ett antal år, högst 100")]
"""A number of years."""
_KRONOR = _whole_number(0, 10**10, "hela kronor mellan 0 och 10 000 000 000")
Kronor = Annotated[int, _KRONOR]
"""A whole amount in kronor, 0 or more."""
OptionalKronor = Annotated[int | None, or_nothing(_KRONOR)]
"""A whole amount in kronor, or nothing where nobody has told it."""
Money = Annotated[Decimal, BeforeValidator(parse_money)]
"""An amount in kronor and öre, as booked; may be negative."""
Year = Annotated[int, _whole_number(1968, 2100, "ett årtal mellan 1968 och 2100, till exempel 2025")]
"""A calendar year."""
Percent = Annotated[
    Decimal,
    _per_cent(
        lambda number: -100 < number <= 1000,
        "en förändring i procent över −100 och högst 1 000, till exempel 3,1",
    ),
]
"""A change in per cent, at most six decimals, above −100."""
Limit = Annotated[
    Decimal,
    _per_cent(lambda number: 0 <= number < 100, "en gräns i procent, 0 eller mer och under 100, till exempel 10"),
]
"""A limit in per cent, from 0 to less than 100."""
Points = Annotated[
    Decimal, _per_cent(lambda number: -100 <= number <= 100, "procentenheter, −100 till 100, till exempel 1,5")
]
"""A step in percentage points."""
Share = Annotated[
    Decimal, _per_cent(lambda number: 0 <= number <= 100, "en andel i procent, 0 till 100, till exempel 50")
]
"""A share in per cent, from 0 to 100."""
Date = Annotated[dt.date, BeforeValidator(parse_date)]
"""A calendar date."""
OptionalDate = Annotated[dt.date | None, BeforeValidator(optional_date)]
"""A calendar date, or nothing."""
Month = Annotated[int, _whole_number(1, 12, "en månad, 1 till 12")]
"""A month, 1 to 12."""
MonthDay = Annotated[str, BeforeValidator(month_day)]
"""A day of the year, such as 11-01."""
Name = Annotated[str, BeforeValidator(_name)]
"""A text for people, not empty."""
OptionalName = Annotated[str | None, or_nothing(BeforeValidator(_name))]
"""A text for people, or nothing."""
YesNo = Annotated[bool, BeforeValidator(_yes_no)]
"""Yes or no: ``ja`` or ``nej``."""
StatusField = Annotated[Status, one_of(Status)]
"""A status word."""
Identifier = Annotated[str, BeforeValidator(_identifier)]
"""A short code in lower-case ASCII."""
MunicipalityCode = Annotated[str, BeforeValidator(_municipality)]
"""SCB's four-digit code of a municipality."""
Clause = Annotated[str, BeforeValidator(_clause)]
"""A clause of an agreement, such as §7."""


class Typed(BaseModel):
    """Base of everything read from a file: unchangeable, and a key it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __repr__(self) -> str:
        """Return a line, whatever it holds: what kind of thing it is, and its first value."""
        return f"<{type(self).__name__}: {next(filter(None, dict(self).values()), '')}>"

    __str__ = __repr__

    def altered(self, **values: Any) -> Self:
        """Return it with other values, by attribute, checked as when it was read.

        Raises
        ------
        ValidationError
            If it would not hold together.
        """
        own = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_validate(own | values, by_name=True, by_alias=False)


AnyTyped = TypeVar("AnyTyped", bound=Typed)


class Placed(Typed):
    """A row of a file, which knows where it was read."""

    place: str = Field("", alias="_plats")

    @property
    def line(self) -> str:
        """The line of the file."""
        return self.place.rpartition(" ")[2]


class Vintage(Placed):
    """A row that may come in several vintages: known from the day it was published, until a later one is.

    `same` names what two vintages of a row have in common. A row that does not say its day has always been known.
    """

    same: ClassVar[tuple[str, ...]] = ()
    published: OptionalDate = Field(None, alias="publicerad")

    @property
    def known_from(self) -> dt.date:
        """The first day that it is known."""
        return self.published or dt.date.min


class Reported(Vintage):
    """A line that somebody reports, with the provenance that none can stand without."""

    status: StatusField
    source: Name = Field(alias="kalla")


def known_on(rows: Iterable[AnyTyped], day: dt.date) -> list[AnyTyped]:
    """Return the rows of a table as they were known on a day: of those with vintages, the latest of each then."""
    latest, every = dict[Hashable, dt.date](), list(rows)
    dated = [row for row in every if isinstance(row, Vintage) and row.known_from <= day]
    for row in dated:
        latest[_about(row)] = max(row.known_from, latest.get(_about(row), dt.date.min))
    return [row for row in every if not isinstance(row, Vintage) or row.known_from == latest.get(_about(row))]


def _about(row: Vintage) -> tuple[Hashable, ...]:
    return tuple(getattr(row, name) for name in row.same)


def places(rows: Iterable[Placed]) -> str:
    """Return where rows were read, the lines of a file together: ``befolkning.csv rad 10, 11``."""
    files: dict[str, list[str]] = {}
    for row in rows:
        files.setdefault(row.place.removesuffix(row.line), []).append(row.line)
    return "; ".join(file + ", ".join(dict.fromkeys(lines)) for file, lines in files.items())
