"""New builds are served at once, and no answer is ever made of two."""

from __future__ import annotations

import shutil
import threading
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from browser import serving
from dossiers import add, build_in, change, place_row, small_dossier, write_document
from fastapi.testclient import TestClient

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.dossier.load import load_dossier
from geo.store.open import open_store

PATHS = (
    "/?f=json",
    "/api",
    "/documents",
    "/collections",
    "/collections/places/items",
    "/collections/mentions/items?bbox=11,21,13,23",
    "/layers/mentions.geojson",
    "/layers/documents.csv",
    "/passages?q=patrol",
    "/tiles/places/6/34/27.mvt",
    "/search?q=Eastham",
    "/page.json",
)
ROUNDS = 60
EASTHAM = place_row("xx-eastham", "12.1", "22.1").replace(",xx-eastham,", ",Eastham,", 1)
BASE = "http://maps.example"


@dataclass(frozen=True)
class Two:
    """Two builds of a dossier, what each answers, and the place that they are served from."""

    builds: tuple[Path, Path]
    answers: dict[str, set[bytes]]
    served: Path


def answers(store: Path) -> dict[str, bytes]:
    """Return what a build answers."""
    with TestClient(create_app(open_store(store), Settings(base_url=BASE))) as client:
        return {path: client.get(path).content for path in PATHS}


@pytest.fixture
def two(tmp_path: Path) -> Two:
    """Two builds that differ in title, documents and places."""
    root = small_dossier(tmp_path)
    one = build_in(root, tmp_path / "one").store
    change(root / "dossier.toml", 'title = "', 'title = "New: ')
    add(root / "gazetteer.csv", EASTHAM)
    for number in range(40):
        write_document(root, f"{number}.txt", f"Patrol {number} left Eastham for Northton.")
    other = build_in(root, tmp_path / "other").store
    both = answers(one), answers(other)
    found = {path: {each[path] for each in both} for path in PATHS}
    assert [path for path, bodies in found.items() if len(bodies) < 2] == []
    served = tmp_path / "served" / "dateline.sqlite"
    served.parent.mkdir()
    shutil.copy(one, served)
    return Two((one, other), found, served)


def put(build: Path, served: Path) -> None:
    """Put a build in the place of another, as builds are written."""
    draft = served.with_suffix(".draft")
    shutil.copy(build, draft)
    draft.replace(served)


def asked(address: str, path: str) -> bytes:
    """Return what a server answers; fails where it answers badly or not at all."""
    with urlopen(Request(address + path), timeout=30) as answer:  # noqa: S310 - our own address
        body: bytes = answer.read()
        return body


class Hammer(threading.Thread):
    """Asks for one address after the other, and keeps what no build answers."""

    def __init__(self, address: str, two: Two, start: int) -> None:
        """Start at one of the addresses."""
        super().__init__()
        self.mixed: list[tuple[str, bytes]] = []
        self.count = 0
        self.ended = threading.Event()
        self._address, self._two = address, two
        self._paths = PATHS[start:] + PATHS[:start]

    def run(self) -> None:
        """Ask until it is ended."""
        while not self.ended.is_set():
            for path in self._paths:
                body = asked(self._address, path)
                self.count += 1
                if body not in self._two.answers[path]:
                    self.mixed.append((path, body))


def test_every_answer_is_of_one_build_while_builds_come_and_go(two: Two) -> None:
    app = create_app(open_store(two.served), Settings(base_url=BASE))
    with serving(app) as address:
        hammers = [Hammer(address, two, start) for start in (0, 3, 6, 9)]
        for hammer in hammers:
            hammer.start()
        for number in range(ROUNDS):
            put(two.builds[number % 2], two.served)
            hammers[0].ended.wait(0.02)
        for hammer in hammers:
            hammer.ended.set()
        for hammer in hammers:
            hammer.join()
    assert [hammer.mixed for hammer in hammers] == [[]] * len(hammers)
    assert all(hammer.count >= len(PATHS) for hammer in hammers)


def test_all_that_is_kept_of_a_build_follows_the_next_one(two: Two) -> None:
    app = create_app(open_store(two.served), Settings(base_url=BASE))
    with TestClient(app) as client:
        for build in (*two.builds, *two.builds):
            put(build, two.served)
            expected = answers(build)
            assert {path: client.get(path).content for path in PATHS} == expected


def test_texts_are_read_by_the_dossier_of_the_build_that_stands(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    made = build_in(root, tmp_path / "out")
    app = create_app(open_store(made.store), Settings(), load_dossier(root))

    def found() -> list[str]:
        headers = {"Content-Type": "text/plain"}
        answer = client.post("/parse", content=b"It rained in Eastham.", headers=headers)
        return [feature["properties"]["surface"] for feature in answer.json()["features"]]

    with TestClient(app) as client:
        assert found() == []
        add(root / "gazetteer.csv", EASTHAM)
        assert found() == []  # it is not built yet
        build_in(root, tmp_path / "out")
        assert found() == ["Eastham"]
        change(root / "zones.toml", "[5, 10]", "[10, 5]")
        assert found() == ["Eastham"]  # the dossier is broken, and its last build stands
