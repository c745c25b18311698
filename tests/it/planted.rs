//! What others put where auld reads or writes: links, pipes, files of theirs. None is followed, filled or hung upon.

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::binary::{Ended, Place, ended};
use crate::dump::raw;
use crate::skipped;

const VICTIM: &str = "not yours to write\n";

/// A home with a store, all in its one file, and a file that must stay as it is.
fn with_victim() -> (Place, PathBuf) {
    let place = Place::with_grace();
    let victim = place.home().join("victim");
    fs::write(&victim, VICTIM).expect("HOME is writable");
    (place, victim)
}

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo is there").success());
}

/// Whether the tests run as somebody who may give files away.
fn may_chown(place: &Place) -> bool {
    let probe = place.home().join("probe");
    fs::write(&probe, "").expect("HOME is writable");
    chown(&probe, Some(1001), None).is_ok()
}

/// Runs a line that has to end soon.
fn soon(place: &Place, args: &[&str]) -> Ended {
    let begin = Instant::now();
    let mut line = vec!["20", env!("CARGO_BIN_EXE_auld")];
    line.extend(args);
    let mut command = Command::new("timeout");
    command.args(line).current_dir(place.home()).env_clear().env("HOME", place.home()).env("AULD_NOW", "2026-11-23");
    let done = ended(&mut command);
    assert!(begin.elapsed() < Duration::from_secs(20), "auld {args:?} hangs");
    done
}

#[test]
fn what_lies_in_the_place_of_the_log_is_not_written_through() {
    type Plant = fn(&Path, &Path);
    let kinds: [(&str, Plant); 5] = [
        ("symlink", |victim, at| symlink(victim, at).expect("ours")),
        ("dangling", |_, at| symlink("nowhere", at).expect("ours")),
        ("hard link", |victim, at| fs::hard_link(victim, at).expect("ours")),
        ("pipe", |_, at| fifo(at)),
        ("folder", |_, at| fs::create_dir(at).expect("ours")),
    ];
    for (kind, plant) in kinds {
        for suffix in ["-wal", "-shm"] {
            let (place, victim) = with_victim();
            raw(&place.db()).execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("nobody else is there");
            for own in ["-wal", "-shm"] {
                fs::remove_file(place.db().with_file_name(format!("auld.db{own}"))).ok();
            }
            let at = place.db().with_file_name(format!("auld.db{suffix}"));
            plant(&victim, &at);
            let before = fs::read(place.db()).expect("readable");
            for args in [&["list"][..], &["add", "Sari"], &["undo"], &["backup", "copy.db"], &["doctor"]] {
                let said = soon(&place, args).code(3);
                assert!(said.stderr().contains("auld.db"), "{kind} at {suffix}: {}", said.stderr());
                assert_eq!(said.stdout(), "");
            }
            assert_eq!(fs::read_to_string(&victim).expect("readable"), VICTIM, "{kind} at {suffix}");
            assert_eq!(fs::read(place.db()).expect("readable"), before, "{kind} at {suffix}");
            assert!(!place.home().join("nowhere").exists(), "{kind} at {suffix}");
            // Moved away, all is as it was.
            if fs::remove_file(&at).is_err() {
                fs::remove_dir(&at).expect("ours");
            }
            assert!(place.run(["list"]).success().stdout().contains("Grace Tan"));
        }
    }
}

#[test]
fn a_copy_of_the_folder_by_links_is_no_attack() {
    let place = Place::with_grace();
    let folder = place.db().parent().expect("a folder").to_owned();
    let done = Command::new("cp").arg("-al").arg(&folder).arg(place.home().join("snapshot")).status();
    assert!(done.expect("cp is there").success());
    place.run(["add", "Sari"]).success();
}

#[test]
fn a_store_of_another_user_is_left_alone() {
    let place = Place::with_grace();
    if !may_chown(&place) {
        return skipped("no file can be given away here (needs root)");
    }
    place.sh("auld backup copy.db").success();
    chown(place.db(), Some(1001), None).expect("given away");
    let before = fs::read(place.db()).expect("readable");
    for args in [&["list"][..], &["add", "Sari"], &["doctor"], &["log", "tea with Grace", "--dry-run"]] {
        let said = place.run(args).code(3).stderr();
        assert!(said.contains("another user") && said.contains("1001"), "{said}");
    }
    assert_eq!(fs::read(place.db()).expect("readable"), before);
    chown(place.db(), Some(0), None).expect("ours again");
    place.run(["list"]).success();
    // A log that another may write is one that another may have written.
    place.run(["add", "Sari"]).success();
    chown(place.db().with_file_name("auld.db-wal"), Some(1001), None).expect("given away");
    assert!(place.run(["list"]).code(3).stderr().contains("auld.db-wal"));
    // A backup on somebody's disk is only read.
    let copy = place.home().join("copy.db");
    chown(&copy, Some(1001), None).expect("given away");
    chown(place.db().with_file_name("auld.db-wal"), Some(0), None).expect("ours again");
    place.sh("auld -y restore copy.db").success();
}

