"""``parse``, ``explain`` and ``evaluate``: what was read, why, and how right it is."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from command import Run
from dossiers import add, change, place_row

SENTENCE = "Shells fell on Southby, the village of Kafr Nowhere and the quiet zone.\n"


def test_parse_writes_one_mention_a_line(dateline: Run, small: Path) -> None:
    Path("a.txt").write_text(SENTENCE, "utf-8")
    found = dateline("parse", "a.txt", "--dossier", small).lines
    assert [m["surface"] for m in found] == ["Southby", "Kafr Nowhere", "quiet zone"]
    assert [m["id"] for m in found] == ["xx-southby", None, "quiet-zone"]
    assert [m["status"] for m in found] == ["resolved", "unplaced", "resolved"]
    assert (found[0]["lon"], found[0]["lat"], found[0]["feature_code"]) == (12.02, 21.85, "PPL")
    assert (found[1]["lon"], found[1]["lat"]) == (None, None)
    for mention in found:
        start, end = mention["start"], mention["end"]
        assert isinstance(start, int)
        assert isinstance(end, int)
        assert (mention["document"], mention["surface"]) == ("a.txt", SENTENCE[start:end])
        assert mention["sentence"] == SENTENCE.strip()


def test_parse_reads_standard_input_and_folders_alike(dateline: Run, small: Path) -> None:
    Path("texts").mkdir()
    Path("texts/a.txt").write_text(SENTENCE, "utf-8")
    from_folder = dateline("parse", "texts", "--dossier", small).lines
    from_stdin = dateline("parse", "--dossier", small, stdin=SENTENCE.encode()).lines
    assert {m.pop("document") for m in from_folder} == {"a.txt"}
    assert {m.pop("document") for m in from_stdin} == {"stdin"}
    assert from_folder == from_stdin


def test_parse_names_the_records_of_json_lines_by_their_ids(dateline: Run, small: Path) -> None:
    records = b'{"id": "x/1", "text": "Northton burned."}\nnot json\n{"text": "In Southby."}\n'
    words = ("parse", "--dossier", small, "--input-format", "jsonl")
    found = dateline(*words, stdin=records)
    assert [m["document"] for m in found.lines] == ["x/1", "stdin line 3"]
    assert "skipped stdin line 2: is not JSON" in found.err


def test_parse_writes_features_and_tables(dateline: Run, small: Path) -> None:
    Path("a.txt").write_text(SENTENCE, "utf-8")
    words = ("parse", "a.txt", "--dossier", small, "--format")
    features = json.loads(dateline(*words, "geojson").out)["features"]
    assert [f["geometry"] is None for f in features] == [False, True, False]
    assert features[0]["properties"]["surface"] == "Southby"
    rows = list(csv.reader(io.StringIO(dateline(*words, "csv").out, newline="")))
    assert len(rows) == 4
    assert len(set(rows[0])) == len(rows[0])
    assert rows[1][1:3] == ["12.02", "21.85"]
    ids = [mention["mention"] for mention in dateline(*words, "jsonl").lines]
    assert [row[0] for row in rows[1:]] == [f["id"] for f in features] == ids
    assert rows[2][1:3] == ["", ""]


def test_parse_names_unreadable_files_and_reads_the_others(dateline: Run, small: Path) -> None:
    Path("a.txt").write_text(SENTENCE, "utf-8")
    Path("photo.jpg").write_bytes(b"\xff\xd8")
    Path("binary.txt").write_bytes(b"\x00\x01\x02")
    found = dateline("parse", "a.txt", "photo.jpg", "binary.txt", "--dossier", small)
    assert len(found.lines) == 3
    assert "skipped photo.jpg: has an ending that no reader takes" in found.err
    assert "skipped binary.txt: is binary, not text" in found.err


def test_explain_gives_candidates_reasons_and_the_row_to_write(dateline: Run, small: Path) -> None:
    mention = dateline("parse", small / "documents", "--dossier", small).lines[0]
    found = dateline("explain", small, str(mention["mention"]))
    assert found.status == 0
    assert "“NORTHTON” in First patrol in the quiet zone (2020-03-02)" in found.out
    assert "Used as: dateline." in found.out
    assert "1. Northton (PPL, xx-northton): +" in found.out
    assert f"add to corrections.csv: {mention['mention']},PLACE_ID" in found.out


def test_explain_tells_what_else_a_name_may_mean_and_who_decided(
    dateline: Run, small: Path
) -> None:
    add(
        small / "gazetteer.csv",
        place_row("xx-other", "12.3", "22.3").replace("xx-other", "Northton"),
    )
    change(small / "gazetteer.csv", "Northton,Northton,,", "xx-other,Northton,,")
    Path("a.txt").write_text("Northton and the village of Kafr Nowhere were quiet.", "utf-8")
    first, second = dateline("parse", "a.txt", "--dossier", small).lines
    words = ("--documents", "a.txt")
    said = dateline("explain", small, str(first["mention"]), *words).out
    assert "1. Northton (PPL, xx-" in said
    assert "2. Northton (PPL, xx-" in said
    assert "would need evidence of" in said
    assert "listed as unplaced" in dateline("explain", small, str(second["mention"]), *words).out
    add(small / "corrections.csv", "mention,decision,author,time,reason\n")
    add(
        small / "corrections.csv",
        f"{first['mention']},xx-other,A. Curator,2026-01-31,on the map\n",
    )
    decided = dateline("explain", small, str(first["mention"]), *words).out
    assert "Decided by A. Curator, 2026-01-31." in decided
    assert "1. Northton (PPL, xx-other): +10.00" in decided


def test_evaluate_gives_figures_for_programs(dateline: Run, small: Path) -> None:
    gold = "In [Northton](xx-northton) and [Southby](xx) it rained. [Kafr X](?) too.\n"
    Path("gold.md").write_text(gold, "utf-8")
    found = dateline("evaluate", small, "gold.md", "--json")
    said = json.loads(found.out)
    assert found.status == 0
    assert said["right_place"] == 0.5
    assert said["recognition"]["gold"] == 3
    assert said["roles"]["literal"]["precision"] == 0.5
    told = dateline("evaluate", small, "gold.md").out
    assert "'Southby': literal xx, not literal xx-southby" in told
    Path("bad.md").write_text("[Northton](xx-northton pun)", "utf-8")
    assert "'pun' is not one of zone, line, literal" in dateline("evaluate", small, "bad.md").err


def test_a_text_without_marks_is_no_gold(dateline: Run, small: Path) -> None:
    (small / "plain.md").write_text("Northton was quiet.\n", "utf-8")
    answer = dateline("evaluate", "small", "small/plain.md")
    assert answer.status == 2
    assert "nothing is marked there" in answer.err


def test_a_text_that_is_taken_for_json_lines_is_told_once(dateline: Run, small: Path) -> None:
    Path("a.md").write_text("# A title\n\n" + "Shells fell.\n" * 30, "utf-8")
    found = dateline("parse", "a.md", "--input-format", "jsonl", "--dossier", small)
    assert found.status == 2
    assert found.err.count("a.md") == 1
    assert "none of its 31 lines is a JSON object" in found.err
    assert "--input-format text" in found.err


def test_wrong_lines_before_a_right_one_are_named_one_by_one(dateline: Run, small: Path) -> None:
    Path("a.jsonl").write_text("no\n" * 5 + '{"text": "Shells fell on Southby."}\n', "utf-8")
    found = dateline("parse", "a.jsonl", "--dossier", small)
    assert [m["surface"] for m in found.lines] == ["Southby"]
    assert found.err.count("is not JSON") == 5
