"""Print how fast news is read with the world gazetteer, beside other geoparsers, in one run.

    python benchmarks/reading.py [PYTHON]

``PYTHON`` is an interpreter that has flashgeotext, geotext or spaCy with en_core_web_sm; peers
that it lacks are named. The texts are those of ``corpora/trnews.jsonl`` in ``$DATELINE_SHARED``,
without it the shipped dispatches. Figures of a shared machine are noisy: quote ratios of one run.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from geo.dossier.load import load_dossier
from geo.model.text import Document
from geo.pipeline.engine import Engine, prepare
from geo.pipeline.reading import read_documents

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5
PEERS = {
    "flashgeotext": (
        "from flashgeotext.geotext import GeoText; g = GeoText()",
        "g.extract(input_text=t)",
    ),
    "geotext": ("from geotext import GeoText", "GeoText(t)"),
    "spaCy en_core_web_sm": ("import spacy; n = spacy.load('en_core_web_sm')", "n(t).ents"),
}
TIMED = """
import json, sys, time
texts = json.load(sys.stdin)
{setup}
best = 1e9
for _ in range({runs}):
    start = time.perf_counter()
    for t in texts:
        {call}
    best = min(best, time.perf_counter() - start)
print(len(texts) / best)
"""


def texts() -> list[str]:
    """Return the texts to read."""
    shared = os.environ.get("DATELINE_SHARED")
    if shared:
        lines = (Path(shared) / "corpora" / "trnews.jsonl").read_text("utf-8").splitlines()
        return [json.loads(line)["text"] for line in lines]
    folder = ROOT / "layers" / "idlib-2018" / "documents"
    return [path.read_text("utf-8") for path in sorted(folder.glob("*"))] * 10


def rate(engine: Engine, found: list[str], *, explained: bool) -> float:
    """Return documents a second in the fastest of the runs."""
    documents = [
        Document(id=str(n), title="", text=text, source="", language="en")
        for n, text in enumerate(found)
    ]
    best = float("inf")
    for _ in range(RUNS):
        start = time.perf_counter()
        for _reading in read_documents(documents, engine, explained=explained):
            pass
        best = min(best, time.perf_counter() - start)
    return len(found) / best


def peer_rate(python: str, setup: str, call: str, found: list[str]) -> float | None:
    """Return documents a second of a peer, None where it is not installed."""
    code = TIMED.format(setup=setup, call=call, runs=RUNS)
    done = subprocess.run(
        [python, "-c", code], input=json.dumps(found), capture_output=True, text=True, check=False
    )
    return float(done.stdout) if done.returncode == 0 else None


def main() -> None:
    """Print the figures."""
    found = texts()
    words = sum(len(text.split()) for text in found) / len(found)
    print(f"{len(found)} documents of {words:.0f} words, one process; best of {RUNS} runs")
    start = time.perf_counter()
    engine = prepare(load_dossier(ROOT / "layers" / "world"))
    print(f"start-up with the cache: {time.perf_counter() - start:.2f} s")
    own = rate(engine, found, explained=False)
    print(f"{'dateline':<24}{own:>8.0f} documents a second")
    print(f"{'dateline, explained':<24}{rate(engine, found, explained=True):>8.0f}")
    mebibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory: {mebibytes:.0f} MiB")
    python = sys.argv[1] if len(sys.argv) > 1 else sys.executable
    for name, (setup, call) in PEERS.items():
        theirs = peer_rate(python, setup, call, found)
        told = (
            "not installed"
            if theirs is None
            else f"{theirs:.0f}, dateline has {own / theirs:.2f} ×"
        )
        print(f"{name:<24}{told:>8}")


if __name__ == "__main__":
    main()
