"""The table of looks: which symbol each layer, part, kind and role has, in draw order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from geo.model.dossier import Style
from geo.model.feature import Json
from geo.model.look import DOUBTFUL_BELOW, Area, Hatch, Look, Marker, Op, Shown, Stroke, Test
from geo.model.markers import diamond, disc, doubtful, ring, square

_LITERAL_USES = ("literal", "dateline")
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
    def look(part: str, title: str, symbol: Area | Stroke, *tests: Test) -> Look:
        return Look(layer="zones", id=f"zone-{part}", title=title, symbol=symbol, tests=tests)

    def ground(opacity: float, rim: Stroke | None, hatch: Hatch | None = None) -> Area:
        return Area(colour=style.zone, opacity=opacity, rim=rim, hatch=hatch)

    def rim(opacity: float, dash_px: tuple[float, ...] = ()) -> Stroke:
        return Stroke(
            colour=style.zone, width_px=style.zone_rim_px, opacity=opacity, dash_px=dash_px
        )

    # 6, 7 and 9 px from stroke to stroke, to the nearest that goes into a tile.
    dense = Hatch(
        id="hatch-dense", lines_per_tile=30, width_px=2.2, opacity=style.zone_core_opacity
    )
    middle = Hatch(
        id="hatch-middle", lines_per_tile=26, width_px=1.6, opacity=style.zone_narrow_opacity
    )
    sparse = Hatch(
        id="hatch-sparse", lines_per_tile=20, width_px=1.1, opacity=style.zone_wide_opacity
    )
    surely = _not("rule", "held-area")
    yield look(
        "extent",
        "Perhaps inside",
        ground(style.zone_extent_opacity, None),
        _is("part", "extent"),
        surely,
    )
    wide = ground(0.0, rim(0.7, style.zone_dash_px), sparse)
    yield look("wide", "Inside only on the wider reading", wide, _is("band", "wide"))
    narrow = ground(0.05, rim(0.55), middle)
    yield look("narrow", "Inside as stated", narrow, _is("band", "narrow"))
    held_rim = Stroke(
        colour=style.zone,
        width_px=_HELD_WIDTH_PX,
        opacity=_HELD_RIM_OPACITY,
        dash_px=_HELD_DASH_PX,
    )
    yield look("held", "Held area", ground(_HELD_OPACITY, held_rim), _is("part", "held"))
    yield look(
        "core",
        "Surely inside",
        ground(0.1, rim(0.85), dense),
        _is("part", "core"),
        surely,
    )
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
    literal, doubt = _is("use", *_LITERAL_USES), "ambiguous"
    for name, title, symbol, tests in (
        ("government", "Mention of a government or people", diamond(style, "count"), ()),
        ("point", "Mention of a place", disc(style, "count"), (_not("status", doubt),)),
        ("doubtful", "Mention, place in doubt", doubtful(style, "count"), (_is("status", doubt),)),
    ):
        which = _not("use", *_LITERAL_USES) if name == "government" else literal
        shown = Shown.ON_DEMAND if name == "government" else Shown.ALWAYS
        yield Look(
            layer="mentions",
            id=f"mention-{name}",
            title=title,
            symbol=symbol,
            tests=(which, *tests),
            shown=shown,
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
        symbol=diamond(style, "mentions"),
        tests=(_is("role", "associative"),),
        shown=Shown.ON_DEMAND,
    )
    dashed = ring(style, style.symbol_width_px, _VAGUE_DASH_PX)
    yield look("vague", "Vague region", dashed, _is("kind", "vague"), sure)
    area = ring(style, style.area_width_px)
    yield look("area", "Area, at its centre", area, _is("kind", "area"), sure)
    unsure = Test(name="confidence", op=Op.BELOW, limit=DOUBTFUL_BELOW)
    yield look("doubtful", "Place, in doubt", doubtful(style, "mentions"), unsure)
    yield look("point", "Place", disc(style, "mentions"), _not("kind", "vague", "area"), sure)
