"""Print what the page costs in Chromium beside its budget, for three sizes of corpus.

    python benchmarks/page.py [--mentions 1000000] [--port 8767]

The greatest corpus whose page carries its places; one of 2,000 places; and a large one. A step is
the time from a pan or a zoom to the frame that shows it; where the server counts, the pins come
with a later frame.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
from collections.abc import Mapping

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from serving import serving
from synthetic import synthetic_store

BUDGET = {
    "ready_ms": 2_000,
    "longest_task_ms": 200,
    "pan_ms": 100,
    "zoom_ms": 100,
    "pins_after_ms": None,
    "heap_mb": 50,
    "nodes": 3_000,
    "requests": 15,
    "compressed_kb": 250,
}
PORT = 8767
_RUNS = 3
_STEPS = 6
_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_WATCH = """
window.tasks = [];
new PerformanceObserver((list) => list.getEntries().forEach((e) => window.tasks.push(e.duration)))
  .observe({ type: "longtask", buffered: true });
"""
_STEP = """
async (move) => {
  const map = window.map_dateline, began = performance.now();
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  if (move === "pan") map.panBy([260, 90], { animate: false });
  else map.setZoom(map.getZoom() + (move === "in" ? 1 : -1), { animate: false });
  await frame();
  const step = performance.now() - began;
  const busy = () => document.querySelector("#summary").ariaBusy === "true";
  await new Promise((done) => setTimeout(done, 60));
  while (busy()) await frame();
  await frame();
  return [step, performance.now() - began];
}
"""


def main() -> None:
    """Make the corpora where they are missing, serve each, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--port", type=int, default=PORT)
    asked = parser.parse_args()
    sizes = {
        "page carries all": (10_000, 400),
        "2,000 places": (40_000, 2_000),
        f"{asked.mentions:,} mentions": (asked.mentions, 0),
    }
    found = {}
    for name, (mentions, places) in sizes.items():
        with serving(synthetic_store(mentions, places), asked.port):
            found[name] = measured(f"http://127.0.0.1:{asked.port}/")
    _print(found)


def page_figures(address: str) -> str:
    """Return a line of figures, or why there are none."""
    if shutil.which("chromium") is None:
        return "page: chromium is not installed"
    return "page: " + ", ".join(f"{name} {value:.0f}" for name, value in measured(address).items())


def measured(address: str) -> dict[str, float]:
    """Return the medians of the figures of a page."""
    with sync_playwright() as driver:
        path = shutil.which("chromium")
        browser = driver.chromium.launch(executable_path=path, args=_FLAGS)
        runs = [_once(browser, address) for _ in range(_RUNS)]
        browser.close()
    return {name: statistics.median(run[name] for run in runs) for name in BUDGET}


def _once(browser: Browser, address: str) -> dict[str, float]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(_WATCH)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    received: list[float] = []
    session.on("Network.loadingFinished", lambda e: received.append(e["encodedDataLength"]))
    page.goto(address)
    page.wait_for_selector("html[data-ready='1']")
    figures = {
        "ready_ms": float(page.evaluate("performance.now()")),
        "requests": float(len(received)),
        "compressed_kb": sum(received) / 1000,
        "nodes": float(page.evaluate("document.querySelectorAll('*').length")),
        "heap_mb": _heap_mb(session),
    }
    figures |= _steps(page)
    figures["longest_task_ms"] = float(page.evaluate("Math.max(0, ...window.tasks)"))
    page.close()
    return figures


def _heap_mb(session: CDPSession) -> float:
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


def _steps(page: Page) -> dict[str, float]:
    """Move the map about, and return the slowest of the steps of each kind."""
    pans = [page.evaluate(_STEP, "pan") for _ in range(_STEPS)]
    zooms = [page.evaluate(_STEP, move) for move in ("in", "in", "out", "out", "out", "in")]
    return {
        "pan_ms": max(step for step, _ in pans),
        "zoom_ms": max(step for step, _ in zooms),
        "pins_after_ms": max(after for _, after in (*pans, *zooms)),
    }


def _print(found: Mapping[str, Mapping[str, float]]) -> None:
    print(f"{'':18}{'budget':>10}" + "".join(f"{name:>22}" for name in found))
    for name, most in BUDGET.items():
        limit = f"{most:,}" if most else ""
        cells = [
            f"{figures[name]:>20,.0f}{' !' if most and figures[name] > most else '  '}"
            for figures in found.values()
        ]
        print(f"{name:18}{limit:>10}" + "".join(cells))


if __name__ == "__main__":
    main()
