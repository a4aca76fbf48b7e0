"""The set-up: what is installed for whom, in the same versions whoever installs it."""

import codecs
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

from model.read.begin import PROJECT

CONTROLLER = {"requirements.lock": (), "requirements-lab.lock": ("lab",)}
"""The lock files of those who change no code, and the extras that each holds."""
ALL = "requirements-test.lock"


def read(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def settings() -> dict:
    return tomllib.loads(read("pyproject.toml"))


def wanted(extras: tuple[str, ...] | None = None) -> set[str]:
    """The project's own dependencies, with those of some extras, or of all and of the build."""
    project = settings()["project"]
    known = project["optional-dependencies"]
    groups = [known[name] for name in (known if extras is None else extras)]
    own = [settings()["dependency-groups"]["build"]] if extras is None else []
    return {line.lower() for group in (project["dependencies"], *groups, *own) for line in group}


def locked(name: str) -> dict[str, dict[str, frozenset[str]]]:
    """The versions of each package in a lock file, and their hashes: some have one per version of Python."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for entry in re.split(r"\n(?=[a-z0-9])", read(name)):
        package, version = re.match(r"([a-z0-9._-]+)==([^ \\]+)", entry).groups()
        found.setdefault(package, {})[version] = frozenset(re.findall("sha256:[0-9a-f]{64}", entry))
    return found


def test_every_dependency_says_why() -> None:
    named = re.findall(r'^    "[A-Za-z0-9_.-]+[>=]=[^"]+",(.*)$', read("pyproject.toml"), re.MULTILINE)
    assert len(named) == len(wanted())
    assert all(re.fullmatch(r" +# .{10,}", reason) for reason in named)


@pytest.mark.parametrize("name", [*CONTROLLER, ALL])
def test_a_lock_file_pins_what_it_is_for_with_hashes_and_names_no_address(name: str) -> None:
    found = locked(name)
    pinned = {re.split("[>=]=", line)[0] for line in wanted(CONTROLLER.get(name))} | {"hatchling"}
    assert pinned <= found.keys()
    assert all(hashes for versions in found.values() for hashes in versions.values())
    assert "://" not in read(name)
    assert "--index" not in read(name)


@pytest.mark.parametrize("name", CONTROLLER)
def test_what_the_controller_gets_is_a_part_of_what_is_tested(name: str) -> None:
    tested = locked(ALL)
    assert {package: tested[package] for package in locked(name)} == locked(name)


def test_a_report_needs_no_tool_of_maintainers() -> None:
    extras = settings()["project"]["optional-dependencies"]
    tools = {re.split("[>=]=", line)[0].lower() for group in extras.values() for line in group}
    assert tools & locked("requirements.lock").keys() == set()
    assert locked("requirements.lock").keys() < locked("requirements-lab.lock").keys()


@pytest.mark.parametrize(("name", "extras"), [("environment.yml", ("lab",)), ("environment-dev.yml", None)])
def test_conda_and_pip_have_the_same_ranges(name: str, extras: tuple[str, ...] | None) -> None:
    *plain, last = yaml.safe_load(read(name))["dependencies"]
    python = f"python{settings()['project']['requires-python']}"
    found = {line.replace("matplotlib-base", "matplotlib") for line in (*plain, *last["pip"])}
    assert found - {"pip", "-e .", python} == wanted(extras)
    assert python in found


def test_the_build_backend_is_the_locked_one() -> None:
    assert settings()["build-system"]["requires"] == settings()["dependency-groups"]["build"]
    assert locked(ALL)["hatchling"].keys() == {settings()["build-system"]["requires"][0].partition("==")[2]}


@pytest.mark.slow
def test_a_wheel_holds_what_is_read_when_it_runs(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    with zipfile.ZipFile(*tmp_path.glob("*.whl")) as wheel:
        held = set(wheel.namelist())
    packages = settings()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    own = [path for name in packages for path in (PROJECT / name).rglob("*") if path.is_file()]
    assert {f"{name}/py.typed" for name in packages} <= held
    assert {path.relative_to(PROJECT).as_posix() for path in own if path.suffix != ".pyc"} <= held


TABLES = [path for folder in ("inputs", "docs") for path in sorted((PROJECT / folder).rglob("*.csv"))]


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_a_shipped_table_opens_as_a_table_in_swedish_excel(path: Path) -> None:
    data = path.read_bytes()
    assert data.startswith(codecs.BOM_UTF8)
    assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r") > 0
    assert data.endswith(b"\r\n")
    assert b";" in data.splitlines()[0]


def test_its_bytes_are_the_same_on_every_system() -> None:
    assert "\n*.csv -text whitespace=cr-at-eol\n" in read(".gitattributes")
    settings = read(".editorconfig").partition("[*.csv]\n")[2].partition("\n\n")[0].splitlines()
    assert settings == ["charset = utf-8-bom", "end_of_line = crlf"]
