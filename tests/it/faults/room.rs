//! No room on the disk, or no leave to use more of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::kept;
use crate::binary::{Place, ended};
use crate::skipped;

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
