"""Candidates as JSON: how a store keeps them and an API gives them."""

from __future__ import annotations

from geo.model.resolution import Candidate


def candidate_json(candidate: Candidate) -> dict[str, object]:
    """Return a candidate as a store keeps it."""
    place = candidate.place
    return {
        "id": place.id,
        "name": place.name,
        "feature_code": place.feature_code,
        "lon": place.lon_deg,
        "lat": place.lat_deg,
        "score": round(candidate.score, 3),
        "evidence": [{"reason": e.reason, "weight": e.weight} for e in candidate.evidence],
    }
