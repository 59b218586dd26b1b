"""One SQLite file a build: written whole, renamed into place, read by many."""
