"""Check a row for a gazetteer of a dossier as the whole dossier would be checked with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from geo.dossier.compiled import OpenIds
from geo.dossier.gazetteer_csv import check_admins, check_ids, read_places
from geo.dossier.report import Report, Row
from geo.errors import Problem
from geo.model.dossier import Dossier
from geo.model.place import Place


def own_gazetteer(dossier: Dossier) -> Path | None:
    """Return the first gazetteer in the dossier's own folder; None where it only shares others."""
    root = dossier.root.resolve()
    return next((p for p in dossier.gazetteers if p.resolve().parent == root), None)


def problems_with(dossier: Dossier, path: Path, draft: Path) -> tuple[Problem, ...]:
    """Return what is wrong once ``draft`` stands in the place of ``path``, a gazetteer."""
    report = Report()
    rows = list(_rows(dossier, path, draft, report))
    places = {place.id: place for _, place in rows}
    check_ids(rows)
    check_admins(rows, OpenIds(places) if dossier.compiled else places)
    return tuple(replace(p, path=path) if p.path == draft else p for p in report.problems)


def _rows(
    dossier: Dossier, path: Path, draft: Path, report: Report
) -> Iterator[tuple[Row, Place]]:
    for gazetteer in dossier.gazetteers:
        yield from read_places(draft if gazetteer == path else gazetteer, report)
