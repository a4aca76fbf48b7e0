"""What an output was made from: the model's own version, also where it is not installed."""

import importlib.metadata
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from suite.cli.cli import main
from suite.files import provenance


@pytest.mark.slow
def test_a_clone_need_not_be_installed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    find = importlib.metadata.Distribution.from_name

    def installed(name: str) -> importlib.metadata.Distribution:
        if name == "kostnadsmodell":
            raise importlib.metadata.PackageNotFoundError(name)
        return find(name)

    monkeypatch.setattr(importlib.metadata.Distribution, "from_name", installed)
    arguments = ["--inputs", str(folder), "--ut"]
    assert main(["rapport", "2025", *arguments, str(tmp_path / "ut")]) == 0
    assert main(["faktura", "2026", "--trots-antagande", *arguments, str(tmp_path / "ut")]) == 0
    assert main(["arbetsbok", *arguments, str(tmp_path / "bok.xlsx")]) == 0
    assert capsys.readouterr().err.count("Fel") == 0


def test_the_version_is_the_projects_own_also_where_an_older_one_is_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project = provenance._project()
    monkeypatch.setattr(provenance, "_project", lambda: project | {"version": "9.9.9"})
    assert provenance.model_version() == provenance.versions()["kostnadsmodell"] == "9.9.9"
    assert {"numpy", "PyYAML", "font-source-sans-pro"} < {*provenance.versions()}


PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
NESTED = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(NESTED)
@example({"a": [], "b": {}, "c": [1, "å\n", (2, 3)], "d": {"e": None}})
def test_json_is_as_the_library_writes_it_with_an_indent(data: Any) -> None:
    for in_order in (False, True):
        expected = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=in_order) + "\n"
        assert provenance.as_json(data, in_order=in_order) == expected
