"""The grammar of vague places: each rule reads one clause at one word of a sentence.

A rule answers with the clause and the index behind it, or None. Leading articles stay outside:
"the [north of Idlib]", "on the [road from Hama to Homs]".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from geo.model.expression import Anchor, Clause, Distance, Facet, Relation
from geo.recognise.expression_words import Grammar
from geo.recognise.phrase_figures import bearings, distance, initials
from geo.recognise.phrase_items import Sentence
from geo.recognise.phrase_names import ARTICLES, Names

Read: TypeAlias = "tuple[Clause, int] | None"
Rule: TypeAlias = "Callable[[Sentence, int, Grammar], Read]"

_LOOK_BACK = 4
_TO_THE = frozenset({"to", "the", "due", "just", "away", "out", "further", "farther"})
_FILLERS = frozenset(
    "the entire whole length of stretch stretches parts main strategic key vital international "
    "bank banks both sides".split()
)
_EDGES = frozenset("perimeter edge edges borders boundaries boundary rim".split())
_LINKING = frozenset("linking connecting joining links connects joins".split())
_DASHES = frozenset("-–—")


def at_distance(s: Sentence, at: int, grammar: Grammar) -> Read:
    """Read "some 20 km (12 miles) to the south of X", "within 10 miles of X"."""
    read = distance(s, at, grammar)
    if read is None:
        return None
    figure, end = read
    found, here = _bearing(s, s.skip(end, _TO_THE), grammar)
    if found and s.word(here) in {"of", "from"}:
        return _measured(s, at, here + 1, (figure, found), grammar)
    here = s.skip(end, {"away", "out"})
    if s.word(here) == "radius":
        open_figure = Distance(low_km=None, high_km=figure.high_km, error_km=figure.error_km)
        if s.word(here + 1) in {"of", "around", "from"}:
            return _measured(s, at, here + 2, (open_figure, ()), grammar)
        return None
    links = {"from", "off", "outside"} | ({"of"} if figure.low_km is None else set())
    if s.word(here) not in links:
        return None
    return _measured(s, at, here + 1, (figure, ()), grammar)


def beyond(s: Sentence, at: int, grammar: Grammar) -> Read:
    """Read "south of X", "to the north-east of X": outside; "the north of X": a part of it."""
    found, end = _bearing(s, at, grammar)
    if not found or s.word(end) != "of":
        return None
    inside = s.word(at - 1) == "the" and s.word(at - 2) != "to"
    if inside:
        one = Names(sentence=s, grammar=grammar).one(end + 1)
        return _clause(s, at, _alone(one), Relation.PART_OF, found) if one else None
    listed = Names(sentence=s, grammar=grammar, firm=True).several(end + 1)
    return _clause(s, at, listed, Relation.DIRECTION, found) if listed else None


def part_before(s: Sentence, at: int, grammar: Grammar) -> Read:
    """Read "southern X", "northern X countryside", "eastern outskirts of X", "rural X"."""
    found, end = bearings(s, at, grammar.adjectives)
    if not found:
        return _noun_before(s, at, grammar)
    facet, end = _prefix(s, end, grammar)
    of = _facet_of(s, end, grammar)
    if of is not None:
        relation, said, anchor = of
        return _clause(s, at, anchor, relation, found, said)
    return _part(s, at, (end, facet), found, grammar)


def part_prefixed(s: Sentence, at: int, grammar: Grammar) -> Read:
    """Read "rural X" and "central X"."""
    facet, end = _prefix(s, at, grammar)
    return _part(s, at, (end, facet), (), grammar) if end > at else None


def part_after(s: Sentence, at: int, grammar: Grammar) -> Read:
    """Read "X's northern countryside", "X's north", "X countryside", "the X area"."""
    item = s.at(at)
    if item is None or not item.is_place or item.mention is None:
        return None
    anchor = Anchor(mentions=(item.mention,))
    owned = s.owns(at + 1)
    here = at + 1 + owned
    found, end = bearings(s, here, grammar.adjectives)
    read = _facet(s, end, grammar)
    if read is not None:
        facet, end = read
        return _clause(s, at, ((anchor,), end), Relation.PART_OF, found, facet)
    if found and s.word(end) in grammar.parts:
        return _clause(s, at, ((anchor,), end + 1), Relation.PART_OF, found)
    if not owned and not found and s.word(end) == "area":
        return _clause(s, at, ((anchor,), end + 1), Relation.PART_OF, (), Facet.SURROUNDINGS)
    found, end = bearings(s, here, grammar.bearings)
    if owned and found and s.word(end) != "of":
        return _clause(s, at, ((anchor,), end), Relation.PART_OF, found)
    return None


def facet_of(s: Sentence, at: int, grammar: Grammar) -> Read:
    """Read "countryside of X", "outskirts of X and Y", "countryside south of X"."""
    read = _facet(s, at, grammar)
    if read is None:
        return None
    facet, end = read
    names = Names(sentence=s, grammar=grammar)
    if s.word(end) == "of":
        listed = names.several(end + 1)
        inside = facet in {Facet.COUNTRYSIDE, Facet.CENTRE}
        relation = Relation.PART_OF if inside else Relation.NEAR
        return _clause(s, at, listed, relation, (), facet) if listed else None
    found, end = bearings(s, s.skip(end, {"to", "the"}), grammar.bearings)
    one = names.one(end + 1) if found and s.word(end) == "of" else None
    return _clause(s, at, _alone(one), Relation.PART_OF, found, facet) if one else None


def between(s: Sentence, at: int, grammar: Grammar) -> Read:
    """Read "between X and Y", unless something is agreed or held between them."""
    if s.word(at) != "between":
        return None
    before = {s.word(i) for i in range(max(0, at - _LOOK_BACK), at)}
    if before & grammar.no_ground_between:
        return None
    return _several(s, at, at + 1, Relation.BETWEEN, Facet.WHOLE, grammar)


def road(s: Sentence, at: int, grammar: Grammar) -> Read:
    """Read "road from X to Y", "highway between X and Y", "X–Y road"."""
    names = Names(sentence=s, grammar=grammar)
    if s.word(at) in grammar.roads:
        if s.word(at + 1) == "between":
            return _several(s, at, at + 2, Relation.BETWEEN, Facet.ROAD, grammar)
        here = s.skip(at + 1, {"that", "which"})
        if s.word(here) != "from" and s.word(here) not in _LINKING:
            return None
        first = names.one(here + 1)
        if first is None or s.word(first[1]) not in {"to", "with", "and"}:
            return None
        second = names.one(first[1] + 1)
        pair = ((first[0], second[0]), second[1]) if second else None
        return _clause(s, at, pair, Relation.BETWEEN, (), Facet.ROAD) if pair else None
    ends = [s.at(at), s.at(at + 2)]
    joined = s.word(at + 1) in _DASHES | {"to"} and s.word(at + 3) in grammar.roads
    mentions = [i.mention for i in ends if i is not None and i.is_place and i.mention is not None]
    if not joined or len(mentions) < len(ends):
        return None
    anchors = tuple(Anchor(mentions=(m,)) for m in mentions)
    return _clause(s, at, (anchors, at + 4), Relation.BETWEEN, (), Facet.ROAD)


def along(s: Sentence, at: int, grammar: Grammar) -> Read:
    """Read "along the M5", "along the border with X", "along the perimeter of the zone"."""
    if s.word(at) not in {"along", "alongside"}:
        return None
    here = s.skip(at + 1, _FILLERS)
    edge = s.word(here) in _EDGES and s.word(here + 1) == "of"
    here = here + 2 if edge else here
    facet = Facet.EDGE if edge else Facet.WHOLE
    return _several(s, at, here, Relation.ALONG, facet, grammar)


def on_line(s: Sentence, at: int, grammar: Grammar) -> Read:
    """Read "on the M4", which says something only beside another clause."""
    start = s.skip(at + 1, ARTICLES)
    if s.word(at) != "on" or s.word(start):
        return None
    one = Names(sentence=s, grammar=grammar).one(start)
    return _clause(s, start, _alone(one), Relation.ALONG, (), Facet.ON) if one else None


def near(s: Sentence, at: int, grammar: Grammar) -> Read:
    """Read "near X", "close to X and Y", "around X", "outside X"."""
    read = s.lookup(at, grammar.near)
    if read is None or (s.word(at) == "around" and s.word(at - 1) in grammar.no_ground_around):
        return None
    return _several(s, at, read[1], Relation.NEAR, read[0], grammar)


RULES: tuple[Rule, ...] = (
    at_distance,
    beyond,
    part_before,
    part_prefixed,
    part_after,
    facet_of,
    between,
    road,
    along,
    on_line,
    near,
)
"""Of several rules that read at one word, the one that reads furthest counts, then the first."""


def _clause(
    s: Sentence,
    at: int,
    listed: tuple[tuple[Anchor, ...], int],
    relation: Relation,
    found: tuple[float, ...],
    facet: Facet = Facet.WHOLE,
) -> Read:
    anchors, end = listed
    clause = Clause(
        relation=relation, span=s.span(at, end), anchors=anchors, bearings_deg=found, facet=facet
    )
    return clause, end


def _measured(
    s: Sentence,
    at: int,
    names_at: int,
    said: tuple[Distance, tuple[float, ...]],
    grammar: Grammar,
) -> Read:
    listed = Names(sentence=s, grammar=grammar, firm=True).several(names_at)
    if listed is None:
        return None
    anchors, end = listed
    clause = Clause(
        relation=Relation.DISTANCE,
        span=s.span(at, end),
        anchors=anchors,
        bearings_deg=said[1],
        distance=said[0],
    )
    return clause, end


def _several(
    s: Sentence, at: int, names_at: int, relation: Relation, facet: Facet, grammar: Grammar
) -> Read:
    listed = Names(sentence=s, grammar=grammar).several(names_at)
    if listed is None or (relation is Relation.BETWEEN and len(listed[0]) == 1):
        return None
    return _clause(s, at, listed, relation, (), facet)


def _alone(one: tuple[Anchor, int]) -> tuple[tuple[Anchor, ...], int]:
    return (one[0],), one[1]


def _bearing(s: Sentence, at: int, grammar: Grammar) -> tuple[tuple[float, ...], int]:
    found, end = bearings(s, at, grammar.bearings)
    return (found, end) if found else initials(s, at, grammar)


def _prefix(s: Sentence, at: int, grammar: Grammar) -> tuple[Facet, int]:
    facet = grammar.prefixes.get(s.word(at))
    return (facet, at + 1) if facet else (Facet.WHOLE, at)


def _facet(s: Sentence, at: int, grammar: Grammar) -> tuple[Facet, int] | None:
    return s.lookup(at, grammar.facets)


def _facet_of(
    s: Sentence, at: int, grammar: Grammar
) -> tuple[Relation, Facet, tuple[tuple[Anchor, ...], int]] | None:
    """Read "countryside of X", "part of X", "bank of X" after a bearing."""
    read = _facet(s, at, grammar)
    known = read is not None or s.word(at) in grammar.parts | grammar.banks
    facet, end = read or (Facet.WHOLE, at + 1)
    one = (
        Names(sentence=s, grammar=grammar).one(end + 1) if known and s.word(end) == "of" else None
    )
    if one is None:
        return None
    bank = s.word(at) in grammar.banks and s.word(at) not in grammar.parts
    return Relation.SIDE if bank else Relation.PART_OF, facet, _alone(one)


def _noun_before(s: Sentence, at: int, grammar: Grammar) -> Read:
    """Read "northwest X"; "North X" is a name, and "the northwest X" says where X lies."""
    read = s.lookup(at, grammar.bearings)
    item = s.at(at)
    if read is None or item is None or s.word(at - 1) == "the":
        return None
    if item.text[0].isupper() and read[0] % 90 == 0:
        return None
    return _part(s, at, (read[1], Facet.WHOLE), (read[0],), grammar)


def _part(
    s: Sentence,
    at: int,
    said: tuple[int, Facet],
    found: tuple[float, ...],
    grammar: Grammar,
) -> Read:
    """Read the name after a bearing or a prefix, and what its own words add."""
    here, facet = said
    item = s.at(here)
    if item is None or not item.is_place or item.mention is None:
        return None
    if item.word in grammar.not_parts:
        return None
    end = here + 1
    called = ""
    read = _facet(s, end, grammar)
    if read is not None:
        facet, end = read
    elif s.word(end) in grammar.classes:
        if s.word(at - 1) == "the":
            return None
        called, end = s.word(end), end + 1
    elif s.word(end) in grammar.facilities:
        return None
    anchor = Anchor(mentions=(item.mention,), called=called)
    return _clause(s, at, ((anchor,), end), Relation.PART_OF, found, facet)
