"""The command ``dateline``."""

from __future__ import annotations


def main() -> None:
    """Run the command line; exit status 0, 2 for input the user can mend, 1 for a bug."""
    from geo.cli.app import run  # noqa: PLC0415 - importing geo stays quick

    run()
