"""The page as a server sends it: nothing from outside, nothing that a text can break out of."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest
from dossiers import build_in
from fastapi.testclient import TestClient
from hostile import hostile_dossier

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.render.assets_list import ASSETS, MODULES, SITE_MODULES, STYLES
from geo.store.open import open_store

_OUTSIDE = re.compile(r"""(?:https?:)?//[\w-]+\.[\w.-]+""")
_LEAFLET = ("leaflet.js", "leaflet.css")
_VOID = {"meta", "link", "br", "hr", "img", "input"}


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the text of its scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.inside: dict[str, list[str]] = {"script": [], "style": [], "title": [], "h1": []}
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in self.inside:
            self.inside[self.open[-1]].append(data)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A client of a dossier whose every text tries to break out."""
    folder = tmp_path_factory.mktemp("hostile")
    store = open_store(build_in(hostile_dossier(folder), folder / "out").store)
    return TestClient(create_app(store, Settings()))


def page_of(client: TestClient, query: str = "") -> tuple[str, str]:
    """Return the page and its policy."""
    answer = client.get(f"/{query}", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text, answer.headers["content-security-policy"]


def test_the_policy_lets_only_this_host_and_this_answer_in(client: TestClient) -> None:
    _, policy = page_of(client)
    said = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert said["default-src"] == "'none'"
    assert re.fullmatch(r"'nonce-[\w-]{20,}' 'strict-dynamic'", said["script-src"])
    for name in ("base-uri", "form-action", "frame-ancestors"):
        assert said[name] == "'none'"
    for word in ("unsafe", "http:", "https:", "*", "blob:"):
        assert word not in policy


def test_every_answer_has_a_nonce_of_its_own(client: TestClient) -> None:
    nonces = {re.findall(r"nonce-([\w-]+)", page_of(client)[1])[0] for _ in range(5)}
    assert len(nonces) == 5


@pytest.mark.parametrize("dossier", ["client", "hostile"])
def test_no_script_or_style_stands_in_the_page_without_the_nonce(
    dossier: str, request: pytest.FixtureRequest
) -> None:
    page, policy = page_of(request.getfixturevalue(dossier))
    nonce = re.findall(r"nonce-([\w-]+)", policy)[0]
    assert "@@nonce@@" not in page
    scripts = [said for tag, said in Elements(page).found if tag in {"script", "style"}]
    run = [said for said in scripts if said.get("type") != "text/plain"]
    assert len(run) >= 3
    assert {said.get("nonce") for said in run} == {nonce}
    for _, said in Elements(page).found:
        assert not [name for name in said if name.startswith("on") or name == "style"]
        assert not said.get("href", "").startswith("javascript:")


@pytest.mark.parametrize("dossier", ["client", "hostile"])
def test_the_page_has_the_elements_of_its_template_whatever_the_texts_say(
    dossier: str, client: TestClient, request: pytest.FixtureRequest
) -> None:
    plain, found = (Elements(page_of(c)[0]) for c in (client, request.getfixturevalue(dossier)))
    assert [tag for tag, _ in found.found] == [tag for tag, _ in plain.found]
    assert found.open == []


def test_a_hostile_title_stays_a_title(hostile: TestClient) -> None:
    found = Elements(page_of(hostile)[0])
    assert "<img src=x onerror=" in found.inside["h1"][0]
    assert "</script><script>" in found.inside["title"][0]


def test_the_page_names_no_address_outside(client: TestClient) -> None:
    page, _ = page_of(client)
    assert not _OUTSIDE.findall(page)
    addresses = [said.get("src") or said.get("href", "") for _, said in Elements(page).found]
    for address in filter(None, addresses):
        if address.startswith("/"):
            assert client.get(address).status_code == 200
        else:
            assert address.startswith(("#", "data:,"))


def test_every_asset_is_served_with_its_type_and_names_no_address_outside(
    client: TestClient,
) -> None:
    kinds = {"js": "text/javascript", "css": "text/css", "json": "application/json"}
    for name in ASSETS:
        answer = client.get(f"/static/{name}")
        assert answer.status_code == 200, name
        assert answer.headers["content-type"].startswith(kinds[name.rpartition(".")[2]])
        assert answer.headers["x-content-type-options"] == "nosniff"
        if name not in _LEAFLET:  # Leaflet names its home and the names of XML languages
            assert not _OUTSIDE.findall(answer.text.replace("http://www.w3.org/2000/svg", ""))


def test_every_module_is_in_the_one_script_of_the_page(client: TestClient) -> None:
    script = client.get("/static/page.js").text
    own = files("geo.render").joinpath("assets")
    assert {p.name for p in own.iterdir() if p.name.endswith(".js")} == {
        *MODULES,
        *SITE_MODULES,
    }
    for name in MODULES:
        assert f"const ${name.removesuffix('.js')} = (() => {{" in script
    assert not re.search(r"^(?:import|export) ", script, re.MULTILINE)


def test_every_style_is_in_the_one_sheet_of_the_page(client: TestClient) -> None:
    sheet = client.get("/static/page.css").text
    own = files("geo.render").joinpath("assets")
    for name in STYLES:
        assert own.joinpath(name).read_text("utf-8") in sheet


UNLISTED = [
    *("nothing.js", "page.html", "__init__.py", "Page.js", "page.js%00", "page.js/", "main.js"),
    *(
        "../page.py",
        "..%2Fpage.py",
        "%2e%2e%2fpage.py",
        "..%5cpage.py",
        "%252e%252e%252fpage.py",
    ),
    *("%2Fetc%2Fpasswd", "....%2F%2Fpage.py", "file:%2F%2F%2Fetc%2Fpasswd", "%ff", "basemap"),
    *("basemap.LICENCES.md", "page.js%0d%0aX:y", "x" * 4000),
]


def test_nothing_but_the_listed_assets_is_served(client: TestClient) -> None:
    for name in UNLISTED:
        answer = client.get(f"/static/{name}", follow_redirects=False)
        assert answer.status_code in {307, 404}, name
        if answer.status_code == 404:
            assert answer.headers["content-type"] == "application/problem+json"
        assert "import " not in answer.text


@pytest.mark.parametrize(
    "query",
    [
        *("?doc=35046e8caaaa", "?sel=place:sy-idlib", "?show=point.zones", "?line=contact-line"),
        *("?doc=a&sel=mention:b:1-2&show=&line=c", "?sel=%3Cscript%3E", "?doc=" + "x" * 2000),
    ],
)
def test_the_state_of_a_page_is_taken_and_not_written_into_it(
    client: TestClient, query: str
) -> None:
    def without_nonce(found: tuple[str, str]) -> str:
        nonce = re.findall(r"nonce-([\w-]+)", found[1])[0]
        return found[0].replace(nonce, "")

    assert without_nonce(page_of(client, query)) == without_nonce(page_of(client))


def test_the_data_of_the_page_holds_no_text_of_a_document(hostile: TestClient) -> None:
    answer = hostile.get("/page.json")
    assert answer.headers["content-type"] == "application/json"
    assert "was seen near Southby" not in answer.text
    document = hostile.get("/documents").json()["documents"][0]["id"]
    assert "was seen near Southby" in hostile.get(f"/documents/{document}").json()["text"]


def test_health_names_the_dossier_and_the_build(
    client: TestClient, built: tuple[Path, object]
) -> None:
    said = client.get("/healthz").json()
    assert (said["status"], said["dossier"]) == ("ok", "idlib-2018")
    assert said["build"] == open_store(built[0]).meta()["digest"]


@pytest.mark.parametrize(
    "address", ["/", "/?f=html", "/static/page.css", "/collections", "/nothing"]
)
def test_every_answer_keeps_the_browser_strict(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in headers
