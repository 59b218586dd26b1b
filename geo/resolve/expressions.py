"""Say what vague places are measured from: each anchor's place, and why that one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from geo.model.expression import Anchor, AnchorKind, Clause, Expression, Facet, Phrase, Relation
from geo.model.place import Place
from geo.model.resolution import Resolution, Status
from geo.model.text import Document, Mention, MentionKind, Span

LINE_CODES = frozenset({"STM", "STMI", "CNL", "RD", "RR", "control", "drawn", "stretch"})
"""GeoNames codes of streams, canals, roads and railways, and the kinds of a dossier's lines."""
_SEATS = ("PPLC", "PPLA", "PPLA2", "PPLA3", "PPL")
_BOUNDLESS = frozenset({"CONT", "ORG"})
_PAIR = 2
_ALLIED = re.compile(
    r"\b(?:is|are|was|were|be|been|being|remains?|considered|seen\sas|thought|figures?|men|man|"
    r"sources?|officials?|people|media|businessm[ae]n|too|so|very)\s+close\sto\s(?:the\s)?$",
    re.IGNORECASE,
)
"""Who is close to a government is its friend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What a dossier draws, by ids of places: lines, borders (each by its two sides), areas."""

    lines: frozenset[str] = frozenset()
    borders: frozenset[frozenset[str]] = frozenset()
    areas: frozenset[str] = frozenset()

    def border(self, sides: frozenset[str]) -> bool:
        """Tell whether there is one border between two places, or one border of a single one."""
        if len(sides) == _PAIR:
            return sides in self.borders or sides <= self.areas
        return sum(sides <= pair for pair in self.borders) == 1


def expressions(
    document: Document,
    phrases: Iterable[Phrase],
    resolutions: Iterable[Resolution],
    drawn: Drawn,
) -> tuple[Expression, ...]:
    """Return the expressions of one document; a phrase that means no ground is none."""
    answers = {r.mention.id: r for r in resolutions}
    found = (_expression(document, phrase, answers, drawn) for phrase in phrases)
    return tuple(expression for expression in found if expression is not None)


def _expression(
    document: Document, phrase: Phrase, answers: Mapping[str, Resolution], drawn: Drawn
) -> Expression | None:
    resolved = (_resolved(clause, answers) for clause in phrase.clauses)
    clauses = tuple(c for c in resolved if c.facet is not Facet.ON or _is_line(c))
    if not clauses or not all(_means_ground(c, document) for c in clauses):
        return None
    span = Span(clauses[0].span.start, clauses[-1].span.end)
    anchors = [anchor for clause in clauses for anchor in clause.anchors]
    used = [answers[m.id] for anchor in anchors for m in anchor.mentions]
    # What the words decide (the town, not its province) is no doubt any more.
    open_ones = [answers[m.id] for a in anchors if not a.reason for m in a.mentions]
    missing = [problem for clause in clauses for problem in _missing(clause, drawn)]
    return Expression(
        mention=Mention(
            passage=phrase.passage,
            span=span,
            surface=document.quote(span),
            kind=MentionKind.EXPRESSION,
            recogniser="expressions",
        ),
        clauses=clauses,
        status=_status(open_ones, missing),
        confidence=0.0 if missing else min(r.confidence for r in used),
        reasons=(*missing, *(a.reason for a in anchors if a.reason)),
    )


def _status(answers: Iterable[Resolution], missing: list[str]) -> Status:
    if missing:
        return Status.UNPLACED
    doubtful = any(r.status is Status.AMBIGUOUS for r in answers)
    return Status.AMBIGUOUS if doubtful else Status.RESOLVED


def _resolved(clause: Clause, answers: Mapping[str, Resolution]) -> Clause:
    anchors = tuple(_anchored(anchor, clause, answers) for anchor in clause.anchors)
    found = replace(clause, anchors=anchors)
    if clause.relation is Relation.DIRECTION and _is_line(found):
        return replace(found, relation=Relation.SIDE)
    if clause.relation is Relation.SIDE and not _is_line(found):
        return replace(found, relation=Relation.PART_OF, facet=Facet.WHOLE)
    return found


