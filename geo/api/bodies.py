"""JSON that clients send: small, an object, and with no member that nobody knows."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import orjson
from fastapi import Request

from geo.errors import InputError

MOST_BYTES = 65_536


async def json_object(request: Request, known: Collection[str]) -> dict[str, Any]:
    """Return the object that was sent; raises InputError for anything else."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            msg = f"the body may have {MOST_BYTES:,} bytes"
            raise InputError(msg)
    try:
        found = orjson.loads(bytes(body))
    except orjson.JSONDecodeError as exc:
        msg = f"the body is not JSON: {exc}"
        raise InputError(msg) from exc
    if not isinstance(found, dict):
        msg = f"the body must be an object; it may have {', '.join(sorted(known))}"
        raise InputError(msg)
    strange = sorted(set(found) - set(known))
    if strange:
        listed = ", ".join(sorted(known))
        msg = f"unknown member {strange[0][:40]!r}; the body may have {listed}"
        raise InputError(msg)
    return found


def text_of(found: dict[str, Any], name: str, most_chars: int, default: str | None = None) -> str:
    """Return a member that is text, without space around it; raises InputError.

    Without a ``default`` it must be there and not be empty.
    """
    value = found.get(name, default)
    if not isinstance(value, str) or (default is None and not value.strip()):
        msg = f"{name} must be text"
        raise InputError(msg)
    if len(value) > most_chars or "\x00" in value:
        msg = f"{name} may have {most_chars:,} characters, and no NUL"
        raise InputError(msg)
    return value.strip()


def number_of(found: dict[str, Any], name: str, low: float, high: float) -> float:
    """Return a member that is a number in a range; raises InputError."""
    value = found.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        msg = f"{name} must be a number from {low:g} to {high:g}"
        raise InputError(msg)
    return float(value)
