"""What a compiled gazetteer holds: by source, and what in it is doubtful."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.gazetteer.columns import Columns
from geo.gazetteer.entry import Source
from geo.model.columns import KindOfName


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What of a gazetteer comes from one source."""

    source: Source
    places: int
    names: int
    keys: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """Figures of a compiled gazetteer.

    ``kinds`` counts the names by kind; ``shared_keys`` counts the names that several places go
    by; ``same_ids`` the GeoNames ids that several rows bear; ``pointless`` the places at lon 0,
    lat 0 or without finite coordinates.
    """

    shares: tuple[Share, ...]
    kinds: tuple[tuple[str, int], ...]
    shared_keys: int
    most_shared: tuple[tuple[str, int], ...]
    same_ids: int
    pointless: int


_MOST_SHARED = 5


def inspect(columns: Columns) -> Inspection:
    """Count what a compiled gazetteer holds."""
    lengths = np.diff(columns.posting_start.astype(np.int64))
    top = np.argsort(-lengths, kind="stable")[:_MOST_SHARED].tolist()
    ids = columns.source_id[columns.source_id > 0]
    nowhere = (columns.lon_deg == 0) & (columns.lat_deg == 0)
    nowhere |= ~np.isfinite(columns.lon_deg + columns.lat_deg)
    kinds = np.bincount(columns.name_kind, minlength=len(KindOfName))
    return Inspection(
        shares=_shares(columns),
        kinds=tuple((kind.name.lower(), int(kinds[kind])) for kind in KindOfName),
        shared_keys=int(np.count_nonzero(lengths > 1)),
        most_shared=tuple(
            (columns.name_text(int(columns.posting[columns.posting_start[k]])), int(lengths[k]))
            for k in top
        ),
        same_ids=int(ids.size - np.unique(ids).size),
        pointless=int(np.count_nonzero(nowhere)),
    )


def _shares(columns: Columns) -> tuple[Share, ...]:
    count = len(columns.sources)
    places = np.bincount(columns.source, minlength=count)
    names = np.bincount(columns.source[columns.name_place], minlength=count)
    of_posting = columns.source[columns.name_place[columns.posting]].astype(np.int64)
    starts = columns.posting_start.astype(np.int64)
    lengths = starts[1:] - starts[:-1]
    key = np.repeat(np.arange(columns.key.size), lengths)
    keys = np.bincount(np.unique(key * count + of_posting) % count, minlength=count)
    return tuple(
        Share(source=source, places=int(p), names=int(n), keys=int(k))
        for source, p, n, k in zip(columns.sources, places, names, keys, strict=True)
    )
