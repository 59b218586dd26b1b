"""Rules of use that the name itself and its next neighbours decide."""

from __future__ import annotations

import re

from geo.model.place import NameKind
from geo.model.text import Use
from geo.resolve import use_words as words
from geo.resolve.asked import Answer, Asked
from geo.resolve.class_words import CLASS_OF
from geo.resolve.context import lower

_INSTITUTION_OF = re.compile(
    r"\b(?:Bank|University|Ministry|Museum|Institute|Council|Chamber|Church|Embassy|Academy|"
    r"College|Battle|Treaty|Patriarch(?:ate)?|Bishop|Duke|Parliament)(?:\s[A-Z]\w+)?\s(?:of|in)\s"
    r"(?:the\s)?$"
)
_BEFORE_NAME = (("of",), ("in",), ("the",))
"""Last words of an institution, quick to look for."""
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_TITLE_CASE_SHARE = 0.6
_NAMED_EVENTS = words.EVENT_AFTER - {"round"}
_NO_NOUNS = words.SPEECH | words.ACTION | words.FUNCTION_WORDS | words.ADVERBS


def dateline(asked: Asked) -> Answer:
    """Answer dateline for the name that opens a dispatch."""
    settlement = asked.place is not None and asked.place.feature_class in {"P", "A"}
    if asked.context.opens_dispatch and settlement:
        return Use.DATELINE, "opens the dispatch, before a dash"
    return None


def demonym(asked: Asked) -> Answer:
    """Answer demonym for adjectives and peoples, and for abbreviations that modify a noun."""
    if asked.name_kind is NameKind.DEMONYM:
        return Use.DEMONYM, f"“{asked.context.mention.surface}” is an adjective or a people"
    if asked.name_kind is not NameKind.ABBREVIATION:
        return None
    after = asked.context.after[:2]
    if after[:1] == ("-",) and after[1:] and after[1][0].isalpha():
        return Use.DEMONYM, f"modifies “{after[1]}”"
    noun = after[0] if after else ""
    if noun and noun[0].isalpha() and noun.casefold() not in _NO_NOUNS:
        return Use.DEMONYM, f"modifies “{noun}”"
    return None


def based(asked: Asked) -> Answer:
    """Answer literal for "Beijing-based" and the like."""
    after = lower(asked.context.after[:2])
    if after[:1] == ("-",) and after[1:] and after[1] in words.PLACED_THERE:
        return Use.LITERAL, f"something is there: “-{after[1]}”"
    return None


def embedded(asked: Asked) -> Answer:
    """Answer embedded for "the Sochi agreement"."""
    after = asked.context.after[:1]
    if after and after[0].casefold() in _NAMED_EVENTS:
        return Use.EMBEDDED, f"part of the name of the {after[0].casefold()}"
    return None


def institution(asked: Asked) -> Answer:
    """Answer embedded for "Toronto Transit Commission" and "the University of Damascus"."""
    context = asked.context
    if context.before[-1:] in _BEFORE_NAME and _INSTITUTION_OF.search(context.before_text):
        return Use.EMBEDDED, "part of an institution's name"
    following = context.after[:1]
    if not following or context.touches_mention or not context.after_text.startswith(" "):
        return None
    word = following[0]
    ordinary = word.casefold() in CLASS_OF or word.casefold() in words.CALENDAR
    if word[0].isupper() and not ordinary and not _in_title_case(asked):
        return Use.EMBEDDED, f"part of a longer name: “{context.mention.surface} {word}”"
    return None


def modifier(asked: Asked) -> Answer:
    """Answer demonym where the name stands before those who act for it ("London police")."""
    following = lower(asked.context.after[:1])
    if following and following[0] in words.AGENTS and asked.context.after_text.startswith(" "):
        return Use.DEMONYM, f"modifies “{following[0]}”"
    return None


def brokered(asked: Asked) -> Answer:
    """Answer metonym for "Moscow-Ankara brokered" and "Turkey-backed"."""
    tail = lower(asked.context.tail[:3])
    hyphen = tail[:1] == ("-",) and len(tail) > 1
    word = tail[1] if hyphen else (tail[0] if tail else "")
    joined = len(asked.context.members) > 1 and "-" in asked.context.after[:1] + tail[:1]
    if asked.can_govern and word in words.DEALT and (hyphen or joined or _hyphened(asked)):
        return Use.METONYM, f"acts: “{word}”"
    return None


def _hyphened(asked: Asked) -> bool:
    return asked.context.before[-1:] == ("-",) or asked.context.after[:1] == ("-",)


def _in_title_case(asked: Asked) -> bool:
    context = asked.context
    found: list[str] = _LONG_WORD.findall(f"{context.before_text} {context.after_text}")
    capitals = sum(1 for word in found if word[0].isupper())
    return capitals > _TITLE_CASE_SHARE * len(found)
