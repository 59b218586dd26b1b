"""Tiles as pictures: transparent PNG that any map can lay over its own ground."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.model.dossier import Style
from geo.model.feature import Json
from geo.model.look import TILE_PX, Area, Look, Marker, Shown, Stroke
from geo.model.looks import looks_of
from geo.tiles.cover import Rings
from geo.tiles.crowd import Points, diameters_px, thinned
from geo.tiles.grid import EXTENT_UNITS, Tile
from geo.tiles.paint import painted
from geo.tiles.picture import Picture, Shape
from geo.tiles.png import encode_png, straight
from geo.tiles.raster_paths import (
    BUFFER_PX,
    REACH_PX,
    SURFACE,
    Placed,
    lines_in_tile,
    placed,
    rings_px,
)
from geo.tiles.stamps import Placed as PlacedStamp
from geo.tiles.stamps import stamp, stamped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

RASTER_BUFFER_UNITS = REACH_PX * EXTENT_UNITS // TILE_PX
"""How far around a tile to look for features: a symbol at the edge shows in both tiles."""


def png_tile(
    layer_name: str,
    tile: Tile,
    geometries: NDArray[np.object_],
    properties: Sequence[Mapping[str, Json]],
    style: Style,
    scale: int = 1,
) -> bytes:
    """Return a tile of 256 CSS pixels square; ``scale`` is how many of its pixels go to one.

    ``geometries`` lie ``on_map`` and reach ``RASTER_BUFFER_UNITS`` around the tile. Features
    that no map shows, or only when they are selected, are left out.
    """
    looks = [k for k in looks_of(layer_name, style) if k.shown is not Shown.SELECTED]
    which, first = _which(looks, properties)
    parts = placed(geometries, tile)
    parts = parts.take(which[parts.feature] >= 0)
    every = _shapes(parts, looks, which, properties)
    shapes = tuple(shape for shape in every if shape.rings is not None or shape.lines)
    points = parts.of_dimension(0)
    if not len(points.feature) and not shapes:
        return _empty(scale)
    weights = _weights(looks, which, first, properties)
    symbols = _symbols(points, looks, which, weights, tile.z, scale)
    picture = Picture(side_px=TILE_PX, scale=scale, shapes=shapes, symbols=symbols)
    return encode_png(straight(painted(picture)))


def png_of_grounds(
    layer_name: str,
    rings: Callable[[NDArray[np.int64]], Rings],
    saying: NDArray[np.int64],
    said: Sequence[Mapping[str, Json]],
    style: Style,
    scale: int,
) -> bytes:
    """Return a tile of a layer whose looks are all plain ground.

    Each is of the feature with that number in ``said``; ``rings`` returns those of some of them
    in pixels of the tile.
    """
    looks = [k for k in looks_of(layer_name, style) if k.shown is not Shown.SELECTED]
    which = _which(looks, said)[0][saying]
    shapes = []
    for number in np.unique(which[which >= 0]).tolist():
        symbol = looks[number].symbol
        if isinstance(symbol, Area):
            found = rings(np.flatnonzero(which == number))
            shapes.append(Shape(symbol=symbol, opacity=symbol.opacity, rings=found))
    if not shapes:
        return _empty(scale)
    picture = Picture(side_px=TILE_PX, scale=scale, shapes=tuple(shapes))
    return encode_png(straight(painted(picture)))


def is_plain(layer_name: str, style: Style) -> bool:
    """Tell whether all that a layer shows is ground that is drawn alike, and nothing but tint."""
    symbols = [look.symbol for look in looks_of(layer_name, style)]
    return all(isinstance(symbol, Area) and symbol.is_plain for symbol in symbols)


def drawn_by(layer_name: str, style: Style) -> tuple[str, ...]:
    """Return the properties that say how the features of a layer are drawn, sorted."""
    found: set[str] = set()
    for look in looks_of(layer_name, style):
        found.update(test.name for test in look.tests)
        match look.symbol:
            case Marker(sized_by=str(name)) | Area(grows_with=str(name)):
                found.add(name)
    return tuple(sorted(found))


def _which(
    looks: Sequence[Look], properties: Sequence[Mapping[str, Json]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the number of each feature's look, -1 for none, and of the first one drawn like it.

    Only features whose properties are one and the same object are known to be alike.
    """
    firsts: dict[int, int] = {}
    numbers = [firsts.setdefault(id(said), number) for number, said in enumerate(properties)]
    first = np.array(numbers, dtype=np.int64)
    found = np.full(len(properties), -1, dtype=np.int64)
    for number in firsts.values():
        fitting = (at for at, look in enumerate(looks) if look.fits(properties[number]))
        found[number] = next(fitting, -1)
    return found[first], first


