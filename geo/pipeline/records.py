"""What a part holds of each document for the merge, to be read one by one in any order."""

from __future__ import annotations

import os
import weakref
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from struct import Struct

import numpy as np
import pyarrow as pa

RECORD_FILE = "records.bin"
_MOST_OPEN = 128
"""Files: of the 1,024 that a process may have open as a rule."""
_SIZE, _END = Struct("<I"), Struct("<Q")
_CODEC = "lz4_raw"
"""Packs a document in 0.05 ms; zstd takes six times as long for a fifth less, for it sets itself
up anew for each record."""


class Kind(StrEnum):
    """What is kept of a document: all of it, or what one table or count of the merge takes."""

    READING = "reading"
    TEXTS = "texts"
    MENTIONS = "mentions"
    EXPRESSIONS = "expressions"
    DOCUMENTS = "documents"
    COUNTED = "counted"
    MARKS = "marks"


_KINDS = {kind: number for number, kind in enumerate(Kind)}


def write_records(path: Path, records: Sequence[Mapping[Kind, bytes]]) -> None:
    """Write the records of documents, those of a kind together, the ends of all of them first."""
    codec = pa.Codec(_CODEC)
    bodies = [_packed(record.get(kind, b""), codec) for kind in Kind for record in records]
    ends = np.cumsum([0, *map(len, bodies)], dtype="<u8")
    path.write_bytes(_SIZE.pack(len(records)) + ends.tobytes() + b"".join(bodies))


def _packed(body: bytes, codec: pa.Codec) -> bytes:
    return _SIZE.pack(len(body)) + codec.compress(body, asbytes=True) if body else b""


class RecordFile:
    """The records of one part."""

    def __init__(self, path: Path) -> None:
        """Open a file; it is closed when nobody holds it."""
        self._handle = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._handle)
        (self._count,) = _SIZE.unpack(os.pread(self._handle, _SIZE.size, 0))
        self._first = _SIZE.size + _END.size * (self._count * len(Kind) + 1)
        self._codec = pa.Codec(_CODEC)

    def body(self, kind: Kind, row: int) -> bytes:
        """Return a record, b"" where the document has none of that kind."""
        at = _SIZE.size + _END.size * (_KINDS[kind] * self._count + row)
        ends = os.pread(self._handle, 2 * _END.size, at)
        (start,), (end,) = _END.unpack_from(ends), _END.unpack_from(ends, _END.size)
        if start == end:
            return b""
        packed = os.pread(self._handle, end - start, self._first + start)
        (size,) = _SIZE.unpack_from(packed)
        found: bytes = self._codec.decompress(packed[_SIZE.size :], size, asbytes=True)
        return found


class Records:
    """The records of the parts of a build, which lie in folders."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Open none of them yet."""
        self.folders = tuple(folders)
        self._open: OrderedDict[int, RecordFile] = OrderedDict()

    def __reduce__(self) -> tuple[type[Records], tuple[tuple[Path, ...]]]:
        """Pass to another process what it opens by itself."""
        return Records, (self.folders,)

    def body(self, kind: Kind, part: int, row: int) -> bytes:
        """Return the record of a document of a part."""
        file = self._open.pop(part, None) or RecordFile(self.folders[part] / RECORD_FILE)
        self._open[part] = file
        if len(self._open) > _MOST_OPEN:
            self._open.popitem(last=False)
        return file.body(kind, row)
