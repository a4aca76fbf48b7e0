"""Open JupyterLab on the project's start page: ``python -m suite.lab``, with the options of ``jupyter lab``."""

import os
import sys
from pathlib import Path

from model.read.begin import PROJECT

OWN = PROJECT / ".jupyterlab"
"""Where JupyterLab keeps the settings and the open tabs of this project; the user's own are left alone."""


def main(options: list[str]) -> None:
    """Open JupyterLab with the project's settings (``config``), until it is stopped."""
    config = [str(Path(__file__).parent / "config"), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, config))
    os.environ["JUPYTERLAB_SETTINGS_DIR"] = str(OWN / "settings")
    os.environ["JUPYTERLAB_WORKSPACES_DIR"] = str(OWN / "workspaces")
    from jupyterlab.labapp import main as jupyterlab  # reads the environment when it is imported

    options = [f"--ServerApp.root_dir={PROJECT}", *options]
    sys.exit(jupyterlab(options))


if __name__ == "__main__":
    main(sys.argv[1:])
