"""Choose a place for each toponym, and say why: every reason is a clause with its weight."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from geo.model.dossier import Preference
from geo.model.folding import name_key
from geo.model.place import Name, NameKind, Place
from geo.model.protocols import Gazetteer
from geo.model.resolution import Candidate, Evidence, Resolution, Status
from geo.model.text import MentionKind
from geo.resolve import languages
from geo.resolve.class_words import Called, called_after, called_before, hinted
from geo.resolve.context import Context
from geo.resolve.surroundings import Surroundings
from geo.resolve.use import with_use

_PRIOR = {
    "PCLI": 2.0,
    "PPLC": 1.9,
    "PPLA": 1.5,
    "PPLA2": 1.2,
    "PPLA3": 1.0,
    "PPL": 0.9,
    "CONT": 1.0,
    "ADM1": 0.8,
    "AIRB": 0.5,
    "MILB": 0.2,
    "NVB": 0.2,
    "ADM2": 0.0,
    "ADM3": -0.4,
}
_PREFERRED, _CALLED, _CALLED_LIST, _NOT_CALLED = 2.4, 3.0, 2.6, -1.5
_HINTED = 1.5
_ALL_ALIKE, _INSIDE, _SAME_COUNTRY, _NEAR, _SAID_BEFORE = 0.5, 1.2, 0.8, 0.8, 0.7
_PREFERRED_NAME = Evidence("the name is its preferred one", 0.3)
_evidence = lru_cache(maxsize=4_096)(Evidence)
"""Makes the reasons that come again and again, each once: they are also saved once a document."""
_NEAR_KM, _FAR_KM = 80.0, 100.0
_SMALL = frozenset({"PPL", "PPLA3", "PPLX", "HLL", "PSTB"})
_SURE = 0.55
"""Below this share of the best candidate a mention is ambiguous."""


def resolve_toponyms(
    contexts: Sequence[Context],
    gazetteer: Gazetteer,
    preferences: Mapping[str, Preference],
) -> tuple[Resolution, ...]:
    """Resolve every toponym of one document, and say what each is used for.

    There are two passes: easy ones are evidence for the rest. ``preferences`` are those of
    ``preferred_names``.
    """
    around = Surroundings()
    codes = cache(lambda name: frozenset(p.feature_code for p, _ in gazetteer.lookup(name)))
    toponyms = [
        _asked(c, gazetteer, preferences, codes)
        for c in contexts
        if c.mention.kind is MentionKind.TOPONYM
    ]
    for asked in toponyms:
        place = _settled(asked)
        if place is not None:
            around.note(place, asked.mention_id, asked.key, called=asked.called)
    return tuple(_resolve(asked, around) for asked in toponyms)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A toponym, and its candidates with what its name and the words beside it say of each."""

    context: Context
    mention_id: str
    key: str
    called: bool
    named: Sequence[tuple[Place, Name]]
    candidates: Sequence[Candidate]


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of a toponym, the same for each of its candidates."""

    context: Context
    preference: Preference | None
    hint: Called | None
    called: tuple[Called, float] | None
    alike: frozenset[str]


def _asked(
    context: Context,
    gazetteer: Gazetteer,
    preferred: Mapping[str, Preference],
    codes: Callable[[str], frozenset[str]],
) -> _Asked:
    mention = context.mention
    key = name_key(mention.listed_as)
    named = gazetteer.lookup(mention.listed_as)
    said = _Said(
        context=context,
        preference=preferred.get(key),
        hint=languages.called(context, hint=True) or hinted(context.before, context.after),
        called=_called(context),
        alike=_list_classes(context, codes),
    )
    candidates = [
        Candidate(
            place=place,
            evidence=(
                *_of_name(place, name, said),
                *_of_words(place, said),
                *_of_list(place, said),
            ),
        )
        for place, name in named
    ]
    return _Asked(context, mention.id, key, said.called is not None, named, candidates)


def preferred_names(
    preferences: Iterable[Preference], gazetteer: Gazetteer
) -> dict[str, Preference]:
    """Return the preferences by name; one for a name holds for its translations too."""
    found: dict[str, Preference] = {}
    for preference in preferences:
        found[name_key(preference.name)] = preference
        for place, _ in gazetteer.lookup(preference.name):
            if place.id == preference.place_id:
                others = (n for n in place.names if n.language in languages.GRAMMARS)
                found |= {name_key(n.text): preference for n in others}
    return found


def _settled(asked: _Asked) -> Place | None:
    """Return the place of an easy mention: one that alone bears the name, or is called so."""
    if len(asked.candidates) == 1:
        return asked.candidates[0].place
    ranked = _ranked(asked.candidates) if asked.called else ()
    return ranked[0].place if judge(ranked)[0] is Status.RESOLVED else None


def _resolve(asked: _Asked, around: Surroundings) -> Resolution:
    candidates = []
    for candidate in asked.candidates:
        found = tuple(_of_document(candidate.place, asked, around))
        evidence = (*candidate.evidence, *found)
        candidates.append(Candidate(place=candidate.place, evidence=evidence))
    ranked = _ranked(candidates)
    status, confidence = judge(ranked)
    place = ranked[0].place if ranked else None
    kinds = (name.kind for other, name in asked.named if other is place)
    return Resolution(
        mention=with_use(asked.context, place, next(kinds, NameKind.NAME)),
        candidates=ranked,
        status=status,
        confidence=confidence,
    )


def _ranked(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    if len(candidates) == 1:
        return tuple(candidates)
    return tuple(sorted(candidates, key=lambda c: (-c.score, c.place.id)))


def judge(ranked: Sequence[Candidate]) -> tuple[Status, float]:
    """Return status and confidence: the best candidate's share of the exponentiated scores."""
    if not ranked:
        return Status.UNPLACED, 0.0
    scores = [candidate.score for candidate in ranked]
    best = scores[0]
    share = 1.0 / sum(math.exp(score - best) for score in scores)
    doubt = 1.0 / (1.0 + math.exp(-best - 1.0))
    confidence = round(share * doubt, 3)
    return (Status.RESOLVED if share >= _SURE else Status.AMBIGUOUS), confidence


