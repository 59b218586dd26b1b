"""What the cells of every format are held to."""

from __future__ import annotations

import math

MOST_LON_DEG, MOST_LAT_DEG = 180.0, 90.0


def coordinates(lon: str | float, lat: str | float) -> tuple[float, float]:
    """Return (lon, lat) in degrees; raises ValueError saying what is wrong with them."""
    try:
        lon_deg, lat_deg = float(lon), float(lat)
    except (TypeError, ValueError):
        msg = f"lon {lon!r}, lat {lat!r} are no numbers"
        raise ValueError(msg) from None
    if not (math.isfinite(lon_deg) and math.isfinite(lat_deg)):
        msg = f"lon {lon}, lat {lat} are not finite"
        raise ValueError(msg)
    if abs(lat_deg) > MOST_LAT_DEG >= abs(lon_deg):
        msg = f"lon {lon} and lat {lat} look swapped"
        raise ValueError(msg)
    if abs(lon_deg) > MOST_LON_DEG or abs(lat_deg) > MOST_LAT_DEG:
        msg = f"lon {lon}, lat {lat} lie outside ±180 and ±90"
        raise ValueError(msg)
    return lon_deg, lat_deg


def whole_number(text: str) -> int:
    """Return a number that may be left empty; raises ValueError."""
    try:
        return int(float(text)) if text.strip() else 0
    except (ValueError, OverflowError):
        msg = f"{text!r} is no whole number"
        raise ValueError(msg) from None
