//! Power, space and other terminals fail; what was acknowledged stays. The real program, killed, starved and crowded.
//!
//! Killing a process cannot show a missing sync, since the system keeps its pages: that is what
//! [`a_write_is_synced_before_it_is_acknowledged`] looks at instead.

mod disk;
mod images;
mod trace;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::bench::{sound, sound_but_for};
use crate::binary::{Place, ended};
use crate::dump::raw;
use crate::{full, skipped};

/// Starts `auld log` for one record; its number is in the text.
fn start(place: &Place, record: &str) -> Child {
    start_with(place, "Grace Tan", record)
}

/// Starts `auld log` for one record of a meeting with somebody, who may be new.
fn start_with(place: &Place, name: &str, record: &str) -> Child {
    let mut log = place.auld(["-q", "log", &format!("coffee with [{name}], record {record} end")]);
    log.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts")
}

/// Returns how often each record is stored.
fn stored(db: &Path) -> HashMap<String, usize> {
    let conn = raw(db);
    let mut statement = conn.prepare("SELECT text FROM meeting").expect("the schema");
    let mut counts = HashMap::new();
    for text in statement.query_map([], |row| row.get::<_, String>(0)).expect("no parameters") {
        let text = text.expect("text");
        let record =
            text.split_once("record ").and_then(|(_, rest)| rest.split_once(" end")).expect("a record").0.to_owned();
        *counts.entry(record).or_default() += 1;
    }
    counts
}

/// Demands that every acknowledged record is there once, and nothing is there twice or was never tried.
#[track_caller]
fn kept(db: &Path, acknowledged: &[String], tried: usize) {
    let have = stored(db);
    let lost: Vec<_> = acknowledged.iter().filter(|record| !have.contains_key(*record)).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    let twice: Vec<_> = have.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "stored more than once: {twice:?}");
    assert!(have.len() <= tried, "{} stored of {tried} tried", have.len());
    // A killed first write may leave its draft; doctor says so.
    sound_but_for(db, "leftovers");
}

#[test]
fn many_terminals_at_once_lose_nothing() {
    let each = if full() { 250 } else { 50 };
    let place = Place::with_grace();
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let place = &place;
            scope.spawn(move || {
                for n in 0..each {
                    let done = start(place, &format!("{writer}-{n}")).wait().expect("it ends");
                    assert!(done.success(), "writer {writer} failed at {n}: {done}");
                }
            });
        }
    });
    let all: Vec<_> = (0..8).flat_map(|w| (0..each).map(move |n| format!("{w}-{n}"))).collect();
    kept(&place.db(), &all, all.len());
    let left: Vec<_> = leftovers(&place);
    assert!(left.is_empty(), "drafts were left behind: {left:?}");
}

/// The files beside the store that are no part of it.
fn leftovers(place: &Place) -> Vec<PathBuf> {
    let ours = ["auld.db", "auld.db-wal", "auld.db-shm"];
    let folder = place.db().parent().expect("a folder").to_owned();
    let entries = fs::read_dir(folder).expect("readable").map(|e| e.expect("readable").path());
    entries.filter(|path| !ours.iter().any(|name| path.ends_with(name))).collect()
}

const NAMES: &[&str] = &["Grace Tan", "Tomas Ozols", "Sari", "Budi", "Ada Lind", "Marie Roux"];

#[test]
fn first_writes_at_once_make_one_store() {
    for _ in 0..10 {
        let place = Place::new();
        let started: Vec<_> = NAMES.iter().map(|name| start_with(&place, name, name)).collect();
        for mut child in started {
            assert!(child.wait().expect("it ends").success());
        }
        let all: Vec<_> = NAMES.iter().map(|name| (*name).to_owned()).collect();
        kept(&place.db(), &all, all.len());
        let left = leftovers(&place);
        assert!(left.is_empty(), "drafts were left behind: {left:?}");
    }
}

#[test]
fn a_new_name_from_several_terminals_at_once_is_one_person() {
    for _ in 0..5 {
        let place = Place::new();
        place.run(["add", "Sari"]).success();
        let started: Vec<_> = (0..6).map(|n| start(&place, &n.to_string())).collect();
        for mut child in started {
            assert!(child.wait().expect("it ends").success());
        }
        let graces: i64 = raw(&place.db())
            .query_row("SELECT count(*) FROM person WHERE name = 'Grace Tan'", [], |row| row.get(0))
            .expect("the schema");
        assert_eq!(graces, 1, "each terminal made a Grace Tan of its own");
    }
}