def _weights(
    looks: Sequence[Look],
    which: NDArray[np.int64],
    first: NDArray[np.int64],
    properties: Sequence[Mapping[str, Json]],
) -> NDArray[np.float64]:
    """Return how much each feature stands for where it is drawn as a marker, else 0."""
    found = np.zeros(len(properties))
    for number in np.unique(first[which >= 0]).tolist():
        symbol = looks[which[number]].symbol
        if isinstance(symbol, Marker):
            found[number] = symbol.weight_of(properties[number])
    weights: NDArray[np.float64] = found[first]
    return weights


def _shapes(
    parts: Placed,
    looks: Sequence[Look],
    which: NDArray[np.int64],
    properties: Sequence[Mapping[str, Json]],
) -> Iterator[Shape]:
    """Yield lines and surfaces in draw order; of equal looks the larger lies lower.

    Ground that many features share, as one phrase in many texts does, is drawn once.
    """
    found = _distinct(parts.take(shapely.get_dimensions(parts.geometries) > 0), which)
    look = which[found.feature]
    surface = shapely.get_dimensions(found.geometries) == SURFACE
    for number in np.unique(look).tolist():
        symbol = looks[number].symbol
        chosen = found.take((look == number) & surface)
        if isinstance(symbol, Stroke):
            for geometry in found.geometries[look == number]:
                yield Shape(symbol=symbol, lines=tuple(lines_in_tile(geometry)))
        elif isinstance(symbol, Area) and symbol.is_plain and len(chosen.feature):
            rings = rings_px(chosen.geometries)
            yield Shape(symbol=symbol, opacity=symbol.opacity, rings=rings)
        elif isinstance(symbol, Area):
            yield from _grounds(chosen, symbol, properties)


def _grounds(
    parts: Placed, symbol: Area, properties: Sequence[Mapping[str, Json]]
) -> Iterator[Shape]:
    for number in np.lexsort((parts.feature, -shapely.area(parts.geometries))).tolist():
        geometry = parts.geometries[number]
        yield Shape(
            symbol=symbol,
            opacity=symbol.opacity_of(properties[int(parts.feature[number])]),
            rings=rings_px(parts.geometries[number : number + 1]),
            lines=tuple(lines_in_tile(geometry)) if symbol.rim else (),
        )


def _distinct(parts: Placed, which: NDArray[np.int64]) -> Placed:
    """Return the parts without those that have look and geometry of an earlier one."""
    keys = zip(which[parts.feature].tolist(), shapely.to_wkb(parts.geometries), strict=True)
    first: dict[tuple[int, bytes], int] = {}
    for number, key in enumerate(keys):
        first.setdefault(key, number)
    chosen = np.zeros(len(parts.feature), dtype=bool)
    chosen[list(first.values())] = True
    return parts.take(chosen)


def _symbols(
    points: Placed,
    looks: Sequence[Look],
    which: NDArray[np.int64],
    weights: NDArray[np.float64],
    zoom: int,
    scale: int,
) -> NDArray[np.float32] | None:
    """Return the symbols of points, colours times alpha, None where there are none."""
    markers = [k.symbol if isinstance(k.symbol, Marker) else None for k in looks]
    xy = np.round(shapely.get_coordinates(points.geometries) * scale).astype(np.int64)
    look = which[points.feature]
    weight = weights[points.feature]
    every = Points(x=xy[:, 0], y=xy[:, 1], look=look, weight=weight)
    low, high = -BUFFER_PX * scale, (TILE_PX + BUFFER_PX) * scale
    near = (xy >= low).all(axis=1) & (xy < high).all(axis=1) & (weight > 0)
    found = thinned(every.take(near), markers, zoom, scale).in_draw_order()
    stamps = list(_stamps(found, markers, zoom, scale))
    return stamped(stamps, TILE_PX * scale) if stamps else None


def _stamps(
    points: Points, markers: Sequence[Marker | None], zoom: int, scale: int
) -> Iterator[PlacedStamp]:
    wide_px = diameters_px(points, markers, zoom)
    columns = (points.x, points.y, points.look, wide_px)
    for x, y, look, diameter_px in np.column_stack(columns).tolist():
        marker = markers[look]
        if marker is not None:
            yield PlacedStamp(stamp(marker, diameter_px, scale), x, y)


@lru_cache(maxsize=4)
def _empty(scale: int) -> bytes:
    side = TILE_PX * scale
    return encode_png(np.zeros((side, side, 4), dtype=np.uint8))
