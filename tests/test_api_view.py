"""What the page asks of a large corpus: the same figures as the items have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import quiet
from dossiers import small_dossier, write_document
from fastapi.testclient import TestClient
from reviewing import AUTHOR, TOKEN, build_it, decide, mentions, reviewed_dossier

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.pipeline.builds import build, plan
from geo.render import page_tallies
from geo.store.open import open_store


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a dossier of five documents, served as a large one."""
    folder = tmp_path_factory.mktemp("large")
    root = small_dossier(folder)
    for old in (root / "documents").iterdir():
        old.unlink()
    for day in range(1, 5):
        town = "Northton" if day < 3 else "Southby"
        text = f"DATE: {day} May 2020\n\nRain fell on {town} on day {day}. Buses left Northton.\n"
        write_document(root, f"day-{day}.txt", text)
    write_document(root, "undated.txt", "Nobody says when Southby was shelled.\n")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(page_tallies, "MOST_PLACES", 0)
        made = build(plan(root, None, folder / "out"), quiet)
    with TestClient(create_app(open_store(made.store), Settings())) as client:
        yield client


def view(client: TestClient, **asked: str) -> Any:  # noqa: ANN401 - JSON
    answer = client.get("/view", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def counts(found: Any) -> dict[str, int]:  # noqa: ANN401 - JSON
    return {pin["name"]: pin["found"] for pin in found["pins"] if pin["role"] == "literal"}


def test_the_page_of_a_large_corpus_carries_no_places_and_no_documents(large: TestClient) -> None:
    data = large.get("/page.json").json()
    assert (data["places"], data["documents"], data["tallies"]["rows"]) == ([], [], [])
    assert data["tallies"]["by"] == "server"
    assert data["tallies"]["periods"][0] == ["", 1, 1]
    assert ["2020-05-03", 1, 2] in data["tallies"]["periods"]


def test_a_view_counts_as_the_items_do(large: TestClient) -> None:
    items = large.get("/collections/places/items?limit=1000").json()["features"]
    expected = {f["properties"]["name"]: f["properties"]["mentions"] for f in items}
    found = view(large)
    assert counts(found) == expected == {"Northton": 6, "Southby": 3}
    assert found["sums"] == {
        "mentions": 9,
        "places": 2,
        "documents": 5,
        "layers": {"point": 9, "area": 0, "vague": 0, "government": 0},
    }


def test_days_and_a_document_narrow_the_counts_to_the_day(large: TestClient) -> None:
    assert counts(view(large, **{"from": "2020-05-03"})) == {"Northton": 2, "Southby": 2}
    assert counts(view(large, to="2020-05-01")) == {"Northton": 2}
    assert view(large, to="2020-05-01")["sums"]["documents"] == 1
    last = large.get("/documents?limit=10").json()["documents"][-1]["id"]
    assert counts(view(large, doc=last)) == {"Southby": 1}
    assert counts(view(large, doc="nothing")) == {}


def test_layers_types_and_uses_can_be_left_out(large: TestClient) -> None:
    assert view(large, show="area")["pins"] == []
    assert view(large, show="area")["sums"]["layers"]["point"] == 9
    assert view(large, notype="settlement")["sums"]["mentions"] == 0
    assert view(large, nouse="literal")["sums"]["mentions"] == 0


def test_places_outside_the_view_are_named_and_counted(large: TestClient) -> None:
    (one,) = [p for p in view(large)["pins"] if p["name"] == "Northton"]
    box = f"{one['lon'] - 0.01},{one['lat'] - 0.01},{one['lon'] + 0.01},{one['lat'] + 0.01}"
    found = view(large, bbox=box, zoom="14")
    assert counts(found) == {"Northton": 6}
    assert found["outside"]["numberMatched"] == 1
    assert [p["name"] for p in found["outside"]["places"]] == ["Southby"]


def test_places_are_found_by_a_part_of_any_name_in_any_case(large: TestClient) -> None:
    def names(**asked: str) -> list[str]:
        return [p["name"] for p in large.get("/view/places", params=asked).json()["places"]]

    assert names(q="NORTH") == ["Northton"]
    assert names(q="zzz") == []
    assert names(show="point") == ["Northton", "Southby"]
    assert names(show="point", limit="1", offset="1") == ["Southby"]
    assert names(q="southby", to="2020-05-01") == ["Southby"], "whatever the filters"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("show=zones", "show: 'zones' is none of"),
        ("nouse=sailing", "nouse: 'sailing' is none of"),
        ("from=May", "from must be a day"),
        ("sure=9", "sure must be one of 1, 2"),
        ("bbox=1,2", "bbox must be four"),
        ("zoom=99", "zoom"),
        ("nothing=1", "unknown query parameter 'nothing'"),
    ],
)
def test_what_cannot_be_asked_is_said(large: TestClient, asked: str, said: str) -> None:
    answer = large.get(f"/view?{asked}")
    assert answer.status_code == 400
    assert said in answer.json()["detail"]


def test_a_page_that_carries_its_places_has_no_views(client: TestClient) -> None:
    assert client.get("/view").status_code == 404


def test_the_same_view_is_sent_once(large: TestClient) -> None:
    first = large.get("/view?zoom=5")
    again = large.get("/view?zoom=5", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_a_large_corpus_can_still_be_saved_as_one_file(large: TestClient) -> None:
    assert large.get("/static/whole.json").status_code == 404


def test_a_decision_counts_before_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_tallies, "MOST_PLACES", 0)
    monkeypatch.setenv("DATELINE_TOKENS", f"R. Ed:{TOKEN}")
    root = reviewed_dossier(tmp_path)
    store = open_store(build_it(root))
    client = TestClient(create_app(store, Settings(), plan(root, None, None).dossier))

    def named() -> dict[str, int]:
        return {pin["id"]: pin["found"] for pin in view(client)["pins"]}

    before = named()
    place = mentions(client, "Kesh")[0]["place_id"]
    decided = decide(client, mentions(client, "Kesh")[0]["id"], "not-a-place")
    assert named()[place] == before[place] - 1
    other = "xx-kesh-south" if place == "xx-kesh-north" else "xx-kesh-north"
    client.delete(f"/corrections/{decided['id']}", headers=AUTHOR)
    assert named() == before
    decide(client, mentions(client, "Kesh")[0]["id"], other)
    assert other not in before
    assert view(client)["unbuilt"] == [other], "the build has no feature to count it for"
