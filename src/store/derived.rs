//! Does what follows from the data agree with it?
//!
//! The derived tables get empty shadows: temporary tables of the same names, which statements without a schema's name
//! then mean. The code that keeps the real ones fills the shadows, some rows at a time, and what stands in both is
//! added up and compared. Nothing is written to the store, and memory does not grow with it.

use std::hash::{DefaultHasher, Hash, Hasher};

use rusqlite::Connection;

use super::check::{Finding, bad, good};
use super::derive;
use super::touched::Touched;
use super::touches;
use super::{Result, Store};

/// The shadows, and the words of the search indexes as tables.
const SHADOWS: &str = "
    CREATE TABLE temp.touch (person_id INTEGER, first_id INTEGER, facts BLOB, clocks BLOB, PRIMARY KEY (person_id, first_id)) WITHOUT ROWID;
    CREATE TABLE temp.name_word (word TEXT, person_id INTEGER, PRIMARY KEY (word, person_id)) WITHOUT ROWID;
    CREATE TABLE temp.place (name TEXT PRIMARY KEY, key TEXT) WITHOUT ROWID;
    CREATE VIRTUAL TABLE temp.meeting_search USING fts5 (body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');
    CREATE VIRTUAL TABLE temp.person_search USING fts5 (body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');
    CREATE VIRTUAL TABLE temp.meeting_terms USING fts5vocab ('main', 'meeting_search', 'instance');
    CREATE VIRTUAL TABLE temp.person_terms USING fts5vocab ('main', 'person_search', 'instance');
    CREATE VIRTUAL TABLE temp.meeting_terms_anew USING fts5vocab ('temp', 'meeting_search', 'instance');
    CREATE VIRTUAL TABLE temp.person_terms_anew USING fts5vocab ('temp', 'person_search', 'instance')";

/// A derived table: its name, and a text for each row as it stands and as it is made anew.
struct Derived {
    name: &'static str,
    stands: &'static str,
    anew: &'static str,
}

const OF_PEOPLE: &[Derived] = &[
    Derived {
        name: "name_word",
        stands: "SELECT word || ':' || person_id FROM main.name_word",
        anew: "SELECT word || ':' || person_id FROM temp.name_word",
    },
    Derived {
        name: "person_search",
        stands: "SELECT term || ':' || doc || ':' || offset FROM temp.person_terms",
        anew: "SELECT term || ':' || doc || ':' || offset FROM temp.person_terms_anew",
    },
];

const OF_MEETINGS: &[Derived] = &[Derived {
    name: "meeting_search",
    stands: "SELECT term || ':' || doc || ':' || offset FROM temp.meeting_terms",
    anew: "SELECT term || ':' || doc || ':' || offset FROM temp.meeting_terms_anew",
}];

const OF_ALL: &[Derived] = &[
    Derived {
        name: "recency",
        stands: "SELECT person_id || ':' || meeting_id FROM main.recency",
        anew: "SELECT a.person_id || ':' || max(a.meeting_id) FROM attendance a JOIN meeting m ON m.id = a.meeting_id
               WHERE m.kind <> 'attempt' GROUP BY a.person_id",
    },
    Derived {
        name: "place",
        stands: "SELECT name || ':' || key FROM main.place",
        anew: "SELECT name || ':' || key FROM temp.place",
    },
];

/// How many rows there are, and a sum over them that does not mind their order: two tables that differ have the same
/// by chance once in 2^64, and neither has to be held in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Print {
    count: u64,
    sum: u64,
}

impl Print {
    /// Adds the touches of a table, and returns whether they are packed as they should be.
    fn add_touches(&mut self, conn: &Connection, table: &str) -> Result<bool> {
        touches::each_touch(conn, table, |person, meeting, facts| self.add_row((person, meeting, facts)))
    }

    fn add_row(&mut self, row: impl Hash) {
        let mut hasher = DefaultHasher::new();
        row.hash(&mut hasher);
        self.count += 1;
        self.sum = self.sum.wrapping_add(hasher.finish());
    }

    /// Adds the rows of a question.
    fn add(&mut self, conn: &Connection, sql: &str) -> Result<()> {
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.add_row(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?);
        }
        Ok(())
    }
}

impl Store {
    /// Compares derived rows with what making them anew gives; the store is left as it was.
    pub(super) fn derived(&self) -> Result<Finding> {
        // What people said about each other does not go into temporary files.
        self.conn.execute_batch("PRAGMA temp_store = MEMORY")?;
        // One state of the store throughout; and with its end the shadows are gone, whatever happened.
        let state = self.conn.unchecked_transaction()?;
        state.execute_batch(SHADOWS)?;
        let mut stale = differing(&state, OF_PEOPLE, "person", |ids| {
            derive::refresh(&state, &Touched { people: ids.into_iter().collect(), ..Touched::default() })
        })?;
        // What one meeting adds to a run depends on others: touches are compared one by one, and the runs by their rules.
        let (mut stands, mut anew) = (Print::default(), Print::default());
        stale.extend(differing(&state, OF_MEETINGS, "meeting", |ids| {
            let meetings = ids.into_iter().map(|id| (id, false)).collect();
            derive::refresh(&state, &Touched { meetings, ..Touched::default() })?;
            anew.add_touches(&state, "temp.touch")?;
            state.execute_batch("DELETE FROM temp.touch")?;
            Ok(())
        })?);
        let packed = stands.add_touches(&state, "main.touch");
        stale.extend((!matches!(packed, Ok(true)) || stands != anew).then_some("touch"));
        derive::refresh(&state, &Touched { places: derive::all_places(&state)?, ..Touched::default() })?;
        for table in OF_ALL {
            let (mut stands, mut anew) = (Print::default(), Print::default());
            stands.add(&state, table.stands)?;
            anew.add(&state, table.anew)?;
            stale.extend((stands != anew).then_some(table.name));
        }
        Ok(if stale.is_empty() {
            good("derived", "the search index and the rest that follows from your data agree with it")
        } else {
            bad("derived", format!("out of step with your data: {}", stale.join(", ")), "run `auld doctor --mend`")
        })
    }
}

/// Returns the names of those tables that differ from what `make` makes anew of rows of `parent`.
fn differing(
    conn: &Connection,
    tables: &[Derived],
    parent: &str,
    mut make: impl FnMut(Vec<i64>) -> Result<()>,
) -> Result<Vec<&'static str>> {
    let mut prints = vec![Print::default(); tables.len()];
    derive::by_parts(conn, parent, |ids| {
        make(ids)?;
        for (table, print) in tables.iter().zip(&mut prints) {
            print.add(conn, table.anew)?;
        }
        derive::clear(conn)
    })?;
    let mut names = Vec::new();
    for (table, anew) in tables.iter().zip(prints) {
        let mut stands = Print::default();
        stands.add(conn, table.stands)?;
        names.extend((stands != anew).then_some(table.name));
    }
    Ok(names)
}

#[cfg(test)]
mod tests;
