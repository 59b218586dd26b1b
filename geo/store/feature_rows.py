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

from geo.model.feature import Feature
from geo.store.boxes import DIGITS_DEG

FeatureRow = tuple[str, bytes, bytes | None, bytes | None, bytes | None, str | None, str | None]
"""Id, properties, GeoJSON geometry, WKB, the name of an outline, and the first and last day.

What is no point has an outline, by its name, in place of a geometry.
"""
_LONGEST_ASKED_CHARS = 80
"""Longer texts, sentences among them, stay with what is sent: filters seldom ask for them."""
_KINDS = {bool: "boolean", int: "number", float: "number", str: "string", NoneType: "null"}
_NOWHERE = (np.inf, np.inf, -np.inf, -np.inf)
_NO_GEOMETRY = b"null"
POINT = Struct("<BIdd")
"""Of WKB: little-endian, a point, x, y."""
_MOST_KNOWN = 2_000
"""Geometries that wait to come again: some 20 MB of large ones."""
_NAME_BYTES = 16


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

    def add(self, feature: Feature, days: tuple[str | None, str | None]) -> None:
        """Count a feature in, with its first and last day."""
        self.features += 1
        geometry = feature.geometry
        if geometry is not None:
            self.only_points &= isinstance(geometry, Point)
            self._spread(geometry.bounds)
        self._last(*days)
        said = feature.properties
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
        self._known: dict[int, tuple[BaseGeometry, bytes, bytes]] = {}

    def rows(self, features: Iterable[Feature]) -> FeatureRows:
        """Return the rows of features."""
        summary, rows, outlines = Summary(), list[FeatureRow](), dict[bytes, bytes]()
        for feature in features:
            days = iso(feature.start), iso(feature.end)
            shape = self._shape(feature.geometry, outlines)
            row = (feature.id, orjson.dumps(feature.properties), *shape, *days)
            summary.add(feature, days)
            rows.append(row)
        return FeatureRows(rows=tuple(rows), outlines=outlines, summary=summary)

    def _shape(
        self, geometry: BaseGeometry | None, outlines: dict[bytes, bytes]
    ) -> tuple[bytes | None, bytes | None, bytes | None]:
        """Return a geometry as a row has it; ``outlines`` takes what stands apart."""
        if geometry is None:
            return _NO_GEOMETRY, None, None
        if isinstance(geometry, Point):
            return *_point(geometry), None
        # The geometry itself is kept too: while it lives, nothing else has its id.
        known = self._known.get(id(geometry))
        if known is None:
            if len(self._known) == _MOST_KNOWN:
                self._known.clear()
            wkb = bytes(shapely.to_wkb(geometry))
            name = hashlib.blake2b(wkb, digest_size=_NAME_BYTES).digest()
            known = self._known[id(geometry)] = (geometry, name, wkb)
        outlines[known[1]] = known[2]
        return None, None, known[1]


def outline_geojson(wkb: bytes) -> bytes:
    """Return an outline as a GeoJSON geometry with 7 digits (1 cm)."""
    rounded = shapely.transform(shapely.from_wkb(wkb), lambda xy: xy.round(DIGITS_DEG))
    return bytes(shapely.to_geojson(rounded), "utf-8").replace(b" ", b"")


def iso(day: date | None) -> str | None:
    """Return a day as the tables have it."""
    return day.isoformat() if day else None


def _point(point: Point) -> tuple[bytes, bytes]:
    """Return a point as GeoJSON and as WKB, both with 7 digits."""
    lon, lat = round(point.x, DIGITS_DEG), round(point.y, DIGITS_DEG)
    return orjson.dumps({"type": "Point", "coordinates": [lon, lat]}), POINT.pack(1, 1, lon, lat)
