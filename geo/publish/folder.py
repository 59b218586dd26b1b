"""The folder of a site: only what was published there is ever replaced or removed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from geo.errors import InputError

SUMS, BUILDS = "SHA256SUMS", "build"
_NOT_OURS = frozenset({"CNAME"})
"""Files of hosts that may stand there before; so may those whose names begin with a full stop."""


class SiteFolder:
    """Writes the files of a site, each whole, and remembers what they are."""

    def __init__(self, root: Path) -> None:
        """Take a folder that is new, empty or a site; raises InputError for another."""
        self._root = root
        if root.exists() and not root.is_dir():
            msg = f"{root}: is a file; name a folder"
            raise InputError(msg)
        if not (root / SUMS).is_file() and root.is_dir() and (found := _strange(root)):
            msg = f"{root}: holds {found} and no site; name a new or an empty folder"
            raise InputError(msg)
        try:
            root.mkdir(parents=True, exist_ok=True)
            (root / SUMS).touch()
        except OSError as exc:
            msg = f"{root}: cannot be written: {exc.strerror or exc}"
            raise InputError(msg) from exc
        self._before = _listed(root / SUMS) | _begun(root)
        self._sums: dict[str, str] = {}
        self.size_bytes = 0

    @property
    def files(self) -> int:
        """Return how many files were written."""
        return len(self._sums)

    def write(self, path: str, body: bytes) -> int:
        """Write a file by its path from the site's own folder; return its size."""
        return self.make(path, lambda draft: draft.write_bytes(body))

    def make(self, path: str, write: Callable[[Path], object]) -> int:
        """Let ``write`` fill a file; it is put in place when it is whole."""
        target = self._root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{os.getpid()}.{target.name}")
        try:
            write(draft)
            with draft.open("rb") as file:
                self._sums[path] = hashlib.file_digest(file, "sha256").hexdigest()
            size = draft.stat().st_size
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
        self.size_bytes += size
        return size

    def close(self) -> None:
        """Write the checksums, and remove what was published before and no longer is."""
        listed = "".join(f"{digest}  {path}\n" for path, digest in sorted(self._sums.items()))
        self.write(SUMS, listed.encode())
        for path in sorted(self._before - self._sums.keys()):
            old = (self._root / path).resolve()
            if old.is_relative_to(self._root.resolve()):
                old.unlink(missing_ok=True)
                _remove_empty(old.parent, self._root.resolve())


def _strange(root: Path) -> str:
    """Return the name of something in a folder that no host puts there, "" for nothing."""
    names = sorted(p.name for p in root.iterdir())
    return next((n for n in names if not n.startswith(".") and n not in _NOT_OURS), "")


def _listed(sums: Path) -> set[str]:
    lines = sums.read_text("utf-8").splitlines()
    return {path for line in lines if (path := line.partition("  ")[2])}


def _begun(root: Path) -> set[str]:
    """Return the files of builds, among them those of one that was broken off and never listed."""
    found = (path for path in (root / BUILDS).rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix() for path in found}


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
