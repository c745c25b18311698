//! Whose derived rows an operation has to make anew.

use std::collections::{HashMap, HashSet};

use rusqlite::types::Value;

use super::row::Table;

/// After how many touched meetings the rows that follow from them are made anew: a large import, or its undo, must not
/// keep a note of every meeting until its end. Tests make do with few, so that all of them run over such seams.
const MEETINGS_AT_ONCE: usize = if cfg!(test) { 2 } else { 2048 };

/// What was touched since the derived rows were made last.
#[derive(Debug)]
pub(super) struct Touched {
    /// People whose names or other searchable lines changed.
    pub(super) people: HashSet<i64>,
    /// People whose meetings changed.
    pub(super) recent: HashSet<i64>,
    /// Person and meeting of attendances that were changed or removed.
    pub(super) parted: Vec<(i64, i64)>,
    /// Meetings whose searchable lines changed, and whether they stand in the search index already.
    pub(super) meetings: HashMap<i64, bool>,
    /// Places that some changed meeting names or named.
    pub(super) places: HashSet<String>,
    /// How many meetings make a batch.
    pub(super) at_once: usize,
}

impl Default for Touched {
    fn default() -> Touched {
        Touched {
            people: HashSet::new(),
            recent: HashSet::new(),
            parted: Vec::new(),
            meetings: HashMap::new(),
            places: HashSet::new(),
            at_once: MEETINGS_AT_ONCE,
        }
    }
}

impl Touched {
    /// Notes whose derived rows follow from a row. `inserted` says that the row was not there before.
    pub(super) fn note(&mut self, table: &'static Table, values: &[Value], inserted: bool) {
        let number = |column: &str| {
            let at = table.columns.iter().position(|c| *c == column)?;
            match values.get(at) {
                Some(Value::Integer(n)) => Some(*n),
                _ => None,
            }
        };
        match table.name {
            "person" => self.people.extend(number("id")),
            "meeting" => {
                if let Some(id) = number("id") {
                    // What is touched first by its own insertion was not there when the batch began.
                    self.meetings.entry(id).or_insert(!inserted);
                }
                let place = table.columns.iter().position(|c| *c == "place").and_then(|at| values.get(at));
                if let Some(Value::Text(place)) = place
                    && !self.places.contains(place)
                {
                    self.places.insert(place.clone());
                }
            }
            "attendance" => {
                self.recent.extend(number("person_id"));
                self.touch_meeting(number("meeting_id"));
                if !inserted && let (Some(person), Some(meeting)) = (number("person_id"), number("meeting_id")) {
                    self.parted.push((person, meeting));
                }
            }
            "meeting_tag" => self.touch_meeting(number("meeting_id")),
            "snooze" | "distinct_pair" | "source" | "me" => {}
            // How somebody was brought is told of them, not of whoever brought them.
            "referral" => self.people.extend(number("referred_id")),
            _ => self.people.extend(number("person_id")),
        }
    }

    fn touch_meeting(&mut self, id: Option<i64>) {
        if let Some(id) = id {
            self.meetings.entry(id).or_insert(true);
        }
    }

    /// Makes larger batches: the more meetings in one, the more of them lie on one page.
    pub(super) fn enlarge(&mut self) {
        self.at_once *= 4;
    }

    /// Tells whether enough has gathered to be worth a batch.
    pub(super) fn is_a_batch(&self) -> bool {
        self.meetings.len() + self.parted.len() >= self.at_once
    }

    /// Takes out all but the people: each of them may be touched again by every meeting to come.
    pub(super) fn take_meetings(&mut self) -> Touched {
        let (people, recent) = (std::mem::take(&mut self.people), std::mem::take(&mut self.recent));
        let rest = Touched { people, recent, at_once: self.at_once, ..Touched::default() };
        std::mem::replace(self, rest)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use crate::domain::date::parse_iso;
    use crate::domain::id::Id;
    use crate::domain::meeting::Kind;
    use crate::domain::person::State;
    use crate::store::rows::{Attendance, Meeting, MeetingTag, Person};
    use crate::store::{Finding, OpInfo, Reader, Record, Result, Store, WriteTx};

    const PEOPLE: i64 = 3;
    const PLACES: [Option<&str>; 3] = [None, Some("Kopi Tuku"), Some("Riga")];

    fn day(n: i64) -> NaiveDate {
        parse_iso("2026-11-01").expect("a day") + chrono::TimeDelta::days(n)
    }

    fn info() -> OpInfo {
        let today = day(22);
        let at = today.and_hms_opt(9, 0, 0).expect("a time").and_utc();
        OpInfo { verb: "test".into(), argv: Vec::new(), at, today }
    }

    fn store() -> Store {
        let mut store = Store::in_memory().expect("opens");
        let people = |tx: &mut WriteTx<'_>| -> Result<()> {
            (1..=PEOPLE).try_for_each(|n| {
                tx.insert(&Person {
                    id: Id(n),
                    name: format!("Person {n}"),
                    hint: None,
                    closeness: None,
                    kin: false,
                    cadence_days: None,
                    state: State::Active,
                    state_until: None,
                    known_since: None,
                    met: None,
                    met_on: None,
                    background: false,
                    added_on: day(0),
                })
            })
        };
        store.write(&info(), false, people).expect("is written");
        store
    }

