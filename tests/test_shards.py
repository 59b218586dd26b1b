"""Documents read in shards: where they lie, and what a next build does with them."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
from conftest import quiet
from corpora import MANY, built, command, lines, parts
from dossiers import build_in, small_dossier
from same_store import told

from geo.dossier.find import find_dossier
from geo.pipeline import sharding
from geo.pipeline import workers as workers_module
from geo.pipeline.builds import STORE_NAME, Built, build, plan
from geo.pipeline.engine import Engine
from geo.pipeline.parts import PARTS
from geo.pipeline.shards import Shard
from geo.pipeline.stream import PartReadings
from geo.pipeline.workers import Site, Workers


class Stops:
    """Workers that make so many parts, and then die with the build."""

    def __init__(self, count: int) -> None:
        self.count = count

    def parts(self, shards: Iterable[Shard], site: Site) -> Iterator[str]:
        for number, shard in enumerate(shards):
            if number == self.count:
                raise KeyboardInterrupt
            yield workers_module.make_part_there(shard, site)


def stopping(count: int) -> Callable[[Engine], Workers]:
    """Return workers that make so many parts."""
    return lambda _: Stops(count)


def test_a_build_that_stopped_goes_on_where_it_was(
    corpus: tuple[Path, Path], tmp_path: Path
) -> None:
    whole = built(corpus, tmp_path / "whole")
    out = tmp_path / "out"
    for count in (1, 1):
        with pytest.raises(KeyboardInterrupt):
            built(corpus, out, stopping(count))
    before = {path: path.stat().st_mtime_ns for path in (out / PARTS).glob("*/*")}
    assert len(parts(out)) == 2
    assert built(corpus, out) == whole
    assert parts(out) == parts(tmp_path / "whole")
    assert all(path.stat().st_mtime_ns == at for path, at in before.items())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize("room_bytes", [10_000, 6_000_000])
def test_a_full_disk_is_named_and_what_was_read_is_kept(
    corpus: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room_bytes: int
) -> None:
    corpus[1].write_bytes(lines(600))
    out = tmp_path / "out"
    full = subprocess.run(
        command(corpus, out),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room_bytes, room_bytes)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert full.returncode == 2, full.stderr
    assert "kept" in full.stderr
    kept = parts(out)
    assert not any(name.startswith(".") for name in kept)
    assert len(kept) == (3 if room_bytes > 1_000_000 else 0)
    monkeypatch.undo()
    built(corpus, out)
    assert set(kept) <= set(parts(out))
    assert len(parts(out)) == 3


@pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")
def test_parts_open_as_tables_of_places(corpus: tuple[Path, Path], tmp_path: Path) -> None:
    built(corpus, tmp_path / "out")
    found = [
        geopandas.read_parquet(path)
        for path in sorted((tmp_path / "out" / PARTS).glob("*/mentions.parquet"))
    ]
    assert sum(map(len, found)) >= 3 * MANY
    assert all(str(frame.crs) == "OGC:CRS84" for frame in found)
    (first, *_) = sorted((tmp_path / "out" / PARTS).glob("*/mentions.parquet"))
    box = geopandas.read_parquet(first, bbox=(11.9, 22.0, 12.1, 22.2))
    assert 0 < len(box) < len(geopandas.read_parquet(first))
    together = pytest.importorskip("dask_geopandas", reason="Dask is an extra")
    whole = together.read_parquet(f"{tmp_path}/out/{PARTS}/*/mentions.parquet")
    assert (len(whole), str(whole.crs)) == (sum(map(len, found)), "OGC:CRS84")
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is a tool of developers")
    asked = f"SELECT count(*) FROM '{tmp_path}/out/{PARTS}/*/mentions.parquet'"  # noqa: S608 - a path
    assert duckdb.sql(asked).fetchall() == [(sum(map(len, found)),)]


def test_readings_can_be_asked_for_in_any_order(corpus: tuple[Path, Path], tmp_path: Path) -> None:
    made: Built = build(plan(find_dossier(corpus[0]), corpus[1], tmp_path / "out"), quiet)
    assert made.run is not None
    readings: Any = made.run.readings
    assert isinstance(readings, PartReadings)
    assert [r.document.source for r in readings] == [f"r{n}" for n in range(MANY)]
    days = [str(r.document.published_on) for r in readings.by_time()]
    assert days == sorted(days)
    draw = np.random.default_rng(5).permutation(MANY)[:40]
    assert [r.document.source for r in readings.at(draw)] == [f"r{n}" for n in draw]


def test_new_documents_leave_the_parts_of_the_others(
    corpus: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    built(corpus, out)
    before = parts(out)
    corpus[1].write_bytes(lines(MANY + 10))
    built(corpus, out)
    assert [name for name in parts(out) if name in before] == before
    assert len(parts(out)) == len(before) + 1
    built(corpus, tmp_path / "fresh")
    assert told(out / STORE_NAME) == told(tmp_path / "fresh" / STORE_NAME)


def test_a_year_of_small_builds_does_not_leave_a_part_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharding, "_MOST_SMALL_PARTS", 3)
    root, out = small_dossier(tmp_path), tmp_path / "out"
    for number in range(5):
        (root / "documents" / f"{number}.txt").write_text(f"Day {number} in Southby.", "utf-8")
        build_in(root, out)
    assert len(parts(out)) == 1
