"""Boxes of features: in memory as in the store."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.pipeline.tiles import tile_box
from geo.store.boxes import Boxes, box_rows, box_term
from geo.tiles.grid import BUFFER_UNITS, Tile


@given(
    boxes_deg=st.lists(
        st.tuples(*[st.integers(-1_800_000, 1_800_000)] * 4), min_size=1, max_size=8
    ),
    zxy=st.tuples(st.integers(0, 10), st.floats(0, 1), st.floats(0, 1)),
)
@settings(max_examples=60, deadline=None)
def test_boxes_in_memory_touch_what_boxes_in_the_store_touch(
    boxes_deg: list[tuple[int, ...]], zxy: tuple[int, float, float]
) -> None:
    shapes = [
        shapely.box(min(w, e) / 1e4, min(s, n) / 2e4, max(w, e) / 1e4, max(s, n) / 2e4)
        for w, s, e, n in boxes_deg
    ]
    zoom, across, down = zxy
    last = 2**zoom - 1
    bbox = tile_box(Tile(zoom, round(across * last), round(down * last)), BUFFER_UNITS)
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE b (id, west, east, south, north)")
        rows = [(n, *row) for n, row in enumerate(box_rows(np.array(shapes)))]
        database.executemany("INSERT INTO b VALUES (?, ?, ?, ?, ?)", rows)
        term = box_term(bbox, "b")
        asked = database.execute(f"SELECT id FROM b WHERE {term.sql} ORDER BY id", term.values)  # noqa: S608 - ours
        wanted = [row[0] for row in asked]
    assert np.flatnonzero(Boxes.around(np.array(shapes)).touching(bbox)).tolist() == wanted
