"""Packed files: gzip and Zstandard, unpacked as they are read."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any, BinaryIO, cast

from geo.read.document import Unreadable

_GZIP, _ZSTD = ".gz", ".zst"


def without_packing(name: str) -> str:
    """Return a file's name without the ending of its packing."""
    path = Path(name)
    return path.stem if path.suffix.casefold() in {_GZIP, _ZSTD} else name


def unpacked(name: str, data: BinaryIO) -> BinaryIO:
    """Return the bytes of a file as a stream; raises Unreadable where a library is missing."""
    ending = Path(name).suffix.casefold()
    if ending == _GZIP:
        return cast("BinaryIO", gzip.GzipFile(fileobj=data))
    if ending != _ZSTD:
        return data
    try:
        import zstandard  # noqa: PLC0415 - an extra
    except ImportError as exc:
        msg = "needs zstandard: pip install 'dateline[remote]'"
        raise Unreadable(msg) from exc
    reader = zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True)
    return io.BufferedReader(_Frames(cast("BinaryIO", reader), zstandard.ZstdError))


class _Frames(io.RawIOBase):
    """A Zstandard stream that raises OSError where it is broken."""

    def __init__(self, stream: BinaryIO, broken: type[Exception]) -> None:
        self._stream, self._broken = stream, broken

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:  # noqa: ANN401 - any buffer
        try:
            body = self._stream.read(len(into))
        except self._broken as exc:
            raise OSError(*exc.args) from exc
        into[: len(body)] = body
        return len(body)
