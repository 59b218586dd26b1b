"""What is served: features in layers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One feature in OGC:CRS84; ``geometry`` None has no place. Dates are inclusive."""

    id: str
    geometry: BaseGeometry | None
    properties: Mapping[str, Json]
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """Features that are made anew in each pass over them."""

    make: Callable[[], Iterator[Feature]]

    def __iter__(self) -> Iterator[Feature]:
        """Return the features in order."""
        return self.make()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A collection of features, with what a reader of a catalogue wants to know.

    ``features`` can be gone through as often as wanted; many are a ``Stream``.
    """

    id: str
    title: str
    description: str
    features: tuple[Feature, ...] | Stream


class FeatureSource(Protocol):
    """A layer whose features may be a stream that is read once; ``Layer`` is one."""

    @property
    def id(self) -> str:
        """Return the layer's id."""
        ...

    @property
    def title(self) -> str:
        """Return its title."""
        ...

    @property
    def description(self) -> str:
        """Return what it holds, in a sentence."""
        ...

    @property
    def features(self) -> Iterable[Feature]:
        """Return its features in order."""
        ...
