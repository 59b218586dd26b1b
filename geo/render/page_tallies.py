"""How often the texts name each place, by document, use, confidence and decision.

The page counts with these whatever its filters ask, without asking the server and without a text.
Where there are too many, the server counts, and the page is told only what there is.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from geo.model.feature import Feature, Json
from geo.model.folding import folded_text
from geo.model.resolution import Resolution
from geo.model.run import Reading, Run
from geo.model.tally import (
    LAYERS,
    TYPES,
    USES,
    Tally,
    day_number,
    day_text,
    packed_names,
    sort_code,
    sort_of,
    type_of,
)

MOST_PLACES = 800
"""Counted by role, so that half of them are hidden at first as a rule. A pin that is shown has
three elements and a label: of more, a page has over 3,000, and a step of the map takes 0.1 s."""
MOST_DOCUMENTS = 400
"""Their list and their counts weigh 60 kB packed, a quarter of all that a page weighs."""


def is_large(run: Run, places: Sequence[Feature]) -> bool:
    """Tell whether a page asks the server for what is in view, and does not carry it all."""
    return len(places) > MOST_PLACES or len(run.readings) > MOST_DOCUMENTS


def tallies(run: Run, numbers: Mapping[str, int]) -> dict[str, Json]:
    """Return the counts of places, which go by their ``numbers``.

    A row is place, document, use, confidence (0 doubtful, 1 likely, 2 sure), review (0 open,
    1 ambiguous, 2 decided), count. A period is a document.
    """
    periods: list[Json] = []
    counts: Counter[tuple[int, ...]] = Counter()
    for number, reading in enumerate(run.readings):
        periods.append([reading.document.id, 1, len(reading.resolutions)])
        for resolution in reading.resolutions:
            place = numbers.get(_place_of(resolution))
            if place is not None:
                counts[place, number, *_sort(resolution)] += 1
    return {
        "by": "document",
        "uses": list(USES),
        "periods": periods,
        "rows": [[*key, count] for key, count in sorted(counts.items())],
    }


def summary(tally: Tally) -> dict[str, Json]:
    """Return what a page without places knows of them; a period is a day, "" for undated."""
    by_use = tally.sorts().reshape(len(USES), -1).sum(axis=1)
    days, which, documents = np.unique(tally.day, return_inverse=True, return_counts=True)
    found = np.bincount(which, tally.found).astype(np.int64)
    rows = zip(days.tolist(), documents.tolist(), found.tolist(), strict=True)
    return {
        "by": "server",
        "uses": [use for use, count in zip(USES, by_use.tolist(), strict=True) if count],
        "types": [name for n, name in enumerate(TYPES) if (tally.type == n).any()],
        "layers": [name for n, name in enumerate(LAYERS) if (tally.layer == n).any()],
        "mentions": len(tally.place),
        "periods": [[day_text(number), *counted] for number, *counted in rows],
        "rows": [],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The mentions of one document: the feature that each counts for, with its sort code.

    ``found`` counts those too that have no place.
    """

    day: date | None
    found: int
    marks: tuple[tuple[str, int], ...]


def marks_of(reading: Reading) -> Marks:
    """Return the mentions of a document, as they are tallied."""
    marks = ((_place_of(r), sort_code(*_sort(r))) for r in reading.resolutions)
    return Marks(
        day=reading.document.published_on,
        found=len(reading.resolutions),
        marks=tuple((place, sort) for place, sort in marks if place),
    )


def tally(documents: Iterable[Marks], places: Sequence[Feature]) -> Tally:
    """Return the mentions of places, for the server to count; ``documents`` in reading order."""
    numbers = {feature.id: number for number, feature in enumerate(places)}
    place, sort, ends, found, day = (array(code) for code in "IBqii")
    for document in documents:
        for place_id, code in document.marks:
            number = numbers.get(place_id)
            if number is not None:
                place.append(number)
                sort.append(code)
        ends.append(len(place))
        found.append(document.found)
        day.append(day_number(document.day))
    same: dict[Json, int] = {}
    at = np.array([f.geometry.bounds[:2] if f.geometry else (0, 0) for f in places])
    return Tally(
        # These follow the corpus: they are taken as they lie, not copied.
        place=np.frombuffer(place, dtype=np.uint32),
        sort=np.frombuffer(sort, dtype=np.uint8),
        ends=np.frombuffer(ends, dtype=np.int64),
        found=np.frombuffer(found, dtype=np.int32),
        day=np.frombuffer(day, dtype=np.int32),
        lon_deg=at.reshape(-1, 2)[:, 0].round(5),
        lat_deg=at.reshape(-1, 2)[:, 1].round(5),
        layer=np.array([_layer(f) for f in places], dtype=np.uint8),
        type=np.array([type_of(str(f.properties["feature_class"])) for f in places], np.uint8),
        same=np.array(
            [same.setdefault(f.properties["place_id"], len(same)) for f in places], np.uint32
        ),
        names=packed_names([" | ".join(_names(f)) for f in places]),
    )


def _layer(feature: Feature) -> int:
    properties = feature.properties
    associative = properties["role"] == "associative"
    return LAYERS.index("government" if associative else str(properties["kind"]))


def _names(feature: Feature) -> Iterator[str]:
    """Yield all names of a place, folded; the sign between them is in none."""
    names = feature.properties["names"]
    listed = names.values() if isinstance(names, dict) else ()
    every = [feature.properties["name"], *(n for some in listed for n in _list(some))]
    for name in dict.fromkeys(map(str, every)):
        yield " ".join(folded_text(name).replace("|", " ").split())


def _list(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list) else ()


def _sort(resolution: Resolution) -> tuple[int, int, int]:
    use, status = resolution.mention.use.value, resolution.status.value
    return sort_of(use, resolution.confidence, status, resolution.decided_by)


def _place_of(resolution: Resolution) -> str:
    """Return the id of the feature that a mention counts for, "" where it has none."""
    place = resolution.place
    if place is None:
        return ""
    return place.id if resolution.mention.use.is_place else f"{place.id}~associative"
