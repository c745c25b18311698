//! Killed at any moment of the clock. What is killed at which call [`super::calls`] says, for every kind of command.

use std::process::Child;
use std::time::{Duration, Instant};

use super::{Draws, kept, start, stored};
use crate::binary::Place;
use crate::full;

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
