"""The colours of figures, the only place that names them: an agreement has one, everywhere it is drawn.

Words in each of them can be read on white, and white words on each of them: the contrast is at least 4.5:1.
"""

AGREEMENTS = ("#12436D", "#801650", "#1A7F74", "#A8500C", "#5B4A9E")
"""Blue, plum, teal, brown and violet."""

TOGETHER = "#3D3D3D"
"""What is of several agreements together or of none: sums, drivers, a party."""

INK = "#1A1A1A"
"""Words, and what amounts are measured from."""

QUIET = "#595959"
"""Words that can wait: units, years, what something is compared with."""

LINE = "#C9D1D9"
"""What guides the eye and says nothing by itself."""

PAPER = "#FFFFFF"

DARK_PAPER = "#16191D"

DARK = {
    "#12436D": "#7DB2E3",
    "#801650": "#E58ABB",
    "#1A7F74": "#4FC0B2",
    "#A8500C": "#E8A15E",
    "#5B4A9E": "#B3A6F0",
    TOGETHER: "#C3C7CC",
    INK: "#E8EAED",
    QUIET: "#B4B9BF",
    LINE: "#3F464D",
    PAPER: DARK_PAPER,
}
"""What the colours are in a page whose reader wants it dark: each is told from `DARK_PAPER` as well as by day."""


def agreement_colour(place: int) -> str:
    """Return the colour of an agreement by its place among those of a run; the sixth has that of the first.

    Examples
    --------
    >>> agreement_colour(0), agreement_colour(5)
    ('#12436D', '#12436D')
    """
    return AGREEMENTS[place % len(AGREEMENTS)]


def tint(colour: str, share: float, paper: str = PAPER) -> str:
    """Return a colour mixed with its paper's: of a share of 1 there is nothing but the colour, of 0 no more of it.

    Examples
    --------
    >>> tint("#000000", 0.2)
    '#CCCCCC'
    """
    pairs = ((int(each[place : place + 2], 16) for each in (colour, paper)) for place in (1, 3, 5))
    return "#" + "".join(f"{round(ground - share * (ground - part)):02X}" for part, ground in pairs)
