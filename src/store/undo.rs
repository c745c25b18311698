//! Taking an operation back, and bringing it back.
//!
//! ```text
//! 1 log        2 edit        3 undo (undoes 2)     4 redo (undoes 3)
//! ```
//! Here 3 is taken back by 4, so 2 stands again. An operation is in force when no operation in force
//! undoes it; read from the newest backwards, that settles every row in one pass.

use std::collections::HashSet;

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Row, params};

use super::history::OperationLine;
use super::oplog::{Image, WriteTx, image_from, keys_from};
use super::row::Table;
use super::{Error, Reader, Result, rows};

/// An operation that stands in the way of an undo or a redo.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Obstacle {
    pub operation: i64,
    /// It is not there and has to be brought back first; else it has to be taken back.
    pub undone: bool,
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
    #[error("operation {operation} cannot be brought back: others stand in the way")]
    InTheWayBack { operation: i64, obstacles: Vec<Obstacle> },
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

/// Of more that stand in the way, what is built on them is not asked for: each asks the log since then.
const OBSTACLES_MAX: usize = 16;

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
        let reverted = self.revert(undo).map_err(|e| match e {
            UndoError::InTheWay { obstacles, .. } => UndoError::InTheWayBack { operation: brought_back, obstacles },
            e => e,
        })?;
        Ok(Reverted { operation: self.operation_line(brought_back)?, rows: reverted.rows })
    }

    fn revert(&mut self, line: OperationLine) -> std::result::Result<Reverted, UndoError> {
        if line.forgotten {
            return Err(UndoError::Forgotten(line.id));
        }
        let built_on = self.is_written_since(line.id)?;
        if built_on {
            let mut by = self.changed_since(line.id)?;
            if !by.is_empty() {
                by.extend(self.using(line.id, false)?);
            }
            self.refuse(line.id, by)?;
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
                    (Some(before), None) => self.insert_image(change.table, before)?,
                    _ => continue,
                }
                rows += 1;
            }
        }
        // What was written before the operation cannot refer to a row that was not there.
        if built_on {
            self.refuse(line.id, self.using(line.id, true)?)?;
        }
        Ok(Reverted { operation: line, rows })
    }

    /// Returns which operations changed a row since, so that it is no longer as this one left it.
    fn changed_since(&self, operation: i64) -> Result<HashSet<i64>> {
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
        Ok(by)
    }

    /// Returns which later operations refer to a person or a meeting that this one added, or that went with its undo.
    fn using(&self, operation: i64, is_gone: bool) -> Result<HashSet<i64>> {
        let mut by = HashSet::new();
        let mut users: HashSet<Place> = HashSet::new();
        let mut seq = i64::MAX;
        while let Some((changes, next)) = self.changes_before(operation, seq, CHANGES_AT_ONCE, add_changes)? {
            seq = next;
            for Change { table, key, before } in changes {
                let (parent, [Value::Integer(id)]) = (table.name, key.as_slice()) else { continue };
                if REFERENCES.iter().all(|(_, _, p)| *p != parent)
                    || !is_gone && before.is_some()
                    || self.image(table, &key)?.is_none() != is_gone
                {
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
        Ok(by)
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

    fn refuse(&self, operation: i64, mut by: HashSet<i64>) -> std::result::Result<(), UndoError> {
        if by.is_empty() {
            return Ok(());
        }
        // What is built on those stands in the way as well.
        let mut left: Vec<i64> = by.iter().copied().collect();
        while let Some(next) = left.pop().filter(|_| by.len() <= OBSTACLES_MAX) {
            let further = self.changed_since(next)?.into_iter().chain(self.using(next, false)?);
            left.extend(further.filter(|further| Some(*further) != self.operation() && by.insert(*further)));
        }
        let mut found = Vec::new();
        self.first_operation(None, |o| {
            found.extend((by.contains(&o.id) && o.in_force).then(|| o.clone()));
            false
        })?;
        let (mut obstacles, mut cancelled) = (Vec::new(), Vec::new());
        for line in found {
            let mut to = &mut obstacles;
            // An undo stands for what it took back, which is not there now; a redo for what is there again.
            let (line, undone) = match line.undoes.map(|id| self.operation_line(id)).transpose()? {
                None => (line, false),
                Some(taken) => match taken.undoes {
                    None => {
                        // What was done and taken back since leaves nothing.
                        if taken.id > operation {
                            to = &mut cancelled;
                        }
                        (taken, true)
                    }
                    Some(again) => (self.operation_line(again)?, false),
                },
            };
            let OperationLine { id, verb, argv, .. } = line;
            to.push(Obstacle { operation: id, undone, verb, argv });
        }
        if obstacles.is_empty() {
            obstacles = cancelled;
        }
        obstacles.sort();
        obstacles.dedup();
        Err(UndoError::InTheWay { operation, obstacles })
    }
}
