//! The file under a store: where it is, what lies beside it, how it is made, held and opened.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::cipher::{self, Key};
use super::{Access, Error, Result, drafts, paired, why};

/// How long a writer waits for others, in seconds.
pub(super) const BUSY_SECONDS: u64 = 30;
/// Marks the file as ours in its header: "auld" in ASCII.
pub(super) const APPLICATION_ID: i32 = 0x6175_6c64;
/// A write-ahead log longer than this is carried into the file: each reader has to check all of it.
const LONG_WAL_BYTES: u64 = 512 * 1024;
/// File systems on which the shared memory of a write-ahead log works (magic numbers of statfs(2)):
/// ext2-4, xfs, btrfs, zfs, f2fs, tmpfs, overlayfs, bcachefs, jfs, ramfs.
const LOCAL_FILE_SYSTEMS: &[i64] = &[
    0xEF53,
    0x5846_5342,
    0x9123_683E,
    0x2FC1_2FC1,
    0xF2F5_2010,
    0x0102_1994,
    0x794C_7630,
    0xCA45_1A4E,
    0x3153_464A,
    0x8584_58F6,
];

/// The longest path, in bytes: SQLite takes 512, and names beside it are longer.
const LONGEST_PATH: usize = 480;

/// Says that nothing can be done with what stands at `path`, and why.
pub(super) fn unusable(path: &Path, why: impl ToString) -> Error {
    Error::Unusable { path: path.to_owned(), why: why.to_string() }
}

/// Says in words why a call on a file failed.
pub(super) fn reason(e: &std::io::Error) -> String {
    match e.kind() {
        std::io::ErrorKind::NotFound => "no such folder".into(),
        _ => why(e),
    }
}

/// Returns the path with its folder resolved, so that SQLite never sees a URI or a relative name.
pub(super) fn absolute(path: &Path) -> Result<PathBuf> {
    if path.as_os_str().as_encoded_bytes().ends_with(b"/") {
        return Err(unusable(path, "it is a folder; name a file in it"));
    }
    let path = std::path::absolute(path).map_err(|e| unusable(path, reason(&e)))?;
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(unusable(&path, "it is a folder"));
    };
    let long = |path: &Path| path.as_os_str().len() > LONGEST_PATH;
    if long(&path) {
        return Err(unusable(&path, format!("its path is too long, more than {LONGEST_PATH} bytes")));
    }
    match fs::canonicalize(folder) {
        Ok(folder) => Ok(folder.join(name)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(path),
        Err(e) => Err(unusable(&path, reason(&e))),
    }
}

/// Returns the path with `suffix` added to the file's name: `-wal`, `-shm`.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Returns the folder of a file, whose path is absolute.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("/"))
}

/// Sees to it that what was made, renamed or removed in the folder of a file outlasts a power cut.
pub(super) fn sync_folder_of(path: &Path) -> std::io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}

/// Removes a file and those beside it, as far as they are there.
pub(super) fn remove_all(path: &Path, suffixes: &[&str]) {
    for suffix in suffixes {
        fs::remove_file(beside(path, suffix)).ok();
    }
}

/// Returns the names of the files beside the store that begin as its own and hold one of the marks, in order.
pub(super) fn beside_with(path: &Path, begin: &str, marks: &[&str]) -> Vec<String> {
    let entries = path.parent().and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name.strip_prefix(begin).is_some_and(|rest| marks.iter().any(|mark| rest.contains(mark))));
    names.sort();
    names
}

pub(super) fn has_journal(path: &Path) -> bool {
    fs::metadata(beside(path, "-journal")).is_ok_and(|journal| journal.len() > 0)
}

pub(super) fn has_wal(path: &Path) -> bool {
    fs::metadata(beside(path, "-wal")).is_ok_and(|wal| wal.len() > 0)
}

