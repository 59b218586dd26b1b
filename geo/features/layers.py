"""The table of layers."""

from __future__ import annotations

from collections.abc import Mapping

from geo.features.changes import change_layer
from geo.features.evidence import evidence_by_zone
from geo.features.expressions import expression_layer
from geo.features.lines import line_layer
from geo.features.mentions import document_layer, mention_layer, place_layer
from geo.features.zones import post_layer, zone_layer
from geo.model.feature import Layer
from geo.model.place import Place
from geo.model.run import Run


def layers(run: Run, places: Mapping[str, Place]) -> tuple[Layer, ...]:
    """Return every layer of a run, in the order in which a catalogue lists them."""
    evidence = evidence_by_zone(run)
    return (
        place_layer(run),
        mention_layer(run),
        zone_layer(run, evidence),
        line_layer(run, places),
        change_layer(run, places),
        post_layer(run, places, evidence),
        expression_layer(run),
        document_layer(run),
    )
