"""Online geocoders: asked only on demand, slowly, once, and named with their licence."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import Result, Run, command_line
from fake_geocoders import Fakes, fake_geocoders

from geo.errors import InputError
from geo.gazetteer.asking import SECONDS_APART, Asker, Pace
from geo.gazetteer.online import Answer, Client, Server, Service, read_server
from geo.gazetteer.osm_codes import feature_code
from geo.version import __version__


@pytest.fixture
def fakes() -> Iterator[Fakes]:
    with fake_geocoders() as running:
        yield running


@pytest.fixture
def dateline(
    atlas: None,  # noqa: ARG001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """A command line that knows an invented atlas instead of the world."""
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("DATELINE_GEONAMES_USERNAME", raising=False)
    return command_line(tmp_path, monkeypatch, capsys)


def rows(made: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made.out)))


def test_no_geocoder_is_asked_unless_it_is_named(dateline: Run, fakes: Fakes) -> None:
    assert dateline("gazetteer", "suggest", "Newtown").status == 0
    assert fakes.asked == []


def test_a_row_from_nominatim_names_openstreetmap_and_its_licence(
    dateline: Run, fakes: Fakes
) -> None:
    made = dateline("gazetteer", "suggest", "Kiir Ford", "--online", f"nominatim={fakes.address}")
    assert made.status == 0, made.err
    row, unclear = rows(made)
    assert row["id"] == "ss-kiir-ford"
    assert (row["source"], row["source_id"]) == ("OpenStreetMap", "node/4711")
    assert row["licence"] == "© OpenStreetMap contributors, ODbL 1.0"
    assert (row["feature_class"], row["feature_code"]) == ("P", "PPL")
    assert (row["lon"], row["lat"], row["country_code"]) == ("26.9012", "9.7031", "SS")
    assert row["names_ar"] == "مخاضة كير"
    assert 2000 < int(row["precision_m"]) < 2300
    assert "suggested from nominatim" in row["note"]
    assert unclear["feature_code"] == ""
    assert "amenity=marketplace: choose its feature_code" in unclear["note"]
    assert "share-alike" in made.err


def test_a_row_from_photon_names_openstreetmap_too(dateline: Run, fakes: Fakes) -> None:
    made = dateline("gazetteer", "suggest", "Kiir", "--online", f"photon={fakes.address}")
    (row,) = rows(made)
    assert (row["source_id"], row["feature_code"]) == ("relation/512", "STM")
    assert row["licence"] == "© OpenStreetMap contributors, ODbL 1.0"
    assert 200_000 < int(row["precision_m"]) < 230_000


def test_a_row_from_geonames_bears_its_number_and_licence(dateline: Run, fakes: Fakes) -> None:
    service = f"geonames={fakes.address}"
    made = dateline("gazetteer", "suggest", "Kiir", "--online", service, "--username", "me")
    town, county = rows(made)
    assert (town["source"], town["source_id"], town["licence"]) == (
        "GeoNames",
        "8015",
        "CC BY 4.0",
    )
    assert (town["feature_code"], town["population"]) == ("PPL", "1200")
    assert town["names_en"] == "Makhādat Kīr"
    assert "precision_m is a guess" in county["note"]
    assert fakes.asked[0][1]["username"] == ["me"]
    assert "share-alike" not in made.err


def test_geonames_without_an_account_is_not_asked(dateline: Run, fakes: Fakes) -> None:
    made = dateline("gazetteer", "suggest", "Kiir", "--online", f"geonames={fakes.address}")
    assert made.status == 2
    assert "--username NAME, or set DATELINE_GEONAMES_USERNAME" in made.err
    assert fakes.asked == []


def test_who_asks_is_told_to_the_service(dateline: Run, fakes: Fakes) -> None:
    service = f"nominatim={fakes.address}"
    dateline("gazetteer", "suggest", "Kiir", "--online", service)
    agent = "my-paper (desk@example.org)"
    dateline("gazetteer", "suggest", "Ford", "--online", service, "--user-agent", agent)
    assert [asked[2] for asked in fakes.asked] == [
        f"dateline/{__version__} (gazetteer suggest)",
        agent,
    ]
    refused = dateline("gazetteer", "suggest", "K", "--online", service, "--user-agent", " ")
    assert "--user-agent is empty" in refused.err


def test_the_same_question_is_asked_once(dateline: Run, fakes: Fakes) -> None:
    words = ("gazetteer", "suggest", "Kiir", "--online", f"photon={fakes.address}")
    first = dateline(*words)
    fakes.empty = True
    assert dateline(*words).out == first.out
    assert len(fakes.asked) == 1
    assert dateline(*words, "--refresh").status == 2
    assert len(fakes.asked) == 2


def test_a_service_that_fails_is_named_and_the_rows_of_others_are_shown(
    dateline: Run, fakes: Fakes
) -> None:
    dead = "photon=http://127.0.0.1:9"
    good = f"nominatim={fakes.address}"
    made = dateline("gazetteer", "suggest", "Newtown", "--online", dead, "--online", good)
    assert made.status == 2
    assert "photon at 127.0.0.1:9: cannot be reached" in made.err
    assert {row["source"] for row in rows(made)} >= {"OpenStreetMap", "GeoNames"}


@pytest.mark.parametrize(
    ("status", "words"),
    [(429, "refuses more questions"), (403, "refuses this client"), (500, "no usable answer")],
)
def test_a_refusal_says_what_to_do(dateline: Run, fakes: Fakes, status: int, words: str) -> None:
    fakes.status = status
    made = dateline("gazetteer", "suggest", "Kiir", "--online", f"nominatim={fakes.address}")
    assert made.status == 2
    assert words in made.err
    fakes.status = 200
    assert dateline("gazetteer", "suggest", "Kiir", "--online", f"nominatim={fakes.address}").out


def test_an_unknown_service_is_told_with_those_that_exist(dateline: Run) -> None:
    made = dateline("gazetteer", "suggest", "Kiir", "--online", "google")
    assert made.status == 2
    assert "google: is no geocoder known here; write nominatim, geonames, photon" in made.err
    made = dateline("gazetteer", "suggest", "Kiir", "--online", "photon=desk-server")
    assert "is no address; write photon=http://127.0.0.1:8088" in made.err


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.slept_s: list[float] = []

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.slept_s.append(seconds)
        self.now_s += seconds


def test_a_server_is_asked_once_a_second_at_most_and_each_has_its_own_pace(
    tmp_path: Path,
) -> None:
    clock = Clock()
    asked: list[tuple[str, str, float]] = []

    def ask(server: Server, _client: Client, query: str, _limit: int) -> list[Answer]:
        asked.append((str(server), query, clock()))
        return []

    pace = Pace(clock=clock, sleep=clock.sleep)
    asker = Asker(client=Client(), folder=tmp_path, pace=pace, ask=ask)
    nominatim, photon = (Server(service=s) for s in (Service.NOMINATIM, Service.PHOTON))
    for server, query in [(nominatim, "a"), (photon, "a"), (nominatim, "b"), (nominatim, "a")]:
        asker.answers(server, query, 5)
    assert asked == [("nominatim", "a", 0.0), ("photon", "a", 0.0), ("nominatim", "b", 1.0)]
    assert clock.slept_s == [SECONDS_APART]
    clock.now_s += 0.4
    asker.answers(nominatim, "c", 5)
    assert clock.slept_s[-1] == pytest.approx(0.6)


def test_a_kept_answer_that_is_broken_is_asked_for_anew(tmp_path: Path) -> None:
    answers: list[Answer] = [{"geonameId": 1}]
    clock = Clock()
    pace = Pace(clock=clock, sleep=clock.sleep)
    asker = Asker(client=Client(), folder=tmp_path, pace=pace, ask=lambda *_: answers)
    server = Server(service=Service.GEONAMES)
    assert asker.answers(server, "a", 1) == answers
    (kept,) = (tmp_path / "geonames").iterdir()
    kept.write_text('{"answers": [', "utf-8")
    assert asker.answers(server, "a", 1) == answers


def test_an_error_is_not_kept(tmp_path: Path) -> None:
    def ask(*_: object) -> list[Answer]:
        msg = "photon: is tired"
        raise InputError(msg)

    asker = Asker(client=Client(), folder=tmp_path, ask=ask)
    with pytest.raises(InputError, match="is tired"):
        asker.answers(Server(service=Service.PHOTON), "a", 1)
    assert list(tmp_path.iterdir()) == []


def test_a_server_of_ones_own_has_an_address() -> None:
    assert read_server("photon") == Server(service=Service.PHOTON)
    own = read_server("nominatim=https://geo.example.org/api/")
    assert (own.scheme, own.domain) == ("https", "geo.example.org/api")


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        (("place", "town", "town"), ("P", "PPL")),
        (("boundary", "administrative", "state"), ("A", "ADM1")),
        (("boundary", "administrative", "city"), ("P", "PPL")),
        (("boundary", "administrative", "municipality"), ("A", "ADMD")),
        (("waterway", "river", "river"), ("H", "STM")),
        (("military", "airfield", ""), ("S", "AIRB")),
        (("shop", "bakery", ""), ("", "")),
    ],
)
def test_a_tag_becomes_a_feature_code_only_where_both_say_the_same(
    tag: tuple[str, str, str], code: tuple[str, str]
) -> None:
    assert feature_code(*tag) == code


DISPATCH = """DATE: 4 March 2013

