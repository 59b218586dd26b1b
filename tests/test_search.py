"""The search in sentences and documents: what matches, what is marked, in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from dossiers import build_in, small_dossier, write_document
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.export.documents import snippet
from geo.model.calendar import Period
from geo.model.query import BBox, DocumentQuery, Found, FoundPage, PassageQuery
from geo.store import search as searching
from geo.store.open import Store, open_store

TEXTS = {
    "arabic.txt": "قال مسؤول إن إدلب هادئة. وصل الموكب إلى الساحة.",
    "russian.txt": "Самолёты ушли на север. Колонна стоит у реки.",
    "turkish.txt": "İdlib'de sessizlik sürüyor. Çavuş kışlaya döndü.",
    "names.txt": "The road to Ma‘arrat al-Nu'mān is shut. Khan Shaykhun's market is open.",
}


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store of a document in each of four scripts or spellings."""
    folder = tmp_path_factory.mktemp("spoken")
    root = small_dossier(folder)
    for old in (root / "documents").iterdir():
        old.unlink()
    for name, text in TEXTS.items():
        write_document(root, name, text)
    return open_store(build_in(root, folder / "out").store)


def marked(found: Found) -> list[str]:
    """Return the words of a sentence that were found."""
    return [found.passage.text[start:end] for start, end in found.hits]


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        ("ادلب", "إدلب"),
        ("إدلب", "إدلب"),
        ("самолеты", "Самолёты"),
        ("idlib", "İdlib"),
        ("İdlib", "İdlib"),
        ("cavus", "Çavuş"),
        ("kislaya", "kışlaya"),
        ("Maarrat al Numan", "Ma‘arrat al-Nu'mān"),
        ('"maarrat al-numan"', "Ma‘arrat al-Nu'mān"),
        ("ma'arrat", "Ma‘arrat"),
        ("shaykhun", "Shaykhun"),
        ("khan shaykhun's", "Khan Shaykhun's"),
        ("sessiz*", "sessizlik"),
    ],
)
def test_a_name_is_found_and_marked_in_any_spelling(
    spoken: Store, words: str, stands: str
) -> None:
    page = spoken.texts.search(PassageQuery(words=words))
    assert page.matched == 1
    text, hits = page.found[0].passage.text, page.found[0].hits
    assert text[hits[0][0] : hits[-1][1]].startswith(stands)


def test_what_is_not_asked_for_by_words_is_not_marked(store: Store) -> None:
    assert all(f.hits == () for f in store.texts.search(PassageQuery(role="literal")).found)
    for found in store.texts.search(PassageQuery(words="zone -Aleppo")).found:
        assert {word.casefold() for word in marked(found)} <= {"zone", "zone's"}
        assert "Aleppo" not in found.passage.text


def every(store: Store, query: PassageQuery) -> list[Found]:
    """Return all that a query asks for, by one page after the other."""
    found: list[Found] = []
    page = store.texts.search(query)
    while True:
        found += page.found
        if not page.more:
            return found
        assert len(page.found) == query.limit
        page = store.texts.search(replace(query, after=page.found[-1].passage.id))


def test_pages_that_follow_each_other_are_the_whole(store: Store) -> None:
    whole = store.texts.search(PassageQuery(words="the", limit=1000))
    assert whole.matched == len(whole.found)
    for limit in (1, 7, 50):
        assert every(store, PassageQuery(words="the", limit=limit)) == list(whole.found)
    days = [f.document.published_on for f in whole.found]
    assert days == sorted(days, key=lambda day: (day is None, day))


boxes = st.builds(
    lambda lon, lat, size: BBox(
        west_deg=lon, south_deg=lat, east_deg=lon + size, north_deg=lat + size
    ),
    st.floats(35, 37),
    st.floats(34, 37),
    st.floats(0.05, 3),
)


@settings(max_examples=60, deadline=None)
@given(
    place=st.sampled_from(["", "sy-idlib-gov", "ru", "tr", "sy-morek", "nowhere"]),
    role=st.sampled_from(["", "literal", "associative"]),
    use=st.sampled_from(["", "literal", "metonym", "demonym", "dateline"]),
    status=st.sampled_from(["", "resolved", "ambiguous", "unplaced"]),
    box=st.none() | boxes,
    days=st.none() | st.tuples(st.dates(date(2018, 9, 1), date(2019, 6, 1)), st.integers(0, 400)),
    few=st.sampled_from([0, 20_000]),
)
def test_conditions_hold_of_one_and_the_same_mention(  # noqa: PLR0913, PLR0917 - the conditions
    store: Store,
    place: str,
    role: str,
    use: str,
    status: str,
    box: BBox | None,
    days: tuple[date, int] | None,
    few: int,
) -> None:
    period = (
        Period(start=days[0], end=date.fromordinal(days[0].toordinal() + days[1]))
        if days
        else None
    )
    query = PassageQuery(
        place_id=place, role=role, use=use, status=status, bbox=box, period=period, limit=1000
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searching, "_FEW", few)
        page = store.texts.search(query)
    wanted = brute(store, query)
    assert [f.passage.id for f in page.found] == wanted
    assert page.matched == len(wanted)


