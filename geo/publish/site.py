"""Publish a build: the map's page, all that it asks for, every layer, plain pages to read."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

import orjson

from geo.model.dossier import Dossier
from geo.model.tally import TALLY
from geo.publish.choice import Choice
from geo.publish.folder import BUILDS, SiteFolder
from geo.publish.layers import (
    MOST_IN_TEXT,
    PublishedLayer,
    TextAddress,
    catalogue,
    linked,
    write_layers,
)
from geo.publish.pages import SitePages
from geo.publish.places import phrase_files, place_files
from geo.publish.texts import Texts
from geo.render.page import DATA, site_page
from geo.render.zone_page import ZoneLinks, zone_page
from geo.store.protocol import Store

_BUILD_CHARS = 12
_START = "index.html"
_ICON = struct.pack(
    "<3H4B2H2I3I2H6I2I",
    *(0, 1, 1, 1, 1, 0, 0, 1, 32, 48, 22),
    *(40, 1, 2, 1, 32, 0, 4, 0, 0, 0, 0),
    *(0, 0),
)
"""An icon of one clear pixel: its directory, its bitmap's header, the pixel and its mask."""

Files = Iterator[tuple[str, bytes]]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a site came to."""

    files: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Site:
    """What is published: a build of a dossier, in files whose folder bears its mark."""

    store: Store
    dossier: Dossier
    choice: Choice
    build: str
    is_large: bool
    documents: int

    @property
    def has_pages(self) -> bool:
        """Tell whether each document has a page of its own."""
        return self.choice.gives_pages(self.documents)

    def texts(self, base_url: str) -> TextAddress:
        """Return where links to texts lead: the map shows those that have no page.

        Every address names its file: a bucket knows no folders, and answers none.
        """
        if self.has_pages:
            return TextAddress(before=f"{base_url}/documents/", after=f"/{_START}")
        return TextAddress(before=f"{base_url}/{_START}?doc=", after="")

    @property
    def data(self) -> str:
        """Return the folder of what the page asks for."""
        return f"{BUILDS}/{self.build}"

    @property
    def pages(self) -> SitePages:
        """Return what renders the plain pages."""
        return SitePages(
            title=self.dossier.title,
            looks=self.data,
            has_zones=bool(self.store.assets("zone/", ".json")),
        )


def publish(
    store: Store, dossier: Dossier, root: Path, choice: Choice, progress: Progress
) -> Published:
    """Write the site of a build into a folder; raises InputError for one that holds other files.

    What the page asks for lies in a folder named by the build, and the page that points there is
    put in place last: readers see the build before or this one, never parts of both.
    """
    folder = SiteFolder(root)
    site = _Site(
        store=store,
        dossier=dossier,
        choice=choice,
        build=store.meta()["digest"][:_BUILD_CHARS],
        is_large=TALLY in store.assets("", ""),
        documents=store.features.layer("documents").features,
    )
    progress("layers", 0, 1)
    layers = write_layers(store, folder.make, choice, site.texts(choice.base_url))
    for path, body in (*_data_pages(site, layers), *_zones(site, layers)):
        folder.write(path, body)
    for path, body in _asked(site, progress):
        folder.write(path, body)
    page = site_page(dossier, site.build)
    for path in sorted(page, key=lambda path: (path == _START, path)):
        folder.write(path, page[path])
    folder.close()
    return Published(files=folder.files, size_bytes=folder.size_bytes)


def _data_pages(site: _Site, layers: tuple[PublishedLayer, ...]) -> Files:
    """Yield what tells of the layers, and what hosts and the page ask of the site as a whole."""
    dossier, written = site.dossier, {layer.info.id for layer in layers}
    yield (
        "data.html",
        site.pages.data(
            layers=[
                {**asdict(one.info), "files": one.files, "too_many": one.too_many}
                for one in layers
            ],
            others=[
                info.title
                for info in site.store.features.layers()
                if info.features and info.id not in written
            ],
            summary=dossier.summary,
            most_in_text=MOST_IN_TEXT,
            credits=dossier.attributions,
            attribution=orjson.loads(site.store.meta()["licences"]),
            build=site.build,
        ),
    )
    said = catalogue(layers, dossier.title, dossier.summary)
    yield "collections.json", orjson.dumps(said)
    yield "build.json", orjson.dumps({"build": site.build})
    yield "favicon.ico", _ICON  # asked for by browsers that show a figure or a file of data
    yield ".nojekyll", b""  # without it GitHub Pages looks into every file before it serves any


def _zones(site: _Site, layers: tuple[PublishedLayer, ...]) -> Files:
    """Yield facts, figure and page of every zone, and the list of them."""
    listed = []
    drawn = next((one.address("geojson") for one in layers if one.info.id == "zones"), "")
    for name in site.store.assets("zone/", ".json"):
        body = site.store.asset(name)
        facts = orjson.loads(linked(body, site.texts("")))
        figure = site.store.asset(f"{name.removesuffix('.json')}.svg")
        named = quote(facts["zone"], safe="")
        links = ZoneLinks(
            site="..",
            map=f"../{_START}",
            style=f"../{site.data}/zone.css",
            figure=f"{quote(named)}.svg",
            facts=f"{quote(named)}.json",
            geometry=drawn and f"../{drawn}",
            passages=f"../{_START}?sel=zone:{named}",
        )
        page = zone_page(site.dossier.title, facts, figure.decode(), links)
        yield f"zones/{named}.json", linked(body, site.texts(site.choice.base_url))
        yield f"zones/{named}.svg", figure
        yield f"zones/{named}.html", page.encode()
        listed.append({**facts, "link": f"{quote(named)}.html"})
    if listed:
        yield f"zones/{_START}", site.pages.zones(listed)


def _asked(site: _Site, progress: Progress) -> Files:
    """Yield what the page asks for, and the plain pages of the documents."""
    texts = Texts(
        store=site.store,
        pages=site.pages,
        data=site.data,
        is_listed=site.is_large,
        has_pages=site.has_pages,
        report=lambda done: progress("texts", done, site.documents),
    )
    yield from texts.files()
    yield f"{site.data}/{DATA}", site.store.asset(DATA)
    if site.is_large:
        yield from ((f"{site.data}/{name}", body) for name, body in place_files(site.store))
        yield from ((f"{site.data}/{name}", body) for name, body in phrase_files(site.store))
