//! All SQL. What leaves is rows and domain values; rules, wording, scores and date parsing live elsewhere.
//!
//! A [`Store`] is one file. [`Store::read`] lends a [`Reader`] over one consistent state; [`Store::write`]
//! runs one operation in one IMMEDIATE transaction and keeps, for every row it changes, what the row was
//! before ([`oplog`]), so that undo, redo and history need no code per verb.

mod backup;
mod bonds;
mod changes;
mod check;
mod cipher;
mod copies;
mod derive;
mod derived;
mod drafts;
mod error;
mod exchange;
mod file;
mod forget;
mod history;
mod ids;
mod image;
mod inspect;
mod kept;
mod latest;
mod lock;
mod meetings;
mod migrate;
mod months;
mod names;
mod obstacles;
mod oplog;
mod own_changes;
mod paired;
mod pairs;
mod people;
mod places;
mod promises;
mod referrals;
mod relations;
mod replace;
mod row;
pub mod rows;
mod runs;
mod sealed;
mod search;
mod sources;
mod tags;
mod terms;
mod touched;
mod touches;
mod undo;
mod ways;

use std::path::{Path, PathBuf};
use std::rc::Rc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use rusqlite::{Connection, TransactionBehavior};

pub use backup::Copied;
pub use bonds::{Bond, BondFilter};
pub use check::{About, Finding};
pub use cipher::{CAN_LOCK, Key, KeyId, locked};
pub use copies::{Backup, KEPT, Occasion, backups};
pub use drafts::{draft_of, remove as remove_draft, sweep};
pub use error::{Error, Result, why};
pub use exchange::{Beside, Children, Put};
pub use forget::Written;
pub use history::OperationLine;
pub use image::Image;
pub use kept::{Kept, Met};
pub use lock::{Converted, convert, plain_copies, shred};
pub use meetings::{AttendanceOf, MeetingFilter, MeetingLine};
pub use months::{Encounter, FeltSum, Month, MonthCount};
pub use names::NameRow;
pub use obstacles::Obstacle;
pub use oplog::WriteTx;
pub use own_changes::OwnChanges;
pub use people::{PersonFilter, PersonLine};
pub use promises::{DateLine, NoteLine, PromiseLine};
pub use replace::{Replaced, Replacement};
pub use row::{Record, Table};
pub use sealed::{seal, sealed_at, unseal};
pub use search::{Hit, WORDS_MAX, Words};
pub use tags::is_under;
pub use undo::{Reverted, UndoError};

/// What a store is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reading verbs: never creates or upgrades a file.
    Read,
    /// Dry runs: as for writing, but never creates a file.
    Rehearse,
    /// Writing verbs: creates the file where there is none, and upgrades an older one after copying it.
    Write,
}

/// Who asks for an operation, and how: what the history shows.
#[derive(Debug, Clone)]
pub struct OpInfo {
    /// The verb, such as `log`.
    pub verb: String,
    /// The command line that made it, program name left out.
    pub argv: Vec<String>,
    /// When, for the history.
    pub at: DateTime<Utc>,
    /// The civil day, for rows that carry no day of their own.
    pub today: NaiveDate,
}

/// One store of people.
pub struct Store {
    conn: Rc<Connection>,
    path: Option<PathBuf>,
    access: Access,
    /// What opens the file; `None` for one that is not locked.
    key: Option<Key>,
    /// Keeps a restore from putting another file in the place of this one while it is open.
    _held: Option<std::fs::File>,
    /// Whether the end of the process is to close it.
    left_open: bool,
}

impl Drop for Store {
    fn drop(&mut self) {
        if self.left_open {
            std::mem::forget(Rc::clone(&self.conn));
        }
    }
}

/// A consistent state of the store, for as long as it lives.
pub struct Reader<'c> {
    pub(super) conn: &'c Connection,
}

impl Store {
    fn new(
        conn: Connection,
        path: Option<PathBuf>,
        access: Access,
        key: Option<Key>,
        held: Option<std::fs::File>,
    ) -> Store {
        Store { conn: conn.into(), path, access, key, _held: held, left_open: false }
    }

    /// Opens the store at `path`; for reading, a path with no file gives an empty store in memory. A store that is older
    /// than this program is upgraded, and kept as it was under the time that its file says.
    ///
    /// # Errors
    /// Refuses a file that is damaged, foreign, newer than this program, or not to be read or written.
    pub fn open(path: &Path, access: Access) -> Result<Store> {
        Store::open_at(path, access, None, None)
    }

