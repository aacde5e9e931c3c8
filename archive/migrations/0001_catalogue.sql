-- Format 1. Times are ISO 8601 in UTC to the microsecond, digests sha256:<hex>.

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE migrations (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  ran_at TEXT NOT NULL
);

-- A WARC file by its final name, relative to the data directory. Bytes past `committed` belong to nobody.
CREATE TABLE warc_files (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  site TEXT NOT NULL,
  committed INTEGER NOT NULL
);

-- Every URL ever seen, by its canonical form: identity and frontier at once.
CREATE TABLE urls (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  url TEXT NOT NULL,
  site TEXT NOT NULL,
  role TEXT NOT NULL,
  state TEXT NOT NULL,
  found_on TEXT NOT NULL DEFAULT '',
  found_at TEXT NOT NULL,
  title TEXT NOT NULL DEFAULT '',
  last_capture INTEGER REFERENCES captures (id),
  due_at TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  tried_at TEXT,
  detail TEXT NOT NULL DEFAULT '',
  moved_to TEXT NOT NULL DEFAULT ''
);
CREATE INDEX urls_by_site ON urls (site, state);
CREATE INDEX urls_due ON urls (site, due_at) WHERE due_at IS NOT NULL;

-- One row for each record of a response or a file. `at` is captured_at, else kept_at. `says` is what the capture says
-- about its article: present, absent, moved, or nothing.
CREATE TABLE captures (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  url_id INTEGER NOT NULL REFERENCES urls (id),
  url TEXT NOT NULL,
  asked_url TEXT NOT NULL DEFAULT '',
  site TEXT NOT NULL,
  role TEXT NOT NULL,
  file_id INTEGER NOT NULL REFERENCES warc_files (id),
  offset INTEGER NOT NULL,
  length INTEGER NOT NULL,
  digest TEXT NOT NULL,
  captured_at TEXT,
  kept_at TEXT NOT NULL,
  at TEXT NOT NULL,
  status INTEGER,
  content_type TEXT NOT NULL DEFAULT '',
  charset TEXT NOT NULL DEFAULT '',
  etag TEXT NOT NULL DEFAULT '',
  last_modified TEXT NOT NULL DEFAULT '',
  outcome TEXT NOT NULL,
  detail TEXT NOT NULL DEFAULT '',
  says TEXT NOT NULL DEFAULT '',
  same_as INTEGER REFERENCES captures (id),
  encoding TEXT,
  UNIQUE (file_id, offset)
);
CREATE INDEX captures_by_url ON captures (url_id, at);
CREATE INDEX captures_by_site ON captures (site, at, outcome);
CREATE INDEX captures_unread ON captures (site, id) WHERE outcome = 'fetched';

-- What readings said, as JSON without loss; shared by captures that say the very same.
CREATE TABLE contents (
  id INTEGER PRIMARY KEY,
  article TEXT NOT NULL
);

-- The reading of one capture of an article.
CREATE TABLE readings (
  capture_id INTEGER PRIMARY KEY REFERENCES captures (id),
  url_id INTEGER NOT NULL REFERENCES urls (id),
  evidence TEXT NOT NULL,
  text TEXT NOT NULL,
  extractor TEXT NOT NULL,
  profile TEXT NOT NULL,
  read_no INTEGER NOT NULL,
  content_id INTEGER NOT NULL REFERENCES contents (id)
);
CREATE INDEX readings_by_url ON readings (url_id);

CREATE TABLE articles (
  url_id INTEGER PRIMARY KEY REFERENCES urls (id),
  id TEXT NOT NULL UNIQUE,
  site TEXT NOT NULL,
  status TEXT NOT NULL,
  current INTEGER NOT NULL,
  title TEXT NOT NULL,
  published TEXT NOT NULL,
  first_at TEXT NOT NULL,
  last_at TEXT NOT NULL
);
CREATE INDEX articles_by_date ON articles (published);
CREATE INDEX articles_by_site ON articles (site, published);

-- A view of `readings`, arranged by archive/versions.py; kept because everything downstream reads it.
CREATE TABLE versions (
  url_id INTEGER NOT NULL REFERENCES articles (url_id),
  number INTEGER NOT NULL,
  capture_id INTEGER NOT NULL REFERENCES captures (id),
  reading_id INTEGER NOT NULL REFERENCES readings (capture_id),
  text TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT,
  PRIMARY KEY (url_id, number)
) WITHOUT ROWID;

CREATE TABLE changes (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  article_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  at TEXT NOT NULL
);
