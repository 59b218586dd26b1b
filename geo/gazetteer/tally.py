"""What was left out of a compiled gazetteer: how much, and the first of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from geo.gazetteer.entry import Entry
from geo.model.text import Skipped

_MOST_NAMED = 10


@dataclass(slots=True)
class Tally:
    """How many rows are left out, and the first of them with the reason."""

    count: int = 0
    first: list[Skipped] = field(default_factory=list)

    def kept(self, items: Iterable[Entry | Skipped]) -> Iterator[Entry]:
        """Yield the entries; count the others."""
        for item in items:
            if isinstance(item, Entry):
                yield item
            else:
                self.add(item)

    def add(self, item: Skipped) -> None:
        """Count a row that is left out."""
        self.count += 1
        if len(self.first) < _MOST_NAMED:
            self.first.append(item)
