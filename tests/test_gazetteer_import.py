"""Gazetteers of others become columns, whatever their format; what is malformed is told."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

from geo.errors import InputError
from geo.gazetteer.columns import Columns, open_columns
from geo.gazetteer.entry import Source
from geo.gazetteer.formats.opening import Format
from geo.gazetteer.importing import Imported, import_files
from geo.model.place import NameKind

MINE = Source(name="my list", licence="CC0-1.0")
RUNNER = """
import resource, sys
from pathlib import Path
from geo.gazetteer.entry import Source
from geo.gazetteer.importing import import_files
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
made = import_files([Path(sys.argv[1])], Path(sys.argv[2]), Source(name="x", licence="y"))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(made.counts.places, made.skipped.count, after - before)
"""


def dump_line(number: int, name: str, **cells: str) -> str:
    """Return a line of a GeoNames dump."""
    row = {
        "id": str(number), "name": name, "ascii": name, "others": "", "lat": "35.9",
        "lon": "36.6", "class": "P", "code": "PPL", "country": "SY", "cc2": "", "admin1": "12",
        "admin2": "", "admin3": "", "admin4": "", "population": "1000", "elevation": "",
        "dem": "10", "zone": "Asia/Damascus", "changed": "2020-01-01", **cells,
    }  # fmt: skip
    return "\t".join(row.values()) + "\n"


DUMP = (
    dump_line(1, "Idlib Governorate", code="ADM1", **{"class": "A"})
    + dump_line(2, "Saraqib", others="SRQ,Sarāqib,srakb,سراقب", population="34231")
    + dump_line(3, "Sea of Reeds", code="SEA", country="", admin1="00", **{"class": "H"})
)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "mine.columns"


def imported(target: Path, name: str, text: str) -> tuple[Columns, Imported]:
    path = target.with_name(name)
    path.write_text(text, encoding="utf-8")
    made = import_files([path], target, MINE)
    return open_columns(target), made


def test_a_dump_of_geonames_is_known_by_its_columns(target: Path) -> None:
    columns, made = imported(target, "SY.dat", DUMP)
    assert made.formats == (Format.GEONAMES,)
    ((saraqib, _),) = columns.lookup("سراقب")
    assert (saraqib.id, saraqib.admin1, saraqib.population) == ("gn-2", "gn-1", 34231)
    assert (saraqib.lon_deg, saraqib.lat_deg, saraqib.licence) == (36.6, 35.9, "CC BY 4.0")
    assert [n.text for n in saraqib.names] == ["Saraqib", "Sarāqib", "سراقب"]


def test_a_province_is_found_without_its_generic_word(target: Path) -> None:
    columns, _ = imported(target, "SY.txt", DUMP)
    assert [p.id for p, _ in columns.lookup("Idlib")] == ["gn-1"]


@pytest.mark.parametrize("packed", ["zip", "gz"])
def test_a_packed_dump_is_unpacked_on_the_way(target: Path, packed: str) -> None:
    path = target.with_name(f"allCountries.{packed}")
    if packed == "gz":
        path.write_bytes(gzip.compress(DUMP.encode()))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "short")
            archive.writestr("allCountries.txt", DUMP)
    assert import_files([path], target, MINE).counts.places == 3


def test_alternate_names_of_geonames_are_added_by_kind(target: Path) -> None:
    dump = target.with_name("SY.txt")
    dump.write_text(DUMP, "utf-8")
    alternates = target.with_name("alternateNamesV2.txt")
    alternates.write_text(
        "10\t2\tabbr\tSrq.\t\t\t\t\n11\t2\ten\tSaraqeb\t1\t\t\t\n12\t2\tlink\thttps://x.org\t\t\t\t\n"
        "13\t2\ttr\tSerakib\t\t\t\t\nbroken line\n14\t99\ten\tNobody\t\t\t\t\n",
        "utf-8",
    )
    made = import_files([dump], target, MINE, alternates)
    columns = open_columns(target)
    ((_, short),) = columns.lookup("srq")
    assert short.kind is NameKind.ABBREVIATION
    assert columns.lookup("Serakib")[0][0].id == "gn-2"
    assert columns.lookup("https://x.org") == columns.lookup("Nobody") == ()
    assert [s.source for s in made.skipped.first] == [f"{alternates}: line 5"]


def test_malformed_lines_are_counted_and_the_first_ones_named(target: Path) -> None:
    bad = (
        dump_line(4, "North", lat="95.0", lon="20")
        + dump_line(5, "", lat="1")
        + dump_line(6, "Nan", lat="nan")
        + "7\tshort\n"
        + dump_line(8, "Words", lat="north")
        + dump_line(9, "Many", population="lots")
    )
    _, made = imported(target, "bad.txt", DUMP + bad)
    assert (made.counts.places, made.skipped.count) == (3, 6)
    first = {s.source.rpartition(": ")[2]: s.reason for s in made.skipped.first}
    assert "swapped" in first["line 4"]
    assert "name '' is missing" in first["line 5"]
    assert "not finite" in first["line 6"]
    assert first["line 7"] == "has 2 columns, not 19"
    assert "are no numbers" in first["line 8"]
    assert "'lots' is no whole number" in first["line 9"]


def test_a_gazetteer_of_a_dossier_can_be_compiled(target: Path) -> None:
    made = import_files([ROOT / "gazetteer.csv"], target, MINE)
    columns = open_columns(target)
    assert made.skipped.count == 0
    assert columns.counts.places == made.counts.places > 1000
    ids = {p.id: (p, n) for p, n in columns.lookup("Idlib")}
    assert {"sy-idlib", "sy-idlib-gov"} <= set(ids)
    assert ids["sy-idlib"][0].admin1 == "sy-idlib-gov"
    assert columns.lookup("Syrians")[0][1].kind is NameKind.DEMONYM
    assert columns.lookup("UAE")[0][1].kind is NameKind.ABBREVIATION


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_needs_no_more_than_name_lon_and_lat(target: Path, delimiter: str) -> None:
    rows = [["Name", "Latitude", "Longitude"], ["Kafr Fulan", "35.5", "36.5"]]
    text = "\n".join(delimiter.join(row) for row in rows)
    columns, made = imported(target, "list.csv", text)
    place = columns.place(0)
    assert made.formats == (Format.TABLE,)
    assert (place.name, place.lon_deg, place.lat_deg) == ("Kafr Fulan", 36.5, 35.5)
    assert (place.feature_code, place.source, place.licence) == ("PPL", "my list", "CC0-1.0")


def test_malformed_rows_of_a_table_are_named_by_their_number(target: Path) -> None:
    text = "name,lon,lat\nA,36,35\nB,36\n,36,35\nC,x,35\nD,36,350\n"
    _, made = imported(target, "list.csv", text)
    assert made.counts.places == 1
    assert [s.source.rpartition(": ")[2] for s in made.skipped.first] == [
        "row 3", "row 4", "row 5", "row 6",
    ]  # fmt: skip


def test_a_quotation_mark_left_open_is_told(target: Path) -> None:
    rows = "".join(f"Town {n},36,35\n" for n in range(20_000))
    _, made = imported(target, "list.csv", f'name,lon,lat\nGood,36,35\n"Open,36,35\n{rows}')
    assert made.skipped.first[0].source.endswith("row 3")
    assert "is a quotation mark left open?" in made.skipped.first[0].reason


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"mine.columns: cannot be written"):
        import_files([ROOT / "gazetteer.csv"], tmp_path / "file" / "mine.columns", MINE)


def test_an_alternate_names_file_without_a_name_is_an_error(target: Path) -> None:
    dump = target.with_name("SY.txt")
    dump.write_text(DUMP, "utf-8")
    with pytest.raises(InputError, match=r"holds no alternate name; give GeoNames"):
        import_files([dump], target, MINE, dump)


def test_columns_that_are_mixed_up_are_noticed(target: Path) -> None:
    rows = "".join(f"Town,36,35,Source {n}\n" for n in range(300))
    with pytest.raises(InputError, match="columns seem to be mixed up"):
        imported(target, "list.csv", "name,lon,lat,source\n" + rows)


def test_a_table_without_coordinates_says_which_columns_it_lacks(target: Path) -> None:
    with pytest.raises(InputError, match=r"list.csv: row 1: lacks the columns lon, lat"):
        imported(target, "list.csv", "name,population\nA,1\n")


@pytest.mark.parametrize("text", ["", "just words\n", "\n\n\n"])
def test_a_file_of_no_known_format_is_an_error(target: Path, text: str) -> None:
    with pytest.raises(InputError, match="is neither a GeoNames dump"):
        imported(target, "what.txt", text)


def test_a_file_in_another_encoding_is_an_error(target: Path) -> None:
    path = target.with_name("latin.csv")
    path.write_bytes("name,lon,lat\nKöln,7,51\n".encode("latin-1"))
    with pytest.raises(InputError, match=r"latin.csv: .*is not UTF-8"):
        import_files([path], target, MINE)


def test_a_file_without_one_good_row_says_what_is_wrong_with_the_first(target: Path) -> None:
    with pytest.raises(InputError, match=r"hold no place.*1 rows are malformed, .*row 2: name"):
        imported(target, "list.csv", "name,lon,lat\n,1,2\n")


def test_several_files_make_one_gazetteer(target: Path) -> None:
    dump, table = target.with_name("a.txt"), target.with_name("b.csv")
    dump.write_text(DUMP, "utf-8")
    table.write_text("name,lon,lat\nKafr Fulan,36,35\n", "utf-8")
    made = import_files([dump, table], target, MINE)
    assert made.formats == (Format.GEONAMES, Format.TABLE)
    assert [s.name for s in open_columns(target).sources] == ["GeoNames", "my list"]


def test_alternate_names_go_only_with_a_dump(target: Path) -> None:
    table = target.with_name("b.csv")
    table.write_text("name,lon,lat\nKafr Fulan,36,35\n", "utf-8")
    with pytest.raises(InputError, match="go with a GeoNames dump; none was given"):
        import_files([table], target, MINE, table)


def test_the_folder_must_bear_the_ending_that_a_dossier_knows(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"must end in .columns.*mine.columns"):
        import_files([ROOT / "gazetteer.csv"], tmp_path / "mine", MINE)


@pytest.mark.skipif(sys.platform == "win32", reason="counts memory as Unix does")
def test_a_long_dump_needs_little_memory(target: Path) -> None:
    rows = 200_000
    path = target.with_name("long.txt")
    with path.open("w", encoding="utf-8") as file:
        for number in range(1, rows + 1):
            others = f"Other {number % 977},Third {number}"
            file.write(dump_line(number, f"Place {number % 5003}", others=others))
    done = subprocess.run(
        [sys.executable, "-c", RUNNER, path, target], capture_output=True, text=True, check=True
    )
    places, skipped, grown = map(int, done.stdout.split())
    assert (places, skipped) == (rows, 0)
    grown_mib = grown / (2**20 if sys.platform == "darwin" else 2**10)
    assert grown_mib < 200
