//! Makes promises and closes them.

use chrono::NaiveDate;

use crate::domain::date::iso;
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::promise::{By, Outcome};
use crate::store::rows::Promise;
use crate::store::{PromiseLine, Reader, Result, WriteTx};

/// The least letters of an id that name a promise.
const ID_LEAST: usize = 4;

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

/// Returns the person's open promises that hold all of these words; those due on the day, where the words are one; the one
/// whose id they begin with, else; all of them where there are no words.
///
/// # Errors
/// Where the store cannot be read.
pub fn open_with(reader: &Reader<'_>, person: Id, words: &str) -> Result<Vec<PromiseLine>> {
    let wanted = fold::words(words);
    let holds = |line: &PromiseLine| {
        let have = fold::words(&line.promise.text);
        wanted.iter().all(|w| have.iter().any(|h| h.starts_with(w.as_str())))
    };
    let open = reader.promises(Some(person), true)?;
    let of = |fits: &dyn Fn(&PromiseLine) -> bool| open.iter().filter(|line| fits(line)).cloned().collect::<Vec<_>>();
    let found = of(&holds);
    let words = words.trim();
    if !found.is_empty() || words.is_empty() {
        return Ok(found);
    }
    let due = of(&|line| line.promise.due.is_some_and(|due| iso(due) == words));
    let longer = words.len() >= ID_LEAST;
    Ok(if due.is_empty() && longer { of(&|line| line.promise.id.has_prefix(words)) } else { due })
}

/// Closes a promise as kept or dropped.
///
/// # Errors
/// Where the store cannot be written.
pub fn close(tx: &mut WriteTx<'_>, promise: &Promise, outcome: Outcome) -> Result<()> {
    tx.update(&Promise { outcome, closed_on: Some(tx.today()), ..promise.clone() })
}
