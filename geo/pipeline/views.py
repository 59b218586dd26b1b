"""What the page shows of a large corpus: the places in a view, counted by its filters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import orjson
from numpy.typing import NDArray

from geo.errors import NotFoundError
from geo.model.answer import Answer
from geo.model.feature import Json
from geo.model.folding import folded_text
from geo.model.query import BBox
from geo.model.tally import LAYERS, SHOWN, TALLY, Shift, Sieve, Tally, sort_code, sort_of
from geo.model.text import MentionKind
from geo.pipeline.deciding import Change
from geo.store.protocol import Store
from geo.tiles.pins import Pin, Spots, pins

_KEPT_SIEVES = 16
_MOST_OUTSIDE = 60
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of the places: which mentions count, and which layers are shown."""

    sieve: Sieve
    layers: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Counter:
    """The tally of a build; ``counts`` keeps what the last few filters gave.

    ``unbuilt`` are the places that were decided on since, and that the build does not draw.
    """

    tally: Tally
    names: list[str]
    counts: Callable[[Sieve], Counts]
    unbuilt: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What decisions changed since the build; places that it does not draw are ``unbuilt``."""

    shifts: tuple[Shift, ...] = ()
    unbuilt: tuple[str, ...] = ()


class Views:
    """Answers a page about places, from whichever build stands there now."""

    def __init__(self, store: Store, changes: Callable[[], Mapping[str, Change]] = dict) -> None:
        """Answer from ``store``, whose build lacks the ``changes`` of answers, by mention."""
        self._store = store
        self._changes = changes
        self._told: tuple[object, _Told] = (None, _Told())

    def sieve_document(self, document_id: str) -> int:
        """Return the number of a document, -1 for one that is not there."""
        try:
            return self._store.features.number("documents", document_id)
        except NotFoundError:
            return -1

    def view(self, asked: Asked, box: BBox, zoom: float, selected: str = "") -> dict[str, Json]:
        """Return the pins of a view, the sums over all places, and the chief ones outside.

        Raises NotFoundError where the page of the build carries its places itself.
        """
        counter = self._counter()
        spots = _shown(counter, asked)
        beyond = spots.take(~_in_box(spots, box))
        found = pins(spots, box, zoom, self._number(selected))
        far = _listed(beyond, 0, _MOST_OUTSIDE)
        rows = self._rows(counter.tally, [*found, *far])
        return {
            "pins": rows[: len(found)],
            "outside": {"numberMatched": len(beyond.number), "places": rows[len(found) :]},
            "sums": _sums(counter, asked, spots),
            "unbuilt": list(counter.unbuilt),
        }

    def places(
        self, asked: Asked, box: BBox | None, words: str, limit: int, offset: int
    ) -> dict[str, Json]:
        """Return places by name or by where they lie, those named most often first.

        By name all are found, whatever the filters; raises NotFoundError as ``view`` does.
        """
        counter = self._counter()
        found = _named(counter, asked, words) if words else _shown(counter, asked)
        if box is not None:
            found = found.take(_in_box(found, box))
        rows = self._rows(counter.tally, _listed(found, offset, limit))
        return {"numberMatched": len(found.number), "places": rows}

    def _rows(self, tally: Tally, found: Sequence[Pin]) -> list[Json]:
        """Return places as the page takes them.

        ``found`` are the mentions that the filters let through, ``places`` how many stand there.
        """
        features = self._store.features.numbered("places", [pin.number for pin in found])
        rows: list[Json] = []
        for pin, feature in zip(found, features, strict=True):
            said = orjson.loads(feature.properties)
            rows.append(
                {
                    "id": feature.id,
                    **{name: said[name] for name in SHOWN},
                    "lon": float(tally.lon_deg[pin.number]),
                    "lat": float(tally.lat_deg[pin.number]),
                    "found": pin.mentions,
                    **({"places": pin.places, "box": list(pin.box)} if pin.places > 1 else {}),
                }
            )
        return rows

    def _number(self, fid: str) -> int | None:
        try:
            return self._store.features.number("places", fid) if fid else None
        except NotFoundError:
            return None

    def _counter(self) -> _Counter:
        built = self._store.kept("tally", self._read)
        told = self._told_now()
        if not told.shifts:
            return replace(built, unbuilt=told.unbuilt)

        def counts(sieve: Sieve) -> Counts:
            return built.tally.shifted(built.counts(sieve), sieve, told.shifts)

        return replace(built, counts=counts, unbuilt=told.unbuilt)

    def _read(self) -> _Counter:
        tally = Tally.unpacked(self._store.asset(TALLY))
        kept = lru_cache(maxsize=_KEPT_SIEVES)(tally.counts)
        return _Counter(tally=tally, names=tally.lines(), counts=kept, unbuilt=())

    def _told_now(self) -> _Told:
        """Return what was decided since the build; looked up once for every state of it."""
        stamp = self._store.stamp()
        if (told := self._told)[0] != stamp:
            self._told = told = (stamp, self._read_told())
        return told[1]

    def _read_told(self) -> _Told:
        changes = self._changes().values()
        told = [(change.built, -1) for change in changes] + [(c.now, 1) for c in changes]
        shifts = [(_pin_of(answer), self._shift(answer, by)) for answer, by in told]
        return _Told(
            shifts=tuple(shift for _, shift in shifts if shift),
            unbuilt=tuple(sorted({pin for pin, shift in shifts if pin and shift is None})),
        )

    def _shift(self, answer: Answer, by: int) -> Shift | None:
        """Return what an answer adds or takes, None for a place that the build does not draw."""
        place = self._number(_pin_of(answer))
        if place is None:
            return None
        sort = sort_of(answer.use, answer.confidence, answer.status, answer.decided_by)
        document = self.sieve_document(answer.document_id)
        return Shift(place=place, sort=sort_code(*sort), document=document, by=by)


def _pin_of(answer: Answer) -> str:
    """Return the id of the feature that an answer counts for, "" where it has none."""
    if answer.place_id is None or answer.kind != MentionKind.TOPONYM:
        return ""
    return answer.place_id if answer.role == "literal" else f"{answer.place_id}~associative"


def _shown(counter: _Counter, asked: Asked) -> Spots:
    """Return the places of the layers that are shown, with what the filters let through."""
    spots = _every(counter, asked)
    layers = [n for n, name in enumerate(LAYERS) if name in asked.layers]
    return spots.take((spots.mentions > 0) & np.isin(spots.layer, layers))


def _named(counter: _Counter, asked: Asked, words: str) -> Spots:
    """Return the places one of whose names holds the words, folded."""
    wanted = " ".join(folded_text(words).split())
    held = [wanted in names for names in counter.names]
    return _every(counter, asked).take(np.array(held, dtype=bool))


def _every(counter: _Counter, asked: Asked) -> Spots:
    tally = counter.tally
    return Spots(
        number=np.arange(len(tally.layer)),
        lon_deg=tally.lon_deg,
        lat_deg=tally.lat_deg,
        layer=tally.layer.astype(np.int64),
        mentions=counter.counts(asked.sieve),
    )


def _in_box(spots: Spots, box: BBox) -> NDArray[np.bool_]:
    across = np.zeros(len(spots.number), dtype=bool)
    for west_deg, east_deg in box.ranges:
        across |= (spots.lon_deg >= west_deg) & (spots.lon_deg <= east_deg)
    high: NDArray[np.bool_] = spots.lat_deg >= box.south_deg
    return across & high & (spots.lat_deg <= box.north_deg)


def _listed(spots: Spots, offset: int, limit: int) -> list[Pin]:
    """Return a page of places, each alone, the heaviest first."""
    order = np.lexsort((spots.number, -spots.mentions))[offset : offset + limit]
    return [
        Pin(number=number, places=1, mentions=mentions, box=(0.0, 0.0, 0.0, 0.0))
        for number, mentions in zip(
            spots.number[order].tolist(), spots.mentions[order].tolist(), strict=True
        )
    ]


def _sums(counter: _Counter, asked: Asked, spots: Spots) -> dict[str, Json]:
    """Return what the filters let through, over all places wherever they lie."""
    tally, counts = counter.tally, counter.counts(asked.sieve)
    by_layer = np.bincount(tally.layer, counts, len(LAYERS)).astype(np.int64).tolist()
    return {
        "mentions": int(spots.mentions.sum()),
        "places": len(np.unique(tally.same[spots.number])),
        "documents": int(tally.documents(asked.sieve).sum()),
        "layers": dict(zip(LAYERS, by_layer, strict=True)),
    }
