"""Where in its layer a feature stands, and which stands at a position."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.store.database import Database
from geo.store.numbers import Numbers, block_of, first_of
from geo.store.tables import LayerTable


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Blocks:
    """The blocks of a layer that hold rows, and how many rows lie before the end of each."""

    block: Numbers
    end: Numbers


class Positions:
    """Positions in layers, counted from 0; rows of some layers leave room between them."""

    def __init__(self, connections: Database) -> None:
        """Read through ``connections``."""
        self._db = connections

    def row(self, table: LayerTable, position: int) -> int:
        """Return the row at a position; one after all others where the layer is not so long."""
        if not table.is_spaced:
            return table.first_row + position
        blocks = self._blocks(table)
        at = int(np.searchsorted(blocks.end, position, side="right"))
        if at == len(blocks.end):
            return table.end_row
        before = int(blocks.end[at - 1]) if at else 0
        rows = self._db.rows(
            f"SELECT a.id FROM {table.asked} a WHERE a.id >= ? "  # noqa: S608 - a table of ours
            "ORDER BY a.id LIMIT 1 OFFSET ?",
            (table.first_row + first_of(int(blocks.block[at])), position - before),
        )
        return int(rows[0][0])

    def position(self, table: LayerTable, row: int) -> int:
        """Return the position of a row."""
        if not table.is_spaced:
            return row - table.first_row
        blocks, block = self._blocks(table), block_of(row - table.first_row)
        at = int(np.searchsorted(blocks.block, block))
        before = int(blocks.end[at - 1]) if at else 0
        rows = self._db.rows(
            f"SELECT count(*) FROM {table.asked} a WHERE a.id >= ? AND a.id < ?",  # noqa: S608 - the same
            (table.first_row + first_of(block), row),
        )
        return before + int(rows[0][0])

    def _blocks(self, table: LayerTable) -> _Blocks:
        return self._db.kept(f"blocks of {table.info.id}", lambda: self._read(table))

    def _read(self, table: LayerTable) -> _Blocks:
        rows = self._db.rows(
            "SELECT block, rows FROM block WHERE layer = ? ORDER BY block", (table.info.id,)
        )
        found = np.array(rows, dtype=np.int64).reshape(-1, 2)
        return _Blocks(block=found[:, 0], end=np.cumsum(found[:, 1]))
