"""``corrections.csv``: whole lines, never lost, never torn, whoever writes at once."""

from __future__ import annotations

import csv
import fcntl
import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reviewing import reviewed_dossier

from geo.curate.standing import standing
from geo.dossier.corrections_csv import HEADER, line_of, read_corrections
from geo.dossier.report import Report
from geo.errors import InputError
from geo.model.dossier import Correction, Scope
from geo.store.decisions import append_correction, whole_lines

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
OLD = "mention,decision,author,time,reason\nd:0-4,unknown,R. Ed,2026-01-30T09:00:00+00:00,\n"
HOSTILE = (
    'she said "here",\nand\nleft',
    "=cmd|'/C calc'!A0",
    "'=2+2",
    "''+1",
    "-1 day, @home",
    "'quoted'",
    "C:\\new \u2028 \u202egpj ٱ 🜨",
    "a" * 2000,
)
CHILD = """
import sys
from datetime import datetime, timedelta, UTC
from pathlib import Path
from geo.model.dossier import Correction
from geo.store.decisions import append_correction
for n in range(int(sys.argv[3])):
    time = datetime(2026, 1, 31, tzinfo=UTC) + timedelta(seconds=n)
    row = Correction(mention_id=f"d:{n}-{n + 1}", decision="unknown", author=sys.argv[2],
                     time=time, reason='said "so",\\n' * 40)
    append_correction(Path(sys.argv[1]), row)
    print(row.id, flush=True)
"""


def correction(number: int = 0, reason: str = "", **said: object) -> Correction:
    time = NOON + timedelta(seconds=number)
    base = {"mention_id": f"d:{number}-{number + 1}", "decision": "unknown", "author": "R. Ed"}
    return Correction(**{**base, "time": time, "reason": reason, **said})  # type: ignore[arg-type]


def read(path: Path) -> list[Correction]:
    report = Report()
    found = read_corrections(path, [{"xx-northton"}], report)
    assert report.problems == []
    return found


def writer(path: Path, author: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path), author, str(count)],
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("reason", HOSTILE)
def test_a_hostile_reason_comes_back_as_it_was_written(tmp_path: Path, reason: str) -> None:
    path = tmp_path / "corrections.csv"
    rows = [correction(1, reason), correction(2, "plain", name=reason, scope=Scope.ALL)]
    for row in rows:
        append_correction(path, row)
    assert read(path) == [rows[0], rows[1]]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_any_reason_comes_back(reason: str) -> None:
    line = line_of(correction(1, reason.strip()))
    cells = next(csv.reader(io.StringIO(line)))
    told = dict(zip(HEADER, cells, strict=True))["reason"]
    plain = io.StringIO(reason.strip(), newline=None).read()
    assert told in {plain, f"'{plain}"}
    assert not told.startswith(("=", "+", "-", "@"))


def test_line_ends_in_a_reason_become_those_of_the_file(tmp_path: Path) -> None:
    append_correction(tmp_path / "corrections.csv", correction(1, "one\r\ntwo\rthree"))
    assert read(tmp_path / "corrections.csv")[0].reason == "one\ntwo\nthree"


