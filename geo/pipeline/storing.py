"""Write what a run gave into its store: added to what stands there, or anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import orjson

from geo.errors import CannotAddError
from geo.features.gathering import Gathered
from geo.features.layers import layers
from geo.gazetteer.kept import GAZETTEER, places_json
from geo.model.dossier import Dossier
from geo.model.feature import Json, Layer
from geo.model.run import Run
from geo.pipeline.numbering import from_nothing
from geo.pipeline.stream import PartReadings
from geo.pipeline.tiles import TILING
from geo.store.write import Contents, add_to_store, beside_of, store_draft


def store_run(
    path: Path, dossier: Dossier, found: Run, readings: PartReadings, told: Mapping[str, str]
) -> None:
    """Add to the store that stands, or write it anew; ``told`` is what the build says."""
    if readings.numbering.adds:
        with suppress(CannotAddError):
            add_to_store(path, found, _contents(dossier, found, readings, told), TILING)
            return
        readings = replace(readings, numbering=from_nothing(readings.found))
    found = replace(found, readings=readings)
    every = map(readings.stored, layers(found, dossier.places, Gathered()))
    # Begun before anything is added up, which takes a while too.
    with store_draft(path, readings, beside_of(every), TILING) as draft:
        draft.write(found, _contents(dossier, found, readings, told))


def _contents(
    dossier: Dossier, found: Run, readings: PartReadings, told: Mapping[str, str]
) -> Contents:
    """Return what is written of a run, but for its texts."""
    from geo.render.page import page_assets  # noqa: PLC0415 - serving what stands needs no Folium
    from geo.render.zone_sheets import zone_assets  # noqa: PLC0415 - the same

    made = tuple(map(readings.made_of, layers(found, dossier.places, readings.gathered())))
    return Contents(
        layers=tuple(map(readings.stored, made)),
        meta={**_meta(dossier, found), **told},
        assets={
            **page_assets(dossier, found, made, readings.marks()),
            **dict(zone_assets(dossier, found.told, _evidence(made))),
            GAZETTEER: places_json(dossier.places.values()),
        },
    )


def _evidence(made: Iterable[Layer]) -> dict[str, Json]:
    """Return what is stated of each zone, which one of its features carries."""
    zones = next(layer for layer in made if layer.id == "zones")
    told = (f.properties for f in zones.features if f.properties["evidence"])
    return {str(properties["zone_id"]): properties["evidence"] for properties in told}


def _meta(dossier: Dossier, found: Run) -> dict[str, str]:
    return {
        "dossier": dossier.id,
        "title": dossier.title,
        "summary": dossier.summary,
        "counts": orjson.dumps(found.counts).decode(),
        "licences": orjson.dumps(_licences(dossier)).decode(),
        "style": orjson.dumps(dossier.style).decode(),
        "view": orjson.dumps(dossier.view).decode(),
        "corrections": orjson.dumps([c.id for c in dossier.corrections]).decode(),
    }


def _licences(dossier: Dossier) -> list[tuple[str, str]]:
    """Return the sources of the gazetteer with their licences, the most used first."""
    named = Counter((place.source, place.licence) for place in dossier.places.values())
    return sorted(named, key=lambda pair: (-named[pair], pair))
