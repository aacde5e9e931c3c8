-- Format 3. Alarms, open and cleared: said once, repeated at most daily, and taken back when all is well again.

CREATE TABLE alarms (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL,
  kind TEXT NOT NULL,
  message TEXT NOT NULL,
  raised_at TEXT NOT NULL,
  told_at TEXT NOT NULL,
  cleared_at TEXT
);
CREATE UNIQUE INDEX alarms_open ON alarms (site, kind) WHERE cleared_at IS NULL;
CREATE INDEX alarms_by_time ON alarms (raised_at);
