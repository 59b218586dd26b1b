"""Gazetteers of a dossier that are compiled: the world, and folders that end in ``.columns``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from geo.dossier.report import Report
from geo.model.dossier import WORLD
from geo.model.place import Place

META = "meta.json"
"""The file that makes a folder a compiled gazetteer; it changes with the content."""
_SUFFIX = ".columns"
_COMPILED_ID = re.compile(r"gn-\d+")


class OpenIds(dict[str, Place]):
    """Curated places by id, of a dossier that has compiled ones too: their ids count as known.

    A compiled gazetteer is opened by a later stage; here its ids are told by their form.
    """

    def __init__(self, places: Mapping[str, Place]) -> None:
        """Hold the curated places."""
        super().__init__(places)

    def __contains__(self, key: object) -> bool:
        """Tell whether a place is curated, or bears the id of a compiled one."""
        return super().__contains__(key) or bool(
            isinstance(key, str) and _COMPILED_ID.fullmatch(key)
        )


def gazetteers(
    root: Path, names: Iterable[str], report: Report
) -> tuple[list[Path], tuple[Path, ...]]:
    """Return the CSV files, and the compiled gazetteers (``WORLD`` for "world"), in order.

    Notes a folder that is missing or not a compiled gazetteer.
    """
    tables: list[Path] = []
    compiled: list[Path] = []
    for name in names:
        path = root / name
        if name == str(WORLD):
            compiled.append(WORLD)
        elif path.suffix == _SUFFIX:
            compiled.append(path)
            if not (path / META).is_file():
                make = f"dateline gazetteer import FILE -o {path}"
                report.add(path, "", f"is no compiled gazetteer; make it with: {make}")
        else:
            tables.append(path)
    return tables, tuple(compiled)
