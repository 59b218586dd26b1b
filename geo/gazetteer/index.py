"""A gazetteer held in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from geo.model.folding import name_key
from geo.model.place import Name, Place


class MemoryGazetteer:
    """Places by the folded form of every name they go by."""

    def __init__(self, places: Iterable[Place]) -> None:
        """Index the places, first come first listed."""
        by_key: dict[str, list[tuple[Place, Name]]] = {}
        self.places: dict[str, Place] = {}
        for place in places:
            self.places[place.id] = place
            for name in place.names:
                found = by_key.setdefault(name_key(name.text), [])
                if all(place.id != other.id or name.kind != n.kind for other, n in found):
                    found.append((place, name))
        self._by_key = {key: tuple(found) for key, found in by_key.items()}

    def names(self) -> Iterable[Name]:
        """Yield every name of every place, in the order of the places."""
        for place in self.places.values():
            yield from place.names

    def lookup(self, surface: str) -> Sequence[tuple[Place, Name]]:
        """Return every place that goes by a name, with that name."""
        return self._by_key.get(name_key(surface), ())
