"""Filters that are wrong, hostile or long: each is refused with what would be right."""

from __future__ import annotations

import json

import pytest
from asking import ids, refused
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

WRONG = [
    ("foo = 1", "unknown property 'foo'; known: place_id, name"),
    ("names = 'Idlib'", "unknown property 'names'"),
    ("rowid = 1", "unknown property 'rowid'"),
    ("load_extension('x') = 1", "unknown function or operator 'load_extension'; known: CASEI"),
    ("randomblob(1e9) = 1", "unknown function"),
    ("name", "name is no condition"),
    ("1", "no condition"),
    ("", "character 1"),
    ("name = ", "a property, a value or a function expected at character 8, not the end"),
    ("name = 'x' OR", "character 14"),
    ("name = 'x", 'cannot read "\'x" at character 8'),
    ("name = 'x'; DROP TABLE feature", "cannot read '; DROP"),
    ("name = 'x' -- y", "cannot read '-- y'"),
    ("(name = 'x'", ") expected"),
    ("name NOT 'x'", "LIKE, BETWEEN or IN expected"),
    ("name IN ()", "IN takes a list"),
    ("mentions = 'many'", "mentions (number), 'many' (string)"),
    ("mentions LIKE '1%'", "LIKE takes text, but mentions is a number"),
    ("name LIKE name", "LIKE takes a pattern in quotes"),
    ("CASEI(name, name) = 'x'", "CASEI takes 1 arguments, not 2"),
    ("published_on = DATE('2018-13-01')", "'2018-13-01' is no date; write DATE('2018-09-17')"),
    ("T_AFTER(mentions, DATE('2018-01-01'))", "property of dates, not mentions"),
    ("T_DURING(published_on, INTERVAL('2019-01-01','2018-01-01'))", "before it starts"),
    ("S_INTERSECTS(geometry, geometry)", "takes geometry and a shape"),
    ("S_INTERSECTS(name, POINT(1 2))", "takes geometry and a shape"),
    ("S_INTERSECTS(geometry, POINT(1))", "not a geometry"),
    ("S_INTERSECTS(geometry, POINT EMPTY)", "empty"),
    ("S_INTERSECTS(geometry, POINT(36 95))", "longitude first"),
    ("S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 1 0, 0 1, 0 0)))", "Self-intersection"),
    ("S_INTERSECTS(geometry, BBOX(1, 2, 3))", "four numbers"),
    ("S_INTERSECTS(geometry, BBOX(-1e306, 0, 1e300, 1))", "beyond the Earth"),
    ("S_INTERSECTS(geometry, LINESTRING(-1e308 0, 1e308 1))", "off the globe"),
    ("S_INTERSECTS(geometry, POINT(NaN 1))", "off the globe"),
    ("S_DWITHIN(geometry, POINT(1 2), 5, 'parsecs')", "'m' or 'km'"),
    ("S_DWITHIN(geometry, POINT(1 2), 1e9, 'km')", "0 to 1000 km"),
    ("S_DWITHIN(geometry, POINT(1 2), -1)", "0 to 1000 km"),
    (" OR ".join(["S_INTERSECTS(geometry, POINT(1 2))"] * 9), "more than 8 shapes"),
    ("(" * 20_000, "20000 bytes long; at most 4096"),
    ("(" * 33 + "TRUE" + ")" * 33, "deeper than 32"),
    ("(" * 4000, "deeper than 32"),
    ("NOT " * 1000 + "TRUE", "deeper than 32"),
    ("CASEI(" * 600 + "name", "deeper than 32"),
    ("name = '" + "x" * 6000 + "'", "at most 4096"),
    ("<script>alert(1)</script>", "cannot read '/script>"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_a_wrong_filter_is_refused_with_what_would_be_right(
    client: TestClient, text: str, said: str
) -> None:
    detail = refused(client, filter=text)
    assert detail.startswith("filter: ")
    assert said in detail


WRONG_JSON = [
    *("{", "[]", "null", "1", '"x"', "{}", '{"op": "="}', '{"op": 1, "args": []}'),
    '{"op": "=", "args": [{"property": "name"}, null]}',
    '{"op": "=", "args": [{"property": ["name"]}, "x"]}',
    '{"op": "like", "args": [{"property": "name"}, 1]}',
    '{"op": "in", "args": [{"property": "name"}, "x"]}',
    '{"op": "=", "args": [{"op": "sqlite_version", "args": []}, "3"]}',
    '{"op": "=", "args": [{"property": "mentions"}, 1e999]}',
    '{"op": "t_after", "args": [{"property": "published_on"}, {"date": 1}]}',
    '{"op": "t_after", "args": [{"property": "published_on"}, {"interval": 7}]}',
    '{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Point"}]}',
    '{"op": "s_intersects", "args": [{"property": "geometry"}, {"bbox": "36"}]}',
    '{"op": "not", "args": [' * 40 + "true" + "]}" * 40,
    "[" * 4000,
]


@pytest.mark.parametrize("text", WRONG_JSON)
def test_wrong_json_is_refused(client: TestClient, text: str) -> None:
    assert "filter: " in refused(client, filter=text, filter_lang="cql2-json")


@settings(max_examples=150, deadline=None)
@given(
    text=st.lists(
        st.sampled_from(
            "( ) , = <> < AND OR NOT IN LIKE BETWEEN IS NULL TRUE name mentions geometry 'x' 1 "
            "-2.5 CASEI( S_INTERSECTS( POINT (1 2) T_AFTER( DATE( INTERVAL( '2018-01-01' '..' "
            'BBOX( " '
            "\\ é ; POLYGON EMPTY".split()
        ),
        max_size=12,
    ).map(" ".join)
    | st.text(max_size=30)
)
def test_no_filter_is_an_error_of_the_server(client: TestClient, text: str) -> None:
    for language in ("cql2-text", "cql2-json"):
        params = {"filter": text, "filter-lang": language, "limit": "1"}
        assert client.get("/collections/places/items", params=params).status_code in {200, 400}


def test_the_longest_chains_are_answered(client: TestClient) -> None:
    everything = len(ids(client, "places"))
    assert len(ids(client, "places", filter=" OR ".join(["TRUE"] * 510))) == everything
    chain = json.dumps({"op": "and", "args": [True] * 600}, separators=(",", ":"))
    assert len(ids(client, "places", filter=chain, filter_lang="cql2-json")) == everything
    assert ids(client, "mentions", filter=f"CASEI(sentence) LIKE '{'%e' * 1000}ж'") == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("filter_lang", "sql", "cql2-text or cql2-json"),
        ("filter_crs", "EPSG:1", "filter-crs"),
        ("sortby", "names", "sortby: unknown property 'names'; known: place_id"),
        ("sortby", "name;--", "unknown property 'name;--'"),
        ("sortby", "", "unknown property"),
        ("properties", "name,foo", "properties: unknown property 'foo'; known: place_id"),
    ],
)
def test_a_wrong_parameter_is_refused_by_its_name(
    client: TestClient, name: str, value: str, said: str
) -> None:
    assert said in refused(client, **{name: value})
