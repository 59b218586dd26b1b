"""What is laid over a build for those who read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol


class AsBuilt(Protocol):
    """One connection to a build that nothing lies over yet."""

    @property
    def schema(self) -> str:
        """Return the name by which its tables are found whatever lies over them, for SQL."""

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """Return the rows of a query of ours; values are always bound."""

    def write(self, sql: str, rows: Iterable[Sequence[object]] = ((),)) -> None:
        """Write to temporary tables, which only this connection sees, once for each row."""


class Overlay(Protocol):
    """What is laid over a build for those who read it."""

    def stamp(self) -> object:
        """Return what changes when it has to be laid anew."""

    def lay(self, build: AsBuilt) -> None:
        """Lay it over a build, on a connection that was just opened."""
