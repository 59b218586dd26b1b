"""The tables of a store."""

from __future__ import annotations

FORMAT = "9"
"""Changed with the tables: a store of another format is built anew."""

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE layer (
  id TEXT PRIMARY KEY, ordinal INTEGER NOT NULL, title TEXT NOT NULL, description TEXT NOT NULL,
  features INTEGER NOT NULL, west REAL, south REAL, east REAL, north REAL,
  start TEXT, "end" TEXT, queryables TEXT NOT NULL, version TEXT NOT NULL,
  first_row INTEGER NOT NULL, only_points INTEGER NOT NULL, columns TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE feature (
  id INTEGER PRIMARY KEY, layer TEXT NOT NULL, fid TEXT NOT NULL,
  geometry BLOB NOT NULL, properties BLOB NOT NULL, wkb BLOB, start TEXT, "end" TEXT
);
CREATE UNIQUE INDEX feature_by_fid ON feature (layer, fid);
CREATE TABLE document (
  id TEXT PRIMARY KEY, ordinal INTEGER NOT NULL, title TEXT NOT NULL, publisher TEXT NOT NULL,
  published_on TEXT, dated_by TEXT NOT NULL, language TEXT NOT NULL, source TEXT NOT NULL,
  text TEXT NOT NULL, body_start INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE passage (
  id INTEGER PRIMARY KEY, pid TEXT NOT NULL UNIQUE, document TEXT NOT NULL,
  paragraph INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL
);
CREATE INDEX passage_by_document ON passage (document, start);
CREATE VIRTUAL TABLE passage_text USING fts5 (
  text, folded, content = '', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TABLE mention (
  id TEXT PRIMARY KEY, ordinal INTEGER NOT NULL, passage INTEGER NOT NULL, document TEXT NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, surface TEXT NOT NULL, kind TEXT NOT NULL,
  use TEXT NOT NULL, use_reason TEXT NOT NULL, role TEXT NOT NULL, status TEXT NOT NULL,
  confidence REAL NOT NULL, decided_by TEXT NOT NULL, place TEXT, candidates BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX mention_by_place ON mention (place, role, ordinal);
CREATE INDEX mention_by_document ON mention (document, start);
CREATE TABLE skipped (source TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE asset (name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
"""

COLUMNS = {
    "meta": 2,
    "layer": 16,
    "feature": 8,
    "document": 10,
    "passage": 7,
    "mention": 16,
    "skipped": 2,
    "asset": 2,
}
"""How many columns each table takes."""


def layer_tables(number: int, columns: int) -> str:
    """Return the tables of one layer's own: what filters look at, and the boxes.

    A row of ``asked`` is some 100 bytes where one of ``feature`` is 2,000: a filter reads a
    twentieth of what it would read otherwise. Boxes are in units of 1e-7 degrees, as exact as
    the geometries that are served (an R*Tree of floats has 32 bits: 2 m).
    """
    asked = "".join(f", q{n}" for n in range(columns))
    return f"""
CREATE TABLE asked_{number} (
  id INTEGER PRIMARY KEY, west INTEGER, east INTEGER, south INTEGER, north INTEGER,
  start TEXT, "end" TEXT{asked}
);
CREATE VIRTUAL TABLE box_{number} USING rtree_i32 (id, west, east, south, north);
"""
