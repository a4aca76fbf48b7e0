"""Many reports at once, each in a process of its own, so that no notebook leaves anything behind for the next.

On Linux the processes are forked from this one, which has everything imported already; elsewhere they are
started afresh, and run their notebooks in kernels.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TypeVar

FORKS = sys.platform == "linux"
"""Whether processes are forked here. macOS can, but its libraries may not survive it."""

_PR_SET_PDEATHSIG = 1
_MOST_STARTED = 61
"""Windows waits for no more processes at once than this."""

Task = TypeVar("Task")
Result = TypeVar("Result")


def workers() -> int:
    """Return how many processes to run at once: one for each core that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_all(
    work: Callable[[Task], Result], tasks: Sequence[Task], *, fork: bool = FORKS
) -> Iterator[tuple[Task, Result | None]]:
    """Yield each task with its result, in the order they are done; None where the process died.

    Parameters
    ----------
    work : callable
        A function of a module; must not raise.
    tasks : sequence
        What to call it with.
    fork : bool
        Whether each task has a forked process; else a few started ones share them.
    """
    yield from _forked(work, tasks) if fork else _pooled(work, tasks)


def _forked(work: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[tuple[Task, Result | None]]:
    context, waiting = multiprocessing.get_context("fork"), list(reversed(tasks))
    running: dict[Connection, tuple[Task, BaseProcess]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < workers():
                task = waiting.pop()
                receiver, sender = context.Pipe(duplex=False)
                process: BaseProcess = context.Process(target=_tell, args=(work, task, sender))
                process.start()
                sender.close()
                running[receiver] = (task, process)
            for done in wait(list(running)):
                assert isinstance(done, Connection)
                task, process = running.pop(done)
                try:
                    result: Result | None = done.recv()
                except EOFError:
                    result = None
                process.join()
                yield task, result
    finally:
        for _, process in running.values():
            process.kill()


def _tell(work: Callable[[Task], Result], task: Task, sender: Connection) -> None:
    """Do the work in a process that does not outlive the one that wants it, even if that is killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    sender.send(work(task))
    sender.close()


def _pooled(work: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[tuple[Task, Result | None]]:
    if not tasks:
        return
    most = min(workers(), len(tasks), _MOST_STARTED)
    with ProcessPoolExecutor(most, multiprocessing.get_context("spawn")) as pool:
        futures = {pool.submit(work, task): task for task in tasks}
        for future in as_completed(futures):
            try:
                result: Result | None = future.result()
            except BrokenExecutor:
                result = None
            yield futures[future], result
