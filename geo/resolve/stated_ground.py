"""Find along what line sentences put a zone, and in which provinces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from geo.model.evidence import Agreement, Anchor, Provinces, Statement, Yardsticks
from geo.model.line import LineKind, LineRule
from geo.model.resolution import Resolution
from geo.model.text import Mention, Passage, Span, Use
from geo.model.zone import Parameter
from geo.resolve.agreement import Judgement, provinces_agree
from geo.resolve.scene import Scene, place_id

_FIRST_LEVEL = "ADM1"
_ALONG = re.compile(
    r"\b(?:along(?:side)?|follow(?:s|ed|ing)?|parallel\sto|(?:on\s)?(?:both|either)\ssides?\sof)\s"
    r"(?:the\s)?(?:(?:whole|entire|current|former|existing)\s)?(?:length\sof\s)?(?:the\s)?",
    re.IGNORECASE,
)
_BORDER = re.compile(r"(?:[A-Z][\w-]+\s){0,2}(?:border|frontier)\b(?:\s(?:with|of)\s[A-Z]\w+)?")
_TO_LINE_CHARS = 3
_ZONE_CHARS = 90
_TO_ZONE_CHARS = 20
_SOMEONE_MOVES = re.compile(
    r"\b(?:patrol|dr[io]v|mov|advanc|fight|fought|clash|shell|deploy|station|f(?:i|le)ed|march|"
    r"attack|bomb|str[iu][kc]|observ)\w*",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"\b(?:in|inside|into|within|through|from|across|around)\s(?:(?:the|this|that|an?)\s)?\W?$",
    re.IGNORECASE,
)
"""Before a zone: what follows tells of something in it, unless it follows at once."""
_JOINED = re.compile(
    r"(?:,?\s(?:and|or|as\swell\sas|with)|,|\s&|\s?/)\s?(?:(?:parts\sof|rural|the|in|of|to|"
    r"(?:north|south|east|west)[\w-]*|central)\s)*|\s(?:province|governorate)s?,?\s(?:and\s)?"
)
_LISTS = re.compile(
    r"(?:\b(?:provinces?|governorates?|parts|countryside|swathes)\sof|"
    r"\b(?:in|across|cover\w*|includ\w+|span\w*|compris\w+|through|over|takes?\sin|into))\s"
    r"(?:(?:the|rural|parts\sof|all\sof|[A-Z]\w+|(?:north|south|east|west)[\w-]*|central|"
    r"provinces?|governorates?|of)\s)*$"
)
_APART = re.compile(r";|\band\s(?:\w+\s){0,2}$")
_LIST_CHARS = 160
_LEAST_LISTED = 2


def ground_statements(scene: Scene, yardsticks: Yardsticks) -> Iterator[Statement]:
    """Yield what a document states of the line that a zone follows and of its provinces."""
    for ordinal in sorted(scene.zones):
        passage = scene.passages[ordinal]
        yield from _anchors(scene, passage, yardsticks)
        yield from _provinces(scene, passage, yardsticks)


def _anchors(scene: Scene, passage: Passage, yardsticks: Yardsticks) -> Iterator[Statement]:
    text = scene.document.text
    for match in _ALONG.finditer(text, passage.span.start, passage.span.end):
        zone = scene.nearest(Span(*match.span()), passage, yardsticks.zones)
        if zone is None or not _lies_along(scene, zone.mention, Span(*match.span())):
            continue
        found = _line(scene, passage, match.end(), yardsticks.lines)
        if found is None:
            continue
        anchor, end = found
        yardstick = yardsticks.zones[place_id(zone)]
        judged = _anchor_agrees(anchor, yardstick.line)
        span = Span(match.start(), end)
        yield Statement(
            zone_id=yardstick.rule.id,
            parameter=Parameter.ANCHOR,
            passage=passage,
            span=span,
            surface=scene.document.quote(span),
            value=anchor,
            agrees=judged.agrees,
            reason=judged.reason,
        )


def _lies_along(scene: Scene, zone: Mention, along: Span) -> bool:
    """Tell whether the zone, and nobody in it, is what lies along something."""
    words = scene.between(zone.span, along)
    return len(words) <= _ZONE_CHARS and _tells_of(scene, zone, words)


def _tells_of(scene: Scene, zone: Mention, words: str) -> bool:
    """Tell whether the words after a zone tell of it, not of somebody in it."""
    inside = _INSIDE.search(scene.before(zone.span, zone.passage, _TO_ZONE_CHARS)) is not None
    return _SOMEONE_MOVES.search(words) is None and not (inside and words.strip())


def _line(
    scene: Scene, passage: Passage, start: int, lines: Mapping[str, LineRule]
) -> tuple[Anchor, int] | None:
    """Return the line that is named at ``start``, and where its name ends."""
    for named in scene.lines.get(passage.ordinal, ()):
        span = named.mention.span
        if 0 <= span.start - start <= _TO_LINE_CHARS:
            rule = next((r for r in lines.values() if _is_of(named, r)), None)
            if rule is not None:
                return Anchor(line_id=rule.id, title=rule.title), span.end
    border = _BORDER.match(scene.document.text, start, passage.span.end)
    if border is None:
        return None
    here = {place_id(r) for r in scene.places.get(passage.ordinal, ())}
    stretches = (r for r in lines.values() if r.kind is LineKind.STRETCH)
    rule = next((r for r in stretches if here.issuperset(r.ends)), None)
    if rule is not None:
        return Anchor(line_id=rule.id, title=rule.title), border.end()
    return Anchor(line_id="", title=f"the {border[0]}"), border.end()


def _is_of(named: Resolution, rule: LineRule) -> bool:
    """Tell whether a mention means a rule's line, of whatever day."""
    found = place_id(named)
    return found == rule.id or found.startswith(f"{rule.id}-")


