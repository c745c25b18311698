//! Stores of releases, kept for ever: each opens, reads as it did, and is kept as it was before it is upgraded.
//!
//! A store of a release is made once, by that release, and never again:
//! `cargo test --test it -- --ignored versions::make_the_store_of_this_version`. While a version of the schema is not
//! released, its store is removed and made anew whenever the schema changes.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use auld::store::{Access, Store, backups, rows::LOGGED};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::bench::{Bench, sound_but_for, temp_dir};
use crate::dump::raw;
use crate::package;
use crate::terminal::rich;

fn kept(version: u32, ending: &str) -> PathBuf {
    package(&format!("tests/stores/v{version}.{ending}"))
}

fn version(path: &Path) -> u32 {
    raw(path).query_row("PRAGMA user_version", [], |row| row.get(0)).expect("a header")
}

/// Tells where something that was said then is not said now; more may be said. A path of keys each.
fn lost(then: &Value, now: &Value, at: &str, out: &mut Vec<String>) {
    match (then, now) {
        (Value::Object(then), Value::Object(now)) => {
            for (key, value) in then {
                lost(value, now.get(key).unwrap_or(&Value::Null), &format!("{at}.{key}"), out);
            }
        }
        (Value::Array(then), Value::Array(now)) if then.len() == now.len() => {
            for (n, (then, now)) in then.iter().zip(now).enumerate() {
                lost(then, now, &format!("{at}[{n}]"), out);
            }
        }
        (then, now) if then == now => {}
        (then, now) => out.push(format!("{at}: {then} is {now}")),
    }
}

#[test]
#[ignore = "it writes the store that later versions are held to"]
fn make_the_store_of_this_version() {
    let mut bench = rich();
    let card =
        bench.file("card.vcf", "BEGIN:VCARD\nVERSION:3.0\nUID:v1\nFN:Ada Lind\nTEL:+46 8 123\nX-SHOE:42\nEND:VCARD\n");
    for line in [
        &["import", card.to_str().expect("UTF-8")][..],
        &["fact", "Grace", "city", "Riga"],
        &["tag", "last", "work"],
        &["log", "2025-12-31: tea with Grace @Kopi Tuku #work #tea 40 min; Grace made me feel seen +2, left me tired"],
        &["snooze", "Sari", "2m"],
        &["duplicates", "--not", "Sari", "Nina"],
        &["add", "Marie Roux", "--hint", "Paris"],
        &["rm", "-y", "Marie"],
        &["note", "Budi", "likes durian"],
        &["undo"],
    ] {
        bench.run(line).success();
    }
    let whole = bench.home().join("whole.db");
    bench.run(["backup", whole.to_str().expect("UTF-8")]).success();
    let conn = raw(&whole);
    for table in LOGGED {
        let some: bool = conn
            .query_row(&format!("SELECT EXISTS (SELECT 1 FROM \"{}\")", table.name), [], |row| row.get(0))
            .expect("the table is there");
        assert!(some, "nothing is in {}", table.name);
    }
    drop(conn);
    let version = version(&whole);
    let there = kept(version, "db.gz");
    assert!(!there.exists(), "{} is there; remove it only if no release wrote it", there.display());
    fs::create_dir_all(package("tests/stores")).expect("writable");
    let mut packed = GzEncoder::new(fs::File::create(kept(version, "db.gz")).expect("writable"), Compression::best());
    packed.write_all(&fs::read(&whole).expect("readable")).and_then(|()| packed.finish().map(drop)).expect("written");
    let said = bench.run(["export", "json"]).success().stdout;
    fs::write(kept(version, "json"), said).expect("writable");
}

#[test]
fn the_store_of_every_version_opens_and_says_what_it_said() {
    let folder = temp_dir();
    let empty = folder.path().join("auld.db");
    drop(Store::open(&empty, Access::Write).expect("a new store"));
    let newest = version(&empty);
    for version in 1..=newest {
        let mut bytes = Vec::new();
        let packed = fs::File::open(kept(version, "db.gz"));
        let packed = packed.unwrap_or_else(|e| panic!("the store of version {version}: {e}"));
        GzDecoder::new(packed).read_to_end(&mut bytes).expect("a whole file");
        let then: Value = serde_json::from_slice(&fs::read(kept(version, "json")).expect("there")).expect("JSON");
        let mut bench = Bench::unchecked();
        fs::create_dir_all(bench.db().parent().expect("a folder")).expect("HOME is writable");
        fs::write(bench.db(), &bytes).expect("HOME is writable");
        assert_eq!(self::version(&bench.db()), version);

        let now = bench.run(["export", "json"]).json();
        let mut gone = Vec::new();
        lost(&then, &now, "", &mut gone);
        assert!(gone.is_empty(), "version {version}: {gone:#?}");
        // A file out of the repository is as open as others are.
        sound_but_for(&bench.db(), "permissions");
        let before: Vec<_> = backups(&bench.db());
        assert_eq!(before.len(), usize::from(version < newest), "kept before an upgrade, and only then");
        for backup in before {
            assert_eq!(self::version(&backup.path), version);
        }
        // All of its past can still be taken back, and brought back.
        let rows = bench.dump().rows;
        let steps = (0..).take_while(|_| bench.run(["undo"]).code == 0).count();
        assert!(steps > 15, "only {steps} operations of version {version} could be undone");
        assert_eq!(bench.dump().rows, "", "version {version}: what is left after all was undone");
        for _ in 0..steps {
            bench.run(["redo"]).success();
        }
        assert_eq!(bench.dump().rows, rows, "version {version}");
        bench.run(["log", "coffee with Grace Tan"]).success();
        // A file out of the repository is as open as others are.
        sound_but_for(&bench.db(), "permissions");
    }
}

#[test]
fn what_is_lost_between_versions_is_seen() {
    let then = serde_json::json!({ "people": [{ "name": "Grace", "met": "Riga" }], "meetings": [] });
    let mut now = then.clone();
    now["people"][0]["shoe"] = 42.into();
    now["games"] = Value::Array(Vec::new());
    let mut gone = Vec::new();
    lost(&then, &now, "", &mut gone);
    assert_eq!(gone, [""; 0], "more is no loss");
    now["people"][0]["met"] = "Oslo".into();
    now["meetings"] = serde_json::json!([1]);
    lost(&then, &now, "", &mut gone);
    assert_eq!(gone, [".people[0].met: \"Riga\" is \"Oslo\"", ".meetings: [] is [1]"]);
}
