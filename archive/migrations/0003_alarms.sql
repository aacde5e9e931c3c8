-- Format 3. Alarms, open and cleared: told once, again at most daily, and taken back when all is well again.

-- `told_at` is empty until somebody was told; `done` once nothing is left to tell.
CREATE TABLE alarms (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL,
  kind TEXT NOT NULL,
  message TEXT NOT NULL,
  raised_at TEXT NOT NULL,
  told_at TEXT,
  cleared_at TEXT,
  done INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX alarms_open ON alarms (site, kind) WHERE cleared_at IS NULL;
CREATE INDEX alarms_untold ON alarms (id) WHERE done = 0;
