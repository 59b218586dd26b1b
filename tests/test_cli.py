"""The command line: what it makes and serves, and what it tells of what went wrong."""

from __future__ import annotations

import json
import socket
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from command import Run
from dossiers import add, change, draw, front_dossier


def test_a_new_dossier_checks_and_builds(dateline: Run) -> None:
    for words in (("new", "dd"), ("check", "dd"), ("build", "dd")):
        found = dateline(*words)
        assert (found.status, found.out) == (0, ""), found.err
    assert Path("out/dd/dateline.sqlite").is_file()


def test_check_counts_what_a_sound_dossier_holds(dateline: Run, small: Path) -> None:
    found = dateline("check", small)
    assert (found.status, found.out) == (0, "")
    assert "no problems. 3 places, 0 holdings, 1 line, 1 zone" in found.err


def test_the_version_is_told(dateline: Run) -> None:
    found = dateline("--version")
    assert (found.status, found.out) == (0, f"dateline {version('dateline')}\n")


def test_check_lists_every_problem_and_counts_them(dateline: Run, small: Path) -> None:
    change(small / "dossier.toml", "summary", "sumary")
    change(small / "zones.toml", "[5, 10]", "[10, 5]")
    found = dateline("check", small)
    assert (found.status, found.out) == (2, "")
    told = found.err.splitlines()
    assert len(told) == 3
    assert told[0].startswith(f"{small}/zones.toml: zone quiet-zone depth_km: ")
    assert told[1].endswith("dossier.toml: sumary: is not a known key; did you mean 'summary'?")
    assert told[2] == "2 problems to mend"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "idlib-2019"), "there is no such dossier; did you mean 'idlib-2018'?"),
        (("check", "."), "is no dossier: the file dossier.toml is missing"),
        (("build", "nowhere/nothing"), "shipped: chernobyl-1986, idlib-2018, sudan-2012"),
        (("serve", "nothing"), "there is no such dossier"),
        (("zone", "small", "quite-zone"), "there is no zone 'quite-zone' in small; it has: quiet"),
        (("zone", "small", "quiet-zone", "--on", "01.03.2020"), "does not match the format"),
        (("zone", "small", "quiet-zone", "--on", "2020-03-01"), "drawn once and has no day"),
        (
            ("export", "small", "roads", "-o", "x.csv"),
            "there is no collection 'roads'; there are: ",
        ),
        (
            ("export", "small", "places", "-o", "x.json"),
            ".pmtiles; or --format lpf or annotations",
        ),
        (("zone", "small", "quiet-zone", "--figure", "x.png"), "x.png: the figure is an SVG file"),
        (("export", "small", "places", "-o", "x.xls"), "no format ends in '.xls'; known: .csv"),
        (("export", "small", "places", "-o", "no/x.csv"), "the folder no does not exist"),
        (("export", "small", "places", "-o", "small.csv"), "small.csv: is a folder; name a file"),
        (("map", "small", "-o", "no/map.html"), "the folder no does not exist"),
        (("map", "small", "-o", "small"), "small: is a folder; name a file"),
        (("map", "small"), "Missing option '-o'"),
        (("explain", "small", "nothing:1-2"), "there is no mention 'nothing:1-2'; an id looks"),
        (("build", "small", "--documents", "no"), "there is no such file or folder of documents"),
        (("build", "small", "--out", "small/zones.toml"), "cannot be the folder of a build"),
        (("parse", "no.txt", "--dossier", "small"), "there is no such file"),
        (("parse", "--dossier", "small"), "no document could be read"),
        (("parse", "small/zones.toml", "--dossier", "small"), "no reader takes"),
        (("evaluate", "small", "no.md"), "there is no gold text (a Markdown file with marks"),
        (("new", "small"), "is there already; name a new or an empty folder"),
        (("new", "small/zones.toml/x"), "cannot be made"),
        (("serve", "small", "--port", "70000"), "--port"),
        (("serve", "small", "--host", "192.0.2.1", "--port", "0"), "cannot listen there"),
        (("nothing",), "No such command 'nothing'"),
        (("parse", "--format", "xml"), "'jsonl'"),
    ],
)
def test_what_a_user_can_mend_is_told_in_words(
    dateline: Run, small: Path, words: tuple[str, ...], said: str
) -> None:
    small.with_suffix(".csv").mkdir()
    found = dateline(*words)
    assert found.status == 2
    assert said in " ".join(found.err.split())
    assert "Traceback" not in found.err


