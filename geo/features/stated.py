"""What the documents of a corpus state of one zone: exact counts, and the first sentences."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np

from geo.model.evidence import Claim, Statement
from geo.model.run import Reading
from geo.model.stated import Said, StatedValue, Wording
from geo.model.text import Document

MOST_SENTENCES, MOST_PLACES = 500, 1_000
"""Shown of a zone: sentences, and places where they stand; together they weigh 0.5 MB. Of each
value there is one sentence at least, however many values there are."""
_SENTENCES_EACH, _PLACES_EACH = 50, 20
"""Shown of a value, and of a sentence."""


def said_in(reading: Reading) -> Iterator[Said]:
    """Yield what a document states in the order of its text, the same words once a claim."""
    known: set[tuple[Claim, int]] = set()
    for statement in sorted(reading.statements, key=lambda s: s.span.start):
        said = _said(reading.document, statement)
        if (said.claim, said.wording) not in known:
            known.add((said.claim, said.wording))
            yield said


def _said(document: Document, statement: Statement) -> Said:
    sentence = document.quote(statement.passage.span)
    return Said(
        claim=statement.claim,
        wording=_wording_number(sentence),
        sentence=sentence,
        exact=document.quote(statement.span),
        span=statement.span,
        passage_id=statement.passage.id,
        document_id=document.id,
        source=document.source,
        title=document.title,
        publisher=document.publisher,
        published_on=document.published_on,
    )


def _wording_number(sentence: str) -> int:
    """Return 64 bits: of a million sentences two have the same by a chance of 3 in 100 million."""
    words = " ".join(sentence.casefold().split())
    return int.from_bytes(
        blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big"
    )


@dataclass(slots=True)
class _Sentences:
    """The sentences that make one claim: ``numbers`` has each once for every document with it."""

    numbers: array[int] = field(default_factory=lambda: array("Q"))
    documents: int = 0
    last: str = ""
    kept: dict[int, list[Said]] = field(default_factory=dict)

    def add(self, said: Said) -> None:
        self.numbers.append(said.wording)
        if said.document_id != self.last:
            self.documents += 1
            self.last = said.document_id
        self.kept.setdefault(said.wording, []).append(said)

    def value(self, claim: Claim) -> StatedValue:
        """Return the claim with what is kept, in the order of time."""
        numbers, documents = np.unique(
            np.frombuffer(self.numbers, dtype=np.uint64), return_counts=True
        )
        at = np.searchsorted(numbers, np.array(list(self.kept), dtype=np.uint64))
        counts = documents[at].tolist()
        return StatedValue(
            parameter=claim.parameter,
            event=claim.event,
            value=claim.value,
            agrees=claim.agrees,
            reason=claim.reason,
            reading_id=claim.reading_id,
            wordings=tuple(
                Wording(sentence=said[0].sentence, said=tuple(said), documents=count)
                for said, count in zip(self.kept.values(), counts, strict=True)
            ),
            passages=len(numbers),
            documents=self.documents,
        )


@dataclass(slots=True)
class Stated:
    """What is stated of a zone, gathered document by document, each of which comes once.

    Of each value the sentences that were said first are kept, of each sentence the document that
    had it first and others. Were it dropped before it turned out to be among the first, documents
    that had it till then are counted only.
    """

    _claims: dict[Claim, _Sentences] = field(default_factory=dict)
    _sentences_each: int = _SENTENCES_EACH
    _places_each: int = _PLACES_EACH
    _held: int = 0
    _most_held: int = 2 * MOST_PLACES

    def add(self, said: Said) -> None:
        """Count in what a document says."""
        self._claims.setdefault(said.claim, _Sentences()).add(said)
        self._held += 1
        if self._held > self._most_held:
            self._drop()
            # Where values are so many that nothing can be dropped, it is not tried every time.
            self._most_held = max(self._most_held, 2 * self._held)

    def values(self) -> tuple[StatedValue, ...]:
        """Return every value that is stated, in the order of time of its first sentence."""
        self._drop()
        found = sorted(self._claims.items(), key=lambda item: _first(item[1].kept))
        return tuple(sentences.value(claim) for claim, sentences in found)

    def _drop(self) -> None:
        """Drop the sentences and places that are too many, the latest first.

        Shares only ever shrink, so that what was dropped once would be dropped in the end too.
        """
        every = self._claims.values()
        sizes = [len(sentences.kept) for sentences in every]
        self._sentences_each = _share(sizes, MOST_SENTENCES, self._sentences_each)
        for sentences in every:
            sentences.kept = _earliest(sentences.kept, self._sentences_each)
        places = [said for sentences in every for said in sentences.kept.values()]
        self._places_each = _share(list(map(len, places)), MOST_PLACES, self._places_each)
        for said in places:
            del said[self._places_each :]
        self._held = sum(map(len, places))


def _share(sizes: Collection[int], together: int, most: int) -> int:
    """Return how much each may have for all to have no more than that together; at least one."""
    shares = range(most, 1, -1)
    return next((n for n in shares if sum(min(size, n) for size in sizes) <= together), 1)


def _earliest(kept: dict[int, list[Said]], count: int) -> dict[int, list[Said]]:
    for said in kept.values():
        said.sort(key=_when)
    first = sorted(kept, key=lambda number: _when(kept[number][0]))
    return {number: kept[number] for number in first[:count]}


def _first(kept: dict[int, list[Said]]) -> tuple[str, str, int]:
    return _when(next(iter(kept.values()))[0])


def _when(said: Said) -> tuple[str, str, int]:
    day = said.published_on
    return day.isoformat() if day else "9999", said.document_id, said.span.start
