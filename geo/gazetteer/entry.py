"""What a gazetteer is compiled from: one place and its spellings."""

from __future__ import annotations

from dataclasses import dataclass

from geo.model.columns import KindOfName


@dataclass(frozen=True, slots=True)
class Spelling:
    """One name of a place."""

    text: str
    kind: KindOfName = KindOfName.NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Whose coordinates and names they are, under which licence, and how to credit them."""

    name: str
    licence: str
    attribution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A place to be compiled; its first name is the preferred one.

    ``unit`` is the code by which other entries call this one as theirs in ``admin1`` and
    ``admin2`` ("US.CA"); an ``ADM1`` lies in itself. ``source_id`` is the GeoNames id, 0 for
    none; then ``id`` is the place's own. Coordinates are OGC:CRS84.
    """

    names: tuple[Spelling, ...]
    feature_class: str
    feature_code: str
    lon_deg: float
    lat_deg: float
    precision_m: float
    source: Source
    source_id: int = 0
    id: str = ""
    country_code: str = ""
    population: int = 0
    unit: str = ""
    admin1: str = ""
    admin2: str = ""
