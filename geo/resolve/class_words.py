"""Words that say what kind of place a name is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geo.model.place import Place


@dataclass(frozen=True, slots=True)
class PlaceClass:
    """A kind of place: GeoNames classes, or codes that begin so."""

    label: str
    classes: frozenset[str] = frozenset()
    codes: tuple[str, ...] = ()

    def admits(self, place: Place) -> bool:
        """Tell whether a place is of this kind."""
        return place.feature_class in self.classes or place.feature_code.startswith(
            self.codes or ("?",)
        )


PROVINCE = PlaceClass("a province", codes=("ADM1",))
DISTRICT = PlaceClass("a district", codes=("ADM2", "ADM3"))
SETTLEMENT = PlaceClass("a settlement", classes=frozenset("P"))
BASE = PlaceClass("a base or airport", codes=("AIR", "NVB", "MILB", "INSM"))
MOUNTAIN = PlaceClass("a mountain", classes=frozenset("T"))
WATER = PlaceClass("a water", classes=frozenset("H"))
CROSSING = PlaceClass("a border crossing", codes=("PSTB",))
REGION = PlaceClass("a region", classes=frozenset("L"), codes=("ADM1",))
COUNTRY = PlaceClass("a country", codes=("PCL",))
CAMP = PlaceClass("a camp", codes=("CMP",))

_WORDS: dict[PlaceClass, str] = {
    PROVINCE: "province provinces governorate governorates oblast muhafazah vilayet provincial",
    DISTRICT: "district districts subdistrict sub-district nahiya nahiyah raion",
    SETTLEMENT: "city cities town towns village villages hamlet hamlets municipality suburb "
    "suburbs neighbourhood neighborhood locality localities",
    BASE: "base bases airbase airbases airport airports airfield airfields aerodrome facility "
    "heliport",
    MOUNTAIN: "mount mountain mountains hill hills peak ridge jabal jebel tell tall",
    WATER: "river rivers lake sea dam reservoir valley basin",
    CROSSING: "crossing crossings border-crossing checkpoint gate",
    REGION: "region countryside",
    COUNTRY: "country countries republic state states nation nations",
    CAMP: "camp camps",
}
CLASS_OF = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_LINKS = frozenset({"of", "at", "in", "the", "called", "named", "like", "including", ":", ","})
_LOOK_BACK = 4
_LOOK_AHEAD = 2
_ADJACENT_ONLY = frozenset("state states nation nations republic valley basin gate dam".split())


_COMPASS = frozenset(
    "north south east west northern southern eastern western northwest northeast southwest "
    "southeast north-west north-east south-west south-east northwestern northeastern southwestern "
    "southeastern central rural upper lower".split()
)
_IN_TOWN = frozenset(
    "outskirts suburbs suburb centre center streets downtown mayor airport residents siege gates "
    "road highway way route".split()
)
_OF_TOWN = _IN_TOWN | _COMPASS
_TO_TOWN = frozenset({"of", "to", "from", "into", "towards", "in"})


@dataclass(frozen=True, slots=True)
class Called:
    """The text calls a name a kind of place, and how."""

    kind: PlaceClass
    how: str


def called_before(lead: Sequence[str]) -> Called | None:
    """Return what the words before a name, or before its list, call it ("provinces of …")."""
    words = [w.casefold() for w in lead[-_LOOK_BACK:]]
    for steps, word in enumerate(reversed(words)):
        if word in CLASS_OF and word not in _ADJACENT_ONLY:
            distance = {0: "right before", 1: "one word before"}.get(
                steps, f"{steps} words before"
            )
            return Called(CLASS_OF[word], f"called “{word}” {distance}")
        if word not in _LINKS:
            return None
    return None


def called_after(tail: Sequence[str]) -> Called | None:
    """Return what the words after a name call it ("… province", "… air base")."""
    words = [w.casefold() for w in tail[:_LOOK_AHEAD]]
    if words and words[0] in CLASS_OF:
        return Called(CLASS_OF[words[0]], f"called “{words[0]}” right after")
    military = {"air", "naval", "military", "international", "refugee", "border", "-"}
    if len(words) == _LOOK_AHEAD and words[0] in military and words[1] in CLASS_OF:
        return Called(CLASS_OF[words[1]], f"called “{' '.join(words)}” right after")
    return None


def hinted(before: Sequence[str], after: Sequence[str]) -> Called | None:
    """Return what the words around a name suggest: "northern Hama", "the outskirts of Hama"."""
    words = map(str.casefold, before[-_LOOK_BACK:])
    near = [word for word in words if word not in {"the", "-"}]
    following = [w.casefold() for w in after[:4]]
    last = near[-1] if near else ""
    if last in _COMPASS:
        return Called(PROVINCE, f"“{last}” part of an area")
    if "countryside" in following:
        return Called(PROVINCE, "its countryside is spoken of")
    if len(near) > 1 and last in _TO_TOWN and near[-2] in _OF_TOWN:
        return Called(SETTLEMENT, f"“{near[-2]} {last}” a town")
    return None
