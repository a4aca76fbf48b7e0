"""Who does work that can be shared: threads or processes of this computer, or a Dask cluster."""

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, ParamSpec, TypeVar

from model.errors import InputError

Given = ParamSpec("Given")
Result = TypeVar("Result")

_MANY = 50_000
"""How many more objects a process has before it looks for those that nobody needs: a report makes very many."""


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def processes(most: int) -> Iterator[Executor]:
    """Give an executor of processes; what is not done when the block ends is not done.

    A process is started when there is a task for it, and kept for the next one with all that it has imported. One
    that dies costs its own task, which fails with `BrokenExecutor`; a new one goes on with the others.

    Parameters
    ----------
    most : int
        The most processes at once.
    """
    pool = _Processes(most)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in pool.started:
            process.kill()
            process.join()


@contextmanager
def workers(address: str = "") -> Iterator[Executor]:
    """Give who computes: this computer's own threads, or the Dask cluster at an address (`cluster`)."""
    with cluster(address) if address else ThreadPoolExecutor() as pool:
        yield pool


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Give a Dask cluster's executor.

    Parameters
    ----------
    address : str
        Of the cluster's scheduler, such as ``tcp://10.0.0.1:8786``.

    Raises
    ------
    InputError
        If there is no cluster at the address, or the extra ``dask`` is not installed.
    """
    try:
        from distributed import Client
    except ImportError:
        raise InputError("--dask: väntade tillägget dask, pip install kostnadsmodell[dask]") from None
    try:
        client = Client(address, timeout="10s")  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise InputError(f"--dask: fann ”{address}”, väntade adressen till ett Daskkluster ({error})") from None
    with client, client.get_executor() as pool:  # type: ignore[no-untyped-call]
        yield pool


class _Processes(ThreadPoolExecutor):
    """A thread for each process, which hands it one task at a time and waits for it."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.started: list[SpawnProcess] = []
        self._own = threading.local()

    def submit(self, fn: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs) -> Future[Result]:
        """Hand a process the work of a module's function."""
        return super().submit(self._handed_over, fn, args, kwargs)

    def _handed_over(self, *task: Any) -> Any:
        if not hasattr(self._own, "connection"):
            self._own.connection = self._start()
        try:
            self._own.connection.send(task)
            result, error = self._own.connection.recv()
        except (EOFError, OSError):
            del self._own.connection
            raise BrokenExecutor from None
        if error:
            raise error
        return result

    def _start(self) -> "Connection[Any, Any]":
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(there,), daemon=True)
        process.start()
        there.close()
        self.started.append(process)
        return here


def _serve(tasks: "Connection[Any, Any]") -> None:
    """Do tasks until there are no more of them, or nobody wants them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started the process is told, and ends it
    gc.set_threshold(_MANY)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError):
        while True:
            work, args, kwargs = tasks.recv()
            try:
                tasks.send((work(*args, **kwargs), None))
            except Exception as error:
                tasks.send((None, error))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
