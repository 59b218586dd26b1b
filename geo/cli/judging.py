"""``evaluate``: how right the reading is on texts that people marked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import orjson
import typer

from geo.cli.shared import DossierArgument
from geo.dossier.find import find_dossier
from geo.dossier.load import load_dossier
from geo.errors import InputError
from geo.evaluate.gold import gold_files, unmark
from geo.evaluate.score import Pair, Ratio, Scores, pair_up, score
from geo.model.text import Skipped
from geo.pipeline.engine import prepare
from geo.pipeline.reading import read_document
from geo.read.files import read_files

_MOST_MISSES = 200


def evaluate_command(
    dossier: DossierArgument,
    gold: Annotated[
        list[Path], typer.Argument(metavar="GOLD…", help="Marked texts, or folders of them.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Only the figures, as JSON.")] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Compare the reading with marked texts: by role, of places, and of confidence."""
    engine = prepare(load_dossier(find_dossier(dossier)))
    pairs: list[Pair] = []
    marked = 0
    for item in read_files(gold_files(gold), engine.dossier.languages):
        if isinstance(item, Skipped):
            msg = f"{item.source}: {item.reason}"
            raise InputError(msg)
        text = unmark(item)
        marked += len(text.mentions)
        found = read_document(text.document, engine).resolutions
        pairs += pair_up(item.source, text.mentions, found)
    if marked == 0:
        msg = f"{gold[0]}: nothing is marked there; a mark looks like [Hama](sy-hama-gov)"
        raise InputError(msg)
    scores = score(pairs)
    if as_json:
        print(orjson.dumps(_figures(scores)).decode())
        return
    _print(scores)


def _print(scores: Scores) -> None:
    for miss in scores.misses[:_MOST_MISSES]:
        print(f"{miss.source} {miss.start} {miss.surface!r}: {miss.expected}, not {miss.got}")
    print(f"{'':<12}{'precision':>10}{'recall':>10}{'F1':>10}{'gold':>7}{'found':>7}")
    for role, ratio in {**scores.by_role, "any mention": scores.recognition}.items():
        print(
            f"{role:<12}{ratio.precision:>10.3f}{ratio.recall:>10.3f}{ratio.f1:>10.3f}"
            f"{ratio.gold:>7}{ratio.found:>7}"
        )
    print(f"right place: {scores.placed_right.precision:.3f} of {scores.placed_right.gold}")
    print(f"calibration error of confidence: {scores.calibration_error:.3f}")


def _figures(scores: Scores) -> dict[str, object]:
    return {
        "roles": {role: _ratio(ratio) for role, ratio in scores.by_role.items()},
        "recognition": _ratio(scores.recognition),
        "right_place": round(scores.placed_right.precision, 4),
        "calibration_error": round(scores.calibration_error, 4),
    }


def _ratio(ratio: Ratio) -> dict[str, object]:
    return {
        "precision": round(ratio.precision, 4),
        "recall": round(ratio.recall, 4),
        "f1": round(ratio.f1, 4),
        "gold": ratio.gold,
        "found": ratio.found,
    }
