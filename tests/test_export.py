"""Layers as files: read back by others with equal counts, and nothing left behind by a failure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas
import orjson
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS
from test_api_features import COLLECTIONS

from geo.errors import InputError
from geo.export.files import EXPORTERS, export_layer
from geo.export.stream import csv_stream, feature_bytes, geojson_stream
from geo.model.query import StoredFeature
from geo.store.open import Store

HERE = {"type": "Point", "coordinates": [36.5, 35.5]}
ROUND = {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [37, 36], [36, 35]]]}


def feature(fid: str, geometry: object, **properties: object) -> StoredFeature:
    return StoredFeature(
        id=fid, geometry=orjson.dumps(geometry), properties=orjson.dumps(properties)
    )


def table(*features: StoredFeature) -> list[dict[str, str]]:
    """Return the rows of a CSV as a spreadsheet reads it."""
    text = b"".join(csv_stream(features)).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def read_back(path: Path) -> Any:  # noqa: ANN401 - geopandas has no types
    """Read a file as a GIS does."""
    if path.suffix == ".parquet":
        return geopandas.read_parquet(path)
    return pyogrio.read_dataframe(path)


@pytest.mark.parametrize("layer", COLLECTIONS)
@pytest.mark.parametrize("ending", sorted(set(EXPORTERS) - {".csv"}))
def test_a_layer_is_read_back_whole_and_in_place(
    store: Store, tmp_path: Path, layer: str, ending: str
) -> None:
    path = tmp_path / f"{layer}{ending}"
    features = list(store.features.every(layer))
    assert export_layer(path, features, layer) == len(features)
    found = read_back(path)
    assert len(found) == len(features)
    wanted = shapely.from_geojson([f.geometry for f in features if f.geometry != b"null"])
    if len(wanted) == 0:
        assert "geometry" not in found.columns or found.geometry.isna().all()
        return
    axes = [axis.direction for axis in CRS(found.crs).axis_info]
    assert CRS(found.crs).is_geographic
    assert axes[0] == "east" or CRS(found.crs).to_epsg() == 4326
    assert found.total_bounds == pytest.approx(shapely.total_bounds(wanted), abs=1e-6)
    assert not list(tmp_path.glob(".*"))


def test_every_column_and_every_letter_comes_back(tmp_path: Path) -> None:
    properties = {"name": "إدلب — Idlib 🗺", "start": 3, "share": 0.5, "sure": True, "none": None}
    lists = {"pair": ["a", "ب"], "names": {"ar": ["إدلب"]}}
    features = [feature("sy~x", HERE, **properties, **lists), feature("b", HERE, name="b")]
    for ending in (".gpkg", ".fgb", ".parquet", ".geojson"):
        path = tmp_path / f"x{ending}"
        export_layer(path, features, "x")
        row = read_back(path).iloc[0]
        assert row["id"] == "sy~x"
        assert row["name"] == properties["name"]
        assert (row["start"], row["share"], bool(row["sure"])) == (3, 0.5, True)
        pair = row["pair"]
        assert (orjson.loads(pair) if isinstance(pair, str) else list(pair)) == ["a", "ب"]
        assert (row.geometry.x, row.geometry.y) == (36.5, 35.5)


@pytest.mark.parametrize("ending", sorted(set(EXPORTERS) - {".csv"}))
@pytest.mark.parametrize("case", ["some", "none at first", "none", "empty", "mixed"])
def test_features_without_a_place_and_layers_without_features_are_written(
    tmp_path: Path, ending: str, case: str
) -> None:
    features = {
        "some": [feature("a", HERE, n=1), feature("b", None, n=2)],
        "none at first": [feature("b", None, n=2), feature("a", HERE, n=1)],
        "none": [feature("a", None, n=1), feature("b", None, n=2)],
        "empty": [],
        "mixed": [feature("a", HERE, n=1), feature("b", ROUND, n=2)],
    }[case]
    path = tmp_path / f"x{ending}"
    assert export_layer(path, features, "x") == len(features)
    if ending in {".geojsonl", ".geojsons"} and not features:
        assert path.read_bytes() == b""
        return
    assert len(read_back(path)) == len(features)


@pytest.mark.parametrize("ending", [".gpkg", ".fgb", ".parquet", ".kml"])
def test_values_of_several_kinds_share_a_column_and_none_is_lost(
    tmp_path: Path, ending: str
) -> None:
    values: dict[str, tuple[object, object]] = {
        "share": (1, 0.5),
        "mixed": ("a", ["b"]),
        "large": (1, 2**64 - 1),
        "late": (None, "x"),
    }
    features = [
        feature(str(n), HERE, **{name: pair[n] for name, pair in values.items()}) for n in (0, 1)
    ]
    path = tmp_path / f"x{ending}"
    export_layer(path, [*features, feature("2", HERE, new=1)], "x")
    found = read_back(path)
    assert [float(share) for share in found["share"][:2]] == [1.0, 0.5]
    assert list(found["mixed"][:2]) == ["a", '["b"]']
    assert list(found["large"][:2]) == ["1", str(2**64 - 1)]
    assert found["late"][1] == "x"
    assert int(found["new"][2]) == 1


def test_a_csv_holds_positions_and_json_in_its_cells() -> None:
    first, second, third = table(
        feature("a", HERE, name="Idlib, city", names={"en": ["Idlib"]}, none=None, n=0),
        feature("b", ROUND, name='a "quote"\nand a line', names={}, none="x", n=-5),
        feature("c", None, name="", names=[], none=None, n=1.5),
    )
    assert (first["id"], first["lon"], first["lat"]) == ("a", "36.5", "35.5")
    assert (first["name"], first["names"], first["none"]) == (
        "Idlib, city",
        '{"en":["Idlib"]}',
        "",
    )
    assert (second["lon"], second["name"]) == ("", 'a "quote"\nand a line')
    assert (third["lat"], third["n"]) == ("", "1.5")


@pytest.mark.parametrize(
    "cell",
    ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\tx", "\rx", "\nx", "=1", "@", "＝1"],
)
def test_no_cell_of_a_csv_is_run_by_a_spreadsheet(cell: str) -> None:
    row = table(feature(cell, HERE, name=cell))[0]
    assert (row["id"], row["name"]) == (f"'{cell}", f"'{cell}")


def test_negative_numbers_stay_numbers() -> None:
    south = {"type": "Point", "coordinates": [-36.5, -35.5]}
    row = table(feature("a", south, n=-1, text="a-b=c"))[0]
    assert (row["lon"], row["lat"], row["n"], row["text"]) == ("-36.5", "-35.5", "-1", "a-b=c")


@settings(max_examples=100)
@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=5))
def test_any_text_comes_through_csv_and_geojson(texts: list[str]) -> None:
    features = [feature(str(n), HERE, text=text) for n, text in enumerate(texts)]
    cells = [row["text"] for row in table(*features)]
    assert [
        c if c == t else c.removeprefix("'") for c, t in zip(cells, texts, strict=True)
    ] == texts
    found = orjson.loads(b"".join(geojson_stream(features)))
    assert [f["properties"]["text"] for f in found["features"]] == texts


def test_an_empty_layer_is_a_valid_file_in_every_stream() -> None:
    assert orjson.loads(b"".join(geojson_stream([])))["features"] == []
    assert b"".join(csv_stream([])) == b"id,lon,lat\r\n"


def test_a_feature_may_carry_further_members() -> None:
    found = orjson.loads(feature_bytes(feature('"', HERE, a=1), b',"links":[]'))
    assert (found["id"], found["links"], found["properties"]) == ('"', [], {"a": 1})


@pytest.mark.parametrize("name", ["x", "x.xyz", "x.geojson.zip", ".geojson", "x.shp"])
def test_an_unknown_ending_is_refused_and_the_known_are_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"no format ends in .*known: \.csv, .*\.parquet"):
        export_layer(tmp_path / name, [], "x")
    assert not list(tmp_path.iterdir())


def test_an_ending_in_capitals_is_known(tmp_path: Path) -> None:
    assert export_layer(tmp_path / "X.GeoJSON", [feature("a", HERE)], "x") == 1


def test_a_missing_folder_and_a_folder_in_the_way_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"the folder .*nowhere does not exist"):
        export_layer(tmp_path / "nowhere" / "x.csv", [], "x")
    (tmp_path / "x.csv").mkdir()
    with pytest.raises(InputError, match=r"x\.csv: is a folder; name a file"):
        export_layer(tmp_path / "x.csv", [], "x")


@pytest.mark.parametrize("ending", sorted(EXPORTERS))
def test_a_failure_leaves_the_old_file_and_no_other(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"x{ending}"
    path.write_text("the old file")

    def broken() -> Iterator[StoredFeature]:
        yield feature("a", HERE, n=1)
        msg = "the store is gone"
        raise OSError(msg)

    with pytest.raises(OSError, match="store is gone"):
        export_layer(path, broken(), "x")
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert path.read_text() == "the old file"


@pytest.mark.parametrize("ending", sorted(set(EXPORTERS) - {".gpkg"}))
def test_the_same_layer_gives_the_same_bytes(store: Store, tmp_path: Path, ending: str) -> None:
    written = []
    for name in ("a", "b"):
        path = tmp_path / f"{name}{ending}"
        export_layer(path, store.features.every("lines"), "lines")
        written.append(path.read_bytes())
    assert written[0] == written[1]
