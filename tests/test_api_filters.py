"""Properties as filters of a collection."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient

ITEMS = "/collections/places/items"


def get(client: TestClient, address: str) -> Any:  # noqa: ANN401 - JSON
    """Return the JSON of an address that answers."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_properties_are_filters(client: TestClient) -> None:
    kinds = get(client, "/collections/places/queryables")["properties"]
    assert (kinds["role"], kinds["mentions"]) == ({"type": "string"}, {"type": "number"})
    assert "names" not in kinds
    whole = get(client, f"{ITEMS}?limit=1000")["features"]
    for name, raw, wanted in (("role", "associative", "associative"), ("mentions", "2", 2)):
        found = get(client, f"{ITEMS}?limit=1000&{name}={raw}")
        expected = [f["id"] for f in whole if f["properties"][name] == wanted]
        assert [f["id"] for f in found["features"]] == expected
        assert 0 < found["numberMatched"] == len(expected) < len(whole)
    both = get(client, f"{ITEMS}?role=literal&feature_code=PPLC")
    assert {f["properties"]["role"] for f in both["features"]} == {"literal"}


def test_a_filter_goes_with_the_links_and_asks_for_the_right_kind(client: TestClient) -> None:
    found = get(client, f"{ITEMS}?role=literal&limit=3")
    follow = get(client, next(k["href"] for k in found["links"] if k["rel"] == "next"))
    assert {f["properties"]["role"] for f in follow["features"]} == {"literal"}
    assert client.get(f"{ITEMS}?mentions=many").status_code == 400
    assert client.get(f"{ITEMS}?names=Idlib").status_code == 400
    assert get(client, f"{ITEMS}?name=x'%20OR%20'1")["numberMatched"] == 0
