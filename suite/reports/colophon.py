"""The line at the foot of every page."""

import hashlib

from model.run import Run
from model.scenarios.scenario import BASE
from suite.files.provenance import as_json, model_version
from suite.show.swedish import date


def colophon(run: Run, contact: str | None = None) -> str:
    """Return the line at the foot of every report: what it was made from, and whom to ask, if anybody is named."""
    digest = hashlib.sha256(as_json(dict(run.inputs.hashes)).encode()).hexdigest()[:8]
    case = "" if run.scenario.id == BASE else f" Scenario: {run.scenario.name}."
    made = f"Indata {digest}, modell {model_version()}."
    return f"Underlag per {date(run.series.as_of)}.{case} {made}" + (f" Frågor: {contact}" if contact else "")
