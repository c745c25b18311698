//! Sealed backups and exports: who has the key reads them, nobody else does, and nothing is lost or left by trying.
#![cfg(feature = "crypt")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use age::secrecy::ExposeSecret;
use age::x25519::Identity;

use crate::bench::{Answer, Bench, copy_store, sound};
use crate::binary::{Place, ended, ended_reading};
use crate::dump::Dump;
use crate::pty::Terminal;

/// A word that no file but the store may hold in the plain.
const CANARY: &str = "heirloom-cello";

/// Returns a world with something to keep.
fn world() -> Bench {
    let mut bench = Bench::new();
    let note = format!("plays the {CANARY}");
    bench.run(["add", "Grace Tan", "--email", "grace@example.org", "--birthday", "--12-02", "--note", &note]).success();
    bench.run(["add", "Budi", "--via", "Grace", "--tag", "work"]).success();
    bench.run(["log", "yesterday: coffee with Grace @Kopi Tuku 90 min; Grace made me feel heard"]).success();
    bench
}

/// Writes a key pair into HOME; returns the public one and the file of the secret one.
fn pair(home: &Path, name: &str) -> (String, PathBuf) {
    let secret = Identity::generate();
    let path = home.join(name);
    fs::write(&path, format!("# made for a test\n{}\n", secret.to_string().expose_secret())).expect("HOME is writable");
    (secret.to_public().to_string(), path)
}

