"""An invented world of twenty places for tests: two countries, their units and towns."""

from __future__ import annotations

from geo.gazetteer.entry import Entry, Source, Spelling
from geo.gazetteer.spellings import distinct
from geo.model.columns import KindOfName
from geo.model.place import Name, NameKind, Place

OURS = Source(name="GeoNames", licence="CC BY 4.0", attribution="an invented atlas")
OTHERS = Source(name="Survey of Nordia", licence="CC0-1.0")
_ROWS = """
1   A PCLI Nordia|Republic_of_Nordia|!NRD|@Nordian   10.0 50.0 9000000 ND ND      -        -
2   A ADM1 Westmark|Westmark_Province|Вестмарк       9.0  50.0 2000000 ND ND.01   ND.01    -
3   A ADM1 Eastmark                                  11.0 50.0 3000000 ND ND.02   ND.02    -
4   A ADM2 Harbour_County                            9.1  50.1 100000  ND ND.01.1 ND.01    ND.01.1
5   P PPLC Kingsport|مرفأ_الملك                      9.2  50.2 800000  ND -       ND.01    ND.01.1
6   P PPLA Westmark                                  8.9  50.0 300000  ND -       ND.01    -
7   P PPL  Saint-Ives                                9.3  50.3 5000    ND -       ND.01    ND.01.1
8   P PPL  Newtown                                   11.1 50.1 700     ND -       ND.02    -
9   P PPL  Newtown                                   11.4 50.4 90000   ND -       ND.02    -
10  P PPL  Maarrat_al_Numan|Ma'arrat_al-Nu‘mān       11.5 50.5 60000   ND -       ND.02    -
11  A PCLI Sudia|@Sudian|@Sudians                    20.0 10.0 4000000 SU SU      -        -
12  A ADM1 Delta                                     21.0 10.0 1000000 SU SU.D    SU.D     -
13  P PPLC Port_Sud|İskele                           21.2 10.1 500000  SU -       SU.D     -
14  P PPL  Newtown                                   21.3 10.2 2000    SU -       SU.D     -
15  P PPL  Us                                        21.4 10.3 50      SU -       SU.D     -
16  P PPL  Kingsport                                 21.5 10.4 1000    SU -       SU.D     -
0   H LK   Lake_Long                                 10.5 50.6 0       ND -       -        -
0   T MTS  High_Hills|the_Hills                      10.6 50.7 0       ND -       -        -
17  A ADM1 Nowhere_Province                          20.5 10.5 0       SU SU.N    SU.N     -
18  P PPL  Far_End                                   20.6 10.6 0       SU -       SU.X     -
"""
_MARKS = {"!": KindOfName.ABBREVIATION, "@": KindOfName.DEMONYM}


def entries() -> list[Entry]:
    """Return the twenty places; two have no GeoNames id, one lies in a unit that is not there."""
    return [_entry(line.split()) for line in _ROWS.strip().splitlines()]


def _entry(cells: list[str]) -> Entry:
    number, feature_class, code, names, lon, lat, population, country, *units = cells
    unit, admin1, admin2 = ("" if u == "-" else u for u in units)
    return Entry(
        names=distinct(_spelling(n, first=not i) for i, n in enumerate(names.split("|"))),
        feature_class=feature_class,
        feature_code=code,
        lon_deg=float(lon),
        lat_deg=float(lat),
        precision_m=1000.0,
        source=OURS if int(number) else OTHERS,
        source_id=int(number),
        country_code=country,
        population=int(population),
        unit=unit,
        admin1=admin1,
        admin2=admin2,
    )


def _spelling(text: str, *, first: bool) -> Spelling:
    words = text.replace("_", " ")
    kind = KindOfName.NAME if first else KindOfName.ALTERNATE
    return Spelling(words.lstrip("!@"), _MARKS.get(words[0], kind))


def curated(place_id: str, name: str, lon_deg: float, lat_deg: float, **fields: object) -> Place:
    """Return a curated settlement of Nordia, or whatever the fields say."""
    values: dict[str, object] = {
        "id": place_id,
        "names": (Name(name, "en", NameKind.NAME),),
        "feature_class": "P",
        "feature_code": "PPL",
        "lon_deg": lon_deg,
        "lat_deg": lat_deg,
        "precision_m": 1000.0,
        "country_code": "ND",
        "source": "Dateline editors",
        "source_id": f"hand:{place_id}",
        "licence": "CC0-1.0",
    }
    return Place(**{**values, **fields})  # type: ignore[arg-type]
