-- Format 4. Readings tell how often the bytes of their capture were read, and when last: reading again is no edit.

ALTER TABLE readings ADD COLUMN times INTEGER NOT NULL DEFAULT 1;
ALTER TABLE readings ADD COLUMN read_at TEXT;
