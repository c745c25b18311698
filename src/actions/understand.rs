//! A sentence and what the store knows, put together: who is meant, settled by evidence where that is clear.

use chrono::NaiveDate;

use super::who;
use crate::domain::id::Id;
use crate::store::{self, Reader};
use crate::text::entry::{self, Entry, EntryError, Known, WhoIs};
use crate::text::who::{NameIndex, settle};

/// A sentence as it was understood.
pub struct Understood {
    pub entry: Entry,
    /// The people the sentence may speak of.
    pub names: NameIndex,
    /// Mentions, as indexes into `entry.people`, that shared meetings settled.
    pub by_evidence: Vec<usize>,
}

/// Why a sentence was not understood.
#[derive(Debug, thiserror::Error)]
pub enum UnderstandError {
    #[error(transparent)]
    Entry(#[from] EntryError),
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Understands one line about a meeting, on the day that is `given` or on the one the line tells.
///
/// # Errors
/// Refuses an impossible date, a meeting that did not take place yet, and a store that cannot be read.
pub fn sentence(
    reader: &Reader<'_>,
    text: &str,
    given: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<Understood, UnderstandError> {
    let wanted = entry::lookups(text);
    let names = who::index(reader.names_with(&wanted.words)?);
    let places = reader.places_with(&wanted.places)?;
    let mut entry = entry::parse_on(text, given, today, &Known { names: &names, places: &places })?;
    let certain: Vec<Id> =
        entry.people.iter().filter_map(|p| if let WhoIs::One(id, _) = p.mention { Some(id) } else { None }).collect();
    let mut by_evidence = Vec::new();
    if certain.is_empty() {
        return Ok(Understood { entry, names, by_evidence });
    }
    for (at, person) in entry.people.iter_mut().enumerate() {
        if let WhoIs::Several(candidates, _) = &person.mention
            && let Some(id) = settle(&reader.shared_meetings(candidates, &certain)?)
        {
            person.mention = WhoIs::One(id, crate::text::who::How::First);
            by_evidence.push(at);
        }
    }
    Ok(Understood { entry, names, by_evidence })
}
