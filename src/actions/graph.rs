//! Contact month by month: some of it against all of it.

use chrono::NaiveDate;

use crate::store::{MeetingFilter, Month, Reader, Result};
use crate::view::graph::Graph;

/// What the graph is asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The meetings to set against all; its last day is today where it has none.
    pub filter: MeetingFilter,
    /// What those meetings are, in words; `None` where all are asked for.
    pub of: Option<String>,
    /// At most so many months, the newest; `None` for all.
    pub months: Option<u16>,
}

/// A graph, and what it leaves out.
#[derive(Debug, Clone)]
pub struct Drawn {
    pub graph: Graph,
    /// The first month of all, where it is not shown.
    pub begins: Option<Month>,
}

/// Counts the meetings of each month.
///
/// # Errors
/// Where the store cannot be read.
pub fn graph(reader: &Reader<'_>, asked: &Asked, today: NaiveDate) -> Result<Drawn> {
    let mut filter = asked.filter.clone();
    let until = *filter.until.get_or_insert(today);
    let begins = reader.meeting_days()?.map(|(first, _)| Month::of(first));
    let mut hidden = None;
    if let (Some(most), Some(begins)) = (asked.months, begins) {
        let from = Month::of(until).back(i32::from(most) - 1);
        if begins < from && filter.since.is_none() {
            filter.since = from.first_day();
            hidden = Some(begins);
        }
    }
    let mut months = reader.months(&filter)?;
    // Nothing since the last meeting is an answer too, up to today.
    if let Some(last) = months.last().map(|month| month.month) {
        let empty = |month| crate::store::MonthCount { month, matching: 0, all: 0, felt: Default::default() };
        months.extend(last.back(-1).through(Month::of(until.min(today))).map(empty));
    }
    Ok(Drawn { graph: Graph { as_of: today, of: asked.of.clone(), months }, begins: hidden })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::actions::tests::{day, person, write};
    use crate::domain::id::Id;
    use crate::domain::meeting::{Kind, Side};
    use crate::store::rows::{Attendance, FeelingNote, Meeting};
    use crate::store::{Error, Store};

    fn met(store: &mut Store, on: NaiveDate, kind: Kind, people: &[Id], felt: Option<i8>) {
        write(store, |tx| {
            let id = tx.new_id::<Meeting>(on)?;
            tx.insert(&Meeting {
                id,
                on_day: on,
                kind,
                minutes: None,
                place: None,
                text: String::new(),
                size: None,
                direction: None,
                imposed: false,
            })?;
            for person in people {
                tx.insert(&Attendance { felt, ..Attendance::of(*person, id) })?;
            }
            Ok::<(), Error>(())
        })
        .expect("is written");
    }

    fn counts(store: &mut Store, asked: &Asked) -> Vec<(String, u32, u32, Option<f64>)> {
        let drawn = store.read(|reader| graph(reader, asked, day("2026-11-23"))).expect("reads");
        drawn.graph.months.iter().map(|m| (m.month.to_string(), m.matching, m.all, m.felt.mean())).collect()
    }

    #[test]
    fn months_count_what_was_contact() {
        let mut store = Store::in_memory().expect("opens");
        assert!(counts(&mut store, &Asked::default()).is_empty());
        let (ada, budi) = (person(&mut store, "Ada"), person(&mut store, "Budi"));
        met(&mut store, day("2026-08-31"), Kind::InPerson, &[ada, budi], Some(2));
        met(&mut store, day("2026-08-01"), Kind::Attempt, &[ada], None);
        met(&mut store, day("2026-10-01"), Kind::Call, &[budi], Some(-1));
        met(&mut store, day("2026-12-01"), Kind::Call, &[ada], Some(1));
        let note = |tx: &mut crate::store::WriteTx<'_>| {
            let (id, on_day) = (tx.new_id::<FeelingNote>(day("2026-10-05"))?, day("2026-10-05"));
            let words = "heard".into();
            tx.insert(&FeelingNote { id, person_id: ada, on_day, side: Side::Felt, words, value: Some(1) })
        };
        write(&mut store, note).expect("is written");
        let month = |month: &str, matching, all, felt| (month.to_owned(), matching, all, felt);
        let all = [
            month("2026-08", 1, 1, Some(2.0)),
            month("2026-09", 0, 0, None),
            month("2026-10", 1, 1, Some(0.0)),
            month("2026-11", 0, 0, None),
        ];
        assert_eq!(counts(&mut store, &Asked::default()), all, "an attempt, and what is to come, do not count");
        let of_ada = Asked { filter: MeetingFilter { with: vec![ada], ..Default::default() }, ..Asked::default() };
        let expected = [
            month("2026-08", 1, 1, Some(2.0)),
            month("2026-09", 0, 0, None),
            month("2026-10", 0, 1, Some(1.0)),
            month("2026-11", 0, 0, None),
        ];
        assert_eq!(counts(&mut store, &of_ada), expected);
        assert_eq!(counts(&mut store, &Asked { months: Some(2), ..Asked::default() }), all[2..]);
        let since = MeetingFilter { since: Some(day("2026-09-01")), ..MeetingFilter::default() };
        assert_eq!(counts(&mut store, &Asked { filter: since, months: Some(1), ..Asked::default() }), all[1..]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn months_add_up_to_the_meetings(
            days in prop::collection::vec((0_i64..2000, 0_usize..3, any::<bool>()), 0..30),
            bounds in prop::option::of((0_i64..2000, 0_i64..2000)),
            who in prop::option::of(0_usize..2),
        ) {
            let mut store = Store::in_memory().expect("opens");
            let people = [person(&mut store, "Ada"), person(&mut store, "Budi")];
            let at = |days: i64| day("2026-11-23") - chrono::TimeDelta::days(days);
            for (days, who, call) in &days {
                let kind = if *call { Kind::Call } else { Kind::InPerson };
                let there = match people.get(*who) { Some(one) => std::slice::from_ref(one), None => &people[..] };
                met(&mut store, at(*days), kind, there, None);
            }
            let filter = MeetingFilter {
                with: who.map(|at| people[at]).into_iter().collect(),
                since: bounds.map(|(a, b)| at(a.max(b))),
                until: bounds.map(|(a, b)| at(a.min(b))),
                ..MeetingFilter::default()
            };
            let all = MeetingFilter { with: Vec::new(), ..filter.clone() };
            let (matching, everybody) = store
                .read(|reader| Ok::<_, Error>((reader.count_meetings_in(&filter)?, reader.count_meetings_in(&all)?)))
                .expect("reads");
            let months = counts(&mut store, &Asked { filter, ..Asked::default() });
            prop_assert_eq!(months.iter().map(|m| m.1 as usize).sum::<usize>(), matching);
            prop_assert_eq!(months.iter().map(|m| m.2 as usize).sum::<usize>(), everybody);
            prop_assert!(months.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
    }
}
