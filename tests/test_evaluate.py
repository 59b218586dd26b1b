"""Marked texts, and the figures that come of comparing them with what was found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import document
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.evaluate.gold import GoldMention, gold_files, unmark
from geo.evaluate.score import Pair, pair_up, score
from geo.model.place import Name, Place
from geo.model.resolution import Candidate, Resolution, Status
from geo.model.text import Mention, MentionKind, Passage, Span, Use

MARKED = (
    "[Moscow](ru-moscow metonym) wants the [Idlib de-escalation zone](idlib-deescalation zone) "
    "kept; [Kafr Foo](?), in [Hama](sy-hama-gov), lies on the [front line](contact-line line)."
)


def test_marks_are_taken_out_and_their_offsets_hold_in_what_is_left() -> None:
    gold = unmark(document(MARKED))
    assert gold.document.text == (
        "Moscow wants the Idlib de-escalation zone "
        "kept; Kafr Foo, in Hama, lies on the front line."
    )
    assert [gold.document.quote(m.span) for m in gold.mentions] == [
        "Moscow",
        "Idlib de-escalation zone",
        "Kafr Foo",
        "Hama",
        "front line",
    ]
    assert [(m.place_id, m.kind.value, m.use.value) for m in gold.mentions] == [
        ("ru-moscow", "toponym", "metonym"),
        ("idlib-deescalation", "zone", "literal"),
        ("?", "toponym", "literal"),
        ("sy-hama-gov", "toponym", "literal"),
        ("contact-line", "line", "literal"),
    ]


WORDS = st.text(st.characters(exclude_characters="[]()\n"), max_size=8)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS.filter(bool)), max_size=6), WORDS)
def test_unmarking_gives_back_the_text_and_the_spans(
    parts: list[tuple[str, str]], rest: str
) -> None:
    marked = "".join(f"{words}[{name}](some-id)" for words, name in parts) + rest
    gold = unmark(document(marked or "."))
    assert gold.document.text == ("".join(w + n for w, n in parts) + rest or ".")
    assert [gold.document.quote(m.span) for m in gold.mentions] == [name for _, name in parts]
    assert [m.surface for m in gold.mentions] == [name for _, name in parts]


def test_front_matter_holds_no_marks() -> None:
    text = "---\nnote: [Hama](sy-hama)\n---\n[Homs](sy-homs)"
    gold = unmark(replace(document(text), body_start=text.index("[Homs")))
    assert [m.place_id for m in gold.mentions] == ["sy-homs"]
    assert gold.document.quote(gold.mentions[0].span) == "Homs"


def test_a_role_that_does_not_exist_is_an_error_that_names_the_mark() -> None:
    with pytest.raises(InputError) as caught:
        unmark(document("[Hama](sy-hama town)", source="a.md"))
    assert "a.md: mark '[Hama](sy-hama town)': 'town' is not one of zone, line, literal" in str(
        caught.value
    )


@pytest.mark.parametrize("text", ["[Hama] (sy-hama)", "[Hama]()", "[Ha\nma](sy-hama)", "Hama(x)"])
def test_brackets_that_are_no_mark_stay_in_the_text(text: str) -> None:
    gold = unmark(document(text))
    assert (gold.document.text, gold.mentions) == (text, ())


def test_gold_is_read_from_folders_and_files(tmp_path: Path) -> None:
    for name in ("b.md", "a/c.md", "a/notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = gold_files([tmp_path, tmp_path / "b.md"])
    assert [path.name for _, path in found] == ["c.md", "b.md", "b.md"]
    for wrong in (tmp_path / "none.md", tmp_path / "a" / "notes"):
        with pytest.raises(InputError, match="there is no gold text"):
            gold_files([wrong])


def gold(start: int, end: int, place: str, role: str = "literal") -> GoldMention:
    kind = {"zone": MentionKind.ZONE}.get(role, MentionKind.TOPONYM)
    use = Use.LITERAL if role == "zone" else Use(role)
    return GoldMention(span=Span(start, end), surface="name", place_id=place, kind=kind, use=use)


def found(
    start: int, end: int, place: str, role: str = "literal", confidence: float = 0.9
) -> Resolution:
    marked = gold(start, end, place, role)
    mention = Mention(
        passage=Passage(document_id="t", ordinal=0, paragraph=0, span=Span(0, 100)),
        span=marked.span,
        surface="name",
        kind=marked.kind,
        recogniser="names",
        use=marked.use,
    )
    at = Place(
        id=place,
        names=(Name(place),),
        feature_class="P",
        feature_code="PPL",
        lon_deg=0,
        lat_deg=0,
        precision_m=1,
    )
    known = place != "?"
    return Resolution(
        mention=mention,
        candidates=(Candidate(place=at),) if known else (),
        status=Status.RESOLVED if known else Status.UNPLACED,
        confidence=confidence,
    )


def pairs() -> list[Pair]:
    """Four right, one wrong place, one wrong use, one missed, one too many."""
    return pair_up(
        "a.md",
        [
            gold(0, 5, "hama"),
            gold(10, 15, "homs"),
            gold(20, 25, "moscow", "metonym"),
            gold(30, 35, "idlib"),
            gold(40, 45, "ankara", "metonym"),
            gold(50, 55, "dmz", "zone"),
            gold(60, 65, "?"),
        ],
        [
            found(0, 5, "hama", confidence=0.95),
            found(10, 15, "aleppo", confidence=0.85),
            found(20, 26, "moscow", "metonym", 0.75),
            found(40, 45, "ankara", "literal", 0.95),
            found(50, 55, "dmz", "zone", 0.65),
            found(60, 65, "?", confidence=0.0),
            found(70, 75, "paris", confidence=0.9),
        ],
    )


def test_scores_are_those_of_a_sum_done_by_hand() -> None:
    scores = score(pairs())
    assert (scores.recognition.hits, scores.recognition.found, scores.recognition.gold) == (
        6,
        7,
        7,
    )
    assert scores.recognition.f1 == pytest.approx(6 / 7)
    # hama, moscow, ankara, dmz of the five that are placed and were found; not homs
    assert (scores.placed_right.hits, scores.placed_right.gold) == (4, 5)
    literal, metonym = scores.by_role["literal"], scores.by_role["metonym"]
    # right: hama and "?"; found as literal: hama, aleppo, ankara, "?", paris
    assert (literal.hits, literal.found, literal.gold) == (2, 5, 4)
    assert (literal.precision, literal.recall) == (0.4, 0.5)
    assert literal.f1 == pytest.approx(2 * 0.4 * 0.5 / 0.9)
    assert (metonym.hits, metonym.found, metonym.gold) == (1, 1, 2)
    assert scores.by_role["zone"].f1 == 1


def test_the_calibration_error_is_that_of_a_sum_done_by_hand() -> None:
    # [.9, 1]: .95 and .95, both right: |.95 - 1| * 2/5; [.8, .9): .85, wrong: .85 / 5;
    # [.7, .8): .75, right: .25 / 5; [.6, .7): .65, right: .35 / 5
    by_hand = 0.05 * 2 / 5 + 0.85 / 5 + 0.25 / 5 + 0.35 / 5
    assert score(pairs()).calibration_error == pytest.approx(by_hand)


def test_misses_say_what_was_expected_and_what_was_got() -> None:
    assert [(m.start, m.surface, m.expected, m.got) for m in score(pairs()).misses] == [
        (10, "name", "literal homs", "literal aleppo"),
        (30, "name", "literal idlib", "nothing"),
        (40, "name", "metonym ankara", "literal ankara"),
        (70, "name", "nothing", "literal paris"),
    ]


def test_the_same_span_is_paired_before_one_that_only_overlaps() -> None:
    made = pair_up("a", [gold(0, 5, "x")], [found(3, 9, "y"), found(0, 5, "x")])
    assert [(g is not None, r is not None and r.mention.span.start) for _, g, r in made] == [
        (True, 0),
        (False, 3),
    ]


def test_a_zone_is_not_paired_with_the_place_inside_its_name() -> None:
    made = pair_up(
        "a",
        [gold(0, 24, "dmz", "zone"), gold(0, 5, "idlib", "embedded")],
        [found(0, 5, "idlib", "embedded"), found(0, 24, "dmz", "zone")],
    )
    assert score(made).misses == ()


def test_a_place_inside_a_marked_zones_name_is_not_one_too_many() -> None:
    zone, place = found(6, 24, "dmz", "zone"), found(0, 5, "idlib", "embedded")
    made = pair_up("a", [gold(0, 24, "dmz", "zone")], [place, zone])
    assert made == [("a", gold(0, 24, "dmz", "zone"), zone)]
    outside = pair_up("a", [gold(6, 24, "dmz", "zone")], [place, zone])
    assert [m.got for m in score(outside).misses] == ["embedded idlib"]


def test_what_a_curator_rejected_counts_as_not_found() -> None:
    rejected = replace(found(0, 5, "x"), status=Status.REJECTED)
    assert score(pair_up("a", [], [rejected])).recognition.found == 0


def test_nothing_compared_with_nothing_scores_nothing() -> None:
    scores = score([])
    assert (scores.recognition.f1, scores.placed_right.precision) == (0, 0)
    assert scores.calibration_error == 0
