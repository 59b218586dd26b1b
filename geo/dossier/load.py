"""Load a dossier: every file read, every reference checked, every problem in one report."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from geo.dossier.compiled import META, OpenIds
from geo.dossier.compiled import gazetteers as _gazetteers
from geo.dossier.control_csv import read_holdings
from geo.dossier.corrections_csv import CORRECTIONS, read_corrections
from geo.dossier.gazetteer_csv import check_admins, check_ids, read_places
from geo.dossier.geojson import check_swapped, read_areas, read_lines
from geo.dossier.report import Report, Section, read_text
from geo.dossier.style_toml import read_style
from geo.dossier.zone_rules import read_zone_rules
from geo.dossier.zones_toml import (
    Known,
    read_line_rules,
    read_period,
    read_post_groups,
)
from geo.errors import Problems
from geo.model.dossier import WORLD, Dossier, Preference, Style, View
from geo.model.line import LineRule
from geo.model.place import Place
from geo.model.zone import Area, PostGroup, ZoneRule


def load_dossier(root: Path) -> Dossier:
    """Return the dossier in a folder; raises Problems with everything that is wrong."""
    report = Report()
    head = _toml(root / "dossier.toml", report)
    if report.problems:
        raise Problems(report.problems)
    gazetteers, compiled = _gazetteers(root, head.texts("gazetteers", ...), report)
    rows = [pair for path in gazetteers for pair in read_places(path, report)]
    places = {place.id: place for _, place in rows}
    if not places and not compiled and not report.problems:
        report.add(root / "dossier.toml", "gazetteers", "hold no place: nothing could be found")
    check_ids(rows)
    known = OpenIds(places) if compiled else places
    check_admins(rows, known)
    areas = read_areas(root / "areas", places, report)
    check_swapped(rows, areas)
    dossier = _assemble(root, head, known, areas, report)
    if report.problems:
        raise Problems(report.problems)
    metas = [path / META for path in compiled if path != WORLD]
    return replace(
        dossier,
        places=places,
        compiled=compiled,
        files=_files(root, [*gazetteers, *metas]),
        gazetteers=tuple(gazetteers),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    lines: dict[str, LineRule]
    zones: dict[str, ZoneRule]
    posts: dict[str, PostGroup]


def _rules(path: Path, known: Known, report: Report) -> _Rules:
    section = _toml(path, report) if path.exists() else Section(path, "", {}, report)
    lines = {rule.id: rule for rule in read_line_rules(section, known)}
    zones = {rule.id: rule for rule in read_zone_rules(section, known, lines)}
    posts = {group.id: group for group in read_post_groups(section, known)}
    section.finish()
    _check_ids(section, known.places, {"line": lines, "zone": zones, "posts": posts})
    return _Rules(lines=lines, zones=zones, posts=posts)


def _assemble(
    root: Path, head: Section, places: dict[str, Place], areas: dict[str, Area], report: Report
) -> Dossier:
    known = Known(
        places=places,
        holdings=read_holdings(root / "control", places, report),
        areas=areas,
        drawn=read_lines(root / "lines", places, report),
    )
    rules = _rules(root / "zones.toml", known, report)
    dossier = Dossier(
        id=root.resolve().name,
        root=root,
        title=head.text("title"),
        summary=head.text("summary", ""),
        period=read_period(head, "period"),
        languages=head.texts("languages", ("en",)),
        documents=root / head.text("documents", "documents"),
        view=_view(head.table("view")),
        style=_style(root / "style.toml", report),
        places=places,
        holdings=known.holdings,
        areas=areas,
        drawn=known.drawn,
        lines=rules.lines,
        zones=rules.zones,
        posts=rules.posts,
        organisations=head.texts("organisations"),
        preferences=tuple(_preferences(head, places)),
        corrections=tuple(
            read_corrections(root / CORRECTIONS, [places, rules.zones, rules.posts], report)
        ),
        attributions=head.texts("attributions"),
    )
    head.finish()
    return dossier


def _toml(path: Path, report: Report) -> Section:
    text = read_text(path, report)
    data: dict[str, Any] = {}
    try:
        data = tomllib.loads(text) if text is not None else {}
    except tomllib.TOMLDecodeError as exc:
        report.add(path, "", f"is not TOML: {exc}")
    return Section(path, "", data, report)


def _view(table: Section) -> View:
    view = View(
        lon_deg=table.number_in("lon", 0.0, -180, 180),
        lat_deg=table.number_in("lat", 20.0, -90, 90),
        zoom=table.number_in("zoom", 2.0, 0, 16),
    )
    table.finish()
    return view


def _style(path: Path, report: Report) -> Style:
    return read_style(_toml(path, report)) if path.exists() else Style()


def _preferences(head: Section, places: dict[str, Place]) -> list[Preference]:
    found = []
    for table in head.tables("prefer"):
        preference = Preference(
            name=table.text("name"), place_id=table.text("place"), reason=table.text("reason")
        )
        if preference.place_id not in places:
            table.one_of("place", preference.place_id, places)
        table.finish()
        found.append(preference)
    return found


def _check_ids(
    section: Section, places: Mapping[str, Place], rules: Mapping[str, Mapping[str, object]]
) -> None:
    """Note ids that two rules share, or a rule and a place: addresses are made of them."""
    taken = Counter([*places, *(name for group in rules.values() for name in group)])
    for key, group in rules.items():
        written = Counter(section.ids(key))
        for name in group:
            if taken[name] > 1 or written[name] > 1:
                section.problem(f"{key} {name}", f"id {name!r} is taken already; choose another")


def _files(root: Path, gazetteers: Iterable[Path]) -> tuple[Path, ...]:
    """Return every file that the dossier's values come from, in a fixed order."""
    names = ("dossier.toml", "zones.toml", "style.toml", CORRECTIONS)
    own = [root / name for name in names if (root / name).exists()]
    for pattern in ("control/*.csv", "lines/*.geojson", "areas/*.geojson"):
        own += sorted(root.glob(pattern))
    return (*own, *gazetteers)
