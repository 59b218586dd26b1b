"""The words that vague places are made of, a table for each language.

Another language with the same order of words is one more table and one entry in ``GRAMMARS``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from geo.model.expression import Facet
from geo.recognise.quantities import KM_PER_MILE

_POINTS = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")

_PLAIN = ("along", "alongside", "between")
"""Words that are rules of their own."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grammar:
    """The words of one language, in lower case; several words stand with a space between.

    Numbers are kilometres to a unit, degrees clockwise from north, and lowest and highest of a
    vague number.
    """

    bearings: Mapping[str, float]
    adjectives: Mapping[str, float]
    initials: Mapping[str, float]
    units: Mapping[str, float]
    numbers: Mapping[str, float]
    vague_numbers: Mapping[str, tuple[float, float]]
    hedges: frozenset[str]
    at_most: frozenset[str]
    at_least: frozenset[str]
    exact: frozenset[str]
    facets: Mapping[str, Facet]
    parts: frozenset[str]
    banks: frozenset[str]
    degrees: frozenset[str]
    before_centre: frozenset[str]
    institutions: frozenset[str]
    prefixes: Mapping[str, Facet]
    near: Mapping[str, Facet]
    roads: frozenset[str]
    classes: frozenset[str]
    breaks: frozenset[str]
    facilities: frozenset[str]
    borders: frozenset[str]
    not_borders: frozenset[str]
    no_ground_between: frozenset[str]
    no_ground_around: frozenset[str]
    not_parts: frozenset[str]


@cache
def hedges(grammar: Grammar) -> frozenset[str]:
    """Return the words that may stand before a figure."""
    return grammar.hedges | grammar.at_most | grammar.at_least | grammar.exact


@cache
def triggers(grammar: Grammar) -> frozenset[str]:
    """Return words without one of which a sentence holds no expression."""
    tables = (
        *(grammar.bearings, grammar.adjectives, grammar.units),
        *(grammar.facets, grammar.near, grammar.roads),
    )
    words = {_telling(phrase) for table in tables for phrase in table}
    initials = {word.casefold() for word in grammar.initials}
    parts = {part for word in words for part in word.split("-")}
    return frozenset({*words, *parts, *initials, *grammar.prefixes, *_PLAIN, "area"})


def _telling(phrase: str) -> str:
    """Return the first word of a phrase that does not stand in every other sentence."""
    words = phrase.split(" ")
    return next((word for word in words if word != "not"), phrase)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _listed(words: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in words.split(","))


def _bearings(ending: str = "") -> dict[str, float]:
    """Return the eight points in each spelling: northeast, north-east, north east."""
    found = {}
    for number, point in enumerate(_POINTS):
        angle = 45.0 * number
        found[point + ending] = angle
        if len(point) > len("south"):
            for joint in ("-", " "):
                found[f"{point[:5]}{joint}{point[5:]}{ending}"] = angle
    return found


def _initials() -> dict[str, float]:
    """Return NE, SW and the like; one letter alone says nothing."""
    letters = "NNE NE ENE ESE SE SSE SSW SW WSW WNW NW NNW".split()
    angles = (22.5, 45.0, 67.5, 112.5, 135.0, 157.5, 202.5, 225.0, 247.5, 292.5, 315.0, 337.5)
    return dict(zip(letters, angles, strict=True))


def _sixteenths() -> dict[str, float]:
    """Return north-northeast, south-southwest and the like."""
    found = {}
    for number, point in enumerate(_POINTS):
        if len(point) <= len("south"):
            continue
        for main in (point[:5], point[5:]):
            angle = (45.0 * number + _turn(main, 45.0 * number) / 2) % 360
            for spelling in (point, f"{point[:5]}-{point[5:]}"):
                found[f"{main}-{spelling}"] = angle
    return found


def _turn(main: str, angle: float) -> float:
    """Return the turn from an angle to a main point, in [-180, 180)."""
    return (45.0 * _POINTS.index(main) - angle + 180) % 360 - 180


def _numbers() -> dict[str, float]:
    units = (
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen"
    )
    tens = "twenty thirty forty fifty sixty seventy eighty ninety"
    found = {word: float(n) for n, word in enumerate(units.split(), 1)}
    found |= {word: 10.0 * n for n, word in enumerate(tens.split(), 2)}
    return {**found, "a": 1.0, "hundred": 100.0, "a hundred": 100.0, "half a": 0.5}


