"""Find lengths, areas and counts: "15 to 20 kilometers", "9–12 miles", "twelve watch posts"."""

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
_SCALES = {"hundred": 100.0, "thousand": 1000.0, "million": 1e6}
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|(?:{_WORD})(?:-(?:{_WORD}))?)"
    rf"(?:\s(?:{'|'.join(_SCALES)})(?:\sand\s(?:{_WORD})(?:-(?:{_WORD}))?)?)?"
)
_SQUARE = r"sq(?:uare|\.)?\s"
_UNIT = r"kilomet(?:er|re)s?|kms?|miles?|mi"
_BETWEEN = rf"(?:[\s-]*(?:{_SQUARE})?(?:{_UNIT}))?\s*(?:-|–|—|-?\s?to)\s*|\s*(?:and|or)\s*"
_LENGTH = re.compile(
    rf"(?<![\w.,])(?:(?:from|between)\s)?(?P<low>{_NUMBER})(?:(?:{_BETWEEN})(?P<high>{_NUMBER}))?"
    rf"[\s-]*(?P<square>{_SQUARE})?(?P<unit>{_UNIT})(?P<two>2|²)?"
    r"(?!\w|\s?/\s?h\b|\s(?:an|per)\shour)",
    re.IGNORECASE,
)


def quantities(
    document: Document, passages: Sequence[Passage], counted: Sequence[str]
) -> Iterator[Quantity]:
    """Yield the quantities of a document; lengths in km, areas in km².

    ``counted`` are phrases ("observation posts") whose number is wanted.
    """
    count = _count_pattern(counted)
    for passage in passages:
        where = (passage.span.start, passage.span.end)
        for match in _LENGTH.finditer(document.text, *where):
            yield _measured(document, passage, match)
        for match in count.finditer(document.text, *where) if count else ():
            number = _value(match["low"])
            yield Quantity(
                passage=passage,
                span=Span(*match.span()),
                surface=match[0],
                low=number,
                high=number,
                measure=Measure.COUNT,
                of=match["of"],
            )


def _count_pattern(counted: Sequence[str]) -> re.Pattern[str] | None:
    phrases = "|".join(re.escape(p) for p in sorted(counted, key=len, reverse=True))
    if not phrases:
        return None
    words = rf"(?<![\w.,])(?P<low>{_NUMBER})\s(?:[\w-]+\s){{0,2}}?(?P<of>{phrases})s?(?!\w)"
    return re.compile(words, re.IGNORECASE)


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
    total = 0.0
    for word in re.split(r"[\s-]+", words.casefold().replace(",", "")):
        if word == "and":
            continue
        if word in _SCALES:
            total = (total or 1.0) * _SCALES[word]
        else:
            total += _WORDS[word] if word in _WORDS else float(word)
    return total
