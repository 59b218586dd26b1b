"""Pieces of SQL with the values bound in them: no text of a client ever is SQL."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """An expression of ours, the values of its marks in order, and the kind of its value."""

    sql: str
    values: tuple[object, ...] = ()
    kind: str


def bound(value: object, kind: str) -> Term:
    """Return a value as a mark."""
    return Term(sql="?", values=(value,), kind=kind)


def filled(template: str, kind: str, **terms: Term) -> Term:
    """Return a template with its fields replaced by terms, values in the order of their marks."""
    names = _FIELD.findall(template)
    sql = _FIELD.sub(lambda field: terms[field[1]].sql, template)
    return Term(sql=sql, values=tuple(v for name in names for v in terms[name].values), kind=kind)


def joined(word: str, terms: list[Term], kind: str) -> Term:
    """Return terms with a word between them, in brackets."""
    sql = f" {word} ".join(term.sql for term in terms)
    return Term(sql=f"({sql})", values=tuple(v for term in terms for v in term.values), kind=kind)


def glob(pattern: str) -> str:
    r"""Return a pattern of CQL2 (``%`` any text, ``_`` one character, ``\`` before either).

    GLOB minds case, as CQL2 does; LIKE of SQLite would not.
    """
    wild = {"%": "*", "_": "?"}
    plain = {sign: f"[{sign}]" for sign in "*?["}
    found, escaped = "", False
    for sign in pattern:
        if not escaped and sign == "\\":
            escaped = True
            continue
        found += plain.get(sign, sign) if escaped else wild.get(sign, plain.get(sign, sign))
        escaped = False
    return found + ("\\" if escaped else "")
