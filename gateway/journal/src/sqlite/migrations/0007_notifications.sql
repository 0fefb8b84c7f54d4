-- Notifications of topic-based subscriptions at other servers: how far each has come, and what is missing.
CREATE TABLE notified (
    id           INTEGER PRIMARY KEY,
    organisation TEXT NOT NULL,
    subscription TEXT NOT NULL,
    topic        TEXT,
    highest      INTEGER NOT NULL,
    heard_at     INTEGER NOT NULL,
    UNIQUE (organisation, subscription)
) STRICT;

CREATE TABLE notified_gaps (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    notified INTEGER NOT NULL,
    first    INTEGER NOT NULL,
    last     INTEGER NOT NULL,
    found_at INTEGER NOT NULL
) STRICT;
CREATE INDEX notified_gaps_by_subscription ON notified_gaps (notified, first);
