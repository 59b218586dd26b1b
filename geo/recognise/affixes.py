"""What Arabic, Russian and Turkish put before and after a name, as visible tables.

A form is stripped only to be looked up: what it becomes must be a name that a gazetteer has.
Tokens and stems are in the folded form of ``geo.model.folding``, in which й is и and ё is е. The
tables follow the school grammars of the three languages and leave out what no newspaper writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from geo.model.folding import name_key

LANGUAGES = ("ar", "ru", "tr")
"""ISO 639-1 codes of the languages whose names are inflected."""

_ARTICLE, _LAM = "ال", "ل"
_CLITICS = tuple("و ف ب ل ك وب ول وك فب فل فك".split())
_NO_CLITIC = frozenset(map(name_key, "وفيق وجدة".split()))
"""Ordinary words that would be a conjunction and a short name ("Wafiq" is no "and Fiq")."""
_ARABIC_PEOPLE = tuple("ه ون ين ات ان تان تين ا".split())
_ARABIC_LETTERS = 3
_RUSSIAN_LETTERS = 3
_TURKISH_LETTERS = 4

_NOUNS: dict[str, str] = {
    "": "а у ом е",  # Идлиб
    "ь": "я ю ем и ью е",  # Израиль, Казань
    "й": "я ю ем и е",  # Китай
    "а": "ы и е у ой ою ей",  # Москва, Мекка
    "я": "и е ю ей ью",  # Сирия, Конья
    "о": "а у ом е",  # Косово
    "е": "я ю ем и",  # море, Приднестровье
    "ы": "ов ам ами ах -",  # Эмираты, Афины
    "и": "ов ам ами ах -",  # Салоники
}
_ADJECTIVES: dict[str, str] = {
    "ый": "ого ому ым ом",  # Грозный
    "ий": "его ему им ем ого ому ом",  # Нижний, Персидский
    "ой": "ого ому ым ом",
    "ая": "ой ую ою",  # Саудовская
    "яя": "ей юю ею",  # Средняя
    "ое": "ого ому ым ом",  # Чёрное
    "ее": "его ему им ем",
    "ые": "ых ым ыми",  # Соединённые
    "ие": "их им ими",  # Арабские
}
_RUSSIAN_PEOPLE: dict[str, str] = {
    "ий": "ая ое ие ого ому им ом ой ую ою их ими о",  # сирийский, российско-турецкий
    "ый": "ая ое ые ого ому ым ом ой ую ою ых ыми о",
    "цы": "ец ца цу цем цев цам цами цах це",  # сирийцы
    "не": "н нам нами нах нин нина нину нином нине",  # россияне
    "ы": "ов ам ами ах а у ом е -",  # немцы, арабы
    "и": "ов ам ами ах ок ка ку ком ке",  # турки
    "ка": "ки ку ке кой ок кам ками ках",  # сирийка
}
_OF_PLACES: dict[str, str] = {
    made: f"{stem}ая {stem}ой {stem}ую {stem}ий {stem}ого {stem}ому {stem}им {stem}ом {stem}ие "
    f"{stem}их {stem}ими {stem}ое"
    for made, stem in {"": "ск", "ия": "ийск", "а": "ск", "с": "ск", "о": "ск"}.items()
}
_CASES = tuple(
    "e a ye ya i u yi yu de da te ta den dan ten tan in un nin nun le la yle yla deki daki teki "
    "taki ce ca nde nda ndeki ndaki nden ndan ne na ni nu".split()
)
_PLURALS = ("ler", "lar")
_FROM = ("li", "lu")


def _by_ending(table: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return what each ending may stand for, folded; ``-`` is no ending at all."""
    found: dict[str, list[str]] = {}
    for nominative, endings in table.items():
        for ending in endings.split():
            found.setdefault(name_key(ending.strip("-")), []).append(name_key(nominative))
    return {ending: tuple(dict.fromkeys(found[ending])) for ending in sorted(found)}


_RUSSIAN_NAMES = _by_ending(_NOUNS)
for _ending, _nominatives in _by_ending(_ADJECTIVES).items():
    _RUSSIAN_NAMES[_ending] = (*_RUSSIAN_NAMES.get(_ending, ()), *_nominatives)
