"""``new``, ``map``, ``export``, ``zone`` and ``line``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree
from typing import Annotated, Any

import orjson
import typer

from geo.cli.shared import (
    DocumentsOption,
    DossierArgument,
    OutOption,
    built_store,
    planned,
    say,
    tell_skipped,
)
from geo.dossier.find import find_dossier
from geo.dossier.load import load_dossier
from geo.errors import InputError
from geo.export.documents import document_json
from geo.export.whole import write_whole
from geo.features.evidence import evidence_by_zone
from geo.features.evidence_words import evidence_words
from geo.features.facts import place_words, zone_json, zone_words
from geo.features.line_facts import line_json, line_words
from geo.model.facts import ZoneFacts, ZoneReport
from geo.model.place import Place
from geo.model.protocols import Gazetteer
from geo.model.query import DocumentQuery
from geo.model.stated import ZoneEvidence
from geo.model.text import Skipped
from geo.read.files import list_files, read_files
from geo.store.open import Store

_ALL = 1_000_000_000
_DAY = ["%Y-%m-%d"]
OutputOption = Annotated[
    Path, typer.Option("-o", "--output", metavar="FILE", help="The file to write.")
]


def new_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
) -> None:
    """Make a working dossier to edit."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        msg = f"{folder}: is there already; name a new or an empty folder"
        raise InputError(msg)
    try:
        with as_file(files("geo.cli").joinpath("template")) as template:
            copytree(template, folder, dirs_exist_ok=True)
    except OSError as exc:
        msg = f"{folder}: cannot be made: {exc.strerror or exc}"
        raise InputError(msg) from exc
    say(f"{folder}: a small dossier that works. Look at it: dateline serve {folder}")


def map_command(
    dossier: DossierArgument,
    output: OutputOption,
    documents: DocumentsOption = None,
    out: OutOption = None,
) -> None:
    """Write map, texts and timeline as one HTML file that needs no network."""
    from geo.render.page import single_page  # noqa: PLC0415 - loads Folium

    job = planned(dossier, documents, out)
    store = built_store(job)
    data = _whole_page(store)
    texts = {
        d.id: document_json(
            d,
            store.texts.text(d.id)[0],
            store.texts.passages(d.id),
            store.texts.mentions(d.id),
        )
        for d in store.texts.documents(DocumentQuery(limit=_ALL)).documents
    }
    page = single_page(job.dossier, data, texts)
    write_whole(output, lambda draft: draft.write_bytes(page.encode()))
    say(f"{output}: {len(page.encode()) / 1000:.0f} kB, {len(texts)} documents")


def _whole_page(store: Store) -> dict[str, Any]:
    """Return the data of a page that asks no server; raises InputError where they are too many."""
    from geo.render.page import DATA, MOST_IN_FILE, WHOLE  # noqa: PLC0415 - loads Folium

    made = store.assets("", ".json")
    data: dict[str, Any] = orjson.loads(store.asset(WHOLE if WHOLE in made else DATA))
    if data["tallies"]["by"] == "server":
        documents = store.features.layer("documents").features
        msg = (
            f"{documents:,} documents are too many for one file, which takes "
            f"{MOST_IN_FILE:,}; name fewer with --documents, or share a server: dateline serve"
        )
        raise InputError(msg)
    return data


def export_command(  # noqa: PLR0913, PLR0917 - a command takes what its user may say
    dossier: DossierArgument,
    layer: Annotated[str, typer.Argument(metavar="LAYER", help="places, mentions, zones …")],
    output: OutputOption,
    documents: DocumentsOption = None,
    out: OutOption = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="lpf|annotations",
            help="Linked Places Format of places, or W3C Web Annotations of mentions.",
        ),
    ] = None,
    base_url: Annotated[
        str,
        typer.Option(
            envvar="DATELINE_BASE_URL",
            help="Where this is served: the identifiers of those two formats start with it.",
        ),
    ] = "",
) -> None:
    """Write a layer as a file; the format follows from its ending, or is named."""
    from geo.export.files import export_layer, exporter_by_ending, exporter_of  # noqa: PLC0415 - loads GDAL
    from geo.pipeline.tiles import archive_layer  # noqa: PLC0415 - loads the geometry libraries

    exporter = None
    if form is not None:
        exporter = exporter_of(form, layer, base_url.rstrip("/"))
    elif output.suffix.casefold() != ".pmtiles":
        exporter = exporter_by_ending(output)
    store = built_store(planned(dossier, documents, out))
    if exporter is None:
        tiles = write_whole(output, lambda draft: archive_layer(store, layer, draft))
        say(f"{output}: {tiles} tiles of {layer}, zooms 0 to 10")
        return
    count = export_layer(output, store.features.every(layer), layer, exporter)
    say(f"{output}: {count} features of {layer}")


