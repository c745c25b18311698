//! Puts another store in the place of this one, so that at every instant one of the two stands there whole.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDateTime;
use rusqlite::Connection;

use super::backup::copy_pages;
use super::drafts::{self, BESIDE};
use super::{About, Access, Error, Key, Occasion, Result, Store, copies, file, inspect, lock, migrate, paired};

/// How long to wait between two looks whether all others have left the store.
const PAUSE: Duration = Duration::from_millis(50);

/// A checked copy of a store, ready to take a place. It goes away unless it is put there.
#[derive(Debug)]
pub struct Replacement {
    draft: PathBuf,
    target: PathBuf,
    about: About,
    /// What opens the store that stands at the target.
    old: Option<Key>,
    locked: bool,
}

/// What became of the store that stood there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// Where it lies now; `None` where nothing stood there.
    pub kept: Option<PathBuf>,
}

impl Replacement {
    /// Copies the store at `from` to a file beside `target` and makes sure that it is sound; an older one is
    /// upgraded in the copy. Nothing at `from` or `target` changes. `key` opens what lies at `from`, `old` what stands at
    /// `target`, where they are locked. Where a locked store stands, the copy is locked with its key, whatever it was.
    ///
    /// # Errors
    /// Refuses a file that is damaged, foreign, newer than this program, not to be read, or the target itself.
    pub fn prepare(from: &Path, target: &Path, key: Option<&Key>, old: Option<&Key>) -> Result<Replacement> {
        let (from, target) = (file::absolute(from)?, file::absolute(target)?);
        let found = inspect::inspect(&from)?;
        if matches!(found, inspect::Found::Nothing) {
            return Err(unusable(&from, "there is no such file"));
        }
        let key = lock::fitting(&from, &found, key)?;
        if same_file(&from, &target) {
            return Err(unusable(&from, "it is the store itself"));
        }
        let at = target.clone();
        Replacement::copied(&from, target, key, old, |draft, placed| {
            if file::has_wal(&from) || file::has_journal(&from) {
                return copy_live(&from, draft, key);
            }
            // Bytes, not pages: SQLite would leave files beside a backup, or fail where it may not write them.
            let mut source = File::open(&from).map_err(|e| unusable(&from, &file::reason(&e)))?;
            std::io::copy(&mut source, placed).map_err(|e| Error::io(&e, &at))?;
            Ok(())
        })
    }

    /// As [`Replacement::prepare`], from a store that is read out of something else; errors call it `from`. Only the file
    /// beside `target` ever holds what was read.
    ///
    /// # Errors
    /// As [`Replacement::prepare`], and where `source` cannot be read to its end.
    pub fn prepare_read(source: &mut dyn Read, from: &Path, target: &Path, old: Option<&Key>) -> Result<Replacement> {
        let target = file::absolute(target)?;
        let at = target.clone();
        Replacement::copied(from, target, None, old, |_, placed| {
            let mut room = vec![0; 64 * 1024];
            loop {
                let read = match source.read(&mut room) {
                    Ok(0) => return Ok(()),
                    Ok(read) => read,
                    Err(e) if e.kind() == std::io::ErrorKind::InvalidData => {
                        return Err(Error::Damaged { path: from.to_owned(), why: e.to_string() });
                    }
                    Err(e) => return Err(unusable(from, &file::reason(&e))),
                };
                placed.write_all(&room[..read]).map_err(|e| Error::io(&e, &at))?;
            }
        })
    }

    /// Has `fill` write the copy, and makes sure that it is sound.
    fn copied(
        from: &Path,
        target: PathBuf,
        key: Option<&Key>,
        old: Option<&Key>,
        fill: impl FnOnce(&Path, &mut File) -> Result<()>,
    ) -> Result<Replacement> {
        let at = target.clone();
        let failed = |e: std::io::Error| Error::io(&e, &at);
        file::make_folder(file::folder_of(&target)).map_err(failed)?;
        let draft = drafts::beside(&target);
        // Of a process that had this number before and was cut off, and of others that were.
        drafts::remove(&draft, old.is_some());
        drafts::sweep_beside(&target, old.is_some());
        let mut placed = file::make(&draft).map_err(failed)?;
        // From here on the draft is removed whatever happens.
        let mut replacement =
            Replacement { draft, target, about: About::default(), old: old.cloned(), locked: key.or(old).is_some() };
        let draft = replacement.draft.clone();
        let copied = fill(&draft, &mut placed);
        replacement.about = copied.and_then(|()| make_sound(&draft, key)).map_err(|e| e.about(&draft, from, &at))?;
        placed.sync_all().map_err(failed)?;
        if let Some(old) = old.filter(|old| key != Some(*old)) {
            lock::convert_draft(&draft, key, Some(old)).map_err(|e| e.about(&draft, from, &at))?;
        }
        Ok(replacement)
    }

