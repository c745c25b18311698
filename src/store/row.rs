//! How a typed record meets its table: one description serves reading, writing, undo and the tests.

use chrono::NaiveDate;
use rusqlite::types::{Value, ValueRef};

use super::{Error, Reader, Result};
use crate::domain::date::{self, PartialDate};
use crate::domain::id::Id;
use crate::domain::me::MeKind;
use crate::domain::meeting::{Direction, Kind, Side};
use crate::domain::person::{Closeness, ContactKind, NameKind, State};
use crate::domain::promise::{By, Outcome};
use crate::domain::referral::ReferralKind;

/// A logged table: its name, its columns in order, and how many of the first make up the primary key.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    pub columns: &'static [&'static str],
    pub key: usize,
}

impl Table {
    /// Returns `col = ?n AND …` over the key, numbering from `first`.
    pub(super) fn key_is(&self, first: usize) -> String {
        let terms: Vec<_> =
            self.columns[..self.key].iter().enumerate().map(|(i, c)| format!("\"{c}\" = ?{}", first + i)).collect();
        terms.join(" AND ")
    }

    /// Returns the quoted columns, joined by commas.
    pub(super) fn column_list(&self) -> String {
        self.columns.iter().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(", ")
    }
}

/// A row of a logged table.
pub trait Record: Clone {
    /// Where it lives.
    const TABLE: &'static Table;

    /// Returns the values in the order of the table's columns.
    fn into_values(self) -> Vec<Value>;

    /// Reads a row that selects the table's columns, the first at index `from`.
    ///
    /// # Errors
    /// Names the row whose value is none the program can have written.
    fn read(row: &rusqlite::Row<'_>, from: usize) -> Result<Self>;
}

impl Reader<'_> {
    /// Returns the record whose first column is `id`; `None` where there is none.
    ///
    /// # Errors
    /// Where the store cannot be read or the row is none the program can have written.
    pub fn get<R: Record>(&self, id: Id) -> Result<Option<R>> {
        self.all_of(R::TABLE.columns[0], id).map(|mut rows: Vec<R>| rows.pop())
    }

    /// Returns the records whose `column` is `id`, in key order.
    ///
    /// # Errors
    /// As [`Reader::get`].
    pub fn all_of<R: Record>(&self, column: &'static str, id: Id) -> Result<Vec<R>> {
        self.some_of(column, id, u32::MAX)
    }

    /// Returns the first `limit` records whose `column` is `id`, in key order.
    ///
    /// # Errors
    /// As [`Reader::get`].
    pub fn some_of<R: Record>(&self, column: &'static str, id: Id, limit: u32) -> Result<Vec<R>> {
        let table = R::TABLE;
        let order = table.columns[..table.key].join(", ");
        let sql = format!(
            "SELECT {} FROM \"{}\" WHERE \"{column}\" = ?1 ORDER BY {order} LIMIT ?2",
            table.column_list(),
            table.name
        );
        self.records(&sql, [id.0, limit.into()])
    }

    /// Hands every record of a table to `take`, in key order, one at a time.
    ///
    /// # Errors
    /// What `take` returns, and as [`Reader::get`].
    pub fn each<R: Record, E: From<Error>>(
        &self,
        mut take: impl FnMut(R) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let table = R::TABLE;
        let order = table.columns[..table.key].join(", ");
        let sql = format!("SELECT {} FROM \"{}\" ORDER BY {order}", table.column_list(), table.name);
        let mut statement = self.conn.prepare(&sql).map_err(Error::from)?;
        let mut rows = statement.query([]).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            take(R::read(row, 0)?)?;
        }
        Ok(())
    }

    /// Returns every record of a table, in key order: for tables that are never large.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn all<R: Record>(&self) -> Result<Vec<R>> {
        let mut out = Vec::new();
        self.each(|row| {
            out.push(row);
            Ok::<_, Error>(())
        })?;
        Ok(out)
    }

    /// Returns the records of a question that selects the columns of their table.
    pub(super) fn records<R: Record>(&self, sql: &str, params: impl rusqlite::Params) -> Result<Vec<R>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            out.push(R::read(row, 0)?);
        }
        Ok(out)
    }
}

