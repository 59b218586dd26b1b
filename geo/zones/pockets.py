"""Small enclaves of a table: rings around a town or two that are no front.

Cells are numbered; ``neighbours`` are the pairs that share an edge on the ground.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

_Id = TypeVar("_Id", int, str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclave:
    """Connected cells of one holder, every neighbour of which belongs to one other."""

    cells: tuple[int, ...]
    inside: str
    area_km2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CellGraph:
    """Which cells touch, how large they are, and which do not reach the edge of the ground."""

    neighbours: tuple[tuple[int, int], ...]
    areas_km2: tuple[float, ...]
    inland: tuple[bool, ...]

    def enclaves(self, holders: Sequence[str]) -> tuple[Enclave, ...]:
        """Return every enclave, in the order of its first cell."""
        within = ((i, j) for i, j in self.neighbours if holders[i] == holders[j])
        beside: defaultdict[int, set[str]] = defaultdict(set)
        for i, j in self.neighbours:
            beside[i].add(holders[j])
            beside[j].add(holders[i])
        found = []
        for cells in connected(range(len(holders)), within):
            around = set().union(*(beside[c] for c in cells)) - {holders[cells[0]]}
            if len(around) == 1 and all(self.inland[c] for c in cells):
                area_km2 = sum(self.areas_km2[c] for c in cells)
                found.append(Enclave(cells=cells, inside=around.pop(), area_km2=area_km2))
        return tuple(found)

    def without_pockets(self, holders: Sequence[str], least_km2: float) -> tuple[str, ...]:
        """Return the holders once every enclave below ``least_km2`` is given to its surrounder.

        The largest goes first: what lies inside it goes back to those it belongs to.
        """
        given = list(holders)
        while small := [e for e in self.enclaves(given) if e.area_km2 < least_km2]:
            largest = max(small, key=lambda e: (e.area_km2, e.cells))
            for cell in largest.cells:
                given[cell] = largest.inside
        return tuple(given)


def connected(
    members: Iterable[_Id], pairs: Iterable[tuple[_Id, _Id]]
) -> tuple[tuple[_Id, ...], ...]:
    """Return the connected groups of members, each in order, by their first member."""
    beside: dict[_Id, list[_Id]] = {member: [] for member in members}
    for i, j in pairs:
        if i in beside and j in beside:
            beside[i].append(j)
            beside[j].append(i)
    groups, seen = [], set[_Id]()
    for first in sorted(beside):
        if first not in seen:
            group = _reached(first, beside)
            seen |= group
            groups.append(tuple(sorted(group)))
    return tuple(groups)


def _reached(first: _Id, beside: Mapping[_Id, Sequence[_Id]]) -> set[_Id]:
    group, waiting = {first}, [first]
    while waiting:
        new = set(beside[waiting.pop()]) - group
        group |= new
        waiting.extend(new)
    return group
