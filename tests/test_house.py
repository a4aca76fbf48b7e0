"""House style: what the project promises of itself, held by tests."""

import ast
import importlib
import json
import operator
import sys
import tomllib
from pathlib import Path

import clause_table
import duties
import make_docs
import pytest

from model.read.begin import PROJECT

NOTEBOOKS = [path for path in sorted((PROJECT / "notebooks").glob("*.ipynb")) if not path.match("egen_*")]
MODELLING = [path for path in NOTEBOOKS if path.stem[0].isdigit()]
REPORTS = [path for path in NOTEBOOKS if path not in MODELLING]


def code_cells(path: Path) -> list[dict]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_as_jupyterlab_writes_it_before_it_has_run(path: Path) -> None:
    """Else JupyterLab asks for a kernel, or marks it as unsaved when nobody has changed it."""
    text = path.read_text(encoding="utf-8")
    notebook = json.loads(text)
    assert text == json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    spec = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    assert notebook["metadata"]["kernelspec"] == spec
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code_cells(path))


def own_lines(cell: str) -> list[str]:
    """Return the lines of a cell that are not empty and import nothing."""
    imports = [node for node in ast.parse(cell).body if isinstance(node, ast.Import | ast.ImportFrom)]
    taken = {line for node in imports for line in range(node.lineno, (node.end_lineno or 0) + 1)}
    return [line for number, line in enumerate(cell.splitlines(), 1) if line and number not in taken]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_cell_is_short(path: Path) -> None:
    """It fits a reader's eye: what it imports aside, at most six lines."""
    cells = ["".join(cell["source"]) for cell in code_cells(path) if not cell["metadata"].get("tags")]
    lines = [own_lines(cell) for cell in cells]
    assert [own for own in lines if len(own) > 6 or max(map(len, own), default=0) > 100] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_cell_has_a_name_of_its_own(path: Path) -> None:
    names = [cell["id"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
    assert len(names) == len({*names})


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_the_notebook_of_a_report_has_its_parameters_and_no_heading_in_code_that_is_always_the_same(
    path: Path,
) -> None:
    """One that stands only where there is something under it is in code, with the condition."""
    code = code_cells(path)
    assert code[0]["metadata"].get("tags") == ["parameters"]
    always = [
        each for cell in code for each in ast.parse("".join(cell["source"])).body if not isinstance(each, ast.If)
    ]
    said = [node for each in always for node in ast.walk(each) if called(node)]
    assert not [node for node in said if isinstance(node.args[0], ast.Constant)]


def called(node: ast.AST) -> bool:
    """Return whether a node makes a heading."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Heading"


def test_every_clause_has_functions_and_a_test() -> None:
    known, rows = clause_table.proofs(), clause_table.clauses()
    listed = [(row["paragraf"], row["verkan"]) for row in rows]
    assert [place for place in listed if not known[place]] == []
    assert sorted(set(known) - set(listed)) == []
    for name in (name for row in rows for name in row["funktioner"].split()):
        module, _, attribute = name.rpartition(".")
        while module not in sys.modules and not (PROJECT / f"{module.replace('.', '/')}.py").exists():
            module, _, outer = module.rpartition(".")
            attribute = f"{outer}.{attribute}"
        assert operator.attrgetter(attribute)(importlib.import_module(module)), name


def test_every_duty_of_the_agreements_is_held_or_said_to_lie_outside() -> None:
    rows = clause_table.clauses()
    known = duties.known({row["verkan"] for row in rows})
    every = duties.duties()
    assert [duty["atagande"] for duty in every if not (duty["halls_av"] or duty["utanfor"])] == []
    named = [holder for duty in every for holder in duties.holders(duty)]
    assert [(kind, name) for kind, name in named if name not in known[kind]] == []
    assert len({(duty["paragraf"], duty["atagande"]) for duty in every}) == len(every)


@pytest.mark.slow
@pytest.mark.parametrize("path", make_docs.GENERATED, ids=lambda path: path.name)
def test_generated_documents_are_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == make_docs.GENERATED[path](), "run make docs"


def code_lines(function: ast.FunctionDef, text: str) -> int:
    """Return how many lines of code a function has: not blank, no comment, no docstring."""
    own = text.splitlines()[function.lineno - 1 : function.end_lineno]
    said = ast.get_docstring(function, clean=False) or ""
    return sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in own) - len(said.splitlines())


@pytest.mark.parametrize("room", ["model", "suite"])
def test_a_function_fits_a_screen(room: str) -> None:
    long = []
    for path in sorted((PROJECT / room).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        functions = [each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.FunctionDef)]
        long += [f"{path.stem}.{each.name}" for each in functions if code_lines(each, text) > 40]
    assert long == []


def rooms_of(package: str) -> set[str]:
    """Return the modules and rooms of a package."""
    found = (PROJECT / package).iterdir()
    return {f"{package}.{each.stem}" for each in found if each.suffix == ".py" or (each / "__init__.py").exists()}


def test_the_small_model_stays_small() -> None:
    rooms = [
        path
        for path in (PROJECT / "model").iterdir()
        if path.is_dir() and path.name not in ("read", "__pycache__")
    ]
    lines = {
        path.name: sum(len(each.read_text(encoding="utf-8").splitlines()) for each in path.rglob("*.py"))
        for path in rooms
    }
    assert sum(lines.values()) <= 5_000, lines


def test_the_contract_names_every_room() -> None:
    """One that nobody has named would be free to import anything."""
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    layers, money = settings["tool"]["importlinter"]["contracts"]
    every = {name for package in ("model", "suite") for name in rooms_of(package) if not name.endswith("__")}
    assert {name for layer in layers["layers"] for name in layer.split(" : ")} == every
    assert {*money["source_modules"], "model.read", "model.face"} == {name for name in every if name < "n"}
