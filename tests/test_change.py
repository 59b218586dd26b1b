"""Ground that changed hands between two days of a control table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point
from test_control import HELD, LAND, RULE, TOWNS, ground, held, town

from geo.errors import InputError
from geo.geodesy.measure import area_km2
from geo.model.change import Change
from geo.model.line import Holding
from geo.model.place import Place
from geo.pipeline.engine import Engine
from geo.zones.change import change, change_step
from geo.zones.control import Control, control_on

DAYS = (date(2020, 1, 1), date(2020, 2, 1), date(2020, 3, 1))
TAKEN = date(2020, 1, 20)
CAPTURE = (
    held("west-1", "red"),
    held("west-2", "red"),
    held("east-1", "blue"),
    held("east-2", "blue", end=TAKEN),
    held("east-2", "red", start=TAKEN, source="a communique", reliability="unsourced"),
)


def control(day: date, table: tuple[Holding, ...], places: dict[str, Place] = TOWNS) -> Control:
    return control_on(day, table, places, LAND)


def held_km2(found: Control, holder: str) -> float:
    return area_km2(found.frame.inverse(found.area(holder)))


def total_km2(parts: tuple[Change, ...], lost_by: str, gained_by: str) -> float:
    way = (lost_by, gained_by)
    return sum(p.area_km2 for p in parts if (p.lost_by, p.gained_by) == way)


def test_a_captured_town_is_a_part_with_its_day_and_its_source() -> None:
    (part,) = change(control(DAYS[0], CAPTURE), control(DAYS[1], CAPTURE))
    assert (part.lost_by, part.gained_by, part.start, part.end) == ("blue", "red", *DAYS[:2])
    (moved,) = part.towns
    assert (moved.place_id, moved.on, moved.after.source) == ("east-2", TAKEN, "a communique")
    assert (moved.unsourced, moved.pocket, part.unsourced_share) == (True, False, 1.0)
    assert part.geometry.covers(Point(TOWNS["east-2"].lon_deg, TOWNS["east-2"].lat_deg))
    assert part.geometry.exterior.is_ccw


def test_between_a_day_and_itself_nothing_changes() -> None:
    assert change(control(DAYS[0], CAPTURE), control(DAYS[0], CAPTURE)) == ()


def test_a_town_that_was_lost_and_taken_back_has_not_changed() -> None:
    table = (
        *CAPTURE[:3],
        held("east-2", "blue", end=TAKEN),
        held("east-2", "red", start=TAKEN, end=date(2020, 1, 25)),
        held("east-2", "blue", start=date(2020, 1, 25)),
    )
    assert change(control(DAYS[0], table), control(DAYS[1], table)) == ()


def test_towns_side_by_side_are_one_part_and_towns_apart_are_two() -> None:
    places = {f"t{n}": town(f"t{n}", 36 + 0.1 * n, 35) for n in range(5)}
    before = tuple(held(p, "blue") for p in places)
    taken = {"t0", "t1", "t4"}
    after = tuple(held(p, "red" if p in taken else "blue") for p in places)
    parts = change(control(DAYS[0], before, places), control(DAYS[1], after, places))
    assert [[t.place_id for t in p.towns] for p in parts] == [["t0", "t1"], ["t4"]]
    assert [p.id for p in parts] == ["2020-01-01~2020-02-01~t0", "2020-01-01~2020-02-01~t4"]


def test_a_row_that_begins_later_changes_nothing_and_is_named() -> None:
    table = (*HELD, held("late", "blue", start=TAKEN))
    places = {**TOWNS, "late": town("late", 36.05, 35.1)}
    # The new town stands deep in red ground: its cell is blue the day its row begins.
    before, after = control(DAYS[0], table, places), control(DAYS[1], table, places)
    assert held_km2(after, "red") < held_km2(before, "red") - 50
    assert change(before, after) == ()
    found = replace(ground(*table), places=places)
    assert change_step(RULE, found, *DAYS[:2]).left_out == ("late",)


def test_a_row_that_begins_later_leaves_real_changes_beside_it() -> None:
    table = (*CAPTURE, held("late", "red", start=TAKEN))
    places = {**TOWNS, "late": town("late", 36.05, 35.1)}
    (part,) = change(control(DAYS[0], table, places), control(DAYS[1], table, places))
    assert [t.place_id for t in part.towns] == ["east-2"]


def test_the_ground_of_a_pocket_that_is_left_out_changes_without_a_row() -> None:
    places = {
        f"t{y}{x}": town(f"t{y}{x}", 36 + 0.1 * x, 35 - 0.08 * y)
        for y in range(3)
        for x in range(3)
    }
    rows = [h for p in places if p not in {"t11", "t12"} for h in (held(p, "blue"),)]
    table = (
        *rows,
        held("t11", "red", source="a letter"),
        held("t12", "red", end=TAKEN),
        held("t12", "blue", start=TAKEN, source="a radio report"),
    )
    before, after = (control_on(d, table, places, LAND, 200) for d in DAYS[:2])
    (part,) = change(before, after)
    told = {t.place_id: (t.pocket, t.on, t.after.source) for t in part.towns}
    assert told == {
        "t11": (True, None, "a letter"),
        "t12": (False, TAKEN, "a radio report"),
    }
    gained = held_km2(after, "blue") - held_km2(before, "blue")
    assert part.area_km2 == pytest.approx(gained, rel=1e-4)


def test_days_in_the_wrong_order_or_without_a_table_are_refused() -> None:
    with pytest.raises(
        InputError, match="from a day to a later one, not 2020-02-01 to 2020-01-01"
    ):
        change_step(RULE, ground(*CAPTURE), DAYS[1], DAYS[0])
    table = (held("west-1", "red", start=TAKEN), held("east-1", "blue", start=TAKEN))
    with pytest.raises(InputError, match="says of no place who held it on 2020-01-01"):
        change_step(RULE, ground(*table), DAYS[0], DAYS[1])


HOLDERS = ("red", "blue", "green")


@st.composite
def histories(draw: st.DrawFn, changes: int) -> tuple[dict[str, Place], tuple[Holding, ...]]:
    """Towns that are held throughout and change hands at most so often."""
    spots = draw(
        st.lists(
            st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=3, max_size=14, unique=True
        )
    )
    places, table = {}, []
    for n, (x, y) in enumerate(spots):
        place_id = f"t{n:02}"
        places[place_id] = town(place_id, 36 + 0.017 * x, 35 + 0.013 * y)
        steps = draw(st.lists(st.sampled_from(DAYS[1:]), max_size=changes, unique=True))
        edges = [None, *sorted(steps), None]
        held_by = ""
        for start, end in pairwise(edges):
            held_by = draw(st.sampled_from([h for h in HOLDERS if h != held_by]))
            table.append(held(place_id, held_by, start=start, end=end))
    return places, tuple(table)


@given(history=histories(changes=2))
@settings(max_examples=40, deadline=None)
def test_what_is_gained_less_what_is_lost_is_how_the_held_ground_grew(
    history: tuple[dict[str, Place], tuple[Holding, ...]],
) -> None:
    places, table = history
    before, after = control(DAYS[0], table, places), control(DAYS[2], table, places)
    parts = change(before, after)
    for holder in HOLDERS:
        grew = held_km2(after, holder) - held_km2(before, holder)
        gained = sum(p.area_km2 for p in parts if p.gained_by == holder)
        lost = sum(p.area_km2 for p in parts if p.lost_by == holder)
        assert gained - lost == pytest.approx(grew, abs=1e-3 * max(gained, lost, 1))


@given(history=histories(changes=1))
@settings(max_examples=40, deadline=None)
def test_steps_add_up_where_no_town_goes_back(
    history: tuple[dict[str, Place], tuple[Holding, ...]],
) -> None:
    places, table = history
    first, middle, last = (control(day, table, places) for day in DAYS)
    steps = (*change(first, middle), *change(middle, last))
    whole = change(first, last)
    for loser in HOLDERS:
        for gainer in HOLDERS:
            km2 = total_km2(whole, loser, gainer)
            assert total_km2(steps, loser, gainer) == pytest.approx(km2, rel=1e-4, abs=0.01)


@given(history=histories(changes=2))
@settings(max_examples=30, deadline=None)
def test_the_way_back_undoes_the_way_there(
    history: tuple[dict[str, Place], tuple[Holding, ...]],
) -> None:
    places, table = history
    first, last = control(DAYS[0], table, places), control(DAYS[2], table, places)
    there = {tuple(t.place_id for t in p.towns): p for p in change(first, last)}
    back = {tuple(t.place_id for t in p.towns): p for p in change(last, first)}
    assert there.keys() == back.keys()
    for towns, part in there.items():
        assert (back[towns].lost_by, back[towns].gained_by) == (part.gained_by, part.lost_by)
        assert shapely.equals(back[towns].geometry, part.geometry)


@given(history=histories(changes=0), late=st.sets(st.integers(0, 13)))
@settings(max_examples=40, deadline=None)
def test_towns_that_the_table_only_begins_to_speak_of_change_nothing(
    history: tuple[dict[str, Place], tuple[Holding, ...]], late: set[int]
) -> None:
    places, table = history
    late = {n for n in late if 1 <= n < len(table)}
    rows = tuple(replace(h, start=TAKEN) if n in late else h for n, h in enumerate(table))
    assert change(control(DAYS[0], rows, places), control(DAYS[2], rows, places)) == ()


class TestShippedTable:
    """The offensives of 2019 and 2020, against figures that were not used to build the table."""

    def test_the_loss_by_june_2019_is_about_what_the_press_had(self, engine: Engine) -> None:
        # Reports of mid-June 2019 put what the opposition had lost since the end of April at
        # about 200 km².
        rule = engine.dossier.lines["contact-line"]
        step = change_step(rule, engine.ground, date(2018, 9, 17), date(2019, 6, 12))
        lost = next(b.lost_km2 for b in step.balances if b.holder == "opposition")
        assert 170 < lost < 250

    def test_steps_are_the_difference_of_the_held_areas(self, engine: Engine) -> None:
        rule = engine.dossier.lines["contact-line"]
        for start, end in pairwise(rule.changes):
            step = change_step(rule, engine.ground, start, end)
            assert step.left_out == ()
            for sums in step.balances:
                before, after = (engine.ground.control(rule, day) for day in (start, end))
                grew = held_km2(after, sums.holder) - held_km2(before, sums.holder)
                assert sums.net_km2 == pytest.approx(grew, rel=1e-3)

    def test_the_steps_add_up_to_first_and_last(self, engine: Engine) -> None:
        rule = engine.dossier.lines["contact-line"]
        steps = [change_step(rule, engine.ground, a, b) for a, b in pairwise(rule.changes)]
        whole = change_step(rule, engine.ground, rule.changes[0], rule.changes[-1])
        way = ("opposition", "government")
        parts = tuple(p for s in steps for p in s.parts)
        assert total_km2(parts, *way) == pytest.approx(total_km2(whole.parts, *way), rel=1e-3)
        assert {t.place_id for p in whole.parts for t in p.towns} == {
            t.place_id for p in parts for t in p.towns
        }

    @pytest.mark.parametrize(
        ("place_id", "step", "on"),
        [
            ("sy-kafr-nabudah", 0, date(2019, 5, 26)),
            ("sy-khan-shaykhun", 1, date(2019, 8, 21)),
            ("sy-morek", 1, date(2019, 8, 23)),
        ],
    )
    def test_a_town_is_in_the_step_in_which_it_fell(
        self, engine: Engine, place_id: str, step: int, on: date
    ) -> None:
        rule = engine.dossier.lines["contact-line"]
        found = change_step(rule, engine.ground, *rule.changes[step : step + 2])
        days = {t.place_id: t.on for p in found.parts for t in p.towns}
        assert days[place_id] == on


def test_a_step_bears_the_days_asked_for_not_those_of_the_table(engine: Engine) -> None:
    rule = engine.dossier.lines["contact-line"]
    asked = (date(2018, 9, 18), date(2019, 9, 4))
    step = change_step(rule, engine.ground, *asked)
    assert (step.start, step.end) == asked
