"""Order, choice of properties, and filters over many pages."""

from __future__ import annotations

from asking import ask, ids
from fastapi.testclient import TestClient


def test_conditions_of_all_parameters_hold_together(client: TestClient) -> None:
    boxed = set(ids(client, "places", bbox="36,35,37,36"))
    named = set(ids(client, "places", filter="mentions > 1"))
    literal = set(ids(client, "places", role="literal"))
    both = ids(client, "places", bbox="36,35,37,36", filter="mentions > 1", role="literal")
    assert set(both) == boxed & named & literal
    assert both


def test_the_next_page_keeps_filter_and_order(client: TestClient) -> None:
    asked = {"filter": "mentions > 1", "sortby": "-mentions,name"}
    page = ask(client, "places", **asked, limit=5)
    walked = [f["id"] for f in page["features"]]
    while following := [k["href"] for k in page["links"] if k["rel"] == "next"]:
        page = client.get(following[0]).json()
        walked += [f["id"] for f in page["features"]]
    assert walked == ids(client, "places", **asked)


def test_features_come_in_the_order_asked_for_and_what_has_no_value_last(
    client: TestClient,
) -> None:
    features = ask(client, "places")["features"]
    for sortby, sign in (("-population,name", -1), ("population,+name", 1)):
        wanted = sorted(
            (f["properties"] for f in features),
            key=lambda p: (p["population"] is None, sign * (p["population"] or 0), p["name"]),
        )
        found = [f["properties"] for f in ask(client, "places", sortby=sortby)["features"]]
        assert [(p["population"], p["name"]) for p in found] == [
            (p["population"], p["name"]) for p in wanted
        ]


def test_only_the_properties_asked_for_are_given(client: TestClient) -> None:
    whole = ask(client, "places")["features"]
    for feature, full in zip(
        ask(client, "places", properties="names,name")["features"], whole, strict=True
    ):
        assert feature["properties"] == {k: full["properties"][k] for k in ("names", "name")}
        assert feature["geometry"] == full["geometry"]
