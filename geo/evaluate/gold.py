"""Gold texts: sentences with their places marked, in a form that a journalist can write.

``[Hama](sy-hama-gov)`` marks a literal mention of a place, ``[Moscow](ru-moscow metonym)`` one
in another use, ``[Idlib de-escalation zone](idlib-deescalation zone)`` a zone or a line, and
``[Kafr Foo](?)`` a name that no gazetteer has. An id like ``gn-2643743`` is the number of a
GeoNames entry. Front matter may give title and date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from geo.errors import InputError
from geo.model.text import Document, MentionKind, Span, Use, text_id

_MARK = re.compile(r"\[(?P<surface>[^\]\n]+)\]\((?P<id>[^\s)]+)(?:\s+(?P<role>[a-z]+))?\)")
_KINDS = {"zone": MentionKind.ZONE, "line": MentionKind.LINE}
UNPLACED = "?"
_ABOUT = "README.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldMention:
    """What a person says of a span: which place (``?`` for none known) and which use."""

    span: Span
    surface: str
    place_id: str
    kind: MentionKind
    use: Use


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldText:
    """A document without its marks, and the marks."""

    document: Document
    mentions: tuple[GoldMention, ...]


def unmark(document: Document) -> GoldText:
    """Return a marked document as plain text and gold; raises InputError for a bad mark."""
    text, plain = document.text, []
    mentions: list[GoldMention] = []
    last = length = 0
    for mark in _MARK.finditer(text, document.body_start):
        before = text[last : mark.start()]
        surface = mark["surface"]
        start = length + len(before)
        plain += [before, surface]
        length = start + len(surface)
        last = mark.end()
        mentions.append(_mention(document.source, mark, Span(start, length)))
    plain.append(text[last:])
    whole = "".join(plain)
    # By its own text it has the id that reviewers decided under, where they read it unmarked.
    unmarked = replace(document, text=whole, id=text_id(whole))
    return GoldText(document=unmarked, mentions=tuple(mentions))


def gold_files(paths: list[Path]) -> list[tuple[str, Path]]:
    """Return the gold files behind the paths; raises InputError where there are none.

    Of a folder these are its Markdown files, at any depth. A README.md is about gold texts, not
    one of them, and is left out.
    """
    found = []
    for path in paths:
        inside = sorted(path.rglob("*.md")) if path.is_dir() else [path]
        found += [(p.as_posix(), p) for p in inside if p.name != _ABOUT]
    missing = [p for _, p in found if not p.is_file()]
    if missing or not found:
        which = missing[0] if missing else paths[0]
        msg = (
            f"{which}: there is no gold text (a Markdown file with marks like [Hama](sy-hama-gov))"
        )
        raise InputError(msg)
    return found


def _mention(source: str, mark: re.Match[str], span: Span) -> GoldMention:
    role = mark["role"] or "literal"
    if role not in _KINDS and role not in set(Use):
        known = ", ".join([*_KINDS, *Use])
        msg = f"{source}: mark {mark[0]!r}: {role!r} is not one of {known}"
        raise InputError(msg)
    return GoldMention(
        span=span,
        surface=mark["surface"],
        place_id=mark["id"],
        kind=_KINDS.get(role, MentionKind.TOPONYM),
        use=Use(role) if role not in _KINDS else Use.LITERAL,
    )
