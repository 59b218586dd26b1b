"""What a text says of places as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field

from geo.model.folding import name_key
from geo.model.place import Place, distance_km
from geo.model.resolution import Resolution, Status


@dataclass(slots=True)
class Surroundings:
    """What a document says of places as a whole, filled by a first pass.

    With each fact stand the mentions that state it: none is evidence for itself.
    """

    countries: dict[str, set[str]] = field(default_factory=dict)
    settled: dict[str, tuple[Place, set[str]]] = field(default_factory=dict)
    called: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    _nearest: dict[tuple[str, str], Place | None] = field(default_factory=dict)
    _sole: dict[str, str] | None = None

    def note(self, resolution: Resolution, surface: str, *, called: bool) -> None:
        """Take the answer to an easy mention as evidence for the others."""
        place = resolution.place
        if place is None or resolution.status is not Status.RESOLVED:
            return
        mention = resolution.mention.id
        if place.country_code:
            self.countries.setdefault(place.country_code, set()).add(mention)
        if not place.feature_code.startswith("PCL"):
            self.settled.setdefault(place.id, (place, set()))[1].add(mention)
        if called:
            self.called.setdefault((name_key(surface), place.id), set()).add(mention)

    def container(self, place: Place, mention: str) -> Place | None:
        """Return the unit that holds a place, if another mention names it."""
        for unit in (place.admin1, place.admin2):
            found = self.settled.get(unit)
            if unit != place.id and found is not None and found[1] != {mention}:
                return found[0]
        return None

    def nearest(self, place: Place, mention: str) -> Place | None:
        """Return the nearest other point that another mention names."""
        own = self._named_only_by(mention)
        key = (place.id, own)
        if key not in self._nearest:
            points = [
                p
                for p, _ in self.settled.values()
                if not p.is_area and p.id not in {place.id, own}
            ]
            self._nearest[key] = min(
                points, key=lambda p: (distance_km(place, p), p.id), default=None
            )
        return self._nearest[key]

    def _named_only_by(self, mention: str) -> str:
        if self._sole is None:
            self._sole = {
                next(iter(named)): place.id
                for place, named in self.settled.values()
                if len(named) == 1
            }
        return self._sole.get(mention, "")
