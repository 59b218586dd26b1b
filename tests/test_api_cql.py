"""CQL2 filters of a collection, as text and as JSON. Plain Python is the judge."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import shapely
from asking import ask, ids
from fastapi.testclient import TestClient
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.model.query import LayerInfo
from geo.store.open import Store

Properties = dict[str, Any]
Test = Callable[[Properties], bool]


def judged(client: TestClient, collection: str, test: Test) -> list[str]:
    """Return the ids of the features whose properties pass a test, in the layer's order."""
    features = ask(client, collection)["features"]
    return [f["id"] for f in features if test(f["properties"])]


FILTERS: list[tuple[str, str, Test]] = [
    ("places", "role = 'associative'", lambda p: p["role"] == "associative"),
    ("places", "role <> 'associative'", lambda p: p["role"] != "associative"),
    ("places", "mentions >= 3 and mentions<9", lambda p: 3 <= p["mentions"] < 9),
    ("places", "mentions BETWEEN 2 AND 5", lambda p: 2 <= p["mentions"] <= 5),
    ("places", "NOT mentions BETWEEN +2 AND 5.0e0", lambda p: not 2 <= p["mentions"] <= 5),
    ("places", "name IN ('Idlib', 'Hama')", lambda p: p["name"] in {"Idlib", "Hama"}),
    ("places", "name NOT IN ('Idlib')", lambda p: p["name"] != "Idlib"),
    ("places", "population IS NULL", lambda p: p["population"] is None),
    ("places", '"population" IS NOT NULL', lambda p: p["population"] is not None),
    (
        "places",  # a value that is missing is neither equal nor unequal
        "NOT population > 1000000",
        lambda p: p["population"] is not None and p["population"] <= 1_000_000,
    ),
    (
        "places",  # AND binds closer than OR
        "role = 'associative' OR mentions > 3 AND feature_class = 'P'",
        lambda p: p["role"] == "associative" or (p["mentions"] > 3 and p["feature_class"] == "P"),
    ),
    (
        "places",
        "(role = 'associative' OR mentions > 3)\n\tAND NOT (feature_class = 'P')",
        lambda p: (p["role"] == "associative" or p["mentions"] > 3) and p["feature_class"] != "P",
    ),
    ("places", "name LIKE 'al-%'", lambda p: p["name"].startswith("al-")),
    ("places", "name LIKE '_dlib'", lambda p: p["name"] == "Idlib"),
    (
        "places",
        "CASEI(name) LIKE CASEI('AL-%')",
        lambda p: p["name"].casefold().startswith("al-"),
    ),
    ("places", "document_id = document_id", lambda p: p["document_id"] is not None),
    ("lines", "unsourced = TRUE", lambda p: p["unsourced"] is True),
    (
        "mentions",
        "published_on > DATE('2018-09-17')",
        lambda p: (p["published_on"] or "") > "2018-09-17",
    ),
    (
        "mentions",
        "T_AFTER(published_on, TIMESTAMP('2018-09-17T10:00:00Z'))",
        lambda p: (p["published_on"] or "") > "2018-09-17",
    ),
    (
        "mentions",
        "T_BEFORE(published_on, DATE('2019-01-01'))",
        lambda p: (p["published_on"] or "9") < "2019-01-01",
    ),
    (
        "mentions",  # as CQL2 defines it, without the days at its ends
        "T_DURING(published_on, INTERVAL('2018-09-17', '2019-06-30'))",
        lambda p: "2018-09-17" < (p["published_on"] or "") < "2019-06-30",
    ),
    (
        "mentions",
        "T_INTERSECTS(published_on, INTERVAL('..', '2018-09-17'))",
        lambda p: (p["published_on"] or "9") <= "2018-09-17",
    ),
    (
        "zones",
        "T_INTERSECTS(INTERVAL(in_force_from, in_force_to), DATE('2019-12-01'))",
        lambda p: (p["in_force_from"] or "") <= "2019-12-01" <= (p["in_force_to"] or "9"),
    ),
]


@pytest.mark.parametrize(("collection", "text", "test"), FILTERS)
def test_a_filter_finds_what_python_finds(
    client: TestClient, collection: str, text: str, test: Test
) -> None:
    wanted = judged(client, collection, test)
    found = ask(client, collection, filter=text)
    assert [f["id"] for f in found["features"]] == wanted
    assert 0 < found["numberMatched"] == len(wanted)


