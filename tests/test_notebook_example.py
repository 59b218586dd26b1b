"""The example notebook shows what its cells give today."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def test_the_notebook_in_the_docs_is_what_its_cells_give(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    tool = runpy.run_path(str(ROOT / "tools" / "notebook.py"))
    kept = json.loads((ROOT / "docs" / "notebook.ipynb").read_text("utf-8"))
    assert tool["executed"]() == kept, "make it anew: python tools/notebook.py"


def test_its_map_shows_the_layers_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    tool = runpy.run_path(str(ROOT / "tools" / "notebook.py"))
    names: dict[str, object] = {}
    tool["_outputs"](tool["CELLS"][1], names, 1)
    tool["_outputs"](tool["CELLS"][-1], names, 2)
    html = names["map_"].get_root().render()  # type: ignore[attr-defined]
    for layer in ("Places", "Zones", "Lines", "Posts"):
        assert layer in html
