"""Print Dateline's figures beside those of its peers, all of one run on this machine.

    python benchmarks/peers.py FOLDER [--mentions 1000000] [--only servers,pages,readers]

``FOLDER`` keeps what is made once: an environment for each peer, PostGIS with the synthetic
mentions, a flat SQLite table of them. PostGIS comes from the system's packages
(``apt-get install postgresql-15-postgis-3``); what cannot be installed is named with the reason.

Every server has one process and one client, which asks for each address once, one after the
other; three other addresses go before. Processor time is that of all processes of a server, the
database's included, by /proc. A shared machine is noisy: quote ratios of one run.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from peer_pages import page_figures
from peer_reading import Reader, readers, texts
from peer_requests import REQUESTS, Figure, asked, measure
from peer_servers import PEERS, Site, install, write_flat
from postgis import Cluster, MissingError, cluster, load
from synthetic import synthetic_store

from geo.store.open import Store, open_store
from geo.version import __version__

PORT = 8430
_SIGNIFICANT = 100
_NAME = re.compile(r"[\w-]+")


def main() -> None:
    """Make what is missing, measure, print tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--only", default="servers,pages,readers")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    parts: dict[str, Callable[[], Iterator[str]]] = {
        "servers": lambda: _servers(given.folder, given.mentions),
        "pages": _pages,
        "readers": lambda: _readers(given.folder),
    }
    print(
        f"{datetime.now(tz=UTC):%Y-%m-%d}, Dateline {__version__}, Python "
        f"{platform.python_version()}, {os.cpu_count()} processors, "
        f"load {os.getloadavg()[0]:.1f} at the start."
    )
    for name in given.only.split(","):
        print(f"\n## {name.capitalize()}\n")
        for line in parts[name]():
            print(line, flush=True)


def _servers(folder: Path, mentions: int) -> Iterator[str]:
    path = synthetic_store(mentions)
    store = open_store(path, serving=False)
    fids = _some_ids(store, mentions)
    found: dict[str, dict[str, Figure]] = {}
    with ExitStack() as stack:
        database: Cluster | None = None
        try:
            database = stack.enter_context(cluster(folder / f"postgis-{mentions}", PORT + 1))
            yield _loaded(database, store)
        except MissingError as exc:
            yield f"PostGIS: {exc}\n"
        _flat(folder / "mentions.db", store)
        site = Site(folder=folder, store=path, database=database, port=PORT)
        for peer in PEERS:
            try:
                if peer.needs_database:
                    site.postgis()
                if peer.packages:
                    install(folder, peer.environment, peer.packages)
                print(f"asking {peer.name} …", file=sys.stderr)
                found[peer.name] = measure(peer, site, asked(mentions, fids))
            except MissingError as exc:
                yield f"{peer.name}: {exc}\n"
    yield from _server_table(found)
    yield ""
    yield from _agreement(found)
    yield ""
    yield from _versions(folder)


def _some_ids(store: Store, mentions: int) -> list[str]:
    """Return ids of features spread over the layer."""
    sql = "SELECT fid FROM feature WHERE layer = 'mentions' AND id % ? = 0 ORDER BY id LIMIT ?"
    rows = store.connections.rows(sql, (max(1, mentions // REQUESTS), REQUESTS))
    return [row[0] for row in rows]


def _loaded(database: Cluster, store: Store) -> str:
    layer = store.features.layer("mentions")
    stamp = str(store.meta()["digest"])
    # A cast to regclass fails where there is no such table.
    if database.run("SELECT obj_description(to_regclass('mentions'))").strip() != stamp:
        load(database, "mentions", dict(layer.queryables), store.features.every("mentions"))
        database.run(f"COMMENT ON TABLE mentions IS '{stamp}'")
    count = int(database.run("SELECT count(*) FROM mentions"))
    return f"{count:,} mentions, the same ones in each store.\n"


def _flat(path: Path, store: Store) -> None:
    if not path.is_file():
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        write_flat(draft, store.features.layer("mentions"), store.features.every("mentions"))
        draft.replace(path)


def _server_table(found: dict[str, dict[str, Figure]]) -> Iterator[str]:
    yield "| processor ms a request; requests a second; kB | " + " | ".join(found) + " |"
    yield "| --- |" + " --- |" * len(found)
    own = next(iter(found.values()))
    for label, base in own.items():
        cells = [_cell(figures.get(label), base) for figures in found.values()]
        yield f"| {label} ({base.requests}) | " + " | ".join(cells) + " |"


def _cell(figure: Figure | None, base: Figure) -> str:
    if figure is None:
        return "has none"
    if figure.failed:
        return f"failed: {figure.failed}"
    told = f"{_short(figure.cpu_ms)} ms; {_short(figure.per_s)}/s; {_short(figure.kb)} kB"
    if figure.requests != base.requests:
        told += f" (of {figure.requests})"
    if figure is base or not base.cpu_ms:
        return told
    return f"**{_short(figure.cpu_ms / base.cpu_ms)} ×** · {told}"


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= _SIGNIFICANT else f"{number:.2g}"


def _agreement(found: dict[str, dict[str, Figure]]) -> Iterator[str]:
    """Say whether the servers that were asked as often returned as many features."""
    own = next(iter(found.values()))
    for label, base in own.items():
        theirs = {
            name: figures[label].returned
            for name, figures in found.items()
            if label in figures and figures[label].requests == base.requests
        }
        if base.returned is not None:
            same = len(set(theirs.values())) == 1
            told = f"{base.returned:,} features from each of {len(theirs)}" if same else theirs
            yield f"- {label}: {told}"


def _versions(folder: Path) -> Iterator[str]:
    for peer in PEERS:
        pip = folder / peer.environment / "bin" / "pip"
        if peer.packages and pip.exists():
            names = {name for package in peer.packages for name in _NAME.findall(package)[:1]}
            told = subprocess.run(
                [pip, "list", "--format=freeze"], capture_output=True, text=True, check=True
            )
            lines = [line.split("==") for line in told.stdout.casefold().splitlines()]
            kept = [f"{name} {number}" for name, number in lines if name in names]
            yield f"- {peer.name}: {', '.join(kept)}"


def _pages() -> Iterator[str]:
    yield "| page | made in, CPU s | kB | ready in Chromium, ms | nodes | heap, MB | holds |"
    yield "| --- |" + " --- |" * 6
    try:
        for f in page_figures():
            yield (
                f"| {f.name} | {f.made_s:.1f} | {f.kb:,.0f} | {f.ready_ms:,.0f} | "
                f"{f.nodes:,.0f} | {f.heap_mb:.0f} | {f.holds} |"
            )
    except MissingError as exc:
        yield f"\n{exc}"
    yield f"\nfolium {version('folium')}; its network answered at once, most of it with nothing."


def _readers(folder: Path) -> Iterator[str]:
    for name, found in texts().items():
        words = sum(len(text.split()) for text in found)
        yield f"{name.capitalize()}: {len(found)} documents of {words // len(found)} words.\n"
        yield "| reader | documents a second | names found | what it says of each |"
        yield "| --- | --- | --- | --- |"
        for reader in readers(folder, found):
            yield _reader_row(reader)
        yield ""


def _reader_row(reader: Reader | str) -> str:
    if isinstance(reader, str):
        return f"| {reader} | | | |"
    return f"| {reader.name} | {_short(reader.per_s)} | {reader.found} | {reader.what} |"


if __name__ == "__main__":
    main()
