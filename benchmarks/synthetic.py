"""A seeded corpus of any size, made of the pipeline's own values.

Places lie around towns drawn over the Levant, one in seven anywhere; names are syllables, each
once. How often a place is named falls with its rank (Zipf, exponent 1). A document holds some 14
sentences of 25 names; each sentence is one of ours with names filled in, so that every offset,
quote and context is true. One name in eight stands for a government, one in ten has rivals, one
in fifty has no place. Nothing is read or resolved: what a reader would find is stated, and goes
through the same features and the same store as the real thing.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from geo.features.gathering import gather
from geo.features.mentions import document_features, mention_features, place_features
from geo.gazetteer.kept import GAZETTEER, places_json
from geo.model.calendar import Period
from geo.model.dossier import Dossier, Style, View
from geo.model.feature import Feature, FeatureSource, Layer
from geo.model.place import Name, Place
from geo.model.resolution import Candidate, Evidence, Resolution, Status
from geo.model.run import Reading, ReadingList, Run
from geo.model.text import Document, Mention, MentionKind, Passage, Span, Use
from geo.pipeline.tiles import TILING
from geo.render.page import page_assets
from geo.render.page_tallies import MOST_DOCUMENTS
from geo.store.schema import FORMAT
from geo.store.write import write_store

SEED = 20181017
_KEPT = 3
"""Changed with what is written here: a store of another is made anew."""
_PLACES_PER_MENTION = 1 / 20
_MOST_PLACES = 50_000
_MENTIONS_A_DOCUMENT = 25
_TOWNS = 400
_LEVANT_DEG = (35.6, 32.4, 42.3, 37.3)
_ELSEWHERE = 1 / 7
_FIRST_DAY = date(2017, 1, 1)
_DAYS = 1_500
_SYLLABLES = [c + v for c in "b d f g h j k l m n q r s t w y z sh kh".split() for v in "aiu"]
_SENTENCES = (
    "Shells fell near {literal} after midnight, residents said.",
    "A convoy left {literal} for {literal} in the morning.",
    "{metonym} said that its forces had held {literal}.",
    "Families from {literal} reached the camps beyond {literal} on foot.",
    "The road between {literal} and {literal} was closed again.",
    "{metonym} and {metonym} blamed each other for the strike on {literal}.",
    "Bakers in {literal} had flour for two days.",
)


@dataclass(frozen=True, slots=True)
class StreamedLayer:
    """A layer whose features are made while it is written."""

    id: str
    title: str
    description: str
    features: Iterator[Feature]


def synthetic_places(count: int, seed: int = SEED) -> list[Place]:
    """Return places with names that differ."""
    draw = np.random.default_rng(seed)
    west, south, east, north = _LEVANT_DEG
    towns = draw.uniform((west, south), (east, north), (_TOWNS, 2))
    at = towns[draw.integers(0, _TOWNS, count)] + draw.normal(0, 0.12, (count, 2))
    elsewhere = draw.random(count) < _ELSEWHERE
    at[elsewhere] = draw.uniform((-170, -55), (175, 70), (int(elsewhere.sum()), 2))
    return [
        Place(
            id=f"syn-{number}",
            names=(Name(_name(number)), Name(_name(number).upper(), "ar")),
            feature_class="P",
            feature_code="PPL",
            lon_deg=round(float(lon), 5),
            lat_deg=round(float(lat), 5),
            precision_m=1_000.0,
            country_code="SY",
            admin1=f"unit-{number % 14}",
            source="synthetic",
            licence="CC0",
        )
        for number, (lon, lat) in enumerate(at)
    ]


def _name(number: int) -> str:
    """Return a name that no other number has: its digits as syllables."""
    found = ""
    rest = number + len(_SYLLABLES) ** 2
    while rest:
        rest, digit = divmod(rest, len(_SYLLABLES))
        found += _SYLLABLES[digit]
    return found.capitalize()


def synthetic_readings(mentions: int, places: list[Place], seed: int = SEED) -> Iterator[Reading]:
    """Yield documents, read, until they hold so many mentions."""
    draw = np.random.default_rng(seed + 1)
    weights = 1 / np.arange(1, len(places) + 1)
    ranked = draw.permutation(len(places))
    chances = np.cumsum(weights / weights.sum())
    made = number = 0
    while made < mentions:
        wanted = min(_MENTIONS_A_DOCUMENT, mentions - made)
        picked = ranked[np.searchsorted(chances, draw.random((wanted, 3)))]
        reading = _reading(number, [[places[i] for i in row] for row in picked], draw)
        made, number = made + len(reading.resolutions), number + 1
        yield reading


def _reading(number: int, named: list[list[Place]], draw: np.random.Generator) -> Reading:
    queue = list(named)
    text, found = "", []
    while queue:
        template = _SENTENCES[int(draw.integers(len(_SENTENCES)))]
        start, slots = len(text), []
        for literal, kind in _parted(template):
            text += literal
            if kind and queue:
                rivals = queue.pop(0)
                slots.append((len(text), rivals, Use(kind)))
                text += rivals[0].name
        found.append((start, len(text), slots))
        text += " "
    day = _FIRST_DAY + timedelta(days=int(draw.integers(_DAYS)))
    document = Document(
        id=f"d{number:07}",
        title=f"Dispatch {number}",
        text=text,
        source=f"dispatch-{number}.txt",
        publisher=f"Wire {number % 23}",
        published_on=day,
        dated_by="front matter",
        language="en",
    )
    passages = tuple(
        Passage(document_id=document.id, ordinal=n, paragraph=n // 3, span=Span(start, end))
        for n, (start, end, _) in enumerate(found)
    )
    resolutions = tuple(
        _resolution(passage, at, rivals, use, float(draw.random()))
        for passage, (_, _, slots) in zip(passages, found, strict=True)
        for at, rivals, use in slots
    )
    return Reading(document=document, passages=passages, resolutions=resolutions)


def _parted(template: str) -> Iterator[tuple[str, str]]:
    for piece in template.split("{")[1:] if template.startswith("{") else template.split("{"):
        kind, closed, rest = piece.partition("}")
        if closed:
            yield "", kind
            yield rest, ""
        else:
            yield piece, ""


def _resolution(
    passage: Passage, at: int, rivals: list[Place], use: Use, chance: float
) -> Resolution:
    name = rivals[0].name
    mention = Mention(
        passage=passage,
        span=Span(at, at + len(name)),
        surface=name,
        kind=MentionKind.TOPONYM,
        recogniser="synthetic",
        use=use,
        use_reason="a place after a preposition" if use.is_place else "it speaks",
    )
    status = Status.RESOLVED
    if chance < 0.1:  # noqa: PLR2004 - one in ten
        status = Status.AMBIGUOUS if chance > 0.02 else Status.UNPLACED  # noqa: PLR2004
    count = {Status.RESOLVED: 1, Status.AMBIGUOUS: len(rivals), Status.UNPLACED: 0}[status]
    why = (Evidence("the only place of this name in the gazetteer", 1.0),)
    return Resolution(
        mention=mention,
        candidates=tuple(Candidate(place=place, evidence=why) for place in rivals[:count]),
        status=status,
        confidence=round(0.5 + chance / 2, 3),
    )


def synthetic_store(mentions: int, places: int = 0) -> Path:
    """Return a store of so many mentions and places, made once and kept."""
    count = places or max(10, min(_MOST_PLACES, int(mentions * _PLACES_PER_MENTION)))
    folder = Path(os.environ.get("DATELINE_CACHE", tempfile.gettempdir())) / "synthetic"
    path = folder / f"{mentions}-{count}-{FORMAT}-{_KEPT}.sqlite"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        began = time.process_time()
        write_synthetic(path, mentions, count)
        made_s = time.process_time() - began
        print(f"{mentions:,} mentions of {count:,} places: made in {made_s:.0f} CPU s")
    return path


def write_synthetic(path: Path, mentions: int, count: int) -> None:
    """Write a store of so many mentions and places, with the page that shows them."""
    places = synthetic_places(count)
    readings = ReadingList(synthetic_readings(mentions, places))
    run = Run(readings=readings, skipped=(), lines=(), zones=(), posts=())
    named = Layer(
        id="places",
        title="Places",
        description="Made up.",
        features=place_features(gather(readings)),
    )
    layers: list[FeatureSource] = [
        named,
        StreamedLayer("mentions", "Mentions", "Made up.", mention_features(readings)),
        StreamedLayer("documents", "Documents", "Made up.", document_features(readings)),
    ]
    meta = {
        "title": "A synthetic corpus",
        "summary": f"{mentions} mentions",
        "dossier": "synthetic",
        "digest": f"{SEED}-{mentions}",
        "counts": "{}",
    }
    assets = {GAZETTEER: places_json(places), **_page(run, named, places)}
    write_store(path, run, layers, meta, assets, TILING)


def _page(run: Run, named: Layer, places: list[Place]) -> dict[str, bytes]:
    """Return the page's files as a build has them."""
    few = len(run.readings) <= MOST_DOCUMENTS
    documents = tuple(document_features(run.readings)) if few else ()
    others = {"documents": documents, "zones": (), "posts": (), "expressions": (), "changes": ()}
    layers = [
        named,
        *(Layer(id=n, title=n, description="", features=f) for n, f in others.items()),
    ]
    dossier = Dossier(
        id="synthetic",
        root=Path(),
        title="A synthetic corpus",
        summary="Made up.",
        period=Period(),
        languages=("en",),
        documents=Path(),
        view=View(lon_deg=38.8, lat_deg=34.9, zoom=7),
        style=Style(),
        places={place.id: place for place in places},
        holdings={},
        areas={},
        drawn={},
        lines={},
        zones={},
        posts={},
    )
    return page_assets(dossier, run, layers)
