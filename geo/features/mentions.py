"""The layers of mentions, places and documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from shapely import Point

from geo.features.gathering import Gathered, Pin
from geo.features.provenance import provenance
from geo.features.roles import LITERAL, role_of
from geo.model.feature import Feature, Json, Layer, Stream
from geo.model.place import NameKind, Place
from geo.model.resolution import Resolution, Status
from geo.model.run import Reading, Run

_VAGUE_CODES = frozenset({"RGN", "PLN", "DSRT", "MTS", "STM", "RD", "VAL"})


def kind_of(place: Place) -> str:
    """Return how a place is drawn: a point, an area at its centre, or a vague region."""
    if place.feature_code in _VAGUE_CODES:
        return "vague"
    return "area" if place.is_area else "point"


def mention_layer(run: Run) -> Layer:
    """Return one feature a mention, unplaced ones without geometry."""
    return Layer(
        id="mentions",
        title="Mentions",
        description="Every name found, with its sentence, what it is used for, and its place.",
        features=Stream(lambda: mention_features(run.readings)),
    )


def mention_features(readings: Iterable[Reading]) -> Iterator[Feature]:
    """Yield one feature a mention, in reading order."""
    return (_mention(reading, r) for reading in readings for r in reading.resolutions)


def place_layer(gathered: Gathered) -> Layer:
    """Return one feature for each place and role, with counts and the first sentence."""
    return Layer(
        id="places",
        title="Places",
        description="Every place named, once as a place and once as a government or people.",
        features=place_features(gathered),
    )


def place_features(gathered: Gathered) -> tuple[Feature, ...]:
    """Return one feature for each place and role, in the order of their ids."""
    return tuple(_place(gathered.pins[key]) for key in sorted(gathered.pins))


def document_layer(run: Run) -> Layer:
    """Return one feature a document, without geometry."""
    return Layer(
        id="documents",
        title="Documents",
        description="Every document read: title, publisher, date and what was found in it.",
        features=Stream(lambda: document_features(run.readings)),
    )


def document_features(readings: Iterable[Reading]) -> Iterator[Feature]:
    """Yield one feature a document."""
    return map(_document, readings)


def place_properties(place: Place) -> dict[str, Json]:
    """Return what is known of a place, with the source of its coordinate."""
    names: dict[str, list[Json]] = defaultdict(list)
    for name in place.names:
        if name.kind is NameKind.NAME:
            names[name.language].append(name.text)
    return {
        "place_id": place.id,
        "name": place.name,
        "names": dict(names),
        "feature_class": place.feature_class,
        "feature_code": place.feature_code,
        "country_code": place.country_code,
        "admin1": place.admin1,
        "precision_m": place.precision_m,
        "population": place.population or None,
        "population_year": place.population_year,
        "source": place.source,
        "source_id": place.source_id,
        "licence": place.licence,
        "note": place.note,
    }


def _mention(reading: Reading, resolution: Resolution) -> Feature:
    mention, place = resolution.mention, resolution.place
    document = reading.document
    day = document.published_on
    return Feature(
        id=mention.id,
        geometry=_point(place.lon_deg, place.lat_deg) if place else None,
        properties={
            "surface": mention.surface,
            "kind": mention.kind.value,
            "use": mention.use.value,
            "use_reason": mention.use_reason,
            "role": role_of(resolution),
            "status": resolution.status.value,
            "confidence": resolution.confidence,
            "decided_by": resolution.decided_by,
            "place_id": place.id if place else None,
            "name": place.name if place else None,
            "feature_code": place.feature_code if place else None,
            "country_code": place.country_code if place else None,
            "precision_m": place.precision_m if place else None,
            "sentence": document.quote(mention.passage.span),
            "passage_id": mention.passage.id,
            "candidates": len(resolution.candidates),
            **provenance(document, mention.span),
        },
        start=day,
        end=day,
    )


@lru_cache(maxsize=4_096)
def _point(lon_deg: float, lat_deg: float) -> Point:
    """Return a point, made once for the many mentions of a place."""
    return Point(lon_deg, lat_deg)


def _place(pin: Pin) -> Feature:
    suffix = "" if pin.role == LITERAL else f"~{pin.role}"
    return Feature(
        id=f"{pin.place.id}{suffix}",
        geometry=Point(pin.place.lon_deg, pin.place.lat_deg),
        properties={
            **place_properties(pin.place),
            "role": pin.role,
            "kind": kind_of(pin.place),
            "mentions": pin.mentions,
            "documents": pin.documents,
            "doubtful": pin.doubtful,
            "confidence": pin.confidence,
            "first_on": pin.start.isoformat() if pin.start else None,
            "last_on": pin.end.isoformat() if pin.end else None,
            **pin.first,
        },
        start=pin.start,
        end=pin.end,
    )


def _document(reading: Reading) -> Feature:
    document = reading.document
    day = document.published_on
    statuses = [r.status for r in reading.resolutions]
    return Feature(
        id=document.id,
        geometry=None,
        properties={
            "title": document.title,
            "publisher": document.publisher,
            "published_on": day.isoformat() if day else None,
            "dated_by": document.dated_by,
            "language": document.language,
            "source": document.source,
            "characters": len(document.text),
            "passages": len(reading.passages),
            "mentions": len(statuses),
            "unplaced": statuses.count(Status.UNPLACED),
            "link": f"/documents/{document.id}",
        },
        start=day,
        end=day,
    )
