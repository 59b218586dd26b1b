"""Writing needs a token; asking much is bounded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import Depends
from fastapi.testclient import TestClient

from geo.api.app import create_app
from geo.api.rates import COSTS, charge, cost_of
from geo.api.settings import Settings
from geo.api.writing import digest_of, read_tokens, writer
from geo.errors import InputError
from geo.store.open import Store

SECRET = "a-long-and-random-secret"  # noqa: S105 - of this test


def writing_client(store: Store, base_url: str = "") -> TestClient:
    """Return a client of an application with a route that tells who writes."""
    app = create_app(store, Settings(tokens=(f"ann:{SECRET}",), base_url=base_url))

    @app.post("/written")
    def written(author: Annotated[str, Depends(writer)]) -> str:
        return author

    return TestClient(app)


def bearing(secret: str, **headers: str) -> dict[str, str]:
    """Return headers with a token."""
    return {"Authorization": f"Bearer {secret}", **headers}


def test_a_token_says_who_writes(store: Store) -> None:
    answer = writing_client(store).post("/written", headers=bearing(SECRET))
    assert (answer.status_code, answer.json()) == (200, "ann")


@pytest.mark.parametrize("given", ["", "Basic YTpi", "Bearer", "Bearer  ", SECRET])
def test_without_a_token_one_is_asked_for(store: Store, given: str) -> None:
    headers = {"Authorization": given} if given else {}
    answer = writing_client(store).post("/written", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer ")


@pytest.mark.parametrize("secret", ["wrong", SECRET[:-1], SECRET + "x", f"ann:{SECRET}"])
def test_a_wrong_token_is_refused_and_not_shown(store: Store, secret: str) -> None:
    answer = writing_client(store).post("/written", headers=bearing(secret))
    assert answer.status_code == 403
    assert secret not in answer.text


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://testserver", 200),
        ("https://maps.example", 200),
        ("https://evil.example", 403),
        ("http://testserver.evil.example", 403),
        ("null", 403),
    ],
)
def test_a_page_of_another_site_may_not_write(store: Store, origin: str, status: int) -> None:
    client = writing_client(store, base_url="https://maps.example/dateline")
    answer = client.post("/written", headers=bearing(SECRET, Origin=origin))
    assert answer.status_code == status


def test_a_page_of_another_site_is_told_beforehand_that_it_may_send_no_token(
    store: Store,
) -> None:
    headers = {
        "Origin": "https://evil.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "Authorization",
    }
    answer = writing_client(store).options("/written", headers=headers)
    assert "authorization" not in answer.headers["access-control-allow-headers"].casefold()


def test_without_tokens_nobody_writes(store: Store) -> None:
    app = create_app(store, Settings())

    @app.post("/written")
    def written(author: Annotated[str, Depends(writer)]) -> str:
        return author

    assert TestClient(app).post("/written", headers=bearing(SECRET)).status_code == 403


def test_a_file_of_tokens_may_hold_digests_only(tmp_path: Path) -> None:
    path = tmp_path / "tokens"
    path.write_text(f"# who may write\n\nben:sha256:{digest_of(SECRET)}\n", "utf-8")
    tokens = read_tokens(Settings(tokens_file=path))
    assert tokens.name_of(SECRET) == "ben"
    assert tokens.name_of(digest_of(SECRET)) is None


@pytest.mark.parametrize("entry", ["ann", "ann:short", ":nobody-bears-this-token"])
def test_what_is_no_token_is_told_without_being_shown(entry: str) -> None:
    with pytest.raises(InputError) as caught:
        read_tokens(Settings(tokens=(entry,)))
    assert str(caught.value).startswith("DATELINE_TOKENS 1: ")
    assert "short" not in str(caught.value)


def limited_client(store: Store, units: int, address: str = "203.0.113.7") -> TestClient:
    """Return a client elsewhere of a server with a limit."""
    app = create_app(store, Settings(rate_limit=units))
    return TestClient(app, client=(address, 1))


def test_who_asks_too_much_is_told_when_to_come_again(store: Store) -> None:
    with limited_client(store, 10) as client:
        statuses = [client.get("/conformance").status_code for _ in range(12)]
        assert statuses == [200] * 10 + [429] * 2
        refused = client.get("/collections")
    assert refused.headers["content-type"] == "application/problem+json"
    assert 1 <= int(refused.headers["retry-after"]) <= 60


def test_health_and_figures_are_always_told(store: Store) -> None:
    with limited_client(store, 1) as client:
        for path in ("/healthz", "/readyz", "/metrics"):
            assert [client.get(path).status_code for _ in range(3)] == [200] * 3


def test_each_address_has_a_limit_of_its_own_and_this_machine_has_none(store: Store) -> None:
    app = create_app(store, Settings(rate_limit=1))
    with TestClient(app, client=("203.0.113.7", 1)) as client:
        assert [client.get("/conformance").status_code for _ in range(2)] == [200, 429]
        client._transport.client = ("203.0.113.8", 1)  # type: ignore[attr-defined]  # noqa: SLF001 - who asks
        assert client.get("/conformance").status_code == 200
        client._transport.client = ("127.0.0.1", 1)  # type: ignore[attr-defined]  # noqa: SLF001 - who asks
        assert [client.get("/conformance").status_code for _ in range(3)] == [200] * 3
        proxied = {"X-Forwarded-For": "203.0.113.9"}
        found = [client.get("/conformance", headers=proxied).status_code for _ in range(2)]
    assert found == [200, 429]


def scope_of(path: str, query: bytes = b"") -> dict[str, Any]:
    """Return a request's scope."""
    return {"path": path, "query_string": query}


def test_what_takes_longer_costs_more() -> None:
    plain, filtered = scope_of("/collections/places/items"), b"filter=name%3D1"
    assert cost_of(plain) == 1
    assert cost_of({**plain, "query_string": filtered}) > 1
    assert cost_of(scope_of("/layers/places.csv")) == max(COSTS.values())


def test_a_tile_that_was_made_costs_more_than_its_address_says() -> None:
    scope = scope_of("/tiles/places/0/0/0.mvt")
    charge(scope, 5)
    charge(scope, 5)
    assert [value for name, value in scope.items() if name.startswith("dateline")] == [10]


def test_who_lets_tiles_be_made_may_ask_less(store: Store) -> None:
    with limited_client(store, 40) as client:
        made = [client.get(f"/tiles/places/6/38/{y}.mvt").status_code for y in range(6)]
    with limited_client(store, 40) as client:
        kept = [client.get("/tiles/places/6/38/25.mvt").status_code for _ in range(6)]
    assert made.count(200) < 6
    assert kept == [200] * 6
