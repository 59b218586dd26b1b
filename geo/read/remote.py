"""Files at addresses that fsspec knows: ``s3://``, ``https://``, ``memory://`` and others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from geo.errors import InputError

_SCHEME = "://"


@dataclass(frozen=True, slots=True)
class _Stat:
    st_size: int


@dataclass(frozen=True, slots=True, eq=False)
class RemoteFile:
    """A file of a remote folder, opened as a ``Path`` is."""

    files: Any
    path: str

    def open(self, mode: str = "rb") -> BinaryIO:
        """Return the file's bytes as a stream."""
        return cast("BinaryIO", self.files.open(self.path, mode))

    def stat(self) -> _Stat:
        """Return its size; 0 where its server does not tell."""
        return _Stat(self.files.info(self.path).get("size") or 0)


def is_remote(address: str) -> bool:
    """Tell whether an address has a scheme."""
    return _SCHEME in address


def list_remote(address: str) -> Iterator[tuple[str, RemoteFile]]:
    """Yield the files under an address by their path inside it, sorted; raises InputError."""
    try:
        import fsspec  # noqa: PLC0415 - an extra
    except ImportError as exc:
        msg = f"{address}: needs fsspec: pip install 'dateline[remote]'"
        raise InputError(msg) from exc
    try:
        files, root = fsspec.core.url_to_fs(address)
        paths = sorted(files.find(root)) or ([root] if files.exists(root) else [])
    except (ImportError, OSError, ValueError) as exc:
        msg = f"{address}: cannot be listed: {exc}"
        raise InputError(msg) from exc
    if not paths:
        msg = f"{address}: there is no such file or folder of documents"
        raise InputError(msg)
    for path in paths:
        inside = path.removeprefix(root).lstrip("/") or path.rpartition("/")[2]
        yield inside, RemoteFile(files, path)
