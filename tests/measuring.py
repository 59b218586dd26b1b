"""Which tests run without coverage: tracing doubles their time, and others reach their lines."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

_FIXTURES = frozenset({"browser", "listener"})
"""What does most of its work in other processes, or in libraries."""
_LONG = frozenset(
    "annotations api_crs api_cql_wrong api_definition api_guards api_schema change cli_process "
    "clients evidence map_file notebook_example operations_builds operations_process "
    "operations_reload packaging parallel plain_pages postgis_deciding postgis_loading "
    "postgis_serving publish review_api shards shards_killed site site_hosts store_histories "
    "zone_cache".split()
)
"""Files of four seconds and more that do again, whole and at length, what quick tests do."""


def mark_unmeasured(items: Iterable[pytest.Item]) -> None:
    """Mark the tests that run without coverage: long ones, and those of generated input."""
    for item in items:
        name = item.path.stem.removeprefix("test_")
        generated = hasattr(getattr(item, "obj", None), "hypothesis")
        if generated or name in _LONG or _FIXTURES & {*getattr(item, "fixturenames", ())}:
            item.add_marker("unmeasured")
