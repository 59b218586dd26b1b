"""What a name is used for: one sentence each, from all over the world.

``literal`` the place itself, ``metonym`` its government, ``demonym`` an adjective or a people,
``office`` an office-holder's title, ``embedded`` a part of another name, ``dateline`` where a
dispatch was filed.
"""

from __future__ import annotations

import pytest
from conftest import document

from geo.model.text import Mention, Use
from geo.pipeline.engine import Engine
from geo.pipeline.reading import read_document
from geo.resolve.use_signs import Ruled, blended

CASES = """
metonym  | London        | London said on Tuesday that the embargo would stay.
literal  | London        | The ambassador flew back to London on Tuesday.
literal  | London        | Thousands marched in London against the war.
metonym  | Tokyo         | Tokyo called for restraint on the Korean peninsula.
literal  | Tokyo         | A typhoon hit Tokyo on Sunday.
metonym  | Kyiv          | Kyiv accused Moscow of breaking the truce.
metonym  | Moscow        | Kyiv accused Moscow of breaking the truce.
literal  | Kyiv          | Trains from Kyiv reached Odesa at dawn.
literal  | Odesa         | Trains from Kyiv reached Odesa at dawn.
metonym  | Khartoum      | Khartoum rejected the border plan.
literal  | Khartoum      | Protesters filled the streets of Khartoum.
metonym  | Juba          | Juba and Khartoum signed the accord.
metonym  | Juba          | Oil flows again, Juba says.
office   | Kenya         | The presidents of Kenya and Uganda met near the lake.
office   | Uganda        | The presidents of Kenya and Uganda met near the lake.
office   | Germany       | Germany's foreign minister arrived late.
office   | Egypt         | Egypt's president received the envoy.
demonym  | German        | German engineers repaired the dam.
demonym  | Japanese      | The Japanese delegation left early.
demonym  | Iranians      | Iranians voted on Friday.
embedded | Sochi         | The Sochi agreement was never published.
embedded | Astana        | The Astana process continues.
dateline | PARIS         | PARIS — France will reopen its embassy.
metonym  | France        | PARIS — France will reopen its embassy.
dateline | CAIRO         | CAIRO (Agency) – The bread price rose.
dateline | NAIROBI       | NAIROBI, Kenya — Rain fell for a week.
demonym  | US            | US-backed forces crossed the river.
metonym  | US            | The US said it would not withdraw.
demonym  | US            | The US envoy spoke first.
literal  | Iraq          | American soldiers stayed in Iraq.
metonym  | France        | France wants a seat at the table.
literal  | France        | Farmers in France blocked the roads.
literal  | Canada        | He moved to Canada in 2015.
literal  | Italy         | Floods struck northern Italy.
metonym  | Brazil        | Brazil withdrew from the pact.
literal  | Beijing       | The talks will be held in Beijing.
metonym  | Beijing       | Beijing’s position has not changed.
literal  | Beijing       | Beijing's streets were empty.
metonym  | Riyadh        | Relations between Riyadh and Doha are cold.
metonym  | Doha          | Relations between Riyadh and Doha are cold.
metonym  | Caracas       | Pressure on Caracas is growing.
literal  | Bogota        | A plane from Caracas landed in Bogota.
metonym  | Chile         | The government of Chile resigned.
literal  | Sudan         | The border between Sudan and South Sudan is closed.
metonym  | Kremlin       | The Kremlin denied the report.
metonym  | White House   | The White House had no comment.
literal  | Kremlin       | Snow covered Red Square outside the Kremlin.
metonym  | Turkey        | Turkey-backed rebels took the hill.
demonym  | Russian       | Russian-Turkish patrols began.
literal  | Hama          | Hama fell in three days.
metonym  | Damascus      | Damascus sent reinforcements to Hama.
literal  | Hama          | Damascus sent reinforcements to Hama.
literal  | Damascus      | The convoy left Damascus at noon.
metonym  | Tehran        | Ankara, Moscow and Tehran guarantee the truce.
metonym  | Ankara        | Ankara, Moscow and Tehran guarantee the truce.
literal  | Australia     | Australia is home to a million of them.
office   | Jordan        | The king of Jordan visited Amman's old market.
metonym  | Belarus       | Sanctions on Belarus were extended.
office   | Pakistan      | The prime minister of Pakistan spoke in Islamabad.
literal  | Islamabad     | The prime minister of Pakistan spoke in Islamabad.
literal  | Poland        | Poland's eastern border is guarded.
metonym  | Warsaw        | Warsaw summoned the ambassador.
literal  | Madrid        | Spain’s capital Madrid was calm.
metonym  | Oslo          | Oslo hosted the mediators.
literal  | Oslo          | Two suspects were arrested in Oslo.
metonym  | Berlin        | Vienna and Berlin disagreed over the quota.
literal  | Bern          | The Swiss capital Bern hosted the fair.
literal  | Yemen         | Across Yemen, hospitals are closing.
metonym  | Seoul         | Seoul, which had warned of the test, stayed silent.
metonym  | New Delhi     | New Delhi expelled two diplomats from Pakistan.
literal  | Vietnam       | Exports from Vietnam doubled.
metonym  | Jakarta       | With the help of Jakarta, the ship was freed.
metonym  | Manila        | According to Manila, the reef is empty.
literal  | Malta         | Ships sailed past Malta.
metonym  | Baghdad       | “We will not leave,” Baghdad warned.
literal  | Baghdad       | Baghdad was bombed again at night.
metonym  | Addis Ababa   | Addis Ababa insisted on its share of the Nile.
literal  | Nile          | Addis Ababa insisted on its share of the Nile.
literal  | Helsinki      | The two leaders met in Helsinki.
metonym  | Washington    | Washington’s patience is running out.
literal  | Washington    | Snow fell in Washington.
metonym  | Ottawa        | Ottawa, meanwhile, has imposed sanctions.
metonym  | Cuba          | Cuba: we need no advice.
literal  | Libya         | Libya is divided between east and west.
literal  | Stockholm     | She was born in Tehran and lives in Stockholm.
metonym  | Sochi         | The terms of Sochi were never published.
metonym  | Sochi         | Sochi's most important agreement is dead.
metonym  | Turkey        | The Russia-Turkey brokered truce is over.
metonym  | Russia        | The Russia-Turkey brokered truce is over.
metonym  | Ankara        | Then came Ankara, whose offer was better.
metonym  | Norway        | It was paid for by all, by Norway not least.
dateline | Dublin        | Dublin, 4 May — The vote was close.
"""
ROWS = [tuple(cell.strip() for cell in row.split("|", 2)) for row in CASES.strip().splitlines()]


