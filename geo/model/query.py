"""What a client asks of a layer, and what it gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from geo.model.calendar import Period
from geo.model.filter import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class BBox:
    """A box in OGC:CRS84; ``west`` greater than ``east`` crosses the antimeridian."""

    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float

    @property
    def ranges(self) -> tuple[tuple[float, float], ...]:
        """Return the longitudes from west to east: two ranges across the antimeridian."""
        if self.west_deg <= self.east_deg:
            return ((self.west_deg, self.east_deg),)
        return ((self.west_deg, 180.0), (-180.0, self.east_deg))

    def holds(self, lon_deg: float, lat_deg: float) -> bool:
        """Tell whether a position lies in the box or on its edge."""
        across = any(west <= lon_deg <= east for west, east in self.ranges)
        return across and self.south_deg <= lat_deg <= self.north_deg


@dataclass(frozen=True, slots=True, kw_only=True)
class SortKey:
    """A property that features are put in order by; those without it come last."""

    name: str
    descending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which features of a layer are wanted, in which order, from which on, and how many.

    ``equal`` are properties and the values that they must have; all conditions must hold.
    ``after`` is the number of the feature in its layer that the page follows, over ``offset``;
    only without ``sort``.
    """

    bbox: BBox | None = None
    period: Period | None = None
    equal: tuple[tuple[str, str | float | bool], ...] = ()
    where: tuple[Node, ...] = ()
    sort: tuple[SortKey, ...] = ()
    limit: int = 100
    offset: int = 0
    after: int | None = None

    @property
    def is_whole(self) -> bool:
        """Tell whether it asks for all of a layer in the layer's order."""
        return self.bbox is None and self.is_box

    @property
    def is_box(self) -> bool:
        """Tell whether it asks for a box at most, in the layer's order."""
        return not (self.period or self.equal or self.where or self.sort)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFeature:
    """A feature as JSON, ready to be sent: ``geometry`` is GeoJSON, ``properties`` an object."""

    id: str
    geometry: bytes
    properties: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of features; ``matched`` counts all that the query asks for, where that is cheap.

    Where there are ``more``, the next page follows the feature numbered ``after``, or in an
    order that was asked for, the offset. ``start`` is how many matches lie before it, if known.
    """

    features: tuple[StoredFeature, ...]
    matched: int | None
    more: bool
    after: int | None = None
    start: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerInfo:
    """What a catalogue says of a layer; ``version`` changes with its content.

    ``queryables`` are the properties that can be asked for: string, number or boolean by name.
    """

    id: str
    title: str
    description: str
    features: int
    bbox: BBox | None
    start: date | None
    end: date | None
    queryables: Mapping[str, str]
    version: str
    only_points: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TileFeature:
    """A feature as a tile needs it; ``number`` is that of ``tile_number``."""

    number: int
    id: str
    wkb: bytes
    properties: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedGround:
    """What all features of one geometry have that are alike in some properties.

    ``row`` is the first of them, ``outline`` equal for the same geometry, ``values`` those of the
    properties in the order in which they were asked for.
    """

    row: int
    outline: int
    values: tuple[str | float | bool | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A document as a list shows it."""

    id: str
    title: str
    publisher: str
    published_on: str | None
    dated_by: str
    language: str
    source: str
    mentions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionRow:
    """A mention with the sentence it stands in; ``candidates`` is JSON."""

    id: str
    document_id: str
    passage_id: str
    start: int
    end: int
    surface: str
    kind: str
    use: str
    use_reason: str
    role: str
    status: str
    confidence: float
    decided_by: str
    place_id: str | None
    candidates: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageRow:
    """A sentence; offsets are code points in its document's text."""

    id: str
    document_id: str
    paragraph: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A place that a document names, with how often it does."""

    id: str
    name: str
    lon_deg: float
    lat_deg: float
    mentions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A sentence with the mentions in it that were asked for.

    ``hits`` are the words that were asked for: half-open ranges of code points in the sentence.
    """

    passage: PassageRow
    document: DocumentRow
    mentions: tuple[MentionRow, ...]
    hits: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """A page of sentences; ``matched`` counts all, where that is cheap."""

    found: tuple[Found, ...]
    matched: int | None
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """A page of documents; ``matched`` counts all, where that is cheap."""

    documents: tuple[DocumentRow, ...]
    matched: int | None
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageQuery:
    """Which sentences are wanted: by words, by one mention that they hold, by their document.

    ``place_id``, ``role``, ``use``, ``status`` and ``bbox`` must hold of one and the same mention.
    ``after`` is the id of the sentence that the page follows, over ``offset``; ``ranked`` puts
    the best matches first, for which ``after`` means nothing.
    """

    words: str = ""
    place_id: str = ""
    role: str = ""
    use: str = ""
    status: str = ""
    bbox: BBox | None = None
    document_id: str = ""
    language: str = ""
    period: Period | None = None
    ranked: bool = False
    after: str = ""
    limit: int = 100
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentQuery:
    """Which documents are wanted: by words of title and publisher, by a place that they name.

    ``after`` is the id of the document that the page follows, over ``offset``.
    """

    words: str = ""
    place_id: str = ""
    language: str = ""
    period: Period | None = None
    after: str = ""
    limit: int = 100
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnplacedName:
    """A name without a place, as it is written most often; ``kind`` is its mentions'."""

    name: str
    kind: str
    mentions: int
    documents: int
    sentence: str
