"""The layer of lines, segment by segment, each with the rows that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from shapely.geometry.base import BaseGeometry

from geo.features.gathering import Named
from geo.geodesy.measure import length_km
from geo.model.feature import Feature, Json, Layer, Stream
from geo.model.line import ContactLine, Holding, Pocket, Segment
from geo.model.place import Place
from geo.model.run import Run


def line_layer(run: Run, places: Mapping[str, Place], named: Mapping[str, Named]) -> Layer:
    """Return every line by segment, each with its facing places and how far it may be off."""
    return Layer(
        id="lines",
        title="Lines",
        description="Contact lines by day and stretches of borders, segment by segment.",
        features=Stream(lambda: _segments(run, places, named)),
    )


def _segments(
    run: Run, places: Mapping[str, Place], named: Mapping[str, Named]
) -> Iterator[Feature]:
    for line in run.lines:
        mentions = named[line.id].mentions if line.id in named else 0
        for segment in line.segments:
            yield segment_feature(line, segment, places, mentions)


def segment_feature(
    line: ContactLine, segment: Segment, places: Mapping[str, Place], mentions: int
) -> Feature:
    """Return one segment with its evidence; ``mentions`` counts those of the whole line."""
    return Feature(
        id=segment.id,
        geometry=segment.geometry,
        properties={
            "line_id": line.id,
            "title": line.rule.title,
            "rule": line.rule.kind.value,
            "valid_on": line.valid_on.isoformat() if line.valid_on else None,
            "between": [places[p].name if p in places else p for p in segment.places],
            "holders": list(segment.holders),
            "half_gap_m": round(segment.half_gap_m),
            "unsourced": segment.unsourced,
            "evidence": [_row(holding) for holding in segment.evidence],
            "pocket": segment.pocket_km2 > 0,
            "pocket_km2": round(segment.pocket_km2, 1) if segment.pocket_km2 else None,
            "length_km": _length_km(segment.geometry),
            "line_km": round(line.length_km, 1),
            "line_unsourced_share": round(line.unsourced_share, 3),
            "line_pockets_left_out": pockets_json(line.pockets_left_out),
            "source": line.source,
            "mentions": mentions,
        },
        start=line.valid_on,
        end=line.valid_on,
    )


def pockets_json(pockets: Iterable[Pocket]) -> list[Json]:
    """Return enclaves by their places, with who had them inside whose ground."""
    return [
        {
            "places": list(pocket.places),
            "holder": pocket.holder,
            "inside": pocket.inside,
            "area_km2": round(pocket.area_km2, 1),
        }
        for pocket in pockets
    ]


@lru_cache(maxsize=2_000)
def _length_km(geometry: BaseGeometry) -> float:
    """Return the length of a segment, measured once for all days on which it is the same."""
    return round(length_km(geometry), 2)


def _row(holding: Holding) -> Json:
    return {
        "place": holding.place_id,
        "holder": holding.holder,
        "from": holding.start.isoformat() if holding.start else None,
        "to": holding.end.isoformat() if holding.end else None,
        "source": holding.source,
        "reliability": holding.reliability,
    }
