//! Writes down a meeting: who was there, how it felt, what was promised.

use chrono::NaiveDate;

use super::add::{self, AddError, NewPerson};
use super::who;
use crate::domain::date::PartialDate;
use crate::domain::id::Id;
use crate::domain::meeting::{Direction, Feeling, Kind};
use crate::domain::promise::{By, Outcome};
use crate::store::WriteTx;
use crate::store::rows::{Attendance, Meeting, MeetingTag, Promise};

/// Somebody at a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    Known(Id),
    /// Somebody to be added by this name.
    New(String),
}

/// A meeting as it was settled. Indexes point into `people`.
#[derive(Debug, Clone, Default)]
pub struct NewMeeting {
    pub on: NaiveDate,
    pub kind: Kind,
    pub minutes: Option<u32>,
    pub people: Vec<Whom>,
    pub place: Option<String>,
    pub tags: Vec<String>,
    /// How they made me feel.
    pub felt: Vec<(usize, Feeling)>,
    /// How I think I left them.
    pub left: Vec<(usize, Feeling)>,
    pub promises: Vec<NewPromise>,
    /// People present, me included, where more than those named.
    pub size: Option<u32>,
    pub direction: Option<Direction>,
    pub imposed: bool,
    /// As typed.
    pub text: String,
}

/// A promise made at a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPromise {
    pub by: By,
    /// Index into the people of the meeting.
    pub who: usize,
    pub text: String,
    pub due: Option<NaiveDate>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    pub meeting: Id,
    /// The ids of the people, in their order.
    pub people: Vec<Id>,
}

/// Writes the meeting and adds whoever is new.
///
/// # Errors
/// Refuses a name that is none, and a store that cannot be written.
pub fn meeting(tx: &mut WriteTx<'_>, new: &NewMeeting) -> Result<Logged, AddError> {
    let mut people = Vec::with_capacity(new.people.len());
    for whom in &new.people {
        people.push(match whom {
            Whom::Known(id) => *id,
            // Another terminal may have added the very same person since the sentence was read.
            Whom::New(name) => match who::same_name(tx, name)?.into_iter().next() {
                Some(person) => person.id,
                None => {
                    let met_on = Some(PartialDate::Day(new.on));
                    add::person(tx, &NewPerson { name: name.clone(), met_on, ..NewPerson::default() })?
                }
            },
        });
    }
    let id = tx.new_id::<Meeting>(new.on)?;
    tx.insert(&Meeting {
        id,
        on_day: new.on,
        kind: new.kind,
        minutes: new.minutes,
        place: new.place.clone(),
        text: new.text.clone(),
        size: new.size,
        direction: new.direction,
        imposed: new.imposed,
    })?;
    for (at, person) in people.iter().enumerate() {
        let mut attendance = Attendance::of(*person, id);
        if let Some((_, feeling)) = new.felt.iter().find(|(who, _)| *who == at) {
            attendance.set_felt(feeling);
        }
        if let Some((_, feeling)) = new.left.iter().find(|(who, _)| *who == at) {
            attendance.set_left(feeling);
        }
        tx.insert(&attendance)?;
    }
    for tag in &new.tags {
        tx.insert(&MeetingTag { meeting_id: id, tag: tag.clone() })?;
    }
    for promise in &new.promises {
        let Some(person) = people.get(promise.who) else { continue };
        let row = Promise {
            id: tx.new_id::<Promise>(new.on)?,
            person_id: *person,
            by: promise.by,
            text: promise.text.clone(),
            made_on: new.on,
            due: promise.due,
            outcome: Outcome::Open,
            closed_on: None,
            meeting_id: Some(id),
        };
        tx.insert(&row)?;
    }
    Ok(Logged { meeting: id, people })
}