/// Makes a new file that only its owner can read.
pub(super) fn make(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Makes a file that only its owner can read, in a folder that only its owner can enter, has `fill` make a store
/// of it, and puts it in its place in one step: nobody ever sees half a store at `path`.
///
/// A folder that is there already is left as it is: it may be one the user shares on purpose.
pub(super) fn create(path: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let folder = folder_of(path);
    make_folder(folder).map_err(|e| unusable(path, reason(&e)))?;
    let draft = drafts::beside(path);
    drafts::remove(&draft, false);
    drafts::sweep_beside(path, false);
    let placed = make(&draft).map_err(|e| unusable(path, reason(&e)));
    let placed = placed.and_then(|_| fill(&draft).map_err(|e| e.about(&draft, path, path))).and_then(|()| {
        match fs::hard_link(&draft, path) {
            // Another auld was first; what it made is opened like any other store.
            Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => Err(unusable(path, reason(&e))),
            _ => sync_folder_of(path).map_err(|e| unusable(path, reason(&e))),
        }
    });
    drafts::remove(&draft, false);
    placed
}

/// Makes a folder that only its owner can enter, and those above it that are not there, so that they outlast a power cut.
pub(super) fn make_folder(folder: &Path) -> std::io::Result<()> {
    let made: Vec<_> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    for parent in made.into_iter().rev().filter_map(Path::parent) {
        match File::open(parent) {
            Ok(parent) => parent.sync_all()?,
            // A folder that may be written to and not be read cannot be synced.
            Err(e) if e.kind() == std::io::ErrorKind::PermissionDenied => {}
            Err(e) => return Err(e),
        }
    }
    Ok(())
}

/// Takes back what a writer that was cut off left half done where there is no write-ahead log: a connection that may not
/// write cannot, and would refuse the store. Where this one cannot either, opening it says why.
fn take_back_if_cut_off(path: &Path, key: Option<&Key>) {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    if has_journal(path)
        && let Ok(conn) = Connection::open_with_flags(path, flags)
        && key.is_none_or(|key| key.turn(&conn).is_ok())
    {
        // SQLite does it before the first read, unless the writer is still at work: nobody waits for that here.
        conn.query_row("PRAGMA schema_version", [], |_| Ok(())).ok();
    }
}

/// Opens the file, with its key where it is locked, and sets what every connection needs.
pub(super) fn connect(path: &Path, access: Access, key: Option<&Key>) -> Result<Connection> {
    if access == Access::Read {
        take_back_if_cut_off(path, key);
    }
    let mut flags =
        OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW | OpenFlags::SQLITE_OPEN_EXRESCODE;
    flags |= match access {
        Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Access::Rehearse | Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
    };
    let told = |e| Error::sqlite(e, Some(path));
    let conn = Connection::open_with_flags(path, flags).map_err(told)?;
    if let Some(key) = key {
        // Closing after a wrong key must not carry the log into the file either.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(told)?;
        key.turn(&conn).map_err(told)?;
        fits(&conn, path)?;
    }
    configure(&conn, access).map_err(told)?;
    Ok(conn)
}

/// Makes sure that the key opens the file, and that what it opens is ours; a new file has no page yet.
fn fits(conn: &Connection, path: &Path) -> Result<()> {
    let mark = conn.query_row("PRAGMA application_id", [], |row| row.get::<_, i32>(0)).map_err(|e| {
        match e.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => cipher::wrong_key(path),
            _ => Error::sqlite(e, Some(path)),
        }
    })?;
    if mark != APPLICATION_ID && fs::metadata(path).is_ok_and(|about| about.len() > 0) {
        return Err(Error::Foreign { path: path.to_owned(), why: "it is the database of another program".into() });
    }
    Ok(())
}

/// Sets a connection's options. Calls, not pragmas, where there is a choice: they cost nothing.
pub(super) fn configure(conn: &Connection, access: Access) -> rusqlite::Result<()> {
    conn.busy_timeout(Duration::from_secs(BUSY_SECONDS))?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // A plan must not depend on the values bound: else statements are prepared twice.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    conn.set_prepared_statement_cache_capacity(64);
    if access == Access::Read {
        // Readers pass over the file once; what they have seen need not stay.
        conn.execute_batch("PRAGMA cache_size = -256")?;
    } else {
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
        // Durable when the command returns, also without a write-ahead log, where that takes one sync more than FULL has;
        // and what is deleted leaves no words behind in the file.
        conn.execute_batch("PRAGMA synchronous = EXTRA; PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -512")?;
    }
    Ok(())
}

