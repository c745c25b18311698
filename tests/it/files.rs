//! The file under the store: made private, found where it should be, named and left alone when it is not ours.

use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bench::copy_store;
use crate::binary::{Place, ended};
use crate::dump::{Dump, raw};

/// Everything below a folder: path, and what tells that it was touched.
fn state(folder: &Path) -> Vec<(PathBuf, u32, Vec<u8>)> {
    let mut out = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("readable") {
            let path = entry.expect("readable").path();
            let about = fs::symlink_metadata(&path).expect("there");
            let bytes = if about.is_file() { fs::read(&path).expect("readable") } else { Vec::new() };
            if about.is_dir() {
                folders.push(path.clone());
            }
            out.push((path, about.permissions().mode(), bytes));
        }
    }
    out.sort();
    out
}

/// Demands that reading and writing verbs refuse the file, name it, and leave everything beside it as it is.
#[track_caller]
fn refused(place: &Place, file: &Path, why: &str) {
    let before = state(place.home());
    for args in [
        &["show", "Grace"][..],
        &["add", "Sari"],
        &["log", "tea with [Budi]"],
        &["undo"],
        &["add", "Sari", "--dry-run"],
        &["history"],
    ] {
        let ended = ended(place.auld(args).env("AULD_DB", file)).code(3);
        let said = ended.stderr();
        let name = file.file_name().expect("a file").to_string_lossy();
        assert!(said.contains(&*name), "`auld {}` does not name the file: {said}", args.join(" "));
        assert!(said.contains(why), "`auld {}` does not say `{why}`: {said}", args.join(" "));
        assert!(said.contains("hint: "), "`auld {}` does not say what to do: {said}", args.join(" "));
        assert_eq!(ended.stdout(), "");
        assert!(state(place.home()) == before, "`auld {}` touched something", args.join(" "));
    }
}

fn planted(name: &str, bytes: &[u8]) -> (Place, PathBuf) {
    let place = Place::new();
    let file = place.home().join(name);
    fs::write(&file, bytes).expect("HOME is writable");
    (place, file)
}

/// The bytes of a sound store, all in the one file.
fn sound_bytes() -> Vec<u8> {
    let place = Place::with_grace();
    gather(&place.db());
    fs::read(place.db()).expect("readable")
}

#[test]
fn a_file_that_is_no_store_is_named_and_left_alone() {
    for (name, bytes, why) in [
        ("empty.db", &b""[..], "it is empty"),
        ("short.db", b"SQLite format 3\0", "a file of another kind"),
        ("garbage.db", &[0xA5; 5000], "a file of another kind"),
        ("people.txt", b"Grace Tan, friend since 2019\n".repeat(50).as_slice(), "a file of another kind"),
    ] {
        let (place, file) = planted(name, bytes);
        refused(&place, &file, why);
    }
}

#[test]
fn the_database_of_another_program_is_left_alone() {
    let place = Place::new();
    let file = place.home().join("bookmarks.sqlite");
    raw_new(&file)
        .execute_batch("CREATE TABLE person (id INTEGER PRIMARY KEY, url TEXT); INSERT INTO person VALUES (1, 'x')")
        .expect("a new file");
    refused(&place, &file, "another program");
}

fn raw_new(file: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(file).expect("a new file")
}

#[test]
fn a_store_cut_short_is_damaged_and_never_half_read() {
    let whole = sound_bytes();
    for keep in [100, 512, 4096, 5000, whole.len() / 2, whole.len() - 4096, whole.len() - 1] {
        let (place, file) = planted("cut.db", &whole[..keep]);
        refused(&place, &file, "damaged");
    }
}

#[test]
fn what_is_no_regular_file_is_not_opened() {
    let place = Place::new();
    let folder = place.home().join("folder.db");
    fs::create_dir(&folder).expect("HOME is writable");
    refused(&place, &folder, "it is a folder");
    let fifo = place.home().join("fifo.db");
    assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo is there").success());
    refused(&place, &fifo, "no regular file");
    refused(&place, Path::new("/dev/zero"), "no regular file");
    refused(&place, Path::new("/dev/null"), "no regular file");
}

#[test]
fn a_planted_link_is_not_followed_and_a_linked_folder_is() {
    let place = Place::with_grace();
    let link = place.home().join("link.db");
    symlink(place.db(), &link).expect("HOME is writable");
    refused(&place, &link, "symbolic link");
    let dangling = place.home().join("dangling.db");
    symlink(place.home().join("nowhere"), &dangling).expect("HOME is writable");
    refused(&place, &dangling, "symbolic link");
    let folder = place.home().join("dotfiles");
    symlink(place.db().parent().expect("a folder"), &folder).expect("HOME is writable");
    ended(place.auld(["show", "Grace"]).env("AULD_DB", folder.join("auld.db"))).success();
}

