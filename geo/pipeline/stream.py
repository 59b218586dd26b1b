"""Readings that lie in parts, and what was made of them: each is read when it is its turn."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from geo.errors import InputError
from geo.features.gathering import Counted, Gathered
from geo.model.feature import Feature, Layer, Stream
from geo.model.place import Place
from geo.model.run import Reading
from geo.model.text import Document
from geo.model.tiling import TILES_FORMAT, Tiling
from geo.pipeline.corpus import Settled
from geo.pipeline.memory import Memory
from geo.pipeline.numbering import Numbering
from geo.pipeline.records import Kind, Records
from geo.pipeline.saved import NO_VALUE, loaded
from geo.render.page_tallies import Marks
from geo.store.feature_rows import FeatureRow, FeatureRows
from geo.store.layer_rows import RowLayer
from geo.store.ledger import WrittenDocuments
from geo.store.text_rows import TextRows
from geo.store.write import Beside, write_aside

Value = TypeVar("Value")
_VERSION_CHARS = 12
_ROWS = {
    "mentions": Kind.MENTIONS,
    "expressions": Kind.EXPRESSIONS,
    "documents": Kind.DOCUMENTS,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SavedValues:
    """What is kept of documents, in an order: the numbers of their parts, and their rows there."""

    records: Records
    places: Mapping[str, Place]
    part: NDArray[np.int64]
    row: NDArray[np.int64]
    number: NDArray[np.int64] | None = None

    def numbered(self, kind: Kind, value: type[Value]) -> Iterator[tuple[int, Value]]:
        """Yield the same with the numbers of the documents, which must be given."""
        numbers = () if self.number is None else self.number.tolist()
        return zip(numbers, self.of(kind, value), strict=True)

    def of(self, kind: Kind, value: type[Value]) -> Iterator[Value]:
        """Yield what is kept of each under a kind; raises InputError for no such value."""
        for part, row in zip(self.part.tolist(), self.row.tolist(), strict=True):
            body = self.records.body(kind, part, row)
            try:
                yield loaded(body, value, self.places)
            except NO_VALUE as exc:
                path = self.records.folders[part]
                msg = f"{path}: holds no {value.__name__}: remove that folder, and build again"
                raise InputError(msg) from exc

    def write_aside(
        self, path: Path, layers: Beside, tiling: Tiling | None, pages_kib: int
    ) -> None:
        """Write their texts into a file, and the layers that go beside the others."""
        write_aside(path, self.numbered(Kind.TEXTS, TextRows), layers, tiling, pages_kib)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PartReadings:
    """The readings of a build in reading order, and what was made of them for the merge.

    ``rules`` changes with what they were read by, ``numbering`` says which documents' rows are
    written, and under which numbers. With ``beside``
    the texts are written by another process, of as much ``memory``.
    """

    found: Settled
    numbering: Numbering
    places: Mapping[str, Place]
    records: Records
    rules: str
    memory: Memory = field(default_factory=Memory)
    beside: bool = False

    def __len__(self) -> int:
        """Return how many documents there are."""
        return len(self.found.part)

    def __iter__(self) -> Iterator[Reading]:
        """Yield the readings in reading order."""
        return self._every().of(Kind.READING, Reading)

    def by_time(self) -> Iterator[Reading]:
        """Yield the readings by their documents' days, undated ones last."""
        return self.at(self.found.by_time)

    def vague(self) -> Iterator[Reading]:
        """Yield those that hold vague places, in reading order."""
        return self.at(self.found.vague)

    def decided(self) -> Iterator[Reading]:
        """Yield the readings of documents about which curators decided."""
        return self.at(self.found.decided)

    def at(self, positions: NDArray[np.int64]) -> Iterator[Reading]:
        """Yield the readings at positions of the reading order."""
        return self._some(positions).of(Kind.READING, Reading)

    def gathered(self) -> Gathered:
        """Return what the readings add up to."""
        gathered = Gathered()
        for position, counted in enumerate(self._every().of(Kind.COUNTED, Counted)):
            gathered.add(counted, partial(self._document, position))
        return gathered

    def marks(self) -> Iterator[Marks]:
        """Yield the mentions of each document as they are tallied."""
        return self._every().of(Kind.MARKS, Marks)

    def made_of(self, layer: Layer) -> Layer:
        """Return the layer of vague places with the features that were made before."""
        if layer.id != "expressions":
            return layer
        return replace(layer, features=Stream(self._phrases))

    def stored(self, layer: Layer) -> Layer | RowLayer:
        """Return a layer with the rows that were made before, as it is where there are none."""
        kind = _ROWS.get(layer.id)
        if kind is None:
            return layer
        return RowLayer(
            id=layer.id,
            title=layer.title,
            description=layer.description,
            version=self._version(layer.id),
            make=partial(self._features(kind).numbered, kind, FeatureRows),
            beside=kind is Kind.EXPRESSIONS,
        )

    @property
    def written(self) -> WrittenDocuments:
        """Return the documents that the store holds when it is written."""
        numbering = self.numbering
        return WrittenDocuments(
            marks=self.found.marks, texts=numbering.texts, features=numbering.features
        )

    def texts(self) -> Iterator[tuple[int, TextRows]]:
        """Yield the rows of texts with their documents' numbers."""
        return self._texts().numbered(Kind.TEXTS, TextRows)

    @property
    def pages_kib(self) -> int:
        """Return how much of a file a writer may hold."""
        return self.memory.pages_kib

    def begin_aside(self, path: Path, layers: Beside, tiling: Tiling | None) -> Callable[[], None]:
        """Begin to write texts into a file of their own; return what waits until it is there.

        The layers that go beside the others are written there too.
        """
        texts = self._texts()
        if not self.beside:
            texts.write_aside(path, layers, tiling, self.pages_kib)
            return lambda: None
        pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        writing = pool.submit(texts.write_aside, path, layers, tiling, self.pages_kib)

        def wait() -> None:
            with pool:
                writing.result()

        return wait

    def _every(self) -> SavedValues:
        return self._some(np.arange(len(self), dtype=np.int64))

    def _some(self, positions: NDArray[np.int64]) -> SavedValues:
        return SavedValues(
            records=self.records,
            places=self.places,
            part=self.found.part[positions],
            row=self.found.row[positions],
        )

    def _texts(self) -> SavedValues:
        """Return what is kept of the documents that are written, in the order of time."""
        by_time, written = self.found.by_time, self.numbering.written
        chosen = by_time if len(written) == len(self) else by_time[np.isin(by_time, written)]
        return replace(self._some(chosen), number=self.numbering.texts[chosen])

    def _features(self, kind: Kind) -> SavedValues:
        """Return what is kept of the documents that are written, in reading order."""
        chosen = self.numbering.written
        if kind is Kind.EXPRESSIONS:
            chosen = chosen[np.isin(chosen, self.found.vague)]
        return replace(self._some(chosen), number=self.numbering.features[chosen])

    def _version(self, layer: str) -> str:
        """Return what changes with what a layer's rows come from, and with their order."""
        digest = hashlib.sha256(TILES_FORMAT + f"{layer} {self.rules}".encode())
        digest.update(self.found.marks.tobytes())
        return digest.hexdigest()[:_VERSION_CHARS]

    def _document(self, position: int) -> Document:
        (reading,) = self.at(np.array([position]))
        return reading.document

    def vague_rows(self) -> Iterator[FeatureRows]:
        """Yield the rows of the vague places of each document that holds any, in reading order."""
        return self._some(self.found.vague).of(Kind.EXPRESSIONS, FeatureRows)

    def _phrases(self) -> Iterator[Feature]:
        for group in self.vague_rows():
            for row in group.rows:
                yield _feature(row, group.wkb(row))


def _feature(row: FeatureRow, wkb: bytes | None) -> Feature:
    """Return a feature as it was before it became a row."""
    fid, properties, *_, start, end = row
    return Feature(
        id=fid,
        geometry=shapely.from_wkb(wkb) if wkb else None,
        properties=orjson.loads(properties),
        start=date.fromisoformat(start) if start else None,
        end=date.fromisoformat(end) if end else None,
    )
