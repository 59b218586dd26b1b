"""``evaluate``: how right the reading is on texts that people marked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import orjson
import typer

from geo.cli.figures import (
    figures,
    print_by_file,
    print_review,
    print_scores,
    review_figures,
)
from geo.cli.shared import DossierArgument
from geo.dossier.find import find_dossier
from geo.dossier.load import load_dossier
from geo.errors import InputError
from geo.evaluate.gold import gold_files
from geo.pipeline.engine import prepare
from geo.pipeline.judging import judge
from geo.read.files import read_files


def evaluate_command(
    dossier: DossierArgument,
    gold: Annotated[
        list[Path], typer.Argument(metavar="GOLD…", help="Marked texts, or folders of them.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Only the figures, as JSON.")] = False,  # noqa: FBT002 - a flag of the command line
    by_file: Annotated[bool, typer.Option("--by-file", help="Figures of each text too.")] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Compare the reading with marked texts: by use, of places, and of confidence."""
    engine = prepare(load_dossier(find_dossier(dossier)))
    judgement = judge(engine, read_files(gold_files(gold), engine.dossier.languages))
    scores = judgement.scores()
    if scores.recognition.gold == 0:
        msg = f"{gold[0]}: nothing is marked there; a mark looks like [Hama](sy-hama-gov)"
        raise InputError(msg)
    files = judgement.by_source() if by_file else {}
    if as_json:
        said = figures(scores, files) | review_figures(judgement)
        print(orjson.dumps(said).decode())
        return
    print_scores(scores)
    print_review(judgement)
    print_by_file(files)
