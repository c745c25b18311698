//! The rows of the change log: which row of the store each tells of, and what that was before.

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Row, params};

use super::oplog::{Image, image_from, keys_from};
use super::row::Table;
use super::{Error, Reader, Result, rows};

/// A row of the log.
pub(super) struct Change {
    pub table: &'static Table,
    pub key: Vec<Value>,
    /// `None` where there was no such row.
    pub before: Option<Image>,
}

/// What tells one row of the whole store from every other: its table and its key.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place(&'static str, Key);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    One(i64),
    Two(i64, i64),
    Text(i64, Box<str>),
    Other(String),
}

/// How many changes, and how many keys alone, are held in memory at once: an undo of a large import must not need all.
/// Tests make do with few, so that all of them run over such seams.
pub(super) const CHANGES_AT_ONCE: usize = if cfg!(test) { 3 } else { 256 };
pub(super) const KEYS_AT_ONCE: usize = if cfg!(test) { 2 } else { 16_384 };

/// Returns what tells the row of this key from every other.
pub(super) fn place(table: &'static Table, key: &[Value]) -> Place {
    let key = match key {
        [Value::Integer(n)] => Key::One(*n),
        [Value::Integer(a), Value::Integer(b)] => Key::Two(*a, *b),
        [Value::Integer(a), Value::Text(b)] => Key::Text(*a, b.as_str().into()),
        other => Key::Other(format!("{other:?}")),
    };
    Place(table.name, key)
}

impl Reader<'_> {
    /// Returns the last changes of an operation that stand before `seq` in the log, last first, as `read` adds them, and
    /// where the next ones begin; `None` where no change is left. With `limit` of them no further row is read.
    pub(super) fn changes_before<T>(
        &self,
        operation: i64,
        seq: i64,
        limit: usize,
        read: fn(&Row<'_>, &mut Vec<T>) -> Result<()>,
    ) -> Result<Option<(Vec<T>, i64)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT tbl, key, before, seq FROM change WHERE operation_id = ?1 AND seq < ?2 ORDER BY seq DESC",
        )?;
        let mut rows = statement.query(params![operation, seq])?;
        let mut changes = Vec::with_capacity(limit);
        let mut next = seq;
        while changes.len() < limit
            && let Some(row) = rows.next()?
        {
            read(row, &mut changes)?;
            next = row.get(3)?;
        }
        Ok((!changes.is_empty()).then_some((changes, next)))
    }

    /// Tells whether anything was written after an operation.
    pub(super) fn is_written_since(&self, operation: i64) -> Result<bool> {
        let sql = "SELECT 1 FROM change WHERE operation_id > ?1 LIMIT 1";
        Ok(self.conn.prepare_cached(sql)?.exists([operation])?)
    }

    /// Hands every row of the log after an operation to `take`, in order, with the operation that wrote it.
    pub(super) fn each_change_since(
        &self,
        operation: i64,
        mut take: impl FnMut(&Row<'_>, i64) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.conn.prepare_cached(
            "SELECT tbl, key, before, operation_id FROM change WHERE operation_id > ?1 ORDER BY operation_id, seq",
        )?;
        let mut rows = statement.query([operation])?;
        while let Some(row) = rows.next()? {
            take(row, row.get(3)?)?;
        }
        Ok(())
    }
}

fn unreadable(name: &str, why: &str) -> Error {
    Error::BadRow { table: "change", key: name.to_owned(), why: why.to_owned() }
}

/// Reads the table and the keys of a row of the log, its first two columns: one key, or those of a run.
pub(super) fn read_keys(row: &Row<'_>) -> Result<(&'static Table, Vec<Vec<Value>>)> {
    let name = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
    let table = rows::LOGGED.iter().find(|t| t.name == name).ok_or_else(|| unreadable(name, "no such table"))?;
    let keys = keys_from(row.get_ref(1)?).ok_or_else(|| unreadable(name, "its key is no key"))?;
    Ok((table, keys))
}

/// Adds the places of the rows that a row of the log tells of.
pub(super) fn add_places(row: &Row<'_>, to: &mut Vec<Place>) -> Result<()> {
    let (table, keys) = read_keys(row)?;
    to.extend(keys.iter().map(|key| place(table, key)));
    Ok(())
}

/// Reads what a row was, the third column.
pub(super) fn read_before(table: &Table, row: &Row<'_>) -> Result<Option<Image>> {
    let ValueRef::Text(_) = row.get_ref(2)? else { return Ok(None) };
    let json = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
    image_from(table, json).map(Some).ok_or_else(|| unreadable(table.name, "its image is no image"))
}

/// Adds the changes of a row of the log, last first.
pub(super) fn add_changes(row: &Row<'_>, to: &mut Vec<Change>) -> Result<()> {
    let (table, keys) = read_keys(row)?;
    let before = read_before(table, row)?;
    to.extend(keys.into_iter().rev().map(|key| Change { table, key, before: before.clone() }));
    Ok(())
}
