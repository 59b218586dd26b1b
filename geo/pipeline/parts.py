"""Parts: what was read of a shard, as files that are whole or not there at all."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from geo.errors import InputError
from geo.model.run import Reading
from geo.pipeline.engine import Engine
from geo.pipeline.part_tables import READING, document_table, mention_table
from geo.pipeline.shards import Decisions, Shard, read_shard

PARTS = "parts"
MANIFEST, DOCUMENT_FILE, MENTION_FILE = "manifest.json", "documents.parquet", "mentions.parquet"
_FORMAT = "1"
_DRAFT = ".tmp"
_NO_TABLE = (OSError, pa.ArrowException)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part that is as its manifest says."""

    path: Path
    documents: int

    def table(self, columns: Iterable[str]) -> pa.Table:
        """Return columns of its documents."""
        return pq.read_table(self.path / DOCUMENT_FILE, columns=list(columns))

    def readings(self) -> pa.Array:
        """Return the readings of its documents as they are saved."""
        return self.table([READING])[READING].combine_chunks()


def make_part(shard: Shard, engine: Engine, folder: Path) -> str:
    """Read a shard and write its part, unless it is there and whole; return the part's name.

    Raises InputError where the disk does not take it.
    """
    path = folder / shard.name
    if whole_part(path, shard.rules) is not None:
        return shard.name
    items = read_shard(shard.raws, engine)
    places, decisions = engine.dossier.places, Decisions(engine.dossier)
    tables = {
        DOCUMENT_FILE: document_table(shard.raws, items, places, decisions),
        MENTION_FILE: mention_table(item for item in items if isinstance(item, Reading)),
    }
    draft = folder / f".{shard.name}.{os.getpid()}{_DRAFT}"
    try:
        _write(draft, shard, tables)
        if whole_part(path, shard.rules) is None:
            shutil.rmtree(path, ignore_errors=True)
        draft.rename(path)
    except _NO_TABLE as exc:
        # Another worker may have made the same part meanwhile.
        if whole_part(path, shard.rules) is None:
            msg = f"{path}: cannot be written ({exc}); what was read before it is kept"
            raise InputError(msg) from exc
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return shard.name


def good_parts(folder: Path, rules: str) -> Iterator[Part]:
    """Yield the parts that were read by these rules and are whole, in the order of their names."""
    for path in sorted(folder.glob("[!.]*")):
        part = whole_part(path, rules)
        if part is not None:
            yield part


def whole_part(path: Path, rules: str) -> Part | None:
    """Return a part, None where a byte of it is not as it was written, or its rules are others."""
    try:
        said = orjson.loads((path / MANIFEST).read_bytes())
        if (said["format"], said["rules"]) != (_FORMAT, rules):
            return None
        if any(_digest(path / name) != digest for name, digest in said["files"].items()):
            return None
        return Part(path=path, documents=int(said["documents"]))
    except (OSError, orjson.JSONDecodeError, LookupError, TypeError, AttributeError):
        return None


def sweep_parts(folder: Path, used: frozenset[str]) -> None:
    """Remove the parts that no build asks for, and what killed workers left."""
    for path in sorted(folder.glob("*")) + sorted(folder.glob(f".*{_DRAFT}")):
        if path.name not in used:
            shutil.rmtree(path, ignore_errors=True)


def _write(draft: Path, shard: Shard, tables: dict[str, pa.Table]) -> None:
    draft.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        pq.write_table(table, draft / name, compression="zstd")
    documents = tables[DOCUMENT_FILE]
    skipped = documents["id"].null_count
    said = {
        "format": _FORMAT,
        "rules": shard.rules,
        "documents": len(documents),
        "skipped": skipped,
        "mentions": len(tables[MENTION_FILE]),
        "files": {name: _digest(draft / name) for name in tables},
    }
    (draft / MANIFEST).write_bytes(orjson.dumps(said))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
