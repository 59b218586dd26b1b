"""The store: what goes in comes out, whole or not at all, and no query harms it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import orjson
import pytest
import shapely
from conftest import SHIPPED
from dossiers import build_in, change, small_dossier, write_document

from geo.errors import InputError, NotFoundError, TooSlowError
from geo.features.layers import layers
from geo.model.feature import Layer
from geo.model.query import DocumentQuery
from geo.model.run import ReadingList, Run
from geo.model.text import MentionKind
from geo.pipeline.engine import Engine
from geo.store.connection import store_meta
from geo.store.open import Store, open_store
from geo.store.write import write_store

FOREVER = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
META = {"title": "t", "summary": "s"}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A store of the small dossier."""
    return build_in(small_dossier(tmp_path), tmp_path / "out").store


@pytest.fixture(scope="module")
def made(built: tuple[Path, Run], engine: Engine) -> tuple[Layer, ...]:
    """The layers that went into the store of the shipped dossier."""
    return layers(built[1], engine.dossier.places)


def test_every_feature_comes_out_as_it_went_in(made: tuple[Layer, ...], store: Store) -> None:
    for layer in made:
        assert store.features.layer(layer.id).features == len(list(layer.features))
        for wrote, read in zip(layer.features, store.features.every(layer.id), strict=True):
            assert read.id == wrote.id
            assert orjson.loads(read.properties) == dict(wrote.properties)
            geometry = shapely.from_geojson(read.geometry) if wrote.geometry else None
            if wrote.geometry is None:
                assert read.geometry == b"null"
            else:
                assert shapely.equals_exact(geometry, wrote.geometry, 1e-6)


def test_texts_sentences_and_mentions_come_out_as_they_went_in(
    built: tuple[Path, Run], store: Store
) -> None:
    for reading in built[1].readings:
        document = reading.document
        assert store.texts.text(document.id) == (document.text, document.body_start)
        row = store.texts.document(document.id)
        assert (row.title, row.mentions) == (document.title, len(reading.resolutions))
        sentences = [document.quote(p.span) for p in reading.passages]
        assert [p.text for p in store.texts.passages(document.id)] == sentences
        listed = store.texts.mentions(document.id)
        vague = [m.id for m in listed if m.kind == MentionKind.EXPRESSION]
        assert vague == [e.mention.id for e in reading.expressions]
        found = {m.id: m for m in listed if m.kind != MentionKind.EXPRESSION}
        assert list(found) == [r.mention.id for r in reading.resolutions]
        for resolution in reading.resolutions:
            mention = found[resolution.mention.id]
            place = resolution.place
            assert mention.place_id == (place.id if place else None)
            assert mention.use == resolution.mention.use.value
            assert mention == store.texts.mention(mention.id)


def test_what_was_skipped_is_kept_with_its_reason(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    write_document(root, "empty.txt", " \n")
    (root / "documents" / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    found = dict(open_store(build_in(root, tmp_path / "out").store).texts.skipped())
    assert set(found) == {"empty.txt", "photo.jpg"}
    assert "empty" in found["empty.txt"]


def test_a_write_that_fails_leaves_the_old_store_and_no_draft(small: Path) -> None:
    before, names = small.read_bytes(), sorted(small.parent.iterdir())

    def broken() -> Iterator[Layer]:
        yield Layer(id="places", title="", description="", features=())
        msg = "the disk is full"
        raise OSError(msg)

    run = Run(readings=ReadingList(), skipped=(), lines=(), zones=(), posts=())
    with pytest.raises(OSError, match="disk is full"):
        write_store(small, run, broken(), META, {})
    assert small.read_bytes() == before
    assert sorted(small.parent.iterdir()) == names


def test_an_open_store_sees_a_new_build_in_every_thread(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    store = open_store(build_in(root, tmp_path / "out").store)
    assert store.meta()["title"] == "My dossier"
    change(root / "dossier.toml", "My dossier", "Second thoughts")
    build_in(root, tmp_path / "out")
    seen = [store.meta()["title"]]
    other = threading.Thread(target=lambda: seen.append(store.meta()["title"]))
    other.start()
    other.join()
    assert seen == ["Second thoughts"] * 2


def test_whoever_holds_the_old_build_keeps_it_whole(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    path = build_in(root, tmp_path / "out").store
    before = path.read_bytes()
    (tmp_path / "held.sqlite").hardlink_to(path)
    write_document(root, "second.txt", "Southby lies south of the river line.\n")
    build_in(root, tmp_path / "out")
    assert path.read_bytes() != before
    assert (tmp_path / "held.sqlite").read_bytes() == before


def test_a_store_of_another_format_is_refused(small: Path) -> None:
    with closing(sqlite3.connect(small)) as connection:
        connection.execute("UPDATE meta SET value = '0' WHERE key = 'format'")
        connection.commit()
    assert store_meta(small) == {}
    with pytest.raises(InputError, match="no build here; run dateline build"):
        open_store(small)


@pytest.mark.parametrize("content", [b"", b"not a database, but long enough to be one" * 40, None])
def test_what_is_no_store_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "dateline.sqlite"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match="no build here"):
        open_store(path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    with pytest.raises(InputError, match=r"dossier\.toml: cannot be the folder of a build"):
        build_in(root, root / "dossier.toml")


def test_the_same_input_gives_the_same_bytes_in_another_process(
    built: tuple[Path, Run], tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "geo", "build", str(SHIPPED), "--out", str(tmp_path)]
    environment = {**os.environ, "PYTHONHASHSEED": "20180917"}
    subprocess.run(command, check=True, capture_output=True, env=environment)
    assert (tmp_path / built[0].name).read_bytes() == built[0].read_bytes()


def test_a_build_that_is_up_to_date_is_not_made_again(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    store = build_in(root, tmp_path / "out").store
    stamp = open_store(store).connections.stamp()
    assert build_in(root, tmp_path / "out").run is None
    write_document(root, "second.txt", "Southby lies south of the river line.\n")
    assert build_in(root, tmp_path / "out").run is not None
    assert open_store(store).connections.stamp() != stamp


def test_a_runaway_query_is_stopped_and_the_next_one_runs(store: Store) -> None:
    with pytest.raises(TooSlowError, match="ask again, or for less"):
        store.connections.rows(FOREVER)
    assert store.texts.documents(DocumentQuery()).matched == 12


def test_a_layer_is_streamed_through_whatever_threads_are_free(store: Store) -> None:
    features = store.features.every("places")
    found = [next(features)]
    others = [threading.Thread(target=lambda: found.append(next(features))) for _ in range(3)]
    for other in others:
        other.start()
        other.join()
    assert [f.id for f in (*found, *features)] == [f.id for f in store.features.every("places")]


def test_a_store_is_read_only_and_an_error_of_ours_stays_one(store: Store) -> None:
    for wrong in ("DELETE FROM meta", "SELECT 1 FROM nowhere"):
        with pytest.raises(sqlite3.OperationalError, match=r"readonly|no such table"):
            store.connections.rows(wrong)


def test_an_id_that_nothing_bears_is_not_found(store: Store) -> None:
    features, texts, wrong = store.features, store.texts, "x' OR 1=1 --"
    reads = (features.layer, features.every, texts.document, texts.text, texts.mention)
    for read in (*reads, store.asset):
        with pytest.raises(NotFoundError):
            read(wrong)
    with pytest.raises(NotFoundError):
        features.item("places", wrong)
