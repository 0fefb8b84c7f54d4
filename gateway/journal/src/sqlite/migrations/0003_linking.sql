-- Links that say of themselves that they are ambiguous, and events that wait for the one they replace.

ALTER TABLE links ADD COLUMN is_ambiguous INTEGER NOT NULL DEFAULT 0;

CREATE TABLE link_waits (
    link_key   BLOB NOT NULL,
    event      BLOB NOT NULL,
    relation   TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    PRIMARY KEY (link_key, event, relation)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_waits_by_event ON link_waits (event);
