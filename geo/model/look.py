"""How features are drawn: the one table that pictures, map styles and QGIS read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from geo.model.feature import Json

TILE_PX = 256
DOUBTFUL_BELOW = 0.5
"""Confidence below which a place is drawn hollow, with a question mark."""
FULL_SIZE_ZOOM, SMALLEST_ZOOM = 8, 2
SMALLEST_SHARE = 0.4


class Op(StrEnum):
    """How a property is compared; one that is absent is nothing, and sure."""

    IS = "is"
    IS_NOT = "is not"
    BELOW = "below"
    AT_LEAST = "at least"


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """One condition on a property: one of ``values`` (or none of them), or a side of ``limit``.

    ``absent`` is the number that a missing one counts as.
    """

    name: str
    op: Op
    values: tuple[str | float | bool | None, ...] = ()
    limit: float = 0.0
    absent: float = 1.0

    def holds(self, properties: Mapping[str, Json]) -> bool:
        """Tell whether a feature with these properties meets it."""
        found = properties.get(self.name)
        if self.op in {Op.IS, Op.IS_NOT}:
            return (found in self.values) is (self.op is Op.IS)
        number = found if isinstance(found, int | float) else self.absent
        return number < self.limit if self.op is Op.BELOW else number >= self.limit


class Shown(StrEnum):
    """When a map shows something."""

    ALWAYS = "always"
    ON_DEMAND = "when its layer is turned on"
    SELECTED = "when its feature is selected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A line; ``dash_px`` is on, off; with a casing it is a line with a wider one beneath."""

    colour: str
    width_px: float
    opacity: float = 1.0
    dash_px: tuple[float, ...] = ()
    casing: str | None = None
    casing_px: float = 0.0
    casing_opacity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hatch:
    """Strokes at 45 degrees; an even number a tile, so that they go on in the next.

    ``id`` names the picture that holds half a tile of it.
    """

    id: str
    lines_per_tile: int
    width_px: float
    opacity: float

    @property
    def step_px(self) -> float:
        """Return how far apart the strokes are along an edge of the tile."""
        return TILE_PX / self.lines_per_tile


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Ground; its opacity grows to ``opacity_to`` with the property ``grows_with``, 0 to 1."""

    colour: str
    opacity: float
    opacity_to: float | None = None
    grows_with: str | None = None
    hatch: Hatch | None = None
    rim: Stroke | None = None
    blur_px: float = 0.0

    @property
    def is_plain(self) -> bool:
        """Tell whether all such ground is drawn alike, and nothing but a tint."""
        return self.hatch is None and self.rim is None and self.opacity_to is None

    def opacity_of(self, properties: Mapping[str, Json]) -> float:
        """Return the opacity of a feature's ground."""
        share = properties.get(self.grows_with or "")
        if self.opacity_to is None or not isinstance(share, int | float):
            return self.opacity
        return self.opacity + (self.opacity_to - self.opacity) * min(max(share, 0.0), 1.0)


class Form(StrEnum):
    """The outline of a point's symbol."""

    DISC = "disc"
    DIAMOND = "diamond"
    SQUARE = "square"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """A point's symbol: fill, a stroke inside its edge, a halo outside.

    The diameter grows from the first to the second of ``diameter_px`` by ``growth_px`` with each
    unit of the square root of the property ``sized_by``, so that area says how many.
    """

    form: Form
    fill: str
    stroke: Stroke
    halo: Stroke
    diameter_px: tuple[float, ...]
    fill_opacity: float = 1.0
    growth_px: float = 0.0
    sized_by: str | None = None
    opacity: float = 1.0
    question: bool = False

    def weight_of(self, properties: Mapping[str, Json]) -> float:
        """Return how many mentions a feature stands for; one, where it does not say."""
        found = properties.get(self.sized_by or "")
        return max(1.0, found) if isinstance(found, int | float) else 1.0

    def diameters_px(self, weights: NDArray[np.float64], zoom: int) -> NDArray[np.int64]:
        """Return diameters in whole pixels, so that symbols stay crisp."""
        grown = self.diameter_px[0] + self.growth_px * (np.sqrt(weights) - 1)
        found = np.round(np.minimum(grown, self.diameter_px[-1]) * size_at(zoom))
        return found.astype(np.int64)

    def slimness(self, diameter_px: float) -> float:
        """Return the share of their width that stroke and halo of a small symbol have."""
        return min(1.0, max(0.5, diameter_px / self.diameter_px[0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How the features of a layer that meet all ``tests`` are drawn; looks are in draw order."""

    layer: str
    id: str
    title: str
    symbol: Area | Stroke | Marker
    tests: tuple[Test, ...] = ()
    shown: Shown = Shown.ALWAYS

    def fits(self, properties: Mapping[str, Json]) -> bool:
        """Tell whether a feature with these properties is drawn so."""
        return all(test.holds(properties) for test in self.tests)


def size_at(zoom: int) -> float:
    """Return how large symbols are at a zoom, as a share: small ones keep a wide view legible."""
    share = (zoom - SMALLEST_ZOOM) / (FULL_SIZE_ZOOM - SMALLEST_ZOOM)
    return SMALLEST_SHARE + (1 - SMALLEST_SHARE) * min(max(share, 0.0), 1.0)
