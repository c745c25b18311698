//! What follows from the data follows it whatever row of whatever table changes.

use std::collections::HashSet;

use proptest::prelude::*;
use rusqlite::types::Value;

use crate::domain::date::parse_iso;
use crate::domain::id::Id;
use crate::store::row::Table;
use crate::store::rows::LOGGED;
use crate::store::{OpInfo, Result, Store, WriteTx};

const PEOPLE: u8 = 3;
const DAYS: u8 = 4;

fn info() -> OpInfo {
    let today = parse_iso("2026-11-23").expect("a day");
    let at = today.and_hms_opt(9, 0, 0).expect("a time").and_utc();
    OpInfo { verb: "test".into(), argv: Vec::new(), at, today }
}

fn day(draw: u8) -> String {
    format!("2026-11-{:02}", 1 + draw % DAYS)
}

/// One of a few ids that many draws share, so that rows meet.
fn meeting(draw: u8) -> i64 {
    Id::first_of(parse_iso(&day(draw)).expect("a day")).0 + 1
}

/// Returns a value for a column, drawn. A column nobody foresaw here fails the test.
fn value(table: &Table, column: &str, draw: u8) -> Value {
    let one_of = |words: &[&str]| Value::Text(words[usize::from(draw) % words.len()].to_owned());
    let person = Value::Integer(1 + i64::from(draw % PEOPLE));
    let perhaps = |value: Value| if draw.is_multiple_of(3) { Value::Null } else { value };
    let word = || Value::Text(format!("word{}", draw % 5));
    let number = |modulus: u8| Value::Integer(i64::from(draw % modulus));
    match (table.name, column) {
        ("person", "id") | (_, "person_id" | "other_id" | "referrer_id" | "referred_id") => person,
        ("meeting", "id") | ("attendance" | "meeting_tag", "meeting_id") => Value::Integer(meeting(draw)),
        (_, "meeting_id") => perhaps(Value::Integer(meeting(draw))),
        (_, "id") => Value::Integer(1 + i64::from(draw % 4)),
        ("meeting", "kind") => {
            one_of(&["in_person", "video", "call", "letter", "email", "message", "attempt", "attempt"])
        }
        ("name", "kind") => one_of(&["nick", "former", "misheard"]),
        ("contact", "kind") => one_of(&["email", "phone", "handle", "address", "url"]),
        ("referral", "kind") => one_of(&["client", "introduction", "job", "other"]),
        ("me", "kind") => one_of(&["email", "phone", "name"]),
        ("promise", "outcome") => one_of(&["open", "kept", "dropped"]),
        (_, "side") => one_of(&["felt", "left"]),
        (_, "by") => one_of(&["me", "them"]),
        (_, "state") => one_of(&["active", "resting", "let_go", "deceased"]),
        (_, "direction") => perhaps(one_of(&["out", "in", "both"])),
        (_, "closeness") => perhaps(one_of(&["acquaintance", "friend", "close", "inner"])),
        (_, "kin" | "background" | "imposed") => number(2),
        (_, "felt" | "left_value" | "value") if table.name == "attendance" || table.name == "feeling" => {
            perhaps(Value::Integer(i64::from(draw % 5) - 2))
        }
        (_, "cadence_days" | "minutes" | "size") => perhaps(Value::Integer(1 + i64::from(draw % 90))),
        (_, "on_day" | "made_on" | "added_on" | "noted_on" | "until_day" | "on_date") => Value::Text(day(draw)),
        (
            _,
            "since" | "until" | "known_since" | "met_on" | "state_until" | "due" | "closed_on" | "thanked_on"
            | "told_on" | "started_on" | "ended_on",
        ) => perhaps(Value::Text(day(draw))),
        ("engagement", "currency" | "minor") => Value::Null,
        (_, "name" | "text" | "value" | "tag" | "words" | "scheme" | "key") => word(),
        ("fact" | "event_date", "label") | ("relation", "kind") => word(),
        (
            _,
            "hint" | "met" | "place" | "note" | "label" | "outcome" | "what" | "raw" | "other_name" | "felt_words"
            | "left_words",
        ) => perhaps(word()),
        (table, column) => panic!("nothing is known of {table}.{column}"),
    }
}

