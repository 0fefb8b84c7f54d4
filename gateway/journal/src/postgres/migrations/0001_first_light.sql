-- The first schema of the journal on PostgreSQL.
--
-- Times are microseconds since 1970-01-01T00:00:00Z, digests and keyed hashes 32 bytes, event ids 16 bytes. Content of
-- letters and identifiers of patients stand only in envelope columns: bytes that may be encrypted, beside the id of the
-- key that opens them, NULL while they are plain. Patients are looked up by keyed hash.
--
-- Locks are taken in this order: state, audit_end, holds by subscription. Whoever writes events, links, entries or
-- subscriptions has locked state; whoever writes audit rows has locked audit_end.

-- One row: the position of the newest event, the version of all subscriptions together, and the right to append.
CREATE TABLE state (
    one               integer PRIMARY KEY CHECK (one = 1),
    head              bigint NOT NULL,
    interests_version bigint NOT NULL,
    appending_epoch   bigint NOT NULL
) WITH (fillfactor = 20);
INSERT INTO state VALUES (1, 0, 0, 0);

-- The documents letters came in, each once. The content of a large one is NULL and stands in pieces.
CREATE TABLE originals (
    sha256      bytea PRIMARY KEY,
    media_type  text NOT NULL,
    letters     integer NOT NULL,
    size        bigint NOT NULL,
    content_key text,
    content     bytea
) WITH (toast_tuple_target = 8160);
ALTER TABLE originals ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE TABLE original_pieces (
    document bytea NOT NULL,
    piece    integer NOT NULL,
    content  bytea NOT NULL,
    PRIMARY KEY (document, piece)
);
ALTER TABLE original_pieces ALTER COLUMN content SET STORAGE EXTERNAL;

-- The events of a document's letters, also of letters that had come in another document before.
CREATE TABLE document_events (
    document bytea NOT NULL,
    event    bytea NOT NULL,
    PRIMARY KEY (document, event)
);

-- Bodies are not compressed: most are small, and time is dearer than room.
CREATE TABLE events (
    position    bigint PRIMARY KEY,
    id          bytea NOT NULL UNIQUE,
    kind        text NOT NULL,
    accepted_at bigint NOT NULL,
    occurred_at bigint NOT NULL,
    lane        bytea NOT NULL,
    sender      bytea NOT NULL,
    receivers   bytea NOT NULL,
    patients    bytea NOT NULL,
    original    bytea NOT NULL,
    body_digest bytea NOT NULL,
    size        bigint NOT NULL,
    body_key    text,
    body        bytea NOT NULL
) WITH (toast_tuple_target = 8160);
ALTER TABLE events ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX events_by_acceptance ON events (accepted_at, position);

-- The timeline: every patient key of every event.
CREATE TABLE event_patients (
    patient  bytea NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (patient, position)
);

-- Letters seen, remembered independently of their events.
CREATE TABLE identities (
    identity bytea NOT NULL,
    event    bytea NOT NULL,
    position bigint NOT NULL,
    first_at bigint NOT NULL,
    PRIMARY KEY (identity, event)
);

-- Every time a letter came in.
CREATE TABLE acceptances (
    event        bytea NOT NULL,
    serial       bigint GENERATED ALWAYS AS IDENTITY,
    at           bigint NOT NULL,
    submitted_by text NOT NULL,
    channel      text NOT NULL,
    envelope_id  text NOT NULL,
    sent_at      bigint,
    PRIMARY KEY (event, serial)
);

-- Relations between events, read from the later one to the earlier one.
CREATE TABLE links (
    from_event bytea NOT NULL,
    to_event   bytea NOT NULL,
    relation   text NOT NULL,
    PRIMARY KEY (from_event, to_event, relation)
);
CREATE INDEX links_by_target ON links (to_event);

-- The keys by which later events find an event.
CREATE TABLE link_keys (
    link_key bytea NOT NULL,
    position bigint NOT NULL,
    event    bytea NOT NULL,
    PRIMARY KEY (link_key, position)
);