The convoy left the town of Newtown for the village of Tishford. In the village of Tishford
nobody stopped it, and in the town of Warawick they waved.
"""


def test_names_without_a_place_are_listed_by_frequency_with_rows_for_each(
    dateline: Run, tmp_path: Path, fakes: Fakes
) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "convoy.txt").write_text(DISPATCH, "utf-8")
    (tmp_path / "dossier.toml").write_text('title = "T"\ngazetteers = ["g.csv"]\n', "utf-8")
    (tmp_path / "g.csv").write_text(dateline("gazetteer", "suggest", "Newtown").out, "utf-8")
    offline = dateline("gazetteer", "suggest", "--unplaced", ".")
    assert "Tishford, 2 × in 1 documents: 0 rows" in offline.err
    assert offline.err.index("Tishford, 2") < offline.err.index("Warawick, 1")
    assert fakes.asked == []
    fewer = dateline("gazetteer", "suggest", "--unplaced", ".", "--most", "1")
    assert "1 more names without a place: --most 2" in fewer.err


def test_a_name_or_a_dossier_must_be_given_and_not_both(dateline: Run) -> None:
    for words in ((), ("Kiir", "--unplaced", ".")):
        made = dateline("gazetteer", "suggest", *words)
        assert made.status == 2
        assert "write a NAME, or --unplaced DOSSIER" in made.err
