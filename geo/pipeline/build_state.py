"""What became of the last build, for servers of what stood before it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import orjson

_NAME = "build-state.json"
State = Literal["building", "good", "broken", "ended"]
"""``broken``: the dossier has problems; ``ended``: the build was killed or had a fault."""


def write_state(out: Path, state: State, problems: int = 0) -> None:
    """Write what becomes of a build into the folder of its store."""
    draft = out / f".{_NAME}.{os.getpid()}"
    out.mkdir(parents=True, exist_ok=True)
    draft.write_bytes(orjson.dumps({"last": state, "problems": problems}))
    draft.replace(out / _NAME)


def read_state(out: Path) -> dict[str, Any]:
    """Return what was written, {} where no builds are watched."""
    try:
        found = orjson.loads((out / _NAME).read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def forget_state(out: Path) -> None:
    """Take away what was written, as nobody watches any more."""
    with suppress(OSError):
        (out / _NAME).unlink()
