//! Taking an operation back, and the history.
//!
//! ```text
//! 1 log        2 edit        3 undo (undoes 2)     4 redo (undoes 3)
//! ```
//! Here 3 is taken back by 4, so 2 stands again. An operation is in force when no operation in force
//! undoes it; read from the newest backwards, that settles every row in one pass.

use std::collections::{HashMap, HashSet};

use rusqlite::params;
use rusqlite::types::Value;

use super::oplog::{Image, WriteTx, image_from, key_from, key_json};
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
const REFERENCES: &[(&Table, &str, &str)] = {
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

/// What tells one row of the whole store from every other.
type Place = (&'static str, String);

fn place(table: &Table, key: &[Value]) -> Place {
    // The name lives as long as the program: it comes from LOGGED.
    (rows::LOGGED.iter().find(|t| t.name == table.name).map_or("", |t| t.name), key_json(key).to_string())
}

impl Reader<'_> {
    /// Returns the newest `limit` operations, newest first; all of them where `limit` is `None`.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn history(&self, limit: Option<u32>) -> Result<Vec<OperationLine>> {
        let gone = self.taken_back()?;
        let mut statement =
            self.conn.prepare("SELECT id, at, verb, argv, undoes FROM operation ORDER BY id DESC LIMIT ?1")?;
        let lines = statement.query_map([limit.map_or(-1, i64::from)], |row| {
            let id = row.get(0)?;
            let argv: String = row.get(3)?;
            Ok(OperationLine {
                id,
                at: row.get(1)?,
                verb: row.get(2)?,
                argv: serde_json::from_str(&argv).unwrap_or_default(),
                undoes: row.get(4)?,
                in_force: !gone.contains(&id),
            })
        })?;
        Ok(lines.collect::<rusqlite::Result<_>>()?)
    }

    fn operation_line(&self, id: i64) -> Result<OperationLine> {
        self.history(None)?.into_iter().find(|line| line.id == id).ok_or(Error::NoOperation(id))
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

    fn changes(&self, operation: i64) -> Result<Vec<Change>> {
        let mut statement =
            self.conn.prepare_cached("SELECT tbl, key, before FROM change WHERE operation_id = ?1 ORDER BY seq")?;
        let mut rows = statement.query([operation])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            out.push(read_change(row)?);
        }
        Ok(out)
    }
}

fn read_change(row: &rusqlite::Row<'_>) -> Result<Change> {
    let name: String = row.get(0)?;
    let before: Option<String> = row.get(2)?;
    let bad = |why: &str| Error::BadRow { table: "change", key: name.clone(), why: why.to_owned() };
    let table = rows::LOGGED.iter().find(|t| t.name == name).ok_or_else(|| bad("no such table"))?;
    let key = key_from(row.get_ref(1)?).ok_or_else(|| bad("its key is no key"))?;
    let before = before.map(|json| image_from(table, &json).ok_or_else(|| bad("its image is no image"))).transpose()?;
    Ok(Change { table, key, before })
}

