-- Receipts that are given when the receivers of a letter have answered.

-- Of every acceptance: whether its receipt follows later; then what was decided, why (an envelope column: it may quote the
-- letter), since when, and when its sender took it. late_verdict is NULL until it is decided.
ALTER TABLE acceptances ADD COLUMN is_late INTEGER NOT NULL DEFAULT 0;
ALTER TABLE acceptances ADD COLUMN late_verdict TEXT;
ALTER TABLE acceptances ADD COLUMN late_reasons_key TEXT;
ALTER TABLE acceptances ADD COLUMN late_reasons BLOB;
ALTER TABLE acceptances ADD COLUMN late_at INTEGER;
ALTER TABLE acceptances ADD COLUMN late_taken_at INTEGER;
CREATE INDEX acceptances_undecided ON acceptances (row) WHERE is_late AND late_verdict IS NULL;
CREATE INDEX acceptances_due ON acceptances (submitted_by, row)
    WHERE is_late AND late_verdict IS NOT NULL AND late_taken_at IS NULL;
CREATE INDEX acceptances_late_by_document ON acceptances (document, row) WHERE is_late;

-- Whether an organisation's receipts are posted to this endpoint too.
ALTER TABLE pushes ADD COLUMN receipts INTEGER NOT NULL DEFAULT 0;
