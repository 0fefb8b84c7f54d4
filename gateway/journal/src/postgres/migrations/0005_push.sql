-- Subscriptions whose entries the gateway posts itself.

-- Where and how; a subscription without a row is pulled.
CREATE TABLE pushes (
    subscription bigint PRIMARY KEY,
    endpoint     text NOT NULL,
    format       text NOT NULL,
    ack          text NOT NULL,
    paused       boolean NOT NULL,
    requests     integer NOT NULL,
    answer_ns    bigint NOT NULL,
    receipt_ns   bigint NOT NULL,
    resends      integer NOT NULL
);

-- Whose turn it is, with the signs of life it has given, and how it goes. state is NULL until somebody has said.
CREATE TABLE push_turns (
    subscription bigint PRIMARY KEY,
    pusher       bytea,
    beat         bigint NOT NULL,
    state        text,
    reason       text NOT NULL DEFAULT '',
    since        bigint NOT NULL DEFAULT 0,
    taken_at     bigint,
    awaiting     bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 20);

-- What was posted; posted says that the request was taken. verdict is NULL until a receipt has come.
CREATE TABLE sendings (
    sequence     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subscription bigint NOT NULL,
    number       bigint NOT NULL,
    part         integer NOT NULL,
    event        bytea NOT NULL,
    attempt      integer NOT NULL,
    resend       integer NOT NULL,
    at           bigint NOT NULL,
    posted       boolean NOT NULL DEFAULT false,
    said_at      bigint,
    verdict      text
);
CREATE INDEX sendings_by_entry ON sendings (subscription, number);
CREATE INDEX sendings_by_event ON sendings (event);

-- The ids under which it was posted, in small letters.
CREATE TABLE sending_names (
    sending bigint NOT NULL,
    place   bigint NOT NULL,
    name    text NOT NULL
);
CREATE INDEX sending_names_by_sending ON sending_names (sending);
-- Only the beginning of an id is indexed, because nobody bounds its length.
CREATE INDEX sending_names_by_name ON sending_names (left(name, 128));
