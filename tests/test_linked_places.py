"""Linked Places and other GeoJSON become columns, however long the file is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.errors import InputError
from geo.gazetteer.columns import Columns, open_columns
from geo.gazetteer.entry import Source
from geo.gazetteer.formats.opening import Format
from geo.gazetteer.importing import Imported, import_files


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "mine.columns"


def imported(target: Path, name: str, text: str) -> tuple[Columns, Imported]:
    path = target.with_name(name)
    path.write_text(text, encoding="utf-8")
    made = import_files([path], target, Source(name="my list", licence="CC0-1.0"))
    return open_columns(target), made


FEATURE = {
    "@id": "https://example.org/places/7",
    "type": "Feature",
    "properties": {"title": "Abydos", "ccodes": ["TR"], "fclasses": ["S"]},
    "names": [{"toponym": "Abydos", "lang": "en"}, {"toponym": "Ἄβυδος"}],
    "geometry": {"type": "Point", "coordinates": [26.4, 40.2]},
    "links": [{"type": "closeMatch", "identifier": "gn:77"}],
}
FLAT = {
    "type": "Feature",
    "properties": {"name": "Long Plain"},
    "geometry": {"type": "Polygon", "coordinates": [[[10, 50], [12, 50], [12, 51], [10, 50]]]},
}


@pytest.mark.parametrize("shape", ["collection", "lines", "sequence"])
def test_linked_places_come_as_a_collection_or_one_a_line(target: Path, shape: str) -> None:
    one, two = json.dumps(FEATURE, ensure_ascii=False), json.dumps(FLAT)
    text = {
        "collection": json.dumps(
            {"@context": "x", "type": "FeatureCollection", "features": [FEATURE, FLAT]}, indent=1
        ),
        "lines": f"{one}\n{two}\n",
        "sequence": f"\x1e{one}\n\x1e{two}\n",
    }[shape]
    columns, made = imported(target, "places.json", text)
    assert made.formats == (Format.PLACES,)
    ((abydos, _),) = columns.lookup("αβυδος")
    assert (abydos.id, abydos.source_id) == ("https://example.org/places/7", "77")
    assert (abydos.lon_deg, abydos.lat_deg, abydos.country_code) == (26.4, 40.2, "TR")
    ((plain, _),) = columns.lookup("long plain")
    assert (plain.lon_deg, plain.lat_deg) == (11.0, 50.5)
    assert plain.precision_m == pytest.approx(111_195, rel=0.01)


def test_features_without_a_name_or_a_point_are_named(target: Path) -> None:
    features = [
        FEATURE,
        {"type": "Feature", "properties": {}, "geometry": FEATURE["geometry"]},
        {"type": "Feature", "properties": {"name": "X"}, "geometry": None},
        {"type": "Feature", "properties": {"name": "X"}, "geometry": {"coordinates": ["a", "b"]}},
        "no feature at all",
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    _, made = imported(target, "places.json", text)
    assert made.counts.places == 1
    assert ["name" in made.skipped.first[0].reason, made.skipped.first[1].reason] == [
        True,
        "has no coordinates",
    ]
    assert "are no numbers" in made.skipped.first[2].reason
    assert made.skipped.first[3].reason == "is no Feature of a place"


def test_a_long_collection_is_read_piece_by_piece(target: Path) -> None:
    many = [{**FLAT, "properties": {"name": f"Plain {n}", "note": "x" * 900}} for n in range(3000)]
    text = json.dumps({"type": "FeatureCollection", "features": many})
    assert len(text) > 2 << 20
    columns, made = imported(target, "places.json", text)
    assert (made.counts.places, made.skipped.count) == (3000, 0)
    assert columns.place(2999).name == "Plain 2999"


def test_a_file_that_breaks_off_is_an_error(target: Path) -> None:
    text = json.dumps({"type": "FeatureCollection", "features": [FEATURE]})
    with pytest.raises(InputError, match=r"places.json: is broken off or no JSON"):
        imported(target, "places.json", text[:-30])
    assert not target.exists()
