-- A study of human preference: what is asked, of whom, and what they said.
CREATE TABLE studies (
  id TEXT PRIMARY KEY,
  record TEXT NOT NULL,
  -- Keys the ids that raters' browsers see; 32 random bytes.
  secret BLOB NOT NULL,
  -- When the owner looked at the results for the first time, milliseconds since 1970; null before.
  revealed_at_ms INTEGER
) WITHOUT ROWID;

CREATE TRIGGER one_study BEFORE INSERT ON studies WHEN EXISTS (SELECT 1 FROM studies) BEGIN
  SELECT RAISE(ABORT, 'a run holds one study');
END;

CREATE TABLE study_prompts (
  study_id TEXT NOT NULL REFERENCES studies (id),
  prompt_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (study_id, prompt_id)
) WITHOUT ROWID;

CREATE TABLE study_clips (
  study_id TEXT NOT NULL REFERENCES studies (id),
  clip_id TEXT NOT NULL,
  degraded INTEGER NOT NULL,
  position INTEGER NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (study_id, clip_id, degraded)
) WITHOUT ROWID;

CREATE TABLE study_items (
  study_id TEXT NOT NULL REFERENCES studies (id),
  slot INTEGER NOT NULL,
  position INTEGER NOT NULL,
  item_id TEXT NOT NULL UNIQUE,
  record TEXT NOT NULL,
  PRIMARY KEY (study_id, slot, position)
) WITHOUT ROWID;

CREATE TABLE raters (
  id TEXT PRIMARY KEY,
  study_id TEXT NOT NULL REFERENCES studies (id),
  record TEXT NOT NULL
) WITHOUT ROWID;

-- Who may judge what. A row is never removed: an item that went back to the pool is assigned to someone else, too.
CREATE TABLE assignments (
  rater_id TEXT NOT NULL REFERENCES raters (id),
  item_id TEXT NOT NULL REFERENCES study_items (item_id),
  assigned_at_ms INTEGER NOT NULL,
  PRIMARY KEY (rater_id, item_id)
) WITHOUT ROWID;

-- Links. The token itself is not kept.
CREATE TABLE review_tokens (
  sha256 TEXT PRIMARY KEY,
  study_id TEXT NOT NULL REFERENCES studies (id),
  -- 'rater', or an invitation for whoever has it: 'open', 'prolific'.
  purpose TEXT NOT NULL,
  -- Null in an invitation.
  rater_id TEXT REFERENCES raters (id),
  issued_at_ms INTEGER NOT NULL,
  revoked_at_ms INTEGER
) WITHOUT ROWID;

CREATE TABLE votes (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  received_at_ms INTEGER NOT NULL,
  key TEXT NOT NULL UNIQUE,
  study_id TEXT NOT NULL REFERENCES studies (id),
  rater_id TEXT NOT NULL REFERENCES raters (id),
  item_id TEXT NOT NULL REFERENCES study_items (item_id),
  record TEXT NOT NULL
);

CREATE TRIGGER votes_stay BEFORE UPDATE ON votes BEGIN
  SELECT RAISE(ABORT, 'votes are only ever added');
END;

CREATE TRIGGER votes_are_kept BEFORE DELETE ON votes BEGIN
  SELECT RAISE(ABORT, 'votes are only ever added');
END;

-- What the owner and the server did, and what raters could not do.
CREATE TABLE review_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  study_id TEXT NOT NULL REFERENCES studies (id),
  record TEXT NOT NULL
);
