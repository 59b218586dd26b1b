"""Enclaves of a control table: left out below a size and listed, or kept and marked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import shapely
from test_control import DAY, LAND, RULE, held, town

from geo.model.line import ContactLine
from geo.pipeline.engine import Engine
from geo.zones.control import control_on
from geo.zones.lines import Ground, build_line


def square(rows: list[str], **fields: object) -> Ground:
    """Return towns about 9 km apart, from letters: r is red, b blue, g green, . nobody's."""
    names = {"r": "red", "b": "blue", "g": "green"}
    towns, table = {}, []
    for y, row in enumerate(rows):
        for x, letter in enumerate(row):
            if letter in names:
                place_id = f"t{y}{x}"
                towns[place_id] = town(place_id, 36 + 0.1 * x + 0.001 * y, 35 - 0.08 * y)
                table.append(held(place_id, names[letter], **fields))
    return Ground(places=towns, holdings={"t": tuple(table)}, areas={}, drawn={})


class TestPockets:
    """Enclaves in a square of towns; one town has some 80 km²."""

    ONE = ("bbbbb", "bbrbb", "bbbbb", "rrrrr")

    def line(self, rows: tuple[str, ...], least_km2: float, **fields: object) -> ContactLine:
        rule = replace(RULE, least_pocket_km2=least_km2, **fields)  # type: ignore[arg-type]
        return build_line(rule, square(list(rows)), DAY)

    def test_a_town_inside_the_others_ground_is_left_out_and_listed(self) -> None:
        line = self.line(self.ONE, 200)
        assert [(p.places, p.holder, p.inside) for p in line.pockets_left_out] == [
            (("t12",), "red", "blue")
        ]
        assert line.pockets_left_out[0].area_km2 == pytest.approx(9.1 * 8.9, rel=0.03)
        assert not any("t12" in s.places for s in line.segments)
        assert not any(s.pocket_km2 for s in line.segments)

    def test_a_pocket_that_stays_is_marked_with_its_ground(self) -> None:
        line = self.line(self.ONE, 0)
        ring = {s.places for s in line.segments if s.pocket_km2}
        assert ring == {s.places for s in line.segments if "t12" in s.places}
        assert len(ring) >= 4
        assert {round(s.pocket_km2) for s in line.segments if s.pocket_km2} == {81}
        assert line.pockets_left_out == ()

    def test_the_ground_of_a_pocket_goes_to_who_surrounds_it(self) -> None:
        places = square(list(self.ONE))
        kept = control_on(DAY, places.holdings["t"], places.places, LAND)
        left = control_on(DAY, places.holdings["t"], places.places, LAND, 200)
        pocket_m2 = left.pockets[0].area_km2 * 1e6
        assert left.area("blue").area == pytest.approx(kept.area("blue").area + pocket_m2)
        assert (kept.holder_of("t12"), left.holder_of("t12")) == ("red", "blue")
        assert shapely.get_parts(left.area("blue"))[0].interiors[:] == []

    def test_ground_at_the_edge_of_the_table_is_no_pocket(self) -> None:
        line = self.line(("bbrbb", "bbbbb", "bbbbb"), 10_000)
        assert line.pockets_left_out == ()
        assert line.segments

    def test_ground_between_two_others_is_no_pocket(self) -> None:
        line = self.line(("bbggg", "bbrgg", "bbggg", "bbggg"), 500, between=((), ()))
        assert line.pockets_left_out == ()

    def test_a_town_inside_a_pocket_goes_back_to_its_own(self) -> None:
        rows = ("bbbbb", "brrrb", "brbrb", "brrrb", "bbbbb", "rrrrr")
        (pocket,) = self.line(rows, 1000).pockets_left_out
        assert pocket.places == ("t11", "t12", "t13", "t21", "t23", "t31", "t32", "t33")
        # A ring that is too large to be a pocket keeps what it encloses.
        (inner,) = self.line(rows, 200).pockets_left_out
        assert (inner.places, inner.inside) == (("t22",), "red")

    def test_two_towns_side_by_side_are_one_pocket(self) -> None:
        (pocket,) = self.line(("bbbbb", "brrbb", "bbbbb", "rrrrr"), 200).pockets_left_out
        assert pocket.places == ("t11", "t12")
        assert self.line(("bbbbb", "brrbb", "bbbbb", "rrrrr"), 120).pockets_left_out == ()


def test_the_one_ring_of_the_shipped_table_is_left_out_and_listed(engine: Engine) -> None:
    rule = engine.dossier.lines["contact-line"]
    days = sorted({h.start for h in engine.ground.holdings["towns"] if h.start})
    rings = {}
    for day in (d for d in days if rule.period.contains(d)):
        line = build_line(rule, engine.ground, day)
        assert not any(s.pocket_km2 for s in line.segments)
        if line.pockets_left_out:
            rings[day] = [p.places for p in line.pockets_left_out]
    # Reported captured the day after the towns around it.
    assert rings == {date(2020, 2, 8): [("sy-al-eis",)]}
