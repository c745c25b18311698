//! What was written last.

use rusqlite::types::Value;

use super::oplog::keys_from;
use super::rows::Meeting;
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
             WHERE c.tbl = 'meeting' AND c.before IS NULL AND o.undoes IS NULL
             ORDER BY c.operation_id DESC, c.seq DESC",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for key in keys_from(row.get_ref(0)?).unwrap_or_default().iter().rev() {
                if let [Value::Integer(id)] = key.as_slice()
                    && self.has::<Meeting>(Id(*id))?
                {
                    return Ok(Some(Id(*id)));
                }
            }
        }
        Ok(None)
    }
}
