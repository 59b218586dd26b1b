"""Builds that are quick the second time, alone in their folder, and safe to kill."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from conftest import quiet
from dossiers import add, build_in, change, small_dossier, write_document
from fastapi.testclient import TestClient

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.dossier.find import find_dossier
from geo.dossier.load import load_dossier
from geo.model.run import Reading
from geo.model.text import Document
from geo.pipeline import shards
from geo.pipeline.builds import STORE_NAME, build, plan
from geo.pipeline.parts import DOCUMENT_FILE, PARTS
from geo.pipeline.reading import read_documents
from geo.pipeline.rules import reading_digest, rules_digest
from geo.pipeline.saved import NO_VALUE, loaded
from geo.store.open import open_store

CORRECTIONS = "mention,decision,author,time,reason\n"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources of the documents that are read, in order."""
    found: list[str] = []
    reading = read_documents

    def noted(documents: Iterable[Document], *given: object, **named: object) -> object:
        def seen() -> Iterator[Document]:
            for item in documents:
                found.append(item.source)
                yield item

        return reading(seen(), *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(shards, "read_documents", noted)
    return found


def store_bytes(folder: Path) -> bytes:
    """Return a store as it is on disk."""
    return (folder / STORE_NAME).read_bytes()


def fresh(root: Path, folder: Path) -> bytes:
    """Return the store of a dossier that is built from nothing."""
    build_in(root, folder)
    return store_bytes(folder)


def decide(root: Path, mention_id: str) -> None:
    """Write a decision about a mention into a dossier."""
    path = root / "corrections.csv"
    head = "" if path.exists() else CORRECTIONS
    add(path, f"{head}{mention_id},not-a-place,ann,2024-05-01T10:00:00Z,a ship\n")


def test_only_what_is_new_is_read_and_the_store_is_as_if_all_was(
    tmp_path: Path, read: list[str]
) -> None:
    root, out = small_dossier(tmp_path), tmp_path / "out"
    build_in(root, out)
    for number, text in enumerate(("The road to Southby is closed.", "Rain fell in Northton.")):
        read.clear()
        write_document(root, f"{number}.txt", text)
        build_in(root, out)
        assert read == [f"{number}.txt"]
        assert store_bytes(out) == fresh(root, tmp_path / f"fresh-{number}")
    read.clear()
    (root / "documents" / "0.txt").unlink()
    build_in(root, out)
    assert read == []
    assert store_bytes(out) == fresh(root, tmp_path / "fresh-less")


def test_a_text_that_moves_to_another_file_is_told_by_its_new_name(
    tmp_path: Path, read: list[str]
) -> None:
    root, out = small_dossier(tmp_path), tmp_path / "out"
    write_document(root, "old.txt", "A bridge stands in Southby.")
    build_in(root, out)
    (root / "documents" / "old.txt").rename(root / "documents" / "new.txt")
    build_in(root, out)
    assert "new.txt" in read
    assert store_bytes(out) == fresh(root, tmp_path / "fresh")


def test_other_rules_read_everything_anew(tmp_path: Path, read: list[str]) -> None:
    root, out = small_dossier(tmp_path), tmp_path / "out"
    build_in(root, out)
    read.clear()
    change(root / "gazetteer.csv", "Southby", "Sowthby")
    build_in(root, out)
    assert len(read) == 1
    assert store_bytes(out) == fresh(root, tmp_path / "fresh")


def test_a_decision_reads_its_own_document_anew(tmp_path: Path, read: list[str]) -> None:
    root, out = small_dossier(tmp_path), tmp_path / "out"
    write_document(root, "one.txt", "Guns were heard in Southby.")
    made = build_in(root, out)
    assert made.run is not None
    mention = next(
        r.mention
        for reading in made.run.readings
        for r in reading.resolutions
        if reading.document.source == "one.txt"
    )
    read.clear()
    decide(root, mention.id)
    build_in(root, out)
    assert read == ["one.txt"]
    assert store_bytes(out) == fresh(root, tmp_path / "fresh")


def test_a_decision_for_all_alike_reads_those_documents_anew(
    tmp_path: Path, read: list[str]
) -> None:
    root, out = small_dossier(tmp_path), tmp_path / "out"
    write_document(root, "one.txt", "Guns were heard in Southby.")
    write_document(root, "two.txt", "Southby was quiet at noon.")
    write_document(root, "three.txt", "Snow lay in Northton.")
    made = build_in(root, out)
    assert made.run is not None
    found = {r.document.source: r.resolutions[0] for r in made.run.readings if r.resolutions}
    decided = found["one.txt"]
    ids = " ".join(sorted(c.place.id for c in decided.candidates))
    row = f"{decided.mention.id},not-a-place,ann,2024-05-01T10:00:00Z,a ship,all,Southby,{ids}\n"
    add(root / "corrections.csv", f"{CORRECTIONS.strip()},scope,name,candidates\n{row}")
    read.clear()
    build_in(root, out)
    assert "two.txt" in read
    assert "three.txt" not in read
    assert store_bytes(out) == fresh(root, tmp_path / "fresh")


def test_decisions_are_no_rules_of_reading_but_make_another_build(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    before = load_dossier(root)
    decide(root, "gone:0-1")
    after = load_dossier(root)
    assert reading_digest(before) == reading_digest(after)
    assert rules_digest(before) != rules_digest(after)


def spoilt(part: Path, how: str) -> None:
    """Spoil a part."""
    path = part / DOCUMENT_FILE
    if how == "cut":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    elif how == "another byte":
        body = bytearray(path.read_bytes())
        body[len(body) // 2] ^= 1
        path.write_bytes(body)
    elif how == "no manifest":
        (part / "manifest.json").write_text("nothing of the kind", "utf-8")
    else:
        path.unlink()
        path.mkdir()


@pytest.mark.parametrize("how", ["cut", "another byte", "no manifest", "folder"])
def test_a_spoilt_part_costs_time_and_nothing_else(
    tmp_path: Path, read: list[str], how: str
) -> None:
    root, out = small_dossier(tmp_path), tmp_path / "out"
    build_in(root, out)
    whole = store_bytes(out)
    (part,) = (out / PARTS).iterdir()
    spoilt(part, how)
    read.clear()
    build(plan(find_dossier(root), None, out), quiet, force=True)
    assert len(read) == 1
    assert store_bytes(out) == whole


class Harmful:
    """What an attacker would put into a cache."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        """Return what pickle is to do."""
        return os.system, ("touch harmed",)


def test_a_part_can_hold_nothing_that_does_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for value in (Harmful(), os.system, "text", {"a": [1]}):
        with pytest.raises(NO_VALUE):
            loaded(pickle.dumps(value), Reading, {})
    assert not (tmp_path / "harmed").exists()


def command(root: Path, out: Path) -> list[str]:
    """Return the command that builds."""
    return [sys.executable, "-m", "geo", "build", str(root), "--out", str(out)]


def test_of_two_builds_at_once_one_builds_and_the_other_finds_it_done(tmp_path: Path) -> None:
    root, out = small_dossier(tmp_path), tmp_path / "out"
    pipe = subprocess.PIPE
    both = [subprocess.Popen(command(root, out), stderr=pipe, text=True) for _ in range(2)]
    said = sorted(process.communicate()[1] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert "sqlite: 1 document, 6 mentions" in said[0]
    assert "up to date: 1 document, 6 mentions" in said[1]


def test_a_build_that_is_killed_leaves_the_last_one_and_nothing_else(tmp_path: Path) -> None:
    root, out = small_dossier(tmp_path), tmp_path / "out"
    build_in(root, out)
    good = store_bytes(out)
    for number in range(3000):
        write_document(root, f"{number}.txt", f"Post {number} in Northton was shelled.")
    with TestClient(create_app(open_store(out / STORE_NAME), Settings())) as client:
        before = client.get("/documents").content
        process = subprocess.Popen(command(root, out), stderr=subprocess.DEVNULL)
        # Killed in the middle of its work: it has put the first readings away.
        while process.poll() is None and len(list((out / PARTS).iterdir())) < 3:
            assert client.get("/documents").content == before
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        assert client.get("/documents").content == before
    assert store_bytes(out) == good
    (out / f".{STORE_NAME}.99999999.tmp").write_bytes(b"of a build that was killed while writing")
    for number in range(20, 3000):
        (root / "documents" / f"{number}.txt").unlink()
    build_in(root, out)
    assert store_bytes(out) == fresh(root, tmp_path / "fresh")
    assert sorted(p.name for p in out.iterdir()) == [".build.lock", STORE_NAME, PARTS]
