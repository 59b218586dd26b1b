"""How much memory each process of a build may hold, and what it is spent on."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

DEFAULT_MIB, LEAST_MIB = 500, 350
_NEEDED_MIB = 300
"""By the program and the shipped dossier, and one shard of documents."""
_REGION_KIB = 32
"""Of memory for one region of a vague place: 16 by its outlines, as much again as rows."""
_PAGES_SHARE = 1 / 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What each process of a build may hold."""

    mib: int = DEFAULT_MIB

    @property
    def regions(self) -> int:
        """Return how many regions of vague places a process keeps for documents that follow."""
        return max(self.mib - _NEEDED_MIB, 0) * 1024 // _REGION_KIB

    @property
    def pages_kib(self) -> int:
        """Return how much of a store that is written is held; indexes are sorted in it."""
        return int(self.mib * 1024 * _PAGES_SHARE)


@dataclass(slots=True, kw_only=True)
class Recent(MutableMapping[Key, Value]):
    """Values that were asked for of late: between half of ``most`` and all of it.

    They fall out only when ``turn`` is called, so that what else is known of them can go too.
    """

    most: int
    _young: dict[Key, Value] = field(default_factory=dict)
    _old: dict[Key, Value] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        """Tell whether it is time to turn."""
        return 2 * len(self._young) > self.most

    def turn(self) -> None:
        """Forget what nobody has asked for since the last turn."""
        self._young, self._old = {}, self._young

    def __getitem__(self, key: Key) -> Value:
        """Return a value, which is asked for with this."""
        if key not in self._young:
            self._young[key] = self._old[key]
        return self._young[key]

    def __setitem__(self, key: Key, value: Value) -> None:
        """Keep a value."""
        self._young[key] = value

    def __delitem__(self, key: Key) -> None:
        """Forget a value."""
        if key not in self:
            raise KeyError(key)
        self._young.pop(key, None)
        self._old.pop(key, None)

    def __iter__(self) -> Iterator[Key]:
        """Yield the keys."""
        yield from self._young
        yield from (key for key in self._old if key not in self._young)

    def __contains__(self, key: object) -> bool:
        """Tell whether a value is there, which does not count as asking for it."""
        return key in self._young or key in self._old

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._young.keys() | self._old.keys())
