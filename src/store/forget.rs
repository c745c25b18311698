//! Forgetting somebody for good: what no undo brings back, because nothing of it is left.
//!
//! It is done in three steps, each whole by itself. One transaction takes everything out of the tables, the search index
//! and the history; from then on the person is gone. Then auld's own copies beside the store are removed, and last
//! the file is written anew and its log emptied, since pages that were let go still hold what they held. Whatever
//! cuts the last two off, the history says that they are not done, and they can be done again.
//!
//! It writes around the log on purpose: what the log keeps is what has to go.

mod past;
mod texts;

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::check::{self, Finding};
use super::{Error, Reader, Result, Store, copies, file, paired};
use crate::domain::id::Id;

pub use texts::Written;

/// An operation that keeps nothing of what it changed: it cannot be taken back.
const LOST: i64 = 1;
/// As [`LOST`], and what is left of it in free pages and copies is still to be removed.
const UNFINISHED: i64 = 2;

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

    /// Returns all the meetings that somebody was at, in the order of their ids.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn meetings_attended(&self, person: Id) -> Result<Vec<Id>> {
        let sql = "SELECT meeting_id FROM attendance WHERE person_id = ?1 ORDER BY meeting_id";
        let mut statement = self.conn.prepare_cached(sql)?;
        let ids = statement.query_map([person.0], |row| row.get(0).map(Id))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// Returns all the names of those at a meeting.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn names_at(&self, meeting: Id) -> Result<Vec<String>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT p.name FROM attendance a JOIN person p ON p.id = a.person_id WHERE a.meeting_id = ?1
             UNION ALL
             SELECT n.text FROM attendance a JOIN name n ON n.person_id = a.person_id WHERE a.meeting_id = ?1",
        )?;
        let names = statement.query_map([meeting.0], |row| row.get(0))?;
        Ok(names.collect::<rusqlite::Result<_>>()?)
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
        self.write_anew().map_err(told)?;
        if let Some(path) = self.path.as_deref().filter(|path| file::has_wal(path)) {
            empty_log(&self.conn, path)?;
        }
        self.conn.execute("UPDATE operation SET lost = ?1 WHERE lost = ?2", [LOST, UNFINISHED]).map_err(told)?;
        Ok(Some(gone))
    }

    /// Writes the whole file anew. What it will hold is gathered first: on the disk, in a file without a name beside the
    /// store, since it can be hundreds of megabytes; that of a locked store in memory, since there it is plain.
    fn write_anew(&self) -> rusqlite::Result<()> {
        let folder = match (&self.path, &self.key) {
            (Some(path), None) => {
                path.parent().and_then(Path::to_str).map(|folder| if folder.is_empty() { "." } else { folder })
            }
            _ => None,
        };
        let Some(folder) = folder else { return self.conn.execute_batch("VACUUM") };
        let gathered_in = |folder: &str| self.conn.pragma_update(None, "temp_store_directory", folder);
        gathered_in(folder)?;
        self.conn.pragma_update(None, "temp_store", "FILE")?;
        let done = self.conn.execute_batch("VACUUM");
        self.conn.pragma_update(None, "temp_store", "MEMORY")?;
        gathered_in("")?;
        done
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