    /// Returns what the copy holds.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// Tells whether the copy is locked.
    pub fn is_locked(&self) -> bool {
        self.locked
    }

    /// Puts the copy in its place and keeps what stood there: among auld's own copies, or where it is damaged, or no place
    /// is there, as `NAME.replaced-STAMP` beside it.
    ///
    /// # Errors
    /// Where others do not leave the old store in time, or a file cannot be moved; the old store is then as it was.
    pub fn put(self, at: NaiveDateTime) -> Result<Replaced> {
        let target = &self.target;
        let failed = |e: std::io::Error| Error::io(&e, target);
        // Nobody of ours is in the store from here to the end, and nobody comes in.
        let _alone = file::hold(target, file::Hold::Alone)?;
        let old = match inspect::inspect(target) {
            Ok(inspect::Found::Nothing) => None,
            Ok(found @ (inspect::Found::Store | inspect::Found::Locked(_))) => {
                match lock::fitting(target, &found, self.old.as_ref()).and_then(|key| quiesce(target, key)) {
                    // Damage that keeps SQLite out is what a restore is for.
                    Err(Error::Damaged { .. } | Error::Foreign { .. }) => Some(None),
                    held => Some(Some(held?)),
                }
            }
            Err(Error::Damaged { .. }) => Some(None),
            Err(Error::Foreign { why, .. }) if !is_sqlite(target) => {
                // An emptied or overwritten file; the database of another program is refused instead.
                drop(why);
                Some(None)
            }
            Err(e) => return Err(e),
        };
        let sound = matches!(old, Some(Some(_)));
        let among = sound.then(|| copies::place(target, at, Occasion::Restore).ok()).flatten();
        let kept = old.is_some().then(|| among.clone().unwrap_or_else(|| free_name(target, at)));
        let aside = kept.clone().unwrap_or_else(|| free_name(target, at));
        let moved = self.swap(kept.as_deref(), &aside);
        if moved.is_err()
            && let Some(Some(conn)) = &old
            && file::is_local(target)
        {
            conn.execute_batch("ROLLBACK; PRAGMA journal_mode = WAL").ok();
        }
        moved.map_err(failed)?;
        if let Some(newcomer) = among {
            copies::prune(target, &newcomer);
        }
        // It stands there now; whether it still does after a power cut nobody can say.
        let unsure = |e: std::io::Error| Error::Unsure { path: target.clone(), why: file::reason(&e) };
        file::sync_folder_of(target).map_err(unsure)?;
        Ok(Replaced { kept })
    }

    /// Links the old file to its new name, moves a log that belongs to it along, and renames the copy over it.
    fn swap(&self, kept: Option<&Path>, aside: &Path) -> std::io::Result<()> {
        let target = &self.target;
        if let Some(kept) = kept {
            fs::hard_link(target, kept)?;
            fs::set_permissions(kept, fs::Permissions::from_mode(0o600)).ok();
            if kept.parent() != target.parent() {
                file::sync_folder_of(kept)?;
            }
        }
        // A log must never be applied to another file than its own. A sound store has none left by now.
        let logs = ["-wal", "-journal"].map(|suffix| (file::beside(target, suffix), file::beside(aside, suffix)));
        for (log, to) in &logs {
            match fs::metadata(log) {
                Ok(about) if about.len() > 0 => fs::rename(log, to)?,
                Ok(_) => fs::remove_file(log)?,
                Err(_) => {}
            }
        }
        fs::remove_file(file::beside(target, "-shm")).ok();
        file::sync_folder_of(target)?;
        let placed = match kept {
            Some(_) => fs::rename(&self.draft, target),
            None => fs::hard_link(&self.draft, target),
        };
        if let Err(e) = placed {
            for (log, to) in &logs {
                fs::rename(to, log).ok();
            }
            if let Some(kept) = kept {
                fs::remove_file(kept).ok();
            }
            return Err(e);
        }
        Ok(())
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        // It may be in the clear where a locked store stands.
        drafts::remove(&self.draft, self.old.is_some());
    }
}

fn unusable(path: &Path, why: &str) -> Error {
    Error::Unusable { path: path.to_owned(), why: why.to_owned() }
}

