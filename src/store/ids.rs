//! The ids of new rows.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection;

use super::Result;
use crate::domain::id::Id;

/// So many clocks an operation sets aside for its ids before it knows how many it will need.
const SET_ASIDE: i64 = 4096;

/// So many days are told apart before the clock goes on for all of them.
const DAYS_MAX: usize = 8192;

/// The ids that one operation gives.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// The id given last for each table and day.
    given: HashMap<(&'static str, NaiveDate), Id>,
    last: Id,
    /// What clock those of a day begin with, once there are any: one for all days, so that neighbours in life are
    /// neighbours as numbers, and packed into less.
    clock: Option<i64>,
    /// The latest clock of any new row.
    latest: i64,
    /// What the operation remembers of it.
    kept: Option<i64>,
}

impl Ids {
    /// Returns the id of the next row of a table that speaks of `day`, in an operation of the time `at`.
    pub(super) fn next(
        &mut self,
        conn: &Connection,
        at: DateTime<Utc>,
        table: &'static str,
        day: NaiveDate,
    ) -> Result<Id> {
        if self.given.len() >= DAYS_MAX {
            self.given.clear();
            self.clock = Some(self.latest + 1);
        }
        let mut id = match self.given.get(&(table, day)) {
            Some(last) => last.next(),
            None => Id::at(day, self.begin(conn, at)?),
        };
        // One operation never gives the same id to two rows, also not in two tables: imports count on it.
        if self.last.day() == Some(day) && self.last >= id {
            id = self.last.next();
        }
        self.last = id;
        self.note(id);
        self.given.insert((table, day), id);
        Ok(id)
    }

    fn begin(&mut self, conn: &Connection, at: DateTime<Utc>) -> Result<i64> {
        if let Some(clock) = self.clock {
            return Ok(clock);
        }
        let (last, chance) = last_clock(conn)?;
        Ok(*self.clock.insert(Id::next_clock(at.timestamp_millis(), last, chance)))
    }

    /// Notes the id of a new row, which may have come with it.
    pub(super) fn note(&mut self, id: Id) {
        self.latest = self.latest.max(id.clock());
    }

    /// Returns what the operation is to remember when it is written down; `None` while it has given no id.
    pub(super) fn set_aside(&mut self) -> Option<i64> {
        self.kept = self.clock.map(|clock| clock + SET_ASIDE);
        self.kept
    }

    /// Returns how late the ids are, where what was set aside for them was not enough.
    pub(super) fn later(&self, conn: &Connection) -> Result<Option<i64>> {
        // Rows that came with ids of their own may be later than all of this store.
        let known = if self.kept.is_some() { self.kept } else { last_clock(conn)?.0 };
        Ok(Some(self.latest).filter(|latest| *latest > known.unwrap_or_default()))
    }
}

/// Returns the latest clock that any operation so far gave, and a random number.
fn last_clock(conn: &Connection) -> Result<(Option<i64>, i64)> {
    const SQL: &str = "SELECT (SELECT clock FROM operation WHERE clock IS NOT NULL ORDER BY id DESC LIMIT 1), random()";
    Ok(conn.prepare_cached(SQL)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}
