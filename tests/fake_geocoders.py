"""Nominatim, Photon and GeoNames on this machine: their formats, their refusals, no network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

NOMINATIM = [
    {
        "place_id": 1,
        "licence": "Data © OpenStreetMap contributors, ODbL 1.0.",
        "osm_type": "node",
        "osm_id": 4711,
        "lat": "9.7031",
        "lon": "26.9012",
        "class": "place",
        "type": "village",
        "addresstype": "village",
        "name": "Kiir Ford",
        "display_name": "Kiir Ford, Aweil North, South Sudan",
        "address": {"village": "Kiir Ford", "country_code": "ss"},
        "namedetails": {"name": "Kiir Ford", "name:ar": "مخاضة كير", "name:fa": "گدار"},
        "boundingbox": ["9.6831", "9.7231", "26.8812", "26.9212"],
    },
    {
        "osm_type": "way",
        "osm_id": 99,
        "lat": "9.70",
        "lon": "26.90",
        "class": "amenity",
        "type": "marketplace",
        "display_name": "Kiir Ford Market, Aweil North, South Sudan",
        "address": {"country_code": "ss"},
        "boundingbox": ["9.7000", "9.7001", "26.9000", "26.9001"],
    },
]
PHOTON = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [26.9012, 9.7031]},
            "properties": {
                "osm_type": "R",
                "osm_id": 512,
                "osm_key": "waterway",
                "osm_value": "river",
                "type": "other",
                "name": "Kiir",
                "country": "South Sudan",
                "countrycode": "SS",
                "extent": [25.0, 10.4, 29.0, 9.2],
            },
        }
    ],
}
GEONAMES = {
    "totalResultsCount": 2,
    "geonames": [
        {
            "geonameId": 8015,
            "name": "Kiir Ford",
            "toponymName": "Makhādat Kīr",
            "lat": "9.71",
            "lng": "26.91",
            "countryCode": "SS",
            "countryName": "South Sudan",
            "adminName1": "Northern Bahr el Ghazal",
            "fcl": "P",
            "fcode": "PPL",
            "population": 1200,
        },
        {
            "geonameId": 8016,
            "name": "Kiir County",
            "toponymName": "Kiir County",
            "lat": "9.5",
            "lng": "26.5",
            "countryCode": "SS",
            "countryName": "South Sudan",
            "fcl": "A",
            "fcode": "ADM2",
            "population": 0,
        },
    ],
}


@dataclass
class Fakes:
    """The servers' one address, what they were asked, and how they answer."""

    address: str = ""
    asked: list[tuple[str, dict[str, list[str]], str]] = field(default_factory=list)
    status: int = 200
    empty: bool = False

    def answer(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Return the body for a path."""
        if path.startswith("/searchJSON"):
            return {"geonames": []} if self.empty else GEONAMES
        if path.startswith("/search"):
            return [] if self.empty else NOMINATIM
        return {"type": "FeatureCollection", "features": []} if self.empty else PHOTON


@contextmanager
def fake_geocoders() -> Iterator[Fakes]:
    """Run the servers while the block lasts."""
    fakes = Fakes()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            agent = self.headers["User-Agent"]
            fakes.asked.append((parts.path, parse_qs(parts.query), agent))
            body = json.dumps(fakes.answer(parts.path)).encode()
            self.send_response(fakes.status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        fakes.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield fakes
        finally:
            server.shutdown()
            thread.join()
