"""Who may write: a token in ``Authorization: Bearer``, with the name of its author."""

from __future__ import annotations

import os
import secrets

from fastapi import HTTPException, Request

TOKENS = "DATELINE_TOKENS"


def writer(request: Request) -> str:
    """Return the author whose token a request bears; answers 401 without one, 403 to a wrong one.

    Tokens are pairs ``name:secret`` with commas between.
    """
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() != "bearer" or not given:
        said = "send a token: Authorization: Bearer SECRET"
        raise HTTPException(401, said, {"WWW-Authenticate": "Bearer"})
    found = ""
    for pair in os.environ.get(TOKENS, "").split(","):
        name, _, secret = pair.strip().partition(":")
        if secret and secrets.compare_digest(secret.encode(), given.strip().encode()):
            found = name
    if not found:
        raise HTTPException(403, "this token is not known here")
    return found