#[test]
fn a_newer_store_is_refused_by_both_versions_and_not_touched() {
    let mut bytes = sound_bytes();
    bytes[60..64].copy_from_slice(&4711u32.to_be_bytes());
    let (place, file) = planted("newer.db", &bytes);
    let known = raw(&Place::with_grace().db())
        .query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0))
        .expect("a header");
    let before = state(place.home());
    for args in
        [&["show", "Grace"][..], &["add", "Sari"], &["add", "Sari", "--dry-run"], &["undo"], &["history", "--json"]]
    {
        let ended = ended(place.auld(args).env("AULD_DB", &file)).code(3);
        let said = ended.stderr();
        for part in ["newer.db", "version 4711", &format!("up to version {known}"), env!("CARGO_PKG_VERSION")] {
            assert!(said.contains(part), "no `{part}` in {said}");
        }
        assert!(!said.contains("delete") && !said.contains("remove"), "{said}");
        let left: Vec<_> = state(place.home()).into_iter().map(|(path, ..)| path).collect();
        assert!(state(place.home()) == before, "`auld {}` touched the folder: {left:?}", args.join(" "));
    }
}

#[test]
fn a_page_that_is_damaged_is_never_taken_for_nobody() {
    let whole = sound_bytes();
    let whole_answer = Place::with_grace().run(["show", "Grace Tan"]).success().stdout();
    for page in 0..whole.len() / 4096 {
        let mut bytes = whole.clone();
        // The first page keeps its header: without it the file is no SQLite file at all.
        let from = if page == 0 { 100 } else { page * 4096 };
        bytes[from..(page + 1) * 4096].fill(0);
        let (place, file) = planted("page.db", &bytes);
        let ended = ended(place.auld(["show", "Grace Tan"]).env("AULD_DB", &file));
        match ended.code {
            // A page that the answer does not need: the answer is the whole one.
            Some(0) => assert_eq!(ended.stdout(), whole_answer, "page {page} zeroed"),
            _ => {
                let said = ended.code(3).stderr();
                assert!(
                    said.contains("page.db") && said.contains("damaged") && said.contains("hint: "),
                    "page {page} zeroed: {said}"
                );
            }
        }
        assert_eq!(fs::read(&file).expect("readable"), bytes, "page {page}: the file was changed");
    }
}

#[test]
fn a_missing_folder_is_made_private_and_reading_makes_nothing() {
    let place = Place::new();
    for args in [
        &["show", "Grace"][..],
        &["history"],
        &["log", "tea with [Sari]", "--dry-run"],
        &["add", "Sari", "--dry-run"],
        &[],
    ] {
        let ended = place.run(args);
        assert!(matches!(ended.code, Some(0 | 1)), "{ended:?}");
        assert!(state(place.home()).is_empty(), "`auld {}` made something", args.join(" "));
    }
    let script = "umask 000; auld --db new/er/auld.db log 'tea with [Sari]'; auld --db new/er/auld.db history";
    place.sh(script).success();
    for (path, mode, _) in state(place.home()) {
        assert_eq!(mode & 0o077, 0, "others may use {}", path.display());
    }
    let here = |name: &str| place.home().join("new/er").join(name).exists();
    assert!(here("auld.db") && here("auld.db-wal") && here("auld.db-shm"), "the test looked at all there is");
}

#[test]
fn a_folder_that_was_there_is_left_as_it_was() {
    let place = Place::new();
    let folder = place.home().join("shared");
    fs::create_dir(&folder)
        .and_then(|()| fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)))
        .expect("HOME is writable");
    ended(place.auld(["add", "Sari"]).env("AULD_DB", folder.join("auld.db"))).success();
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!((mode(&folder), mode(&folder.join("auld.db"))), (0o755, 0o600));
}

#[test]
fn odd_paths_are_paths() {
    let place = Place::new();
    let bytes = |b: &[u8]| PathBuf::from(std::ffi::OsString::from_vec(b.to_vec()));
    let names = [
        "a b.db".into(),
        "line\nbreak.db".into(),
        "naïve ☕.db".into(),
        "file:x.db?mode=memory".into(),
        ":memory:".into(),
        "-".into(),
        "x.db?mode=ro#y".into(),
        "%41.db".into(),
        "quote'\"`$(x).db".into(),
        bytes(b"\xff\xfe.db"),
        bytes(b"new \xff folder/auld.db"),
    ];
    for name in names {
        ended(place.auld(["add", "Sari"]).arg("--db").arg(&name)).success();
        let file = place.home().join(&name);
        assert!(file.is_file(), "no file at {name:?}");
        let shown = ended(place.auld(["show", "Sari"]).env("AULD_DB", &file)).success();
        assert!(shown.stdout().contains("Sari"), "{name:?}");
    }
}

