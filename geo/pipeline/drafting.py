"""Draft a row of a gazetteer for a name that has none, and add it to the dossier's own."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from geo.dossier.new_rows import own_gazetteer, problems_with
from geo.errors import InputError, ReadOnlyError
from geo.gazetteer.suggest import Suggestion, as_csv
from geo.model.dossier import Dossier
from geo.model.place import Name, Place, lonlat_distance_km
from geo.store.rows import append_row

CLASSES = {
    **dict.fromkeys(("PPL", "PPLX"), "P"),
    **dict.fromkeys(("HLL", "MT", "VAL"), "T"),
    **dict.fromkeys(("AIRB", "PSTB", "CMPRF"), "S"),
    **dict.fromkeys(("STM", "LK"), "H"),
    **dict.fromkeys(("RGN", "MILB"), "L"),
    **dict.fromkeys(("ADM2", "ADM3"), "A"),
    "RD": "R",
}
"""The feature class of each code that a reviewer can choose."""
_SAME_COUNTRY_KM = 50.0
"""As far as a place of the gazetteer tells the country and the unit of a new one."""
_LICENCE = "CC0-1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlace:
    """What a reviewer says of a place that no gazetteer has."""

    name: str
    lon_deg: float
    lat_deg: float
    precision_m: float
    feature_code: str
    source: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A row: its id, and the row itself under its header."""

    place_id: str
    csv: str


def draft_row(dossier: Dossier, said: NewPlace, author: str = "a reviewer") -> Draft:
    """Return a row; country and unit are those of the nearest place, for a person to check."""
    text = as_csv([_suggestion(dossier, said, author)], None, taken=dossier.places)
    return Draft(place_id=next(csv.DictReader(text.splitlines()))["id"], csv=text)


def add_row(dossier: Dossier, said: NewPlace, author: str) -> Draft:
    """Append the row to the dossier's own gazetteer, checked as ``dateline check`` checks it.

    Raises ReadOnlyError where the dossier has none of its own, and Problems.
    """
    path = own_gazetteer(dossier)
    if path is None:
        msg = (
            "the dossier has no gazetteer in its own folder: copy the row into the one that "
            "it shares, or name a gazetteer.csv of its own in gazetteers of dossier.toml"
        )
        raise ReadOnlyError(msg)
    draft = draft_row(dossier, said, author)
    suggestion = _suggestion(dossier, said, author)

    def row(text: str) -> str:
        header = next(csv.reader(text.splitlines()), [])
        return as_csv([suggestion], None, header, dossier.places)

    append_row(path, row, lambda beside: problems_with(dossier, path, beside))
    return draft


def _suggestion(dossier: Dossier, said: NewPlace, author: str) -> Suggestion:
    if said.feature_code not in CLASSES:
        msg = f"feature_code must be one of {', '.join(CLASSES)}"
        raise InputError(msg)
    beside = _nearest(dossier, said)
    place = Place(
        id="",
        names=(Name(said.name),),
        feature_class=CLASSES[said.feature_code],
        feature_code=said.feature_code,
        lon_deg=said.lon_deg,
        lat_deg=said.lat_deg,
        precision_m=said.precision_m,
        country_code=beside.country_code if beside else "",
        source=said.source,
        source_id=f"hand:{said.name}",
        licence=_LICENCE,
        note=said.note,
    )
    return Suggestion(place=place, asked=said.name, by=author)


def _nearest(dossier: Dossier, said: NewPlace) -> Place | None:
    """Return the nearest place with a country, None where none is near."""
    at = (said.lon_deg, said.lat_deg)
    off = (
        (lonlat_distance_km(at, (p.lon_deg, p.lat_deg)), p.id, p)
        for p in dossier.places.values()
        if p.country_code
    )
    best = min(off, default=None, key=lambda item: item[:2])
    return best[2] if best and best[0] <= _SAME_COUNTRY_KM else None
