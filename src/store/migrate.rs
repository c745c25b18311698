//! The schema's steps, and the gate every store passes on opening.

use std::path::Path;

use chrono::{DateTime, NaiveDateTime, Utc};
use rusqlite::{Connection, TransactionBehavior};

use super::{Access, Error, Occasion, Result, Store, file};

include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// The version this program writes: the number of steps.
pub(super) fn known() -> u32 {
    u32::try_from(STEPS.len()).unwrap_or(u32::MAX)
}

fn version(conn: &Connection) -> rusqlite::Result<u32> {
    conn.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Tells whether the store is of this program's version.
pub(super) fn is_current(store: &Store) -> Result<bool> {
    Ok(version(&store.conn).map_err(|e| store.error(e))? == known())
}

/// What becomes of a store before it is upgraded.
#[derive(Debug, Clone, Copy)]
pub(super) enum Keep {
    /// It is a draft, or new: what it was made of stays.
    Nothing,
    /// A copy of it is made, under this time or, where nobody says which, the time of its last change.
    At(Option<NaiveDateTime>),
}

/// Lets a store of this version pass, upgrades an older one after copying it, refuses a newer one.
pub(super) fn gate(store: &mut Store, keep: Keep) -> Result<()> {
    pass(store, keep, STEPS)
}

fn pass(store: &mut Store, keep: Keep, steps: &[&str]) -> Result<()> {
    let known = u32::try_from(steps.len()).unwrap_or(u32::MAX);
    let found = version(&store.conn).map_err(|e| store.error(e))?;
    if found == known {
        return Ok(());
    }
    let path = store.path.clone().unwrap_or_default();
    if found > known {
        return Err(Error::Newer { path, found, known });
    }
    if store.access == Access::Read {
        // A reading verb must not write, and an older schema cannot answer: open it again to upgrade it.
        store.conn = file::connect(&path, Access::Write, store.key.as_ref())?.into();
    }
    let refused = |why: String| Error::Upgrade { path: path.clone(), why };
    if let (1.., Keep::At(at)) = (found, keep) {
        let at = at.unwrap_or_else(|| last_change(&path));
        store
            .keep_as_it_is(at, Occasion::Upgrade)
            .map_err(|e| refused(format!("it could not be kept as it is before: {e}")))?;
    }
    upgrade(store, &path, steps, known).map_err(|e| match e {
        Error::Sqlite(e) => refused(e.to_string()),
        other => other,
    })?;
    if store.access == Access::Read {
        store.conn = file::connect(&path, Access::Read, store.key.as_ref())?.into();
    }
    Ok(())
}

/// Returns when the file was changed last.
fn last_change(path: &Path) -> NaiveDateTime {
    let changed = std::fs::metadata(path).and_then(|about| about.modified()).ok();
    changed.map_or(DateTime::UNIX_EPOCH, DateTime::<Utc>::from).naive_utc()
}

fn upgrade(store: &mut Store, path: &Path, steps: &[&str], known: u32) -> Result<()> {
    let on_disk = store.path.is_some();
    let told = |e| Error::sqlite(e, Some(path));
    if on_disk && file::is_local(path) {
        // Fails softly where shared memory does not work; the rollback journal is used then.
        store.conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).map_err(told)?;
    }
    let tx = rusqlite::Transaction::new_unchecked(&store.conn, TransactionBehavior::Immediate).map_err(told)?;
    // Another process may have been faster: the version counts inside the lock.
    let found = version(&tx).map_err(told)?;
    for step in steps.iter().skip(found as usize) {
        tx.execute_batch(step).map_err(told)?;
    }
    if found < known {
        tx.pragma_update(None, "application_id", file::APPLICATION_ID).map_err(told)?;
        tx.pragma_update(None, "user_version", known).map_err(told)?;
    }
    tx.commit().map_err(told)?;
    if on_disk {
        file::checkpoint(&store.conn, path).ok();
    }
    Ok(())
}

