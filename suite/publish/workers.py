"""Who does the work of a computation that can be shared: the machine's own threads, or a cluster."""

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager

from model.errors import InputError


@contextmanager
def workers(address: str = "") -> Iterator[Executor]:
    """Give who does the work: the machine's own threads, or a Dask cluster.

    Parameters
    ----------
    address : str
        Of the cluster's scheduler, such as ``tcp://10.0.0.1:8786``; empty for threads.

    Raises
    ------
    InputError
        If there is no cluster at the address, or the extra ``dask`` is not installed.
    """
    if not address:
        with ThreadPoolExecutor() as pool:
            yield pool
        return
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
