"""What is installed: the same packages everywhere, quick to import, with its data inside."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, SHIPPED

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ASKED = [
    *PROJECT["project"]["dependencies"],
    *PROJECT["project"]["optional-dependencies"]["world"],
]
"""What an installation from the repository holds: the world gazetteer's packages too."""
NAME = re.compile(r"[A-Za-z0-9._-]+")
_HEAVY = ("shapely", "pandas", "geopandas", "folium", "fastapi", "numpy", "pyproj", "geopy")
_PACKAGES = (
    "anyio=fastapi branca=folium dateparser=htmldate docx=python-docx "
    "frontmatter=python-frontmatter "
    "js_lib_leaflet=django-js-lib-leaflet pydantic=pydantic-settings "
    "starlette=fastapi yaml=python-frontmatter"
)
"""Modules that are called otherwise than the package they come with."""


def normal(requirement: str) -> str:
    """Return the name of a requirement as PyPI normalises it."""
    match = NAME.match(requirement)
    assert match is not None, requirement
    return re.sub(r"[-_.]+", "-", match[0]).lower()


def locked(name: str) -> dict[str, str]:
    """Return the pinned version of each package of a lock."""
    text = (ROOT / name).read_text("utf-8")
    return {normal(n): v for n, v in re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE)}


def modules_after(statement: str) -> set[str]:
    """Return the top-level modules that a statement loads in a fresh process."""
    code = f"import sys\n{statement}\nprint(*{{m.partition('.')[0] for m in sys.modules}})"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return set(found.stdout.split())


def test_the_environment_of_conda_holds_the_dependencies_of_the_project() -> None:
    found: Any = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    pip = next(item["pip"] for item in found if isinstance(item, dict))
    conda = [item for item in found if isinstance(item, str)]
    python = f"python{PROJECT['project']['requires-python']}"
    assert sorted({*conda, *pip}) == sorted({*ASKED, python, "pip", "-e ."})
    assert len(conda) + len(pip) == len(ASKED) + 3


@pytest.mark.parametrize(
    ("lock", "groups"),
    [("requirements.lock", ["build"]), ("requirements-dev.lock", ["build", "dev"])],
)
def test_a_lock_pins_every_dependency_with_its_hash(lock: str, groups: list[str]) -> None:
    asked = list(ASKED)
    asked += [r for group in groups for r in PROJECT["dependency-groups"][group]]
    pinned = locked(lock)
    assert {normal(r) for r in asked} <= set(pinned)
    text = (ROOT / lock).read_text("utf-8")
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert len(blocks) == len(re.findall(r"^[\w.-]+==", text, re.MULTILINE))
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_locks_agree() -> None:
    users, developers = locked("requirements.lock"), locked("requirements-dev.lock")
    assert users.items() <= developers.items()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "environment.yml"])
def test_no_host_stands_in_a_lock(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert not re.search(r"//|--(?:extra-)?index-url|--find-links|file:|@ ", text)


def test_what_is_imported_is_declared() -> None:
    packages = dict(pair.split("=") for pair in _PACKAGES.split())
    extras = PROJECT["project"]["optional-dependencies"].values()
    asked = [*PROJECT["project"]["dependencies"], *(r for extra in extras for r in extra)]
    declared = {normal(r) for r in asked}
    for path in (ROOT / "geo").rglob("*.py"):
        text = path.read_text("utf-8")
        for name in re.findall(r"^\s*(?:from|import) (\w+)", text, re.MULTILINE):
            if name != "geo" and name not in sys.stdlib_module_names:
                assert packages.get(name, normal(name)) in declared, f"{path.name}: {name}"


def test_importing_the_package_is_quick() -> None:
    assert not modules_after("import geo") & set(_HEAVY)
    assert not modules_after("import geo.errors, geo.model.query, geo.model.zone") & set(_HEAVY)


def test_a_server_loads_neither_folium_nor_geopandas() -> None:
    loaded = modules_after("import geo.api.app, geo.store.open")
    assert "fastapi" in loaded
    assert not loaded & {"folium", "branca", "geopandas", "pandas", "pyogrio", "typer"}


def test_the_text_stages_load_no_geometry() -> None:
    stages = "geo.read.files, geo.segment.passages, geo.recognise.mentions, geo.resolve.ranking"
    assert not modules_after(f"import {stages}") & {"shapely", "pyproj", "pandas", "fastapi"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.Path:
    """The wheel, unpacked by name only."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return zipfile.Path(path)


def names(wheel: zipfile.Path) -> set[str]:
    return {name for name in wheel.root.namelist() if not name.endswith("/")}


def test_the_wheel_carries_the_data_of_every_shipped_dossier(wheel: zipfile.Path) -> None:
    files = [p for p in (ROOT / "layers").rglob("*") if p.is_file()]
    wanted = {f"geo/_data/layers/{p.relative_to(ROOT / 'layers').as_posix()}" for p in files}
    assert f"geo/_data/layers/{SHIPPED.name}/dossier.toml" in wanted
    assert wanted <= names(wheel)
    gazetteer = (wheel / "geo" / "_data" / "gazetteer.csv").read_bytes()
    assert gazetteer == (ROOT / "gazetteer.csv").read_bytes()


def test_the_wheel_carries_the_page_and_the_template(wheel: zipfile.Path) -> None:
    for folder in ("geo/render/assets", "geo/cli/template"):
        files = {p.relative_to(ROOT).as_posix() for p in (ROOT / folder).rglob("*") if p.is_file()}
        assert len(files) > 4
        assert files <= names(wheel)


def test_the_wheel_carries_nothing_else(wheel: zipfile.Path) -> None:
    tops = {name.partition("/")[0] for name in names(wheel)}
    assert {t for t in tops if not t.endswith(".dist-info")} == {"geo"}
    assert not [n for n in names(wheel) if "__pycache__" in n or n.endswith((".pyc", ".sqlite"))]
    (licence,) = [n for n in names(wheel) if n.endswith("/LICENSE")]
    assert "MIT" in (wheel / licence).read_text("utf-8")


def test_the_wheel_installs_the_command(wheel: zipfile.Path) -> None:
    (points,) = [n for n in names(wheel) if n.endswith("/entry_points.txt")]
    assert "dateline = geo.cli:main" in (wheel / points).read_text("utf-8")


def test_a_dossier_of_the_wheel_is_found_by_name(wheel: zipfile.Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(str(wheel.root.filename)) as whole:
        whole.extractall(tmp_path / "site")
    code = (
        "from geo.dossier.find import find_dossier\nfrom geo.dossier.load import load_dossier\n"
        "found = load_dossier(find_dossier('idlib-2018'))\nprint(found.root, len(found.places))"
    )
    command = [sys.executable, "-c", code]
    environment = {"PYTHONPATH": str(tmp_path / "site")}
    found = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    root, _, count = found.stdout.strip().rpartition(" ")
    assert Path(root) == tmp_path / "site" / "geo" / "_data" / "layers" / "idlib-2018"
    assert int(count) > 500
