//! Forgetting somebody for good: what no undo brings back, because nothing of it is left.
//!
//! It is done in three steps, each whole by itself. One transaction takes everything out of the tables, the search index
//! and the history; from then on the person is gone. Then auld's own copies beside the store are removed, and last
//! the file is written anew and its log emptied, since pages that were let go still hold what they held. Whatever
//! cuts the last two off, the history says that they are not done, and they can be done again.
//!
//! It writes around the log on purpose: what the log keeps is what has to go.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, params};

use super::check::{self, Finding};
use super::oplog::{Image, key_value};
use super::row::{Record, Table};
use super::runs::Run;
use super::undo::{Place, REFERENCES, place, read_before, read_keys};
use super::{Error, Reader, Result, Store, WriteTx, copies, derive, file, paired, rows};
use crate::domain::id::Id;

/// An operation that keeps nothing of what it changed: it cannot be taken back.
const LOST: i64 = 1;
/// As [`LOST`], and what is left of it in free pages and copies is still to be removed.
const UNFINISHED: i64 = 2;

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
    /// Where the store cannot be written.
    pub fn rewrite_texts(&mut self, clean: impl Fn(Written<'_>) -> Option<String>) -> Result<usize> {
        let mut changed = 0;
        for (table, columns) in TEXTS {
            // The keys first: the rows of somebody with thousands of meetings are many megabytes.
            for key in self.naming(table, columns, &clean)? {
                let Some(before) = self.image(table, &key)? else { continue };
                match rewritten(table, columns, &before, &clean) {
                    Rewritten::Row(after) => self.update_image(table, &before, &after)?,
                    Rewritten::Gone => self.delete_image(table, &before)?,
                    Rewritten::Same => continue,
                }
                changed += 1;
            }
        }
        Ok(changed)
    }

    /// Returns the keys of those rows of a table that `clean` changes.
    fn naming(
        &self,
        table: &'static Table,
        columns: &[&str],
        clean: &impl Fn(Written<'_>) -> Option<String>,
    ) -> Result<Vec<Image>> {
        let mut statement = self.conn.prepare(&format!("SELECT {} FROM \"{}\"", table.column_list(), table.name))?;
        let mut rows = statement.query([])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let image = (0..table.columns.len()).map(|at| row.get(at)).collect::<rusqlite::Result<Image>>()?;
            if !matches!(rewritten(table, columns, &image, clean), Rewritten::Same) {
                out.push(image.into_iter().take(table.key).collect());
            }
        }
        Ok(out)
    }

    /// Takes somebody out of the history who was removed by this operation: rows that were theirs, what rows were before
    /// that `names` them, and the command lines of all operations that touched them, which can be taken back no more.
    /// `names` is also told whether the operation touched them anyway. Returns how many operations those are.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn erase_past(&mut self, person: Id, names: impl Fn(&str, bool) -> bool) -> Result<usize> {
        self.settle()?;
        let Some(own) = self.operation() else { return Ok(0) };
        let theirs = self.theirs(person, own)?;
        let touched = self.touching(&theirs, own, &names)?;
        for operation in &touched {
            self.erase(*operation, &theirs, &names)?;
        }
        drop(theirs);
        self.conn.execute("DELETE FROM change WHERE operation_id = ?1", [own])?;
        let sql = "UPDATE operation SET argv = json_array(verb), lost = ?2 WHERE id = ?1";
        self.conn.execute(sql, params![own, UNFINISHED])?;
        // An index only marks a word as gone; made anew it has none.
        derive::rebuild(self.conn)?;
        Ok(touched.len())
    }

    /// Returns the rows that were theirs.
    fn theirs(&self, person: Id, own: i64) -> Result<Theirs> {
        let mut theirs = Theirs { parents: HashSet::from([("person", person.0)]), rows: HashSet::new() };
        // What this operation removed is all they had; a meeting among it was with nobody else.
        self.each_change(Some(own), |row, _| {
            let (table, keys) = read_keys(row)?;
            for key in keys {
                if self.image(table, &key)?.is_none() {
                    if let ("meeting", [Value::Integer(id)]) = (table.name, key.as_slice()) {
                        theirs.parents.insert(("meeting", *id));
                    }
                    theirs.rows.insert(place(table, &key));
                }
            }
            Ok(())
        })?;
        // What was removed before is known by what it was.
        self.each_change(None, |row, _| {
            let (table, keys) = read_keys(row)?;
            if let (Some(image), [key]) = (read_before(table, row)?, keys.as_slice())
                && theirs.is_of(table, &image)
            {
                theirs.rows.insert(place(table, key));
            }
            Ok(())
        })?;
        Ok(theirs)
    }

    /// Returns the operations before this one that touched them or name them.
    fn touching(&self, theirs: &Theirs, own: i64, names: &impl Fn(&str, bool) -> bool) -> Result<BTreeSet<i64>> {
        let mut touched = BTreeSet::new();
        self.each_change(None, |row, operation| {
            if operation != own && !touched.contains(&operation) {
                let (table, keys) = read_keys(row)?;
                let before = row.get_ref(2)?.as_str().unwrap_or_default();
                if keys.iter().any(|key| theirs.has(table, key)) || names(&texts_of(before), false) {
                    touched.insert(operation);
                }
            }
            Ok(())
        })?;
        let mut statement = self.conn.prepare("SELECT id, argv FROM operation WHERE id <> ?1")?;
        let mut rows = statement.query([own])?;
        while let Some(row) = rows.next()? {
            if names(&texts_of(row.get_ref(1)?.as_str().unwrap_or_default()), false) {
                touched.insert(row.get(0)?);
            }
        }
        Ok(touched)
    }

    /// Takes them out of an operation, and marks it.
    fn erase(&self, operation: i64, theirs: &Theirs, names: &impl Fn(&str, bool) -> bool) -> Result<()> {
        let becomes = |row: &rusqlite::Row<'_>| -> Result<Option<Change>> {
            let (table, keys) = read_keys(row)?;
            let (all, before) = (keys.len(), row.get_ref(2)?.as_str().unwrap_or_default());
            let kept: Vec<_> = keys.into_iter().filter(|key| !theirs.has(table, key)).collect();
            Ok(if kept.is_empty() {
                Some(Change::Remove)
            } else if kept.len() < all {
                Some(Change::Keys(packed(table, &kept)))
            } else {
                names(&texts_of(before), true).then_some(Change::Blank)
            })
        };
        // Which first: a statement must not change what it reads, and what becomes of all of them is megabytes.
        let mut changing: Vec<i64> = Vec::new();
        self.each_change(Some(operation), |row, _| {
            if becomes(row)?.is_some() {
                changing.push(row.get(4)?);
            }
            Ok(())
        })?;
        for seq in changing {
            let at = params![operation, seq];
            let sql = "SELECT tbl, key, before FROM change WHERE operation_id = ?1 AND seq = ?2";
            let change = self.conn.prepare_cached(sql)?.query_row(at, |row| Ok(becomes(row)))??;
            let sql = match change {
                None => continue,
                Some(Change::Remove) => "DELETE FROM change WHERE operation_id = ?1 AND seq = ?2",
                Some(Change::Blank) => "UPDATE change SET before = NULL WHERE operation_id = ?1 AND seq = ?2",
                Some(Change::Keys(key)) => {
                    let sql = "UPDATE change SET key = ?3 WHERE operation_id = ?1 AND seq = ?2";
                    self.conn.prepare_cached(sql)?.execute(params![operation, seq, key])?;
                    continue;
                }
            };
            self.conn.prepare_cached(sql)?.execute(at)?;
        }
        let sql = "UPDATE operation SET argv = json_array(verb, ?2), lost = max(lost, ?3) WHERE id = ?1";
        self.conn.execute(sql, params![operation, crate::text::scrub::GONE, LOST])?;
        Ok(())
    }

    /// Hands every row of the log to `take`, or those of one operation: table, keys, what was before, the operation and
    /// the number in it.
    fn each_change(
        &self,
        operation: Option<i64>,
        mut take: impl FnMut(&rusqlite::Row<'_>, i64) -> Result<()>,
    ) -> Result<()> {
        let sql = match operation {
            Some(_) => "SELECT tbl, key, before, operation_id, seq FROM change WHERE operation_id = ?1",
            None => "SELECT tbl, key, before, operation_id, seq FROM change WHERE ?1 IS NULL",
        };
        let mut statement = self.conn.prepare(sql)?;
        let mut rows = statement.query([operation])?;
        while let Some(row) = rows.next()? {
            take(row, row.get(3)?)?;
        }
        Ok(())
    }
}