#[test]
fn a_store_without_permission_is_told_and_not_replaced() {
    let place = Place::with_grace();
    if !may_chown(&place) || Command::new("setpriv").arg("--version").output().is_err() {
        return skipped("nobody else can be tried to be here (needs root and setpriv)");
    }
    // Somebody for whom permissions count.
    let script = "chown -R 1001:1001 . && chmod 000 .local/share/auld/auld.db
        for line in list 'add Sari' doctor 'export json' 'restore nothing.db'; do
            setpriv --reuid=1001 --regid=1001 --clear-groups auld $line; echo $?
        done
        chmod 600 .local/share/auld/auld.db
        chmod 500 .local/share/auld
        setpriv --reuid=1001 --regid=1001 --clear-groups auld --db .local/share/auld/other.db add Sari; echo $?
        chmod 700 .local/share/auld; setpriv --reuid=1001 --regid=1001 --clear-groups auld list --plain";
    let before = fs::read(place.db()).expect("readable");
    let done = place.sh(script).success();
    let codes: Vec<_> = done.stdout().lines().map(str::to_owned).collect();
    assert_eq!(codes.len(), 7, "{done:?}");
    assert!(codes[..4].iter().all(|code| code == "3") && codes[5] == "3", "{codes:?}\n{}", done.stderr());
    assert!(codes[6].contains("Grace Tan"), "{codes:?}");
    assert!(done.stderr().matches("permission denied").count() >= 5, "{}", done.stderr());
    assert_eq!(fs::read(place.db()).expect("readable"), before);
}

#[test]
fn what_lies_where_a_file_is_to_go_is_not_followed() {
    let (place, victim) = with_victim();
    let export = place.home().join("out.vcf");
    let dangling = place.home().join("dangling.vcf");
    let pipe = place.home().join("pipe.vcf");
    symlink(&victim, &export).expect("ours");
    symlink(place.home().join("nowhere"), &dangling).expect("ours");
    fifo(&pipe);
    for file in ["out.vcf", "dangling.vcf", "pipe.vcf"] {
        for line in [&["export", "vcard", "-o", file][..], &["backup", file], &["demo", "--keep", file]] {
            let said = soon(&place, line).code(1).stderr();
            assert!(said.contains(file.split('.').next().expect("a name")) || said.contains("victim"), "{said}");
        }
    }
    assert_eq!(fs::read_to_string(&victim).expect("readable"), VICTIM);
    assert!(!place.home().join("nowhere").exists());
    if !may_chown(&place) {
        return skipped("no link can be given away here (needs root)");
    }
    // In a folder that all may write to, a link may be anybody's: `--force` is no leave to follow it.
    std::os::unix::fs::lchown(&export, Some(1001), None).expect("given away");
    assert!(place.sh("auld export vcard -o out.vcf --force").code(1).stderr().contains("another user"));
    assert_eq!(fs::read_to_string(&victim).expect("readable"), VICTIM);
}

#[test]
fn drafts_with_guessed_names_are_not_written_through() {
    // Whoever guesses the number of the process may lay a link where the draft of a store or a file will be.
    let (place, victim) = with_victim();
    let script = format!(
        "mkdir -m 700 new out
         for n in $(seq $$ $(($$ + 200))); do
             ln -s '{0}' new/auld.db.new-$n; ln -s '{0}' out/.book.vcf.new-$n; ln -s '{0}' out/.copy.db.new-$n
         done
         auld --db new/auld.db add Sari; auld export vcard -o out/book.vcf; auld backup out/copy.db; true",
        victim.display()
    );
    place.sh(&script).success();
    assert_eq!(fs::read_to_string(&victim).expect("readable"), VICTIM);
    for made in ["new/auld.db", "out/book.vcf", "out/copy.db"] {
        if let Ok(about) = fs::symlink_metadata(place.home().join(made)) {
            assert!(about.is_file() && about.mode() & 0o077 == 0 && about.nlink() == 1, "{made}: {about:?}");
        }
    }
}

