"""Stores with many points, made for tests of tiles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely

from geo.gazetteer.kept import GAZETTEER, places_json
from geo.model.feature import Feature, Json, Layer
from geo.model.run import ReadingList, Run
from geo.pipeline.tiles import TILING, sweep_archives
from geo.store.open import Store, open_store
from geo.store.write import write_store

META = {"title": "t", "summary": "s", "dossier": "d", "digest": "x", "counts": "{}"}
NOTHING_READ = Run(readings=ReadingList(), skipped=(), lines=(), zones=(), posts=())


def places(count: int, positions: int, seed: int = 1) -> Iterator[Feature]:
    """Yield places around Idlib and over the world, several at one position."""
    draw = np.random.default_rng(seed)
    at = draw.uniform((35.5, 34.5), (38, 37), (positions, 2)).round(5)
    at[: positions // 4] = draw.uniform((-180, -84), (180, 84), (positions // 4, 2)).round(5)
    for number, place in enumerate(draw.integers(0, positions, count).tolist()):
        role = "literal" if draw.random() < 0.8 else "associative"
        properties: dict[str, Json] = {
            "place_id": f"p{number}",
            "name": f"Tell {number}",
            "role": role,
            "kind": "settlement",
            "mentions": int(draw.integers(1, 50)),
            "confidence": 0.5,
            "note": "long words that no tile takes along",
        }
        yield Feature(id=f"p{number}", geometry=shapely.Point(*at[place]), properties=properties)


def layer_of(features: Iterator[Feature]) -> Layer:
    """Return places as their layer."""
    return Layer(id="places", title="Places", description="Made up.", features=tuple(features))


def point_store(path: Path, layer: Layer, *, tiled: bool = True) -> Store:
    """Write a store of one layer, with what is made for its tiles or without, and open it."""
    tiling = TILING if tiled else None
    write_store(path, NOTHING_READ, [layer], META, {GAZETTEER: places_json(())}, tiling)
    sweep_archives(path)
    return open_store(path)
