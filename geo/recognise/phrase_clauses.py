"""The grammar of vague places: each rule reads one clause at one word of a sentence.

A rule answers with the clause and the index behind it, or None. Leading articles stay outside:
"the [north of Idlib]", "on the [road from Hama to Homs]".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TypeAlias

from geo.model.expression import Anchor, Clause, Distance, Facet, Relation
from geo.recognise.expression_words import Grammar, hedges
from geo.recognise.phrase_figures import distance
from geo.recognise.phrase_items import Sentence
from geo.recognise.phrase_names import ARTICLES, Names
from geo.recognise.phrase_parts import facet_of, part_after, part_before, part_prefixed
from geo.recognise.phrase_read import Read, Rule, alone, bearing, clause_at

_LOOK_BACK = 4
_TO_THE = frozenset({"to", "the", "due", "just", "away", "out", "further", "farther"})
_FILLERS = frozenset(
    "the entire whole length of stretch stretches parts main strategic key vital international "
    "bank banks both sides".split()
)
_EDGES = frozenset("perimeter edge edges borders boundaries boundary rim".split())
_LINKING = frozenset("linking connecting joining links connects joins".split())
_JOINTS = frozenset({*"-–—", "to"})
_ALL_THE_WAY = frozenset("all the way right straight up down".split())


def at_distance(s: Sentence, at: int, grammar: Grammar) -> Read:
    """Read "some 20 km (12 miles) to the south of X", "within 10 miles of X"."""
    read = distance(s, at, grammar)
    if read is None:
        return None
    figure, end = read
    found, here = bearing(s, s.skip(end, _TO_THE), grammar)
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
    found, end = bearing(s, at, grammar)
    if not found or s.word(end) != "of":
        return None
    article = at - 1 - (s.word(at - 1) in grammar.degrees)
    inside = s.word(article) == "the" and s.word(article - 1) != "to"
    if inside:
        one = Names(sentence=s, grammar=grammar).one(end + 1)
        return clause_at(s, at, alone(one), Relation.PART_OF, found) if one else None
    listed = Names(sentence=s, grammar=grammar, firm=True).several(end + 1)
    return clause_at(s, at, listed, Relation.DIRECTION, found) if listed else None


def between(s: Sentence, at: int, grammar: Grammar) -> Read:
    """Read "between X and Y", unless something is agreed or held between them."""
    if s.word(at) != "between":
        return None
    before = {s.word(i) for i in range(max(0, at - _LOOK_BACK), at)}
    if before & grammar.no_ground_between:
        return None
    return _several(s, at, at + 1, Relation.BETWEEN, Facet.WHOLE, grammar)


def road(s: Sentence, at: int, grammar: Grammar) -> Read:
    """Read "road from X to Y", "highway between X and Y"."""
    if s.word(at) not in grammar.roads:
        return None
    if s.word(at + 1) == "between":
        return _several(s, at, at + 2, Relation.BETWEEN, Facet.ROAD, grammar)
    here = s.skip(at + 1, {"that", "which"})
    if s.word(here) != "from" and s.word(here) not in _LINKING:
        return None
    names = Names(sentence=s, grammar=grammar)
    first = names.one(here + 1)
    if first is None or s.word(first[1]) not in {"to", "with", "and"}:
        return None
    second = names.one(first[1] + 1)
    pair = ((first[0], second[0]), second[1]) if second else None
    return clause_at(s, at, pair, Relation.BETWEEN, (), Facet.ROAD) if pair else None


def named_road(s: Sentence, at: int, grammar: Grammar) -> Read:
    """Read "X–Y road"."""
    if s.word(at + 1) not in _JOINTS or s.word(at + 3) not in grammar.roads:
        return None
    ends = [s.at(at), s.at(at + 2)]
    mentions = [i.mention for i in ends if i is not None and i.is_place and i.mention is not None]
    if len(mentions) < len(ends):
        return None
    anchors = tuple(Anchor(mentions=(m,)) for m in mentions)
    return clause_at(s, at, (anchors, at + 4), Relation.BETWEEN, (), Facet.ROAD)


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
    return clause_at(s, start, alone(one), Relation.ALONG, (), Facet.ON) if one else None


def near(s: Sentence, at: int, grammar: Grammar) -> Read:
    """Read "near X", "close to X and Y", "around X", "outside X"."""
    read = s.lookup(at, grammar.near)
    if read is None or (s.word(at) == "around" and s.word(at - 1) in grammar.no_ground_around):
        return None
    return _several(s, at, read[1], Relation.NEAR, read[0], grammar)


def _first(phrases: Iterable[str]) -> set[str]:
    return {phrase.split(" ")[0] for phrase in phrases}


Opening: TypeAlias = "Callable[[Grammar], set[str]]"
RULES: tuple[tuple[Rule, Opening], ...] = (
    (at_distance, lambda g: _first({*hedges(g), *g.numbers, *g.vague_numbers, "between", "from"})),
    (beyond, lambda g: _first({*g.bearings, *(word.casefold() for word in g.initials)})),
    (part_before, lambda g: _first({*g.adjectives, *g.bearings})),
    (part_prefixed, lambda g: _first(g.prefixes)),
    (facet_of, lambda g: _first({*g.facets, "area"})),
    (between, lambda _: {"between"}),
    (road, lambda g: _first(g.roads)),
    (along, lambda _: {"along", "alongside"}),
    (on_line, lambda _: {"on"}),
    (near, lambda g: _first(g.near)),
)
"""The rules, each with the words that it can begin with.

Of several that read at one word, the one that reads furthest counts, then the first.
"""
AT_NUMBER: tuple[Rule, ...] = (at_distance,)
AT_NAME: tuple[Rule, ...] = (part_after, named_road)


@cache
def rules_at(grammar: Grammar) -> Mapping[str, tuple[Rule, ...]]:
    """Return the rules that can begin with each word."""
    found: defaultdict[str, tuple[Rule, ...]] = defaultdict(tuple)
    for rule, opening in RULES:
        for word in opening(grammar):
            found[word] += (rule,)
    return dict(found)


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
    if s.word(names_at - 1) == "from" and _goes_on(s, end, grammar):
        return None
    clause = Clause(
        relation=Relation.DISTANCE,
        span=s.span(at, end),
        anchors=anchors,
        bearings_deg=said[1],
        distance=said[0],
    )
    return clause, end


def _goes_on(s: Sentence, at: int, grammar: Grammar) -> bool:
    """Tell whether "to Y" follows: "60 km from X to Y" is how long a way is, not where."""
    here = s.skip(at, _ALL_THE_WAY)
    return (
        s.word(here) == "to"
        and Names(sentence=s, grammar=grammar, firm=True).one(here + 1) is not None
    )


def _several(
    s: Sentence, at: int, names_at: int, relation: Relation, facet: Facet, grammar: Grammar
) -> Read:
    listed = Names(sentence=s, grammar=grammar).several(names_at)
    if listed is None or (relation is Relation.BETWEEN and len(listed[0]) == 1):
        return None
    return clause_at(s, at, listed, relation, (), facet)
