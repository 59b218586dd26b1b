"""The places of a large site: the page counts their mentions itself, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import orjson
import shapely

from geo.export.stream import feature_bytes
from geo.model.query import Query, StoredFeature
from geo.model.tally import LAYERS, SHOWN, TALLY, TYPES, USES, Tally
from geo.store.protocol import Store
from geo.tiles.archive import packed

_ROWS, _PHRASES = 200, 100
"""Features in a file; ``site_view.js`` and ``site_phrases.js`` read as many."""
_DIGITS_DEG = 5

Files = Iterator[tuple[str, bytes]]


def place_files(store: Store) -> Files:
    """Yield what a page that does not carry its places counts and draws them by."""
    tally = Tally.unpacked(store.asset(TALLY))
    ids: list[str] = []
    columns: dict[str, list[object]] = {name: [] for name in SHOWN}
    for number, shard in enumerate(_shards(store.features.select("places", Query()), _ROWS)):
        yield f"places/{number}.json", _listed(shard)
        for feature in shard:
            said = orjson.loads(feature.properties)
            ids.append(feature.id)
            for name, values in columns.items():
                values.append(said[name])
    places = {
        "columns": {
            "id": ids,
            **columns,
            "lon": tally.lon_deg.tolist(),
            "lat": tally.lat_deg.tolist(),
            "layer": tally.layer.tolist(),
            "type": tally.type.tolist(),
        },
        "uses": USES,
        "types": TYPES,
        "layers": LAYERS,
        "ends": tally.ends.tolist(),
    }
    yield "places.bin", packed(orjson.dumps(places))
    yield "names.bin", packed(orjson.dumps(tally.lines()))
    mentions = tally.place.astype("<u4").tobytes() + tally.sort.tobytes()
    yield "tally.bin", packed(mentions)


def phrase_files(store: Store) -> Files:
    """Yield the vague places, with the box of each in one file."""
    ids: list[str] = []
    boxes: list[list[float]] = []
    for number, shard in enumerate(
        _shards(store.features.select("expressions", Query()), _PHRASES)
    ):
        yield f"phrases/{number}.json", _listed(shard)
        ids += [orjson.loads(feature.properties)["mention_id"] for feature in shard]
        boxes += [_box(feature) for feature in shard]
    yield "phrases.json", orjson.dumps({"mention_id": ids, "box": boxes})


def _box(feature: StoredFeature) -> list[float]:
    """Return west, south, east and north, [] for one that has no ground."""
    ground = shapely.from_geojson(feature.geometry) if feature.geometry != b"null" else None
    if ground is None or ground.is_empty:
        return []
    found: list[float] = np.round(ground.bounds, _DIGITS_DEG).tolist()
    return found


def _shards(features: Iterable[StoredFeature], rows: int) -> Iterator[list[StoredFeature]]:
    shard: list[StoredFeature] = []
    for feature in features:
        shard.append(feature)
        if len(shard) == rows:
            yield shard
            shard = []
    if shard:
        yield shard


def _listed(features: Iterable[StoredFeature]) -> bytes:
    return b"[" + b",\n".join(map(feature_bytes, features)) + b"]"
