"""What is kept of what a large corpus states of a zone: exact counts, and what came first."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import pytest
from browser import opened, serving
from dossiers import build_in, small_dossier, write_document
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.features import stated
from geo.features.evidence import evidence_of
from geo.features.stated import MOST_SENTENCES, Stated
from geo.model.evidence import Agreement, Claim, Length
from geo.model.stated import Said, StatedValue
from geo.model.text import Span
from geo.model.zone import Parameter
from geo.pipeline.engine import Engine
from geo.store.open import open_store
from geo.store.protocol import Store

ZONE = "quiet-zone"
FIRST = date(2020, 3, 1)
DEPTHS_KM = (5, 6, 7, 9)
LATE = "A second paper holds that the quiet zone is 22 km deep."


def said(document: int, words: int, depth_km: float, day: int | None) -> Said:
    fits = Agreement.YES if depth_km == DEPTHS_KM[0] else Agreement.NO
    return Said(
        claim=Claim(
            zone_id=ZONE,
            parameter=Parameter.DEPTH,
            value=Length(low_km=depth_km, high_km=depth_km),
            agrees=fits,
            reason=fits.value,
            reading_id="",
        ),
        wording=words,
        sentence=f"Sentence {words}.",
        exact=f"{depth_km} km",
        span=Span(words, words + 4),
        passage_id=f"d{document}:{words}-{words + 9}",
        document_id=f"d{document:06}",
        source=f"d{document}.txt",
        title="",
        publisher="",
        published_on=None if day is None else FIRST + timedelta(days=day),
    )


def gathered(every: Iterable[Said]) -> Stated:
    found = Stated()
    for one in every:
        found.add(one)
    return found


def told(values: Iterable[StatedValue]) -> list[tuple[object, ...]]:
    return [
        (v.value.label, v.passages, v.documents, [(w.sentence, w.documents) for w in v.wordings])
        for v in values
    ]


@st.composite
def corpora(draw: st.DrawFn) -> list[Said]:
    """Return what documents state, one document after the other, on days in any order."""
    days = draw(st.lists(st.none() | st.integers(0, 30), max_size=20))
    sentences = st.sets(st.tuples(st.integers(0, 9), st.sampled_from(DEPTHS_KM)), max_size=4)
    return [
        said(number, *sentence, day)
        for number, day in enumerate(days)
        for sentence in sorted(draw(sentences))
    ]


@given(every=corpora())
def test_what_is_counted_is_exact_and_what_is_shown_came_first(every: list[Said]) -> None:
    whole = gathered(every).values()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stated, "MOST_SENTENCES", 5)
        patched.setattr(stated, "MOST_PLACES", 7)
        # As often as can be: a real corpus drops when it holds twice as many as are shown.
        cut = Stated(_most_held=0)
        for one in every:
            cut.add(one)
            cut.values()
        few = cut.values()
    assert [v[:3] for v in told(few)] == [v[:3] for v in told(whole)]
    for short, full in zip(few, whole, strict=True):
        assert 1 <= len(short.wordings) <= len(full.wordings)
        for kept, same in zip(short.wordings, full.wordings, strict=False):
            assert (kept.sentence, kept.documents) == (same.sentence, same.documents)
            assert kept.said[0] == same.said[0]
    shown = [wording for value in few for wording in value.wordings]
    assert len(shown) <= max(5, len(few))
    assert sum(len(wording.said) for wording in shown) <= max(7, len(shown))


def test_rare_values_are_shown_whole_before_a_frequent_one_takes_the_room() -> None:
    often = [said(n, n, 5, n % 900) for n in range(3 * MOST_SENTENCES)]
    rare = [said(5_000 + n, 90_000 + n, 9, n) for n in range(3)]
    common, seldom = gathered([*often, *rare]).values()
    assert (common.passages, common.documents, len(common.wordings)) == (1500, 1500, 50)
    assert (seldom.passages, len(seldom.wordings)) == (3, 3)


def test_a_value_that_contradicts_is_there_however_often_the_others_are_stated(
    engine: Engine,
) -> None:
    rule = next(iter(engine.yardsticks.zones.values()))
    often = [said(n, n, 5 + n % 700 / 10, n % 900) for n in range(4 * MOST_SENTENCES)]
    values = evidence_of(rule, gathered([*often, said(9_999, 99_999, 500, 1)]))
    assert len(values.values) == 701
    assert all(value.wordings for value in values.values)
    contradicting = {c.stated.value.label for c in values.contradictions}
    assert "500 km" in contradicting
    assert sum(value.passages for value in values.values) == 4 * MOST_SENTENCES + 1


def test_a_sentence_that_everybody_prints_names_some_documents_and_counts_all() -> None:
    (value,) = gathered(said(n, 1, 5, n % 300) for n in range(2_000)).values()
    (wording,) = value.wordings
    assert (value.passages, value.documents, wording.documents) == (1, 2_000, 2_000)
    assert [s.published_on for s in wording.said[:7]] == [FIRST] * 7
    assert len(wording.said) == 20


def test_what_is_held_does_not_follow_the_corpus() -> None:
    held = []
    tracemalloc.start()
    try:
        for count in (4_000, 16_000):
            found = gathered(said(n, n // 2, 5 + n % 40, n % 3_000) for n in range(count))
            found.values()
            held.append(tracemalloc.get_traced_memory()[0])
            del found
    finally:
        tracemalloc.stop()
    # Eight bytes each, and what arrays grow by in advance; what is shown is the same.
    assert held[1] - held[0] < 12_000 * 20 + 200_000


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A zone of which more is stated than is shown; one paper, the last, states something else."""
    root = small_dossier(tmp_path_factory.mktemp("crowded"))
    for own in (root / "documents").iterdir():
        own.unlink()
    for n in range(9):
        text = f"Paper {n} says that the quiet zone is 5 to 10 km deep."
        write_document(root, f"{n}.txt", f"DATE: 2020-04-{n + 1:02}\n\n{text}\n")
    write_document(root, "late.txt", f"DATE: 2020-05-01\n\n{LATE}\n")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stated, "MOST_SENTENCES", 4)
        patched.setattr(stated, "MOST_PLACES", 4)
        out = tmp_path_factory.mktemp("out")
        made = build_in(root, out)
    return open_store(made.store)


