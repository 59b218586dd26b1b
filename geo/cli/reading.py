"""``parse`` and ``explain``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import orjson
import typer

from geo.cli.shared import (
    DocumentsOption,
    DossierArgument,
    OutOption,
    WorkersOption,
    built_store,
    planned,
    tell_skipped,
)
from geo.dossier.find import find_dossier
from geo.dossier.load import load_dossier
from geo.errors import InputError
from geo.export.mentions import mention_feature, mention_rows
from geo.export.stream import csv_stream, geojson_stream
from geo.features.expressions import expression_words
from geo.model.query import MentionRow, Query
from geo.model.run import Reading
from geo.model.text import Document, MentionKind, Skipped
from geo.pipeline.engine import prepare
from geo.pipeline.parallel import read_by_workers
from geo.read.files import list_files, read_bytes, read_files


class InputFormat(StrEnum):
    """How the input is to be read."""

    TEXT = "text"
    JSONL = "jsonl"


class OutputFormat(StrEnum):
    """How mentions are written."""

    JSONL = "jsonl"
    GEOJSON = "geojson"
    CSV = "csv"


def parse_command(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE…]", help="Standard input without one.")
    ] = None,
    dossier: Annotated[
        str, typer.Option("--dossier", metavar="DOSSIER", help="Whose places and zones to know.")
    ] = "idlib-2018",
    input_format: Annotated[
        InputFormat | None, typer.Option(help="By the file's ending if not given.")
    ] = None,
    output_format: Annotated[
        OutputFormat, typer.Option("--format", help="One mention a line, or a table, or features.")
    ] = OutputFormat.JSONL,
    workers: WorkersOption = 1,
) -> None:
    """Write every mention in the given files to standard output."""
    engine = prepare(load_dossier(find_dossier(dossier)))
    skipped: list[Skipped] = []
    items = _items(files or [], input_format, engine.dossier.languages)
    readings = read_by_workers(_readable(items, skipped), engine, workers, explained=False)
    rows = _rows(readings, skipped)
    out = sys.stdout.buffer
    if output_format is OutputFormat.JSONL:
        out.writelines(orjson.dumps(row) + b"\n" for row in rows)
    else:
        stream = geojson_stream if output_format is OutputFormat.GEOJSON else csv_stream
        out.writelines(stream(map(mention_feature, rows)))
    out.flush()
    tell_skipped(skipped, len(skipped))


def explain_command(
    dossier: DossierArgument,
    mention_id: Annotated[
        str, typer.Argument(metavar="MENTION_ID", help="As parse, the page and the API give it.")
    ],
    documents: DocumentsOption = None,
    out: OutOption = None,
) -> None:
    """Say why a mention means its place, and what would change the answer."""
    store = built_store(planned(dossier, documents, out))
    mention = store.texts.mention(mention_id)
    document = store.texts.document(mention.document_id)
    sentence = next(
        p.text for p in store.texts.passages(document.id) if p.id == mention.passage_id
    )
    print(f"“{mention.surface}” in {document.title} ({document.published_on or 'undated'})")
    print(f"  {sentence}\n")
    if mention.kind == MentionKind.EXPRESSION:
        found = store.features.items("expressions", Query(equal=(("mention_id", mention.id),)))
        parts = [orjson.loads(feature.properties) for feature in found.features]
        sys.stdout.writelines(f"{line}\n" for line in expression_words(parts))
        return
    print(f"Used as: {mention.use}. {mention.use_reason}".rstrip(". ") + ".")
    sys.stdout.writelines(f"{line}\n" for line in _explained(mention))


def _items(
    files: list[Path], input_format: InputFormat | None, languages: tuple[str, ...]
) -> Iterator[Document | Skipped]:
    suffix = (
        {InputFormat.JSONL: ".jsonl", InputFormat.TEXT: ".txt"}[input_format]
        if input_format
        else ""
    )
    if not files:
        yield from read_bytes("stdin", sys.stdin.buffer.read(), languages, suffix or ".txt")
    for path in files:
        for source, file in list_files(path):
            name = source if path.is_dir() else path.name
            yield from read_files([(name, file)], languages, suffix)


def _rows(readings: Iterable[Reading], skipped: list[Skipped]) -> Iterator[dict[str, object]]:
    documents = 0
    for reading in readings:
        documents += 1
        yield from mention_rows(reading)
    if documents == 0:
        tell_skipped(skipped, len(skipped))
        msg = "no document could be read"
        raise InputError(msg)


def _readable(items: Iterable[Document | Skipped], skipped: list[Skipped]) -> Iterator[Document]:
    for item in items:
        if isinstance(item, Skipped):
            skipped.append(item)
        else:
            yield item


def _explained(mention: MentionRow) -> Iterator[str]:
    candidates = orjson.loads(mention.candidates)
    if mention.decided_by:
        yield f"Decided by {mention.decided_by}."
    if not candidates:
        yield "No gazetteer of the dossier has this name: it is listed as unplaced."
    for number, candidate in enumerate(candidates, 1):
        said = f"{candidate['name']} ({candidate['feature_code']}, {candidate['id']})"
        yield f"{number}. {said}: {candidate['score']:+.2f}"
        for evidence in candidate["evidence"]:
            yield f"     {evidence['weight']:+.2f}  {evidence['reason']}"
    if len(candidates) > 1:
        gap = candidates[0]["score"] - candidates[1]["score"]
        yield (
            f"{candidates[1]['name']} ({candidates[1]['feature_code']}) would need evidence of "
            f"{gap:.2f} more, for instance to be called by its kind in the sentence."
        )
    yield (
        "To decide it yourself, press r in the page, or add to corrections.csv: "
        f"{mention.id},PLACE_ID or not-a-place or unknown or use:metonym,NAME,TIME,REASON,one,,"
    )