ENGLISH = Grammar(
    bearings={**_bearings(), **_sixteenths()},
    adjectives={
        **_bearings("ern"),
        **{f"{point}ernmost": 45.0 * n for n, point in enumerate(_POINTS)},
    },
    initials=_initials(),
    units={
        **dict.fromkeys("km kms kilometre kilometres kilometer kilometers".split(), 1.0),
        **dict.fromkeys("mile miles mi".split(), KM_PER_MILE),
        **dict.fromkeys("m metre metres meter meters".split(), 0.001),
    },
    numbers=_numbers(),
    vague_numbers={
        "a few": (2, 5),
        "a couple of": (1, 3),
        "several": (3, 8),
        "a dozen": (10, 14),
        "a dozen or so": (9, 15),
        "dozens of": (24, 90),
        "tens of": (20, 90),
        "hundreds of": (200, 900),
    },
    hedges=_listed(
        "about, around, roughly, approximately, approx, some, nearly, almost, circa, an estimated"
    ),
    at_most=_listed(
        "within, less than, under, up to, at most, no more than, not more than, as far as, "
        "as close as, as little as, fewer than"
    ),
    at_least=_listed("more than, over, at least, no less than, not less than, upwards of"),
    exact=_listed("only, just, barely, merely, a mere, exactly"),
    facets={
        **dict.fromkeys(("countryside", "countrysides", "rural areas"), Facet.COUNTRYSIDE),
        **dict.fromkeys(("hinterland", "rural area"), Facet.COUNTRYSIDE),
        **dict.fromkeys(("outskirts", "suburbs", "periphery", "fringes"), Facet.OUTSKIRTS),
        **dict.fromkeys(("edge", "edges", "entrance", "approaches", "gates"), Facet.OUTSKIRTS),
        **dict.fromkeys(("centre", "center", "heart", "city centre"), Facet.CENTRE),
        **dict.fromkeys(("surroundings", "environs", "vicinity"), Facet.SURROUNDINGS),
    },
    parts=_set(
        "part parts half section sections sector sectors corner tip end portion portions area "
        "areas district districts neighbourhood neighbourhoods neighborhood neighborhoods "
        "reaches strip quarter quarters region regions"
    ),
    degrees=_set("far extreme very deep tropical arid remote rugged mountainous restive coastal"),
    before_centre=_set("the city town historic historical old very ancient in"),
    institutions=_set("university college institute academy bank church diocese court"),
    banks=_set("bank banks shore shores side"),
    prefixes={"rural": Facet.COUNTRYSIDE, "central": Facet.CENTRE},
    near={
        **dict.fromkeys(("near", "near to", "close to", "next to", "adjacent to"), Facet.WHOLE),
        **dict.fromkeys(("around", "not far from", "beside"), Facet.WHOLE),
        "outside": Facet.OUTSKIRTS,
        **dict.fromkeys(("just outside", "outside of", "just outside of"), Facet.OUTSKIRTS),
    },
    roads=_set("road roads highway motorway route track railway corridor"),
    classes=_set(
        "province provinces governorate governorates district districts city cities town towns "
        "village villages hamlet county state country river rivers highway highways motorway "
        "road lake plain region mount mountain hill"
    ),
    breaks=_set(
        "near close next around outside inside between along from to of in at on by with and or "
        "but for into over under after before than as that which who where when while is are was "
        "were has have had not"
    ),
    facilities=_set(
        "airport airbase airfield base camp university prison hospital crossing dam barracks "
        "checkpoint stadium station port council parliament government forces front axis "
        "agreement accord accords talks process memorandum deal summit military air international "
        "border media coast coastline shore shores news embassy observatory post valley guards "
        "police mayor"
    ),
    borders=_set("border borders frontier boundary"),
    not_borders=_set(
        "town city village crossing crossings guard guards police post posts gate gates province "
        "area region district strip force forces patrol patrols control controls wall fence "
        "dispute"
    ),
    no_ground_between=_set(
        "talk talks agreement agreements accord accords deal deals difference differences gap "
        "conversation conversations cooperation coordination relation relations relationship "
        "meeting meetings summit summits tension tensions trade dispute disputes contact contacts "
        "negotiation negotiations call calls ties truce ceasefire choice choose choosing distance "
        "match matches final derby rivalry dialogue understanding understandings memorandum pact "
        "treaty alliance friendship partnership war balance distinguish distinction rift reached "
        "signed brokered exchange comparison merger bridge flight flights"
    ),
    no_ground_around=_set(
        "situation talks talk debate debates discussion discussions question questions issue "
        "issues events event development developments controversy uncertainty concern concerns "
        "revolve revolves revolved revolving centre centred centered centring centering policy "
        "tension tensions diplomacy crisis rumours speculation narrative rallied rally built "
        "turn turned look looked looking travelled traveled toured tour"
    ),
    not_parts=_set("ireland sahara territory territories samoa cape europe africa asia america"),
)
GRAMMARS: Mapping[str, Grammar] = {"": ENGLISH, "en": ENGLISH}
