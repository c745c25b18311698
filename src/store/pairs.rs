//! Questions about two people at once.

use rusqlite::params;

use super::row::Record;
use super::rows::{Contact, DistinctPair};
use super::{Reader, Result};
use crate::domain::id::Id;

impl Reader<'_> {
    /// Tells whether the two were told apart.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn are_told_apart(&self, a: Id, b: Id) -> Result<bool> {
        let Some(pair) = DistinctPair::of(a, b) else { return Ok(false) };
        let sql = "SELECT 1 FROM distinct_pair WHERE person_id = ?1 AND other_id = ?2";
        Ok(self.conn.prepare_cached(sql)?.exists(params![pair.person_id.0, pair.other_id.0])?)
    }

    /// Hands every way to reach those whose ids lie between two, both included, to `take`, by person.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn contacts_between(&self, first: Id, last: Id, mut take: impl FnMut(Contact)) -> Result<()> {
        let columns = Contact::TABLE.column_list();
        let sql = format!("SELECT {columns} FROM contact WHERE person_id BETWEEN ?1 AND ?2 ORDER BY person_id, id");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![first.0, last.0])?;
        while let Some(row) = rows.next()? {
            take(Contact::read(row, 0)?);
        }
        Ok(())
    }
}
