"""The command line as a process: serving, stopping, and a reader that goes away."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from dossiers import change, small_dossier

from geo.cli.serving import listening

COMMAND = (sys.executable, "-m", "geo")


@contextmanager
def served(*words: str, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Serve on a free port; give the address and what was said before, then stop with Ctrl+C."""
    command = [*COMMAND, "serve", *words, "--port", "0"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            said: list[str] = []
            for line in process.stderr:
                if "Ctrl+C stops" in line:
                    yield line.split(": ")[-1].split(" ")[0], said
                    break
                said.append(line)
            else:
                pytest.fail("".join(said))
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0


def test_a_dossier_is_served_and_when_it_breaks_the_last_good_build_is(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    with served("small", folder=tmp_path) as (address, said):
        assert "1 document, 6 mentions" in said[0]
        with urlopen(f"{address}healthz", timeout=30) as answer:  # noqa: S310 - our own address
            assert json.load(answer)["dossier"] == "small"
    change(root / "zones.toml", "[5, 10]", "[10, 5]")
    with served("small", folder=tmp_path) as (address, said):
        assert "must rise from above 0" in said[0]
        assert "1 problems to mend; serving the last good build meanwhile" in said[1]
        with urlopen(f"{address}collections/zones", timeout=30) as answer:  # noqa: S310 - the same
            assert json.load(answer)["features"] == 7


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    records = [f'{{"id": "{n}", "text": "In Northton it rained. No. {n}."}}\n' for n in range(400)]
    (tmp_path / "many.jsonl").write_text("".join(records), "utf-8")
    small_dossier(tmp_path)
    command = [*COMMAND, "parse", "many.jsonl", "--dossier", "small"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=tmp_path, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b'{"document":"0"')
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=30) == 0


def test_a_small_answer_does_not_wait_for_the_acknowledgement_of_the_last() -> None:
    with listening("127.0.0.1", 0) as listener:
        client = socket.create_connection(listener.getsockname())
        accepted, _ = listener.accept()
        with client, accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
