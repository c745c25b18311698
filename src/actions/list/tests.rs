//! A store with something in every table, and what lists make of it.

use chrono::{DateTime, Utc};

use super::*;
use crate::actions::add::{self, AddError, NewPerson};
use crate::domain::date::parse_iso;
use crate::domain::promise::By;
use crate::store::rows::{Attendance, Fact, Meeting, MeetingTag, Promise};
use crate::store::{OpInfo, Store, WriteTx};

/// Returns the day of an ISO date.
pub fn day(text: &str) -> NaiveDate {
    parse_iso(text).expect("a day")
}

fn meet(tx: &mut WriteTx<'_>, on: &str, kind: Kind, with: &[Id], place: Option<&str>, text: &str) -> Id {
    let id = tx.new_id::<Meeting>(day(on)).expect("an id");
    let meeting = Meeting {
        id,
        on_day: day(on),
        kind,
        minutes: None,
        place: place.map(Into::into),
        text: text.into(),
        size: None,
        direction: None,
        imposed: false,
    };
    tx.insert(&meeting).expect("a meeting");
    for person in with {
        let mut there = Attendance::of(*person, id);
        there.felt_words = (place.is_some() && Some(person) == with.first()).then(|| "heard".into());
        tx.insert(&there).expect("an attendance");
    }
    id
}

fn info() -> OpInfo {
    let at: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().expect("an instant");
    OpInfo { verb: "test".into(), argv: vec![], at, today: day("2026-11-23") }
}

/// Returns a store in memory with a little of everything.
pub fn filled() -> Store {
    let mut store = Store::in_memory().expect("a store");
    let done = store.write::<_, AddError>(&info(), false, |tx| {
        let birthday = |text: &str| text.parse().ok();
        let grace = NewPerson {
            name: "Grace Hopper".into(),
            hint: Some("brewer".into()),
            closeness: Some(Closeness::Friend),
            kin: true,
            tags: vec!["work:acme".into()],
            lives: Some("Rīga".into()),
            birthday: birthday("1990-12-02"),
            note: Some("likes tea\na lot".into()),
            ..NewPerson::default()
        };
        let grace = add::person(tx, &grace)?;
        let jose = add::person(
            tx,
            &NewPerson { name: "José Ruiz".into(), birthday: birthday("--05-02"), ..NewPerson::default() },
        )?;
        let ming = add::person(tx, &NewPerson { name: "王小明".into(), ..NewPerson::default() })?;
        let gone = add::person(tx, &NewPerson { name: "adam gone".into(), ..NewPerson::default() })?;
        let mut gone = tx.person(gone)?.expect("just added");
        gone.state = State::LetGo;
        tx.update(&gone)?;
        let fact = Fact {
            id: tx.new_id::<Fact>(tx.today())?,
            person_id: grace,
            label: "looks".into(),
            value: "tall".into(),
            since: None,
            until: None,
            noted_on: tx.today(),
        };
        tx.insert(&fact)?;
        let first =
            meet(tx, "2026-11-20", Kind::InPerson, &[grace, jose], Some("Anna's"), "coffee with José\nand more");
        tx.insert(&MeetingTag { meeting_id: first, tag: "Work:acme".into() })?;
        meet(tx, "2026-03-01", Kind::Call, &[ming], None, "with 小明 about coffee");
        for (text, due, outcome) in [
            ("the paper", Some("2026-11-20"), Outcome::Open),
            ("a book", None, Outcome::Open),
            ("tea", None, Outcome::Kept),
        ] {
            let id = tx.new_id::<Promise>(day("2026-11-20"))?;
            let closed_on = (outcome == Outcome::Kept).then(|| day("2026-11-22"));
            tx.insert(&Promise {
                id,
                person_id: grace,
                by: By::Me,
                text: text.into(),
                made_on: day("2026-11-20"),
                due: due.map(day),
                outcome,
                closed_on,
                meeting_id: None,
            })?;
        }
        Ok(())
    });
    done.expect("a filled store");
    store
}

/// Returns the first cell of each line but where the noun's name stands in the second.
fn cells(asked: &Asked) -> Vec<String> {
    let at = usize::from(matches!(asked.noun, Noun::Notes | Noun::Dates));
    let at = if asked.noun == Noun::Promises { 2 } else { at };
    rows(&mut filled(), asked).into_iter().map(|row| row[at].clone()).collect()
}

fn rows(store: &mut Store, asked: &Asked) -> Vec<Vec<String>> {
    let rows = |reader: &Reader<'_>| Result::Ok(of(reader, asked, day("2026-11-23"))?.answer.rows().all());
    store.read(rows).expect("a store")
}

#[test]
fn a_long_list_of_meetings_is_read_in_pages() {
    let mut store = filled();
    let days = (0..600).map(|n| day("2020-01-01") + chrono::Days::new(n / 3));
    let done = store.write(&info(), false, |tx| {
        days.clone().try_for_each(|on| {
            meet(tx, &on.to_string(), Kind::Call, &[], None, "");
            Ok::<_, crate::store::Error>(())
        })
    });
    done.expect("600 meetings");
    let asked = |limit, reverse| Asked { noun: Noun::Meetings, limit, reverse, ..Asked::default() };
    let all = rows(&mut store, &asked(None, false));
    let held = store.read(|reader| reader.meetings(&MeetingFilter::default())).expect("a store");
    assert_eq!(all.len(), 602);
    assert!(all.iter().zip(&held).all(|(row, line)| row.last() == Some(&line.meeting.id.to_string())));
    for limit in [1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, 601, 602, 603] {
        let kept = limit.min(602);
        assert_eq!(rows(&mut store, &asked(Some(limit), false)), all[..kept], "{limit}");
        let oldest: Vec<_> = all.iter().rev().take(kept).cloned().collect();
        assert_eq!(rows(&mut store, &asked(Some(limit), true)), oldest, "{limit}");
        let counted =
            store.read(|reader| of(reader, &asked(Some(limit), false), day("2026-11-23")).map(|l| (l.shown, l.total)));
        assert_eq!(counted.expect("a store"), (kept, 602), "{limit}");
    }
}

