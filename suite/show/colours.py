"""The colours of figures, named here and nowhere else: one for each agreement, everywhere, also in a workbook."""

AGREEMENTS = ("#12436D", "#801650", "#1A7F74", "#A8500C", "#5B4A9E")
"""The agreements' colours, by their place; each has contrast of at least 4.5:1 to white."""

TOGETHER = "#3D3D3D"
"""What is of several agreements together, or of none."""


def agreement_colour(place: int) -> str:
    """Return the colour of an agreement by its place among all of them."""
    return AGREEMENTS[place % len(AGREEMENTS)]
