"""Measure the page in Chromium: ready, weight, requests, longest task."""

from __future__ import annotations

import shutil
import statistics

from playwright.sync_api import Browser, sync_playwright

_RUNS = 3
_WATCH = """
window.tasks = [];
new PerformanceObserver((list) => list.getEntries().forEach((e) => window.tasks.push(e.duration)))
  .observe({ type: "longtask", buffered: true });
"""


def page_figures(address: str) -> str:
    """Return a line of figures, or why there are none."""
    path = shutil.which("chromium")
    if path is None:
        return "page: chromium is not installed"
    with sync_playwright() as driver:
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = driver.chromium.launch(executable_path=path, args=flags)
        runs = [_once(browser, address) for _ in range(_RUNS)]
        browser.close()
    names = ("ready_ms", "requests", "compressed_kb", "nodes", "longest_task_ms", "heap_mb")
    middle = {name: statistics.median(run[name] for run in runs) for name in names}
    return "page: " + ", ".join(f"{name} {value:.0f}" for name, value in middle.items())


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
        "longest_task_ms": float(page.evaluate("Math.max(0, ...window.tasks)")),
        "heap_mb": float(page.evaluate("performance.memory.usedJSHeapSize")) / 1e6,
    }
    page.close()
    return figures
