"""The table of looks as QGIS reads it: a style for a layer at hand, or a layer with its style.

Sizes are millimetres at 96 pixels an inch, so that a print looks like the screen. Written against
QGIS 3.22; later versions read it too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from geo.model.dossier import Style
from geo.model.look import Area, Form, Hatch, Look, Marker, Op, Shown, Stroke, Test
from geo.model.looks import looks_of
from geo.model.query import LayerInfo

_MM_PER_PX = 25.4 / 96
_VERSION = "3.22.0"
_SHAPES = {Form.DISC: "circle", Form.DIAMOND: "diamond", Form.SQUARE: "square"}
_GEOMETRY = {Marker: "Point", Stroke: "Line", Area: "Polygon"}
_DIAMOND_SHARE = 0.82
_QUESTION_SHARE = 0.62

Options = Mapping[str, str]


def qml(layer: str, style: Style) -> bytes:
    """Return the style of a layer as a QML file."""
    root = Element("qgis", version=_VERSION, styleCategories="Symbology")
    root.append(_renderer(looks_of(layer, style)))
    return _xml(root, "<!DOCTYPE qgis>")


def qlr(layer: LayerInfo, style: Style, base: str) -> bytes:
    """Return a layer-definition file: the layer, read from the server as it is needed, styled."""
    found = looks_of(layer.id, style)
    name = f"dateline_{layer.id}"
    root = Element("qlr")
    tree = SubElement(root, "layer-tree-group", name="", checked="Qt::Checked", expanded="1")
    SubElement(
        tree,
        "layer-tree-layer",
        id=name,
        name=layer.title,
        checked="Qt::Checked",
        expanded="1",
        providerKey="OAPIF",
    )
    map_layer = SubElement(
        SubElement(root, "maplayers"),
        "maplayer",
        type="vector",
        geometry=_GEOMETRY[type(found[0].symbol)],
        styleCategories="Symbology",
    )
    source = f"pagingEnabled='true' restrictToRequestBBOX='1' typename='{layer.id}' url='{base}'"
    for key, text in (("id", name), ("datasource", source), ("layername", layer.title)):
        SubElement(map_layer, key).text = text
    SubElement(map_layer, "provider", encoding="UTF-8").text = "OAPIF"
    map_layer.append(_renderer(found))
    return _xml(root, "<!DOCTYPE qgis-layer-definition>")


def _xml(root: Element, doctype: str) -> bytes:
    body: bytes = tostring(root, encoding="utf-8")
    return doctype.encode() + b"\n" + body + b"\n"


def _renderer(found: Sequence[Look]) -> Element:
    """Return rules in draw order; off are those that the page, beside others, does not show."""
    shown = {look.shown for look in found} - {Shown.SELECTED}
    first = Shown.ALWAYS if Shown.ALWAYS in shown else Shown.ON_DEMAND
    root = Element("renderer-v2", type="RuleRenderer", symbollevels="1", forceraster="0")
    rules = SubElement(root, "rules", key="root")
    symbols = SubElement(root, "symbols")
    for number, look in enumerate(found):
        rule = SubElement(rules, "rule", key=look.id, symbol=str(number), label=look.title)
        if look.tests:
            rule.set("filter", " AND ".join(map(_condition, look.tests)))
        if look.shown is not first:
            rule.set("checkstate", "0")
        symbols.append(_symbol(look, str(number), number))
    return root


def _condition(test: Test) -> str:
    """Return a test as an expression; ``IS`` takes a missing value for what it is."""
    if test.op in {Op.BELOW, Op.AT_LEAST}:
        sign = "<" if test.op is Op.BELOW else ">="
        return f'coalesce("{test.name}", {test.absent:g}) {sign} {test.limit:g}'
    said = [f'"{test.name}" IS {_value(value)}' for value in test.values]
    either = " OR ".join(said)
    return f"NOT ({either})" if test.op is Op.IS_NOT else f"({either})"


def _value(value: str | float | bool | None) -> str:  # noqa: FBT001 - a property's value
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return f"{value:g}"


def _symbol(look: Look, name: str, level: int) -> Element:
    symbol = look.symbol
    kind = {Marker: "marker", Stroke: "line", Area: "fill"}[type(symbol)]
    opacity = symbol.opacity if isinstance(symbol, Marker) else 1.0
    root = Element("symbol", type=kind, name=name, alpha=f"{opacity:g}", clip_to_extent="1")
    if isinstance(symbol, Marker):
        _marker(root, symbol, level)
    elif isinstance(symbol, Stroke):
        _stroke(root, symbol, level)
    else:
        _area(root, symbol, level)
    return root


def _marker(root: Element, marker: Marker, level: int) -> None:
    """Add halo, then symbol, then question mark; each grows with the same expression."""
    share = _DIAMOND_SHARE if marker.form is Form.DIAMOND else 1.0
    halo_px, stroke_px = marker.halo.width_px, marker.stroke.width_px
    shape = {"name": _SHAPES[marker.form], "outline_style": "no"}
    halo = {**shape, "color": _rgba(marker.halo.colour, marker.halo.opacity)}
    _sized(_simple(root, "SimpleMarker", halo, level), marker, share, 2 * halo_px)
    body = {
        "name": _SHAPES[marker.form],
        "color": _rgba(marker.fill, marker.fill_opacity),
        "outline_color": _rgba(marker.stroke.colour, marker.stroke.opacity),
        "outline_style": "dash" if marker.stroke.dash_px else "solid",
        "outline_width": _mm(stroke_px),
        "outline_width_unit": "MM",
        "joinstyle": "round",
    }
    # QGIS strokes on the edge, the page inside it.
    _sized(_simple(root, "SimpleMarker", body, level), marker, share, -stroke_px)
    if marker.question:
        glyph = {"chr": "?", "color": _rgba(marker.stroke.colour, 1.0), "outline_width": "0"}
        _sized(_simple(root, "FontMarker", glyph, level), marker, _QUESTION_SHARE, 0.0)


def _sized(layer: Element, marker: Marker, share: float, more_px: float) -> None:
    """Give a layer of a symbol its size, by how often the place is named."""
    options = layer[0]
    plain_px = marker.diameter_px[0] * share + more_px
    for name, value in (("size", _mm(plain_px)), ("size_unit", "MM")):
        SubElement(options, "Option", type="QString", name=name, value=value)
    if marker.sized_by is None:
        return
    low_px, high_px = marker.diameter_px
    weight = f'sqrt(coalesce("{marker.sized_by}", 1))'
    grown = f"{low_px:g} + {marker.growth_px:g} * ({weight} - 1)"
    said = f"{_MM_PER_PX:.6g} * ({share:g} * min({high_px:g}, {grown}) + {more_px:g})"
    _defined(layer, "size", said)


def _defined(layer: Element, name: str, expression: str) -> None:
    """Add a data-defined property to a layer of a symbol."""
    outer = SubElement(SubElement(layer, "data_defined_properties"), "Option", type="Map")
    SubElement(outer, "Option", name="name", type="QString", value="")
    properties = SubElement(outer, "Option", name="properties", type="Map")
    found = SubElement(properties, "Option", name=name, type="Map")
    for key, kind, value in (
        ("active", "bool", "true"),
        ("expression", "QString", expression),
        ("type", "int", "3"),
    ):
        SubElement(found, "Option", name=key, type=kind, value=value)
    SubElement(outer, "Option", name="type", type="QString", value="collection")


def _stroke(root: Element, stroke: Stroke, level: int) -> None:
    if stroke.casing is not None:
        wide_px = stroke.width_px + 2 * stroke.casing_px
        casing = _rgba(stroke.casing, stroke.casing_opacity)
        _simple(root, "SimpleLine", dict(_line(casing, wide_px, "round")), level)
    colour = _rgba(stroke.colour, stroke.opacity)
    cap = "flat" if stroke.dash_px else "round"
    line = dict(_line(colour, stroke.width_px, cap))
    if stroke.dash_px:
        dashes = ";".join(_mm(length) for length in stroke.dash_px)
        line |= {"use_custom_dash": "1", "customdash": dashes, "customdash_unit": "MM"}
    # Above all casings of the layer: a crossing line must not cut another's stroke.
    _simple(root, "SimpleLine", line, level + 100 if stroke.casing else level)


def _line(colour: str, width_px: float, cap: str) -> Iterator[tuple[str, str]]:
    yield from (("line_color", colour), ("line_width", _mm(width_px)), ("line_width_unit", "MM"))
    yield from (("line_style", "solid"), ("joinstyle", "round"), ("capstyle", cap))


def _area(root: Element, area: Area, level: int) -> None:
    if area.opacity:
        fill = {"color": _rgba(area.colour, area.opacity), "style": "solid", "outline_style": "no"}
        layer = _simple(root, "SimpleFill", fill, level)
        if area.opacity_to is not None and area.grows_with is not None:
            share = f'coalesce("{area.grows_with}", 0)'
            alpha = (
                f"{255 * area.opacity:g} + {255 * (area.opacity_to - area.opacity):g} * {share}"
            )
            _defined(layer, "fillColor", f"set_color_part('{area.colour}', 'alpha', {alpha})")
    if area.hatch is not None:
        _hatch(root, area, area.hatch, level)
    if area.rim is not None:
        _stroke(root, area.rim, level)


def _hatch(root: Element, area: Area, hatch: Hatch, level: int) -> None:
    apart_px = hatch.step_px / 2**0.5
    options = {"angle": "45", "distance": _mm(apart_px), "distance_unit": "MM"}
    layer = _simple(root, "LinePatternFill", options, level)
    inner = SubElement(layer, "symbol", type="line", name="@hatch", alpha="1")
    stroke = Stroke(colour=area.colour, width_px=hatch.width_px, opacity=hatch.opacity)
    _stroke(inner, stroke, 0)


def _simple(root: Element, kind: str, options: Options, level: int) -> Element:
    layer = SubElement(
        root, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": str(level)}
    )
    found = SubElement(layer, "Option", type="Map")
    for name, value in options.items():
        SubElement(found, "Option", type="QString", name=name, value=value)
    return layer


def _mm(length_px: float) -> str:
    return f"{length_px * _MM_PER_PX:.4g}"


def _rgba(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{round(255 * opacity)}"
