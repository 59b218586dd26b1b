"""Find a dossier by folder or by name, shipped ones included."""

from __future__ import annotations

from pathlib import Path

from geo.dossier.report import nearest
from geo.errors import InputError

_PACKAGE = Path(__file__).resolve().parents[1]


def shipped_layers() -> Path:
    """Return the folder of the shipped dossiers: package data, or the repository's own."""
    packaged = _PACKAGE / "_data" / "layers"
    return packaged if packaged.is_dir() else _PACKAGE.parent / "layers"


def find_dossier(name: str | Path) -> Path:
    """Return a dossier's folder; raises InputError where there is none by that name."""
    given = Path(name)
    if (given / "dossier.toml").is_file():
        return given
    layers = shipped_layers()
    known = sorted(p.parent.name for p in layers.glob("*/dossier.toml"))
    wanted = given.name
    if given.exists() and given.name not in known:
        msg = f"{given}: is no dossier: the file dossier.toml is missing (dateline new makes one)"
        raise InputError(msg)
    if not given.exists() and wanted in known and given.parent.name in {"", "layers"}:
        return layers / wanted
    msg = f"{given}: there is no such dossier{nearest(wanted, known)}; shipped: {', '.join(known)}"
    raise InputError(msg)
