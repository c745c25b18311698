//! Writes down who brought whom, and what of it is thanked.

use chrono::NaiveDate;

use super::log::Whom;
use super::who;
use crate::domain::date::PartialDate;
use crate::domain::id::Id;
use crate::domain::referral::ReferralKind;
use crate::domain::relation::INTRODUCED;
use crate::store::rows::{Referral, Relation};
use crate::store::{self, Reader, WriteTx};

use super::add::{self, AddError, NewPerson};

/// That somebody brought somebody, as far as it is known.
#[derive(Debug, Clone)]
pub struct NewReferral {
    pub by: Id,
    pub whom: Id,
    /// `None` for the one that stands between the two already; where there is none or several, a client.
    pub kind: Option<ReferralKind>,
    /// `None` where nothing was said: today for a new one.
    pub on: Option<PartialDate>,
    pub note: Option<String>,
    /// What it led to, in words.
    pub outcome: Option<String>,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ReferError {
    #[error("nobody can bring themselves")]
    Same,
    #[error("no such referral is written down")]
    NotThere,
    #[error("several referrals stand between the two")]
    Several(Vec<ReferralKind>),
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Referred {
    pub row: Referral,
    /// It was not there before.
    pub new: bool,
}

/// Writes a referral down, or adds to the one of its kind that the two have already.
///
/// # Errors
/// Refuses a referral to oneself, one of an unclear kind, and a store that cannot be written. Whoever brought somebody
/// cannot be brought by them: the store refuses that when the operation ends.
pub fn refer(tx: &mut WriteTx<'_>, new: &NewReferral) -> Result<Referred, ReferError> {
    if new.by == new.whom {
        return Err(ReferError::Same);
    }
    let mut between = tx.referrals_between(new.by, new.whom)?;
    if let Some(kind) = new.kind {
        between.retain(|row| row.kind == kind);
    }
    if between.len() > 1 {
        return Err(ReferError::Several(between.iter().map(|row| row.kind).collect()));
    }
    if let Some(old) = between.pop() {
        // What is given empty is cleared; a further note stands below the first.
        let note = match (old.note.clone(), &new.note) {
            (_, Some(new)) if new.trim().is_empty() => None,
            (Some(old), Some(new)) if !old.lines().any(|line| line == new) => Some(format!("{old}\n{new}")),
            (old, new) => old.or_else(|| new.clone()),
        };
        let outcome = new.outcome.clone().or(old.outcome.clone()).filter(|outcome| !outcome.trim().is_empty());
        let row = Referral { note, on_date: new.on.or(old.on_date), outcome, ..old };
        tx.update(&row)?;
        return Ok(Referred { row, new: false });
    }
    Ok(Referred { row: add_edge(tx, new)?, new: true })
}

fn add_edge(tx: &mut WriteTx<'_>, new: &NewReferral) -> store::Result<Referral> {
    let on = new.on.unwrap_or(PartialDate::Day(tx.today()));
    let row = Referral {
        id: tx.new_id::<Referral>(on.first_day().unwrap_or(tx.today()))?,
        referrer_id: new.by,
        referred_id: new.whom,
        kind: new.kind.unwrap_or(ReferralKind::Client),
        on_date: Some(on),
        note: new.note.clone().filter(|note| !note.trim().is_empty()),
        outcome: new.outcome.clone().filter(|outcome| !outcome.trim().is_empty()),
        thanked_on: None,
        told_on: None,
    };
    tx.insert(&row)?;
    Ok(row)
}

/// Writes down that somebody brought somebody, unless the two have an edge of this kind; returns whether it is new.
/// Meeting again through the same friend says nothing new.
///
/// # Errors
/// Where the store cannot be written; a circle is refused when the operation ends.
pub fn first(tx: &mut WriteTx<'_>, by: Id, whom: Id, kind: ReferralKind, on: PartialDate) -> store::Result<bool> {
    let new = by != whom && tx.referrals_between(by, whom)?.iter().all(|row| row.kind != kind);
    if new {
        add_edge(tx, &NewReferral { by, whom, kind: Some(kind), on: Some(on), note: None, outcome: None })?;
    }
    Ok(new)
}

/// Writes down that I introduced two people to each other, unless I had; returns whether it is new.
///
/// # Errors
/// Where the store cannot be written.
pub fn first_introduction(tx: &mut WriteTx<'_>, one: Id, other: Id, on: PartialDate) -> store::Result<bool> {
    let new = one != other && introduction(tx, one, other)?.is_none();
    if new {
        add_introduction(tx, one, other, Some(on), None)?;
    }
    Ok(new)
}

/// Takes a referral away, and returns it.
///
/// # Errors
/// Refuses one that is not there, or an unclear kind, and a store that cannot be written.
pub fn remove(tx: &mut WriteTx<'_>, by: Id, whom: Id, kind: Option<ReferralKind>) -> Result<Referral, ReferError> {
    let row = only(tx.referrals_between(by, whom)?, kind)?;
    tx.delete(&row)?;
    Ok(row)
}

/// Returns the one referral of these of a kind.
fn only(mut rows: Vec<Referral>, kind: Option<ReferralKind>) -> Result<Referral, ReferError> {
    rows.retain(|row| kind.is_none_or(|kind| kind == row.kind));
    if rows.len() > 1 {
        return Err(ReferError::Several(rows.iter().map(|row| row.kind).collect()));
    }
    rows.pop().ok_or(ReferError::NotThere)
}

/// Writes down that I introduced two people to each other, unless that is known; returns whether it is new.
///
/// # Errors
/// Refuses to introduce somebody to themselves, and a store that cannot be written.
pub fn introduce(
    tx: &mut WriteTx<'_>,
    one: Id,
    other: Id,
    on: Option<PartialDate>,
    note: Option<&str>,
) -> Result<bool, ReferError> {
    if one == other {
        return Err(ReferError::Same);
    }
    if let Some(old) = introduction(tx, one, other)? {
        let note = note.map(str::to_owned).or(old.note.clone());
        tx.update(&Relation { since: on.or(old.since), note, ..old })?;
        return Ok(false);
    }
    add_introduction(tx, one, other, on, note)?;
    Ok(true)
}

fn add_introduction(
    tx: &mut WriteTx<'_>,
    one: Id,
    other: Id,
    on: Option<PartialDate>,
    note: Option<&str>,
) -> store::Result<()> {
    let id = tx.new_id::<Relation>(tx.today())?;
    tx.insert(&Relation {
        id,
        person_id: one,
        kind: INTRODUCED.into(),
        other_id: Some(other),
        other_name: None,
        since: Some(on.unwrap_or(PartialDate::Day(tx.today()))),
        until: None,
        note: note.map(str::to_owned),
    })
}

/// Takes an introduction I made away; returns whether there was one.
///
/// # Errors
/// Where the store cannot be written.
pub fn forget_introduction(tx: &mut WriteTx<'_>, one: Id, other: Id) -> store::Result<bool> {
    let found = introduction(tx, one, other)?;
    if let Some(row) = &found {
        tx.delete(row)?;
    }
    Ok(found.is_some())
}

/// Returns the introduction of two people, from whichever side it was written down.
fn introduction(reader: &Reader<'_>, one: Id, other: Id) -> store::Result<Option<Relation>> {
    let mut ties: Vec<Relation> = reader.all_of("person_id", one)?;
    ties.extend(reader.all_of::<Relation>("other_id", one)?);
    let both = |r: &Relation| (r.person_id == one && r.other_id == Some(other)) || (r.person_id == other);
    Ok(ties.into_iter().find(|r| r.kind == INTRODUCED && both(r)))
}

/// Returns the person, added first where new. Somebody of that very name who was added meanwhile is that person.
///
/// # Errors
/// Refuses a name that is none, and a store that cannot be written.
pub fn settled(tx: &mut WriteTx<'_>, whom: &Whom) -> Result<Id, AddError> {
    match whom {
        Whom::Known(id) => Ok(*id),
        Whom::New(name) => match who::same_name(tx, name)?.into_iter().next() {
            Some(person) => Ok(person.id),
            None => add::person(tx, &NewPerson { name: name.clone(), ..NewPerson::default() }),
        },
    }
}

/// What of a referral is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thanks {
    /// The day I thanked for it.
    pub on: NaiveDate,
    /// I told how it went.
    pub told: bool,
}

/// Notes that a referrer was thanked, or told how it went. What was noted before stays.
///
/// # Errors
/// Where the store cannot be written.
pub fn thank(tx: &mut WriteTx<'_>, row: &Referral, thanks: Thanks) -> store::Result<Referral> {
    let on = Some(thanks.on);
    let row = Referral {
        thanked_on: row.thanked_on.or(on),
        told_on: if thanks.told { row.told_on.or(on) } else { row.told_on },
        ..row.clone()
    };
    tx.update(&row)?;
    Ok(row)
}
