"""The floors of the development articles, where they are at hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

FLOORS = {"literal": 0.95, "use": 0.97, "zones": 0.95}


@pytest.fixture(scope="module")
def figures(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    seeds = sorted(str(p) for p in (shared / "seeds").glob("*.txt"))
    out = tmp_path_factory.mktemp("seeds") / "parsed.jsonl"
    with out.open("w", encoding="utf-8") as file:
        subprocess.run(
            [sys.executable, "-m", "geo", "parse", *seeds, "--dossier", "layers/idlib-2018"],
            check=True,
            cwd=ROOT,
            stdout=file,
        )
    scorer = shared / "acceptance" / "seeds.py"
    printed = subprocess.run(
        [sys.executable, str(scorer), str(out)], check=True, capture_output=True, text=True
    )
    found: dict[str, object] = json.loads(printed.stdout.splitlines()[-1])
    return found


def test_literal_places_are_found_and_placed(figures: dict[str, dict[str, float]]) -> None:
    assert figures["literal"]["f1"] >= FLOORS["literal"]


def test_uses_are_told_apart(figures: dict[str, float]) -> None:
    assert figures["use_accuracy"] >= FLOORS["use"]


def test_zones_are_the_right_ones(figures: dict[str, dict[str, float]]) -> None:
    assert figures["zones"]["f1"] >= FLOORS["zones"]
