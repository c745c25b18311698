//! Locked stores: what this auld does with one, whether it was built to open them or not. Most of it can only be tried by
//! an auld that was: `cargo test --features sqlcipher`.
//!
//! `tests/stores/locked.db.gz` was locked by such an auld once, and is kept for ever. Its key is no secret.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use auld::store::CAN_LOCK;
use flate2::read::GzDecoder;

use crate::bench::Bench;
use crate::package;
use crate::terminal::{ASK, WRITE};

/// Returns the store that was locked once, as bytes.
fn kept() -> Vec<u8> {
    let packed = fs::File::open(package("tests/stores/locked.db.gz")).expect("part of the repository");
    let mut bytes = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut bytes).expect("a whole file");
    bytes
}

/// Returns a world with that store, and no key for it.
fn with_kept() -> Bench {
    let bench = Bench::unchecked();
    fs::create_dir_all(bench.db().parent().expect("a folder")).expect("HOME is writable");
    fs::write(bench.db(), kept()).expect("HOME is writable");
    bench
}

/// Returns the files of a folder with what is in them, those that SQLite keeps for readers left out.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).expect("it is there") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            out.extend(files(&path));
        } else if !path.to_string_lossy().ends_with("-shm") {
            let bytes = fs::read(&path).expect("readable");
            out.push((path, bytes));
        }
    }
    out.retain(|(path, bytes)| !(path.to_string_lossy().ends_with("-wal") && bytes.is_empty()));
    out.sort();
    out
}

#[test]
fn a_locked_store_is_named_for_what_it_is_and_left_as_it_is() {
    let mut bench = with_kept();
    let folder = bench.db().parent().expect("a folder").to_owned();
    let before = files(&folder);
    let copy = bench.home().join("copy.db");
    let copy = copy.to_str().expect("UTF-8");
    let more: &[&[&str]] = &[
        &["backup", copy],
        &["restore", "-y", copy],
        &["doctor", "--mend"],
        &["export", "json"],
        &["lock", "--off", "-y"],
        &["import", "friends.csv"],
    ];
    bench.file("friends.csv", "name\nAda\n");
    bench.file("copy.db", kept());
    let backup = bench.home().join("backup.db");
    for line in ASK.iter().chain(WRITE).chain(more) {
        let line: Vec<&str> = line.iter().map(|word| if *word == "friends.csv" { "-" } else { word }).collect();
        bench.stdin("name\nAda\n");
        let said = match line[0] {
            "backup" => bench.run(["backup", backup.to_str().expect("UTF-8")]),
            "lock" if !CAN_LOCK => continue,
            "import" => bench.run(["import", "csv", "-", "-y"]),
            _ => bench.run(&line),
        };
        assert_eq!(said.code, 3, "auld {line:?}\n{said}");
        let why = match CAN_LOCK {
            true => "is locked, and its key ",
            false => {
                "is locked, and this auld was built without what opens it\n  this auld is `auld`\nhint: use the auld that locked it"
            }
        };
        assert!(said.stderr.contains(why) && said.stderr.contains("hint: "), "auld {line:?}\n{said}");
        assert!(said.stdout.is_empty(), "{said}");
        assert!(files(&folder) == before, "auld {line:?} changed it");
        assert!(!backup.exists());
    }
    assert!(!folder.join("auld.db-shm").exists() || CAN_LOCK);
    // Completing asks nobody for a key.
    bench.var("COMPLETE", "zsh").var("_CLAP_COMPLETE_INDEX", "2");
    bench.run(["--", "auld", "show", ""]).success();
    assert!(files(&folder) == before);
}

#[test]
fn a_locked_backup_takes_no_place_where_it_cannot_be_opened() {
    let mut bench = Bench::unchecked();
    bench.run(["add", "Sari Noor"]).success();
    let rows = bench.dump().rows;
    let copy = bench.file("copy.db", kept());
    let said = bench.run(["restore", "-y", copy.to_str().expect("UTF-8")]).code(3);
    assert!(said.stderr.contains("copy.db` is locked, and "), "{said}");
    assert_eq!(bench.dump().rows, rows);
    // Among the copies that auld made it is listed as what it is.
    let folder = bench.db().with_file_name("auld.db.backups");
    fs::create_dir(&folder).expect("writable");
    fs::write(folder.join("2026-11-01-120000-import.db"), kept()).expect("writable");
    let said = bench.run(["restore"]).success();
    assert!(said.stdout.contains("before an import  locked"), "{said}");
    bench.run(["doctor", "--mend"]).success();
    let said = bench.run(["doctor"]).success();
    assert!(said.stdout.contains("1 made by auld itself"), "{said}");
    bench.run(["restore", "-y", "1"]).code(3);
    assert_eq!(bench.dump().rows, rows);
}

