"""How right the reading is on the marked texts: no worse than pinned, and pinned where it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import gate
import pin_gate
import pytest
from gate import GROUPS, MARGIN, Group, Pin, digest_of, measure, missing, outgrown, worse

HOW = "python tests/pin_gate.py {}"


@pytest.fixture(params=GROUPS, ids=lambda g: g.name)
def group(request: pytest.FixtureRequest) -> Group:
    """A group of marked texts that can be measured here."""
    wanted: Group = request.param
    reason = missing(wanted)
    if not wanted.files:
        assert wanted.name not in gate.pins(), f"{reason}, but figures are pinned for it"
    if reason:
        pytest.skip(reason)
    if wanted.dossier == "world":
        request.getfixturevalue("compiled_world")
    return wanted


def pinned(group: Group) -> Pin:
    found = gate.pins().get(group.name)
    assert found, f"{group.name} has marked texts and no figures: {HOW.format(group.name)}"
    return found


def test_the_questions_are_those_that_were_pinned(group: Group) -> None:
    told = f"the texts of {group.name} have changed: look at them, then {HOW.format(group.name)}"
    assert (digest_of(group.files), len(group.files)) == (
        pinned(group).digest,
        pinned(group).files,
    ), told


def test_no_figure_is_worse_than_pinned(group: Group) -> None:
    misses = "\n".join(
        f"{m.source} {m.start} {m.surface!r}: {m.expected}, not {m.got}"
        for m in gate.scores_of(group).misses
    )
    assert not worse(pinned(group), measure(group)), misses


def test_no_figure_has_outgrown_its_pin(group: Group) -> None:
    assert not outgrown(pinned(group), measure(group)), HOW.format(group.name)


PIN = Pin(
    digest="d",
    files=2,
    literal_f1=0.8,
    recognition_f1=0.9,
    use_accuracy=0.7,
    right_place=0.9,
    ece=0.1,
)


def test_a_fallen_figure_is_named_and_a_risen_error_too() -> None:
    assert worse(PIN, replace(PIN, literal_f1=0.7999)) == [
        "literal_f1 is 0.7999, the pin says 0.8"
    ]
    assert worse(PIN, replace(PIN, ece=0.1001)) == ["ece is 0.1001, the pin says 0.1"]
    assert worse(PIN, replace(PIN, right_place=0.95, ece=0.05)) == []


def test_a_figure_may_be_a_margin_better_and_no_more() -> None:
    assert outgrown(PIN, replace(PIN, use_accuracy=0.7 + MARGIN, ece=0.1 - MARGIN)) == []
    assert outgrown(PIN, replace(PIN, use_accuracy=0.7201, ece=0.0799)) == [
        "raise the floor of use_accuracy from 0.7 to 0.7201",
        "lower the ceiling of ece from 0.1 to 0.0799",
    ]


def test_the_digest_is_of_the_texts_and_their_names(tmp_path: Path) -> None:
    first, second = tmp_path / "a.md", tmp_path / "b.md"
    first.write_text("[Hama](sy-hama)")
    second.write_text("[Homs](sy-homs)")
    whole = digest_of([first, second])
    assert digest_of([first]) != whole
    second.write_text("[Homs](sy-homs-gov)")
    assert digest_of([first, second]) != whole
    second.write_text("[Homs](sy-homs)")
    assert digest_of([first, second]) == whole
    assert digest_of([first, second.rename(tmp_path / "c.md")]) != whole


@pytest.fixture
def pins_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of pins of its own, with the figures of the first group as they are."""
    path = tmp_path / "gate.json"
    monkeypatch.setattr(gate, "PINS", path)
    gate.write_pins({"idlib": measure(GROUPS[0])})
    return path


def test_pinning_twice_gives_the_same_bytes(pins_file: Path) -> None:
    before = pins_file.read_bytes()
    assert pin_gate.main(["idlib"]) == 0
    assert pins_file.read_bytes() == before


def test_a_floor_of_unchanged_texts_falls_only_if_told_to(
    pins_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = measure(GROUPS[0])
    gate.write_pins({"idlib": replace(now, literal_f1=1.0)})
    before = pins_file.read_bytes()
    assert pin_gate.main(["idlib"]) == 1
    assert "idlib: not pinned (--lower would): literal_f1 is" in capsys.readouterr().out
    assert pins_file.read_bytes() == before
    assert pin_gate.main(["--lower", "idlib"]) == 0
    assert gate.pins()["idlib"] == now


def test_changed_texts_may_be_pinned_lower(pins_file: Path) -> None:
    now = measure(GROUPS[0])
    gate.write_pins({"idlib": replace(now, literal_f1=1.0, digest="of other texts")})
    assert pin_gate.main(["idlib"]) == 0
    assert gate.pins() == {"idlib": now}
    assert pins_file.read_text("utf-8").endswith("}\n")


@pytest.mark.usefixtures("pins_file")
def test_a_group_that_does_not_exist_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert pin_gate.main(["idlip"]) == 2
    assert "idlip: is not one of idlib, world, ar, ru, tr" in capsys.readouterr().out
