"""The house rules that no linter knows: short files, short functions, nothing foreign."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from conftest import ROOT

MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 40
_CODE = ("geo", "tests", "tools", "benchmarks")
_MADE = {"__pycache__", "node_modules"}
_OUTSIDE = re.compile(r"https?://(?!127\.0\.0\.1|localhost)[\w.-]+")
_NAMES_OF_SPECIFICATIONS = (
    "http://www.opengis.net/",
    "http://www.w3.org/",
    "https://json-schema.org/",
    "https://geojson.org/geojson-ld/",
    "http://linkedpasts.org/ontology/",
    "https://raw.githubusercontent.com/LinkedPasts/linked-places/",
    "https://www.geonames.org/",
    "http://www.wikidata.org/entity/",
    "https://creativecommons.org/",
    "https://opendatacommons.org/",
)


def files(*suffixes: str) -> list[Path]:
    found = [p for folder in _CODE for p in sorted((ROOT / folder).rglob("*"))]
    return [p for p in found if p.suffix in suffixes and not _MADE & {*p.parts}]


@pytest.mark.parametrize("path", files(".py", ".js", ".css", ".html"), ids=lambda p: p.name)
def test_a_file_has_fewer_than_300_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) < MAX_FILE_LINES


@pytest.mark.parametrize("path", files(".py"), ids=lambda p: p.name)
def test_a_function_has_at_most_40_lines(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(tree)
        if isinstance(node, kinds)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= MAX_FUNCTION_LINES
        and not _holds_only_functions(node)
    ]
    assert not long


def _holds_only_functions(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a function only declares others, as a router of routes does."""
    inner = sum(isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) for part in node.body)
    return inner >= len(node.body) - 3 and inner > 1


@pytest.mark.parametrize("path", files(".py", ".js", ".css", ".html"), ids=lambda p: p.name)
def test_the_product_speaks_to_no_outside_host(path: Path) -> None:
    if not path.is_relative_to(ROOT / "geo"):
        return
    text = path.read_text("utf-8")
    for name in _NAMES_OF_SPECIFICATIONS:
        text = text.replace(name, "")
    assert not _OUTSIDE.findall(text)


def test_only_two_files_speak_geopy() -> None:
    users = [
        path.name
        for path in files(".py")
        if path.is_relative_to(ROOT / "geo")
        and re.search(r"^\s*(?:from|import) geopy\b", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert users == ["geocoder.py", "online.py"]
