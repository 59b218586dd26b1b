"""The seams: implement one of these, add one entry to its table, and the product is extended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO, Protocol

from geo.model.place import Name, Place
from geo.model.raw import Raw
from geo.model.text import Document, Mention, Passage, Skipped


class Reader(Protocol):
    """Turns the bytes of one file into a document; table: ``geo.read.files.READERS``."""

    @property
    def suffixes(self) -> frozenset[str]:
        """Return the file name endings that it reads, lower case, with the point."""
        ...

    def read(self, source: str, data: bytes) -> Document:
        """Return the document of a file; raises Unreadable."""
        ...


class RecordReader(Protocol):
    """Cuts a file into records, a document each; table: ``geo.read.files.RECORD_READERS``."""

    @property
    def suffixes(self) -> frozenset[str]:
        """Return the file name endings that it reads, lower case, with the point."""
        ...

    def records(self, source: str, data: BinaryIO) -> Iterable[Raw | Skipped]:
        """Yield the records of a file, and what of it could not be read; raises Unreadable."""
        ...


class Recogniser(Protocol):
    """Finds mentions; table: ``geo.pipeline.RECOGNISERS``."""

    def find(self, document: Document, passages: Sequence[Passage]) -> Sequence[Mention]:
        """Return the mentions of a document in reading order, each inside one passage."""
        ...


class Gazetteer(Protocol):
    """Looks names up."""

    def names(self) -> Iterable[Name]:
        """Yield every name of every place."""
        ...

    def lookup(self, surface: str) -> Sequence[tuple[Place, Name]]:
        """Return every place that goes by a name, with that name, in a fixed order."""
        ...
