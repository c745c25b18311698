//! What was written last.

use rusqlite::OptionalExtension;

use super::{Reader, Result};
use crate::domain::id::Id;

impl Reader<'_> {
    /// Returns the meeting written last that is still there; `None` where there is none. What an undo or redo brought
    /// back counts for when it was first written.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn meeting_written_last(&self) -> Result<Option<Id>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT c.key FROM change c CROSS JOIN operation o ON o.id = c.operation_id
             WHERE c.tbl = 'meeting' AND c.before IS NULL AND o.undoes IS NULL AND EXISTS (SELECT 1 FROM meeting WHERE id = c.key)
             ORDER BY c.operation_id DESC, c.seq DESC LIMIT 1",
        )?;
        Ok(statement.query_row([], |row| row.get(0).map(Id)).optional()?)
    }
}