#[test]
fn people_are_sorted_and_filtered() {
    let all = Asked::default();
    assert_eq!(cells(&all), ["Grace Hopper", "José Ruiz", "王小明"]);
    assert_eq!(cells(&Asked { reverse: true, limit: Some(1), ..all.clone() }), ["王小明"]);
    assert_eq!(cells(&Asked { sort: Some(Sort::Added), ..all.clone() }), ["王小明", "José Ruiz", "Grace Hopper"]);
    assert_eq!(
        cells(&Asked { sort: Some(Sort::Recent), states: State::ALL.to_vec(), ..all.clone() })
            .last()
            .map(String::as_str),
        Some("adam gone")
    );
    assert_eq!(cells(&Asked { states: vec![State::LetGo], ..all.clone() }), ["adam gone"]);
    assert_eq!(cells(&Asked { place: Some("riga".into()), ..all.clone() }), ["Grace Hopper"]);
    assert_eq!(cells(&Asked { place: Some("annas".into()), ..all.clone() }), ["Grace Hopper", "José Ruiz"]);
    assert_eq!(cells(&Asked { tags: vec!["Work".into()], ..all.clone() }), ["Grace Hopper"]);
    assert_eq!(cells(&Asked { kind: Some(Kind::Call), ..all.clone() }), ["王小明"]);
    assert_eq!(cells(&Asked { until: Some(day("2026-06-01")), ..all.clone() }), ["王小明"]);
    assert_eq!(cells(&Asked { closeness: Some(Closeness::Friend), ..all.clone() }), ["Grace Hopper"]);
    let mut store = filled();
    let grace = store.read(|reader| reader.names_with(&["grace".into()])).expect("a store")[0].id;
    let with = Asked { with: vec![grace], ..all };
    let mut cells = |asked: &Asked| rows(&mut store, asked).into_iter().map(|row| row[0].clone()).collect::<Vec<_>>();
    assert_eq!(cells(&with), ["José Ruiz"]);
    assert_eq!(
        cells(&Asked { place: Some("annas".into()), kind: Some(Kind::InPerson), ..with.clone() }),
        ["José Ruiz"]
    );
    assert!(cells(&Asked { kind: Some(Kind::Call), ..with }).is_empty());
}

#[test]
fn every_noun_is_listed() {
    let of = |noun| Asked { noun, ..Asked::default() };
    assert_eq!(cells(&of(Noun::Meetings)), ["2026-11-20", "2026-03-01"]);
    assert_eq!(cells(&Asked { reverse: true, limit: Some(1), ..of(Noun::Meetings) }), ["2026-03-01"]);
    assert_eq!(cells(&Asked { tags: vec!["work".into()], ..of(Noun::Meetings) }), ["2026-11-20"]);
    assert_eq!(cells(&of(Noun::Notes)), ["Grace Hopper (brewer)"]);
    assert_eq!(cells(&of(Noun::Promises)), ["the paper", "a book"]);
    assert_eq!(cells(&Asked { outcomes: vec![Outcome::Kept], ..of(Noun::Promises) }), ["tea"]);
    assert_eq!(cells(&Asked { until: Some(day("2026-11-21")), ..of(Noun::Promises) }), ["the paper"]);
    assert_eq!(cells(&of(Noun::Tags)), ["Work:acme", "work:acme"]);
    assert_eq!(cells(&Asked { kind: Some(Kind::Call), ..of(Noun::Tags) }), [""; 0]);
    assert_eq!(cells(&of(Noun::Places)), ["Anna's"]);
    assert_eq!(cells(&of(Noun::Dates)), ["Grace Hopper (brewer)", "José Ruiz"]);
    assert_eq!(cells(&Asked { until: Some(day("2026-12-31")), ..of(Noun::Dates) }), ["Grace Hopper (brewer)"]);
    assert_eq!(cells(&Asked { tags: vec!["work".into()], ..of(Noun::Dates) }), ["Grace Hopper (brewer)"]);
}

#[test]
fn an_empty_list_is_explained() {
    let today = day("2026-11-23");
    let why = |asked: &Asked| filled().read(|reader| why_empty(reader, asked, today)).expect("a store");
    let work = Asked { tags: vec!["work".into()], kind: Some(Kind::Call), ..Asked::default() };
    assert_eq!(why(&work), Empty::By(Filter::Tag, 1));
    assert_eq!(why(&Asked { tags: vec!["x".into()], kind: Some(Kind::Video), ..Asked::default() }), Empty::Together);
    let nobody = Store::in_memory().expect("a store").read(|reader| why_empty(reader, &work, today)).expect("a store");
    assert_eq!(nobody, Empty::Nobody);
}
