//! The schema's steps, and the gate every store passes on opening.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::{Access, Error, Result, Store, file};

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

/// Lets a store of this version pass, upgrades an older one after copying it aside, refuses a newer one.
pub(super) fn gate(store: &mut Store) -> Result<()> {
    let found = version(&store.conn).map_err(|e| store.error(e))?;
    if found == known() {
        return Ok(());
    }
    let path = store.path.clone().unwrap_or_default();
    if found > known() {
        return Err(Error::Newer { path, found, known: known() });
    }
    if store.access == Access::Read {
        // A reading verb must not write, and an older schema cannot answer: open it again to upgrade it.
        store.conn = file::connect(&path, Access::Write)?;
    }
    if found > 0 {
        copy_aside(store, &path, found)?;
    }
    upgrade(store, &path).map_err(|e| match e {
        Error::Sqlite(e) => Error::Upgrade { path: path.clone(), why: e.to_string() },
        other => other,
    })?;
    if store.access == Access::Read {
        store.conn = file::connect(&path, Access::Read)?;
    }
    Ok(())
}

/// Writes `NAME.v1.bak` beside the store, unless that copy is there already.
fn copy_aside(store: &Store, path: &Path, found: u32) -> Result<()> {
    let copy = file::beside(path, &format!(".v{found}.bak"));
    if !copy.exists() {
        store.backup_to(&copy)?;
    }
    Ok(())
}

fn upgrade(store: &mut Store, path: &Path) -> Result<()> {
    let on_disk = store.path.is_some();
    let told = |e| Error::sqlite(e, Some(path));
    if on_disk && file::is_local(path) {
        // Fails softly where shared memory does not work; the rollback journal is used then.
        store.conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).map_err(told)?;
    }
    let tx = rusqlite::Transaction::new_unchecked(&store.conn, TransactionBehavior::Immediate).map_err(told)?;
    // Another process may have been faster: the version counts inside the lock.
    let found = version(&tx).map_err(told)?;
    for step in STEPS.iter().skip(found as usize) {
        tx.execute_batch(step).map_err(told)?;
    }
    if found < known() {
        tx.pragma_update(None, "application_id", file::APPLICATION_ID).map_err(told)?;
        tx.pragma_update(None, "user_version", known()).map_err(told)?;
    }
    tx.commit().map_err(told)?;
    if on_disk {
        file::checkpoint(&store.conn).ok();
    }
    Ok(())
}
