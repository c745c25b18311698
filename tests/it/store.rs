//! The store through its public door: copies, upgrades, and the mend of what is derived.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use auld::store::{Access, Store};

use crate::bench::{Bench, sound, temp_dir};
use crate::dump::{Dump, raw};

/// Returns a world with a store that has something in every corner that verbs reach.
fn rich() -> Bench {
    let mut bench = Bench::new();
    bench
        .run([
            "add",
            "Grace Tan",
            "--nick",
            "Gigi",
            "--email",
            "grace@example.org",
            "--birthday",
            "--05-02",
            "--tag",
            "work",
        ])
        .success();
    bench
        .run(["log", "yesterday: coffee with Grace and [Tomas Ozols] @Kopi Tuku #work; Grace made me feel heard"])
        .success();
    bench.run(["promise", "Grace", "the paper by Friday"]).success();
    bench
}

#[test]
fn a_backup_is_complete_private_and_sound() {
    let bench = rich();
    let copy = bench.home().join("copy.db");
    let store = Store::open(&bench.db(), Access::Read).expect("a sound store");
    store.backup_to(&copy).expect("there is room");
    assert_eq!(Dump::of(&copy), bench.dump());
    assert_eq!(fs::metadata(&copy).expect("there").permissions().mode() & 0o777, 0o600);
    sound(&copy);
    let before = fs::read(&copy).expect("readable");
    store.backup_to(&copy).expect_err("a file that is there is not written over");
    assert_eq!(fs::read(&copy).expect("readable"), before);
    let left: Vec<_> = fs::read_dir(bench.home())
        .expect("readable")
        .map(|e| e.expect("readable").file_name())
        .filter(|n| n.to_string_lossy().contains(".new-"))
        .collect();
    assert_eq!(left, [""; 0], "drafts were left behind");
}

#[test]
fn derived_rows_that_are_wrong_are_found_and_mended() {
    for harm in [
        "DELETE FROM touch",
        "UPDATE touch SET first_id = first_id + 1",
        "UPDATE touch SET facts = zeroblob(4)",
        "DELETE FROM recency",
        "DELETE FROM touch",
        "UPDATE touch SET facts = zeroblob(4)",
        "UPDATE touch SET clocks = x''",
        "UPDATE touch SET first_id = first_id - 1",
        "DELETE FROM name_word WHERE word = 'grace'",
        "INSERT INTO name_word VALUES ('nobody', 1)",
        "DELETE FROM place",
        "DELETE FROM meeting_search",
        "DELETE FROM person_search",
        "INSERT INTO person_search (rowid, body) VALUES (7, 'ghost')",
    ] {
        let bench = rich();
        raw(&bench.db()).execute_batch(harm).expect("the harm is done");
        let mut store = Store::open(&bench.db(), Access::Write).expect("nothing is wrong with the file");
        let bad = |store: &mut Store| {
            store.examine().expect("readable").into_iter().filter(|f| !f.good && f.about != "disk").collect::<Vec<_>>()
        };
        let found = bad(&mut store);
        assert!(found.iter().any(|f| f.about == "derived" && !f.mend.is_empty()), "`{harm}` was not found: {found:?}");
        store.mend().expect("it can be mended");
        assert_eq!(bad(&mut store), [], "after `{harm}` and mend");
        drop(store);
        sound(&bench.db());
    }
}

#[test]
fn references_to_nothing_and_days_out_of_step_are_found() {
    let bench = rich();
    raw(&bench.db()).execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM person WHERE name = 'Tomas Ozols'; UPDATE meeting SET on_day = '2020-01-01'").expect("the harm is done");
    let found = Store::open(&bench.db(), Access::Read).and_then(|mut s| s.examine()).expect("readable");
    for about in ["references", "days"] {
        assert!(found.iter().any(|f| f.about == about && !f.good && !f.mend.is_empty()), "{about}: {found:?}");
    }
}

#[test]
fn files_that_others_can_read_are_found() {
    let bench = rich();
    fs::set_permissions(bench.db(), fs::Permissions::from_mode(0o644)).expect("it is ours");
    let found = Store::open(&bench.db(), Access::Read).and_then(|mut s| s.examine()).expect("readable");
    assert!(found.iter().any(|f| f.about == "permissions" && !f.good && !f.mend.is_empty()), "{found:?}");
}

#[test]
fn opening_for_reading_or_rehearsing_makes_no_file() {
    let folder = temp_dir();
    let path = folder.path().join("auld.db");
    for access in [Access::Read, Access::Rehearse] {
        let store = Store::open(&path, access).expect("a store in memory stands in");
        assert_eq!(store.path(), None);
        assert!(!path.exists());
    }
    assert_eq!(
        Store::open(&path, Access::Write).expect("it is made").path(),
        Some(fs::canonicalize(&path).expect("there").as_path())
    );
}

#[test]
fn a_new_store_is_whole_in_its_one_file() {
    let folder = temp_dir();
    let path = folder.path().join("auld.db");
    drop(Store::open(&path, Access::Write).expect("it is made"));
    let lone = folder.path().join("lone.db");
    fs::copy(&path, &lone).expect("there is room");
    sound(&lone);
    let header = fs::read(&lone).expect("readable");
    assert_eq!(&header[68..72], b"auld", "the application id");
    let left: Vec<_> = fs::read_dir(folder.path())
        .expect("readable")
        .map(|e| e.expect("readable").file_name().into_string().expect("UTF-8"))
        .collect();
    assert!(left.iter().all(|name| !name.contains(".new-")), "{left:?}");
}

#[test]
fn the_log_does_not_grow_without_end() {
    let mut bench = Bench::unchecked();
    bench.run(["add", "Grace Tan"]).success();
    let wal = bench.db().with_extension("db-wal");
    let mut longest = 0;
    for n in 0..60 {
        bench.run(["log", &format!("coffee with Grace, the {n}th time")]).success();
        longest = longest.max(fs::metadata(&wal).map_or(0, |about| about.len()));
    }
    assert!(longest < 512 * 1024, "the write-ahead log reached {longest} bytes");
}

#[test]
fn what_was_cut_off_in_rollback_mode_is_played_back_also_for_a_reader() {
    let mut bench = rich();
    let rows = bench.dump().rows;
    let conn = raw(&bench.db());
    // As on a network disk; a cache that is too small is spilled into the file before the end.
    conn.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).expect("nobody else is there");
    conn.execute_batch("PRAGMA cache_size = 1; BEGIN IMMEDIATE; UPDATE person SET hint = 'spilled'").expect("written");
    for n in 0..2000 {
        let sql = "INSERT INTO note (id, person_id, on_day, text) SELECT ?1, id, '2026-11-23', hex(zeroblob(200)) FROM person LIMIT 1";
        conn.execute(sql, [1_000_000 + n]).expect("written");
    }
    let folder = bench.home().join("cut-off");
    fs::create_dir(&folder).expect("HOME is writable");
    let store = folder.join("auld.db");
    fs::copy(bench.db(), &store).expect("copied");
    fs::copy(bench.db().with_file_name("auld.db-journal"), folder.join("auld.db-journal")).expect("there is a journal");
    drop(conn);
    let db = store.to_str().expect("UTF-8");
    let said = bench.run(["--db", db, "list"]).success();
    assert_eq!(said.stdout, bench.run(["list"]).success().stdout);
    assert_eq!(Dump::of(&store).rows, rows);
    sound(&store);
}
