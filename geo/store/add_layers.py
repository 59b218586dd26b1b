"""Add documents to the layers of a store; layers that have no row a document are written anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from geo.errors import CannotAddError
from geo.model.feature import FeatureSource
from geo.model.tiling import Tiling
from geo.store.feature_rows import Summary
from geo.store.layer_rows import LayerRows, RowLayer, insert
from geo.store.ledger import read_layer_ledger, remove_layer_ledger
from geo.store.numbers import first_row
from geo.store.write_layers import finish_layer, is_banded, is_indexed, write_layer
from geo.store.write_outlines import OutlineWriter


def add_layers(
    connection: sqlite3.Connection,
    layers: Iterable[FeatureSource | RowLayer],
    tiling: Tiling | None,
) -> None:
    """Add to layers; raises CannotAddError where a table would need other columns or indexes."""
    outlines = OutlineWriter(connection)
    for ordinal, layer in enumerate(layers):
        if isinstance(layer, RowLayer):
            _add(connection, ordinal, layer, outlines, tiling)
        else:
            _remove(connection, ordinal, layer.id)
            write_layer(connection, ordinal, layer, outlines, tiling)


def _add(
    connection: sqlite3.Connection,
    ordinal: int,
    layer: RowLayer,
    outlines: OutlineWriter,
    tiling: Tiling | None,
) -> None:
    rows = LayerRows(layer.id, ordinal, outlines)
    read_layer_ledger(connection, layer.id, rows)
    before, columns = _made_for(rows.summary), rows.summary.columns()
    boxed = not is_banded(rows.summary)
    for chunk in rows.numbered(layer.make()):
        insert(connection, "feature_row", chunk)
        rows.write_asked(connection, chunk, columns)
        if boxed:
            rows.write_boxes(connection, chunk)
    if _made_for(rows.summary) != before:
        msg = f"the tables of {layer.id} are made for other features"
        raise CannotAddError(msg)
    connection.execute("DELETE FROM layer WHERE id = ?", (layer.id,))
    remove_layer_ledger(connection, layer.id)
    finish_layer(connection, ordinal, layer, rows, layer.version, tiling)


def _made_for(summary: Summary) -> tuple[object, ...]:
    """Return what the tables of a layer and their indexes depend on."""
    return summary.columns(), is_indexed(summary), summary.only_points, summary.is_somewhere


def _remove(connection: sqlite3.Connection, ordinal: int, layer: str) -> None:
    """Remove the features of a layer; its tables are made anew with the next."""
    connection.execute(
        "DELETE FROM feature_row WHERE id >= ? AND id < ?",
        (first_row(ordinal), first_row(ordinal + 1)),
    )
    connection.execute("DELETE FROM layer WHERE id = ?", (layer,))
