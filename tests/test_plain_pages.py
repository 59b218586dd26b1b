"""The plain pages: for browsers, without a script, saying what the JSON says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import apart, by_day_and_night
from dossiers import build_in, small_dossier, write_document
from fastapi.testclient import TestClient
from hostile import HOSTILE, hostile_dossier
from playwright.sync_api import Browser

from geo.api.app import create_app
from geo.api.parameters import _prefers_html
from geo.api.settings import Settings
from geo.api.wording import as_page, day, figure, is_web_address, label, point
from geo.store.open import Store, open_store

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PAGES = [
    *("/collections", "/collections/places", "/collections/places/queryables", "/conformance"),
    *("/collections/places/items", "/collections/places/items/ru~associative", "/documents"),
    *("/collections/zones/items/idlib-dmz~core", "/collections/mentions/items?use=metonym"),
    *("/collections/lines/items?limit=5", "/collections/documents/items", "/passages?q=zone"),
    *("/collections/posts/items", "/collections/expressions/items", "/collections/changes/items"),
    "/api",
]


class Tree(HTMLParser):
    """Takes in what a page holds: its tags, its texts, its links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        """The words of the page."""
        return "".join(self.texts)

    def hrefs(self) -> list[str]:
        """Where its links lead."""
        return [a["href"] or "" for tag, a in self.tags if tag == "a"]


def tree(client: TestClient, address: str) -> Tree:
    """Return a page that answers."""
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Tree(answer.text)


@pytest.mark.parametrize("address", PAGES)
def test_a_browser_gets_a_page_and_everybody_else_json(client: TestClient, address: str) -> None:
    page = client.get(address, headers=BROWSER)
    assert page.headers["vary"].startswith("Accept")
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src")
    assert "script" not in page.headers["content-security-policy"]
    for accept in ("*/*", "application/json", "application/geo+json, */*;q=0.5"):
        plain = client.get(address, headers={"Accept": accept})
        assert "json" in plain.headers["content-type"]
        assert plain.headers["vary"].startswith("Accept")
        assert plain.headers["etag"] != page.headers["etag"]
    sign = "&" if "?" in address else "?"
    assert client.get(f"{address}{sign}f=html").headers["content-type"].startswith("text/html")
    assert "json" in client.get(f"{address}{sign}f=json", headers=BROWSER).headers["content-type"]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_no_script_and_nothing_from_elsewhere(client: TestClient, address: str) -> None:
    for tag, attributes in tree(client, address).tags:
        assert tag not in {"script", "img", "iframe", "object", "style", "base"}
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for name in ("src", "action"):
            assert not attributes.get(name)


@pytest.mark.parametrize("address", PAGES)
def test_every_link_of_a_page_answers(client: TestClient, address: str) -> None:
    hrefs = dict.fromkeys(tree(client, address).hrefs())
    ours = [h for h in hrefs if h.startswith(("/", "http://testserver"))]
    for href in ours[:60]:
        assert client.get(href, headers=BROWSER).status_code == 200, href
    others = [h for h in hrefs if h not in ours]
    assert all(h.startswith("https://") for h in others)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_names_its_json(client: TestClient, address: str) -> None:
    links = [a for tag, a in tree(client, address).tags if tag == "link"]
    other = next(a for a in links if a.get("rel") == "alternate")
    assert client.get(str(other["href"]), headers=BROWSER).json()


@pytest.mark.parametrize(
    ("accept", "html"),
    [
        ("text/html", True),
        ("application/json, text/html", False),
        ("application/json;q=0.8, text/html", True),
        ("text/html;q=0.5, application/geo+json", False),
        ("text/html, */*", True),
        ("*/*", False),
        ("text/html;q=0", False),
        ("TEXT/HTML", True),
        ("text/html;level=1;q=x, ,;;", True),
        ("", False),
    ],
)
def test_the_format_is_what_the_client_prefers(accept: str, html: bool) -> None:  # noqa: FBT001 - a case
    assert _prefers_html(accept) is html


def test_every_page_bears_the_title_of_the_build(client: TestClient, store: Store) -> None:
    title = store.meta()["title"]
    for address in ("/collections", "/documents", "/api"):
        assert f"· {title}</title>" in client.get(address, params={"f": "html"}).text


