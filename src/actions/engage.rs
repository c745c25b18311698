//! Writes down what came of knowing somebody: an engagement won, or lost.

use crate::domain::date::PartialDate;
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::money::Money;
use crate::store::rows::Engagement;
use crate::store::{self, Reader, WriteTx};

/// What stands in the store of an engagement that was lost; its worth was never earned.
pub const LOST: &str = "lost";

/// An engagement as it is told.
#[derive(Debug, Clone, Default)]
pub struct NewEngagement {
    pub what: Option<String>,
    pub worth: Option<Money>,
    /// The day it began; `None` for today.
    pub on: Option<PartialDate>,
    pub until: Option<PartialDate>,
}

/// Why an engagement could not be written down.
#[derive(Debug, thiserror::Error)]
pub enum EngageError {
    /// It ends before it begins.
    #[error("it cannot end ({until}) before it begins ({on})")]
    Backwards { on: PartialDate, until: PartialDate },
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// What became of an engagement that was told as won.
#[derive(Debug, Clone, PartialEq)]
pub enum Won {
    /// It is a further one; beside it stays a lost one of the same words and another worth, where there is one.
    New { lost: Option<Engagement> },
    /// It stood there without its worth.
    Valued,
    /// It was lost, on that day, and is won after all.
    AfterAll { lost_on: Option<PartialDate> },
}

/// Writes an engagement down. One that goes by the same words is the same one where it has no worth yet, or was lost
/// and no other worth is told now; any other is a further one.
///
/// # Errors
/// Where it ends before it begins, and where the store cannot be written; so for all below.
pub fn win(tx: &mut WriteTx<'_>, person: Id, new: &NewEngagement) -> Result<(Engagement, Won), EngageError> {
    let mut alike = tx.all_of::<Engagement>("person_id", person)?;
    alike.retain(|row| are_words(row, new.what.as_deref()));
    let valued = |row: &&Engagement| !is_lost(row) && row.minor.is_none() && new.worth.is_some();
    let agrees = |row: &&Engagement| row.minor.is_none() || new.worth.is_none_or(|worth| is_worth(row, worth));
    let waiting = alike.iter().find(valued).or_else(|| alike.iter().rfind(|row| is_lost(row) && agrees(row)));
    let today = PartialDate::Day(tx.today());
    let code = new.worth.map(|worth| worth.currency.code().to_owned());
    if let Some(old) = waiting {
        let lost = is_lost(old);
        let row = Engagement {
            currency: code.or(old.currency.clone()),
            minor: new.worth.map(|worth| worth.minor).or(old.minor),
            started_on: new.on.or(old.started_on).or(lost.then_some(today)),
            ended_on: if lost { new.until } else { new.until.or(old.ended_on) },
            outcome: None,
            ..old.clone()
        };
        forwards(&row)?;
        tx.update(&row)?;
        return Ok((row, if lost { Won::AfterAll { lost_on: old.ended_on } } else { Won::Valued }));
    }
    let on = new.on.unwrap_or(today);
    let row = Engagement {
        id: tx.new_id::<Engagement>(on.first_day().unwrap_or(tx.today()))?,
        person_id: person,
        what: new.what.clone(),
        currency: code,
        minor: new.worth.map(|worth| worth.minor),
        started_on: Some(on),
        ended_on: new.until,
        outcome: None,
    };
    forwards(&row)?;
    tx.insert(&row)?;
    Ok((row, Won::New { lost: alike.into_iter().rfind(is_lost) }))
}

/// Refuses an engagement that ends before it begins.
fn forwards(row: &Engagement) -> Result<(), EngageError> {
    match (row.started_on, row.ended_on) {
        (Some(on), Some(until)) if until.last_day() < on.first_day() => Err(EngageError::Backwards { on, until }),
        _ => Ok(()),
    }
}

/// Puts right what an engagement says; what is not given stays.
pub fn correct(tx: &mut WriteTx<'_>, row: &Engagement, new: &NewEngagement) -> Result<Engagement, EngageError> {
    let row = Engagement {
        currency: new.worth.map(|worth| worth.currency.code().to_owned()).or(row.currency.clone()),
        minor: new.worth.map(|worth| worth.minor).or(row.minor),
        started_on: new.on.or(row.started_on),
        ended_on: new.until.or(row.ended_on),
        ..row.clone()
    };
    if new.on.is_some() || new.until.is_some() {
        forwards(&row)?;
    }
    tx.update(&row)?;
    Ok(row)
}

/// Takes an engagement out, as if it had never been written down.
pub fn remove(tx: &mut WriteTx<'_>, row: &Engagement) -> store::Result<()> {
    tx.delete(row)
}

/// Marks an engagement as lost, on a day. What is yet to begin can be lost before it does.
pub fn lose(tx: &mut WriteTx<'_>, row: &Engagement, on: PartialDate) -> Result<Engagement, EngageError> {
    let row = Engagement { outcome: Some(LOST.into()), ended_on: Some(on), ..row.clone() };
    if row.started_on.and_then(PartialDate::first_day).is_none_or(|start| start <= tx.today()) {
        forwards(&row)?;
    }
    tx.update(&row)?;
    Ok(row)
}

/// Writes down an engagement that came to nothing.
pub fn lose_new(tx: &mut WriteTx<'_>, person: Id, what: Option<&str>, on: PartialDate) -> store::Result<Engagement> {
    let row = Engagement {
        id: tx.new_id::<Engagement>(on.first_day().unwrap_or(tx.today()))?,
        person_id: person,
        what: what.map(str::to_owned),
        currency: None,
        minor: None,
        started_on: None,
        ended_on: Some(on),
        outcome: Some(LOST.into()),
    };
    tx.insert(&row)?;
    Ok(row)
}

/// What tells one engagement from others.
#[derive(Debug, Clone, Default)]
pub struct Meant {
    /// The beginnings of its words.
    pub what: Option<String>,
    pub worth: Option<Money>,
    /// The day it began; of a lost one, the day it was lost.
    pub on: Option<PartialDate>,
}

impl Meant {
    fn is(&self, row: &Engagement) -> bool {
        let day = if is_lost(row) { row.ended_on } else { row.started_on };
        let within = |on: PartialDate| {
            let day = day.and_then(PartialDate::first_day);
            day.is_some() && on.first_day() <= day && day <= on.last_day()
        };
        self.worth.is_none_or(|worth| is_worth(row, worth)) && self.on.is_none_or(within)
    }
}

/// Returns the person's engagements that are meant: those of exactly the words, where there are any, else those whose
/// words begin so. Of several that cannot be told apart it is one.
pub fn meant(reader: &Reader<'_>, person: Id, meant: &Meant) -> store::Result<Vec<Engagement>> {
    let what = meant.what.as_deref().unwrap_or_default();
    let wanted = fold::words(what);
    let holds = |row: &Engagement| {
        let have = fold::words(row.what.as_deref().unwrap_or_default());
        wanted.iter().all(|w| have.iter().any(|h| h.starts_with(w.as_str())))
    };
    let mut rows = reader.all_of::<Engagement>("person_id", person)?;
    rows.retain(|row| holds(row) && meant.is(row));
    let exact = |row: &Engagement| !wanted.is_empty() && are_words(row, Some(what));
    if rows.iter().any(exact) {
        rows.retain(exact);
    }
    let mut apart: Vec<Engagement> = Vec::new();
    for row in rows {
        if !apart.iter().any(|other| *other == Engagement { id: other.id, ..row.clone() }) {
            apart.push(row);
        }
    }
    Ok(apart)
}

/// Returns those that stand, or where none does those that were lost.
pub fn standing_first(mut rows: Vec<Engagement>) -> Vec<Engagement> {
    if rows.iter().any(|row| !is_lost(row)) {
        rows.retain(|row| !is_lost(row));
    }
    rows
}

fn is_worth(row: &Engagement, worth: Money) -> bool {
    row.minor == Some(worth.minor) && row.currency.as_deref() == Some(worth.currency.code())
}

/// Tells whether an engagement came to nothing, so that its worth counts for nothing.
pub fn is_lost(row: &Engagement) -> bool {
    row.outcome.as_deref() == Some(LOST)
}

/// Tells whether two engagements go by the same words.
pub fn same_words(a: &Engagement, b: &Engagement) -> bool {
    are_words(a, b.what.as_deref())
}

fn are_words(row: &Engagement, what: Option<&str>) -> bool {
    fold::words(row.what.as_deref().unwrap_or_default()) == fold::words(what.unwrap_or_default())
}
