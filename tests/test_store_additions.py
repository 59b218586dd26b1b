"""Documents that come in are added to the store: the others stay where they are."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import quiet
from corpora import MANY, built, record
from dossiers import change, front_dossier
from fastapi.testclient import TestClient
from same_store import told

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.dossier.find import find_dossier
from geo.model.query import BBox, Query
from geo.pipeline import storing
from geo.pipeline.builds import STORE_NAME, build, plan
from geo.store import numbers, write_layers
from geo.store.open import open_store
from geo.store.write import add_to_store

Record = dict[str, str]
Corpus = tuple[Path, Path]
LATER = [{**record(n), "date": f"2021-0{n - MANY + 1}-03"} for n in range(MANY, MANY + 5)]
EARLIER = [{**record(n), "date": f"2019-0{n - MANY + 1}-03"} for n in range(MANY, MANY + 5)]
AMONG = [record(n) for n in range(MANY, MANY + 5)]
UNDATED = [{k: v for k, v in record(n).items() if k != "date"} for n in range(MANY + 5, MANY + 10)]
SILENT = [{**record(MANY), "text": "Nothing was heard all day."}]
NEW = {"silent": SILENT, "later": LATER, "earlier": EARLIER, "among": AMONG, "undated": UNDATED}


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Return a dossier with a front and a zone, and documents of nine days."""
    path = tmp_path / "corpus.jsonl"
    write(path, map(record, range(MANY)))
    return front_dossier(tmp_path), path


