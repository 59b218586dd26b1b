"""Find the days that sentences give to what a zone's rule dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeAlias

from geo.model.calendar import day_words, days_words
from geo.model.evidence import Agreement, DateRole, Days, Duration, Statement, Yardstick
from geo.model.text import DatePhrase, Document, Measure, Passage, Quantity
from geo.model.zone import Parameter, ZoneDate, ZoneRule
from geo.resolve.agreement import Judgement
from geo.resolve.scene import Scene, place_id

_NEAR_CHARS = 60
_MOST_DAYS_OFF = 370
"""A date without a year lies within a year of its text."""
_ROLES = (
    (DateRole.END, re.compile(r"\buntil\s(?:the\s)?$|\btill\s$", re.IGNORECASE)),
    (
        DateRole.BY,
        re.compile(
            r"\b(?:by|before|(?:no|not)\slater\sthan|deadline\s(?:of|was|is|set\sfor)(?:\son)?)\s"
            r"(?:the\s)?$",
            re.IGNORECASE,
        ),
    ),
    (
        DateRole.FROM,
        re.compile(r"\b(?:from|since|as\sof|starting(?:\son)?)\s(?:the\s)?$", re.IGNORECASE),
    ),
)
_DEADLINE = re.compile(r"\bdeadlines?\b", re.IGNORECASE)
_DEADLINE_AFTER = re.compile(r"\s(?:[\w-]+\s)?deadline\b", re.IGNORECASE)
_EXPIRES = re.compile(r"\b(?:expir|laps|ran\sout|run\sout|runs\sout)\w*", re.IGNORECASE)
_SINCE = re.compile(r"\s(?:since|after|following|from)\b[^,;.]{0,60}", re.IGNORECASE)
_UNIT_DAYS = {"day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25}
_ABOUT = re.compile(r"\b(?:about|some|around|nearly|almost|roughly|over|more\sthan)\s(?:the\s)?$")
_SAME_EVENT_DAYS = 60
"""Dates further apart are those of another event, such as a second memorandum."""
_CLAUSE_END = re.compile(
    r";|\s(?:while|but|whereas)\s|,\s(?:and|as|when|although|though|with|which|after|before)\s",
    re.IGNORECASE,
)
_OUT_OF_REACH_CHARS = 100_000
_Days: TypeAlias = tuple[date, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """One event of a rule that a sentence speaks of, and where its key words stand."""

    event: ZoneDate
    at: tuple[int, ...]


def date_statements(
    scene: Scene,
    phrases: Sequence[DatePhrase],
    quantities: Sequence[Quantity],
    zones: Mapping[str, Yardstick],
) -> Iterator[Statement]:
    """Yield what a document states of the days of its zones' rules."""
    by_passage: dict[int, list[DatePhrase]] = {}
    for phrase in phrases:
        by_passage.setdefault(phrase.passage.ordinal, []).append(phrase)
    for dated in by_passage.values():
        passage = dated[0].passage
        for rule, here in _rules(scene, passage, zones):
            told = _told(scene.sentence(passage), passage.span.start, rule)
            if told:
                yield from _dated(scene, rule, dated, told, here=here)
    yield from _durations(scene, quantities, zones)


def _rules(
    scene: Scene, passage: Passage, zones: Mapping[str, Yardstick]
) -> Iterator[tuple[ZoneRule, bool]]:
    """Yield the rules with dates whose zones are named around, and whether in the sentence."""
    here = {place_id(r) for r in scene.zones.get(passage.ordinal, ())}
    for zone_id in sorted(scene.zones_around(passage) & zones.keys()):
        if zones[zone_id].rule.dates:
            yield zones[zone_id].rule, zone_id in here


def _told(sentence: str, start: int, rule: ZoneRule) -> list[_Told]:
    """Return the events whose words a sentence holds; offsets are those of the document."""
    found = []
    for event in rule.dates:
        at: set[int] = set()
        for phrase in event.words:
            words = [_word(w) for w in phrase.split()]
            if words and all(word.search(sentence) for word in words):
                at.update(start + m.start() for m in words[0].finditer(sentence))
        if at:
            found.append(_Told(event=event, at=tuple(sorted(at))))
    return found


