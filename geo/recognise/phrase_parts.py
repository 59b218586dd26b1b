"""Rules for parts of places: "southern X", "X's northern countryside", "outskirts of X"."""

from __future__ import annotations

from geo.model.expression import Anchor, Facet, Relation
from geo.recognise.expression_words import Grammar
from geo.recognise.phrase_figures import bearings
from geo.recognise.phrase_items import Sentence
from geo.recognise.phrase_names import Names
from geo.recognise.phrase_read import Listed, Read, alone, clause_at


def part_before(s: Sentence, at: int, grammar: Grammar) -> Read:
    """Read "southern X", "northern X countryside", "eastern outskirts of X", "rural X"."""
    found, end = bearings(s, at, grammar.adjectives)
    if not found:
        return _noun_before(s, at, grammar)
    facet, end = _prefix(s, end, grammar)
    of = _facet_of(s, end, grammar)
    if of is not None and not _capital(s, end):
        relation, said, anchor = of
        return clause_at(s, at, anchor, relation, found, said)
    return _part(s, at, (end, facet), found, grammar)


def part_prefixed(s: Sentence, at: int, grammar: Grammar) -> Read:
    """Read "rural X" and "central X"."""
    facet, end = _prefix(s, at, grammar)
    if s.word(at - 1) in grammar.bearings:
        return None
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
        return clause_at(s, at, ((anchor,), end), Relation.PART_OF, found, facet)
    if found and s.word(end) in grammar.parts:
        return clause_at(s, at, ((anchor,), end + 1), Relation.PART_OF, found)
    if not owned and not found and s.word(end) == "area":
        return clause_at(s, at, ((anchor,), end + 1), Relation.PART_OF, (), Facet.SURROUNDINGS)
    found, end = bearings(s, s.skip(here, grammar.degrees), grammar.bearings)
    if owned and found and s.word(end) != "of":
        return clause_at(s, at, ((anchor,), end), Relation.PART_OF, found)
    return None


def facet_of(s: Sentence, at: int, grammar: Grammar) -> Read:
    """Read "countryside of X", "outskirts of X and Y", "countryside south of X"."""
    area = s.word(at) == "area" and s.word(at - 1) == "the" and s.word(at - 2) == "in"
    read = (Facet.SURROUNDINGS, at + 1) if area else _facet(s, at, grammar)
    if read is None:
        return None
    facet, end = read
    if facet is Facet.CENTRE and s.word(at - 1) not in grammar.before_centre:
        return None
    names = Names(sentence=s, grammar=grammar)
    if s.word(end) == "of":
        listed = names.several(end + 1)
        inside = facet in {Facet.COUNTRYSIDE, Facet.CENTRE}
        relation = Relation.PART_OF if inside else Relation.NEAR
        return clause_at(s, at, listed, relation, (), facet) if listed else None
    found, end = bearings(s, s.skip(end, {"to", "the"}), grammar.bearings)
    one = names.one(end + 1) if found and s.word(end) == "of" else None
    return clause_at(s, at, alone(one), Relation.PART_OF, found, facet) if one else None


def _prefix(s: Sentence, at: int, grammar: Grammar) -> tuple[Facet, int]:
    facet = grammar.prefixes.get(s.word(at))
    return (facet, at + 1) if facet else (Facet.WHOLE, at)


def _facet(s: Sentence, at: int, grammar: Grammar) -> tuple[Facet, int] | None:
    return s.lookup(at, grammar.facets)


def _facet_of(s: Sentence, at: int, grammar: Grammar) -> tuple[Relation, Facet, Listed] | None:
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
    return Relation.SIDE if bank else Relation.PART_OF, facet, alone(one)


def _noun_before(s: Sentence, at: int, grammar: Grammar) -> Read:
    """Read "northwest X"; "North X" is a name, and "the northwest X" says where X lies."""
    read = s.lookup(at, grammar.bearings)
    item = s.at(at)
    if read is None or item is None or s.word(at - 1) == "the":
        return None
    if item.text[0].isupper() and read[0] % 90 == 0:
        return None
    facet, end = _prefix(s, read[1], grammar)
    return _part(s, at, (end, facet), (read[0],), grammar)


def _capital(s: Sentence, at: int) -> bool:
    """Tell whether a word is written as part of a name: "Southern District of X"."""
    item = s.at(at)
    return item is not None and item.text[0].isupper()


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
    named = s.word(at - 1) == "of" and s.word(at - 2) in grammar.institutions
    if item.word in grammar.not_parts or named:
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
    return clause_at(s, at, ((anchor,), end), Relation.PART_OF, found, facet)
