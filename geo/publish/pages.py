"""Plain pages of a site, read without a script: documents, their list, what there is to take."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined

_ROWS = 1_000
"""Documents on one page of the list: 300 kB."""

_MEGABYTE = 1_000_000

Said: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a text: a word that was found, or what stands before the next one.

    ``anchors`` are the spans that start here, which links lead to; ``about`` is what was found.
    """

    text: str
    anchors: tuple[str, ...]
    about: str


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("geo.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["size"] = size_words
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePages:
    """Renders the pages of a site; ``looks`` is the folder of their style, from the site's own."""

    title: str
    looks: str
    has_zones: bool = False
    environment: Environment = field(default_factory=_environment)

    def document(self, document: Said, data: str) -> bytes:
        """Return a document, every span that a link may name marked in its text.

        ``data`` is the address of its facts from this page.
        """
        return self._page(
            "document.html", "../../", document=document, pieces=pieces(document), data=data
        )

    def documents(
        self, rows: Sequence[Said], skipped: Sequence[tuple[str, str]], *, have_pages: bool
    ) -> Iterator[tuple[str, bytes]]:
        """Yield the list of documents, page by page, and what was not read."""
        firsts = range(0, max(1, len(rows)), _ROWS)
        names = ["index.html", *(f"{number}.html" for number in range(2, len(firsts) + 1))]
        for number, (first, name) in enumerate(zip(firsts, names, strict=True)):
            yield (
                f"documents/{name}",
                self._page(
                    "documents.html",
                    "../",
                    rows=rows[first : first + _ROWS],
                    first=first,
                    all=len(rows),
                    before=names[number - 1] if number else "",
                    after=names[number + 1] if number + 1 < len(names) else "",
                    skipped=skipped,
                    have_pages=have_pages,
                ),
            )

    def zones(self, zones: Sequence[Said]) -> bytes:
        """Return the list of zones; ``link`` is the address of each one's page from this one."""
        return self._page("zones.html", "../", zones=zones)

    def data(self, **said: object) -> bytes:
        """Return the page of what there is to take along."""
        return self._page("data.html", "", **said)

    def _page(self, name: str, root: str, **said: object) -> bytes:
        template = self.environment.get_template(name)
        page = template.render(
            site=self.title, root=root, looks=self.looks, has_zones=self.has_zones, **said
        )
        return page.encode("utf-8", "replace")


def pieces(document: Said) -> list[Piece]:
    """Return the text of a document in pieces, what was found in it apart.

    What lies inside a longer find is part of it.
    """
    found = [*document["found"], *document["statements"]]
    text, marks = document["text"], _outermost(found)
    ends = {mark["end"] for mark in marks.values()}
    cuts = sorted({0, len(text), *marks, *ends, *(p["start"] for p in document["passages"])})
    anchors: list[list[str]] = [[] for _ in cuts]
    for start, end in sorted({(s["start"], s["end"]) for s in (*document["passages"], *found)}):
        anchors[bisect_right(cuts, start) - 1].append(f"m{start}-{end}")
    return [
        Piece(
            text=text[start:end],
            anchors=tuple(named),
            about=_about(marks[start]) if start in marks else "",
        )
        for start, end, named in zip(cuts, cuts[1:], anchors, strict=False)
    ]


def _outermost(spans: Iterable[Said]) -> dict[int, Said]:
    """Return the spans that are inside no other, by where they start."""
    found: dict[int, Said] = {}
    end = 0
    for span in sorted(spans, key=lambda one: (one["start"], -one["end"])):
        if span["start"] >= end:
            found[span["start"]] = span
            end = span["end"]
    return found


def _about(span: Said) -> str:
    """Return what a mention is used for, or what a statement says."""
    return str(span["label"]) if "label" in span else f"{span['kind']}, {span['use']}"


def size_words(size_bytes: int) -> str:
    """Return a size as "12 kB" or "3.4 MB"."""
    if size_bytes < _MEGABYTE:
        return f"{max(1, round(size_bytes / 1_000)):,} kB"
    return f"{size_bytes / _MEGABYTE:,.1f} MB"