def _anchor_agrees(anchor: Anchor, ours: LineRule | None) -> Judgement:
    rule = f"the rule follows: {ours.title}" if ours else "the rule follows no line"
    if ours is not None and anchor.line_id == ours.id:
        return Judgement(agrees=Agreement.YES, reason=rule)
    if not anchor.line_id:
        reason = f"the dossier has no such line; {rule}"
        return Judgement(agrees=Agreement.OTHER, reason=reason)
    return Judgement(agrees=Agreement.NO, reason=f"says {anchor.label}; {rule}")


def _provinces(scene: Scene, passage: Passage, yardsticks: Yardsticks) -> Iterator[Statement]:
    for listed in _lists(scene, passage):
        span = Span(listed[0].mention.span.start, listed[-1].mention.span.end)
        zone = scene.nearest(span, passage, yardsticks.zones)
        if zone is None or not _lies_in(scene, zone.mention, span):
            continue
        places = [r.candidates[0].place for r in listed]
        unique = {p.id: p.name for p in places}
        value = Provinces(place_ids=tuple(unique), names=tuple(unique.values()))
        yardstick = yardsticks.zones[place_id(zone)]
        judged = provinces_agree(value, yardstick, yardsticks.units)
        yield Statement(
            zone_id=yardstick.rule.id,
            parameter=Parameter.PROVINCES,
            passage=passage,
            span=span,
            surface=scene.document.quote(span),
            value=value,
            agrees=judged.agrees,
            reason=judged.reason,
        )


def _lists(scene: Scene, passage: Passage) -> Iterator[Sequence[Resolution]]:
    """Yield first-level units that stand one after the other, at least two."""
    run: list[Resolution] = []
    for named in scene.places.get(passage.ordinal, ()):
        first_level = named.candidates[0].place.feature_code == _FIRST_LEVEL
        if named.mention.use is not Use.LITERAL or not first_level:
            continue
        if run and not _JOINED.fullmatch(scene.between(run[-1].mention.span, named.mention.span)):
            yield from [run] if len(run) >= _LEAST_LISTED else ()
            run = []
        run.append(named)
    yield from [run] if len(run) >= _LEAST_LISTED else ()


def _lies_in(scene: Scene, zone: Mention, listed: Span) -> bool:
    """Tell whether a list says where the zone lies, not where something else happens."""
    before = scene.before(listed, zone.passage, _LIST_CHARS)
    introduced = _LISTS.search(before)
    if introduced is None or len(scene.between(zone.span, listed)) > _LIST_CHARS:
        return False
    if zone.span > listed:
        return True
    start = listed.start - len(before) + introduced.start()
    words = scene.document.text[zone.span.end : start]
    return _APART.search(words) is None and _tells_of(scene, zone, words)