def zone_command(
    dossier: DossierArgument,
    zone_id: Annotated[str, typer.Argument(metavar="ZONE_ID", help="As zones.toml has it.")],
    documents: DocumentsOption = None,
    on: Annotated[
        datetime | None,
        typer.Option(formats=_DAY, metavar="DATE", help="Build it on another day's line."),
    ] = None,
    figure: Annotated[
        Path | None, typer.Option(metavar="FILE.svg", help="Draw it too, for print.")
    ] = None,
    place: Annotated[
        str, typer.Option(metavar="NAME", help="Tell of this place only whether it lies inside.")
    ] = "",
) -> None:
    """Write a zone as GeoJSON: its area as a range, what lies inside, what documents state."""
    from geo.pipeline.engine import prepare  # noqa: PLC0415 - loads the geometry libraries
    from geo.pipeline.running import run  # noqa: PLC0415 - the same
    from geo.pipeline.zones import zone_report  # noqa: PLC0415 - the same

    engine = prepare(load_dossier(find_dossier(dossier)))
    report = zone_report(engine, zone_id, on.date() if on else None)
    if figure is not None:
        if figure.suffix.casefold() != ".svg":
            msg = f"{figure}: the figure is an SVG file; end its name in .svg"
            raise InputError(msg)
        from geo.render.zone_sheets import figure_of_zone  # noqa: PLC0415 - drawn when asked for

        drawing = figure_of_zone(engine.dossier, report.zone, report.facts.area.words)
        write_whole(figure, lambda draft: draft.write_text(drawing, "utf-8"))
    if place:
        _tell_place(report.facts, engine.curated, place)
        return
    evidence = None
    skipped: tuple[Skipped, ...] = ()
    if documents is not None:
        found = run(engine, read_files(list_files(documents), engine.dossier.languages))
        evidence, skipped = evidence_by_zone(found)[zone_id], found.skipped
    _tell_zone(report, engine.dossier.places, evidence)
    tell_skipped(skipped, len(skipped))


def _tell_place(facts: ZoneFacts, gazetteer: Gazetteer, name: str) -> None:
    meant = {place.id: place for place, _ in gazetteer.lookup(name)}
    if not meant:
        msg = f"there is no place {name!r} in the dossier's gazetteer"
        raise InputError(msg)
    for line in place_words(facts, [meant[place_id] for place_id in sorted(meant)]):
        print(line)


def _tell_zone(
    report: ZoneReport, places: Mapping[str, Place], evidence: ZoneEvidence | None
) -> None:
    said = zone_json(report.zone, report.facts, places, evidence)
    sys.stdout.buffer.write(orjson.dumps(said) + b"\n")
    for line in zone_words(report.zone, report.facts, places):
        say(line)
    for line in evidence_words(evidence) if evidence is not None else ():
        say(line)


def line_command(
    dossier: DossierArgument,
    line_id: Annotated[str, typer.Argument(metavar="LINE_ID", help="As zones.toml has it.")],
    on: Annotated[
        datetime | None,
        typer.Option(formats=_DAY, metavar="DATE", help="The line of another day."),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=_DAY, metavar="DATE", help="With what changed hands since."),
    ] = None,
) -> None:
    """Write a line as GeoJSON, segment by segment, with what it rests on and what it parts."""
    from geo.pipeline.engine import prepare  # noqa: PLC0415 - loads the geometry libraries
    from geo.pipeline.lines import line_report  # noqa: PLC0415 - the same

    engine = prepare(load_dossier(find_dossier(dossier)))
    days = (day.date() if day else None for day in (on, since))
    found = line_report(engine, line_id, *days)
    places = engine.dossier.places
    said = line_json(found.line, found.facts, found.step, places)
    sys.stdout.buffer.write(orjson.dumps(said) + b"\n")
    for words in line_words(found.line, found.facts, found.step, places):
        say(words)
