"""Who may write: tokens, and the pages that may use them."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

from geo.api.settings import Settings
from geo.errors import InputError

_ENTRY = re.compile(
    r"(?P<name>[^:\r\n,]{1,80}):(?:sha256:(?P<digest>[0-9a-f]{64})|(?P<secret>.+))"
)
_SHORTEST = 16
_ASKED = {"WWW-Authenticate": 'Bearer realm="dateline"'}


class Tokens:
    """The names of those who may write, by the digests of their secrets.

    A long random secret needs no slow hash; the digest keeps it out of memory and of faults.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        """Keep names by the SHA-256 of secrets, in hexadecimal digits."""
        self._names = MappingProxyType(dict(names))

    def name_of(self, secret: str) -> str | None:
        """Return who bears a secret, None for nobody; in the same time for every secret."""
        given = digest_of(secret)
        found = None
        for digest, name in self._names.items():
            if hmac.compare_digest(digest, given):
                found = name
        return found


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_secret() -> str:
    """Return a secret that nobody guesses."""
    return secrets.token_urlsafe(24)


def read_tokens(settings: Settings) -> Tokens:
    """Return the tokens of the settings; raises InputError for what is none."""
    named = [("DATELINE_TOKENS", n, entry) for n, entry in enumerate(settings.tokens, 1)]
    if settings.tokens_file is not None:
        try:
            lines = settings.tokens_file.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as exc:
            msg = f"DATELINE_TOKENS_FILE: {settings.tokens_file}: cannot be read: {exc}"
            raise InputError(msg) from exc
        kept = ((n, line.strip()) for n, line in enumerate(lines, 1))
        where = f"{settings.tokens_file}: line"
        named += [(where, n, line) for n, line in kept if line and not line.startswith("#")]
    return Tokens(dict(_entries(named)))


def _entries(named: Iterable[tuple[str, int, str]]) -> Iterable[tuple[str, str]]:
    """Yield digests and names; no message ever shows what may be a secret."""
    for where, number, entry in named:
        found = _ENTRY.fullmatch(entry)
        if found is None:
            msg = f"{where} {number}: must be name:secret, or name:sha256: and 64 digits"
            raise InputError(msg)
        if found["secret"] is not None and len(found["secret"]) < _SHORTEST:
            msg = (
                f"{where} {number}: the secret of {found['name']} has under {_SHORTEST} characters"
            )
            raise InputError(msg)
        yield found["digest"] or digest_of(found["secret"]), found["name"].strip()


def writer(request: Request) -> str:
    """Return the name of who writes; a dependency of routes.

    Without a token the answer is 401, with a wrong one or from a page of another site 403.
    """
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() != "bearer" or not secret.strip():
        raise HTTPException(401, "writing needs a token: Authorization: Bearer …", _ASKED)
    _check_origin(request)
    tokens: Tokens = request.app.state.tokens
    name = tokens.name_of(secret.strip())
    if name is None:
        raise HTTPException(403, "nobody bears this token")
    return name


def _check_origin(request: Request) -> None:
    """Refuse what a page of another site sends, also one that has found a token."""
    origin = request.headers.get("origin")
    if origin is None:
        return
    base_url: str = request.app.state.base_url
    own = {_site(str(request.base_url)), _site(base_url)} - {""}
    if _site(origin) not in own:
        raise HTTPException(403, "pages of other sites may not write")


def _site(address: str) -> str:
    found = urlsplit(address)
    return f"{found.scheme}://{found.netloc}".casefold() if found.netloc else ""