#[test]
fn what_only_begins_like_a_locked_store_is_not_opened_as_one() {
    for bytes in [&b"auldlock"[..], b"auldlock12345678", b"auldlocked and then some text that is no store at all"] {
        let mut bench = Bench::unchecked();
        fs::create_dir_all(bench.db().parent().expect("a folder")).expect("HOME is writable");
        fs::write(bench.db(), bytes).expect("HOME is writable");
        bench.run(["list"]).code(3);
        bench.run(["add", "Nina Berg"]).code(3);
        assert_eq!(fs::read(bench.db()).expect("there"), bytes);
    }
}

#[test]
fn settings_are_read_only_where_they_are_needed() {
    let mut bench = Bench::unchecked();
    // Refused as soon as anybody looks.
    let folder = bench.home().join(".config/auld/settings.toml");
    fs::create_dir_all(&folder).expect("HOME is writable");
    bench.run(["add", "Sari Noor"]).success();
    bench.run(["list"]).success();
    bench.var("AULD_CONFIG", "settings.toml").run(["list"]).success();
}

#[cfg(not(feature = "sqlcipher"))]
#[test]
fn an_auld_without_locking_says_how_to_get_it() {
    let mut bench = Bench::unchecked();
    bench.run(["add", "Sari Noor"]).success();
    for line in [&["lock"][..], &["lock", "--off"], &["lock", "--keyring", "-y"], &["lock", "--print-key"]] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(bench.run(line).code(1), @r"
            ------- stderr -------
            error: this auld was built without locking
            hint: build one that has it: `cargo install --path . --features sqlcipher`
            hint: `auld backup` to an encrypted disk, or encrypting the whole disk, needs no other auld
            [exit code 1]
            ");
        }
    }
}

#[cfg(feature = "sqlcipher")]
mod built {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;
    use std::time::Duration;

    use auld::store::{Access, Store, backups};

    use super::*;
    use crate::bench::Answer;
    use crate::binary::{Place, ended};
    use crate::terminal::rich;

    /// The key of the store that is kept.
    const KEPT_KEY: &str = "6f1d3c5b7a9e8f60524133221100ffeeddccbbaa99887766554433221100aabb";

    fn text(path: &Path) -> &str {
        path.to_str().expect("UTF-8")
    }

    fn is_locked(path: &Path) -> bool {
        let bytes = fs::read(path).expect("it is there");
        assert_ne!(bytes.starts_with(b"auldlock"), bytes.starts_with(b"SQLite format 3\0"), "one or the other");
        bytes.starts_with(b"auldlock")
    }

    /// Lets a command tell this key.
    fn set_key(home: &Path, key: &str) {
        let folder = home.join(".config/auld");
        fs::create_dir_all(&folder).expect("HOME is writable");
        fs::write(home.join("secret"), format!("{key}\nnot this line\n")).expect("HOME is writable");
        let line = format!("key_command = \"cat '{}/secret'\"\n", home.display());
        fs::write(folder.join("settings.toml"), line).expect("HOME is writable");
        fs::set_permissions(folder.join("settings.toml"), fs::Permissions::from_mode(0o600)).expect("ours");
    }

    /// Returns the world with something in every corner, and a command that tells a key.
    fn keyed() -> Bench {
        let mut bench = rich();
        bench.var("PATH", "/usr/bin:/bin");
        set_key(bench.home(), KEPT_KEY);
        bench
    }

    #[test]
    #[ignore = "it writes the locked store that later versions are held to"]
    fn make_the_locked_store() {
        use flate2::Compression;
        use flate2::write::GzEncoder;
        use std::io::Write;
        let there = package("tests/stores/locked.db.gz");
        assert!(!there.exists(), "{} is there", there.display());
        let mut bench = Bench::unchecked();
        bench.var("PATH", "/usr/bin:/bin");
        set_key(bench.home(), KEPT_KEY);
        bench.run(["log", "2026-11-20: coffee with [Grace Tan] and [Tomas Ozols]; Grace made me feel heard"]).success();
        bench.run(["lock", "-y"]).success();
        let whole = bench.home().join("whole.db");
        bench.run(["backup", text(&whole)]).success();
        let mut packed = GzEncoder::new(fs::File::create(there).expect("writable"), Compression::best());
        packed.write_all(&fs::read(&whole).expect("there")).and_then(|()| packed.finish().map(drop)).expect("written");
    }