    /// Does one random thing to one of a few meetings.
    fn step(tx: &mut WriteTx<'_>, [what, which, with]: [u8; 3]) -> Result<()> {
        let on = day(i64::from(which % 5));
        let id = Id(Id::first_of(on).0 + 1);
        let person = Id(1 + i64::from(with) % PEOPLE);
        let tag = MeetingTag { meeting_id: id, tag: format!("tag{}", with % 2) };
        let Some(meeting) = tx.get::<Meeting>(id)? else {
            let kind = if with % 2 == 0 { Kind::Attempt } else { Kind::Call };
            let place = PLACES[usize::from(with) % 3].map(str::to_owned);
            let text = format!("word{with}");
            let (minutes, size, direction) = (None, None, None);
            return tx.insert(&Meeting { id, on_day: on, kind, minutes, place, text, size, direction, imposed: false });
        };
        let there = tx.attendance(person, id)?;
        match what % 6 {
            0 => match there {
                None => tx.insert(&Attendance::of(person, id)),
                Some(there) => tx.update(&Attendance { felt: Some(i8::from(with % 2 == 0)), ..there }),
            },
            1 => there.map_or(Ok(()), |there| tx.delete(&there)),
            2 => tx.put(tag).map(|_| ()),
            3 => tx.delete(&tag),
            4 => tx.update(&Meeting { place: PLACES[usize::from(with) % 3].map(str::to_owned), ..meeting }),
            _ => {
                tx.all_of::<Attendance>("meeting_id", id)?.iter().try_for_each(|there| tx.delete(there))?;
                tx.all_of::<MeetingTag>("meeting_id", id)?.iter().try_for_each(|tag| tx.delete(tag))?;
                tx.delete(&meeting)
            }
        }
    }

    /// Returns every row that the steps can change.
    fn rows(store: &mut Store) -> Vec<String> {
        fn of<R: Record>(reader: &Reader<'_>, out: &mut Vec<String>) -> Result<()> {
            reader.each(|row: R| {
                out.push(format!("{} {:?}", R::TABLE.name, row.into_values()));
                Ok(())
            })
        }
        let read = |reader: &Reader<'_>| -> Result<Vec<String>> {
            let mut out = Vec::new();
            of::<Meeting>(reader, &mut out)?;
            of::<Attendance>(reader, &mut out)?;
            of::<MeetingTag>(reader, &mut out)?;
            Ok(out)
        };
        store.read(read).expect("reads")
    }

    /// Returns what is wrong with the store.
    fn bad(store: &mut Store) -> Vec<Finding> {
        store.examine().expect("is examined").into_iter().filter(|finding| !finding.good).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn batches_of_any_size_derive_the_same_and_are_undone(
            first in prop::collection::vec(any::<[u8; 3]>(), 0..30),
            then in prop::collection::vec(any::<[u8; 3]>(), 1..30),
            at_once in 1_usize..8,
        ) {
            let mut store = store();
            let steps = |store: &mut Store, steps: &[[u8; 3]]| {
                let deed = |tx: &mut WriteTx<'_>| -> Result<Option<i64>> {
                    tx.derive_after(at_once);
                    steps.iter().try_for_each(|s| step(tx, *s))?;
                    Ok(tx.operation())
                };
                store.write(&info(), false, deed).expect("is written")
            };
            steps(&mut store, &first);
            let before = rows(&mut store);
            let operation = steps(&mut store, &then);
            let after = rows(&mut store);
            prop_assert_eq!(bad(&mut store), []);
            if operation.is_some() {
                store.write(&info(), false, |tx| tx.undo(operation)).expect("is undone");
                prop_assert_eq!(rows(&mut store), before);
                prop_assert_eq!(bad(&mut store), []);
                store.write(&info(), false, |tx| tx.redo(operation)).expect("is redone");
                prop_assert_eq!(rows(&mut store), after);
                prop_assert_eq!(bad(&mut store), []);
            }
        }
    }
}
