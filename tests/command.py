"""The command line for tests, in this process: its exit status, and what it wrote where."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from geo.cli import main


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, object]]:
        """Return the JSON lines of a command that went well."""
        assert self.status == 0, self.err
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Result]


def command_line(
    folder: Path, patch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str]
) -> Run:
    """Return a command line in a folder; nothing it raises but its exit status gets out."""
    patch.chdir(folder)

    def run(*words: str | Path, stdin: bytes = b"") -> Result:
        patch.setattr(sys, "argv", ["dateline", *map(str, words)])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        with pytest.raises(SystemExit) as left:
            main()
        out, err = captured.readouterr()
        return Result(int(left.value.code or 0), out, err)

    return run
