"""``evaluate`` shows what review changed: the figures without it and with it, side by side."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command import Run
from reviewing import reviewed_dossier

from geo.dossier.corrections_csv import HEADER, line_of
from geo.model.dossier import Correction, Scope
from geo.model.text import text_id

MARKED = "Traders left [Kesh](xx-kesh-south) at dawn. By noon [Kesh](xx-kesh-south) was empty."
PLAIN = "Traders left Kesh at dawn. By noon Kesh was empty."


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "gold.md").write_text(MARKED, "utf-8")
    return reviewed_dossier(tmp_path)


def decide(root: Path, scope: Scope) -> None:
    start = PLAIN.index("Kesh")
    row = Correction(
        mention_id=f"{text_id(PLAIN)}:{start}-{start + 4}",
        decision="xx-kesh-south",
        author="R. Ed",
        time=datetime(2026, 1, 31, tzinfo=UTC),
        reason="the ferry",
        scope=scope,
        name="Kesh",
        candidates=("xx-kesh-north", "xx-kesh-south"),
    )
    (root / "corrections.csv").write_text(",".join(HEADER) + "\n" + line_of(row), "utf-8")


def test_a_decision_about_a_text_counts_where_the_text_is_marked(
    dateline: Run, root: Path
) -> None:
    decide(root, Scope.ALL)
    said = json.loads(dateline("evaluate", root, root.parent / "gold.md", "--json").out)
    assert said["review"]["decided"] == 2
    assert said["review"]["as_read"]["right_place"] == pytest.approx(0.0)
    assert said["right_place"] == pytest.approx(1.0)


def test_the_figures_stand_side_by_side(dateline: Run, root: Path) -> None:
    decide(root, Scope.ONE)
    out = dateline("evaluate", root, root.parent / "gold.md").out
    assert "review decided 1 of the mentions that were found" in out
    line = next(line for line in out.splitlines() if line.startswith("right place  "))
    assert line.split()[2:] == ["0.000", "0.500", "+0.500"]


def test_without_decisions_nothing_is_said_of_review(dateline: Run, root: Path) -> None:
    assert "review" not in dateline("evaluate", root, root.parent / "gold.md").out
