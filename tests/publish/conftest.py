"""What the tests of the package share: it takes half a minute to make."""

from pathlib import Path

import pytest

from suite.cli.cli import main

PACKAGE = ("arspaket", "2025", "--trots-antagande")


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped inputs' package for 2025; a test that changes it has a copy."""
    out = tmp_path_factory.mktemp("ut")
    assert main([*PACKAGE, "--ut", str(out)]) == 0
    return out / "arspaket_2025"