def _anchored(anchor: Anchor, clause: Clause, answers: Mapping[str, Resolution]) -> Anchor:
    """Return the anchor with what its names mean beside these words."""
    found = [answers[m.id] for m in anchor.mentions]
    places = tuple(r.place for r in found if r.place is not None)
    if len(places) < len(found):
        return anchor
    if anchor.kind is AnchorKind.BORDER or anchor.called:
        return replace(anchor, places=places)
    other, reason = _meant(places[0], clause, found[0])
    return replace(anchor, places=(other or places[0],), reason=reason if other else "")


def _meant(place: Place, clause: Clause, resolution: Resolution) -> tuple[Place | None, str]:
    """Return the town for its province, or the province for its town, if the words mean that."""
    others = [c.place for c in resolution.candidates if c.place.id != place.id]
    if _wants_province(clause):
        held_by = [p for p in others if p.feature_code == "ADM1" and p.id == place.admin1]
        said = clause.facet if clause.facet is Facet.COUNTRYSIDE else "part"
        reason = f"its {said} is spoken of: the province {place.name}, not the town"
        return (held_by[0], reason) if held_by and place.feature_class == "P" else (None, "")
    towns = [
        p
        for p in others
        if p.feature_code in _SEATS and place.id in {p.admin1, p.admin2} and place.id
    ]
    if not towns or not place.feature_code.startswith("ADM") or not _wants_town(clause):
        return None, ""
    town = min(towns, key=lambda p: (_SEATS.index(p.feature_code), p.id))
    return town, f"{_WORDS[clause.relation]}: the town {town.name}, not its province"


_WORDS = {
    Relation.DISTANCE: "a distance is measured from a town",
    Relation.DIRECTION: "a bare name that a direction is taken from",
    Relation.NEAR: "nearness is to a town",
    Relation.BETWEEN: "ground lies between towns",
    Relation.PART_OF: "towns have such a part",
}


def _wants_province(clause: Clause) -> bool:
    return clause.relation is Relation.PART_OF and clause.facet in {
        Facet.WHOLE,
        Facet.COUNTRYSIDE,
    }


def _wants_town(clause: Clause) -> bool:
    if clause.relation is Relation.PART_OF:
        return not _wants_province(clause)
    return clause.relation in _WORDS


def _is_line(clause: Clause) -> bool:
    """Tell whether all anchors that have a place are lines."""
    return all(
        a.kind is AnchorKind.BORDER or all(p.feature_code in LINE_CODES for p in a.places)
        for a in clause.anchors
    )


def _means_ground(clause: Clause, document: Document) -> bool:
    """Tell whether the words mean ground: not so "outside Syria", "between Iraq and Iran"."""
    places = [p for a in clause.anchors if a.kind is AnchorKind.NAME for p in a.places]
    if any(p.feature_code in _BOUNDLESS for p in places):
        return False
    if any(p.government for p in places) and _ALLIED.search(_up_to_name(clause, document)):
        return False
    countries = any(p.feature_code.startswith("PCL") for p in places)
    if clause.relation is Relation.NEAR and clause.facet is Facet.OUTSKIRTS:
        return all(p.feature_class == "P" for p in places)
    if countries and clause.relation is Relation.NEAR:
        return not document.text.startswith("around", clause.span.start)
    return not (countries and clause.relation is Relation.BETWEEN)


def _up_to_name(clause: Clause, document: Document) -> str:
    mention = clause.anchors[0].mentions[0]
    return document.text[mention.passage.span.start : mention.span.start]


def _missing(clause: Clause, drawn: Drawn) -> Iterable[str]:
    for anchor in clause.anchors:
        words = " and ".join(m.surface for m in anchor.mentions)
        if not anchor.places:
            yield f"“{words}” has no place: add it to the gazetteer"
        elif anchor.kind is AnchorKind.BORDER:
            if not drawn.border(frozenset(p.id for p in anchor.places)):
                yield f"no border of “{words}” is drawn in the dossier: add one to lines/"
        elif clause.relation is Relation.ALONG and not _along(anchor, clause):
            yield f"“{words}” is no line to go along"
        elif anchor.places[0].feature_code in LINE_CODES and not _has_line(anchor, drawn):
            yield f"no line of “{words}” is drawn in the dossier: add one to lines/"


def _along(anchor: Anchor, clause: Clause) -> bool:
    return clause.facet is Facet.EDGE or anchor.places[0].feature_code in LINE_CODES


def _has_line(anchor: Anchor, drawn: Drawn) -> bool:
    is_line = any(m.kind is MentionKind.LINE for m in anchor.mentions)
    return is_line or anchor.places[0].id in drawn.lines