def inside(box: BBox, lon_deg: float, lat_deg: float) -> bool:
    in_width = box.west_deg <= lon_deg <= box.east_deg
    return in_width and box.south_deg <= lat_deg <= box.north_deg


def brute(store: Store, query: PassageQuery) -> list[str]:
    """Return the sentences that a query asks for, looked at one by one."""
    places = {
        row[0]: row[1:] for row in store.connections.rows("SELECT id, lon_deg, lat_deg FROM place")
    }

    def holds(mention: object) -> bool:
        m = {name: getattr(mention, name) for name in ("place_id", "role", "use", "status")}
        asked = {"place_id": query.place_id, "role": query.role, "use": query.use}
        asked["status"] = query.status
        if any(value and m[name] != value for name, value in asked.items()):
            return False
        if query.role and m["place_id"] is None:
            return False
        if query.bbox is None:
            return True
        if m["place_id"] is None:
            return False
        return inside(query.bbox, *places[m["place_id"]])

    asks = bool(query.place_id or query.role or query.use or query.status or query.bbox)
    found = []
    for document in store.texts.documents(DocumentQuery(limit=100)).documents:
        day = document.published_on
        if query.period and (day is None or not query.period.contains(date.fromisoformat(day))):
            continue
        named = {m.passage_id for m in store.texts.mentions(document.id) if holds(m)}
        passages = store.texts.passages(document.id)
        found += [p.id for p in passages if p.id in named or not asks]
    return found


def test_the_best_matches_come_first_where_that_is_asked_for(store: Store) -> None:
    ranked = store.texts.search(PassageQuery(words="buffer zone", ranked=True, limit=1000))
    plain = store.texts.search(PassageQuery(words="buffer zone", limit=1000))
    assert {f.passage.id for f in ranked.found} == {f.passage.id for f in plain.found}
    shares = [len(f.hits) / len(f.passage.text) for f in ranked.found]
    assert shares[0] > shares[-1]
    pages = [
        store.texts.search(PassageQuery(words="buffer zone", ranked=True, limit=2, offset=n))
        for n in range(0, len(ranked.found), 2)
    ]
    assert [f for page in pages for f in page.found] == list(ranked.found)


def test_too_many_matches_are_neither_counted_nor_ranked(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store.texts._passages, "_counted", 3)  # noqa: SLF001 - the corpus is small
    page = store.texts.search(PassageQuery(words="the", limit=2))
    assert (page.matched, page.more, len(page.found)) == (None, True, 2)
    with pytest.raises(InputError, match="ask for rarer ones"):
        store.texts.search(PassageQuery(words="the", ranked=True))


def test_a_page_after_nothing_is_refused(store: Store) -> None:
    with pytest.raises(InputError, match="start again"):
        store.texts.search(PassageQuery(after="gone:1-2"))
    with pytest.raises(InputError, match="start again"):
        store.texts.documents(DocumentQuery(after="gone"))


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        (DocumentQuery(words="sochi talks"), 1),
        (DocumentQuery(words="sample", language="en"), 12),
        (DocumentQuery(words="sample", language="ru"), 0),
        (DocumentQuery(period=Period(start=date(2018, 9, 17), end=date(2018, 11, 30))), 3),
        (DocumentQuery(place_id="nowhere"), 0),
        (DocumentQuery(words='"'), 0),
    ],
)
def test_documents_are_found_by_title_publisher_day_and_place(
    store: Store, query: DocumentQuery, titles: int
) -> None:
    page = store.texts.documents(query)
    assert (page.matched, len(page.documents)) == (titles, titles)


def test_documents_are_found_by_the_places_they_name(store: Store) -> None:
    found = store.texts.documents(DocumentQuery(place_id="sy-morek")).documents
    named = {f.document.id for f in store.texts.search(PassageQuery(place_id="sy-morek")).found}
    assert {d.id for d in found} == named


@given(text=st.text(max_size=900), at=st.integers(0, 899))
def test_a_snippet_is_a_part_of_the_sentence_around_the_place(text: str, at: int) -> None:
    at = min(at, max(0, len(text) - 1))
    found = snippet(text, at)
    start, end = found["start"], found["end"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    assert found["text"] == text[start:end]
    assert len(text[start:end]) <= 280
    assert start <= at <= end
    assert (start, end) == (0, len(text)) or len(text) > 280


def test_a_text_with_the_signs_of_the_index_in_it_is_found_without_marks(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    write_document(root, "signs.txt", "A tower \ufdd0 stands \ufdd1 there.")
    store = open_store(build_in(root, tmp_path / "out").store)
    page: FoundPage = store.texts.search(PassageQuery(words="tower"))
    assert page.matched == 1
    assert page.found[0].hits == ()
