"""What is told of zones is kept till the dossier changes, and a broken cache only costs time."""

from __future__ import annotations

from pathlib import Path

import pytest
from dossiers import change, small_dossier

from geo.dossier.load import load_dossier
from geo.pipeline import zones
from geo.pipeline.engine import Engine, prepare
from geo.pipeline.zones import told_zones


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A small dossier, ready to read, with a cache of its own."""
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "cache"))
    return prepare(load_dossier(small_dossier(tmp_path)))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the zones that were made anew, in order."""
    found: list[str] = []
    report = zones.zone_report

    def noted(engine: Engine, zone_id: str) -> object:
        found.append(zone_id)
        return report(engine, zone_id)

    monkeypatch.setattr(zones, "zone_report", noted)
    return found


def test_the_same_digest_gives_the_same_without_making_it(engine: Engine, made: list[str]) -> None:
    first, again = told_zones(engine, "one"), told_zones(engine, "one")
    assert made == ["quiet-zone"]
    assert [t.facts for t in again] == [t.facts for t in first]
    for old, new in zip(first, again, strict=True):
        assert [c.geometry.wkb for c in new.zone.contours] == [
            c.geometry.wkb for c in old.zone.contours
        ]


def test_another_digest_makes_it_anew(engine: Engine, made: list[str]) -> None:
    told_zones(engine, "one")
    told_zones(engine, "two")
    assert made == ["quiet-zone", "quiet-zone"]


def test_a_broken_cache_is_made_anew(engine: Engine, made: list[str], tmp_path: Path) -> None:
    told_zones(engine, "one")
    (kept,) = (tmp_path / "cache" / "zones").iterdir()
    kept.write_text("{", "utf-8")
    assert told_zones(engine, "one")
    assert len(made) == 2


def test_a_cache_that_cannot_be_written_costs_time_only(
    engine: Engine, made: list[str], tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file in the place of the folder", "utf-8")
    told_zones(engine, "one")
    told_zones(engine, "one")
    assert len(made) == 2


def test_another_depth_gives_other_facts(tmp_path: Path, engine: Engine) -> None:
    (before,) = told_zones(engine, "one")
    change(tmp_path / "small" / "zones.toml", "[5, 10]", "[6, 12]")
    (after,) = told_zones(prepare(load_dossier(tmp_path / "small")), "two")
    assert before.facts["area_km2"] != after.facts["area_km2"]
