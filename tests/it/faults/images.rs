//! Every image that a power cut can leave of the disk, from what the real program wrote and when it synced.
//!
//! No power is cut and no device is needed: the calls of the program are recorded by strace and played to a disk that
//! loses what was not synced; see [`super::disk`].

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::disk::{Disk, Survives};
use super::trace::{Call, NETWORK, strace_works, traced};
use super::{Draws, STORE};
use crate::bench::sound;
use crate::binary::{Place, ended, program};
use crate::dump::{Dump, raw, same};
use crate::{full, skipped, told};

/// A command that said it was done.
struct Done {
    line: String,
    /// What it asked for.
    calls: Vec<Call>,
    /// What the store held afterwards.
    rows: String,
    /// The file it was to make, with what is in it.
    made: Option<(PathBuf, Vec<u8>)>,
}

/// A home, and what was done in it.
struct Recording {
    home: PathBuf,
    done: Vec<Done>,
}

/// Runs a day's commands of every kind and records them.
fn record(place: &Place, disk: &[&str], rounds: usize) -> Recording {
    let path = |name: &str| place.home().join(name).to_str().expect("UTF-8").to_owned();
    let people: String = (0..150).map(|n| format!("Ada{n} Lind,ada{n}@example.org\n")).collect();
    fs::write(place.home().join("people.csv"), format!("name,email\n{people}")).expect("HOME is writable");
    let mut done = Vec::new();
    let mut run = |args: &[&str], made: Option<&str>| {
        let (ended, calls) = traced(place, disk, args);
        ended.success();
        let made = made.map(|made| {
            let made = place.home().join(made);
            let bytes = fs::read(&made).expect("it was made");
            (made, bytes)
        });
        done.push(Done { line: args.join(" "), calls, rows: Dump::of(&place.db()).rows, made });
    };
    run(&["add", "Grace Tan"], None);
    for round in 0..rounds {
        run(&["log", &format!("coffee with Grace and [Tomas Ozols], round {round}")], None);
        run(&["promise", "Grace", "the paper"], None);
        run(&["undo"], None);
        run(&["redo"], None);
        run(&["log", &format!("tea with [Tomas {round}] @Riga #work")], None);
        run(&["edit", "last", "--text", "a long walk"], None);
        run(&["merge", "-y", "Tomas Ozols", &format!("Tomas {round}")], None);
        let (copy, export) = (format!("copy-{round}.db"), format!("all-{round}.json"));
        run(&["backup", &path(&copy)], Some(&copy));
        run(&["import", &path("people.csv")], None);
        run(&["export", "json", "-o", &path(&export)], Some(&export));
        for n in 0..8 {
            run(&["-q", "log", &format!("lunch with Ada{n} Lind and Grace, round {round}")], None);
        }
        run(&["undo"], None);
        run(&["restore", "-y", &path(&copy)], None);
        run(&["log", "called Grace"], None);
    }
    Recording { home: place.home().to_owned(), done }
}

/// Demands of what a power cut left that `acknowledged` commands are there whole, and at most the one at work besides.
fn check(image: &Place, recording: &Recording, acknowledged: usize, case: &str) {
    let done = &recording.done;
    let state = |commands: usize| commands.checked_sub(1).map_or("", |last| done[last].rows.as_str());
    let db = image.db();
    let rows = Dump::of(&db).rows;
    if done.get(acknowledged).is_none_or(|at_work| rows != at_work.rows) {
        same(state(acknowledged), &rows, &format!("{case}: what was acknowledged is not what is there"));
    }
    if db.exists() {
        sound(&db);
    }
    for (n, command) in done.iter().enumerate() {
        let Some((path, bytes)) = &command.made else { continue };
        let path = image.home().join(path.strip_prefix(&recording.home).expect("it was made in HOME"));
        match fs::read(&path) {
            Ok(there) => {
                assert!(n <= acknowledged, "{case}: {} is there before it was asked for", path.display());
                assert!(there == *bytes, "{case}: {} is there, but not whole", path.display());
            }
            Err(e) => assert!(n >= acknowledged, "{case}: {} was acknowledged: {e}", path.display()),
        }
    }
}

