//! Power, space and other terminals fail; what was acknowledged stays. The real program, killed, starved and crowded.
//!
//! Killing a process cannot show a missing sync, since the system keeps its pages: [`images`] and [`power`] can.

mod calls;
mod crowd;
mod deeds;
mod disk;
mod images;
mod kills;
mod power;
mod room;
mod trace;

use std::collections::HashMap;
use std::path::Path;
use std::process::{Child, Stdio};

use crate::bench::sound_but_for;
use crate::binary::Place;
use crate::dump::raw;

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
