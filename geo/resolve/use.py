"""What a name is used for: the place, or its government, people, office or deal.

``RULES`` are asked in their order; the first that knows answers, with its reason. Only names
that can stand for a government (countries, capitals, seats) are ever taken for one; towns and
provinces are places unless they are part of another name.
"""

from __future__ import annotations

from dataclasses import replace

from geo.model.place import NameKind
from geo.model.protocols import Gazetteer
from geo.model.resolution import Resolution
from geo.model.text import Use
from geo.resolve import use_names as names
from geo.resolve import use_roles as roles
from geo.resolve.asked import Asked, Rule
from geo.resolve.context import Context

RULES: tuple[Rule, ...] = (
    names.dateline,
    names.based,
    names.demonym,
    names.embedded,
    names.institution,
    names.brokered,
    names.modifier,
    roles.office,
    roles.event,
    roles.no_government,
    roles.placed,
    roles.titled,
    roles.described,
    roles.possessor,
    roles.acts,
    roles.agent,
    roles.capital,
)


def with_use(resolution: Resolution, context: Context, gazetteer: Gazetteer) -> Resolution:
    """Return the resolution with its mention's use and the reason for it."""
    place, kind = None, NameKind.NAME
    if resolution.candidates:
        place = resolution.candidates[0].place
        named = gazetteer.lookup(resolution.mention.surface)
        kind = next((n.kind for p, n in named if p.id == place.id), kind)
    use, reason = classify(Asked(context=context, place=place, name_kind=kind))
    mention = replace(resolution.mention, use=use, use_reason=reason)
    return replace(resolution, mention=mention)


def classify(asked: Asked) -> tuple[Use, str]:
    """Return the use of a toponym and the reason; literal where no rule knows better."""
    mention = asked.context.mention
    if mention.use is not Use.LITERAL:
        return mention.use, mention.use_reason
    for rule in RULES:
        answer = rule(asked)
        if answer is not None:
            return answer
    return Use.LITERAL, "no sign that it stands for anything but the place"
