//! The operation log: every write to a logged table goes through here, and nowhere else.
//!
//! For each changed row the log keeps what it was *before*. What it was after is the next `before` of the
//! same row or the row itself, so nothing is kept twice, and of an import it keeps no more than keys ([`runs`]).

use std::collections::HashSet;
use std::ops::Deref;

use chrono::{NaiveDate, SecondsFormat};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, Statement, params, params_from_iter};
use serde::{Serialize, Serializer};
use serde_json::Value as Json;

use super::ids::Ids;
use super::row::{Record, Table};
use super::rows::Referral;
use super::runs::{self, Run};
use super::touched::Touched;
use super::{Error, Key, OpInfo, Reader, Result, derive, file};
use crate::domain::id::Id;

/// One operation in the making. Reads see its own writes.
pub struct WriteTx<'c> {
    reader: Reader<'c>,
    info: OpInfo,
    operation: Option<i64>,
    undoes: Option<i64>,
    seq: i64,
    ids: Ids,
    touched: Touched,
    /// How often the derived rows were brought in line before the end.
    batches: u32,
    /// Whether all derived rows are made anew at the end instead.
    derives_anew: bool,
    /// Keys of new rows, a run a table, which become rows of the log when they end.
    runs: Vec<Run>,
    /// Rows of the log that are not written yet: sequence number, table, key and what was before, one after the other.
    changes: Vec<Value>,
    statements: Statements<'c>,
    /// Who is said to have brought somebody, by referrals that are new or changed.
    referrers: HashSet<Id>,
    /// What opens the store; `None` for one that is not locked.
    pub(super) key: Option<&'c Key>,
}

/// How many rows of the log are written with one statement, and how many values each has of its own.
const CHANGES_AT_ONCE: usize = 64;
const CHANGE_VALUES: usize = 4;

/// What is longer, in bytes, waits for no others.
const LARGE_CHANGE: usize = 64 * 1024;

/// After so many batches an operation is a large one: more than anybody's meetings.
const BATCHES_OF_A_FEW: u32 = 24;

/// Statements that an import runs once a row. Kept here they cost neither the text of the SQL nor a look-up by it.
#[derive(Default)]
struct Statements<'c> {
    inserts: Vec<(&'static str, Statement<'c>)>,
    changes: Option<Statement<'c>>,
}

impl<'c> Deref for WriteTx<'c> {
    type Target = Reader<'c>;

    fn deref(&self) -> &Reader<'c> {
        &self.reader
    }
}

/// A row as its table's columns have it, whatever its type.
pub(super) type Image = Vec<Value>;

