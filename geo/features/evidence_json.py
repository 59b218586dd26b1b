"""Evidence as properties of a feature."""

from __future__ import annotations

from dataclasses import asdict

from geo.features.provenance import Provenance
from geo.model.evidence import (
    Contradiction,
    RuleValue,
    Said,
    StatedValue,
    Value,
    Wording,
    ZoneEvidence,
)
from geo.model.feature import Json

_MOST_WORDINGS = 50
_MOST_PLACES = 20
"""A feature lists so many sentences a value and documents a sentence, and counts the others."""


def evidence_json(evidence: ZoneEvidence) -> dict[str, Json]:
    """Return the evidence of a zone; a contradiction counts into ``values`` and ``rule``."""
    return {
        "rule": [_rule(r) for r in evidence.rule],
        "values": [_stated(v) for v in evidence.values],
        "contradictions": [_contradiction(c, evidence) for c in evidence.contradictions],
    }


def _rule(rule: RuleValue) -> Json:
    return {
        "parameter": rule.parameter.value,
        "event": rule.event,
        "label": rule.label,
        "citations": [{"text": c.text, "source": c.source} for c in rule.citations],
    }


def _stated(value: StatedValue) -> Json:
    shown = value.wordings[:_MOST_WORDINGS]
    return {
        "parameter": value.parameter.value,
        "event": value.event,
        "label": value.value.label,
        "value": _typed(value.value),
        "agrees": value.agrees.value,
        "reason": value.reason,
        "reading": value.reading_id or None,
        "passages": len(value.wordings),
        "documents": value.documents,
        "wordings": [_wording(w) for w in shown],
        "wordings_left_out": len(value.wordings) - len(shown),
    }


def _typed(value: Value) -> Json:
    plain = {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(value).items()}
    dates = {k: v.isoformat() for k, v in plain.items() if hasattr(v, "isoformat")}
    return {"kind": type(value).__name__.casefold(), **plain, **dates}


def _wording(wording: Wording) -> Json:
    shown = wording.said[:_MOST_PLACES]
    return {
        "sentence": wording.sentence,
        "places": [_place(s) for s in shown],
        "places_left_out": len(wording.said) - len(shown),
    }


def _place(said: Said) -> Json:
    statement = said.statement
    found = Provenance.of(said.document, statement.span).properties()
    left_out = {"prefix", "suffix"}  # the sentence stands beside
    return {
        "passage_id": statement.passage.id,
        **{k: v for k, v in found.items() if k not in left_out},
    }


def _contradiction(found: Contradiction, evidence: ZoneEvidence) -> Json:
    return {
        "parameter": found.stated.parameter.value,
        "event": found.stated.event,
        "value": evidence.values.index(found.stated),
        "rule": evidence.rule.index(found.rule) if found.rule else None,
        "others": [evidence.values.index(o) for o in found.others],
    }
