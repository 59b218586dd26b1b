"""A real server and a real Chromium for the tests of the page."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, Request, sync_playwright

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_IDLE: dict[Browser, tuple[Page, list[str]]] = {}
"""Of a browser the page that nobody uses now, and the faults of whoever uses it."""


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an application on a free port of the loopback; yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", ws="none")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield Debian's Chromium; outside continuous integration a missing one is skipped."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is not installed, and continuous integration needs it")
        pytest.skip("chromium is not installed: the page is not tested in a browser")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(_FLAGS))
        try:
            yield browser
        finally:
            _IDLE.pop(browser, None)
            browser.close()


@contextmanager
def watched(browser: Browser, width_px: int, height_px: int) -> Iterator[Page]:
    """Yield a page that fails on any outside request, page error or console error.

    It may have shown other addresses before, and has them cached: that halves the time of a test.
    A test of what is loaded, of clocks or of permissions needs a page of `apart`.
    """
    if browser in _IDLE:
        page, faults = _IDLE.pop(browser)
    else:
        page, faults = _listened_to(browser.new_context().new_page())
    page.set_viewport_size({"width": width_px, "height": height_px})
    yield page
    _clear(page)
    assert not faults, faults
    _IDLE[browser] = page, faults


@contextmanager
def apart(
    browser: Browser,
    width_px: int,
    height_px: int,
    *,
    bypass_csp: bool = False,
    permissions: tuple[str, ...] = (),
) -> Iterator[Page]:
    """Yield a page that fails as one of `watched` does, in a context that ends with it."""
    with browser.new_context(
        viewport={"width": width_px, "height": height_px},
        bypass_csp=bypass_csp,
        permissions=permissions,
    ) as context:
        page, faults = _listened_to(context.new_page())
        yield page
    assert not faults, faults


def _clear(page: Page) -> None:
    page.unroute_all()
    page.evaluate("{ try { sessionStorage.clear() } catch {} }")
    page.goto("about:blank")
    page.emulate_media(
        media="null", color_scheme="null", reduced_motion="null", forced_colors="null"
    )
    page.mouse.move(0, 0)


def _listened_to(page: Page) -> tuple[Page, list[str]]:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"page error: {error}"))
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.on("request", lambda request: _note_outside(request.url, faults))
    page.on("requestfailed", lambda request: _note_failed(request, faults))
    return page, faults


def _note_failed(request: Request, faults: list[str]) -> None:
    # A page that is left while it asks for something stops asking.
    if request.failure != "net::ERR_ABORTED":
        faults.append(f"failed: {request.url}")


def _note_outside(url: str, faults: list[str]) -> None:
    if not url.startswith(("http://127.0.0.1:", "file:", "data:", "about:", "blob:")):
        faults.append(f"asked another host: {url}")


def opened(page: Page, address: str) -> Page:
    """Go to an address and wait until the page says that it is ready."""
    page.goto(address)
    page.wait_for_selector("html[data-ready='1']")
    return page


def by_day_and_night(page: Page) -> Iterator[str]:
    """Show a page in the light and in the dark scheme, without loading it again."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        yield scheme
