"""The table of looks: which symbol each layer, part, kind and role has, in draw order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from geo.model.dossier import Style
from geo.model.feature import Json
from geo.model.look import DOUBTFUL_BELOW, Area, Hatch, Look, Marker, Op, Shown, Stroke, Test
from geo.model.markers import diamond, disc, doubtful, ring, square

IN_FORCE = {
    "zones": ("in_force_from", "in_force_to"),
    "posts": ("in_force_from", "in_force_to"),
}
"""The properties that say from when until when the features of a layer hold; open where absent."""
_VAGUE_DASH_PX = (4.0, 3.0)
_CHANCE_DASH_PX = (1.5, 3.5)
_HELD_DASH_PX = (1.0, 4.0)
_CHANCE_WIDTH_PX, _CHANCE_OPACITY = 1.4, 0.8
_HELD_WIDTH_PX, _HELD_OPACITY, _HELD_RIM_OPACITY = 1.2, 0.05, 0.6


@lru_cache(maxsize=16)
def looks(style: Style) -> tuple[Look, ...]:
    """Return every look, what lies lowest first."""
    return (
        *_expressions(style),
        *_zones(style),
        *_changes(style),
        *_lines(style),
        *_posts(style),
        *_mentions(style),
        *_places(style),
    )


def looks_of(layer: str, style: Style) -> tuple[Look, ...]:
    """Return the looks of one layer, what lies lowest first."""
    return tuple(look for look in looks(style) if look.layer == layer)


def look_columns(layer: str) -> tuple[str, ...]:
    """Return the properties that say how a feature of a layer looks: a tile must carry them."""
    found: dict[str, None] = {}
    for look in looks_of(layer, Style()):
        found.update(dict.fromkeys(test.name for test in look.tests))
        symbol = look.symbol
        own = symbol.sized_by if isinstance(symbol, Marker) else None
        own = symbol.grows_with if isinstance(symbol, Area) else own
        found.update({own: None} if own else {})
    return tuple(sorted(found))


def look_of(layer: str, properties: Mapping[str, Json], style: Style) -> Look | None:
    """Return how a feature is drawn, None for one that no map shows."""
    return next((look for look in looks_of(layer, style) if look.fits(properties)), None)


def has_days(layer: str) -> bool:
    """Tell whether a map of one day shows other features of a layer than one of another day."""
    return layer == "lines" or layer in IN_FORCE


def day_columns(layer: str) -> tuple[str, ...]:
    """Return the properties that say on which days a map shows a feature."""
    return ("valid_on",) if layer == "lines" else IN_FORCE.get(layer, ())


def is_of_day(layer: str, properties: Mapping[str, Json], day: str) -> bool:
    """Tell whether a map of one day shows a feature: it is of that day, or in force on it."""
    if layer == "lines":
        return properties.get("valid_on") in {None, day}
    if not has_days(layer):
        return True
    start, end = (properties.get(name) or day for name in IN_FORCE[layer])
    return str(start) <= day <= str(end)


def _is(name: str, *values: str | float | bool | None) -> Test:
    return Test(name=name, op=Op.IS, values=values)


def _not(name: str, *values: str | float | bool | None) -> Test:
    return Test(name=name, op=Op.IS_NOT, values=values)


def _expressions(style: Style) -> Iterator[Look]:
    opacities = {"extent": style.vague_extent_opacity, "core": style.vague_core_opacity}
    titles = {"extent": "Vague place, as far as meant", "core": "Vague place, as most would mean"}
    for part, opacity in opacities.items():
        yield Look(
            layer="expressions",
            id=f"vague-{part}",
            title=titles[part],
            symbol=Area(colour=style.vague, opacity=opacity, blur_px=style.vague_blur_px),
            tests=(_is("part", part),),
            shown=Shown.ON_DEMAND,
        )


def _zones(style: Style) -> Iterator[Look]:
    surely = _not("rule", "held-area")
    perhaps = Area(colour=style.zone, opacity=style.zone_extent_opacity)
    held_rim = _rim(style, _HELD_RIM_OPACITY, _HELD_DASH_PX, _HELD_WIDTH_PX)
    held = Area(colour=style.zone, opacity=_HELD_OPACITY, rim=held_rim)
    rows: tuple[tuple[str, str, Area, tuple[Test, ...]], ...] = (
        ("extent", "Perhaps inside", perhaps, (_is("part", "extent"), surely)),
        ("wide", "Inside only on the wider reading", _wide(style), (_is("band", "wide"),)),
        ("narrow", "Inside as stated", _narrow(style), (_is("band", "narrow"),)),
        ("held", "Held area", held, (_is("part", "held"),)),
        ("core", "Surely inside", _core(style), (_is("part", "core"), surely)),
    )
    for part, title, symbol, tests in rows:
        yield Look(layer="zones", id=f"zone-{part}", title=title, symbol=symbol, tests=tests)
    chance = Stroke(
        colour=style.chance,
        width_px=_CHANCE_WIDTH_PX,
        opacity=_CHANCE_OPACITY,
        dash_px=_CHANCE_DASH_PX,
    )
    yield Look(
        layer="zones",
        id="zone-chance",
        title="Even, likely and unlikely chance of being inside",
        symbol=chance,
        tests=(_not("chance", None),),
        shown=Shown.SELECTED,
    )


# Hatches lie 6, 7 and 9 px apart, to the nearest of which a tile holds a whole number.


def _core(style: Style) -> Area:
    opacity = style.zone_core_opacity
    hatch = Hatch(id="hatch-dense", lines_per_tile=30, width_px=2.2, opacity=opacity)
    return Area(colour=style.zone, opacity=0.1, rim=_rim(style, 0.85), hatch=hatch)


def _narrow(style: Style) -> Area:
    opacity = style.zone_narrow_opacity
    hatch = Hatch(id="hatch-middle", lines_per_tile=26, width_px=1.6, opacity=opacity)
    return Area(colour=style.zone, opacity=0.05, rim=_rim(style, 0.55), hatch=hatch)


def _wide(style: Style) -> Area:
    opacity = style.zone_wide_opacity
    hatch = Hatch(id="hatch-sparse", lines_per_tile=20, width_px=1.1, opacity=opacity)
    rim = _rim(style, 0.7, style.zone_dash_px)
    return Area(colour=style.zone, opacity=0.0, rim=rim, hatch=hatch)


def _rim(
    style: Style,
    opacity: float,
    dash_px: tuple[float, ...] = (),
    width_px: float | None = None,
) -> Stroke:
    width_px = style.zone_rim_px if width_px is None else width_px
    return Stroke(colour=style.zone, width_px=width_px, opacity=opacity, dash_px=dash_px)


def _changes(style: Style) -> Iterator[Look]:
    colours = (style.change, *style.changes_more)
    low, high = style.change_opacity
    for rank, colour in enumerate(colours):
        last = Test(name="gained_rank", op=Op.AT_LEAST, limit=rank, absent=0)
        yield Look(
            layer="changes",
            id=f"change-{rank}",
            title=_gain(rank, len(colours)),
            symbol=Area(
                colour=colour,
                opacity=low,
                opacity_to=high,
                grows_with="lateness",
                rim=Stroke(colour=colour, width_px=1.0),
            ),
            tests=(_is("gained_rank", rank) if rank < len(colours) - 1 else last,),
            shown=Shown.ON_DEMAND,
        )


def _gain(rank: int, ranks: int) -> str:
    if rank == 0:
        return "Gained by whoever gained most"
    more = " and further" if rank == ranks - 1 else ""
    return f"Gained by the holder ranked {rank + 1}{more}"


def _lines(style: Style) -> Iterator[Look]:
    def look(part: str, title: str, symbol: Stroke, *tests: Test) -> Look:
        return Look(layer="lines", id=f"line-{part}", title=title, symbol=symbol, tests=tests)

    def front(dash_px: tuple[float, ...]) -> Stroke:
        return Stroke(
            colour=style.line,
            width_px=style.line_width_px,
            dash_px=dash_px,
            casing=style.casing,
            casing_px=style.line_casing_px,
            casing_opacity=style.line_casing_opacity,
        )

    of_day = _is("rule", "control")
    border = Stroke(colour=style.line, width_px=style.border_width_px)
    yield look("border", "Border, or line as drawn", border, _not("rule", "control"))
    unsourced = front(style.line_dash_px)
    yield look(
        "unsourced",
        "Contact line on rows without a source",
        unsourced,
        of_day,
        _is("unsourced", True),  # noqa: FBT003 - a property's value
    )
    yield look("sourced", "Contact line", front(()), of_day, _not("unsourced", True))  # noqa: FBT003


def _posts(style: Style) -> Iterator[Look]:
    yield Look(layer="posts", id="post", title="Post", symbol=square(style))


def _mentions(style: Style) -> Iterator[Look]:
    who, doubt = "associative", "ambiguous"
    for name, title, symbol, tests in (
        ("government", "Mention of a government or people", diamond(style), ()),
        ("point", "Mention of a place", disc(style), (_not("status", doubt),)),
        ("doubtful", "Mention, place in doubt", doubtful(style), (_is("status", doubt),)),
    ):
        associative = name == "government"
        yield Look(
            layer="mentions",
            id=f"mention-{name}",
            title=title,
            symbol=symbol,
            tests=(_is("role", who) if associative else _not("role", who), *tests),
            shown=Shown.ON_DEMAND,  # the places say the same, each once
        )


def _places(style: Style) -> Iterator[Look]:
    def look(kind: str, title: str, symbol: Marker, *tests: Test) -> Look:
        return Look(
            layer="places",
            id=f"place-{kind}",
            title=title,
            symbol=symbol,
            tests=(_not("role", "associative"), *tests),
        )

    sure = Test(name="confidence", op=Op.AT_LEAST, limit=DOUBTFUL_BELOW)
    yield Look(
        layer="places",
        id="place-government",
        title="Government, agreement or people",
        symbol=diamond(style),
        tests=(_is("role", "associative"),),
        shown=Shown.ON_DEMAND,
    )
    dashed = ring(style, style.symbol_width_px, _VAGUE_DASH_PX)
    yield look("vague", "Vague region", dashed, _is("kind", "vague"), sure)
    area = ring(style, style.area_width_px)
    yield look("area", "Area, at its centre", area, _is("kind", "area"), sure)
    unsure = Test(name="confidence", op=Op.BELOW, limit=DOUBTFUL_BELOW)
    yield look("doubtful", "Place, in doubt", doubtful(style), unsure)
    yield look("point", "Place", disc(style), _not("kind", "vague", "area"), sure)
