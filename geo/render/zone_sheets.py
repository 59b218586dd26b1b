"""The figures and pages of a dossier's zones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import orjson

from geo.model.dossier import Dossier
from geo.model.feature import Json
from geo.model.place import prominence
from geo.model.run import ToldZone
from geo.model.zone import Zone
from geo.render.figure import Sheet, zone_figure
from geo.render.zone_page import ZoneLinks, zone_page


def zone_assets(
    dossier: Dossier, told: Iterable[ToldZone], evidence: Mapping[str, Json]
) -> Iterator[tuple[str, bytes]]:
    """Yield name and body of the facts, the figure and the page of every zone."""
    for one in told:
        rule, said = one.zone.rule, evidence.get(one.zone.rule.id)
        figure = figure_of_zone(dossier, one.zone, str(one.facts["area"]))
        facts: dict[str, Json] = {
            **one.facts,
            "citations": [{"text": c.text, "source": c.source} for c in rule.citations],
            "evidence": said,
        }
        page = zone_page(dossier.title, facts, figure, ZoneLinks.of_server(rule.id))
        yield f"zone/{rule.id}.json", orjson.dumps(facts)
        yield f"zone/{rule.id}.svg", figure.encode()
        yield f"zone/{rule.id}.html", page.encode()


def figure_of_zone(dossier: Dossier, zone: Zone, area: str) -> str:
    """Return the figure of a zone as SVG; ``area`` is its area in words."""
    posts = {member for group in dossier.posts.values() for member in group.members}
    shown = sorted(dossier.places.values(), key=prominence)
    line = zone.line
    day = f", {line.valid_on.isoformat()}" if line and line.valid_on else ""
    sheet = Sheet(
        places=[p for p in shown if not p.is_area and p.id not in posts],
        posts=[p for p in shown if p.id in posts],
        units=dossier.areas,
        style=dossier.style,
        caption=f"{area}. An approximation: see how it is read.",
        line_words=f"{line.rule.title}{day}" if line else "",
    )
    return zone_figure(zone, sheet)
