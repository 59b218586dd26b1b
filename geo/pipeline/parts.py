"""Parts: what was read of a shard, as files that are whole or not there at all."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from geo.errors import InputError
from geo.model.run import Reading
from geo.model.text import Skipped
from geo.pipeline.packing import Packer
from geo.pipeline.part_tables import document_table, mention_table
from geo.pipeline.records import RECORD_FILE, Kind, write_records
from geo.pipeline.shards import Decisions, Shard, read_shard

PARTS = "parts"
MANIFEST, DOCUMENT_FILE, MENTION_FILE = "manifest.json", "documents.parquet", "mentions.parquet"
FILES = (DOCUMENT_FILE, MENTION_FILE, RECORD_FILE)
_FORMAT = "4"
_DRAFT = ".tmp"
_NO_TABLE = (OSError, pa.ArrowException)
_NO_MANIFEST = (
    OSError,
    orjson.JSONDecodeError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part: how many documents it says it has, and the digests of its files."""

    path: Path
    documents: int
    digests: Mapping[str, str]

    def table(self, columns: Iterable[str]) -> pa.Table:
        """Return columns of its documents."""
        # Not read_table, which imports pandas to look whether a folder is meant.
        with pq.ParquetFile(self.path / DOCUMENT_FILE) as file:
            return file.read(columns=list(columns))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What goes into a part."""

    documents: pa.Table
    mentions: pa.Table
    records: Sequence[Mapping[Kind, bytes]]


def make_part(shard: Shard, packer: Packer, folder: Path) -> str:
    """Read a shard and write its part, unless it is there and whole; return the part's name.

    Raises InputError where the disk does not take it.
    """
    path = folder / shard.name
    if whole_part(path, shard.rules) is not None:
        return shard.name
    made = _made(shard, packer)
    draft = folder / f".{shard.name}.{os.getpid()}{_DRAFT}"
    try:
        _write(draft, shard, made)
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
    part = made_part(path, rules)
    if part is None:
        return None
    try:
        whole = all(_digest(path / name) == said for name, said in part.digests.items())
    except OSError:
        return None
    return part if whole else None


def made_part(path: Path, rules: str) -> Part | None:
    """Return a part as it says itself, None where its rules are others: one that was just made."""
    try:
        said = orjson.loads((path / MANIFEST).read_bytes())
        if (said["format"], said["rules"]) != (_FORMAT, rules):
            return None
        digests = {str(name): str(digest) for name, digest in said["files"].items()}
        return Part(path=path, documents=int(said["documents"]), digests=digests)
    except _NO_MANIFEST:
        return None


def sweep_parts(folder: Path, used: frozenset[str]) -> None:
    """Remove the parts that no build asks for, and what killed workers left."""
    for path in sorted(folder.glob("*")) + sorted(folder.glob(f".*{_DRAFT}")):
        if path.name not in used:
            shutil.rmtree(path, ignore_errors=True)


def _made(shard: Shard, packer: Packer) -> _Made:
    engine = packer.engine
    items = read_shard(shard.raws, engine)
    packed = packer.packed([item for item in items if isinstance(item, Reading)])
    following = iter(packed)
    read = [item if isinstance(item, Skipped) else next(following) for item in items]
    found = [one if isinstance(one, Skipped) else one.reading for one in read]
    return _Made(
        documents=document_table(shard.raws, found, Decisions(engine.dossier)),
        mentions=mention_table([mention for one in packed for mention in one.mentions]),
        records=[{} if isinstance(one, Skipped) else one.records for one in read],
    )


def _write(draft: Path, shard: Shard, made: _Made) -> None:
    draft.mkdir(parents=True, exist_ok=True)
    pq.write_table(made.documents, draft / DOCUMENT_FILE, compression="zstd")
    pq.write_table(made.mentions, draft / MENTION_FILE, compression="zstd")
    write_records(draft / RECORD_FILE, made.records)
    said = {
        "format": _FORMAT,
        "rules": shard.rules,
        "documents": len(made.documents),
        "skipped": made.documents["id"].null_count,
        "mentions": len(made.mentions),
        "files": {name: _digest(draft / name) for name in FILES},
    }
    (draft / MANIFEST).write_bytes(orjson.dumps(said))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
