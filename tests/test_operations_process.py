"""A server as a process: workers, signals, and a watch over dossier and documents."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from dossiers import change, small_dossier, write_document

PATIENCE_S = 40


@contextmanager
def server(folder: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Serve the small dossier of a folder; give the process and its address."""
    command = [sys.executable, "-m", "geo", "serve", "small", "--port", "0", *words]
    environment = {**os.environ, "DATELINE_LOG_LEVEL": "error"}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            for line in process.stderr:
                if "Ctrl+C stops" in line:
                    yield process, line.split(": ")[-1].split(" ")[0]
                    break
            else:
                pytest.fail("the server did not start")
        finally:
            process.terminate()


def health(address: str) -> dict[str, Any]:
    """Return what a server says of itself."""
    with urlopen(f"{address}healthz", timeout=PATIENCE_S) as answer:  # noqa: S310 - our own address
        found: dict[str, Any] = json.load(answer)
        return found


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so; fails where it never is."""
    until = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def connected(address: str) -> socket.socket:
    """Return a connection to a server."""
    host, _, port = address.removeprefix("http://").strip("/").partition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE_S)


def test_what_was_begun_is_answered_and_nothing_new_after_the_signal_to_stop(
    tmp_path: Path,
) -> None:
    small_dossier(tmp_path)
    text = b"The convoy left Northton for Southby."
    head = (
        b"POST /parse HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
        b"Content-Length: %d\r\n\r\n" % len(text)
    )
    with server(tmp_path) as (process, address), connected(address) as client:
        health(address)
        client.sendall(head + text[:10])
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)

        def is_closed() -> bool:
            try:
                connected(address).close()
            except OSError:
                return True
            return False

        wait_until(is_closed)
        client.sendall(text[10:])
        answer = b""
        while part := client.recv(65536):
            answer += part
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert answer.count(b'"Feature"') == 2
        assert process.wait(timeout=PATIENCE_S) == 0


def test_several_workers_serve_one_build_and_end_together(tmp_path: Path) -> None:
    small_dossier(tmp_path)
    with server(tmp_path, "--workers", "2") as (process, address):
        assert {health(address)["dossier"] for _ in range(8)} == {"small"}
        with urlopen(f"{address}metrics", timeout=PATIENCE_S) as answer:  # noqa: S310 - our own address
            assert b'route="/healthz",status="200"} 8.0' in answer.read()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE_S) == 0


def test_a_watch_builds_what_changes_and_keeps_the_last_good_build(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)

    def said() -> tuple[str, str]:
        found = health(address)
        return found["builds"].get("last", ""), found["build"]

    with server(tmp_path, "--watch") as (_, address):
        wait_until(lambda: said()[0] == "good")
        first = said()[1]
        write_document(root, "new.txt", "DATE: 3 March 2020\n\nShells fell on Southby.")
        wait_until(lambda: said()[0] == "good" and said()[1] != first)
        second = said()[1]
        change(root / "zones.toml", "[5, 10]", "[10, 5]")
        wait_until(lambda: said() == ("broken", second))
        assert health(address)["builds"]["problems"] == 1
        change(root / "zones.toml", "[10, 5]", "[5, 10]")
        wait_until(lambda: said() == ("good", second))
