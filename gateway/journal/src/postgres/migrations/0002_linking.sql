-- Links that say of themselves that they are ambiguous, and events that wait for the one they replace.

ALTER TABLE links ADD COLUMN is_ambiguous boolean NOT NULL DEFAULT false;

CREATE TABLE link_waits (
    link_key   bytea NOT NULL,
    event      bytea NOT NULL,
    relation   text NOT NULL,
    written_at bigint NOT NULL,
    PRIMARY KEY (link_key, event, relation)
);
CREATE INDEX link_waits_by_event ON link_waits (event);
