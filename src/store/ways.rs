//! Questions about what two people have in common.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

use super::{Reader, Result};
use crate::domain::id::Id;

impl Reader<'_> {
    /// Returns the day of the newest contact with a person; `None` where there was none.
    ///
    /// # Errors
    /// Where the store cannot be read; so for all below.
    pub fn last_contact(&self, person: Id) -> Result<Option<NaiveDate>> {
        let mut statement = self.conn.prepare_cached("SELECT meeting_id FROM recency WHERE person_id = ?1")?;
        let newest: Option<i64> = statement.query_row([person.0], |row| row.get(0)).optional()?;
        Ok(newest.and_then(|id| Id(id).day()))
    }

    /// Returns how many meetings two people share and the day of the last; `None` for none.
    pub fn together(&self, one: Id, other: Id) -> Result<Option<(u32, NaiveDate)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT count(*), max(a.meeting_id) FROM attendance a JOIN attendance b ON b.meeting_id = a.meeting_id AND b.person_id = ?2
             WHERE a.person_id = ?1",
        )?;
        let (count, last): (u32, Option<i64>) =
            statement.query_row(params![one.0, other.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(last.and_then(|id| Id(id).day()).map(|day| (count, day)))
    }

    /// Returns those who share a tag, a home or an occasion of meeting with a person, in order of id, and what it is.
    pub fn sharing_with(&self, person: Id) -> Result<Vec<(Id, String)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT b.person_id AS id, '#' || b.tag AS what FROM person_tag a JOIN person_tag b ON b.tag = a.tag WHERE a.person_id = ?1 AND b.person_id <> ?1
             UNION ALL SELECT b.person_id, 'lives in ' || b.value FROM fact a JOIN fact b ON b.label = a.label AND b.value = a.value COLLATE NOCASE
                 WHERE a.person_id = ?1 AND a.label = 'lives' AND b.person_id <> ?1
             UNION ALL SELECT b.id, 'met at ' || b.met FROM person a JOIN person b ON b.met = a.met COLLATE NOCASE WHERE a.id = ?1 AND b.id <> ?1
             ORDER BY 1",
        )?;
        let rows = statement.query_map([person.0], |row| Ok((Id(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Tells whether contacts among at most `few`, me included, went to a person and came from them.
    pub fn wrote_both_ways(&self, person: Id, few: u32) -> Result<bool> {
        let mut statement = self.conn.prepare_cached(
            "SELECT coalesce(max(direction IN ('out', 'both')), 0) AND coalesce(max(direction IN ('in', 'both')), 0)
             FROM attendance a JOIN meeting m ON m.id = a.meeting_id WHERE a.person_id = ?1 AND coalesce(m.size, 0) <= ?2",
        )?;
        Ok(statement.query_row(params![person.0, few], |row| row.get(0))?)
    }
}
