-- Subscriptions whose entries the gateway posts itself.

-- Where and how; a subscription without a row is pulled.
CREATE TABLE pushes (
    subscription INTEGER PRIMARY KEY,
    endpoint     TEXT NOT NULL,
    format       TEXT NOT NULL,
    ack          TEXT NOT NULL,
    paused       INTEGER NOT NULL,
    requests     INTEGER NOT NULL,
    answer_ns    INTEGER NOT NULL,
    receipt_ns   INTEGER NOT NULL,
    resends      INTEGER NOT NULL
) STRICT;

-- Whose turn it is, with the signs of life it has given, and how it goes. state is NULL until somebody has said.
CREATE TABLE push_turns (
    subscription INTEGER PRIMARY KEY,
    pusher       BLOB,
    beat         INTEGER NOT NULL,
    state        TEXT,
    reason       TEXT NOT NULL DEFAULT '',
    since        INTEGER NOT NULL DEFAULT 0,
    taken_at     INTEGER,
    awaiting     INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What was posted; posted says that the request was taken. verdict is NULL until a receipt has come.
CREATE TABLE sendings (
    sequence     INTEGER PRIMARY KEY,
    subscription INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    part         INTEGER NOT NULL,
    event        BLOB NOT NULL,
    attempt      INTEGER NOT NULL,
    resend       INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    posted       INTEGER NOT NULL DEFAULT 0,
    said_at      INTEGER,
    verdict      TEXT
) STRICT;
CREATE INDEX sendings_by_entry ON sendings (subscription, number);
CREATE INDEX sendings_by_event ON sendings (event);

-- The ids under which it was posted, in small letters.
CREATE TABLE sending_names (
    sending INTEGER NOT NULL,
    name    TEXT NOT NULL
) STRICT;
CREATE INDEX sending_names_by_sending ON sending_names (sending);
CREATE INDEX sending_names_by_name ON sending_names (name);
