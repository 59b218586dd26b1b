"""What the faces ask of a store, wherever it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from geo.model.answer import Answer
from geo.model.query import (
    BBox,
    DocumentPage,
    DocumentQuery,
    DocumentRow,
    FoundPage,
    LayerInfo,
    MentionRow,
    Page,
    PassageQuery,
    PassageRow,
    PlaceRow,
    Query,
    SharedGround,
    StoredFeature,
    TileFeature,
)
from geo.store.overlay import Overlay
from geo.store.queue import OpenGroup

Kept = TypeVar("Kept")


class Features(Protocol):
    """Layers and their features. What names a layer raises NotFoundError for one not there."""

    def layers(self) -> tuple[LayerInfo, ...]:
        """Return the layers in the order of the catalogue."""

    def layer(self, layer: str) -> LayerInfo:
        """Return one layer."""

    def items(self, layer: str, query: Query) -> Page:
        """Return the features that a query asks for; raises InputError for what none has."""

    def property_names(self, layer: str) -> tuple[str, ...]:
        """Return the properties of a layer, lists and objects among them."""

    def item(self, layer: str, fid: str) -> StoredFeature:
        """Return one feature; raises NotFoundError."""

    def number(self, layer: str, fid: str) -> int:
        """Return the number of a feature in its layer, from 0; raises NotFoundError."""

    def numbered(self, layer: str, numbers: Sequence[int]) -> tuple[StoredFeature, ...]:
        """Return features by their numbers, in that order."""

    def select(self, layer: str, query: Query) -> Iterator[StoredFeature]:
        """Yield all that a query asks for, without holding it."""

    def in_box(self, layer: str, bbox: BBox) -> list[TileFeature]:
        """Return the features whose boxes touch a box."""

    def placed(self, layer: str) -> Iterator[TileFeature]:
        """Yield the features of a layer that lie somewhere, in its order, without holding them."""

    def grounds(self, layer: str, names: Sequence[str]) -> Iterator[SharedGround]:
        """Yield each geometry of a layer, once for all features alike in these properties."""

    def wkb(self, rows: Sequence[int]) -> list[bytes]:
        """Return the geometries of rows, in that order; raises NotFoundError for none."""


class Texts(Protocol):
    """Documents, sentences, mentions. What names one raises NotFoundError for one not there."""

    def documents(self, query: DocumentQuery) -> DocumentPage:
        """Return the documents that a query asks for, oldest first."""

    def document(self, document_id: str) -> DocumentRow:
        """Return one document."""

    def text(self, document_id: str) -> tuple[str, int]:
        """Return a document's text and where its body starts."""

    def statements(self, document_id: str) -> bytes:
        """Return what a document states of zones, as JSON."""

    def places(self, document_id: str) -> tuple[PlaceRow, ...]:
        """Return the places that a document names, the most frequent first."""

    def passages(self, document_id: str) -> tuple[PassageRow, ...]:
        """Return the sentences of a document in order."""

    def mentions(self, document_id: str) -> tuple[MentionRow, ...]:
        """Return the mentions of a document in order."""

    def mention(self, mention_id: str) -> MentionRow:
        """Return one mention."""

    def search(self, query: PassageQuery) -> FoundPage:
        """Return the sentences that a query asks for, oldest first, or the best first."""

    def skipped(self) -> list[tuple[str, str]]:
        """Return what was not read, and why."""


class Pyramid(Protocol):
    """The tiles of points that were made with a build."""

    def has(self, layer: str) -> bool:
        """Tell whether the tiles of a layer were made."""

    def body(self, layer: str, z: int, x: int, y: int) -> bytes | None:
        """Return the points of one tile, None where it shows none."""

    def tiles(self, layer: str, zoom: int) -> Iterator[tuple[int, int]]:
        """Yield column and row of each tile of a zoom that shows a point."""


class Queue(Protocol):
    """The open mentions, by what one decision settles."""

    def open_groups(
        self, settled: Mapping[int, int], limit: int, offset: int
    ) -> tuple[list[OpenGroup], int]:
        """Return a page of the groups with open mentions left, the largest first; and how many."""

    def open_mentions(self) -> int:
        """Return how many mentions were open when they were read."""

    def alike(self, key: int) -> list[str]:
        """Return the mentions that share a key."""

    def answers(self, document_id: str) -> list[Answer]:
        """Return the answers in a document, in reading order."""


class Store(Protocol):
    """A build that is served. A new build that takes its place is seen at the next question."""

    @property
    def features(self) -> Features:
        """Return its layers."""

    @property
    def texts(self) -> Texts:
        """Return its texts."""

    @property
    def pyramid(self) -> Pyramid:
        """Return the tiles that were made with it."""

    @property
    def queue(self) -> Queue:
        """Return what is open in it."""

    @property
    def file(self) -> Path | None:
        """Return its file, beside which archives and the state of builds lie; None for none."""

    def meta(self) -> dict[str, str]:
        """Return what the build says of itself."""

    def asset(self, name: str) -> bytes:
        """Return a file that was made with the build; raises NotFoundError."""

    def assets(self, folder: str, ending: str) -> list[str]:
        """Return the names of such files in a folder, in order."""

    def under(self, overlay: Overlay, answers: Callable[[], Mapping[str, Answer]]) -> Store:
        """Return the store as it reads under an overlay, which gives these answers to mentions."""

    def kept(self, name: str, make: Callable[[], Kept]) -> Kept:
        """Return what was made of this build before, else make and keep it."""

    def stamp(self) -> object:
        """Return what changes with the build, and with what was decided over it."""

    def written_s(self) -> float:
        """Return when the build was written, in seconds since 1970."""
