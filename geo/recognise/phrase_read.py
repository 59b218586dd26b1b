"""What a rule of the grammar answers with."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from geo.model.expression import Anchor, Clause, Facet, Relation
from geo.recognise.expression_words import Grammar
from geo.recognise.phrase_figures import bearings, initials
from geo.recognise.phrase_items import Sentence

Read: TypeAlias = "tuple[Clause, int] | None"
Rule: TypeAlias = "Callable[[Sentence, int, Grammar], Read]"
Listed: TypeAlias = "tuple[tuple[Anchor, ...], int]"
"""Anchors, and the index behind them."""


def clause_at(
    s: Sentence,
    at: int,
    listed: Listed,
    relation: Relation,
    found: tuple[float, ...],
    facet: Facet = Facet.WHOLE,
) -> Read:
    """Return a clause that ends where its anchors do."""
    anchors, end = listed
    clause = Clause(
        relation=relation, span=s.span(at, end), anchors=anchors, bearings_deg=found, facet=facet
    )
    return clause, end


def alone(one: tuple[Anchor, int]) -> Listed:
    """Return one anchor as a list."""
    return (one[0],), one[1]


def bearing(s: Sentence, at: int, grammar: Grammar) -> tuple[tuple[float, ...], int]:
    """Return the bearings of nouns or capitals at an index, and where they end."""
    found, end = bearings(s, at, grammar.bearings)
    return (found, end) if found else initials(s, at, grammar)
