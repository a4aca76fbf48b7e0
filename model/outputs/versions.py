"""Which version of the model this is, and of the libraries that it names.

The project's own file is asked, which lies beside the code that runs: it is there without an installation, and a
clone that has been brought up to date since it was installed does not tell its old version.
"""

import re
import tomllib
from functools import cache
from importlib.metadata import version
from typing import Any

from model.begin import PROJECT


@cache
def _project() -> dict[str, Any]:
    text = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text)["project"])


def model_version() -> str:
    """Return the version of the model."""
    return str(_project()["version"])


def versions() -> dict[str, str]:
    """Return the version of the model and of each library that it needs, by name.

    Raises
    ------
    PackageNotFoundError
        If one of the libraries is not installed.
    """
    named = [re.split("[ >=<!~;[]", line, maxsplit=1)[0] for line in _project()["dependencies"]]
    found = {name: version(name) for name in named} | {str(_project()["name"]): model_version()}
    return dict(sorted(found.items()))
