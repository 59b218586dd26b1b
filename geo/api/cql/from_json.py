"""Read CQL2 JSON."""

from __future__ import annotations

import math
from typing import Any

import orjson
import shapely

from geo.api.cql.operators import box, deeper, instant, interval, operation, shape
from geo.errors import InputError
from geo.geodesy.reference import Crs
from geo.model.filter import Constant, Items, Node, Property


def read_json(text: str, crs: Crs) -> Node:
    """Return the tree of a filter; raises InputError."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as exc:
        msg = f"filter: not JSON ({exc}); text is read with filter-lang=cql2-text"
        raise InputError(msg) from exc
    return _node(value, crs, 0)


def _node(value: Any, crs: Crs, depth: int) -> Node:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return _object(value, crs, deeper(depth))
    if isinstance(value, list):
        within = deeper(depth)
        return Items(items=tuple(_node(item, crs, within) for item in value))
    if isinstance(value, bool | str):
        return Constant(value=value)
    if isinstance(value, int | float) and math.isfinite(value):
        return Constant(value=float(value))
    msg = f"filter: {str(value)[:40]} is no value"
    raise InputError(msg)


def _object(value: dict[str, Any], crs: Crs, depth: int) -> Node:
    if "op" in value:
        args = value.get("args")
        if not isinstance(value["op"], str) or not isinstance(args, list):
            msg = 'filter: an operation is {"op": a name, "args": a list}'
            raise InputError(msg)
        return operation(value["op"], [_node(arg, crs, depth) for arg in args])
    if "property" in value:
        return Property(name=str(value["property"]))
    if "date" in value or "timestamp" in value:
        return instant(value.get("date", value.get("timestamp")))
    if "interval" in value:
        return _interval(value["interval"], crs, depth)
    if "bbox" in value:
        return shape(lambda: box([float(n) for n in value["bbox"]], crs), crs)
    if "type" in value:
        return shape(lambda: shapely.from_geojson(orjson.dumps(value)), crs)
    known = "op, property, date, timestamp, interval, bbox, or a GeoJSON geometry"
    msg = f"filter: an object without a known member; known are {known}"
    raise InputError(msg)


def _interval(ends: Any, crs: Crs, depth: int) -> Node:  # noqa: ANN401 - JSON
    found = ends if isinstance(ends, list) else []
    return interval([_node(e, crs, depth) if isinstance(e, dict) else e for e in found])
