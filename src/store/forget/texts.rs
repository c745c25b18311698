//! The texts that stay when somebody is forgotten.

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use crate::domain::id::Id;
use crate::store::oplog::Image;
use crate::store::row::{Record, Table};
use crate::store::{Reader, Result, WriteTx, rows};

/// How many rows to be rewritten are known at once. Tests make do with few, so that they run over such seams.
const KEYS_AT_ONCE: usize = if cfg!(test) { 2 } else { 1024 };

/// Columns that hold what the user or a stranger wrote, by table. Names are not among them: those of others are theirs.
const TEXTS: &[(&Table, &[&str])] = {
    use rows::*;
    &[
        (<Person as Record>::TABLE, &["hint", "met"]),
        (<Contact as Record>::TABLE, &["label", "value"]),
        (<Fact as Record>::TABLE, &["label", "value"]),
        (<Relation as Record>::TABLE, &["kind", "other_name", "note"]),
        (<EventDate as Record>::TABLE, &["label"]),
        (<Meeting as Record>::TABLE, &["place", "text"]),
        (<Attendance as Record>::TABLE, &["felt_words", "left_words", "note"]),
        (<MeetingTag as Record>::TABLE, &["tag"]),
        (<PersonTag as Record>::TABLE, &["tag"]),
        (<Note as Record>::TABLE, &["text"]),
        (<FeelingNote as Record>::TABLE, &["words"]),
        (<Promise as Record>::TABLE, &["text"]),
        (<Referral as Record>::TABLE, &["note", "outcome"]),
        (<Engagement as Record>::TABLE, &["what", "outcome"]),
        (<Source as Record>::TABLE, &["key", "raw"]),
    ]
};

/// A text of a row that stays.
#[derive(Debug, Clone, Copy)]
pub struct Written<'t> {
    /// The meeting it is of, or was written at; `None` for any other.
    pub meeting: Option<Id>,
    /// Whether it is a record as another program wrote it.
    pub raw: bool,
    pub text: &'t str,
}

impl WriteTx<'_> {
    /// Hands every text to `clean` and puts what it returns in its place. A tag goes as a whole, and so do a relation to a
    /// bare name and the source of a meeting whose key it is. Returns how many rows changed.
    ///
    /// # Errors
    /// What `clean` returns, and where the store cannot be written.
    pub fn rewrite_texts(
        &mut self,
        clean: impl Fn(&Reader<'_>, Written<'_>) -> Result<Option<String>>,
    ) -> Result<usize> {
        let mut changed = 0;
        for (table, columns) in TEXTS {
            let mut after = None;
            loop {
                // The keys first, and some at a time: the rows of somebody with thousands of meetings are many megabytes.
                let keys = self.naming(table, columns, after.as_deref(), &clean)?;
                for key in &keys {
                    let Some(before) = self.image(table, key)? else { continue };
                    match rewritten(table, columns, &before, |written| clean(self, written))? {
                        Rewritten::Row(after) => self.update_image(table, &before, &after)?,
                        Rewritten::Gone => self.delete_image(table, &before)?,
                        Rewritten::Same => continue,
                    }
                    changed += 1;
                }
                match keys.into_iter().next_back() {
                    Some(last) => after = Some(last),
                    None => break,
                }
            }
        }
        Ok(changed)
    }

    /// Returns the next keys after one, in order, of rows that `clean` changes.
    fn naming(
        &self,
        table: &'static Table,
        columns: &[&str],
        after: Option<&[Value]>,
        clean: &impl Fn(&Reader<'_>, Written<'_>) -> Result<Option<String>>,
    ) -> Result<Vec<Image>> {
        let key = table.columns[..table.key].iter().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(", ");
        let beyond = match after {
            Some(_) => format!("WHERE ({key}) > ({})", vec!["?"; table.key].join(", ")),
            None => String::new(),
        };
        let sql = format!("SELECT {} FROM \"{}\" {beyond} ORDER BY {key}", table.column_list(), table.name);
        let mut statement = self.conn.prepare(&sql)?;
        let mut rows = statement.query(params_from_iter(after.unwrap_or_default()))?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()?
            && out.len() < KEYS_AT_ONCE
        {
            let image = (0..table.columns.len()).map(|at| row.get(at)).collect::<rusqlite::Result<Image>>()?;
            if !matches!(rewritten(table, columns, &image, |written| clean(self, written))?, Rewritten::Same) {
                out.push(image.into_iter().take(table.key).collect());
            }
        }
        Ok(out)
    }
}

fn meeting_column(table: &Table) -> Option<usize> {
    let column = if table.name == "meeting" { "id" } else { "meeting_id" };
    table.columns.iter().position(|c| *c == column)
}

/// What becomes of a row.
enum Rewritten {
    Same,
    Row(Image),
    Gone,
}

/// Hands the texts of a row to `clean`.
fn rewritten(
    table: &'static Table,
    columns: &[&str],
    before: &[Value],
    clean: impl Fn(Written<'_>) -> Result<Option<String>>,
) -> Result<Rewritten> {
    let meeting = match meeting_column(table).and_then(|at| before.get(at)) {
        Some(Value::Integer(id)) => Some(Id(*id)),
        _ => None,
    };
    let mut after: Option<Image> = None;
    for (at, column) in table.columns.iter().enumerate().filter(|(_, column)| columns.contains(column)) {
        let Some(Value::Text(text)) = before.get(at) else { continue };
        let Some(cleaned) = clean(Written { meeting, raw: *column == "raw", text })? else { continue };
        if at < table.key || matches!(*column, "other_name" | "key") {
            return Ok(Rewritten::Gone);
        }
        if let Some(value) = after.get_or_insert_with(|| before.to_vec()).get_mut(at) {
            *value = Value::Text(cleaned);
        }
    }
    Ok(after.map_or(Rewritten::Same, Rewritten::Row))
}
