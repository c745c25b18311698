//! A made-up life of any size, the same on every machine, and a store that holds it.
//!
//! Shaped like a real one: a few people are in most meetings, most are in few; names are of many scripts and repeat;
//! people come, drift away and share circles; the texts name people in several forms. It is written as the lines
//! that `auld import jsonl` reads and imported, so that the store is one that auld made.

mod lines;
mod names;

use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use auld::World;
use auld::world::{Ask, Unanswered};
use chrono::{DateTime, NaiveDate, Utc};
use tempfile::TempDir;

/// Who is in more meetings than anybody else.
pub const BUSIEST: &str = "Imogen Vantongeren";
/// Somebody whose first name nobody shares, and that name.
pub const ONLY_ONE: (&str, &str) = ("Zephyrine Okonjola", "Zephyrine");
/// Somebody in the middle of the crowd.
pub const QUIET: &str = "Marek Olivist";
/// The place that most meetings are at.
pub const PLACE: &str = "Paper Lantern Teahouse";
/// A word of three meetings.
pub const RARE: &str = "kintsugi";

/// How much of a life there is.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub people: usize,
    pub meetings: usize,
    /// The greater, the smaller the share of the busiest.
    spread: f64,
}

/// The sizes that all of auld's figures are about.
pub const SIZES: [(&str, Size); 3] = [
    ("S", Size { people: 150, meetings: 2_000, spread: 3.0 }),
    ("M", Size { people: 1_000, meetings: 20_000, spread: 3.0 }),
    ("L", Size { people: 10_000, meetings: 200_000, spread: 8.0 }),
];

/// A store with a life in it and the lines it was made from, in a folder that goes away with it.
pub struct Life {
    folder: TempDir,
}

impl Life {
    /// Makes up a life and imports it.
    pub fn new(size: &Size) -> Life {
        // Cargo's own folder: a durable write must meet a disk, and /tmp is memory on many machines.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("target/tmp is writable");
        let life = Life { folder };
        lines::write(size, &life.lines()).expect("the folder is writable");
        life.import(&life.db());
        for what in ["the book on bees by Friday", "a photograph of the bowl", "an answer about the flat"] {
            run(&life.db(), ["promise", BUSIEST, what], 0);
        }
        life
    }

    /// Returns where the store is.
    pub fn db(&self) -> PathBuf {
        self.folder.path().join("auld.db")
    }

    /// Returns the folder with the lines.
    pub fn lines(&self) -> PathBuf {
        self.folder.path().join("lines")
    }

    /// Imports the lines into a store.
    pub fn import(&self, db: &Path) {
        run(db, ["import".as_ref(), "jsonl".as_ref(), self.lines().as_os_str()], 0);
    }
}

/// Returns the day that it is in every benchmark.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
}

/// Runs one command line on a store, as the binary would, and demands how it ends. Nothing is printed.
pub fn run(db: &Path, args: impl IntoIterator<Item = impl AsRef<OsStr>>, code: u8) {
    let vars = HashMap::from([("AULD_DB".into(), db.into()), ("COLUMNS".into(), "80".into())]);
    let now: DateTime<Utc> = today().and_hms_opt(9, 0, 0).expect("nine o'clock is on every day").and_utc();
    let mut world = World::fixed(now, vars, Vec::new(), Box::new(Nobody));
    let args: Vec<OsString> =
        std::iter::once("auld".into()).chain(args.into_iter().map(|a| a.as_ref().to_owned())).collect();
    let said = Said::default();
    world.stderr = Box::new(said.clone());
    let ended = auld::run(args.iter().cloned(), &mut world);
    assert_eq!(ended, code, "{args:?} ended otherwise:\n{}", String::from_utf8_lossy(&said.0.borrow()));
}

/// What was said on standard error, to be read where a command ends otherwise than it should.
#[derive(Clone, Default)]
struct Said(Rc<RefCell<Vec<u8>>>);

impl Write for Said {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Nobody is there, as in a script.
struct Nobody;

impl Ask for Nobody {
    fn choose(&mut self, _: &str, _: &[String]) -> Result<usize, Unanswered> {
        Err(Unanswered::Nobody)
    }

    fn confirm(&mut self, _: &str, _: bool) -> Result<bool, Unanswered> {
        Err(Unanswered::Nobody)
    }

    fn line(&mut self, _: &str) -> Result<String, Unanswered> {
        Err(Unanswered::Nobody)
    }

    fn edit(&mut self, _: &OsStr, _: &str) -> io::Result<Option<String>> {
        Ok(None)
    }
}
