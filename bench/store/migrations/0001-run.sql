-- A run: what it wants, what it has, what happened. Records are JSON; the columns beside them are for look-ups.
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE plan (
  position INTEGER PRIMARY KEY,
  item_id TEXT NOT NULL UNIQUE,
  record TEXT NOT NULL
);

CREATE TABLE clips (
  item_id TEXT PRIMARY KEY,
  identity TEXT NOT NULL,
  status TEXT NOT NULL,
  -- Modification time of the file when it was hashed, milliseconds; null when there is no file.
  modified_ms REAL,
  record TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE scores (
  item_id TEXT NOT NULL,
  dimension TEXT NOT NULL,
  -- Empty for a score that another attempt may mend; then it is made again.
  identity TEXT NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (item_id, dimension)
) WITHOUT ROWID;

CREATE TABLE features (
  -- Of a clip's file, or of a text.
  content_sha256 TEXT NOT NULL,
  backbone_identity TEXT NOT NULL,
  value BLOB NOT NULL,
  PRIMARY KEY (content_sha256, backbone_identity)
);

CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  type TEXT NOT NULL,
  record TEXT NOT NULL
);
