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


def agreement_colour(place: int) -> str:
    """Return the colour of an agreement by its place among those of a run; the sixth has that of the first.

    Examples
    --------
    >>> agreement_colour(0), agreement_colour(5)
    ('#12436D', '#12436D')
    """
    return AGREEMENTS[place % len(AGREEMENTS)]


def tint(colour: str, share: float) -> str:
    """Return a colour mixed with white: of a share of 1 there is nothing but the colour, of 0 nothing but white.

    Examples
    --------
    >>> tint("#000000", 0.2)
    '#CCCCCC'
    """
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - share * (255 - part)):02X}" for part in parts)