impl<'c> WriteTx<'c> {
    pub(super) fn new(conn: &'c Connection, info: &OpInfo, key: Option<&'c Key>) -> WriteTx<'c> {
        WriteTx {
            reader: Reader { conn },
            info: info.clone(),
            operation: None,
            undoes: None,
            seq: 0,
            ids: Ids::default(),
            touched: Touched::default(),
            batches: 0,
            derives_anew: false,
            runs: Vec::new(),
            changes: Vec::new(),
            statements: Statements::default(),
            referrers: HashSet::new(),
            key,
        }
    }

    /// Returns the civil day the operation runs on.
    pub fn today(&self) -> NaiveDate {
        self.info.today
    }

    /// Makes room in memory for many new people.
    ///
    /// # Errors
    /// Only where memory runs out.
    pub fn expect_many_people(&self) -> Result<()> {
        Ok(file::make_room_for_people(self.conn)?)
    }

    /// Returns the number of this operation in the history; `None` while it has changed nothing.
    pub fn operation(&self) -> Option<i64> {
        self.operation
    }

    /// Returns those whom this operation has changed something of, in order.
    pub fn people_touched(&self) -> Vec<Id> {
        let people = self.touched.people.union(&self.touched.recent);
        let mut people: Vec<Id> = people.map(|id| Id(*id)).collect();
        people.sort_unstable();
        people
    }

    /// Returns a new id for a row that speaks of `day`.
    ///
    /// # Errors
    /// Only where the store cannot be read.
    pub fn new_id<R: Record>(&mut self, day: NaiveDate) -> Result<Id> {
        self.ids.next(self.reader.conn, self.info.at, R::TABLE.name, day)
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Where the schema refuses it, or the store cannot be written.
    pub fn insert<R: Record>(&mut self, record: &R) -> Result<()> {
        self.add(record.clone())
    }

    /// As [`WriteTx::insert`], for a record that nobody needs any more: a text of megabytes is not held twice.
    ///
    /// # Errors
    /// As there.
    pub fn add<R: Record>(&mut self, record: R) -> Result<()> {
        let values = record.into_values();
        if let ([Value::Integer(id), ..], 1) = (values.as_slice(), R::TABLE.key) {
            self.ids.note(Id(*id));
        }
        self.insert_image(R::TABLE, values)
    }

    /// Replaces the row of the same key. Writes nothing where nothing differs.
    ///
    /// # Errors
    /// Where there is no such row, the schema refuses the change, or the store cannot be written.
    pub fn update<R: Record>(&mut self, record: &R) -> Result<()> {
        self.replace(R::TABLE, &record.clone().into_values())
    }

    /// As [`WriteTx::update`], for a row of any table.
    pub(super) fn replace(&mut self, table: &'static Table, values: &[Value]) -> Result<()> {
        let key = &values[..table.key];
        match self.image(table, key)? {
            None => Err(Error::Broken(format!("no row {} in `{}`", key_json(key), table.name))),
            Some(before) if before == values => Ok(()),
            Some(before) => self.update_image(table, &before, values),
        }
    }

    /// Removes the row of the record's key, if it is there.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn delete<R: Record>(&mut self, record: &R) -> Result<()> {
        let key: Image = record.clone().into_values().into_iter().take(R::TABLE.key).collect();
        match self.image(R::TABLE, &key)? {
            Some(before) => self.delete_image(R::TABLE, &before),
            None => Ok(()),
        }
    }

    pub(super) fn insert_image(&mut self, table: &'static Table, values: Image) -> Result<()> {
        let statement = self.insert_statement(table)?;
        for (at, value) in values.iter().enumerate() {
            statement.raw_bind_parameter(at + 1, value)?;
        }
        self.note(table, &values, true);
        // SQLite has a copy of each now and makes a row of them.
        let key: Image = values.into_iter().take(table.key).collect();
        let statement = self.insert_statement(table)?;
        let done = statement.raw_execute();
        statement.clear_bindings();
        done?;
        self.record(table, &key, None)?;
        self.derive_where_many()
    }

    fn insert_statement(&mut self, table: &'static Table) -> Result<&mut Statement<'c>> {
        let inserts = &mut self.statements.inserts;
        let at = match inserts.iter().position(|(of, _)| *of == table.name) {
            Some(at) => at,
            None => {
                let marks: Vec<_> = (1..=table.columns.len()).map(|i| format!("?{i}")).collect();
                let sql =
                    format!("INSERT INTO \"{}\" ({}) VALUES ({})", table.name, table.column_list(), marks.join(", "));
                inserts.push((table.name, self.reader.conn.prepare(&sql)?));
                inserts.len() - 1
            }
        };
        Ok(&mut inserts[at].1)
    }

    pub(super) fn update_image(&mut self, table: &'static Table, before: &[Value], values: &[Value]) -> Result<()> {
        let sets: Vec<_> = table.columns.iter().enumerate().map(|(i, c)| format!("\"{c}\" = ?{}", i + 1)).collect();
        let sql = format!("UPDATE \"{}\" SET {} WHERE {}", table.name, sets.join(", "), table.key_is(1));
        self.conn.prepare_cached(&sql)?.execute(params_from_iter(values))?;
        self.record(table, &values[..table.key], Some(before))?;
        self.note(table, before, false);
        self.note(table, values, false);
        self.derive_where_many()
    }

    pub(super) fn delete_image(&mut self, table: &'static Table, before: &[Value]) -> Result<()> {
        let key = &before[..table.key];
        let sql = format!("DELETE FROM \"{}\" WHERE {}", table.name, table.key_is(1));
        self.conn.prepare_cached(&sql)?.execute(params_from_iter(key))?;
        self.record(table, key, Some(before))?;
        self.note(table, before, false);
        self.derive_where_many()
    }

    /// Marks the operation as the one that takes back `operation`.
    pub(super) fn set_undoes(&mut self, operation: i64) {
        self.undoes = Some(operation);
    }

    fn record(&mut self, table: &'static Table, key: &[Value], before: Option<&[Value]>) -> Result<()> {
        if self.operation.is_none() {
            self.begin()?;
        }
        let Some(before) = before else { return self.record_new(table, key) };
        // The log tells the order of all that was done to one row; among rows that are new no order matters.
        self.close_runs()?;
        self.push_change(table, key_value(key), Value::Text(image_json(table, before)?))
    }

    /// Notes in the log that a row is new.
    fn record_new(&mut self, table: &'static Table, key: &[Value]) -> Result<()> {
        let at = self.runs.iter().position(|run| run.table.name == table.name);
        if at.and_then(|at| self.runs.get_mut(at)).is_some_and(|run| run.add(key)) {
            return Ok(());
        }
        if let Some(full) = at.map(|at| self.runs.remove(at)) {
            self.close_run(full)?;
        }
        match Run::new(table, key) {
            Some(run) => {
                self.runs.push(run);
                Ok(())
            }
            None => self.push_change(table, key_value(key), Value::Null),
        }
    }

    fn close_run(&mut self, run: Run) -> Result<()> {
        let table = run.table;
        let key = match run.close() {
            Ok(keys) => Value::Blob(keys),
            Err(key) => key_value(&key),
        };
        self.push_change(table, key, Value::Null)
    }

    fn close_runs(&mut self) -> Result<()> {
        std::mem::take(&mut self.runs).into_iter().try_for_each(|run| self.close_run(run))
    }

    fn push_change(&mut self, table: &'static Table, key: Value, before: Value) -> Result<()> {
        self.seq += 1;
        self.changes.extend([Value::Integer(self.seq), Value::Text(table.name.into()), key, before]);
        let large = matches!(self.changes.last(), Some(Value::Text(text)) if text.len() > LARGE_CHANGE);
        if large || self.changes.len() >= CHANGES_AT_ONCE * CHANGE_VALUES { self.write_changes() } else { Ok(()) }
    }

    /// Writes the log rows gathered so far, many with one statement: that halves what the log costs an import.
    fn write_changes(&mut self) -> Result<()> {
        let Some(operation) = self.operation else { return Ok(()) };
        let rows = self.changes.len() / CHANGE_VALUES;
        if rows == 0 {
            return Ok(());
        }
        let row = |at: usize| {
            let first = at * CHANGE_VALUES + 2;
            format!("(?1, ?{first}, ?{}, ?{}, ?{})", first + 1, first + 2, first + 3)
        };
        let list: Vec<_> = (0..rows).map(row).collect();
        let sql = || format!("INSERT INTO change (operation_id, seq, tbl, key, before) VALUES {}", list.join(", "));
        let mut once;
        let statement = if rows == CHANGES_AT_ONCE {
            match &mut self.statements.changes {
                Some(statement) => statement,
                none => none.insert(self.reader.conn.prepare(&sql())?),
            }
        } else {
            once = self.reader.conn.prepare(&sql())?;
            &mut once
        };
        statement.execute(params_from_iter(std::iter::once(&Value::Integer(operation)).chain(&self.changes)))?;
        self.changes.clear();
        Ok(())
    }

    fn begin(&mut self) -> Result<()> {
        let at = self.info.at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let argv = Json::from(self.info.argv.clone()).to_string();
        let mut statement = self.conn.prepare_cached("INSERT INTO operation (uid, at, verb, argv, undoes, clock) VALUES (random() & 9223372036854775807, ?1, ?2, ?3, ?4, ?5)")?;
        statement.execute(params![at, self.info.verb, argv, self.undoes, self.ids.set_aside()])?;
        self.operation = Some(self.conn.last_insert_rowid());
        Ok(())
    }

    /// Notes whose derived rows follow from this row. `inserted` says that the row was not there before.
    fn note(&mut self, table: &'static Table, values: &[Value], inserted: bool) {
        if !self.derives_anew {
            self.touched.note(table, values, inserted);
        }
        if table.name == Referral::TABLE.name
            && let Some(Value::Integer(referrer)) = values.get(1)
        {
            self.referrers.insert(Id(*referrer));
        }
    }

    /// Leaves the derived rows as they are until the end, and makes all of them anew then: where the words of what goes
    /// must not stay in the search index, which only marks them as gone. Until then they tell nothing.
    pub fn derive_anew(&mut self) {
        self.derives_anew = true;
    }

    fn derive_where_many(&mut self) -> Result<()> {
        if self.touched.is_a_batch() { self.derive_batch() } else { Ok(()) }
    }

    /// Sets after how many meetings derived rows are made anew.
    #[cfg(test)]
    pub(super) fn derive_after(&mut self, meetings: usize) {
        self.touched.at_once = meetings;
    }

    /// Brings what follows from the meetings touched so far in line with them: a large import, or its undo, must not
    /// keep a note of every meeting until its end.
    fn derive_batch(&mut self) -> Result<()> {
        self.batches += 1;
        if self.batches == BATCHES_OF_A_FEW {
            file::make_room(self.conn)?;
            self.touched.enlarge();
        }
        let now = self.touched.take_meetings();
        derive::refresh(self.conn, &now)
    }

    /// Writes what waits to be written to the log.
    pub(super) fn write_log(&mut self) -> Result<()> {
        self.close_runs()?;
        self.write_changes()
    }

    /// Brings every derived row in line with what was written. Runs once, before the commit.
    pub(super) fn settle(&mut self) -> Result<()> {
        self.write_log()?;
        if !self.referrers.is_empty() {
            let referrers: Vec<Id> = self.referrers.drain().collect();
            self.reader.no_circle(&referrers)?;
        }
        if let Some(operation) = self.operation
            && let Some(clock) = self.ids.later(self.conn)?
        {
            let sql = "UPDATE operation SET clock = ?1 WHERE id = ?2";
            self.conn.prepare_cached(sql)?.execute(params![clock, operation])?;
        }
        if self.derives_anew {
            return derive::rebuild(self.conn);
        }
        let touched = std::mem::take(&mut self.touched);
        derive::refresh(self.conn, &touched)
    }
}

