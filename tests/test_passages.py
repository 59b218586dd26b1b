"""Sentences: nothing lost, each in its place, cut where a reader would cut."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from conftest import document
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.segment.passages import passages

PIECES = st.sampled_from(
    [
        *["Mr. ", "U.S. ", "3.5 km. ", "… ", "... ", "?! ", "؟ ", ".” ", ".) ", "\n", "\n\n"],
        *["\r\n", "\t", "\u2028", "\x0b", "\x1c", " ", "a", "A", "İ", "\ufeff", "\ud800", "12. "],
        *["The army left. ", "إدلب هادئة. ", "Russia (and Turkey) agreed. ", "— ", "“Go!” "],
        "the long end of a line that somebody has wrapped by hand\n",
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=40).map("".join)


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.integers(0, 20))
def test_all_that_is_visible_is_read_and_nothing_before_the_body(text: str, start: int) -> None:
    body_start = min(start, len(text))
    found = passages(replace(document(text), body_start=body_start))
    covered = {i for p in found for i in range(p.span.start, p.span.end)}
    assert covered >= {i for i in range(body_start, len(text)) if not text[i].isspace()}
    assert not covered & set(range(body_start))


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_passages_are_numbered_in_order_apart_and_trimmed(text: str) -> None:
    found = passages(document(text))
    assert [p.ordinal for p in found] == list(range(len(found)))
    for passage, following in pairwise(found):
        assert passage.span.end <= following.span.start
        assert passage.paragraph <= following.paragraph
    for passage in found:
        words = text[passage.span.start : passage.span.end]
        assert words == words.strip()


def cut(text: str) -> list[str]:
    made = document(text)
    return [made.quote(p.span) for p in passages(made)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Shells fell at dawn.", "Nobody was hurt."],
        ["Who fired first?", "Nobody knows!", "The army is silent."],
        ["They waited…", "Nothing came."],
        ["They waited...", "Nothing came."],
        ["“We are leaving.”", "She closed the door."],
        ['He said: "It is over."', "Then he left."],
        ["The town fell (again).", "Its people fled."],
        ["(The ministry did not answer.)", "It never does."],
        ["The zone is 15 km deep.", "12 posts stand around it."],
        ["Talks ended on Monday.", "“Too late,” he said."],
        ["Talks ended on Monday.", "— Too late, he said."],
        ["هل انسحبت القوات؟", "لم يجب أحد.", "المدينة هادئة."],
        ["Город обстреляли ночью.", "Никто не пострадал."],
        ["— Мы уходим, — сказал он.", "— Но не сегодня."],
        ["«Где колонна?»", "Никто не ответил."],
        ["Погиб 1 человек…", "Имя не названо."],
        ["هدأت المدينة.\u200f", "\u200fعاد الناس."],
        ["بلغ السعر 15.000 ليرة.", "لم يشترِ أحد."],
        ["Kira 15.000 lira oldu.", "Kimse ödeyemedi."],
        ["Kim ateş etti?..", "Bilinmiyor."],
    ],
)
def test_a_sentence_ends_where_a_reader_ends_it(sentences: list[str]) -> None:
    assert cut(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "Gen. Akar met Mr. Shoigu and Lt. Col. Ivanov at St. Petersburg.",
        "V. V. Putin received R. T. Erdogan in Sochi.",
        "The U.S. Army and the U.N. Security Council disagree.",
        "It lies approx. 3.5 km from Point No. 7 on the map.",
        "On Sept. 17 and Oct. 15 the deadlines passed.",
        "Tanks, mortars, etc. were to leave.",
        "“Go away!” he shouted.",
        "They waited… and left.",
        "“Will it hold?” asked the diplomat.",
        "Войска покинули г. Идлиб в 2018 г. без боя.",
        "Мост у пос. Найраб, т. е. Южный, имеет 30 кв. м. площади.",
        "Больница им. И. И. Петрова в Хомской обл. Сирии закрыта.",
        "«Уходим!» — Москва так не говорит.",
        "«Уходите!» — крикнул офицер.",
        "БЕЙРУТ, 3 мая. — Цены на хлеб выросли.",
        "АНКАРА, 17 сент. — Турецкие войска вошли в город.",
        "قال د. محمد وأ. سليم إن المشفى مغلق.",
        "Dr. Ayşe K. Demir ve Org. Akar geldi.",
        "Ekmek, su vb. İhtiyaçlar dağıtıldı.",
    ],
)
def test_a_point_that_ends_no_sentence_cuts_nothing(sentence: str) -> None:
    assert cut(sentence) == [sentence]


def test_a_turkish_ordinal_ends_no_sentence() -> None:
    made = document("Karar 2. Ordu'nun. Ateşkes 17. maddede.", language="tr")
    found = [made.quote(p.span) for p in passages(made)]
    assert found == ["Karar 2. Ordu'nun.", "Ateşkes 17. maddede."]


def test_lines_wrapped_by_hand_are_one_paragraph() -> None:
    text = (
        "Turkish troops have begun to patrol the zone, the minister\n"
        "said on Friday, while Russian soldiers stay outside it. The\n"
        "first convoy drove south from the post.\n"
        "\n"
        "On the same day shells fell on Khan Shaykhun and its fields,\n"
        "and four people died.\n"
    )
    made = document(text)
    assert [(p.paragraph, made.quote(p.span)[:12]) for p in passages(made)] == [
        (0, "Turkish troo"),
        (0, "The\nfirst co"),
        (1, "On the same "),
    ]


def test_a_file_with_a_paragraph_a_line_has_a_paragraph_a_line() -> None:
    long = "A convoy of " + "very " * 30 + "old lorries passed."
    lines = ["Shells on Idlib", "By our reporter", long, long]
    made = document("\n".join(lines))
    assert [p.paragraph for p in passages(made)] == [0, 1, 2, 3]
    assert cut(made.text) == lines


def test_a_headline_does_not_run_into_the_text() -> None:
    lines = [
        "Idlib: deadline passes, the fighters stay where they are",
        "The Army waited all day.",
    ]
    assert cut("\n".join(lines)) == lines


def test_front_matter_is_not_read() -> None:
    text = "---\ntitle: Talks in Sochi. Again.\n---\nNobody came."
    made = replace(document(text), body_start=text.index("Nobody"))
    assert [made.quote(p.span) for p in passages(made)] == ["Nobody came."]


def test_ids_name_the_document_and_the_offsets() -> None:
    made = document("One. Two.")
    assert [p.id for p in passages(made)] == ["t:0-4", "t:5-9"]


@pytest.mark.parametrize("filler", [" ", ".", "\t", "\u00a0", '."', "?)"])
def test_a_text_of_one_sign_repeated_is_cut_at_once(filler: str) -> None:
    # Such runs took minutes while the patterns could begin anywhere in them.
    text = f"Start\n{filler * 100_000}x\nEnd."
    assert cut(text)[-1] == "End."
