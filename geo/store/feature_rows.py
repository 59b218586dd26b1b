"""Features as rows of a store, made wherever there is a processor to spare."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import lru_cache
from struct import Struct
from types import NoneType
from typing import Any

import numpy as np
import orjson
import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo.model.feature import Feature, Json
from geo.store.boxes import DIGITS_DEG

FeatureRow = tuple[str, bytes, bytes | None, bytes | None, bytes | None, str | None, str | None]
"""Id, properties, GeoJSON geometry, WKB, the name of an outline, and the first and last day.

What is no point has an outline, by its name, in place of a geometry.
"""
_LONGEST_ASKED_CHARS = 80
"""Longer texts, sentences among them, stay with what is sent: filters seldom ask for them."""
_KINDS = {bool: "boolean", int: "number", float: "number", str: "string", NoneType: "null"}
_NOWHERE = (np.inf, np.inf, -np.inf, -np.inf)
_Cells = tuple[bytes | None, bytes | None, bytes | None]
_NO_SHAPE: _Cells = (b"null", None, None)
POINT = Struct("<BIdd")
"""Of WKB: little-endian, a point, x, y."""
_MOST_KNOWN = 4_000
"""Geometries that wait to come again: some 20 MB of large ones, and as many points."""
_NAME_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """A geometry as a row has it; ``outline`` stands apart, by its name, where it is no point.

    The geometry itself is kept too: while it lives, nothing else has its id.
    """

    geometry: BaseGeometry
    cells: _Cells
    bounds: tuple[float, ...]
    outline: tuple[bytes, bytes] | None = None


@dataclass(slots=True, kw_only=True)
class Summary:
    """What features add up to.

    ``kinds`` holds each property with the kinds of its values, in the order in which they were
    met; ``longest_chars`` how long texts get in each.
    """

    features: int = 0
    only_points: bool = True
    kinds: dict[tuple[str, str], None] = field(default_factory=dict)
    longest_chars: dict[str, int] = field(default_factory=dict)
    bounds: tuple[float, ...] = _NOWHERE
    start: str | None = None
    end: str | None = None

    def join(self, other: Summary) -> None:
        """Count in what comes after."""
        self.features += other.features
        self.only_points &= other.only_points
        self.kinds |= other.kinds
        for name, chars in other.longest_chars.items():
            if chars > self.longest_chars.get(name, 0):
                self.longest_chars[name] = chars
        self._spread(other.bounds)
        self._last(other.start, other.end)

    def told(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        bounds = self.bounds if self.is_somewhere else None
        return {**said, "kinds": [*self.kinds], "bounds": bounds}

    @classmethod
    def of_told(cls, told: Mapping[str, Any]) -> Summary:
        """Return what was told."""
        kinds = dict.fromkeys((name, kind) for name, kind in told["kinds"])
        return cls(**{**told, "kinds": kinds, "bounds": tuple(told["bounds"] or _NOWHERE)})

    def add(
        self, said: Mapping[str, Json], shape: _Shape | None, days: tuple[str | None, str | None]
    ) -> None:
        """Count a feature in, with its properties, its shape, its first and its last day."""
        self.features += 1
        if shape is not None:
            self.only_points &= shape.outline is None
            self._spread(shape.bounds)
        self._last(*days)
        self.kinds |= _kinds(tuple(said), tuple(map(type, said.values())))
        longest_chars = self.longest_chars
        for name, value in said.items():
            if type(value) is str and len(value) > longest_chars.get(name, 0):
                longest_chars[name] = len(value)

    def _spread(self, bounds: tuple[float, ...]) -> None:
        west, south, east, north = self.bounds
        self.bounds = (
            min(west, bounds[0]),
            min(south, bounds[1]),
            max(east, bounds[2]),
            max(north, bounds[3]),
        )

    def _last(self, start: str | None, end: str | None) -> None:
        if start and (self.start is None or start < self.start):
            self.start = start
        if end and (self.end is None or end > self.end):
            self.end = end

    @property
    def is_somewhere(self) -> bool:
        """Tell whether any feature has a place."""
        return self.bounds[0] <= self.bounds[2]

    def queryables(self) -> dict[str, str]:
        """Return the properties with plain values of one kind, in the order of the features."""
        found: dict[str, set[str]] = {}
        for name, kind in self.kinds:
            plain = found.setdefault(name, set())
            if kind != "null":
                plain.add(kind)
        return {n: k for n, kinds in found.items() if len(kinds) == 1 and (k := min(kinds))}

    def columns(self) -> list[str]:
        """Return the queryables that have a column of their own."""
        return [
            name
            for name in self.queryables()
            if self.longest_chars.get(name, 0) <= _LONGEST_ASKED_CHARS
        ]


@lru_cache(maxsize=1_000)
def _kinds(names: tuple[str, ...], types: tuple[type, ...]) -> dict[tuple[str, str], None]:
    """Return the properties of a feature with their kinds: there are few sorts of features."""
    return {(n, _KINDS.get(kind, "")): None for n, kind in zip(names, types, strict=True)}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureRows:
    """Features of one layer that follow each other, and what they add up to.

    ``outlines`` are those of its rows as WKB, by their names.
    """

    rows: tuple[FeatureRow, ...]
    outlines: Mapping[bytes, bytes]
    summary: Summary

    def wkb(self, row: FeatureRow) -> bytes | None:
        """Return the geometry of a row, None for none."""
        return row[3] if row[4] is None else self.outlines[row[4]]


class RowMaker:
    """Makes rows; of geometries that come again, each is written once."""

    def __init__(self) -> None:
        """Start without any geometry."""
        self._known: dict[int, _Shape] = {}

    def rows(self, features: Iterable[Feature]) -> FeatureRows:
        """Return the rows of features."""
        summary, rows, outlines = Summary(), list[FeatureRow](), dict[bytes, bytes]()
        for feature in features:
            days = iso(feature.start), iso(feature.end)
            shape = None if feature.geometry is None else self._shape(feature.geometry)
            cells = _NO_SHAPE if shape is None else shape.cells
            rows.append((feature.id, orjson.dumps(feature.properties), *cells, *days))
            summary.add(feature.properties, shape, days)
            if shape is not None and shape.outline is not None:
                outlines[shape.outline[0]] = shape.outline[1]
        return FeatureRows(rows=tuple(rows), outlines=outlines, summary=summary)

    def _shape(self, geometry: BaseGeometry) -> _Shape:
        known = self._known.get(id(geometry))
        if known is None:
            if len(self._known) == _MOST_KNOWN:
                self._known.clear()
            known = self._known[id(geometry)] = _shaped(geometry)
        return known


def outline_geojson(wkb: bytes) -> bytes:
    """Return an outline as a GeoJSON geometry with 7 digits (1 cm)."""
    rounded = shapely.transform(shapely.from_wkb(wkb), lambda xy: xy.round(DIGITS_DEG))
    return bytes(shapely.to_geojson(rounded), "utf-8").replace(b" ", b"")


def iso(day: date | None) -> str | None:
    """Return a day as the tables have it."""
    return day.isoformat() if day else None


def _shaped(geometry: BaseGeometry) -> _Shape:
    bounds = geometry.bounds
    if isinstance(geometry, Point):
        return _Shape(geometry=geometry, cells=(*_point(geometry), None), bounds=bounds)
    wkb = bytes(shapely.to_wkb(geometry))
    name = hashlib.blake2b(wkb, digest_size=_NAME_BYTES).digest()
    return _Shape(geometry=geometry, cells=(None, None, name), bounds=bounds, outline=(name, wkb))


def _point(point: Point) -> tuple[bytes, bytes]:
    """Return a point as GeoJSON and as WKB, both with 7 digits."""
    lon, lat = round(point.x, DIGITS_DEG), round(point.y, DIGITS_DEG)
    return orjson.dumps({"type": "Point", "coordinates": [lon, lat]}), POINT.pack(1, 1, lon, lat)
