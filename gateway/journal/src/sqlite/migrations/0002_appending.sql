-- The right to append, and the messages that could not be appended.

ALTER TABLE state ADD COLUMN appending_epoch INTEGER NOT NULL DEFAULT 0;

CREATE TABLE set_aside (
    sequence    INTEGER PRIMARY KEY,
    digest      BLOB NOT NULL UNIQUE,
    at          INTEGER NOT NULL,
    reason      TEXT NOT NULL,
    message_key TEXT,
    message     BLOB NOT NULL
) STRICT;
