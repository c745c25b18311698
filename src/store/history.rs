//! The history: which operations there were, and which of them are in force.

use std::collections::HashSet;

use rusqlite::{OptionalExtension, Row};

use super::{Error, Reader, Result};

/// A line of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationLine {
    /// Its number; grows by one from operation to operation.
    pub id: i64,
    /// UTC, RFC 3339.
    pub at: String,
    pub verb: String,
    /// The command line that made it, program name left out.
    pub argv: Vec<String>,
    /// The operation this one takes back; `None` for one that stands for itself.
    pub undoes: Option<i64>,
    /// Whether what it changed was forgotten with somebody, so that it cannot be taken back.
    pub forgotten: bool,
    /// Whether it is in force: not taken back.
    pub in_force: bool,
}

impl Reader<'_> {
    /// Returns the newest `limit` operations, newest first; all of them where `limit` is `None`.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn history(&self, limit: Option<u32>) -> Result<Vec<OperationLine>> {
        let mut lines = Vec::new();
        self.first_operation(limit, |line| {
            lines.push(line.clone());
            false
        })?;
        Ok(lines)
    }

    /// Returns the newest operation that is `wanted`, of the newest `limit` or of all; reads no further.
    pub(super) fn first_operation(
        &self,
        limit: Option<u32>,
        mut wanted: impl FnMut(&OperationLine) -> bool,
    ) -> Result<Option<OperationLine>> {
        let gone = self.taken_back()?;
        let mut statement =
            self.conn.prepare("SELECT id, at, verb, argv, undoes, lost FROM operation ORDER BY id DESC LIMIT ?1")?;
        let mut rows = statement.query([limit.map_or(-1, i64::from)])?;
        while let Some(row) = rows.next()? {
            let line = read_operation(row, &gone)?;
            if wanted(&line) {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    pub(super) fn operation_line(&self, id: i64) -> Result<OperationLine> {
        let gone = self.taken_back()?;
        let mut statement =
            self.conn.prepare("SELECT id, at, verb, argv, undoes, lost FROM operation WHERE id = ?1")?;
        let line = statement.query_row([id], |row| read_operation(row, &gone)).optional()?;
        line.ok_or(Error::NoOperation(id))
    }

    /// Returns the operations that are not in force.
    pub(super) fn taken_back(&self) -> Result<HashSet<i64>> {
        let mut statement =
            self.conn.prepare_cached("SELECT id, undoes FROM operation WHERE undoes IS NOT NULL ORDER BY id DESC")?;
        let mut rows = statement.query([])?;
        let mut gone = HashSet::new();
        while let Some(row) = rows.next()? {
            if !gone.contains(&row.get::<_, i64>(0)?) {
                gone.insert(row.get(1)?);
            }
        }
        Ok(gone)
    }
}

fn read_operation(row: &Row<'_>, gone: &HashSet<i64>) -> rusqlite::Result<OperationLine> {
    let id = row.get(0)?;
    let argv: String = row.get(3)?;
    Ok(OperationLine {
        id,
        at: row.get(1)?,
        verb: row.get(2)?,
        argv: serde_json::from_str(&argv).unwrap_or_default(),
        undoes: row.get(4)?,
        forgotten: row.get::<_, i64>(5)? != 0,
        in_force: !gone.contains(&id),
    })
}
