"""Reports are made side by side, by processes started afresh, the same way on every system."""

import os
import platform
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, as_completed
from dataclasses import replace
from pathlib import Path

import nbformat
import papermill
import pytest
from matplotlib import pyplot

from model.read.begin import PROJECT, begin
from suite.cli.cli import main
from suite.files.provenance import file_hashes
from suite.publish import package
from suite.publish.notebook import CellError, repeatable, run_notebook
from suite.publish.report import Failure, Files, Job, jobs, produce
from suite.publish.workers import cores, processes
from suite.reports.catalogue import reports_of

pytestmark = pytest.mark.slow

PLAIN = ("natverksrapport_2025", "projektportfolj_2025")


def doubled(number: int) -> tuple[int, int]:
    return 2 * number, os.getpid()


def killed(number: int) -> tuple[int, int]:
    return os._exit(number) if number == 3 else doubled(number)


def refused(number: int) -> int:
    raise ValueError(number)


def asleep(path: Path) -> None:
    path.write_text(str(os.getpid()), encoding="utf-8")
    time.sleep(60)


def gone(pid: int) -> bool:
    """Whether a process has ended, within ten seconds."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except OSError:
            return True
        if sys.platform == "linux" and Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").split()[2] == "Z":
            return True
        time.sleep(0.1)
    return False


def test_a_process_goes_on_with_the_next_task() -> None:
    with processes(2) as pool:
        done = [future.result() for future in as_completed([pool.submit(doubled, number) for number in range(9)])]
    assert sorted(number for number, _ in done) == list(range(0, 18, 2))
    assert os.getpid() not in {pid for _, pid in done}
    assert len({pid for _, pid in done}) <= 2
    assert all(gone(pid) for _, pid in done)


def test_a_process_that_dies_costs_its_own_task() -> None:
    with processes(1) as pool:
        futures = [pool.submit(killed, number) for number in (1, 3, 5)]
        assert futures[0].result()[0] == 2
        with pytest.raises(BrokenExecutor):
            futures[1].result()
        assert futures[2].result()[0] == 10
        assert futures[2].result()[1] != futures[0].result()[1]


def test_an_error_is_handed_on() -> None:
    with processes(1) as pool:
        with pytest.raises(ValueError, match="7"):
            pool.submit(refused, 7).result()
        assert pool.submit(doubled, 1).result()[0] == 2


def test_what_is_not_done_when_nobody_wants_it_is_not_waited_for(tmp_path: Path) -> None:
    with processes(1) as pool:
        running, waiting = pool.submit(asleep, tmp_path / "a"), pool.submit(asleep, tmp_path / "b")
        while not (tmp_path / "a").exists():
            time.sleep(0.05)
        ended = time.monotonic()
    assert time.monotonic() - ended < 30
    assert gone(int((tmp_path / "a").read_text(encoding="utf-8")))
    assert isinstance(running.exception(), BrokenExecutor)
    assert waiting.cancelled()
    assert not (tmp_path / "b").exists()


ORPHANS = """
import sys
from pathlib import Path
sys.path[:0] = {path!r}
from suite.publish.workers import processes
from test_workers import asleep
if __name__ == "__main__":
    with processes(1) as pool:
        pool.submit(asleep, Path({file!r})).result()
