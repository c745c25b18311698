//! From a plain store to a locked one, and back; and what of a plain one is left behind.
//!
//! Neither can be done in place. The other form is written beside the store, compared with it row by row, and put in its
//! place in one step, while nobody else is in the store; until that step, and after it, a whole store stands there. What
//! was the store goes last. A plain one is written over before it goes, which is all that a program can do: a disk that
//! puts new bytes elsewhere (SSDs, copy-on-write file systems, snapshots) may keep the old ones.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, params};

use super::check::{Finding, bad, good};
use super::cipher::{self, Key};
use super::drafts::{self, BESIDE};
use super::{Access, Copied, Error, Result, Store, backup, copies, file, inspect, replace};

/// How much is written over at once.
const BLOCK: usize = 64 * 1024;

/// A store that was converted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    pub held: Copied,
    /// The store as it was, where it could not be removed.
    pub left: Option<PathBuf>,
}

/// Returns the key to use for what was found at a path: none for a plain store, `key` where it is of this store.
///
/// # Errors
/// Where the store is locked with another key than this.
pub(super) fn fitting<'k>(path: &Path, found: &inspect::Found, key: Option<&'k Key>) -> Result<Option<&'k Key>> {
    match found {
        inspect::Found::Locked(id) => match key.filter(|key| key.id() == *id) {
            Some(key) => Ok(Some(key)),
            None => Err(cipher::no_key(path)),
        },
        inspect::Found::Nothing | inspect::Found::Store => Ok(None),
    }
}

/// Puts a locked store in the place of a plain one, or the other way: `from` opens it as it is, `to` as it will be. What it
/// was goes; where the store is not plain any more it is written over before. `at` names it where it cannot go.
///
/// # Errors
/// Where others do not leave the store in time, it cannot be written, or what was written is not what was there. The
/// store is then as it was.
pub fn convert(path: &Path, from: Option<&Key>, to: Option<&Key>, at: NaiveDateTime) -> Result<Converted> {
    let path = file::absolute(path)?;
    let unusable = |e: io::Error| Error::Unusable { path: path.clone(), why: file::reason(&e) };
    // Nobody of ours is in the store from here to the end, and nobody comes in.
    let _alone = file::hold(&path, file::Hold::Alone)?;
    let found = inspect::inspect(&path)?;
    let from = fitting(&path, &found, from)?;
    if matches!(found, inspect::Found::Nothing) || from.map(Key::id) == to.map(Key::id) {
        return Err(Error::Unusable { path, why: "it is not the store that it was a moment ago".into() });
    }
    // The log holds pages in the clear, and is gone before all of them can be written over by name.
    let log = OpenOptions::new().write(true).open(file::beside(&path, "-wal")).ok().filter(|_| from.is_none());
    let draft = drafts::beside(&path);
    drafts::remove(&draft, false);
    file::make(&draft).map_err(unusable)?;
    let conn = file::connect(&path, Access::Write, from)?;
    let done = write_other(&conn, &path, &draft, to).and_then(|held| {
        let aside = replace::free_name(&path, at);
        swap(&path, &draft, &aside).map_err(unusable)?;
        Ok((held, aside))
    });
    let (held, aside) = match done {
        Ok(done) => done,
        Err(e) => {
            conn.execute_batch("ROLLBACK").ok();
            conn.execute_batch("PRAGMA main.locking_mode = NORMAL").ok();
            conn.execute_batch("DETACH other").ok();
            if file::is_local(&path) {
                conn.execute_batch("PRAGMA main.journal_mode = WAL").ok();
            }
            drop(conn);
            drafts::remove(&draft, false);
            return Err(e.about(&draft, &path, &path));
        }
    };
    drop(conn);
    drafts::remove(&draft, false);
    // What stands there now is opened as it will be from now on, before what stood there goes.
    let there = file::connect(&path, Access::Read, to)?;
    backup::count(&there).map_err(|e| Error::sqlite(e, Some(&path)))?;
    drop(there);
    let gone = match to {
        Some(_) => log.map_or(Ok(()), |log| overwrite(&log)).and_then(|()| shred_file(&aside)),
        None => fs::remove_file(&aside),
    };
    Ok(Converted { held, left: gone.err().map(|_| aside) })
}

