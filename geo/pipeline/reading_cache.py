"""Keep the readings of documents: of ten thousand, one day brings a hundred new ones."""

from __future__ import annotations

import hashlib
import io
import pickle  # values of ours, as they pass between workers; see _Loader
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from geo.curate.apply import key_of
from geo.curate.standing import rulings
from geo.model.dossier import Correction, Scope
from geo.model.place import Place
from geo.model.run import Reading
from geo.model.text import Document

CACHE_NAME = "readings.sqlite"
_TABLE = "CREATE TABLE IF NOT EXISTS reading (key BLOB PRIMARY KEY, body BLOB) WITHOUT ROWID"
_PUT = "INSERT OR REPLACE INTO reading VALUES (?, ?)"
_MARK_BYTES = 16
_COMMIT_EACH = 256
_ALLOWED = ("geo.model.",)
_DATE = ("datetime", "date")
_NO_READING = (
    pickle.UnpicklingError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    EOFError,
)
Read = Callable[[Iterable[Document]], Iterator[Reading]]


class ReadingCache:
    """Readings by what they come from: rules, text, and the decisions about its mentions.

    A cache that cannot be read or written costs time and nothing else. To be used by one build
    at a time; what a build did not ask for is forgotten at its end.
    """

    def __init__(
        self, path: Path, rules: str, places: Mapping[str, Place], decided: Sequence[Correction]
    ) -> None:
        """Open the cache at ``path``; ``places`` are those that ``rules`` stand for."""
        self._path, self._rules, self._places = path, rules, places
        self._rulings = rulings(decided)
        self._decided: dict[str, list[Correction]] = {}
        for decision in self._rulings.own.values():
            self._decided.setdefault(decision.document_id, []).append(decision)
        self._asked: set[bytes] = set()
        self._new: list[tuple[bytes, bytes]] = []
        self._connection = _opened(path)

    def __enter__(self) -> Self:
        """Return the cache."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write what is new; after a build that succeeded, forget what it did not ask for."""
        self._write()
        if self._connection is not None:
            with suppress(sqlite3.Error):
                if kind is None:
                    self._forget(self._connection)
                self._connection.close()

    def readings(self, documents: Iterable[Document], read: Read) -> Iterator[Reading]:
        """Yield the readings of documents in their order; ``read`` is asked for the new ones."""
        waiting: deque[tuple[bytes, Reading | None]] = deque()

        def unknown() -> Iterator[Document]:
            for document in documents:
                key = self._key(document)
                found = self._get(key)
                waiting.append((key, found))
                if found is None:
                    yield document

        for reading in read(unknown()):
            while (known := waiting[0][1]) is not None:
                waiting.popleft()
                yield known
            self._put(waiting.popleft()[0], reading)
            yield reading
        yield from (known for _, known in waiting if known is not None)

    def _key(self, document: Document) -> bytes:
        text = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
        said = (
            self._rules,
            text,
            replace(document, text=""),
            self._decided.get(document.id, ()),
        )
        return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).digest()

    def _get(self, key: bytes) -> Reading | None:
        self._asked.add(key)
        if self._connection is None:
            return None
        with suppress(sqlite3.Error):
            row = self._connection.execute(
                "SELECT body FROM reading WHERE key = ?", (key,)
            ).fetchone()
            return None if row is None else self._loaded(bytes(row[0]))
        return None

    def _loaded(self, body: bytes) -> Reading | None:
        """Return what was saved, None where a byte of it has changed since."""
        mark, saved = body[:_MARK_BYTES], body[_MARK_BYTES:]
        if _mark(saved) != mark:
            return None
        try:
            found = _Loader(saved, self._places).load()
        except _NO_READING:
            return None
        match found:
            case (Reading() as reading, tuple() as reached):
                return reading if reached == self._reached(reading) else None
            case _:
                return None

    def _reached(self, reading: Reading) -> tuple[str, ...]:
        """Return the decisions for alike mentions that reach a reading, in its order.

        Which ones do, only the reading tells; so they are compared, and not part of the key.
        """
        if not self._rulings.alike:
            return ()
        found = (self._rulings.of(r.mention.id, key_of(r)) for r in reading.resolutions)
        return tuple(c.id for c in found if c is not None and c.scope is not Scope.ONE)

    def _put(self, key: bytes, reading: Reading) -> None:
        saved = _saved((reading, self._reached(reading)), self._places)
        self._new.append((key, _mark(saved) + saved))
        if len(self._new) >= _COMMIT_EACH:
            self._write()

    def _write(self) -> None:
        new, self._new = self._new, []
        if self._connection is not None and new:
            with suppress(sqlite3.Error), self._connection:
                self._connection.executemany(_PUT, new)

    def _forget(self, connection: sqlite3.Connection) -> None:
        known = {key for (key,) in connection.execute("SELECT key FROM reading")}
        gone = [(key,) for key in known - self._asked]
        if gone:
            with connection:
                connection.executemany("DELETE FROM reading WHERE key = ?", gone)
            connection.execute("VACUUM")


def _opened(path: Path) -> sqlite3.Connection | None:
    """Return the cache's connection; what is no database is begun anew."""
    for _ in range(2):
        try:
            connection = sqlite3.connect(path, isolation_level="DEFERRED")
            connection.execute(_TABLE)
        except sqlite3.DatabaseError:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        else:
            return connection
    return None


def _mark(saved: bytes) -> bytes:
    return hashlib.sha256(saved).digest()[:_MARK_BYTES]


def _saved(entry: tuple[Reading, tuple[str, ...]], places: Mapping[str, Place]) -> bytes:
    out = io.BytesIO()
    _Saver(out, places).dump(entry)
    return out.getvalue()


class _Saver(pickle.Pickler):
    """Saves the places of the dossier by their ids: every mention of one is the same."""

    def __init__(self, out: io.BytesIO, places: Mapping[str, Place]) -> None:
        super().__init__(out, pickle.HIGHEST_PROTOCOL)
        self._places = places

    def persistent_id(self, value: object) -> str | None:
        known = isinstance(value, Place) and self._places.get(value.id) is value
        return value.id if known and isinstance(value, Place) else None


class _Loader(pickle.Unpickler):
    """Loads values of the model and days, and nothing that could do anything."""

    def __init__(self, saved: bytes, places: Mapping[str, Place]) -> None:
        super().__init__(io.BytesIO(saved))
        self._places = places

    def persistent_load(self, pid: str) -> Place:
        return self._places[pid]

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - as pickle has it
        if (module, name) != _DATE and not module.startswith(_ALLOWED):
            msg = f"{module}.{name} is no value of a reading"
            raise pickle.UnpicklingError(msg)
        return super().find_class(module, name)
