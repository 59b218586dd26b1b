"""Read a dossier's looks: colours, opacities and sizes, each checked by what its name ends in."""

from __future__ import annotations

import re
from dataclasses import Field, fields
from typing import Any

from geo.dossier.report import Section, nearest
from geo.model.dossier import Style

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_EXAMPLE = "#0b5cad"
_LARGEST_PX = 40.0  # no symbol may reach beyond what a tile knows around it


def read_style(section: Section) -> Style:
    """Return the looks, with the default for each key that is absent; note what is wrong."""
    values: dict[str, Any] = {field.name: _value(section, field) for field in fields(Style)}
    style = Style(**values)
    known = [field.name for field in fields(Style)]
    for key in sorted(section.data.keys() - set(known)):
        hint = nearest(key, known)
        section.problem(key, f"is not a known key{hint} (known: {', '.join(known)})")
    return style


def _value(section: Section, field: Field[Any]) -> object:
    if not isinstance(field.default, tuple):
        return _one(section, field.name, section.data.get(field.name, field.default), field)
    given = section.data.get(field.name, field.default)
    count = len(field.default)
    if not isinstance(given, list | tuple) or len(given) != count:
        section.problem(field.name, f"is {given!r}; write {count} values, {_example(field)}")
        return field.default
    return tuple(_one(section, field.name, value, field) for value in given)


def _one(section: Section, key: str, value: object, field: Field[Any]) -> object:
    """Return a colour or a number; note one that is none, or out of range."""
    sample = field.default[0] if isinstance(field.default, tuple) else field.default
    if isinstance(sample, str):
        if not isinstance(value, str) or not _COLOUR.fullmatch(value):
            section.problem(key, f"is {value!r}; write a colour like {_EXAMPLE!r}")
            return sample
        return value
    most = _LARGEST_PX if key.endswith("_px") else 1.0
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most:
        return float(value)
    section.problem(key, f"is {value!r}; write a number from 0 to {most:g}, {_example(field)}")
    return sample


def _example(field: Field[Any]) -> str:
    shown = list(field.default) if isinstance(field.default, tuple) else field.default
    return f"like {field.name} = {shown}".replace("'", '"')
