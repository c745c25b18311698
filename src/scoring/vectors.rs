//! The published vectors, to 1e-9.

use chrono::Datelike;
use serde_json::Value;

use super::{History, Touch, WEIGHTS, score};
use crate::domain::date::parse_iso;
use crate::domain::meeting::Direction;

fn day(value: &Value) -> i32 {
    parse_iso(value.as_str().expect("a day")).expect("a date").num_days_from_ce()
}

fn history(person: &Value) -> History {
    let touches = person["meetings"].as_array().expect("meetings").iter().map(|m| Touch {
        minutes: m["minutes"].as_u64().map(|n| n as u32),
        people: m["size"].as_u64().map_or(2, |n| n as u32),
        imposed: m["imposed"].as_bool().expect("a flag"),
        felt: m["felt"].as_i64().map(|n| n as i8),
        direction: m["direction"].as_str().map_or(Direction::Both, |d| d.parse().expect("a direction")),
        ..Touch::new(day(&m["on"]), m["kind"].as_str().expect("a kind").parse().expect("a kind"))
    });
    History {
        closeness: person["closeness"].as_str().map(|c| c.parse().expect("closeness")),
        kin: person["kin"].as_bool().expect("a flag"),
        cadence_days: person["cadence_days"].as_u64().map(|n| n as u32),
        known_since: (!person["known_since"].is_null()).then(|| day(&person["known_since"])),
        ..History::new(touches.collect(), Vec::new())
    }
}

#[test]
fn the_vectors_hold() {
    let vectors: Value = serde_json::from_str(include_str!("../../tests/data/scoring_vectors.json")).expect("JSON");
    let today = day(&vectors["today"]);
    let people = vectors["people"].as_array().expect("people");
    assert_eq!(people.len(), 120);
    for person in people {
        let got = score(&history(person), today, &WEIGHTS);
        let contact = got.rhythm.last_contact;
        let expect = &person["expect"];
        let near = |key: &str, got: f64| {
            let want = expect[key].as_f64().expect("a number");
            assert!((got - want).abs() <= 1e-9, "{} {key}: {got} is not {want}", person["name"]);
        };
        near("depth", got.depth);
        near("warmth", got.warmth);
        near("bond", got.bond);
        near("strain", got.strain);
        near("usual_gap_days", got.rhythm.usual_gap_days);
        match contact {
            Some(last) => {
                near("days_since_contact", f64::from(today - last));
                near("urgency", got.rhythm.urgency);
            }
            None => assert!(expect["days_since_contact"].is_null() && expect["urgency"].is_null()),
        }
    }
}
