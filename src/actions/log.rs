//! Writes down a meeting: who was there, how it felt, what was promised, who brought whom.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::add::{self, AddError, NewPerson};
use super::refer;
use super::who;
use crate::domain::date::PartialDate;
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::meeting::{Direction, Feeling, Kind};
use crate::domain::promise::{By, Outcome};
use crate::domain::referral::ReferralKind;
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
    /// How they made me feel; what is told of one person is joined, as [`one_each`] does.
    pub felt: Vec<(usize, Feeling)>,
    /// How I think I left them.
    pub left: Vec<(usize, Feeling)>,
    pub promises: Vec<NewPromise>,
    /// Who brought whom, of people there or not.
    pub ties: Vec<Tie>,
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

/// Who brought whom, as the sentence about a meeting tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tie {
    /// Somebody brought somebody to me.
    Brought { by: Whom, whom: Whom, kind: ReferralKind },
    /// I introduced the two to each other.
    Introduced { one: Whom, other: Whom },
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    pub meeting: Id,
    /// The ids of the people, in their order.
    pub people: Vec<Id>,
    /// Of each tie, whether it was not there before.
    pub new_ties: Vec<bool>,
}

/// Returns one feeling for each person, in the order in which they are first told: a meeting holds no more.
pub fn one_each(told: &[(usize, Feeling)]) -> Vec<(usize, Feeling)> {
    let mut out: Vec<(usize, Feeling)> = Vec::new();
    for (who, feeling) in told.iter().filter(|(_, feeling)| !feeling.is_empty()) {
        match out.iter_mut().find(|(at, _)| at == who) {
            Some((_, all)) => all.join(feeling),
            None => out.push((*who, feeling.clone())),
        }
    }
    out
}

/// Writes the meeting and adds whoever is new.
///
/// # Errors
/// Refuses a name that is none, and a store that cannot be written.
pub fn meeting(tx: &mut WriteTx<'_>, new: &NewMeeting) -> Result<Logged, AddError> {
    let mut added = Added::default();
    let met_on = Some(PartialDate::Day(new.on));
    let people = new.people.iter().map(|whom| added.settled(tx, whom, met_on)).collect::<Result<Vec<_>, _>>()?;
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
    let (felt, left) = (one_each(&new.felt), one_each(&new.left));
    for (at, person) in people.iter().enumerate() {
        let mut attendance = Attendance::of(*person, id);
        if let Some((_, feeling)) = felt.iter().find(|(who, _)| *who == at) {
            attendance.set_felt(feeling);
        }
        if let Some((_, feeling)) = left.iter().find(|(who, _)| *who == at) {
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
    let new_ties = new.ties.iter().map(|tie| added.tie(tx, tie, new.on)).collect::<Result<_, _>>()?;
    Ok(Logged { meeting: id, people, new_ties })
}

/// Returns the person, added first where new.
///
/// # Errors
/// As [`meeting`].
pub fn settled(tx: &mut WriteTx<'_>, whom: &Whom) -> Result<Id, AddError> {
    Added::default().settled(tx, whom, None)
}

/// Those who are new by a meeting: names are not found before the operation ends.
#[derive(Default)]
struct Added(HashMap<Vec<String>, Id>);

impl Added {
    /// Returns the person, added first where new.
    fn settled(&mut self, tx: &mut WriteTx<'_>, whom: &Whom, met_on: Option<PartialDate>) -> Result<Id, AddError> {
        let name = match whom {
            Whom::Known(id) => return Ok(*id),
            Whom::New(name) => name,
        };
        let words = fold::words(name);
        if let Some(id) = self.0.get(&words) {
            return Ok(*id);
        }
        // Another terminal may have added the very same person since the sentence was read.
        let id = match who::same_name(tx, name)?.into_iter().next() {
            Some(person) => person.id,
            None => add::person(tx, &NewPerson { name: name.clone(), met_on, ..NewPerson::default() })?,
        };
        self.0.insert(words, id);
        Ok(id)
    }

    /// Writes a tie down unless the two have one of its kind, and returns whether it is new.
    fn tie(&mut self, tx: &mut WriteTx<'_>, tie: &Tie, on: NaiveDate) -> Result<bool, AddError> {
        let day = PartialDate::Day(on);
        Ok(match tie {
            Tie::Brought { by, whom, kind } => {
                let (by, whom) = (self.settled(tx, by, None)?, self.settled(tx, whom, None)?);
                refer::first(tx, by, whom, *kind, day)?
            }
            Tie::Introduced { one, other } => {
                let (one, other) = (self.settled(tx, one, None)?, self.settled(tx, other, None)?);
                refer::first_introduction(tx, one, other, day)?
            }
        })
    }
}
