"""Which colour each agreement has in every figure: by its place among the agreements of the inputs."""

from model.run import Run
from suite.show.colours import agreement_colour


def colours(run: Run) -> dict[str, str]:
    """Return the colour of each agreement, by its code."""
    return {code: agreement_colour(place) for place, code in enumerate(run.inputs.agreements)}
