"""Names a few slips away: the index finds what comparing each name finds."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from geo.gazetteer.slips import SlipIndex

NAMES = ["saraqib", "saraqeb", "sarqib", "maarrat", "maarat", "khan", "kahn", "حاس", "حارم", ""]
words = st.text("abkr لمсу", max_size=9)


@settings(deadline=None)
@given(
    names=st.lists(words, max_size=30),
    word=words,
    most=st.integers(1, 3),
)
@example(names=NAMES, word="saraqib", most=2)
@example(names=NAMES, word="حاسم", most=1)
@example(names=["aaaa", "aaa", "aa"], word="aaaaa", most=2)
@example(names=["p0", "ðp"], word="0p", most=1)  # 0 and ð share a bit with p
def test_all_names_within_so_many_slips_are_found(names: list[str], word: str, most: int) -> None:
    found = dict(SlipIndex(names).within(word, most))
    distances = {name: OSA.distance(word, name) for name in names}
    assert found == {name: edits for name, edits in distances.items() if edits <= most}
