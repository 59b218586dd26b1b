"""What tests of large corpora share: a table of documents for three shards, and its builds."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SHIPPED, quiet
from dossiers import small_dossier

from geo.dossier.find import find_dossier
from geo.features.layers import layers
from geo.model.run import Run
from geo.pipeline import shards
from geo.pipeline.builds import STORE_NAME, build, plan
from geo.pipeline.engine import Engine
from geo.pipeline.parts import PARTS
from geo.pipeline.tiles import TILING
from geo.pipeline.workers import Workers
from geo.render import page_tallies
from geo.render.page import page_assets
from geo.store.open import Store, open_store
from geo.store.write import write_store

NAMES = ("Northton", "Southby")
MANY, IN_A_SHARD = 60, 20


def record(number: int) -> dict[str, str]:
    """Return a record of a table of documents."""
    here, there = NAMES[number % 2], NAMES[(number + 1) % 2]
    text = f"Lorry {number} left {here} for {there}, and a mine went off north of {here}."
    return {"id": f"r{number}", "text": text, "date": f"2020-{1 + number % 9:02}-11"}


def lines(count: int) -> bytes:
    """Return records as JSON Lines."""
    return b"".join(json.dumps(record(n)).encode() + b"\n" for n in range(count))


def three_shards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A small dossier, and documents for three shards."""
    monkeypatch.setattr(shards, "_MOST_DOCUMENTS", IN_A_SHARD)
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(lines(MANY))
    return small_dossier(tmp_path), path


def built(
    corpus: tuple[Path, Path], out: Path, workers: Callable[[Engine], Workers] | None = None
) -> bytes:
    """Build a store; return it."""
    job = plan(find_dossier(corpus[0]), corpus[1], out)
    build(job, quiet, workers=workers)
    return (out / STORE_NAME).read_bytes()


def command(corpus: tuple[Path, Path], out: Path, *words: str) -> list[str]:
    """Return the command that builds it."""
    start = [sys.executable, "-m", "geo", "build", str(corpus[0]), "--documents", str(corpus[1])]
    return [*start, "--out", str(out), *words]


def parts(out: Path) -> list[str]:
    """Return the names of the parts, and of what else lies there."""
    return sorted(path.name for path in (out / PARTS).iterdir())


def large_store(built: tuple[Path, Run], path: Path) -> Store:
    """Write the build of the shipped dossier as one of more places than a page carries."""
    store, run = open_store(built[0]), built[1]
    others = {name: store.asset(name) for name in store.assets("", "")}
    dossier = plan(SHIPPED, None, None).dossier
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(page_tallies, "MOST_PLACES", 3)
        made = layers(run, dossier.places)
        assets = {**others, **page_assets(dossier, run, made)}
        write_store(path, run, made, store.meta(), assets, TILING)
    return open_store(path)
