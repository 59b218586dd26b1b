"""Ask a collection with parameters, for the tests of filters."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient


def ask(client: TestClient, collection: str, **given: object) -> Any:  # noqa: ANN401 - JSON
    """Return the answer of a collection to parameters; an underscore is a hyphen."""
    params = {name.replace("_", "-"): str(value) for name, value in given.items()}
    answer = client.get(f"/collections/{collection}/items", params={"limit": "2000", **params})
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(client: TestClient, collection: str, **given: object) -> list[str]:
    return [feature["id"] for feature in ask(client, collection, **given)["features"]]


def refused(client: TestClient, collection: str = "places", **given: object) -> str:
    """Return what a request is told that is a bad one."""
    params = {name.replace("_", "-"): str(value) for name, value in given.items()}
    answer = client.get(f"/collections/{collection}/items", params=params)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    detail: str = answer.json()["detail"]
    return detail
