"""CQL2's casei and accenti as functions of PostgreSQL, with Python's own tables of Unicode."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable

_IS_ASCII = "octet_length(t) = length(t)"


def fold_functions() -> str:
    """Return the statements that make ``casei`` and ``accenti``; both are immutable."""
    signs = _signs()
    single = {s: f for s in signs if len(f := s.casefold()) == 1 and f != s}
    several = {s: f for s in signs if len(f := s.casefold()) > 1}
    marks = _classed(s for s in signs if unicodedata.combining(s))
    spelt = "t"
    for sign, fold in several.items():
        spelt = f"replace({spelt}, {_quoted(sign)}, {_quoted(fold)})"
    spelt = f"CASE WHEN t ~ {_quoted('[' + _classed(several) + ']')} THEN {spelt} ELSE t END"
    swapped = (
        f"translate({spelt}, {_quoted(''.join(single))}, {_quoted(''.join(single.values()))})"
    )
    lowered = f'lower({swapped} COLLATE "C")'
    apart = f"regexp_replace(normalize(t, NFD), {_quoted('[' + marks + ']')}, '', 'g')"
    return "\n".join(
        (
            _function(
                "casei", f"""CASE WHEN {_IS_ASCII} THEN lower(t COLLATE "C") ELSE {lowered} END"""
            ),
            _function("accenti", f"CASE WHEN {_IS_ASCII} THEN t ELSE normalize({apart}, NFC) END"),
        )
    )


def _signs() -> list[str]:
    """Return every sign that is not ASCII and has a case or combines."""
    signs = (chr(code) for code in range(0x80, sys.maxunicode + 1))
    return [sign for sign in signs if sign.casefold() != sign or unicodedata.combining(sign)]


def _function(name: str, body: str) -> str:
    return (
        f"CREATE FUNCTION {name}(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT "
        f"PARALLEL SAFE AS $of$ SELECT {body} $of$;"
    )


def _quoted(text: str) -> str:
    """Return a text as a literal, with escapes: a combining sign would join the quote."""
    return "U&'" + "".join(f"\\+{ord(sign):06x}" for sign in text) + "'"


def _classed(signs: Iterable[str]) -> str:
    """Return signs as the inside of a class of a regular expression."""
    codes = sorted(map(ord, signs))
    runs: list[list[int]] = []
    for code in codes:
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"{chr(a)}-{chr(b)}" if a < b else chr(a) for a, b in runs)
