"""The texts of a site: each document with its sentences, the list, and what finds a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from geo.export.documents import document_json
from geo.model.query import DocumentQuery, DocumentRow
from geo.model.resolution import Status
from geo.publish.pages import SitePages
from geo.publish.postings import Postings
from geo.publish.words import words_of
from geo.store.protocol import Store
from geo.tiles.archive import packed

_ROWS = 500
"""Documents in a file of the list; ``site_texts.js`` reads as many."""
_CHUNK = 500
_FULL_BYTES = 250_000
"""Of a file of documents, before it is packed: some 40 kB to read. One document is never cut."""
_DATA = "document.json"
"""The data of a document beside its page."""

Files = Iterator[tuple[str, bytes]]


def every_document(store: Store) -> Iterator[DocumentRow]:
    """Yield the documents, oldest first, undated ones last."""
    after = ""
    while True:
        page = store.texts.documents(DocumentQuery(limit=_CHUNK, after=after))
        yield from page.documents
        if not page.more:
            return
        after = page.documents[-1].id


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The documents of a build on their way into files.

    What the map's page asks for lies in the folder ``data``; there is the list of documents where
    it ``is_listed``, for a page that does not carry it. Where each ``has_pages`` to read, its data
    lie beside. ``report`` is told how many are done.
    """

    store: Store
    pages: SitePages
    data: str
    is_listed: bool
    has_pages: bool
    report: Callable[[int], None]

    def files(self) -> Files:
        """Yield every document, their list, and the index of their sentences."""
        index, shards, rows = _Index(), _Shards(), list[dict[str, object]]()
        for row in every_document(self.store):
            said = self._document(row)
            body = orjson.dumps(said)
            index.add(said)
            yield from self._shard(shards.add(body))
            if self.has_pages:
                yield f"documents/{row.id}/{_DATA}", body
                yield f"documents/{row.id}/index.html", self.pages.document(said, _DATA)
            rows.append(asdict(row))
            self.report(len(rows))
        yield from self._shard(shards.rest())
        skipped = self.store.texts.skipped()
        yield from self.pages.documents(rows, skipped, have_pages=self.has_pages)
        yield from self._list(rows)
        for name, body in index.files(shards.firsts):
            yield f"{self.data}/{name}", body

    def _document(self, row: DocumentRow) -> dict[str, Any]:
        texts = self.store.texts
        text, _ = texts.text(row.id)
        said: dict[str, Any] = document_json(
            row, text, texts.passages(row.id), texts.mentions(row.id)
        )
        said["statements"] = orjson.loads(texts.statements(row.id))
        return said

    def _shard(self, made: tuple[int, bytes] | None) -> Files:
        if made:
            yield f"{self.data}/documents/{made[0]}.bin", made[1]

    def _list(self, rows: list[dict[str, object]]) -> Files:
        if self.is_listed:
            for first in range(0, len(rows), _ROWS):
                shard = rows[first : first + _ROWS]
                yield f"{self.data}/list/{first // _ROWS}.json", orjson.dumps(shard)


class _Shards:
    """Puts documents together in files, in their order; ``firsts`` number the first of each."""

    def __init__(self) -> None:
        self.firsts: list[int] = []
        self._held: list[bytes] = []
        self._held_bytes = self._documents = 0

    def add(self, body: bytes) -> tuple[int, bytes] | None:
        """Take a document; return the number and the bytes of the file that it no longer fits."""
        is_full = self._held_bytes + len(body) > _FULL_BYTES
        full = self.rest() if is_full else None
        if not self._held:
            self.firsts.append(self._documents)
        self._held.append(body)
        self._held_bytes += len(body)
        self._documents += 1
        return full

    def rest(self) -> tuple[int, bytes] | None:
        """Return the number and the bytes of the last file, None where nothing waits for it."""
        if not self._held:
            return None
        body = packed(b"[" + b",\n".join(self._held) + b"]")
        self._held, self._held_bytes = [], 0
        return len(self.firsts) - 1, body


class _Index:
    """Sentences by number, in the order of the documents."""

    def __init__(self) -> None:
        self._documents: dict[str, list[Any]] = {"id": [], "day": [], "sentences": []}
        self._sentences = 0
        self._words, self._places = Postings(), Postings()

    def add(self, document: dict[str, Any]) -> None:
        named: dict[str, dict[str, None]] = {}
        for mention in document["found"]:
            if mention["place_id"] is not None and mention["status"] != Status.REJECTED:
                key = f"{mention['place_id']}|{mention['role']}"
                named.setdefault(mention["passage_id"], {})[key] = None
        for passage in document["passages"]:
            self._words.add(self._sentences, words_of(passage["text"]))
            self._places.add(self._sentences, named.get(passage["id"], ()))
            self._sentences += 1
        self._documents["id"].append(document["id"])
        self._documents["day"].append(document["published_on"] or "")
        self._documents["sentences"].append(len(document["passages"]))

    def files(self, shards: list[int]) -> Files:
        """Yield the files by name; ``shards`` number the first document of each file of texts."""
        yield "documents.bin", packed(orjson.dumps({**self._documents, "shards": shards}))
        for folder, postings in (("words", self._words), ("named", self._places)):
            yield from ((f"{folder}/{name}", body) for name, body in postings.files())
