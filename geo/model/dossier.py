"""A dossier's plain files as typed values."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from geo.model.calendar import Period
from geo.model.line import DrawnLine, Holding, LineRule
from geo.model.place import Place
from geo.model.zone import Area, PostGroup, ZoneRule

WORLD = Path("world")
"""In ``Dossier.compiled``: the world gazetteer, wherever it is cached."""
UNDO = "undo:"
"""Begins a decision that takes another one back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Where the map opens."""

    lon_deg: float = 0.0
    lat_deg: float = 20.0
    zoom: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """Colours as ``#rrggbb``, opacities from 0 to 1, and sizes in CSS pixels.

    The defaults are what the page draws. ``geo.model.look`` says which symbol uses which.
    """

    land: str = "#f6f3ec"
    water: str = "#dde6ec"
    casing: str = "#ffffff"
    place: str = "#0b5cad"
    associative: str = "#5b6270"
    zone: str = "#c2410c"
    chance: str = "#7c2d12"
    line: str = "#26221c"
    change: str = "#0f766e"
    changes_more: tuple[str, ...] = ("#6d3fa0", "#a16207", "#9d174d", "#334155")
    post: str = "#26221c"
    vague: str = "#6d3fc0"
    selection: str = "#ffd54a"

    place_opacity: float = 0.9
    place_diameter_px: tuple[float, ...] = (20.0, 40.0)
    place_growth_px: float = 4.0
    place_casing_px: float = 2.0
    area_width_px: float = 2.5
    symbol_width_px: float = 2.0
    post_side_px: float = 16.0
    post_width_px: float = 1.5
    line_width_px: float = 3.0
    line_casing_px: float = 1.5
    line_casing_opacity: float = 0.85
    line_dash_px: tuple[float, ...] = (2.0, 5.0)
    border_width_px: float = 1.5
    zone_core_opacity: float = 0.5
    zone_narrow_opacity: float = 0.4
    zone_wide_opacity: float = 0.34
    zone_extent_opacity: float = 0.07
    zone_rim_px: float = 1.0
    zone_dash_px: tuple[float, ...] = (5.0, 4.0)
    change_opacity: tuple[float, ...] = (0.22, 0.62)
    vague_core_opacity: float = 0.3
    vague_extent_opacity: float = 0.16
    vague_blur_px: float = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """What a bare name means in this story, on the curator's word."""

    name: str
    place_id: str
    reason: str


class Scope(StrEnum):
    """How far a decision reaches: alike are mentions of one name with the same candidates."""

    ONE = "one"
    DOCUMENT = "document"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A curator's decision about a mention, or about all that are alike.

    ``decision`` is a place's id, ``not-a-place``, ``unknown``, ``use:`` and a use, or ``undo:``
    and the id of the decision that is taken back. ``name`` and ``candidates`` (ids of places)
    say what is alike where ``scope`` reaches beyond the mention.
    """

    mention_id: str
    decision: str
    author: str
    time: datetime
    reason: str
    scope: Scope = Scope.ONE
    name: str = ""
    candidates: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return an id from who decided what when; mending the reason does not change it."""
        said = (self.mention_id, self.decision, self.author, self.time.isoformat(), self.scope)
        return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:12]

    @property
    def document_id(self) -> str:
        """Return the document of the mention."""
        return self.mention_id.rpartition(":")[0]

    @property
    def undoes(self) -> str:
        """Return the id of the decision that this one takes back, or ""."""
        return self.decision.removeprefix(UNDO) if self.decision.startswith(UNDO) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One conflict: its places, tables, lines, zones, looks and decisions.

    ``places`` are the curated ones, from ``gazetteers``; ``compiled`` are folders of compiled
    gazetteers below them, in order, or ``WORLD``.
    """

    id: str
    root: Path
    title: str
    summary: str
    period: Period
    languages: tuple[str, ...]
    documents: Path
    view: View
    style: Style
    places: Mapping[str, Place]
    holdings: Mapping[str, tuple[Holding, ...]]
    areas: Mapping[str, Area]
    drawn: Mapping[str, DrawnLine]
    lines: Mapping[str, LineRule]
    zones: Mapping[str, ZoneRule]
    posts: Mapping[str, PostGroup]
    organisations: tuple[str, ...] = ()
    preferences: tuple[Preference, ...] = ()
    corrections: tuple[Correction, ...] = ()
    attributions: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    compiled: tuple[Path, ...] = ()
    gazetteers: tuple[Path, ...] = ()

    def day_for(self, published_on: date | None, line: LineRule) -> date | None:
        """Return the day whose line a document means; its own, kept inside the table's period."""
        period = line.period
        if published_on is None:
            return line.reference_on
        if period.start is not None and published_on < period.start:
            return period.start
        if period.end is not None and published_on > period.end:
            return period.end
        return published_on
