"""A notebook that looks as the reports: their colours and typeface, and numbers as Swedish readers expect."""

import matplotlib as mpl
import pandas as pd
from cycler import cycler
from matplotlib_inline.backend_inline import set_matplotlib_formats

from suite.show.charts import STYLE
from suite.show.colours import AGREEMENTS, TOGETHER
from suite.show.fonts import register_fonts
from suite.show.swedish import SPACE

LOOK = STYLE | {
    "axes.prop_cycle": cycler(color=(*AGREEMENTS, TOGETHER)),
    "axes.titlelocation": "left",
    "axes.titleweight": "semibold",
    "figure.constrained_layout.use": True,
    "figure.figsize": (8, 3.4),
    "legend.frameon": False,
    "lines.linewidth": 2,
}
"""What matplotlib's own settings are changed to, for figures that no function of the reports has drawn."""


def use() -> None:
    """Let what pandas draws, and what ``frame.style`` shows, look as in the reports.

    It sets matplotlib's and pandas' own options, for the notebook that asks for it: SVG figures, ``rcParams``, and
    ``styler.format.thousands`` and ``.decimal``.
    """
    register_fonts()
    mpl.rcParams.update(LOOK)
    set_matplotlib_formats("svg")
    pd.set_option("styler.format.thousands", SPACE, "styler.format.decimal", ",")
    pd.set_option("styler.format.precision", 2, "styler.format.na_rep", "")
