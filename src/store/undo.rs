//! Taking an operation back, and the history.
//!
//! ```text
//! 1 log        2 edit        3 undo (undoes 2)     4 redo (undoes 3)
//! ```
//! Here 3 is taken back by 4, so 2 stands again. An operation is in force when no operation in force
//! undoes it; read from the newest backwards, that settles every row in one pass.

use std::collections::HashSet;

use rusqlite::types::{Value, ValueRef};
use rusqlite::{OptionalExtension, Row, params};

use super::oplog::{Image, WriteTx, image_from, keys_from};
use super::row::Table;
use super::{Error, Reader, Result, rows};

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

/// A later operation that an undo would trample.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Obstacle {
    pub operation: i64,
    pub verb: String,
    pub argv: Vec<String>,
}

/// Why an operation was not taken back.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    #[error("there is nothing to undo")]
    NothingToUndo,
    #[error("there is nothing to redo")]
    NothingToRedo,
    #[error("operation {0} is undone already")]
    AlreadyUndone(i64),
    #[error("operation {0} is not undone")]
    NotUndone(i64),
    #[error("operation {0} cannot be taken back: what it changed was forgotten for good")]
    Forgotten(i64),
    #[error("operation {operation} cannot be taken back: later operations build on it")]
    InTheWay { operation: i64, obstacles: Vec<Obstacle> },
    #[error(transparent)]
    Store(#[from] Error),
}

/// What an undo or redo did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reverted {
    /// The operation that was taken back, or brought back.
    pub operation: OperationLine,
    /// How many rows changed.
    pub rows: usize,
}

/// Every reference of the schema: child table, its column, and the parent table.
pub(super) const REFERENCES: &[(&Table, &str, &str)] = {
    use super::row::Record as R;
    use rows::*;
    &[
        (<Name as R>::TABLE, "person_id", "person"),
        (<Contact as R>::TABLE, "person_id", "person"),
        (<Fact as R>::TABLE, "person_id", "person"),
        (<Relation as R>::TABLE, "person_id", "person"),
        (<Relation as R>::TABLE, "other_id", "person"),
        (<EventDate as R>::TABLE, "person_id", "person"),
        (<Attendance as R>::TABLE, "person_id", "person"),
        (<Attendance as R>::TABLE, "meeting_id", "meeting"),
        (<MeetingTag as R>::TABLE, "meeting_id", "meeting"),
        (<PersonTag as R>::TABLE, "person_id", "person"),
        (<Note as R>::TABLE, "person_id", "person"),
        (<FeelingNote as R>::TABLE, "person_id", "person"),
        (<Promise as R>::TABLE, "person_id", "person"),
        (<Promise as R>::TABLE, "meeting_id", "meeting"),
        (<Referral as R>::TABLE, "referrer_id", "person"),
        (<Referral as R>::TABLE, "referred_id", "person"),
        (<Engagement as R>::TABLE, "person_id", "person"),
        (<Snooze as R>::TABLE, "person_id", "person"),
        (<DistinctPair as R>::TABLE, "person_id", "person"),
        (<DistinctPair as R>::TABLE, "other_id", "person"),
        (<Source as R>::TABLE, "person_id", "person"),
        (<Source as R>::TABLE, "meeting_id", "meeting"),
    ]
};

