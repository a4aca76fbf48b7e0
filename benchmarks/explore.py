"""Time the explore page in Chromium: how soon it is there, and how long a change takes to compute and draw.

Run: ``python benchmarks/explore.py``, with the machine's own Chromium. First the shipped inputs, then made-up ones
of a hundred parties, thirty years and thirty scenarios. Prints bytes, and milliseconds by the clock and by the
processor, which others that use it do not disturb; nothing is asserted.
"""

import shutil
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from playwright.sync_api import Browser, sync_playwright

from model.read.begin import PROJECT, begin
from suite.explore.page import page_html

YEARS = range(2024, 2054)
DRAG = """async () => {
    const slider = document.querySelector(".slider input[type=range]");
    utforska.frames.length = 0;
    for (let step = 0; step < 60; step += 1) {
        slider.value = 2 + step / 20;
        slider.dispatchEvent(new Event("input"));
        await new Promise(requestAnimationFrame);
    }
    return utforska.frames;
}"""
STARTED = "performance.getEntriesByName('begun')[0]?.startTime ?? performance.now()"
PROVED = "() => { const began = performance.now(); proved(utforska.data); return performance.now() - began; }"


def large(root: Path) -> Path:
    """Write made-up inputs: a hundred municipalities, thirty years, thirty scenarios."""
    (root / "avtal").mkdir(parents=True)
    (root / "scenarier").mkdir()
    codes = [f"{code}" for code in range(1000, 1100)]
    text = (PROJECT / "inputs" / "avtal" / "energikontor.yaml").read_text(encoding="utf-8")
    before, _, after = text.partition('  - {kod: "2303"')
    parties = [f'  - {{kod: "{code}", namn: Kommun {code}, kortnamn: Kommun {code}}}\n' for code in codes]
    own = before + "".join(parties) + "\n" + after[after.index("giltighet") :]
    shipped = '"2303", "2305", "2309", "2313", "2321", "2326", "2361", "2380"'
    own = own.replace(shipped, ", ".join(f'"{code}"' for code in codes)).replace(
        "2033-12-31", f"{YEARS[-1]}-12-31"
    )
    (root / "avtal" / "energikontor.yaml").write_text(own, encoding="utf-8")
    people = [
        f"{code};Kommun {code};{year - 1}-11-01;{int(code) * 7 + year};fastställd;SCB;2023-12-15;"
        for year in YEARS
        for code in codes
    ]
    heading = "kommunkod;kommun;datum;folkmangd;status;kalla;publicerad;ersatter"
    (root / "befolkning.csv").write_text("\n".join([heading, *people]) + "\n", encoding="utf-8")
    index = [f"LPIX;{year};3,{year % 10};fastställd;Plan;2023-12-15;" for year in YEARS]
    heading = "index;ar;procent;status;kalla;publicerad;ersatter"
    (root / "lpix.csv").write_text("\n".join([heading, *index]) + "\n", encoding="utf-8")
    for number in range(30):
        code, parent = ("bas" if number == 0 else f"s{number}"), "" if number == 0 else "utgar_fran: bas\n"
        told = f"scenario: {code}\nnamn: Scenario {number}\nforfattare: X\ndatum: 2026-01-01\nvarfor: X\n{parent}"
        told += (
            "befolkning: {metod: konstant}\n"
            if number == 0
            else f"lpix:\n  konstant: {{fran: 2027, procent: {number}}}\n"
        )
        (root / "scenarier" / f"{code}.yaml").write_text(told, encoding="utf-8")
    return root


def measure(browser: Browser, name: str, path: Path, taken: float) -> None:
    """Print what a page takes: to make, to open, to prove itself, and to follow a slider."""
    view = browser.new_page(viewport={"width": 1280, "height": 900})
    tool = view.context.new_cdp_session(view)
    tool.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy() -> float:
        told = tool.send("Performance.getMetrics")["metrics"]
        return next(each["value"] for each in told if each["name"] == "TaskDuration") * 1000

    view.goto(path.as_uri())
    view.wait_for_selector(".proof", timeout=120_000)
    started, opened, proof = busy(), view.evaluate(STARTED), view.evaluate(PROVED)
    print(f"{name}: {path.stat().st_size / 1e6:.2f} MB, gjord på {taken:.1f} s")
    print(f"  framme efter {opened:.0f} ms, {started:.0f} av processorn; kontrollen igen {proof:.0f} ms")
    for picture in ("ar", "parter"):
        view.locator(f"[name=bild][value={picture}]").check()
        view.wait_for_timeout(500)
        before, frames = busy(), view.evaluate(DRAG)
        own = (busy() - before) / len(frames)
        print(f"  {picture}: en ändring {median(frames):.1f} ms, längst {max(frames):.1f}", end="")
        print(f", {own:.1f} av processorn")
    view.close()


def main() -> None:
    """Print the times."""
    chromium = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])))
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, inputs, years in (("avtalen", "", ()), ("100 parter", large(Path(folder) / "stort"), YEARS)):
            run, start = begin(inputs), perf_counter()
            path = Path(folder) / f"{name}.html"
            path.write_text(page_html(run, "", years), encoding="utf-8", newline="\n")
            measure(browser, name, path, perf_counter() - start)
        browser.close()


if __name__ == "__main__":
    main()
