"""The newcomer's guide, layers/README.md, does what it says: its own words are run here."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import orjson
import pytest
from command import Run, command_line
from conftest import ROOT
from shapely import Point
from shapely.geometry import shape

from geo.gazetteer import cache
from geo.gazetteer.entry import Entry, Source, Spelling
from geo.gazetteer.packages import WorldFiles

GUIDE = (ROOT / "layers" / "README.md").read_text("utf-8")
TUTORIAL = GUIDE[: GUIDE.index("### What you may be told")]
FILES = dict(re.findall(r"`([\w/]+\.\w+)`[^`\n]*:?\n+```\w*\n(.*?)```", TUTORIAL, re.DOTALL))
COMMANDS = [
    line.partition("#")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", TUTORIAL, re.DOTALL)
    for line in block.splitlines()
]
TOWNS = """
933077   P PPL  Shakawe  21.84 -18.37
933366   P PPLA Maun     23.42 -19.98
11205277 P PPL  Gumare   22.16 -19.37
933773   P PPLC Gaborone 25.91 -24.65
933860   A PCLI Botswana 24.00 -22.00
"""


def entry(line: str) -> Entry:
    number, feature_class, code, name, lon, lat = line.split()
    return Entry(
        names=(Spelling(name),),
        feature_class=feature_class,
        feature_code=code,
        lon_deg=float(lon),
        lat_deg=float(lat),
        precision_m=1000.0,
        source=Source(name="GeoNames", licence="CC BY 4.0"),
        source_id=int(number),
        country_code="BW",
    )


@pytest.fixture
def dateline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """A command line in an empty folder, with five towns instead of the world."""
    files = WorldFiles(folders={}, versions={"towns": "1"}, shipped=Path())
    towns = [entry(line) for line in TOWNS.strip().splitlines()]
    monkeypatch.setattr(cache, "SHIPPED", ())
    monkeypatch.setattr(cache, "world_files", lambda: files)
    monkeypatch.setattr(cache, "world_entries", lambda _: iter(towns))
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "cache"))
    return command_line(tmp_path, monkeypatch, capsys)


def follow(dateline: Run, folder: Path) -> None:
    """Do what steps 1 to 6 say."""
    assert dateline("new", "okavango").status == 0
    for old in (*folder.glob("documents/*"), *folder.glob("lines/*")):
        old.unlink()
    gazetteer = folder / "gazetteer.csv"
    gazetteer.write_text(gazetteer.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    for command in COMMANDS:
        if "suggest" in command and "--into" in command:
            words = shlex.split(command)[1:]
            made = dateline(*(gazetteer if word == gazetteer.name else word for word in words))
            assert made.status == 0, made.err
    (row,) = re.findall(r"```csv\n(.*?)```", TUTORIAL, re.DOTALL)
    with gazetteer.open("a", encoding="utf-8") as file:
        file.write(row)


def test_whoever_follows_the_guide_gets_a_map(dateline: Run, tmp_path: Path) -> None:
    assert set(FILES) == {
        *("documents/10.txt", "documents/12.txt", "documents/14.md"),
        *("lines/fence.geojson", "zones.toml"),
    }
    follow(dateline, tmp_path / "okavango")
    checked = dateline("check", "okavango")
    assert "no problems. 6 places, 0 holdings, 1 line, 1 zone" in checked.err
    built = dateline("build", "okavango")
    assert "3 documents" in built.err
    assert "0 unplaced" in built.err
    assert "without a date" not in built.err


def test_the_zone_of_the_guide_lies_south_of_the_fence(dateline: Run, tmp_path: Path) -> None:
    follow(dateline, tmp_path / "okavango")
    zone = orjson.loads(dateline("zone", "okavango", "buffer").out)
    band = next(f for f in zone["features"] if f["properties"]["part"] == "band-5")
    assert shape(band["geometry"]).contains(Point(21.9, -18.43))
    assert not shape(band["geometry"]).contains(Point(21.9, -18.37))
    own = dateline("parse", tmp_path / "okavango" / "documents" / "14.md", "--dossier", "okavango")
    found = {line["surface"]: line["id"] for line in own.lines}
    assert found == {"Maun": "bw-maun", "buffer zone": "buffer", "Shakawe": "bw-shakawe"}


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.startswith("dateline")])
def test_every_command_of_the_guide_exists(dateline: Run, command: str) -> None:
    words = shlex.split(command)[1:]
    group = words[:2] if words[0] == "gazetteer" else words[:1]
    assert dateline(*group, "--help").status == 0


SAID = re.findall(r"^\| `([^`]+)` \|", GUIDE[GUIDE.index("### What you may") :], re.MULTILINE)


def test_messages_that_the_guide_explains_are_those_that_appear(
    dateline: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "okavango"
    follow(dateline, folder)
    header = (folder / "gazetteer.csv").read_text("utf-8").splitlines()[0]
    row = "bw-x,X,,,,P,PPL,BW,,,{},3000,Me,1,{},{}\n"
    with (folder / "gazetteer.csv").open("a", encoding="utf-8") as file:
        file.write(f"{header}\n")
        file.write(row.format("21.9,-18.2", "CC0-1.0", "by hand, guessed"))
        file.write(row.format('"21,9",-18.2', "", "by hand"))
        file.write(row.format("-18.2,21.9", "CC0-1.0", "by hand").replace("bw-x", "bw-y"))
    fence = folder / "lines" / "fence.geojson"
    fence.write_text(fence.read_text("utf-8").replace(', "uncertainty_m": 1000', ""), "utf-8")
    rules = (folder / "zones.toml").read_text("utf-8")
    rules = rules.replace('"along-line"', '"along line"').replace('"bw-gumare"', '"Shakawe"')
    rules = re.sub(r"anchors = .*\n", "", rules)
    (folder / "zones.toml").write_text(rules, "utf-8")
    told = dateline("check", "okavango").err
    for words in (
        "is a header again: delete it",
        "has 18 cells, the header 17; is a comma inside a cell unquoted?",
        "lon '21,9' is not a number; write it like 36.6339",
        "licence is empty",
        "look swapped: the other rows of BW lie around lon",
        "feature 1: needs uncertainty_m: how many metres it may lie off, like 2000",
        "zone buffer kind: names 'along line', which does not exist; did you mean 'along-line'?",
        "zone buffer side: names 'Shakawe', which does not exist; did you mean 'bw-shakawe'?",
        'zone buffer anchors: is missing; write it like anchors = ["idlib"], places that tell',
    ):
        assert words in told
        assert any(words in said for said in SAID), words
