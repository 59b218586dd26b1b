"""Builds in a database: loaded there by those who build, read there by those who serve."""

from __future__ import annotations

from geo.errors import InputError, TooSlowError
from geo.pipeline.builds import Job
from geo.store.connection import RUNAWAY_S
from geo.store.protocol import Store

_LACKS = (
    "a store in PostGIS needs the driver of PostgreSQL, psycopg: pip install 'dateline[postgis]'"
)


def load_into_database(address: str, job: Job) -> tuple[int, bool]:
    """Load a build into the database at an address, unless it stands there already.

    Return its number there, and whether it is new. Raises InputError.
    """
    try:
        from geo.store.postgis.load import load_build  # noqa: PLC0415 - an extra
    except ImportError as exc:
        raise InputError(_LACKS) from exc
    try:
        loaded = load_build(address, job.store)
    except TooSlowError as exc:
        raise InputError(str(exc)) from exc
    return loaded.number, loaded.new


def check_database(address: str) -> None:
    """Connect to the database at an address; raises InputError where it does not answer."""
    try:
        from geo.store.postgis.connection import try_connection  # noqa: PLC0415 - an extra
    except ImportError as exc:
        raise InputError(_LACKS) from exc
    try:
        try_connection(address)
    except TooSlowError as exc:
        raise InputError(str(exc)) from exc


def open_in_database(address: str, dossier_id: str, query_limit_s: float = RUNAWAY_S) -> Store:
    """Return the build of a dossier that stands in the database.

    Raises InputError where none does, and where the database does not answer.
    """
    try:
        from geo.store.postgis.open import open_postgis  # noqa: PLC0415 - an extra
    except ImportError as exc:
        raise InputError(_LACKS) from exc
    try:
        return open_postgis(address, dossier_id, query_limit_s=query_limit_s)
    except TooSlowError as exc:
        raise InputError(str(exc)) from exc
