"""Print what a server bears: many clients that keep their connections, for a minute, over a mix.

    python benchmarks/load.py http://127.0.0.1:8000 [--clients 200] [--seconds 60]

The addresses of the mix are read from the server itself: pages of features, single features,
tiles, documents, searches. The clients run in this process, which takes a core of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

ZOOM_TILES = ((0, 0, 0), (4, 9, 6), (6, 38, 25))
SHARES = {"feature": 30, "tile": 40, "items": 10, "documents": 10, "search": 9, "health": 1}
"""In a hundred requests; a map asks for tiles above all."""


@dataclass
class Tally:
    """What came back: milliseconds by kind, statuses, and connections that broke."""

    ms: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0

    @property
    def count(self) -> int:
        """Return how many answers there were."""
        return sum(self.statuses.values())


def main() -> None:
    """Load a server, and print what it did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    given = parser.parse_args()
    mix = addresses(given.address.rstrip("/"))
    tally = asyncio.run(load(given.address, mix, given.clients, given.seconds))
    bad = {status: n for status, n in tally.statuses.items() if status not in {200, 304}}
    print(
        f"{given.clients} clients, {given.seconds:g} s: {tally.count / given.seconds:,.0f} "
        f"requests/s, {tally.broken} broken, other statuses {bad or 'none'}"
    )
    for kind, ms in sorted(tally.ms.items()):
        ms.sort()
        half, most = ms[len(ms) // 2], ms[int(len(ms) * 0.99)]
        print(f"{kind:10} {len(ms):8,} answers   p50 {half:7.1f} ms   p99 {most:7.1f} ms")


def addresses(base: str) -> dict[str, list[str]]:
    """Return the paths of a mix, by kind."""
    features = _json(f"{base}/collections/places/items?limit=200")["features"]
    documents = _json(f"{base}/documents?limit=100")["documents"]
    names = [str(f["properties"]["name"]) for f in features]
    collections = _json(f"{base}/collections")["collections"]
    layers = [c["id"] for c in collections]
    drawn = [c["id"] for c in collections if any("tiles" in li["rel"] for li in c["links"])]
    return {
        "feature": [f"/collections/places/items/{quote(f['id'], safe='')}" for f in features],
        "tile": [f"/tiles/{a}/{z}/{x}/{y}.mvt" for a in drawn for z, x, y in ZOOM_TILES],
        "items": [f"/collections/{layer}/items?limit=20" for layer in layers],
        "documents": [f"/documents/{d['id']}?f=json" for d in documents],
        "search": [f"/search?q={quote(name)}" for name in names],
        "health": ["/healthz"],
    }


def _json(address: str) -> dict[str, Any]:
    with urlopen(address, timeout=60) as answer:  # noqa: S310 - the address that was given
        found: dict[str, Any] = json.load(answer)
        return found


async def load(address: str, mix: dict[str, list[str]], clients: int, seconds: float) -> Tally:
    """Let clients ask for a while; return what came back."""
    tally = Tally()
    until = time.monotonic() + seconds
    asking = (_client(address, mix, until, random.Random(n), tally) for n in range(clients))  # noqa: S311 - the same mix each time
    await asyncio.gather(*asking)
    return tally


async def _client(
    address: str, mix: dict[str, list[str]], until: float, choice: random.Random, tally: Tally
) -> None:
    """Ask one thing after the other on one connection; open another where it breaks."""
    while time.monotonic() < until:
        try:
            await _ask_on_one_connection(address, mix, until, choice, tally)
        except (OSError, asyncio.IncompleteReadError):
            tally.broken += 1


async def _ask_on_one_connection(
    address: str, mix: dict[str, list[str]], until: float, choice: random.Random, tally: Tally
) -> None:
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        while time.monotonic() < until:
            (kind,) = choice.choices(list(SHARES), list(SHARES.values()))
            path = choice.choice(mix[kind])
            begun = time.monotonic()
            writer.write(
                f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
                "Accept: application/json\r\nAccept-Encoding: gzip\r\n\r\n".encode()
            )
            tally.statuses[await _answer(reader)] += 1
            tally.ms.setdefault(kind, []).append((time.monotonic() - begun) * 1000)
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> int:
    """Read one answer to its end; return its status."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").casefold()
    length = head.partition("content-length:")[2].partition("\r\n")[0].strip()
    if length:
        await reader.readexactly(int(length))
    elif "transfer-encoding: chunked" in head:
        while (size := int(await reader.readuntil(b"\r\n"), 16)) > 0:
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    return int(head.split()[1])


if __name__ == "__main__":
    main()
