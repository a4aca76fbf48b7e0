"""A server of this machine, as a command starts it, while a test asks it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def served(module: Sequence[str], ready: str, log: Path, **environment: str) -> Iterator[str]:
    """Run a module on a free port until the block ends, and give its address once a page of it is there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://localhost:{port}/"
    command = [sys.executable, "-m", *module, f"--port={port}"]
    with log.open("w", encoding="utf-8") as told:
        server = subprocess.Popen(command, env=os.environ | environment, stdout=told, stderr=told)
        try:
            _await(address + ready, server)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:  # Jupyter's own, when it is told to end while a kernel starts
                server.kill()
                server.wait()


def _await(address: str, server: subprocess.Popen) -> None:
    for _ in range(300):
        assert server.poll() is None
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise TimeoutError(address)
