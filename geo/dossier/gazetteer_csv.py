"""Read ``gazetteer.csv``: one place a row."""

from __future__ import annotations

import statistics
from collections import defaultdict
from pathlib import Path

from geo.dossier.report import Report, Row, nearest, read_rows
from geo.model.place import Name, NameKind, Place

COLUMNS = (
    "id",
    "name",
    "feature_class",
    "feature_code",
    "country_code",
    "admin1",
    "admin2",
    "lon",
    "lat",
    "precision_m",
    "source",
    "source_id",
    "licence",
)
_CLASSES = frozenset("AHLPRSTUV")
_NAMES, _DEMONYMS = "names_", "demonyms_"
_FAR_DEG, _NEAR_DEG = 12.0, 4.0
_ENOUGH_ROWS = 3


def read_places(path: Path, report: Report) -> list[tuple[Row, Place]]:
    """Return the rows that can be read; note what is wrong with the others.

    Columns ``names_xx`` and ``demonyms_xx`` hold spellings in the language ``xx``, separated by
    ``|``; ``abbreviations`` are matched in exact case only.
    """
    found = [(row, _place(row)) for row in read_rows(path, COLUMNS, report)]
    _check_swapped(found)
    return found


def check_ids(found: list[tuple[Row, Place]]) -> None:
    """Note ids that stand twice, in one gazetteer or in two."""
    first: dict[str, Row] = {}
    for row, place in found:
        before = first.get(place.id)
        if before is None:
            first[place.id] = row
        elif place.id:
            where = f"row {before.number}"
            if before.path != row.path:
                where = f"{where} of {before.path.name}"
            row.problem(f"id {place.id!r} stands in {where} already")


def check_admins(found: list[tuple[Row, Place]], known: dict[str, Place]) -> None:
    """Note admin units and governments that are no place of any gazetteer."""
    for row, place in found:
        for column in ("admin1", "admin2", "stands_for"):
            target = getattr(place, column)
            if target and target not in known:
                row.problem(f"{column} {target!r} is no id of a place{nearest(target, known)}")


def _place(row: Row) -> Place:
    feature_class = row.text("feature_class", required=True)
    if feature_class and feature_class not in _CLASSES:
        row.problem(f"feature_class {feature_class!r} is not one of {''.join(sorted(_CLASSES))}")
    lon_deg, lat_deg = _position(row)
    return Place(
        id=row.text("id", required=True),
        names=_names(row),
        feature_class=feature_class,
        feature_code=row.text("feature_code", required=True),
        lon_deg=lon_deg,
        lat_deg=lat_deg,
        precision_m=row.number_in("precision_m", 1, 20_000_000),
        country_code=row.text("country_code").upper(),
        admin1=row.text("admin1"),
        admin2=row.text("admin2"),
        population=int(row.number_in("population", 0, 1e10)) if row.text("population") else 0,
        population_year=int(row.text("population_year") or 0) or None,
        stands_for=row.text("stands_for"),
        source=row.text("source", required=True),
        source_id=row.text("source_id", required=True),
        licence=row.text("licence", required=True),
        note=row.text("note"),
    )


def _position(row: Row) -> tuple[float, float]:
    lon, lat = row.text("lon"), row.text("lat")
    try:
        swapped = abs(float(lat)) > 90 >= abs(float(lon))  # noqa: PLR2004 - a latitude's limit
    except ValueError:
        swapped = False
    if swapped:
        row.problem(f"lon {lon} and lat {lat} are swapped: longitude goes in the column lon")
        return 0.0, 0.0
    return row.number_in("lon", -180, 180), row.number_in("lat", -90, 90)


def _names(row: Row) -> tuple[Name, ...]:
    names = [Name(row.text("name", required=True))]
    for column in row.cells:
        if column.startswith(_NAMES):
            names += [Name(t, column.removeprefix(_NAMES)) for t in row.parts(column)]
        elif column.startswith(_DEMONYMS):
            language = column.removeprefix(_DEMONYMS)
            names += [Name(t, language, NameKind.DEMONYM) for t in row.parts(column)]
    names += [Name(t, "en", NameKind.ABBREVIATION) for t in row.parts("abbreviations")]
    return tuple(dict.fromkeys(names))


def _check_swapped(found: list[tuple[Row, Place]]) -> None:
    """Compare each row with its country's other rows: swapped, it would lie among them."""
    by_country: dict[str, list[Place]] = defaultdict(list)
    for _, place in found:
        if place.country_code:
            by_country[place.country_code].append(place)
    for country, places in by_country.items():
        if len(places) < _ENOUGH_ROWS:
            continue
        lon = statistics.median(p.lon_deg for p in places)
        lat = statistics.median(p.lat_deg for p in places)
        around = f"the other rows of {country} lie around lon {lon:.1f}, lat {lat:.1f}"
        for row, place in found:
            if place.country_code != country:
                continue
            off_deg = max(abs(place.lon_deg - lon), abs(place.lat_deg - lat))
            off_swapped_deg = max(abs(place.lat_deg - lon), abs(place.lon_deg - lat))
            if off_deg > _FAR_DEG and off_swapped_deg < _NEAR_DEG:
                swapped = f"lon {place.lon_deg:g} and lat {place.lat_deg:g} look swapped"
                row.problem(f"{swapped}: {around}")
