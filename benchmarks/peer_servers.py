"""The servers that are compared: how each is set up, started and asked the same."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote, urlencode

import orjson
from postgis import Cluster, MissingError
from serving import SERVER

from geo.model.query import BBox, LayerInfo, StoredFeature
from geo.model.tiling import COUNT, ID, MENTIONS, TILE_COLUMNS

_START_S = 60
_LIMIT = 100
PAGE = 10_000
_PAGE_SQL = f"SELECT * FROM mentions LIMIT {PAGE} OFFSET {{}}"  # noqa: S608 - a number
_TILE_COLUMNS = ",".join(sorted(TILE_COLUMNS["mentions"].fields.keys() - {ID, COUNT, MENTIONS}))
"""What our tiles carry; tipg is asked for no more."""
PYGEOAPI = """
server:
  bind: {{host: 127.0.0.1, port: {port}}}
  url: http://127.0.0.1:{port}
  mimetype: application/json; charset=UTF-8
  encoding: utf-8
  languages: [en-US]
  limits: {{default_items: 100, max_items: 10000}}
  map: {{url: 'https://tile.example.org/{{z}}/{{x}}/{{y}}.png', attribution: none}}
logging: {{level: ERROR}}
metadata:
  identification: {{title: t, description: d, keywords: [k], keywords_type: theme,
                    terms_of_service: none, url: 'https://example.org'}}
  license: {{name: none, url: 'https://example.org'}}
  provider: {{name: p, url: 'https://example.org'}}
  contact: {{name: c, email: c@example.org}}