"""


def test_a_process_does_not_outlive_the_one_that_wants_it(tmp_path: Path) -> None:
    file, script = tmp_path / "pid", tmp_path / "skript.py"
    script.write_text(
        ORPHANS.format(path=[str(PROJECT), str(Path(__file__).parent)], file=str(file)), encoding="utf-8"
    )
    wanting = subprocess.Popen([sys.executable, script])
    while not (file.exists() and file.read_text(encoding="utf-8")):
        assert wanting.poll() is None
        time.sleep(0.05)
    wanting.kill()
    wanting.wait()
    assert gone(int(file.read_text(encoding="utf-8")))


# The notebooks


def written(folder: Path, *cells: str) -> Path:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(notebook, folder / "bok.ipynb")
    return folder / "bok.ipynb"


def test_a_notebook_has_a_namespace_of_its_own(tmp_path: Path) -> None:
    before = sys.modules["__main__"]
    one = run_notebook(written(tmp_path, "x = 1", "__name__, x, Out"), {}, tmp_path)
    assert one.cells[1].outputs[0]["data"]["text/plain"] == "('__main__', 1, {})"
    assert one.cells[1].execution_count == 2
    with pytest.raises(CellError, match=r"bok\.ipynb, cell 1: NameError: name 'x' is not defined"):
        run_notebook(written(tmp_path, "x"), {}, tmp_path)
    assert sys.modules["__main__"] is before


def test_what_was_drawn_before_a_notebook_is_none_of_its_own(tmp_path: Path) -> None:
    pyplot.figure()
    found = run_notebook(written(tmp_path, "1 + 1;"), {}, tmp_path)
    assert [cell.outputs for cell in found.cells] == [[]]


def test_who_interrupts_a_notebook_is_heard(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run_notebook(written(tmp_path, "raise KeyboardInterrupt"), {}, tmp_path)


def test_the_bytes_are_those_of_plain_papermill_with_a_kernel() -> None:
    run = begin()
    for job in jobs([each for each in reports_of(run, 2025) if each.name in PLAIN], run, "bas"):
        source = PROJECT / "notebooks" / f"{job.report.notebook}.ipynb"
        plain = papermill.execute_notebook(
            source, None, dict(job.parameters), kernel_name="python3", cwd=PROJECT, progress_bar=False
        )
        made = produce(job)
        assert isinstance(made, dict)
        assert made[f"{job.report.name}.ipynb"] == f"{nbformat.writes(repeatable(plain))}\n".encode()


def deadly(job: Job) -> Files:
    """Make a report, if its process is not killed."""
    if job.report.name == PLAIN[0]:
        os._exit(9)
    return {"resultat.json": job.report.name.encode()}


def test_a_killed_process_costs_its_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(package, "produce", deadly)
    assert main(["arspaket", "2025", "--ut", str(tmp_path), "--trots-antagande"]) == 1
    said = capsys.readouterr()
    assert f"Fel: {PLAIN[0]}: processen avbröts\n" in said.err
    assert "27 rapporter gjorda." in said.out
    made = tmp_path / "arspaket_2025"
    assert not (made / PLAIN[0]).exists()
    assert list(file_hashes(made / PLAIN[1])) == ["resultat.json"]
    assert "processen avbröts. Den saknas." in (made / "index.html").read_text(encoding="utf-8")


def lacking(job: Job) -> Files:
    raise ModuleNotFoundError(job.report.name, name="typst")


def test_a_library_that_is_missing_is_told_for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "produce", lacking)
    monkeypatch.setattr(package, "reports_of", lambda *told: reports_of(*told)[:3])
    with pytest.raises(ModuleNotFoundError) as error:
        main(["arspaket", "2025", "--ut", str(tmp_path)])
    assert error.value.name == "typst"


def test_there_is_a_process_for_each_core() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)


# A cluster


def test_a_cluster_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed")
    few = [each for each in reports_of(begin(), 2025) if each.name in (*PLAIN, "kvalitetslogg_2025")]
    monkeypatch.setattr(package, "reports_of", lambda *_: few)
    command = ["arspaket", "2025", "--trots-antagande", "--ut"]
    assert main([*command, str(tmp_path / "har")]) == 0
    with distributed.LocalCluster(n_workers=2, threads_per_worker=2, dashboard_address=None) as cluster:
        assert main([*command, str(tmp_path / "dar"), "--dask", cluster.scheduler_address]) == 0
    here, there = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        for name in ("har", "dar")
    )
    assert here == there
    assert len(here) >= 4 * len(few)


def test_without_a_cluster_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("distributed")
    assert main(["arspaket", "2025", "--ut", str(tmp_path), "--dask", "ingenting"]) == 1
    assert "--dask: fann ”ingenting”, väntade adressen till ett Daskkluster" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("group", "told"),
    [("indata", "andra indata"), ("kod", "annan kod"), ("versioner", "andra versioner av bibliotek")],
)
def test_a_computer_that_differs_renders_nothing(group: str, told: str) -> None:
    run = begin()
    (job,) = jobs([each for each in reports_of(run, 2025) if each.name == PLAIN[0]], run, "bas", elsewhere=True)
    made = produce(replace(job, manifest={**job.manifest, group: {}}))
    assert isinstance(made, Failure)
    assert str(made) == f"{platform.node()} i klustret har {told} än den här datorn"


def test_a_computer_that_does_not_see_the_inputs_says_so() -> None:
    run = begin()
    (job,) = jobs([each for each in reports_of(run, 2025) if each.name == PLAIN[0]], run, "bas", elsewhere=True)
    made = produce(replace(job, working=Path("finns", "inte")))
    assert isinstance(made, Failure)
    assert str(made).startswith(f"{platform.node()} i klustret: ")


def test_a_computer_that_lacks_a_library_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    run = begin()
    (job,) = jobs([each for each in reports_of(run, 2025) if each.name == PLAIN[0]], run, "bas", elsewhere=True)
    monkeypatch.setitem(sys.modules, "suite.publish.notebook", None)
    made = produce(job)
    assert isinstance(made, Failure)
    assert str(made) == f"{platform.node()} i klustret saknar biblioteket suite.publish.notebook"
