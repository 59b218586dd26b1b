"""Where the sentences of one document name zones, posts, lines and places."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from geo.model.resolution import Resolution, Status
from geo.model.text import Document, MentionKind, Passage, Span

_SEPARATOR = re.compile(r"[,;:—–(]|\s(?:and|while|but|whereas|unlike)\s")
_SEPARATOR_CHARS = 50
"""A comma between a figure and a zone weighs as much as a clause's worth of letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One document's sentences in order, and what is named in each, by ordinal.

    ``zone_ids`` are those of the zones of each paragraph.
    """

    document: Document
    passages: Sequence[Passage]
    zones: Mapping[int, Sequence[Resolution]]
    lines: Mapping[int, Sequence[Resolution]]
    places: Mapping[int, Sequence[Resolution]]
    zone_ids: Mapping[int, frozenset[str]]

    @classmethod
    def of(
        cls, document: Document, passages: Sequence[Passage], resolutions: Sequence[Resolution]
    ) -> Scene:
        """Sort the resolved mentions of a document by kind and sentence."""
        kinds: dict[MentionKind, dict[int, list[Resolution]]] = {k: {} for k in MentionKind}
        for found in resolutions:
            if found.status is Status.RESOLVED and found.candidates:
                ordinal = found.mention.passage.ordinal
                kinds[found.mention.kind].setdefault(ordinal, []).append(found)
        zone_ids: defaultdict[int, set[str]] = defaultdict(set)
        for named in kinds[MentionKind.ZONE].values():
            zone_ids[named[0].mention.passage.paragraph].update(map(place_id, named))
        return cls(
            document=document,
            passages=passages,
            zones=kinds[MentionKind.ZONE],
            lines=kinds[MentionKind.LINE],
            places=kinds[MentionKind.TOPONYM],
            zone_ids={paragraph: frozenset(ids) for paragraph, ids in zone_ids.items()},
        )

    def names(self, ids: Container[str]) -> bool:
        """Tell whether any zone of these ids is named, or any group of posts."""
        return any(place_id(r) in ids for named in self.zones.values() for r in named)

    def sentence(self, passage: Passage) -> str:
        """Return the words of a passage."""
        return self.document.quote(passage.span)

    def before(self, span: Span, passage: Passage, most_chars: int) -> str:
        """Return the words of a passage before a span."""
        return self.document.text[max(passage.span.start, span.start - most_chars) : span.start]

    def after(self, span: Span, passage: Passage, most_chars: int) -> str:
        """Return the words of a passage after a span."""
        return self.document.text[span.end : min(passage.span.end, span.end + most_chars)]

    def between(self, one: Span, other: Span) -> str:
        """Return the words between two spans, "" where they touch."""
        first, second = sorted((one, other))
        return self.document.text[first.end : max(first.end, second.start)]

    def nearest(
        self, span: Span, passage: Passage, ids: Mapping[str, object]
    ) -> Resolution | None:
        """Return the zone that a span of a sentence belongs to, of those whose id is known."""
        named = [r for r in self.zones.get(passage.ordinal, ()) if place_id(r) in ids]
        return min(named, key=lambda r: self._distance(span, r.mention.span), default=None)

    def _distance(self, one: Span, other: Span) -> int:
        words = self.between(one, other)
        return len(words) + _SEPARATOR_CHARS * len(_SEPARATOR.findall(words))

    def zones_around(self, passage: Passage) -> frozenset[str]:
        """Return the ids of the zones in the paragraph of a passage, and in its neighbours."""
        beside = (passage.ordinal - 1, passage.ordinal + 1)
        return self.zone_ids.get(passage.paragraph, frozenset()).union(
            place_id(r) for at in beside for r in self.zones.get(at, ())
        )


def place_id(resolution: Resolution) -> str:
    """Return the id of the best candidate."""
    return resolution.candidates[0].place.id
