"""Tiles of lines: joined far away, each day by itself, the same in an archive."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import pmtiles.reader
import pytest
from points import point_store
from shapely import LineString

from geo.model.feature import Feature, Json, Layer
from geo.pipeline.tiles import archive_layer, drawn_tile
from geo.tiles.archive import Archive
from geo.tiles.grid import Tile


def lines_by_day(days: int) -> Iterator[Feature]:
    """Yield a front in three parts for each day: it moves in the middle of the time."""
    begin = date(2020, 1, 1)
    for number in range(days):
        day = begin + timedelta(days=number)
        for part in range(3):
            west = 36 + part / 10
            moved = 0.3 if part == 1 and number > days // 2 else 0
            properties: dict[str, Json] = {
                "line_id": f"front@{day}",
                "title": "Front",
                "rule": "control",
                "valid_on": day.isoformat(),
                "unsourced": part == 2,
                "pocket": False,
                "half_gap_m": 100 * number + part,
                "evidence": ["what no tile takes along"],
            }
            yield Feature(
                id=f"front@{day}-{part}",
                geometry=fronts(west, moved),
                properties=properties,
                start=day,
                end=day,
            )


@cache
def fronts(west: float, moved: float) -> LineString:
    """Return a part of a front, the same object each time."""
    return LineString([(west, 35), (west + 0.05, 35.02 + moved), (west + 0.1, 35)])


def archived(path: Path) -> dict[tuple[int, int, int], bytes]:
    """Return the tiles of an archive as the reader of PMTiles reads them."""
    reader: Any = pmtiles.reader
    with path.open("rb") as file:
        return dict(reader.all_tiles(reader.MmapSource(file)))


@pytest.mark.parametrize("most_bytes", [500_000, 4_000])
def test_an_archive_of_lines_by_day_is_the_tiles_on_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most_bytes: int
) -> None:
    monkeypatch.setattr("geo.tiles.draw.MOST_BYTES", most_bytes)
    made = Layer(id="lines", title="t", description="d", features=tuple(lines_by_day(60)))
    store = point_store(tmp_path / "s.sqlite", made)
    archive_layer(store, "lines", tmp_path / "a.pmtiles")
    found = archived(tmp_path / "a.pmtiles")
    assert {z for z, _, _ in found} == set(range(11))
    with Archive(tmp_path / "a.pmtiles") as archive:
        for zxy, body in found.items():
            wanted = drawn_tile(store, "lines", Tile(*zxy))
            assert gzip.decompress(body) == wanted.body
            assert archive.dropped(Tile(*zxy)) == wanted.dropped
    assert max(len(gzip.decompress(body)) for body in found.values()) <= most_bytes


def test_far_away_each_day_has_its_lines_joined_and_near_each_by_itself(tmp_path: Path) -> None:
    made = Layer(id="lines", title="t", description="d", features=tuple(lines_by_day(4)))
    store = point_store(tmp_path / "s.sqlite", made)
    far = decoded(drawn_tile(store, "lines", Tile(6, 38, 25)).body)
    assert [(one["valid_on"], one["unsourced"], one["count"]) for one in far] == [
        (f"2020-01-0{day}", unsourced, 1 if unsourced else 2)
        for day in range(1, 5)
        for unsourced in (False, True)
    ]
    # What may be another in each part is told only of a part alone.
    assert [one.get("half_gap_m") for one in far] == [None, 2, None, 102, None, 202, None, 302]
    assert [one.get("id") for one in far[:2]] == [None, "front@2020-01-01-2"]
    near = decoded(drawn_tile(store, "lines", Tile(10, 614, 405)).body)
    assert [one["half_gap_m"] for one in near] == [
        100 * d + part for d in range(4) for part in range(3)
    ]


def decoded(body: bytes) -> list[dict[str, Any]]:
    """Return the properties of the lines of a tile, in its order."""
    return [one["properties"] for one in mapbox_vector_tile.decode(body)["lines"]["features"]]
