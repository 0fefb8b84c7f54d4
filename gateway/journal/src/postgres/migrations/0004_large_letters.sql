-- Whether a document stands in the blob store under its SHA-256; then it has neither content nor pieces here.
ALTER TABLE originals ADD COLUMN in_blobs boolean NOT NULL DEFAULT false;