@lru_cache(maxsize=1024)
def _word(word: str) -> re.Pattern[str]:
    """Return what finds a word in any of its longer forms."""
    return re.compile(rf"\b{re.escape(word)}\w*", re.IGNORECASE)


def _dated(
    scene: Scene,
    rule: ZoneRule,
    dated: Sequence[DatePhrase],
    told: Sequence[_Told],
    *,
    here: bool,
) -> Iterator[Statement]:
    """Give each date of a sentence to an event; ``here``: the sentence names the zone itself."""
    for phrase in dated:
        one = _told_of(scene, phrase, dated, told)
        days = _days(phrase, one.event, scene.document)
        if days is None:
            continue
        role = _role(scene, phrase)
        judged = _judged(rule, one.event, days, role)
        sure = here and _is_claimed(scene, phrase, dated, one, role)
        if not (sure or judged.agrees is Agreement.YES or _fits(days, one.event)):
            continue  # the day of something else that happened
        yield Statement(
            zone_id=rule.id,
            parameter=Parameter.DATES,
            passage=phrase.passage,
            span=phrase.span,
            surface=phrase.surface,
            value=Days(start=days[0], end=days[1], role=role, event=one.event.event),
            agrees=judged.agrees,
            reason=judged.reason,
        )


def _told_of(
    scene: Scene, phrase: DatePhrase, dated: Sequence[DatePhrase], told: Sequence[_Told]
) -> _Told:
    """Return the event that a date is given to.

    Of those told by the same word ("withdraw"), it is one that words of its own tell in the
    clause ("heavy weapons"), whatever its day; of several such, or of none, one that fits.

    A sentence that begins with its date goes on to say of what; any other says it before.
    """
    at = phrase.span.start
    forward = dated[0].span.start < min(min(t.at) for t in told)

    def far(one: _Told) -> int:
        ahead = [i - at if forward else at - i for i in one.at]
        return min((d for d in ahead if d >= 0), default=_OUT_OF_REACH_CHARS)

    nearest = min(told, key=lambda t: (far(t), t.event.day))
    tied = [t for t in told if not set(t.at).isdisjoint(nearest.at)]
    own = [t for t in tied if _is_told_apart(scene, phrase, dated, t, told)] or tied
    fits = (t for t in own if _fits(_days(phrase, t.event, scene.document), t.event))
    return next(fits, nearest if nearest in own else own[0])


def _is_told_apart(
    scene: Scene,
    phrase: DatePhrase,
    dated: Sequence[DatePhrase],
    one: _Told,
    told: Sequence[_Told],
) -> bool:
    """Tell whether a clause has words of an event that tell no other event."""
    others = {i for t in told if t is not one for i in t.at}
    return any(_in_clause(scene, phrase, dated, i) for i in one.at if i not in others)


def _in_clause(scene: Scene, phrase: DatePhrase, dated: Sequence[DatePhrase], at: int) -> bool:
    """Tell whether a word stands in a date's clause, with no other date between them.

    After the date a comma ends the clause, before it a comma may belong to a list.
    """
    start, end = sorted((at, phrase.span.start))
    if any(start < d.span.start < end for d in dated if d is not phrase):
        return False
    if at < phrase.span.start:
        return _CLAUSE_END.search(scene.document.text, start, end) is None
    words = scene.document.text[phrase.span.end : at].removeprefix(",")
    return "," not in words and _CLAUSE_END.search(words) is None


def _is_claimed(
    scene: Scene, phrase: DatePhrase, dated: Sequence[DatePhrase], told: _Told, role: DateRole
) -> bool:
    """Tell whether a date is so clearly an event's that another day is a contradiction."""
    if told.event.by is not None and role is DateRole.ON:
        return False  # before a deadline things happen on any day
    nearest = [min(dated, key=lambda d: abs(d.span.start - i)) for i in told.at]
    near = min(abs(phrase.span.start - i) for i in told.at) <= _NEAR_CHARS
    if told.event.by is not None:
        return near or any(_in_clause(scene, phrase, dated, i) for i in told.at)
    return near and phrase in nearest


