"""HTTP as it goes over a socket: heads, lengths and methods."""

from __future__ import annotations

import http.client
import json
from urllib.parse import urlsplit

import pytest
import uvicorn
from sockets import LAST, PATIENCE_S, Address, request, said, status_of

from geo.api.connections import MOST_HEAD_BYTES

BODY = (*LAST, "Content-Type: text/plain")


@pytest.fixture
def address(listener: uvicorn.Server) -> Address:
    """Where it listens."""
    found: Address = listener.servers[0].sockets[0].getsockname()
    return found


LENGTHS = [
    request("POST /parse HTTP/1.1", *BODY, "Content-Length: 5", "Transfer-Encoding: chunked"),
    request("POST /parse HTTP/1.1", *BODY, "Transfer-Encoding: chunked", "Content-Length: 5"),
    request("POST /parse HTTP/1.1", *BODY, "Content-Length: 5", "Content-Length: 6"),
    request("POST /parse HTTP/1.1", *BODY, "Content-Length: 5, 5"),
    request("POST /parse HTTP/1.1", *BODY, "Content-Length: -5"),
    request("POST /parse HTTP/1.1", *BODY, "Content-Length: +5"),
    request("POST /parse HTTP/1.1", *BODY, "Transfer-Encoding: xchunked"),
    request("POST /parse HTTP/1.1", *BODY, "Transfer-Encoding: chunked, identity"),
    request("POST /parse HTTP/1.1", *BODY, "Transfer-Encoding : chunked"),
    request("GET /healthz HTTP/1.1", *LAST, "X: a", " b"),
    request("GET /healthz HTTP/1.1", *LAST, "X: a\0b"),
    b"GET /healthz HTTP/1.1\nHost: localhost\n\n",
    b"get /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "GET /documents/é HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(),
]
SMUGGLED = b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize("sent", LENGTHS)
def test_what_can_be_read_in_two_ways_is_refused_and_nothing_in_it_answered(
    address: Address, sent: bytes
) -> None:
    assert status_of(said(address, sent + SMUGGLED)) == 400


@pytest.mark.parametrize("size", [b"FFFFFFFFFFFFFFFFFF", b"-5", b"0x5", b"5\n", b"\xd9\xa5"])
def test_a_chunk_without_a_sane_size_is_refused(address: Address, size: bytes) -> None:
    head = request("POST /parse HTTP/1.1", *BODY, "Transfer-Encoding: chunked")
    assert status_of(said(address, head + size + b"\r\nIdlib\r\n0\r\n\r\n")) == 400


def test_a_body_in_chunks_is_read(address: Address) -> None:
    head = request("POST /parse HTTP/1.1", *BODY, "Transfer-Encoding: chunked")
    answer = said(address, head + b"5\r\nIdlib\r\n0\r\n\r\n")
    assert status_of(answer) == 200
    assert b'"Feature"' in answer


def test_an_answer_before_the_end_of_a_body_does_not_take_it_for_a_request(
    address: Address,
) -> None:
    inner = request("GET /collections HTTP/1.1", *LAST)
    first = request(
        "POST /healthz HTTP/1.1", "Host: localhost", f"Content-Length: {len(inner)}", body=inner
    )
    answers = said(address, first + request("GET /readyz HTTP/1.1", *LAST))
    assert answers.count(b"HTTP/1.1 405 ") == answers.count(b"HTTP/1.1 200 ") == 1
    assert b'"collections"' not in answers


@pytest.mark.parametrize(
    "headers",
    [
        ("Host: localhost", "Host: localhost"),
        ("Host: localhost", "Host: evil.example"),
        ("Host: evil.example",),
        ("Host: localhost.evil.example",),
        ("Host: localhost@evil.example",),
        ("Host: localhost evil.example",),
        ("Host: lоcalhost",),
        ("Host: ｌocalhost",),
        ("Host: localhost%00",),
        (),
    ],
)
def test_a_request_says_once_for_whom_it_is(address: Address, headers: tuple[str, ...]) -> None:
    sent = request("GET /collections HTTP/1.1", "Connection: close", *headers)
    assert status_of(said(address, sent)) == 400


@pytest.mark.parametrize(
    "path",
    [
        *(
            "//evil.example",
            "//evil.example/%2e%2e",
            "//evil.example/?f=html&q=",
            "/\\evil.example",
        ),
        *("//collections/", "/.//evil.example", "http://evil.example/collections/", "*"),
    ],
)
def test_no_address_leads_to_another_host(address: Address, path: str) -> None:
    answer = said(address, request(f"GET {path} HTTP/1.1", *LAST, "Accept: text/html"))
    assert status_of(answer) in {307, 400, 404}
    for line in answer.split(b"\r\n"):
        assert not line.lower().startswith(b"location: ") or b"http://localhost/" in line


