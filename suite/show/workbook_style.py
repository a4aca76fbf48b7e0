"""How the cells of a workbook look: by their role, and by the kind of value they hold.

Number formats carry the Swedish language tag, so that LibreOffice groups thousands the Swedish way; Excel does as
the reader's own system.
"""

from typing import Any

from model.agreements.agreement import Agreement

_SWEDISH = "[$-41D]"


def _signed(shown: str, zero: str, plus: str = "") -> str:
    """Return a number format with a real minus sign, and something of its own for 0."""
    return f'{_SWEDISH}{plus}{shown};{_SWEDISH}"−"{shown};{_SWEDISH}{zero}'


KINDS = {
    "text": "General",
    "whole": _signed("#,##0", '"–"'),
    "signed": _signed("#,##0", "0", '"+"'),
    "ore": _signed("#,##0.00", '"–"'),
    "count": _signed("#,##0", "0"),
    "percent": _signed("#,##0.0#####", "0.0"),
    "exact": f"{_SWEDISH}#,##0.0000000000",
    "fine": f"{_SWEDISH}#,##0.0000",
    "power": "0E+00",
    "year": "0",
    "date": "yyyy-mm-dd",
}


def kind_of(*agreements: Agreement) -> str:
    """Return how amounts are shown: in öre if an agreement reckons in them."""
    return "ore" if any(agreement.scale > 1 for agreement in agreements) else "whole"


def unit_of(agreement: Agreement) -> str:
    """Return the unit that an agreement's amounts are computed in."""
    return "öre" if agreement.scale > 1 else "kr"


ROLES: dict[str, dict[str, Any]] = {
    "computed": {},
    "given": {"bg_color": "#E8EEF4"},
    "aside": {"indent": 1},
    "own": {"bg_color": "#FFF4CC", "border": 1, "border_color": "#8A6D00", "locked": False},
    "legend": {"bg_color": "#FFF4CC", "border": 1, "border_color": "#8A6D00"},
    "sum": {"bold": True, "top": 1},
    "right": {"align": "right"},
    "told": {"align": "right", "bg_color": "#E8EEF4"},
    "title": {"bold": True, "font_size": 15, "font_color": "#12436D"},
    "section": {"bold": True, "font_size": 12, "font_color": "#12436D", "bottom": 1},
    "head": {"bold": True, "bg_color": "#12436D", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"},
    "note": {"italic": True, "font_color": "#3D3D3D"},
    "status": {"bold": True},
    "good": {"bg_color": "#DDEFD9", "font_color": "#1E5B1E"},
    "bad": {"bg_color": "#F8D7DA", "font_color": "#7A1020"},
}
