"""The world gazetteer, compiled once a machine into a cache folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

from geo.errors import InputError
from geo.gazetteer.columns import META, Columns, Counts, open_columns
from geo.gazetteer.compile import compile_columns
from geo.gazetteer.packages import SHIPPED, WorldFiles, world_files
from geo.gazetteer.world import world_entries
from geo.model.dossier import WORLD, Dossier

_HERE = Path(__file__).resolve().parent
_CODE = (
    "columns compile demonyms entry keys npy packages postings spellings spool tally world "
    "world_continents world_facts world_units".split()
)
_MODEL = ("characters", "folding", "hashing")
_WORLDS_KEPT = 3
Say = Callable[[str], None]


def tell(words: str) -> None:
    """Write a message to standard error."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def open_layers(dossier: Dossier, say: Say = tell) -> tuple[Columns, ...]:
    """Open the compiled gazetteers of a dossier; build the world one at its first use.

    Raises InputError where packages are missing or a folder is no compiled gazetteer.
    """
    return tuple(
        open_world(say) if path == WORLD else open_columns(path) for path in dossier.compiled
    )


def open_world(say: Say = tell) -> Columns:
    """Open the world gazetteer, compiled from the installed packages if it is not yet."""
    files = world_files()
    folder = world_folder(files)
    if not (folder / META).is_file():
        say(f"building the world gazetteer, once for these packages (about 30 s): {folder}")
        _compile(files, folder, keep=True)
    return open_columns(folder)


def build_world() -> tuple[Path, Counts]:
    """Compile the world gazetteer anew, even if it is there; return its folder and counts."""
    files = world_files()
    folder = world_folder(files)
    return folder, _compile(files, folder, keep=False)


def world_folder(files: WorldFiles) -> Path:
    """Return where the world gazetteer of these packages, facts and code lies."""
    digest = sha256("\n".join(f"{n} {v}" for n, v in sorted(files.versions.items())).encode())
    code = [_HERE / f"{name}.py" for name in _CODE]
    code += [_HERE.parent / "model" / f"{name}.py" for name in _MODEL]
    for path in (*(files.shipped / name for name in SHIPPED), *code):
        digest.update(path.name.encode() + b"\x00" + path.read_bytes())
    return cache_folder() / f"world-{digest.hexdigest()[:16]}.columns"


def cache_folder() -> Path:
    """Return ``$DATELINE_CACHE``, or the folder for caches that the platform prescribes."""
    given = os.environ.get("DATELINE_CACHE")
    if given:
        return Path(given)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "dateline"
    name = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME"
    base = os.environ.get(name)
    return (Path(base) if base else Path.home() / ".cache") / "dateline"


def _compile(files: WorldFiles, folder: Path, *, keep: bool) -> Counts:
    try:
        counts = compile_columns(world_entries(files), folder, keep=keep)
    except OSError as exc:
        msg = (
            f"{folder}: cannot be written ({exc.strerror or exc}); "
            "set DATELINE_CACHE to a folder that can"
        )
        raise InputError(msg) from exc
    _prune(folder.parent)
    return counts


def _prune(cache: Path) -> None:
    """Delete the worlds of long replaced packages; one that is open stays readable."""
    found = sorted(cache.glob("world-*.columns"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in found[_WORLDS_KEPT:]:
        rmtree(old, ignore_errors=True)