#[test]
fn a_path_that_names_a_folder_is_not_taken_for_a_file() {
    let place = Place::new();
    for path in ["x/", ".", "..", "/", "new/folder/"] {
        for set in [&["add", "Sari", "--db", path][..], &["list", "--db", path]] {
            assert!(place.run(set).code(3).stderr().contains("it is a folder"), "{path}");
        }
    }
    ended(place.auld(["add", "Sari"]).env("AULD_DB", "--")).success();
    assert!(place.home().join("--").is_file(), "what looks like a flag is a name in a variable");
    let names: Vec<_> = state(place.home()).into_iter().map(|(path, ..)| path).collect();
    assert_eq!(names.len(), 3, "{names:?}");
}

#[test]
fn the_place_of_the_store_may_have_any_name_and_is_never_guessed() {
    let place = Place::new();
    let bytes = |b: &[u8]| PathBuf::from(std::ffi::OsString::from_vec(b.to_vec()));
    for name in [PathBuf::from("with some spaces"), "line\nbreak".into(), bytes(b"caf\xe9"), "naïve ☕".into()] {
        let data = place.home().join(name);
        ended(place.auld(["add", "Sari"]).env("XDG_DATA_HOME", &data)).success();
        assert!(data.join("auld/auld.db").is_file(), "{data:?}");
        let doctor = ended(place.auld(["doctor"]).env("XDG_DATA_HOME", &data)).success().stdout();
        assert!(doctor.contains("auld/auld.db"), "{doctor}");
    }
    let before = state(place.home());
    let one = "d".repeat(4000);
    let many = vec!["d"; 2000].join("/");
    for long in [one.as_str(), &many] {
        for args in [&["add", "Sari"][..], &["list"], &["doctor"]] {
            let done = ended(place.auld(args).env("XDG_DATA_HOME", place.home().join(long)));
            let said = done.code(3).stderr();
            assert!(said.contains("too long"), "{said}");
            assert!(state(place.home()) == before, "{args:?} made something");
        }
    }
    for home in ["relative", "./x", "~"] {
        for args in [&["add", "Sari"][..], &["list"], &[]] {
            let said = ended(place.auld(args).env("HOME", home)).code(1).stderr();
            assert!(said.contains("no place for the store is known") && said.contains("--db FILE"), "{said}");
        }
    }
    assert!(state(place.home()) == before, "a store in a surprising place");
    let said = ended(place.auld(["add", "Sari"]).env("HOME", "/dev/null")).code(3).stderr();
    assert!(said.contains("/dev/null/.local/share/auld/auld.db") && said.contains("is no folder"), "{said}");
}

#[test]
fn the_store_is_where_the_home_is_and_nowhere_surprising() {
    let place = Place::new();
    ended(place.auld(["add", "Sari"]).env("XDG_DATA_HOME", "relative")).success();
    assert!(place.db().is_file() && !place.home().join("relative").exists(), "a relative XDG_DATA_HOME counts as none");
    let data = place.home().join("data folder");
    ended(place.auld(["add", "Budi"]).env("XDG_DATA_HOME", &data)).success();
    assert!(data.join("auld/auld.db").is_file());
    let ended_without = ended(place.auld(["history"]).env("HOME", "relative"));
    assert!(!place.home().join("relative").exists(), "{ended_without:?}");
    // Without HOME the home folder is asked of the system; a test must not write there.
    let none = ended(place.auld(["history"]).env_remove("HOME"));
    assert!(matches!(none.code, Some(0 | 1)), "{none:?}");
}

#[test]
fn a_flag_wins_over_the_variable() {
    let place = Place::with_grace();
    let other = place.home().join("other.db");
    ended(place.auld(["add", "Budi", "--db"]).arg(&other).env("AULD_DB", place.db())).success();
    assert!(Dump::of(&other).rows.contains("Budi") && !Dump::of(&place.db()).rows.contains("Budi"));
}

