//! Complete, checked copies of a store.

use std::fs::{self, File};
use std::path::Path;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::{Error, Result, Store, drafts, file};

/// What a checked copy holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    pub people: u64,
    pub meetings: u64,
    pub bytes: u64,
}

/// What may stand where a copy goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    /// Nothing: a file there is not touched.
    New,
    /// Any file but a store in use: it is replaced.
    Replaced,
}

/// What becomes of a copy.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// It is a store as any other.
    AsStore,
    /// It is kept, and read at most: SQLite keeps no files beside it.
    AtRest,
}

impl Store {
    /// Writes a complete, checked copy of the store to `target`, which must not exist, and returns what it holds.
    ///
    /// The copy is made beside the target, checked, synced and then put in its place in one step.
    ///
    /// # Errors
    /// Where `target` exists or cannot be written, or the copy is not sound.
    pub fn backup_to(&self, target: &Path) -> Result<Copied> {
        self.backup(target, Target::New, Use::AsStore)
    }

    /// Writes a copy as [`Store::backup_to`] does, of which SQLite keeps no files beside it when it is read.
    ///
    /// # Errors
    /// As [`Store::backup_to`].
    pub(super) fn backup_to_rest(&self, target: &Path) -> Result<Copied> {
        self.backup(target, Target::New, Use::AtRest)
    }

    /// Writes a copy as [`Store::backup_to`] does, over any file that stands at `target`.
    ///
    /// # Errors
    /// Where `target` cannot be written, or the copy is not sound; the file at `target` is then as it was.
    pub fn backup_over(&self, target: &Path) -> Result<Copied> {
        self.backup(target, Target::Replaced, Use::AsStore)
    }

    fn backup(&self, path: &Path, target: Target, purpose: Use) -> Result<Copied> {
        let replaces = target == Target::Replaced;
        let target = file::absolute(path)?;
        let unusable = |why: String| Error::Unusable { path: target.clone(), why };
        if !replaces && target.exists() {
            return Err(unusable("there is a file of this name already".into()));
        }
        if replaces && file::has_wal(&target) {
            return Err(unusable("it is a store in use, for a log lies beside it".into()));
        }
        let draft = drafts::draft_of(&target);
        // Of a process that had this number before and was cut off, and of others that were.
        drafts::remove(&draft, self.is_locked());
        drafts::sweep(&target, self.is_locked());
        let made = file::make(&draft).map_err(|e| Error::io(&e, &target));
        let copied = made.and_then(|_| self.copy_into(&draft, purpose).map_err(|e| e.about(&draft, &target, &target)));
        let done = copied.and_then(|copied| {
            let placed = File::open(&draft).and_then(|f| f.sync_all()).and_then(|()| {
                if replaces {
                    // The log of the old file must never be read as one of the new.
                    file::remove_all(&target, drafts::BESIDE);
                    fs::rename(&draft, &target)?;
                } else {
                    fs::hard_link(&draft, &target)?;
                }
                file::sync_folder_of(&target)
            });
            placed.map(|()| copied).map_err(|e| Error::io(&e, &target))
        });
        drafts::remove(&draft, false);
        done
    }

    fn copy_into(&self, draft: &Path, purpose: Use) -> Result<Copied> {
        let told = |e| Error::sqlite(e, Some(draft));
        let flags =
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        let mut copy = Connection::open_with_flags(draft, flags).map_err(told)?;
        if let Some(key) = &self.key {
            key.turn(&copy).map_err(told)?;
        }
        let held = self.copy_and_check(&mut copy, draft)?;
        // A copy of a store in memory would stay in the slower mode for ever.
        let mode = if file::is_local(draft) && purpose == Use::AsStore { "WAL" } else { "DELETE" };
        copy.query_row(&format!("PRAGMA journal_mode = {mode}"), [], |_| Ok(())).map_err(told)?;
        let bytes = fs::metadata(draft).map(|about| about.len()).unwrap_or_default();
        Ok(Copied { bytes, ..held })
    }

    /// Copies all pages and makes sure that the copy is sound and holds the rows that the store does. `path` is named in
    /// errors of the copy; its size is not looked at.
    pub(super) fn copy_and_check(&self, copy: &mut Connection, path: &Path) -> Result<Copied> {
        let told = |e| Error::sqlite(e, Some(path));
        // One transaction around copying and counting: what others write meanwhile belongs to neither.
        let _same_state = self.conn.unchecked_transaction().map_err(|e| self.error(e))?;
        let there = count(&self.conn).map_err(|e| self.error(e))?;
        copy_pages(&self.conn, copy, path)?;
        let said: String = copy.query_row("PRAGMA integrity_check", [], |row| row.get(0)).map_err(told)?;
        if said != "ok" {
            return Err(Error::Damaged { path: path.to_owned(), why: said });
        }
        let here = count(copy).map_err(told)?;
        if here != there {
            let why = "the copy holds other rows than the store".into();
            return Err(Error::Damaged { path: path.to_owned(), why });
        }
        Ok(Copied { people: here[0], meetings: here[1], bytes: 0 })
    }
}

/// Copies a whole database in one step. `to` is named in errors.
pub(super) fn copy_pages(from: &Connection, to: &mut Connection, path: &Path) -> Result<()> {
    let told = |e| Error::sqlite(e, Some(path));
    // Not `run_to_completion`: it refuses to take all pages at once, and waits for ever where the source is held.
    match Backup::new(from, to).map_err(told)?.step(-1).map_err(told)? {
        StepResult::Done => Ok(()),
        _ => Err(Error::Busy { path: path.to_owned(), seconds: file::BUSY_SECONDS }),
    }
}

/// Returns a copy that lives in memory, to try things on.
pub(super) fn in_memory_copy(from: &Connection, path: &Path) -> Result<Connection> {
    let told = |e| Error::sqlite(e, Some(path));
    let mut copy = Connection::open_in_memory().map_err(told)?;
    copy_pages(from, &mut copy, path)?;
    file::configure(&copy, super::Access::Write).map_err(told)?;
    Ok(copy)
}

/// Counts what a copy must hold as well: people, meetings and changes.
pub(super) fn count(conn: &Connection) -> rusqlite::Result<[u64; 3]> {
    conn.query_row(
        "SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM meeting), (SELECT count(*) FROM change)",
        [],
        |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?].map(i64::unsigned_abs)),
    )
}
