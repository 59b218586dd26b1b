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
    """Marked and found mentions in pairs, and the places that the marks name, by their ids."""

    pairs: tuple[Pair, ...]
    meant: Mapping[str, Place]

    def scores(self) -> Scores:
        """Return the figures of all texts together."""
        return score(self.pairs, self.meant)

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
    meant: dict[str, Place] = {}
    known = {**engine.phrases.places, **engine.dossier.places}
    for item in items:
        if isinstance(item, Skipped):
            msg = f"{item.source}: {item.reason}"
            raise InputError(msg)
        text = unmark(item)
        found = read_document(text.document, engine).resolutions
        pairs += pair_up(item.source, text.mentions, found)
        meant.update(places_meant(text.mentions, known, engine.gazetteer))
    return Judgement(pairs=tuple(pairs), meant=meant)
