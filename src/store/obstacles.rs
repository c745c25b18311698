//! What stands in the way of an undo: operations after it that changed the same rows, or that use what it added.

use std::collections::HashSet;

use rusqlite::types::Value;

use super::changes::{
    CHANGES_AT_ONCE, Change, KEYS_AT_ONCE, Place, add_changes, add_places, place, read_before, read_keys,
};
use super::history::OperationLine;
use super::rows::REFERENCES;
use super::undo::UndoError;
use super::{Result, WriteTx};

/// Of more that stand in the way, what is built on them is not asked for: each asks the log since then.
const OBSTACLES_MAX: usize = 16;

/// An operation that stands in the way of an undo or a redo.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Obstacle {
    pub operation: i64,
    /// It is not there and has to be brought back first; else it has to be taken back.
    pub undone: bool,
    pub verb: String,
    pub argv: Vec<String>,
}

impl WriteTx<'_> {
    /// Returns which operations changed a row since, so that it is no longer as this one left it.
    pub(super) fn changed_since(&self, operation: i64) -> Result<HashSet<i64>> {
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
    pub(super) fn using(&self, operation: i64, is_gone: bool) -> Result<HashSet<i64>> {
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

    /// Refuses to revert an operation where others stand in the way: those in `by`, and what is built on them.
    pub(super) fn refuse(&self, operation: i64, mut by: HashSet<i64>) -> std::result::Result<(), UndoError> {
        if by.is_empty() {
            return Ok(());
        }
        self.add_builders(&mut by)?;
        Err(UndoError::InTheWay { operation, obstacles: self.obstacles(operation, &by)? })
    }

    /// Adds the operations that are built on these, as long as they are few.
    fn add_builders(&self, by: &mut HashSet<i64>) -> Result<()> {
        let mut left: Vec<i64> = by.iter().copied().collect();
        while let Some(next) = left.pop().filter(|_| by.len() <= OBSTACLES_MAX) {
            let further = self.changed_since(next)?.into_iter().chain(self.using(next, false)?);
            left.extend(further.filter(|further| Some(*further) != self.operation() && by.insert(*further)));
        }
        Ok(())
    }

    /// Returns what those of these operations that are in force mean for one who reverts `operation`, each once.
    fn obstacles(&self, operation: i64, by: &HashSet<i64>) -> Result<Vec<Obstacle>> {
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
        Ok(obstacles)
    }
}
