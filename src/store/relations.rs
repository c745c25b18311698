//! Questions about the ties between people.

use super::row::Record;
use super::rows::Relation;
use super::{Reader, Result};

impl Reader<'_> {
    /// Returns the relations to those who are only a name, in order of id.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn relations_to_names(&self) -> Result<Vec<Relation>> {
        let sql =
            format!("SELECT {} FROM relation WHERE other_name IS NOT NULL ORDER BY id", Relation::TABLE.column_list());
        self.records(&sql, [])
    }
}
