"""Keep what was told of a dossier's zones: documents change every day, zones seldom do."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import shapely

from geo.errors import InputError
from geo.export.whole import write_whole
from geo.gazetteer.cache import cache_folder
from geo.model.run import ToldZone
from geo.model.zone import Contour, Zone


def kept(root: Path, digest: str, zones: Sequence[Zone]) -> tuple[ToldZone, ...] | None:
    """Return what was kept of a dossier under this digest, None where there is nothing."""
    try:
        saved = orjson.loads(_path(root).read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return None
    if saved.get("digest") != digest:
        return None
    return tuple(_told(zone, saved["zones"][zone.rule.id]) for zone in zones)


def keep(root: Path, digest: str, told: Sequence[ToldZone]) -> None:
    """Keep what is told of a dossier's zones in place of what was kept before.

    A cache that cannot be written costs time at the next build and nothing else.
    """
    zones = {t.zone.rule.id: _saved(t) for t in told}
    body = orjson.dumps({"digest": digest, "zones": zones})
    path = _path(root)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, lambda draft: draft.write_bytes(body))
    except (OSError, InputError):
        return


def _path(root: Path) -> Path:
    mark = hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:12]
    return cache_folder() / "zones" / f"{mark}.json"


def _saved(told: ToldZone) -> dict[str, Any]:
    contours = [[c.probability, c.geometry.wkb_hex] for c in told.zone.contours]
    return {"contours": contours, "facts": told.facts}


def _told(zone: Zone, saved: dict[str, Any]) -> ToldZone:
    contours = tuple(
        Contour(probability=chance, geometry=shapely.from_wkb(wkb))
        for chance, wkb in saved["contours"]
    )
    return ToldZone(zone=replace(zone, contours=contours), facts=saved["facts"])
