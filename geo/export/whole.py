"""Write a file whole: under another name, then one rename."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from geo.errors import InputError

Answer = TypeVar("Answer")


def write_whole(path: Path, write: Callable[[Path], Answer]) -> Answer:
    """Let ``write`` fill a draft and put it in the place of ``path``; return what it returns.

    Raises InputError for a path that can be no file; nothing is left of a draft that failed.
    """
    if not path.absolute().parent.is_dir():
        msg = f"{path}: the folder {path.parent} does not exist"
        raise InputError(msg)
    if path.is_dir():
        msg = f"{path}: is a folder; name a file"
        raise InputError(msg)
    draft = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        answer = write(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return answer
