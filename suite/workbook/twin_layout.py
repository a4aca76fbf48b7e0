"""Where things stand in the Excel twin: what writes it and what reads it back go by the same places."""

WHAT, WHO, UNIT, VALUE, NOTE, FIRST = range(6)
"""The columns of a line, counted from 0: what, who, unit, value, note or code, and the first year's."""

CHOOSER = 4
"""The row of Resultat, counted from 1, that says which scenario is shown."""

HEADER = 6
"""The row of the headings and the years, counted from 1; the lines stand below."""
