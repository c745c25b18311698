//! Writes down a new person, with whatever is known at once.

use chrono::NaiveDate;

use crate::domain::date::PartialDate;
use crate::domain::id::Id;
use crate::domain::person::{BadName, Closeness, ContactKind, NameKind, State, clean_name};
use crate::domain::referral::ReferralKind;
use crate::store::rows::{Contact, EventDate, Fact, Name, Note, Person, PersonTag, Referral};
use crate::store::{self, WriteTx};

/// What is known of somebody new. Only the name must be.
#[derive(Debug, Clone, Default)]
pub struct NewPerson {
    pub name: String,
    pub hint: Option<String>,
    pub nicks: Vec<String>,
    /// Where and how we met.
    pub met: Option<String>,
    pub met_on: Option<PartialDate>,
    /// Who introduced us.
    pub via: Option<Id>,
    pub known_since: Option<PartialDate>,
    pub emails: Vec<String>,
    pub phones: Vec<String>,
    pub handles: Vec<String>,
    pub lives: Option<String>,
    pub birthday: Option<PartialDate>,
    pub closeness: Option<Closeness>,
    pub kin: bool,
    pub cadence_days: Option<u32>,
    pub tags: Vec<String>,
    pub note: Option<String>,
}

/// Why somebody was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    #[error(transparent)]
    Name(#[from] BadName),
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Adds the person.
///
/// # Errors
/// Refuses a name that is none, and a store that cannot be written.
pub fn person(tx: &mut WriteTx<'_>, new: &NewPerson) -> Result<Id, AddError> {
    let today = tx.today();
    let id = tx.new_id::<Person>(today)?;
    tx.insert(&Person {
        id,
        name: clean_name(&new.name)?,
        hint: new.hint.clone(),
        closeness: new.closeness,
        kin: new.kin,
        cadence_days: new.cadence_days,
        state: State::Active,
        state_until: None,
        known_since: new.known_since,
        met: new.met.clone(),
        met_on: new.met_on,
        background: false,
        added_on: today,
    })?;
    for nick in &new.nicks {
        let name = Name { id: tx.new_id::<Name>(today)?, person_id: id, kind: NameKind::Nick, text: clean_name(nick)? };
        tx.insert(&name)?;
    }
    let points =
        [(ContactKind::Email, &new.emails), (ContactKind::Phone, &new.phones), (ContactKind::Handle, &new.handles)];
    for (kind, values) in points {
        for value in values {
            contact(tx, id, kind, value)?;
        }
    }
    if let Some(place) = &new.lives {
        fact(tx, id, "lives", place, None)?;
    }
    if let Some(birthday) = new.birthday {
        let date = EventDate {
            id: tx.new_id::<EventDate>(today)?,
            person_id: id,
            label: "birthday".into(),
            on_date: birthday,
        };
        tx.insert(&date)?;
    }
    for tag in &new.tags {
        tx.insert(&PersonTag { person_id: id, tag: tag.clone() })?;
    }
    if let Some(text) = &new.note {
        let note = Note { id: tx.new_id::<Note>(today)?, person_id: id, on_day: today, text: text.clone() };
        tx.insert(&note)?;
    }
    if let Some(friend) = new.via {
        introduction(tx, friend, id, new.met_on)?;
    }
    Ok(id)
}

/// Adds a way to reach a person.
///
/// # Errors
/// Where the store cannot be written; so for all below.
pub fn contact(tx: &mut WriteTx<'_>, person: Id, kind: ContactKind, value: &str) -> store::Result<()> {
    let id = tx.new_id::<Contact>(tx.today())?;
    tx.insert(&Contact { id, person_id: person, kind, label: None, value: value.trim().to_owned() })
}

/// Adds something known about a person.
pub fn fact(
    tx: &mut WriteTx<'_>,
    person: Id,
    label: &str,
    value: &str,
    since: Option<PartialDate>,
) -> store::Result<Id> {
    let today: NaiveDate = tx.today();
    let id = tx.new_id::<Fact>(today)?;
    tx.insert(&Fact {
        id,
        person_id: person,
        label: label.to_owned(),
        value: value.to_owned(),
        since,
        until: None,
        noted_on: today,
    })?;
    Ok(id)
}

/// Writes down that `friend` introduced `person`, unless that is known already.
pub fn introduction(tx: &mut WriteTx<'_>, friend: Id, person: Id, on: Option<PartialDate>) -> store::Result<()> {
    let (brought_by, _) = tx.referrals_of(person)?;
    if friend == person || brought_by.iter().any(|r| r.referrer_id == friend && r.kind == ReferralKind::Introduction) {
        return Ok(());
    }
    let id = tx.new_id::<Referral>(tx.today())?;
    tx.insert(&Referral {
        id,
        referrer_id: friend,
        referred_id: person,
        kind: ReferralKind::Introduction,
        on_date: on,
        note: None,
        outcome: None,
        thanked_on: None,
        told_on: None,
    })
}
