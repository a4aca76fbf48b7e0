"""``hamta`` as the tests give it, and a statistics office of their own that answers, well or badly."""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from small_inputs import MUNICIPALITIES

from suite.cli.cli import main

FIGURES = [5111, 6050, 15650, 11100, 12650, 7100, 10150, 64900]
NOTE = "Folkmängden redovisas enligt den indelning som gällde 1 januari respektive år."
NOISE = "Från och med 2025 är en liten kontrollerad slumpmässig osäkerhet införd för att skydda mot röjande."
LAST_DAY = "Uppgiften om folkmängd avser förhållandet den sista dagen i respektive månad."


def dataset(period: str = "2024", reference: str = "1 november respektive år", **changes: Any) -> dict[str, Any]:
    """Return an answer of the shape that PxWebApi 2 gives for eight municipalities."""
    found: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": "Folkmängd 1 november efter region, tabellinnehåll och år",
        "source": "SCB",
        "updated": "2024-12-10T07:00:00Z",
        "note": [NOTE],
        "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
        "id": ["Region", "ContentsCode", "Tid"],
        "size": [8, 1, 1],
        "dimension": {
            "Region": {
                "label": "region",
                "category": {
                    "index": {code: place for place, code in enumerate(MUNICIPALITIES)},
                    "label": dict(MUNICIPALITIES),
                },
            },
            "ContentsCode": {
                "label": "tabellinnehåll",
                "category": {"index": {"BE0101A9": 0}, "label": {"BE0101A9": "Antal"}},
                "extension": {"refperiod": {"BE0101A9": reference}},
            },
            "Tid": {"label": "år", "category": {"index": {period: 0}, "label": {period: period}}},
        },
        "value": list(FIGURES),
    }
    return found | changes


def monthly(period: str = "2024M10", note: str = LAST_DAY) -> dict[str, Any]:
    """Return an answer of a table by month, age and sex."""
    found = dataset(period, "Respektive månad", note=[note, NOISE], size=[8, 1, 1, 1, 1])
    found["id"] = ["Region", "Alder", "Kon", "ContentsCode", "Tid"]
    single = {name: {"category": {"index": {code: 0}}} for name, code in (("Alder", "TotSA"), ("Kon", "TotSa"))}
    content = {
        "category": {"index": {"000007SF": 0}},
        "extension": {"refperiod": {"000007SF": "Respektive månad"}},
    }
    found["dimension"] |= {**single, "ContentsCode": content}
    return found


NOBODY = "http://127.0.0.1:9/api/v2"


class Office(ThreadingHTTPServer):
    """A statistics office on this machine: it gives the answers it has been told to, one for each question."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Desk)
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        self.asked: list[tuple[str, Any]] = []
        self.delay = 0.0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/api/v2"

    def says(self, body: object = None, status: int = 200, **headers: str) -> None:
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        self.answers.append((status, {name.replace("_", "-"): value for name, value in headers.items()}, data))


class Desk(BaseHTTPRequestHandler):
    server: Office

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, body))
        status, headers, data = self.server.answers.pop(0)
        time.sleep(self.server.delay)
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def fetch(inputs: Path, *arguments: str) -> int:
    return main(["hamta", "befolkning", *arguments, "--inputs", str(inputs)])


def index(inputs: Path, *arguments: str) -> int:
    return main(["hamta", "lpix", *arguments, "--inputs", str(inputs)])


DECISION = ["--beslut", "Regionplan 2027–2029, RF 2026-12-02"]
RIGHT = ("--ar", "2027", "--procent", "3,1", *DECISION)
WRONG = ("--ar", "2027", "--procent", "3,7", *DECISION)


# What is said, what is written together, and what is taken back


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }
