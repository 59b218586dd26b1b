"""Dateline in Python: frames that a GIS takes, a map that a notebook shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from dossiers import change, small_dossier
from hostile import HOSTILE, hostile_dossier
from pyproj import CRS

import geo
from geo.errors import InputError, Problems
from geo.features.layers import layers
from geo.model.run import Run
from geo.notebook import NotebookRun
from geo.pipeline.engine import Engine


@pytest.fixture(scope="module")
def shipped(built: tuple[Path, Run], engine: Engine) -> NotebookRun:
    """The run of the shipped dossier, as ``geo.run`` gives it."""
    made = layers(built[1], engine.dossier.places)
    return NotebookRun(dossier=engine.dossier, result=built[1], layers=made)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("mentions", {"surface", "use", "status", "place_id", "sentence", "document", "exact"}),
        ("places", {"place_id", "name", "role", "mentions", "precision_m", "source", "licence"}),
        ("zones", {"zone_id", "part", "certainty", "area_km2", "depth_km", "citations"}),
        ("expressions", {"exact", "relation", "part", "anchors", "reasons", "sentence"}),
        ("lines", {"line_id", "valid_on", "between", "half_gap_m", "unsourced", "source"}),
    ],
)
def test_a_frame_is_in_crs84_with_its_columns(
    shipped: NotebookRun, name: str, columns: set[str]
) -> None:
    frame: Any = getattr(shipped, name)
    assert CRS(frame.crs) == CRS("OGC:CRS84")
    assert columns <= set(frame.columns)
    assert frame.index.is_unique
    west, south, east, north = frame.total_bounds
    assert -180 <= west < east <= 180
    assert -90 <= south < north <= 90
    assert frame.geometry.is_valid.all()


def test_longitude_comes_first(shipped: NotebookRun) -> None:
    place: Any = shipped.places.loc["ru-sochi"]
    assert (place.geometry.x, place.geometry.y) == pytest.approx((39.72, 43.6), abs=0.05)


def test_frames_can_be_measured_in_metres(shipped: NotebookRun) -> None:
    zones: Any = shipped.zones
    metric = zones.to_crs(zones.estimate_utm_crs())
    km2 = metric.loc["idlib-dmz~core"].geometry.area / 1e6
    assert km2 == pytest.approx(zones.loc["idlib-dmz~core", "area_km2"], rel=0.01)


def test_other_documents_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("In Northton it rained. Kafr Nowhere district was dry.")
    found = geo.run(small_dossier(tmp_path), documents=tmp_path / "a.txt")
    assert found.mentions["surface"].tolist() == ["Northton", "Kafr Nowhere"]
    assert found.mentions.geometry.notna().tolist() == [True, False]
    assert found.places.index.tolist() == ["xx-northton"]
    assert found.result.counts["documents"] == 1
    assert not (tmp_path / "out").exists()


def test_no_documents_give_empty_frames_in_crs84(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    found = geo.run(small_dossier(tmp_path), documents=tmp_path / "none")
    for frame in (found.mentions, found.places):
        assert len(frame) == 0
        assert CRS(frame.crs) == CRS("OGC:CRS84")
    assert len(found.zones) == 4
    assert "Quiet zone" in found.map().get_root().render()


def test_what_is_wrong_is_raised_in_words(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    with pytest.raises(InputError, match="did you mean 'idlib-2018'"):
        geo.run("idlib-2019")
    with pytest.raises(InputError, match="there is no such file or folder of documents"):
        geo.run(root, documents="nowhere")
    change(root / "zones.toml", "[5, 10]", "[10, 5]")
    with pytest.raises(Problems, match="must rise"):
        geo.run(root)


def test_the_map_shows_in_a_notebook_with_its_layers(shipped: NotebookRun) -> None:
    page = shipped.map()._repr_html_()
    source = shipped.map().get_root().render()
    assert "<iframe" in page
    for layer in ("Zones", "Lines", "Posts", "Places"):
        assert layer in source
    assert "Khan Shaykhun" in source


def test_the_map_keeps_the_dossiers_view(shipped: NotebookRun) -> None:
    assert shipped.map().location == [35.66, 36.55]


def test_a_map_holds_hostile_texts_as_text(tmp_path: Path) -> None:
    found = geo.run(hostile_dossier(tmp_path))
    source = found.map().get_root().render()
    plain = geo.run(small_dossier(tmp_path)).map().get_root().render()
    assert "Northton" in source
    assert source.count("</script>") == plain.count("</script>")
    for word in HOSTILE[:4]:
        assert word not in source
    assert "hacked" not in re.sub(r'"[^"\n]*"', "", source)


def test_the_package_offers_what_it_says_and_nothing_else() -> None:
    assert set(geo.__all__) == {"CuratedGazetteer", "__version__", "run"}
    assert all(getattr(geo, name) for name in geo.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'rum'"):
        geo.rum  # noqa: B018 - it raises