#[cfg(test)]
mod cut_off;

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;

    use super::*;
    use crate::store::{backups, copies};

    /// The steps so far, and one that is yet to come.
    fn with_next(next: &str) -> Vec<&str> {
        STEPS.iter().copied().chain([next]).collect()
    }

    fn made() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("auld.db");
        drop(Store::open(&path, Access::Write).expect("a store"));
        (folder, path)
    }

    fn opened(path: &Path, steps: &[&str]) -> Result<Store> {
        let conn = file::connect(path, Access::Read, None)?;
        let mut store = Store::new(conn, Some(path.to_owned()), Access::Read, None, None);
        pass(&mut store, Keep::At(Some(DateTime::UNIX_EPOCH.naive_utc())), steps).map(|()| store)
    }

    #[test]
    fn an_upgrade_keeps_the_store_as_it_was_first() {
        let (_folder, path) = made();
        let store = opened(&path, &with_next("CREATE TABLE next (id INTEGER PRIMARY KEY) STRICT")).expect("upgraded");
        assert_eq!(version(&store.conn).expect("a version"), known() + 1);
        let kept = backups(&path);
        assert_eq!(kept.iter().map(copies::Backup::name).collect::<Vec<_>>(), ["1970-01-01-000000-upgrade"]);
        assert_eq!(kept[0].about(None).expect("sound").version, u64::from(known()));
        for (path, mode) in [(&kept[0].path, 0o600), (&copies::folder(&path), 0o700)] {
            assert_eq!(fs::metadata(path).expect("there").permissions().mode() & 0o777, mode, "{}", path.display());
        }
        // The same store again is of this version, and nothing is kept.
        drop(opened(&path, &with_next("SELECT 1")).expect("it is current"));
        assert_eq!(backups(&path).len(), 1);
    }

    #[test]
    fn no_upgrade_without_a_copy_and_none_by_halves() {
        let (_folder, path) = made();
        fs::write(copies::folder(&path), "in the way").expect("writable");
        let why = opened(&path, &with_next("CREATE TABLE next (id INTEGER) STRICT")).map(|_| ()).expect_err("refused");
        assert!(matches!(&why, Error::Upgrade { why, .. } if why.contains("could not be kept")), "{why}");
        fs::remove_file(copies::folder(&path)).expect("ours");
        let half = "CREATE TABLE next (id INTEGER) STRICT; CREATE TABLE person (id INTEGER) STRICT";
        let why = opened(&path, &with_next(half)).map(|_| ()).expect_err("there is a person already");
        assert!(matches!(why, Error::Upgrade { .. }), "{why}");
        let store = Store::open(&path, Access::Read).expect("as it was");
        assert_eq!(store.lines("SELECT name FROM sqlite_schema WHERE name = 'next'").expect("read"), [""; 0]);
        assert_eq!(backups(&path).len(), 1);
    }

    #[cfg(feature = "sqlcipher")]
    #[test]
    fn an_upgrade_leaves_a_locked_store_locked_and_so_is_what_it_keeps() {
        use crate::store::{Key, convert, locked};
        let (_folder, path) = made();
        let key = Key::random().expect("random bytes");
        convert(&path, None, Some(&key), DateTime::UNIX_EPOCH.naive_utc()).expect("locked");
        let conn = file::connect(&path, Access::Read, Some(&key)).expect("it opens");
        let mut store = Store::new(conn, Some(path.clone()), Access::Read, Some(key.clone()), None);
        let steps = with_next("CREATE TABLE next (id INTEGER PRIMARY KEY) STRICT");
        pass(&mut store, Keep::At(Some(DateTime::UNIX_EPOCH.naive_utc())), &steps).expect("upgraded");
        assert_eq!(version(&store.conn).expect("a version"), known() + 1);
        let kept = backups(&path);
        assert_eq!(kept.len(), 1);
        for path in [&path, &kept[0].path] {
            assert_eq!(locked(path).expect("readable"), Some(key.id()), "{}", path.display());
        }
        assert_eq!(kept[0].about(Some(&key)).expect("sound").version, u64::from(known()));
        assert!(matches!(kept[0].about(None), Err(Error::Locked { .. })));
        let other = Key::read(key.id(), &"0".repeat(64)).expect("a key");
        assert!(matches!(kept[0].about(Some(&other)), Err(Error::Locked { .. })));
    }
}