/// Writes the store in its other form to the draft and compares the two. The connection has the store for itself from here
/// until it is closed.
fn write_other(conn: &Connection, path: &Path, draft: &Path, to: Option<&Key>) -> Result<Copied> {
    let told = |e| Error::sqlite(e, Some(path));
    let at_draft = |e| Error::sqlite(e, Some(draft));
    attach(conn, draft, to).map_err(at_draft)?;
    replace::quiesce_with(conn, path)?;
    // The lock outlives the transaction, so that nobody writes between copying and comparing.
    conn.query_row("PRAGMA main.locking_mode = EXCLUSIVE", [], |_| Ok(())).map_err(told)?;
    export(conn, "main", "other").map_err(at_draft)?;
    conn.execute_batch("COMMIT").map_err(at_draft)?;
    compare(conn, draft)?;
    conn.execute_batch("DETACH other").map_err(at_draft)?;
    finish(draft, to)
}

fn attach(conn: &Connection, path: &Path, key: Option<&Key>) -> rusqlite::Result<()> {
    let key = key.map(Key::literal).unwrap_or_default();
    conn.execute("ATTACH ?1 AS other KEY ?2", params![path.as_os_str().as_bytes(), key.as_str()]).map(|_| ())
}

/// Copies all of a database into an empty one, and what its header says of it.
fn export(conn: &Connection, from: &str, to: &str) -> rusqlite::Result<()> {
    conn.query_row("SELECT sqlcipher_export(?1, ?2)", [to, from], |_| Ok(()))?;
    for header in ["application_id", "user_version"] {
        let value: i64 = conn.query_row(&format!("PRAGMA {from}.{header}"), [], |row| row.get(0))?;
        conn.execute_batch(&format!("PRAGMA {to}.{header} = {value}"))?;
    }
    Ok(())
}

/// Makes sure that the draft is sound and holds what the store holds: the same schema, and in every table the same rows in
/// the same order.
fn compare(conn: &Connection, draft: &Path) -> Result<()> {
    let damaged = |why: String| Error::Damaged { path: draft.to_owned(), why };
    let said = lines_of(conn, draft, "PRAGMA other.integrity_check")?;
    if said != ["ok"] {
        return Err(damaged(said.join("; ")));
    }
    // One line for each page whose seal does not fit; none, too, for a plain store.
    let broken = lines_of(conn, draft, "PRAGMA other.cipher_integrity_check")?;
    if !broken.is_empty() {
        return Err(damaged(broken.join("; ")));
    }
    same_content(conn, draft)
}

/// Makes sure that both databases of a connection have the same tables, and in each the same rows in the same order.
fn same_content(conn: &Connection, path: &Path) -> Result<()> {
    let told = |e| Error::sqlite(e, Some(path));
    let damaged = |why: String| Error::Damaged { path: path.to_owned(), why };
    let schema = |of| {
        let sql = format!("SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM {of}.sqlite_schema ORDER BY 1");
        lines_of(conn, path, &sql)
    };
    if schema("main")? != schema("other")? {
        return Err(damaged("its tables are not those of the store".into()));
    }
    let tables = "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name";
    for table in lines_of(conn, path, tables)? {
        let rows = |of| conn.prepare(&format!("SELECT * FROM {of}.\"{}\" NOT INDEXED", table.replace('"', "\"\"")));
        let (mut here, mut there) = (rows("main").map_err(told)?, rows("other").map_err(told)?);
        let width = here.column_count();
        let (mut here, mut there) = (here.query([]).map_err(told)?, there.query([]).map_err(told)?);
        loop {
            let (a, b) = (here.next().map_err(told)?, there.next().map_err(told)?);
            let (a, b) = match (a, b) {
                (None, None) => break,
                (Some(a), Some(b)) => (a, b),
                _ => return Err(damaged(format!("it does not hold as many rows of `{table}`"))),
            };
            for at in 0..width {
                if a.get_ref(at).map_err(told)? != b.get_ref(at).map_err(told)? {
                    return Err(damaged(format!("a row of `{table}` is not as it was")));
                }
            }
        }
    }
    Ok(())
}

