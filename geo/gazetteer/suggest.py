"""Rows for gazetteer.csv, ready to be pasted and mended."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from rapidfuzz import fuzz, process

from geo.dossier.gazetteer_csv import COLUMNS
from geo.gazetteer.columns import Columns
from geo.model.columns import KindOfName
from geo.model.folding import name_key
from geo.model.place import Name, NameKind, Place, lonlat_distance_km

HEADER = (
    "id name names_en names_ar names_ru abbreviations demonyms_en feature_class feature_code "
    "country_code admin1 admin2 lon lat precision_m population source source_id licence note"
).split()
_SIMILAR_SCORE = 80
_LENGTH_OFF_BYTES = 4
_STORY_KM = 1000
"""How far from the middle of a story's map a place of a similar name may still be meant."""
_SCRIPTS = {"ARABIC": "names_ar", "CYRILLIC": "names_ru"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A place proposed for a name, and who proposes it."""

    place: Place
    asked: str
    by: str


def suggest(
    columns: Columns, name: str, limit: int, near: tuple[float, float] | None = None
) -> list[Place]:
    """Return up to ``limit`` places by that name, else by the most similar names.

    The most populous first, a town before the district around it; of similar names, the most
    similar first. With ``near`` (lon, lat in
    degrees) the nearest first, and of similar names only those within ``_STORY_KM``.
    """
    named = sorted(
        columns.name_place[columns.name_rows(name)].tolist(),
        key=lambda row: (-int(columns.population[row]), columns.place(row).feature_class != "P"),
    )
    rows = named or _similar(columns, name, limit)
    if near is not None:
        away = _distances_km(columns, rows, near)
        ranked = sorted(zip(away, rows, strict=True))
        rows = [row for km, row in ranked if named or km <= _STORY_KM]
    return [columns.place(row) for row in rows[:limit]]


def _distances_km(columns: Columns, rows: Sequence[int], near: tuple[float, float]) -> list[float]:
    return [lonlat_distance_km(near, (p.lon_deg, p.lat_deg)) for p in map(columns.place, rows)]


def _similar(columns: Columns, name: str, limit: int) -> list[int]:
    """Return the rows of similar names of about the same length, ranked."""
    lengths = np.diff(columns.text_start.astype(np.int64))
    off = np.abs(lengths - len(name.encode()))
    near = (off <= _LENGTH_OFF_BYTES) & (columns.name_kind != KindOfName.DEMONYM)
    names = np.flatnonzero(near).tolist()
    keys = [name_key.__wrapped__(columns.name_text(n)) for n in names]
    found = process.extract(
        name_key(name), keys, scorer=fuzz.ratio, limit=limit * 10, score_cutoff=_SIMILAR_SCORE
    )
    ranked = [(-score, int(columns.name_place[names[at]])) for _, score, at in found]
    ranked.sort(key=lambda item: (item[0], -int(columns.population[item[1]]), item[1]))
    return list(dict.fromkeys(row for _, row in ranked))


def as_csv(
    suggestions: Iterable[Suggestion],
    units: Columns | None,
    columns: Sequence[str] = (),
    taken: Collection[str] = (),
) -> str:
    """Return the suggestions as rows of gazetteer.csv, under a header if no columns are given.

    A name asked for that the place is known by stands among its names: it is in the text. Units
    that contain a place are named if ``units`` has them. An id that is taken gets a number.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, columns or HEADER, lineterminator="\n", extrasaction="ignore")
    if not columns:
        writer.writeheader()
    ids = set(taken)
    for suggestion in suggestions:
        row = _row(suggestion, units)
        row["id"] = _free(row["id"], ids)
        ids.add(row["id"])
        writer.writerow(row)
    return out.getvalue()


def _free(wanted: str, taken: Collection[str]) -> str:
    numbered = (f"{wanted}-{number}" for number in count(2))
    return wanted if wanted not in taken else next(i for i in numbered if i not in taken)


def _row(suggestion: Suggestion, units: Columns | None) -> dict[str, str]:
    place = suggestion.place
    row = dict.fromkeys((*HEADER, *COLUMNS), "")
    row.update(
        id=_slug(place),
        name=place.name,
        feature_class=place.feature_class,
        feature_code=place.feature_code,
        country_code=place.country_code,
        lon=f"{place.lon_deg:.5f}".rstrip("0").rstrip("."),
        lat=f"{place.lat_deg:.5f}".rstrip("0").rstrip("."),
        precision_m=f"{place.precision_m:.0f}",
        population=str(place.population or ""),
        source=place.source,
        source_id=place.source_id,
        licence=place.licence,
        note="; ".join((*_inside(place, units), f"suggested from {suggestion.by}")),
    )
    return row | _spellings(place, suggestion.asked)


def _inside(place: Place, units: Columns | None) -> list[str]:
    """Return what a place lies in, in words."""
    unit = units.row(place.admin1) if units is not None and place.admin1 else -1
    if units is None or unit < 0:
        return [place.note] if place.note else []
    return [f"in {units.place(unit).name} ({place.admin1})"]


def _spellings(place: Place, asked: str) -> dict[str, str]:
    """Return the names by column; of Latin ones the common ones, and the one asked for."""
    found: dict[str, list[str]] = {}
    known = name_key(asked) in {name_key(name.text) for name in place.names[1:]}
    extra = [Name(asked, "en")] if known and name_key(asked) != name_key(place.name) else []
    for name in [*extra, *(n for n in place.names[1:] if n.text != asked)]:
        column = _SCRIPTS.get(unicodedata.name(name.text[0], "").partition(" ")[0], "")
        if name.kind is NameKind.ABBREVIATION:
            column = "abbreviations"
        elif name.kind is NameKind.DEMONYM:
            column = "demonyms_en"
        elif not column and name.language == "en":
            column = "names_en"
        if column:
            found.setdefault(column, []).append(name.text)
    return {column: "|".join(names) for column, names in found.items()}


def _slug(place: Place) -> str:
    if place.feature_code == "PCLI":
        # By that id the names of its capital and of its people stand for a government.
        return place.country_code.lower()
    words: Sequence[str] = re.findall(r"[a-z0-9]+", name_key(place.name))
    level = (place.feature_code.lower(),) if place.feature_class == "A" else ()
    slug = "-".join((place.country_code.lower(), *words, *level)).strip("-")
    return slug if words else place.id
