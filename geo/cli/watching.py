"""Build again whenever the dossier or its documents change, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from watchfiles import Change, DefaultFilter, watch

from geo.api.logs import SERVER
from geo.pipeline.build_state import forget_state, write_state

_MENDABLE = 2
_WAITS_S = (1.0, 10.0, 60.0)
"""Before a build that was killed is tried again; then the next change is waited for."""
_QUIET_MS = 500
"""An editor writes a file in several steps; a build waits until they are over."""
_TICK_MS = 1000


class _Sources(DefaultFilter):
    """Passes over the folder of the build itself, and what editors leave."""

    def __init__(self, out: Path) -> None:
        super().__init__()
        self._out = out.resolve()

    def __call__(self, change: Change, path: str) -> bool:
        return super().__call__(change, path) and self._out not in Path(path).resolve().parents


class Watch:
    """A thread that waits for changes, and builds; the server goes on meanwhile."""

    def __init__(self, command: Sequence[str], sources: Sequence[Path], out: Path) -> None:
        """Run ``command`` when something in ``sources`` changes."""
        self._command, self._out = command, out
        self._sources = [path for path in sources if path.exists()]
        self._stop = threading.Event()
        self._build: subprocess.Popen[str] | None = None
        self._thread = threading.Thread(target=self._run, daemon=True, name="watch")

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """End, and end a build that runs; what it has not finished, the next start builds."""
        self._stop.set()
        if self._build is not None:
            self._build.terminate()
        self._thread.join()

    def _run(self) -> None:
        seen = watch(
            *self._sources,
            watch_filter=_Sources(self._out),
            debounce=_QUIET_MS,
            rust_timeout=_TICK_MS,
            yield_on_timeout=True,
            stop_event=self._stop,
        )
        # What changed before the first word of the watch, nobody has seen: look once.
        is_first = True
        for changes in seen:
            if changes or is_first:
                self._build_until_it_ends()
            is_first = False

    def _build_until_it_ends(self) -> None:
        for wait_s in (*_WAITS_S, None):
            if self._ended() or wait_s is None or self._stop.wait(wait_s):
                return

    def _ended(self) -> bool:
        """Build, and tell what became of it; False where it was killed or had a fault."""
        write_state(self._out, "building")
        pipe = subprocess.PIPE
        with subprocess.Popen(self._command, stderr=pipe, text=True) as build:  # noqa: S603 - this program
            self._build = build
            _, said = build.communicate()
        self._build = None
        if self._stop.is_set():
            return True
        lines = said.splitlines()
        if build.returncode == 0:
            write_state(self._out, "good")
            SERVER.info("built: %s", "; ".join(lines))
            return True
        if build.returncode == _MENDABLE:
            problems = max(1, len(lines) - 1)
            write_state(self._out, "broken", problems)
            SERVER.warning("the last good build is served meanwhile: %s", "; ".join(lines))
            return True
        write_state(self._out, "ended")
        SERVER.error("a build ended with %s: %s", build.returncode, "; ".join(lines[-3:]))
        return False


def build_command_line(dossier: Path, documents: Path | str | None, out: Path) -> tuple[str, ...]:
    """Return the command that builds what is served."""
    words = [sys.executable, "-m", "geo", "build", str(dossier), "--out", str(out)]
    return (*words, *(("--documents", str(documents)) if documents else ()))


@contextmanager
def watching(watch: Watch | None, out: Path) -> Iterator[None]:
    """Watch inside, if there is anything to watch."""
    forget_state(out)
    if watch is None:
        yield
        return
    watch.start()
    try:
        yield
    finally:
        watch.stop()
        forget_state(out)
