"""Pictures of a store: an outline that many features share is read once and drawn once."""
# ruff: noqa: ANN401 - pixels have no types

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
import shapely
from dossiers import build_in, small_dossier, write_document
from pictures import over, pixels

from geo.api.styles import day_shown, style_of
from geo.errors import NotFoundError
from geo.model.looks import has_days, is_of_day
from geo.pipeline.pictures import drawn_picture
from geo.pipeline.tiles import tile_box
from geo.store.open import Store, open_store
from geo.tiles.grid import Tile
from geo.tiles.raster import RASTER_BUFFER_UNITS, png_tile
from geo.tiles.raster_paths import MAP_ZOOM, on_map

SOUTH = "Shells fell 10 km south of Northton.\n"
NORTH = "Smoke was seen 4 km north of Northton.\n"
DEEP = MAP_ZOOM + 1


def made(root: Path, *texts: str) -> Store:
    """Return a store over a small dossier with these texts."""
    root.mkdir()
    dossier = small_dossier(root, "vague")
    for number, text in enumerate(texts):
        write_document(dossier, f"text{number}.txt", f"{text}Lorry {number} left.\n")
    return open_store(build_in(dossier, root / "out").store)


def picture(store: Store, layer: str, tile: Tile) -> bytes:
    day = day_shown(store, None) if has_days(layer) else None
    return drawn_picture(store, layer, tile, style_of(store), 1, day)


def one_by_one(store: Store, layer: str, tile: Tile) -> bytes:
    """Return the picture of every feature near a tile, with all that it says and as it lies."""
    near = store.features.in_box(layer, tile_box(tile, RASTER_BUFFER_UNITS))
    every = [(feature.wkb, orjson.loads(feature.properties)) for feature in near]
    day = day_shown(store, None) if has_days(layer) else None
    found = [(wkb, said) for wkb, said in every if day is None or is_of_day(layer, said, day)]
    geometries = on_map(shapely.from_wkb([wkb for wkb, _ in found]))
    return png_tile(layer, tile, geometries, [said for _, said in found], style_of(store))


def tile_at(lon_deg: float, lat_deg: float, zoom: int) -> Tile:
    north = np.arcsinh(np.tan(np.radians(lat_deg))) / np.pi
    return Tile(zoom, int((lon_deg / 360 + 0.5) * 2**zoom), int((1 - north) / 2 * 2**zoom))


def alpha(png: bytes) -> Any:
    return pixels(png)[..., 3]


def test_what_ten_texts_say_looks_as_when_one_says_it(tmp_path: Path) -> None:
    once = made(tmp_path / "once", SOUTH, NORTH)
    often = made(tmp_path / "often", *[SOUTH] * 6, *[NORTH] * 4)
    assert often.features.layer("expressions").features == 20
    for zoom in (6, 9, DEEP):
        tile = tile_at(12.0, 22.1, zoom)
        drawn = picture(often, "expressions", tile)
        assert drawn == picture(once, "expressions", tile)
        assert alpha(drawn).any()


def test_each_ground_is_listed_once_for_all_that_look_alike(tmp_path: Path) -> None:
    store = made(tmp_path / "listed", SOUTH, SOUTH, NORTH, "Near the village of Nowhere.\n")
    grounds = [*store.features.grounds("expressions", ("part", "height_m"))]
    assert [one.values for one in grounds] == [("extent", None), ("core", None)] * 2
    assert len({one.outline for one in grounds}) == 4
    every = [feature.wkb for feature in store.features.placed("expressions")]
    assert len(every) == 6
    rows = [one.row for one in reversed(grounds)]
    assert store.features.wkb(rows) == [*dict.fromkeys(every)][::-1]
    with pytest.raises(NotFoundError):
        store.features.wkb([10**6])


def test_a_ground_is_listed_again_where_another_property_differs(tmp_path: Path) -> None:
    store = made(tmp_path / "apart", SOUTH, SOUTH)
    by_text = [*store.features.grounds("expressions", ("document",))]
    assert len(by_text) == 4
    assert len({one.outline for one in by_text}) == 2


def test_a_layer_without_ground_is_an_empty_picture(tmp_path: Path) -> None:
    store = made(tmp_path / "bare", "Nothing happened.\n")
    for zoom in (0, DEEP):
        assert not alpha(picture(store, "expressions", Tile(zoom, 0, 0))).any()


@pytest.mark.parametrize("layer", ["zones", "lines", "changes", "expressions"])
@pytest.mark.parametrize("zoom", [5, 8, 10, DEEP, 14])
def test_a_picture_is_that_of_its_features_one_by_one(store: Store, layer: str, zoom: int) -> None:
    first = next(store.features.placed(layer))
    lon_deg, lat_deg = shapely.point_on_surface(shapely.from_wkb(first.wkb)).coords[0]
    tile = tile_at(lon_deg, lat_deg, zoom)
    drawn, whole = picture(store, layer, tile), one_by_one(store, layer, tile)
    assert alpha(whole).any()
    if zoom > MAP_ZOOM:
        assert np.abs(pixels(drawn) - pixels(whole)).max() <= 1
        return
    # As coarse as they are kept, rims lie a quarter of a pixel off, and dashes with them.
    apart = np.abs(over(pixels(drawn)) - over(pixels(whole))).max(axis=2)
    assert apart.mean() < 1
    if layer == "expressions":
        assert apart.max() <= 3
