"""``gazetteer build``, ``check`` and ``import``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from geo.cli.shared import DossierArgument, say
from geo.dossier.find import find_dossier
from geo.dossier.load import load_dossier
from geo.errors import InputError
from geo.gazetteer.cache import build_world, open_layers
from geo.gazetteer.columns import Columns, open_columns
from geo.gazetteer.entry import Source
from geo.gazetteer.importing import import_files
from geo.gazetteer.inspect import inspect
from geo.gazetteer.layered import shadows
from geo.model.place import Place
from geo.model.text import Skipped


def build_command() -> None:
    """Compile the world gazetteer from the installed packages, even if it is there."""
    started = perf_counter()
    folder, counts = build_world()
    taken_s = perf_counter() - started
    size_mb = sum(p.stat().st_size for p in folder.iterdir()) / 1e6
    print(f"{folder}: {size_mb:.0f} MB in {taken_s:.0f} s")
    print(f"{counts.places} places, {counts.names} names, {counts.keys} keys")
    _tell_left_out(open_columns(folder))


def check_command(dossier: DossierArgument) -> None:
    """Count a dossier's places by source, with licences; show what is doubtful."""
    loaded = load_dossier(find_dossier(dossier))
    layers = open_layers(loaded)
    curated = tuple(loaded.places.values())
    _tell_curated(curated)
    for layer, over in zip(layers, shadows(curated, layers), strict=True):
        _tell_layer(layer)
        print(f"  {int(over.hidden.sum())} of them are curated places too, and hidden")


def import_command(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="A GeoNames dump, Linked Places, GeoJSON or CSV."),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR.columns", help="The folder to make.")
    ],
    alternate: Annotated[
        Path | None,
        typer.Option("--alternate", metavar="FILE", help="GeoNames' alternateNamesV2.txt."),
    ] = None,
    source: Annotated[
        str, typer.Option(help="Whose data it is, where the file does not say.")
    ] = "",
    licence: Annotated[
        str, typer.Option(help="Under which licence, where the file does not say.")
    ] = "not stated",
) -> None:
    """Compile another gazetteer for use in a dossier: gazetteers = ["DIR.columns"]."""
    for path in (*files, *([alternate] if alternate else ())):
        if not path.is_file():
            msg = f"{path}: there is no such file"
            raise InputError(msg)
    named = source or ", ".join(path.name for path in files)
    made = import_files(files, output, Source(name=named, licence=licence), alternate)
    for path, kind in zip(files, made.formats, strict=True):
        say(f"{path}: {kind.value}")
    counts = made.counts
    print(f"{output}: {counts.places} places, {counts.names} names, {counts.keys} keys")
    _tell_left_out(open_columns(output))


def _tell_curated(places: tuple[Place, ...]) -> None:
    names = sum(len(place.names) for place in places)
    print(f"curated: {len(places)} places, {names} names")
    for (source, licence), count in sorted(Counter((p.source, p.licence) for p in places).items()):
        print(f"  {count:>9} places  {source}: {licence}")
    pointless = [p.id for p in places if p.lon_deg == 0 == p.lat_deg]
    if pointless:
        print(f"  {len(pointless)} at lon 0, lat 0: {', '.join(pointless[:5])}")


def _tell_layer(layer: Columns) -> None:
    counts, found = layer.counts, inspect(layer)
    print(f"{layer.folder.name}: {counts.places} places, {counts.names} names, {counts.keys} keys")
    for share in found.shares:
        source = share.source
        print(
            f"  {share.places:>9} places {share.names:>9} names {share.keys:>9} keys  "
            f"{source.name}: {source.licence}"
        )
        if source.attribution:
            print(f"            {source.attribution}")
    print("  names: " + ", ".join(f"{count} {kind}" for kind, count in found.kinds))
    most = ", ".join(f"{name} ({count})" for name, count in found.most_shared)
    print(f"  {found.shared_keys} names are shared by several places, most: {most}")
    print(
        f"  {found.same_ids} GeoNames ids stand twice, {found.pointless} places lack coordinates"
    )
    _tell_left_out(layer)


def _tell_left_out(layer: Columns) -> None:
    if layer.left_out:
        say(f"{layer.left_out} rows were left out, the first of them:")
    for item in layer.left_out_first:
        say(_words(item))


def _words(item: Skipped) -> str:
    return f"  {item.source}: {item.reason}"
