"""The grammars of the languages other than English: which use and which kind of place.

A name in Arabic or Cyrillic letters is read with the Arabic or the Russian one in any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from geo.model.text import Use
from geo.resolve import use_names, words_ar, words_ru, words_tr
from geo.resolve.asked import Answer, Asked
from geo.resolve.class_words import Called
from geo.resolve.context import Context
from geo.resolve.sign import ClassSign, Grammar, Of, Sign, plain

GRAMMARS: Mapping[str, Grammar] = {
    "ar": words_ar.GRAMMAR,
    "ru": words_ru.GRAMMAR,
    "tr": words_tr.GRAMMAR,
}
_SCRIPTS = {"ar": re.compile(r"[\u0620-\u06d3]"), "ru": re.compile(r"[\u0400-\u04ff]")}


def language_of(context: Context) -> str:
    """Return the language to read a name in: by its letters, else the document's."""
    surface = context.mention.surface
    if surface.isascii():
        return context.language
    return next((lang for lang, s in _SCRIPTS.items() if s.match(surface)), context.language)


def called(context: Context, *, hint: bool) -> Called | None:
    """Return what the words around a name, or its list, call it or hint at; None in English."""
    language = language_of(context)
    if language not in GRAMMARS:
        return None
    around = list(_around(context, language))
    for sign in GRAMMARS[language].classes:
        if sign.called is hint:
            continue
        for lead, tail, listed in around:
            words = _words(sign, lead, tail)
            if words:
                where = ", as its whole list is" if listed else ""
                how = f"near “{words}”" if hint else f"called “{words}”"
                return Called(sign.kind, f"{how}{where}")
    return None


def use_of(asked: Asked) -> Answer:
    """Return the use of a name and the reason by its language's signs; None in English."""
    language = language_of(asked.context)
    if language not in GRAMMARS:
        return None
    by_name = use_names.dateline(asked) or _demonym(asked)
    if by_name:
        return by_name
    around = list(_around(asked.context, language))[-1]
    for sign in GRAMMARS[language].signs:
        words = _words(sign, around[0], around[1]) if _speaks_of(sign, asked) else None
        if words is not None:
            return sign.use, f"{sign.why}: “{words}”" if words else sign.why
    if not asked.can_govern:
        return Use.LITERAL, "the name of a place that is no government's"
    if asked.is_capital:
        why = "a capital that nothing is placed in stands for its government"
        return Use.METONYM, why
    return Use.LITERAL, "no sign that it stands for anything but the place"


def _demonym(asked: Asked) -> Answer:
    found = use_names.demonym(asked)
    return found if asked.name_kind.value == "demonym" else None


def _speaks_of(sign: Sign, asked: Asked) -> bool:
    if sign.name is not None and not sign.name.match(asked.context.mention.surface):
        return False
    country = asked.can_govern and not asked.is_capital
    return {
        Of.ANY: True,
        Of.GOVERNMENT: asked.can_govern,
        Of.CAPITAL: asked.is_capital,
        Of.COUNTRY: country,
        Of.SITE: not country,
    }[sign.of]


def _around(context: Context, language: str) -> Iterator[tuple[str, str, bool]]:
    """Yield what stands before and after a name, and then before and after its list."""
    yield plain(context.before_text, language), plain(context.after_text, language), False
    if len(context.members) > 1:
        yield plain(context.lead_text, language), plain(context.tail_text, language), True


def _words(sign: Sign | ClassSign, lead: str, tail: str) -> str | None:
    """Return the words that a sign was found in, None where it was not."""
    found = []
    if sign.before is not None:
        match = sign.before.search(lead)
        if match is None:
            return None
        found.append(match["words"].strip())
    if sign.after is not None:
        match = sign.after.match(tail)
        if match is None:
            return None
        found.append(match["words"].strip())
    return " … ".join(part for part in found if part)
