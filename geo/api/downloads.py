"""Downloads: a whole layer, or all of it that a filter leaves, in every format."""

from __future__ import annotations

import shutil
from asyncio import Semaphore
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from geo.api.answers import GeoJson
from geo.api.catalogue import base_of
from geo.api.items import PROPERTY_FILTERS
from geo.api.selection import Selection
from geo.errors import NotFoundError
from geo.export.formats import FILE_TYPES, LINKED, STREAMS
from geo.model.query import StoredFeature
from geo.store.protocol import Store

_BLOCK_BYTES = 64_000
_FILES_AT_ONCE = 2
"""Files are made by as many threads: each keeps a core busy and a copy of the layer on disk."""
_MEDIA_TYPES = (
    {made.media_type for made in STREAMS.values()}
    | {made.media_type for made in LINKED.values()}
    | {*FILE_TYPES.values()}
) - {GeoJson.media_type}
_LINKED_BY_ENDING = {made.ending: made for made in LINKED.values()}
_ENDINGS = (*STREAMS, *FILE_TYPES, *_LINKED_BY_ENDING)


def downloads_router(store: Store, base_url: str) -> APIRouter:
    """Return the route that gives layers as files."""
    router = APIRouter(tags=["Downloads"])
    limiter = Semaphore(_FILES_AT_ONCE)

    @router.get(
        "/layers/{name}",
        summary="A layer as a file: places.geojson, mentions.csv, zones.gpkg …",
        description=f"Endings: {', '.join(_ENDINGS)}. The filters are those of the collection's "
        "items; all that they leave is given, without pages.",
        response_class=GeoJson,
        responses={200: {"content": {kind: {} for kind in sorted(_MEDIA_TYPES)}}},
        openapi_extra={"parameters": [PROPERTY_FILTERS]},
    )
    def download(
        request: Request, name: str, selection: Annotated[Selection, Depends()]
    ) -> Response:
        layer, ending = _parted(name)
        query = selection.query(store.features.layer(layer), limit=1, offset=0)
        features = store.features.select(layer, query)
        headers = {"Content-Disposition": f'attachment; filename="{layer}.{ending}"'}
        if ending in FILE_TYPES:
            write = partial(_write, features=features, layer=layer)
            return TemporaryFile(write, ending, limiter, headers)
        parts, media_type = _stream(ending, features, base_of(request, base_url))
        blocks = _blocks(parts)
        # The first block is made here, so that a query that fails is answered as a problem.
        return StreamingResponse(chain([next(blocks)], blocks), 200, headers, media_type)

    return router


class TemporaryFile(StreamingResponse):
    """A file that is made when it is sent, and gone afterwards, also when the client is."""

    def __init__(
        self,
        write: Callable[[Path], object],
        ending: str,
        limiter: Semaphore,
        headers: dict[str, str],
    ) -> None:
        """Let ``write`` fill a file of that ending, in a thread, when ``limiter`` lets it."""
        super().__init__((), 200, headers, FILE_TYPES[ending])
        self._write, self._ending, self._limiter = write, ending, limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Make the file, send it, remove it."""
        folder = Path(mkdtemp(prefix="dateline-"))
        path = folder / f"layer.{self._ending}"
        try:
            async with self._limiter:
                await run_in_threadpool(self._write, path)
            blocks = _file_blocks(path)
            whole = StreamingResponse(blocks, 200, self.headers, self.media_type)
            whole.headers["Content-Length"] = str(path.stat().st_size)
            try:
                await whole(scope, receive, send)
            finally:
                blocks.close()
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _parted(name: str) -> tuple[str, str]:
    layer, _, ending = name.partition(".")
    known = ending in STREAMS or ending in FILE_TYPES
    if ending in _LINKED_BY_ENDING:
        known = _LINKED_BY_ENDING[ending].layer == layer
    if not known:
        linked = ", ".join(f"{made.layer}.{made.ending}" for made in LINKED.values())
        plain = ", ".join((*STREAMS, *FILE_TYPES))
        msg = f"there is no download {name!r}; layers come as {plain}; and there is {linked}"
        raise NotFoundError(msg)
    return layer, ending


def _stream(
    ending: str, features: Iterable[StoredFeature], base: str
) -> tuple[Iterator[bytes], str]:
    if ending in STREAMS:
        return STREAMS[ending].stream(features), STREAMS[ending].media_type
    made = _LINKED_BY_ENDING[ending]
    return made.stream(features, base), made.media_type


def _write(path: Path, *, features: Iterable[StoredFeature], layer: str) -> None:
    from geo.export.files import export_layer  # noqa: PLC0415 - loads GDAL and Arrow

    export_layer(path, features, layer)


def _blocks(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the parts put together: the server takes each block in a thread of its own."""
    block = bytearray()
    for part in parts:
        block += part
        if len(block) >= _BLOCK_BYTES:
            yield bytes(block)
            block.clear()
    yield bytes(block)


def _file_blocks(path: Path) -> Generator[bytes, None, None]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            yield block