#[test]
fn nothing_is_ever_made_that_others_may_read() {
    if Command::new("strace").arg("-V").output().is_err() {
        return skipped("strace is not here, so nobody sees how files are made");
    }
    let place = Place::with_grace();
    fs::write(place.home().join("ed"), "#!/bin/sh\nfor last; do :; done\necho 'tea with Grace' >\"$last\"\n")
        .expect("ours");
    fs::set_permissions(place.home().join("ed"), fs::Permissions::from_mode(0o755)).expect("ours");
    let script = "umask 000; export EDITOR=$PWD/ed
        auld --db far/away/new.db add Sari; auld add Budi; auld log -e; auld log 'tea with Budi'; auld note Grace -e
        auld export json -o all.json; auld export jsonl lines; auld export vcard >/dev/null
        auld backup copy.db; auld -y restore copy.db; auld -y import all.json; auld demo --keep demo.db >/dev/null
        auld doctor; auld -y merge Grace Budi; auld undo; auld forget Budi --confirm Budi";
    fs::write(place.home().join("script"), script).expect("ours");
    let done =
        place.sh("strace -f -e trace=execve,umask,openat,mkdir,mkdirat,chmod,fchmod,fchmodat -o trace sh script");
    if done.stderr().contains("ptrace") {
        return skipped("strace may not trace here");
    }
    let trace = fs::read_to_string(place.home().join("trace")).expect("strace wrote it");
    // Processes of auld, and whether each has cut off others by then.
    let mut masked = HashMap::new();
    let (mut made, mut opened) = (0, Vec::new());
    for line in trace.lines().filter(|line| !line.contains(" = -1 ")) {
        let Some((process, call)) = line.split_once(' ') else { continue };
        let call = call.trim_start();
        if call.starts_with("execve(") {
            masked.remove(process);
            if call.contains("/auld\"") {
                masked.insert(process, false);
            }
            continue;
        }
        let Some(masked) = masked.get_mut(process) else { continue };
        if call.starts_with("umask(077)") {
            *masked = true;
        } else if call.contains("O_CREAT") || call.starts_with("mkdir") {
            made += 1;
            if !*masked {
                opened.push(line);
            }
        } else if call.contains("chmod") && !call.contains(", 0600)") && !call.contains(", 0700)") {
            opened.push(line);
        } else if call.starts_with("umask(") {
            *masked = false;
        }
    }
    assert!(made > 20, "only {made} files were made:\n{trace}");
    assert!(opened.is_empty(), "{opened:#?}");
    // And so it is with all that is left.
    for entry in walk(place.home()) {
        let about = fs::symlink_metadata(&entry).expect("there");
        let ours = !["ed", "script", "trace"].iter().any(|name| entry.ends_with(name));
        assert!(!ours || about.mode() & 0o077 == 0, "others may use {}: {:o}", entry.display(), about.mode());
    }
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() && !path.is_symlink() {
            out.extend(walk(&path));
        }
        out.push(path);
    }
    out
}

#[test]
fn a_place_that_jumps_about_is_never_written_outside() {
    // Somebody swaps the folder of the store for a link to another, over and over.
    let rounds = if crate::full() { 400 } else { 40 };
    let (place, victim) = with_victim();
    let elsewhere = place.home().join("elsewhere");
    fs::create_dir(&elsewhere).expect("HOME is writable");
    symlink(&victim, elsewhere.join("auld.db")).expect("ours");
    symlink(&victim, elsewhere.join("auld.db-wal")).expect("ours");
    let script = "mkdir -m 700 real; ln -s elsewhere link; mkdir spot.d
        while [ ! -e stop ]; do ln -sfn real spot; ln -sfn elsewhere spot; done";
    let mut swapper = place.shell(script).spawn().expect("a shell");
    while !place.home().join("spot").is_symlink() {
        std::thread::sleep(Duration::from_millis(5));
    }
    let mut stored = 0;
    for n in 0..rounds {
        let ended = place.run(["--db", "spot/auld.db", "log", &format!("tea with [Friend {n}]")]);
        assert!(matches!(ended.code, Some(0 | 1 | 3)), "{ended:?}");
        stored += usize::from(ended.code == Some(0));
    }
    fs::write(place.home().join("stop"), "").expect("HOME is writable");
    swapper.wait().expect("it ends");
    assert_eq!(fs::read_to_string(&victim).expect("readable"), VICTIM, "a link was followed");
    let names: Vec<_> = fs::read_dir(&elsewhere).expect("readable").map(|e| e.expect("readable").file_name()).collect();
    assert_eq!(names.len(), 2, "something was made elsewhere: {names:?}");
    crate::told(&format!("of {rounds} writes into a folder that jumps about, {stored} found it in its place"));
    if stored > 0 {
        let listed = place.run(["--db", "real/auld.db", "list", "--plain"]).success().stdout();
        assert_eq!(listed.lines().count(), stored, "what was acknowledged is there");
    }
}
