"""The definition says what there is: statuses, ETags, ids, ranges, and who may write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from reviewing import reviewed_dossier, served

REQUIRED = {"/search": "?q=Idlib", "/reverse": "?lat=35.9&lon=36.6", "/lookup": "?osm_ids=sy"}


@pytest.fixture(scope="module")
def reads(client: TestClient) -> dict[str, Any]:
    """What GET does at each path."""
    found = client.get("/api").json()["paths"]
    return {path: said["get"] for path, said in found.items() if "get" in said}


def parameters(operation: dict[str, Any], where: str) -> dict[str, Any]:
    """Return the parameters of an operation that stand in a place, by name."""
    return {p["name"]: p for p in operation.get("parameters", ()) if p["in"] == where}


def example(client: TestClient, path: str, operation: dict[str, Any]) -> str:
    """Return an address of an operation that answers."""
    known = {
        "fid": client.get("/collections/places/items").json()["features"][0]["id"],
        "document_id": client.get("/documents").json()["documents"][0]["id"],
    }
    for name, said in parameters(operation, "path").items():
        values = said["schema"].get("enum") or [said["schema"].get("minimum", known.get(name))]
        known[name] = values[0]
    return path.format(**known) + REQUIRED.get(path, "")


def test_an_answer_bears_an_etag_where_not_modified_is_told(
    client: TestClient, reads: dict[str, Any]
) -> None:
    for path, operation in reads.items():
        address = example(client, path, operation)
        first = client.get(address)
        assert first.status_code == 200, address
        told = "304" in operation["responses"]
        if path != "/status":  # only its JSON has one
            assert ("etag" in first.headers) == told, path
        if "etag" in first.headers:
            for known in (first.headers["etag"], "*", f'"x", {first.headers["etag"]}, W/"y"'):
                again = client.get(address, headers={"If-None-Match": known})
                assert (again.status_code, again.content) == (304, b""), path


def test_no_status_is_left_open(client: TestClient) -> None:
    for path, operations in client.get("/api").json()["paths"].items():
        for method, said in operations.items():
            statuses = set(said["responses"])
            assert all(status.isdigit() for status in statuses), path
            assert {"400", "429", "500", "503"} <= statuses
            assert ("404" in statuses) >= ("{" in path)
            assert ({"408", "413"} <= statuses) == (method != "get")


def test_ids_that_are_listed_are_there_and_no_others(
    client: TestClient, reads: dict[str, Any]
) -> None:
    listed = parameters(reads["/collections/{collection}"], "path")["collection"]["schema"]["enum"]
    served_ids = [c["id"] for c in client.get("/collections").json()["collections"]]
    assert listed == served_ids
    for path, name in (("/layers/{name}", "name"), ("/zones/{zone_id}", "zone_id")):
        for value in parameters(reads[path], "path")[name]["schema"]["enum"]:
            assert client.head(path.format(**{name: value})).status_code == 200
    for path, operation in reads.items():
        for name, said in parameters(operation, "path").items():
            if "enum" in said["schema"]:
                given = dict.fromkeys(parameters(operation, "path"), "0") | {name: "nothing"}
                assert client.get(path.format(**given)).status_code == 404


def test_the_parameters_of_the_standard_are_as_it_wants_them(reads: dict[str, Any]) -> None:
    found = parameters(reads["/collections/{collection}/items"], "query")
    box, limit, when = found["bbox"], found["limit"], found["datetime"]
    assert {p["style"] for p in (box, limit, when)} == {"form"}
    assert not any(p["explode"] or p.get("required") for p in (box, limit, when))
    assert (box["schema"]["type"], box["schema"]["items"]["type"]) == ("array", "number")
    assert (box["schema"]["minItems"], box["schema"]["maxItems"]) == (4, 6)
    assert (limit["schema"]["type"], limit["schema"]["minimum"]) == ("integer", 1)
    assert limit["schema"]["default"] <= limit["schema"]["maximum"] == 10_000
    assert when["schema"]["type"] == "string"


def test_a_choice_is_listed_with_every_value_that_is_taken(
    client: TestClient, reads: dict[str, Any]
) -> None:
    asked = 0
    for path, operation in reads.items():
        address, _, given = example(client, path, operation).partition("?")
        for name, said in parameters(operation, "query").items():
            values = said["schema"].get("enum", ())
            for value in values:
                answer = client.get(f"{address}?{given}&{name}={quote(str(value))}")
                alone = name == "bounded" and value in {"1", "true"}  # it needs a viewbox
                assert answer.status_code == (400 if alone else 200), (path, name, value)
                asked += 1
            if values:
                wrong = client.get(f"{address}?{given}&{name}=nonsense")
                assert wrong.status_code == 400, (path, name)
    assert asked > 100


@pytest.fixture
def reviewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A client of a dossier that takes decisions."""
    with served(reviewed_dossier(tmp_path), monkeypatch) as found:
        yield found


def test_who_may_write_is_said(reviewed: TestClient) -> None:
    definition = reviewed.get("/api").json()
    schemes = definition["components"]["securitySchemes"]
    assert schemes == {"token": {"type": "http", "scheme": "bearer"}}
    guarded = [
        (path, method)
        for path, operations in definition["paths"].items()
        for method, said in operations.items()
        if said.get("security") == [{"token": []}]
    ]
    assert sorted(guarded) == [
        ("/corrections", "post"),
        ("/corrections/{correction_id}", "delete"),
        ("/gazetteer/rows", "post"),
    ]
    for path, method in guarded:
        assert {"401", "403"} <= set(definition["paths"][path][method]["responses"])
