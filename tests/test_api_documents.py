"""Documents and sentences over the API: offsets that hold, filters that filter."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient


def get(client: TestClient, address: str, **parameters: object) -> Any:  # noqa: ANN401 - JSON
    """Return the JSON of an address that answers."""
    given = {name: str(value) for name, value in parameters.items()}
    answer = client.get(address, params=given or None)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_documents_are_listed_oldest_first_with_all_that_a_list_shows(client: TestClient) -> None:
    found = get(client, "/documents")
    days = [d["published_on"] for d in found["documents"]]
    assert days == sorted(days)
    assert (days[0], days[-1]) == ("2018-09-17", "2020-03-05")
    assert found["numberMatched"] == found["numberReturned"] == 12
    assert found["skipped"] == []
    for document in found["documents"]:
        assert document["title"]
        assert document["dated_by"]
        assert document["language"] == "en"
        assert document["mentions"] > 5


def test_pages_of_documents_put_together_are_all(client: TestClient) -> None:
    pages = [get(client, "/documents", limit=5, offset=offset) for offset in (0, 5, 10, 15)]
    assert [p["numberReturned"] for p in pages] == [5, 5, 2, 0]
    assert {p["numberMatched"] for p in pages} == {12}
    assert [d for p in pages for d in p["documents"]] == get(client, "/documents")["documents"]


def test_a_documents_offsets_hold_in_its_text(client: TestClient) -> None:
    for row in get(client, "/documents")["documents"]:
        document = get(client, f"/documents/{row['id']}")
        text = document["text"]
        passages = {p["id"]: p for p in document["passages"]}
        for passage in document["passages"]:
            assert text[passage["start"] : passage["end"]] == passage["text"]
        names = [m for m in document["found"] if m["kind"] != "expression"]
        assert len(names) == row["mentions"]
        for mention in document["found"]:
            assert text[mention["start"] : mention["end"]] == mention["surface"]
            passage = passages[mention["passage_id"]]
            assert passage["start"] <= mention["start"] < mention["end"] <= passage["end"]
            assert mention["id"] == f"{row['id']}:{mention['start']}-{mention['end']}"


def test_a_mention_carries_its_candidates_and_their_reasons(client: TestClient) -> None:
    row = get(client, "/documents")["documents"][0]
    for mention in get(client, f"/documents/{row['id']}")["found"]:
        if mention["kind"] != "toponym":
            continue
        assert mention["candidates"][0]["id"] == mention["place_id"]
        assert mention["use_reason"]
        for candidate in mention["candidates"]:
            weights = [e["weight"] for e in candidate["evidence"]]
            assert sum(weights) == pytest.approx(candidate["score"], abs=0.001)
            assert all(e["reason"] for e in candidate["evidence"])


def test_the_sentences_of_a_place_are_those_its_pin_counts(client: TestClient) -> None:
    for feature in get(client, "/collections/places/items", limit=1000)["features"]:
        pin = feature["properties"]
        found = get(client, "/passages", place=pin["place_id"], role=pin["role"], limit=1000)
        mentions = [m for p in found["passages"] for m in p["found"]]
        assert len(mentions) == pin["mentions"]
        assert found["numberMatched"] == len({m["passage_id"] for m in mentions})
        assert {(m["place_id"], m["role"]) for m in mentions} == {(pin["place_id"], pin["role"])}


@pytest.mark.parametrize(
    ("typed", "stands"),
    [("ma'arrat al-nu'man", "Maarrat al-Numan"), ("russia", "Russia's"), ("MOREK", "Morek")],
)
def test_names_are_found_however_they_are_typed(
    client: TestClient, typed: str, stands: str
) -> None:
    found = get(client, "/passages", q=typed)["passages"]
    assert any(stands in p["text"] for p in found)


def test_a_browser_gets_the_page_open_at_the_document(client: TestClient) -> None:
    first = get(client, "/documents", limit=1)["documents"][0]["id"]
    answer = client.get(
        f"/documents/{first}", headers={"Accept": "text/html"}, follow_redirects=False
    )
    assert answer.status_code == 303
    assert "Accept" in answer.headers["vary"]
    assert answer.headers["location"] == f"http://testserver/?doc={first}&f=html"
    absent = client.get("/documents/nothing", headers={"Accept": "text/html"})
    assert absent.status_code == 404


def test_the_filters_of_a_search_narrow_each_other(client: TestClient) -> None:
    document = get(client, "/documents")["documents"][0]["id"]
    whole = get(client, "/passages", limit=1000)
    one = get(client, "/passages", document=document)
    words = get(client, "/passages", document=document, q="zone")
    place = get(client, "/passages", document=document, q="zone", place="sy-idlib-gov")
    counts = [found["numberMatched"] for found in (whole, one, words, place)]
    assert counts == sorted(counts, reverse=True)
    assert len(set(counts)) == 4
    assert counts[-1] > 0
    assert all("zone" in p["text"] for p in words["passages"])
    assert {p["document_id"] for p in one["passages"]} == {document}


def test_sentences_come_in_the_order_of_their_documents_and_in_pages(client: TestClient) -> None:
    order = [d["id"] for d in get(client, "/documents")["documents"]]
    whole = get(client, "/passages", q="Idlib", limit=1000)["passages"]
    places = [(order.index(p["document_id"]), p["start"]) for p in whole]
    assert places == sorted(places)
    pages = [get(client, "/passages", q="Idlib", limit=4, offset=n) for n in range(0, 40, 4)]
    assert [p for page in pages for p in page["passages"]] == whole


HOSTILE_WORDS = [
    *('"', "'", '""', '"idlib', "idlib*", "^idlib", "NEAR(idlib turkey)", "text:idlib", "-"),
    *("idlib AND", "OR", "(", ")", "+", "{idlib}", "\\", "%", "_", ";--", "\x00", "\u202e"),
    *("' OR 1=1 --", "<script>alert(1)</script>", "x" * 500, "🗺", "a " * 249),
]


def test_hostile_words_find_something_or_nothing_but_break_nothing(client: TestClient) -> None:
    everything = get(client, "/passages")["numberMatched"]
    for words in HOSTILE_WORDS:
        answer = client.get("/passages", params={"q": words})
        assert answer.status_code == 200, words
        assert answer.headers["content-type"] == "application/json"
        assert answer.json()["numberMatched"] <= everything


WRONG = [
    *("q=" + "x" * 501, "role=enemy", "role=LITERAL", "limit=0", "limit=x", "offset=-1"),
    *(f"offset={2**63}", "words=idlib", "f=pdf", "place=x&place2=y", "use=enemy", "status=x"),
    *("sort=size", "after=nothing", "sort=relevance&q=zone&after=x", "bbox=1,2,3", "datetime=x"),
]


def test_a_wrong_search_is_a_bad_request(client: TestClient) -> None:
    for query in WRONG:
        answer = client.get(f"/passages?{query}")
        assert answer.status_code == 400, query
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("query", ["place=nothing", "document=nothing", "place=%00", "q=zzzzz"])
def test_a_search_for_what_is_not_there_finds_nothing(client: TestClient, query: str) -> None:
    found = client.get(f"/passages?{query}").json()
    assert (found["numberMatched"], found["numberReturned"], found["passages"]) == (0, 0, [])
    assert [link["rel"] for link in found["links"]] == ["self", "alternate"]


@pytest.mark.parametrize("document_id", ["nothing", "%00", "..%2F..%2Fetc%2Fpasswd", "' OR 1=1"])
def test_a_document_that_is_not_there_is_not_found(client: TestClient, document_id: str) -> None:
    answer = client.get(f"/documents/{document_id}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_document_comes_as_json_or_as_the_page(client: TestClient) -> None:
    row = get(client, "/documents")["documents"][0]
    assert client.get(f"/documents/{row['id']}?f=json").json()["id"] == row["id"]
    page = client.get(f"/documents/{row['id']}?f=html")
    assert page.headers["content-type"].startswith("text/html")
    assert "f must be json or html" in client.get(f"/documents/{row['id']}?f=pdf").json()["detail"]
