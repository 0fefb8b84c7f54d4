-- The first schema of the journal.
--
-- Times are microseconds since 1970-01-01T00:00:00Z, digests and keyed hashes 32 bytes, event ids 16 bytes. Content of
-- letters and identifiers of patients stand only in envelope columns: bytes that may be encrypted, beside the id of the
-- key that opens them, NULL while they are plain. Patients are looked up by keyed hash.

-- One row: the position of the newest event and the version of all subscriptions together.
CREATE TABLE state (
    one               INTEGER PRIMARY KEY CHECK (one = 1),
    head              INTEGER NOT NULL,
    interests_version INTEGER NOT NULL
) STRICT;
INSERT INTO state VALUES (1, 0, 0);

-- The documents letters came in, each once.
CREATE TABLE originals (
    row         INTEGER PRIMARY KEY,
    sha256      BLOB NOT NULL UNIQUE,
    media_type  TEXT NOT NULL,
    letters     INTEGER NOT NULL,
    content_key TEXT,
    content     BLOB NOT NULL
) STRICT;

-- The events of a document's letters, also of letters that had come in another document before.
CREATE TABLE document_events (
    document BLOB NOT NULL,
    event    BLOB NOT NULL,
    PRIMARY KEY (document, event)
) STRICT, WITHOUT ROWID;

-- The body stands last, so that reading the index columns does not touch it.
CREATE TABLE events (
    position    INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE,
    kind        TEXT NOT NULL,
    accepted_at INTEGER NOT NULL,
    occurred_at INTEGER NOT NULL,
    lane        BLOB NOT NULL,
    sender      BLOB NOT NULL,
    receivers   BLOB NOT NULL,
    patients    BLOB NOT NULL,
    original    BLOB NOT NULL,
    body_digest BLOB NOT NULL,
    size        INTEGER NOT NULL,
    body_key    TEXT,
    body        BLOB NOT NULL
) STRICT;
CREATE INDEX events_by_acceptance ON events (accepted_at, position);

-- The timeline: every patient key of every event.
CREATE TABLE event_patients (
    patient  BLOB NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (patient, position)
) STRICT, WITHOUT ROWID;

-- Letters seen, remembered independently of their events.
CREATE TABLE identities (
    identity BLOB NOT NULL,
    event    BLOB NOT NULL,
    position INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    PRIMARY KEY (identity, event)
) STRICT, WITHOUT ROWID;

-- Every time a letter came in.
CREATE TABLE acceptances (
    row          INTEGER PRIMARY KEY,
    event        BLOB NOT NULL,
    at           INTEGER NOT NULL,
    submitted_by TEXT NOT NULL,
    channel      TEXT NOT NULL,
    envelope_id  TEXT NOT NULL,
    sent_at      INTEGER
) STRICT;
CREATE INDEX acceptances_by_event ON acceptances (event, row);

-- Relations between events, read from the later one to the earlier one.
CREATE TABLE links (
    from_event BLOB NOT NULL,
    to_event   BLOB NOT NULL,
    relation   TEXT NOT NULL,
    PRIMARY KEY (from_event, to_event, relation)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_by_target ON links (to_event);

-- The keys by which later events find an event.
CREATE TABLE link_keys (
    link_key BLOB NOT NULL,
    position INTEGER NOT NULL,
    event    BLOB NOT NULL,
    PRIMARY KEY (link_key, position)
) STRICT, WITHOUT ROWID;

-- The organisations of the configuration, so that what is recorded about them can be read later.
CREATE TABLE organisations (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    sector      TEXT NOT NULL,
    hosted      INTEGER NOT NULL,
    identifiers BLOB NOT NULL,
    roles       TEXT NOT NULL,
    acts_for    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- matched_through is NULL when the subscription has caught up: then it stands at the head.
CREATE TABLE subscriptions (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    organisation    TEXT NOT NULL,
    name            TEXT NOT NULL,
    scope           TEXT NOT NULL,
    kinds           TEXT NOT NULL,
    senders         BLOB NOT NULL,
    max_attempts    INTEGER NOT NULL,
    min_backoff_ns  INTEGER NOT NULL,
    max_backoff_ns  INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    matched_through INTEGER,
    last_number     INTEGER NOT NULL,
    last_digest     BLOB NOT NULL,
    epoch           INTEGER NOT NULL,
    settled_through INTEGER NOT NULL,
    UNIQUE (organisation, name)
) STRICT;

-- What a subscription gets, numbered without gaps. The second key keeps an event from getting two numbers.
CREATE TABLE entries (
    subscription INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    position     INTEGER NOT NULL,
    lane         BLOB NOT NULL,
    size         INTEGER NOT NULL,
    salt         BLOB NOT NULL,
    commitment   BLOB NOT NULL,
    digest       BLOB NOT NULL,
    PRIMARY KEY (subscription, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX entries_by_position ON entries (subscription, position);

-- Settled ranges above subscriptions.settled_through; first and last number, never touching.
CREATE TABLE settled_ranges (
    subscription INTEGER NOT NULL,
    first        INTEGER NOT NULL,
    last         INTEGER NOT NULL,
    PRIMARY KEY (subscription, first)
) STRICT, WITHOUT ROWID;

-- The attempts that offered entries are in which are not settled.
CREATE TABLE attempts (
    subscription INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    attempts     INTEGER NOT NULL,
    PRIMARY KEY (subscription, number)
) STRICT, WITHOUT ROWID;

-- Lanes that wait for somebody to decide about their head.
CREATE TABLE parked_lanes (
    subscription INTEGER NOT NULL,
    lane         BLOB NOT NULL,
    number       INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    parked_at    INTEGER NOT NULL,
    PRIMARY KEY (subscription, lane)
) STRICT, WITHOUT ROWID;

-- Care relations. to_at is NULL until one is ended.
CREATE TABLE relations (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    organisation   TEXT NOT NULL,
    patient        BLOB NOT NULL,
    identifier_key TEXT,
    identifier     BLOB NOT NULL,
    basis          TEXT NOT NULL,
    from_at        INTEGER NOT NULL,
    to_at          INTEGER,
    kinds          TEXT NOT NULL
) STRICT;
CREATE INDEX relations_by_patient ON relations (patient, id);

-- Decisions, each with the digest of everything before it.
CREATE TABLE audit (
    sequence     INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    organisation TEXT NOT NULL,
    action       TEXT NOT NULL,
    event        BLOB,
    patient      BLOB,
    permitted    INTEGER NOT NULL,
    ground       TEXT NOT NULL,
    digest       BLOB NOT NULL
) STRICT;
