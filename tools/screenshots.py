"""Make the pictures of the documentation: a zone's figure, the page at desktop and phone width."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PORT = 8766
SHOTS = (
    ("desktop.png", 1440, 900, "/?sel=zone:idlib-dmz"),
    ("place.png", 1440, 900, "/?sel=place:sy-khan-shaykhun&doc="),
    ("phone.png", 390, 844, "/"),
)


def main() -> None:
    """Serve the shipped dossier and photograph it."""
    drawing = [sys.executable, "-m", "geo", "zone", "idlib-2018", "idlib-dmz", "--figure"]
    figure = ROOT / "docs" / "images" / "zone.svg"
    subprocess.run([*drawing, str(figure)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "geo", "serve", "layers/idlib-2018", "--out", out]
        with subprocess.Popen([*command, "--port", str(PORT)], cwd=ROOT) as server:
            try:
                _wait()
                _shoot()
            finally:
                server.terminate()


def _wait() -> None:
    while True:
        try:
            connection = HTTPConnection("127.0.0.1", PORT)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except ConnectionError:
            time.sleep(0.1)
        else:
            return


def _shoot() -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--headless", "--no-sandbox"]
        )
        for name, width_px, height_px, path in SHOTS:
            page = browser.new_page(
                viewport={"width": width_px, "height": height_px}, reduced_motion="reduce"
            )
            page.goto(f"http://127.0.0.1:{PORT}{path}")
            page.wait_for_selector("html[data-ready='1']")
            page.wait_for_timeout(800)
            page.screenshot(path=ROOT / "docs" / "images" / name)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
