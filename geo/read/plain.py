"""Read plain text and Markdown, with or without YAML front matter."""

from __future__ import annotations

import re

import frontmatter
import yaml

from geo.model.text import Document
from geo.read.document import Head, Unreadable, decode, head_of_record, make_document

_FRONT = re.compile(r"\ufeff?---[ \t]*\n.*?\n---[ \t]*(?:\n|$)", re.DOTALL)


class PlainReader:
    """Reads ``.txt`` and ``.md``: one file, one document, offsets as in the file."""

    suffixes = frozenset({".txt", ".md", ".markdown", ".text"})

    def read(self, source: str, data: bytes) -> Document:
        """Return the document of the file."""
        text = decode(data)
        front = _FRONT.match(text)
        head = _head(text) if front else Head()
        # A byte order mark is a character of the file, and no part of its first word.
        start = front.end() if front else len(text) - len(text.removeprefix("\ufeff"))
        return make_document(text, source, head, body_start=start)


def _head(text: str) -> Head:
    try:
        fields = frontmatter.loads(text.removeprefix("\ufeff")).metadata
    except ValueError as exc:  # a date in YAML that the calendar lacks: 2018-02-30
        msg = f"has front matter with a day that does not exist ({exc}); write it like 2018-09-17"
        raise Unreadable(msg) from exc
    except yaml.YAMLError as exc:
        msg = f"has front matter that is not YAML: {' '.join(str(exc).split())[:120]}"
        raise Unreadable(msg) from exc
    return head_of_record(fields, "front matter")