NAME, MENTIONS, DAY = ({"property": n} for n in ("name", "mentions", "published_on"))
BOX = "POLYGON((36 35, 37 35, 37 36, 36 36, 36 35))"
PAIRS = [
    ("places", "mentions BETWEEN 2 AND 5", {"op": "between", "args": [MENTIONS, 2, 5]}),
    ("places", "name IN ('Idlib')", {"op": "in", "args": [NAME, ["Idlib"]]}),
    ("places", "note IS NULL", {"op": "isNull", "args": [{"property": "note"}]}),
    (
        "places",
        "NOT (name LIKE 'al-%' OR mentions = 1)",
        {
            "op": "not",
            "args": [
                {
                    "op": "or",
                    "args": [
                        {"op": "like", "args": [NAME, "al-%"]},
                        {"op": "=", "args": [MENTIONS, 1]},
                    ],
                }
            ],
        },
    ),
    (
        "places",
        "CASEI(name) = CASEI('IDLIB')",
        {"op": "=", "args": [{"op": "casei", "args": [NAME]}, {"op": "casei", "args": ["IDLIB"]}]},
    ),
    (
        "mentions",
        "T_DURING(published_on, INTERVAL('2018-10-01', '..'))",
        {"op": "t_during", "args": [DAY, {"interval": ["2018-10-01", ".."]}]},
    ),
    (
        "mentions",
        "T_AFTER(published_on, DATE('2018-10-01'))",
        {"op": "t_after", "args": [DAY, {"date": "2018-10-01"}]},
    ),
    (
        "zones",
        f"S_INTERSECTS(geometry, {BOX})",
        {
            "op": "s_intersects",
            "args": [{"property": "geometry"}, shapely.geometry.mapping(shapely.from_wkt(BOX))],
        },
    ),
    (
        "zones",
        "S_INTERSECTS(geometry, BBOX(36, 35, 37, 36))",
        {"op": "s_intersects", "args": [{"property": "geometry"}, {"bbox": [36, 35, 37, 36]}]},
    ),
]


@pytest.mark.parametrize(("collection", "text", "tree"), PAIRS)
def test_text_and_json_say_the_same(
    client: TestClient, collection: str, text: str, tree: object
) -> None:
    found = ids(client, collection, filter=text)
    written = json.dumps(tree)
    assert ids(client, collection, filter=written, filter_lang="cql2-json") == found


def test_case_and_accents_are_ignored_only_where_it_is_asked(client: TestClient) -> None:
    assert ids(client, "places", filter="name = 'idlib'") == []
    assert ids(client, "places", filter="name LIKE 'idl%'") == []
    assert "sy-idlib" in ids(client, "places", filter="CASEI(name) = 'idlib'")
    assert "sy-idlib" in ids(client, "places", filter="name = ACCENTI('Ídlíb')")
    assert ids(client, "places", filter="CASEI('ΣΊΣΥΦΟΣ') = CASEI('σίσυφος') AND mentions > 2")


@settings(max_examples=60, deadline=None)
@given(text=st.text("a%_\\*?[]^-é'", max_size=6), pattern=st.text("a%_\\*?[]^-é'", max_size=6))
@example(text="100%", pattern="100\\%")
@example(text="1000", pattern="100\\%")
@example(text="a*b", pattern="a*b")
@example(text="axb", pattern="a*b")
@example(text="[a]", pattern="[a]")
def test_wildcards_are_percent_and_underscore_and_a_backslash_takes_them_as_they_are(
    client: TestClient, text: str, pattern: str
) -> None:
    tree = {"op": "like", "args": [text, pattern]}
    found = ask(client, "places", filter=json.dumps(tree), filter_lang="cql2-json", limit=1)
    assert (found["numberMatched"] > 0) == _like(text, pattern)


def _like(text: str, pattern: str) -> bool:
    """Tell whether a pattern fits by trying every way."""
    if not pattern:
        return not text
    head, rest = pattern[0], pattern[1:]
    if head == "%":
        return any(_like(text[n:], rest) for n in range(len(text) + 1))
    if head == "\\" and rest:
        head, rest = rest[0], rest[1:]
    elif head == "_":
        return bool(text) and _like(text[1:], rest)
    return text[:1] == head and _like(text[1:], rest)


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
@example(text="' OR '1'='1")
@example(text="'; DROP TABLE feature; --")
@example(text='") OR 1=1 --')
def test_a_text_is_a_text_whatever_stands_in_it(client: TestClient, text: str) -> None:
    quoted = text.replace("\\", "").replace("'", "''")
    assert ids(client, "places", filter=f"name = '{quoted}'") == []
    found = ask(client, "places", filter=f"'{quoted}' = '{quoted}'", limit=1)
    assert found["numberMatched"] > 0


