"""How often the texts name each place, by document or month, use, confidence and decision.

The page counts with these whatever its filters ask, without asking the server and without a text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from geo.model.feature import Json
from geo.model.resolution import Resolution, Status
from geo.model.run import Reading, Run
from geo.model.text import Use

MOST_DOCUMENTS = 500
"""Up to so many, each document has counts and a dot of its own; of more, each month has."""
_DOUBTFUL_BELOW, _SURE_FROM = 0.5, 0.8
_USES = tuple(Use)


def tallies(run: Run, numbers: Mapping[str, int]) -> dict[str, Json]:
    """Return the counts of places, which go by their ``numbers``.

    A row is place, period, use, confidence (0 doubtful, 1 likely, 2 sure), review (0 open,
    1 ambiguous, 2 decided), count.
    """
    periods: dict[str, list[int]] = {}
    counts: Counter[tuple[int, int, int, int, int]] = Counter()
    by_month = len(run.readings) > MOST_DOCUMENTS
    for reading in run.readings:
        period = _period(reading, by_month=by_month)
        found = periods.setdefault(period, [len(periods), 0, 0])
        found[1] += 1
        found[2] += len(reading.resolutions)
        for resolution in reading.resolutions:
            place = numbers.get(_place_of(resolution))
            if place is not None:
                counts[place, found[0], *_sort_of(resolution)] += 1
    return {
        "by": "month" if by_month else "document",
        "uses": [use.value for use in _USES],
        "periods": [[name, documents, found] for name, (_, documents, found) in periods.items()],
        "rows": [[*key, count] for key, count in sorted(counts.items())],
    }


def _period(reading: Reading, *, by_month: bool) -> str:
    document = reading.document
    if not by_month:
        return document.id
    return document.published_on.strftime("%Y-%m") if document.published_on else ""


def _place_of(resolution: Resolution) -> str:
    """Return the id of the feature that a mention counts for, "" where it has none."""
    place = resolution.place
    if place is None:
        return ""
    return place.id if resolution.mention.use.is_place else f"{place.id}~associative"


def _sort_of(resolution: Resolution) -> tuple[int, int, int]:
    confidence = resolution.confidence
    sure = int(confidence >= _DOUBTFUL_BELOW) + int(confidence >= _SURE_FROM)
    review = 2 if resolution.decided_by else int(resolution.status is Status.AMBIGUOUS)
    return _USES.index(resolution.mention.use), sure, review