/// Makes room in memory for an operation that changes much: an import. It saves a tenth of the time; more room saves
/// next to nothing, since what follows from the rows is written in the order of the store.
pub(super) fn make_room(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch("PRAGMA cache_size = -8192")
}

/// Makes room for an operation that adds many people. What finds people by name, address and source is in no order that
/// a file has, so that there most of it must fit: with 8 MB an import takes twice as long.
pub(super) fn make_room_for_people(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch("PRAGMA cache_size = -65536")
}

/// How a store's place is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    /// By everybody who has the store open.
    Shared,
    /// By whoever puts another file in its place.
    Alone,
}

/// Holds the place of a store until the file returned is dropped; `None` where its folder is not there or cannot be
/// locked, as on some network disks.
///
/// SQLite finds a write-ahead log by its name. Whoever opened the old file just before it is replaced would read, and
/// write into, the log of the new one; no lock on either file keeps them apart, a lock on the folder does.
///
/// # Errors
/// Where others do not let go in time.
pub(super) fn hold(path: &Path, how: Hold) -> Result<Option<File>> {
    use rustix::fs::{FlockOperation, flock};
    const PAUSE: Duration = Duration::from_millis(10);
    let Ok(folder) = File::open(folder_of(path)) else { return Ok(None) };
    let operation = match how {
        Hold::Shared => FlockOperation::NonBlockingLockShared,
        Hold::Alone => FlockOperation::NonBlockingLockExclusive,
    };
    for _ in 0..Duration::from_secs(BUSY_SECONDS).as_millis() / PAUSE.as_millis() {
        match flock(&folder, operation) {
            Ok(()) => return Ok(Some(folder)),
            Err(e) if e == rustix::io::Errno::WOULDBLOCK => std::thread::sleep(PAUSE),
            Err(e) if e == rustix::io::Errno::INTR => {}
            Err(_) => return Ok(None),
        }
    }
    Err(Error::Busy { path: path.to_owned(), seconds: BUSY_SECONDS })
}

/// Tells whether the file lies on a local disk, where a write-ahead log works.
pub(super) fn is_local(path: &Path) -> bool {
    rustix::fs::statfs(folder_of(path)).is_ok_and(|about| {
        // Its type differs from platform to platform.
        #[allow(clippy::unnecessary_cast)]
        let kind = about.f_type as i64 & 0xFFFF_FFFF;
        LOCAL_FILE_SYSTEMS.contains(&kind)
    })
}

/// Puts a complete store in the journal mode that its disk allows, and leaves all of it in the one file.
pub(super) fn settle(conn: &Connection, path: &Path) -> rusqlite::Result<()> {
    let mode = if is_local(path) { "PRAGMA journal_mode = WAL" } else { "PRAGMA journal_mode = DELETE" };
    conn.query_row(mode, [], |_| Ok(()))?;
    // SQLite refuses a checkpoint just after the mode was changed, and then there is nothing to carry over.
    if has_wal(path) { checkpoint(conn, path) } else { Ok(()) }
}

/// Carries a long write-ahead log into the file. A failure is no loss: the log stays and is read as before.
pub(super) fn checkpoint_if_long(conn: &Connection, path: Option<&Path>) {
    let long = path.and_then(|p| fs::metadata(beside(p, "-wal")).ok()).is_some_and(|wal| wal.size() > LONG_WAL_BYTES);
    if let Some(path) = path.filter(|_| long) {
        checkpoint(conn, path).ok();
    }
}

/// Carries the write-ahead log into the file and empties it, unless others are reading it now.
pub(super) fn checkpoint(conn: &Connection, path: &Path) -> rusqlite::Result<()> {
    // Waiting for readers here would hold up a command that is already done.
    conn.busy_timeout(Duration::ZERO)?;
    let done = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    conn.busy_timeout(Duration::from_secs(BUSY_SECONDS))?;
    paired::renew_log(path);
    done
}
