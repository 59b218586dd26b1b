"""Find names in the forms that Arabic, Russian and Turkish give them, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from geo.model.folding import Folded, name_key
from geo.model.place import Name, NameKind
from geo.recognise.affixes import LANGUAGES, demonym_stems, lead, origin_stems, stems

_SCRIPTS = {"ar": re.compile(r"[\u0620-\u06d3]"), "ru": re.compile(r"[\u0400-\u04ff]")}
_TOKEN = re.compile(r"\w+")
_TOWARDS_AREA = re.compile(
    r"\s(?:провинци|област|мухафаз|губерни|район|округ|зон[аыеуо]|деэскал)", re.IGNORECASE
)
_APOSTROPHES = frozenset("'’")
_LONGEST = 6
"""Words in the longest name that is tried: "Объединённых Арабских Эмиратов" has three."""


@dataclass(frozen=True, slots=True)
class Form:
    """A name in an inflected form, at a half-open range of the folded text; ``name`` is folded.

    An adjective may be written small where the name may not: "идлибская провинция".
    """

    start: int
    end: int
    name: str
    is_demonym: bool = False
    is_adjective: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    capitalised: bool


@dataclass(frozen=True, slots=True)
class _Begun:
    """The first words of a name, whether one was stripped, and how many letters of it go."""

    key: str
    changed: bool
    skipped: int


class InflectedNames:
    """The names of the three languages, by their words; looked up form by form."""

    def __init__(self, names: Iterable[Name], phrases: Iterable[str] = ()) -> None:
        """Index the names listed as Arabic, Russian or Turkish, and phrases by their letters."""
        self._names: dict[str, set[str]] = {language: set() for language in LANGUAGES}
        self._demonyms: dict[str, set[str]] = {language: set() for language in LANGUAGES}
        self._begun: dict[str, set[str]] = {language: set() for language in LANGUAGES}
        for name in names:
            if name.language not in LANGUAGES or name.kind is NameKind.ABBREVIATION:
                continue
            if name.kind is NameKind.DEMONYM:
                self._demonyms[name.language].add(name_key(name.text))
            else:
                self._add(name_key(name.text), name.language)
        for phrase in phrases:
            script = next((lang for lang, s in _SCRIPTS.items() if s.match(phrase)), "tr")
            self._add(name_key(phrase), script)

    def _add(self, key: str, language: str) -> None:
        words = key.split(" ")
        self._names[language].add(key)
        self._begun[language].update(" ".join(words[:i]) for i in range(1, len(words) + 1))

    def find(self, folded: Folded, language: str) -> Iterator[Form]:
        """Yield every inflected name of a text; ``language`` is the document's.

        Arabic and Cyrillic words are read as Arabic and Russian in any document.
        """
        for read_as, script in _SCRIPTS.items():
            if script.search(folded.source):
                words = [w for w in _words(folded) if script.match(w.text)]
                yield from self._forms(folded, words, read_as)
        if language == "tr":
            # What stands before an apostrophe is found as it is: nothing is left to take off.
            words = [w for w in _words(folded) if not _has_apostrophe(folded, w)]
            yield from self._forms(folded, words, language)

    def _forms(self, folded: Folded, words: Sequence[_Word], language: str) -> Iterator[Form]:
        for index, word in enumerate(words):
            if word.capitalised or language != "tr":
                yield from self._people(folded, word, language)
            yield from self._names_from(words, index, language)

    def _people(self, folded: Folded, word: _Word, language: str) -> Iterator[Form]:
        people = self._demonyms[language]
        known = [s for s in demonym_stems(word.text, language) if s in people]
        for stem in known:
            start = word.start + lead(word.text, stem, language)
            yield Form(start, word.end, stem, is_demonym=True)
        if known or word.text in people:
            return
        for stem in origin_stems(word.text, language):
            if stem not in self._names[language]:
                continue
            if language == "tr":
                yield Form(word.start, word.end, stem, is_demonym=True)
            elif _TOWARDS_AREA.match(folded.text, word.end):
                yield Form(word.start, word.end, stem, is_adjective=True)

    def _names_from(self, words: Sequence[_Word], first: int, language: str) -> Iterator[Form]:
        begun = [_Begun("", changed=False, skipped=0)]
        for index in range(first, min(first + _LONGEST, len(words))):
            word = words[index]
            if not begun or (index > first and word.start != words[index - 1].end + 1):
                return
            begun = [longer for b in begun for longer in self._longer(b, word.text, language)]
            for name in begun:
                if name.changed and name.key in self._names[language]:
                    yield Form(words[first].start + name.skipped, word.end, name.key)

    def _longer(self, name: _Begun, word: str, language: str) -> Iterator[_Begun]:
        """Yield what a begun name may be with one more word, as it stands or stripped."""
        # In Arabic only the first word of a name carries anything.
        bare = () if language == "ar" and name.key else stems(word, language)
        for text in (word, *bare):
            key = f"{name.key} {text}".strip()
            if key in self._begun[language]:
                skipped = name.skipped if name.key else lead(word, text, language)
                yield _Begun(key, changed=name.changed or text != word, skipped=skipped)


def _has_apostrophe(folded: Folded, word: _Word) -> bool:
    start, end = folded.source_range(word.start, word.end)
    return not _APOSTROPHES.isdisjoint(folded.source[start:end])


def _words(folded: Folded) -> list[_Word]:
    return [
        _Word(
            match.start(),
            match.end(),
            match[0],
            folded.source[int(folded.offsets[match.start()])].isupper(),
        )
        for match in _TOKEN.finditer(folded.text)
    ]
