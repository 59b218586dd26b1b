"""Find lengths, areas, counts, durations: "15 to 20 kilometers", "10 of the 12 watch posts"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from geo.model.text import Document, Measure, Passage, Quantity, Span

KM_PER_MILE = 1.609344
"""International mile, exact (1959 agreement)."""

_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
)
_UNITS += "sixteen seventeen eighteen nineteen"
_WORDS = {word: float(i) for i, word in enumerate(_UNITS.split(), 1)}
_WORDS |= {
    word: float(i * 10)
    for i, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_WORDS["half"] = 0.5
_SCALES = {"hundred": 100.0, "thousand": 1000.0, "million": 1e6, "dozen": 12.0}
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_WORD = "|".join(sorted(_WORDS.keys() - {"half"}, key=len, reverse=True))
_HYPHEN = r"\-\u2010\u2011"
_DASH = rf"{_HYPHEN}\u2012–—\u2212"
_NUMBER = (
    r"(?:(?:(?:half\s)?a\s)?dozen(?!s)|"
    rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|(?:{_WORD})(?:[{_HYPHEN}](?:{_WORD}))?)"
    rf"(?:\s(?:{'|'.join(_SCALES)})(?!s)(?:\sand\s(?:{_WORD})(?:[{_HYPHEN}](?:{_WORD}))?)?)?)"
)
_SQUARE = r"sq(?:uare|\.)?\s"
_UNIT = r"kilomet(?:er|re)s?|kms?|miles?|mi"
_BETWEEN = (
    rf"(?:[\s{_HYPHEN}]*(?:{_SQUARE})?(?:{_UNIT}))?\s*(?:[{_DASH}]|[{_HYPHEN}]?\s?to)\s*"
    r"|\s*(?:and|or)\s*"
)
_LENGTH = re.compile(
    rf"(?<![\w.,])(?:(?:from|between)\s)?(?P<low>{_NUMBER})(?:(?:{_BETWEEN})(?P<high>{_NUMBER}))?"
    rf"[\s{_HYPHEN}]*(?P<square>{_SQUARE})?(?P<unit>{_UNIT})(?P<two>2|²)?"
    r"(?!\w|\s?/\s?h\b|\s(?:an|per)\shour)",
    re.IGNORECASE,
)
_DURATION = re.compile(
    rf"(?<![\w.,])(?P<low>{_NUMBER}|an?)[\s{_HYPHEN}](?P<of>day|week|month|year)s?(?!\w)",
    re.IGNORECASE,
)

_UNITS_AT_ALL = re.compile(rf"(?:(?:{_UNIT})[2²]?|(?:day|week|month|year)s?)(?!\w)", re.IGNORECASE)
"""Quick to look for: a sentence without any has no length and no duration."""


def quantities(
    document: Document, passages: Sequence[Passage], counted: Sequence[str]
) -> Iterator[Quantity]:
    """Yield the quantities of a document; lengths in km, areas in km².

    ``counted`` are phrases ("observation posts") whose number is wanted.
    """
    counts = tuple(_count_patterns(counted))
    for passage in passages:
        where = (passage.span.start, passage.span.end)
        measured = _UNITS_AT_ALL.search(document.text, *where) is not None
        for match in _LENGTH.finditer(document.text, *where) if measured else ():
            yield _measured(document, passage, match)
        for pattern in (_DURATION, *counts) if measured else counts:
            for match in pattern.finditer(document.text, *where):
                yield from _counted(passage, match)


def _count_patterns(counted: Sequence[str]) -> Iterator[re.Pattern[str]]:
    """Yield what finds "twelve observation posts", "10 of the 12 posts", "the 13th post"."""
    phrases = "|".join(re.escape(p) for p in sorted(counted, key=len, reverse=True))
    if not phrases:
        return
    named = rf"\s(?:[\w{_HYPHEN}]+\s){{0,2}}?(?P<of>{phrases})s?(?!\w)"
    its = r"(?:the|its|their|those|these|\w+['’]s?)"
    total = rf"(?P<some>{_NUMBER})\sof\s(?:all\s)?{its}(?:\s(?P<low>{_NUMBER}))?"
    ordinal = rf"(?P<ordinal>\d+(?:st|nd|rd|th)|{'|'.join(_ORDINALS)})"
    for number in (rf"(?:{total}|(?P<all>{_NUMBER}))", ordinal):
        yield re.compile(rf"(?<![\w.,]){number}{named}", re.IGNORECASE)


_MEASURES = {
    "some": Measure.SOME,
    "low": Measure.COUNT,
    "all": Measure.COUNT,
    "ordinal": Measure.ORDINAL,
}


def _counted(passage: Passage, match: re.Match[str]) -> Iterator[Quantity]:
    """Yield each number of a count; its words reach to what it counts."""
    numbers = {k: v for k, v in match.groupdict().items() if v and k != "of"}
    duration = match.re is _DURATION
    for name, words in numbers.items():
        span = Span(match.start(name), match.end())
        number = _value(words)
        yield Quantity(
            passage=passage,
            span=span,
            surface=match.string[span.start : span.end],
            low=number,
            high=number,
            measure=Measure.DURATION if duration else _MEASURES[name],
            of=match["of"],
        )


def _measured(document: Document, passage: Passage, match: re.Match[str]) -> Quantity:
    low = _value(match["low"])
    high = _value(match["high"]) if match["high"] else low
    mile = match["unit"].casefold().startswith("mi")
    square = bool(match["square"] or match["two"])
    factor = (KM_PER_MILE if mile else 1.0) ** (2 if square else 1)
    span = Span(*match.span())
    return Quantity(
        passage=passage,
        span=span,
        surface=document.quote(span),
        low=min(low, high) * factor,
        high=max(low, high) * factor,
        measure=Measure.AREA_KM2 if square else Measure.LENGTH_KM,
    )


def _value(words: str) -> float:
    plain = words.casefold().replace(",", "")
    if plain in _ORDINALS:
        return _ORDINALS.index(plain) + 1.0
    if plain in {"a", "an"}:
        return 1.0
    total = 0.0
    for word in re.split(rf"[\s{_HYPHEN}]+", plain):
        if word in {"and", "a"}:
            continue
        if word in _SCALES:
            total = (total or 1.0) * _SCALES[word]
        else:
            total += _WORDS[word] if word in _WORDS else float(word.rstrip("stndrh"))
    return total
