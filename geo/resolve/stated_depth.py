"""Find what sentences state of a zone's depth or width."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from geo.model.evidence import Bound, Length, Sense, Statement, Yardstick
from geo.model.text import Measure, Passage, Quantity, Span
from geo.model.zone import Parameter
from geo.resolve.agreement import depth_agrees
from geo.resolve.scene import Scene, place_id

_LOOK_CHARS = 60
_BACK_PASSAGES = 2
_ROUNDED_SHARE = 0.07
"""Fifteen kilometres are nine miles in print, and 9.3 by the rule."""
_BRACKET = re.compile(r"[\s\-\u2010\u2011]?(?:deep|wide)?,?\s?\((?:about\s|some\s|or\s)?")
_OTHER_THING = (
    r"(?:corridor|road|highway|tunnel|trench|ditch|river|valley|lake|gap|canal|wall)s?\b"
)
_DEEP = re.compile(r"\b(?P<deep>deep|wide)\b", re.IGNORECASE)
_DEEP_AFTER = re.compile(
    r"(?:\s?\([^()]{0,40}\))?\)?[\s\-\u2010\u2011]{0,2}(?:in\s)?"
    rf"(?P<deep>deep|depth|wide|width|broad|breadth)\b(?!\s(?:\w+\s)?{_OTHER_THING})",
    re.IGNORECASE,
)
_DEEP_BEFORE = re.compile(
    r"\b(?:(?P<noun>depth|width|breadth)|(?:how|as)\s(?P<deep>deep|wide))\b[^.;]*$",
    re.IGNORECASE,
)
_ASKS_DEPTH = re.compile(r"\b(?:how\s(?:deep|wide)|depth|width)\b", re.IGNORECASE)
_REACHES = re.compile(
    r"\b(?:exten[dst]\w*|stretch\w*|reach\w*|measur\w*)\b(?:\s[\w-]+){0,4}\s$", re.IGNORECASE
)
_INTO = re.compile(r"\s(?:in(?:to|side)|from\sthe\s(?:line|front|contact))\b")
_EACH_SIDE = re.compile(
    r"[\s-](?:deep\s|wide\s)?(?:on|to|from)\s(?:each|either|both)\s(?:sides?|banks?)\b"
)
_NO_DEPTH = re.compile(
    r"\s?(?:away|off|long|outside|beyond|past|apart|behind|ahead|further|farther|closer|"
    r"(?:to\sthe\s|due\s|further\s|farther\s)?(?:north|south|east|west)|from\b|"
    r"(?:of|by)\s(?:the\s)?(?:road|border|frontier|coast|front))",
    re.IGNORECASE,
)
"""What follows a length that says how far off something is, or how long."""
_MOTION = re.compile(
    r"\b(?:advanc|mov|retreat|withdr|push|pull|driv|drove|walk|travel|march|fle[ed]|gain|penetrat|"
    r"fir(?:e|ing)|flew|fly)\w*\b[^,;]{0,30}$",
    re.IGNORECASE,
)
_THING_BEFORE = re.compile(rf"\b{_OTHER_THING}[^.;]{{0,30}}$", re.IGNORECASE)
_BOUND = re.compile(
    r"\b(?:(?P<most>up\sto|at\s(?:the\s)?most|(?:no|not)\smore\sthan|less\sthan|under|"
    r"(?:a\s)?maximum(?:\sdepth)?\sof)"
    r"|(?:at\s(?:the\s)?least|(?:no|not)\sless\sthan|more\sthan|over|(?:a\s)?minimum(?:\sdepth)?\sof))"
    r"\s(?:a\s)?$",
    re.IGNORECASE,
)
_UP_TO = re.compile(
    r"\s?(?:deep|wide)?,?\s(?:(?:and|or|but|rising)\s)?(?:in\splaces\s)?up\sto\s", re.IGNORECASE
)
_DENIED = re.compile(r"(?:\b(?:not|never|nor)|n['’]t)\b(?!\s(?:more|less))[^,;.]{0,15}$")
_DENIED_THAT = re.compile(
    r"\b(?:den(?:y|ie[sd]|ying|ials?)|reject\w*|dismiss\w*|refut\w*|ruled\sout)\s(?:[\w-]+\s){0,3}?"
    r"(?:that|any|claims?|reports?|rumou?rs?|having)\b[^,;.]*$",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:if|unless|suppos(?:e|ing)|imagine|whether|were\s(?:it|the))\b[^,;.]*$", re.IGNORECASE
)
_CLAUSE_CHARS = 140
_DEEP_INSIDE = re.compile(r"\s?(?:deep\s)?(?:in|inside|into|within)\s(?:the|this|that)\b")
_BEFORE_ZONE = re.compile(
    r"(?:\s\([^()]{0,40}\))?[\s\-\u2010\u2011]*"
    r"(?:(?!(?:in|of|from|to|at|near)\b)[\w-]+\s){0,2}[\"“”'‘«(]*"
)
_AFTER_ZONE = re.compile(
    r"[\"”'’»)]*(?:,|\s\(|:|\s[–—-]|\sof|\s(?:is|was|(?:will|would|should|is\sto|was\sto)\sbe))"
    r"(?:\s?(?:about|some|around|roughly|approximately|nearly|up\sto|at\sleast|a|from))*\s?"
)
_THE_ZONE = re.compile(
    r"\b(?:it|the\s(?:strip|belt|band|zone|buffer|area|swathe?)|(?:its|the)\s(?:depth|width))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A length that may be a depth, by a word of its own if ``plain``; ``denied``: or supposed."""

    quantity: Quantity
    value: Length
    plain: bool
    denied: bool

    @property
    def passage(self) -> Passage:
        return self.quantity.passage