resources:
  mentions:
    type: collection
    title: Mentions
    description: Mentions
    keywords: [k]
    links: [{{type: text/html, rel: canonical, title: t, href: 'https://example.org'}}]
    extents: {{spatial: {{bbox: [-180, -90, 180, 90], crs: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'}}}}
    providers:
      - &table
        type: feature
        name: PostgreSQL
        data: {{host: 127.0.0.1, port: {database}, dbname: postgres, user: postgres,
               password: none, search_path: [public]}}
        id_field: fid
        table: mentions
        geom_field: geom
      - <<: *table
        type: tile
        name: MVT-postgresql
        options: {{zoom: {{min: 0, max: 15}}}}
        format: {{name: pbf, mimetype: application/vnd.mapbox-vector-tile}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for: a box and a tile around a place, or a feature by its id."""

    box: BBox
    fid: str
    tile: dict[int, tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where things are: environments of the peers by name, the store, the database."""

    folder: Path
    store: Path
    database: Cluster | None
    port: int

    def python(self, name: str) -> str:
        """Return the interpreter that a peer is installed for."""
        return str(self.folder / name / "bin" / "python")

    def postgis(self) -> Cluster:
        """Return the database; raises MissingError."""
        if self.database is None:
            msg = "there is no PostGIS"
            raise MissingError(msg)
        return self.database


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A server: its packages, its command, and how its addresses are put together."""

    name: str
    packages: tuple[str, ...]
    start: Callable[[Site], tuple[list[str], dict[str, str]]]
    box: Callable[[Asked], str]
    one: Callable[[Asked], str]
    tile: Callable[[int, int, int], str] | None
    page: Callable[[int], str]
    needs_database: bool = False

    @property
    def environment(self) -> str:
        """Return the name of its environment."""
        return self.name.partition(" ")[0].lower()


def _dateline(site: Site) -> tuple[list[str], dict[str, str]]:
    return [sys.executable, "-c", SERVER, str(site.store), str(site.port)], {}


def _tipg(site: Site) -> tuple[list[str], dict[str, str]]:
    given = {"DATABASE_URL": site.postgis().address, "TIPG_ADD_TILES_VIEWER": "false"}
    command = [site.python("tipg"), "-m", "uvicorn", "tipg.main:app", "--port", str(site.port)]
    return [*command, "--log-level", "warning", "--no-access-log"], given


def _pygeoapi(site: Site) -> tuple[list[str], dict[str, str]]:
    config, definition = site.folder / "pygeoapi.yml", site.folder / "pygeoapi-openapi.yml"
    config.write_text(PYGEOAPI.format(port=site.port, database=site.postgis().port), "utf-8")
    given = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(definition)}
    programs = site.folder / "pygeoapi" / "bin"
    made = subprocess.run(
        [programs / "pygeoapi", "openapi", "generate", config, "--output-file", definition],
        env=os.environ | given,
        capture_output=True,
        check=False,
    )
    if made.returncode:
        raise MissingError(made.stderr.decode().strip().splitlines()[-1])
    served = [str(programs / "gunicorn"), "-w", "1", "-t", "120", "-b", f"127.0.0.1:{site.port}"]
    return [*served, "--log-level", "error", "pygeoapi.flask_app:APP"], given


def _datasette(site: Site) -> tuple[list[str], dict[str, str]]:
    limits = {"sql_time_limit_ms": "10000", "max_returned_rows": str(PAGE)}
    settings = [part for name, value in limits.items() for part in ("--setting", name, value)]
    table = str(site.folder / "mentions.db")
    command = [site.python("datasette"), "-m", "datasette", "serve", table]
    return [*command, "--port", str(site.port), *settings], {}


def _corners(box: BBox) -> tuple[float, float, float, float]:
    return box.west_deg, box.south_deg, box.east_deg, box.north_deg


def _bbox(asked: Asked, **more: str | int) -> str:
    corners = ",".join(f"{deg:.4f}" for deg in _corners(asked.box))
    return urlencode({"bbox": corners, "limit": _LIMIT, **more})


def _datasette_box(asked: Asked) -> str:
    west, south, east, north = (f"{deg:.4f}" for deg in _corners(asked.box))
    sides = {"lon__gte": west, "lon__lte": east, "lat__gte": south, "lat__lte": north}
    return "/mentions/mentions.json?" + urlencode({**sides, "_size": _LIMIT, "_shape": "objects"})


def _tilde(text: str) -> str:
    """Return a key as Datasette has it in its addresses."""
    return quote(text, safe="").replace("%", "~")


PEERS = (
    Peer(
        name="Dateline",
        packages=(),
        start=_dateline,
        box=lambda a: f"/collections/mentions/items?{_bbox(a)}",
        one=lambda a: f"/collections/mentions/items/{quote(a.fid)}",
        tile=lambda z, x, y: f"/tiles/mentions/{z}/{x}/{y}.mvt",
        page=lambda n: f"/collections/mentions/items?limit={PAGE}&offset={n * PAGE}",
    ),
    Peer(
        name="tipg + PostGIS",
        packages=("tipg==1.6.*", "uvicorn[standard]"),
        start=_tipg,
        box=lambda a: f"/collections/public.mentions/items?{_bbox(a, f='geojson')}",
        one=lambda a: f"/collections/public.mentions/items/{quote(a.fid)}?f=geojson",
        tile=lambda z, x, y: (
            f"/collections/public.mentions/tiles/WebMercatorQuad/{z}/{x}/{y}"
            f"?f=mvt&properties={_TILE_COLUMNS}"
        ),
        page=lambda n: (
            f"/collections/public.mentions/items?limit={PAGE}&offset={n * PAGE}&f=geojson"
        ),
        needs_database=True,
    ),
    Peer(
        name="pygeoapi + PostGIS",
        packages=("pygeoapi", "psycopg2-binary", "sqlalchemy<2.1", "geoalchemy2", "gunicorn"),
        start=_pygeoapi,
        box=lambda a: f"/collections/mentions/items?{_bbox(a, f='json')}",
        one=lambda a: f"/collections/mentions/items/{quote(a.fid)}?f=json",
        tile=lambda z, x, y: f"/collections/mentions/tiles/WebMercatorQuad/{z}/{y}/{x}?f=mvt",
        page=lambda n: f"/collections/mentions/items?limit={PAGE}&offset={n * PAGE}&f=json",
        needs_database=True,
    ),
    Peer(
        name="Datasette + SQLite",
        packages=("datasette",),
        start=_datasette,
        box=_datasette_box,
        one=lambda a: f"/mentions/mentions/{_tilde(a.fid)}.json?_shape=objects",
        tile=None,
        page=lambda n: "/mentions.json?" + urlencode({"sql": _PAGE_SQL.format(n * PAGE)}),
    ),
)


def install(folder: Path, name: str, packages: Iterable[str]) -> None:
    """Install a peer into an environment of its own, once; raises MissingError."""
    environment = folder / name
    if (environment / "installed").is_file():
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", environment], check=True)
    done = subprocess.run(
        [environment / "bin" / "pip", "install", "--quiet", *packages],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise MissingError("; ".join(done.stderr.strip().splitlines()[-1:]))
    (environment / "installed").touch()


def write_flat(path: Path, layer: LayerInfo, features: Iterable[StoredFeature]) -> None:
    """Write a layer as Datasette's users keep points: one table, an index on the position."""
    names = list(layer.queryables)
    columns = ", ".join(f'"{name}"' for name in names)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            f"CREATE TABLE mentions (fid TEXT PRIMARY KEY, {columns}, lon REAL, lat REAL)"
        )
        marks = ", ".join("?" * (len(names) + 3))
        connection.executemany(
            f"INSERT INTO mentions VALUES ({marks})",  # noqa: S608 - marks only
            (_flat(feature, names) for feature in features),
        )
        connection.execute("CREATE INDEX mentions_position ON mentions (lon, lat)")
        connection.execute("ANALYZE")
        connection.commit()


def _flat(feature: StoredFeature, names: list[str]) -> list[object]:
    properties, geometry = orjson.loads(feature.properties), orjson.loads(feature.geometry)
    place = geometry["coordinates"] if geometry else (None, None)
    return [feature.id, *(properties[name] for name in names), *place]


@contextmanager
def serving(peer: Peer, site: Site) -> Iterator[int]:
    """Run a peer until it answers; yield its process. Raises MissingError."""
    command, given = peer.start(site)
    log = site.folder / "server.log"
    with (
        log.open("wb") as told,
        subprocess.Popen(command, env=os.environ | given, stdout=told, stderr=told) as server,
    ):
        try:
            until = time.monotonic() + _START_S
            while not _answers(site.port):
                if server.poll() is not None or time.monotonic() > until:
                    server.kill()
                    said = log.read_text("utf-8").strip().rpartition("\n")[2]
                    raise MissingError(said or "it does not start")
                time.sleep(0.05)
            yield server.pid
        finally:
            server.terminate()


def _answers(port: int) -> bool:
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=_START_S)
        connection.request("GET", "/")
        connection.getresponse().read()
    except (ConnectionError, HTTPException):
        return False
    return True
