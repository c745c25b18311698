//! An upgrade that is cut off at any call, or whose calls fail, leaves the old store or the new one, and the copy.
//!
//! The process that upgrades is this test binary, started anew by strace for one test that is ignored otherwise.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::*;
use crate::store::backups;

/// A step that makes a table anew and fills it, as most do that cannot only add.
const NEXT: &str = "CREATE TABLE next (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
     INSERT INTO next SELECT id, name FROM person;
     ALTER TABLE note ADD COLUMN shoe INTEGER;
     UPDATE note SET shoe = 42";

/// Calls that change files.
const CALLS: &[&str] = &["pwrite64", "fsync", "fdatasync", "ftruncate", "linkat", "unlink", "mkdir"];

fn upgraded(path: &Path) -> Result<Store> {
    let steps: Vec<_> = STEPS.iter().copied().chain([NEXT]).collect();
    let conn = file::connect(path, Access::Read, None)?;
    let mut store = Store::new(conn, Some(path.to_owned()), Access::Read, None, None);
    pass(&mut store, Keep::At(Some(DateTime::UNIX_EPOCH.naive_utc())), &steps).map(|()| store)
}

#[test]
#[ignore = "it upgrades the store in the working folder: the other tests start it"]
fn upgrade_here() {
    let path = std::path::absolute("auld.db").expect("a folder");
    if path.exists() {
        upgraded(&path).expect("an upgrade");
    }
}

/// The store of the first release.
fn first_release() -> Vec<u8> {
    let packed =
        File::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stores/v1.db.gz")).expect("kept for ever");
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(packed).read_to_end(&mut bytes).expect("a whole file");
    bytes
}

fn place(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("auld.db");
    let file = File::options().write(true).create_new(true).mode(0o600).open(&path);
    file.and_then(|mut file| file.write_all(bytes)).expect("there is room");
    (folder, path)
}

/// Returns what a store says of itself that no upgrade may change.
fn told(conn: &Connection) -> (String, i64, i64, i64) {
    let sql = "SELECT (SELECT * FROM pragma_integrity_check), (SELECT count(*) FROM person),
                      (SELECT count(*) FROM note), (SELECT count(*) FROM change)";
    conn.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).expect("it can be read")
}

fn has_next(conn: &Connection) -> bool {
    conn.prepare("SELECT name FROM next").is_ok() && conn.prepare("SELECT shoe FROM note").is_ok()
}

/// Tampers with the `k`th call of a name while the store is upgraded; `None` where there are fewer.
fn tampered(bytes: &[u8], call: &str, how: &str, k: usize) -> Option<bool> {
    let (folder, path) = place(bytes);
    let trace = folder.path().join("trace");
    let mut strace = Command::new("strace");
    strace.current_dir(folder.path()).args(["-f", "-qq", "-o"]).arg(&trace);
    strace.args(["-e", &format!("trace={call}"), "-e", &format!("inject={call}:{how}:when={k}")]);
    strace.arg(std::env::current_exe().expect("this test"));
    strace.args(["--exact", "store::migrate::cut_off::upgrade_here", "--ignored", "--test-threads=1"]);
    let status = strace.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("strace was there before");
    let hit = match how.starts_with("signal") {
        true => !status.success(),
        false => fs::read_to_string(&trace).expect("strace wrote it").contains("(INJECTED)"),
    };
    if !hit {
        return None;
    }
    let case = format!("{how} at {call} number {k}");
    let conn = file::connect(&path, Access::Write, None).expect("the store opens");
    let found = version(&conn).expect("a version");
    assert!(found == 1 || found == known() + 1, "{case}: version {found}");
    let new = found == known() + 1;
    assert_eq!(has_next(&conn), new, "{case}: version {found}, and the tables are of another");
    let (_other, before) = place(bytes);
    let before = told(&file::connect(&before, Access::Write, None).expect("the fixture opens"));
    assert_eq!(told(&conn), before, "{case}");
    drop(conn);
    assert!(new || !status.success(), "{case}: it said that it was done");
    // What was kept before is there whole, before anything changed.
    let kept = backups(&path);
    assert!(!new || !kept.is_empty(), "{case}: upgraded without a copy");
    for copy in &kept {
        assert_eq!(copy.about(None).expect("sound").version, 1, "{case}");
        assert_eq!(fs::metadata(&copy.path).expect("there").permissions().mode() & 0o777, 0o600, "{case}");
    }
    let store = upgraded(&path).unwrap_or_else(|e| panic!("{case}: it cannot be upgraded afterwards: {e}"));
    assert_eq!(told(&store.conn), before, "{case}");
    assert!(has_next(&store.conn), "{case}");
    Some(new)
}

fn tampered_throughout(how: &str, step: usize) {
    let traced = Command::new("strace").args(["-qq", "-o", "/dev/null", "-e", "trace=none", "true"]).output();
    if !traced.is_ok_and(|o| o.status.success()) {
        writeln!(std::io::stderr(), "SKIPPED: strace is not here or may not trace, so no upgrade is cut off").ok();
        return;
    }
    let bytes = first_release();
    let hits: Vec<bool> = CALLS
        .iter()
        .flat_map(|call| (1..).step_by(step).map_while(|k| tampered(&bytes, call, how, k)).collect::<Vec<_>>())
        .collect();
    let new = hits.iter().filter(|new| **new).count();
    writeln!(std::io::stderr(), "upgrades with {how}: {} cut off, {new} of them done", hits.len()).ok();
    assert!(hits.len() > 20 && new < hits.len(), "{hits:?}");
}

/// Tells whether every call is wanted, not every seventh: `AULD_TEST_FULL=1`.
#[expect(clippy::disallowed_methods, reason = "what is asked of the tests is not asked of a World")]
fn step() -> usize {
    if std::env::var_os("AULD_TEST_FULL").is_some() { 1 } else { 7 }
}

#[test]
fn an_upgrade_killed_at_any_call_leaves_the_old_store_or_the_new() {
    tampered_throughout("signal=KILL", step());
}

#[test]
fn an_upgrade_whose_calls_fail_leaves_the_old_store_or_the_new() {
    tampered_throughout("error=EIO", step());
}