_RUSSIAN_DEMONYMS = _by_ending(_RUSSIAN_PEOPLE)
_RUSSIAN_ORIGINS = _by_ending(_OF_PLACES)


@lru_cache(maxsize=65536)
def stems(token: str, language: str) -> tuple[str, ...]:
    """Return the names that a token may be a form of, without the token itself.

    ``token`` is folded; the language is an ISO 639-1 code, and one that is not in ``LANGUAGES``
    has no stems. The least changed come first.
    """
    if language == "ar":
        return _unique(token, (rest for rest in _without_clitic(token)))
    if language == "ru":
        return _unique(token, _replaced(token, _RUSSIAN_NAMES, _RUSSIAN_LETTERS))
    if language == "tr":
        return _unique(token, _without_case(token, _TURKISH_LETTERS))
    return ()


@lru_cache(maxsize=65536)
def demonym_stems(token: str, language: str) -> tuple[str, ...]:
    """Return the demonyms that a folded token may be a form of, without the token itself."""
    if language == "ar":
        return _unique(token, _arabic_people(token))
    if language == "ru":
        return _unique(token, _replaced(token, _RUSSIAN_DEMONYMS, _RUSSIAN_LETTERS))
    if language == "tr":
        return _unique(token, _singular(token))
    return ()


@lru_cache(maxsize=65536)
def origin_stems(token: str, language: str) -> tuple[str, ...]:
    """Return the places of which a folded token makes an adjective: идлибская, Halepliler."""
    if language == "ru":
        return _unique(token, _replaced(token, _RUSSIAN_ORIGINS, _RUSSIAN_LETTERS))
    if language == "tr":
        people = (token, *_singular(token))
        return _unique(token, (p[:-2] for p in people if p.endswith(_FROM) and len(p) > 5))  # noqa: PLR2004 - the ending and a name of four letters
    return ()


def lead(token: str, stem: str, language: str) -> int:
    """Return how many letters at the start of a folded token belong to no name.

    The article belongs to it, though it loses its alef after the preposition ل.
    """
    if language != "ar":
        return 0
    inside = stem if stem in token else stem.removeprefix("ا")
    at = max(token.rfind(inside), 0)
    if token[:at].endswith(_ARTICLE):
        return at - len(_ARTICLE)
    if token[:at].endswith(_LAM + _LAM):
        return at - len(_LAM)
    return at


def _unique(token: str, found: Iterable[str]) -> tuple[str, ...]:
    return tuple(stem for stem in dict.fromkeys(found) if stem != token)


def _without_clitic(token: str) -> Iterator[str]:
    if token in _NO_CLITIC:
        return
    for clitic in _CLITICS:
        rest = token.removeprefix(clitic)
        if rest == token or len(rest) < _ARABIC_LETTERS:
            continue
        yield rest
        if clitic.endswith(_LAM) and rest.startswith(_LAM):
            yield _ARTICLE[0] + rest


def _arabic_people(token: str) -> Iterator[str]:
    for word in (token, *_without_clitic(token)):
        for bare in (word, word.removeprefix(_ARTICLE)):
            if len(bare) < _ARABIC_LETTERS:
                continue
            yield bare
            for ending in _ARABIC_PEOPLE:
                rest = bare.removesuffix(ending)
                if rest != bare and len(rest) >= _ARABIC_LETTERS:
                    yield rest


def _replaced(token: str, table: Mapping[str, tuple[str, ...]], letters: int) -> Iterator[str]:
    for ending, nominatives in table.items():
        if token.endswith(ending):
            rest = token[: len(token) - len(ending)]
            if len(rest) >= letters - 1:
                yield from (rest + n for n in nominatives if len(rest + n) >= letters)


def _without_case(token: str, letters: int) -> Iterator[str]:
    for case in _CASES:
        rest = token.removesuffix(case)
        if rest != token and len(rest) >= letters:
            yield rest


def _singular(token: str) -> Iterator[str]:
    for word in (token, *_without_case(token, _ARABIC_LETTERS)):
        yield word
        yield from (word.removesuffix(p) for p in _PLURALS if word.endswith(p))
