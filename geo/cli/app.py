"""The commands, and how errors are told."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from typing import Annotated

import typer

from geo.cli import gazetteer
from geo.cli.building import build_command, check_command
from geo.cli.judging import evaluate_command
from geo.cli.making import (
    export_command,
    line_command,
    map_command,
    new_command,
    zone_command,
)
from geo.cli.publishing import publish_command
from geo.cli.reading import explain_command, parse_command
from geo.cli.serving import serve_command
from geo.cli.suggesting import suggest_command
from geo.errors import InputError, NotFoundError, Problems

app = typer.Typer(
    name="dateline",
    help="From a folder of dispatches to a map you can cite.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
COMMANDS: dict[str, Callable[..., None]] = {
    "new": new_command,
    "check": check_command,
    "build": build_command,
    "serve": serve_command,
    "parse": parse_command,
    "explain": explain_command,
    "map": map_command,
    "export": export_command,
    "publish": publish_command,
    "evaluate": evaluate_command,
    "zone": zone_command,
    "line": line_command,
}
"""Add a command: one function, one entry here."""
GAZETTEER_COMMANDS: dict[str, Callable[..., None]] = {
    "build": gazetteer.build_command,
    "check": gazetteer.check_command,
    "import": gazetteer.import_command,
    "suggest": suggest_command,
}


def _piped(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command for which a reader that goes away (``… | head``) is no error.

    Typer would end with status 1 before ``run`` hears of it.
    """

    @wraps(command)
    def piped(*args: object, **options: object) -> None:
        try:
            command(*args, **options)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    return piped


def _version(asked: bool) -> None:  # noqa: FBT001 - a flag of the command line
    if asked:
        print(f"dateline {version('dateline')}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    _: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Print the version and leave."
        ),
    ] = False,
) -> None: ...


for _name, _command in COMMANDS.items():
    app.command(_name)(_piped(_command))
_gazetteer = typer.Typer(
    help="The world gazetteer, and gazetteers of others.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for _name, _command in GAZETTEER_COMMANDS.items():
    _gazetteer.command(_name)(_piped(_command))
app.add_typer(_gazetteer, name="gazetteer")


def run() -> None:
    """Run the command line and leave with its exit status."""
    try:
        app()
    except Problems as exc:
        count = len(exc.problems)
        print(f"{exc}\n{count} problem{'s' * (count != 1)} to mend", file=sys.stderr)
        raise SystemExit(2) from None
    except (InputError, NotFoundError) as exc:
        print(f"dateline: {exc}", file=sys.stderr)
        raise SystemExit(2) from None
