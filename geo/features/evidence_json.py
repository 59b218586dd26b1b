"""Evidence as properties of a feature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from geo.features.provenance import link_to
from geo.model.evidence import Value
from geo.model.feature import Json
from geo.model.stated import Contradiction, RuleValue, Said, StatedValue, Wording, ZoneEvidence


def evidence_json(evidence: ZoneEvidence) -> dict[str, Json]:
    """Return the evidence of a zone; a contradiction counts into ``values`` and ``rule``."""
    at = {id(value): number for number, value in enumerate(evidence.values)}
    return {
        "rule": [_rule(r) for r in evidence.rule],
        "values": [_stated(v) for v in evidence.values],
        "contradictions": [_contradiction(c, evidence, at) for c in evidence.contradictions],
    }


def _rule(rule: RuleValue) -> Json:
    return {
        "parameter": rule.parameter.value,
        "event": rule.event,
        "label": rule.label,
        "citations": [{"text": c.text, "source": c.source} for c in rule.citations],
    }


def _stated(value: StatedValue) -> Json:
    return {
        "parameter": value.parameter.value,
        "event": value.event,
        "label": value.value.label,
        "value": _typed(value.value),
        "agrees": value.agrees.value,
        "reason": value.reason,
        "reading": value.reading_id or None,
        "passages": value.passages,
        "documents": value.documents,
        "wordings": [_wording(w) for w in value.wordings],
        "wordings_left_out": value.passages - len(value.wordings),
    }


def _typed(value: Value) -> Json:
    plain = {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(value).items()}
    dates = {k: v.isoformat() for k, v in plain.items() if hasattr(v, "isoformat")}
    return {"kind": type(value).__name__.casefold(), **plain, **dates}


def _wording(wording: Wording) -> Json:
    return {
        "sentence": wording.sentence,
        "places": [_place(s) for s in wording.said],
        "places_left_out": wording.documents - len(wording.said),
    }


def _place(said: Said) -> Json:
    """Return where a sentence stands, named as in ``provenance``; the sentence stands beside."""
    return {
        "passage_id": said.passage_id,
        "document_id": said.document_id,
        "document": said.source,
        "document_title": said.title,
        "publisher": said.publisher,
        "published_on": said.published_on.isoformat() if said.published_on else None,
        "exact": said.exact,
        "start": said.span.start,
        "end": said.span.end,
        "link": link_to(said.document_id, said.span),
    }


def _contradiction(found: Contradiction, evidence: ZoneEvidence, at: Mapping[int, int]) -> Json:
    left_out = found.others_left_out
    return {
        "parameter": found.stated.parameter.value,
        "event": found.stated.event,
        "value": at[id(found.stated)],
        "rule": evidence.rule.index(found.rule) if found.rule else None,
        "others": [at[id(other)] for other in found.others],
        **({"others_left_out": left_out} if left_out else {}),
    }