#[test]
fn a_folder_that_is_read_only_can_still_be_read() {
    let place = Place::with_grace();
    let mounted = place.home().join("mounted");
    fs::create_dir(&mounted).expect("HOME is writable");
    let Some(_mount) = ReadOnly::of(place.db().parent().expect("a folder"), &mounted) else {
        crate::skipped("no read-only mount can be made here (needs root)");
        return;
    };
    let file = mounted.join("auld.db");
    let written = ended(place.auld(["add", "Sari"]).env("AULD_DB", &file)).code(3);
    assert!(written.stderr().contains("auld.db"), "{}", written.stderr());
    let read = ended(place.auld(["show", "Grace"]).env("AULD_DB", &file)).success();
    assert!(read.stdout().contains("Grace Tan"));
    ended(place.auld(["add", "Sari"]).env("AULD_DB", mounted.join("new.db"))).code(3);
}

/// A folder mounted read-only in a second place, for as long as it lives.
struct ReadOnly(PathBuf);

impl ReadOnly {
    fn of(folder: &Path, at: &Path) -> Option<ReadOnly> {
        let mount = |args: &[&str]| {
            Command::new("mount").args(args).arg(folder).arg(at).output().is_ok_and(|o| o.status.success())
        };
        if !mount(&["--bind"]) {
            return None;
        }
        let guard = ReadOnly(at.to_owned());
        mount(&["-o", "remount,bind,ro"]).then_some(guard)
    }
}

impl Drop for ReadOnly {
    fn drop(&mut self) {
        Command::new("umount").arg(&self.0).output().ok();
    }
}

/// Carries all of a store into its one file.
fn gather(db: &Path) {
    raw(db).execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("nobody else is there");
}

#[test]
fn a_log_of_another_store_is_not_mixed_in() {
    let (grace, budi) = (Place::with_grace(), Place::new());
    budi.run(["add", "Budi"]).success();
    gather(&grace.db());
    // The log of one store beside the file of another, as a careless copy leaves it.
    let mixed = grace.home().join("mixed.db");
    copy_store(&budi.db(), &mixed);
    fs::copy(grace.db(), &mixed).expect("HOME is writable");
    let log = mixed.with_file_name("mixed.db-wal");
    let before = (fs::read(&mixed).expect("readable"), fs::read(&log).expect("readable"));
    for args in [&["list"][..], &["add", "Sari"], &["history", "--json"], &["doctor"], &["add", "Sari", "--dry-run"]] {
        let said = ended(grace.auld(args).env("AULD_DB", &mixed)).code(3).stderr();
        assert!(said.contains("mixed.db-wal") && said.contains("is not the one of this file"), "{said}");
        assert_eq!((fs::read(&mixed).expect("readable"), fs::read(&log).expect("readable")), before, "{args:?}");
    }
    // A backup comes back over the two, which are put aside as they were; and out of the two nothing is restored.
    let kept = grace.home().join("kept");
    for name in ["kept-wal", "kept"] {
        fs::copy(mixed.with_file_name(name.replace("kept", "mixed.db")), grace.home().join(name)).expect("ours");
    }
    let said = grace.run(["restore", "-y", "kept"]).code(3).stderr();
    assert!(said.contains("is not the one of this file"), "{said}");
    budi.run(["backup", "budi.db"]).success();
    ended(grace.auld(["restore", "-y"]).arg(budi.home().join("budi.db")).env("AULD_DB", &kept)).success();
    assert!(ended(grace.auld(["list"]).env("AULD_DB", &kept)).success().stdout().contains("Budi"));
    let aside = |bytes: &Vec<u8>| {
        let all = fs::read_dir(grace.home()).expect("readable").flatten().map(|entry| entry.path());
        let mut kept = all.filter(|path| path.to_string_lossy().contains("kept") && path.is_file());
        kept.any(|path| fs::read(path).is_ok_and(|there| there == *bytes))
    };
    assert!(aside(&before.0) && aside(&before.1), "file and log are put aside apart");
    // As it says: without the log all of Grace is there.
    fs::remove_file(&log).expect("ours");
    let list = ended(grace.auld(["list"]).env("AULD_DB", &mixed)).success().stdout();
    assert!(list.contains("Grace Tan") && !list.contains("Budi"), "{list}");
}

#[test]
fn a_backup_of_what_was_not_to_be_is_not_mixed_with_what_was() {
    let place = Place::with_grace();
    place.run(["backup", "before.db"]).success();
    place.run(["add", "Budi"]).success();
    place.run(["backup", "budi.db"]).success();
    // The store takes another course, and then somebody copies the first over it.
    place.run(["-y", "restore", "before.db"]).success();
    place.run(["add", "Sari"]).success();
    fs::copy(place.home().join("budi.db"), place.db()).expect("ours");
    assert!(place.run(["list"]).code(3).stderr().contains("auld.db-wal"));
    fs::remove_file(place.db().with_file_name("auld.db-wal")).expect("ours");
    let list = place.run(["list"]).success().stdout();
    assert!(list.contains("Budi") && !list.contains("Sari"), "{list}");
    crate::bench::sound(&place.db());
}

