"""What a name is used for: the place, or its government, people, office or deal.

``RULES`` are asked in their order; the first that knows answers, with its reason. Only names
that can stand for a government (countries, capitals, seats) are ever taken for one; towns and
provinces are places unless they are part of another name. ``RULES`` are English; other languages
have their signs in ``geo.resolve.languages``.
"""

from __future__ import annotations

from geo.model.place import NameKind, Place
from geo.model.text import Mention, Use
from geo.resolve import use_names as names
from geo.resolve import use_roles as roles
from geo.resolve.asked import Asked, Rule
from geo.resolve.context import Context
from geo.resolve.languages import use_of

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
BY_DEFAULT = frozenset({roles.no_government, roles.capital})
"""Rules that answer for want of other signs: a trained model may know better."""


def with_use(context: Context, place: Place | None, kind: NameKind) -> Mention:
    """Return the mention of a context with its use and the reason for it.

    ``place`` is the likeliest one, ``kind`` how the name refers to it.
    """
    use, reason = classify(Asked(context=context, place=place, name_kind=kind))
    return context.mention.used(use, reason)


def classify(asked: Asked) -> tuple[Use, str]:
    """Return the use of a toponym and the reason; literal where no rule knows better."""
    use, reason, _ = judged(asked)
    return use, reason


def judged(asked: Asked) -> tuple[Use, str, bool]:
    """Return the use of a toponym, the reason, and whether it rests on words of the text."""
    mention = asked.context.mention
    if mention.use is not Use.LITERAL:
        return mention.use, mention.use_reason, True
    by_language = use_of(asked)
    if by_language is not None:
        return *by_language, True
    for rule in RULES:
        answer = rule(asked)
        if answer is not None:
            return *answer, rule not in BY_DEFAULT
    return Use.LITERAL, "no sign that it stands for anything but the place", False
