"""Why a candidate stands where it stands, in words."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from geo.model.resolution import Evidence
from geo.resolve.ranker import Ranked
from geo.resolve.ranker_features import NAMES, Floats

_LEAST, _NOTHING = 0.1, 0.005
"""A clause for less would hide those that decide."""
_SUM = "all that speaks for and against it, as the trained ranker weighs it"
_WORDS: dict[str, Callable[[float], str]] = {
    "people": lambda v: f"about {_rounded(10 ** (7 * v))} people live there",
    "share_of_people": lambda v: f"has {v:.0%} of the people of all places of that name",
    "few_candidates": lambda v: f"one of {round(1 / v)} places of that name",
    "first_listed": lambda _: "the largest place of that name",
    "level_continent": lambda _: "a continent",
    "level_country": lambda _: "a country",
    "level_admin1": lambda _: "a province, state or region",
    "level_admin2": lambda _: "a county or district",
    "level_settlement": lambda _: "a town or village",
    "level_nature": lambda _: "a river, sea, mountain or landscape",
    "level_site": lambda _: "a building, camp or other site",
    "name_name": lambda _: "the name is a usual one of it",
    "name_alternate": lambda _: "the name is another spelling of it",
    "name_abbreviation": lambda _: "the name is an abbreviation of it",
    "name_demonym": lambda _: "the name is what its people are called",
    "large": lambda _: "more than a million people live there",
    "national_capital": lambda _: "a national capital",
    "regional_seat": lambda _: "the seat of a province",
    "curated": lambda _: "a curator wrote it down",
    "inside_parent": lambda _: "lies in the place that stands after the comma",
    "not_inside_parent": lambda _: "does not lie in the place that stands after the comma",
    "country_named_too": lambda _: "the text names other places of its country",
    "share_of_country": lambda v: f"{v:.0%} of the text's other places lie in its country",
    "share_of_admin1": lambda v: f"{v:.0%} of the text's other places lie in its province",
    "admin1_named_too": lambda _: "the text names other places of its province",
    "near_the_others": lambda v: f"{_km(v)} from the nearest other place of the text",
    "near_the_neighbours": lambda v: f"{_km(v)} from a place named right beside it",
    "share_close": lambda v: f"{v:.0%} of the text's other places lie within 161 km",
    "holds_others": lambda v: f"holds {v:.0%} of the text's other places",
    "called_so": lambda _: "the words beside it call it such a place",
    "called_otherwise": lambda _: "the words beside it call it another kind of place",
    "people_if_settlement": lambda _: "a town of that size",
    "same_as_admin1": lambda _: "a town in the province of the same name",
    "lone_settlement": lambda _: "the only place of that name",
    "in_named_country": lambda _: "lies in a country that the text names",
    "in_named_admin1": lambda _: "lies in a province that the text names",
}
_FAR_KM = 20_000.0


def reasons(
    ranked: Ranked, candidate: int, weights: Floats, *, explained: bool
) -> tuple[Evidence, ...]:
    """Return the reasons for a candidate, the weightiest first; their weights are its score.

    Not ``explained``, one sum stands for them all: words take longer than reading.
    """
    score = float(ranked.score[candidate])
    if not explained:
        return (Evidence(_SUM, round(score, 3)),)
    values = ranked.features[candidate]
    weighed = values * weights
    decisive = np.flatnonzero(np.abs(weighed) >= _LEAST).tolist()
    parts = sorted(
        ((weighed.item(i), NAMES[i], values.item(i)) for i in decisive),
        key=lambda part: (-abs(part[0]), part[1]),
    )
    told = [Evidence(_WORDS[name](value), round(weight, 3)) for weight, name, value in parts]
    rest = score - sum(e.weight for e in told)
    if abs(rest) < _NOTHING:
        return tuple(told)
    return (*told, Evidence("all the rest", round(rest, 3)))


def _km(nearness: float) -> str:
    """Return the distance behind a nearness as ``ranker_features`` has it."""
    km = 10 * ((1 + _FAR_KM / 10) ** (1 - nearness) - 1)
    return f"{km:,.0f} km"


def _rounded(people: float) -> str:
    digits = len(str(int(people))) - 2
    return f"{round(people, -digits if digits > 0 else 0):,.0f}"
