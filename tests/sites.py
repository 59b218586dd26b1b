"""Published sites for tests: a plain file server, and what the script of the page asks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any

from browser import watched
from playwright.sync_api import Browser, Page

from geo.render.assets_list import SITE_MODULES
from geo.render.bundle import bundle

_PROBE = """
import { source } from "dateline/site.js";
import { pinsOf } from "dateline/site_pins.js";
import { folded } from "dateline/site_words.js";
Object.assign(window, { source, pinsOf, folded });
"""


class _Files(SimpleHTTPRequestHandler):
    """What any host does: a file by its path, an index for a folder, 404 for everything else."""

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


@contextmanager
def hosted(root: Path) -> Iterator[str]:
    """Serve a folder as plain files, below the root as hosts have projects; yield its address."""
    handler = partial(_Files, directory=str(root.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/{root.name}"
        finally:
            server.shutdown()
            thread.join(10)


@contextmanager
def probed(browser: Browser, address: str) -> Iterator[Page]:
    """Yield a page of a site with the script's way to ask its files as ``window.source``."""
    own = files("geo.render").joinpath("assets")
    named = {n: own.joinpath(n).read_text("utf-8") for n in (*SITE_MODULES, "fetched.js")}
    with watched(browser, 800, 600, bypass_csp=True) as page:
        page.goto(f"{address}/")
        page.add_script_tag(content=bundle({**named, "probe.js": _PROBE}), type="module")
        page.wait_for_function("window.source")
        yield page


def asked(page: Page, name: str, *arguments: object) -> Any:  # noqa: ANN401 - JSON
    """Return what a site answers."""
    return page.evaluate("([name, given]) => window.source[name](...given)", [name, arguments])