/// What becomes of a row of the log.
enum Change {
    Remove,
    /// What was before goes, so that whatever was done before builds on something unknown and cannot be taken back.
    Blank,
    /// Only these keys stay.
    Keys(Value),
}

/// What was theirs.
struct Theirs {
    /// The person, and meetings with nobody else.
    parents: HashSet<(&'static str, i64)>,
    rows: HashSet<Place>,
}

impl Theirs {
    fn has(&self, table: &'static Table, key: &[Value]) -> bool {
        self.rows.contains(&place(table, key)) || self.is_of(table, key)
    }

    /// Tells whether a row, or as much of it as its key, refers to one of the parents.
    fn is_of(&self, table: &Table, values: &[Value]) -> bool {
        let refers = |column: &str, parent: &'static str| {
            let at = table.columns.iter().position(|c| *c == column);
            matches!(at.and_then(|at| values.get(at)), Some(Value::Integer(id)) if self.parents.contains(&(parent, *id)))
        };
        let own = |parent: &'static str| table.name == parent && refers("id", parent);
        own("person")
            || own("meeting")
            || REFERENCES.iter().any(|(child, column, parent)| child.name == table.name && refers(column, parent))
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
    clean: &impl Fn(Written<'_>) -> Option<String>,
) -> Rewritten {
    let meeting = match meeting_column(table).and_then(|at| before.get(at)) {
        Some(Value::Integer(id)) => Some(Id(*id)),
        _ => None,
    };
    let mut after: Option<Image> = None;
    for (at, column) in table.columns.iter().enumerate().filter(|(_, column)| columns.contains(column)) {
        let Some(Value::Text(text)) = before.get(at) else { continue };
        let Some(cleaned) = clean(Written { meeting, raw: *column == "raw", text }) else { continue };
        if at < table.key || matches!(*column, "other_name" | "key") {
            return Rewritten::Gone;
        }
        if let Some(value) = after.get_or_insert_with(|| before.to_vec()).get_mut(at) {
            *value = Value::Text(cleaned);
        }
    }
    after.map_or(Rewritten::Same, Rewritten::Row)
}

/// Returns the texts in a JSON document, each on its own line.
fn texts_of(json: &str) -> String {
    fn add(value: &serde_json::Value, out: &mut String) {
        match value {
            serde_json::Value::String(text) => {
                out.push_str(text);
                out.push('\n');
            }
            serde_json::Value::Array(list) => list.iter().for_each(|value| add(value, out)),
            serde_json::Value::Object(map) => map.values().for_each(|value| add(value, out)),
            _ => {}
        }
    }
    let mut out = String::new();
    if let Ok(value) = serde_json::from_str(json) {
        add(&value, &mut out);
    }
    out
}

/// Returns keys that were part of a run as the log holds them.
fn packed(table: &'static Table, keys: &[Vec<Value>]) -> Value {
    let (Some(first), rest) = (keys.first(), keys.get(1..).unwrap_or_default()) else { return Value::Null };
    match Run::new(table, first) {
        Some(mut run) => {
            // They are fewer than fitted before.
            for key in rest {
                run.add(key);
            }
            match run.close() {
                Ok(keys) => Value::Blob(keys),
                Err(key) => key_value(&key),
            }
        }
        None => key_value(first),
    }
}

impl Reader<'_> {
    /// Returns everybody who has this very contact point, case aside.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn people_reached_at(&self, value: &str) -> Result<Vec<Id>> {
        let sql = "SELECT person_id FROM contact WHERE value = ?1 COLLATE NOCASE";
        let mut statement = self.conn.prepare_cached(sql)?;
        let ids = statement.query_map([value], |row| row.get(0).map(Id))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// Tells whether a forgetting was cut off.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn is_forgetting(&self) -> Result<bool> {
        is_forgetting(self.conn)
    }
}