def test_an_empty_field_of_a_form_is_left_out_of_the_address(client: TestClient) -> None:
    asked = "/collections/places/items?f=html&bbox=&datetime=&filter=name%3D%27Idlib%27"
    answer = client.get(asked, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("?f=html&filter=name%3D%27Idlib%27")
    assert "Idlib" in tree(client, asked).text


def test_the_pages_of_a_table_put_together_are_the_collection(client: TestClient) -> None:
    address: str | None = "/collections/places/items?limit=25"
    found: list[str] = []
    while address:
        page = tree(client, address)
        rows = [h for h in page.hrefs() if "/places/items/" in h]
        assert len(rows) <= 25
        found += rows
        following = [a["href"] for _, a in page.tags if a.get("rel") == "next"]
        address = following[0] if following else None
    total = client.get("/collections/places/items?limit=1").json()["numberMatched"]
    assert len(set(found)) == len(found) == total


def test_a_filter_can_be_set_and_taken_away_by_links(client: TestClient) -> None:
    whole = tree(client, "/collections/places/items")
    narrower = next(h for h in whole.hrefs() if "role=associative" in h)
    page = tree(client, narrower)
    assert "literal" not in page.text
    assert "/collections/places/items?f=html" in page.hrefs()


def test_a_mention_shows_its_sentence_and_why_that_place(client: TestClient) -> None:
    mention = client.get("/collections/mentions/items?limit=1&use=metonym").json()["features"][0]
    page = tree(client, f"/collections/mentions/items/{quote(mention['id'], safe='')}")
    assert "Why this place" in page.text
    assert mention["properties"]["exact"] in page.text
    reader = next(h for h in page.hrefs() if "/documents/" in h)
    start, end = mention["properties"]["start"], mention["properties"]["end"]
    assert reader.endswith(f"#m{start}-{end}")


def test_the_words_found_are_marked_in_their_passages(client: TestClient) -> None:
    answer = client.get("/passages?q=buffer", headers=BROWSER).text
    said = client.get("/passages?q=buffer").json()
    assert answer.count("<mark>") == sum(len(p["hits"]) for p in said["passages"])
    assert set(re.findall("<mark>(.*?)</mark>", answer)) <= {"buffer", "Buffer"}


def test_the_bare_text_of_a_document_is_the_one_that_offsets_count(client: TestClient) -> None:
    for row in client.get("/documents").json()["documents"]:
        answer = client.get(f"/documents/{row['id']}?f=text")
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        document = client.get(f"/documents/{row['id']}").json()
        assert answer.content.decode() == document["text"]
        named = [m["place_id"] for m in document["found"] if m["place_id"]]
        assert {p["id"]: p["mentions"] for p in document["places"]} == {
            place: named.count(place) for place in named
        }
        for statement in document["statements"]:
            span = slice(statement["start"], statement["end"])
            assert document["text"][span] == statement["surface"]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a dossier whose every text tries to break out of the page."""
    folder = tmp_path_factory.mktemp("hostile-pages")
    store: Store = open_store(build_in(hostile_dossier(folder), folder / "out").store)
    with TestClient(create_app(store, Settings())) as found:
        yield found


def reachable(client: TestClient) -> list[str]:
    """Return the addresses of the plain pages of a dossier."""
    found = ["/collections", "/documents", "/passages", "/api", "/conformance"]
    for collection in client.get("/collections").json()["collections"]:
        own = f"/collections/{collection['id']}"
        found += [own, f"{own}/queryables", f"{own}/items"]
        features = client.get(f"{own}/items?limit=3").json()["features"]
        found += [f"{own}/items/{quote(str(f['id']), safe='')}" for f in features]
    return found


def test_hostile_texts_stay_texts_on_every_page(hostile: TestClient) -> None:
    seen = ""
    for address in reachable(hostile):
        page = tree(hostile, address)
        seen += page.text
        for tag, attributes in page.tags:
            assert tag not in {"script", "img", "i"}
            assert not [name for name in attributes if name.startswith("on")]
        for href in page.hrefs():
            assert href.startswith(("/", "http://testserver/", "https://")), href
    for text in HOSTILE:
        assert text in seen


HOSTILE_VALUES = [*HOSTILE, "{{7*7}}", "{% raw %}", '" onfocus="x', "javascript:1"]


@pytest.mark.parametrize("text", HOSTILE_VALUES)
def test_hostile_parameters_stay_texts(client: TestClient, text: str) -> None:
    for address in ("/passages", "/documents", "/collections/places/items"):
        name = "name" if "items" in address else "q"
        answer = client.get(address, params={name: text, "f": "html"})
        page = Tree(answer.text)
        assert answer.status_code == 200
        assert not [t for t, a in page.tags if t in {"script", "img", "i"} or "onfocus" in a]
        values = [a.get("value") for _, a in page.tags]
        assert text in values
        assert "49" not in page.text


def test_an_error_for_a_browser_is_a_problem_all_the_same(client: TestClient) -> None:
    for address in ("/collections/nothing", "/passages?role=x", "/collections/places/items?x=1"):
        answer = client.get(address, headers=BROWSER)
        assert answer.status_code in {400, 404}
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.browser
def test_pages_are_accessible_and_fit_a_phone(browser: Browser, address: str) -> None:
    troubles: list[str] = []
    with apart(browser, 390, 844) as page:
        page.on("console", lambda message: troubles.append(message.text))
        for at in ("/collections/places", "/collections/places/items", "/passages?q=zone", "/api"):
            page.goto(f"{address}{at}")
            assert page.evaluate("document.documentElement.scrollWidth") == 390
            for scheme in by_day_and_night(page):
                found = Axe().run(page)
                assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"
    assert troubles == []


def test_a_store_without_documents_has_its_pages(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    for old in (root / "documents").iterdir():
        old.unlink()
    write_document(root, "empty.txt", " \n")
    store = open_store(build_in(root, tmp_path / "out").store)
    with TestClient(create_app(store, Settings())) as client:
        assert "No passages match" in tree(client, "/passages").text
        assert "empty.txt" in tree(client, "/documents").text
        assert "No features match" in tree(client, "/collections/places/items").text


def test_values_are_worded_as_one_reads_them() -> None:
    assert label("area_km2") == "Area, km²"
    assert label("published_on") == "Published on"
    assert day("2018-09-17") == "17 Sep 2018"
    assert [figure(v) for v in (3, 12345, 0.5, 12345.67)] == ["3", "12,345", "0.5", "12,345.7"]
    assert figure(2004, "population_year") == "2004"
    assert figure(0.439, "line_unsourced_share") == "44 %"
    assert point((-58.5, -34.6)) == "34.6° S, 58.5° W"
    assert as_page("/x?f=json&after=a%3A1") == "/x?f=html&after=a%3A1"
    assert not is_web_address("javascript:alert(1)")
