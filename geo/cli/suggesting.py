"""``gazetteer suggest``: rows for a name, or for every name that has no place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from geo.cli.pasting import paste
from geo.cli.shared import DocumentsOption, built_store, counted, planned, say
from geo.errors import InputError
from geo.gazetteer.answers import OSM_LICENCE, places
from geo.gazetteer.asking import Asker
from geo.gazetteer.cache import cache_folder, open_world
from geo.gazetteer.columns import Columns
from geo.gazetteer.online import USER_AGENT, Client, Server, check_client, read_server
from geo.gazetteer.suggest import Suggestion, as_csv, suggest
from geo.model.query import UnplacedName
from geo.model.text import MentionKind

_LONGEST_QUOTE = 90


@dataclass(slots=True, kw_only=True)
class _Sources:
    """The world gazetteer, if it is there, and the geocoders that were asked for.

    ``near`` is the middle (lon, lat) of the story's map, if there is one.
    """

    world: Columns | None
    servers: Sequence[Server]
    asker: Asker
    limit: int
    near: tuple[float, float] | None = None
    failures: list[InputError] = field(default_factory=list)

    def rows(self, name: str) -> Iterator[Suggestion]:
        """Yield the world's rows, then each server's; a server that fails is asked no more."""
        if self.world is not None:
            for place in suggest(self.world, name, self.limit, self.near):
                yield Suggestion(place=place, asked=name, by="the world gazetteer")
        for server in list(self.servers):
            try:
                answers = self.asker.answers(server, name, self.limit)
            except InputError as exc:
                self.failures.append(exc)
                self.servers = [other for other in self.servers if other != server]
                continue
            for place in places(server.service, answers):
                yield Suggestion(place=place, asked=name, by=str(server))


NameArgument = Annotated[str | None, typer.Argument(metavar="[NAME]", help="The name of a place.")]
UnplacedOption = Annotated[
    str | None,
    typer.Option(
        "--unplaced", metavar="DOSSIER", help="Every name of its documents without a place."
    ),
]
IntoOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Put the rows into this gazetteer.csv, in its columns."),
]
LimitOption = Annotated[
    int, typer.Option(help="How many rows at most, of each source.", min=1, max=100)
]
MostOption = Annotated[
    int, typer.Option(help="With --unplaced: how many names, the most frequent first.", min=1)
]
OnlineOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="SERVICE",
        help="Ask nominatim, geonames or photon too; SERVICE=ADDRESS for a server of yours.",
    ),
]
UsernameOption = Annotated[
    str, typer.Option(envvar="DATELINE_GEONAMES_USERNAME", help="Your account at GeoNames.")
]
AgentOption = Annotated[
    str, typer.Option(help="Who asks; name your project and how to reach you.")
]
RefreshOption = Annotated[bool, typer.Option("--refresh", help="Ask for kept answers anew.")]


def suggest_command(  # noqa: PLR0913 - the options of a command
    name: NameArgument = None,
    *,
    unplaced: UnplacedOption = None,
    documents: DocumentsOption = None,
    into: IntoOption = None,
    limit: LimitOption = 5,
    most: MostOption = 20,
    online: OnlineOption = None,
    username: UsernameOption = "",
    user_agent: AgentOption = USER_AGENT,
    refresh: RefreshOption = False,
) -> None:
    """Write rows for gazetteer.csv by exact name, else by similar names."""
    if (name is None) == (unplaced is None):
        msg = "write a NAME, or --unplaced DOSSIER for every name without a place"
        raise InputError(msg)
    client = Client(user_agent=user_agent, username=username)
    servers = tuple(dict.fromkeys(read_server(words) for words in online or ()))
    for server in servers:
        check_client(server, client)
    asker = Asker(client=client, folder=cache_folder() / "geocoders", refresh=refresh)
    sources = _Sources(world=None, servers=servers, asker=asker, limit=limit)
    sources.world = _world(sources)
    if name is not None:
        found = list(sources.rows(name))
    else:
        found = list(_for_unplaced(sources, str(unplaced), documents, most))
    _write(found, sources, into)
    if name is not None and not found:
        msg = f"{name!r}: no place goes by that name or a similar one; try another spelling"
        raise InputError(msg)


def _world(sources: _Sources) -> Columns | None:
    """Open the world gazetteer; without it the servers can still be asked."""
    try:
        return open_world(say)
    except InputError as exc:
        if not sources.servers:
            raise
        sources.failures.append(exc)
        return None


def _for_unplaced(
    sources: _Sources, dossier: str, documents: str | None, most: int
) -> Iterator[Suggestion]:
    """Yield the rows of every name without a place; say how often and where it stands."""
    job = planned(dossier, documents, None)
    sources.near = (job.dossier.view.lon_deg, job.dossier.view.lat_deg)
    names = built_store(job).texts.unplaced()
    if not names:
        say(f"{dossier}: every name that its documents call a place has one")
    for item in names[:most]:
        if item.kind != MentionKind.TOPONYM:
            say(f"{_told(item)}: none of zones.toml then; see its names, in_force and anchors")
            continue
        rows = list(sources.rows(item.name))
        say(f"{_told(item)}: {len(rows)} rows. “{_quote(item.sentence)}”")
        yield from rows
    if len(names) > most:
        say(f"{len(names) - most} more names without a place: --most {len(names)} takes them all")


def _told(item: UnplacedName) -> str:
    return f"{item.name}, {item.mentions} × in {item.documents} documents"


def _quote(sentence: str) -> str:
    words = " ".join(sentence.split())
    return words if len(words) <= _LONGEST_QUOTE else f"{words[:_LONGEST_QUOTE]}…"


def _write(found: Sequence[Suggestion], sources: _Sources, into: Path | None) -> None:
    """Write what was found, then say what failed; raises InputError if anything did."""
    if found and into is not None:
        paste(into, found, sources.world)
    elif found:
        print(as_csv(found, sources.world), end="")
        say(f"{counted(len(found), 'row')}; check id, admin1 and names before you paste them")
    if any(s.place.licence == OSM_LICENCE for s in found):
        say(
            f"rows from OpenStreetMap are share-alike: {OSM_LICENCE}; "
            "say so in attributions of dossier.toml"
        )
    if sources.failures:
        raise InputError("\n".join(dict.fromkeys(str(exc) for exc in sources.failures)))
