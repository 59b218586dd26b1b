"""Rows for gazetteer.csv, ready to be pasted and mended."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from geo.dossier.gazetteer_csv import COLUMNS
from geo.gazetteer.columns import Columns
from geo.model.columns import KindOfName
from geo.model.folding import name_key
from geo.model.place import Name, NameKind, Place

HEADER = (
    "id name names_en names_ar names_ru abbreviations demonyms_en feature_class feature_code "
    "country_code admin1 admin2 lon lat precision_m population source source_id licence note"
).split()
_SIMILAR_SCORE = 80
_LENGTH_OFF_BYTES = 4
_SCRIPTS = {"ARABIC": "names_ar", "CYRILLIC": "names_ru"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A place proposed for a name, and who proposes it."""

    place: Place
    asked: str
    by: str


def suggest(columns: Columns, name: str, limit: int) -> list[Place]:
    """Return up to ``limit`` places by that name, else by the most similar names.

    The most populous first; of similar names, the most similar first.
    """
    rows = columns.name_place[columns.name_rows(name)].tolist() or _similar(columns, name, limit)
    return [columns.place(row) for row in rows[:limit]]


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


def as_csv(suggestions: Iterable[Suggestion], units: Columns | None) -> str:
    """Return the suggestions as rows under the header of gazetteer.csv.

    A name asked for that the place is known by stands among its names: it is in the text. Units
    that contain a place are named if ``units`` has them. An id that comes again gets a number.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADER, lineterminator="\n")
    writer.writeheader()
    taken: Counter[str] = Counter()
    for suggestion in suggestions:
        row = _row(suggestion, units)
        taken[row["id"]] += 1
        again = taken[row["id"]]
        writer.writerow(row | {"id": f"{row['id']}-{again}"} if again > 1 else row)
    return out.getvalue()


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
    words: Sequence[str] = re.findall(r"[a-z0-9]+", name_key(place.name))
    level = (place.feature_code.lower(),) if place.feature_class == "A" else ()
    slug = "-".join((place.country_code.lower(), *words, *level)).strip("-")
    return slug if words else place.id
