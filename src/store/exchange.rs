//! What exporting and importing need of the store: whole tables beside their parents, and rows put in place
//! whatever was there before.

use std::marker::PhantomData;

use rusqlite::{Rows, Statement};

use super::row::Record;
use super::rows::Attendance;
use super::{Error, Reader, Result, WriteTx};
use crate::domain::id::Id;
use crate::domain::referral::ReferralKind;

/// What came of putting a row in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Put {
    /// It was there already, and the same.
    Same,
    /// It was there and is now another.
    Changed,
    /// It was not there.
    New,
}

impl Error {
    /// Returns why the schema refuses a row, where that is what went wrong; `None` for any other failure.
    pub fn refused(&self) -> Option<String> {
        match self {
            Error::Sqlite(e) if e.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => {
                Some(e.to_string())
            }
            _ => None,
        }
    }
}

impl WriteTx<'_> {
    /// Puts the record in place: adds it, replaces the row of the same key where it differs, or leaves it alone.
    ///
    /// # Errors
    /// Where the schema refuses it, or the store cannot be written.
    pub fn put<R: Record>(&mut self, record: R) -> Result<Put> {
        let values = record.into_values();
        match self.has_image(R::TABLE, &values)? {
            None => self.insert_image(R::TABLE, values).map(|()| Put::New),
            Some(true) => Ok(Put::Same),
            Some(false) => self.replace(R::TABLE, &values).map(|()| Put::Changed),
        }
    }
}

impl Reader<'_> {
    /// Tells whether a row with this id is there.
    ///
    /// # Errors
    /// Where the store cannot be read; so for all below.
    pub fn has<R: Record>(&self, id: Id) -> Result<bool> {
        let sql = format!("SELECT 1 FROM \"{}\" WHERE \"{}\" = ?1", R::TABLE.name, R::TABLE.columns[0]);
        Ok(self.conn.prepare_cached(&sql)?.exists([id.0])?)
    }

    /// Returns the attendance of a person at a meeting; `None` where they were not there.
    pub fn attendance(&self, person: Id, meeting: Id) -> Result<Option<Attendance>> {
        let sql = format!(
            "SELECT {} FROM attendance WHERE person_id = ?1 AND meeting_id = ?2",
            Attendance::TABLE.column_list()
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([person.0, meeting.0])?;
        rows.next()?.map(|row| Attendance::read(row, 0)).transpose()
    }

    /// Returns the id of the referral between two people of one kind; `None` where there is none.
    pub fn referral_between(&self, from: Id, to: Id, kind: ReferralKind) -> Result<Option<Id>> {
        Ok(self.referrals_between(from, to)?.into_iter().find(|r| r.kind == kind).map(|r| r.id))
    }

    /// Returns the keys of a scheme with the people they stand for, in no order.
    pub fn people_by_source(&self, scheme: &str) -> Result<Vec<(String, Id)>> {
        let sql = "SELECT key, person_id FROM source WHERE scheme = ?1 AND person_id IS NOT NULL";
        let mut statement = self.conn.prepare_cached(sql)?;
        let pairs = statement.query_map([scheme], |row| Ok((row.get(0)?, Id(row.get(1)?))))?;
        Ok(pairs.collect::<rusqlite::Result<_>>()?)
    }

    /// Tells whether some meeting came from an import of this scheme.
    pub fn has_meetings_from(&self, scheme: &str) -> Result<bool> {
        let sql = "SELECT 1 FROM source WHERE scheme = ?1 AND meeting_id IS NOT NULL LIMIT 1";
        Ok(self.conn.prepare_cached(sql)?.exists([scheme])?)
    }

    /// Returns a whole table, read beside the parent its column `parent` names.
    pub fn beside<R: Record>(&self, parent: &'static str) -> Result<Beside<'_, R>> {
        let columns = R::TABLE.column_list();
        let keys = R::TABLE.columns[..R::TABLE.key].join(", ");
        let table = R::TABLE.name;
        // The parent's index gives this order, so nothing is sorted and nothing held in memory.
        let sql = format!(
            "SELECT \"{parent}\", {columns} FROM \"{table}\" WHERE \"{parent}\" IS NOT NULL ORDER BY \"{parent}\", {keys}"
        );
        Ok(Beside { statement: self.conn.prepare(&sql)?, record: PhantomData })
    }
}

/// A table that is read beside its parents.
pub struct Beside<'c, R> {
    statement: Statement<'c>,
    record: PhantomData<R>,
}

impl<R: Record> Beside<'_, R> {
    /// Begins to read.
    ///
    /// # Errors
    /// Where the store cannot be read; so for all below.
    pub fn run(&mut self) -> Result<Children<'_, R>> {
        Ok(Children { rows: self.statement.query([])?, ahead: None })
    }
}

/// The children of one parent after the other.
pub struct Children<'s, R> {
    rows: Rows<'s>,
    /// The first child of a later parent, where one was read.
    ahead: Option<(Id, R)>,
}

impl<R: Record> Children<'_, R> {
    /// Returns the children of a parent, in key order. Parents must be asked for in rising order.
    pub fn of(&mut self, parent: Id) -> Result<Vec<R>> {
        let mut found = Vec::new();
        loop {
            let (of, record) = match self.ahead.take() {
                Some(ahead) => ahead,
                None => match self.rows.next()? {
                    Some(row) => (Id(row.get(0)?), R::read(row, 1)?),
                    None => return Ok(found),
                },
            };
            if of > parent {
                self.ahead = Some((of, record));
                return Ok(found);
            }
            if of == parent {
                found.push(record);
            }
        }
    }
}
