"""A reviewer decides over the API: seen at once, kept as a row, applied by the next build."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from reviewing import AUTHOR, build_it, decide, mentions, queue, reviewed_dossier, served, store_of

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.dossier.load import load_dossier
from geo.errors import Problems


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return reviewed_dossier(tmp_path)


@pytest.fixture
def reviewed(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    with served(root, monkeypatch) as client:
        yield client


def test_the_queue_asks_first_what_settles_most(reviewed: TestClient) -> None:
    found = queue(reviewed)
    assert [(g["surface"], g["open"]) for g in found["groups"]] == [("Kesh", 2), ("Marfane", 1)]
    assert (found["numberMatched"], found["open"], found["settled"]) == (2, 3, 0)
    assert found["read_only"] is None


def test_a_question_has_its_sentence_candidates_and_reach(reviewed: TestClient) -> None:
    group = queue(reviewed)["groups"][0]
    assert group["passage"]["text"] == "Traders left Kesh at dawn."
    letters = [(c["letter"], c["id"]) for c in group["candidates"]]
    assert sorted(place for _, place in letters) == ["xx-kesh-north", "xx-kesh-south"]
    assert [letter for letter, _ in letters] == ["A", "B"]
    assert all(c["evidence"] for c in group["candidates"])
    assert group["settles"] == {"one": 1, "document": 2, "all": 3}
    assert [a["passage"]["text"] for a in group["alike"]] == [
        "By noon Kesh was empty.",
        "A bus from Northton came to Kesh.",
    ]


def test_a_candidate_says_how_far_it_is_from_what_the_text_names(reviewed: TestClient) -> None:
    last = mentions(reviewed, "Kesh")[-1]["id"]
    found = reviewed.get("/review", params={"mention": last}).json()["groups"][0]
    off = {c["id"]: c["nearest"] for c in found["candidates"]}
    assert off["xx-kesh-north"]["name"] == "Northton"
    assert off["xx-kesh-north"]["distance_km"] < off["xx-kesh-south"]["distance_km"]


def test_a_decision_for_one_changes_that_one_at_once(reviewed: TestClient) -> None:
    first, second, third = mentions(reviewed, "Kesh")
    row = decide(reviewed, first["id"], "xx-kesh-south", reason="the ferry is in the south")
    assert (row["author"], row["stands"], row["built"]) == ("R. Ed", True, False)
    now = mentions(reviewed, "Kesh")
    assert (now[0]["place_id"], now[0]["status"]) == ("xx-kesh-south", "resolved")
    assert now[0]["decided_by"].startswith("R. Ed, ")
    assert now[0]["candidates"][0]["evidence"][0]["reason"].endswith(": the ferry is in the south")
    assert now[1:] == [second, third]


@pytest.mark.parametrize(("scope", "reached"), [("document", 2), ("all", 3)])
def test_a_decision_reaches_as_many_as_was_said(
    reviewed: TestClient, scope: str, reached: int
) -> None:
    group = queue(reviewed)["groups"][0]
    assert group["settles"][scope] == reached
    decide(reviewed, group["mention"], "xx-kesh-south", scope=scope)
    now = [m["place_id"] for m in mentions(reviewed, "Kesh") if m["decided_by"]]
    assert now == ["xx-kesh-south"] * reached
    assert queue(reviewed)["settled"] == 2  # the third was sure without a person


def test_what_was_decided_by_itself_stands_before_what_is_decided_for_all(
    reviewed: TestClient,
) -> None:
    first, second, _ = (m["id"] for m in mentions(reviewed, "Kesh"))
    decide(reviewed, second, "not-a-place")
    asked = reviewed.get("/review", params={"mention": first}).json()["groups"][0]
    assert asked["settles"]["all"] == 2
    decide(reviewed, first, "xx-kesh-north", scope="all")
    assert [m["status"] for m in mentions(reviewed, "Kesh")] == [
        "resolved",
        "rejected",
        "resolved",
    ]


def test_the_passages_of_a_place_follow_a_decision(reviewed: TestClient) -> None:
    first = mentions(reviewed, "Kesh")[0]
    other = next(c["id"] for c in first["candidates"] if c["id"] != first["place_id"])
    for place, count in ((other, 0), (first["place_id"], 3)):
        assert reviewed.get("/passages", params={"place": place}).json()["numberMatched"] == count
    decide(reviewed, first["id"], other)
    found = reviewed.get("/passages", params={"place": other}).json()
    assert [p["text"] for p in found["passages"]] == ["Traders left Kesh at dawn."]
    left = reviewed.get("/passages", params={"place": first["place_id"]}).json()
    assert left["numberMatched"] == 2


def test_the_feature_of_a_mention_follows_a_decision(reviewed: TestClient) -> None:
    first = mentions(reviewed, "Kesh")[0]["id"]
    decide(reviewed, first, "xx-southby")
    one = reviewed.get(f"/collections/mentions/items/{first}").json()
    page = reviewed.get("/collections/mentions/items").json()["features"]
    assert one["geometry"] == next(f for f in page if f["id"] == first)["geometry"]
    assert one["properties"]["place_id"] == "xx-southby"
    assert one["properties"]["decided_by"].startswith("R. Ed, ")
    gone = mentions(reviewed, "Kesh")[1]["id"]
    decide(reviewed, gone, "not-a-place")
    assert reviewed.get(f"/collections/mentions/items/{gone}").json()["geometry"] is None


def test_a_name_in_no_gazetteer_can_be_given_any_place_of_it(reviewed: TestClient) -> None:
    marfane = mentions(reviewed, "Marfane")[0]
    assert marfane["status"] == "unplaced"
    decide(reviewed, marfane["id"], "xx-southby")
    assert mentions(reviewed, "Marfane")[0]["place_id"] == "xx-southby"


@pytest.mark.parametrize(
    ("decision", "status", "use"),
    [
        ("not-a-place", "rejected", "literal"),
        ("unknown", "unplaced", "literal"),
        ("use:metonym", "ambiguous", "metonym"),
    ],
)
def test_a_decision_need_not_be_a_place(
    reviewed: TestClient, decision: str, status: str, use: str
) -> None:
    first = mentions(reviewed, "Kesh")[0]["id"]
    decide(reviewed, first, decision)
    now = mentions(reviewed, "Kesh")[0]
    assert (now["status"], now["use"]) == (status, use)
    assert queue(reviewed)["settled"] == 1


def test_what_is_shown_at_once_is_what_the_next_build_gives(
    root: Path, reviewed: TestClient
) -> None:
    first, second, _ = (m["id"] for m in mentions(reviewed, "Kesh"))
    marfane = mentions(reviewed, "Marfane")[0]["id"]
    decide(reviewed, first, "xx-kesh-south", scope="all", reason="the ferry")
    decide(reviewed, second, "use:metonym")
    decide(reviewed, marfane, "xx-southby")
    shown = [mentions(reviewed, name) for name in ("Kesh", "Marfane")]
    assert queue(reviewed)["changes"]["numberMatched"] == 4
    build_it(root)
    assert [mentions(reviewed, name) for name in ("Kesh", "Marfane")] == shown
    after = queue(reviewed)
    assert (after["changes"]["numberMatched"], after["settled"], after["groups"]) == (0, 3, [])
    assert all(row["built"] for row in reviewed.get("/corrections").json()["corrections"])


def test_undoing_is_a_row_too_and_brings_the_reading_back(
    root: Path, reviewed: TestClient
) -> None:
    before = mentions(reviewed, "Kesh")
    row = decide(reviewed, before[0]["id"], "unknown", scope="all")
    build_it(root)
    assert [m["status"] for m in mentions(reviewed, "Kesh")] == ["unplaced"] * 3
    undone = reviewed.delete(f"/corrections/{row['id']}", headers=AUTHOR)
    assert (undone.status_code, undone.json()["undoes"]) == (200, row["id"])
    assert mentions(reviewed, "Kesh") == before
    listed = reviewed.get("/corrections").json()["corrections"]
    assert [(r["id"], r["stands"]) for r in listed] == [
        (undone.json()["id"], False),
        (row["id"], False),
    ]
    build_it(root)
    assert mentions(reviewed, "Kesh") == before


def test_a_decision_is_undone_once(reviewed: TestClient) -> None:
    row = decide(reviewed, mentions(reviewed, "Kesh")[0]["id"], "unknown")
    assert reviewed.delete(f"/corrections/{row['id']}", headers=AUTHOR).status_code == 200
    again = reviewed.delete(f"/corrections/{row['id']}", headers=AUTHOR)
    assert (again.status_code, "decide again" in again.json()["detail"]) == (409, True)
    assert reviewed.delete("/corrections/nothing", headers=AUTHOR).status_code == 404


def test_decisions_come_in_pages_the_last_one_first(reviewed: TestClient) -> None:
    ids = [decide(reviewed, m["id"], "unknown")["id"] for m in mentions(reviewed, "Kesh")]
    page = reviewed.get("/corrections", params={"limit": 2, "offset": 1}).json()
    assert (page["numberMatched"], [r["id"] for r in page["corrections"]]) == (3, ids[1::-1])


def test_nothing_is_written_without_a_token(root: Path, reviewed: TestClient) -> None:
    body = {"mention": mentions(reviewed, "Kesh")[0]["id"], "decision": "unknown"}
    asked = reviewed.post("/corrections", json=body)
    said = asked.headers["www-authenticate"]
    assert (asked.status_code, said) == (401, 'Bearer realm="dateline"')
    wrong = reviewed.post("/corrections", json=body, headers={"Authorization": "Bearer guess"})
    assert wrong.status_code == 403
    assert reviewed.delete("/corrections/x").status_code == 401
    assert not (root / "corrections.csv").exists()


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        ({"decision": "xx-nowhere"}, 400, "neither a place or zone, nor one of"),
        ({"decision": "use:verb"}, 400, "neither a place or zone, nor one of"),
        ({"decision": "undo:x"}, 400, "neither a place or zone, nor one of"),
        ({"decision": "unknown", "scope": "everywhere"}, 400, "one, document, all"),
        ({"decision": "unknown", "mention": "no:0-3"}, 404, "no mention"),
        ({"decision": 7}, 400, "decision must be text"),
        ({"decision": "unknown", "reason": "x" * 2001}, 400, "2,000 characters"),
        ({"decision": "unknown", "author": "Mallory"}, 400, "unknown member 'author'"),
    ],
)
def test_a_wrong_decision_is_refused_and_said_why(
    root: Path, reviewed: TestClient, said: dict[str, object], status: int, words: str
) -> None:
    body = {"mention": mentions(reviewed, "Kesh")[0]["id"], **said}
    answer = reviewed.post("/corrections", json=body, headers=AUTHOR)
    assert answer.status_code == status
    assert words in answer.json()["detail"]
    assert not (root / "corrections.csv").exists()


def test_a_packaged_dossier_is_not_written_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_data" / "layers").mkdir(parents=True)
    root = reviewed_dossier(tmp_path / "_data" / "layers")
    with served(root, monkeypatch) as client:
        body = {"mention": mentions(client, "Kesh")[0]["id"], "decision": "unknown"}
        refused = client.post("/corrections", json=body, headers=AUTHOR)
        assert refused.status_code == 409
        assert "dateline serve COPY/layers/reviewed" in refused.json()["detail"]
        assert "installed package" in queue(client)["read_only"]


def test_two_servers_over_one_dossier_see_each_others_decisions(
    root: Path, reviewed: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(root, monkeypatch) as other:
        first, second, _ = (m["id"] for m in mentions(other, "Kesh"))
        decide(reviewed, first, "xx-kesh-south")
        assert mentions(other, "Kesh")[0]["place_id"] == "xx-kesh-south"
        decide(other, second, "unknown")
        assert mentions(reviewed, "Kesh")[1]["status"] == "unplaced"
        assert queue(reviewed) == queue(other)


def test_a_server_without_the_dossier_lists_what_is_open_and_writes_nothing(
    root: Path, reviewed: TestClient
) -> None:
    with TestClient(create_app(store_of(root), Settings())) as bare:
        assert queue(bare)["numberMatched"] == 2
        assert "without its dossier" in queue(bare)["read_only"]
        body = {"mention": mentions(bare, "Kesh")[0]["id"], "decision": "unknown"}
        answer = bare.post("/corrections", json=body, headers=AUTHOR)
        assert answer.status_code == 409
    assert queue(reviewed)["settled"] == 0


def test_a_row_that_is_wrong_is_told_while_the_others_hold(
    root: Path, reviewed: TestClient
) -> None:
    first = mentions(reviewed, "Kesh")[0]["id"]
    decide(reviewed, first, "xx-kesh-south")
    with (root / "corrections.csv").open("a", encoding="utf-8") as file:
        file.write(f"{first},xx-typo,N. Ed,2030-01-01T00:00:00+00:00,,,,\n")
    assert "'xx-typo'" in reviewed.get("/corrections").json()["problems"][0]
    assert mentions(reviewed, "Marfane")[0]["status"] == "unplaced"
    with pytest.raises(Problems, match="xx-typo"):
        load_dossier(root)
