"""Figures of a server for Prometheus: requests, time, tiles, and the build that is served."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from geo.store.protocol import Store
from geo.version import __version__

MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"
"""The folder where several workers put their figures together; set before they start."""
_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
_LIVE = re.compile(r"gauge_live\w+_(?P<pid>\d+)\.db")


class Metrics:
    """The figures of one application, in a registry of its own."""

    def __init__(self, store: Store) -> None:
        """Start at nought."""
        self.registry = CollectorRegistry()
        self._store = store
        self._requests = Counter(
            "dateline_requests",
            "Requests that were answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "dateline_request_seconds",
            "From a request's head to the end of its answer.",
            ("route",),
            buckets=_BUCKETS_S,
            registry=self.registry,
        )
        self._tiles = Counter(
            "dateline_tiles",
            "Tiles that were kept (hit) or made (miss).",
            ("cache",),
            registry=self.registry,
        )
        self.in_flight = Gauge(
            "dateline_requests_in_flight",
            "Requests that are being answered.",
            multiprocess_mode="livesum",
            registry=self.registry,
        )
        # The labels of a client are looked up once: to look up costs more than to count.
        self._known: dict[tuple[str, str, int], Callable[[float], None]] = {}

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer; ``route`` is the template of its address."""
        key = (method, route, status)
        count = self._known.get(key)
        if count is None:
            self._known[key] = count = self._counting(*key)
        count(seconds)

    def _counting(self, method: str, route: str, status: int) -> Callable[[float], None]:
        known = method if method in _METHODS else "other"
        increase = self._requests.labels(known, route, str(status)).inc
        observe = self._seconds.labels(route).observe

        def count(seconds: float) -> None:
            increase()
            observe(seconds)

        return count

    def tile(self, *, kept: bool) -> None:
        """Count a tile."""
        self._tiles.labels("hit" if kept else "miss").inc()

    def text(self) -> bytes:
        """Return the figures as Prometheus reads them, of all workers together."""
        folder = os.environ.get(MULTIPROCESS)
        registry = CollectorRegistry()
        if folder:
            _forget_dead(Path(folder))
            MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]
        found = generate_latest(registry if folder else self.registry)
        now = CollectorRegistry()
        now.register(_Build(self._store))
        return found + generate_latest(now)


class _Build(Collector):
    """Which build is served; read when it is asked for, and the same in all workers."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def collect(self) -> Iterator[Metric]:
        meta = self._store.meta()
        info = GaugeMetricFamily(
            "dateline_build_info",
            "The build that is served.",
            labels=("build", "dossier", "version"),
        )
        info.add_metric((meta["digest"], meta["dossier"], __version__), 1)
        yield info
        written_s = self._store.written_s()
        yield GaugeMetricFamily(
            "dateline_store_age_seconds", "Since the build was written.", time.time() - written_s
        )


def _forget_dead(folder: Path) -> None:
    """Take the requests of workers that died out of those that are being answered."""
    pids = {found["pid"] for path in folder.iterdir() if (found := _LIVE.fullmatch(path.name))}
    for pid in pids:
        if not Path("/proc", pid).exists():
            mark_process_dead(int(pid), str(folder))  # type: ignore[no-untyped-call]
