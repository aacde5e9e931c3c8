-- Format 2. When a listing first showed a URL: coverage is counted from there. Sitemaps name what is ten years old too.
ALTER TABLE urls ADD COLUMN shown_at TEXT;
UPDATE urls SET shown_at = found_at
  WHERE role = 'article' AND found_on IN (SELECT url FROM urls WHERE role = 'listing');
CREATE INDEX urls_shown ON urls (site, shown_at) WHERE shown_at IS NOT NULL;

-- How often a listing brings articles that nobody knew: a count and the hours it was counted over, both fading with age.
CREATE TABLE listings (
  url_id INTEGER PRIMARY KEY REFERENCES urls (id),
  looked_at TEXT NOT NULL,
  news REAL NOT NULL,
  hours REAL NOT NULL
);
