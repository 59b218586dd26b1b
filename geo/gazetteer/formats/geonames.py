"""GeoNames' dumps: allCountries.txt, cities*.txt, XX.txt, and alternateNamesV2.txt.

Columns as its readme has them (CC BY 4.0, geonames.org).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from geo.gazetteer.entry import Entry, Source, Spelling
from geo.gazetteer.formats.alternates import Alternates
from geo.gazetteer.formats.checks import coordinates, whole_number
from geo.gazetteer.formats.opening import GEONAMES_COLUMNS, opened
from geo.gazetteer.spellings import distinct, kept, without_generic
from geo.gazetteer.world_facts import radius_m
from geo.model.columns import KindOfName
from geo.model.text import Skipped

GEONAMES = Source(
    name="GeoNames", licence="CC BY 4.0", attribution="GeoNames (geonames.org), CC BY 4.0"
)
_NO_UNIT = frozenset({"", "00"})
_PRECISION_M = {
    "PCLI": 200_000.0,
    "ADM1": 60_000.0,
    "ADM2": 20_000.0,
    "ADM3": 8_000.0,
    "CONT": 3_000_000.0,
    "RGN": 100_000.0,
    "SEA": 500_000.0,
    "STM": 50_000.0,
    "MTS": 50_000.0,
    "LK": 10_000.0,
}
"""Half of what such a place usually measures; GeoNames says nothing of it."""
_USUAL_M = 2_000.0


def read_geonames(path: Path, alternates: Alternates | None) -> Iterator[Entry | Skipped]:
    """Yield the places of a dump in its order, and the lines that cannot be read."""
    with opened(path) as file:
        for number, line in enumerate(file, 1):
            text = line.rstrip("\r\n")
            if not text:
                continue
            try:
                yield _entry(text.split("\t"), alternates)
            except ValueError as exc:
                yield Skipped(source=f"{path}: line {number}", reason=str(exc))


def _entry(cells: list[str], alternates: Alternates | None) -> Entry:
    if len(cells) != GEONAMES_COLUMNS:
        msg = f"has {len(cells)} columns, not {GEONAMES_COLUMNS}"
        raise ValueError(msg)
    name, feature_class, code, country = cells[1], cells[6], cells[7], cells[8]
    if not cells[0].isdigit() or not name.strip():
        msg = f"id {cells[0]!r} or name {name!r} is missing"
        raise ValueError(msg)
    lon_deg, lat_deg = coordinates(cells[5], cells[4])
    population = whole_number(cells[14])
    admin1 = f"{country}.{cells[10]}" if cells[10] not in _NO_UNIT else ""
    admin2 = f"{admin1}.{cells[11]}" if admin1 and cells[11] else ""
    unit = {"ADM1": admin1, "ADM2": admin2}.get(code, "")
    return Entry(
        names=_names(cells, alternates),
        feature_class=feature_class,
        feature_code=code,
        lon_deg=lon_deg,
        lat_deg=lat_deg,
        precision_m=(
            radius_m(population) if feature_class == "P" else _PRECISION_M.get(code, _USUAL_M)
        ),
        source=GEONAMES,
        source_id=int(cells[0]),
        country_code=country,
        population=population,
        unit=unit,
        admin1="" if code.startswith("PCL") else admin1,
        admin2="" if code in {"PCLI", "ADM1"} else admin2,
    )


def _names(cells: list[str], alternates: Alternates | None) -> tuple[Spelling, ...]:
    names = [Spelling(cells[1])]
    if alternates is not None:
        names += alternates.of(int(cells[0]))
    names += kept(cells[3].split(","))
    if cells[7] in {"ADM1", "ADM2"}:
        first = cells[7] == "ADM1"
        names += without_generic(names, KindOfName.NAME if first else KindOfName.ALTERNATE)
    return distinct(names)
