//! Makes promises and closes them.

use chrono::NaiveDate;

use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::promise::{By, Outcome};
use crate::store::rows::Promise;
use crate::store::{PromiseLine, Reader, Result, WriteTx};

/// Writes down a promise.
///
/// # Errors
/// Where the store cannot be written.
pub fn make(tx: &mut WriteTx<'_>, person: Id, by: By, text: &str, due: Option<NaiveDate>) -> Result<Id> {
    let today = tx.today();
    let id = tx.new_id::<Promise>(today)?;
    let text = text.to_owned();
    tx.insert(&Promise {
        id,
        person_id: person,
        by,
        text,
        made_on: today,
        due,
        outcome: Outcome::Open,
        closed_on: None,
        meeting_id: None,
    })?;
    Ok(id)
}

/// Returns the person's open promises that hold all of these words; all of them where there are none.
///
/// # Errors
/// Where the store cannot be read.
pub fn open_with(reader: &Reader<'_>, person: Id, words: &str) -> Result<Vec<PromiseLine>> {
    let wanted = fold::words(words);
    let holds = |line: &PromiseLine| {
        let have = fold::words(&line.promise.text);
        wanted.iter().all(|w| have.iter().any(|h| h.starts_with(w.as_str())))
    };
    Ok(reader.promises(Some(person), true)?.into_iter().filter(holds).collect())
}

/// Closes a promise as kept or dropped.
///
/// # Errors
/// Where the store cannot be written.
pub fn close(tx: &mut WriteTx<'_>, promise: &Promise, outcome: Outcome) -> Result<()> {
    tx.update(&Promise { outcome, closed_on: Some(tx.today()), ..promise.clone() })
}