/// Says what may be found in the shared memory of the store, which nobody syncs: anything.
fn scramble_shared_memory(db: &Path, draws: &mut Draws) {
    let shm = PathBuf::from(format!("{}-shm", db.display()));
    if shm.exists() {
        let bytes: Vec<u8> = (0..32 * 1024).map(|_| draws.byte()).collect();
        fs::write(&shm, bytes).expect("there is room");
    }
}

/// Cuts the power at random calls of a day on such a disk, and holds what is left to what was acknowledged.
fn power_is_cut(disk_is: &[&str]) {
    if !strace_works() {
        return skipped("strace is not here or may not trace, so nobody sees what is written and what is synced");
    }
    let (images, rounds) = if full() { (1000, 4) } else { (300, 1) };
    let place = Place::new();
    let before: Vec<_> = fs::read_dir(place.home()).expect("readable").collect();
    assert!(before.is_empty());
    let recording = record(&place, disk_is, rounds);
    let mode: String = raw(&place.db()).query_row("PRAGMA journal_mode", [], |row| row.get(0)).expect("it can be read");
    assert_eq!(mode, if disk_is == NETWORK { "delete" } else { "wal" });
    let calls: usize = recording.done.iter().map(|done| done.calls.len()).sum();
    let mut draws = Draws(7);
    let mut cuts: Vec<_> =
        (0..images).map(|_| usize::try_from(draws.below(calls as u64)).expect("few calls")).collect();
    cuts.sort_unstable();
    let mut cuts = cuts.into_iter().enumerate().peekable();
    let mut disk = Disk::empty(place.home());
    let mut at = 0;
    for (acknowledged, command) in recording.done.iter().enumerate() {
        for call in &command.calls {
            disk.apply(call);
            while let Some((n, _)) = cuts.next_if(|(_, cut)| *cut == at) {
                let survives = [Survives::Nothing, Survives::Some, Survives::Some, Survives::Everything][n % 4];
                let image = Place::new();
                disk.image(image.home(), survives, &mut draws);
                scramble_shared_memory(&image.db(), &mut draws);
                let case = format!(
                    "power cut {n}, at call {at} ({}) of `auld {}`, where {survives:?} survives",
                    short(call),
                    command.line
                );
                if n % 5 == 0 {
                    // Whoever only reads mends what he has to.
                    let read = image.run(["list", "meetings"]);
                    assert_eq!(read.code, Some(0), "{case}: {}", read.stderr());
                }
                check(&image, &recording, acknowledged, &case);
                if n % 10 == 0 {
                    image.run(["add", "Sari Noor"]).success();
                    sound(&image.db());
                }
            }
            at += 1;
        }
        disk.ended();
    }
    assert!(cuts.next().is_none(), "a cut was never made");
    told(&format!("power cuts: {images} images of {calls} calls with {} syncs", disk.syncs));
    // The disk that was played is the one that is there: no call was missed.
    for (path, bytes) in disk.seen().filter(|(path, _)| !path.to_string_lossy().ends_with("-shm")) {
        let there = fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert!(there == bytes, "{} is not what was played", path.display());
    }
    assert!(disk.seen().any(|(path, _)| path.ends_with(STORE)), "the store was not seen");
}

#[test]
fn no_image_that_a_power_cut_leaves_has_lost_what_was_acknowledged() {
    power_is_cut(&[]);
}

#[test]
fn no_image_of_a_network_disk_has_lost_what_was_acknowledged() {
    power_is_cut(NETWORK);
}

/// Returns a call without what was written.
fn short(call: &Call) -> String {
    match call {
        Call::Write { fd, at, bytes } => format!("write {} bytes to {fd} at {at:?}", bytes.len()),
        other => format!("{other:?}"),
    }
}

#[test]
fn a_write_is_synced_before_it_is_acknowledged() {
    if !strace_works() {
        return skipped("strace is not here or may not trace, so nobody sees the syncs");
    }
    let place = Place::with_grace();
    place.run(["log", "coffee with Grace, so that a log is there"]).success();
    let trace = place.home().join("trace");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-e", "trace=fsync,fdatasync,write,exit_group", "-o"]).arg(&trace);
    strace.arg(program()).args(["log", "coffee with Grace, and this is synced"]);
    strace.env_clear().env("HOME", place.home()).env("AULD_NOW", "2026-11-23");
    let done = ended(&mut strace).success();
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
