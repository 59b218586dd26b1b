"""What a server tells of itself: a line a request, and figures for Prometheus."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from geo.api.app import create_app
from geo.api.logs import ACCESS, configure_logs
from geo.api.settings import Settings
from geo.store.open import Store


@pytest.fixture
def told() -> Iterator[io.StringIO]:
    """What is logged, from the handler that the settings make."""
    out = io.StringIO()
    kept = logging.getLogger("dateline").handlers[:]
    yield out
    logging.getLogger("dateline").handlers[:] = kept


def logging_to(out: io.StringIO, settings: Settings) -> None:
    """Configure the logs, and let them be written to ``out``."""
    configure_logs(settings)
    for handler in logging.getLogger("dateline").handlers:
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(out)


def test_a_request_is_one_line_of_json_without_its_words(store: Store, told: io.StringIO) -> None:
    settings = Settings(log_format="json")
    logging_to(told, settings)
    with TestClient(create_app(store, settings)) as client:
        headers = {"X-Request-ID": "one", "Authorization": "Bearer hidden-secret"}
        client.get("/passages?q=hidden+words", headers=headers)
    (line,) = told.getvalue().splitlines()
    found = json.loads(line)
    assert found["method"] == "GET"
    assert (found["path"], found["route"]) == ("/passages", "/passages")
    assert (found["status"], found["request_id"]) == (200, "one")
    assert found["bytes"] > 0
    assert found["ms"] > 0
    assert found["level"] == "INFO"
    assert found["time"]
    assert "hidden" not in line


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_path_cannot_forge_a_line(store: Store, told: io.StringIO, form: str) -> None:
    settings = Settings(log_format=form)  # type: ignore[arg-type]
    logging_to(told, settings)
    with TestClient(create_app(store, settings)) as client:
        client.get("/documents/a%0A2026-01-01%20INFO%20forged%1b[31m")
    (line,) = told.getvalue().splitlines()
    assert "\x1b" not in line
    assert "%0A" in line


def test_the_template_is_told_where_there_is_one(store: Store, told: io.StringIO) -> None:
    settings = Settings(log_format="json")
    logging_to(told, settings)
    with TestClient(create_app(store, settings)) as client:
        for path in ("/collections/places/items/sy", "/zones/idlib-dmz", "/no-such-thing"):
            client.get(path)
    routes = [json.loads(line)["route"] for line in told.getvalue().splitlines()]
    template = "/collections/{collection}/items/{fid:path}"
    assert routes == [template, "/zones/{zone_id}", "(none)"]


def test_nothing_is_told_where_only_faults_are_asked_for(store: Store, told: io.StringIO) -> None:
    settings = Settings(log_level="error")
    logging_to(told, settings)
    assert not ACCESS.isEnabledFor(logging.INFO)
    with TestClient(create_app(store, settings)) as client:
        client.get("/collections")
    assert told.getvalue() == ""


def figures(client: TestClient) -> dict[str, float]:
    """Return the figures by their names with labels."""
    text = client.get("/metrics").text
    rows = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in rows}


def test_requests_are_counted_by_template_and_status(store: Store) -> None:
    with TestClient(create_app(store, Settings())) as client:
        for path in ("sy", "tr", "no-such"):
            client.get(f"/collections/places/items/{path}")
        client.request("BREW", "/collections")
        found = figures(client)
    route = 'route="/collections/{collection}/items/{fid:path}"'
    assert found[f'dateline_requests_total{{method="GET",{route},status="200"}}'] == 2
    assert found[f'dateline_requests_total{{method="GET",{route},status="404"}}'] == 1
    assert found[f"dateline_request_seconds_count{{{route}}}"] == 3
    assert any('method="other"' in name for name in found)
    assert not any("BREW" in name or "no-such" in name for name in found)


def test_the_build_that_is_served_is_named_with_its_age(store: Store) -> None:
    with TestClient(create_app(store, Settings())) as client:
        found = figures(client)
    digest = store.meta()["digest"]
    assert any(f'build="{digest}"' in name for name in found)
    assert found["dateline_store_age_seconds"] > 0
    assert found["dateline_requests_in_flight"] == 1


def test_tiles_are_counted_by_whether_they_were_kept(store: Store) -> None:
    with TestClient(create_app(store, Settings())) as client:
        for _ in range(3):
            client.get("/tiles/places/4/9/6.mvt")
        found = figures(client)
    assert found['dateline_tiles_total{cache="miss"}'] == 1
    assert found['dateline_tiles_total{cache="hit"}'] == 2


def test_figures_of_two_applications_are_not_mixed(store: Store) -> None:
    one, other = (TestClient(create_app(store, Settings())) for _ in range(2))
    one.get("/conformance")
    assert any("/conformance" in name for name in figures(one))
    assert not any("/conformance" in name for name in figures(other))
