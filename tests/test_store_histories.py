"""Whatever happened to a folder of documents, its store says what one from nothing says."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from conftest import quiet
from dossiers import front_dossier
from same_store import told

from geo.dossier.find import find_dossier
from geo.pipeline.builds import STORE_NAME, build, plan

DAYS = ("", "2019-03-11-", "2020-02-01-", "2020-07-19-", "2020-07-20-", "2021-05-02-")
SAID = (
    "A mine went off north of Northton.",
    "Lorries left Southby for Northton, 12 km south of Southby.",
    "The front zone is 7 km deep, Northton said.",
    "Nothing was heard.",
)
STEPS = 7


class Folder:
    """A folder of documents, and what may happen to it."""

    def __init__(self, path: Path, draw: Random) -> None:
        """Start with twenty documents."""
        path.mkdir()
        self.path, self._draw, self._made = path, draw, 0
        for _ in range(20):
            self.one_more()

    def one_more(self) -> None:
        self._made += 1
        draw = self._draw
        name = f"{draw.choice(DAYS)}{draw.choice('abyz')}{self._made}.txt"
        (self.path / name).write_text(f"{draw.choice(SAID)} Report {self._made}.\n", "utf-8")

    def some_more(self) -> None:
        for _ in range(self._draw.randint(2, 6)):
            self.one_more()

    def one_less(self) -> None:
        self._any().unlink()

    def one_other(self) -> None:
        path = self._any()
        path.write_text(path.read_text("utf-8") + "More came from Southby.\n", "utf-8")

    def one_twice(self) -> None:
        path = self._any()
        (self.path / f"{self._draw.choice('0~')}{path.name}").write_bytes(path.read_bytes())

    def one_empty(self) -> None:
        self._made += 1
        (self.path / f"{self._made}.txt").write_text(" \n", "utf-8")

    def change(self) -> None:
        """Let something happen; more comes in than goes."""
        happens = [self.one_less, self.one_other, self.one_twice, self.one_empty]
        self._draw.choice([self.one_more, self.some_more, self.some_more, *happens])()

    def _any(self) -> Path:
        return self._draw.choice(sorted(self.path.iterdir()))


@pytest.mark.parametrize("seed", [3, 8])
def test_a_store_says_the_same_whatever_was_before(seed: int, tmp_path: Path) -> None:
    dossier = find_dossier(front_dossier(tmp_path))
    folder = Folder(tmp_path / "documents", Random(seed))  # noqa: S311 - drawn again the same
    for step in range(STEPS):
        for out in ("out", f"fresh{step}"):
            build(plan(dossier, folder.path, tmp_path / out), quiet)
        assert told(tmp_path / "out" / STORE_NAME) == told(tmp_path / f"fresh{step}" / STORE_NAME)
        folder.change()
