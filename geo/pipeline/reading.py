"""Read documents: from text to mentions with their places, uses, zones and figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from geo.curate.apply import apply_corrections, apply_to_expressions
from geo.errors import InputError
from geo.model.evidence import Statement
from geo.model.expression import Expression
from geo.model.line import ContactLine, LineKind, LineRule
from geo.model.resolution import Resolution, Status
from geo.model.run import Reading
from geo.model.text import Document, MentionKind, Passage, Span
from geo.pipeline.engine import Engine
from geo.pipeline.pieces import pieces
from geo.recognise.dates import date_phrases
from geo.recognise.expressions import phrases
from geo.recognise.quantities import quantities
from geo.resolve.context import contexts
from geo.resolve.expressions import expressions
from geo.resolve.ranking import resolve_toponyms
from geo.resolve.scene import Scene
from geo.resolve.second_try import with_second_tries
from geo.resolve.statements import statements
from geo.resolve.zone_names import ZoneName, resolve_zones
from geo.segment.passages import passages
from geo.zones.lines import build_line
from geo.zones.names import line_place

_GROUP_CHARS = 2_000_000
_MODELLED = frozenset({"", "en"})
"""Languages that the models were trained in; others are read by names and rules."""


def read_document(document: Document, engine: Engine) -> Reading:
    """Read one document: find its mentions, resolve them, say what each is used for."""
    return next(read_documents([document], engine))


def read_documents(
    documents: Iterable[Document], engine: Engine, *, explained: bool = True
) -> Iterator[Reading]:
    """Yield the readings of documents, in their order; the models take them in batches.

    Not ``explained``, candidates that the models weighed carry their score and no reasons.
    """
    if engine.world is None:
        for document in documents:
            yield _reading(document, passages(document), (), engine)
        return
    for group in _groups(documents):
        cut = [(document, passages(document)) for document in group]
        parts = [list(pieces(document, sentences)) for document, sentences in cut]
        flat = (piece for found in parts for piece in found)
        resolved = engine.world.read(flat, explained=explained)
        for (document, sentences), found in zip(cut, parts, strict=True):
            names = tuple(r for _ in found for r in next(resolved))
            yield _reading(document, sentences, names, engine)


def _groups(documents: Iterable[Document]) -> Iterator[list[Document]]:
    group: list[Document] = []
    chars = 0
    for document in documents:
        group.append(document)
        chars += len(document.text)
        if chars > _GROUP_CHARS:
            yield group
            group, chars = [], 0
    if group:
        yield group


def _reading(
    document: Document,
    sentences: tuple[Passage, ...],
    by_model: tuple[Resolution, ...],
    engine: Engine,
) -> Reading:
    """Return all that is read in a document."""
    resolutions = _resolutions(document, sentences, by_model, engine)
    return Reading(
        document=document,
        passages=sentences,
        resolutions=resolutions,
        statements=_statements(document, sentences, resolutions, engine),
        expressions=_expressions(document, sentences, resolutions, engine),
    )


def _resolutions(
    document: Document,
    sentences: tuple[Passage, ...],
    by_model: tuple[Resolution, ...],
    engine: Engine,
) -> tuple[Resolution, ...]:
    """Put together what the models found and what the rules find; a curator's names win."""
    found: Sequence[Resolution] = by_model
    if engine.world is None or engine.tells_a_story or document.language not in _MODELLED:
        found = _together(_by_rules(document, sentences, engine), by_model)
    tried = with_second_tries(found, engine.sounds.like)
    return apply_corrections(tried, engine.rulings, engine.known)


def _statements(
    document: Document,
    sentences: tuple[Passage, ...],
    resolutions: tuple[Resolution, ...],
    engine: Engine,
) -> tuple[Statement, ...]:
    """Return what is stated of zones and posts, where any is named."""
    scene = Scene.of(document, sentences, resolutions)
    if not scene.zones:
        return ()
    posts = engine.dossier.posts
    counted = [n for group in posts.values() for n in group.names] if scene.names(posts) else []
    return statements(
        scene,
        tuple(quantities(document, sentences, counted)),
        tuple(date_phrases(document, sentences)),
        engine.yardsticks,
    )


def _expressions(
    document: Document,
    sentences: tuple[Passage, ...],
    resolutions: tuple[Resolution, ...],
    engine: Engine,
) -> tuple[Expression, ...]:
    """Return the vague places around the names that were found, as curators decided."""
    named = [r.mention for r in resolutions if r.status is not Status.REJECTED]
    found = phrases(document, sentences, named)
    tied = expressions(document, found, resolutions, engine.drawn) if found else ()
    return apply_to_expressions(tied, engine.rulings)


def _together(ruled: Sequence[Resolution], by_model: Sequence[Resolution]) -> Sequence[Resolution]:
    """Return what the rules find and, in between, what the models alone do, in reading order."""
    if not by_model:
        return ruled
    taken = [r.mention.span for r in ruled]
    ends = np.maximum.accumulate([0, *(span.end for span in taken)])
    starts = np.array([span.start for span in taken], dtype=np.int64)
    extra = [r for r in by_model if _is_free(r.mention.span, starts, ends)]
    return sorted((*ruled, *extra), key=lambda r: (r.mention.span.start, -r.mention.span.end))


def _is_free(span: Span, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> bool:
    """Tell whether no span that begins before this one's end reaches beyond its start."""
    before = int(np.searchsorted(starts, span.end))
    return int(ends[before]) <= span.start


def _by_rules(
    document: Document, sentences: tuple[Passage, ...], engine: Engine
) -> list[Resolution]:
    """Return what the names and phrases of the dossier are found to mean, in reading order."""
    found = [m for r in engine.recognisers for m in r.find(document, sentences)]
    around = contexts(document, [m for m in found if m.kind is MentionKind.TOPONYM])
    toponyms = resolve_toponyms(around, engine.curated, engine.preferences)
    phrased = [m for m in found if m.kind is not MentionKind.TOPONYM]
    meant = _meant(document.published_on, engine) if phrased else {}
    zones = resolve_zones(document, phrased, toponyms, engine.phrases, meant)
    return sorted((*toponyms, *zones), key=lambda r: (r.mention.span.start, -r.mention.span.end))


def dated_rules(engine: Engine) -> Iterator[LineRule]:
    """Yield the lines that a table gives for every day."""
    yield from (r for r in engine.dossier.lines.values() if r.kind is LineKind.CONTROL)


def _meant(day: date | None, engine: Engine) -> Mapping[str, ZoneName]:
    """Return what a document of a day can mean by its phrases: of the dated lines, that day's."""
    if day not in engine.names_on:
        names = dict(engine.zone_names)
        for rule in dated_rules(engine):
            if rule.id not in names:
                continue
            line = line_on(rule, engine, engine.dossier.day_for(day, rule))
            if line is None:
                del names[rule.id]
            else:
                names[rule.id] = replace(names[rule.id], place=line_place(line))
        engine.names_on[day] = names
    return engine.names_on[day]


def line_on(rule: LineRule, engine: Engine, day: date | None) -> ContactLine | None:
    """Return the line of a day, None where the table has none: its phrase stays unplaced."""
    try:
        return build_line(rule, engine.ground, day)
    except InputError:
        return None
