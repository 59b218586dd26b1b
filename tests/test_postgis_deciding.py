"""Decisions over a build in PostGIS show at once, and are kept in the dossier, as over a file."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest
from fastapi.testclient import TestClient
from postgres import BASE, Both, loaded
from reviewing import AUTHOR, TOKEN, build_it, decide, mentions, queue, reviewed_dossier

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.pipeline.builds import plan
from geo.pipeline.databases import load_into_database
from geo.render import page_tallies
from geo.store.open import open_store

PATHS = (
    "/review",
    "/corrections",
    "/documents",
    "/documents?place=xx-kesh-south",
    "/passages?place=xx-kesh-south",
    "/passages?role=literal&use=literal",
    "/passages?q=kesh&status=resolved",
    "/passages?bbox=11,21,13,23",
    "/collections/mentions/items",
    "/layers/mentions.csv",
    "/view?bbox=11,21,13,23&zoom=9",
    "/view/places?bbox=11,21,13,23",
    "/page.json",
    "/tiles/mentions/6/34/28.mvt",
)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dossier with something to decide, whose page asks the server as that of a large one."""
    monkeypatch.setattr(page_tallies, "MOST_PLACES", 0)
    monkeypatch.setenv("DATELINE_TOKENS", f"R. Ed:{TOKEN}")
    return reviewed_dossier(tmp_path)


def from_file(root: Path) -> TestClient:
    """Return a client of a dossier's build in its file."""
    here = Settings(base_url=BASE, query_time_s=10)
    return TestClient(create_app(open_store(build_it(root)), here, plan(root, None, None).dossier))


def from_database(database: str, root: Path, file: Path) -> TestClient:
    """Return a client of a build that is loaded, over this copy of its dossier."""
    here = Settings(base_url=BASE, query_time_s=10)
    return TestClient(create_app(loaded(database, file), here, plan(root, None, None).dossier))


def both_over(database: str, root: Path) -> Both:
    """Return clients of one build in its file and in the database, over one dossier."""
    return from_file(root), from_database(database, root, build_it(root))


def assert_alike(both: Both) -> None:
    """Check that two servers show the same."""
    found = mentions(both[0], "Kesh") + mentions(both[0], "Marfane")
    features = [f"/collections/mentions/items/{mention['id']}" for mention in found]
    questions = [f"/review?mention={mention['id']}" for mention in found]
    for path in (*PATHS, *features, *questions):
        ours, theirs = (client.get(path) for client in both)
        assert ours.status_code == 200, path
        assert theirs.content == ours.content, path


def test_what_is_decided_at_one_server_is_shown_by_both(database: str, root: Path) -> None:
    both = both_over(database, root)
    file, in_database = both
    assert_alike(both)
    (first, second, _) = mentions(in_database, "Kesh")
    row = decide(in_database, first["id"], "xx-kesh-south", scope="all", reason="the ferry")
    assert [m["place_id"] for m in mentions(in_database, "Kesh")] == ["xx-kesh-south"] * 3
    assert_alike(both)
    decide(file, second["id"], "use:metonym")
    decide(in_database, mentions(in_database, "Marfane")[0]["id"], "xx-southby")
    assert_alike(both)
    in_database.delete(f"/corrections/{row['id']}", headers=AUTHOR)
    assert queue(in_database)["changes"]["numberMatched"] == 2
    assert_alike(both)


def test_the_next_build_holds_what_was_decided(database: str, root: Path, tmp_path: Path) -> None:
    client = from_database(database, root, build_it(root))
    decide(client, mentions(client, "Kesh")[0]["id"], "xx-kesh-south", scope="all")
    shown = mentions(client, "Kesh")
    build_it(root)
    load_into_database(database, plan(root, None, tmp_path / f"{root.name}-out"))
    assert mentions(client, "Kesh") == shown
    assert queue(client)["changes"]["numberMatched"] == 0
    assert all(row["built"] for row in client.get("/corrections").json()["corrections"])


def test_a_server_whose_dossier_is_behind_shows_the_build_and_takes_no_decision(
    database: str, root: Path, tmp_path: Path
) -> None:
    old = copytree(root, tmp_path / "old" / root.name)
    first = from_database(database, root, build_it(root))
    decide(first, mentions(first, "Kesh")[0]["id"], "xx-kesh-south", scope="all")
    behind = from_database(database, old, build_it(root))
    assert mentions(behind, "Kesh") == mentions(first, "Kesh")
    assert "lacks 1 of the decisions" in queue(behind)["read_only"]
    body = {"mention": mentions(behind, "Kesh")[0]["id"], "decision": "unknown"}
    answer = behind.post("/corrections", json=body, headers=AUTHOR)
    assert answer.status_code == 409
    assert "bring the dossier up to date" in answer.json()["detail"]
    assert not (old / "corrections.csv").exists()
    (old / "corrections.csv").write_bytes((root / "corrections.csv").read_bytes())
    assert queue(behind)["read_only"] is None


def test_a_server_without_the_dossier_lists_what_is_open_and_writes_nothing(
    database: str, root: Path
) -> None:
    store = loaded(database, build_it(root))
    client = TestClient(create_app(store, Settings(base_url=BASE)))
    assert queue(client)["read_only"] == "served without its dossier"
    assert queue(client)["groups"]
    body = {"mention": queue(client)["groups"][0]["mention"], "decision": "unknown"}
    assert client.post("/corrections", json=body, headers=AUTHOR).status_code == 409
