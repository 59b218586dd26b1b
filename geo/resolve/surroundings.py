"""What a text says of places as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field

from geo.model.place import Place, lonlat_distance_km


@dataclass(slots=True)
class Surroundings:
    """What a document says of places as a whole, filled by a first pass.

    With each fact stand the mentions that state it: none is evidence for itself.
    """

    countries: dict[str, set[str]] = field(default_factory=dict)
    settled: dict[str, tuple[Place, set[str]]] = field(default_factory=dict)
    called: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    _nearest: dict[tuple[str, str], tuple[Place, float] | None] = field(default_factory=dict)
    _sole: dict[str, str] | None = None
    _points: list[tuple[tuple[float, float], Place]] | None = None

    def note(self, place: Place, mention: str, key: str, *, called: bool) -> None:
        """Take the answer to an easy mention as evidence for the others; ``key`` is its name's."""
        if place.country_code:
            self.countries.setdefault(place.country_code, set()).add(mention)
        if not place.feature_code.startswith("PCL"):
            self.settled.setdefault(place.id, (place, set()))[1].add(mention)
        if called:
            self.called.setdefault((key, place.id), set()).add(mention)

    def names_country(self, country_code: str, mention: str) -> bool:
        """Tell whether another mention names a place of a country."""
        return _by_others(self.countries.get(country_code), mention)

    def calls_so(self, key: str, place: Place, mention: str) -> bool:
        """Tell whether another mention of a name is called what a place is."""
        return _by_others(self.called.get((key, place.id)), mention)

    def container(self, place: Place, mention: str) -> Place | None:
        """Return the unit that holds a place, if another mention names it."""
        for unit in (place.admin1, place.admin2):
            found = self.settled.get(unit)
            if unit != place.id and found is not None and _by_others(found[1], mention):
                return found[0]
        return None

    def nearest(self, place: Place, mention: str) -> tuple[Place, float] | None:
        """Return the nearest other point that another mention names, and how far off in km."""
        own = self._named_only_by(mention)
        key = (place.id, own)
        if key not in self._nearest:
            if self._points is None:
                places = (p for p, _ in self.settled.values() if not p.is_area)
                self._points = [((p.lon_deg, p.lat_deg), p) for p in places]
            here = (place.lon_deg, place.lat_deg)
            others = ((at, p) for at, p in self._points if p.id not in key)
            off = [(lonlat_distance_km(here, at), p.id, p) for at, p in others]
            km, _, found = min(off, default=(0.0, "", None))
            self._nearest[key] = None if found is None else (found, km)
        return self._nearest[key]

    def _named_only_by(self, mention: str) -> str:
        if self._sole is None:
            self._sole = {
                next(iter(named)): place.id
                for place, named in self.settled.values()
                if len(named) == 1
            }
        return self._sole.get(mention, "")


def _by_others(named: set[str] | None, mention: str) -> bool:
    """Tell whether mentions hold any other than one."""
    return named is not None and len(named) > (mention in named)