#[test]
fn a_file_that_is_newer_than_its_own_log_is_read_as_ever() {
    let place = Place::with_grace();
    place.run(["add", "Sari"]).success();
    // As where somebody emptied part of the log into the file and was cut off, or touched the file.
    let file = fs::File::options().write(true).open(place.db()).expect("ours");
    raw(&place.db()).execute_batch("BEGIN; SELECT count(*) FROM person; PRAGMA wal_checkpoint(PASSIVE)").ok();
    file.set_modified(fs::metadata(place.db()).and_then(|about| about.modified()).expect("a time") + DAY)
        .expect("ours");
    let list = place.run(["list"]).success().stdout();
    assert!(list.contains("Grace Tan") && list.contains("Sari"), "{list}");
    // What was found out once is not looked for again.
    let changed = |path: &Path| fs::metadata(path).and_then(|about| about.modified()).expect("a time");
    assert!(changed(&place.db().with_file_name("auld.db-wal")) >= changed(&place.db()));
    place.run(["add", "Budi"]).success();
    place.run(["undo"]).success();
    crate::bench::sound(&place.db());
    let left: Vec<_> = fs::read_dir(place.db().parent().expect("a folder")).expect("readable").collect();
    assert_eq!(left.len(), 3, "{left:?}");
}

const DAY: std::time::Duration = std::time::Duration::from_secs(86_400);

#[test]
fn a_log_whose_store_is_gone_is_told_and_not_taken_for_that_of_a_new_one() {
    let place = Place::with_grace();
    place.run(["add", "Sari"]).success();
    assert!(fs::metadata(place.db().with_file_name("auld.db-wal")).expect("a short log stays").len() > 0);
    let lost = place.home().join("lost.db");
    fs::rename(place.db(), &lost).expect("ours");
    refused(&place, &place.db(), "only its log");
    // Put back, nothing is lost.
    fs::rename(&lost, place.db()).expect("ours");
    assert!(place.run(["list"]).success().stdout().contains("Sari"));
}

#[test]
fn a_byte_that_was_flipped_harms_no_more_than_what_it_is_part_of() {
    let whole = sound_bytes();
    let (place, file) = planted("flipped.db", &whole);
    let export = || ended(place.auld(["export", "json"]).env("AULD_DB", &file));
    let answer = export().success().stdout();
    // Evenly over the file, each time another bit.
    let (flips, mut refused, mut unlike) = (if crate::full() { 1000 } else { 120 }, 0, 0);
    for n in 0..flips {
        let mut bytes = whole.clone();
        let at = (whole.len() / flips) * n + n % 97;
        bytes[at] ^= 1 << (n % 8);
        fs::write(&file, &bytes).expect("ours");
        let said = export();
        match said.code {
            Some(0) => unlike += usize::from(said.stdout() != answer),
            _ => {
                refused += 1;
                assert!(said.code(3).stderr().contains("flipped.db"), "byte {at}");
            }
        }
        assert_eq!(fs::read(&file).expect("readable"), bytes, "byte {at}: reading changed the file");
    }
    crate::told(&format!("of {flips} flipped bits, {refused} were refused and {unlike} changed the answer unseen"));
    assert!(refused > 0);
}

#[test]
fn a_store_that_may_not_be_read_is_told() {
    let id = Command::new("id").arg("-u").output().map(|o| String::from_utf8_lossy(&o.stdout).trim().to_owned());
    if id.ok().as_deref() == Some("0") {
        let place = Place::with_grace();
        let script = "setpriv --reuid=1001 --regid=1001 --clear-groups sh -c 'cat .local/share/auld/auld.db* .local/share/auld/*'";
        fs::set_permissions(place.home(), fs::Permissions::from_mode(0o755)).expect("ours");
        let other = place.sh(&format!("umask 000; auld add Budi; {script}"));
        if other.stderr().contains("setpriv: not found") {
            return crate::skipped("setpriv is not here, so nobody else can try to read");
        }
        assert!(!other.stdout().contains("SQLite format"), "another user reads the store");
        assert!(other.stderr().contains("Permission denied"), "{}", other.stderr());
        return;
    }
    let place = Place::with_grace();
    fs::set_permissions(place.db(), fs::Permissions::from_mode(0o000)).expect("ours");
    assert!(place.run(["show", "Grace"]).code(3).stderr().contains("permission denied"));
}
