"""Read plain text and Markdown, with or without YAML front matter."""

from __future__ import annotations

import re
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

from geo.model.text import Document
from geo.read.document import Head, Unreadable, decode, head_of_record, make_document

_FRONT = re.compile(r"\ufeff?---[ \t]*\n.*?\n---[ \t]*(?:\n|$)", re.DOTALL)


class _Loader(yaml.SafeLoader):
    """Loads a day that the calendar lacks (2018-02-30) as the words that it is."""


def _timestamp(loader: _Loader, node: yaml.ScalarNode) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return loader.construct_scalar(node)


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _timestamp)


class _Yaml(YAMLHandler):
    def load(self, fm: str, **_: object) -> Any:  # noqa: ANN401 - whatever YAML holds
        """Return what the front matter holds."""
        return yaml.load(fm, _Loader)  # noqa: S506 - a safe loader


_YAML = _Yaml()


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
        fields = frontmatter.loads(text.removeprefix("\ufeff"), handler=_YAML).metadata
    except yaml.YAMLError as exc:
        msg = f"has front matter that is not YAML: {' '.join(str(exc).split())[:120]}"
        raise Unreadable(msg) from exc
    return head_of_record(fields, "front matter")
