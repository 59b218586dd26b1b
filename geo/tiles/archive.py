"""Tiles of a layer in one file: PMTiles 3, packed, each distinct tile once, by tile id."""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson
from pmtiles.tile import (
    Compression,
    Entry,
    TileType,
    deserialize_directory,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)
from pmtiles.writer import Writer

from geo.errors import InputError
from geo.model.feature import Json
from geo.model.query import BBox
from geo.tiles.draw import DrawnTile
from geo.tiles.grid import MAX_LAT_DEG, Tile

MAX_ARCHIVE_ZOOM = 10
_LEVEL = 6
_GZIP = 31  # zlib's word for a gzip frame, without name and time
_HEADER_BYTES = 127
_LEAVES_KEPT = 64
_MOST_STEPS = 4
_E7 = 10_000_000
_WORLD = BBox(west_deg=-180, south_deg=-90, east_deg=180, north_deg=90)
_DROPPED = "dropped"


def packed(body: bytes) -> bytes:
    """Return bytes as gzip, the same for the same."""
    return zlib.compress(body, _LEVEL, _GZIP)


def unpacked(body: bytes) -> bytes:
    """Return what was packed."""
    return zlib.decompress(body, _GZIP)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveNote:
    """What an archive says of itself."""

    name: str
    title: str
    description: str
    version: str
    fields: Mapping[str, str]
    bbox: BBox | None


def tile_id(tile: Tile) -> int:
    """Return the place of a tile in an archive: zoom by zoom along a Hilbert curve."""
    return int(zxy_to_tileid(tile.z, tile.x, tile.y))


def write_archive(path: Path, tiles: Iterable[tuple[Tile, DrawnTile]], note: ArchiveNote) -> int:
    """Write tiles, in the order of their ids and without those that show nothing; count them.

    Raises InputError where none shows anything: PMTiles has no empty archive.
    """
    dropped: dict[str, int] = {}
    max_zoom = 0
    with path.open("wb") as file:
        writer: Any = Writer(file)  # type: ignore[no-untyped-call]
        for tile, drawn in tiles:
            max_zoom = max(max_zoom, tile.z)
            if drawn.body:
                writer.write_tile(tile_id(tile), packed(drawn.body))
            if drawn.dropped:
                dropped[_name(tile)] = drawn.dropped
        if not writer.tile_entries:
            writer.tile_f.close()
            msg = (
                f"{note.name}: none of its features has a place on the map, so there are no tiles"
            )
            raise InputError(msg)
        writer.finalize(_header(note), _metadata(note, max_zoom, dropped))
    return int(writer.addressed_tiles)


class Archive:
    """An archive that is read tile by tile; any number of threads may."""

    def __init__(self, path: Path) -> None:
        """Open a file; raises InputError for one that is no archive."""
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        try:
            self._header = deserialize_header(self._bytes[:_HEADER_BYTES])
        except Exception as exc:
            self._bytes.close()
            msg = f"{path}: is no PMTiles archive of version 3"
            raise InputError(msg) from exc
        start = self._header["metadata_offset"]
        metadata = unpacked(self._bytes[start : start + self._header["metadata_length"]])
        self.metadata: dict[str, Json] = orjson.loads(metadata)
        self.max_zoom: int = self._header["max_zoom"]
        found = self.metadata.get(_DROPPED)
        self._dropped = found if isinstance(found, dict) else {}
        self._directory = lru_cache(_LEAVES_KEPT)(self._read_directory)

    def __enter__(self) -> Self:
        """Return the archive, to be closed at the end."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._bytes.close()

    def packed_tile(self, tile: Tile) -> bytes | None:
        """Return a tile as it was packed, None where it shows nothing."""
        wanted = tile_id(tile)
        offset, length = self._header["root_offset"], self._header["root_length"]
        for _ in range(_MOST_STEPS):
            entry = find_tile(self._directory(offset, length), wanted)
            if entry is None:
                return None
            if entry.run_length:
                start = self._header["tile_data_offset"] + entry.offset
                return bytes(self._bytes[start : start + entry.length])
            offset = self._header["leaf_directory_offset"] + entry.offset
            length = entry.length
        return None

    def dropped(self, tile: Tile) -> int:
        """Return how many features did not fit into a tile."""
        count = self._dropped.get(_name(tile), 0)
        return count if isinstance(count, int) else 0

    def _read_directory(self, offset: int, length: int) -> list[Entry]:
        return deserialize_directory(self._bytes[offset : offset + length])


def _name(tile: Tile) -> str:
    return f"{tile.z}/{tile.x}/{tile.y}"


def _header(note: ArchiveNote) -> dict[str, object]:
    box = note.bbox or _WORLD
    south, north = (min(max(d, -MAX_LAT_DEG), MAX_LAT_DEG) for d in (box.south_deg, box.north_deg))
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": int(box.west_deg * _E7),
        "min_lat_e7": int(south * _E7),
        "max_lon_e7": int(box.east_deg * _E7),
        "max_lat_e7": int(north * _E7),
        "center_zoom": 0,
        "center_lon_e7": int((box.west_deg + box.east_deg) / 2 * _E7),
        "center_lat_e7": int((south + north) / 2 * _E7),
    }


def _metadata(note: ArchiveNote, max_zoom: int, dropped: Mapping[str, int]) -> dict[str, object]:
    layer = {
        "id": note.name,
        "description": note.description,
        "minzoom": 0,
        "maxzoom": max_zoom,
        "fields": dict(note.fields),
    }
    return {
        "name": note.title,
        "description": note.description,
        "version": note.version,
        "type": "overlay",
        "vector_layers": [layer],
        _DROPPED: dict(dropped),
    }