/// Returns the name of every file under a folder that holds these bytes.
fn holding(folder: &Path, bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            found.extend(holding(&path, bytes));
        } else if fs::read(&path).is_ok_and(|held| held.windows(bytes.len()).any(|part| part == bytes)) {
            found.push(path.file_name().expect("a name").to_string_lossy().into_owned());
        }
    }
    found.sort();
    found
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("readable");
    let mut names: Vec<_> = entries.map(|e| e.expect("readable").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn exported(bench: &mut Bench) -> String {
    bench.run(["export", "json"]).success().stdout
}

#[test]
fn a_backup_sealed_with_a_passphrase_comes_back_with_it_alone() {
    let mut bench = world();
    let whole = exported(&mut bench);
    fs::create_dir(bench.home().join("away")).expect("HOME is writable");
    let away = bench.home().join("away");
    let twice = [Answer::Secret("correct horse"), Answer::Secret("correct horse")];
    insta::assert_snapshot!(bench.answers(twice).run(["backup", "--encrypt"].iter().map(Path::new).chain([away.as_path()])).success(), @r#"
    copied to [HOME]/away/auld-2026-11-23.db.age
    2 people, 1 meeting, 265 KiB; sealed with a passphrase, opened again and sound
    ------- asked -------
    ? Passphrase to seal it with
    > Secret("correct horse")
    ? The same again
    > Secret("correct horse")
    ------- stderr -------
    bring it back with `auld restore [HOME]/away/auld-2026-11-23.db.age`
    without the passphrase nobody can open it, auld neither
    "#);
    let file = away.join("auld-2026-11-23.db.age");
    assert!(fs::read(&file).expect("written").starts_with(b"age-encryption.org/v1\n-> scrypt "));
    assert_eq!(fs::metadata(&file).expect("written").permissions().mode() & 0o777, 0o600);
    assert_eq!(names(&away), ["auld-2026-11-23.db.age"]);
    assert_eq!(holding(&away, b"Grace"), [""; 0], "something of it can be read");
    bench.run(["rm", "-y", "Budi"]).success();
    let later = bench.dump();
    let file = file.to_str().expect("UTF-8");
    let wrong = [Answer::Secret("wrong"), Answer::Secret("wronger"), Answer::Secret("wrongest")];
    insta::assert_snapshot!(bench.answers(wrong).run(["restore", file]).code(1), @r#"
    ------- asked -------
    ? Passphrase of `[HOME]/away/auld-2026-11-23.db.age`
    > Secret("wrong")
    ? That is not it. Passphrase of `[HOME]/away/auld-2026-11-23.db.age`
    > Secret("wronger")
    ? That is not it. Passphrase of `[HOME]/away/auld-2026-11-23.db.age`
    > Secret("wrongest")
    ------- stderr -------
    error: `[HOME]/away/auld-2026-11-23.db.age` cannot be opened: it is sealed, and that is not its passphrase
    hint: nothing was changed
    [exit code 1]
    "#);
    insta::assert_snapshot!(bench.answers([Answer::Leave]).run(["restore", file]).code(1), @r"
    ------- asked -------
    ? Passphrase of `[HOME]/away/auld-2026-11-23.db.age`
    > Leave
    ------- stderr -------
    error: no passphrase was given; nothing was changed
    [exit code 1]
    ");
    insta::assert_snapshot!(bench.run(["restore", file]).code(1), @r"
    ------- stderr -------
    error: there is no terminal to type it at: Passphrase of `[HOME]/away/auld-2026-11-23.db.age`
      a passphrase is never taken from the command line or the environment
    hint: it takes a person: run it at a terminal; a file sealed to a key needs none: `--identity FILE`
    [exit code 1]
    ");
    assert_eq!(bench.dump(), later);
    assert!(
        !names(bench.db().parent().expect("a folder")).iter().any(|name| name.contains(".new-")),
        "a draft is left"
    );
    let right = [Answer::Secret("no"), Answer::Secret("correct horse"), Answer::Yes];
    insta::assert_snapshot!(bench.answers(right).run(["restore", file]).success(), @r#"
    restored [HOME]/.local/share/auld/auld.db from
    [HOME]/away/auld-2026-11-23.db.age
    2 people, 1 meeting, 264 KiB
    what stood there is kept as
    [HOME]/.local/share/auld/auld.db.backups/2026-11-23-091000-re
    store.db
    ------- asked -------
    ? Passphrase of `[HOME]/away/auld-2026-11-23.db.age`
    > Secret("no")
    ? That is not it. Passphrase of `[HOME]/away/auld-2026-11-23.db.age`
    > Secret("correct horse")
    ? Replace `[HOME]/.local/share/auld/auld.db` with `[HOME]/away/auld-2026-11-23.db.age` (2 people, 1 meeting, 264 KiB)?
    > Yes
    ------- stderr -------
    go back with `auld restore [HOME]/.local/share/auld/auld.db.backups/2026-11-23-091000-restore.db`
    "#);
    assert_eq!(exported(&mut bench), whole);
    sound(&bench.db());
}

#[test]
fn a_slip_of_the_finger_seals_nothing() {
    let mut bench = world();
    let file = bench.home().join("x.age");
    let backup = ["backup", "--encrypt", file.to_str().expect("UTF-8")];
    let slips = ["a", "b", "c", "d", "e", "f"].map(Answer::Secret);
    insta::assert_snapshot!(bench.answers(slips).run(backup).code(1), @r#"
    ------- asked -------
    ? Passphrase to seal it with
    > Secret("a")
    ? The same again
    > Secret("b")
    ? Passphrase to seal it with
    > Secret("c")
    ? The same again
    > Secret("d")
    ? Passphrase to seal it with
    > Secret("e")
    ? The same again
    > Secret("f")
    ------- stderr -------
    the two differ; once more
    the two differ; once more
    error: the two passphrases differ; nothing was written
    [exit code 1]
    "#);
    insta::assert_snapshot!(bench.answers([Answer::Secret("one"), Answer::Leave]).run(backup).code(1), @r#"
    ------- asked -------
    ? Passphrase to seal it with
    > Secret("one")
    ? The same again
    > Leave
    ------- stderr -------
    error: no passphrase was given; nothing was changed
    [exit code 1]
    "#);
    insta::assert_snapshot!(bench.answers([Answer::Secret("o\u{1a}ne")]).run(backup).code(1), @r#"
    ------- asked -------
    ? Passphrase to seal it with
    > Secret("o\u{1a}ne")
    ------- stderr -------
    error: a key was pressed that is part of no passphrase; nothing was changed
    hint: type it again, letters and signs only
    [exit code 1]
    "#);
    insta::assert_snapshot!(bench.run(backup).code(1), @r"
    ------- stderr -------
    error: there is no terminal to type it at: Passphrase to seal it with
      a passphrase is never taken from the command line or the environment
    hint: seal to a key instead: `--encrypt-to age1…`; `age-keygen` makes one
    [exit code 1]
    ");
    assert!(!file.exists());
    insta::assert_snapshot!(bench.run(["--dry-run", "backup", "--encrypt", file.to_str().expect("UTF-8")]).success(), @r"
    would copy to [HOME]/x.age
    2 people, 1 meeting, sealed with a passphrase
    ------- stderr -------
    dry run: nothing was written
    ");
    assert!(!file.exists());
}

#[test]
fn a_backup_sealed_to_keys_is_opened_again_where_a_key_is_at_hand() {
    let mut bench = world();
    let whole = exported(&mut bench);
    let ((key, mine), (other, theirs), (_, stranger)) =
        (pair(bench.home(), "mine.txt"), pair(bench.home(), "theirs.txt"), pair(bench.home(), "stranger.txt"));
    let [mine, theirs, stranger] = [&mine, &theirs, &stranger].map(|path| path.to_str().expect("UTF-8"));
    let file = bench.home().join("x.age");
    let file = file.to_str().expect("UTF-8");
    let refused = bench.run(["backup", file, "-r", &key, "-i", stranger]).code(1);
    insta::assert_snapshot!(refused, @r"
    ------- stderr -------
    error: the copy, sealed to 1 key, does not open with the key given; nothing was written
    hint: `--identity` names the file with the key that belongs to one of those it is sealed to
    [exit code 1]
    ");
    assert_eq!(holding(bench.home(), b"age-encryption.org"), [""; 0], "the copy that did not open was kept");
    insta::assert_snapshot!(bench.run(["backup", file, "-r", &key, "--recipient", &other]).success(), @r"
    copied to [HOME]/x.age
    2 people, 1 meeting, 265 KiB; checked, sealed to 2 keys, and read back as it was
    written
    ------- stderr -------
    bring it back with `auld restore [HOME]/x.age --identity KEYFILE`
    without one of the keys nobody can open it, auld neither
    ");
    insta::assert_snapshot!(bench.run(["backup", file, "-r", &key]).code(1), @r"
    ------- stderr -------
    error: there is a file `[HOME]/x.age` already
    hint: write over it with `--force`, or name another file
    [exit code 1]
    ");
    let list = bench.file("keys.txt", format!("# mine\n{key}\n\n# theirs\n{other}\n"));
    let list = list.to_str().expect("UTF-8");
    let json = bench.run(["--json", "backup", "--force", file, "-R", list, "-i", mine]).json();
    insta::assert_snapshot!(format!("{} {} {}", json["sealed_with"], json["opened_again"], json["checked"]), @r#""keys" true true"#);
    let row = bench.run(["--plain", "backup", "--force", "--armor", file, "-R", list]).success().stdout;
    assert_eq!(row.trim_end().rsplit('\t').next(), Some("keys"), "{row}");
    assert!(fs::read(file).expect("written").starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----\n"));
    bench.run(["rm", "-y", "Budi"]).success();
    let later = bench.dump();
    insta::assert_snapshot!(bench.run(["restore", "-y", file]).code(1), @r"
    ------- stderr -------
    error: `[HOME]/x.age` cannot be opened: it is sealed to a key, and none was given
    hint: name the file with the key: `--identity FILE`; nothing was changed
    [exit code 1]
    ");
    insta::assert_snapshot!(bench.run(["restore", "-y", file, "-i", stranger]).code(1), @r"
    ------- stderr -------
    error: `[HOME]/x.age` cannot be opened: it is sealed, and none of the keys given opens it
    hint: is it another of your keys? `--identity FILE` can be given again; nothing was changed
    [exit code 1]
    ");
    insta::assert_snapshot!(bench.run(["restore", "-y", file, "-i", list]).code(1), @r"
    ------- stderr -------
    error: `[HOME]/keys.txt` is no file of secret keys: line 2 is no key
    [exit code 1]
    ");
    assert_eq!(bench.dump(), later);
    bench.run(["restore", "-y", file, "-i", stranger, "-i", theirs]).success();
    assert_eq!(exported(&mut bench), whole);
}

#[test]
fn every_format_comes_back_sealed_as_it_does_open() {
    for (format, ending) in [
        ("json", "json"),
        ("vcard", "vcf"),
        ("csv", "csv"),
        ("jscontact", "json"),
        ("meetings", "csv"),
        ("friends", "md"),
    ] {
        let mut bench = world();
        let (key, mine) = pair(bench.home(), "mine.txt");
        let mine = mine.to_str().expect("UTF-8");
        let home = bench.home().to_owned();
        let path = |name: &str| home.join(name).to_str().expect("UTF-8").to_owned();
        let (plain, sealed, text) =
            (path(&format!("a.{ending}")), path(&format!("b.{ending}.age")), path(&format!("c.{ending}.asc")));
        bench.run(["export", format, "-o", &plain]).success();
        bench.run(["export", format, "-o", &sealed, "--encrypt-to", &key]).success();
        bench.run(["export", format, "-o", &text, "--encrypt-to", &key, "-a"]).success();
        assert!(fs::read(&sealed).expect("written").starts_with(b"age-encryption.org/v1\n-> X25519 "), "{format}");
        assert_eq!(fs::metadata(&sealed).expect("written").permissions().mode() & 0o777, 0o600);
        let db = path("empty.db");
        let mut imported = |args: &[&str], stdin: Vec<u8>| {
            fs::remove_file(&db).ok();
            fs::remove_file(format!("{db}-wal")).ok();
            bench.stdin(stdin).run(["--db", &db, "import", "-y"].iter().chain(args)).success();
            // What has no ids in it, for those are made anew.
            ["friends", "meetings"].map(|form| bench.run(["--db", &db, "export", form]).success().stdout).concat()
        };
        let open = imported(&[format, &plain], Vec::new());
        assert!(open.contains("Grace"), "{format}\n{open}");
        // Told from what is in it, and from its name without the ending.
        assert_eq!(imported(&[&sealed, "-i", mine], Vec::new()), open, "{format} as a file");
        assert_eq!(imported(&[format, &sealed, "-i", mine], Vec::new()), open, "{format} by its name");
        assert_eq!(imported(&[&text, "-i", mine], Vec::new()), open, "{format} as text");
        let held = fs::read(&sealed).expect("written");
        assert_eq!(imported(&[format, "-", "-i", mine], held), open, "{format} through a pipe");
    }
}

#[test]
fn what_comes_through_a_pipe_is_told_and_opened_too() {
    let place = Place::with_grace();
    let (key, mine) = pair(place.home(), "mine.txt");
    let mine = mine.to_str().expect("UTF-8");
    // More than one sealed piece, and more than what is read to tell the format.
    for _ in 0..4 {
        place.run(["note", "Grace", &"and so on ".repeat(9_000)]).success();
    }
    let out = place.run(["export", "json", "-r", &key]).success();
    assert!(out.out.starts_with(b"age-encryption.org/v1\n") && out.out.len() > 300_000);
    assert_eq!(out.stderr(), "");
    ended_reading(&mut place.auld(["--db", "b.db", "import", "-i", mine, "-"]), &out.out).success();
    let whole = place.run(["export", "json"]).success().out;
    assert_eq!(place.run(["--db", "b.db", "export", "json"]).success().out, whole);
    let cut = &out.out[..out.out.len() - 70_000];
    let refused = ended_reading(&mut place.auld(["--db", "c.db", "import", "-i", mine, "-"]), cut).code(1);
    assert!(
        refused.stderr().contains("the sealed file is") && refused.stderr().contains("nothing was imported"),
        "{}",
        refused.stderr()
    );
    assert!(Dump::of(&place.home().join("c.db")).rows.is_empty());
    // Through a file that is a pipe, where the format is said.
    fs::write(place.home().join("x.age"), &out.out).expect("HOME is writable");
    let script = format!("mkfifo p && {{ cat x.age >p & auld --db d.db import -y json p -i {mine}; }}");
    place.sh(&script).success();
    assert_eq!(place.run(["--db", "d.db", "export", "json"]).success().out, whole);
}

#[test]
fn a_wrong_key_a_cut_and_a_changed_byte_change_nothing() {
    let mut bench = world();
    let ((key, mine), (_, stranger)) = (pair(bench.home(), "mine.txt"), pair(bench.home(), "stranger.txt"));
    let [mine, stranger] = [&mine, &stranger].map(|path| path.to_str().expect("UTF-8"));
    let path = |name: &str| bench.home().join(name).to_str().expect("UTF-8").to_owned();
    let (cards, backup) = (path("a.vcf.age"), path("a.db.age"));
    bench.run(["export", "vcard", "-o", &cards, "-r", &key]).success();
    bench.run(["backup", &backup, "-r", &key]).success();
    bench.run(["rm", "-y", "Budi"]).success();
    let before = bench.dump();
    insta::assert_snapshot!(bench.run(["import", "-y", &cards]).code(1), @r"
    ------- stderr -------
    error: `[HOME]/a.vcf.age` cannot be opened: it is sealed to a key, and none was given
    hint: name the file with the key: `--identity FILE`; nothing was changed
    [exit code 1]
    ");
    insta::assert_snapshot!(bench.run(["import", "-y", &cards, "-i", stranger]).code(1), @r"
    ------- stderr -------
    error: `[HOME]/a.vcf.age` cannot be opened: it is sealed, and none of the keys given opens it
    hint: is it another of your keys? `--identity FILE` can be given again; nothing was changed
    [exit code 1]
    ");
    insta::assert_snapshot!(bench.run(["import", "-y", &backup, "-i", mine]).code(1), @r"
    ------- stderr -------
    error: the format of `[HOME]/a.db.age` cannot be told
    hint: is it a backup? `auld restore [HOME]/a.db.age`
    [exit code 1]
    ");
    insta::assert_snapshot!(bench.run(["import", "-y", &cards, "-i", "nowhere.txt"]).code(1), @r"
    ------- stderr -------
    error: `nowhere.txt` cannot be read: there is no such file
    [exit code 1]
    ");
    insta::assert_snapshot!(bench.run(["restore", "-y", &cards, "-i", mine]).code(3), @r"
    ------- stderr -------
    error: `[HOME]/a.vcf.age` is no backup: it is a file of another kind
    hint: name another backup; `auld restore` alone lists those that auld keeps; nothing was changed
    [exit code 3]
    ");
    for (file, verb) in [(&cards, "import"), (&backup, "restore")] {
        let whole = fs::read(file).expect("written");
        // In its header, in its first piece, before its last, and in its last seal.
        for at in [30, 150, whole.len() / 2, whole.len() - 1] {
            fs::write(file, &whole[..at]).expect("HOME is writable");
            let cut = bench.run([verb, "-y", file, "-i", mine]);
            assert!(matches!(cut.code, 1 | 3) && cut.stderr.contains("error: "), "{verb}, cut at {at}\n{cut}");
            let mut changed = whole.clone();
            changed[at] ^= 1;
            fs::write(file, &changed).expect("HOME is writable");
            let changed = bench.run([verb, "-y", file, "-i", mine]);
            assert!(
                matches!(changed.code, 1 | 3) && changed.stderr.contains("error: "),
                "{verb}, changed at {at}\n{changed}"
            );
            assert_eq!(bench.dump(), before, "{verb}, at {at}");
        }
        fs::write(file, &whole).expect("HOME is writable");
    }
    let folder = bench.db().parent().expect("a folder").to_owned();
    assert!(!names(&folder).iter().any(|name| name.contains(".new-")), "a draft is left: {:?}", names(&folder));
}

#[test]
fn what_cannot_be_sealed_or_opened_is_said() {
    let mut bench = world();
    let (key, mine) = pair(bench.home(), "mine.txt");
    let mine = mine.to_str().expect("UTF-8").to_owned();
    let secret = fs::read_to_string(&mine).expect("written").lines().last().expect("a key").to_owned();
    let path = |name: &str| bench.home().join(name).to_str().expect("UTF-8").to_owned();
    let (out, folder) = (path("x.age"), path("folder"));
    let zip = path("chat.zip.age");
    let list = bench.file("none.txt", "# nothing\n");
    let list = list.to_str().expect("UTF-8");
    let mut told = String::new();
    let mut tell = |args: &[&str]| {
        let outcome = bench.run(args);
        assert_ne!(outcome.code, 0, "auld {args:?}\n{outcome}");
        assert!(!outcome.stderr.contains(&secret[20..40]), "the secret key was repeated");
        let line = args.join(" ").replace(bench.home().to_str().expect("UTF-8"), "[HOME]").replace(&key, "KEY");
        told.push_str(&format!("$ auld {}\n{}\n", line.replace(&secret, "SECRET"), outcome));
    };
    tell(&["export", "jsonl", &folder, "-r", &key]);
    tell(&["export", "json", "--schema", "-r", &key]);
    tell(&["export", "json", "--armor"]);
    tell(&["export", "json", "-o", &out, "-r", "age1nonsense"]);
    tell(&["export", "json", "-o", &out, "-r", &secret]);
    tell(&["export", "json", "-o", &out, "-r", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5"]);
    tell(&["export", "json", "-o", &out, "-R", list]);
    tell(&["backup", &out, "-i", &mine]);
    fs::write(&out, "age-encryption.org/v7\nwhatever").expect("HOME is writable");
    tell(&["import", &out]);
    tell(&["restore", &out]);
    fs::write(&out, "age-encryption.org/v1\n-> scrypt c2FsdHNhbHRzYWx0c2FsdA 40\nQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE\n--- QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE\n0123456789abcdef").expect("HOME is writable");
    tell(&["import", &out]);
    fs::write(&zip, sealed(b"PK\x03\x04 and more", &key)).expect("HOME is writable");
    tell(&["import", &zip, "-i", &mine]);
    insta::assert_snapshot!(told, @r"
    $ auld export jsonl [HOME]/folder -r KEY
    ------- stderr -------
    error: jsonl is a folder, and only one file can be sealed
    hint: `auld export json --encrypt -o FILE` seals everything at once
    [exit code 1]
    $ auld export json --schema -r KEY
    ------- stderr -------
    error: a schema holds nothing to seal
    hint: `auld export --help` says how to put it
    [exit code 2]
    $ auld export json --armor
    ------- stderr -------
    error: `--armor` is for a sealed file: add `--encrypt`
    hint: `auld export --help` says how to put it
    [exit code 2]
    $ auld export json -o [HOME]/x.age -r age1nonsense
    ------- stderr -------
    error: `age1nonsense` is no key that auld seals to; those that `age-keygen` makes are (age1…)
    [exit code 1]
    $ auld export json -o [HOME]/x.age -r SECRET
    ------- stderr -------
    error: that is a secret key, which opens files; sealing takes the public one that belongs to it (age1…)
    [exit code 1]
    $ auld export json -o [HOME]/x.age -r ssh-ed25519 AAAAC3NzaC1lZDI1NTE5
    ------- stderr -------
    error: auld seals to keys of age (age1…), not to those of SSH
    [exit code 1]
    $ auld export json -o [HOME]/x.age -R [HOME]/none.txt
    ------- stderr -------
    error: `[HOME]/none.txt` is no file of keys: no line of it is a key
    hint: `age-keygen -o key.txt` makes a key and prints what to seal to
    [exit code 1]
    $ auld backup [HOME]/x.age -i [HOME]/mine.txt
    ------- stderr -------
    error: `--identity` checks a sealed backup: add `--encrypt-to KEY`
    hint: `auld backup --help` says how to put it
    [exit code 2]
    $ auld import [HOME]/x.age
    ------- stderr -------
    error: `[HOME]/x.age` cannot be opened: it is sealed by a newer version of age than this auld knows
    hint: a newer auld may know it; nothing was changed
    [exit code 1]
    $ auld restore [HOME]/x.age
    ------- stderr -------
    error: `[HOME]/x.age` cannot be opened: it is sealed by a newer version of age than this auld knows
    hint: a newer auld may know it; nothing was changed
    [exit code 1]
    $ auld import [HOME]/x.age
    ------- stderr -------
    error: `[HOME]/x.age` cannot be opened: its passphrase takes 2^40 steps to try, and auld takes at most 2^20
    hint: if you trust it, open it with the program age: `age -d [HOME]/x.age`
    [exit code 1]
    $ auld import [HOME]/chat.zip.age -i [HOME]/mine.txt
    ------- stderr -------
    error: `[HOME]/chat.zip.age` is a sealed archive, and auld reads archives only unsealed
    hint: take what is in it out with the program age: `age -d [HOME]/chat.zip.age`
    [exit code 1]
    ");
}

/// Seals bytes without auld.
fn sealed(bytes: &[u8], key: &str) -> Vec<u8> {
    let key: age::x25519::Recipient = key.parse().expect("a key");
    age::encrypt(&key, bytes).expect("sealed")
}

#[test]
fn a_folder_of_the_user_gets_one_whole_file_or_none_whenever_it_is_cut_off() {
    let place = Place::with_grace();
    place.run(["note", "Grace", CANARY]).success();
    let note = format!("{CANARY} {}", "and so on ".repeat(9_000));
    for _ in 0..4 {
        place.run(["note", "Grace", &note]).success();
    }
    let (key, mine) = pair(place.home(), "mine.txt");
    let away = place.home().join("away");
    fs::create_dir(&away).expect("HOME is writable");
    let begin = Instant::now();
    place.run(["backup", "-r", &key, "first.age"]).success();
    let long = begin.elapsed();
    let (mut cut, mut whole) = (0, 0);
    for moment in 0..20 {
        let file = away.join(format!("{moment}.age"));
        let line = [["backup", "-r", &key].map(PathBuf::from).to_vec(), vec![file.clone()]].concat();
        let line = if moment % 2 == 0 {
            line
        } else {
            [["export", "json", "-r", &key, "-o"].map(PathBuf::from).to_vec(), vec![file.clone()]].concat()
        };
        let mut child = place.auld(&line).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
        std::thread::sleep(long * moment / 10);
        child.kill().expect("killed, or ended");
        if child.wait().expect("it ends").success() {
            whole += 1;
            assert!(file.exists());
        } else {
            cut += 1;
        }
        if file.exists() {
            let opened = if moment % 2 == 0 { "restore" } else { "import" };
            place
                .run(
                    ["--db", "other.db", opened, "-y", "--dry-run", "-i"]
                        .map(PathBuf::from)
                        .iter()
                        .chain([&mine, &file]),
                )
                .success();
        }
    }
    assert!(cut > 3 && whole > 0, "{cut} were cut off, {whole} were not");
    let store = ["auld.db", "auld.db-wal"];
    let plain: Vec<_> =
        [CANARY.as_bytes(), b"SQLite format 3\0"].iter().flat_map(|bytes| holding(place.home(), bytes)).collect();
    assert!(plain.iter().all(|name| store.contains(&name.as_str())), "a plain copy is left: {plain:?}");
}

#[test]
fn a_restore_that_is_cut_off_leaves_nothing_that_the_next_does_not_remove() {
    let place = Place::with_grace();
    for _ in 0..8 {
        place.run(["note", "Grace", &"and so on ".repeat(9_000)]).success();
    }
    let (key, mine) = pair(place.home(), "mine.txt");
    place.run(["backup", "x.age", "-r", &key]).success();
    let restore = || {
        let mut command = place.auld(["restore", "-y", "x.age", "-i"]);
        command.arg(&mine).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let folder = place.db().parent().expect("a folder").to_owned();
    let begin = Instant::now();
    assert!(restore().arg("--dry-run").status().expect("starts").success());
    let long = begin.elapsed();
    let mut left = 0;
    for moment in 0..12 {
        let mut child = restore().spawn().expect("starts");
        std::thread::sleep(long * moment / 12);
        child.kill().expect("killed, or ended");
        child.wait().expect("it ends");
        for name in names(&folder).iter().filter(|name| name.contains(".new-")) {
            left += 1;
            let mode = fs::metadata(folder.join(name)).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
    assert!(left > 0, "no kill fell into the copying");
    assert!(restore().status().expect("starts").success());
    assert!(!names(&folder).iter().any(|name| name.contains(".new-")), "{:?}", names(&folder));
    sound(&place.db());
}

#[test]
fn a_passphrase_is_typed_and_not_seen() {
    let place = Place::with_grace();
    let mut terminal = Terminal::run(place.auld(["backup", "x.age", "--encrypt"]));
    terminal.type_secret("Passphrase to seal it with: ", "correct horse");
    terminal.type_secret("The same again: ", "correct horse");
    let echoed = terminal.handle();
    let (code, _, said) = terminal.ended();
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("horse"), "the passphrase was shown: {said}");
    assert!(said.contains("sealed with a passphrase, opened again and sound"), "{said}");
    assert!(echoed.echoes(), "the terminal shows no more what is typed");
    place.run(["add", "Budi"]).success();
    let mut terminal = Terminal::run(place.auld(["restore", "x.age"]));
    terminal.type_secret("Passphrase of `", "wrong");
    terminal.type_secret("That is not it. Passphrase of `", "correct horse");
    terminal.wait_for("Replace `");
    terminal.wait_for("\x1b[?25l");
    std::thread::sleep(Duration::from_millis(100));
    terminal.press("y");
    let (code, _, said) = terminal.ended();
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("horse") && !said.contains("wrong"), "{said}");
    place.run(["show", "Budi"]).code(1);
    // What is read twice, for the plan and in earnest, is asked for once.
    let mut terminal = Terminal::run(place.auld(["export", "json", "--encrypt", "-o", "x.json.age"]));
    terminal.type_secret("Passphrase to seal it with: ", "correct horse");
    terminal.type_secret("The same again: ", "correct horse");
    assert_eq!(terminal.ended().0, Some(0));
    let mut terminal = Terminal::run(place.auld(["--db", "b.db", "import", "x.json.age"]));
    terminal.type_secret("Passphrase of `", "correct horse");
    terminal.wait_for("Import this?");
    terminal.wait_for("\x1b[?25l");
    std::thread::sleep(Duration::from_millis(100));
    terminal.press("y");
    let (code, _, said) = terminal.ended();
    assert_eq!((code, said.matches("Passphrase of").count()), (Some(0), 1), "{said}");
    let whole = |db: &str| place.run(["--db", db, "export", "json"]).success().out;
    assert_eq!(whole("b.db"), place.run(["export", "json"]).success().out);
}

#[test]
fn ctrl_c_at_a_passphrase_leaves_a_terminal_that_shows_what_is_typed() {
    let place = Place::with_grace();
    for again in [false, true] {
        let mut terminal = Terminal::run(place.auld(["backup", "x.age", "--encrypt"]));
        if again {
            terminal.type_secret("Passphrase to seal it with: ", "correct horse");
            terminal.wait_for("The same again: ");
        } else {
            terminal.wait_for("Passphrase to seal it with: ");
        }
        let handle = terminal.handle();
        assert!(!handle.echoes(), "what is typed would be shown");
        let process = rustix::process::Pid::from_raw(terminal.child.id().try_into().expect("a number")).expect("not 0");
        rustix::process::kill_process(process, rustix::process::Signal::INT).expect("sent");
        let (code, signal, said) = terminal.ended();
        assert_eq!((code, signal), (None, Some(2)), "{said}");
        assert!(handle.echoes(), "the terminal shows no more what is typed");
    }
    for key in ["\n", "\x04"] {
        let mut terminal = Terminal::run(place.auld(["backup", "x.age", "--encrypt"]));
        terminal.wait_for("Passphrase to seal it with: ");
        std::thread::sleep(Duration::from_millis(100));
        terminal.press(key);
        let handle = terminal.handle();
        let (code, _, said) = terminal.ended();
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("no passphrase was given"), "{said}");
        assert!(handle.echoes());
    }
    assert!(!place.home().join("x.age").exists());
}

#[test]
fn a_passphrase_is_asked_for_beside_a_pipe_and_a_redirection() {
    let place = Place::with_grace();
    if Command::new("setsid").arg("--version").stdout(Stdio::null()).status().is_err() {
        return crate::skipped("without setsid no terminal can be given to a program");
    }
    // A terminal of its own, so that it is there where the streams are not.
    let at_terminal = |script: &str| {
        let inner = place.shell(&format!("setsid --ctty --wait sh -c \"{script}\""));
        Terminal::run(inner)
    };
    let mut terminal = at_terminal("auld export json --encrypt >x.age");
    terminal.type_secret("Passphrase to seal it with: ", "correct horse");
    terminal.type_secret("The same again: ", "correct horse");
    let (code, _, said) = terminal.ended();
    assert_eq!(code, Some(0), "{said}");
    let mut terminal = at_terminal("cat x.age | auld --db b.db import -");
    terminal.type_secret("Passphrase of standard input: ", "correct horse");
    let (code, _, said) = terminal.ended();
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("horse"), "{said}");
    let whole = |db: &str| place.run(["--db", db, "export", "json"]).success().out;
    assert_eq!(whole("b.db"), place.run(["export", "json"]).success().out);
}

#[test]
fn a_terminal_gets_a_sealed_file_only_as_text() {
    let place = Place::with_grace();
    let (key, _) = pair(place.home(), "mine.txt");
    let (code, _, said) = Terminal::run(place.auld(["export", "json", "-r", &key])).ended();
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("--armor") && !said.contains("age-encryption"), "{said}");
    // Nobody is asked for what is refused.
    let (code, _, said) = Terminal::run(place.auld(["export", "json", "--encrypt"])).ended();
    assert_eq!(code, Some(1), "{said}");
    let (code, _, said) = Terminal::run(place.auld(["export", "json", "-r", &key, "--armor"])).ended();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("-----END AGE ENCRYPTED FILE-----"), "{said}");
}

#[test]
fn the_program_age_and_auld_open_what_the_other_sealed() {
    let found = Command::new("sh").args(["-c", "command -v age || command -v rage"]).output().expect("a shell");
    let program = String::from_utf8(found.stdout).expect("a path");
    let program = program.trim();
    if program.is_empty() {
        return crate::skipped("neither age nor rage is here to be compared with");
    }
    let place = Place::with_grace();
    let (key, mine) = pair(place.home(), "mine.txt");
    let whole = place.run(["export", "json"]).success().out;
    for text in [false, true] {
        let armor: &[&str] = if text { &["--armor"] } else { &[] };
        place.run(["export", "json", "-r", &key, "-o", "x.age", "--force"].iter().chain(armor)).success();
        let mut open = place.shell(&format!("{program} -d -i mine.txt x.age"));
        assert_eq!(ended(&mut open).success().out, whole, "{program} opens what auld sealed");
        fs::write(place.home().join("plain.json"), &whole).expect("HOME is writable");
        let flag = if text { "-a" } else { "" };
        place.sh(&format!("{program} {flag} -r {key} -o y.age plain.json")).success();
        let db = place.home().join(format!("{text}.db"));
        ended(place.auld(["import", "-y", "y.age", "-i"]).arg(&mine).arg("--db").arg(&db)).success();
        assert_eq!(ended(place.auld(["export", "json", "--db"]).arg(&db)).success().out, whole);
        fs::remove_file(place.home().join("y.age")).expect("written");
    }
}

#[test]
fn a_sealed_backup_of_a_store_in_use_is_whole() {
    let mut bench = world();
    let (key, mine) = pair(bench.home(), "mine.txt");
    // A log that was not carried into the file yet is part of it.
    let (copy, file) = (bench.home().join("copy.db"), bench.home().join("x.age"));
    copy_store(&bench.db(), &copy);
    let rows = Dump::of(&copy).rows;
    let (copy, file) = (copy.to_str().expect("UTF-8"), file.to_str().expect("UTF-8"));
    bench.run(["--db", copy, "backup", file, "-r", &key, "-i", mine.to_str().expect("UTF-8")]).success();
    let back = bench.home().join("back.db");
    bench.run(["--db", back.to_str().expect("UTF-8"), "restore", file, "-i", mine.to_str().expect("UTF-8")]).success();
    assert_eq!(Dump::of(&back).rows, rows);
    sound(&back);
}
