"""What of a build a site has: layers as files, their formats, pages of the documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from geo.errors import InputError

ALL, NONE = "all", "none"
MOST_PAGES = 5_000
"""Documents that have pages of their own unless it is said: they are 10,000 files, and hosts that
count files take 20,000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is published, and where.

    Links from the layers to their texts start with ``base_url``. Without ``layers`` or ``formats``
    that is all of them; without ``has_pages`` documents have pages where they are few.
    """

    base_url: str = ""
    layers: frozenset[str] | None = None
    formats: frozenset[str] | None = None
    has_pages: bool | None = None

    def takes_layer(self, layer: str) -> bool:
        """Tell whether a layer is written as files."""
        return self.layers is None or layer in self.layers

    def takes_format(self, ending: str) -> bool:
        """Tell whether layers are written in a format."""
        return self.formats is None or ending in self.formats

    def gives_pages(self, documents: int) -> bool:
        """Tell whether each of so many documents has a page of its own."""
        return documents <= MOST_PAGES if self.has_pages is None else self.has_pages


def chosen(option: str, said: str, known: Iterable[str]) -> frozenset[str] | None:
    """Return the names of a list like ``a,b``, None for all; raises InputError for another."""
    words = [word.strip() for word in said.split(",")]
    if words == [ALL]:
        return None
    if words == [NONE]:
        return frozenset()
    names = tuple(known)
    for word in words:
        if word not in names:
            right = f"{ALL}, {NONE}, or some of {', '.join(names)} with commas between"
            msg = f"{option}: {word!r} is none of what there is; say {right}"
            raise InputError(msg)
    return frozenset(words)
