"""Errors raised on purpose.

* DatelineError
  - InputError        the user can mend it; exit status 2
    + Problems        everything wrong with a dossier, in one report
    + ReadOnlyError   a file that cannot be written where it lies
  - NotFoundError     an id that nothing bears
  - TooSlowError      a query was stopped; asked again, or for less, it may answer
  - CannotAddError    a store that must be written anew to take more documents
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


class DatelineError(Exception):
    """Base of every error raised on purpose."""


class InputError(DatelineError):
    """Something the user supplied is wrong; the message says what would be right."""


class NotFoundError(DatelineError):
    """An id that nothing bears."""


class TooSlowError(DatelineError):
    """A query that was stopped because it took too long."""


class CannotAddError(DatelineError):
    """A store that must be written anew to take more documents."""


class ReadOnlyError(InputError):
    """A file that cannot be written where it lies; the message says what to do instead."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with a file: where (a row, a key) and what would be right."""

    path: Path
    where: str
    message: str

    def __str__(self) -> str:
        """Return ``path: where: message``."""
        return ": ".join(part for part in (str(self.path), self.where, self.message) if part)


class Problems(InputError):  # noqa: N818 - it is a report, and reads as one
    """Everything wrong with a dossier."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order in which a reader meets them."""
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))
