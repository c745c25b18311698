//! Whether a write-ahead log belongs to the file beside it.
//!
//! SQLite goes by the name alone. Whoever copies a backup over a store and leaves the log there gets a mixture of the two,
//! which can pass for a store. auld never changes the file after its log, but for emptying the log into it; so a file that
//! is newer than its log is looked at closely. That is rare, may take its time, and
//! is not done twice.

use std::collections::HashSet;
use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::cipher::Key;
use super::{Access, Error, Result, drafts, file};

/// How often to look again before a file is taken for changed after its log: another auld may just be emptying that.
const LOOKS: u32 = 3;

/// Refuses a log that is not of the file at `path`, which `key` opens where it is locked. To be asked before a connection
/// is made that stays: closing the file, which is read here, would let go of the locks of the whole process.
///
/// # Errors
/// Where the log is of another store, or of another time of this one, or neither can be read.
pub(super) fn refuse_strange_log(path: &Path, key: Option<&Key>) -> Result<()> {
    for _ in 0..LOOKS {
        if !changed_after_log(path) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    if !changed_after_log(path) {
        return Ok(());
    }
    if belongs(path, key)? {
        // So that it need not be found out again.
        renew_log(path);
        return Ok(());
    }
    let log = file::beside(path, "-wal");
    let why = format!(
        "the log beside it, `{}`, is not the one of this file; move it away to use the file as it stands, or put back the file it belongs to",
        log.display()
    );
    Err(Error::Damaged { path: path.to_owned(), why })
}

/// Says that a log is as new as its file: one that could not be emptied whole, or was found to belong to it.
pub(super) fn renew_log(path: &Path) {
    if file::has_wal(path)
        && let Ok(changed) = fs::metadata(path).and_then(|about| about.modified())
        && let Ok(log) = File::options().write(true).open(file::beside(path, "-wal"))
    {
        log.set_modified(changed).ok();
    }
}

fn changed_after_log(path: &Path) -> bool {
    let Ok(log) = fs::metadata(file::beside(path, "-wal")) else { return false };
    let changed = |about: fs::Metadata| about.modified().ok();
    log.len() > 0 && fs::metadata(path).ok().and_then(changed) > changed(log)
}

/// Tells whether file and log together are a sound store in which all that the file knows of was done.
fn belongs(path: &Path, key: Option<&Key>) -> Result<bool> {
    let told = |e| Error::sqlite(e, Some(path));
    // First the file alone: what others write meanwhile can only add to both together.
    let alone = without_log(path, key);
    let conn = file::connect(path, Access::Read, key)?;
    // Of a file into which its log was being emptied when the power went, some pages are old and some new: what it says
    // by itself is true where it can be read at all.
    if let Some(alone) = alone {
        // Where pages are of two times an operation can come up twice, and out of order.
        let together: HashSet<(i64, i64)> = operations(&conn).map_err(told)?.into_iter().collect();
        if !alone.iter().all(|operation| together.contains(operation)) {
            return Ok(false);
        }
    }
    let said: String = conn.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(told)?;
    Ok(said == "ok")
}

/// Returns the operations that the file knows of without its log; `None` where it cannot be copied to look, or not read.
fn without_log(path: &Path, key: Option<&Key>) -> Option<Vec<(i64, i64)>> {
    // Its own name: what is about to take the place of this file may be in the making beside it.
    let draft = file::beside(&drafts::beside(path), "-alone");
    drafts::remove(&draft, false);
    let copied = file::make(&draft).and_then(|mut copy| std::io::copy(&mut File::open(path)?, &mut copy));
    let read = copied.ok().and_then(|_| {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let alone = Connection::open_with_flags(&draft, flags | OpenFlags::SQLITE_OPEN_NOFOLLOW).ok()?;
        key.map_or(Ok(()), |key| key.turn(&alone)).ok()?;
        operations(&alone).ok()
    });
    drafts::remove(&draft, false);
    read
}

/// Returns number and mark of each operation.
fn operations(conn: &Connection) -> rusqlite::Result<Vec<(i64, i64)>> {
    let mut statement = conn.prepare("SELECT id, uid FROM operation ORDER BY id")?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}
