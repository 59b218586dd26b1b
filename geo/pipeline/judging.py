"""Read marked texts as any others, and pair what was marked with what was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from geo.errors import InputError
from geo.evaluate.gold import unmark
from geo.evaluate.places import places_meant
from geo.evaluate.score import Pair, Scores, pair_up, score
from geo.model.place import Place
from geo.model.text import Document, Skipped
from geo.pipeline.engine import Engine
from geo.pipeline.reading import read_document


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Marked and found mentions in pairs, and the places that the marks name, by their ids.

    ``read_pairs`` are those without what reviewers decided, of ``decided`` of the mentions.
    """

    pairs: tuple[Pair, ...]
    meant: Mapping[str, Place]
    read_pairs: tuple[Pair, ...]
    decided: int

    def scores(self) -> Scores:
        """Return the figures of all texts together."""
        return score(self.pairs, self.meant)

    def read_scores(self) -> Scores:
        """Return the figures of all texts as they were read, before any decision."""
        return score(self.read_pairs, self.meant)

    def by_source(self) -> dict[str, Scores]:
        """Return the figures of each text, in reading order; one without pairs is left out."""
        sources = dict.fromkeys(source for source, _, _ in self.pairs)
        return {
            name: score([pair for pair in self.pairs if pair[0] == name], self.meant)
            for name in sources
        }


def judge(engine: Engine, items: Iterable[Document | Skipped]) -> Judgement:
    """Read every marked text; raises InputError for one that cannot be read or has a bad mark."""
    pairs: list[Pair] = []
    read_pairs: list[Pair] = []
    decided = 0
    meant: dict[str, Place] = {}
    known = {**engine.phrases.places, **engine.dossier.places}
    for item in items:
        if isinstance(item, Skipped):
            msg = f"{item.source}: {item.reason}"
            raise InputError(msg)
        text = unmark(item)
        found = read_document(text.document, engine).resolutions
        pairs += pair_up(item.source, text.mentions, found)
        read = [r.read_as or r for r in found]
        read_pairs += pair_up(item.source, text.mentions, read)
        decided += sum(r.read_as is not None for r in found)
        meant.update(places_meant(text.mentions, known, engine.gazetteer))
    return Judgement(
        pairs=tuple(pairs), meant=meant, read_pairs=tuple(read_pairs), decided=decided
    )
