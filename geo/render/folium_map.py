"""Folium maps: the lean one of the page, and a plain one for notebooks.

Of all text only what is escaped here reaches Folium: its pop-ups and tooltips put strings into
the page as HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

import folium
from branca.element import Figure
from folium.template import Template
from shapely.geometry import mapping

from geo.model.dossier import Style, View
from geo.model.feature import Feature, Layer

MAP_NAME = "map_dateline"
"""The global name of the page's Leaflet map."""
_SIGNS = str.maketrans({"`": "&#96;", "$": "&#36;", "{": "&#123;", "}": "&#125;", "\\": "&#92;"})


class LeanMap(folium.Map):
    """A Folium map that brings no scripts, styles or base layer of its own."""

    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <div class="folium-map" id="{{ this.get_name() }}" dir="ltr"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map(
          {{ this.get_name()|tojson }},
          {center: {{ this.location|tojson }}, ...{{ this.options|tojavascript }}}
        );
        {% endmacro %}
        """
    )
    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - as Folium declares it
    default_css: list[tuple[str, str]] = []  # noqa: RUF012 - the same

    def __init__(self, view: View) -> None:
        """Open at the dossier's view."""
        super().__init__(
            location=[view.lat_deg, view.lon_deg],
            zoom_start=view.zoom,  # type: ignore[arg-type] # Leaflet takes half steps
            tiles=None,
            zoom_control=False,
            attribution_control=False,
            zoom_snap=0.5,
        )
        self.options.update({"min_zoom": 2, "max_zoom": 16})
        self._name, self._id = MAP_NAME.split("_")


@dataclass(frozen=True, slots=True, kw_only=True)
class MapParts:
    """A rendered map: its place in the page and its script."""

    html: str
    script: str


def map_parts(view: View) -> MapParts:
    """Return the page's map in parts, the same for the same view."""
    figure = Figure()
    figure.add_child(LeanMap(view))
    figure.render()
    return MapParts(html=figure.html.render().strip(), script=figure.script.render().strip())


def plain_map(view: View, style: Style, layers: Iterable[Layer]) -> folium.Map:
    """Return zones, lines, posts and places as an ordinary Folium map, as notebooks show it."""
    page = folium.Map(
        location=[view.lat_deg, view.lon_deg], zoom_start=round(view.zoom), tiles=None, max_zoom=16
    )
    found = {layer.id: layer for layer in layers}
    _add(page, found["zones"], ("title", "certainty", "area_km2"), _area(style.zone))
    _add(page, found["lines"], ("title", "valid_on", "half_gap_m"), _stroke(style.line))
    changes = ("title", "since", "until", "gained_by", "lost_by", "area_km2")
    _add(page, found["changes"], changes, _area(style.change), show=False)
    _add(page, found["posts"], ("name", "number"), _stroke(style.post))
    _add(page, found["places"], ("name", "role", "mentions", "exact"), _stroke(style.place))
    folium.LayerControl(collapsed=False).add_to(page)
    return page


def _add(
    page: folium.Map,
    layer: Layer,
    fields: tuple[str, ...],
    look: Mapping[str, object],
    *,
    show: bool = True,
) -> None:
    features = [_safe(f, fields) for f in layer.features if f.geometry is not None]
    if not features:
        return
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        name=layer.title,
        show=show,
        marker=folium.CircleMarker(radius=6, fill=True, fill_opacity=0.8),
        style_function=lambda _: dict(look),
        tooltip=folium.GeoJsonTooltip(fields=list(fields), labels=True),
    ).add_to(page)


def _safe(feature: Feature, fields: tuple[str, ...]) -> dict[str, object]:
    texts = {name: str(feature.properties.get(name) or "") for name in fields}
    return {
        "type": "Feature",
        "id": feature.id,
        "geometry": mapping(feature.geometry),
        "properties": {name: escape(text).translate(_SIGNS) for name, text in texts.items()},
    }


def _area(colour: str) -> dict[str, object]:
    return {"color": colour, "weight": 1, "fillColor": colour, "fillOpacity": 0.12}


def _stroke(colour: str) -> dict[str, object]:
    return {"color": colour, "fillColor": colour, "weight": 2}
