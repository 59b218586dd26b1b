"""Whether a mention says where something is, or who is meant."""

from __future__ import annotations

from geo.model.resolution import Resolution

LITERAL, ASSOCIATIVE = "literal", "associative"


def role_of(resolution: Resolution) -> str:
    """Return whether a mention says where something is, or who is meant."""
    return LITERAL if resolution.mention.use.is_place else ASSOCIATIVE