def depth_statements(
    scene: Scene, quantities: Sequence[Quantity], zones: Mapping[str, Yardstick]
) -> Iterator[Statement]:
    """Yield what the lengths of a document state of its zones."""
    topic: Statement | None = None
    for quantity in _joined(scene, [q for q in quantities if q.measure is Measure.LENGTH_KM]):
        found = _measured(scene, quantity)
        zone_id = _zone(scene, found, zones, topic) if found is not None else ""
        if found is None or not zone_id:
            continue
        judged = depth_agrees(found.value, zones[zone_id].rule, denied=found.denied)
        topic = Statement(
            zone_id=zone_id,
            parameter=Parameter.DEPTH,
            passage=quantity.passage,
            span=quantity.span,
            surface=quantity.surface,
            value=found.value,
            agrees=judged.agrees,
            reason=judged.reason,
            reading_id=judged.reading_id,
        )
        yield topic


def _joined(scene: Scene, lengths: Sequence[Quantity]) -> list[Quantity]:
    """Make one range of "5 km deep and up to 14 km", and one length of "15 km (9 miles)"."""
    done: list[Quantity] = []
    for quantity in lengths:
        last = done[-1] if done else quantity
        words = scene.between(last.span, quantity.span)
        if last.passage == quantity.passage and _converts(last, quantity, words):
            continue
        if (
            last.passage == quantity.passage
            and last.low == last.high < quantity.high
            and _UP_TO.fullmatch(words)
        ):
            span = Span(last.span.start, quantity.span.end)
            surface = scene.document.quote(span)
            done[-1] = replace(last, high=quantity.high, span=span, surface=surface)
        else:
            done.append(quantity)
    return done


def _converts(one: Quantity, other: Quantity, words: str) -> bool:
    """Tell whether a length in brackets says the one before it in another unit."""
    pairs = ((one.low, other.low), (one.high, other.high))
    same = all(abs(a - b) <= _ROUNDED_SHARE * b for a, b in pairs)
    return same and _BRACKET.fullmatch(words) is not None


