"""Linked Places Format and other GeoJSON: a FeatureCollection, or one Feature a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from io import TextIOBase
from pathlib import Path
from typing import Any

from geo.errors import InputError
from geo.gazetteer.entry import Entry, Source, Spelling
from geo.gazetteer.formats.checks import coordinates, whole_number
from geo.gazetteer.formats.opening import RECORD_SEPARATOR, opened
from geo.gazetteer.spellings import distinct
from geo.model.columns import KindOfName
from geo.model.text import Skipped

_FEATURES = re.compile(r'"features"\s*:\s*\[')
_BLOCK_CHARS = 1 << 20
_LONGEST_CHARS = 1 << 26
_BETWEEN = f"{RECORD_SEPARATOR}, \t\r\n"
_GEONAMES = re.compile(r"(?:gn:|https?://(?:www\.|sws\.)?geonames\.org/)(\d+)/?")
_DEGREE_M = 111_195.0
_PRECISION_M = 1_000.0


def read_places(path: Path, source: Source) -> Iterator[Entry | Skipped]:
    """Yield the features of a file, and those that cannot be read; raises InputError."""
    with opened(path) as file:
        for number, feature in enumerate(_features(file, path), 1):
            try:
                yield _entry(feature, source)
            except (ValueError, TypeError, AttributeError, KeyError, IndexError) as exc:
                reason = str(exc) if isinstance(exc, ValueError) else "is no Feature of a place"
                yield Skipped(source=f"{path}: feature {number}", reason=reason)


def _features(file: TextIOBase, path: Path) -> Iterator[Any]:
    """Yield one feature after another; no more of the file than one is held."""
    decoder = json.JSONDecoder()
    window = _Window(file, path)
    window.enter_collection()
    while window.starts_value():
        try:
            feature, window.at = decoder.raw_decode(window.text, window.at)
        except json.JSONDecodeError as exc:
            window.widen(exc)
            continue
        yield feature


class _Window:
    """The stretch of a file that is being read; ``at`` is where the next value starts."""

    def __init__(self, file: TextIOBase, path: Path) -> None:
        self._file, self._path = file, path
        self.text, self.at = file.read(_BLOCK_CHARS), 0

    def enter_collection(self) -> None:
        """Go to the first feature of a FeatureCollection; elsewhere stay at the beginning."""
        found = _FEATURES.search(self.text)
        while found is None and '"FeatureCollection"' in self.text and self._read():
            found = _FEATURES.search(self.text)
        self.at = found.end() if found else 0

    def starts_value(self) -> bool:
        """Go to the next value; tell whether there is one."""
        if self.at > _BLOCK_CHARS:
            self.text, self.at = self.text[self.at :], 0
        while True:
            while self.at < len(self.text) and self.text[self.at] in _BETWEEN:
                self.at += 1
            if self.at < len(self.text):
                return self.text[self.at] != "]"
            if not self._read():
                return False

    def widen(self, exc: json.JSONDecodeError) -> None:
        """Read on after a value that is broken off; raises InputError at the file's end."""
        self.text, self.at = self.text[self.at :], 0
        if not self._read():
            msg = f"{self._path}: is broken off or no JSON: {exc.msg}"
            raise InputError(msg) from exc

    def _read(self) -> bool:
        block = self._file.read(_BLOCK_CHARS) if len(self.text) < _LONGEST_CHARS else ""
        self.text += block
        return bool(block)


def _entry(feature: dict[str, Any], source: Source) -> Entry:
    properties = feature.get("properties") or {}
    names = _names(feature, properties)
    if not names:
        msg = "has no name: neither names nor properties.title or properties.name"
        raise ValueError(msg)
    lon_deg, lat_deg, precision_m = _position(feature.get("geometry"))
    codes = properties.get("ccodes") or [properties.get("country_code") or ""]
    classes = properties.get("fclasses") or [properties.get("feature_class") or "P"]
    code = properties.get("feature_code") or {"P": "PPL", "A": "ADMD"}.get(str(classes[0]), "")
    own = str(feature.get("@id") or feature.get("id") or "")
    return Entry(
        names=names,
        feature_class=str(classes[0]),
        feature_code=str(code),
        lon_deg=lon_deg,
        lat_deg=lat_deg,
        precision_m=float(properties.get("precision_m") or precision_m),
        source=source,
        source_id=_geonames_id(feature, own),
        id="" if _GEONAMES.fullmatch(own) else own,
        country_code=str(codes[0]).upper(),
        population=whole_number(str(properties.get("population") or "")),
    )


def _names(feature: dict[str, Any], properties: dict[str, Any]) -> tuple[Spelling, ...]:
    title = properties.get("title") or properties.get("name")
    names = [Spelling(str(title))] if title else []
    for name in feature.get("names") or ():
        kind = KindOfName.NAME if not names else KindOfName.ALTERNATE
        names.append(Spelling(str(name["toponym"]), kind))
    return distinct(names)


def _geonames_id(feature: dict[str, Any], own: str) -> int:
    links = [str(link.get("identifier", "")) for link in feature.get("links") or ()]
    matches = (_GEONAMES.fullmatch(text) for text in (own, *links))
    return next((int(match[1]) for match in matches if match), 0)


def _position(geometry: Any) -> tuple[float, float, float]:  # noqa: ANN401 - JSON
    """Return lon, lat and precision_m: the middle of all corners, and half their diagonal."""
    corners = list(_corners(geometry))
    if not corners:
        msg = "has no coordinates"
        raise ValueError(msg)
    lons, lats = [c[0] for c in corners], [c[1] for c in corners]
    lon_deg, lat_deg = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    half_deg = max(max(lons) - min(lons), max(lats) - min(lats)) / 2
    return lon_deg, lat_deg, max(_PRECISION_M, half_deg * _DEGREE_M)


def _corners(geometry: Any) -> Iterator[tuple[float, float]]:  # noqa: ANN401 - JSON
    if not geometry:
        return
    for part in geometry.get("geometries") or ():
        yield from _corners(part)
    yield from _pairs(geometry.get("coordinates") or ())


def _pairs(nested: Iterable[Any]) -> Iterator[tuple[float, float]]:
    found = list(nested)
    if found and not isinstance(found[0], list):
        yield coordinates(found[0], found[1])
        return
    for part in found:
        yield from _pairs(part)