def mention(engine: Engine, text: str, surface: str) -> Mention:
    found = [r.mention for r in read_document(document(text), engine).resolutions]
    return next(m for m in found if m.surface == surface)


@pytest.mark.parametrize(("use", "surface", "text"), ROWS)
def test_a_name_is_used_as_its_sentence_uses_it(
    engine: Engine, use: str, surface: str, text: str
) -> None:
    found = mention(engine, text, surface)
    assert found.use.value == use, found.use_reason
    assert found.use_reason


KNOWN_MISTAKES = [
    ("An earthquake shook Mexico City.", "Mexico City", Use.LITERAL),
    ("Kabul fell on a Sunday.", "Kabul", Use.LITERAL),
    ("Support from Qatar kept them going.", "Qatar", Use.METONYM),
    ("The Geneva talks stalled.", "Geneva", Use.EMBEDDED),
]


@pytest.mark.xfail(reason="needs more than the neighbouring words", strict=True)
@pytest.mark.parametrize(("text", "surface", "use"), KNOWN_MISTAKES)
def test_known_mistakes_of_the_rules(engine: Engine, text: str, surface: str, use: Use) -> None:
    assert mention(engine, text, surface).use is use


def test_only_the_place_itself_and_a_dateline_say_where() -> None:
    assert [use.value for use in Use if use.is_place] == ["literal", "dateline"]


@pytest.mark.parametrize(
    ("text", "surface", "reason"),
    [
        ("Tokyo called for restraint.", "Tokyo", "speaks or acts: “called”"),
        ("Egypt's president left.", "Egypt", "belongs to the title “president”"),
        ("Floods in Sudan go on.", "Sudan", "a place is meant after “in”"),
        ("Iranians voted.", "Iranians", "“Iranians” is an adjective or a people"),
        ("PARIS — Talks end.", "PARIS", "opens the dispatch, before a dash"),
        ("The Sochi agreement holds.", "Sochi", "part of the name of the agreement"),
    ],
)
def test_the_reason_names_the_words_that_decided(
    engine: Engine, text: str, surface: str, reason: str
) -> None:
    assert mention(engine, text, surface).use_reason == reason


def test_a_town_is_never_taken_for_a_government(engine: Engine) -> None:
    for text in ("Saraqib said no.", "Saraqib's position is lost.", "Pressure on Saraqib grows."):
        assert mention(engine, text, "Saraqib").use is Use.LITERAL


def test_every_member_of_a_list_is_used_alike(engine: Engine) -> None:
    found = read_document(document("Oslo, Rome, Madrid and Dublin signed the paper."), engine)
    assert {r.mention.use for r in found.resolutions} == {Use.METONYM}
    found = read_document(document("Fires in Norway, Italy, Spain and Ireland went on."), engine)
    assert {r.mention.use for r in found.resolutions} == {Use.LITERAL}


def test_only_the_first_name_of_a_dispatch_is_its_dateline(engine: Engine) -> None:
    text = "CAIRO — Cairo rejected the plan — and Cairo said so."
    found = [r.mention.use for r in read_document(document(text), engine).resolutions]
    assert found == [Use.DATELINE, Use.METONYM, Use.METONYM]


def test_a_dash_late_in_a_text_makes_no_dateline(engine: Engine) -> None:
    text = "One.\n" * 9 + "Cairo — which is far away — was calm."
    assert mention(engine, text, "Cairo").use is not Use.DATELINE


@pytest.mark.parametrize(
    ("share", "ruled", "use"),
    [
        (0.9, Ruled(), Use.METONYM),
        (0.55, Ruled(), Use.LITERAL),
        (0.2, Ruled(use=Use.METONYM, reason="acts", told=True), Use.LITERAL),
        (0.4, Ruled(use=Use.METONYM, reason="acts", told=True), Use.METONYM),
        (0.99, Ruled(use=Use.DATELINE, reason="opens", told=True), Use.DATELINE),
        (0.01, Ruled(use=Use.DEMONYM, reason="a people", told=True), Use.DEMONYM),
        (1.0, Ruled(), Use.METONYM),
        (0.0, Ruled(use=Use.METONYM, reason="acts", told=True), Use.LITERAL),
    ],
)
def test_model_and_rules_weigh_against_each_other(share: float, ruled: Ruled, use: Use) -> None:
    found, reason = blended(share, (Use.METONYM, "stands for those who act in its name"), ruled)
    assert found is use
    assert reason
