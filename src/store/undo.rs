//! Taking an operation back, and bringing it back.
//!
//! ```text
//! 1 log        2 edit        3 undo (undoes 2)     4 redo (undoes 3)
//! ```
//! Here 3 is taken back by 4, so 2 stands again. An operation is in force when no operation in force
//! undoes it; read from the newest backwards, that settles every row in one pass.

use super::Error;
use super::changes::{CHANGES_AT_ONCE, add_changes};
use super::history::OperationLine;
use super::obstacles::Obstacle;
use super::oplog::WriteTx;

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
}