/// A value of one column.
pub(super) trait Field: Sized {
    fn put(self) -> Value;
    fn take(value: ValueRef<'_>) -> std::result::Result<Self, String>;
}

/// Reads column `at` as `T`, or names the row that does not fit.
#[inline]
pub(super) fn take<T: Field>(row: &rusqlite::Row<'_>, at: usize, table: &'static str) -> Result<T> {
    T::take(row.get_ref(at)?).map_err(|why| bad_row(row, table, why))
}

/// Reads column `at` as a text that need not be kept, or names the row that does not fit; `None` for NULL.
pub(super) fn text<'r>(row: &'r rusqlite::Row<'_>, at: usize, table: &'static str) -> Result<Option<&'r str>> {
    row.get_ref(at)?.as_str_or_null().map_err(|e| bad_row(row, table, e.to_string()))
}

#[cold]
fn bad_row(row: &rusqlite::Row<'_>, table: &'static str, why: String) -> Error {
    Error::BadRow { table, key: row.get::<_, i64>(0).map(|k| k.to_string()).unwrap_or_default(), why }
}

impl Field for i64 {
    fn put(self) -> Value {
        Value::Integer(self)
    }
    fn take(value: ValueRef<'_>) -> std::result::Result<Self, String> {
        match value {
            ValueRef::Integer(number) => Ok(number),
            other => other.as_i64().map_err(|e| e.to_string()),
        }
    }
}

impl Field for u32 {
    fn put(self) -> Value {
        Value::Integer(i64::from(self))
    }
    fn take(value: ValueRef<'_>) -> std::result::Result<Self, String> {
        i64::take(value).and_then(|v| u32::try_from(v).map_err(|e| e.to_string()))
    }
}

impl Field for i8 {
    fn put(self) -> Value {
        Value::Integer(i64::from(self))
    }
    fn take(value: ValueRef<'_>) -> std::result::Result<Self, String> {
        i64::take(value).and_then(|v| i8::try_from(v).map_err(|e| e.to_string()))
    }
}

impl Field for bool {
    fn put(self) -> Value {
        Value::Integer(i64::from(self))
    }
    fn take(value: ValueRef<'_>) -> std::result::Result<Self, String> {
        i64::take(value).map(|v| v != 0)
    }
}

impl Field for Id {
    fn put(self) -> Value {
        Value::Integer(self.0)
    }
    fn take(value: ValueRef<'_>) -> std::result::Result<Self, String> {
        i64::take(value).map(Id)
    }
}

impl Field for String {
    fn put(self) -> Value {
        Value::Text(self)
    }
    fn take(value: ValueRef<'_>) -> std::result::Result<Self, String> {
        value.as_str().map(str::to_owned).map_err(|e| e.to_string())
    }
}

impl Field for NaiveDate {
    fn put(self) -> Value {
        Value::Text(date::iso(self))
    }
    fn take(value: ValueRef<'_>) -> std::result::Result<Self, String> {
        value.as_str().map_err(|e| e.to_string()).and_then(|t| date::parse_iso(t).map_err(|e| e.to_string()))
    }
}

impl<T: Field> Field for Option<T> {
    fn put(self) -> Value {
        self.map_or(Value::Null, T::put)
    }
    fn take(value: ValueRef<'_>) -> std::result::Result<Self, String> {
        match value {
            ValueRef::Null => Ok(None),
            value => T::take(value).map(Some),
        }
    }
}

/// Columns that hold a value by the text it prints and parses as.
macro_rules! text_fields {
    ($($type:ty),+) => {$(
        impl Field for $type {
            fn put(self) -> Value {
                Value::Text(self.to_string())
            }
            fn take(value: ValueRef<'_>) -> std::result::Result<Self, String> {
                value.as_str().map_err(|e| e.to_string()).and_then(|t| t.parse::<$type>().map_err(|e| e.to_string()))
            }
        }
    )+};
}
text_fields!(PartialDate);

/// Columns that hold one of a closed list of words: only a word that is none of them is read as text.
macro_rules! word_fields {
    ($($type:ty),+) => {$(
        impl Field for $type {
            fn put(self) -> Value {
                Value::Text(self.to_string())
            }
            fn take(value: ValueRef<'_>) -> std::result::Result<Self, String> {
                let known = |word: &[u8]| <$type>::ALL.iter().copied().find(|known| known.as_str().as_bytes() == word);
                if let ValueRef::Text(word) = value && let Some(known) = known(word) {
                    return Ok(known);
                }
                value.as_str().map_err(|e| e.to_string()).and_then(|t| t.parse::<$type>().map_err(|e| e.to_string()))
            }
        }
    )+};
}
word_fields!(Kind, Direction, Closeness, State, NameKind, ContactKind, MeKind, By, Outcome, ReferralKind, Side);
