//! Forgets somebody for good: no word of them is left in what auld keeps.

use std::collections::{HashMap, HashSet};

use super::remove::{self, Belongings};
use super::rename::existing;
use crate::domain::fold;
use crate::domain::id::Id;
use crate::store::rows::{Attendance, Contact, Relation};
use crate::store::{NameRow, Reader, Result, WriteTx};
use crate::text::scrub::{Scrub, Where};

/// What forgetting somebody takes, or would take.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forgotten {
    pub name: String,
    /// What goes with them; meetings with others are among it, though they stay.
    pub have: Belongings,
    /// How many texts of others and of meetings with others had them in it, each a row.
    pub texts: usize,
    /// How many earlier operations can be taken back no more.
    pub operations: usize,
}

/// Forgets a person: removes all of theirs, takes them out of the texts that stay, and out of the history.
///
/// # Errors
/// Where there is no such person, or the store cannot be written.
pub fn person(tx: &mut WriteTx<'_>, id: Id) -> Result<Forgotten> {
    let name = existing(tx, id)?.name;
    let have = remove::belongings(tx, id)?;
    let everybody = tx.names()?;
    let scrub = scrub(tx, id, &everybody)?;
    let met = met(tx, id, &everybody)?;
    drop(everybody);
    // Not even the bare name stays with whoever has a tie to them.
    for relation in tx.all_of::<Relation>("other_id", id)? {
        tx.delete(&relation)?;
    }
    remove::person(tx, id)?;
    let texts = tx.rewrite_texts(|written| {
        let place = written.meeting.and_then(|meeting| met.get(&meeting)).map_or(Where::Anywhere, Where::Met);
        match written.raw {
            // What other programs write can be folded in the middle of a name.
            true => scrub.clean(written.text, Where::Anywhere).or_else(|| scrub.clean(&unfolded(written.text)?, place)),
            false => scrub.clean(written.text, place),
        }
    })?;
    let operations = tx.erase_past(id, |text, theirs| {
        scrub.clean(text, if theirs { Where::OfThem } else { Where::Anywhere }).is_some()
    })?;
    Ok(Forgotten { name, have, texts, operations })
}

/// Returns what to look for in texts.
fn scrub(reader: &Reader<'_>, id: Id, everybody: &[NameRow]) -> Result<Scrub> {
    let (mut words, mut wholes) = (HashSet::new(), HashSet::new());
    let mut names = Vec::new();
    for row in everybody {
        if row.id == id {
            names.extend(all_names(row).map(str::to_owned));
            continue;
        }
        for name in all_names(row) {
            let folded = fold::words(name);
            wholes.insert(folded.join(" "));
            words.extend(folded);
        }
    }
    let points: Vec<String> =
        reader.all_of::<Contact>("person_id", id)?.into_iter().map(|contact| contact.value).collect();
    // What a household shares is not theirs alone.
    let points: Vec<String> = points
        .into_iter()
        .filter_map(|point| alone(reader, id, &point).map(|alone| alone.then_some(point)).transpose())
        .collect::<Result<_>>()?;
    Ok(Scrub::new(&names, &points, |text| words.contains(text) || wholes.contains(text)))
}

/// Tells whether nobody else is reached so.
fn alone(reader: &Reader<'_>, id: Id, value: &str) -> Result<bool> {
    Ok(!reader.people_reached_at(value)?.iter().any(|other| *other != id))
}

fn all_names(row: &NameRow) -> impl Iterator<Item = &str> {
    std::iter::once(row.name.as_str()).chain(row.names.iter().map(|(_, name)| name.as_str()))
}

/// Returns the meetings with others, each with the words of the others' names.
fn met(reader: &Reader<'_>, id: Id, everybody: &[NameRow]) -> Result<HashMap<Id, HashSet<String>>> {
    let mut met = HashMap::new();
    for attendance in reader.all_of::<Attendance>("person_id", id)? {
        let mut words = HashSet::new();
        for other in reader.all_of::<Attendance>("meeting_id", attendance.meeting_id)? {
            if other.person_id == id {
                continue;
            }
            let at = everybody.binary_search_by_key(&other.person_id, |row| row.id);
            if let Some(row) = at.ok().and_then(|at| everybody.get(at)) {
                words.extend(all_names(row).flat_map(fold::words));
            }
        }
        met.insert(attendance.meeting_id, words);
    }
    Ok(met)
}

/// Returns a record with its long lines put together again; `None` where it has none.
fn unfolded(raw: &str) -> Option<String> {
    let text = ["\r\n ", "\r\n\t", "\n ", "\n\t", "=\r\n", "=\n"]
        .into_iter()
        .fold(raw.to_owned(), |text, fold| text.replace(fold, ""));
    (text != raw).then_some(text)
}