impl Reader<'_> {
    /// Returns the row with this key as its table has it; `None` where there is none.
    pub(super) fn image(&self, table: &'static Table, key: &[Value]) -> Result<Option<Image>> {
        let sql = format!("SELECT {} FROM \"{}\" WHERE {}", table.column_list(), table.name, table.key_is(1));
        let mut statement = self.conn.prepare_cached(&sql)?;
        Ok(statement
            .query_row(params_from_iter(key), |row| (0..table.columns.len()).map(|i| row.get(i)).collect())
            .optional()?)
    }

    /// Tells whether a row is in its table as it is here; `None` where there is none of its key.
    pub(super) fn has_image(&self, table: &'static Table, values: &[Value]) -> Result<Option<bool>> {
        let sql = format!("SELECT {} FROM \"{}\" WHERE {}", table.column_list(), table.name, table.key_is(1));
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(&values[..table.key]))?;
        let Some(row) = rows.next()? else { return Ok(None) };
        for (at, value) in values.iter().enumerate() {
            if row.get_ref(at)? != ValueRef::from(value) {
                return Ok(Some(false));
            }
        }
        Ok(Some(true))
    }
}

/// Returns the key as one column can hold it: the integer itself, or a JSON array of two.
pub(super) fn key_value(key: &[Value]) -> Value {
    match key {
        [Value::Integer(n)] => Value::Integer(*n),
        key => Value::Text(key_json(key).to_string()),
    }
}