fn is_forgetting(conn: &Connection) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM operation WHERE lost = ?1 LIMIT 1")?.exists([UNFINISHED])?)
}

impl Store {
    /// Returns the copies of the store that auld made beside it: by itself, at a restore, and of commands that were cut off.
    pub fn own_copies(&self) -> Vec<PathBuf> {
        self.path.as_deref().map(copies::own).unwrap_or_default()
    }

    /// Removes what is left of those who were forgotten in copies and free pages. Returns the copies it removed; `None`
    /// where nothing was left to do.
    ///
    /// # Errors
    /// Where others do not leave the store in time, or it cannot be written; it can then be done again.
    pub fn finish_forgetting(&mut self) -> Result<Option<Vec<PathBuf>>> {
        if !is_forgetting(&self.conn)? {
            return Ok(None);
        }
        let mut gone = Vec::new();
        loop {
            let copies = self.own_copies();
            if copies.is_empty() {
                break;
            }
            for copy in copies {
                match fs::remove_file(&copy) {
                    // A draft that took its place just now; it is found there.
                    Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
                    Err(e) => return Err(Error::Unusable { path: copy, why: file::reason(&e) }),
                    Ok(()) => gone.push(copy),
                }
            }
        }
        if let Some(path) = &self.path {
            fs::remove_dir(copies::folder(path)).ok();
        }
        let told = |e| Error::sqlite(e, self.path.as_deref());
        self.conn.execute_batch("VACUUM").map_err(told)?;
        if let Some(path) = self.path.as_deref().filter(|path| file::has_wal(path)) {
            empty_log(&self.conn, path)?;
        }
        self.conn.execute("UPDATE operation SET lost = ?1 WHERE lost = ?2", [LOST, UNFINISHED]).map_err(told)?;
        Ok(Some(gone))
    }

