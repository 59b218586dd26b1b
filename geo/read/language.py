"""Guess a text's language from its letters, among the languages of a dossier."""

from __future__ import annotations

import re

_SCRIPTS = {
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "tr": re.compile(r"[ğĞşŞıİ]"),
}
_SAMPLE = 5000
_SHARE = {"ar": 0.3, "ru": 0.3, "tr": 0.02}


def guess_language(text: str, languages: tuple[str, ...]) -> str:
    """Return an ISO 639-1 code: the dossier's first language unless the letters say otherwise."""
    sample = [c for c in text[:_SAMPLE] if c.isalpha()]
    letters = "".join(sample)
    for language, script in _SCRIPTS.items():
        if language in languages and letters:
            share = len(script.findall(letters)) / len(letters)
            if share >= _SHARE[language]:
                return language
    return languages[0] if languages else ""