fn key_json(key: &[Value]) -> Json {
    Json::Array(key.iter().map(value_json).collect())
}

/// Reads back what [`key_value`] wrote, or the keys of a run in the order in which they were added.
pub(super) fn keys_from(value: ValueRef<'_>) -> Option<Vec<Vec<Value>>> {
    match value {
        ValueRef::Integer(n) => Some(vec![vec![Value::Integer(n)]]),
        ValueRef::Blob(run) => runs::read(run),
        ValueRef::Text(text) => match serde_json::from_slice::<Json>(text).ok()? {
            Json::Array(parts) => Some(vec![parts.into_iter().map(json_value).collect::<Option<_>>()?]),
            _ => None,
        },
        _ => None,
    }
}

fn image_json(table: &Table, values: &[Value]) -> Result<String> {
    struct Row<'r>(&'r Table, &'r [Value]);
    struct Cell<'r>(&'r Value);
    impl Serialize for Row<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
            serializer.collect_map(self.0.columns.iter().zip(self.1.iter().map(Cell)))
        }
    }
    impl Serialize for Cell<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
            match self.0 {
                Value::Integer(n) => serializer.serialize_i64(*n),
                Value::Text(text) => serializer.serialize_str(text),
                Value::Real(n) => serializer.serialize_f64(*n),
                // No logged table has a column for bytes; the schema test holds that.
                Value::Null | Value::Blob(_) => serializer.serialize_unit(),
            }
        }
    }
    serde_json::to_string(&Row(table, values)).map_err(|e| Error::Broken(e.to_string()))
}

/// Reads back what [`image_json`] wrote; a column added since is NULL.
pub(super) fn image_from(table: &Table, json: &str) -> Option<Image> {
    let Json::Object(mut map) = serde_json::from_str(json).ok()? else { return None };
    table.columns.iter().map(|c| json_value(map.remove(*c).unwrap_or(Json::Null))).collect()
}

fn value_json(value: &Value) -> Json {
    match value {
        Value::Integer(n) => Json::from(*n),
        Value::Text(text) => Json::from(text.as_str()),
        Value::Real(n) => Json::from(*n),
        // No logged table has a column for bytes; the schema test holds that.
        Value::Null | Value::Blob(_) => Json::Null,
    }
}

fn json_value(json: Json) -> Option<Value> {
    match json {
        Json::Null => Some(Value::Null),
        Json::String(text) => Some(Value::Text(text)),
        Json::Number(n) => n.as_i64().map(Value::Integer).or_else(|| n.as_f64().map(Value::Real)),
        _ => None,
    }
}