/// A row of the log.
struct Change {
    table: &'static Table,
    key: Vec<Value>,
    before: Option<Image>,
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
const CHANGES_AT_ONCE: usize = if cfg!(test) { 3 } else { 256 };
const KEYS_AT_ONCE: usize = if cfg!(test) { 2 } else { 16_384 };

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
    fn first_operation(
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

    fn operation_line(&self, id: i64) -> Result<OperationLine> {
        let gone = self.taken_back()?;
        let mut statement =
            self.conn.prepare("SELECT id, at, verb, argv, undoes, lost FROM operation WHERE id = ?1")?;
        let line = statement.query_row([id], |row| read_operation(row, &gone)).optional()?;
        line.ok_or(Error::NoOperation(id))
    }

    /// Returns the operations that are not in force.
    fn taken_back(&self) -> Result<HashSet<i64>> {
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

    /// Returns the last changes of an operation that stand before `seq` in the log, last first, as `read` adds them, and
    /// where the next ones begin; `None` where no change is left. With `limit` of them no further row is read.
    fn changes_before<T>(
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
    fn is_written_since(&self, operation: i64) -> Result<bool> {
        let sql = "SELECT 1 FROM change WHERE operation_id > ?1 LIMIT 1";
        Ok(self.conn.prepare_cached(sql)?.exists([operation])?)
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
fn add_places(row: &Row<'_>, to: &mut Vec<Place>) -> Result<()> {
    let (table, keys) = read_keys(row)?;
    to.extend(keys.iter().map(|key| place(table, key)));
    Ok(())
}

/// Adds the keys of a row of the log with their table, last first.
fn add_keys(row: &Row<'_>, to: &mut Vec<(&'static Table, Vec<Value>)>) -> Result<()> {
    let (table, keys) = read_keys(row)?;
    to.extend(keys.into_iter().rev().map(|key| (table, key)));
    Ok(())
}

/// Reads what a row was, the third column.
pub(super) fn read_before(table: &Table, row: &Row<'_>) -> Result<Option<Image>> {
    let ValueRef::Text(_) = row.get_ref(2)? else { return Ok(None) };
    let json = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
    image_from(table, json).map(Some).ok_or_else(|| unreadable(table.name, "its image is no image"))
}

/// Adds the changes of a row of the log, last first.
fn add_changes(row: &Row<'_>, to: &mut Vec<Change>) -> Result<()> {
    let (table, keys) = read_keys(row)?;
    let before = read_before(table, row)?;
    to.extend(keys.into_iter().rev().map(|key| Change { table, key, before: before.clone() }));
    Ok(())
}

impl WriteTx<'_> {
    /// Takes back the newest operation in force, or the one named.
    ///
    /// # Errors
    /// Where there is none, it is undone already, or later operations build on it.
    pub fn undo(&mut self, which: Option<i64>) -> std::result::Result<Reverted, UndoError> {
        let line = match which {
            Some(id) => self.operation_line(id)?,
            None => {
                self.first_operation(None, |o| o.undoes.is_none() && o.in_force)?.ok_or(UndoError::NothingToUndo)?
            }
        };
        if !line.in_force {
            return Err(UndoError::AlreadyUndone(line.id));
        }
        self.revert(line)
    }

    /// Brings back what was undone last, if nothing was written since, or the operation named.
    ///
    /// # Errors
    /// Where nothing was undone, or later operations stand in the way.
    pub fn redo(&mut self, which: Option<i64>) -> std::result::Result<Reverted, UndoError> {
        let undo = match which {
            Some(id) => {
                self.operation_line(id)?;
                self.first_operation(None, |o| o.undoes == Some(id) && o.in_force)?.ok_or(UndoError::NotUndone(id))?
            }
            None => {
                let mut failed = None;
                // What stands for itself ends the search: after it there is nothing to bring back.
                let found = self.first_operation(None, |o| match o.undoes.map(|id| self.operation_line(id)) {
                    None => true,
                    Some(Ok(undone)) => o.in_force && undone.undoes.is_none(),
                    Some(Err(e)) => {
                        failed = Some(e);
                        true
                    }
                })?;
                if let Some(e) = failed {
                    return Err(e.into());
                }
                found.filter(|o| o.undoes.is_some()).ok_or(UndoError::NothingToRedo)?
            }
        };
        let brought_back = undo.undoes.unwrap_or_default();
        let reverted = self.revert(undo)?;
        Ok(Reverted { operation: self.operation_line(brought_back)?, rows: reverted.rows })
    }

    fn revert(&mut self, line: OperationLine) -> std::result::Result<Reverted, UndoError> {
        if line.forgotten {
            return Err(UndoError::Forgotten(line.id));
        }
        let built_on = self.is_written_since(line.id)?;
        if built_on {
            self.refuse_if_changed_since(line.id)?;
        }
        self.set_undoes(line.id);
        let mut rows = 0;
        let mut seq = i64::MAX;
        while let Some((changes, next)) = self.changes_before(line.id, seq, CHANGES_AT_ONCE, add_changes)? {
            seq = next;
            for change in changes {
                let now = self.image(change.table, &change.key)?;
                match (change.before, now) {
                    (None, Some(now)) => self.delete_image(change.table, &now)?,
                    (Some(before), Some(now)) if before != now => self.update_image(change.table, &now, &before)?,
                    (Some(before), None) => self.insert_image(change.table, &before)?,
                    _ => continue,
                }
                rows += 1;
            }
        }
        // What was written before the operation cannot refer to a row that was not there.
        if built_on {
            self.refuse_if_still_used(line.id)?;
        }
        Ok(Reverted { operation: line, rows })
    }

    /// Refuses where a row is no longer as the operation left it.
    fn refuse_if_changed_since(&self, operation: i64) -> std::result::Result<(), UndoError> {
        let mut by = HashSet::new();
        let mut seq = i64::MAX;
        while let Some((mut places, next)) = self.changes_before(operation, seq, KEYS_AT_ONCE, add_places)? {
            seq = next;
            places.sort_unstable();
            places.dedup();
            // For each row, whether it is another now than when it was first changed after the operation: than the
            // operation left it.
            let mut rows: Vec<Option<bool>> = vec![None; places.len()];
            self.each_change_since(operation, |row, by_whom| {
                let (table, keys) = read_keys(row)?;
                for key in keys {
                    let at = places.binary_search(&place(table, &key)).ok();
                    if let Some(differs) = at.and_then(|at| rows.get_mut(at)) {
                        let differs = match *differs {
                            Some(known) => known,
                            None => *differs.insert(self.image(table, &key)? != read_before(table, row)?),
                        };
                        by.extend(differs.then_some(by_whom));
                    }
                }
                Ok(())
            })?;
        }
        self.refuse(operation, by)
    }

    /// Refuses where a person or a meeting that the undo removed is still referred to.
    fn refuse_if_still_used(&self, operation: i64) -> std::result::Result<(), UndoError> {
        let mut by = HashSet::new();
        let mut users: HashSet<Place> = HashSet::new();
        let mut seq = i64::MAX;
        while let Some((keys, next)) = self.changes_before(operation, seq, CHANGES_AT_ONCE, add_keys)? {
            seq = next;
            for (table, key) in keys {
                let (parent, [Value::Integer(id)]) = (table.name, key.as_slice()) else { continue };
                if REFERENCES.iter().all(|(_, _, p)| *p != parent) || self.image(table, &key)?.is_some() {
                    continue;
                }
                self.users_of(parent, *id, &mut users)?;
                if users.len() >= KEYS_AT_ONCE {
                    self.add_writers(operation, &users, &mut by)?;
                    users.clear();
                }
            }
        }
        self.add_writers(operation, &users, &mut by)?;
        self.refuse(operation, by)
    }

    /// Adds the rows that refer to a person or a meeting.
    fn users_of(&self, parent: &str, id: i64, users: &mut HashSet<Place>) -> Result<()> {
        for (child, column, _) in REFERENCES.iter().filter(|(_, _, p)| *p == parent) {
            let keys: Vec<_> = child.columns[..child.key].iter().map(|c| format!("\"{c}\"")).collect();
            let sql = format!("SELECT {} FROM \"{}\" WHERE \"{column}\" = ?1", keys.join(", "), child.name);
            let mut statement = self.conn.prepare_cached(&sql)?;
            let mut rows = statement.query([id])?;
            while let Some(row) = rows.next()? {
                let key = (0..child.key).map(|i| row.get(i)).collect::<rusqlite::Result<Vec<Value>>>()?;
                users.insert(place(child, &key));
            }
        }
        Ok(())
    }

    /// Adds the operations after `operation`, this one aside, that changed one of these rows.
    fn add_writers(&self, operation: i64, users: &HashSet<Place>, by: &mut HashSet<i64>) -> Result<()> {
        if users.is_empty() {
            return Ok(());
        }
        let own = self.operation();
        self.each_change_since(operation, |row, by_whom| {
            let (table, keys) = read_keys(row)?;
            if Some(by_whom) != own && keys.iter().any(|key| users.contains(&place(table, key))) {
                by.insert(by_whom);
            }
            Ok(())
        })
    }

    /// Hands every row of the log after an operation to `take`, in order, with the operation that wrote it.
    fn each_change_since(&self, operation: i64, mut take: impl FnMut(&Row<'_>, i64) -> Result<()>) -> Result<()> {
        let mut statement = self.conn.prepare_cached(
            "SELECT tbl, key, before, operation_id FROM change WHERE operation_id > ?1 ORDER BY operation_id, seq",
        )?;
        let mut rows = statement.query([operation])?;
        while let Some(row) = rows.next()? {
            take(row, row.get(3)?)?;
        }
        Ok(())
    }

    fn refuse(&self, operation: i64, by: HashSet<i64>) -> std::result::Result<(), UndoError> {
        if by.is_empty() {
            return Ok(());
        }
        let mut obstacles = Vec::new();
        self.first_operation(None, |o| {
            if by.contains(&o.id) && o.in_force && o.undoes.is_none() {
                obstacles.push(Obstacle { operation: o.id, verb: o.verb.clone(), argv: o.argv.clone() });
            }
            false
        })?;
        obstacles.sort();
        Err(UndoError::InTheWay { operation, obstacles })
    }
}
