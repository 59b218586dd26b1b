"""``publish``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo.cli.shared import (
    DocumentsOption,
    DossierArgument,
    OutOption,
    built_store,
    planned,
    progress,
    say,
)
from geo.errors import InputError

SiteOption = Annotated[
    Path, typer.Option("-o", "--output", metavar="DIR", help="The folder of the site.")
]
BaseUrlOption = Annotated[
    str,
    typer.Option(
        envvar="DATELINE_BASE_URL",
        metavar="URL",
        help="Where the site will be: links in the layers' files then lead to its texts.",
    ),
]
LayersOption = Annotated[
    str, typer.Option(metavar="LIST", help="Layers to write as files: all, none, zones,places,…")
]
FormatsOption = Annotated[
    str, typer.Option(metavar="LIST", help="Formats of those files: all, or geojson,fgb,…")
]
PagesOption = Annotated[
    bool | None,
    typer.Option(
        "--pages/--no-pages",
        help="A page for each document, to read without a script; of up to 5,000 by default.",
    ),
]


def publish_command(  # noqa: PLR0913, PLR0917 - the options of the command
    dossier: DossierArgument,
    output: SiteOption,
    documents: DocumentsOption = None,
    out: OutOption = None,
    base_url: BaseUrlOption = "",
    layers: LayersOption = "all",
    formats: FormatsOption = "all",
    pages: PagesOption = None,
) -> None:
    """Write map, texts and layers as a folder of plain files, for a host without a server."""
    from geo.publish.choice import Choice, chosen  # noqa: PLC0415 - those behind load Jinja
    from geo.publish.layers import FORMATS  # noqa: PLC0415 - loads GDAL
    from geo.publish.pages import size_words  # noqa: PLC0415 - loads Jinja
    from geo.publish.site import publish  # noqa: PLC0415 - loads Folium and GDAL

    if base_url and not base_url.startswith(("http://", "https://")):
        msg = f"--base-url: {base_url!r} is no address of a site; it begins with https://"
        raise InputError(msg)
    endings = chosen("--formats", formats, FORMATS)
    job = planned(dossier, documents, out)
    store = built_store(job)
    choice = Choice(
        base_url=base_url.rstrip("/"),
        layers=chosen("--layers", layers, (info.id for info in store.features.layers())),
        formats=endings,
        has_pages=pages,
    )
    with progress() as report:
        made = publish(store, job.dossier, output, choice, report)
    say(f"{output}: {made.files:,} files, {size_words(made.size_bytes)}. Put them on any host;")
    say(f"to look at them here: python -m http.server --directory {output}")
