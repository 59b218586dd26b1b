"""Clients over a socket that are slow, silent or gone."""

from __future__ import annotations

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import uvicorn
from sockets import LAST, PATIENCE_S, Address, request, said, status_of

from geo.api import connections

SHORT_S = 0.3


@pytest.fixture
def address(listener: uvicorn.Server) -> Address:
    """Where it listens."""
    found: Address = listener.servers[0].sockets[0].getsockname()
    return found


@pytest.fixture
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heads may take a third of a second, and so may a client that takes nothing."""
    monkeypatch.setattr(connections, "HEAD_TIME_S", SHORT_S)
    monkeypatch.setattr(connections, "READ_TIME_S", SHORT_S)


@pytest.mark.usefixtures("_short")
def test_a_head_that_does_not_come_to_its_end_is_given_up(address: Address) -> None:
    slow = said(address, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ")
    assert status_of(slow) == 408
    assert said(address, b"") == b""


@pytest.mark.usefixtures("_short")
def test_a_second_head_has_its_own_time(address: Address) -> None:
    first = request("GET /healthz HTTP/1.1", "Host: localhost")
    answers = said(address, first + b"GET /healthz HTTP/1.1\r\nHo")
    assert answers.count(b"HTTP/1.1 200 ") == answers.count(b"HTTP/1.1 408 ") == 1


@pytest.mark.usefixtures("_short")
def test_hundreds_of_clients_that_say_nothing_hold_nobody_up(address: Address) -> None:
    idle = [socket.create_connection(address, timeout=PATIENCE_S) for _ in range(300)]
    for client in idle[::2]:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ")
    asked = request("GET /healthz HTTP/1.1", *LAST)
    assert status_of(said(address, asked)) == 200
    for client in idle:
        while client.recv(65_536):
            pass
        client.close()


def test_a_client_that_goes_away_in_the_middle_costs_the_next_one_nothing(
    address: Address,
) -> None:
    def go(path: str) -> None:
        with socket.create_connection(address, timeout=PATIENCE_S) as client:
            client.sendall(request(f"GET {path} HTTP/1.1", "Host: localhost"))
            client.recv(1)

    paths = ["/layers/lines.geojson", "/layers/mentions.gpkg", "/tiles/places/4/9/6.mvt"]
    with ThreadPoolExecutor(9) as crowd:
        list(crowd.map(go, paths * 6))
    for path in paths:
        assert status_of(said(address, request(f"GET {path} HTTP/1.1", *LAST))) == 200


@pytest.mark.usefixtures("_short")
def test_a_client_that_takes_nothing_of_its_answer_is_let_go(
    listener: uvicorn.Server, address: Address
) -> None:
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        client.connect(address)
        headers = ("Host: localhost", "Accept-Encoding: identity")
        client.sendall(request("GET /layers/lines.geojson HTTP/1.1", *headers))
        until = time.monotonic() + PATIENCE_S
        while not listener.server_state.connections and time.monotonic() < until:
            time.sleep(0.01)  # it has not been accepted yet
        while listener.server_state.connections and time.monotonic() < until:
            time.sleep(0.01)
        found = b""
        while part := client.recv(50_000):
            found += part
    whole = said(address, request("GET /layers/lines.geojson HTTP/1.1", *LAST))
    assert len(found) < len(whole)


def test_a_client_that_takes_its_answer_slowly_gets_it_whole(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "READ_TIME_S", 1.0)
    whole = said(address, request("GET /layers/lines.csv HTTP/1.1", *LAST))
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        client.connect(address)
        client.sendall(request("GET /layers/lines.csv HTTP/1.1", *LAST))
        found = b""
        while part := client.recv(50_000):
            found += part
            time.sleep(0.002)
    assert found.partition(b"\r\n\r\n")[2] == whole.partition(b"\r\n\r\n")[2]
