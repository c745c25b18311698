use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::scoring::History;
use crate::store::Store;
use crate::store::derive::{Change, change_touches};

/// All rows, as they stand in the table.
fn rows(conn: &Connection) -> Vec<(i64, i64, Vec<u8>, Vec<u8>)> {
    let sql = "SELECT person_id, first_id, facts, clocks FROM touch ORDER BY person_id, first_id";
    let mut statement = conn.prepare(sql).expect("SQL");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)));
    rows.expect("no parameters").collect::<rusqlite::Result<_>>().expect("readable")
}

fn all_of(conn: &Connection, person: i64) -> (Vec<Entry>, Vec<Touch>) {
    let sql = "SELECT person_id, first_id, facts, clocks FROM touch WHERE person_id = ?1 ORDER BY first_id";
    let mut statement = conn.prepare(sql).expect("SQL");
    let mut rows = statement.query([person]).expect("one parameter");
    let (mut entries, mut touches) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next().expect("readable") {
        let begin = touches.len();
        read_run(row, &mut entries).expect("whole");
        read_touches(Id(person), row, &mut touches).expect("whole");
        assert!(touches[begin..].is_sorted(), "scoring would have to sort them");
    }
    (entries, touches)
}

fn facts() -> impl Strategy<Value = Facts> {
    (0..=ATTEMPT, prop::option::of(-2_i64..=2), 0_u64..3, any::<bool>(), 0_u64..=14_400, 1..=PEOPLE_MAX).prop_map(
        |(kind, felt, direction, imposed, minutes, people)| {
            let shared = kind << KIND | direction << DIRECTION | u64::from(imposed) << IMPOSED | minutes << MINUTES;
            Facts(shared | people << PEOPLE).with_felt(felt)
        },
    )
}

/// A touch, bit by bit.
fn touch(meeting: i64, facts: u64) -> Touch {
    let bits = |from: u32, many: u32| (facts >> from & ((1 << many) - 1)) as u32;
    Touch {
        kind: KINDS[bits(KIND, 3) as usize],
        minutes: Some(bits(MINUTES, 14)).filter(|n| *n > 0),
        people: bits(PEOPLE, 18),
        direction: DIRECTIONS[bits(DIRECTION, 2) as usize],
        imposed: bits(IMPOSED, 1) == 1,
        felt: Some(bits(0, 3) as i8 - 3).filter(|n| *n > -3),
        ..Touch::new((meeting >> CLOCK_BITS) as i32, Kind::Call)
    }
}

/// Few meetings, so that changes meet; some far apart, and enough of them that runs open and close.
fn meeting() -> impl Strategy<Value = i64> {
    let day = prop_oneof![700_000_i64..700_020, Just(1_i64), Just(3_652_059_i64)];
    let clock = prop_oneof![0_i64..8, Just((1_i64 << CLOCK_BITS) - 1)];
    (day, clock).prop_map(|(day, clock)| day << CLOCK_BITS | clock)
}

fn change() -> impl Strategy<Value = Change> {
    (1_i64..3, meeting(), prop::option::weighted(0.7, facts())).prop_map(|(person, meeting, facts)| Change {
        person,
        meeting,
        facts,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_rows_depend_on_the_meetings_alone(batches in prop::collection::vec(prop::collection::vec(change(), 0..60), 1..12)) {
        let (stepwise, at_once) = (Store::in_memory().expect("a store"), Store::in_memory().expect("a store"));
        let mut model: BTreeMap<(i64, i64), Facts> = BTreeMap::new();
        for mut batch in batches {
            // In one batch what is there wins over what is gone, and no touch is there twice with other facts.
            let mut seen = BTreeMap::new();
            batch.retain(|c| c.facts.is_none() || seen.insert((c.person, c.meeting), ()).is_none());
            for change in batch.iter().filter(|c| c.facts.is_none()) {
                model.remove(&(change.person, change.meeting));
            }
            model.extend(batch.iter().filter_map(|c| Some(((c.person, c.meeting), c.facts?))));
            change_touches(&stepwise.conn, &mut batch).expect("writable");
        }
        let mut all: Vec<Change> =
            model.iter().map(|((person, meeting), facts)| Change { person: *person, meeting: *meeting, facts: Some(*facts) }).collect();
        change_touches(&at_once.conn, &mut all).expect("writable");
        prop_assert_eq!(rows(&stepwise.conn), rows(&at_once.conn));
        for person in 1..3 {
            let (entries, touches) = all_of(&stepwise.conn, person);
            let of_person = || model.iter().filter(|((of, _), _)| *of == person).map(|((_, meeting), facts)| (*meeting, facts.0));
            prop_assert!(of_person().eq(entries.iter().map(|(meeting, facts)| (*meeting, facts.0))));
            let expected: Vec<Touch> = of_person().map(|(meeting, facts)| touch(meeting, facts)).collect();
            prop_assert_eq!(History::new(expected, Vec::new()), History::new(touches, Vec::new()));
            let newest = of_person().rfind(|(_, facts)| !Facts(*facts).is_attempt()).map(|(meeting, _)| meeting);
            prop_assert_eq!(newest_contact(&stepwise.conn, person).expect("readable"), newest);
        }
    }
}

#[test]
fn runs_open_often_enough_that_they_stay_short() {
    // Meetings as an import gives them, and as they are written down one by one.
    let day = |day: i64| (739_000 + day) << CLOCK_BITS;
    let series: [&dyn Fn(i64) -> i64; 3] =
        [&|n| day(n) | 5, &|n| day(n / 20) | (217_555_200_000 + n % 20), &|n| day(n / 3) | (n * 86_400_123)];
    for ids in series {
        let (mut longest, mut length, mut runs) = (0, 0, 0);
        for n in 0..100_000 {
            length = if opens(ids(n)) { 1 } else { length + 1 };
            runs += i32::from(length == 1);
            longest = longest.max(length);
        }
        assert!((1_200..2_000).contains(&runs) && longest < 900, "{runs} runs, the longest of {longest}");
    }
}

#[test]
fn bytes_that_are_none_are_refused() {
    for facts in [&[0_u8][..], &[0, 0xE0, 0, 2], &[0, 0x18, 0, 2], &[0, 0, 0], &[0x80; 12]] {
        assert!(unpack_touches(700_000 << CLOCK_BITS, facts, &mut Vec::new()).is_none(), "{facts:?}");
    }
    assert!(unpack(700_000 << CLOCK_BITS, &[0, 0, 0, 2], &[], &mut Vec::new()).is_none());
    let far = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 2];
    assert!(unpack(700_000 << CLOCK_BITS, &far, &[0], &mut Vec::new()).is_none());
    let steps = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1];
    // A strange clock stays within its day.
    let mut run = Vec::new();
    unpack(700_000 << CLOCK_BITS, &[0, 0, 0, 2, 0, 0, 0, 2], &[steps, steps].concat(), &mut run).expect("two touches");
    assert!(run.iter().all(|(meeting, _)| meeting >> CLOCK_BITS == 700_000));
}