@pytest.mark.parametrize(
    "path",
    [
        "/collections/a%0d%0aX-Evil:1/items?f=html&q=",
        "/collections/places/items?f=html&q=&name=a%0d%0aX-Evil:%201",
        "/collections/places/items?name=a%0d%0aX-Evil:%201",
        "/documents/a%0d%0aX-Evil:1?f=html",
        "/layers/places.csv%0d%0aX-Evil:1",
        "/passages?q=a%0d%0aX-Evil:1&f=html&place=",
    ],
)
def test_no_parameter_becomes_a_header(address: Address, path: str) -> None:
    answer = said(address, request(f"GET {path} HTTP/1.1", *LAST))
    head = answer.partition(b"\r\n\r\n")[0].lower()
    assert b"\r\nx-evil" not in head


def test_a_head_may_have_64_kib(address: Address) -> None:
    long = "X: " + "a" * (MOST_HEAD_BYTES - 200)
    assert status_of(said(address, request("GET /healthz HTTP/1.1", *LAST, long))) == 200


@pytest.mark.parametrize(
    "headers",
    [
        ["X: " + "a" * MOST_HEAD_BYTES],
        ["X: " + "a" * 3_000_000],
        [f"X-{n}: 1" for n in range(20_000)],
    ],
)
def test_a_longer_head_is_refused(address: Address, headers: list[str]) -> None:
    answer = said(address, request("GET /healthz HTTP/1.1", *LAST, *headers))
    # What was sent into a connection that is closed may take the answer with it.
    assert answer == b"" or status_of(answer) == 431


def test_an_address_of_a_hundred_thousand_bytes_is_refused(address: Address) -> None:
    answer = said(address, request(f"GET /?{'a' * 100_000} HTTP/1.1", *LAST))
    assert answer == b"" or status_of(answer) in {400, 431}


def test_what_follows_a_body_is_bounded_as_well(address: Address) -> None:
    head = request("POST /parse HTTP/1.1", *BODY, "Transfer-Encoding: chunked")
    trailers = b"".join(b"X-%d: 1\r\n" % n for n in range(60_000))
    answer = said(address, head + b"5\r\nIdlib\r\n0\r\n" + trailers)
    assert b" 200 " not in answer.partition(b"\r\n")[0]


HEADS = [
    *("/", "/?f=html", "/api", "/collections", "/collections/lines/items", "/nothing"),
    *("/layers/lines.csv", "/layers/places.gpkg", "/tiles/lines/0/0/0.mvt", "/page.json"),
    *("/tiles/lines/0/0/0.png", "/static/page.js", "/documents?limit=0", "/passages?q=idlib"),
]


def test_head_says_what_get_says_and_leaves_the_connection_good(address: Address) -> None:
    client = http.client.HTTPConnection(*address, timeout=PATIENCE_S)
    for path in HEADS:
        client.request("HEAD", path, headers={"Host": "localhost"})
        head = client.getresponse()
        assert head.read() == b""
        client.request("GET", path, headers={"Host": "localhost"})
        get = client.getresponse()
        get.read()
        assert head.status == get.status, path
        for name in ("content-type", "etag", "cache-control"):
            assert head.headers[name] == get.headers[name], path
    client.close()


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip ; q=0.0, identity", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("path", ["/tiles/lines/6/38/25.mvt", "/collections/lines/items"])
def test_a_client_gets_gzip_where_it_takes_it(
    address: Address, path: str, accepted: str, *, is_packed: bool
) -> None:
    client = http.client.HTTPConnection(*address, timeout=PATIENCE_S)
    client.request("GET", path, headers={"Host": "localhost", "Accept-Encoding": accepted})
    answer = client.getresponse()
    assert (answer.headers["content-encoding"] == "gzip") == is_packed
    assert "Accept-Encoding" in answer.headers["vary"]
    client.close()


def test_links_stand_in_a_header_where_they_are_short(address: Address) -> None:
    client = http.client.HTTPConnection(*address, timeout=PATIENCE_S)
    items = "/collections/places/items?limit=5"
    client.request("GET", items, headers={"Host": "localhost"})
    answer = client.getresponse()
    listed = json.loads(answer.read())["links"]
    told = answer.headers["link"]
    for link in listed:
        assert f'<{link["href"]}>; rel="{link["rel"]}"' in told
        assert urlsplit(link["href"]).netloc == "localhost"
    long = f"{items}&filter=name%3D%27{'x' * 3000}%27"
    client.request("GET", long, headers={"Host": "localhost"})
    answer = client.getresponse()
    answer.read()
    assert answer.status == 200
    assert answer.headers["link"] is None
    client.close()
