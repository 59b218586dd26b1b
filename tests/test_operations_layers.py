"""The layers around the application: packing, hosts, proxies, bodies, ids of requests."""

from __future__ import annotations

import asyncio
import gzip
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from geo.api.app import create_app
from geo.api.asgi import Application, Message
from geo.api.body_limits import BodyLimits
from geo.api.doors import Doors
from geo.api.manners import Manners
from geo.api.packing import Packed, Packing
from geo.api.settings import Settings, read_settings
from geo.store.open import Store

LONG = b"The patrol passed the bridge at noon. " * 100


def packed_client(answer: Response) -> TestClient:
    """Return a client of one answer behind the packing layer."""
    return TestClient(Packing(answer))


@pytest.mark.parametrize(
    ("media_type", "body", "is_packed"),
    [
        ("text/html", LONG, True),
        ("application/geo+json", LONG, True),
        ("application/vnd.mapbox-vector-tile", LONG, True),
        ("image/svg+xml", LONG, True),
        ("image/png", LONG, False),
        ("application/geopackage+sqlite3", LONG, False),
        ("text/plain", LONG[:999], False),
    ],
)
def test_long_text_is_packed_and_nothing_else(
    media_type: str, body: bytes, *, is_packed: bool
) -> None:
    answer = packed_client(Response(body, media_type=media_type)).get("/")
    assert answer.content == body
    assert ("content-encoding" in answer.headers) == is_packed


def test_what_is_packed_already_is_sent_as_it_is() -> None:
    body = gzip.compress(LONG)
    headers = {"Content-Encoding": "gzip"}
    client = packed_client(Response(body, media_type="text/plain", headers=headers))
    with client.stream("GET", "/") as answer:
        assert b"".join(answer.iter_raw()) == body


@pytest.mark.parametrize("accepted", ["identity", "gzip;q=0", "gzip ; q=0.0, br", "br", ""])
def test_a_client_that_takes_no_gzip_gets_none_and_caches_are_told(accepted: str) -> None:
    client = packed_client(Response(LONG, media_type="text/plain"))
    answer = client.get("/", headers={"Accept-Encoding": accepted})
    assert answer.content == LONG
    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"


def test_a_stream_is_packed_part_by_part() -> None:
    def parts() -> Iterator[bytes]:
        yield from (LONG, b"", LONG, b"end")

    answer = packed_client(StreamingResponse(parts(), media_type="text/csv")).get("/")
    assert answer.headers["content-encoding"] == "gzip"
    assert "content-length" not in answer.headers
    assert answer.content == LONG + LONG + b"end"


def test_packed_answers_are_kept_up_to_a_number_of_bytes() -> None:
    kept = Packed(100)
    for number in range(6):
        kept.put(("/", bytes([number])), b"x" * 25)
    assert kept.get(("/", b"\x00")) is None
    assert kept.get(("/", b"\x05")) == b"x" * 25
    kept.put(("/", b"large"), b"x" * 26)
    assert kept.get(("/", b"large")) is None


def test_head_does_not_go_on_with_a_stream() -> None:
    taken = []

    async def parts() -> AsyncIterator[bytes]:
        for number in range(1000):
            taken.append(number)
            yield LONG
            await asyncio.sleep(0)

    async def ask() -> list[Message]:
        sent: list[Message] = []
        ended = asyncio.Event()

        async def send(message: Message) -> None:
            sent.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                ended.set()

        async def receive() -> Message:
            # A server says so as soon as an answer has its end.
            await ended.wait()
            return {"type": "http.disconnect"}

        scope = {"type": "http", "method": "HEAD", "path": "/", "headers": []}
        await Manners(StreamingResponse(parts()))(scope, receive, send)
        return sent

    start, body = asyncio.run(ask())
    assert start["status"] == 200
    assert body["body"] == b""
    assert len(taken) < 10


async def _told(request: Request) -> Response:
    client = request.client.host if request.client else ""
    return PlainTextResponse(f"{client} {request.base_url}")


