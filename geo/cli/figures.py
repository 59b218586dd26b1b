"""Scores as tables for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping

from geo.evaluate.calibration import Bin
from geo.evaluate.confusion import Confusion
from geo.evaluate.places import NEAR_KM
from geo.evaluate.score import Ratio, Scores
from geo.pipeline.judging import Judgement

_MOST_MISSES = 200
_DIGITS = 4


def print_scores(scores: Scores) -> None:
    """Print every difference, then the tables."""
    for miss in scores.misses[:_MOST_MISSES]:
        print(f"{miss.source} {miss.start} {miss.surface!r}: {miss.expected}, not {miss.got}")
    if len(scores.misses) > _MOST_MISSES:
        print(f"… and {len(scores.misses) - _MOST_MISSES} more differences")
    print(f"{'':<12}{'precision':>10}{'recall':>10}{'F1':>10}{'gold':>7}{'found':>7}")
    for role, ratio in {**scores.by_role, "any mention": scores.recognition}.items():
        print(
            f"{role:<12}{ratio.precision:>10.3f}{ratio.recall:>10.3f}{ratio.f1:>10.3f}"
            f"{ratio.gold:>7}{ratio.found:>7}"
        )
    right, near = scores.placed_right, scores.placed_near
    print(f"right place: {right.precision:.3f} of {right.gold} by id,")
    print(f"  {near.precision:.3f} by id or within {NEAR_KM:.0f} km")
    print(f"right use: {scores.use_accuracy:.3f} of the names that were marked and found")
    _print_confusion(scores.confusion)
    _print_calibration(scores.calibration)
    print(f"calibration error of confidence: {scores.calibration_error:.3f}")


def print_by_file(files: Mapping[str, Scores]) -> None:
    """Print a line of figures for each text; nothing where there are none."""
    if not files:
        return
    width = max(len(name) for name in files)
    print(f"\n{'':<{width}}{'names F1':>10}{'literal F1':>12}{'place':>8}{'use':>8}{'gold':>6}")
    for name, scores in files.items():
        print(
            f"{name:<{width}}{scores.recognition.f1:>10.3f}{_literal_f1(scores):>12.3f}"
            f"{scores.placed_right.precision:>8.3f}{scores.use_accuracy:>8.3f}"
            f"{scores.recognition.gold:>6}"
        )


def print_review(judgement: Judgement) -> None:
    """Print the figures without and with what reviewers decided, if they did."""
    if not judgement.decided:
        return
    before, after = _summary(judgement.read_scores()), _summary(judgement.scores())
    print(f"\nreview decided {judgement.decided} of the mentions that were found")
    print(f"{'':<20}{'as read':>10}{'reviewed':>10}{'change':>10}")
    for name, was in before.items():
        words, now = name.replace("_", " "), after[name]
        print(f"{words:<20}{was:>10.3f}{now:>10.3f}{now - was:>+10.3f}")


def review_figures(judgement: Judgement) -> dict[str, object]:
    """Return what review changed for JSON: ``as_read`` are the figures without it."""
    as_read = _summary(judgement.read_scores())
    return {"review": {"decided": judgement.decided, "as_read": as_read}}


def figures(scores: Scores, files: Mapping[str, Scores]) -> dict[str, object]:
    """Return the figures for JSON, rounded; ``files`` adds those of each text."""
    said: dict[str, object] = {
        **_summary(scores),
        "roles": {role: _ratio(ratio) for role, ratio in scores.by_role.items()},
        "recognition": _ratio(scores.recognition),
        "confusion": {
            "roles": list(scores.confusion.roles),
            "counts": [list(row) for row in scores.confusion.counts],
        },
        "calibration": [_bin(b) for b in scores.calibration],
    }
    if files:
        said["files"] = {name: _summary(one) for name, one in files.items()}
    return said


def _summary(scores: Scores) -> dict[str, float]:
    return {
        "literal_f1": round(_literal_f1(scores), _DIGITS),
        "recognition_f1": round(scores.recognition.f1, _DIGITS),
        "use_accuracy": round(scores.use_accuracy, _DIGITS),
        "right_place": round(scores.placed_right.precision, _DIGITS),
        "near_place": round(scores.placed_near.precision, _DIGITS),
        "calibration_error": round(scores.calibration_error, _DIGITS),
    }


def _literal_f1(scores: Scores) -> float:
    literal = scores.by_role.get("literal")
    return literal.f1 if literal else 0.0


def _ratio(ratio: Ratio) -> dict[str, object]:
    return {
        "precision": round(ratio.precision, _DIGITS),
        "recall": round(ratio.recall, _DIGITS),
        "f1": round(ratio.f1, _DIGITS),
        "gold": ratio.gold,
        "found": ratio.found,
    }


def _bin(one: Bin) -> dict[str, object]:
    return {
        "low": one.low,
        "high": one.high,
        "count": one.count,
        "mean_confidence": round(one.mean_confidence, _DIGITS),
        "right_share": round(one.right_share, _DIGITS),
    }


def _print_confusion(table: Confusion) -> None:
    print("\nmarked as, down; read as, across")
    print(f"{'':<12}" + "".join(f"{role:>10}" for role in table.roles))
    for role, row in zip(table.roles, table.counts, strict=True):
        print(f"{role:<12}" + "".join(f"{n or '·':>10}" for n in row))


def _print_calibration(bins: tuple[Bin, ...]) -> None:
    print(f"\n{'confidence':<12}{'places':>8}{'mean':>8}{'right':>8}")
    for one in bins:
        if one.count:
            said = f"{one.low:.1f}–{one.high:.1f}"
            print(f"{said:<12}{one.count:>8}{one.mean_confidence:>8.3f}{one.right_share:>8.3f}")
