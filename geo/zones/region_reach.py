"""How far words without a figure reach: by the size of what they are said of.

Nearness grows with the place: what is "near Aleppo" is not yet near a hamlet at the same distance.
The constants are judgements for newspaper reports, where the next place worth naming lies some 10
to 50 km away: a village is near to within 3.5 km and at most 8 km, a provincial capital of 4 km
to within 8 km and at most 17 km.
"""

from __future__ import annotations

from geo.model.expression import Facet
from geo.zones.region_site import Foot

Reach = tuple[float, float]

_NEAR_TOWN = ((2000.0, 1.5), (5000.0, 3.0))
_NEAR_AREA = ((2000.0, 0.1), (5000.0, 0.3))
_NEAR_LINE: Reach = (3000.0, 6000.0)
_BEYOND_TOWN = ((8000.0, 3.0), (15000.0, 6.0))
_BEYOND_AREA = ((8000.0, 0.6), (15000.0, 1.2))
_ALONG: Reach = (2000.0, 5000.0)
_SIDE: Reach = (15000.0, 30000.0)
_BANK: Reach = (3000.0, 10000.0)


def near_m(foot: Foot) -> Reach:
    """Return how far around a footprint counts as near: mostly, and at most."""
    if foot.is_line:
        return _NEAR_LINE[0], _NEAR_LINE[1] + foot.error_m
    return _scaled(_NEAR_TOWN if foot.is_town else _NEAR_AREA, foot)


def direction_m(foot: Foot) -> Reach:
    """Return how far beyond a footprint's edge a bare direction reaches."""
    return _scaled(_BEYOND_TOWN if foot.is_town else _BEYOND_AREA, foot)


def along_m(foot: Foot) -> Reach:
    """Return how far off a line counts as along it; its own error comes on top."""
    return max(_ALONG[0], foot.error_m), _ALONG[1] + foot.error_m


def side_m(facet: Facet) -> Reach:
    """Return how deep the side of a line is: of its bank less."""
    return _BANK if facet is Facet.EDGE else _SIDE


def _scaled(figures: tuple[tuple[float, float], tuple[float, float]], foot: Foot) -> Reach:
    (core_m, core_share), (extent_m, extent_share) = figures
    return core_m + core_share * foot.radius_m, extent_m + extent_share * foot.radius_m
