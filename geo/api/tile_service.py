"""Tiles as they are sent: made or read from an archive once, packed once, and kept."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from anyio import CapacityLimiter, to_thread

from geo.api.parameters import read_period
from geo.api.styles import day_shown, style_of
from geo.errors import NotFoundError
from geo.model.looks import has_days
from geo.model.query import LayerInfo
from geo.pipeline.pictures import drawn_picture
from geo.pipeline.tiles import archive_path, drawn_tile, tile_columns
from geo.store.protocol import Store
from geo.tiles.archive import Archive, packed
from geo.tiles.grid import Tile

MAX_ZOOM = 16
"""A unit of a tile is 15 cm wide there, less than any coordinate is sure of."""
_KEPT_BYTES = 64_000_000
_MADE_AT_ONCE = 2
"""Threads take turns in one process: more would only make each tile wait longer."""

PNG_SCALES = (1, 2)
Key = tuple[object, ...]
Noted = Callable[[bool], None]
"""Is told whether a tile was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentTile:
    """A tile as it is sent: a vector tile as gzip, empty where it shows nothing, or a picture.

    ``dropped`` features did not fit in.
    """

    body: bytes
    etag: str
    dropped: int


class KeptTiles:
    """Tiles by layer, version, place and form, up to so many bytes; long unasked ones go first."""

    def __init__(self, most_bytes: int) -> None:
        """Start with none."""
        self._most_bytes = most_bytes
        self._tiles: OrderedDict[Key, SentTile] = OrderedDict()
        self._bytes = 0

    def get(self, key: Key) -> SentTile | None:
        """Return a tile that is kept."""
        found = self._tiles.get(key)
        if found is not None:
            self._tiles.move_to_end(key)
        return found

    def peek(self, key: Key) -> SentTile | None:
        """Return a tile that is kept, from any thread; it is not counted as asked for."""
        return self._tiles.get(key)

    def put(self, key: Key, tile: SentTile) -> None:
        """Keep a tile, and let go of others where they are too many."""
        if key in self._tiles:
            return
        self._tiles[key] = tile
        self._bytes += _weight_bytes(tile)
        while self._bytes > self._most_bytes:
            _, gone = self._tiles.popitem(last=False)
            self._bytes -= _weight_bytes(gone)


class TileService:
    """The tiles of a store, of whichever build stands there now."""

    def __init__(self, store: Store) -> None:
        """Serve from ``store``."""
        self._store = store
        self._kept = KeptTiles(_KEPT_BYTES)
        self._archives: dict[Path, Archive | None] = {}
        self._limiter = CapacityLimiter(_MADE_AT_ONCE)

    def info(self, layer: str) -> LayerInfo:
        """Return a layer that has tiles; raises NotFoundError for any other."""
        found = self._store.features.layer(layer)
        tile_columns(layer)
        return found

    async def tile(self, info: LayerInfo, tile: Tile, noted: Noted) -> SentTile:
        """Return a tile; only one that must be made costs a thread. Raises NotFoundError.

        A client that goes away does not stop its tile: it is kept for the next one.
        """
        _refuse_too_deep(info, tile)
        return await self._kept_or(
            (info.id, info.version, tile), info, partial(self._made, info, tile), noted
        )

    def day(self, layer: str, asked: str | None) -> str | None:
        """Return the day that a picture shows, None where all days are one picture.

        Raises InputError for what is no date.
        """
        period = read_period(asked) if asked is not None else None
        return day_shown(self._store, period) if has_days(layer) else None

    async def picture(
        self, info: LayerInfo, tile: Tile, scale: int, day: str | None, noted: Noted
    ) -> SentTile:
        """Return a tile as PNG, 256 px wide times ``scale``, of one day. Raises NotFoundError."""
        _refuse_too_deep(info, tile)
        style = self._store.kept("style", partial(style_of, self._store))

        def made() -> SentTile:
            return _sent(drawn_picture(self._store, info.id, tile, style, scale, day), 0)

        key = (info.id, info.version, tile, scale, style, day)
        return await self._kept_or(key, info, made, noted)

    async def _kept_or(
        self, key: Key, info: LayerInfo, make: Callable[[], SentTile], noted: Noted
    ) -> SentTile:
        found = self._kept.get(key)
        noted(found is not None)
        if found is None:
            # A crowd that opens a map asks for one tile at once: made once, the others find it.
            wanted = partial(self._found_or_made, key, make)
            found = await to_thread.run_sync(wanted, limiter=self._limiter)
            if self._store.features.layer(info.id).version == info.version:
                self._kept.put(key, found)
        return found

    def _found_or_made(self, key: Key, make: Callable[[], SentTile]) -> SentTile:
        return self._kept.peek(key) or make()

    def _made(self, info: LayerInfo, tile: Tile) -> SentTile:
        archive = self._archive(info)
        if archive is not None and tile.z <= archive.max_zoom:
            return _sent(archive.packed_tile(tile) or b"", archive.dropped(tile))
        drawn = drawn_tile(self._store, info.id, tile)
        return _sent(packed(drawn.body) if drawn.body else b"", drawn.dropped)

    def _archive(self, info: LayerInfo) -> Archive | None:
        """Return the archive of a layer's version, if the build made one."""
        if self._store.file is None:
            return None
        path = archive_path(self._store.file, info)
        if path not in self._archives:
            others = {p: a for p, a in self._archives.items() if not _same_layer(p, path)}
            self._archives = {**others, path: Archive(path) if path.is_file() else None}
        return self._archives[path]


def _refuse_too_deep(info: LayerInfo, tile: Tile) -> None:
    if tile.z > MAX_ZOOM:
        msg = f"tiles of {info.id} go down to zoom {MAX_ZOOM}"
        raise NotFoundError(msg)


def _sent(body: bytes, dropped: int) -> SentTile:
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
    return SentTile(body=body, etag=etag, dropped=dropped)


def _weight_bytes(tile: SentTile) -> int:
    return len(tile.body) + 500  # the key, the mark and their places in the table


def _same_layer(one: Path, other: Path) -> bool:
    return one.name.rpartition("-")[0] == other.name.rpartition("-")[0]
