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

/// Writes an engagement down. One that was lost, or has no worth yet, and goes by the same words, is won after all;
/// any other is a further one. Returns it, and whether it is new.
///
/// # Errors
/// Where the store cannot be written.
pub fn win(tx: &mut WriteTx<'_>, person: Id, new: &NewEngagement) -> store::Result<(Engagement, bool)> {
    let waiting = tx.all_of::<Engagement>("person_id", person)?.into_iter().find(|row| {
        same_words(row.what.as_deref(), new.what.as_deref())
            && (is_lost(row) || row.minor.is_none() && new.worth.is_some())
    });
    let code = new.worth.map(|worth| worth.currency.code().to_owned());
    if let Some(old) = waiting {
        let row = Engagement {
            currency: code.or(old.currency.clone()),
            minor: new.worth.map(|worth| worth.minor).or(old.minor),
            started_on: new.on.or(old.started_on),
            ended_on: if is_lost(&old) { new.until } else { new.until.or(old.ended_on) },
            outcome: None,
            ..old
        };
        tx.update(&row)?;
        return Ok((row, false));
    }
    let on = new.on.unwrap_or(PartialDate::Day(tx.today()));
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
    tx.insert(&row)?;
    Ok((row, true))
}

/// Puts right what an engagement says; what is not given stays.
///
/// # Errors
/// Where the store cannot be written; so for all below.
pub fn correct(tx: &mut WriteTx<'_>, row: &Engagement, new: &NewEngagement) -> store::Result<Engagement> {
    let row = Engagement {
        currency: new.worth.map(|worth| worth.currency.code().to_owned()).or(row.currency.clone()),
        minor: new.worth.map(|worth| worth.minor).or(row.minor),
        started_on: new.on.or(row.started_on),
        ended_on: new.until.or(row.ended_on),
        ..row.clone()
    };
    tx.update(&row)?;
    Ok(row)
}

/// Takes an engagement out, as if it had never been written down.
pub fn remove(tx: &mut WriteTx<'_>, row: &Engagement) -> store::Result<()> {
    tx.delete(row)
}

/// Marks an engagement as lost, on a day.
pub fn lose(tx: &mut WriteTx<'_>, row: &Engagement, on: PartialDate) -> store::Result<Engagement> {
    let row = Engagement { outcome: Some(LOST.into()), ended_on: Some(on), ..row.clone() };
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

/// Returns the person's engagements that are not lost and whose words hold all of these.
pub fn standing(reader: &Reader<'_>, person: Id, words: &str) -> store::Result<Vec<Engagement>> {
    let wanted = fold::words(words);
    let holds = |row: &Engagement| {
        let have = fold::words(row.what.as_deref().unwrap_or_default());
        wanted.iter().all(|w| have.iter().any(|h| h.starts_with(w.as_str())))
    };
    let rows = reader.all_of::<Engagement>("person_id", person)?;
    Ok(rows.into_iter().filter(|row| !is_lost(row) && holds(row)).collect())
}

/// Tells whether an engagement came to nothing, so that its worth counts for nothing.
pub fn is_lost(row: &Engagement) -> bool {
    row.outcome.as_deref() == Some(LOST)
}

fn same_words(a: Option<&str>, b: Option<&str>) -> bool {
    fold::words(a.unwrap_or_default()) == fold::words(b.unwrap_or_default())
}
