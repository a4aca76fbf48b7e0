"""The reports that the papers of a meeting rest on; in a package each is a link to the report."""

from suite.reports.catalogue import reports_of
from suite.reports.meeting import Papers
from suite.show.blocks import Away, Column, Table

_OTHERS = ("motesunderlag", "partsblad")
"""The notebooks whose reports are no appendices: the papers themselves, and what each party has for itself."""


def appendices(papers: Papers) -> Table:
    """Show the reports of the year, and the log of decisions."""
    now = papers.now
    codes = {"", *(view.agreement.id for view in now.views)}
    own = [each for each in reports_of(now.run, now.year) if each.notebook not in _OTHERS]
    rows = [(Away(each.title, f"../{each.name}/{each.name}.html"),) for each in own if each.agreement in codes]
    log = (Away("Beslutslogg: vad besluten har ändrat, och vad det kostar", "../beslut.html"),)
    return Table("Rapporterna som underlaget vilar på", [Column("Rapport")], [*rows, log])
