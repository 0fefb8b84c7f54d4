-- Receipts that are given when the receivers of a letter have answered.

-- Of every acceptance: whether its receipt follows later; then what was decided, why (an envelope column: it may quote the
-- letter), since when, and when its sender took it. late_verdict is NULL until it is decided.
ALTER TABLE acceptances ADD COLUMN is_late boolean NOT NULL DEFAULT false;
ALTER TABLE acceptances ADD COLUMN late_verdict text;
ALTER TABLE acceptances ADD COLUMN late_reasons_key text;
ALTER TABLE acceptances ADD COLUMN late_reasons bytea;
ALTER TABLE acceptances ADD COLUMN late_at bigint;
ALTER TABLE acceptances ADD COLUMN late_taken_at bigint;
CREATE INDEX acceptances_undecided ON acceptances (serial) WHERE is_late AND late_verdict IS NULL;
CREATE INDEX acceptances_due ON acceptances (submitted_by, serial)
    WHERE is_late AND late_verdict IS NOT NULL AND late_taken_at IS NULL;
CREATE INDEX acceptances_late_by_document ON acceptances (document, serial) WHERE is_late;

-- Whether an organisation's receipts are posted to this endpoint too.
ALTER TABLE pushes ADD COLUMN receipts boolean NOT NULL DEFAULT false;
