//! The history that stays when somebody is forgotten.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::params;
use rusqlite::types::Value;

use super::{LOST, UNFINISHED};
use crate::domain::id::Id;
use crate::store::changes::{Place, place, read_before, read_keys};
use crate::store::oplog::key_value;
use crate::store::row::Table;
use crate::store::rows::REFERENCES;
use crate::store::runs::Run;
use crate::store::{Result, WriteTx};

impl WriteTx<'_> {
    /// Takes somebody out of the history who was removed by this operation: rows that were theirs, what rows were before
    /// that `names` them, and the command lines of all operations that touched them, which can be taken back no more.
    /// `names` is also told whether the operation touched them anyway. Returns how many operations those are.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn erase_past(&mut self, person: Id, names: impl Fn(&str, bool) -> bool) -> Result<usize> {
        self.write_log()?;
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
        Ok(touched.len())
    }

    /// Returns the rows that were theirs.
    fn theirs(&self, person: Id, own: i64) -> Result<Theirs> {
        let mut theirs = Theirs { person, meetings: HashSet::new(), ids: HashMap::new(), rows: HashSet::new() };
        // What this operation removed is all they had; a meeting among it was with nobody else. The meetings first, since
        // they tell of many other rows whose they were.
        self.each_removed(own, |table, key| {
            if let ("meeting", [Value::Integer(id)]) = (table.name, key) {
                theirs.meetings.insert(*id);
            }
        })?;
        self.each_removed(own, |table, key| theirs.add(table, key))?;
        // What was removed before is known by what it was.
        self.each_change(None, |row, _| {
            let (table, keys) = read_keys(row)?;
            if let (Some(image), [key]) = (read_before(table, row)?, keys.as_slice())
                && theirs.is_of(table, &image)
            {
                theirs.add(table, key);
            }
            Ok(())
        })?;
        Ok(theirs)
    }

    /// Hands the table and key of every row that an operation wrote and that is no longer there to `take`.
    fn each_removed(&self, operation: i64, mut take: impl FnMut(&'static Table, &[Value])) -> Result<()> {
        self.each_change(Some(operation), |row, _| {
            let (table, keys) = read_keys(row)?;
            for key in keys {
                if self.image(table, &key)?.is_none() {
                    take(table, &key);
                }
            }
            Ok(())
        })
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
    person: Id,
    /// Meetings with nobody else.
    meetings: HashSet<i64>,
    /// Rows whose keys do not tell that they were theirs, by table: those of a number, of which there can be thousands.
    ids: HashMap<&'static str, HashSet<i64>>,
    /// And those of any other key.
    rows: HashSet<Place>,
}

impl Theirs {
    fn add(&mut self, table: &'static Table, key: &[Value]) {
        match key {
            _ if self.is_of(table, key) => {}
            [Value::Integer(id)] => {
                self.ids.entry(table.name).or_default().insert(*id);
            }
            key => {
                self.rows.insert(place(table, key));
            }
        }
    }

    fn has(&self, table: &'static Table, key: &[Value]) -> bool {
        self.is_of(table, key)
            || match key {
                [Value::Integer(id)] => self.ids.get(table.name).is_some_and(|ids| ids.contains(id)),
                key => self.rows.contains(&place(table, key)),
            }
    }

    /// Tells whether a row, or as much of it as its key, is the person, one of the meetings, or refers to one of them.
    fn is_of(&self, table: &Table, values: &[Value]) -> bool {
        let refers = |column: &str, parent: &str| {
            let at = table.columns.iter().position(|c| *c == column);
            match at.and_then(|at| values.get(at)) {
                Some(Value::Integer(id)) if parent == "person" => self.person.0 == *id,
                Some(Value::Integer(id)) => self.meetings.contains(id),
                _ => false,
            }
        };
        let own = |parent| table.name == parent && refers("id", parent);
        own("person")
            || own("meeting")
            || REFERENCES.iter().any(|(child, column, parent)| child.name == table.name && refers(column, parent))
    }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::oplog::keys_from;
    use crate::store::row::Record;
    use crate::store::rows;

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
