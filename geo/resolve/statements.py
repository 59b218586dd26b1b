"""What the sentences of a document state of zones and posts: depth, ground, counts, days."""

from __future__ import annotations

from collections.abc import Sequence

from geo.model.evidence import Statement, Yardsticks
from geo.model.text import DatePhrase, Quantity
from geo.resolve.scene import Scene
from geo.resolve.stated_count import area_statements, count_statements
from geo.resolve.stated_dates import date_statements
from geo.resolve.stated_depth import depth_statements
from geo.resolve.stated_ground import ground_statements


def statements(
    scene: Scene,
    quantities: Sequence[Quantity],
    dates: Sequence[DatePhrase],
    yardsticks: Yardsticks,
) -> tuple[Statement, ...]:
    """Return the statements of one document in reading order."""
    found = (
        *depth_statements(scene, quantities, yardsticks.zones),
        *count_statements(scene, quantities, yardsticks.posts),
        *area_statements(scene, quantities, yardsticks.zones),
        *ground_statements(scene, yardsticks),
        *date_statements(scene, dates, quantities, yardsticks.zones),
    )
    return tuple(sorted(found, key=lambda s: (s.span, s.parameter, s.zone_id)))
