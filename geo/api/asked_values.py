"""Values of parameters as clients of Nominatim write them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from geo.errors import InputError
from geo.model.query import BBox

_TRUE, _FALSE = frozenset({"1", "true"}), frozenset({"0", "false", ""})
_COUNTRY = re.compile(r"[a-z]{2}")
_LANGUAGE = re.compile(r"([a-z]{2,3}|\*)(?:[-_][a-z0-9_-]*)?(?:\s*;\s*q=([01](?:\.\d*)?))?")


def read_languages(text: str) -> tuple[str, ...]:
    """Return languages by preference; what is no language is passed over, as HTTP wants it."""
    found = [_LANGUAGE.fullmatch(part.casefold().strip()) for part in text.split(",")]
    ranked = [(-float(m[2] or 1), at, m[1]) for at, m in enumerate(found) if m]
    return tuple(dict.fromkeys(language for weight, _, language in sorted(ranked) if weight < 0))


def read_flag(given: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    """Return a flag, 1 or 0; raises InputError."""
    raw = given.get(name)
    if raw is None:
        return default
    if raw.casefold() not in _TRUE | _FALSE:
        msg = f"{name} must be 1 or 0"
        raise InputError(msg)
    return raw.casefold() in _TRUE


def read_number(
    given: Mapping[str, str],
    name: str,
    default: float | None,
    least: float,
    most: float,
    *,
    whole: bool = False,
) -> float:
    """Return a number between two ends, both included; raises InputError."""
    raw = given.get(name)
    if raw is None and default is not None:
        return default
    try:
        value = float(int(raw or "") if whole else raw or "")
    except (ValueError, OverflowError):
        value = math.nan
    if not least <= value <= most:
        kind = "a whole number" if whole else "a number"
        msg = f"{name} must be {kind} from {least:g}" + (
            f" to {most:g}" if most < math.inf else ""
        )
        raise InputError(msg)
    return value


def read_countries(text: str | None) -> frozenset[str]:
    """Return country codes in lower case; raises InputError."""
    found = {code.strip().casefold() for code in (text or "").split(",") if code.strip()}
    if not all(map(_COUNTRY.fullmatch, found)):
        msg = "countrycodes must be codes of two letters, like sy,tr"
        raise InputError(msg)
    return frozenset(found)


def read_viewbox(text: str | None) -> BBox | None:
    """Return the box between two corners, whichever of it they are; raises InputError."""
    if text is None:
        return None
    try:
        lon_a, lat_a, lon_b, lat_b = (float(part) for part in text.split(","))
    except ValueError:
        lon_a = lat_a = lon_b = lat_b = math.nan
    # Not "greater than": no comparison with a number that is none holds.
    if not (_on_globe(lon_a, lat_a) and _on_globe(lon_b, lat_b)):
        msg = "viewbox must be two corners in degrees, lon,lat,lon,lat, like 36,35,37,36"
        raise InputError(msg)
    return BBox(
        west_deg=min(lon_a, lon_b),
        south_deg=min(lat_a, lat_b),
        east_deg=max(lon_a, lon_b),
        north_deg=max(lat_a, lat_b),
    )


def _on_globe(lon_deg: float, lat_deg: float) -> bool:
    return abs(lon_deg) <= 180 and abs(lat_deg) <= 90  # noqa: PLR2004 - the globe
