//! A store with a bit of everything, and the law that every deed can be taken back.

use chrono::NaiveDate;

use super::add::{self, NewPerson};
use crate::domain::date::parse_iso;
use crate::domain::id::Id;
use crate::domain::meeting::{Feeling, Kind, Side};
use crate::domain::promise::{By, Outcome};
use crate::domain::referral::ReferralKind;
use crate::store::rows::{
    Attendance, Contact, DistinctPair, Engagement, EventDate, Fact, FeelingNote, MeRow, Meeting, MeetingTag, Name,
    Note, Person, PersonTag, Promise, Referral, Relation, Snooze, Source,
};
use crate::store::{Error, OpInfo, Record, Result, Store, UndoError, WriteTx};

pub fn day(text: &str) -> NaiveDate {
    parse_iso(text).expect("a day")
}

fn info(verb: &str) -> OpInfo {
    let today = day("2026-11-23");
    OpInfo {
        verb: verb.into(),
        argv: vec![verb.into()],
        at: today.and_hms_opt(9, 0, 0).expect("a time").and_utc(),
        today,
    }
}

/// Runs a deed as one operation.
pub fn write<T, E: From<Error>>(
    store: &mut Store,
    deed: impl FnOnce(&mut WriteTx<'_>) -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    store.write(&info("test"), false, deed)
}

pub fn person(store: &mut Store, name: &str) -> Id {
    let new = NewPerson { name: name.into(), ..NewPerson::default() };
    write(store, |tx| add::person(tx, &new)).expect("is added")
}

fn table<R: Record>(store: &mut Store, out: &mut Vec<String>) {
    let add = |row: R| {
        out.push(format!("{} {:?}", R::TABLE.name, row.into_values()));
        Ok::<(), Error>(())
    };
    store.read(|reader| reader.each(add)).expect("reads");
}

/// Returns every row of every logged table.
pub fn dump(store: &mut Store) -> Vec<String> {
    let mut out = Vec::new();
    table::<Person>(store, &mut out);
    table::<Name>(store, &mut out);
    table::<Contact>(store, &mut out);
    table::<Fact>(store, &mut out);
    table::<Relation>(store, &mut out);
    table::<EventDate>(store, &mut out);
    table::<Meeting>(store, &mut out);
    table::<Attendance>(store, &mut out);
    table::<MeetingTag>(store, &mut out);
    table::<PersonTag>(store, &mut out);
    table::<Note>(store, &mut out);
    table::<FeelingNote>(store, &mut out);
    table::<Promise>(store, &mut out);
    table::<Referral>(store, &mut out);
    table::<Engagement>(store, &mut out);
    table::<Snooze>(store, &mut out);
    table::<DistinctPair>(store, &mut out);
    table::<Source>(store, &mut out);
    table::<MeRow>(store, &mut out);
    out
}

/// Does the deed, takes it back, and brings it back: all three states are as they should be.
pub fn holds<T, E: From<Error> + std::fmt::Debug>(
    store: &mut Store,
    deed: impl FnOnce(&mut WriteTx<'_>) -> std::result::Result<T, E>,
) -> T {
    let before = dump(store);
    let done = write(store, deed).expect("is done");
    let after = dump(store);
    assert_ne!(before, after, "the deed changes something");
    sound(store);
    write(store, |tx| tx.undo(None).map(|_| ()).map_err(Told::from)).expect("is undone");
    assert_eq!(dump(store), before, "undo restores all");
    sound(store);
    write(store, |tx| tx.redo(None).map(|_| ()).map_err(Told::from)).expect("is redone");
    assert_eq!(dump(store), after, "redo restores all");
    done
}

/// Holds that nothing refers to what is gone and that what follows from other rows does.
fn sound(store: &mut Store) {
    let bad: Vec<_> = store.examine().expect("is examined").into_iter().filter(|finding| !finding.good).collect();
    assert_eq!(bad, []);
}

#[derive(Debug)]
struct Told(#[expect(dead_code, reason = "shown where a test fails")] String);

impl From<Error> for Told {
    fn from(e: Error) -> Told {
        Told(e.to_string())
    }
}

impl From<UndoError> for Told {
    fn from(e: UndoError) -> Told {
        Told(e.to_string())
    }
}

/// The people and the meetings of [`small_world`].
pub struct World {
    pub grace: Id,
    pub twin: Id,
    pub ada: Id,
    /// Of Grace and her twin.
    pub both: Id,
    /// Of the twin and Ada.
    pub other: Id,
    /// Of the twin alone.
    pub alone: Id,
}

/// Writes two people who are one, two more, and rows of every table between them.
pub fn small_world(store: &mut Store) -> World {
    let (grace, twin, ada) = (person(store, "Grace Hopper"), person(store, "Grace H"), person(store, "Ada"));
    let marie = person(store, "Marie Roux");
    write(store, |tx| -> Result<World> {
        let mut meetings = Vec::new();
        for (on, people) in
            [("2026-11-01", vec![grace, twin]), ("2026-11-02", vec![twin, ada]), ("2026-11-03", vec![twin])]
        {
            let on_day = day(on);
            let id = tx.new_id::<Meeting>(on_day)?;
            tx.insert(&Meeting {
                id,
                on_day,
                kind: Kind::InPerson,
                minutes: None,
                place: Some("Riga".into()),
                text: on.into(),
                size: None,
                direction: None,
                imposed: false,
            })?;
            for person in people {
                let mut attendance = Attendance::of(person, id);
                attendance.note = Some(format!("note {on}"));
                if person == twin {
                    attendance.set_felt(&Feeling { words: "heard".into(), value: Some(2) });
                }
                tx.insert(&attendance)?;
            }
            tx.insert(&MeetingTag { meeting_id: id, tag: "work".into() })?;
            let source = tx_id::<Source>(tx)?;
            tx.insert(&Source {
                id: source,
                scheme: "csv".into(),
                key: on.into(),
                person_id: None,
                meeting_id: Some(id),
                raw: None,
            })?;
            meetings.push(id);
        }
        let alone = meetings.remove(2);
        let made_on = day("2026-11-03");
        for (person_id, meeting_id) in [(twin, alone), (ada, alone)] {
            let id = tx_id::<Promise>(tx)?;
            tx.insert(&Promise {
                id,
                person_id,
                by: By::Me,
                text: "the paper".into(),
                made_on,
                due: None,
                outcome: Outcome::Open,
                closed_on: None,
                meeting_id: Some(meeting_id),
            })?;
        }
        for (person_id, other_id) in [(ada, twin), (twin, grace), (ada, grace)] {
            let id = tx_id::<Relation>(tx)?;
            tx.insert(&Relation {
                id,
                person_id,
                kind: "friend".into(),
                other_id: Some(other_id),
                other_name: None,
                since: None,
                until: None,
                note: None,
            })?;
        }
        for (referrer_id, referred_id, note) in
            [(twin, ada, Some("first")), (grace, ada, None), (grace, twin, None), (marie, twin, Some("x"))]
        {
            let id = tx_id::<Referral>(tx)?;
            tx.insert(&Referral {
                id,
                referrer_id,
                referred_id,
                kind: ReferralKind::Client,
                on_date: None,
                note: note.map(Into::into),
                outcome: None,
                thanked_on: None,
                told_on: None,
            })?;
        }
        for (person_id, value, lives) in
            [(grace, "Grace@Hopper.org", "Riga"), (twin, "grace@hopper.org", "Riga"), (twin, "g@navy.mil", "Oslo")]
        {
            add::contact(tx, person_id, crate::domain::person::ContactKind::Email, value)?;
            add::fact(tx, person_id, "lives", lives, None)?;
        }
        for (person_id, date) in [(grace, "--12-09"), (twin, "1906-12-09")] {
            let id = tx_id::<EventDate>(tx)?;
            tx.insert(&EventDate { id, person_id, label: "birthday".into(), on_date: date.parse().expect("a date") })?;
        }
        for person_id in [grace, twin] {
            tx.insert(&PersonTag { person_id, tag: "navy".into() })?;
        }
        tx.insert(&PersonTag { person_id: twin, tag: "cobol".into() })?;
        let row = Note { id: tx_id::<Note>(tx)?, person_id: twin, on_day: made_on, text: "a remark".into() };
        tx.insert(&row)?;
        let row = FeelingNote {
            id: tx_id::<FeelingNote>(tx)?,
            person_id: twin,
            on_day: made_on,
            side: Side::Felt,
            words: "seen".into(),
            value: Some(1),
        };
        tx.insert(&row)?;
        let row = Engagement {
            id: tx_id::<Engagement>(tx)?,
            person_id: twin,
            what: Some("site".into()),
            currency: None,
            minor: None,
            started_on: None,
            ended_on: None,
            outcome: None,
        };
        tx.insert(&row)?;
        tx.insert(&Snooze { person_id: grace, until_day: day("2026-12-01") })?;
        tx.insert(&Snooze { person_id: twin, until_day: day("2026-12-24") })?;
        for pair in [DistinctPair::of(grace, twin), DistinctPair::of(ada, twin)].into_iter().flatten() {
            tx.insert(&pair)?;
        }
        let row = Source {
            id: tx_id::<Source>(tx)?,
            scheme: "vcard".into(),
            key: "1".into(),
            person_id: Some(twin),
            meeting_id: None,
            raw: None,
        };
        tx.insert(&row)?;
        let row = tx.person(twin)?.expect("is there");
        tx.update(&Person { hint: Some("navy".into()), met: Some("PyCon".into()), ..row })?;
        let (other, both) = (meetings.remove(1), meetings.remove(0));
        Ok(World { grace, twin, ada, both, other, alone })
    })
    .expect("is written")
}

fn tx_id<R: Record>(tx: &mut WriteTx<'_>) -> Result<Id> {
    tx.new_id::<R>(day("2026-11-03"))
}
