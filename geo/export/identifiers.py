"""Who else knows a place: its address with GeoNames or Wikidata."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

_GEONAMES = re.compile(r"(?:gn[:-])?(\d+)")
_WIKIDATA = re.compile(r"(?:wd:)?(Q\d+)")


def authority(properties: Mapping[str, Any]) -> str:
    """Return the address of a place where its coordinate was taken from, "" for none known."""
    source, number = str(properties.get("source") or ""), str(properties.get("source_id") or "")
    if source.startswith("GeoNames") and (found := _GEONAMES.fullmatch(number)):
        return f"https://www.geonames.org/{found[1]}"
    if found := _WIKIDATA.fullmatch(number):
        return f"http://www.wikidata.org/entity/{found[1]}"
    return ""


def item_address(base: str, collection: str, fid: str) -> str:
    """Return where an item is served; relative to the server where ``base`` is ""."""
    return f"{base}/collections/{collection}/items/{quote(fid, safe='')}"
