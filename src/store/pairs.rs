//! Questions about two people at once.

use rusqlite::params;

use super::rows::DistinctPair;
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
}
