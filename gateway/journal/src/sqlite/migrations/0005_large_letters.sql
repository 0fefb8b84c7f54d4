-- The size of a document that stands in the blob store under its SHA-256; its content here is empty.
ALTER TABLE originals ADD COLUMN blob_size INTEGER;