def test_a_port_in_use_is_told_before_anything_is_built(dateline: Run, small: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        found = dateline("serve", small, "--port", str(port))
    assert found.status == 2
    assert f"127.0.0.1 port {port}: cannot listen there" in found.err
    assert not Path("out").exists()


def test_build_says_what_it_found_and_does_nothing_twice(dateline: Run, small: Path) -> None:
    first = dateline("build", small).err
    assert "1 document, 6 mentions: 3 of places, 2 of zones, 1 of lines, 0 unplaced" in first
    again = dateline("build", small).err
    assert "dateline.sqlite: up to date: 1 document, 6 mentions" in again
    assert "1 document" in dateline("build", small, "--force").err
    assert Path("out/small/dateline.sqlite").is_file()


def test_build_names_what_it_skipped_and_what_corrections_lost(dateline: Run, small: Path) -> None:
    add(small / "documents" / "empty.txt", " ")
    add(small / "corrections.csv", "mention,decision,author,time,reason\n")
    add(small / "corrections.csv", "gone:1-2,unknown,me,2026-01-31,r\n")
    found = dateline("build", small, "--out", "elsewhere")
    assert found.status == 0
    assert "skipped empty.txt: is empty" in found.err
    assert "gone:1-2: decided once, but no such mention is found any more" in found.err
    assert Path("elsewhere/dateline.sqlite").is_file()


def test_a_long_list_of_skipped_files_is_cut_and_the_rest_counted(
    dateline: Run, small: Path
) -> None:
    for number in range(25):
        add(small / "documents" / f"{number:02}.xyz", "x")
    found = dateline("build", small)
    assert found.err.count("has an ending that no reader takes") == 20
    assert "skipped 5 more; all are listed at /documents" in found.err


def test_progress_is_shown_on_a_terminal_only(
    dateline: Run, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "documents" not in dateline("build", small, "--out", "a").err.split("1 document,")[1]
    monkeypatch.setattr(type(sys.stderr), "isatty", lambda _: True, raising=False)
    shown = dateline("build", small, "--out", "b").err
    assert "100%" in shown
    assert shown.rstrip().endswith("0 unplaced")


def test_other_documents_make_another_store(dateline: Run, small: Path) -> None:
    Path("texts.jsonl").write_text('{"id": "a", "text": "In Northton it rained."}\n', "utf-8")
    assert "1 document, 1 mention" in dateline("build", small, "--documents", "texts.jsonl").err
    assert not Path("out/small").exists()


def test_export_writes_a_layer_and_counts_it(dateline: Run, small: Path) -> None:
    found = dateline("export", small, "zones", "-o", "zones.geojson")
    assert (found.status, found.out) == (0, "")
    assert "zones.geojson: 7 features of zones" in found.err
    parts = json.loads(Path("zones.geojson").read_text("utf-8"))["features"]
    assert [f["id"] for f in parts] == [
        f"quiet-zone~{part}"
        for part in ("extent", "band-10", "band-5", "core", "chance-5", "chance-50", "chance-95")
    ]


def test_zone_gives_geojson_to_programs_and_words_to_people(dateline: Run, small: Path) -> None:
    found = dateline("zone", small, "quiet-zone")
    assert found.status == 0
    said = json.loads(found.out)
    assert (said["type"], said["zone"]) == ("FeatureCollection", "quiet-zone")
    low, high = said["area_km2"]["stated"]
    assert said["area_km2"]["surely"] < low < high < said["area_km2"]["perhaps"]
    assert "Quiet zone north of the dry river" in found.err
    assert f"about {low:,}–{high:,} km²" in found.err


def test_zone_on_another_day_follows_the_line_of_that_day(dateline: Run, tmp_path: Path) -> None:
    words = ("zone", front_dossier(tmp_path), "front-zone")
    then, later = (json.loads(dateline(*words, *on).out) for on in ((), ("--on", "2020-06-01")))
    assert (then["line_on"], later["line_on"]) == ("2020-03-01", "2020-06-01")
    assert (then["line_unsourced_share"], later["line_unsourced_share"]) == (0, 1)
    inside = [{p["id"]: p["inside"] for p in said["places"]} for said in (then, later)]
    assert ("xx-northton" in inside[0], "xx-northton" in inside[1]) == (True, False)
    assert ("xx-far" in inside[0], "xx-far" in inside[1]) == (False, True)
    assert then["area_km2"] != later["area_km2"]
    too_late = dateline(*words, "--on", "2021-01-01")
    assert too_late.status == 2
    assert "2021-01-01 is no day of its table; ask for one from 2020-01-01 to" in too_late.err


def test_a_dossier_that_gives_no_zone_stops_every_command_alike(
    dateline: Run, small: Path
) -> None:
    draw(small, ((11.6, 22), (12.2, 22.1), (12, 22.2), (11.9, 21.9), (12.4, 22)))
    for words in (("check", small), ("build", small), ("zone", small, "quiet-zone")):
        found = dateline(*words)
        assert (found.status, found.out) == (2, "")
        assert "curls over itself" in found.err


def test_help_lists_every_command(dateline: Run) -> None:
    found = dateline("--help")
    assert found.status == 0
    for name in "new check build serve parse explain map export evaluate zone".split():
        assert f" {name} " in found.out


def test_what_a_build_left_out_is_said_again_by_the_next(dateline: Run, small: Path) -> None:
    rows = (
        {"id": "impossible", "date": "2019-02-30", "text": "Shells fell on Southby."},
        {"id": "half", "text": "SOUTHBY, May 12 — Shells fell."},
        {"id": "none", "text": "Shells fell on Southby again."},
        {"id": "empty"},
    )
    Path("a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    decision = "0123456789ab:0-7,not-a-place,A. Editor,2026-01-02T10:00:00Z,x\n"
    header = "mention,decision,author,time,reason\n"
    (small / "corrections.csv").write_text(header + decision, "utf-8")
    command = ("build", small, "--documents", "a.jsonl")
    first, again = dateline(*command).err, dateline(*command).err
    assert again.replace("up to date: ", "") == first
    assert "undated impossible: JSON field: “2019-02-30” is no day that could be read" in first
    assert "undated half: dateline: “May 12” has no year" in first
    assert "3 without a date (impossible, half, none)" in first
    assert "skipped a.jsonl line 4: has no text" in first
    assert "0123456789ab:0-7: decided once" in first


def test_a_database_that_does_not_answer_is_told_before_anything_is_built(
    dateline: Run, small: Path
) -> None:
    pytest.importorskip("psycopg")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = dateline("build", small, "--store", f"postgresql://127.0.0.1:{port}/maps")
    assert found.status == 2
    assert f"maps on 127.0.0.1:{port}: the database does not answer" in found.err
    assert not Path("out").exists()


@pytest.mark.parametrize(("folder", "takes"), [("mine", True), ("_data", False)])
def test_serve_prints_a_token_only_where_decisions_can_be_written(
    dateline: Run, small: Path, monkeypatch: pytest.MonkeyPatch, folder: str, *, takes: bool
) -> None:
    monkeypatch.setattr("geo.cli.serving._run", lambda *_served: None)
    Path(folder).mkdir()
    told = dateline("serve", small.rename(Path(folder) / "small"), "--port", "0").err
    assert ("with this run's token: " in told) is takes
    assert ("no decisions are taken: small/corrections.csv cannot be written" in told) is not takes