@cache
def _as_such(feature_code: str, people: int) -> Evidence:
    prior = _PRIOR.get(feature_code, 0.0) + 0.08 * math.log10(people + 1)
    return Evidence(f"{feature_code} as such", round(prior, 3))


def _of_name(place: Place, name: Name, said: _Said) -> Iterable[Evidence]:
    # An area counts its towns' people too: that tells nothing about which of the two is meant.
    people = place.population if place.feature_class == "P" else 0
    yield _as_such(place.feature_code, people)
    if name.kind is NameKind.NAME and name.text == place.name:
        yield _PREFERRED_NAME
    preference = said.preference
    if preference is not None and preference.place_id == place.id:
        yield Evidence(f"the dossier prefers it: {preference.reason}", _PREFERRED)


def _called(context: Context) -> tuple[Called, float] | None:
    """Return what the text calls the mention, or the list it stands in, and what that weighs."""
    if languages.language_of(context) in languages.GRAMMARS:
        called = languages.called(context, hint=False)
        return (called, _CALLED) if called else None
    after = called_after(context.after)
    if after is not None:
        return after, _CALLED
    listed = len(context.members) > 1
    found = called_before(context.before) or called_before(context.lead)
    if found is None and listed:
        found = called_after(context.tail)
    if found is None:
        return None
    if listed:
        return replace(found, how=f"{found.how}, as its whole list is"), _CALLED_LIST
    return found, _CALLED


def _of_words(place: Place, said: _Said) -> Iterable[Evidence]:
    if said.context.opens_dispatch and place.feature_class == "P":
        yield Evidence("opens the dispatch, as a settlement does", _HINTED)
    if said.hint is not None and said.hint.kind.admits(place):
        yield Evidence(said.hint.how, _HINTED)
    if said.called is None:
        return
    called, weight = said.called
    if called.kind.admits(place):
        yield Evidence(called.how, weight)
    else:
        yield Evidence(f"{called.how}, which it is not", _NOT_CALLED)


def _list_classes(context: Context, codes: Callable[[str], frozenset[str]]) -> frozenset[str]:
    """Return the feature codes that every member of the mention's list can have.

    ``codes`` are those of the places of a name.
    """
    if len(context.members) < 3:  # noqa: PLR2004 - two names are no pattern
        return frozenset()
    return frozenset.intersection(*(codes(member.listed_as) for member in context.members))


def _of_list(place: Place, said: _Said) -> Iterable[Evidence]:
    context = said.context
    if place.feature_code in said.alike and len(said.alike) == 1:
        others = ", ".join(m.surface for m in context.members if m is not context.mention)
        yield Evidence(f"listed with {others}, all {place.feature_code}", _ALL_ALIKE)


def _of_document(place: Place, asked: _Asked, around: Surroundings) -> Iterable[Evidence]:
    mention = asked.mention_id
    if around.names_country(place.country_code, mention):
        yield _evidence(f"the text names places of {place.country_code}", _SAME_COUNTRY)
    if around.calls_so(asked.key, place, mention):
        yield _evidence("so called elsewhere in the text", _SAID_BEFORE)
    container = around.container(place, mention)
    if container is not None:
        yield _evidence(f"lies in {container.name}, which the text names", _INSIDE)
    if place.feature_code.startswith("PCL"):
        return
    found = around.nearest(place, mention)
    if found is None:
        return
    nearest, km = found
    if km <= _NEAR_KM:
        yield Evidence(f"{km:.0f} km from {nearest.name}, which the text names", _NEAR)
    elif km >= _FAR_KM and place.feature_code in _SMALL:
        yield Evidence(f"{km:.0f} km from the nearest other place of the text", -_NEAR)
