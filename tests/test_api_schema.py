"""Every operation of the definition, asked whatever the definition lets one ask, and more."""

from __future__ import annotations

import os
from typing import Any

import pytest
import schemathesis
from conftest import SHIPPED
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
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
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
    checks.allow_header_conformance,
]
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


Operation = APIOperation[Any, Any, Any, Any]
MODES = {
    "allowed": (GenerationMode.POSITIVE, CHECKS),
    "forbidden": (GenerationMode.NEGATIVE, [*CHECKS, forbidden_is_refused]),
}


@pytest.fixture(scope="module")
def definition(store: Store) -> BaseSchema:
    """The definition of the shipped dossier's API, posted texts included, in this process."""
    app = create_app(store, Settings(), load_dossier(SHIPPED))
    with TestClient(app) as client:
        places = client.get("/collections/places/items").json()["features"]
        documents = client.get("/documents").json()["documents"]
    there = {
        "fid": [place["id"] for place in places],
        "document_id": [document["id"] for document in documents],
        "filter": FILTERS,
    }

    def with_what_is_there(_: object, given: dict[str, Any] | None) -> dict[str, Any]:
        """Put what is there in place of every second value that is made up."""
        found = dict(given or {})
        for name in found.keys() & there.keys():
            turn = len(str(found[name]))
            if turn % 2:
                found[name] = there[name][turn % len(there[name])]
        return found

    schema: BaseSchema = schemathesis.openapi.from_asgi("/api", app)
    schema.hook("map_path_parameters")(with_what_is_there)
    schema.hook("map_query")(with_what_is_there)
    return schema


@pytest.mark.parametrize("name", MODES)
def test_what_is_at_the_edges_of_the_definition_is_answered_as_it_says(
    definition: BaseSchema, name: str
) -> None:
    mode, wanted = MODES[name]
    for operation in operations(definition):
        cases = definition.iter_coverage_cases(
            operation,
            generation_modes=[mode],
            generation_config=definition.config.generation,
        )
        for case in cases:
            case.call_and_validate(checks=wanted)


@pytest.mark.parametrize("name", MODES)
def test_whatever_is_asked_is_answered_as_the_definition_says(
    definition: BaseSchema, name: str
) -> None:
    mode, wanted = MODES[name]
    for operation in operations(definition):
        ask(operation, mode, wanted)


def operations(definition: BaseSchema) -> list[Operation]:
    """Return the operations of a definition."""
    found = [result.ok() for result in definition.get_all_operations() if isinstance(result, Ok)]
    assert len(found) == definition.statistic.operations.total
    return found


def ask(operation: Operation, mode: GenerationMode, wanted: list[Any]) -> None:
    """Ask an operation at random, the same each time."""

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[*HealthCheck],
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: Case[Any]) -> None:
        case.call_and_validate(checks=wanted)

    asked()
