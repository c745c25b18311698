//! Who is in the store, by what tells people apart, in a few bytes each.

use std::collections::{HashMap, HashSet};

use crate::actions::import::marks;
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::person::NameKind;
use crate::exchange::people::{PersonDraft, Piece};
use crate::store::rows::{Contact, Name};
use crate::store::{self, Reader};

/// Everybody, those of this import included.
#[derive(Default)]
pub(super) struct Book {
    /// The first of a name or a contact point.
    first: HashMap<u64, Holder>,
    /// Those who were added by this import.
    new: HashSet<Id>,
}

#[derive(Clone, Copy)]
struct Holder {
    id: Id,
    /// Whether it is theirs alone.
    alone: bool,
}

/// Somebody whom a record may be of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Like {
    pub id: Id,
    /// Whether the record is of nobody else; they only look the same otherwise.
    pub sure: bool,
}

impl Book {
    /// Loads everybody.
    ///
    /// # Errors
    /// Where the store cannot be read; so for all below.
    pub(super) fn load(reader: &Reader<'_>) -> store::Result<Book> {
        let mut book = Book::default();
        for person in reader.names()? {
            book.put(marks::of_name(&person.name), person.id);
        }
        reader.each(|contact: Contact| {
            book.put(marks::of_contact(contact.kind, contact.value), contact.person_id);
            Ok::<_, store::Error>(())
        })?;
        Ok(book)
    }

    /// Adds somebody of this import.
    pub(super) fn add(&mut self, id: Id, draft: &PersonDraft) {
        self.new.insert(id);
        self.put(marks::of_name(&draft.name), id);
        for piece in &draft.pieces {
            self.put(marks::of_piece(piece), id);
        }
    }

    /// Returns who has a whole name, where nobody else has it.
    pub(super) fn named(&self, name: &str) -> Option<Id> {
        let holder = marks::of_name(name).and_then(|mark| self.first.get(&mark))?;
        holder.alone.then_some(holder.id)
    }

    /// Tells whether this import has added somebody.
    pub(super) fn is_new(&self, id: Id) -> bool {
        self.new.contains(&id)
    }

    /// Returns how many this import has added.
    pub(super) fn count_new(&self) -> usize {
        self.new.len()
    }

    fn put(&mut self, mark: Option<u64>, id: Id) {
        if let Some(mark) = mark {
            let holder = self.first.entry(mark).or_insert(Holder { id, alone: true });
            holder.alone &= holder.id == id;
        }
    }

    /// Returns whom a record is of, or who looks the same; `None` for somebody quite new. `taken` are those who have
    /// their record already.
    pub(super) fn like(
        &self,
        reader: &Reader<'_>,
        draft: &PersonDraft,
        taken: &HashSet<Id>,
    ) -> store::Result<Option<Like>> {
        let mut like: Option<Like> = None;
        let free = |holder: &Holder| holder.alone && !self.new.contains(&holder.id) && !taken.contains(&holder.id);
        let looks = |like: &mut Option<Like>, id| {
            like.get_or_insert(Like { id, sure: false });
        };
        for piece in &draft.pieces {
            let Some(holder) = marks::of_piece(piece).and_then(|mark| self.first.get(&mark)) else { continue };
            if free(holder) && agrees(reader, holder.id, piece, draft)? {
                return Ok(Some(Like { id: holder.id, sure: true }));
            }
            looks(&mut like, holder.id);
        }
        if let Some(holder) = marks::of_name(&draft.name).and_then(|mark| self.first.get(&mark)) {
            if like.is_none() && free(holder) && !apart(reader, holder.id, draft)? {
                return Ok(Some(Like { id: holder.id, sure: true }));
            }
            looks(&mut like, holder.id);
        }
        Ok(like)
    }
}

/// Tells whether one who has a contact point of the record may have its name too. A telephone is shared by a house, so
/// there one name must be part of the other. An address is shared by couples: two whole names that differ are two people.
fn agrees(reader: &Reader<'_>, id: Id, piece: &Piece, draft: &PersonDraft) -> store::Result<bool> {
    let Some(person) = reader.person(id)? else { return Ok(false) };
    let other: Vec<Name> = reader.all_of("person_id", id)?;
    let names = other.iter().filter(|name| name.kind != NameKind::Misheard).map(|name| name.text.as_str());
    let theirs: Vec<Vec<String>> = std::iter::once(person.name.as_str()).chain(names).map(fold::words).collect();
    let nicks = draft.pieces.iter().filter_map(|piece| match piece {
        Piece::Name(_, name) => Some(name.as_str()),
        _ => None,
    });
    let ours: Vec<Vec<String>> = std::iter::once(draft.name.as_str()).chain(nicks).map(fold::words).collect();
    let within = |a: &[String], b: &[String]| !a.is_empty() && a.iter().all(|word| b.contains(word));
    let fits = ours.iter().any(|a| theirs.iter().any(|b| within(a, b) || within(b, a)));
    let whole = |names: &[Vec<String>]| names.first().is_some_and(|words| words.len() > 1);
    let is_phone = matches!(piece, Piece::Contact(crate::domain::person::ContactKind::Phone, ..));
    Ok(fits || !(is_phone || whole(&ours) && whole(&theirs)))
}

/// Tells whether one of the same name is reached elsewhere: by other addresses, or other numbers. An address here and a
/// number there say nothing against one person with a whole name, nor does a number with and without its country.
fn apart(reader: &Reader<'_>, id: Id, draft: &PersonDraft) -> store::Result<bool> {
    // A point that both have was found before.
    let contacts: Vec<Contact> = reader.all_of("person_id", id)?;
    let theirs: Vec<String> =
        contacts.into_iter().filter_map(|c| Piece::Contact(c.kind, None, c.value).reached_at()).collect();
    let ours: Vec<String> = draft.pieces.iter().filter_map(Piece::reached_at).collect();
    if fold::words(&draft.name).len() < 2 {
        return Ok(!theirs.is_empty() && !ours.is_empty());
    }
    let mut differ = false;
    for (a, b) in theirs.iter().flat_map(|a| ours.iter().map(move |b| (a, b))) {
        match (a.contains('@'), b.contains('@')) {
            (false, false) if is_same_abroad(a, b) || is_same_abroad(b, a) => return Ok(false),
            (a, b) => differ |= a == b,
        }
    }
    Ok(differ)
}

/// The least digits of a number that its country may stand before.
const AT_HOME_MIN: usize = 8;
/// The most digits of a country.
const COUNTRY_MAX: usize = 3;

/// Tells whether a number as it is dialled at home may be this one of a country.
fn is_same_abroad(home: &str, abroad: &str) -> bool {
    let Some(abroad) = abroad.strip_prefix('+') else { return false };
    let Some(home) = home.strip_prefix('0') else { return false };
    let country = abroad.strip_suffix(home).map_or(0, str::len);
    home.len() >= AT_HOME_MIN && (1..=COUNTRY_MAX).contains(&country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_with_its_country_and_without() {
        for (home, abroad, same) in [
            ("08811150354", "+628811150354", true),
            ("02079460000", "+442079460000", true),
            ("08811150354", "+628811150355", false),
            // Too short to be told from others, no country at all, and too long for one.
            ("0946000", "+44946000", false),
            ("08811150354", "+8811150354", false),
            ("08811150354", "+12348811150354", false),
            ("8811150354", "+628811150354", false),
        ] {
            assert_eq!(is_same_abroad(home, abroad), same, "{home} {abroad}");
        }
    }
}