fn lines_of(conn: &Connection, path: &Path, sql: &str) -> Result<Vec<String>> {
    let told = |e| Error::sqlite(e, Some(path));
    let mut statement = conn.prepare(sql).map_err(told)?;
    let lines = statement.query_map([], |row| row.get(0)).map_err(told)?;
    lines.collect::<rusqlite::Result<_>>().map_err(told)
}

/// Opens the draft as it will be opened from now on, and leaves all of it in the one file, on the disk.
fn finish(draft: &Path, key: Option<&Key>) -> Result<Copied> {
    let told = |e| Error::sqlite(e, Some(draft));
    match (inspect::inspect(draft)?, key) {
        (inspect::Found::Locked(id), Some(key)) if id == key.id() => {}
        (inspect::Found::Store, None) => {}
        _ => return Err(Error::Damaged { path: draft.to_owned(), why: "it is not what was asked for".into() }),
    }
    let conn = file::connect(draft, Access::Write, key)?;
    let [people, meetings, _] = backup::count(&conn).map_err(told)?;
    file::settle(&conn, draft).map_err(told)?;
    drop(conn);
    file::remove_all(draft, BESIDE);
    let unusable = |e: io::Error| Error::Unusable { path: draft.to_owned(), why: file::reason(&e) };
    let written = File::open(draft).map_err(unusable)?;
    written.sync_all().map_err(unusable)?;
    let bytes = written.metadata().map(|about| about.len()).unwrap_or_default();
    Ok(Copied { people, meetings, bytes })
}

/// Gives the store another name, too, and puts the draft in its place.
fn swap(path: &Path, draft: &Path, aside: &Path) -> io::Result<()> {
    fs::hard_link(path, aside)?;
    let placed = file::sync_folder_of(path).and_then(|()| fs::rename(draft, path));
    if placed.is_err() {
        fs::remove_file(aside).ok();
    }
    // From here on it stands there, and whatever is wrong with the folder cannot be helped by taking it away.
    placed?;
    file::sync_folder_of(path).ok();
    Ok(())
}

/// Puts the store that lies at `draft` there in another form: in that of the place that it is meant for. What it was is
/// written over where it was plain.
pub(super) fn convert_draft(draft: &Path, from: Option<&Key>, to: Option<&Key>) -> Result<()> {
    let other = file::beside(draft, "-other");
    let unusable = |e: io::Error| Error::Unusable { path: draft.to_owned(), why: file::reason(&e) };
    drafts::remove(&other, false);
    let write = || {
        file::make(&other).map_err(unusable)?;
        let conn = file::connect(draft, Access::Write, from)?;
        write_other(&conn, draft, &other, to).map_err(|e| e.about(&other, draft, draft))?;
        drop(conn);
        if from.is_none() {
            overwrite(&OpenOptions::new().write(true).open(draft).map_err(unusable)?).map_err(unusable)?;
        }
        fs::rename(&other, draft).map_err(unusable)
    };
    let done = write();
    drafts::remove(&other, false);
    done
}

