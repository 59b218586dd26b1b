"""Rules of use that the sentence decides: who acts, and what something is placed in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geo.model.text import Use
from geo.resolve import use_words as words
from geo.resolve.asked import LOOK_WORDS, Answer, Asked
from geo.resolve.context import Context, lower

_TITLE_NEAR = re.compile(
    r"\b(?:presidents?|leaders?|(?:foreign|defen[cs]e|prime)?\s?ministers?|chancellors?|kings?|"
    r"ambassadors?|envoys?|heads?|representatives?|parliaments?)\s(?:of|to|from)\s(?:the\s)?"
    r"(?:[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){0,4}(?:,\s(?:and\s)?|\sand\s))*$",
    re.IGNORECASE,
)
_VERBS = words.SPEECH | words.ACTION
_TAKES_ACTOR = words.AGENT_BEFORE | words.DONE_TO_GOVERNMENTS


def office(asked: Asked) -> Answer:
    """Answer office for the country in an office-holder's title."""
    if not asked.can_govern or asked.is_capital:
        return None
    context = asked.context
    if _TITLE_NEAR.search(context.before_text) or _title_of(context.lead):
        return Use.OFFICE, "belongs to an office-holder's title"
    if asked.owns:
        following = lower([w for w in context.after if w[0].isalpha()][:5])
        for word in following:
            if word in words.POSSESSED_TITLES:
                return Use.OFFICE, f"belongs to the title “{word}”"
            if word in words.FUNCTION_WORDS:
                break
    return None


def _title_of(lead: Sequence[str]) -> bool:
    near = lower(lead[-LOOK_WORDS:])
    near = tuple(w for w in near if w not in words.DETERMINERS)
    return len(near) > 1 and near[-1] == "of" and near[-2] in words.TITLES


def event(asked: Asked) -> Answer:
    """Answer metonym for what was settled somewhere ("the outcome of Sochi")."""
    context = asked.context
    lead = lower(context.lead[-3:])
    if lead[-1:] == ("of",) and lead[-2:-1] and lead[-2] in words.EVENT_BEFORE:
        return Use.METONYM, f"stands for what was settled there: “{lead[-2]} of”"
    if asked.owns:
        following = lower([w for w in context.after if w[0].isalpha()][:4])
        for word in following:
            if word in words.EVENT_AFTER:
                return Use.METONYM, f"stands for the {word} held there"
    return None


def no_government(asked: Asked) -> Answer:
    """Answer literal for towns and provinces: their names stand for no government."""
    if asked.can_govern:
        return None
    return Use.LITERAL, "the name of a place that is no government's"


def placed(asked: Asked) -> Answer:
    """Answer literal where the words before put something there."""
    if asked.owns:
        return None
    last, second = asked.last_two
    if last in words.FIRM_PREPOSITIONS:
        return Use.LITERAL, f"a place is meant after “{last}”"
    if last in words.PLACE_VERBS:
        return Use.LITERAL, f"“{last}” takes a place"
    if last == "of" and second in words.PLACE_NOUNS:
        return Use.LITERAL, f"a place is meant after “{second} of”"
    if last in {"with", "and", "between"} and set(asked.near) & words.WITH_PLACE:
        return Use.LITERAL, "a border is meant"
    return None


def titled(asked: Asked) -> Answer:
    """Answer literal for "the capital Damascus"."""
    last, _ = asked.last_two
    if last in {"capital", "city"} and not asked.owns:
        return Use.LITERAL, f"called a {last}"
    return None


def described(asked: Asked) -> Answer:
    """Answer literal where the words after describe a place ("is home to")."""
    following = lower(asked.context.after[:3])
    if following[:2] == (",", "where"):
        return Use.LITERAL, "a place is meant before “where”"
    if following[:1] == () or following[0] not in words.COPULA:
        return None
    rest = [w for w in following[1:] if w not in words.ADVERBS]
    known = words.CITY_AFTER_COPULA if asked.is_capital else words.PLACE_AFTER_COPULA
    if rest and rest[0] in known:
        return Use.LITERAL, f"described as a place: “{following[0]} {rest[0]}”"
    return None


def possessor(asked: Asked) -> Answer:
    """Answer by what belongs to the name: a coast to the place, a request to a government."""
    context = asked.context
    if not asked.owns:
        return None
    owned = [w for w in context.after if w[0].isalpha() and w.casefold() != "s"]
    word = owned[0] if owned else ""
    if word.casefold() in words.PLACE_POSSESSED or (context.owns_place and not asked.is_capital):
        return Use.LITERAL, f"what follows belongs to the place: “{word}”"
    return Use.METONYM, f"“{word}” belongs to a government"


def acts(asked: Asked) -> Answer:
    """Answer metonym where the name, or the list it stands in, speaks or acts."""
    context = asked.context
    tail = [w for w in lower(context.tail[:LOOK_WORDS]) if w not in words.ADVERBS]
    if tail[:1] == [","] and tail[1:2] and tail[1] in {"who", "whose"}:
        return Use.METONYM, "acts: “who”"
    if tail[:1] == [":"] and not any(w[0].isalnum() for w in context.lead):
        return Use.METONYM, "speaks: a colon follows"
    verb = tail[0] if tail else ""
    if verb in _VERBS and not _object(context):
        return Use.METONYM, f"speaks or acts: “{verb}”"
    if context.opens_sentence and verb.isalpha() and verb not in words.FUNCTION_WORDS:
        return Use.METONYM, f"opens the sentence as its subject: “{verb}”"
    if "not" in lower(context.tail[:1]):
        return Use.METONYM, "acts: “not”"
    return None


def _object(context: Context) -> bool:
    last = lower(context.lead[-1:])
    return bool(last) and last[0] in {"from", "to", "of", "on", "for", "about"}


def agent(asked: Asked) -> Answer:
    """Answer metonym where the words before take an actor."""
    last, second = asked.last_two
    takes_actor = {
        last: last in _TAKES_ACTOR,
        f"{second} on": last == "on" and second in words.PRESSED,
        f"{second} to": last == "to" and second == "according",
        f"{second} of": last == "of" and second in words.OF_GOVERNMENT,
    }
    for said, takes in takes_actor.items():
        if takes:
            return Use.METONYM, f"an actor is meant after “{said}”"
    if last in {"to", "from"} and not asked.is_capital:
        return Use.LITERAL, f"a place is meant after “{last}”"
    return None


def capital(asked: Asked) -> Answer:
    """Answer metonym for a capital that nothing is placed in."""
    last, _ = asked.last_two
    if asked.is_capital and last not in words.PLACE_PREPOSITIONS:
        return Use.METONYM, "a capital that nothing is placed in stands for its government"
    return None
