-- The words of the design: people, what is known of them, meetings, feelings, promises, who brought whom.
--
-- Why it looks as it does:
-- * An id carries the day it speaks of in its upper bits (see domain/id.rs), so `meeting` and `attendance`
--   stand in the order of life and the newest are found without an index of their own.
-- * Every reference is deferred and restricting, never cascading: a delete that would take more with it
--   than its operation says must fail, because only what the operation says can be undone.
-- * A closed list of words is a chain of OR: for `IN` with three words or more SQLite fills a table of them at
--   every insertion, which was a fifth of what an import costs.
-- * Tables from `person` to `me` are logged (operation, change); the rest is derived or the log itself.

CREATE TABLE person (
  id           INTEGER PRIMARY KEY,
  name         TEXT    NOT NULL CHECK (name <> ''),
  hint         TEXT,                                -- tells two people of one name apart
  closeness    TEXT    CHECK (closeness = 'acquaintance' OR closeness = 'friend' OR closeness = 'close' OR closeness = 'inner'), -- NULL: not stated
  kin          INTEGER NOT NULL DEFAULT 0 CHECK (kin IN (0, 1)),
  cadence_days INTEGER CHECK (cadence_days BETWEEN 1 AND 36500), -- NULL: learnt from history
  state        TEXT    NOT NULL DEFAULT 'active' CHECK (state = 'active' OR state = 'resting' OR state = 'let_go' OR state = 'deceased'),
  state_until  TEXT,                                -- last day of resting; NULL: for good
  known_since  TEXT,                                -- date of life, perhaps only in part
  met          TEXT,                                -- where and how we met, in words
  met_on       TEXT,
  background   INTEGER NOT NULL DEFAULT 0 CHECK (background IN (0, 1)), -- known only from imports of mail
  added_on     TEXT    NOT NULL
) STRICT;

CREATE TABLE name (
  id        INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  kind      TEXT    NOT NULL CHECK (kind = 'nick' OR kind = 'former' OR kind = 'misheard'),
  text      TEXT    NOT NULL CHECK (text <> '')
) STRICT;
CREATE INDEX name_person ON name (person_id);

CREATE TABLE contact (
  id        INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  kind      TEXT    NOT NULL CHECK (kind = 'email' OR kind = 'phone' OR kind = 'handle' OR kind = 'address' OR kind = 'url'),
  label     TEXT,
  value     TEXT    NOT NULL CHECK (value <> '')
) STRICT;
CREATE INDEX contact_person ON contact (person_id);
CREATE INDEX contact_value ON contact (value COLLATE NOCASE);

CREATE TABLE fact (
  id        INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  label     TEXT    NOT NULL CHECK (label <> ''),
  value     TEXT    NOT NULL,
  since     TEXT,
  until     TEXT,
  noted_on  TEXT    NOT NULL
) STRICT;
CREATE INDEX fact_person ON fact (person_id);

CREATE TABLE relation (
  id         INTEGER PRIMARY KEY,
  person_id  INTEGER NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  kind       TEXT    NOT NULL,                      -- what the other is to the person
  other_id   INTEGER REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  other_name TEXT,                                  -- a bare name, where the other is nobody in the store
  since      TEXT,
  until      TEXT,
  note       TEXT,
  CHECK ((other_id IS NULL) <> (other_name IS NULL))
) STRICT;
CREATE INDEX relation_person ON relation (person_id);
CREATE INDEX relation_other ON relation (other_id) WHERE other_id IS NOT NULL;

CREATE TABLE event_date (
  id        INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  label     TEXT    NOT NULL CHECK (label <> ''),
  on_date   TEXT    NOT NULL                        -- date of life; --05-02 where the year is not known
) STRICT;
CREATE INDEX event_date_person ON event_date (person_id);

