"""Choose a place for each toponym, and say why: every reason is a clause with its weight."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from geo.model.dossier import Preference
from geo.model.folding import name_key
from geo.model.place import Name, NameKind, Place, distance_km
from geo.model.protocols import Gazetteer
from geo.model.resolution import Candidate, Evidence, Resolution, Status
from geo.model.text import MentionKind
from geo.resolve import languages
from geo.resolve.class_words import Called, called_after, called_before, hinted
from geo.resolve.context import Context
from geo.resolve.surroundings import Surroundings

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
_NEAR_KM, _FAR_KM = 80.0, 100.0
_SMALL = frozenset({"PPL", "PPLA3", "PPLX", "HLL", "PSTB"})
_SURE = 0.55
"""Below this share of the best candidate a mention is ambiguous."""


def resolve_toponyms(
    contexts: Sequence[Context],
    gazetteer: Gazetteer,
    preferences: Iterable[Preference],
) -> tuple[Resolution, ...]:
    """Resolve every toponym of one document in two passes: easy ones are evidence for the rest."""
    preferred = _preferred(preferences, gazetteer)
    around = Surroundings()
    toponyms = [
        _asked(c, gazetteer, preferred) for c in contexts if c.mention.kind is MentionKind.TOPONYM
    ]
    nothing = Surroundings()
    for asked in toponyms:
        called = asked.called is not None
        if called or len(asked.named) == 1:
            first = _resolve(asked, nothing)
            around.note(first, asked.context.mention.listed_as, called=called)
    return tuple(_resolve(asked, around) for asked in toponyms)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A toponym with what is the same for each of its candidates."""

    context: Context
    named: Sequence[tuple[Place, Name]]
    preference: Preference | None
    hint: Called | None
    called: tuple[Called, float] | None
    alike: frozenset[str]


def _asked(context: Context, gazetteer: Gazetteer, preferred: Mapping[str, Preference]) -> _Asked:
    name = context.mention.listed_as
    return _Asked(
        context=context,
        named=gazetteer.lookup(name),
        preference=preferred.get(name_key(name)) if preferred else None,
        hint=languages.called(context, hint=True) or hinted(context.before, context.after),
        called=_called(context),
        alike=_list_classes(context, gazetteer),
    )


def _preferred(preferences: Iterable[Preference], gazetteer: Gazetteer) -> dict[str, Preference]:
    """Return the preferences by name; one for a name holds for its translations too."""
    found: dict[str, Preference] = {}
    for preference in preferences:
        found[name_key(preference.name)] = preference
        for place, _ in gazetteer.lookup(preference.name):
            if place.id == preference.place_id:
                others = (n for n in place.names if n.language in languages.GRAMMARS)
                found |= {name_key(n.text): preference for n in others}
    return found


def _resolve(asked: _Asked, around: Surroundings) -> Resolution:
    candidates = [
        Candidate(
            place=place,
            evidence=(
                *_of_name(place, name, asked),
                *_of_words(place, asked),
                *_of_list(place, asked),
                *_of_document(place, asked.context, around),
            ),
        )
        for place, name in asked.named
    ]
    ranked = tuple(sorted(candidates, key=lambda c: (-c.score, c.place.id)))
    status, confidence = judge(ranked)
    return Resolution(
        mention=asked.context.mention, candidates=ranked, status=status, confidence=confidence
    )


def judge(ranked: Sequence[Candidate]) -> tuple[Status, float]:
    """Return status and confidence: the best candidate's share of the exponentiated scores."""
    if not ranked:
        return Status.UNPLACED, 0.0
    best = ranked[0].score
    share = 1.0 / sum(math.exp(c.score - best) for c in ranked)
    doubt = 1.0 / (1.0 + math.exp(-best - 1.0))
    confidence = round(share * doubt, 3)
    return (Status.RESOLVED if share >= _SURE else Status.AMBIGUOUS), confidence


def _of_name(place: Place, name: Name, asked: _Asked) -> Iterable[Evidence]:
    # An area counts its towns' people too: that tells nothing about which of the two is meant.
    people = place.population if place.feature_class == "P" else 0
    prior = _PRIOR.get(place.feature_code, 0.0) + 0.08 * math.log10(people + 1)
    yield Evidence(f"{place.feature_code} as such", round(prior, 3))
    if name.kind is NameKind.NAME and name.text == place.name:
        yield Evidence("the name is its preferred one", 0.3)
    preference = asked.preference
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


def _of_words(place: Place, asked: _Asked) -> Iterable[Evidence]:
    if asked.context.opens_dispatch and place.feature_class == "P":
        yield Evidence("opens the dispatch, as a settlement does", _HINTED)
    if asked.hint is not None and asked.hint.kind.admits(place):
        yield Evidence(asked.hint.how, _HINTED)
    if asked.called is None:
        return
    called, weight = asked.called
    if called.kind.admits(place):
        yield Evidence(called.how, weight)
    else:
        yield Evidence(f"{called.how}, which it is not", _NOT_CALLED)


def _list_classes(context: Context, gazetteer: Gazetteer) -> frozenset[str]:
    """Return the feature codes that every member of the mention's list can have."""
    if len(context.members) < 3:  # noqa: PLR2004 - two names are no pattern
        return frozenset()
    codes = [
        {place.feature_code for place, _ in gazetteer.lookup(member.listed_as)}
        for member in context.members
    ]
    return frozenset(set.intersection(*codes))


def _of_list(place: Place, asked: _Asked) -> Iterable[Evidence]:
    context = asked.context
    if place.feature_code in asked.alike and len(asked.alike) == 1:
        others = ", ".join(m.surface for m in context.members if m is not context.mention)
        yield Evidence(f"listed with {others}, all {place.feature_code}", _ALL_ALIKE)


def _of_document(place: Place, context: Context, around: Surroundings) -> Iterable[Evidence]:
    own = {context.mention.id}
    # A set within another is told by their lengths alone; their difference is made whole.
    if not around.countries.get(place.country_code, own) <= own:
        yield Evidence(f"the text names places of {place.country_code}", _SAME_COUNTRY)
    if not around.called.get((name_key(context.mention.listed_as), place.id), own) <= own:
        yield Evidence("so called elsewhere in the text", _SAID_BEFORE)
    container = around.container(place, context.mention.id)
    if container is not None:
        yield Evidence(f"lies in {container.name}, which the text names", _INSIDE)
    nearest = around.nearest(place, context.mention.id)
    if nearest is not None and not place.feature_code.startswith("PCL"):
        km = distance_km(place, nearest)
        if km <= _NEAR_KM:
            yield Evidence(f"{km:.0f} km from {nearest.name}, which the text names", _NEAR)
        elif km >= _FAR_KM and place.feature_code in _SMALL:
            yield Evidence(f"{km:.0f} km from the nearest other place of the text", -_NEAR)
