"""How often the texts name each place, mention by mention: counts under any filter of the page.

A million mentions take 5 MB, and any filter counts them in some 10 ms, so that no answer about
them is ever an estimate.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np
from numpy.typing import NDArray

from geo.model.resolution import Status
from geo.model.text import Use

TALLY = "tally.npz"
"""The asset of a store that holds one, where the page asks the server."""
USES = tuple(use.value for use in Use)
LAYERS = ("point", "area", "vague", "government")
"""Of places: how one is drawn, or that it stands for its government or people."""
TYPES = ("settlement", "area", "installation", "ground", "other")
SHOWN = (
    "place_id",
    "name",
    "kind",
    "role",
    "feature_class",
    "feature_code",
    "country_code",
    "mentions",
    "confidence",
    "precision_m",
)
"""What a page that asks shows of a place, beside its counts: properties of its feature."""
_TYPE_OF_CLASS = {"P": 0, "A": 1, "S": 2, **dict.fromkeys("HLRTUV", 3)}
DOUBTFUL_BELOW, SURE_FROM = 0.5, 0.8
_SURES = _REVIEWS = 3
_UNDATED = 0
_COUNTED_AT_ONCE = 1 << 16


def type_of(feature_class: str) -> int:
    """Return the number of the type of a place, by its GeoNames class."""
    return _TYPE_OF_CLASS.get(feature_class, len(TYPES) - 1)


def sort_of(use: str, confidence: float, status: str, decided_by: str) -> tuple[int, int, int]:
    """Return use, confidence (0 doubtful, 1 likely, 2 sure) and review of a mention.

    Review is 0 open, 1 ambiguous, 2 decided by a person.
    """
    sure = int(confidence >= DOUBTFUL_BELOW) + int(confidence >= SURE_FROM)
    review = 2 if decided_by else int(status == Status.AMBIGUOUS)
    return USES.index(use), sure, review


def sort_code(use: int, sure: int, review: int) -> int:
    """Return the three in one number."""
    return (use * _SURES + sure) * _REVIEWS + review


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """Which mentions count.

    ``document`` is the number of the only one, -1 for one that is not there. With ``since`` or
    ``until`` undated documents are left out. Of ``sure`` and ``review`` see ``sort_of``.
    """

    document: int | None = None
    since: date | None = None
    until: date | None = None
    without_uses: frozenset[str] = frozenset()
    without_types: frozenset[str] = frozenset()
    sure: int = 0
    review: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A mention that a place has won or lost since all were counted: ``by`` is 1 or -1."""

    place: int
    sort: int
    document: int
    by: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tally:
    """The mentions that have a place, document by document, and the places.

    ``place`` is the number of a feature in the layer of places, ``sort`` what ``sort_code`` made.
    Those of document d end before ``ends[d]``; ``found`` counts all its mentions, those without a
    place too, and ``day`` is its date as an ordinal, 0 for none.
    ``layer`` and ``type`` number ``LAYERS`` and ``TYPES``; features of one place are the ``same``.
    ``names`` are all names of each place, folded, one line a place, in UTF-8.
    """

    place: NDArray[np.uint32]
    sort: NDArray[np.uint8]
    ends: NDArray[np.int64]
    found: NDArray[np.int32]
    day: NDArray[np.int32]
    lon_deg: NDArray[np.float64]
    lat_deg: NDArray[np.float64]
    layer: NDArray[np.uint8]
    type: NDArray[np.uint8]
    same: NDArray[np.uint32]
    names: NDArray[np.uint8]

    def counts(self, sieve: Sieve) -> NDArray[np.int64]:
        """Return how often each place is named in what passes."""
        passing = self._sorts(sieve)[self.sort]
        read = self.documents(sieve)
        if not read.all():
            passing &= np.repeat(read, np.diff(self.ends, prepend=0))
        counts = _counted(self.place[passing], len(self.layer))
        counts[self._left_out(sieve)] = 0
        return counts

    def sorts(self) -> NDArray[np.int64]:
        """Return how many mentions there are of each sort code."""
        return _counted(self.sort, sort_code(len(USES), 0, 0))

    def shifted(
        self, counts: NDArray[np.int64], sieve: Sieve, shifts: Iterable[Shift]
    ) -> NDArray[np.int64]:
        """Return what ``counts`` of a sieve are after mentions went from place to place."""
        sorts, read, left_out = self._sorts(sieve), self.documents(sieve), self._left_out(sieve)
        now = counts.copy()
        for shift in shifts:
            if sorts[shift.sort] and read[shift.document] and not left_out[shift.place]:
                now[shift.place] += shift.by
        return now

    def documents(self, sieve: Sieve) -> NDArray[np.bool_]:
        """Return which documents pass."""
        passing = np.ones(len(self.day), dtype=bool)
        if sieve.document is not None:
            passing[:] = False
            if sieve.document >= 0:
                passing[sieve.document] = True
        if sieve.since or sieve.until:
            passing &= self.day != _UNDATED
        if sieve.since:
            passing &= self.day >= sieve.since.toordinal()
        if sieve.until:
            passing &= self.day <= sieve.until.toordinal()
        return passing

    def lines(self) -> list[str]:
        """Return the names of each place, folded."""
        return self.names.tobytes().decode("utf-8", "surrogatepass").split("\n")

    def packed(self) -> bytes:
        """Return all of it as an archive of arrays."""
        made = io.BytesIO()
        np.savez_compressed(made, **{f.name: getattr(self, f.name) for f in fields(self)})
        return made.getvalue()

    @classmethod
    def unpacked(cls, body: bytes) -> Tally:
        """Return what was packed."""
        with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
            return cls(**{f.name: arrays[f.name] for f in fields(cls)})

    def _sorts(self, sieve: Sieve) -> NDArray[np.bool_]:
        found = np.zeros(len(USES) * _SURES * _REVIEWS, dtype=bool)
        for use, name in enumerate(USES):
            for sure in range(sieve.sure, _SURES):
                for review in range(_REVIEWS):
                    kept = name not in sieve.without_uses and sieve.review in {None, review}
                    found[sort_code(use, sure, review)] = kept
        return found

    def _left_out(self, sieve: Sieve) -> NDArray[np.bool_]:
        numbers = [n for n, name in enumerate(TYPES) if name in sieve.without_types]
        return np.isin(self.type, numbers)


def _counted(numbers: NDArray[np.unsignedinteger], count: int) -> NDArray[np.int64]:
    """Return how often each number below ``count`` is there, some at a time.

    NumPy makes eight bytes of each number that it counts.
    """
    found = np.zeros(count, dtype=np.int64)
    for start in range(0, len(numbers), _COUNTED_AT_ONCE):
        found += np.bincount(numbers[start : start + _COUNTED_AT_ONCE], minlength=count)
    return found


def day_number(day: date | None) -> int:
    """Return a day as ``Tally`` has it."""
    return day.toordinal() if day else _UNDATED


def day_text(number: int) -> str:
    """Return a day of a ``Tally`` as text, "" for none."""
    return date.fromordinal(number).isoformat() if number != _UNDATED else ""


def packed_names(names: Sequence[str]) -> NDArray[np.uint8]:
    """Return a line for each place as ``Tally`` has them; ``names`` hold no line break."""
    return np.frombuffer("\n".join(names).encode("utf-8", "surrogatepass"), dtype=np.uint8)
