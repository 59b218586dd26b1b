"""Digests of what a build comes from: the dossier's files and the code that reads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from geo.gazetteer.cache import world_folder
from geo.gazetteer.packages import world_files
from geo.model.dossier import WORLD, Dossier
from geo.version import __version__

_PACKAGE = Path(__file__).resolve().parents[1]
_READS = ("py", "json", "npz")
_CODE = (*_READS, "js", "css", "html")
_CORRECTIONS = "corrections.csv"


def rules_digest(dossier: Dossier) -> str:
    """Return what changes with the dossier or with the code."""
    return _digest(dossier, _CODE, dossier.files)


def reading_digest(dossier: Dossier) -> str:
    """Return what changes with all that documents are read by, but for curators' decisions."""
    root = dossier.root / _CORRECTIONS
    return _digest(dossier, _READS, (path for path in dossier.files if path != root))


def _digest(dossier: Dossier, endings: tuple[str, ...], files: Iterable[Path]) -> str:
    digest = hashlib.sha256(f"{__version__} {dossier.id}".encode())
    digest.update(_code_digest(endings))
    for path in files:
        digest.update(path.name.encode() + b"\x00" + path.read_bytes())
    if WORLD in dossier.compiled:
        digest.update(world_folder(world_files()).name.encode())
    return digest.hexdigest()


@cache
def _code_digest(endings: tuple[str, ...]) -> bytes:
    """Return what changes with the code; it is loaded once, and so is this."""
    digest = hashlib.sha256()
    for path in sorted(p for suffix in endings for p in _PACKAGE.rglob(f"*.{suffix}")):
        if "_data" not in path.parts:
            digest.update(path.name.encode() + b"\x00" + path.read_bytes())
    return digest.digest()
