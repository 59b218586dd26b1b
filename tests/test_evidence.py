"""What a corpus states of a zone: grouped, counted, and set against the rule and itself."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import orjson
import pytest
from command import Run as CommandLine
from conftest import SHIPPED, document
from dossiers import add, small_dossier, the_problem
from hypothesis import given, settings
from hypothesis import strategies as st
from saying import AREA, DMZ, POSTS

from geo.features.evidence import evidence_by_zone
from geo.features.evidence_json import evidence_json
from geo.features.evidence_words import evidence_words
from geo.model.evidence import Agreement
from geo.model.stated import StatedValue, ZoneEvidence
from geo.model.text import Document
from geo.model.zone import Parameter
from geo.pipeline.engine import Engine
from geo.pipeline.running import run

DEEP = "The buffer zone in Idlib is 15 to 20 km deep."
DEEPER = "Officers say that the buffer zone in Idlib is 15 to 25 km deep."
WIDER = "The de-escalation area of Idlib is {} km wide."


def texts(*bodies: str) -> list[Document]:
    day = date(2018, 9, 20)
    return [
        document(body, id=f"d{i}", source=f"{i}.txt", published_on=day)
        for i, body in enumerate(bodies)
    ]


def found(engine: Engine, zone_id: str, *bodies: str) -> ZoneEvidence:
    return evidence_by_zone(run(engine, texts(*bodies)))[zone_id]


def labels(values: tuple[StatedValue, ...]) -> list[tuple[str, str]]:
    return [(v.value.label, v.agrees.value) for v in values]


def test_values_of_a_parameter_are_grouped_and_the_agreeing_one_stands_first(
    engine: Engine,
) -> None:
    evidence = found(engine, DMZ, DEEPER, DEEP, f"{DEEP} Nobody came.")
    assert labels(evidence.values) == [("15–20 km", "yes"), ("15–25 km", "no")]
    assert [v.documents for v in evidence.values] == [2, 1]


def test_a_reprint_counts_once_and_names_every_document(engine: Engine) -> None:
    evidence = found(engine, DMZ, f"{DEEP}\n\n{DEEP}\n\n{DEEP}", f"Again:\n\n{DEEP}")
    (value,) = evidence.values
    (wording,) = value.wordings
    assert [s.document_id for s in wording.said] == ["d0", "d1"]


def test_a_value_that_differs_is_shown_with_the_rule_its_source_and_the_other_sentence(
    engine: Engine,
) -> None:
    (contradiction,) = found(engine, DMZ, DEEP, DEEPER).contradictions
    assert contradiction.stated.wordings[0].sentence == DEEPER
    assert [o.wordings[0].sentence for o in contradiction.others] == [DEEP]
    assert contradiction.rule is not None
    assert contradiction.rule.label == "15–20 km"
    assert [c.source for c in contradiction.rule.citations if "S/2018/852" in c.source]


def test_where_the_rule_is_silent_texts_contradict_each_other(engine: Engine) -> None:
    evidence = found(engine, AREA, WIDER.format(60), WIDER.format(80))
    (contradiction,) = evidence.contradictions
    assert contradiction.rule is None
    assert contradiction.stated.value.label == "80 km wide"
    assert labels(contradiction.others) == [("60 km wide", "other")]
    assert not found(engine, AREA, WIDER.format(60), WIDER.format(60)).contradictions


def test_some_of_the_posts_do_not_contradict_their_number(engine: Engine) -> None:
    some = "Three observation posts near Idlib were shelled."
    too_many = "Turkey has 14 observation posts around Idlib."
    evidence = found(engine, POSTS, some, too_many)
    assert labels(evidence.values) == [("14", "no"), ("3", "other")]
    assert [c.stated.value.label for c in evidence.contradictions] == ["14"]


def test_a_depth_that_fits_another_reading_says_so(engine: Engine) -> None:
    (value,) = found(engine, DMZ, DEEPER).values
    assert (value.agrees, value.reading_id) == (Agreement.NO, "15-25-km")
    assert value.reason.startswith("fits the reading “15 to 25 km deep”, not the drawn one: ")


def test_every_parameter_of_a_rule_says_what_it_rests_on(engine: Engine) -> None:
    rule = found(engine, DMZ).rule
    assert {r.parameter for r in rule} == set(Parameter) - {Parameter.COUNT}
    assert [r.event for r in rule if r.parameter is Parameter.DATES][:1] == ["memorandum signed"]
    assert all(r.citations for r in rule if r.parameter in {Parameter.DEPTH, Parameter.DATES})
    (posts,) = found(engine, POSTS).rule
    assert (posts.parameter, posts.label) == (Parameter.COUNT, "12")


def test_the_json_is_plain_and_its_indices_lead_to_both_sentences(engine: Engine) -> None:
    said = json.loads(orjson.dumps(evidence_json(found(engine, DMZ, DEEP, DEEPER))))
    (contradiction,) = said["contradictions"]
    against = [said["values"][i] for i in contradiction["others"]]
    assert said["values"][contradiction["value"]]["wordings"][0]["sentence"] == DEEPER
    assert [v["wordings"][0]["sentence"] for v in against] == [DEEP]
    assert said["rule"][contradiction["rule"]]["label"] == "15–20 km"
    value = {"kind": "length", "low_km": 15, "high_km": 20, "sense": "deep", "bound": ""}
    assert against[0]["value"] == value


def test_a_long_list_is_cut_and_the_rest_is_counted(engine: Engine) -> None:
    bodies = [f"Text {i}: the buffer zone in Idlib is 15 to 20 km deep." for i in range(53)]
    (value,) = json.loads(orjson.dumps(evidence_json(found(engine, DMZ, *bodies))))["values"]
    assert (value["passages"], value["documents"]) == (53, 53)
    assert (len(value["wordings"]), value["wordings_left_out"]) == (50, 3)


@settings(max_examples=15, deadline=None)
@given(st.permutations([DEEP, DEEPER, WIDER.format(60), f"{DEEP} It rained."]))
def test_the_order_of_the_documents_changes_nothing(engine: Engine, bodies: list[str]) -> None:
    numbered = {body: i for i, body in enumerate(sorted(bodies))}
    made = [
        document(b, id=f"d{numbered[b]}", source=f"{numbered[b]}.txt", published_on=None)
        for b in bodies
    ]
    evidence = evidence_by_zone(run(engine, made))
    assert evidence == evidence_by_zone(run(engine, made[::-1]))


def test_words_give_both_sentences_with_document_and_day(engine: Engine) -> None:
    lines = list(evidence_words(found(engine, DMZ, DEEP, DEEPER)))
    assert "    depth: = 15–20 km (1 passage in 1 document)" in lines
    assert f"      says “{DEEPER}” 1.txt, 20 September 2018" in lines
    assert f"      but “{DEEP}” 0.txt, 20 September 2018" in lines


def test_zone_with_documents_prints_what_they_state(dateline: CommandLine) -> None:
    ran = dateline("zone", SHIPPED, DMZ, "--documents", SHIPPED / "documents")
    assert ran.status == 0
    assert "contradictions:" in ran.err
    assert "depth: 15–25 km" in ran.err
    values = json.loads(ran.out)["evidence"]["values"]
    assert {v["parameter"] for v in values} >= {"depth", "anchor", "provinces", "dates"}
    assert "stated in the texts" not in dateline("zone", SHIPPED, DMZ).err


@pytest.mark.parametrize(
    ("keys", "where", "said"),
    [
        ("on = 2020-03-01\nby = 2020-03-02", "on", "is one of two"),
        ("", "on", "is one of two"),
        ("on = 2020-03-01\nwhen = 1", "when", "is not a known key"),
    ],
)
def test_a_date_of_a_zone_is_checked(tmp_path: Path, keys: str, where: str, said: str) -> None:
    root = small_dossier(tmp_path)
    table = '\n[[zone.date]]\nevent = "signed"\nsource = "own"\nwords = ["signed"]\n'
    add(root / "zones.toml", table + keys + "\n")
    assert said in the_problem(root, "zones.toml", f"zone quiet-zone date no. 1 {where}")


def test_a_citation_names_the_parameters_that_it_settles(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    add(
        root / "zones.toml", '\n[[zone.citation]]\ntext = "t"\nsource = "s"\nstates = ["deepth"]\n'
    )
    said = the_problem(root, "zones.toml", "zone quiet-zone citation no. 2 states")
    assert "did you mean 'depth'" in said
