-- Receipts that come in with the letters they answer, and the letters that nobody has answered in time.

-- Of every acceptance: whether its sender asked for a receipt, whether it had used the envelope's id for another document,
-- the sender for whom its ids are unique, the document, and the ids of the network's envelope. Older rows do not know.
ALTER TABLE acceptances ADD COLUMN wants_receipt INTEGER NOT NULL DEFAULT 0;
ALTER TABLE acceptances ADD COLUMN envelope_reused INTEGER NOT NULL DEFAULT 0;
ALTER TABLE acceptances ADD COLUMN sender TEXT;
ALTER TABLE acceptances ADD COLUMN document BLOB;
ALTER TABLE acceptances ADD COLUMN vans_envelope_id TEXT;
ALTER TABLE acceptances ADD COLUMN vans_message_id TEXT;
CREATE INDEX acceptances_by_envelope ON acceptances (envelope_id, sender);
CREATE INDEX acceptances_by_vans_envelope ON acceptances (vans_envelope_id) WHERE vans_envelope_id IS NOT NULL;
CREATE INDEX acceptances_by_vans_message ON acceptances (vans_message_id) WHERE vans_message_id IS NOT NULL;

-- Receipts, each once for whoever handed it over.
CREATE TABLE receipts (
    id           INTEGER PRIMARY KEY,
    fingerprint  BLOB NOT NULL,
    submitted_by TEXT NOT NULL,
    at           INTEGER NOT NULL,
    channel      TEXT NOT NULL,
    form         TEXT NOT NULL,
    verdict      TEXT NOT NULL,
    receipt_id   TEXT,
    envelope_id  TEXT,
    UNIQUE (fingerprint, submitted_by)
) STRICT;

-- What a receipt says of each letter. Either the event and who answers it, or why no event was found. The reasons are an
-- envelope column: they may quote the letter.
CREATE TABLE receipt_answers (
    sequence     INTEGER PRIMARY KEY,
    receipt      INTEGER NOT NULL,
    letter_id    TEXT,
    event        BLOB,
    organisation TEXT,
    unmatched    TEXT,
    reasons_key  TEXT,
    reasons      BLOB NOT NULL
) STRICT;
CREATE INDEX receipt_answers_by_receipt ON receipt_answers (receipt);
CREATE INDEX receipt_answers_by_event ON receipt_answers (event, sequence) WHERE event IS NOT NULL;
CREATE INDEX receipt_answers_unmatched ON receipt_answers (sequence) WHERE event IS NULL;

-- Events that were not answered in time. settled_at is NULL until somebody has answered.
CREATE TABLE overdue (
    position   INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    settled_at INTEGER
) STRICT;
CREATE INDEX overdue_now ON overdue (position) WHERE settled_at IS NULL;

-- One row: up to where events have been looked at for whether they wait for a receipt. Older ones were never asked.
CREATE TABLE receipt_clock (
    one             INTEGER PRIMARY KEY CHECK (one = 1),
    checked_through INTEGER NOT NULL
) STRICT;
INSERT INTO receipt_clock SELECT 1, head FROM state;
