"""Train the ranker, a conditional logit, and calibrate it: ``geo/resolve/data/ranker.json``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.isotonic import IsotonicRegression

from geo.gazetteer.layered import geonames_id
from geo.model.columns import NameColumns, apart_km
from geo.model.tokens import Index
from geo.recognise.spans import Spans
from geo.resolve.called import called
from geo.resolve.keys import PART, lookup_keys
from geo.resolve.parents import parents
from geo.resolve.ranker import Ranked, Ranker, rank
from geo.resolve.ranker_features import NAMES, Floats, features, prior
from geo.resolve.units import Units, make_units
from train.corpora import OWN_NAME_ONLY, Corpus, gold_behind

TARGET = Path("geo/resolve/data/ranker.json")
PASSES = 2
_RIGHT_KM = 161.0
"""100 miles, within which the field calls a point right (Leidner 2007)."""
_SAME_KM, _ABOUT_KM = 5.0, 25.0
_PENALTY = 1e-3
_SHARE_OF_ARTICLES = 0.2
"""What an article on a hamlet weighs beside news, which seldom means one."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """The names that a tagger found in a corpus, and where gold says they are."""

    corpus: Corpus
    spans: Spans
    units: Units
    unit: Index
    lon_deg: Floats
    lat_deg: Floats
    geonames_id: Index
    true: NDArray[np.bool_]
    part: NDArray[np.bool_]

    def of_units(self, values: Floats) -> Floats:
        """Return what gold says of each unit's last mention."""
        found = np.full(self.units.size, np.nan)
        told = ~np.isnan(values)
        found[self.unit[told]] = values[told]
        return found

    def id_of_units(self) -> Index:
        """Return the GeoNames id that gold gives each unit, 0 for none."""
        found = np.zeros(self.units.size, dtype=np.int64)
        told = self.geonames_id > 0
        found[self.unit[told]] = self.geonames_id[told]
        return found


def ask(corpus: Corpus, spans: Spans, names: NameColumns) -> Asked:
    """Return the units of the spans, with gold beside them."""
    tokens = corpus.tokens
    known = corpus.matches
    inner = (known.first, known.last, known.readings)
    key, part = lookup_keys(tokens, spans.first, spans.last, inner, names)
    units, unit = make_units(
        tokens.document[spans.first],
        key,
        called(tokens, spans.first, spans.last),
        parents(tokens, spans.first, spans.last),
        names.readings(key),
        names.places,
    )
    gold = gold_behind(corpus, spans)
    return Asked(
        corpus=corpus,
        spans=spans,
        units=units,
        unit=unit,
        lon_deg=gold.lon_deg,
        lat_deg=gold.lat_deg,
        geonames_id=gold.geonames_id,
        true=gold.true,
        part=part,
    )


def train(asked: Sequence[Asked], left_out: Sequence[Index | None], names: NameColumns) -> Floats:
    """Return the weights of each pass, learnt from all documents but those left out."""
    chosen = [prior(a.units) for a in asked]
    weights: list[Floats] = []
    for _ in range(PASSES):
        found = [features(a.units, names.places, c) for a, c in zip(asked, chosen, strict=True)]
        blocks = [
            _examples(a, f, out, names) for a, f, out in zip(asked, found, left_out, strict=True)
        ]
        weights.append(_fitted(blocks))
        so_far = Ranker(weights=np.array(weights), raw=np.zeros(1), right=np.zeros(1))
        ranked = [rank(a.units, names.places, so_far) for a in asked]
        chosen = [
            np.where(r.best >= 0, a.units.place[np.maximum(r.best, 0)], -1)
            for a, r in zip(asked, ranked, strict=True)
        ]
    return np.array(weights)