impl WriteTx<'_> {
    /// Takes back the newest operation in force, or the one named.
    ///
    /// # Errors
    /// Where there is none, it is undone already, or later operations build on it.
    pub fn undo(&mut self, which: Option<i64>) -> std::result::Result<Reverted, UndoError> {
        let line = match which {
            Some(id) => self.operation_line(id)?,
            None => self
                .history(None)?
                .into_iter()
                .find(|o| o.undoes.is_none() && o.in_force)
                .ok_or(UndoError::NothingToUndo)?,
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
        let history = self.history(None)?;
        let undo_of = |id: i64| history.iter().find(|o| o.undoes == Some(id) && o.in_force);
        let stands_for_itself = |id: i64| history.iter().any(|o| o.id == id && o.undoes.is_none());
        let undo = match which {
            Some(id) => {
                self.operation_line(id)?;
                undo_of(id).ok_or(UndoError::NotUndone(id))?
            }
            None => history
                .iter()
                .take_while(|o| o.undoes.is_some())
                .find(|o| o.in_force && o.undoes.is_some_and(stands_for_itself))
                .ok_or(UndoError::NothingToRedo)?,
        };
        let reverted = self.revert(undo.clone())?;
        let brought_back = undo.undoes.unwrap_or_default();
        Ok(Reverted { operation: self.operation_line(brought_back)?, rows: reverted.rows })
    }

    fn revert(&mut self, line: OperationLine) -> std::result::Result<Reverted, UndoError> {
        let changes = self.changes(line.id)?;
        let places: HashSet<Place> = changes.iter().map(|c| place(c.table, &c.key)).collect();
        self.refuse_if_changed_since(line.id, &places)?;
        self.set_undoes(line.id);
        let mut rows = 0;
        let mut removed: Vec<(&'static str, i64)> = Vec::new();
        for change in changes.iter().rev() {
            let now = self.image(change.table, &change.key)?;
            match (&change.before, now) {
                (None, Some(now)) => {
                    self.delete_image(change.table, &now)?;
                    if let ("person" | "meeting", [Value::Integer(id)]) = (change.table.name, change.key.as_slice()) {
                        removed.push((change.table.name, *id));
                    }
                }
                (Some(before), Some(now)) if *before != now => self.update_image(change.table, &now, before)?,
                (Some(before), None) => self.insert_image(change.table, before)?,
                _ => continue,
            }
            rows += 1;
        }
        self.refuse_if_still_used(line.id, &removed)?;
        Ok(Reverted { operation: line, rows })
    }

    /// Refuses where a row is no longer as the operation left it.
    fn refuse_if_changed_since(&self, operation: i64, places: &HashSet<Place>) -> std::result::Result<(), UndoError> {
        // For each row, what it was when it was first changed after the operation: as the operation left it.
        let mut left: HashMap<Place, (Change, Vec<i64>)> = HashMap::new();
        {
            let mut statement = self
                .conn
                .prepare_cached("SELECT tbl, key, before, operation_id FROM change WHERE operation_id > ?1 ORDER BY operation_id, seq")
                .map_err(Error::from)?;
            let mut rows = statement.query([operation]).map_err(Error::from)?;
            while let Some(row) = rows.next().map_err(Error::from)? {
                let change = read_change(row)?;
                let at = place(change.table, &change.key);
                if places.contains(&at) {
                    left.entry(at).or_insert_with(|| (change, Vec::new())).1.push(row.get(3).map_err(Error::from)?);
                }
            }
        }
        let mut by = HashSet::new();
        for (change, operations) in left.values() {
            if self.image(change.table, &change.key)? != change.before {
                by.extend(operations.iter().copied());
            }
        }
        self.refuse(operation, by)
    }

    /// Refuses where a removed person or meeting is still referred to.
    fn refuse_if_still_used(
        &self,
        operation: i64,
        removed: &[(&'static str, i64)],
    ) -> std::result::Result<(), UndoError> {
        let mut users: HashSet<Place> = HashSet::new();
        for (parent, id) in removed {
            if self.image(parent_table(parent), &[Value::Integer(*id)])?.is_some() {
                continue;
            }
            for (child, column, _) in REFERENCES.iter().filter(|(_, _, p)| p == parent) {
                let keys: Vec<_> = child.columns[..child.key].iter().map(|c| format!("\"{c}\"")).collect();
                let sql = format!("SELECT {} FROM \"{}\" WHERE \"{column}\" = ?1", keys.join(", "), child.name);
                let mut statement = self.conn.prepare_cached(&sql).map_err(Error::from)?;
                let mut rows = statement.query([id]).map_err(Error::from)?;
                while let Some(row) = rows.next().map_err(Error::from)? {
                    let key = (0..child.key)
                        .map(|i| row.get(i))
                        .collect::<rusqlite::Result<Vec<Value>>>()
                        .map_err(Error::from)?;
                    users.insert(place(child, &key));
                }
            }
        }
        if users.is_empty() {
            return Ok(());
        }
        let mut by = HashSet::new();
        let mut statement = self
            .conn
            .prepare_cached("SELECT tbl, key, before, operation_id FROM change WHERE operation_id > ?1")
            .map_err(Error::from)?;
        let own = self.operation();
        let mut rows = statement.query(params![operation]).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            let change = read_change(row)?;
            let id: i64 = row.get(3).map_err(Error::from)?;
            if Some(id) != own && users.contains(&place(change.table, &change.key)) {
                by.insert(id);
            }
        }
        self.refuse(operation, by)
    }

    fn refuse(&self, operation: i64, by: HashSet<i64>) -> std::result::Result<(), UndoError> {
        if by.is_empty() {
            return Ok(());
        }
        let mut obstacles: Vec<_> = self
            .history(None)?
            .into_iter()
            .filter(|o| by.contains(&o.id) && o.in_force && o.undoes.is_none())
            .map(|o| Obstacle { operation: o.id, verb: o.verb, argv: o.argv })
            .collect();
        obstacles.sort();
        Err(UndoError::InTheWay { operation, obstacles })
    }
}

fn parent_table(name: &str) -> &'static Table {
    use super::row::Record as R;
    if name == "meeting" { <rows::Meeting as R>::TABLE } else { <rows::Person as R>::TABLE }
}
