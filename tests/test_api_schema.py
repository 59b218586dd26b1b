"""Every operation of the definition, asked whatever the definition lets one ask, and more."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from conftest import SHIPPED
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from reviewing import AUTHOR, TOKEN, reviewed_dossier, store_of
from schemathesis import APIOperation, BaseSchema, Case, CheckContext, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from geo.api.app import create_app
from geo.api.parameters import MAX_LIMIT
from geo.api.settings import Settings
from geo.dossier.load import load_dossier
from geo.store.open import Store

EXAMPLES = int(os.environ.get("DATELINE_SCHEMA_EXAMPLES", "8"))
"""Random requests for each operation and mode; by hand, several hundred."""
CHECKS = (
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
    checks.allow_header_conformance,
)
FILTERS = (
    "confidence > 0.5",
    "name LIKE 'I%' OR NOT (mentions BETWEEN 2 AND 5)",
    "CASEI(name) IN ('idlib', 'morek') AND documents IS NOT NULL",
    "S_INTERSECTS(geometry, BBOX(36, 35, 37, 36))",
    "T_AFTER(datetime, DATE('2019-01-01'))",
)


def forbidden_is_refused(context: CheckContext, answer: Response, case: Case[Any]) -> bool | None:
    """Check that what the definition forbids is refused.

    A limit above the greatest is taken for the greatest, as the standard wants it, and a field
    that a form left empty for one that is not there.
    """
    asked: Any = case.query
    given = asked if isinstance(asked, dict) else {}
    if "" in given.values() or _number(given.get("limit")) > MAX_LIMIT:
        return None
    found: bool | None = checks.negative_data_rejection(context, answer, case)
    return found


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return 0


MODES = {
    "allowed": (GenerationMode.POSITIVE, CHECKS),
    "forbidden": (GenerationMode.NEGATIVE, (*CHECKS, forbidden_is_refused)),
}


@dataclass(frozen=True, kw_only=True)
class Served:
    """An application by its definition, and the headers that it is asked with."""

    schema: BaseSchema
    headers: Mapping[str, str]

    def operations(self) -> Iterable[APIOperation[Any, Any, Any, Any]]:
        """Yield the operations; with a token, those that it is good for."""
        for result in self.schema.get_all_operations():
            assert isinstance(result, Ok)
            if not self.headers or result.ok().method != "get":
                yield result.ok()

    def check(self, case: Case[Any], wanted: Sequence[Any]) -> None:
        """Ask, and hold the answer against the definition."""
        case.call_and_validate(checks=[*wanted], headers=dict(self.headers))


@pytest.fixture(scope="module", params=["everybody", "a reviewer"])
def served(request: pytest.FixtureRequest, store: Store, tmp_path_factory: Any) -> Served:  # noqa: ANN401
    """The shipped dossier for everybody, and one that takes decisions for who has a token."""
    if request.param == "everybody":
        return defined(create_app(store, Settings(), load_dossier(SHIPPED)), {})
    root: Path = reviewed_dossier(tmp_path_factory.mktemp("reviewed"))
    reviewed = Settings(tokens=(f"R. Ed:{TOKEN}",))
    return defined(create_app(store_of(root), reviewed, load_dossier(root)), AUTHOR)


def defined(app: FastAPI, headers: Mapping[str, str]) -> Served:
    """Return an application by its definition, asked for what is there as well as for anything."""
    with TestClient(app) as client:
        places = client.get("/collections/places/items").json()["features"]
        mentions = client.get("/collections/mentions/items").json()["features"]
        documents = client.get("/documents").json()["documents"]
    there = {
        "fid": [place["id"] for place in places],
        "document_id": [document["id"] for document in documents],
        "filter": FILTERS,
        "mention": [mention["id"] for mention in mentions],
        "decision": [place["properties"]["place_id"] for place in places],
    }

    def with_what_is_there(_: object, made: Any) -> Any:  # noqa: ANN401 - JSON
        """Put what is there in place of every second value that is made up."""
        if not isinstance(made, dict):
            return made
        turns = {name: len(str(made[name])) for name in made.keys() & there.keys()}
        kept = {name: turn for name, turn in turns.items() if turn % 2}
        return {**made, **{name: there[name][n % len(there[name])] for name, n in kept.items()}}

    schema: BaseSchema = schemathesis.openapi.from_asgi("/api", app)
    for part in ("path_parameters", "query", "body"):
        schema.hook(f"map_{part}")(with_what_is_there)
    return Served(schema=schema, headers=headers)


@pytest.mark.parametrize("name", MODES)
def test_what_is_at_the_edges_of_the_definition_is_answered_as_it_says(
    served: Served, name: str
) -> None:
    mode, wanted = MODES[name]
    for operation in served.operations():
        cases = served.schema.iter_coverage_cases(
            operation,
            generation_modes=[mode],
            generation_config=served.schema.config.generation,
        )
        for case in cases:
            served.check(case, wanted)


@pytest.mark.parametrize("name", MODES)
def test_whatever_is_asked_is_answered_as_the_definition_says(served: Served, name: str) -> None:
    mode, wanted = MODES[name]
    for operation in served.operations():

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=[*HealthCheck],
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def asked(case: Case[Any]) -> None:
            served.check(case, wanted)

        with suppress(Unsatisfiable):  # nothing is forbidden: any text may be asked for
            asked()
