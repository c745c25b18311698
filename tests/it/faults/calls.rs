//! Every call that the program makes of the system fails once, and is the last one before it is killed once.

use std::process::Command;

use super::deeds::{DEEDS, Deed, FIRST, IMPORT, LOG, Outcome, Ready};
use super::trace::strace_works;
use crate::binary::{Ended, ended, program};
use crate::{full, skipped, told};

/// How calls that change something fail. A call that is not made is never hit.
const CHANGES: &[(&str, &[&str])] = &[
    ("pwrite64", &["EIO", "ENOSPC"]),
    ("write", &["EIO", "ENOSPC"]),
    ("fsync", &["EIO"]),
    ("fdatasync", &["EIO"]),
    ("ftruncate", &["EIO"]),
    ("fallocate", &["ENOSPC"]),
    ("copy_file_range", &["EIO"]),
    ("rename", &["EIO"]),
    ("renameat2", &["EIO"]),
    ("linkat", &["EIO"]),
    ("unlink", &["EIO"]),
    ("mkdir", &["ENOSPC"]),
    ("flock", &["ENOLCK"]),
];

/// How the others fail.
const OTHERS: &[(&str, &[&str])] =
    &[("openat", &["EMFILE", "EACCES", "EROFS"]), ("pread64", &["EIO"]), ("fcntl", &["ENOLCK"]), ("mmap", &["ENOMEM"])];

/// Before which calls a command is killed: those that change something.
const KILLED_AT: &[&str] =
    &["pwrite64", "write", "fsync", "fdatasync", "ftruncate", "rename", "renameat2", "linkat", "unlink", "mkdir"];

/// Tampers with the `k`th call of a name; returns how the command ended, and `None` where it makes fewer such calls.
fn tampered(ready: &Ready, deed: Deed, outcome: &Outcome, call: &str, how: &str, k: usize) -> Option<Ended> {
    let place = ready.again();
    let log = place.home().join("trace");
    let mut strace = place.dress(Command::new("strace"), ["-f", "-qq", "-o"]);
    let trace = format!("trace={call},statfs,fstatfs");
    strace.arg(&log).args(["-e", &trace, "-e", &format!("inject={call}:{how}:when={k}")]).args(ready.disk);
    strace.arg(program()).args(deed.args);
    let ended = ended(&mut strace);
    let trace = std::fs::read_to_string(&log).expect("strace wrote it");
    let injected = |line: &str| line.contains(call) && line.ends_with("(INJECTED)");
    let hit = if how.starts_with("signal") { ended.signal.is_some() } else { trace.lines().any(injected) };
    if !hit {
        return None;
    }
    let case = format!("`auld {}`, {how} at {call} number {k}: {}", deed.args.join(" "), ended.stderr());
    let did = ready.hold(&place, deed, outcome, ended.code == Some(0), &case);
    // The program's own loader has words of its own.
    let loading = ended.stderr().contains("error while loading shared libraries");
    if how.starts_with("error") && !loading {
        // Where no memory is to be had, what Rust does before the program begins cannot go on.
        let memory = call == "mmap" && ended.signal.is_some();
        assert!(memory || matches!(ended.code, Some(0 | 1 | 3)), "{case}: {ended:?}");
        assert!(memory || !ended.stderr().contains("panicked"), "{case}");
        let words = ended.code == Some(0) || memory || ended.stderr().contains("error: ");
        // Who cannot write to standard error cannot say a word.
        assert!(words || call == "write", "{case}: it failed without a word: {ended:?}");
        if did && ended.code != Some(0) && deed.makes.is_none() && call != "write" {
            let says = ["what was done is done", "may be stored or not"].iter().any(|s| ended.stderr().contains(s));
            assert!(says, "{case}: it is done, and it says that it failed");
        }
    }
    Some(ended)
}

/// Tampers with every `step`th call that a command makes; returns how many were hit.
fn tampered_throughout(ready: &Ready, deeds: &[Deed], failures: &[(&str, Vec<String>)], step: usize) -> usize {
    let mut hits = 0;
    for deed in deeds {
        let outcome = ready.outcome(*deed);
        for (call, ways) in failures {
            for (offset, how) in ways.iter().enumerate() {
                let hit = (1 + offset % step..)
                    .step_by(step)
                    .take_while(|k| tampered(ready, *deed, &outcome, call, how, *k).is_some())
                    .count();
                hits += hit;
            }
        }
    }
    told(&format!("calls tampered with: {hits} of {} commands", deeds.len()));
    hits
}

/// Lets every `step`th call of some kinds fail.
fn failing(failures: &[(&'static str, &[&str])], step: usize) {
    if !strace_works() {
        return skipped("strace is not here or may not trace, so no call can be made to fail");
    }
    let errors = |errors: &[&str]| errors.iter().map(|error| format!("error={error}")).collect::<Vec<_>>();
    let failures: Vec<_> = failures.iter().map(|(call, all)| (*call, errors(all))).collect();
    let deeds = if full() { DEEDS } else { &[LOG][..] };
    let hits = tampered_throughout(&Ready::new(), deeds, &failures, step);
    assert!(hits > 30 * deeds.len(), "only {hits} calls failed");
}

#[test]
fn every_change_that_fails_is_told_and_harms_nothing() {
    failing(CHANGES, 1);
}

#[test]
fn what_cannot_be_opened_read_or_locked_is_told_and_harms_nothing() {
    failing(OTHERS, if full() { 1 } else { 3 });
}

#[test]
fn every_call_of_a_first_write_that_fails_leaves_a_whole_store_or_none() {
    if !strace_works() {
        return skipped("strace is not here or may not trace, so no call can be made to fail");
    }
    let changes: Vec<_> =
        KILLED_AT.iter().map(|call| (*call, vec!["error=EIO".into(), "error=ENOSPC".into()])).collect();
    let hits = tampered_throughout(&Ready::empty(), &[FIRST], &changes, if full() { 1 } else { 3 });
    assert!(hits > 20, "only {hits} calls failed");
}

#[test]
fn a_command_killed_at_any_call_did_all_or_nothing() {
    if !strace_works() {
        return skipped("strace is not here or may not trace, so nobody knows when to kill");
    }
    let kills: Vec<_> = KILLED_AT.iter().map(|call| (*call, vec!["signal=KILL".to_owned()])).collect();
    let step = if full() { 1 } else { 7 };
    let hits = tampered_throughout(&Ready::empty(), &[FIRST], &kills, step);
    assert!(hits > 10, "only {hits} first writes were killed");
    let hits = tampered_throughout(&Ready::on_a_network(), &[LOG, IMPORT], &kills, step);
    assert!(hits > 10, "only {hits} were killed on the disk of a network");
    let hits = tampered_throughout(&Ready::new(), DEEDS, &kills, step);
    assert!(hits > 10 * DEEDS.len(), "only {hits} were killed");
}
