"""The numbers that the workbook's formulas use, each with a name and a unit, and what may be written where."""

from decimal import Decimal

CONSTANTS: dict[str, tuple[str, str, int | Decimal, str]] = {
    "hundra": ("Procent på en hel", "%", 100, "count"),
    "manader": ("Månader på ett år", "månader", 12, "count"),
    "miljondelar": ("Miljondelar av en procent", "st", 10**6, "count"),
    "ore": ("Ören på en krona", "öre", 100, "count"),
    "tusen": ("Kronor på tusen kronor", "kr", 1000, "count"),
    "halv": ("En halv", "kr", Decimal("0.5"), "percent"),
    "lagst_lpix": ("Lägsta index", "%", Decimal("-99.999999"), "percent"),
    "hogst_procent": ("Högsta index och utfall", "%", 1000, "count"),
    "hogst_antal": ("Högsta folkmängd och antal delar", "st", 10**8, "count"),
    "hogst_belopp": ("Högsta basbelopp", "kr", 10**10, "count"),
    "tolerans": ("Tillägg före avrundning, så att en exakt halv går uppåt", "del", Decimal("1e-13"), "power"),
    "nara": ("Närmare en halv krona än så avgör inte ett kalkylblad", "kr", Decimal("1e-5"), "power"),
    "storst": ("Större heltal räknar inte ett kalkylblad exakt med", "st", 25 * 10**13, "count"),
}
"""By the name in the code: what the number is, its unit, the number, and how it is shown.

A float holds whole numbers exactly to 2**53. Excel takes a difference of two almost equal numbers for 0 from about
2**-49 of their size, so a remainder is sure only up to `storst`. The index chain of fifteen years errs by at most
some 1e-14 of the amount: `tolerans` is ten times that, and an amount within `nara` of a half is told by a check.
"""

LIMITS: dict[str, tuple[str, str, str, str]] = {
    "lpix": ("decimal", "lagst_lpix", "hogst_procent", "en förändring i procent, till exempel 3,1"),
    "folkmangd": ("integer", "", "hogst_antal", "ett antal invånare i hela tal"),
    "belopp": ("integer", "", "hogst_belopp", "hela kronor i prisnivån"),
    "nyckel": ("decimal", "", "hundra", "procent, 0 till 100"),
    "andel": ("integer", "", "hogst_antal", "ett helt antal delar"),
    "utfall": ("decimal", "", "hogst_procent", "utfallet i procent av finansieringen"),
}
"""By the sort of input: whole numbers or decimals, from one constant (or 0) to another, and that in words."""

HEADER_FIELDS = {
    "namn": "Namn på ändringen",
    "forfattare": "Vem som gör den",
    "datum": "Datum",
    "varfor": "Varför",
}
"""What a scenario file begins with, and the labels of the cells that say it."""