@pytest.fixture(scope="module")
def crowded_address(crowded: Store) -> Iterator[str]:
    """The address of that store, served for longer than a page is open."""
    with serving(create_app(crowded, Settings())) as found:
        yield found


def test_a_zone_says_how_many_sentences_it_leaves_out_and_all_can_be_had(crowded: Store) -> None:
    client = TestClient(create_app(crowded, Settings()))
    evidence = client.get(f"/zones/{ZONE}").json()["evidence"]
    counts = {v["label"]: (v["passages"], v["wordings_left_out"]) for v in evidence["values"]}
    assert counts == {"5–10 km": (9, 6), "22 km": (1, 0)}
    (contradiction,) = evidence["contradictions"]
    assert evidence["values"][contradiction["value"]]["wordings"][0]["sentence"] == LATE
    every = client.get("/passages", params={"place": ZONE, "limit": 100}).json()["passages"]
    assert sum("km deep" in passage["text"] for passage in every) == 10


def test_the_feature_and_the_sheet_of_a_zone_say_the_same(crowded: Store) -> None:
    client = TestClient(create_app(crowded, Settings()))
    asked = {"zone_id": ZONE, "part": "core", "f": "json"}
    (core,) = client.get("/collections/zones/items", params=asked).json()["features"]
    assert core["properties"]["evidence"] == client.get(f"/zones/{ZONE}").json()["evidence"]


def test_the_page_of_a_zone_leads_to_the_sentences_that_it_leaves_out(crowded: Store) -> None:
    client = TestClient(create_app(crowded, Settings()))
    page = client.get(f"/zones/{ZONE}", headers={"Accept": "text/html"}).text
    assert "4 of 10 sentences are shown" in page
    assert f'href="/passages?place={ZONE}"' in page


def test_the_panel_says_how_many_sentences_it_leaves_out(
    desktop: Page, crowded_address: str
) -> None:
    panel = opened(desktop, f"{crowded_address}/?sel=zone:{ZONE}").locator("#panel")
    panel.get_by_text("4 of 10 sentences shown here").wait_for()
