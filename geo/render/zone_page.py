"""The page of a zone: its figure, areas, places, readings, and what was stated of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Self
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from geo.model.feature import Json

_MOST_NAMES = 15
_MOST_PLACES = 25
_PERCENT = 100
_PARAMETERS = {
    "depth": "depth",
    "anchor": "along what",
    "provinces": "provinces",
    "dates": "dates",
    "count": "number of posts",
    "area": "area",
}
_ENVIRONMENT = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
_ENVIRONMENT.filters["capitalize_first"] = lambda text: text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneLinks:
    """The addresses that the page of a zone leads to; ``site`` is what they all begin with.

    ``geometry`` is "" where there is none. ``passages`` has every sentence that names the zone.
    """

    site: str
    map: str
    style: str
    figure: str
    facts: str
    geometry: str
    passages: str

    @classmethod
    def of_server(cls, zone_id: str) -> Self:
        """Return those of a server."""
        named = quote(zone_id)
        return cls(
            site="",
            map="/",
            style="/static/zone.css",
            figure=f"/zones/{named}/figure.svg",
            facts=f"/zones/{named}?f=json",
            geometry=f"/collections/zones/items?zone_id={named}",
            passages=f"/passages?place={named}",
        )


def zone_page(title: str, facts: Mapping[str, Json], figure: str, to: ZoneLinks) -> str:
    """Return the page; ``figure`` is SVG of our own making, everything else is escaped."""
    template = files("geo.render").joinpath("assets", "zone.html").read_text("utf-8")
    return _ENVIRONMENT.from_string(template).render(
        title=title,
        facts=facts,
        to=to,
        figure=Markup(figure),  # noqa: S704 - every text in it was escaped where it was drawn
        names=_names,
        area=_area,
        chance=_chance,
        parameters=_PARAMETERS,
        most=_MOST_PLACES,
    )


def _names(places: Sequence[Mapping[str, Any]]) -> str:
    if not places:
        return "—"
    more = f" and {len(places) - _MOST_NAMES} more" if len(places) > _MOST_NAMES else ""
    return ", ".join(str(p["name"]) for p in places[:_MOST_NAMES]) + more


def _chance(place: Mapping[str, Any]) -> str:
    """Return a chance in words that 300 realisations can bear."""
    if place["inside"] in {"yes", "no"}:
        return "—"
    percent = round(_PERCENT * place["chance"])
    return f"{percent} %" if 0 < percent < _PERCENT else ("< 1 %" if not percent else "> 99 %")


def _area(km2: Mapping[str, Any]) -> Markup:
    low, high = km2["stated"][0], km2["stated"][-1]
    stated = f"{low:,}" if low == high else f"{low:,}–{high:,}"
    cells = (f"{km2['surely']:,}", stated, f"{km2['perhaps']:,}")
    return Markup("").join(Markup("<td>{}</td>").format(escape(cell)) for cell in cells)
