//! Drafts: what is written beside the place that it will take, and what commands that were cut off left of it.
//!
//! A draft has the number of its process in its name, so that no other command takes it for its own. Whose process is no
//! more is left over. Numbers say nothing about other machines: on the disk of a network only what has not been written
//! to for long is left over.

use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{file, lock};

/// What SQLite keeps beside a file.
pub(super) const BESIDE: &[&str] = &["-wal", "-shm", "-journal"];
/// How long a draft on the disk of a network must have been left alone.
const LONG: Duration = Duration::from_secs(3600);

/// Returns where what is to stand at a place of the user's is written first: hidden, in the same folder.
pub fn draft_of(target: &Path) -> PathBuf {
    let mut name = hidden(target);
    name.push(std::process::id().to_string());
    target.with_file_name(name)
}

/// Returns where what is to take the place of a store, or of another file of auld's own, is written first.
pub(super) fn beside(store: &Path) -> PathBuf {
    file::beside(store, &format!(".new-{}", std::process::id()))
}

/// Returns how the names of the drafts of a place of the user's begin.
fn hidden(target: &Path) -> OsString {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(".new-");
    name
}

/// Removes what commands that were cut off left of the drafts of a place of the user's; with `shred`, what is in them is
/// written over before. Nothing else is touched, and no draft that a command at work may be writing.
pub fn sweep(target: &Path, shred: bool) {
    remove_stale(target, &hidden(target), shred);
}

/// As [`sweep`], of the drafts beside a store, which are not hidden.
pub(super) fn sweep_beside(store: &Path, shred: bool) {
    let mut name = store.file_name().unwrap_or_default().to_owned();
    name.push(".new-");
    remove_stale(store, &name, shred);
}

/// Removes a draft and what SQLite keeps beside it; with `shred`, what is in them is written over before.
pub fn remove(draft: &Path, shred: bool) {
    for suffix in BESIDE.iter().chain(&[""]) {
        remove_one(&file::beside(draft, suffix), shred);
    }
}

fn remove_one(path: &Path, shred: bool) {
    if !shred || lock::shred_one(path).is_err() {
        fs::remove_file(path).ok();
    }
}

fn remove_stale(target: &Path, begin: &OsString, shred: bool) {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let local = file::is_local(&folder.join(begin));
    let own = rustix::process::geteuid().as_raw();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let number = name.as_bytes().strip_prefix(begin.as_bytes()).and_then(number_of);
        if !number.is_some_and(is_no_process) {
            continue;
        }
        // A link, and what somebody else put there, is nothing that a command of ours has left.
        let Ok(about) = entry.metadata() else { continue };
        let long = || about.modified().is_ok_and(|then| then.elapsed().is_ok_and(|ago| ago > LONG));
        if about.is_file() && about.uid() == own && (local || long()) {
            remove_one(&entry.path(), shred);
        }
    }
}

/// Returns the number of the process in the end of the name of a draft, or of what lies beside one; `None` for any other
/// name, however like it.
fn number_of(rest: &[u8]) -> Option<i32> {
    let text = std::str::from_utf8(rest).ok()?;
    let text = BESIDE.iter().find_map(|suffix| text.strip_suffix(suffix)).unwrap_or(text);
    let text = ["-other", "-alone"].iter().find_map(|suffix| text.strip_suffix(suffix)).unwrap_or(text);
    text.parse().ok().filter(|number: &i32| *number > 0 && number.to_string() == text)
}

/// Tells whether no process has this number.
fn is_no_process(number: i32) -> bool {
    rustix::process::Pid::from_raw(number)
        .is_some_and(|process| rustix::process::test_kill_process(process) == Err(rustix::io::Errno::SRCH))
}

/// Tells whether a text begins with the number of a process that is no more, as the ends of the names of drafts do.
pub(super) fn is_of_no_process(text: &str) -> bool {
    text.split('-').next().and_then(|number| number.parse().ok()).is_some_and(is_no_process)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No process has this number, nor ever will.
    const NOBODY: &str = "99999999";

    #[test]
    fn only_what_is_exactly_a_draft_of_nobody_goes() {
        let folder = tempfile::tempdir().expect("a place for temporary files");
        let target = folder.path().join("book.vcf");
        let own = std::process::id();
        let go = ["", "-wal", "-shm", "-journal", "-other", "-other-wal", "-alone"];
        let go = go.map(|suffix| format!(".book.vcf.new-{NOBODY}{suffix}"));
        let stay = [
            format!(".book.vcf.new-{own}"),
            format!(".book.vcf.new-{NOBODY}x"),
            format!(".book.vcf.new-{NOBODY}-notes"),
            format!(".book.vcf.new-0{NOBODY}"),
            format!(".book.vcf.new-+{NOBODY}"),
            format!(".book.vcf.new--{NOBODY}"),
            ".book.vcf.new-".to_owned(),
            ".book.vcf.new-0".to_owned(),
            format!("book.vcf.new-{NOBODY}"),
            format!(".other.vcf.new-{NOBODY}"),
            format!(".book.vcf.new-{NOBODY}.new-1"),
        ];
        for shred in [false, true] {
            for name in go.iter().chain(&stay) {
                fs::write(folder.path().join(name), "words").expect("ours");
            }
            let [link, deep] = ["111111111", "222222222"].map(|n| folder.path().join(format!(".book.vcf.new-{n}")));
            std::os::unix::fs::symlink(&target, &link).ok();
            fs::create_dir_all(&deep).expect("ours");
            sweep(&target, shred);
            let there = |name: &String| folder.path().join(name).symlink_metadata().is_ok();
            assert_eq!(go.iter().filter(|name| there(name)).count(), 0, "left with {shred}");
            assert_eq!(stay.iter().filter(|name| !there(name)).collect::<Vec<_>>(), Vec::<&String>::new());
            assert!(link.symlink_metadata().is_ok() && deep.exists());
        }
    }

    #[test]
    fn what_is_shredded_is_written_over_unless_it_has_another_name() {
        let folder = tempfile::tempdir().expect("a place for temporary files");
        let target = folder.path().join("copy.db");
        let drafts = ["88888888", NOBODY].map(|n| folder.path().join(format!(".copy.db.new-{n}")));
        for draft in &drafts {
            fs::write(draft, "words").expect("ours");
        }
        // Held open, what was in it can be seen after its name is gone.
        let open = fs::File::open(&drafts[0]).expect("ours");
        fs::hard_link(&drafts[1], &target).expect("ours");
        sweep(&target, true);
        assert_eq!(std::io::read_to_string(open).expect("readable"), "\0\0\0\0\0");
        assert_eq!(fs::read_to_string(&target).expect("there"), "words");
        assert!(drafts.iter().all(|draft| !draft.exists()));
    }
}
