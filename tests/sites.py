"""Published sites for tests: a plain file server, and what the script of the page asks."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any

from browser import apart
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


class _Bucket(_Files):
    """What a store of objects does: a file by its whole name, or a range of it; no folders."""

    def do_GET(self) -> None:
        """Answer with an object or with a range of it."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        body = path.read_bytes()
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        start, end = (int(asked[1]), int(asked[2]) + 1) if asked else (0, len(body))
        part = body[start:end]
        self.send_response(HTTPStatus.PARTIAL_CONTENT if asked else HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(part)))
        self.send_header("Accept-Ranges", "bytes")
        if asked:
            self.send_header("Content-Range", f"bytes {start}-{start + len(part) - 1}/{len(body)}")
        self.end_headers()
        self.wfile.write(part)


@contextmanager
def hosted(root: Path) -> Iterator[str]:
    """Serve a folder as plain files, below the root as hosts have projects; yield its address."""
    with _serving(partial(_Files, directory=str(root.parent))) as origin:
        yield f"{origin}/{root.name}"


@contextmanager
def in_bucket(root: Path) -> Iterator[str]:
    """Serve a folder as objects that have a prefix; yield its address."""
    with _serving(partial(_Bucket, directory=str(root.parent))) as origin:
        yield f"{origin}/{root.name}"


@contextmanager
def _serving(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join(10)


@contextmanager
def probed(browser: Browser, address: str) -> Iterator[Page]:
    """Yield a page of a site with the script's way to ask its files as ``window.source``."""
    own = files("geo.render").joinpath("assets")
    named = {n: own.joinpath(n).read_text("utf-8") for n in (*SITE_MODULES, "fetched.js")}
    with apart(browser, 800, 600, bypass_csp=True) as page:
        page.goto(f"{address}/")
        page.add_script_tag(content=bundle({**named, "probe.js": _PROBE}), type="module")
        page.wait_for_function("window.source")
        yield page


def asked(page: Page, name: str, *arguments: object) -> Any:  # noqa: ANN401 - JSON
    """Return what a site answers."""
    return page.evaluate("([name, given]) => window.source[name](...given)", [name, arguments])