/// Returns a copy of a locked store that lives in memory and is in the clear, to try things on or to be sealed; compared with
/// the store row by row.
pub(super) fn in_memory_copy(path: &Path, key: &Key) -> Result<Connection> {
    let told = |e| Error::sqlite(e, Some(path));
    let copy = Connection::open_in_memory().map_err(told)?;
    // What is only read must not have its log carried into it.
    copy.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(told)?;
    attach(&copy, path, Some(key)).map_err(told)?;
    // One transaction around copying and comparing: what others write meanwhile belongs to neither.
    copy.execute_batch("BEGIN").map_err(told)?;
    export(&copy, "other", "main").map_err(told)?;
    same_content(&copy, path)?;
    copy.execute_batch("COMMIT").map_err(told)?;
    copy.execute_batch("DETACH other").map_err(told)?;
    file::configure(&copy, Access::Write).map_err(told)?;
    Ok(copy)
}

/// Returns the copies of the store that auld made and that are in the clear.
pub fn plain_copies(path: &Path) -> Vec<PathBuf> {
    let is_plain = |path: &PathBuf| {
        let mut magic = [0; 16];
        let read = File::open(path).and_then(|mut file| file.read_exact(&mut magic));
        // What is no locked store could be one that is not finished, or was cut: in the clear for all we know.
        read.is_err() || cipher::KeyId::begun(&magic).is_none()
    };
    let at_work = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.split_once(".new-").is_some_and(|(_, rest)| !drafts::is_of_no_process(rest))
    };
    let Ok(path) = file::absolute(path) else { return Vec::new() };
    copies::own(&path).into_iter().filter(|copy| is_plain(copy) && !at_work(copy)).collect()
}

/// Writes a copy over and removes it.
///
/// # Errors
/// Where that cannot be done.
pub fn shred(copy: &Path) -> Result<()> {
    shred_file(copy).map_err(|e| Error::Unusable { path: copy.to_owned(), why: file::reason(&e) })
}

fn shred_file(path: &Path) -> io::Result<()> {
    for suffix in ["-wal", "-journal", "-shm", ""] {
        shred_one(&file::beside(path, suffix))?;
    }
    file::sync_folder_of(path)
}

/// Writes a file over and removes it, where it is there, without what lies beside it.
pub(super) fn shred_one(path: &Path) -> io::Result<()> {
    let about = match fs::symlink_metadata(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        about => about?,
    };
    // A name for a file of somebody's backups, or for something else altogether, only goes.
    if about.is_file() && about.nlink() == 1 {
        let no_link = rustix::fs::OFlags::NOFOLLOW.bits() as i32;
        overwrite(&OpenOptions::new().write(true).custom_flags(no_link).open(path)?)?;
    }
    fs::remove_file(path)
}

/// Writes over all of a file, and makes sure that it is on the disk.
fn overwrite(mut file: &File) -> io::Result<()> {
    let zeros = [0; BLOCK];
    let mut left = file.metadata()?.len();
    file.seek(SeekFrom::Start(0))?;
    while left > 0 {
        let now = left.min(BLOCK as u64);
        file.write_all(zeros.get(..now as usize).unwrap_or(&zeros))?;
        left -= now;
    }
    file.sync_all()
}

impl Store {
    /// Tells whether the file is locked.
    pub fn is_locked(&self) -> bool {
        self.key.is_some()
    }

    /// Says of a locked store whether all its pages are as they were sealed, and whether copies in the clear lie beside it.
    pub(super) fn lock(&self) -> Result<Option<Finding>> {
        let (Some(_), Some(path)) = (&self.key, &self.path) else { return Ok(None) };
        let broken = self.lines("PRAGMA cipher_integrity_check")?;
        if !broken.is_empty() {
            let mend = "copy the file aside, then `auld restore` your newest backup";
            return Ok(Some(bad("lock", broken.join("; "), mend)));
        }
        Ok(Some(match plain_copies(path).as_slice() {
            [] => good("lock", "it is locked, and every page is as it was sealed"),
            [first, ..] => bad("lock", format!("`{}` is in the clear", first.display()), "`auld lock` shreds it"),
        }))
    }
}