-- The organisations of the configuration, so that what is recorded about them can be read later.
CREATE TABLE organisations (
    id          text COLLATE "C" PRIMARY KEY,
    name        text NOT NULL,
    sector      text NOT NULL,
    hosted      boolean NOT NULL,
    identifiers bytea NOT NULL,
    roles       text NOT NULL,
    acts_for    text NOT NULL
);

-- What was asked for; how far it has come stands in subscription_ends and holds.
CREATE TABLE subscriptions (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation   text COLLATE "C" NOT NULL,
    name           text COLLATE "C" NOT NULL,
    scope          text NOT NULL,
    kinds          text NOT NULL,
    senders        bytea NOT NULL,
    max_attempts   integer NOT NULL,
    min_backoff_ns bigint NOT NULL,
    max_backoff_ns bigint NOT NULL,
    created_at     bigint NOT NULL,
    UNIQUE (organisation, name)
);

-- The newest entry. matched_through is NULL when the subscription has caught up: then it stands at the head.
CREATE TABLE subscription_ends (
    subscription    bigint PRIMARY KEY,
    matched_through bigint,
    last_number     bigint NOT NULL,
    last_digest     bytea NOT NULL
) WITH (fillfactor = 20);

-- Who delivers, and what is settled: everything up to a mark, and ranges above it. attempts holds, as runs of numbers,
-- the attempts that offered entries are in which are not settled.
CREATE TABLE holds (
    subscription    bigint PRIMARY KEY,
    epoch           bigint NOT NULL,
    settled_through bigint NOT NULL,
    settled_ranges  bytea NOT NULL,
    attempts        bytea NOT NULL
) WITH (fillfactor = 20);

-- Lanes that wait for somebody to decide about their head.
CREATE TABLE parked_lanes (
    subscription bigint NOT NULL,
    lane         bytea NOT NULL,
    number       bigint NOT NULL,
    reason       text NOT NULL,
    parked_at    bigint NOT NULL,
    PRIMARY KEY (subscription, lane)
);

-- What a subscription gets, numbered without gaps. The second key keeps an event from getting two numbers.
CREATE TABLE entries (
    subscription bigint NOT NULL,
    number       bigint NOT NULL,
    position     bigint NOT NULL,
    lane         bytea NOT NULL,
    size         bigint NOT NULL,
    salt         bytea NOT NULL,
    commitment   bytea NOT NULL,
    digest       bytea NOT NULL,
    PRIMARY KEY (subscription, number)
);
CREATE UNIQUE INDEX entries_by_position ON entries (subscription, position);

-- Care relations. to_at is NULL until one is ended.
CREATE TABLE relations (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation   text NOT NULL,
    patient        bytea NOT NULL,
    identifier_key text,
    identifier     bytea NOT NULL,
    basis          text NOT NULL,
    from_at        bigint NOT NULL,
    to_at          bigint,
    kinds          text NOT NULL
);
CREATE INDEX relations_by_patient ON relations (patient, id);

-- Decisions, each with the digest of everything before it.
CREATE TABLE audit (
    sequence     bigint PRIMARY KEY,
    at           bigint NOT NULL,
    organisation text NOT NULL,
    action       text NOT NULL,
    event        bytea,
    patient      bytea,
    permitted    boolean NOT NULL,
    ground       text NOT NULL,
    digest       bytea NOT NULL
);

-- One row: the newest audit row, or 0 and 32 zero bytes.
CREATE TABLE audit_end (
    one      integer PRIMARY KEY CHECK (one = 1),
    sequence bigint NOT NULL,
    digest   bytea NOT NULL
) WITH (fillfactor = 20);
INSERT INTO audit_end VALUES (1, 0, decode(repeat('00', 32), 'hex'));

-- Messages that could not be appended.
CREATE TABLE set_aside (
    sequence    bigint PRIMARY KEY,
    digest      bytea NOT NULL UNIQUE,
    at          bigint NOT NULL,
    reason      text NOT NULL,
    message_key text,
    message     bytea NOT NULL
);

-- Deleted subscriptions whose entries may still be there.
CREATE TABLE departed (
    subscription bigint PRIMARY KEY
);
