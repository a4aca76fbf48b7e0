"""The documents for maintainers: what they name is there."""

import pkgutil
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from model.read.begin import PROJECT

PAGES = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md")])
ENGLISH = [PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/arkitektur.md")]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_to_files(path: Path) -> None:
    linked = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    assert [name for name in linked if not (path.parent / name).exists()] == []


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.name)
@pytest.mark.slow  # it imports what runs notebooks, which opens sockets
def test_named_files_modules_and_functions_exist(path: Path) -> None:
    named = re.findall(r"`([a-zA-Z_.-]+(?:[./][a-zA-Z_0-9-]+)+/?)`", path.read_text(encoding="utf-8"))
    for name in (name for name in named if "/" in name):
        assert (PROJECT / name).exists(), name
    for name in (name for name in named if name.startswith(("model.", "suite."))):
        pkgutil.resolve_name(name)


def test_the_metadata_of_public_code_is_the_projects_own() -> None:
    public = yaml.safe_load((PROJECT / "publiccode.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert public["legal"]["license"] == project["license"]
    assert f"SPDX-License-Identifier: {project['license']}" in (PROJECT / "LICENSE").read_text(encoding="utf-8")
    assert "softwareVersion" not in public  # it is written in pyproject.toml only
    for told in public["description"].values():
        assert len(told["shortDescription"]) <= 150 <= len(told["longDescription"])
        assert all((PROJECT / name).exists() for name in told.get("screenshots", ()))


def test_the_hooks_of_a_commit_run_what_make_test_runs_before_its_tests() -> None:
    (hooks,) = yaml.safe_load((PROJECT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    recipe = re.search(r"^test:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    assert recipe
    *before, last = re.findall(r"\$\(BIN\)/(.*)", recipe[1])
    assert last.startswith("pytest")
    assert [hook["entry"] for hook in hooks["hooks"]] == before
