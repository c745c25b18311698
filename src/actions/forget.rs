//! Forgets somebody for good: no word of them is left in what auld keeps.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::remove::{self, Belongings};
use super::rename::existing;
use crate::domain::fold;
use crate::domain::id::Id;
use crate::store::rows::{Contact, Name, Relation};
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
    let attended = tx.meetings_attended(id)?;
    tx.derive_anew();
    // Not even the bare name stays with whoever has a tie to them.
    for relation in tx.all_of::<Relation>("other_id", id)? {
        tx.delete(&relation)?;
    }
    remove::person(tx, id)?;
    let texts = tx.rewrite_texts(|reader, written| {
        let met = written.meeting.filter(|meeting| attended.binary_search(meeting).is_ok());
        let text = match written.raw {
            // What other programs write can be folded in the middle of a name.
            true => match scrub.clean(written.text, Where::Anywhere) {
                None => unfolded(written.text).map(Cow::Owned),
                cleaned => return Ok(cleaned),
            },
            false => Some(Cow::Borrowed(written.text)),
        };
        let Some(text) = text else { return Ok(None) };
        Ok(match met {
            None => scrub.clean(&text, Where::Anywhere),
            // Who else was there is asked only where it matters.
            Some(_) if scrub.clean(&text, Where::OfThem).is_none() => None,
            Some(meeting) => scrub.clean(&text, Where::Met(&words_of(&reader.names_at(meeting)?))),
        })
    })?;
    drop(attended);
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

/// Returns the folded words of names.
fn words_of(names: &[String]) -> HashSet<String> {
    names.iter().flat_map(|name| fold::words(name)).collect()
}

/// Returns a record with its long lines put together again; `None` where it has none.
fn unfolded(raw: &str) -> Option<String> {
    let text = ["\r\n ", "\r\n\t", "\n ", "\n\t", "=\r\n", "=\n"]
        .into_iter()
        .fold(raw.to_owned(), |text, fold| text.replace(fold, ""));
    (text != raw).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::tests::{day, dump, person as add, write};
    use crate::store::rows::{Note, PersonTag};
    use crate::store::{Error, Store};

    #[test]
    fn a_name_goes_out_of_however_many_texts() {
        let mut store = Store::in_memory().expect("opens");
        let her = add(&mut store, "Zanzibella Qwintan");
        for name in ["Grace", "Tomas", "Sari", "Budi", "Ada"] {
            let id = add(&mut store, name);
            write(&mut store, |tx| {
                for text in ["tea with Zanzibella", "tea", "Zanzibella Qwintan, once more"] {
                    let on = day("2026-11-20");
                    let note = Note { id: tx.new_id::<Note>(on)?, person_id: id, on_day: on, text: text.into() };
                    tx.insert(&note)?;
                }
                for tag in ["zanzibella", "qwintan", "tea"] {
                    tx.insert(&PersonTag { person_id: id, tag: tag.into() })?;
                }
                Ok::<(), Error>(())
            })
            .expect("is written");
        }
        let before = dump(&mut store).len();
        let gone = write(&mut store, |tx| person(tx, her)).expect("is forgotten");
        assert_eq!(gone.texts, 20);
        let left = dump(&mut store);
        assert_eq!(before - left.len(), 11, "her own row, and the tags of her name");
        assert!(!left.iter().any(|row| row.to_lowercase().contains("zanzibella")), "{left:#?}");
        assert_eq!(left.iter().filter(|row| row.contains("[forgotten]")).count(), 10);
    }
}
