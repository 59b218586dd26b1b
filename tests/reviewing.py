"""A small dossier with something to decide, served with a token."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from conftest import quiet
from dossiers import add, small_dossier
from fastapi.testclient import TestClient

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.pipeline.builds import STORE_NAME, build, plan
from geo.store.open import Store, open_store

TOKEN = "a-secret-of-this-test"  # noqa: S105 - no secret of anybody
AUTHOR = {"Authorization": f"Bearer {TOKEN}"}
TWO_TOWNS = (
    "xx-kesh-north,Kesh,,,,P,PPL,XX,,,12.1,22.2,1000,hand,kesh-north,CC0-1.0,\n"
    "xx-kesh-south,Kesh,,,,P,PPL,XX,,,12.0,21.1,1000,hand,kesh-south,CC0-1.0,\n"
)
FIRST = "DATE: 2 March 2020\n\nTraders left Kesh at dawn. By noon Kesh was empty.\n"
SECOND = (
    "DATE: 5 March 2020\n\nA bus from Northton came to Kesh. "
    "It went on to the village of Marfane.\n"
)


def reviewed_dossier(folder: Path) -> Path:
    """Write a dossier in which two towns are called Kesh, and Marfane is in no gazetteer."""
    root = small_dossier(folder, "reviewed")
    add(root / "gazetteer.csv", TWO_TOWNS)
    for old in (root / "documents").iterdir():
        old.unlink()
    (root / "documents" / "first.txt").write_text(FIRST, "utf-8")
    (root / "documents" / "second.txt").write_text(SECOND, "utf-8")
    return root


def build_it(root: Path) -> Path:
    """Build a dossier beside itself; return the store."""
    return build(plan(root, None, root.parent / f"{root.name}-out"), quiet).store


@lru_cache(maxsize=1)
def _built() -> bytes:
    """Return the store of the dossier before any decision, built once for all tests."""
    with TemporaryDirectory() as folder:
        return build_it(reviewed_dossier(Path(folder))).read_bytes()


def store_of(root: Path) -> Store:
    """Return the store of a dossier, built anew only where it differs from the one that was."""
    path = root.parent / f"{root.name}-out" / STORE_NAME
    if not path.exists():
        path.parent.mkdir()
        path.write_bytes(_built())
    return open_store(build_it(root))


def served(root: Path, patch: pytest.MonkeyPatch) -> TestClient:
    """Return a client of a dossier that is built, and served with one token, of "R. Ed"."""
    patch.setenv("DATELINE_TOKENS", f"R. Ed:{TOKEN}")
    return TestClient(create_app(store_of(root), Settings(), plan(root, None, None).dossier))


def decide(client: TestClient, mention: str, decision: str, **said: str) -> Any:  # noqa: ANN401 - JSON
    """Make a decision; return the row that was written."""
    body = {"mention": mention, "decision": decision, **said}
    answer = client.post("/corrections", json=body, headers=AUTHOR)
    assert answer.status_code == 201, answer.text
    return answer.json()


def queue(client: TestClient) -> Any:  # noqa: ANN401 - JSON
    """Return what is to be reviewed."""
    return client.get("/review").json()


def mentions(client: TestClient, surface: str) -> list[Any]:
    """Return the mentions of a name as the documents have them, oldest document first."""
    documents = client.get("/documents").json()["documents"]
    found = (client.get(f"/documents/{d['id']}?f=json").json()["found"] for d in documents)
    return [m for marks in found for m in marks if m["surface"] == surface]
