"""A compiled gazetteer says what it was compiled from, whatever its size."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from atlas import OTHERS, OURS, entries
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.gazetteer.columns import META, Columns, open_columns
from geo.gazetteer.compile import compile_columns
from geo.gazetteer.entry import Entry, Spelling
from geo.gazetteer.keys import key_hashes, text_hashes
from geo.gazetteer.tally import Tally
from geo.model.columns import KindOfName
from geo.model.folding import name_key
from geo.model.hashing import text_hash
from geo.model.place import NameKind
from geo.model.text import Skipped

NAMES = st.text(st.sampled_from("abAB é'-‐ ıİßşЁё‘ـة .\u0301"), max_size=8)


def compiled(folder: Path, items: Iterable[Entry | Skipped]) -> Columns:
    compile_columns(items, folder)
    return open_columns(folder)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Columns:
    return compiled(tmp_path_factory.mktemp("atlas") / "atlas.columns", entries())


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_place_comes_back_as_it_was_entered(world: Columns) -> None:
    assert world.counts.places == 20
    for row, entry in enumerate(entries()):
        place = world.place(row)
        assert [n.text for n in place.names] == [n.text for n in entry.names]
        assert (place.feature_class, place.feature_code) == (
            entry.feature_class,
            entry.feature_code,
        )
        assert (place.lon_deg, place.lat_deg) == (entry.lon_deg, entry.lat_deg)
        assert (place.population, place.country_code) == (entry.population, entry.country_code)
        assert (place.source, place.licence) == (entry.source.name, entry.source.licence)


def test_ids_are_those_of_geonames_or_made_of_the_place_itself(world: Columns) -> None:
    ids = [world.place_id(row) for row in range(20)]
    assert len(set(ids)) == 20
    assert ids[4] == "gn-5"
    assert ids[16].startswith("nd-lake-long-")
    assert [world.row(i) for i in ids] == list(range(20))
    assert world.row("gn-999") == world.row("nd-lake-long") == world.row("gn-x") == -1


def test_units_are_found_by_their_codes_and_lie_in_themselves(world: Columns) -> None:
    kingsport, westmark, lost = world.place(4), world.row("gn-2"), world.place(world.row("gn-18"))
    assert (kingsport.admin1, kingsport.admin2) == ("gn-2", "gn-4")
    assert world.admin1[westmark] == westmark
    assert world.place(westmark).admin1 == ""
    assert lost.admin1 == ""


def test_capitals_and_countries_stand_for_their_government(world: Columns) -> None:
    assert world.place(world.row("gn-5")).stands_for == "gn-1"
    assert world.place(world.row("gn-11")).stands_for == "gn-11"
    assert world.place(world.row("gn-9")).stands_for == ""


def test_the_most_populous_place_of_a_name_comes_first(world: Columns) -> None:
    assert [p.id for p, _ in world.lookup("newtown")] == ["gn-9", "gn-14", "gn-8"]


@pytest.mark.parametrize(
    ("asked", "name", "kind"),
    [
        ("MAARRAT AL-NUMAN", "Maarrat al Numan", NameKind.NAME),
        ("saint ives", "Saint-Ives", NameKind.NAME),
        ("вестмарк", "Вестмарк", NameKind.NAME),
        ("مرفا الملك", "مرفأ الملك", NameKind.NAME),
        ("iskele", "İskele", NameKind.NAME),
        ("NRD", "NRD", NameKind.ABBREVIATION),
        ("Sudians", "Sudians", NameKind.DEMONYM),
    ],
)
def test_names_are_found_in_any_spelling(
    world: Columns, asked: str, name: str, kind: NameKind
) -> None:
    ((_, found),) = world.lookup(asked)
    assert (found.text, found.kind) == (name, kind)


def test_a_name_that_nobody_bears_is_not_found(world: Columns) -> None:
    for asked in ("", "  ", "New", "Newtown x", "'"):
        assert world.lookup(asked) == ()


def test_names_come_in_the_order_of_the_places(world: Columns) -> None:
    assert [n.text for n in world.names()] == [n.text for e in entries() for n in e.names]


def test_hashes_are_found_where_their_key_stands(world: Columns) -> None:
    wanted = key_hashes(["Newtown", "no such name", "Delta"])
    at = world.find(wanted)
    assert at[1] == -1
    assert world.key[at[[0, 2]]].tolist() == wanted[[0, 2]].tolist()
    assert world.find(wanted[:0]).size == 0


@given(st.lists(NAMES, max_size=12))
def test_hashes_of_many_names_are_those_of_each(names: list[str]) -> None:
    assert key_hashes(names).tolist() == [text_hash(name_key(n)) for n in names]
    assert text_hashes(names).tolist() == [text_hash(n) for n in names]


@given(st.lists(st.lists(NAMES, min_size=1, max_size=4), min_size=1, max_size=8), NAMES)
def test_a_lookup_finds_what_a_walk_over_all_names_finds(
    tmp_path_factory: pytest.TempPathFactory, names: list[list[str]], asked: str
) -> None:
    given_entries = [
        Entry(
            names=tuple(Spelling(t, KindOfName.NAME) for t in texts),
            feature_class="P",
            feature_code="PPL",
            lon_deg=1.0,
            lat_deg=2.0,
            precision_m=1.0,
            source=OURS,
            source_id=number,
            population=number % 3,
        )
        for number, texts in enumerate(names, 1)
    ]
    columns = compiled(tmp_path_factory.mktemp("any") / "any.columns", given_entries)
    for wanted in (asked, *names[0]):
        key = name_key(wanted)
        bearers = [
            e.source_id for e in given_entries if key in {name_key(n.text) for n in e.names}
        ]
        walked = sorted(bearers, key=lambda number: (-(number % 3), number)) if key else []
        assert [p.id for p, _ in columns.lookup(wanted)] == [f"gn-{number}" for number in walked]


def test_keys_are_sorted_and_each_place_stands_once_under_a_key(world: Columns) -> None:
    assert np.all(world.key[1:] > world.key[:-1])
    for k in range(world.key.size):
        names = world.posting[world.posting_start[k] : world.posting_start[k + 1]]
        places = world.name_place[names].tolist()
        assert 0 < len(places) == len(set(places))


def test_the_same_entries_give_the_same_bytes(tmp_path: Path) -> None:
    compile_columns(entries(), tmp_path / "one.columns")
    compile_columns(entries(), tmp_path / "two.columns")
    assert content(tmp_path / "one.columns") == content(tmp_path / "two.columns")


def test_other_content_has_another_digest(tmp_path: Path) -> None:
    compile_columns(entries(), tmp_path / "a.columns")
    compile_columns(entries()[:-1] + entries()[-2:-1], tmp_path / "b.columns")
    metas = [(tmp_path / f"{n}.columns" / META).read_bytes() for n in "ab"]
    assert metas[0] != metas[1]


def test_sources_keep_their_licence(world: Columns) -> None:
    assert world.sources == (OURS, OTHERS)


def test_what_is_left_out_is_counted_and_named(tmp_path: Path) -> None:
    lost = [Skipped(source=f"row {n}", reason="has no point") for n in range(30)]
    tally = Tally()
    compile_columns([*lost, *entries()], tmp_path / "x.columns", tally=tally)
    columns = open_columns(tmp_path / "x.columns")
    assert tally.count == columns.left_out == 30
    assert columns.left_out_first == tuple(lost[:10])


def test_a_gazetteer_without_a_place_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"empty.columns: would hold no place"):
        compile_columns([], tmp_path / "empty.columns")
    assert list(tmp_path.iterdir()) == []


def test_nothing_but_a_gazetteer_is_ever_replaced(tmp_path: Path) -> None:
    precious = tmp_path / "mine.columns"
    precious.mkdir()
    (precious / "notes.txt").write_text("do not lose")
    with pytest.raises(InputError, match="is there already and is no compiled gazetteer"):
        compile_columns(entries(), precious)
    assert (precious / "notes.txt").read_text() == "do not lose"


def test_a_reader_is_not_disturbed_when_its_folder_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "x.columns"
    before = compiled(folder, entries())
    compile_columns(entries()[:3], folder)
    assert before.place(19).name == "Far End"
    assert open_columns(folder).counts.places == 3
    assert [p.name for p in tmp_path.iterdir()] == ["x.columns"]


def test_two_that_compile_at_once_leave_one_good_folder(tmp_path: Path) -> None:
    folder = tmp_path / "x.columns"
    errors: list[BaseException] = []

    def make() -> None:
        try:
            for keep in (True, False, True):
                compile_columns(entries(), folder, keep=keep)
        except BaseException as exc:  # noqa: BLE001 - carried out of the thread
            errors.append(exc)

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert open_columns(folder).counts.places == 20
    assert [p.name for p in tmp_path.iterdir()] == ["x.columns"]


def test_a_folder_that_is_no_gazetteer_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no compiled gazetteer; dateline gazetteer import"):
        open_columns(tmp_path)


def test_a_folder_of_another_version_or_with_a_file_lost_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "x.columns"
    compile_columns(entries(), folder)
    (folder / "key.npy").unlink()
    with pytest.raises(InputError, match="is damaged"):
        open_columns(folder)
    (folder / META).write_text('{"format": 0}')
    with pytest.raises(InputError, match="compiled by another version"):
        open_columns(folder)
