"""What tests over sockets share: a server in this process, and requests byte by byte."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from conftest import SHIPPED

from geo.api.app import create_app
from geo.api.connections import BoundedProtocol
from geo.api.settings import Settings
from geo.dossier.load import load_dossier
from geo.store.open import Store

PATIENCE_S = 60
LAST = ("Host: localhost", "Connection: close")
Address = tuple[str, int]


@contextmanager
def listening(store: Store) -> Iterator[uvicorn.Server]:
    """Serve as ``dateline serve`` does, in a thread of this process."""
    app = create_app(store, Settings(), load_dossier(SHIPPED))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(app, http=BoundedProtocol, ws="none", log_config=None)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        while not server.started:
            thread.join(0.02)
        yield server
        server.should_exit = True
        thread.join(10)


def said(address: Address, data: bytes) -> bytes:
    """Send bytes; return all that comes until the server closes."""
    with socket.create_connection(address, timeout=PATIENCE_S) as client:
        found = b""
        try:
            client.sendall(data)
            while part := client.recv(65_536):
                found += part
        except ConnectionError:  # it was closed while more was sent
            pass
        return found


def request(line: str, *headers: str, body: bytes = b"") -> bytes:
    """Return a request as it is sent."""
    return "\r\n".join([line, *headers, "", ""]).encode() + body


def status_of(answer: bytes) -> int:
    """Return the status of the one answer; a refusal is a problem in JSON."""
    assert answer.count(b"HTTP/1.1 ") == 1, answer[:300]
    head, _, body = answer.partition(b"\r\n\r\n")
    status = int(head.split()[1])
    if status >= 400:
        assert b"content-type: application/problem+json" in head
        assert json.loads(body)["status"] == status
    return status
