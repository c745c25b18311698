//! Questions about two people at once.

use rusqlite::params;

use super::rows::DistinctPair;
use super::{Reader, Result};
use crate::domain::id::Id;

impl Reader<'_> {
    /// Tells whether a relation or a referral joins the two.
    ///
    /// # Errors
    /// Where the store cannot be read; so for all below.
    pub fn are_tied(&self, a: Id, b: Id) -> Result<bool> {
        let mut statement = self.conn.prepare_cached(
            "SELECT 1 FROM relation WHERE person_id = ?1 AND other_id = ?2
             UNION ALL SELECT 1 FROM relation WHERE person_id = ?2 AND other_id = ?1
             UNION ALL SELECT 1 FROM referral WHERE referrer_id = ?1 AND referred_id = ?2
             UNION ALL SELECT 1 FROM referral WHERE referrer_id = ?2 AND referred_id = ?1 LIMIT 1",
        )?;
        Ok(statement.exists([a.0, b.0])?)
    }

    /// Tells whether the two were told apart.
    pub fn are_told_apart(&self, a: Id, b: Id) -> Result<bool> {
        let Some(pair) = DistinctPair::of(a, b) else { return Ok(false) };
        let sql = "SELECT 1 FROM distinct_pair WHERE person_id = ?1 AND other_id = ?2";
        Ok(self.conn.prepare_cached(sql)?.exists(params![pair.person_id.0, pair.other_id.0])?)
    }
}
