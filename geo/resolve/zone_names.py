"""Which zone or line a phrase means: by the document's date, and by what it names nearby."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from geo.model.calendar import Period
from geo.model.place import Place
from geo.model.protocols import Gazetteer
from geo.model.resolution import Candidate, Evidence, Resolution, Status
from geo.model.text import Document, Mention, MentionKind

_IN_FORCE, _UNDATED, _SAME_PASSAGE, _SAME_TEXT = 1.5, 0.3, 2.0, 1.0
_OWN_NAME, _BACK, _SAME_COUNTRY, _OTHER = 1.5, 4.0, 0.7, 0.7
_FADE_DAYS = 120.0
_POSTS = "points"
_LEAST = 0.9
"""Below this score a phrase is left unplaced: neither date nor places speak for the zone."""
_CLEAR = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneName:
    """A zone, a line or a group of posts as a text may mean it.

    ``anchors`` are ids of places that it belongs to, ``countries`` their codes; ``place`` is what
    a mention resolves to.
    """

    place: Place
    in_force: Period
    anchors: frozenset[str]
    countries: frozenset[str]


def resolve_zones(
    document: Document,
    mentions: Sequence[Mention],
    toponyms: Sequence[Resolution],
    gazetteer: Gazetteer,
    zones: Mapping[str, ZoneName],
) -> tuple[Resolution, ...]:
    """Resolve the zone and line phrases of one document, in reading order."""
    found: list[Resolution] = []
    around = cache(lambda zone_id: _around(zones[zone_id], toponyms))
    last: Resolution | None = None
    for mention in mentions:
        if mention.kind not in (MentionKind.ZONE, MentionKind.LINE):
            continue
        if mention.recogniser == "back reference" and last is not None:
            last = _same_as(mention, last)
            found.append(last)
            continue
        places = {place.id: place for place, _ in gazetteer.lookup(_core(mention, gazetteer))}
        ranked = sorted(
            (
                Candidate(
                    place=zones[p.id].place,
                    evidence=_evidence(mention, zones[p.id], document, around(p.id)),
                )
                for p in places.values()
                if p.id in zones
            ),
            key=lambda c: (-c.score, c.place.id),
        )
        found.append(_judge(mention, ranked))
        last = found[-1] if _is_zone(found[-1]) else last
    return tuple(found)


def _is_zone(resolution: Resolution) -> bool:
    """Tell whether "the zone" can refer back to it: to a zone, not to a line or to posts."""
    best = resolution.candidates[:1]
    posts = any(c.place.feature_code == _POSTS for c in best)
    return resolution.mention.kind is MentionKind.ZONE and not posts


def _core(mention: Mention, gazetteer: Gazetteer) -> str:
    """Return the phrase without the place before it, without its plural."""
    words = mention.listed_as.split(" ")
    for start in range(len(words)):
        phrase = " ".join(words[start:])
        for form in (phrase, phrase.removesuffix("s")):
            if gazetteer.lookup(form):
                return form
    return mention.surface


def _same_as(mention: Mention, last: Resolution) -> Resolution:
    reason = Evidence(f"refers back to “{last.mention.surface}”", _BACK)
    return Resolution(
        mention=mention,
        candidates=tuple(
            Candidate(place=c.place, evidence=(reason,)) for c in last.candidates[:1]
        ),
        status=last.status,
        confidence=round(last.confidence * 0.9, 3),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What a document names that bears on one zone: by country, and its anchors by sentence."""

    by_country: tuple[Evidence, ...]
    anchors: Mapping[int, Sequence[Resolution]]

    @property
    def first(self) -> str:
        """Return the name of the first anchor, "" where none is named."""
        return next((_named(found[0]) for found in self.anchors.values()), "")


def _around(zone: ZoneName, toponyms: Sequence[Resolution]) -> _Around:
    anchors: dict[int, list[Resolution]] = {}
    for resolution in toponyms:
        if resolution.place is not None and resolution.place.id in zone.anchors:
            anchors.setdefault(resolution.mention.passage.ordinal, []).append(resolution)
    return _Around(by_country=tuple(_by_country(zone, toponyms)), anchors=anchors)


def _evidence(
    mention: Mention, zone: ZoneName, document: Document, around: _Around
) -> tuple[Evidence, ...]:
    found = [_by_date(zone.in_force, document.published_on), *around.by_country]
    at = mention.passage.ordinal
    beside = [r for i in (at - 1, at, at + 1) for r in around.anchors.get(i, ())]
    own = next((r for r in beside if mention.span.covers(r.mention.span)), None)
    if own is not None:
        found.append(Evidence(f"its own name says {_named(own)}", _OWN_NAME))
    if beside:
        found.append(Evidence(f"{_named(beside[0])} is named next to it", _SAME_PASSAGE))
    elif around.first:
        found.append(Evidence(f"{around.first} is named in the text", _SAME_TEXT))
    return tuple(found)


def _named(resolution: Resolution) -> str:
    return resolution.candidates[0].place.name


def _by_country(zone: ZoneName, toponyms: Sequence[Resolution]) -> Iterator[Evidence]:
    """Yield what the countries of a text say: the zone's own for it, only others against it."""
    placed = [(r, r.place) for r in toponyms if r.place is not None]
    own = next((p for _, p in placed if p.country_code in zone.countries), None)
    other = next((p for r, p in placed if r.mention.use.is_place), None)
    if own is not None:
        yield Evidence(f"the text is about {own.country_code}", _SAME_COUNTRY)
    elif other is not None and zone.countries:
        yield Evidence(f"the text is about {other.name}, not about the zone's country", -_OTHER)


def _by_date(in_force: Period, published_on: date | None) -> Evidence:
    if published_on is None:
        return Evidence("the text has no date", _UNDATED)
    days = in_force.days_from(published_on)
    if days == 0:
        return Evidence(f"in force on {published_on.isoformat()}", _IN_FORCE)
    weight = _IN_FORCE - 2 * _IN_FORCE * min(days / _FADE_DAYS, 2.0)
    return Evidence(f"{days} days from its time in force", round(weight, 2))


def _judge(mention: Mention, ranked: Sequence[Candidate]) -> Resolution:
    kept = tuple(ranked)
    if not kept or kept[0].score < _LEAST:
        return Resolution(mention=mention, candidates=kept, status=Status.UNPLACED, confidence=0.0)
    lead = kept[0].score - (kept[1].score if len(kept) > 1 else 0.0)
    clear = lead >= _CLEAR
    return Resolution(
        mention=mention,
        candidates=kept,
        status=Status.RESOLVED if clear else Status.AMBIGUOUS,
        confidence=round(min(0.99, 0.5 + lead / 10), 3),
    )
