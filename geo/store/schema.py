"""The tables of a store."""

from __future__ import annotations

FORMAT = "15"
"""Changed with the tables: a store of another format is built anew.

Documents are numbered oldest first, undated ones last, as ``numbers`` says; their sentences and
mentions from the document's number on. So the order of rows is that of time: a period is a range
of rows, and a page follows a row. Features are numbered in the same way, but in reading order.
Documents can be added between others. A facet is a
word of the index that no text holds: a place that a row names, with its role and without, a use,
a status, a language; ``all`` stands in every row.
"""

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE layer (
  id TEXT PRIMARY KEY, ordinal INTEGER NOT NULL, title TEXT NOT NULL, description TEXT NOT NULL,
  features INTEGER NOT NULL, west REAL, south REAL, east REAL, north REAL,
  start TEXT, "end" TEXT, queryables TEXT NOT NULL, version TEXT NOT NULL,
  first_row INTEGER NOT NULL, spaced INTEGER NOT NULL, only_points INTEGER NOT NULL,
  columns TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE feature_row (
  id INTEGER PRIMARY KEY, layer TEXT NOT NULL, fid TEXT NOT NULL, properties BLOB NOT NULL,
  geometry BLOB, wkb BLOB, outline INTEGER, start TEXT, "end" TEXT
);
CREATE TABLE outline (
  id INTEGER PRIMARY KEY, geometry BLOB NOT NULL, wkb BLOB NOT NULL
);
CREATE TABLE block (
  layer TEXT NOT NULL, block INTEGER NOT NULL, rows INTEGER NOT NULL, PRIMARY KEY (layer, block)
) WITHOUT ROWID;
CREATE TABLE ledger (name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE skipped (source TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE asset (name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
"""
"""``block`` counts the rows of layers that leave room between them; ``ledger`` is what a build
that adds documents goes on from, and nobody else reads."""

FEATURE_VIEW = """
CREATE VIEW feature AS SELECT id, layer, fid, properties,
  COALESCE(geometry, (SELECT o.geometry FROM outline o WHERE o.id = r.outline)) AS geometry,
  COALESCE(wkb, (SELECT o.wkb FROM outline o WHERE o.id = r.outline)) AS wkb,
  start, "end"
FROM feature_row AS r
"""
"""What is read of features: lines and areas come again and again, and each stands once."""

TEXT_TABLES = """
CREATE TABLE document (
  ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL, title TEXT NOT NULL,
  publisher TEXT NOT NULL, published_on TEXT, dated_by TEXT NOT NULL, language TEXT NOT NULL,
  source TEXT NOT NULL, mentions INTEGER NOT NULL, first_passage INTEGER NOT NULL,
  passages INTEGER NOT NULL, statements BLOB NOT NULL, body_start INTEGER NOT NULL,
  text TEXT NOT NULL
);
CREATE TABLE passage (
  id INTEGER PRIMARY KEY, pid TEXT NOT NULL, document TEXT NOT NULL,
  paragraph INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL
);
CREATE TABLE place (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, lon_deg REAL NOT NULL, lat_deg REAL NOT NULL,
  mentions INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE mention (
  ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL, passage INTEGER NOT NULL,
  document TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, surface TEXT NOT NULL,
  kind TEXT NOT NULL, use TEXT NOT NULL, use_reason TEXT NOT NULL, role TEXT NOT NULL,
  status TEXT NOT NULL, confidence REAL NOT NULL, decided_by TEXT NOT NULL, place TEXT,
  candidates BLOB NOT NULL
);
CREATE VIEW passage_words AS
  SELECT id, text, folded(text) AS folded, '' AS facets FROM passage;
CREATE VIRTUAL TABLE passage_text USING fts5 (
  text, folded, facets, content = 'passage_words', content_rowid = 'id',
  tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE document_text USING fts5 (
  text, folded, facets, content = '', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TABLE facet (
  of TEXT NOT NULL, token TEXT NOT NULL, rows INTEGER NOT NULL, PRIMARY KEY (of, token)
) WITHOUT ROWID;
CREATE TABLE alike (
  key INTEGER NOT NULL, number INTEGER NOT NULL, mention TEXT NOT NULL, PRIMARY KEY (key, number)
) WITHOUT ROWID;
CREATE TABLE open_group (
  key INTEGER PRIMARY KEY, mentions INTEGER NOT NULL, ordinal INTEGER NOT NULL, first TEXT NOT NULL
);
CREATE TABLE read_as (
  mention TEXT PRIMARY KEY, use TEXT NOT NULL, use_reason TEXT NOT NULL, role TEXT NOT NULL,
  status TEXT NOT NULL, confidence REAL NOT NULL, decided_by TEXT NOT NULL, place TEXT,
  candidates BLOB NOT NULL
) WITHOUT ROWID;
"""
"""What is written of texts, by a process of its own where there is one.

``alike`` and ``open_group`` hold what was read, ``read_as`` that of decided mentions. Alike
mentions are numbered in the order of time, so that none has to be looked up for its place.
"""

TEXT_INDEXES = """
CREATE UNIQUE INDEX document_by_id ON document (id);
CREATE UNIQUE INDEX passage_by_pid ON passage (pid);
CREATE UNIQUE INDEX mention_by_id ON mention (id);
CREATE INDEX document_by_day ON document (published_on);
CREATE INDEX place_by_latitude ON place (lat_deg, lon_deg, mentions);
CREATE INDEX mention_by_passage ON mention (passage, place, role, use, status);
CREATE INDEX mention_by_place ON mention (place, passage, role, use, status);
CREATE INDEX mention_unplaced ON mention (status) WHERE status = 'unplaced';
CREATE INDEX open_group_by_mentions ON open_group (mentions DESC, ordinal);
"""
"""Made when the rows are there: sorted once, and not touched at every row."""

FEATURE_INDEX = "CREATE UNIQUE INDEX feature_by_fid ON feature_row (layer, fid)"

COLUMNS = {
    "meta": 2,
    "layer": 17,
    "feature_row": 9,
    "outline": 3,
    "ledger": 2,
    "document": 14,
    "passage": 7,
    "place": 5,
    "mention": 16,
    "facet": 3,
    "skipped": 2,
    "asset": 2,
}
"""How many columns each table takes."""


def layer_tables(number: int, columns: int) -> str:
    """Return the tables of one layer's own: what filters look at, and the boxes.

    A layer with an index by bands leaves the boxes empty.
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


def drop_layer_tables(number: int) -> str:
    """Return what takes them away, where they are there."""
    return f"DROP TABLE IF EXISTS asked_{number}; DROP TABLE IF EXISTS box_{number};"


def bands_of(number: int) -> str:
    """Return the name of the index of a layer's points by bands of latitude."""
    return f"asked_{number}_bands"