def test_an_old_file_stays_valid_and_gets_the_new_columns(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    path.write_text(OLD, "utf-8")
    before = read(path)
    row = correction(3, scope=Scope.ALL, name="Kesh", candidates=("xx-a", "xx-b"))
    append_correction(path, row)
    assert read(path) == [*before, row]
    assert path.read_text("utf-8").splitlines()[0] == ",".join(HEADER)


def test_lines_are_only_ever_added(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    texts = []
    for number, reason in enumerate(HOSTILE):
        append_correction(path, correction(number, reason))
        texts.append(path.read_bytes())
    assert all(later.startswith(earlier) for earlier, later in pairwise(texts))


def test_rows_of_two_branches_put_one_below_the_other_mean_the_same() -> None:
    mine = [correction(1), correction(4, decision="xx-northton", mention_id="d:1-2")]
    theirs = [correction(1), correction(2, decision="not-a-place", mention_id="d:1-2")]
    held = [standing([*first, *second]) for first, second in ((mine, theirs), (theirs, mine))]
    assert held[0] == held[1]
    assert len(held[0]) == 3


def test_an_undone_decision_does_not_stand_nor_does_its_undoing() -> None:
    row, other = correction(1), correction(2)
    undo = correction(3, decision=f"undo:{row.id}")
    assert standing([undo, row, other]) == (other,)


def test_an_undoing_of_nothing_is_a_problem(tmp_path: Path) -> None:
    path, report = tmp_path / "corrections.csv", Report()
    append_correction(path, correction(1, decision="undo:0123456789ab"))
    read_corrections(path, [], report)
    assert [p.where for p in report.problems] == ["row 2"]
    assert "takes back no decision of this file" in report.problems[0].message


@pytest.mark.parametrize(
    "torn", ["d:9-10,unkn", 'd:9-10,unknown,R. Ed,2026,"half\na reason\n', ","]
)
def test_half_a_line_of_a_crash_is_cut_off_before_the_next(tmp_path: Path, torn: str) -> None:
    path = tmp_path / "corrections.csv"
    kept = [correction(1, HOSTILE[0]), correction(2)]
    for row in kept:
        append_correction(path, row)
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write(torn)
    append_correction(path, correction(3))
    assert read(path) == [*kept, correction(3)]


def test_a_last_line_typed_without_its_end_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    path.write_text((",".join(HEADER) + "\n" + line_of(correction(1))).rstrip("\n"), "utf-8")
    append_correction(path, correction(2))
    assert read(path) == [correction(1), correction(2)]


@given(st.lists(st.sampled_from(HOSTILE), max_size=4), st.integers(0, 400))
def test_whole_lines_keep_every_row_before_the_cut(reasons: list[str], short: int) -> None:
    lines = [line_of(correction(n, reason)) for n, reason in enumerate(reasons)]
    header = ",".join(HEADER) + "\n"
    text = header + "".join(lines)
    cut = text[: max(len(header), len(text) - short)]
    whole = whole_lines(cut)
    ends = [header + "".join(lines[:n]) for n in range(len(lines) + 1)]
    assert whole in ends
    assert len(whole) >= max(len(end) for end in ends if len(end) <= len(cut))


def test_two_processes_at_once_lose_nothing_and_tear_nothing(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    children = [writer(path, author, 60) for author in ("A. Ed", "B. Ed")]
    with ThreadPoolExecutor() as pool:
        said = list(pool.map(lambda child: child.communicate()[0].split(), children))
    assert [child.returncode for child in children] == [0, 0]
    ids = [row.id for row in read(path)]
    assert sorted(ids) == sorted(said[0] + said[1])
    assert len(ids) == 120


def test_a_killed_process_loses_nothing_that_it_was_told_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    child = writer(path, "A. Ed", 100_000)
    assert child.stdout is not None
    said = [child.stdout.readline().strip() for _ in range(25)]
    child.kill()
    said += child.communicate()[0].split("\n")[:-1]
    append_correction(path, correction(7, author="B. Ed"))
    ids = [row.id for row in read(path)]
    assert ids[: len(said)] == said
    assert len(said) + 1 <= len(ids) <= len(said) + 2


def test_a_file_that_is_replaced_while_one_waits_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    append_correction(path, correction(1))
    with path.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with ThreadPoolExecutor() as pool:
            waiting = pool.submit(append_correction, path, correction(2))
            draft = tmp_path / "draft.csv"
            draft.write_bytes(path.read_bytes())
            draft.replace(path)
            fcntl.flock(held, fcntl.LOCK_UN)
            waiting.result(10)
    assert read(path) == [correction(1), correction(2)]


def test_a_path_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "corrections.csv").mkdir()
    with pytest.raises(InputError, match=r"corrections\.csv cannot be written"):
        append_correction(tmp_path / "corrections.csv", correction(1))


def test_an_old_row_about_a_scope_that_is_none_is_a_problem(tmp_path: Path) -> None:
    root = reviewed_dossier(tmp_path)
    text = line_of(correction(1)).replace(",one,", ",every,")
    (root / "corrections.csv").write_text(",".join(HEADER) + "\n" + text, "utf-8")
    report = Report()
    read_corrections(root / "corrections.csv", [], report)
    assert "scope 'every' is not one of one, document, all" in report.problems[0].message
