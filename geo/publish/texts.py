"""The texts of a site: each document with its sentences, the list, and what finds a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
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


def text_files(store: Store, pages: SitePages, data: str, *, listed: bool) -> Files:
    """Yield every document, as data and as a page to read, and the index of their sentences.

    What the map's page asks for lies in the folder ``data``; the list of documents is there
    where they are ``listed``, for a page that does not carry it.
    """
    index, rows = _Index(), list[dict[str, object]]()
    for row in every_document(store):
        text, _ = store.texts.text(row.id)
        parts = store.texts.passages(row.id), store.texts.mentions(row.id)
        said: dict[str, Any] = document_json(row, text, *parts)
        said["statements"] = orjson.loads(store.texts.statements(row.id))
        index.add(said)
        yield f"{data}/documents/{row.id}.json", orjson.dumps(said)
        yield f"documents/{row.id}/index.html", pages.document(said, data)
        rows.append(asdict(row))
    yield from pages.documents(rows, store.texts.skipped())
    if listed:
        for first in range(0, len(rows), _ROWS):
            shard = rows[first : first + _ROWS]
            yield f"{data}/list/{first // _ROWS}.json", orjson.dumps(shard)
    yield from ((f"{data}/{name}", body) for name, body in index.files())


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

    def files(self) -> Files:
        yield "documents.bin", packed(orjson.dumps(self._documents))
        for folder, postings in (("words", self._words), ("named", self._places)):
            yield from ((f"{folder}/{name}", body) for name, body in postings.files())
