"""Read web pages: the article without the furniture, its title, date and publisher."""

from __future__ import annotations

import logging
import re

from geo.model.text import Document
from geo.read.days import parse_day
from geo.read.document import Head, Unreadable, decode, make_document

# Only what the page says of itself: any day that its text names could be another one.
# htmldate's own limit is the age of the web, 1995: an archive's pages bear the day of the paper.
_DATES = {"original_date": True, "extensive_search": False, "min_date": "1500-01-01"}
_LANG = re.compile(r"<html[^>]*\blang=[\"']?([a-zA-Z]{2})", re.IGNORECASE)


class PageReader:
    """Reads ``.html``: what trafilatura takes for the article, under its headline."""

    suffixes = frozenset({".html", ".htm", ".xhtml"})

    def read(self, source: str, data: bytes) -> Document:
        """Return the document of the page."""
        import trafilatura  # noqa: PLC0415 - slow to import, and only pages need it

        logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
        page = decode(data)
        found = trafilatura.bare_extraction(
            page,
            with_metadata=True,
            include_comments=False,
            include_links=False,
            date_extraction_params=_DATES,
        )
        title = getattr(found, "title", None) or ""
        body = getattr(found, "text", None) or ""
        if not body.strip():
            body = trafilatura.html2txt(page)
        if not body.strip():
            msg = "holds no article that could be found"
            raise Unreadable(msg)
        text = body if body.lstrip().startswith(title) else f"{title}\n\n{body}"
        return make_document(text, source, _head(found, page, title))


def _head(found: object, page: str, title: str) -> Head:
    day = parse_day(getattr(found, "date", None) or "")
    language = _LANG.search(page[:2000])
    return Head(
        title=title,
        publisher=getattr(found, "sitename", None) or "",
        published_on=day,
        dated_by="HTML metadata" if day else "",
        language=language[1].casefold() if language else "",
    )
