//! What people do, one command a kind, each tried again and again from the same store.

use std::fs;
use std::path::{Path, PathBuf};

use auld::store::backups;

use super::trace::NETWORK;
use crate::bench::sound;
use crate::binary::Place;
use crate::dump::{Dump, raw, same};

/// A command, run in HOME.
#[derive(Debug, Clone, Copy)]
pub struct Deed {
    pub args: &'static [&'static str],
    /// The file that it makes, if it is there to make one.
    pub makes: Option<&'static str>,
}

const fn deed(args: &'static [&'static str]) -> Deed {
    Deed { args, makes: None }
}

pub const LOG: Deed = deed(&["log", "tea with Grace and [Sari Noor] @Riga #work; I promised Grace the paper"]);
/// For a home without a store.
pub const FIRST: Deed = deed(&["log", "coffee with [Grace Tan] @Riga"]);
/// Adds so many people that the store is kept as it was first.
pub const IMPORT: Deed = deed(&["import", "many.csv"]);
pub const BACKUP: Deed = Deed { args: &["backup", "copy.db"], makes: Some("copy.db") };
pub const EXPORT: Deed = Deed { args: &["export", "json", "-o", "all.json"], makes: Some("all.json") };
/// The kinds, the dearest last.
pub const DEEDS: &[Deed] = &[
    LOG,
    deed(&["add", "Marie Roux", "--nick", "Mimi", "--email", "marie@example.org"]),
    deed(&["edit", "last", "--text", "a long walk"]),
    deed(&["undo"]),
    deed(&["merge", "-y", "Tomas Ozols", "Tomas O"]),
    EXPORT,
    BACKUP,
    deed(&["import", "few.csv"]),
    deed(&["restore", "-y", "old.db"]),
    IMPORT,
];

/// A home as it is before a command.
pub struct Ready {
    home: Place,
    before: String,
    /// What strace is told of the disk.
    pub disk: &'static [&'static str],
}

/// What a command does where nothing is in its way.
pub struct Outcome {
    shape: Vec<String>,
    made: Option<Vec<u8>>,
}

impl Ready {
    /// Makes a home without a store.
    pub fn empty() -> Ready {
        Ready { home: Place::new(), before: String::new(), disk: &[] }
    }

    /// Makes a home with people, meetings, a backup and files to import.
    pub fn new() -> Ready {
        let home = Place::new();
        for (file, people) in [("few.csv", 10), ("many.csv", 150)] {
            let lines: String = (0..people).map(|n| format!("Ada{n} Lind,ada{n}@example.org\n")).collect();
            fs::write(home.home().join(file), format!("name,email\n{lines}")).expect("HOME is writable");
        }
        for line in [
            &["add", "Grace Tan", "--birthday", "--05-02"][..],
            &["log", "yesterday: coffee with Grace and [Tomas Ozols] @Kopi Tuku #work"],
            &["log", "lunch with [Tomas O]; Tomas O made me feel heard"],
            &["backup", "old.db"],
            &["promise", "Grace", "the book"],
        ] {
            home.run(line).success();
        }
        let before = Dump::of(&home.db()).rows;
        Ready { home, before, disk: &[] }
    }

    /// Makes a home as it is on the disk of a network: its store has no write-ahead log.
    pub fn on_a_network() -> Ready {
        let ready = Ready { disk: NETWORK, ..Ready::new() };
        let conn = raw(&ready.home.db());
        let mode: String = conn.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0)).expect("nobody else");
        assert_eq!(mode, "delete");
        ready
    }

    /// Returns another home of just these files.
    pub fn again(&self) -> Place {
        let place = Place::new();
        copy_tree(self.home.home(), place.home());
        place
    }

    /// Does it once, with nothing in the way.
    pub fn outcome(&self, deed: Deed) -> Outcome {
        let place = self.again();
        place.run(deed.args).success();
        let made = deed.makes.map(|made| fs::read(place.home().join(made)).expect("it was made"));
        Outcome { shape: self.shape(&place), made }
    }

    /// Returns the rows of a store, with one sign for every number that was drawn since.
    fn shape(&self, place: &Place) -> Vec<String> {
        let rows = Dump::of(&place.db()).rows;
        let mut lines: Vec<_> = rows.lines().map(|line| self.without_new_numbers(line)).collect();
        lines.sort();
        lines
    }

    fn without_new_numbers(&self, line: &str) -> String {
        const LONG: usize = 10;
        let drawn = |word: &str| word.len() >= LONG && word.bytes().all(|b| b.is_ascii_digit());
        let words = line.split_inclusive(|c: char| !c.is_ascii_digit()).map(|word| {
            let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
            match drawn(digits) && !self.before.contains(digits) {
                true => word.replace(digits, "#"),
                false => word.to_owned(),
            }
        });
        words.collect()
    }

    /// Demands that the command did all or nothing, and all if it said so, and that the store is in use again at once.
    /// Tells whether it did.
    pub fn hold(&self, place: &Place, deed: Deed, outcome: &Outcome, said_so: bool, case: &str) -> bool {
        // Whoever only reads comes first, and mends what he has to.
        let read = place.run(["list", "meetings"]);
        assert_eq!(read.code, Some(0), "{case}: {}", read.stderr());
        let now = self.shape(place);
        let before: Vec<_> = {
            let mut lines: Vec<_> = self.before.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        let mut did = now == outcome.shape;
        if said_so || (now != before && !did) {
            same(
                &outcome.shape.join("\n"),
                &now.join("\n"),
                &format!("{case}: said so {said_so}, and not all is done"),
            );
        }
        if let (Some(name), Some(whole)) = (deed.makes, &outcome.made) {
            did = self.hold_made(&place.home().join(name), whole, said_so, case);
        }
        for kept in backups(&place.db()) {
            assert_eq!(Dump::of(&kept.path).rows, self.before, "{case}: {} is not what was there", kept.path.display());
        }
        if place.db().exists() {
            sound(&place.db());
        }
        place.run(["-q", "log", "called [Nina Falk]"]).success();
        sound(&place.db());
        did
    }

    /// Demands that a file is there whole or not at all.
    fn hold_made(&self, path: &Path, whole: &[u8], said_so: bool, case: &str) -> bool {
        let there = path.exists();
        assert!(there || !said_so, "{case}: it said so, and {} is not there", path.display());
        if there && path.extension().is_some_and(|ending| ending == "db") {
            assert_eq!(Dump::of(path).rows, self.before, "{case}: the backup is not the store");
            sound(path);
        } else if there {
            assert!(fs::read(path).expect("readable") == whole, "{case}: {} is not whole", path.display());
        }
        there
    }
}

/// Copies a folder's files, as private as they are.
fn copy_tree(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("readable") {
        let path: PathBuf = entry.expect("readable").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            fs::create_dir(&target).expect("there is room");
            fs::set_permissions(&target, fs::metadata(&path).expect("there").permissions()).expect("ours");
            copy_tree(&path, &target);
        } else {
            fs::copy(&path, &target).expect("there is room");
        }
    }
}
