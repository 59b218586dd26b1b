"""Values as bytes: they come back as they were, and nothing else comes in."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest
from conftest import document

from geo.model.run import Reading
from geo.model.text import Document
from geo.pipeline.engine import Engine
from geo.pipeline.reading import read_document
from geo.pipeline.saved import NO_VALUE, Saver, loaded

TEXT = "Shells fell 12 km south of Idlib on Friday. Ankara said its post near Morek was not hit."


@pytest.fixture(scope="module")
def reading(engine: Engine) -> Reading:
    return read_document(document(TEXT), engine)


def test_a_reading_comes_back_as_it_was(reading: Reading, engine: Engine) -> None:
    places = engine.dossier.places
    assert loaded(Saver(places).saved(reading), Reading, places) == reading
    assert loaded(Saver({}).saved(reading), Reading, {}) == reading


def test_places_of_the_dossier_are_those_that_it_has(reading: Reading, engine: Engine) -> None:
    places = engine.dossier.places
    found = loaded(Saver(places).saved(reading), Reading, places)
    meant = [r.place for r in found.resolutions if r.place is not None and r.place.id in places]
    assert meant
    assert all(place is places[place.id] for place in meant)


def test_a_place_that_only_bears_an_id_of_the_dossier_is_saved_whole(
    reading: Reading, engine: Engine
) -> None:
    places = engine.dossier.places
    first = next(r.place for r in reading.resolutions if r.place and r.place.id in places)
    other = replace(first, note="moved to the other bank")
    assert loaded(Saver(places).saved(other), type(other), places) == other


def test_a_place_that_the_dossier_lost_makes_no_value(reading: Reading, engine: Engine) -> None:
    body = Saver(engine.dossier.places).saved(reading)
    with pytest.raises(NO_VALUE):
        loaded(body, Reading, {})


def test_a_value_of_another_kind_is_refused(reading: Reading) -> None:
    with pytest.raises(pickle.UnpicklingError, match="Reading is no Document"):
        loaded(Saver({}).saved(reading), Document, {})


def test_bytes_that_call_anything_else_are_refused() -> None:
    with pytest.raises(pickle.UnpicklingError, match="is no value of ours"):
        loaded(pickle.dumps(print), Document, {})
