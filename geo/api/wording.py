"""Values in words, as the plain pages show them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from geo.geodesy.reference import SYSTEMS
from geo.model.calendar import MONTHS

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WEB = re.compile(r"https?://[^\s<>\"]+")
_UNITS = {"km2": "km²", "km": "km", "m": "m", "deg": "°"}
_FIGURE_FROM = 10_000
_CODES = {crs.uri: crs.code for crs in SYSTEMS}


def label(name: str) -> str:
    """Return a property's name in words, its unit after a comma."""
    words, _, unit = name.rpartition("_")
    if not words or unit not in _UNITS:
        words, unit = name, ""
    said = words.replace("_", " ").strip()
    return said[:1].upper() + said[1:] + (f", {_UNITS[unit]}" if unit else "")


def day(text: str) -> str:
    """Return a day as "17 Sep 2018"."""
    found = date.fromisoformat(text)
    return f"{found.day} {MONTHS[found.month - 1][:3]} {found.year}"


def is_day(value: object) -> bool:
    """Tell whether a value is a day."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_web_address(value: object) -> bool:
    """Tell whether a value is an address that may be followed."""
    return isinstance(value, str) and _WEB.fullmatch(value) is not None


def figure(value: float, name: str = "") -> str:
    """Return a number as one reads it: shares in percent, years without separators."""
    if name.endswith("_share"):
        return f"{100 * value:.0f} %"
    if name == "confidence":
        return f"{value:.2f}"
    if not float(value).is_integer():
        return f"{value:,.6g}" if abs(value) < _FIGURE_FROM else f"{value:,.1f}"
    return f"{value:,.0f}" if abs(value) >= _FIGURE_FROM and "year" not in name else f"{value:.0f}"


def corners(box: Sequence[float]) -> str:
    """Return a box by its sides."""
    west, south, east, north = box
    return f"{point((west, south))} to {point((east, north))}"


def point(lon_lat: Sequence[float]) -> str:
    """Return a position, latitude first, as maps in print have it."""
    lon, lat = lon_lat[0], lon_lat[1]
    return f"{abs(lat):.5g}° {'S' if lat < 0 else 'N'}, {abs(lon):.5g}° {'W' if lon < 0 else 'E'}"


def system(uri: str) -> str:
    """Return the code of a reference system."""
    return _CODES.get(uri, uri)


def ending(href: str) -> str:
    """Return the file's ending of an address."""
    return urlsplit(href).path.rpartition("/")[2].partition(".")[2]


def relation(rel: str) -> str:
    """Return the last part of a link's relation."""
    return rel.rpartition("/")[2]


def address(path: str, given: Mapping[str, object]) -> str:
    """Return an address with parameters, those without a value left out."""
    kept = {name: value for name, value in given.items() if value not in {None, ""}}
    return f"{path}?{urlencode(kept)}" if kept else path


def as_page(href: str) -> str:
    """Return an address of ours with HTML as its format."""
    parts = urlsplit(href)
    given = {**dict(parse_qsl(parts.query, keep_blank_values=True)), "f": "html"}
    return parts._replace(query=urlencode(given)).geturl()


def part(text: str) -> str:
    """Return a text as one part of a path."""
    return quote(text, safe="")


FILTERS: Mapping[str, Callable[..., str]] = {
    "label": label,
    "day": day,
    "figure": figure,
    "corners": corners,
    "point": point,
    "system": system,
    "ending": ending,
    "relation": relation,
    "as_page": as_page,
}
TESTS: Mapping[str, Callable[[object], bool]] = {"dated": is_day, "url": is_web_address}