fn same_file(a: &Path, b: &Path) -> bool {
    match (fs::metadata(a), fs::metadata(b)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

fn is_sqlite(path: &Path) -> bool {
    let mut magic = [0u8; 16];
    let read = File::open(path).and_then(|mut f| f.read_exact(&mut magic));
    read.is_ok() && &magic == inspect::MAGIC
}

/// Returns a name beside the store that nothing has.
pub(super) fn free_name(target: &Path, at: NaiveDateTime) -> PathBuf {
    let stamp = at.format("%Y%m%d-%H%M%S");
    let plain = file::beside(target, &format!(".replaced-{stamp}"));
    let taken = |path: &PathBuf| path.symlink_metadata().is_ok() || file::has_wal(path);
    let numbered = (2..).map(|n| file::beside(target, &format!(".replaced-{stamp}-{n}")));
    std::iter::once(plain.clone()).chain(numbered).find(|path| !taken(path)).unwrap_or(plain)
}

/// Copies a store that others may be writing to.
fn copy_live(from: &Path, draft: &Path, key: Option<&Key>) -> Result<()> {
    paired::refuse_strange_log(from, key)?;
    let source = file::connect(from, Access::Read, key)?;
    let mut copy = file::connect(draft, Access::Write, key)?;
    copy_pages(&source, &mut copy, from)
}

/// Checks the copy, upgrades it where it is older, and leaves all of it in the one file.
fn make_sound(draft: &Path, key: Option<&Key>) -> Result<About> {
    let told = |e| Error::sqlite(e, Some(draft));
    // Only now is it known that all of it was copied: a cut file was refused before, a growing one is here.
    let key = lock::fitting(draft, &inspect::inspect(draft)?, key)?.cloned();
    let conn = file::connect(draft, Access::Write, key.as_ref())?;
    let mut store = Store::new(conn, Some(draft.to_owned()), Access::Write, key, None);
    let damaged = |why: String| Error::Damaged { path: draft.to_owned(), why };
    let sound = store.integrity()?;
    if !sound.good {
        return Err(damaged(sound.saw));
    }
    migrate::gate(&mut store, migrate::Keep::Nothing)?;
    let whole = store.references()?;
    if !whole.good {
        return Err(damaged(whole.saw));
    }
    // A view or trigger of a stranger would run under our hands.
    const SCHEMA: &str = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema
                          WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name";
    if store.lines(SCHEMA)? != Store::in_memory()?.lines(SCHEMA)? {
        return Err(Error::Foreign { path: draft.to_owned(), why: "its tables are not those of an auld store".into() });
    }
    let about = store.about()?;
    file::settle(&store.conn, draft).map_err(told)?;
    drop(store);
    if file::has_wal(draft) {
        return Err(Error::Unusable { path: draft.to_owned(), why: "its copy could not be completed".into() });
    }
    file::remove_all(draft, BESIDE);
    Ok(about)
}

/// Waits until nobody else has the store open, carries its log into the file, and keeps everybody out for as long
/// as the connection lives.
///
/// Out of write-ahead mode on purpose: the kept file is whole without a log, and another program than auld that opened
/// it just before fails when writing (SQLite looks whether a rollback-mode file was moved) instead of losing the row.
fn quiesce(path: &Path, key: Option<&Key>) -> Result<Connection> {
    paired::refuse_strange_log(path, key)?;
    let conn = file::connect(path, Access::Write, key)?;
    quiesce_with(&conn, path).map(|()| conn)
}

/// As [`quiesce`], for a connection that is there already.
pub(super) fn quiesce_with(conn: &Connection, path: &Path) -> Result<()> {
    let told = |e| Error::sqlite(e, Some(path));
    conn.busy_timeout(Duration::ZERO).map_err(told)?;
    let tries = Duration::from_secs(file::BUSY_SECONDS).as_millis() / PAUSE.as_millis();
    let mut last = None;
    for _ in 0..tries {
        let mode = conn.query_row("PRAGMA main.journal_mode = DELETE", [], |row| row.get::<_, String>(0));
        let held = mode.and_then(|mode| {
            if mode == "delete" { conn.execute_batch("BEGIN EXCLUSIVE").map(|()| true) } else { Ok(false) }
        });
        match held.map_err(told) {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            Err(e @ Error::Busy { .. }) => last = Some(e),
            Err(e) => return Err(e),
        }
        std::thread::sleep(PAUSE);
    }
    Err(last.unwrap_or(Error::Busy { path: path.to_owned(), seconds: file::BUSY_SECONDS }))
}
