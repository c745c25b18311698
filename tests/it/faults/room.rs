//! No room on the disk, or no leave to use more of it.

use std::fs;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::kept;
use crate::bench::sound_but_for;
use crate::binary::{Place, ended};
use crate::dump::Dump;
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

#[test]
fn an_import_a_backup_and_an_export_on_a_full_disk_leave_nothing_half_done() {
    let place = Place::new();
    let folder = place.db().parent().expect("a folder").to_owned();
    let Some(disk) = Small::at(&folder, 700) else {
        return skipped("no small file system can be mounted here (needs root)");
    };
    let table: String = (0..2000).map(|n| format!("Ada{n} Lind,ada{n}@example.org\n")).collect();
    fs::write(place.home().join("many.csv"), format!("name,email\n{table}")).expect("HOME is writable");
    place.run(["log", "coffee with [Grace Tan]"]).success();
    let before = Dump::of(&place.db());
    // The folder for copies may be there, empty.
    let listed = |folder: &Path| {
        let entries = fs::read_dir(folder).into_iter().flatten().map(|e| e.expect("readable"));
        entries.filter(|e| e.path().is_file()).map(|e| e.path()).collect::<Vec<_>>()
    };
    let files = || {
        let mut files = [listed(&folder), listed(&folder.join("auld.db.backups"))].concat();
        files.sort();
        files
    };
    let there = files();
    let copy = folder.join("copy.db");
    let export = folder.join("all.json");
    let deeds = |place: &Place| {
        let mut backup = place.auld(["backup"]);
        backup.arg(&copy);
        let mut export_to = place.auld(["export", "json", "-o"]);
        export_to.arg(&export);
        [place.auld(["import", "many.csv"]), backup, export_to, place.auld(["restore", "-y", "whole.db"])]
    };
    place.run(["backup", "whole.db"]).success();
    // The import needs more than there is, but only in the end; the rest does once a file is in the way.
    let filler = folder.join("filler");
    for (n, mut deed) in deeds(&place).into_iter().enumerate() {
        if n > 0 {
            fill(&filler);
        }
        let said = ended(&mut deed).code(3).stderr();
        assert!(said.contains("full"), "{deed:?}: {said}");
        // Told of the file that was named, not of a draft of it.
        let named = [place.db(), copy.clone(), export.clone(), place.db()];
        assert!(said.contains(&format!("`{}`", named[n].display())), "{deed:?}: {said}");
        fs::remove_file(&filler).ok();
        assert_eq!(Dump::of(&place.db()), before, "{deed:?}");
        assert_eq!(files(), there, "{deed:?} left something behind");
        place.run(["show", "Grace"]).success();
        sound_but_for(&place.db(), "disk");
    }
    disk.grow(8000);
    for mut deed in deeds(&place) {
        ended(&mut deed).success();
    }
    sound_but_for(&place.db(), "disk");
    sound_but_for(&copy, "disk");
}

/// Takes all the room there is.
fn fill(path: &Path) {
    let file = fs::File::create(path).expect("a name needs no room");
    for at in (0..).step_by(4096) {
        if file.write_all_at(&[1; 4096], at).is_err() {
            return;
        }
    }
}
