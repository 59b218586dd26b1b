"""Run the cells of the example notebook and write it with what they print.

A cell's last expression is shown as text, as a notebook shows it; the map is left to whoever opens
the notebook, since its picture would be a megabyte.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"
CELLS = (
    (
        "# From dispatches to frames and a map\n\nEvery row leads back to its sentence. The cells "
        "run from the project's folder; `python tools/notebook.py` runs them and writes this file."
    ),
    'import geo\n\nrun = geo.run("layers/idlib-2018")\nlen(run.mentions)',
    "What the texts name, who is meant and who is only spoken for:",
    "run.mentions.use.value_counts().to_dict()",
    "The places that are named most, with how well each is known:",
    (
        'literal = run.places[run.places.role == "literal"]\n'
        'print(literal.nlargest(5, "mentions")[["name", "mentions", "precision_m", "source"]]'
        ".to_string(index=False))"
    ),
    "The first sentence that names Khan Shaykhun, as it stands in its document:",
    (
        'first = run.mentions[run.mentions.name == "Khan Shaykhun"].iloc[0]\n'
        "print(first.document, first.published_on)\nprint(first.sentence)"
    ),
    (
        "The demilitarised zone is no single outline: what surely lies inside, what the stated "
        "depths give, and what a wider reading or the line's own error may add."
    ),
    (
        'zone = run.zones[run.zones.zone_id == "idlib-dmz"]\n'
        'print(zone[["part", "certainty", "area_km2"]].to_string(index=False))'
    ),
    "A geopy geocoder over the curated places, which knows other spellings:",
    (
        'found = geo.CuratedGazetteer("layers/idlib-2018").geocode("Khan Sheikhoun")\n'
        "print(found.address, round(found.latitude, 3), round(found.longitude, 3))"
    ),
    "The layers as a map that a notebook shows; `dateline map` writes the whole page as one file.",
    "map_ = run.map()\ntype(map_).__name__",
)
"""Text and code in turn, but that the first code follows the heading."""


def executed(cells: tuple[str, ...] = CELLS) -> dict[str, Any]:
    """Return the notebook with its outputs, in Jupyter's format 4.5."""
    names: dict[str, Any] = {}
    made = [
        _code(number, cell, names) if number % 2 else _text(number, cell)
        for number, cell in enumerate(cells)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": made,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _text(number: int, cell: str) -> dict[str, Any]:
    source = cell.splitlines(keepends=True)
    return {"cell_type": "markdown", "id": f"cell-{number}", "metadata": {}, "source": source}


def _code(number: int, cell: str, names: dict[str, Any]) -> dict[str, Any]:
    count = number // 2 + 1
    return {
        "cell_type": "code",
        "execution_count": count,
        "id": f"cell-{number}",
        "metadata": {},
        "outputs": _outputs(cell, names, count),
        "source": cell.splitlines(keepends=True),
    }


def _outputs(cell: str, names: dict[str, Any], count: int) -> list[dict[str, Any]]:
    tree, printed = ast.parse(cell), io.StringIO()
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    shown = None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), names)  # noqa: S102 - our own cells
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307 - the same
            shown = None if value is None else repr(value)
    outputs: list[dict[str, Any]] = []
    if printed.getvalue():
        text = printed.getvalue().splitlines(keepends=True)
        outputs.append({"name": "stdout", "output_type": "stream", "text": text})
    if shown is not None:
        data = {"text/plain": shown.splitlines(keepends=True)}
        result = {"data": data, "execution_count": count, "metadata": {}}
        outputs.append({**result, "output_type": "execute_result"})
    return outputs


if __name__ == "__main__":
    NOTEBOOK.write_text(json.dumps(executed(), indent=1, ensure_ascii=False) + "\n", "utf-8")
