"""Documents read by several processes."""

from __future__ import annotations

from pathlib import Path

from command import Run
from conftest import document

from geo.pipeline.engine import Engine
from geo.pipeline.parallel import read_by_workers


def test_two_workers_give_what_one_gives_in_the_same_order(engine: Engine) -> None:
    texts = [f"Convoy {n} left Idlib for Morek on Monday." for n in range(150)]
    documents = [document(text, id=str(n)) for n, text in enumerate(texts)]
    alone = list(read_by_workers(documents, engine, 1))
    assert [r.document.id for r in alone] == [d.id for d in documents]
    assert list(read_by_workers(iter(documents), engine, 2)) == alone


def test_a_store_built_by_two_workers_is_the_same_file(dateline: Run, small: Path) -> None:
    for number in range(70):
        path = small / "documents" / f"{number}.txt"
        path.write_text(f"Patrol {number} passed Northton and Southby.", "utf-8")
    assert dateline("build", "small", "--out", "one").status == 0
    assert dateline("build", "small", "--out", "two", "--workers", "2").status == 0
    one, two = (Path(name) / "dateline.sqlite" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
