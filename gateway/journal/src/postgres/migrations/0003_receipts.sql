-- Receipts that come in with the letters they answer, and the letters that nobody has answered in time.

-- Of every acceptance: whether its sender asked for a receipt, whether it had used the envelope's id for another document,
-- the sender for whom its ids are unique, the document, and the ids of the network's envelope. Older rows do not know.
ALTER TABLE acceptances ADD COLUMN wants_receipt boolean NOT NULL DEFAULT false;
ALTER TABLE acceptances ADD COLUMN envelope_reused boolean NOT NULL DEFAULT false;
ALTER TABLE acceptances ADD COLUMN sender text;
ALTER TABLE acceptances ADD COLUMN document bytea;
ALTER TABLE acceptances ADD COLUMN vans_envelope_id text;
ALTER TABLE acceptances ADD COLUMN vans_message_id text;
-- Only the beginnings of an id and of its sender are indexed, because nobody bounds their length.
CREATE INDEX acceptances_by_envelope ON acceptances (left(envelope_id, 128), left(sender, 128));
CREATE INDEX acceptances_by_vans_envelope ON acceptances (vans_envelope_id) WHERE vans_envelope_id IS NOT NULL;
CREATE INDEX acceptances_by_vans_message ON acceptances (vans_message_id) WHERE vans_message_id IS NOT NULL;

-- Receipts, each once for whoever handed it over.
CREATE TABLE receipts (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fingerprint  bytea NOT NULL,
    submitted_by text NOT NULL,
    at           bigint NOT NULL,
    channel      text NOT NULL,
    form         text NOT NULL,
    verdict      text NOT NULL,
    receipt_id   text,
    envelope_id  text,
    UNIQUE (fingerprint, submitted_by)
);

-- What a receipt says of each letter. Either the event and who answers it, or why no event was found. The reasons are an
-- envelope column: they may quote the letter.
CREATE TABLE receipt_answers (
    sequence     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    receipt      bigint NOT NULL,
    letter_id    text,
    event        bytea,
    organisation text,
    unmatched    text,
    reasons_key  text,
    reasons      bytea NOT NULL
);
CREATE INDEX receipt_answers_by_receipt ON receipt_answers (receipt);
CREATE INDEX receipt_answers_by_event ON receipt_answers (event, sequence) WHERE event IS NOT NULL;
CREATE INDEX receipt_answers_unmatched ON receipt_answers (sequence) WHERE event IS NULL;

-- Events that were not answered in time. settled_at is NULL until somebody has answered.
CREATE TABLE overdue (
    position   bigint PRIMARY KEY,
    at         bigint NOT NULL,
    settled_at bigint
);
CREATE INDEX overdue_now ON overdue (position) WHERE settled_at IS NULL;

-- One row: up to where events have been looked at for whether they wait for a receipt. Older ones were never asked.
CREATE TABLE receipt_clock (
    one             integer PRIMARY KEY CHECK (one = 1),
    checked_through bigint NOT NULL
) WITH (fillfactor = 20);
INSERT INTO receipt_clock SELECT 1, head FROM state;