    /// Opens a store as [`Store::open`] does, with its key where it is locked; one that has to be upgraded is kept as it
    /// was under the time `at`.
    ///
    /// # Errors
    /// As [`Store::open`], where it is locked and the key is not its own, and where it has to be upgraded and cannot be
    /// kept.
    pub fn open_at(path: &Path, access: Access, at: Option<NaiveDateTime>, key: Option<&Key>) -> Result<Store> {
        let path = file::absolute(path)?;
        let mut held = file::hold(&path, file::Hold::Shared)?;
        let mut found = inspect::inspect(&path)?;
        if matches!(found, inspect::Found::Nothing) {
            inspect::refuse_orphaned_log(&path)?;
            found = inspect::inspect(&path)?;
        }
        match (&found, access) {
            (inspect::Found::Nothing, Access::Read | Access::Rehearse) => return Store::in_memory(),
            (inspect::Found::Nothing, Access::Write) => {
                file::create(&path, Store::fill)?;
                if held.is_none() {
                    held = file::hold(&path, file::Hold::Shared)?;
                }
            }
            (inspect::Found::Store | inspect::Found::Locked(_), _) => inspect::refuse_planted(&path)?,
        }
        let key = lock::fitting(&path, &found, key)?.cloned();
        paired::refuse_strange_log(&path, key.as_ref())?;
        let mut conn = file::connect(&path, access, key.as_ref())?;
        if access == Access::Rehearse && conn.is_readonly("main").unwrap_or(false) {
            conn = match &key {
                Some(key) => lock::in_memory_copy(&path, key)?,
                None => backup::in_memory_copy(&conn, &path)?,
            };
        }
        let mut store = Store::new(conn, Some(path), access, key, held);
        migrate::gate(&mut store, migrate::Keep::At(at))?;
        Ok(store)
    }

    /// Leaves it to the end of the process to close the file, which takes less: all that is durable is so already, and
    /// what the file holds stays the same. A locked one is closed all the same, so that its key is wiped.
    pub fn leave_open(&mut self) {
        self.left_open = self.key.is_none();
    }

    /// Opens the store at `path` for reading only where that needs neither a new file nor an upgrade nor a key; else `None`.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn peek(path: &Path) -> Result<Option<Store>> {
        let path = file::absolute(path)?;
        let held = file::hold(&path, file::Hold::Shared)?;
        if !matches!(inspect::inspect(&path)?, inspect::Found::Store) {
            return Ok(None);
        }
        inspect::refuse_planted(&path)?;
        paired::refuse_strange_log(&path, None)?;
        let conn = file::connect(&path, Access::Read, None)?;
        let store = Store::new(conn, Some(path), Access::Read, None, held);
        Ok(migrate::is_current(&store)?.then_some(store))
    }

    /// Makes an empty store of the empty file at `path`, complete in the one file.
    fn fill(path: &Path) -> Result<()> {
        let conn = file::connect(path, Access::Write, None)?;
        let mut store = Store::new(conn, Some(path.to_owned()), Access::Write, None, None);
        migrate::gate(&mut store, migrate::Keep::Nothing)?;
        // What is still in the log stays behind when the file is put in its place.
        if file::has_wal(path) {
            file::checkpoint(&store.conn, path).map_err(|e| Error::sqlite(e, Some(path)))?;
        }
        if file::has_wal(path) {
            return Err(Error::Unusable { path: path.to_owned(), why: "it could not be completed".into() });
        }
        Ok(())
    }

    /// Opens a new, empty store that lives in memory.
    ///
    /// # Errors
    /// Only where memory runs out.
    pub fn in_memory() -> Result<Store> {
        let conn = Connection::open_in_memory().map_err(|e| Error::sqlite(e, None))?;
        file::configure(&conn, Access::Write).map_err(|e| Error::sqlite(e, None))?;
        let mut store = Store::new(conn, None, Access::Write, None, None);
        migrate::gate(&mut store, migrate::Keep::Nothing)?;
        Ok(store)
    }

    /// Returns the absolute path of the file; `None` for a store in memory.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Runs `ask` over one consistent state of the store.
    ///
    /// # Errors
    /// What `ask` returns, and a store that cannot be read.
    pub fn read<T, E: From<Error>>(
        &mut self,
        ask: impl FnOnce(&Reader<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let tx = self.conn.unchecked_transaction().map_err(|e| self.error(e))?;
        let answer = ask(&Reader { conn: &self.conn })?;
        // A reading transaction has nothing to keep; letting it go is as good as committing it.
        drop(tx);
        Ok(answer)
    }

    /// Runs `deed` as one operation: all of it is kept, durably, when this returns `Ok`, or nothing is.
    /// An operation that changes nothing leaves no trace. With `dry_run` nothing is kept either way.
    ///
    /// # Errors
    /// What `deed` returns, and a store that cannot be written.
    pub fn write<T, E: From<Error>>(
        &mut self,
        info: &OpInfo,
        dry_run: bool,
        deed: impl FnOnce(&mut WriteTx<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let path = self.path.clone();
        let told = |e| E::from(Error::sqlite(e, path.as_deref()));
        let tx = rusqlite::Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate).map_err(told)?;
        let mut write = WriteTx::new(&self.conn, info, self.key.as_ref());
        let answer = deed(&mut write)?;
        write.settle()?;
        if dry_run {
            tx.rollback().map_err(told)?;
        } else {
            tx.commit().map_err(|e| match self.broken_reference(&e) {
                Some(broken) => E::from(broken),
                None => E::from(Error::commit(e, path.as_deref())),
            })?;
            file::checkpoint_if_long(&self.conn, path.as_deref());
        }
        Ok(answer)
    }

    /// Names a reference that a failed commit would have left dangling.
    fn broken_reference(&self, e: &rusqlite::Error) -> Option<Error> {
        let code = e.sqlite_error()?.extended_code;
        (code == rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY)
            .then(|| Error::Broken("a row is still in use by another".into()))
    }

    fn error(&self, e: rusqlite::Error) -> Error {
        Error::sqlite(e, self.path.as_deref())
    }
}