def _ids(rows: Index, names: NameColumns) -> Index:
    """Return the GeoNames ids of places, -1 for those without one."""
    found = {}
    for row in np.unique(rows).tolist():
        place = names.place(row)
        own = place.id.removeprefix("gn-")
        found[row] = int(own) if own.isdigit() else geonames_id(place) or -1
    return np.array([found[row] for row in rows.tolist()], dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Examples:
    found: Floats
    group: Index
    good: NDArray[np.bool_]
    weight: Floats


def _examples(asked: Asked, found: Floats, out: Index | None, names: NameColumns) -> _Examples:
    units, owner = asked.units, asked.units.owner
    lon, lat = asked.of_units(asked.lon_deg), asked.of_units(asked.lat_deg)
    km = np.nan_to_num(off_km(lon[owner], lat[owner], units.place, names), nan=np.inf)
    best = np.full(units.size, np.inf)
    np.minimum.at(best, owner, km)
    good = km <= np.maximum(best[owner] + _SAME_KM, _ABOUT_KM)
    # Where gold names the very entry, a district of that name is not as good as the town.
    same = _ids(units.place, names) == asked.id_of_units()[owner]
    listed = np.zeros(units.size, dtype=bool)
    listed[owner[same]] = True
    good = np.where(listed[owner], same, good)
    usable = best <= _RIGHT_KM
    if out is not None:
        usable &= ~np.isin(units.document, out)
    share = _SHARE_OF_ARTICLES if asked.corpus.name == OWN_NAME_ONLY else 1.0
    kept = usable[owner] & (good | (km > _RIGHT_KM) | listed[owner])
    return _Examples(
        found=found[kept],
        group=owner[kept],
        good=good[kept],
        weight=share * np.sqrt(units.mentions.astype(np.float64))[owner][kept],
    )


def _fitted(blocks: Sequence[_Examples]) -> Floats:
    found = np.concatenate([b.found for b in blocks])
    good = np.concatenate([b.good for b in blocks])
    weights = np.concatenate([b.weight for b in blocks])
    shifts = np.cumsum([0, *(int(b.group.max(initial=0)) + 1 for b in blocks[:-1])])
    groups = np.concatenate([b.group + s for b, s in zip(blocks, shifts, strict=True)])
    _, first, group = np.unique(groups, return_index=True, return_inverse=True)
    weight = weights[first]
    total = weight.sum()

    def loss(w: Floats) -> tuple[float, Floats]:
        score = found @ w
        raised = np.exp(score - np.maximum.reduceat(score, first)[group])
        whole = np.bincount(group, weights=raised)
        right = np.bincount(group, weights=raised * good) + 1e-12
        pull = raised / whole[group] - raised * good / right[group]
        value = -(weight * np.log(right / whole)).sum() / total + _PENALTY * (w @ w)
        slope = found.T @ (weight[group] * pull) / total + 2 * _PENALTY * w
        return float(value), slope

    start = np.zeros(found.shape[1])
    solved = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 400})
    return np.asarray(solved.x)


def off_km(lon: Floats, lat: Floats, place: Index, names: NameColumns) -> Floats:
    """Return how far points lie from places."""
    places = names.places
    return apart_km(lon, lat, places.lon_deg[place], places.lat_deg[place])


def outcomes(asked: Asked, ranked: Ranked, names: NameColumns) -> tuple[Floats, NDArray[np.bool_]]:
    """Return raw confidence and rightness of every pin whose truth gold tells."""
    best = ranked.best[asked.unit]
    placed = best >= 0
    at = np.maximum(best, 0)
    raw = asked.spans.probability * ranked.share[at] * np.where(asked.part, PART, 1.0)
    km = off_km(asked.lon_deg, asked.lat_deg, asked.units.place[at], names)
    right = np.nan_to_num(km, nan=np.inf) <= _RIGHT_KM
    told = placed & (~np.isnan(asked.lon_deg) | ~asked.true)
    return raw[told], right[told]


def write(weights: Floats, raw: Floats, right: NDArray[np.bool_]) -> None:
    """Write weights by name and the corners of the calibration."""
    fitted = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(raw, right)
    corners = np.linspace(0, 1, 41)
    found = {
        "weights": [
            {name: round(float(w), 4) for name, w in zip(NAMES, row, strict=True)}
            for row in weights
        ],
        "calibration": {
            "raw": [round(float(c), 3) for c in corners],
            "right": [round(float(r), 4) for r in fitted.predict(corners)],
        },
    }
    TARGET.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2) + b"\n")