def test_quotes_in_a_text_are_doubled_or_led_by_a_backslash(client: TestClient) -> None:
    for text in ("name <> 'Ma''arrat'", r"name <> 'Ma\'arrat'"):
        assert ids(client, "places", filter=text) == ids(client, "places")
    assert ask(client, "places", filter=r"'a''b' = 'a\'b'")["numberMatched"] > 0


@pytest.mark.parametrize("layer", ["places", "zones", "lines"])
@pytest.mark.parametrize(
    ("op", "test"),
    [
        ("S_INTERSECTS", shapely.intersects),
        ("S_WITHIN", shapely.within),
        ("S_CONTAINS", shapely.contains),
        ("S_DISJOINT", shapely.disjoint),
        ("S_CROSSES", shapely.crosses),
        ("S_OVERLAPS", shapely.overlaps),
        ("S_TOUCHES", shapely.touches),
        ("S_EQUALS", shapely.equals),
    ],
)
def test_shapes_are_compared_as_they_are_and_not_by_their_boxes(
    client: TestClient, store: Store, layer: str, op: str, test: Callable[..., bool]
) -> None:
    triangle = shapely.Polygon([(36.2, 35.2), (37.2, 35.6), (36.4, 36.3)])
    drawn = [
        (f.id, shapely.from_geojson(f.geometry))
        for f in store.features.every(layer)
        if f.geometry != b"null"
    ]
    wanted = [fid for fid, geometry in drawn if test(geometry, triangle)]
    assert ids(client, layer, filter=f"{op}(geometry, {triangle.wkt})") == wanted
    converse = {"S_WITHIN": "S_CONTAINS", "S_CONTAINS": "S_WITHIN"}.get(op, op)
    assert ids(client, layer, filter=f"{converse}({triangle.wkt}, geometry)") == wanted


def test_a_distance_is_one_on_the_ground(client: TestClient) -> None:
    lon, lat, features = 36.63, 35.93, ask(client, "places")["features"]
    for km in (0.5, 20, 60, 400):
        wanted = [
            f["id"]
            for f in features
            if Geod(ellps="WGS84").inv(lon, lat, *f["geometry"]["coordinates"])[2] <= km * 1000
        ]
        for said in (f"{km}, 'km'", f"{km}, kilometers", f"{km * 1000}", f"{km * 1000}, 'm'"):
            text = f"S_DWITHIN(geometry, POINT({lon} {lat}), {said})"
            assert ids(client, "places", filter=text) == wanted


def test_every_queryable_can_be_asked_for(client: TestClient, store: Store) -> None:
    constants = {"string": "'x'", "number": "1", "boolean": "TRUE"}
    for layer in store.features.layers():
        said = client.get(f"/collections/{layer.id}/queryables").json()["properties"]
        assert set(said) == {*layer.queryables, "geometry"}
        _asks_for_each(client, layer, constants)


def _asks_for_each(client: TestClient, layer: LayerInfo, constants: dict[str, str]) -> None:
    for name, kind in layer.queryables.items():
        text = f'"{name}" = {constants[kind]} OR "{name}" IS NULL'
        assert ask(client, layer.id, filter=text, limit=1)["numberMatched"] >= 0


def test_what_is_claimed_of_cql2_is_what_is_served(client: TestClient) -> None:
    claimed = client.get("/conformance").json()["conformsTo"]
    for name in ("cql2-text", "cql2-json", "basic-cql2", "temporal-functions"):
        assert f"http://www.opengis.net/spec/cql2/1.0/conf/{name}" in claimed
    parameters = client.get("/api").json()["paths"]["/collections/{collection}/items"]["get"]
    named = [p["name"] for p in parameters["parameters"]]
    assert {"filter", "filter-lang", "filter-crs", "crs", "bbox-crs", "sortby"} <= set(named)
    assert len(named) == len(set(named))
