"""Write compact GeoJSON, one feature a line, the same bytes for the same input."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely
from shapely.geometry import mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

Value: TypeAlias = str | int
Nested: TypeAlias = "float | list[Nested] | tuple[Nested, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A geometry in OGC:CRS84 and the properties written with it, in their order."""

    geometry: BaseGeometry
    properties: Mapping[str, Value] = field(default_factory=dict)


def write_geojson(path: Path, features: Iterable[Feature], decimals: int) -> None:
    """Write features, outer rings counter-clockwise (RFC 7946); raise ValueError if invalid."""
    lines = [_line(f, decimals) for f in features if not f.geometry.is_empty]
    path.parent.mkdir(parents=True, exist_ok=True)
    body = ",\n".join(lines)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n', encoding="utf-8")
    print(f"{path}: {len(lines)} features, {path.stat().st_size} bytes")


def _line(feature: Feature, decimals: int) -> str:
    snapped = shapely.set_precision(feature.geometry, 10**-decimals)
    rounded = shapely.transform(snapped, lambda xy: np.round(xy, decimals))
    if not rounded.is_valid:
        msg = f"{dict(feature.properties)}: {shapely.is_valid_reason(rounded)}"
        raise ValueError(msg)
    plain = mapping(shapely.orient_polygons(rounded))
    geometry = {"type": plain["type"], "coordinates": _short(plain["coordinates"])}
    whole = {"type": "Feature", "properties": dict(feature.properties), "geometry": geometry}
    return json.dumps(whole, separators=(",", ":"), ensure_ascii=False)


def _short(value: Nested) -> Nested:
    """Turn 36.0 into 36: the bytes count."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return [_short(part) for part in value]
