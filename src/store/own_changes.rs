//! What the user changed by hand, which no document that comes in may take back.
//!
//! The log tells it: what a row was before an operation that is no import, and what it is now. A document that
//! was written before says what the row was; one of another store may say something third.

use std::collections::HashMap;

use super::changes::{Place, place, read_keys};
use super::exchange::Put;
use super::oplog::{Image, WriteTx, image_from};
use super::row::{Record, Table};
use super::{Reader, Result};

/// The verb whose operations are not the user's own.
const IMPORT: &str = "import";

/// Columns that say one thing together, by table: one of them is not taken without the other.
const TOGETHER: &[(&str, &[&str])] = &[
    ("person", &["state", "state_until"]),
    ("person", &["met", "met_on"]),
    ("name", &["kind", "text"]),
    ("contact", &["kind", "value"]),
    ("relation", &["other_id", "other_name"]),
    ("attendance", &["felt_words", "felt"]),
    ("attendance", &["left_words", "left_value"]),
    ("feeling", &["side", "words", "value"]),
    ("promise", &["outcome", "closed_on"]),
    ("engagement", &["currency", "minor"]),
    ("source", &["person_id", "meeting_id"]),
];

/// The rows that the user changed by hand, and where the log says what they were before: operation and number in it.
#[derive(Debug, Default)]
pub struct OwnChanges(HashMap<Place, Vec<(i64, i64)>>);

impl Reader<'_> {
    /// Returns what the user changed by hand and did not take back. Reads the whole log.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn own_changes(&self) -> Result<OwnChanges> {
        let gone = self.taken_back()?;
        let mut statement = self.conn.prepare(
            "SELECT c.tbl, c.key, c.operation_id, c.seq FROM operation o CROSS JOIN change c ON c.operation_id = o.id
             WHERE o.undoes IS NULL AND o.verb <> ?1 AND c.before IS NOT NULL",
        )?;
        let mut rows = statement.query([IMPORT])?;
        let mut own = OwnChanges::default();
        while let Some(row) = rows.next()? {
            let (operation, seq) = (row.get(2)?, row.get(3)?);
            if gone.contains(&operation) {
                continue;
            }
            let (table, keys) = read_keys(row)?;
            for key in keys {
                own.0.entry(place(table, &key)).or_default().push((operation, seq));
            }
        }
        Ok(own)
    }
}

impl WriteTx<'_> {
    /// As [`WriteTx::put`], but whatever the user changed by hand stays. Returns the columns, too, that were changed on both
    /// sides and stay as they are here. `own` is found out where it is first needed.
    ///
    /// # Errors
    /// Where the schema refuses the row, or the store cannot be written.
    pub fn put_beside<R: Record>(
        &mut self,
        record: R,
        own: &mut Option<OwnChanges>,
    ) -> Result<(Put, Vec<&'static str>)> {
        let table = R::TABLE;
        let mut values = record.into_values();
        match self.has_image(table, &values)? {
            None => return self.insert_image(table, values).map(|()| (Put::New, Vec::new())),
            Some(true) => return Ok((Put::Same, Vec::new())),
            Some(false) => {}
        }
        let own = match own {
            Some(own) => own,
            unknown => unknown.insert(self.own_changes()?),
        };
        let Some(places) = own.0.get(&place(table, &values[..table.key])) else {
            return self.replace(table, &values).map(|()| (Put::Changed, Vec::new()));
        };
        let Some(now) = self.image(table, &values[..table.key])? else { return Ok((Put::Same, Vec::new())) };
        let mut contested: Vec<&'static str> = Vec::new();
        let kept = self.staying(table, &now, &values, places, &mut contested)?;
        for (at, (value, now)) in values.iter_mut().zip(&now).enumerate() {
            if kept.contains(&at) {
                value.clone_from(now);
            }
        }
        if values == now {
            return Ok((Put::Same, contested));
        }
        self.update_image(table, &now, &values).map(|()| (Put::Changed, contested))
    }
}

impl Reader<'_> {
    /// Returns the places of those columns that stay as they are, and adds to `contested` those of them that the
    /// document has as they never were here.
    fn staying(
        &self,
        table: &'static Table,
        now: &Image,
        theirs: &Image,
        places: &[(i64, i64)],
        contested: &mut Vec<&'static str>,
    ) -> Result<Vec<usize>> {
        let mut own = vec![false; now.len()];
        let mut old = vec![false; now.len()];
        let mut statement =
            self.conn.prepare_cached("SELECT before FROM change WHERE operation_id = ?1 AND seq = ?2")?;
        for (operation, seq) in places {
            let before: Option<String> = statement.query_row([operation, seq], |row| row.get(0))?;
            let Some(before) = before.and_then(|json| image_from(table, &json)) else { continue };
            for (at, value) in before.iter().enumerate() {
                own[at] |= *value != now[at];
                old[at] |= *value == theirs[at];
            }
        }
        let differs = |at: usize| now[at] != theirs[at];
        contested.extend((0..now.len()).filter(|at| differs(*at) && own[*at] && !old[*at]).map(|at| table.columns[at]));
        let partners = |at: usize| {
            let group = TOGETHER.iter().find(|(of, columns)| *of == table.name && columns.contains(&table.columns[at]));
            group.map_or(&[][..], |(_, columns)| *columns)
        };
        let stays = |at: &usize| {
            own[*at] && differs(*at)
                || partners(*at).iter().any(|name| {
                    let other = table.columns.iter().position(|column| column == name);
                    other.is_some_and(|other| own[other] && differs(other))
                })
        };
        Ok((0..now.len()).filter(stays).collect())
    }
}