def _measured(scene: Scene, quantity: Quantity) -> _Found | None:
    """Return a length that can be a depth; None where it is how long or how far something is."""
    before = scene.before(quantity.span, quantity.passage, _LOOK_CHARS)
    after = scene.after(quantity.span, quantity.passage, _LOOK_CHARS)
    close = _DEEP.search(quantity.surface) or _DEEP_AFTER.match(after)
    deep = close or _DEEP_BEFORE.search(before)
    reaches = _REACHES.search(before) is not None and _INTO.match(after) is not None
    each_side = _EACH_SIDE.match(after) is not None
    plain = deep is not None or reaches or each_side
    if _MOTION.search(before) or _of_another_thing(scene, quantity, before):
        return None
    if not (close or each_side or _INTO.match(after)) and _NO_DEPTH.match(after):
        return None
    word = deep[deep.lastgroup or 0] if deep is not None else ""
    wide = word.casefold().startswith(("w", "b"))
    sense = Sense.EACH_SIDE if each_side else Sense.WIDTH if wide else Sense.DEPTH
    return _Found(
        quantity=quantity,
        value=Length(
            low_km=quantity.low, high_km=quantity.high, sense=sense, bound=_bound(before)
        ),
        plain=plain,
        denied=_DENIED.search(before) is not None or _is_unsaid(scene, quantity),
    )


def _is_unsaid(scene: Scene, quantity: Quantity) -> bool:
    """Tell whether the clause before a length denies what it says, or only supposes it."""
    clause = scene.before(quantity.span, quantity.passage, _CLAUSE_CHARS)
    return any(words.search(clause) for words in (_DENIED_THAT, _SUPPOSED))


def _of_another_thing(scene: Scene, quantity: Quantity, before: str) -> bool:
    """Tell whether a road or a ditch is measured; a corridor may be the zone itself."""
    thing = _THING_BEFORE.search(before)
    if thing is None:
        return False
    at = quantity.span.start - len(before) + thing.start()
    named = scene.zones.get(quantity.passage.ordinal, ())
    return not any(r.mention.span.start <= at < r.mention.span.end for r in named)


def _bound(before: str) -> Bound:
    found = _BOUND.search(before)
    if found is None:
        return Bound.EXACT
    return Bound.AT_MOST if found["most"] else Bound.AT_LEAST


def _zone(
    scene: Scene, found: _Found, zones: Mapping[str, Yardstick], topic: Statement | None
) -> str:
    """Return the id of the zone that a length belongs to, "" for none."""
    span, passage = found.quantity.span, found.passage
    zone = scene.nearest(span, passage, zones)
    if zone is not None:
        words = scene.after(span, passage, _LOOK_CHARS) if span < zone.mention.span else ""
        inside = _DEEP_INSIDE.match(words) is not None
        touches = found.plain or _touches(scene, span, zone.mention.span)
        return place_id(zone) if touches and not inside else ""
    ordinal = passage.ordinal
    if topic is not None and ordinal - topic.passage.ordinal in {0, 1}:
        return topic.zone_id
    asked = scene.passages[ordinal - 1] if ordinal > 0 else passage
    if _ASKS_DEPTH.search(scene.sentence(asked)):
        return _last_named(scene, ordinal, 1, zones)
    if found.plain and _THE_ZONE.search(scene.sentence(passage)):
        return _last_named(scene, ordinal, _BACK_PASSAGES, zones)
    return ""


def _touches(scene: Scene, length: Span, zone: Span) -> bool:
    """Tell whether a length stands right at a zone's name: "a 15 km zone", "the zone (15 km)"."""
    words = scene.between(length, zone)
    pattern = _BEFORE_ZONE if length < zone else _AFTER_ZONE
    return pattern.fullmatch(words) is not None


def _last_named(scene: Scene, ordinal: int, back: int, zones: Mapping[str, Yardstick]) -> str:
    """Return the id of the zone that was named last in a few sentences before, "" for none."""
    for earlier in range(ordinal - 1, ordinal - 1 - back, -1):
        named = [place_id(r) for r in scene.zones.get(earlier, ()) if place_id(r) in zones]
        if named:
            return named[-1]
    return ""