/// Puts, changes or removes one row. What the schema refuses leaves the store as it was.
fn step(tx: &mut WriteTx<'_>, [table, what, rest @ ..]: [u8; 16]) -> Result<()> {
    // Meetings and who was there are half of all: what follows from them hangs on both at once.
    let table = match table {
        128.. => LOGGED.iter().find(|of| of.name == if table % 3 == 0 { "meeting" } else { "attendance" }),
        _ => LOGGED.get(usize::from(table) % LOGGED.len()),
    };
    let table = table.expect("a table");
    let mut row: Vec<Value> =
        table.columns.iter().zip(rest.iter().cycle()).map(|(column, draw)| value(table, column, *draw)).collect();
    // Of two columns the schema wants one.
    let one_of_two = match table.name {
        "relation" => Some(("other_id", "other_name")),
        "source" => Some(("person_id", "meeting_id")),
        _ => None,
    };
    if let Some((a, b)) = one_of_two {
        let at = |name: &str| table.columns.iter().position(|c| *c == name).expect("a column");
        let (none, other) = if what & 4 == 0 { (at(a), at(b)) } else { (at(b), at(a)) };
        row[none] = Value::Null;
        if row[other] == Value::Null {
            row[other] = value(table, table.columns[other], 1);
        }
    }
    match tx.image(table, &row[..table.key])? {
        None => tx.insert_image(table, row),
        Some(before) if what.is_multiple_of(4) => tx.delete_image(table, &before),
        Some(_) => tx.replace(table, &row),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]
    #[test]
    fn nothing_is_out_of_step_after_any_row_of_any_table_changed(
        operations in prop::collection::vec(prop::collection::vec(any::<[u8; 16]>(), 1..5), 1..25),
    ) {
        let mut store = Store::in_memory().expect("opens");
        let people = |tx: &mut WriteTx<'_>| (0..PEOPLE).try_for_each(|n| step(tx, [0, 1, n, n, n, n, n, n, n, n, n, n, n, n, n, n]));
        store.write(&info(), false, people).expect("is written");
        for steps in operations {
            let mut last = None;
            let done = store.write(&info(), false, |tx| {
                steps.iter().try_for_each(|draws| step(tx, *draws))?;
                last = tx.operation();
                Ok::<(), crate::store::Error>(())
            });
            let found = store.derived().expect("is examined");
            prop_assert!(found.good, "{found:?}");
            if done.is_ok() && let Some(operation) = last && steps.len() % 2 == 0 {
                store.write(&info(), false, |tx| tx.undo(Some(operation)).map(|_| ())).expect("is undone");
                let found = store.derived().expect("is examined");
                prop_assert!(found.good, "after an undo: {found:?}");
            }
        }
    }
}

/// Every table must get rows in the test above, or it says nothing of it.
#[test]
fn the_steps_reach_every_table() {
    let mut store = Store::in_memory().expect("opens");
    let mut filled = HashSet::new();
    let mut draw: u8 = 7;
    for _ in 0..40 {
        for table in 0..LOGGED.len() as u8 {
            let draws = std::array::from_fn(|_| {
                draw = draw.wrapping_mul(13).wrapping_add(41);
                draw >> 1
            });
            let [_, what, rest @ ..]: [u8; 16] = draws;
            let mut all = [table, what | 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
            all[2..].copy_from_slice(&rest);
            if store.write(&info(), false, |tx| step(tx, all)).is_ok() {
                filled.insert(LOGGED[usize::from(table)].name);
            }
        }
    }
    let all: HashSet<&str> = LOGGED.iter().map(|table| table.name).collect();
    assert_eq!(filled, all);
}