/// Where the store lies in HOME.
const STORE: &str = ".local/share/auld/auld.db";

/// Draws numbers without a clock; the same ones each time.
struct Draws(u64);

impl Draws {
    fn below(&mut self, n: u64) -> u64 {
        // Knuth's multiplier for a 64-bit linear congruential generator.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n.max(1)
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).expect("it is below")
    }
}

/// Returns how long one write takes here, so that kills fall into it and not only before or after.
fn length_of_a_write(place: &Place, tag: &str, acknowledged: &mut Vec<String>) -> u64 {
    let begin = Instant::now();
    for n in 0..5 {
        let record = format!("{tag}-{n}");
        assert!(start(place, &record).wait().expect("it ends").success());
        acknowledged.push(record);
    }
    u64::try_from(begin.elapsed().as_micros() / 5).expect("less than ages")
}

/// Kills the child after a while, unless it ends first; tells whether it ended well. The one place that sleeps: no
/// verdict hangs on how long, only how many kills fall into the work.
fn killed_after(mut child: Child, while_: Duration) -> bool {
    std::thread::sleep(while_);
    child.kill().expect("it is ours");
    child.wait().expect("it ends").success()
}

#[test]
fn a_killed_writer_loses_nothing_acknowledged() {
    let kills = if full() { 10_000 } else { 300 };
    let place = Place::new();
    let (mut draws, mut acknowledged) = (Draws(1), Vec::new());
    let length = length_of_a_write(&place, "warm", &mut acknowledged);
    let mut died = 0;
    for n in 0..kills {
        let record = format!("kill-{n}");
        if killed_after(start(&place, &record), Duration::from_micros(draws.below(length * 3 / 2))) {
            acknowledged.push(record);
        } else {
            died += 1;
        }
        if n % 100 == 99 {
            kept(&place.db(), &acknowledged, n + 6);
        }
    }
    assert!(died > kills / 10, "only {died} of {kills} were killed at work: the test tests nothing");
    kept(&place.db(), &acknowledged, kills + 5);
    let before = stored(&place.db()).len();
    place.run(["undo"]).success();
    assert_eq!(stored(&place.db()).len(), before - 1, "undo works after all that");
    place.run(["redo"]).success();
    assert_eq!(stored(&place.db()).len(), before);
}

#[test]
fn a_killed_first_write_leaves_no_half_store() {
    let mut draws = Draws(2);
    let length = length_of_a_write(&Place::new(), "warm", &mut Vec::new());
    for n in 0..60 {
        let place = Place::new();
        let done = killed_after(start(&place, "first"), Duration::from_micros(draws.below(length * 3)));
        assert!(start(&place, "second").wait().expect("it ends").success(), "kill {n}: the next write fails");
        let mut acknowledged = vec!["second".to_owned()];
        acknowledged.extend(done.then(|| "first".to_owned()));
        kept(&place.db(), &acknowledged, 2);
    }
}

