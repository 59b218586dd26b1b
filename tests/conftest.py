"""What tests share: the shipped dossier, read once."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from browser import chromium, serving, watched
from command import Run as CommandLine
from command import command_line
from fastapi.testclient import TestClient
from hypothesis import settings
from measuring import mark_unmeasured
from playwright.sync_api import Browser, Page

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.dossier.find import find_dossier
from geo.gazetteer import cache
from geo.gazetteer.packages import WorldFiles
from geo.model.run import Run
from geo.model.text import Document
from geo.pipeline.builds import build, plan
from geo.pipeline.engine import Engine, prepare
from geo.publish.choice import Choice
from geo.publish.site import publish
from geo.store.open import Store, open_store

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

# The tests' client calls the server by this name, and asks more than others may.
os.environ |= {"DATELINE_ALLOWED_HOSTS": "testserver", "DATELINE_RATE_LIMIT": "0"}

ROOT = Path(__file__).resolve().parents[1]
SITE = "https://maps.example/idlib"
SHIPPED = ROOT / "layers" / "idlib-2018"


def quiet(_stage: str, _done: int, _total: int) -> None:
    """Take progress and say nothing."""


def document(text: str, **fields: object) -> Document:
    """Return a document of a test's own words."""
    return Document(**{"id": "t", "title": "t", "text": text, "source": "t.txt", **fields})  # type: ignore[arg-type]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tell the tests that run with coverage from those that run without."""
    mark_unmeasured(items)


@pytest.fixture(autouse=True)
def _logs_end_with_their_test() -> Iterator[None]:
    # What a test set up writes to that test's standard error, which is closed after it.
    yield
    for name in ("dateline", "uvicorn"):
        logging.getLogger(name).handlers.clear()


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The shipped dossier, ready to read."""
    return prepare(plan(find_dossier(SHIPPED), None, None).dossier)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """The shipped dossier with its own documents, built once: the store and the run."""
    out = tmp_path_factory.mktemp("built")
    made = build(plan(find_dossier(SHIPPED), None, out), quiet)
    assert made.run is not None
    return made.store, made.run


@pytest.fixture(scope="session")
def store(built: tuple[Path, Run]) -> Store:
    """The store of the shipped dossier."""
    return open_store(built[0])


@pytest.fixture(scope="session")
def published(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the shipped dossier, with links that start with ``SITE``."""
    root = tmp_path_factory.mktemp("published") / "site"
    dossier = plan(find_dossier(SHIPPED), None, None).dossier
    publish(store, dossier, root, Choice(base_url=SITE), quiet)
    return root


@pytest.fixture(scope="session")
def large(built: tuple[Path, Run], tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The shipped dossier, built as one too large for a page to carry."""
    from corpora import large_store  # noqa: PLC0415 - the module takes what stands here

    return large_store(built, tmp_path_factory.mktemp("large") / "large.sqlite")


@pytest.fixture(scope="session")
def listener(store: Store) -> Iterator[uvicorn.Server]:
    """A server of the shipped dossier, to be spoken to over sockets."""
    from sockets import listening  # noqa: PLC0415 - the module takes what stands here

    with listening(store) as found:
        yield found


@pytest.fixture(scope="session")
def client(store: Store) -> Iterator[TestClient]:
    """A client of the API over the shipped dossier."""
    with TestClient(create_app(store, Settings())) as found:
        yield found


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development material; tests that need it are skipped without it."""
    path = os.environ.get("DATELINE_SHARED")
    if not path:
        pytest.skip("DATELINE_SHARED is not set: the development material is not at hand")
    return Path(path).resolve()


@pytest.fixture(scope="session")
def compiled_world() -> None:
    """The world gazetteer, compiled in the cache of this machine."""
    from world_once import compile_world  # noqa: PLC0415 - the module takes what stands here

    compile_world()


@pytest.fixture
def dateline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """A command line in an empty folder."""
    return command_line(tmp_path, monkeypatch, capsys)


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    """The address of a PostgreSQL with PostGIS that only tests use."""
    from postgres import postgres  # noqa: PLC0415 - only some tests need it

    with postgres() as found:
        yield found


@pytest.fixture
def atlas(monkeypatch: pytest.MonkeyPatch) -> None:
    """The invented atlas in place of the installed packages."""
    from atlas import entries  # noqa: PLC0415 - the fixture bears the module's name

    files = WorldFiles(folders={}, versions={"atlas": "1"}, shipped=Path())
    monkeypatch.setattr(cache, "SHIPPED", ())
    monkeypatch.setattr(cache, "world_files", lambda: files)
    monkeypatch.setattr(cache, "world_entries", lambda _: iter(entries()))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, started once for a file of tests."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def address(store: Store) -> Iterator[str]:
    """The address of the shipped dossier, served."""
    with serving(create_app(store, Settings())) as found:
        yield found


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Page]:
    """A page on a desk."""
    with watched(browser, 1440, 900) as page:
        yield page


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A small dossier in that folder."""
    # Here and not above: the module takes what stands above from this one.
    from dossiers import small_dossier  # noqa: PLC0415

    return small_dossier(tmp_path)


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A small dossier, and documents for three shards."""
    from corpora import three_shards  # noqa: PLC0415 - the same

    return three_shards(tmp_path, monkeypatch)