CREATE TABLE meeting (
  id        INTEGER PRIMARY KEY,
  on_day    TEXT    NOT NULL,
  kind      TEXT    NOT NULL CHECK (kind = 'in_person' OR kind = 'video' OR kind = 'call' OR kind = 'letter' OR kind = 'email' OR kind = 'message' OR kind = 'attempt'),
  minutes   INTEGER CHECK (minutes BETWEEN 1 AND 14400),
  place     TEXT,
  text      TEXT    NOT NULL DEFAULT '',            -- as typed
  size      INTEGER CHECK (size >= 1),              -- people present, me included, where more than those named
  direction TEXT    CHECK (direction = 'out' OR direction = 'in' OR direction = 'both'),
  imposed   INTEGER NOT NULL DEFAULT 0 CHECK (imposed IN (0, 1))
) STRICT;
CREATE INDEX meeting_place ON meeting (place) WHERE place IS NOT NULL;

CREATE TABLE attendance (
  person_id  INTEGER NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  meeting_id INTEGER NOT NULL REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
  felt_words TEXT,                                  -- how they made me feel
  felt       INTEGER CHECK (felt BETWEEN -2 AND 2),
  left_words TEXT,                                  -- how I think I left them
  left_value INTEGER CHECK (left_value BETWEEN -2 AND 2),
  note       TEXT,
  PRIMARY KEY (person_id, meeting_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX attendance_meeting ON attendance (meeting_id);

CREATE TABLE meeting_tag (
  meeting_id INTEGER NOT NULL REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
  tag        TEXT    NOT NULL CHECK (tag <> ''),
  PRIMARY KEY (meeting_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_tag_tag ON meeting_tag (tag);

CREATE TABLE person_tag (
  person_id INTEGER NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  tag       TEXT    NOT NULL CHECK (tag <> ''),
  PRIMARY KEY (person_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_tag_tag ON person_tag (tag);

CREATE TABLE note (
  id        INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  on_day    TEXT    NOT NULL,
  text      TEXT    NOT NULL CHECK (text <> '')
) STRICT;
CREATE INDEX note_person ON note (person_id);

CREATE TABLE feeling (                              -- noted on its own day, with no meeting
  id        INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  on_day    TEXT    NOT NULL,
  side      TEXT    NOT NULL CHECK (side IN ('felt', 'left')),
  words     TEXT    NOT NULL,
  value     INTEGER CHECK (value BETWEEN -2 AND 2)
) STRICT;
CREATE INDEX feeling_person ON feeling (person_id);

CREATE TABLE promise (
  id         INTEGER PRIMARY KEY,
  person_id  INTEGER NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  by         TEXT    NOT NULL CHECK (by IN ('me', 'them')),
  text       TEXT    NOT NULL CHECK (text <> ''),
  made_on    TEXT    NOT NULL,
  due        TEXT,
  outcome    TEXT    NOT NULL DEFAULT 'open' CHECK (outcome = 'open' OR outcome = 'kept' OR outcome = 'dropped'),
  closed_on  TEXT,
  meeting_id INTEGER REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX promise_person ON promise (person_id);
CREATE INDEX promise_meeting ON promise (meeting_id) WHERE meeting_id IS NOT NULL;
CREATE INDEX promise_open ON promise (due) WHERE outcome = 'open';

CREATE TABLE referral (
  id          INTEGER PRIMARY KEY,
  referrer_id INTEGER NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  referred_id INTEGER NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  kind        TEXT    NOT NULL CHECK (kind = 'client' OR kind = 'introduction' OR kind = 'job' OR kind = 'other'),
  on_date     TEXT,
  note        TEXT,
  outcome     TEXT,
  thanked_on  TEXT,
  told_on     TEXT,
  UNIQUE (referrer_id, referred_id, kind),
  CHECK (referrer_id <> referred_id)
) STRICT;
CREATE INDEX referral_referred ON referral (referred_id);
CREATE INDEX referral_to_thank ON referral (on_date) WHERE thanked_on IS NULL AND kind <> 'introduction';

CREATE TABLE engagement (
  id         INTEGER PRIMARY KEY,
  person_id  INTEGER NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  what       TEXT,
  currency   TEXT,
  minor      INTEGER,                               -- in the currency's smallest unit
  started_on TEXT,
  ended_on   TEXT,
  outcome    TEXT,
  CHECK ((currency IS NULL) = (minor IS NULL))
) STRICT;
CREATE INDEX engagement_person ON engagement (person_id);

CREATE TABLE snooze (
  person_id INTEGER PRIMARY KEY REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  until_day TEXT    NOT NULL
) STRICT;

CREATE TABLE distinct_pair (                        -- two who look the same and were told apart
  person_id INTEGER NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  other_id  INTEGER NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (person_id, other_id),
  CHECK (person_id < other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX distinct_pair_other ON distinct_pair (other_id);

CREATE TABLE source (                               -- where an imported row came from
  id         INTEGER PRIMARY KEY,
  scheme     TEXT    NOT NULL,
  key        TEXT    NOT NULL,
  person_id  INTEGER REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  meeting_id INTEGER REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
  raw        TEXT,                                  -- the lines as they came, where the format has any
  UNIQUE (scheme, key),
  CHECK ((person_id IS NULL) <> (meeting_id IS NULL))
) STRICT;
CREATE INDEX source_person ON source (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX source_meeting ON source (meeting_id) WHERE meeting_id IS NOT NULL;

CREATE TABLE me (                                   -- what stands for me in what machines recorded
  id    INTEGER PRIMARY KEY,
  kind  TEXT    NOT NULL CHECK (kind = 'email' OR kind = 'phone' OR kind = 'name'),
  value TEXT    NOT NULL CHECK (value <> ''),
  UNIQUE (kind, value)
) STRICT;

-- The log. An undo is an operation like any other, with `undoes` naming what it takes back.
CREATE TABLE operation (
  id     INTEGER PRIMARY KEY,
  uid    INTEGER NOT NULL,                          -- random; tells operations of two machines apart
  at     TEXT    NOT NULL,                          -- UTC, RFC 3339
  verb   TEXT    NOT NULL,
  argv   TEXT    NOT NULL,                          -- JSON array: the command line that made it
  undoes INTEGER REFERENCES operation (id),
  lost   INTEGER NOT NULL DEFAULT 0 CHECK (lost IN (0, 1, 2)) -- 1: somebody was forgotten whom it changed, so it cannot be undone; 2: and the file is still to be cleaned
) STRICT;
CREATE INDEX operation_undoes ON operation (undoes) WHERE undoes IS NOT NULL;

-- One row a changed row: what it was before. What it was after is its next `before`, or the row itself.
-- Of rows that were not there before, many may share one row, whose key is then a blob (store/runs.rs).
CREATE TABLE change (
  operation_id INTEGER NOT NULL REFERENCES operation (id),
  seq          INTEGER NOT NULL,
  tbl          TEXT    NOT NULL,
  key          ANY     NOT NULL,                    -- the primary key; a JSON array where it has two columns
  before       TEXT,                                -- JSON object of the row; NULL: there was none
  PRIMARY KEY (operation_id, seq)
) STRICT, WITHOUT ROWID;

-- Derived, in the same transaction, from the rows above; `doctor` compares and rebuilds them.
CREATE TABLE touch (                                -- what scoring needs of a person's meetings, a run of them a row
  person_id INTEGER NOT NULL,
  first_id  INTEGER NOT NULL,                       -- the first meeting of the run
  facts     BLOB    NOT NULL,                       -- store/touches.rs says which bytes are what
  clocks    BLOB    NOT NULL,                       -- what is left of the ids of the meetings
  PRIMARY KEY (person_id, first_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE recency (                              -- the newest meeting that was a contact
  person_id  INTEGER PRIMARY KEY,
  meeting_id INTEGER NOT NULL
) STRICT;

CREATE TABLE name_word (                            -- folded words a person's names can be found by
  word      TEXT    NOT NULL,
  person_id INTEGER NOT NULL,
  PRIMARY KEY (word, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX name_word_person ON name_word (person_id);

CREATE TABLE place (                                -- every place that some meeting names
  name TEXT PRIMARY KEY,
  key  TEXT NOT NULL                                -- its folded words, joined by spaces
) STRICT, WITHOUT ROWID;
CREATE INDEX place_key ON place (key);

CREATE VIRTUAL TABLE meeting_search USING fts5 (body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE person_search USING fts5 (body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');
