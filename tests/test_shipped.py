"""What the shipped dossiers must hold, so that nobody empties them by mistake."""

from __future__ import annotations

import csv
import re
from collections import Counter

import orjson
import pytest
from conftest import ROOT, SHIPPED, quiet

from geo.dossier.find import shipped_layers
from geo.dossier.load import load_dossier
from geo.model.evidence import Agreement
from geo.model.run import Run
from geo.pipeline.builds import plan, read_only
from geo.pipeline.engine import Engine, prepare
from geo.store.open import Store

SHARE_ALIKE = ("SA", "ODbL", "share")


def rows() -> list[dict[str, str]]:
    with (ROOT / "gazetteer.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_gazetteer_is_large_complete_and_free_of_share_alike_coordinates() -> None:
    found = rows()
    assert len(found) >= 1200
    for row in found:
        needed = ("id", "name", "feature_class", "feature_code", "lon", "lat", "precision_m")
        assert all(row[c] for c in (*needed, "source", "source_id", "licence")), row["id"]
        assert not any(mark in row["licence"] for mark in SHARE_ALIKE), row["id"]


def test_the_gazetteer_speaks_four_languages_where_it_matters() -> None:
    by_id = {row["id"]: row for row in rows()}
    for place in ("sy-idlib-gov", "sy-khan-shaykhun", "sy-saraqib", "sy-hmeimim-air-base", "sy"):
        row = by_id[place]
        for language in ("ar", "ru", "tr"):
            assert row[f"names_{language}"], f"{place} {language}"
    air_base = by_id["sy-hmeimim-air-base"]
    assert {"Hamimim", "Khmeimim"} <= {
        *air_base["names_en"].split("|"),
        air_base["name"].split()[0],
    }


def test_every_kind_that_the_theatre_needs_is_there() -> None:
    codes = Counter(row["feature_code"] for row in rows())
    least = {"PCLI": 60, "PPLC": 60, "ADM1": 14, "ADM2": 20, "OBPT": 12, "PSTB": 10, "AIRB": 5}
    assert {code: codes[code] for code, n in least.items() if codes[code] < n} == {}


def test_every_country_has_people_and_a_capital() -> None:
    found = rows()
    capitals = {row["country_code"] for row in found if row["feature_code"] == "PPLC"}
    for row in found:
        if row["feature_code"] == "PCLI":
            assert row["demonyms_en"] or row["id"] == "va", row["id"]
            assert row["country_code"] in capitals, row["id"]


def test_the_table_of_towns_names_its_sources(engine: Engine) -> None:
    table = engine.dossier.holdings["towns"]
    assert len({h.place_id for h in table}) >= 230
    assert {h.holder for h in table} == {"government", "opposition", "turkish_backed"}
    assert all(h.source for h in table)
    assert 0.15 < sum(h.unsourced for h in table) / len(table) < 0.35


def test_the_dispatches_are_dated_varied_and_read_without_loss(built: tuple[object, Run]) -> None:
    run = built[1]
    assert 8 <= len(run.readings) <= 12
    assert not run.skipped
    days = [r.document.published_on for r in run.readings]
    assert all(day is not None and 2018 <= day.year <= 2020 for day in days)
    assert len({p.suffix for p in (SHIPPED / "documents").iterdir()}) >= 3
    uses = {x.mention.use for r in run.readings for x in r.resolutions}
    assert {use.value for use in uses} >= {"literal", "metonym", "demonym", "office", "dateline"}


@pytest.mark.parametrize("zone", ["idlib-dmz", "idlib-deescalation", "ne-safe-zone-2019"])
def test_the_dispatches_show_every_zone(built: tuple[object, Run], zone: str) -> None:
    found = {x.place.id for r in built[1].readings for x in r.resolutions if x.place}
    assert zone in found


def test_the_figures_that_dispatches_state_are_tied_to_their_zone(
    built: tuple[object, Run],
) -> None:
    stated = [s for r in built[1].readings for s in r.statements]
    by_zone = Counter((s.zone_id, s.agrees) for s in stated)
    assert by_zone["idlib-dmz", Agreement.YES] >= 5
    assert by_zone["idlib-dmz", Agreement.NO] >= 1
    assert by_zone["turkish-posts", Agreement.YES] >= 1
    assert by_zone["turkish-posts", Agreement.NO] >= 1


def test_the_mention_that_the_readme_explains_is_there(store: Store) -> None:
    (mention_id,) = re.findall(
        r"dateline explain \S+ (\S+)", (ROOT / "README.md").read_text("utf-8")
    )
    assert len(orjson.loads(store.texts.mention(mention_id).candidates)) > 1


STORIES = [
    path.parent.name
    for path in sorted(shipped_layers().glob("*/dossier.toml"))
    if (path.parent / "documents").is_dir()
]


def test_several_dossiers_of_different_kinds_are_shipped() -> None:
    assert STORIES == ["chernobyl-1986", "idlib-2018", "sudan-2012"]
    kinds = {
        zone.kind.value
        for name in STORIES
        for zone in load_dossier(shipped_layers() / name).zones.values()
    }
    assert kinds >= {"along-line", "held-area", "around"}


@pytest.mark.parametrize("name", STORIES)
def test_a_shipped_dossier_has_no_problem_and_tells_where_all_of_it_comes_from(name: str) -> None:
    dossier = prepare(load_dossier(shipped_layers() / name)).dossier
    assert len(dossier.places) >= 60
    assert dossier.attributions
    assert all(p.source and p.licence for p in dossier.places.values())
    assert not any(mark in p.licence for mark in SHARE_ALIKE for p in dossier.places.values())
    assert all(d.source and d.licence and d.uncertainty_m for d in dossier.drawn.values())
    assert all(a.source and a.licence and a.uncertainty_m for a in dossier.areas.values())
    assert all(z.citations and z.reading for z in dossier.zones.values())


@pytest.mark.parametrize("name", [name for name in STORIES if name != SHIPPED.name])
def test_the_dispatches_of_a_shipped_dossier_are_dated_and_name_all_its_zones(name: str) -> None:
    job = plan(shipped_layers() / name, None, None)
    run = read_only(job, quiet)
    assert len(run.readings) >= 5
    assert not run.skipped
    assert all(r.document.published_on for r in run.readings)
    named = {x.place.id for r in run.readings for x in r.resolutions if x.place}
    assert named >= set(job.dossier.zones)
    assert len({r.document.language for r in run.readings}) > 1
