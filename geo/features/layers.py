"""The table of layers."""

from __future__ import annotations

from collections.abc import Mapping

from geo.features.changes import change_layer
from geo.features.evidence import evidence_from
from geo.features.expressions import expression_layer
from geo.features.gathering import Gathered, gather
from geo.features.lines import line_layer
from geo.features.mentions import document_layer, mention_layer, place_layer
from geo.features.zones import post_layer, zone_layer
from geo.model.feature import Layer
from geo.model.place import Place
from geo.model.run import Run


def layers(
    run: Run, places: Mapping[str, Place], gathered: Gathered | None = None
) -> tuple[Layer, ...]:
    """Return every layer of a run, in the order in which a catalogue lists them.

    The readings are gone through once here, unless what they add up to is ``gathered`` already;
    the layers that are streams go through them again.
    """
    gathered = gathered or gather(run.readings)
    named = gathered.named
    evidence = evidence_from(run.yardsticks, gathered.said)
    return (
        place_layer(gathered),
        mention_layer(run),
        zone_layer(run, named, evidence),
        line_layer(run, places, named),
        change_layer(run, places),
        post_layer(run, places, named, evidence),
        expression_layer(run),
        document_layer(run),
    )
