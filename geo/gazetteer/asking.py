"""Ask a geocoder politely: once a second at most, and never twice for the same."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from geo.errors import InputError
from geo.gazetteer.online import Answer, Client, Server, ask

SECONDS_APART = 1.0
"""Nominatim's usage policy: no more than one request a second. Kept with every service."""

Ask = Callable[[Server, Client, str, int], Sequence[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Keeps requests to a server apart; ``clock`` and ``sleep`` count seconds."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    last: dict[str, float] = field(default_factory=dict)

    def wait(self, server: Server) -> None:
        """Sleep until the server may be asked again."""
        before = self.last.get(str(server))
        if before is not None:
            left_s = before + SECONDS_APART - self.clock()
            if left_s > 0:
                self.sleep(left_s)
        self.last[str(server)] = self.clock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Answers from ``folder`` where they are kept; else asks, at ``pace``, and keeps the answer.

    ``refresh`` asks even for what is kept. An error is not kept.
    """

    client: Client
    folder: Path
    refresh: bool = False
    pace: Pace = field(default_factory=Pace)
    ask: Ask = ask

    def answers(self, server: Server, query: str, limit: int) -> Sequence[Answer]:
        """Return up to ``limit`` answers; raises InputError that names the service."""
        path = self._path(server, query, limit)
        kept = None if self.refresh else _kept(path)
        if kept is not None:
            return kept
        self.pace.wait(server)
        found = list(self.ask(server, self.client, query, limit))
        _keep(path, {"server": str(server), "query": query, "limit": limit, "answers": found})
        return found

    def _path(self, server: Server, query: str, limit: int) -> Path:
        key = sha256(json.dumps([str(server), query, limit]).encode()).hexdigest()[:32]
        return self.folder / server.service / f"{key}.json"


def _kept(path: Path) -> Sequence[Answer] | None:
    try:
        answers: Sequence[Answer] = json.loads(path.read_bytes())["answers"]
    except (OSError, ValueError, KeyError):
        # Not there, or broken by another program: it is asked for again.
        return None
    return answers


def _keep(path: Path, record: dict[str, object]) -> None:
    draft = path.with_suffix(".draft")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(record, ensure_ascii=False, sort_keys=True), "utf-8")
        draft.replace(path)
    except OSError as exc:
        msg = (
            f"{path}: cannot be written ({exc.strerror or exc}); "
            "set DATELINE_CACHE to a folder that can"
        )
        raise InputError(msg) from exc
