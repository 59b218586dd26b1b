"""The symbols of points: hue says what it is, form which kind, outline how sure."""

from __future__ import annotations

from geo.model.dossier import Style
from geo.model.look import Form, Marker, Stroke

_HOLLOW_OPACITY, _FAINT_OPACITY = 0.88, 0.69
_DISC_RIM_PX = 1.0
SIZED_BY = "mentions"
"""How often a place is named; a feature without it is one mention."""


def disc(style: Style) -> Marker:
    """Return the symbol of a place that is a point."""
    return Marker(
        form=Form.DISC,
        fill=style.place,
        stroke=Stroke(colour=style.casing, width_px=style.place_casing_px),
        halo=Stroke(colour=style.place, width_px=_DISC_RIM_PX),
        diameter_px=style.place_diameter_px,
        growth_px=style.place_growth_px,
        sized_by=SIZED_BY,
        opacity=style.place_opacity,
    )


def ring(style: Style, width_px: float, dash_px: tuple[float, ...] = ()) -> Marker:
    """Return the symbol of an area; dashed, of a vague one."""
    return Marker(
        form=Form.DISC,
        fill=style.casing,
        fill_opacity=_HOLLOW_OPACITY,
        stroke=Stroke(colour=style.place, width_px=width_px, dash_px=dash_px),
        halo=_halo(style, _FAINT_OPACITY if dash_px else 1.0),
        diameter_px=style.place_diameter_px,
        growth_px=style.place_growth_px,
        sized_by=SIZED_BY,
    )


def doubtful(style: Style) -> Marker:
    """Return the symbol of a place that may be another."""
    return Marker(
        form=Form.DISC,
        fill=style.casing,
        stroke=Stroke(colour=style.place, width_px=style.symbol_width_px),
        halo=_halo(style, 1.0),
        diameter_px=style.place_diameter_px,
        growth_px=style.place_growth_px,
        sized_by=SIZED_BY,
        question=True,
    )


def diamond(style: Style) -> Marker:
    """Return the symbol of who is meant by a place's name."""
    return Marker(
        form=Form.DIAMOND,
        fill=style.casing,
        stroke=Stroke(colour=style.associative, width_px=style.symbol_width_px),
        halo=_halo(style, _FAINT_OPACITY),
        diameter_px=style.place_diameter_px,
        growth_px=style.place_growth_px,
        sized_by=SIZED_BY,
    )


def square(style: Style) -> Marker:
    """Return the symbol of a post."""
    return Marker(
        form=Form.SQUARE,
        fill=style.casing,
        stroke=Stroke(colour=style.post, width_px=style.post_width_px),
        halo=Stroke(colour=style.casing, width_px=1.0, opacity=_FAINT_OPACITY),
        diameter_px=(style.post_side_px,),
    )


def _halo(style: Style, opacity: float) -> Stroke:
    return Stroke(colour=style.casing, width_px=style.place_casing_px, opacity=opacity)