def behind(**given: str) -> TestClient:
    """Return a client behind the doors of a server with these settings."""
    inner: Application = Starlette(routes=[Route("/", _told)])
    settings = read_settings(**given)
    return TestClient(Doors(inner, settings), client=("10.0.0.9", 1))


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:8000", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("maps.example", 200),
        ("other.example:443", 200),
        ("evil.example", 400),
        ("maps.example.evil.example", 400),
        ("localhost:8000@evil.example", 400),
        ("<b>", 400),
        ("", 400),
    ],
)
def test_only_hosts_that_are_served_are_answered(host: str, status: int) -> None:
    named = behind(base_url="https://maps.example/dateline", allowed_hosts="other.example, a.b")
    answer = named.get("/", headers={"Host": host})
    assert answer.status_code == status
    if status == 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert "<" not in answer.text


def test_a_star_answers_to_every_name() -> None:
    assert behind(allowed_hosts="*").get("/", headers={"Host": "any.example"}).status_code == 200


FORWARDED = {
    "Host": "localhost",
    "X-Forwarded-For": "6.6.6.6, 203.0.113.7, 10.0.0.8",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "maps.example",
}


def test_a_trusted_proxy_says_who_asks_and_for_what_address() -> None:
    client = behind(trusted_proxies="10.0.0.0/8", allowed_hosts="maps.example")
    assert client.get("/", headers=FORWARDED).text == "203.0.113.7 https://maps.example/"


def test_anybody_else_is_not_believed() -> None:
    client = behind(trusted_proxies="192.0.2.1", allowed_hosts="maps.example")
    assert client.get("/", headers=FORWARDED).text == "10.0.0.9 http://localhost/"


def test_a_body_that_is_announced_as_too_long_is_not_read(client: TestClient) -> None:
    answer = client.post("/parse", content=b"x", headers={"Content-Length": str(10**9)})
    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("length", ["-1", "1e3", "x", "9" * 5000])
def test_a_length_that_is_none_is_refused(client: TestClient, length: str) -> None:
    assert client.get("/", headers={"Content-Length": length}).status_code == 413


async def _whole_body(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


def limited(most_bytes: int, most_s: float) -> Application:
    """Return an application that tells how long a body was, behind limits."""
    inner = Starlette(routes=[Route("/", _whole_body, methods=["POST"])])
    inner.add_middleware(BodyLimits, most_bytes, most_s)
    return inner


def test_a_body_is_counted_whatever_it_says_of_itself() -> None:
    def parts(count: int) -> Iterator[bytes]:
        yield from (b"x" * 100 for _ in range(count))

    with TestClient(limited(1000, 5)) as client:
        assert client.post("/", content=parts(10)).text == "1000"
        assert client.post("/", content=parts(11)).status_code == 413


def test_a_body_that_never_ends_is_given_up() -> None:
    async def ask() -> int:
        statuses: list[int] = []

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        sent = iter([{"type": "http.request", "body": b"slow", "more_body": True}])

        async def receive() -> Message:
            for message in sent:
                return message
            await asyncio.sleep(60)
            raise AssertionError

        scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
        await limited(1000, 0.01)(scope, receive, send)
        return statuses[0]

    assert asyncio.run(ask()) == 408


def test_a_request_keeps_the_id_that_it_came_with(client: TestClient) -> None:
    sane = client.get("/healthz", headers={"X-Request-ID": "a-1.B_2"})
    assert sane.headers["x-request-id"] == "a-1.B_2"
    for strange in ("a b", "x" * 65, '"', ""):
        made = client.get("/healthz", headers={"X-Request-ID": strange}).headers["x-request-id"]
        assert made != strange
        assert len(made) == 16


def test_a_fault_of_ours_is_logged_with_the_id_that_the_answer_names(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        msg = "what only the log may tell"
        raise RuntimeError(msg)

    monkeypatch.setattr(type(store.texts), "documents", fail)
    monkeypatch.setattr(logging.getLogger("dateline"), "propagate", True)
    with TestClient(create_app(store, Settings())) as client:
        answer = client.get("/documents", headers={"X-Request-ID": "found-again"})
    assert answer.status_code == 500
    assert "found-again" in answer.json()["detail"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    record = next(r for r in caplog.records if r.name == "dateline.faults")
    assert "found-again" in record.getMessage()
    assert record.exc_info is not None
    assert "what only the log may tell" in str(record.exc_info[1])


def test_a_store_that_cannot_be_read_is_told_by_readiness_alone(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(store, Settings())
    with TestClient(app) as client:
        assert client.get("/readyz").json()["status"] == "ok"
        monkeypatch.setattr(store.connections, "path", tmp_path / "gone.sqlite")
        assert client.get("/healthz").json()["status"] == "unreadable"
        ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.headers["content-type"] == "application/problem+json"
