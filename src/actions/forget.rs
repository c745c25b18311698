//! Forgets somebody for good: no word of them is left in what auld keeps.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::remove::{self, Belongings};
use super::rename::existing;
use crate::domain::fold;
use crate::domain::id::Id;
use crate::store::rows::{Attendance, Contact, Name, Relation};
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
    let scrub = scrub(tx, id)?;
    let met = Met::of(tx, id)?;
    // Not even the bare name stays with whoever has a tie to them.
    for relation in tx.all_of::<Relation>("other_id", id)? {
        tx.delete(&relation)?;
    }
    remove::person(tx, id)?;
    let texts = tx.rewrite_texts(|written| {
        let others = written.meeting.and_then(|meeting| met.words(meeting));
        let place = others.as_ref().map_or(Where::Anywhere, Where::Met);
        match written.raw {
            // What other programs write can be folded in the middle of a name.
            true => scrub.clean(written.text, Where::Anywhere).or_else(|| scrub.clean(&unfolded(written.text)?, place)),
            false => scrub.clean(written.text, place),
        }
    })?;
    drop(met);
    let operations = tx.erase_past(id, |text, theirs| {
        scrub.clean(text, if theirs { Where::OfThem } else { Where::Anywhere }).is_some()
    })?;
    Ok(Forgotten { name, have, texts, operations })
}

/// Returns what to look for in texts.
fn scrub(reader: &Reader<'_>, id: Id) -> Result<Scrub> {
    let others = reader.all_of::<Name>("person_id", id)?;
    let names: Vec<String> =
        std::iter::once(existing(reader, id)?.name).chain(others.into_iter().map(|name| name.text)).collect();
    let points: Vec<String> =
        reader.all_of::<Contact>("person_id", id)?.into_iter().map(|contact| contact.value).collect();
    // What a household shares is not theirs alone.
    let points: Vec<String> = points
        .into_iter()
        .filter_map(|point| alone(reader, id, &point).map(|alone| alone.then_some(point)).transpose())
        .collect::<Result<_>>()?;
    // First what has to be known of others, then whether it is so: of all their names next to nothing is wanted.
    let asked = RefCell::new(HashMap::new());
    Scrub::new(&names, &points, |text| asked.borrow_mut().insert(text.to_owned(), false).is_some());
    let mut asked = asked.into_inner();
    each_page(reader, |row| {
        for name in all_names(row).filter(|_| row.id != id) {
            let folded = fold::words(name);
            for text in folded.iter().map(String::as_str).chain([folded.join(" ").as_str()]) {
                if let Some(others_have) = asked.get_mut(text) {
                    *others_have = true;
                }
            }
        }
    })?;
    Ok(Scrub::new(&names, &points, |text| asked.get(text).copied().unwrap_or_default()))
}

/// Hands everybody with all their names to `take`, some at a time.
fn each_page(reader: &Reader<'_>, mut take: impl FnMut(&NameRow)) -> Result<()> {
    const AT_ONCE: usize = 512;
    let mut last = None;
    loop {
        let page = reader.names_after(last, AT_ONCE)?;
        page.iter().for_each(&mut take);
        match page.last() {
            Some(row) => last = Some(row.id),
            None => return Ok(()),
        }
    }
}

/// Tells whether nobody else is reached so.
fn alone(reader: &Reader<'_>, id: Id, value: &str) -> Result<bool> {
    Ok(!reader.people_reached_at(value)?.iter().any(|other| *other != id))
}

fn all_names(row: &NameRow) -> impl Iterator<Item = &str> {
    std::iter::once(row.name.as_str()).chain(row.names.iter().map(|(_, name)| name.as_str()))
}

/// Who else was at the meetings with somebody.
struct Met {
    /// Meetings and who was there, in order.
    there: Vec<(Id, Id)>,
    /// The folded words of the others' names, joined by spaces.
    words: HashMap<Id, Box<str>>,
}

impl Met {
    fn of(reader: &Reader<'_>, id: Id) -> Result<Met> {
        let mut met = Met { there: Vec::new(), words: HashMap::new() };
        for attendance in reader.all_of::<Attendance>("person_id", id)? {
            let there = reader.all_of::<Attendance>("meeting_id", attendance.meeting_id)?;
            met.there.extend(there.into_iter().map(|one| (one.meeting_id, one.person_id)));
        }
        met.there.sort_unstable();
        let others: HashSet<Id> = met.there.iter().map(|(_, other)| *other).filter(|other| *other != id).collect();
        each_page(reader, |row| {
            if others.contains(&row.id) {
                let words: Vec<String> = all_names(row).flat_map(fold::words).collect();
                met.words.insert(row.id, words.join(" ").into());
            }
        })?;
        Ok(met)
    }

    /// Returns the words of the names of the others at a meeting; `None` where the person was not there.
    fn words(&self, meeting: Id) -> Option<HashSet<String>> {
        let begin = self.there.partition_point(|(at, _)| *at < meeting);
        let there = self.there.get(begin..)?.iter().take_while(|(at, _)| *at == meeting);
        let words = |(_, other): &(Id, Id)| self.words.get(other).map(|words| words.split(' ').map(str::to_owned));
        let mut there = there.peekable();
        there.peek()?;
        Some(there.filter_map(words).flatten().collect())
    }
}

/// Returns a record with its long lines put together again; `None` where it has none.
fn unfolded(raw: &str) -> Option<String> {
    let text = ["\r\n ", "\r\n\t", "\n ", "\n\t", "=\r\n", "=\n"]
        .into_iter()
        .fold(raw.to_owned(), |text, fold| text.replace(fold, ""));
    (text != raw).then_some(text)
}