def _role(scene: Scene, phrase: DatePhrase) -> DateRole:
    """Return what a date is said to be, from the words at it."""
    before = scene.before(phrase.span, phrase.passage, _NEAR_CHARS)
    after = scene.after(phrase.span, phrase.passage, _NEAR_CHARS)
    if _DEADLINE_AFTER.match(after):
        return DateRole.BY
    sentence = scene.sentence(phrase.passage)
    if _EXPIRES.search(sentence):
        return DateRole.BY if _DEADLINE.search(sentence) else DateRole.END
    return next((role for role, words in _ROLES if words.search(before)), DateRole.ON)


def _days(phrase: DatePhrase, event: ZoneDate, document: Document) -> _Days | None:
    """Return the days that a phrase means if it speaks of an event; None where no year has it."""
    published = document.published_on
    years = (phrase.year,) if phrase.year else range(event.day.year - 1, event.day.year + 2)
    options = [days for year in years if (days := phrase.in_year(year))]
    if published is not None and phrase.year is None:
        near = timedelta(days=_MOST_DAYS_OFF)
        options = [o for o in options if o[0] - near <= published <= o[1] + near] or options
    return min(options, key=lambda o: max(o[0] - event.day, event.day - o[1]), default=None)


def _fits(days: _Days | None, event: ZoneDate) -> bool:
    return days is not None and days[0] <= event.day <= days[1]


def _judged(rule: ZoneRule, event: ZoneDate, days: _Days, role: DateRole) -> Judgement:
    """Compare a date with an event's; "expired" is said of an end, not of a deadline."""
    ours = _ours(event)
    end = rule.in_force.end
    if role is DateRole.END and end is not None and days[0] <= end <= days[1]:
        return Judgement(agrees=Agreement.YES, reason=f"the rule ends on {day_words(end)}")
    if role is DateRole.END and event.by and _fits(days, event):
        reason = f"says that it ended that day; {ours}: a deadline, no end"
        return Judgement(agrees=Agreement.OTHER, reason=reason)
    if _fits(days, event):
        return Judgement(agrees=Agreement.YES, reason=ours)
    said = f"says {days_words(*days)}; {ours}"
    if max(days[0] - event.day, event.day - days[1]).days > _SAME_EVENT_DAYS:
        return Judgement(agrees=Agreement.OTHER, reason=f"{said}: perhaps another event")
    return Judgement(agrees=Agreement.NO, reason=said)


def _durations(
    scene: Scene, quantities: Sequence[Quantity], zones: Mapping[str, Yardstick]
) -> Iterator[Statement]:
    """Yield how long ago an event is said to be ("six months since the signing")."""
    for quantity in quantities:
        since = _SINCE.match(scene.document.text, quantity.span.end, quantity.passage.span.end)
        if quantity.measure is not Measure.DURATION or since is None:
            continue
        for rule, _ in _rules(scene, quantity.passage, zones):
            for told in _told(since[0], since.start(), rule):
                if told.event.on is not None:
                    yield _since(scene, rule, quantity, told.event)


def _ours(event: ZoneDate) -> str:
    deadline = "the deadline " if event.by else ""
    return f"the rule has {deadline}{day_words(event.day)} for “{event.event}”"


def _since(scene: Scene, rule: ZoneRule, quantity: Quantity, event: ZoneDate) -> Statement:
    unit = quantity.of.casefold()
    published = scene.document.published_on
    ours = _ours(event)
    if published is None:
        agrees, reason = Agreement.OTHER, f"the text has no date to count from; {ours}"
    else:
        days = (published - event.day).days
        slack = 1.0 if _ABOUT.search(scene.before(quantity.span, quantity.passage, 20)) else 0.5
        fits = abs(days - quantity.low * _UNIT_DAYS[unit]) <= slack * _UNIT_DAYS[unit]
        agrees = Agreement.YES if fits else Agreement.NO
        reason = f"{ours}, {days} days before the text of {day_words(published)}"
    return Statement(
        zone_id=rule.id,
        parameter=Parameter.DATES,
        passage=quantity.passage,
        span=quantity.span,
        surface=quantity.surface,
        value=Duration(number=quantity.low, unit=unit, event=event.event),
        agrees=agrees,
        reason=reason,
    )
