"""A seeded corpus of articles of any size, to be read as any other: one JSON object a line.

Sentences are our own, names those of a dossier's gazetteer; how often a place is named falls with
its rank (Zipf, exponent 1). An article keeps to one part of the country: its towns are those
nearest to a town drawn first. One article in three names the zone that the dossier is about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from geo.model.dossier import Dossier
from geo.model.place import Place

SEED = 20180917
MEAN_SENTENCES = 9.0
_FIRST_DAY = date(2018, 9, 17)
_DAYS = 365
_NEAR_TOWNS = 25
_ZONE_SHARE = 1 / 3
_WIRES = ("Northern Wire", "Levant Desk", "Orontes News", "The Border Post", "Field Notes")
_SENTENCES = (
    "Shells fell on {town} and {town} before dawn, residents of {town} said.",
    "A convoy of eleven lorries left {town} for {town} by way of {town}.",
    "{state} said that its forces had not moved in the countryside of {unit}.",
    "Families from {town} walked as far as {town}, where a school took them in.",
    "The road between {town} and {town} was closed for the third day.",
    "{state} and {state} blamed each other for the strike on {town}.",
    "Bakers in {town} had flour for two days, the council of {town} told us.",
    "Two villages south of {town} were without water, and so was {town}.",
    "The ministry in {state} gave no figures for {unit}.",
    "Observers counted 14 violations around {town}, nine of them near {town}.",
    "Markets in {town}, {town} and {town} opened late.",
    "A patrol passed {town} at noon and turned back 3 km west of {town}.",
    "Officials from {state} met elders of {town} in the province of {unit}.",
    "The hospital of {town} took in the wounded of {town}, a nurse said by telephone.",
    "Nobody in {town} could say who held the hills above {town}.",
    "In {unit} the harvest was late, though in {town} the mills were running.",
    "Drones were heard over {town}, and an outpost near {town} was hit.",
    "A spokesman for {state} called the talks useful and named no date.",
    "By evening the guns around {town} had fallen silent.",
    "Traders drive from {town} to the crossing at {town} twice a week.",
    "The governor of {unit} visited {town} under guard.",
    "What is left of the bridge at {town} carries one car at a time.",
)
_PLAIN_SENTENCES = tuple(
    """\
People who fled the fighting in the spring have begun to ask, in small groups and at night,
whether the houses they left are still standing.

Neither side has published a map, and the figures that reporters were given by telephone do not
add up with those that were read out a week before.

A teacher who asked not to be named said that half of her pupils had stopped coming, some because
of the shelling and some because there was nobody left to bring them.

Fuel is sold by the bottle along the verge, at a price that doubled when the crossing shut and has
not come down since, whatever the decrees say.

The observers' report, which runs to eleven pages and was seen by this paper, names no one and
leaves open which of the two armies fired first.

Rain turned the tracks to mud, so that ambulances had to wait for a tractor before they could reach
the farms from which the calls had come.

It was the longest quiet since the truce began, and nobody who was asked expected it to last beyond
the end of the week.

Aid workers say that tents are not the problem: what is missing is firewood, and doctors who are
willing to stay through the winter.""".replace("\n\n", "|")
    .replace("\n", " ")
    .split("|")
)
_PLAIN_SHARE = 0.45
_MENTIONED_TOWNS = 20
"""Fewest towns of a country for its towns to be written about: others are named in passing."""
_ZONE_SENTENCES = (
    "The demilitarised zone of 15 to 20 km still runs past {town}.",
    "Heavy weapons were to leave the buffer zone by 10 October, a paper seen in {town} says.",
    "Whether {town} lies inside the de-escalation zone was asked again in {town}.",
)


def articles(count: int, dossier: Dossier, seed: int = SEED) -> Iterator[dict[str, str]]:
    """Yield articles; the first ones of a longer corpus are those of a shorter."""
    names = _Names(dossier, seed)
    for number in range(count):
        draw = np.random.default_rng((seed, number))
        yield _article(number, names, draw)


class _Names:
    """The names of a gazetteer by what they may stand for in a sentence."""

    def __init__(self, dossier: Dossier, seed: int) -> None:
        draw = np.random.default_rng(seed)
        places = sorted(dossier.places.values(), key=lambda place: place.id)
        settled = [p for p in places if p.feature_class == "P"]
        countries = Counter(p.country_code for p in settled)
        known = {c for c, towns in countries.items() if towns >= _MENTIONED_TOWNS}
        self.towns = [p for p in settled if p.country_code in known]
        self.units = [p for p in places if p.feature_code.startswith("ADM")]
        self.states = [p for p in places if p.feature_code.startswith("PCL")]
        lon_lat = np.array([(p.lon_deg, p.lat_deg) for p in self.towns])
        # Rough neighbours will do: only which names stand together depends on them.
        gaps = lon_lat[:, None, :] - lon_lat[None, :, :]
        self.near = np.argsort((gaps**2).sum(axis=2), axis=1)[:, :_NEAR_TOWNS]
        self.rank = draw.permutation(len(self.towns))
        self.chance = np.cumsum(1 / np.arange(1, len(self.towns) + 1))

    def around(self, draw: np.random.Generator) -> list[Place]:
        """Return the towns around one that is drawn."""
        middle = np.searchsorted(self.chance, draw.random() * self.chance[-1])
        return [self.towns[i] for i in self.near[self.rank[middle]]]


def _article(number: int, names: _Names, draw: np.random.Generator) -> dict[str, str]:
    towns = names.around(draw)
    wanted = max(2, int(draw.lognormal(np.log(MEAN_SENTENCES) - 0.125, 0.5)))
    plain = draw.random(wanted) < _PLAIN_SHARE
    chosen = [_PLAIN_SENTENCES if is_plain else _SENTENCES for is_plain in plain]
    picked = [some[int(draw.integers(len(some)))] for some in chosen]
    if draw.random() < _ZONE_SHARE:
        picked[-1] = _ZONE_SENTENCES[int(draw.integers(len(_ZONE_SENTENCES)))]
    sentences = [_filled(sentence, towns, names, draw) for sentence in picked]
    text = f"{towns[0].name} — " + " ".join(sentences)
    day = _FIRST_DAY + timedelta(days=int(draw.integers(_DAYS)))
    return {
        "id": f"article-{number:07}",
        "title": f"{towns[0].name}, {day.isoformat()}: dispatch {number}",
        "text": f"{text}\n\nDispatch {number}.",
        "date": day.isoformat(),
        "publisher": _WIRES[int(draw.integers(len(_WIRES)))],
    }


def _filled(sentence: str, towns: list[Place], names: _Names, draw: np.random.Generator) -> str:
    """Return a sentence with names; a town in ten is any other, two in five are the first few."""
    kinds = {"town": towns, "unit": names.units, "state": names.states}
    pieces = []
    for piece in sentence.split("{"):
        kind, closed, rest = piece.partition("}")
        if not closed:
            pieces.append(piece)
            continue
        choices = names.towns if kind == "town" and draw.random() < 0.1 else kinds[kind]  # noqa: PLR2004
        few = choices[:4] if draw.random() < 0.4 else choices  # noqa: PLR2004 - some come again
        pieces.append(few[int(draw.integers(len(few)))].name + rest)
    return "".join(pieces)
