"""Property values of MVT 2.1, section 4.4: each distinct value of a layer is written once."""

from __future__ import annotations

import struct
from functools import lru_cache
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from geo.tiles.varint import sizes_bytes, varint, varints

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Value: TypeAlias = str | int | float | bool | None

NO_VALUE = -1
_DOUBLE_HEAD = b"\x22\x09\x19"  # field 4 of the layer: 9 bytes, which are field 3 of the value
_pack_double = struct.Struct("<d").pack


class ValueTable:
    """The values of a layer, in the order in which they were first asked for."""

    def __init__(self) -> None:
        """Start empty."""
        self._indices: dict[bytes, int] = {}

    def __bytes__(self) -> bytes:
        """Return the values as fields of a Layer message."""
        return b"".join(self._indices)

    def encoded(self) -> list[bytes]:
        """Return each value as a field of a Layer message, by its index."""
        return list(self._indices)

    def indices(self, key: str, column: Sequence[Value]) -> list[int]:
        """Return where each value stands; ``NO_VALUE`` for None and NaN.

        Equal values of different types, as 1, 1.0 and True, are different values. TypeError for a
        value of another type, ValueError for a number of more than 64 bits; both name ``key``.
        """
        kinds = list(dict.fromkeys(map(type, column)))
        if len(kinds) == 1:
            return list(map(self._added(key, kinds[0], column).__getitem__, column))
        tables = {
            kind: self._added(key, kind, [value for value in column if type(value) is kind])
            for kind in kinds
        }
        return [tables[type(value)][value] for value in column]

    def _added(self, key: str, kind: type, column: Sequence[Value]) -> dict[Value, int]:
        """Return where each value of one type stands, after adding those that are new."""
        if not issubclass(kind, str | int | float | NoneType):
            message = f"property {key!r}: {kind.__name__} is no str, int, float, bool or None"
            raise TypeError(message)
        distinct = list(dict.fromkeys(column))
        known, table = self._indices, {}
        try:
            for value, encoded in zip(distinct, _encoded(kind, distinct), strict=True):
                table[value] = known.setdefault(encoded, len(known)) if encoded else NO_VALUE
        except OverflowError as exc:
            message = f"property {key!r}: an integer needs more than 64 bits"
            raise ValueError(message) from exc
        return table


def text_field(number: int, text: str) -> bytes:
    """Return a string field; half of a surrogate pair, which UTF-8 lacks, becomes ``?``."""
    return field(number, text.encode(errors="replace"))


def field(number: int, payload: bytes) -> bytes:
    """Return a field with a length."""
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def _encoded(kind: type, values: list[Any]) -> Iterable[bytes]:
    """Return values of one type as fields; bool comes before int, which it is too."""
    if issubclass(kind, str):
        texts = (value.encode(errors="replace") for value in values)
        return (_text_head(len(text)) + text for text in texts)
    if issubclass(kind, bool):
        return (bytes((4 << 3 | 2, 2, 7 << 3, value)) for value in values)
    if issubclass(kind, float):
        return (_DOUBLE_HEAD + _pack_double(x) if x == x else b"" for x in values)  # noqa: PLR0124
    if issubclass(kind, int):
        return _integers(values)
    return (b"" for _ in values)


def _integers(values: list[int]) -> Iterable[bytes]:
    """Return integers as unsigned fields, negative ones as zigzag-encoded fields.

    OverflowError where one needs more than 64 bits.
    """
    tails = np.array([value if value >= 0 else -2 * value - 1 for value in values], np.uint64)
    ends = np.cumsum(sizes_bytes(tails)).tolist()
    flat = varints(tails)
    begin = 0
    for value, end in zip(values, ends, strict=True):
        yield _integer_head(value < 0, end - begin) + flat[begin:end]
        begin = end


@lru_cache(maxsize=1024)
def _text_head(length_bytes: int) -> bytes:
    """Return what stands before a text of this length."""
    head = b"\x0a" + varint(length_bytes)
    return b"\x22" + varint(len(head) + length_bytes) + head


@lru_cache
def _integer_head(negative: bool, length_bytes: int) -> bytes:  # noqa: FBT001
    """Return what stands before an integer of this length: field 5 unsigned, 6 signed."""
    return bytes((4 << 3 | 2, length_bytes + 1, (6 if negative else 5) << 3))