    /// Says that a forgetting was cut off, where one was.
    pub(super) fn forgetting(&self) -> Result<Option<Finding>> {
        Ok(is_forgetting(&self.conn)?.then(|| {
            let saw = "somebody was forgotten, but the file and its copies were not cleaned to the end";
            check::bad("forgotten", saw, "`auld forget` cleans them")
        }))
    }
}

/// Carries the write-ahead log into the file and empties it, waiting for others who read it.
fn empty_log(conn: &Connection, path: &Path) -> Result<()> {
    let busy = conn
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0))
        .map_err(|e| Error::sqlite(e, Some(path)))?;
    if busy != 0 || file::has_wal(path) {
        paired::renew_log(path);
        return Err(Error::Busy { path: path.to_owned(), seconds: file::BUSY_SECONDS });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::oplog::keys_from;

    proptest! {
        #[test]
        fn keys_that_stay_are_read_back(ids in prop::collection::vec((any::<i64>(), "[a-z]{0,6}"), 1..40), texts in any::<bool>()) {
            let keys: Vec<Vec<Value>> = ids
                .into_iter()
                .map(|(id, tag)| if texts { vec![Value::Integer(id), Value::Text(tag)] } else { vec![Value::Integer(id)] })
                .collect();
            let table = if texts { rows::PersonTag::TABLE } else { rows::Note::TABLE };
            // As many as a run holds.
            let mut run = Run::new(table, &keys[0]).expect("a key of this shape");
            let fit = 1 + keys.iter().skip(1).take_while(|key| run.add(key)).count();
            let kept = &keys[..fit];
            prop_assert_eq!(keys_from((&packed(table, kept)).into()), Some(kept.to_vec()));
        }
    }

    #[test]
    fn the_texts_of_a_row_are_found_however_deep() {
        assert_eq!(texts_of(r#"{"a":"tea","b":[1,["Grace"]],"c":null}"#), "tea\nGrace\n");
        assert_eq!(texts_of("no document"), "");
    }
}
