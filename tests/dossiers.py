"""Small dossiers for tests: the one that ``dateline new`` makes, and ways to change it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree

import pytest
from conftest import quiet

from geo.dossier.find import find_dossier
from geo.dossier.load import load_dossier
from geo.errors import Problems
from geo.pipeline.builds import Built, build, plan
from geo.pipeline.engine import prepare

RIVER = ((11.6, 22.0), (11.8, 22.03), (12.0, 22.01), (12.2, 22.04), (12.4, 22.0))
"""The line of the template: it runs from west to east between Northton and Southby."""
HOLDINGS = "place,holder,from,to,source,reliability\n"
FRONT = """
[[line]]
id = "front"
title = "Front"
kind = "control"
control = "towns"
between = ["north", "south"]
reference_on = 2020-03-01
period = { from = 2020-01-01, to = 2020-12-31 }

[[zone]]
id = "front-zone"
title = "Zone along the front"
kind = "along-line"
line = "front"
side = "xx-northton"
depth_km = [5, 10]
anchors = []
names = ["front zone"]
reading = "North of the front."
"""
"""A line between two holders and a zone along it, to be added to zones.toml."""


def small_dossier(folder: Path, name: str = "small") -> Path:
    """Write the template of ``dateline new`` into a folder; return the dossier's own folder."""
    with as_file(files("geo.cli").joinpath("template")) as template:
        copytree(template, folder / name)
    return folder / name


def front_dossier(folder: Path) -> Path:
    """Write a dossier with a front that moves south, past Southby, on 1 June 2020."""
    root = small_dossier(folder, "front")
    add(root / "gazetteer.csv", place_row("xx-far", "12.0", "21.6"))
    rows = (
        "xx-northton,north,,,hand,reported\nxx-southby,south,,2020-06-01,hand,reported\n"
        "xx-southby,north,2020-06-01,,hand,unsourced\nxx-far,south,,,hand,reported\n"
    )
    add(root / "control" / "towns.csv", HOLDINGS + rows)
    add(root / "zones.toml", FRONT)
    return root


def change(path: Path, old: str, new: str) -> None:
    """Replace the first ``old`` of a file; fails where the file does not hold it."""
    text = path.read_text("utf-8")
    assert old in text, f"{path.name} does not hold {old!r}"
    path.write_text(text.replace(old, new, 1), "utf-8")


def add(path: Path, text: str) -> None:
    """Write text at the end of a file, which is made where it is missing."""
    path.parent.mkdir(exist_ok=True)
    before = path.read_text("utf-8") if path.exists() else ""
    path.write_text(before + text, "utf-8")


def place_row(place_id: str, lon: str, lat: str, *, country: str = "XX") -> str:
    """Return a row of the template's gazetteer."""
    return (
        f"{place_id},{place_id},,,,P,PPL,{country},,,{lon},{lat},1000,hand,{place_id},CC0-1.0,\n"
    )


def draw(root: Path, points: Sequence[Sequence[float]], **properties: object) -> None:
    """Draw the dossier's line anew."""
    said = {"source": "drawn for a test", "licence": "CC0-1.0", "uncertainty_m": 500}
    feature = {
        "type": "Feature",
        "properties": {**said, **properties},
        "geometry": {"type": "LineString", "coordinates": points},
    }
    (root / "lines" / "river.geojson").write_text(json.dumps(feature), "utf-8")


def write_document(root: Path, name: str, text: str) -> None:
    """Write a document into a dossier."""
    (root / "documents" / name).write_text(text, "utf-8")


def build_in(root: Path, out: Path) -> Built:
    """Build a dossier into a folder."""
    return build(plan(find_dossier(root), None, out), quiet)


def problems(root: Path) -> list[tuple[str, str, str]]:
    """Return what is wrong with a dossier: the file, where in it, and the message."""
    with pytest.raises(Problems) as caught:
        prepare(load_dossier(root))
    found = caught.value.problems
    assert str(caught.value).splitlines() == [str(p) for p in found]
    return [(p.path.relative_to(root).as_posix(), p.where, p.message) for p in found]


def the_problem(root: Path, file: str, where: str) -> str:
    """Return the message of the one thing that is wrong, which stands in ``file`` at ``where``."""
    found = problems(root)
    assert [(name, place) for name, place, _ in found] == [(file, where)]
    return found[0][2]
