"""Find and resolve the names of places in any text, many texts at once, by trained models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo.gazetteer.layered import LayeredGazetteer
from geo.gazetteer.stack import Stack
from geo.model.columns import KindOfName
from geo.model.place import NameKind, Place
from geo.model.resolution import Candidate, Resolution, Status
from geo.model.text import Mention, MentionKind, Passage, Span, Use
from geo.model.tokens import Index, Tokens
from geo.pipeline.pieces import Piece, batches
from geo.recognise.crf import Tagger
from geo.recognise.spans import Spans
from geo.recognise.tagger import find_spans, load_tagger
from geo.resolve.asked import Asked
from geo.resolve.called import called
from geo.resolve.context import contexts_of
from geo.resolve.keys import PART, lookup_keys
from geo.resolve.parents import parents
from geo.resolve.ranker import Ranked, Ranker, load_ranker, rank
from geo.resolve.reasons import reasons
from geo.resolve.units import Units, make_units
from geo.resolve.use import judged
from geo.resolve.use_features import use_slots
from geo.resolve.use_model import UseModel, load_use_model
from geo.resolve.use_signs import Ruled, blended, use_signs, varieties
from geo.segment.tokens import tokenise

_SHOWN = 6
"""A name that 48 places bear is told with its likeliest six."""
_SURE = 0.55
_KINDS = {
    KindOfName.NAME: NameKind.NAME,
    KindOfName.ALTERNATE: NameKind.NAME,
    KindOfName.ABBREVIATION: NameKind.ABBREVIATION,
    KindOfName.DEMONYM: NameKind.DEMONYM,
}
_NOBODY = Mention(
    passage=Passage(document_id="", ordinal=0, paragraph=0, span=Span(0, 1)),
    span=Span(0, 1),
    surface="",
    kind=MentionKind.TOPONYM,
    recogniser="",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WorldReader:
    """The models over a gazetteer; ``explained`` spells out why each candidate stands where."""

    gazetteer: LayeredGazetteer
    stack: Stack
    tagger: Tagger
    ranker: Ranker
    use: UseModel

    def read(self, pieces: Iterable[Piece], *, explained: bool) -> Iterator[list[Resolution]]:
        """Yield for each piece its toponyms in reading order, resolved."""
        for batch in batches(pieces):
            yield from self._read(batch, explained=explained)

    def _read(self, batch: Sequence[Piece], *, explained: bool) -> Iterator[list[Resolution]]:
        tokens = tokenise([p.text for p in batch], [p.spans for p in batch])
        spans, known = find_spans(tokens, self.stack, self.tagger)
        first, last = spans.first, spans.last
        inner = (known.first, known.last, known.readings)
        key, part = lookup_keys(tokens, first, last, inner, self.stack)
        units, unit = make_units(
            tokens.document[first],
            key,
            called(tokens, first, last),
            parents(tokens, first, last),
            self.stack.readings(key),
            self.stack.places,
        )
        ranked = rank(units, self.stack.places, self.ranker)
        answers = list(self._answers(units, ranked, explained=explained))
        kinds = _kinds(units, ranked)
        confidence = self._confidence(spans, ranked, unit, part)
        signs = use_signs(tokens, first, last)
        columns = zip(
            _mentions(tokens, spans, batch),
            unit.tolist(),
            confidence,
            self._associative(tokens, spans).tolist(),
            varieties(signs),
            signs.told.tolist(),
            strict=True,
        )
        names = [_Name(m, answers[u], kinds[u], *known) for m, u, *known in columns]
        ends = np.searchsorted(tokens.document[first], np.arange(len(batch) + 1)).tolist()
        for piece, begin, end in zip(batch, ends[:-1], ends[1:], strict=True):
            yield _used(piece, names[begin:end])

    def _associative(self, tokens: Tokens, spans: Spans) -> NDArray[np.float64]:
        """Return how likely each name stands for something else than its place."""
        first, last = spans.first, spans.last
        if first.size == 0:
            return np.zeros(0)
        readings = self.stack.readings(tokens.hashes(first, last))
        slots = use_slots(tokens, first, last, readings, self.stack.places)
        return self.use.associative(slots)

    def _confidence(
        self, spans: Spans, ranked: Ranked, unit: Index, part: NDArray[np.bool_]
    ) -> list[float]:
        best = ranked.best[unit]
        share = np.zeros(best.size)
        share[best >= 0] = ranked.share[best[best >= 0]]
        raw = spans.probability * share * np.where(part, PART, 1.0)
        found: list[float] = (
            np.where(best >= 0, self.ranker.calibrated(raw), 0.0).round(3).tolist()
        )
        return found

    def _answers(self, units: Units, ranked: Ranked, *, explained: bool) -> Iterator[Resolution]:
        """Yield for each unit its candidates, best first, and what becomes of it."""
        order = np.lexsort((-ranked.score, units.owner))
        start = units.start.tolist()
        rows, shares = units.place[order].tolist(), ranked.share[order].tolist()
        weights = self.ranker.weights[-1]
        for u in range(units.size):
            shown = range(start[u], min(start[u + 1], start[u] + _SHOWN))
            candidates = tuple(
                Candidate(
                    place=self.stack.place(rows[i]),
                    evidence=reasons(ranked, int(order[i]), weights, explained=explained),
                )
                for i in shown
            )
            status = Status.UNPLACED
            if candidates:
                status = Status.RESOLVED if shares[start[u]] >= _SURE else Status.AMBIGUOUS
            yield Resolution(mention=_NOBODY, candidates=candidates, status=status, confidence=0.0)


@dataclass(frozen=True, slots=True)
class _Name:
    """One name with all that is known of it.

    ``associative`` is how likely it stands for something else than its place, by the model, and
    ``variety`` for what then; ``told``: words beside it may tell its use.
    """

    mention: Mention
    answer: Resolution
    kind: NameKind
    confidence: float
    associative: float
    variety: tuple[Use, str]
    told: bool

    @property
    def place(self) -> Place | None:
        """Return the likeliest place."""
        return self.answer.candidates[0].place if self.answer.candidates else None

    @property
    def has_signs(self) -> bool:
        """Tell whether the rules of use can say more of it than the model."""
        place = self.place
        governs = place is not None and place.government != ""
        opens = self.mention.span.start == self.mention.passage.span.start
        return self.told or governs or opens or self.kind is not NameKind.NAME


def _used(piece: Piece, names: Sequence[_Name]) -> list[Resolution]:
    """Return the resolutions with their uses, by the words beside them and by the model."""
    around = contexts_of(piece.document, [n.mention for n in names], [n.has_signs for n in names])
    found = []
    for name, context in zip(names, around, strict=True):
        ruled = Ruled()
        if context is not None:
            asked = Asked(context=context, place=name.place, name_kind=name.kind)
            use, reason, told = judged(asked)
            ruled = Ruled(use=use, reason=reason, told=told)
        use, reason = blended(name.associative, name.variety, ruled)
        found.append(
            replace(
                name.answer,
                mention=replace(name.mention, use=use, use_reason=reason),
                confidence=name.confidence,
            )
        )
    return found


def world_reader(gazetteer: LayeredGazetteer) -> WorldReader:
    """Return a reader over a gazetteer, with the models that are shipped."""
    return WorldReader(
        gazetteer=gazetteer,
        stack=Stack(gazetteer),
        tagger=load_tagger(),
        ranker=load_ranker(),
        use=load_use_model(),
    )


def _kinds(units: Units, ranked: Ranked) -> list[NameKind]:
    """Return for each unit how its name refers to its best candidate."""
    found = [NameKind.NAME] * units.size
    for u in np.flatnonzero(ranked.best >= 0).tolist():
        found[u] = _KINDS[KindOfName(int(units.kind[ranked.best[u]]))]
    return found


def _mentions(tokens: Tokens, spans: Spans, batch: Sequence[Piece]) -> Iterator[Mention]:
    number = tokens.document[spans.first]
    offset = tokens.offset[number]
    start = (tokens.start[spans.first] - offset).tolist()
    end = (tokens.end[spans.last] - offset).tolist()
    passages = [passage for piece in batch for passage in piece.passages]
    rows = tokens.sentence[spans.first].tolist()
    for begin, stop, row, n in zip(start, end, rows, number.tolist(), strict=True):
        yield Mention(
            passage=passages[row],
            span=Span(begin + batch[n].start, stop + batch[n].start),
            surface=batch[n].text[begin:stop],
            kind=MentionKind.TOPONYM,
            recogniser="model",
        )
