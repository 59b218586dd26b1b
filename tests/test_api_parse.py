"""Texts that a client posts to be read."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command import Run as CommandLine
from conftest import SHIPPED
from fastapi.testclient import TestClient

from geo.api import parse
from geo.api.app import create_app
from geo.api.settings import Settings
from geo.dossier.load import load_dossier
from geo.store.open import Store

TEXT = "Shells fell on Saraqib, 15 km east of Idlib, <b>said</b> Ankara. Nobody in Qlmpf was hurt."


@pytest.fixture(scope="module")
def parser(store: Store) -> Iterator[TestClient]:
    """A client of a server that has the dossier at hand."""
    with TestClient(create_app(store, Settings(), load_dossier(SHIPPED))) as found:
        yield found


def post(client: TestClient, body: str | bytes, kind: str = "text/plain") -> Any:  # noqa: ANN401 - JSON
    """Return what a text is answered with."""
    answer = client.post("/parse", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    return answer.json()


def test_a_text_gives_what_the_command_line_gives(
    parser: TestClient, dateline: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "text").write_text(TEXT, "utf-8")
    line = dateline("parse", "text", "--input-format", "text", "--format", "geojson")
    assert post(parser, TEXT, "text/plain; charset=utf-8") == json.loads(line.out)


def test_every_mention_is_where_it_says(parser: TestClient) -> None:
    found = [f["properties"] for f in post(parser, TEXT)["features"]]
    assert {"Saraqib", "Idlib", "Ankara"} <= {p["surface"] for p in found}
    assert all(TEXT[p["start"] : p["end"]] == p["surface"] for p in found)


def test_a_record_may_name_the_day_and_the_language(parser: TestClient) -> None:
    zone = "They spoke of the demilitarised zone near Idlib."
    given = {"text": zone, "date": "2018-10-01", "language": "en"}
    found = post(parser, json.dumps(given), "application/json")
    plain = post(parser, zone)
    assert [f["properties"]["surface"] for f in found["features"]] == [
        f["properties"]["surface"] for f in plain["features"]
    ]
    assert post(parser, json.dumps({"text": "Idlib"}), "application/json")["features"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "not JSON"),
        ("[1]", "object with text"),
        ('{"text": 5}', "object with text"),
        ('{"date": "2018-10-01"}', "object with text"),
        ('{"text": "Idlib", "url": "http://127.0.0.1"}', "'url'"),
        ('{"text": "   "}', "is empty"),
    ],
)
def test_a_record_that_does_not_fit_is_a_bad_request(
    parser: TestClient, body: str, said: str
) -> None:
    answer = parser.post("/parse", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert said in answer.json()["detail"]


@pytest.mark.parametrize("kind", ["", "text/html", "multipart/form-data", "application/xml"])
def test_other_types_are_refused(parser: TestClient, kind: str) -> None:
    answer = parser.post("/parse", content="Idlib", headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["status"]) == (415, 415)


def test_a_text_that_is_too_long_is_refused_announced_or_not(
    parser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parse, "MAX_BYTES", 1000)
    sent: list[int] = []

    def endless() -> Iterator[bytes]:
        for number in range(100):
            sent.append(number)
            yield b"a" * 100

    headers = {"Content-Type": "text/plain"}
    assert post(parser, "a" * 1000)["features"] == []
    for body in (b"a" * 1001, endless()):
        answer = parser.post("/parse", content=body, headers=headers)
        assert (answer.status_code, answer.json()["status"]) == (413, 413)


def test_more_texts_than_can_wait_are_told_to_come_again(
    parser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading.Semaphore, "acquire", lambda *_, **__: False)
    answer = parser.post("/parse", content="Idlib", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"


def test_unknown_parameters_and_other_methods_are_refused(parser: TestClient) -> None:
    headers = {"Content-Type": "text/plain"}
    assert parser.post("/parse?format=csv", content="Idlib", headers=headers).status_code == 400
    assert parser.get("/parse").status_code == 405


def test_without_the_dossier_texts_are_not_read(client: TestClient) -> None:
    assert client.post("/parse", content="Idlib").status_code == 404
    assert "/parse" not in client.get("/api").json()["paths"]


def test_the_definition_says_how_to_post(parser: TestClient) -> None:
    operation = parser.get("/api").json()["paths"]["/parse"]["post"]
    assert set(operation["requestBody"]["content"]) == {"text/plain", "application/json"}
    assert {"200", "413", "415"} <= set(operation["responses"])


def test_a_page_of_another_site_may_post(parser: TestClient) -> None:
    asked = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = parser.options("/parse", headers=asked)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_text_may_not_be_longer_than_is_read_in_a_minute(store: Store) -> None:
    app = create_app(store, Settings(), load_dossier(SHIPPED))
    with TestClient(app) as found:
        headers = {"Content-Type": "text/plain"}
        answer = found.post("/parse", content=b"x " * parse.MAX_BYTES, headers=headers)
    assert answer.status_code == 413
