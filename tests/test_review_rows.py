"""A row for a name in no gazetteer: drafted for all, added by who may write, once it is right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from dossiers import change
from fastapi.testclient import TestClient
from reviewing import AUTHOR, build_it, decide, mentions, reviewed_dossier, served

from geo.dossier.load import load_dossier

MARFANE = {
    "name": "Marfane",
    "lon": 12.05,
    "lat": 22.1,
    "precision_m": 800,
    "feature_code": "PPL",
    "source": "a bus driver",
    "note": "",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return reviewed_dossier(tmp_path)


@pytest.fixture
def reviewed(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    with served(root, monkeypatch) as client:
        yield client


def test_a_draft_is_a_row_with_what_is_near_and_writes_nothing(
    root: Path, reviewed: TestClient
) -> None:
    before = (root / "gazetteer.csv").read_bytes()
    made = reviewed.post("/gazetteer/drafts", json=MARFANE)
    assert made.status_code == 200
    header, row = made.json()["csv"].splitlines()
    cells = dict(zip(header.split(","), row.split(","), strict=True))
    assert cells["id"] == made.json()["id"] == "xx-marfane"
    assert (cells["feature_class"], cells["country_code"]) == ("P", "XX")
    assert (cells["lon"], cells["lat"], cells["precision_m"]) == ("12.05", "22.1", "800")
    assert (root / "gazetteer.csv").read_bytes() == before


def test_a_row_that_was_added_can_be_decided_for_and_is_found_by_the_next_build(
    root: Path, reviewed: TestClient
) -> None:
    added = reviewed.post("/gazetteer/rows", json=MARFANE, headers=AUTHOR)
    assert (added.status_code, added.json()["id"]) == (201, "xx-marfane")
    assert load_dossier(root).places["xx-marfane"].note == "suggested from R. Ed"
    decide(reviewed, mentions(reviewed, "Marfane")[0]["id"], "xx-marfane")
    assert mentions(reviewed, "Marfane")[0]["place_id"] == "xx-marfane"
    build_it(root)
    assert mentions(reviewed, "Marfane")[0]["place_id"] == "xx-marfane"


def test_two_rows_of_one_name_get_two_ids(root: Path, reviewed: TestClient) -> None:
    ids = [
        reviewed.post("/gazetteer/rows", json=MARFANE, headers=AUTHOR).json()["id"]
        for _ in range(2)
    ]
    assert ids == ["xx-marfane", "xx-marfane-2"]
    assert set(ids) <= set(load_dossier(root).places)


def test_adding_needs_a_token(root: Path, reviewed: TestClient) -> None:
    assert reviewed.post("/gazetteer/rows", json=MARFANE).status_code == 401
    assert "xx-marfane" not in load_dossier(root).places


def test_a_table_that_would_be_wrong_is_left_as_it_is(root: Path, reviewed: TestClient) -> None:
    change(root / "gazetteer.csv", "xx-kesh-south,Kesh", "xx-kesh-north,Kesh")
    before = (root / "gazetteer.csv").read_bytes()
    refused = reviewed.post("/gazetteer/rows", json=MARFANE, headers=AUTHOR)
    assert refused.status_code == 400
    assert "'xx-kesh-north' stands in row" in refused.json()["detail"]
    assert (root / "gazetteer.csv").read_bytes() == before
    assert not list(root.glob(".gazetteer*"))


def test_a_dossier_that_only_shares_a_gazetteer_says_where_to_put_the_row(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = root.parent / "shared.csv"
    (root / "gazetteer.csv").rename(shared)
    change(root / "dossier.toml", '["gazetteer.csv"]', '["../shared.csv"]')
    with served(root, monkeypatch) as client:
        refused = client.post("/gazetteer/rows", json=MARFANE, headers=AUTHOR)
        assert refused.status_code == 409
        assert "copy the row into the one that it shares" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"lon": 200}, "lon must be a number from -180 to 180"),
        ({"lat": "22"}, "lat must be a number"),
        ({"feature_code": "TOWN"}, "feature_code must be one of PPL"),
        ({"name": " "}, "name must be text"),
        ({"country": "XX"}, "unknown member 'country'"),
    ],
)
def test_a_wrong_draft_is_refused_and_said_why(
    reviewed: TestClient, said: dict[str, object], words: str
) -> None:
    refused = reviewed.post("/gazetteer/drafts", json={**MARFANE, **said})
    assert refused.status_code == 400
    assert words in refused.json()["detail"]