@pytest.fixture
def only_added(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what lets no store be written anew from then on."""

    def refuse(*_: object) -> None:
        pytest.fail("the store is written anew")

    return lambda: monkeypatch.setattr(storing, "store_draft", refuse)


def write(path: Path, records: Iterable[Mapping[str, str]]) -> None:
    path.write_bytes(b"".join(json.dumps(r).encode() + b"\n" for r in records))


def ordinals(out: Path) -> dict[str, int]:
    """Return the numbers of documents and mentions."""
    with closing(sqlite3.connect(out / STORE_NAME)) as connection:
        found = dict(connection.execute("SELECT id, ordinal FROM document"))
        return found | dict(
            connection.execute("SELECT fid, id FROM feature_row WHERE id >> 53 = 2")
        )


def fresh(corpus: Corpus, out: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return what a store says that is written from nothing."""
    built(corpus, out)
    return told(out / STORE_NAME)


@pytest.mark.parametrize("new", NEW.values(), ids=NEW)
def test_a_store_that_was_added_to_says_what_one_from_nothing_says(
    corpus: Corpus, tmp_path: Path, new: list[Record], only_added: Callable[[], None]
) -> None:
    out = tmp_path / "out"
    built(corpus, out)
    before = ordinals(out)
    write(corpus[1], [*map(record, range(MANY)), *new])
    expected = fresh(corpus, tmp_path / "fresh")
    only_added()
    built(corpus, out)
    assert told(out / STORE_NAME) == expected
    after = ordinals(out)
    assert {name: after[name] for name in before} == before
    assert len(after) > len(before)


def test_large_layers_are_added_to_as_well(
    corpus: Corpus, tmp_path: Path, only_added: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_layers, "_INDEXED_FROM_FEATURES", 10)
    out = tmp_path / "out"
    built(corpus, out)
    write(corpus[1], [*map(record, range(MANY)), *AMONG])
    expected = fresh(corpus, tmp_path / "fresh")
    only_added()
    built(corpus, out)
    assert told(out / STORE_NAME) == expected
    assert expected["boxes of mentions"] == []
    box = BBox(west_deg=11, south_deg=21, east_deg=13, north_deg=22)
    assert in_box(out, box) == in_box(tmp_path / "fresh", box) != []


def in_box(out: Path, box: BBox) -> list[str]:
    found = open_store(out / STORE_NAME).features.items("mentions", Query(bbox=box, limit=1_000))
    return [feature.id for feature in found.features]


def test_documents_are_added_again_and_again(
    corpus: Corpus, tmp_path: Path, only_added: Callable[[], None]
) -> None:
    records = [record(n) for n in range(MANY)]
    write(corpus[1], [*records, *LATER, *UNDATED])
    expected = fresh(corpus, tmp_path / "fresh")
    write(corpus[1], records[::2])
    out = tmp_path / "out"
    built(corpus, out)
    only_added()
    steps = [records[::2], records[1:20:2], records[21:40:2], records[41::2], LATER, UNDATED]
    for step in range(2, len(steps) + 1):
        given = [one for part in steps[:step] for one in part]
        write(corpus[1], sorted(given, key=lambda one: int(one["id"][1:])))
        built(corpus, out)
    assert told(out / STORE_NAME) == expected


ROUTES = (
    "/collections/mentions/items?limit=7",
    "/collections/mentions/items?limit=7&offset=40",
    "/collections/mentions/items?limit=5&use=literal&offset=3",
    "/collections/mentions/items?limit=5&bbox=11,21,13,23",
    "/collections/documents/items?limit=30",
    "/collections/expressions/items?limit=9",
    "/collections/mentions/tiles/WebMercatorQuad/6/27/34?f=mvt",
    "/collections/expressions/tiles/WebMercatorQuad/6/27/34?f=mvt",
    "/passages?q=mine&limit=9",
    "/passages?place=xx-northton&datetime=2020-02-01/2020-05-01",
    "/documents?limit=20",
    "/zones/front-zone",
)


def test_a_server_answers_the_same_byte_for_byte(corpus: Corpus, tmp_path: Path) -> None:
    out = tmp_path / "out"
    built(corpus, out)
    write(corpus[1], [*map(record, range(MANY)), *AMONG, *LATER])
    for folder in (out, tmp_path / "fresh"):
        built(corpus, folder)
    added, anew = (answers(folder) for folder in (out, tmp_path / "fresh"))
    assert added == anew
    assert all(status == 200 for status, _ in added)


def answers(out: Path) -> list[tuple[int, bytes]]:
    """Return the answers of a server, and those of each page of a layer that follows another."""
    store = open_store(out / STORE_NAME)
    with TestClient(create_app(store, Settings(allowed_hosts=("testserver",)))) as client:
        found = [client.get(route) for route in ROUTES]
        page = found[0]
        while following := [x["href"] for x in page.json()["links"] if x["rel"] == "next"]:
            page = client.get(following[0])
            found.append(page)
    return [(answer.status_code, answer.content) for answer in found]


def less(records: list[Record]) -> list[Record]:
    return records[1:]


def none(records: list[Record]) -> list[Record]:
    return [{**records[0], "text": " "}]


def changed(records: list[Record]) -> list[Record]:
    return [{**records[0], "text": "Southby was quiet."}, *records[1:]]


def much(records: list[Record]) -> list[Record]:
    return [*records, *(record(n) for n in range(MANY, 2 * MANY))]


@pytest.mark.parametrize("other", [less, none, changed, much], ids=lambda f: f.__name__)
def test_for_anything_else_the_store_is_written_anew(
    corpus: Corpus, tmp_path: Path, other: Callable[[list[Record]], list[Record]]
) -> None:
    built(corpus, tmp_path / "out")
    write(corpus[1], other([record(n) for n in range(MANY)]))
    assert built(corpus, tmp_path / "out") == built(corpus, tmp_path / "fresh")


def test_other_rules_write_the_store_anew(corpus: Corpus, tmp_path: Path) -> None:
    built(corpus, tmp_path / "out")
    change(corpus[0] / "gazetteer.csv", "Southby", "Southbury")
    assert built(corpus, tmp_path / "out") == built(corpus, tmp_path / "fresh")


def test_a_build_by_force_writes_the_store_anew(corpus: Corpus, tmp_path: Path) -> None:
    built(corpus, tmp_path / "out")
    write(corpus[1], [*map(record, range(MANY)), *LATER])
    job = plan(find_dossier(corpus[0]), corpus[1], tmp_path / "out")
    build(job, quiet, force=True)
    assert job.store.read_bytes() == built(corpus, tmp_path / "fresh")


def no_room(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(numbers, "_between", lambda sizes, _low, high: sizes * 0 + high)


def other_indexes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(write_layers, "_INDEXED_FROM_FEATURES", 2 * MANY + 7)


def damaged(patch: pytest.MonkeyPatch) -> None:
    real = add_to_store

    def add(path: Path, *more: Any) -> None:  # noqa: ANN401 - as it takes them
        body = bytearray(path.read_bytes())
        body[4096:] = bytes(len(body) - 4096)
        path.write_bytes(body)
        real(path, *more)

    patch.setattr(storing, "add_to_store", add)


@pytest.mark.parametrize("obstacle", [no_room, other_indexes, damaged], ids=lambda f: f.__name__)
def test_what_cannot_be_added_to_is_written_anew(
    corpus: Corpus, tmp_path: Path, obstacle: Callable[[pytest.MonkeyPatch], None]
) -> None:
    built(corpus, tmp_path / "out")
    write(corpus[1], [*map(record, range(MANY)), *AMONG])
    with pytest.MonkeyPatch.context() as patch:
        obstacle(patch)
        found = built(corpus, tmp_path / "out")
        assert found == built(corpus, tmp_path / "fresh")


def test_an_addition_that_fails_leaves_the_store_that_stood(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    before = built(corpus, out)
    write(corpus[1], [*map(record, range(MANY)), *AMONG])

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("geo.store.write.add_texts", stop)
        with pytest.raises(KeyboardInterrupt):
            built(corpus, out)
    assert (out / STORE_NAME).read_bytes() == before
    assert not list(out.glob(".*.tmp*"))
    built(corpus, out)
    assert told(out / STORE_NAME) == fresh(corpus, tmp_path / "fresh")
