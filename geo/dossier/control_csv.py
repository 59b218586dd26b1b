"""Read ``control/*.csv``: who held which place, from when to when, on whose word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from geo.dossier.report import Report, Row, nearest, read_rows
from geo.model.line import Holding
from geo.model.place import Place

COLUMNS = ("place", "holder", "from", "to", "source", "reliability")
RELIABILITIES = ("reported", "unsourced")


def read_holdings(
    folder: Path, places: Mapping[str, Place], report: Report
) -> dict[str, tuple[Holding, ...]]:
    """Return the tables of a folder by their file's name."""
    tables = {}
    for path in sorted(folder.glob("*.csv")):
        found = [(row, _holding(row, places)) for row in read_rows(path, COLUMNS, report)]
        _check_overlaps(found)
        _check_spots(found, places)
        tables[path.stem] = tuple(holding for _, holding in found)
    return tables


def _holding(row: Row, places: Mapping[str, Place]) -> Holding:
    place_id = row.text("place", required=True)
    if place_id and place_id not in places:
        row.problem(f"place {place_id!r} is no id of a place{nearest(place_id, places)}")
    elif place_id and places.get(place_id) is None:
        row.problem(
            f"place {place_id!r} is of a compiled gazetteer: a line needs a row of your own "
            "for it (dateline gazetteer suggest NAME)"
        )
    start, end = row.day("from"), row.day("to")
    if start and end and start >= end:
        row.problem(f"from {start} is not before to {end}")
    reliability = row.text("reliability", required=True)
    if reliability and reliability not in RELIABILITIES:
        row.problem(f"reliability {reliability!r} is not one of {', '.join(RELIABILITIES)}")
    return Holding(
        place_id=place_id,
        holder=row.text("holder", required=True),
        start=start,
        end=end,
        source=row.text("source", required=True),
        reliability=reliability,
    )


def _check_overlaps(found: list[tuple[Row, Holding]]) -> None:
    by_place: dict[str, list[tuple[Row, Holding]]] = defaultdict(list)
    for row, holding in found:
        for other_row, other in by_place[holding.place_id]:
            if _overlap(holding, other):
                who = f"{other.holder} (row {other_row.number})"
                row.problem(f"{holding.place_id} is held by {who} at the same time")
        by_place[holding.place_id].append((row, holding))


def _check_spots(found: list[tuple[Row, Holding]], places: Mapping[str, Place]) -> None:
    """Note two places on one spot: nobody can tell whose ground it is."""
    by_spot: dict[tuple[float, float], tuple[Row, str]] = {}
    for row, holding in found:
        place = places.get(holding.place_id)
        if place is None:
            continue
        first, other = by_spot.setdefault((place.lon_deg, place.lat_deg), (row, place.id))
        if other != place.id:
            row.problem(
                f"{place.id} stands on the same spot as {other} (row {first.number}): "
                "mend a coordinate, or take one of the two out"
            )


def _overlap(a: Holding, b: Holding) -> bool:
    return (a.start or date.min) < (b.end or date.max) and (b.start or date.min) < (
        a.end or date.max
    )
