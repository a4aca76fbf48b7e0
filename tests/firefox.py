"""The machine's own Firefox, driven as its own protocol says (WebDriver BiDi), a page at a time."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from websocket import WebSocket, create_connection


class Firefox:
    """A page in Firefox."""

    def __init__(self, socket: WebSocket) -> None:
        self.socket, self.numbers = socket, count(1)
        self.ask("session.new", capabilities={})
        # The window that it begins with never gets the focus, and without that no key works a button.
        self.context = self.ask("browsingContext.create", type="window")["context"]

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Ask for something to be done, and return the answer."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while (told := json.loads(self.socket.recv())).get("id") != number:
            pass
        assert told["type"] == "success", told
        return dict(told["result"])

    def goto(self, address: str) -> None:
        """Open an address, and wait until it has loaded."""
        self.ask("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def evaluate(self, code: str) -> Any:
        """Return what an expression of the page's gives, as JSON can say it."""
        asked = {"expression": f"Promise.resolve({code}).then(JSON.stringify)", "awaitPromise": True}
        told = self.ask("script.evaluate", target={"context": self.context}, **asked)
        assert told["type"] == "success", told
        return json.loads(told["result"].get("value", "null"))

    def size(self, width: int, height: int) -> None:
        """Let the page be so large."""
        self.ask("browsingContext.setViewport", context=self.context, viewport={"width": width, "height": height})

    def press(self, *keys: str) -> None:
        """Press keys one after another."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        source = {"type": "key", "id": "keys", "actions": actions}
        self.ask("input.performActions", context=self.context, actions=[source])


@contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """Give a page in the machine's Firefox, with a profile of its own; skip the test where there is none."""
    found = next(filter(None, map(shutil.which, ["firefox", "firefox-esr"])), None)
    if found is None:
        pytest.skip("no Firefox on this machine; .ci/run installs it")
    command = [found, "--headless", "--remote-debugging-port=0", "--no-remote", "--profile", str(profile)]
    profile.mkdir()
    log = profile / "sagt.txt"
    with log.open("w", encoding="utf-8") as told:
        started = subprocess.Popen([*command, "about:blank"], stdout=told, stderr=told)
    try:
        socket = create_connection(f"{_address(log, started)}/session", timeout=120, suppress_origin=True)
        yield Firefox(socket)
        socket.close()
    finally:
        started.terminate()
        started.wait(30)


def _address(log: Path, started: subprocess.Popen[bytes]) -> str:
    """Wait for the address that Firefox listens on, and return it."""
    import time

    for _ in range(600):
        if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", log.read_text(encoding="utf-8")):
            return found[1]
        assert started.poll() is None, log.read_text(encoding="utf-8")
        time.sleep(0.1)
    raise TimeoutError(log.read_text(encoding="utf-8"))
