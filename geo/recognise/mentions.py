"""Turn known names in a text into mentions, each inside one passage."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from geo.model.place import Name
from geo.model.text import Document, Mention, MentionKind, Passage, Span, Use
from geo.recognise.matcher import Found, NameMatcher, Sort
from geo.recognise.unknown import unknown_names

_KINDS = {Sort.ZONE: MentionKind.ZONE, Sort.LINE: MentionKind.LINE}
_CLOSE_BEFORE = re.compile(r"(?:['’]s)?[\s\"“”„'‘’«(]*")
_BACK = re.compile(r"\b(?:the|this|that|said)\s+(?P<word>(?:buffer\s+)?zone)\b", re.IGNORECASE)
_BACK_PASSAGES = 3


class NameRecogniser:
    """Finds the names of a gazetteer, the phrases of a dossier, and names that neither knows."""

    def __init__(self, names: Iterable[Name], phrases: Mapping[str, Sort]) -> None:
        """Prepare the names once; ``phrases`` name zones, lines and organisations."""
        self._matcher = NameMatcher(names, phrases)

    def find(self, document: Document, passages: Sequence[Passage]) -> Sequence[Mention]:
        """Return the mentions of a document in reading order."""
        text = document.text
        starts = [p.span.start for p in passages]
        found = _with_owner(self._matcher.find(text, starts, document.language), text, starts)
        longer: defaultdict[int, list[Found]] = defaultdict(list)
        for item in found:
            if item.sort in (Sort.ORGANISATION, Sort.ZONE):
                longer[bisect_right(starts, item.start)].append(item)
        mentions = []
        for item in found:
            passage = _passage_of(item, passages, starts)
            if passage and item.sort is not Sort.ORGANISATION:
                beside = longer.get(bisect_right(starts, item.start), ())
                mentions.append(_mention(item, passage, document, _whole(item, beside)))
        taken = [m.span for m in mentions] + [Span(f.start, f.end) for f in found]
        mentions += unknown_names(document, passages, taken)
        mentions += _back_references(document, passages, mentions)
        return sorted(mentions, key=lambda m: (m.span.start, -m.span.end))


def _passage_of(item: Found, passages: Sequence[Passage], starts: Sequence[int]) -> Passage | None:
    index = bisect_right(starts, item.start) - 1
    if index < 0 or item.end > passages[index].span.end:
        return None
    return passages[index]


def _whole(item: Found, longer: Sequence[Found]) -> Found | None:
    """Return the longer name of a zone or an organisation inside which a place's name stands."""
    return next(
        (
            other
            for other in longer
            if other is not item and other.start <= item.start and item.end <= other.end
        ),
        None,
    )


def _mention(item: Found, passage: Passage, document: Document, whole: Found | None) -> Mention:
    span = Span(item.start, item.end)
    demonym = item.sort is Sort.DEMONYM
    use, reason = Use.LITERAL, ""
    if whole is not None and not demonym:
        use = Use.EMBEDDED
        reason = f"part of the name “{document.text[whole.start : whole.end]}”"
    elif demonym and item.inflected:
        use, reason = Use.DEMONYM, f"“{document.quote(span)}” is an adjective or a people"
    return Mention(
        passage=passage,
        span=span,
        surface=document.quote(span),
        kind=_KINDS.get(item.sort, MentionKind.TOPONYM),
        recogniser="names, inflected" if item.inflected else "names",
        use=use,
        use_reason=reason,
        name=item.name,
    )


def _with_owner(found: Sequence[Found], text: str, starts: Sequence[int]) -> list[Found]:
    """Let a zone's name begin with the place right before it ("Idlib de-escalation zone")."""
    widened = list(found)
    for i in range(1, len(widened)):
        before, item = widened[i - 1], widened[i]
        if item.sort is not Sort.ZONE or before.sort is not Sort.PLACE:
            continue
        close = _CLOSE_BEFORE.fullmatch(text, before.end, item.start) is not None
        if close and bisect_right(starts, before.start) == bisect_right(starts, item.start):
            widened[i] = replace(item, start=before.start)
    return widened


def _back_references(
    document: Document, passages: Sequence[Passage], mentions: Sequence[Mention]
) -> list[Mention]:
    """Find "the zone" within a few sentences after a zone was named."""
    zones: defaultdict[int, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.kind is MentionKind.ZONE:
            zones[mention.passage.ordinal].append(mention)
    found = []
    for passage in passages:
        recent = range(max(0, passage.ordinal - _BACK_PASSAGES), passage.ordinal + 1)
        if zones.keys().isdisjoint(recent):
            continue
        for match in _BACK.finditer(document.text, passage.span.start, passage.span.end):
            span = Span(*match.span("word"))
            if not any(span.overlaps(m.span) for m in zones.get(passage.ordinal, ())):
                found.append(
                    Mention(
                        passage=passage,
                        span=span,
                        surface=document.quote(span),
                        kind=MentionKind.ZONE,
                        recogniser="back reference",
                    )
                )
    return found
