"""The modelling notebooks, run as a reader runs them: no failure, no warning, and no input is touched."""

import json
import re
from pathlib import Path

import papermill
import pytest

from model.read.begin import PROJECT
from suite.files.provenance import file_hashes

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("0*.ipynb"))


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_modelling_notebook_runs_and_warns_of_nothing(path: Path, tmp_path: Path) -> None:
    folder, before = tmp_path / "notebooks", file_hashes(PROJECT / "inputs")
    folder.mkdir()
    run = papermill.execute_notebook(path, None, cwd=folder, kernel_name="python3", progress_bar=False)
    outputs = [output for cell in run.cells if cell.cell_type == "code" for output in cell.outputs]
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
    assert sum("image/svg+xml" in output.get("data", {}) for output in outputs) >= 2
    assert file_hashes(PROJECT / "inputs") == before
    assert list(folder.iterdir()) == []


def test_the_notebook_of_the_model_ends_by_the_worked_example() -> None:
    cells = json.loads((PROJECT / "notebooks" / "01_modellen.ipynb").read_text(encoding="utf-8"))["cells"]
    code = "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    text = (PROJECT / "docs" / "raknexempel.md").read_text(encoding="utf-8").replace("\u00a0", "")
    for year in (2024, 2025):
        section = text.partition(f"\n## {year}\n")[2].partition("\n## ")[0]
        amounts = re.findall(r"^\| \w+ \|.*\| (\d+) \|$", section, re.MULTILINE)
        assert len(amounts) == 8
        assert f"by_hand[{year}] = [{', '.join(f'{int(amount):_}' for amount in amounts)}]" in code
