//! Where imported rows came from: what makes the same file twice change nothing.

use rusqlite::OptionalExtension;

use super::row::Record;
use super::rows::{MeRow, Source};
use super::{Reader, Result};

impl Reader<'_> {
    /// Returns the row that was imported under this key; `None` where it never was.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn source(&self, scheme: &str, key: &str) -> Result<Option<Source>> {
        let sql = format!("SELECT {} FROM source WHERE scheme = ?1 AND key = ?2", Source::TABLE.column_list());
        let mut statement = self.conn.prepare_cached(&sql)?;
        let found = statement.query_row([scheme, key], |row| Ok(Source::read(row, 0))).optional()?;
        found.transpose()
    }

    /// Returns what stands for me, in the order in which it was told.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn me(&self) -> Result<Vec<MeRow>> {
        self.all()
    }
}
