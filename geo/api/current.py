"""The dossier whose build is served; it follows the builds."""

from __future__ import annotations

import threading

from geo.dossier.load import load_dossier
from geo.errors import InputError
from geo.model.dossier import Dossier
from geo.pipeline.rules import rules_digest
from geo.store.protocol import Store


class CurrentDossier:
    """A dossier as it was when the store that stands was built."""

    def __init__(self, store: Store, dossier: Dossier) -> None:
        """Start with the dossier that the store was built from."""
        self._store, self._dossier = store, dossier
        self._rules = self.rules()
        self._busy = threading.Lock()

    def rules(self) -> str:
        """Return what differs between two dossiers, or two states of one."""
        return self._store.kept("rules", lambda: self._store.meta().get("rules", ""))

    def dossier(self) -> Dossier:
        """Return the dossier of the build that stands.

        Where its files have been changed again and not yet been built, it is the last that was.
        """
        wanted = self.rules()
        with self._busy:
            if wanted != self._rules:
                self._load(wanted)
            return self._dossier

    def _load(self, wanted: str) -> None:
        try:
            found = load_dossier(self._dossier.root)
        except InputError:  # broken since: the watch tells of it
            return
        if rules_digest(found) == wanted:
            self._dossier, self._rules = found, wanted