#[test]
fn a_killed_undo_is_all_or_nothing() {
    let place = Place::new();
    let mut draws = Draws(3);
    let length = length_of_a_write(&place, "warm", &mut Vec::new());
    for n in 0..40 {
        let before = stored(&place.db()).len();
        let undo =
            place.auld(["-q", "undo"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
        let done = killed_after(undo, Duration::from_micros(draws.below(length * 3 / 2)));
        let after = stored(&place.db()).len();
        assert!(after == before - 1 || (after == before && !done), "undo {n}: {before} then {after}, done {done}");
        if after < before {
            place.run(["redo"]).success();
        }
    }
    sound(&place.db());
}

/// A file system of a few hundred kilobytes, for as long as it lives.
struct Small(PathBuf);

impl Small {
    fn at(folder: &Path, kib: u32) -> Option<Small> {
        fs::create_dir_all(folder).expect("HOME is writable");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={kib}k,mode=700"), "tmpfs"])
            .arg(folder)
            .output();
        mounted.is_ok_and(|o| o.status.success()).then(|| Small(folder.to_owned()))
    }

    fn grow(&self, kib: u32) {
        let remounted = Command::new("mount").args(["-o", &format!("remount,size={kib}k")]).arg(&self.0).status();
        assert!(remounted.expect("mount is there").success());
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        Command::new("umount").arg(&self.0).output().ok();
    }
}

#[test]
fn a_full_disk_is_told_and_harms_nothing() {
    let place = Place::new();
    let folder = place.db().parent().expect("a folder").to_owned();
    let Some(disk) = Small::at(&folder, 700) else {
        return skipped(
            "no small file system can be mounted here (needs root); see a_file_that_may_not_grow_harms_nothing",
        );
    };
    let log = |n: usize| {
        ended(&mut place.auld([
            "-q",
            "log",
            &format!("coffee with [Grace Tan], record {n} end; {}", "and so on ".repeat(400)),
        ]))
    };
    let (mut acknowledged, mut refused) = (Vec::new(), 0);
    for n in 0..2000 {
        let ended = log(n);
        if ended.code == Some(0) {
            acknowledged.push(n.to_string());
            continue;
        }
        let said = ended.code(3).stderr();
        assert!(said.contains("full") && said.contains("auld.db") && said.contains("hint: "), "record {n}: {said}");
        refused += 1;
        if refused == 10 {
            break;
        }
    }
    assert!(refused == 10 && acknowledged.len() > 3, "{} were written and {refused} refused", acknowledged.len());
    place.run(["show", "Grace"]).success();
    place.run(["history"]).success();
    disk.grow(4000);
    let ended = log(9999).success();
    assert_eq!(ended.stderr(), "");
    acknowledged.push("9999".into());
    kept(&place.db(), &acknowledged, acknowledged.len());
    place.run(["undo"]).success();
}

#[test]
fn a_first_write_on_a_full_disk_leaves_nothing() {
    let place = Place::new();
    let folder = place.db().parent().expect("a folder").to_owned();
    let Some(disk) = Small::at(&folder, 64) else {
        return skipped("no small file system can be mounted here (needs root)");
    };
    let said = place.run(["add", "Grace Tan"]).code(3).stderr();
    assert!(said.contains("full") && said.contains("auld.db"), "{said}");
    assert_eq!(fs::read_dir(&folder).expect("readable").count(), 0, "a half store was left behind");
    disk.grow(4000);
    place.run(["add", "Grace Tan"]).success();
}

#[test]
fn a_file_that_may_not_grow_harms_nothing() {
    let place = Place::with_grace();
    let text = "and so on ".repeat(300);
    // In blocks of 512 bytes; the signal is ignored, so that the call fails as it does under a quota.
    let limited = |n: usize, blocks: u64| {
        place.sh(&format!("trap '' XFSZ; ulimit -f {blocks}; auld -q log 'coffee with Grace, record {n} end; {text}'"))
    };
    // No file may become longer than the store is now.
    let size = fs::metadata(place.db()).expect("there").len() / 512;
    let (mut acknowledged, mut refused) = (Vec::new(), 0);
    for n in 0..40 {
        match limited(n, size) {
            ended if ended.code == Some(0) => acknowledged.push(n.to_string()),
            ended => {
                ended.code(3);
                refused += 1;
            }
        }
    }
    assert!(refused > 0, "the limit was never met");
    place.run(["log", "coffee with Grace, record last end"]).success();
    acknowledged.push("last".into());
    kept(&place.db(), &acknowledged, 41);
}

#[test]
fn a_write_is_synced_before_it_is_acknowledged() {
    if Command::new("strace").arg("-V").output().is_err() {
        return skipped("strace is not here, so nobody sees the syncs");
    }
    let place = Place::with_grace();
    place.run(["log", "coffee with Grace, so that a log is there"]).success();
    let trace = place.home().join("trace");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-e", "trace=fsync,fdatasync,write,exit_group", "-o"]).arg(&trace);
    strace.arg(crate::binary::program()).args(["log", "coffee with Grace, and this is synced"]);
    strace.env_clear().env("HOME", place.home()).env("AULD_NOW", "2026-11-23");
    let done = ended(&mut strace);
    if done.stderr().contains("ptrace") {
        return skipped("strace may not trace here");
    }
    let done = done.success();
    assert!(done.stdout().contains("Grace Tan"));
    let trace = fs::read_to_string(trace).expect("strace wrote it");
    let lines: Vec<_> = trace.lines().collect();
    let sync = |line: &&str| line.contains("fsync(") || line.contains("fdatasync(");
    let synced = lines
        .iter()
        .position(|l| sync(l) && l.contains("-wal>"))
        .unwrap_or_else(|| panic!("the log is not synced:\n{trace}"));
    let told =
        lines.iter().position(|l| l.contains("write(1<")).unwrap_or_else(|| panic!("nothing was said:\n{trace}"));
    assert!(synced < told, "it was said before it was synced:\n{trace}");
    let syncs = lines.iter().copied().filter(sync).count();
    assert!(syncs <= 3, "{syncs} syncs for one write:\n{trace}");
}
