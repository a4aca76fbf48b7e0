"""Time the explore page: from a key that moves a slider until the browser shows the new amounts.

Run: ``python benchmarks/explore.py``, with the machine's own Chromium. Prints milliseconds; nothing is asserted.
"""

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from playwright.sync_api import sync_playwright

from model.read.begin import PROJECT, begin
from suite.explore.explore import Page

PORT = 18867
ADDRESS = f"http://localhost:{PORT}/"
SERVE = ["-m", "voila", "notebooks/utforska.ipynb", f"--port={PORT}", "--no-browser", "--template=utforska"]
WATCH = """() => {
    let pressed = 0;
    window.taken = [];
    addEventListener("keydown", () => { pressed = performance.now(); }, true);
    new MutationObserver((changes) => {
        const amounts = changes.some((change) => change.target.querySelector?.("table"));
        if (pressed && amounts) requestAnimationFrame(() => { window.taken.push(performance.now() - pressed); });
    }).observe(document.querySelector(".utforska"), {childList: true, subtree: true});
}"""


def in_python(times: int = 20) -> list[float]:
    """Return how long a change takes in the kernel: rules, comparison, figure and HTML."""
    with TemporaryDirectory() as folder:
        page, taken = Page(begin(), Path(folder)), []
        for place in range(times):
            start = perf_counter()
            page.controls.index.value = 3 + place / 10 + 0.1
            taken.append(1000 * (perf_counter() - start))
    return taken


def in_browser(times: int = 20) -> list[float]:
    """Return how long it takes until the browser shows it."""
    with sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])))
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        view = browser.new_page()
        view.goto(ADDRESS)
        view.wait_for_selector(".utforska table")
        view.evaluate(WATCH)
        slider = view.get_by_role("slider", name="LPIX")
        slider.focus()
        for _ in range(times):
            slider.press("ArrowRight")
            view.wait_for_timeout(400)
        taken: list[float] = view.evaluate("window.taken")
        browser.close()
    return taken


def main() -> None:
    """Print the times."""
    environment = os.environ | {
        "JUPYTER_PATH": os.pathsep.join(str(PROJECT / "suite" / each) for each in ("explore", "show"))
    }
    server = subprocess.Popen([sys.executable, *SERVE], cwd=PROJECT, env=environment, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                urllib.request.urlopen(f"{ADDRESS}voila/static/voila.js").close()
                break
            except urllib.error.URLError:
                time.sleep(0.2)
        for name, taken in (("i Python", in_python()), ("i webbläsaren", in_browser())):
            print(f"{name}: median {median(taken):.0f} ms, längst {max(taken):.0f} ms ({len(taken)} ändringar)")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