    #[test]
    fn the_store_that_was_locked_once_still_opens() {
        let mut bench = with_kept();
        bench.var("PATH", "/usr/bin:/bin");
        set_key(bench.home(), KEPT_KEY);
        let said = bench.run(["list", "meetings", "--plain"]).success();
        assert!(said.stdout.contains("coffee with [Grace Tan] and [Tomas Ozols]; Grace made me feel heard"), "{said}");
        bench.run(["doctor", "--mend"]).success();
        bench.run(["log", "tea with Grace"]).success();
        bench.run(["lock", "--off", "-y"]).success();
        assert!(bench.dump().rows.contains("tea with Grace"));
    }

    #[test]
    fn lock_asks_for_a_passphrase_and_unlock_is_the_way_back() {
        let mut bench = rich();
        let (rows, said) = (bench.dump(), bench.run(["export", "json"]).success().stdout);
        bench.answers([Answer::Yes, Answer::Secret("three old men"), Answer::Secret("three old men")]);
        insta::assert_snapshot!(bench.run(["lock"]).success(), @r#"
        locked [HOME]/.local/share/auld/auld.db
        5 people, 5 meetings, 264 KiB; every row is as it was
        the key is sealed with your passphrase
        ------- asked -------
        ? Lock `[HOME]/.local/share/auld/auld.db`? The plain file will be shredded
        > Yes
        ? Passphrase for the store
        > Secret("three old men")
        ? The same again
        > Secret("three old men")
        ------- stderr -------
        Where a disk keeps what was written over (SSDs, btrfs, ZFS, APFS, snapshots), old blocks of the plain file may still be there; exports and backups elsewhere are as plain as they were.
        Without the key nobody opens the store, you included: keep what `auld lock --print-key` prints in a safe place.
        "#);
        assert!(is_locked(&bench.db()));
        // A file of its own, which only the user can read, and nothing of it beside the store.
        let keys: Vec<_> = files(&bench.home().join(".config")).into_iter().map(|(path, _)| path).collect();
        assert_eq!(keys.len(), 1, "{keys:?}");
        assert_eq!(fs::metadata(&keys[0]).expect("there").permissions().mode() & 0o777, 0o600);
        let beside: Vec<_> = files(bench.db().parent().expect("a folder"));
        assert_eq!(beside.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>(), [bench.db()]);
        for word in ["Grace", "Kopi Tuku", "cello", "CREATE TABLE", "SQLite format"] {
            let found = |bytes: &[u8]| bytes.windows(word.len()).any(|part| part == word.as_bytes());
            assert!(!beside.iter().any(|(_, bytes)| found(bytes)), "`{word}` is in the clear");
        }
        // The wrong one, none, and nobody to ask: it says so and changes nothing.
        bench.answers([Answer::Secret("three old me")]);
        insta::assert_snapshot!(bench.run(["list"]).code(3), @r#"
        ------- asked -------
        ? Passphrase of `[HOME]/.local/share/auld/auld.db`
        > Secret("three old me")
        ------- stderr -------
        error: the store at `[HOME]/.local/share/auld/auld.db` is locked, and the passphrase is not the right one
        hint: nothing was changed; try again
        [exit code 3]
        "#);
        bench.answers([Answer::Leave]);
        insta::assert_snapshot!(bench.run(["add", "Nina B"]).code(3), @r"
        ------- asked -------
        ? Passphrase of `[HOME]/.local/share/auld/auld.db`
        > Leave
        ------- stderr -------
        error: the store at `[HOME]/.local/share/auld/auld.db` is locked, and no passphrase was given; nothing was changed
        hint: type it at a terminal, or let a command tell the key: `auld lock --help`
        [exit code 3]
        ");
        insta::assert_snapshot!(bench.run(["add", "Nina B"]).code(3), @r"
        ------- stderr -------
        error: the store at `[HOME]/.local/share/auld/auld.db` is locked, and there is no terminal to type it at: Passphrase of `[HOME]/.local/share/auld/auld.db`
        hint: type it at a terminal, or let a command tell the key: `auld lock --help`
        [exit code 3]
        ");
        assert!(files(bench.db().parent().expect("a folder")) == beside);
        // Once a command, however often it opens the store.
        bench.answers([Answer::Secret("three old men")]);
        assert_eq!(bench.run(["export", "json"]).success().stdout, said);
        bench.answers([Answer::Secret("three old men"), Answer::Yes]);
        insta::assert_snapshot!(bench.run(["lock", "--off"]).success(), @r#"
        unlocked [HOME]/.local/share/auld/auld.db
        5 people, 5 meetings, 264 KiB; every row is as it was
        ------- asked -------
        ? Passphrase of `[HOME]/.local/share/auld/auld.db`
        > Secret("three old men")
        ? Make `[HOME]/.local/share/auld/auld.db` plain? Whoever has the file can read it then
        > Yes
        ------- stderr -------
        The key stays where it is: backups that were made while the store was locked need it.
        "#);
        assert_eq!(bench.dump(), rows);
        assert_eq!(bench.run(["export", "json"]).success().stdout, said);
        bench.run(["doctor", "-q"]).success();
    }

    #[test]
    fn every_verb_says_of_a_locked_store_what_it_says_of_a_plain_one() {
        for line in ASK.iter().copied().filter(|line| line[0] != "doctor") {
            let mut plain = keyed();
            let want = plain.run(line).success();
            plain.run(["lock", "-y"]).success();
            let got = plain.run(line).success();
            assert_eq!((got.stdout, got.stderr), (want.stdout, want.stderr), "auld {line:?}");
        }
        for line in WRITE.iter().copied().filter(|line| !["redo", "wake", "duplicates"].contains(&line[0])) {
            let (mut plain, mut locked) = (keyed(), keyed());
            locked.run(["lock", "-y"]).success();
            // Both at the same minute.
            plain.run(["list"]).success();
            let dry = locked.run(line.iter().copied().chain(["--dry-run"]));
            plain.run(["list"]).success();
            let (want, got) = (plain.run(line).success(), locked.run(line).success());
            assert_eq!((got.stdout, got.code, dry.code), (want.stdout, 0, 0), "auld {line:?}");
            assert!(is_locked(&locked.db()));
            locked.run(["doctor", "-q"]).success();
            if line[0] != "forget" {
                locked.run(["undo"]).success();
                locked.run(["redo"]).success();
            }
            locked.run(["lock", "--off", "-y"]).success();
            if line[0] != "forget" {
                assert_eq!(numbered(&locked.dump().rows), numbered(&plain.dump().rows), "auld {line:?}");
            }
        }
    }

    /// Returns rows with ids counted in the order in which they are met: they differ from store to store.
    fn numbered(rows: &str) -> String {
        const LEAST: usize = 15;
        let mut seen: Vec<&str> = Vec::new();
        let mut out = String::new();
        for piece in rows.split_inclusive(|c: char| !c.is_ascii_digit()) {
            let (digits, rest) = piece.split_at(piece.bytes().take_while(u8::is_ascii_digit).count());
            if digits.len() < LEAST {
                out.push_str(piece);
                continue;
            }
            let at = seen.iter().position(|id| *id == digits).unwrap_or_else(|| {
                seen.push(digits);
                seen.len() - 1
            });
            out.push_str(&format!("id{at}{rest}"));
        }
        out
    }

    #[test]
    fn a_wrong_key_changes_nothing_also_where_a_log_lies_beside() {
        let mut bench = keyed();
        bench.run(["lock", "-y"]).success();
        bench.run(["add", "Marie Roux"]).success();
        let folder = bench.db().parent().expect("a folder").to_owned();
        let before = files(&folder);
        assert_eq!(before.len(), 2, "the store and its log");
        let plain = bench.home().join("plain.db");
        bench.run(["--db", text(&plain), "add", "Nina B"]).success();
        for key in ["0".repeat(64).as_str(), "no key", "", &"f".repeat(63)] {
            set_key(bench.home(), key);
            for line in [
                &["list"][..],
                &["add", "Nina B"],
                &["--dry-run", "add", "Nina B"],
                &["undo"],
                &["doctor", "--mend"],
                &["lock"],
                &["lock", "--off", "-y"],
                &["restore", "-y", text(&plain)],
                &["forget", "Grace", "--confirm", "Grace Tan"],
            ] {
                let said = bench.run(line).code(3);
                assert!(said.stderr.contains("is locked, and "), "{said}");
                assert!(!said.stderr.contains("000000"), "a key is told: {said}");
                assert!(files(&folder) == before, "auld {line:?} changed it");
            }
        }
        let settings = bench.home().join(".config/auld/settings.toml");
        for (text, why) in [
            ("key_command = \"/no/such/program x\"", "`/no/such/program` is not installed"),
            ("key_command = \"sh -c 'exit 7'\"", "`sh -c exit 7` ended with exit code 7"),
            ("key_command = \"sh -c 'kill -9 $$'\"", "ended with a signal"),
            ("key_command = \"true\"", "`true` told nothing"),
            ("", "is not known here"),
        ] {
            fs::write(&settings, text).expect("writable");
            let said = bench.run(["list"]).code(3);
            assert!(said.stderr.contains(why), "{said}");
        }
        fs::set_permissions(&settings, fs::Permissions::from_mode(0o666)).expect("ours");
        let said = bench.run(["list"]).code(1);
        assert!(said.stderr.contains("cannot be used: others can write to it\nhint: `chmod go-w"), "{said}");
        assert!(files(&folder) == before);
        fs::remove_file(&settings).expect("ours");
        set_key(bench.home(), KEPT_KEY);
        let said = bench.run(["list"]).success();
        assert!(said.stdout.contains("Marie Roux"), "{said}");
    }

    #[test]
    fn every_flipped_bit_is_told() {
        let mut bench = with_kept();
        bench.var("PATH", "/usr/bin:/bin");
        set_key(bench.home(), KEPT_KEY);
        let said = bench.run(["export", "json"]).success().stdout;
        let (whole, mut told) = (kept(), 0);
        // Each in another page, and in another place of it.
        for at in (16..whole.len()).step_by(4096 + 61) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            for suffix in ["-wal", "-shm"] {
                fs::remove_file(format!("{}{suffix}", bench.db().display())).ok();
            }
            fs::write(bench.db(), &bytes).expect("writable");
            let got = bench.run(["export", "json"]);
            assert!(got.code == 3 && got.stdout.is_empty() || got.stdout == said, "silently another: {got}");
            told += usize::from(bench.run(["doctor", "-q"]).code != 0);
        }
        assert_eq!(told, whole.len().div_ceil(4096 + 61), "doctor sees all of them");
        for length in [whole.len() - 4096, whole.len() - 1, 4096, 5000, 16] {
            fs::write(bench.db(), &whole[..length]).expect("writable");
            let got = bench.run(["list"]).code(3);
            assert!(got.stdout.is_empty(), "{got}");
            assert_eq!(fs::read(bench.db()).expect("there").len(), length);
        }
    }

    #[test]
    fn copies_of_a_locked_store_are_locked_and_plain_ones_are_shredded() {
        let mut bench = keyed();
        let table = |begin: &str| (0..150).fold("name\n".to_owned(), |all, n| format!("{all}{begin}{n} Tan\n"));
        let many = bench.file("many.csv", table("Ada"));
        bench.run(["import", text(&many)]).success();
        assert_eq!(backups(&bench.db()).len(), 1);
        let plain = backups(&bench.db()).remove(0).path;
        assert!(!is_locked(&plain));
        // A second name of the file, as some backup programs make: what it names must stay as it is.
        let other_name = bench.home().join("by-name.db");
        fs::hard_link(&plain, &other_name).expect("linked");
        let (kept_plain, before) = (fs::read(&plain).expect("there"), bench.dump());
        let said = bench.run(["lock", "-y", "--dry-run"]).success();
        assert!(said.stdout.contains("would shred 1 plain copy that auld made by itself\n  [HOME]/"), "{said}");
        let json = bench.run(["lock", "--dry-run", "--json"]).json();
        assert_eq!((json["done"].as_str(), json["people"].as_u64()), (Some("rehearsed"), Some(155)), "{json}");
        let row = bench.run(["lock", "--dry-run", "--plain"]).success();
        assert!(row.stdout.starts_with("would lock\t"), "{row}");
        assert!(!is_locked(&bench.db()) && plain.exists());
        bench.run(["lock", "-y", "--keep-copies"]).success();
        assert!(is_locked(&bench.db()) && plain.exists());
        let said = bench.run(["doctor"]).code(1);
        assert!(said.stdout.contains("is in the clear"), "{said}");
        let said = bench.run(["lock"]).success();
        assert_eq!(said.stdout, "the store is locked already\nshredded 1 plain copy\n");
        assert!(!plain.exists() && fs::read(&other_name).expect("there") == kept_plain);
        bench.run(["doctor", "-q"]).success();

        // By itself, by hand, and back.
        let more = bench.file("more.csv", table("Budi"));
        bench.run(["import", text(&more)]).success();
        let copy = bench.home().join("copy.db");
        let said = bench.run(["backup", text(&copy)]).success();
        assert!(said.stdout.contains(", locked; checked and sound"), "{said}");
        let own = backups(&bench.db()).remove(0).path;
        assert!(is_locked(&own) && is_locked(&copy));
        let said = bench.run(["restore"]).success();
        assert!(said.stdout.contains("before an import  ") && said.stdout.contains(" people, "), "{said}");
        // What commands left that were cut off while it was plain is written over before it goes.
        let again = bench.home().join("again.db");
        let drafts = [".again.db.new-99999999", "auld.db.new-99999999"];
        let drafts = [again.with_file_name(drafts[0]), bench.db().with_file_name(drafts[1])];
        let mut held = drafts.clone().map(|draft| {
            fs::write(&draft, "in the clear").expect("ours");
            fs::File::open(&draft).expect("there")
        });
        bench.run(["backup", text(&again)]).success();
        bench.run(["restore", "-y", "1"]).success();
        assert!(is_locked(&bench.db()));
        for (draft, held) in drafts.iter().zip(&mut held) {
            let mut left = String::new();
            held.read_to_string(&mut left).expect("readable");
            assert!(!draft.exists() && left == "\0".repeat(12), "{}: {left:?}", draft.display());
        }
        // A plain one takes its place, and is locked there.
        let said = bench.run(["restore", "-y", text(&other_name)]).success();
        assert!(said.stdout.contains(", locked\n"), "{said}");
        assert!(is_locked(&bench.db()) && !is_locked(&other_name));
        bench.run(["doctor", "-q"]).success();
        bench.run(["undo"]).success();
        // A locked one where there is none.
        let elsewhere = bench.home().join("elsewhere/auld.db");
        bench.run(["--db", text(&elsewhere), "restore", "-y", text(&copy)]).success();
        assert!(is_locked(&elsewhere));
        bench.run(["--db", text(&elsewhere), "lock", "--off", "-y"]).success();
        assert!(Store::open(&elsewhere, Access::Read).is_ok());
        bench.run(["restore", "-y", text(&own)]).success();
        bench.run(["lock", "--off", "-y"]).success();
        assert_eq!(bench.dump().rows, before.rows);
    }

    #[cfg(feature = "crypt")]
    #[test]
    fn a_sealed_backup_of_a_locked_store_needs_no_key_but_its_own() {
        let mut bench = keyed();
        let before = bench.dump();
        bench.run(["lock", "-y"]).success();
        let sealed = bench.home().join("sealed.db.age");
        bench.answers([Answer::Secret("three old men"), Answer::Secret("three old men")]);
        let said = bench.run(["backup", "--encrypt", text(&sealed)]).success();
        assert!(!said.stdout.contains("locked"), "{said}");
        bench.answers([Answer::Secret("three old men")]);
        bench.run(["restore", "-y", text(&sealed)]).success();
        assert!(is_locked(&bench.db()), "where a locked store stands, a locked one comes");
        let mut other = Bench::unchecked();
        other.answers([Answer::Secret("three old men")]);
        other.run(["restore", "-y", text(&sealed)]).success();
        assert_eq!(other.dump(), before);
        bench.run(["lock", "--off", "-y"]).success();
        assert_eq!(bench.dump(), before);
    }

    /// Puts a `secret-tool` on the PATH that keeps secrets in files, and writes down how it was called.
    fn with_keyring(bench: &mut Bench) -> PathBuf {
        let bin = bench.home().join("bin");
        fs::create_dir(&bin).expect("writable");
        let tool = bin.join("secret-tool");
        let script = format!(
            "#!/bin/sh\nfor last; do :; done\nfile='{0}'/$last\necho \"$@\" >> '{0}/called'\nenv >> '{0}/called'\n\
             case $1 in store) cat > \"$file\";; lookup) cat \"$file\" 2>/dev/null;; clear) rm -f \"$file\";; esac\n",
            bin.display()
        );
        fs::write(&tool, script).expect("writable");
        fs::set_permissions(&tool, fs::Permissions::from_mode(0o700)).expect("ours");
        bench.var("PATH", &format!("{}:/usr/bin:/bin", bin.display()));
        bin
    }

    #[test]
    fn the_keyring_keeps_the_key_and_nobody_sees_it_pass() {
        let mut bench = rich();
        bench.var("PATH", text(&bench.home().join("nothing")));
        let rows = bench.dump();
        let said = bench.run(["lock", "-y", "--keyring"]).code(1);
        assert!(said.stderr.contains("`secret-tool` is not installed\nhint: "), "{said}");
        assert_eq!(bench.dump(), rows);

        let bin = with_keyring(&mut bench);
        insta::assert_snapshot!(bench.run(["lock", "-y", "--keyring"]).success().stdout, @r"
        locked [HOME]/.local/share/auld/auld.db
        5 people, 5 meetings, 264 KiB; every row is as it was
        the key is in the system's keyring
        ");
        assert!(is_locked(&bench.db()));
        bench.run(["add", "Nina B"]).success();
        let key = bench.run(["lock", "--print-key"]).success().stdout;
        assert_eq!(key.trim().len(), 64);
        let kept: Vec<_> = files(&bin).into_iter().filter(|(_, bytes)| bytes == key.trim().as_bytes()).collect();
        assert_eq!(kept.len(), 1);
        let called = fs::read_to_string(bin.join("called")).expect("it was called");
        assert!(called.contains("lookup application auld key ") && !called.contains(key.trim()), "{called}");

        // From the keyring to a passphrase, to another, and back.
        bench.answers([Answer::Secret("one"), Answer::Secret("one")]);
        let said = bench.run(["lock", "--passphrase"]).success();
        assert_eq!(said.stdout, "the key is now sealed with your passphrase\n");
        assert!(!kept[0].0.exists(), "the keyring has it no more");
        bench.answers([Answer::Secret("one"), Answer::Secret("two"), Answer::Secret("two")]);
        bench.run(["lock", "--passphrase"]).success();
        bench.answers([Answer::Secret("one")]);
        bench.run(["list"]).code(3);
        bench.answers([Answer::Secret("two")]);
        bench.run(["lock", "--keyring"]).success();
        assert!(files(&bench.home().join(".config")).is_empty(), "and the seal is gone");
        assert_eq!(bench.run(["lock", "--print-key"]).success().stdout, key);
        bench.run(["doctor", "-q"]).success();
        // A command of the settings would come first, and tells another key.
        set_key(bench.home(), KEPT_KEY);
        let said = bench.run(["lock", "--keyring"]).code(3);
        assert!(said.stderr.contains("is locked, and the key that was found does not open it"), "{said}");
    }

    #[test]
    fn the_key_never_lies_beside_the_store() {
        let mut bench = rich();
        let rows = bench.dump();
        let beside = bench.db().with_file_name("settings.toml");
        bench.var("AULD_CONFIG", text(&beside));
        bench.answers([Answer::Yes, Answer::Secret("one"), Answer::Secret("one")]);
        let said = bench.run(["lock"]).code(1);
        assert!(said.stderr.contains("the settings lie beside the store"), "{said}");
        assert_eq!(bench.dump(), rows);
        let said = bench.var("AULD_CONFIG", "settings.toml").run(["lock", "-y"]).code(2);
        assert!(said.stderr.contains("AULD_CONFIG is `settings.toml`; expected an absolute path"), "{said}");
    }

    #[test]
    fn a_key_that_a_command_does_not_tell_locks_nothing() {
        let mut bench = keyed();
        let rows = bench.dump();
        for (key, why) in [("too short", "told no key"), ("", "told nothing")] {
            set_key(bench.home(), key);
            let said = bench.run(["lock", "-y"]).code(1);
            assert!(said.stderr.contains(why) && said.stderr.contains("--print-key"), "{said}");
        }
        set_key(bench.home(), KEPT_KEY);
        let said = bench.run(["lock"]).code(1);
        assert!(said.stderr.contains("nobody to ask"), "{said}");
        let said = bench.run(["lock", "-y", "--keyring"]).code(1);
        assert!(said.stderr.contains("asked before the keyring"), "{said}");
        assert_eq!(bench.dump(), rows);
        let (one, two) = (bench.run(["lock", "--print-key"]).success(), bench.run(["lock", "--print-key"]).success());
        assert!(one.stdout.trim().len() == 64 && one.stdout != two.stdout, "a new one each time");
    }

    #[test]
    fn lock_waits_for_those_who_are_in_the_store() {
        let mut bench = keyed();
        let (db, (opened, is_open)) = (bench.db(), std::sync::mpsc::channel());
        let let_go = std::thread::spawn(move || {
            let _store = Store::open(&db, Access::Write).expect("a store");
            opened.send(()).expect("it is waited for");
            std::thread::sleep(Duration::from_millis(400));
        });
        is_open.recv().expect("it is opened");
        bench.run(["lock", "-y"]).success();
        assert!(let_go.is_finished(), "it did not wait");
        assert!(is_locked(&bench.db()));
    }

    fn place() -> Place {
        let place = Place::with_grace();
        set_key(place.home(), KEPT_KEY);
        place
    }

    #[test]
    fn nobody_loses_a_word_while_the_store_is_locked_and_unlocked() {
        let place = place();
        let done = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            let writers: Vec<_> = (0..3)
                .map(|writer| {
                    let place = &place;
                    scope.spawn(move || {
                        for n in 0..12 {
                            place.run(["note", "Grace", &format!("word-{writer}-{n}")]).success();
                        }
                    })
                })
                .collect();
            let turning = scope.spawn(|| {
                while !done.load(std::sync::atomic::Ordering::SeqCst) {
                    place.run(["lock", "-y"]).success();
                    place.run(["lock", "--off", "-y"]).success();
                }
            });
            for writer in writers {
                writer.join().expect("nobody failed");
            }
            done.store(true, std::sync::atomic::Ordering::SeqCst);
            turning.join().expect("nor who locked it");
        });
        let said = place.run(["list", "notes", "--plain"]).success().stdout();
        for writer in 0..3 {
            for n in 0..12 {
                assert_eq!(said.matches(&format!("\tword-{writer}-{n}\t")).count(), 1, "word-{writer}-{n}: {said}");
            }
        }
        place.run(["doctor", "-q"]).success();
    }

    #[test]
    fn whenever_it_is_cut_off_a_whole_store_stands_there() {
        let place = place();
        place.run(["log", "coffee with Grace and [Tomas Ozols] @Kopi Tuku"]).success();
        let said = place.run(["export", "json"]).success().stdout();
        let kills = if crate::full() { 1000 } else { 60 };
        // How long it takes where it is let be: the kills are spread over that, and somewhat more.
        let begun = std::time::Instant::now();
        place.run(["lock", "-y"]).success();
        place.run(["lock", "--off", "-y"]).success();
        let whole = begun.elapsed() / 2;
        let (mut cut, mut locked) = (0, 0);
        for n in 0..kills {
            let line: &[&str] = if is_locked(&place.db()) { &["lock", "--off", "-y"] } else { &["lock", "-y"] };
            let mut child = place.auld(line);
            let mut child = child
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null())
                .spawn()
                .expect("it starts");
            std::thread::sleep(whole * (n % 30) / 20);
            child.kill().expect("ours");
            cut += u32::from(!child.wait().expect("ours").success());
            locked += u32::from(is_locked(&place.db()));
            assert_eq!(place.run(["export", "json"]).success().stdout(), said, "after {n} kills");
        }
        assert!(0 < cut && cut < kills && locked > 0, "{cut} of {kills} were cut off, {locked} were locked then");
        // What the cut ones left behind is found, and goes.
        place.run(["lock", "-y"]).success();
        let said = place.run(["doctor", "-q"]);
        assert_eq!(said.code, Some(0), "{}{}", said.stdout(), said.stderr());
        for (path, bytes) in files(place.db().parent().expect("a folder")) {
            assert!(!bytes.windows(5).any(|part| part == b"Grace"), "{} is in the clear", path.display());
        }
    }

    #[test]
    fn no_secret_is_an_argument_a_variable_or_part_of_the_history() {
        let place = place();
        place.run(["lock", "-y"]).success();
        for line in [&["history"][..], &["list"], &["doctor"], &["export", "json"]] {
            let said = place.run(line).success();
            assert!(!said.stdout().contains(KEPT_KEY) && !said.stderr().contains(KEPT_KEY), "auld {line:?}");
        }
        // What auld hands to a program that it starts, as the program sees it.
        let seen = place.home().join("seen");
        let script = format!(
            "key_command = \"sh -c 'tr \\\"\\\\0\\\" \\\"\\\\n\\\" < /proc/$PPID/cmdline > {0}; env >> {0}; cat {1}/secret'\"\n",
            seen.display(),
            place.home().display()
        );
        fs::write(place.home().join(".config/auld/settings.toml"), script).expect("writable");
        place.run(["note", "Grace", "likes tea"]).success();
        let seen = fs::read_to_string(&seen).expect("the command ran");
        assert!(seen.contains("note\nGrace\n") && seen.contains("HOME="), "{seen}");
        assert!(!seen.contains(KEPT_KEY), "{seen}");
        // It reads nothing of what is piped into auld.
        let mut log = Command::new("sh");
        let script = format!("echo 'tea with Grace' | '{}' log -", env!("CARGO_BIN_EXE_auld"));
        log.args(["-c", &script]).env_clear().env("HOME", place.home()).env("PATH", "/usr/bin:/bin");
        log.env("AULD_NOW", "2026-11-23");
        ended(&mut log).success();
    }
}
