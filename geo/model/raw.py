"""A document before it is read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

_KEY_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """The bytes of one file, or one record of a table of documents as a JSON object.

    ``where`` names it among the skipped; ``source`` names its document. ``ending`` says which
    reader takes a file; of a record it is empty, and ``dated_by`` says what its date rests on.
    """

    where: str
    source: str
    data: bytes
    ending: str = ""
    dated_by: str = ""

    @property
    def key(self) -> bytes:
        """Return what changes with all that its document comes from."""
        named = f"{self.source}\x00{self.ending}\x00{self.dated_by}\x00"
        digest = hashlib.sha256(named.encode("utf-8", "surrogateescape"))
        digest.update(self.data)
        return digest.digest()[:_KEY_BYTES]
