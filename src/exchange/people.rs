//! Somebody as an address book tells of them, whatever its format.

mod kept;

use std::borrow::Cow;
use std::collections::HashSet;

use chrono::NaiveDate;

use crate::domain::date::PartialDate;
use crate::domain::person::{Closeness, ContactKind, NameKind, State};
use crate::domain::promise::{By, Outcome};
use crate::domain::{fold, id::Id, relation};

/// Labels of facts and dates that many formats have a word for.
pub const WORKS_AT: &str = "works at";
pub const ROLE: &str = "role";
pub const BIRTHDAY: &str = "birthday";
pub const ANNIVERSARY: &str = "anniversary";

/// What stands before auld's own id in the key of a record that auld made.
const OWN: &str = "auld-";

/// The longest tag in bytes.
const TAG_MAX: usize = 100;

/// Something known about a person that stands for itself: it can be added, changed or taken away without regard to the
/// rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Name(NameKind, String),
    /// Kind, label and value.
    Contact(ContactKind, Option<String>, String),
    /// Label and value.
    Fact(Cow<'static, str>, String),
    /// Label and date.
    Date(Cow<'static, str>, PartialDate),
    /// What somebody is to the person, and that somebody's name.
    Relation(String, String),
    Tag(String),
    Note(String),
    /// A note with the day it is of.
    Remark(NaiveDate, String),
    Promise(Promised),
    /// How often contact is wanted, in days.
    Every(u32),
    State(State),
}

/// A promise of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promised {
    pub by: By,
    pub text: String,
    pub made_on: NaiveDate,
    pub due: Option<NaiveDate>,
    pub outcome: Outcome,
    /// `None` for an open one.
    pub closed_on: Option<NaiveDate>,
}

impl Piece {
    /// Tells whether two pieces say the same: an e-mail address whatever its case, a phone number however it is
    /// written, a tie whatever its word, and a contact point whatever its label.
    pub fn says(&self, other: &Piece) -> bool {
        match (self, other) {
            (Piece::Contact(kind, _, a), Piece::Contact(other, _, b)) => kind == other && same_point(*kind, a, b),
            (Piece::Relation(kind, a), Piece::Relation(other, b)) => {
                // The names first: what a kind is alike to takes longer to find.
                (a == b || fold::words(a) == fold::words(b)) && (kind == other || relation::alike(kind, other))
            }
            // A note is the same whatever day it is said to be of.
            (Piece::Note(a) | Piece::Remark(_, a), Piece::Note(b) | Piece::Remark(_, b)) => a == b,
            (Piece::Promise(a), Piece::Promise(b)) => {
                (a.by, &a.text, a.due, a.outcome) == (b.by, &b.text, b.due, b.outcome)
            }
            (a, b) => a == b,
        }
    }

    /// Tells whether the two are of one sort, so that in a changed record one can be what became of the other.
    pub fn takes_the_place_of(&self, other: &Piece) -> bool {
        match (self, other) {
            (Piece::Name(a, _), Piece::Name(b, _)) => a == b,
            (Piece::Contact(a, label, _), Piece::Contact(b, before, _)) => a == b && label == before,
            (Piece::Fact(a, _), Piece::Fact(b, _)) | (Piece::Date(a, _), Piece::Date(b, _)) => a == b,
            (Piece::Relation(a, _), Piece::Relation(b, _)) => relation::alike(a, b),
            (Piece::Note(_), Piece::Note(_)) => true,
            (Piece::Remark(a, _), Piece::Remark(b, _)) => a == b,
            (Piece::Promise(a), Piece::Promise(b)) => (a.by, &a.text) == (b.by, &b.text),
            (Piece::Every(_), Piece::Every(_)) | (Piece::State(_), Piece::State(_)) => true,
            _ => false,
        }
    }

    /// Returns what the piece is, in words.
    pub fn word(&self) -> &str {
        match self {
            Piece::Name(NameKind::Nick, _) => "a nickname",
            Piece::Name(..) => "a name",
            Piece::Contact(kind, ..) => match kind {
                ContactKind::Email => "an e-mail address",
                ContactKind::Phone => "a phone number",
                ContactKind::Address => "an address",
                ContactKind::Handle => "a handle",
                ContactKind::Url => "a page",
            },
            Piece::Fact(label, _) | Piece::Date(label, _) => label,
            Piece::Relation(..) => "a tie",
            Piece::Tag(_) => "a tag",
            Piece::Note(_) | Piece::Remark(..) => "a note",
            Piece::Promise(_) => "a promise",
            Piece::Every(_) => "the rhythm",
            Piece::State(_) => "the state",
        }
    }

    /// Returns what is compared of an e-mail address or a phone number; `None` for anything else, and for what is too
    /// short to tell people apart.
    pub fn reached_at(&self) -> Option<String> {
        match self {
            Piece::Contact(ContactKind::Email, _, value) => Some(email(value)).filter(|mail| mail.contains('@')),
            Piece::Contact(ContactKind::Phone, _, value) => Some(phone(value)).filter(|digits| digits.len() >= 7),
            _ => None,
        }
    }
}

/// What an importer of people makes of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonDraft {
    pub key: Key,
    pub name: String,
    /// Where and how we met.
    pub met: Option<String>,
    pub met_on: Option<PartialDate>,
    pub closeness: Option<Closeness>,
    /// In the order of the record, none twice.
    pub pieces: Vec<Piece>,
    /// The record as it came: the next import and an export read it again.
    pub raw: String,
}

/// What tells a record from the others of its format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub text: String,
    /// Whether the record brought it along; else it was made of the name, and others can have the same.
    pub sure: bool,
}

impl Key {
    /// Returns the key that is made of a name, for a record that has none.
    pub fn of_name(name: &str) -> Key {
        let words = fold::words(name);
        let text = if words.is_empty() { name.to_lowercase() } else { words.join(" ") };
        // Kept in stores, so the same on every machine and in every version: FNV-1a.
        let hash = text
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        Key { text: format!("~{hash:016x}"), sure: false }
    }

    /// Returns the key of a record that auld makes of somebody who came from nowhere else.
    pub fn own(id: Id) -> String {
        format!("{OWN}{id}")
    }

    /// Returns the person whom auld made the record of; `None` for any other record.
    pub fn own_id(&self) -> Option<Id> {
        self.text.strip_prefix(OWN).filter(|_| self.sure)?.parse().ok()
    }
}

impl PersonDraft {
    /// Returns a draft of which only key and name are known.
    pub fn new(key: Key, name: String) -> PersonDraft {
        PersonDraft { key, name, met: None, met_on: None, closeness: None, pieces: Vec::new(), raw: String::new() }
    }

    /// Adds a piece, unless one says the same already. Where a stranger says how many there are, [`Seen`] is faster.
    pub fn add(&mut self, piece: Piece) {
        if !self.pieces.iter().any(|known| known.says(&piece)) {
            self.pieces.push(piece);
        }
    }
}

/// What a draft says already: with it a record of a thousand things is read as fast as a thousand records of one.
#[derive(Debug, Default)]
pub struct Seen(HashSet<(Sort, String)>);

/// Sorts of pieces that never say the same as another sort.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Sort {
    Name(NameKind),
    Contact(ContactKind),
    Fact(String),
    Date(String),
    Relation(String),
    Tag,
    Note,
    Remark(NaiveDate),
    Promise,
    Every,
    State,
}

impl Seen {
    /// Adds a piece to the draft, unless one of those added so says the same.
    pub fn add(&mut self, draft: &mut PersonDraft, piece: Piece) {
        if self.0.insert(said(&piece)) {
            draft.pieces.push(piece);
        }
    }
}

/// Returns what two pieces share exactly where they say the same.
fn said(piece: &Piece) -> (Sort, String) {
    match piece {
        Piece::Name(kind, name) => (Sort::Name(*kind), name.clone()),
        Piece::Contact(kind, _, value) => {
            let point = match kind {
                ContactKind::Email => email(value),
                ContactKind::Phone => {
                    Some(phone(value)).filter(|digits| !digits.is_empty()).unwrap_or_else(|| value.clone())
                }
                ContactKind::Handle | ContactKind::Address | ContactKind::Url => value.trim().to_owned(),
            };
            (Sort::Contact(*kind), point)
        }
        Piece::Fact(label, value) => (Sort::Fact(label.to_string()), value.clone()),
        Piece::Date(label, on) => (Sort::Date(label.to_string()), on.to_string()),
        Piece::Relation(kind, name) => (Sort::Relation(relation::meant(kind)), fold::words(name).join(" ")),
        Piece::Tag(tag) => (Sort::Tag, tag.clone()),
        Piece::Note(note) => (Sort::Note, note.clone()),
        Piece::Remark(on, text) => (Sort::Remark(*on), text.clone()),
        Piece::Promise(promised) => (Sort::Promise, format!("{promised:?}")),
        Piece::Every(days) => (Sort::Every, days.to_string()),
        Piece::State(state) => (Sort::State, state.as_str().to_owned()),
    }
}

/// Returns an e-mail address as addresses are compared.
pub fn email(value: &str) -> String {
    value.trim().to_lowercase()
}

/// Returns a phone number as numbers are compared: its digits, with `+` for the country where it is told.
pub fn phone(value: &str) -> String {
    // What follows is dialled once somebody has answered.
    let number = value.split([';', ',', 'p', 'w', 'x']).next().unwrap_or_default();
    let digits: String =
        number.chars().filter_map(|c| c.to_digit(10)).filter_map(|d| char::from_digit(d, 10)).collect();
    let abroad = digits.strip_prefix("00");
    match (number.trim_start().starts_with('+'), abroad) {
        // The bracketed zero is left out by whoever dials from abroad.
        (true, _) if number.contains("(0)") => format!("+{}", digits.replacen('0', "", 1)),
        (true, _) => format!("+{digits}"),
        (false, Some(rest)) => format!("+{rest}"),
        (false, None) => digits,
    }
}

fn same_point(kind: ContactKind, a: &str, b: &str) -> bool {
    a == b
        || match kind {
            ContactKind::Email => email(a) == email(b),
            ContactKind::Phone => !phone(a).is_empty() && phone(a) == phone(b),
            ContactKind::Handle | ContactKind::Address | ContactKind::Url => a.trim() == b.trim(),
        }
}

/// Returns a text as a tag: one word of what a tag may hold; `None` where nothing is left, or too much.
pub fn tag(text: &str) -> Option<String> {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '.' | '/' | '&') || fold::is_mark(c);
    let words = text.split(|c| !fits(c)).filter(|word| !word.is_empty());
    let tag = words.collect::<Vec<_>>().join("-");
    (!tag.is_empty() && tag.len() <= TAG_MAX).then_some(tag)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_and_addresses_are_compared_as_people_do() {
        for (a, b) in [("+49 (221) 9999-123", "0049 221 9999123"), ("+44 (0)20 7946 0000", "+442079460000")] {
            assert_eq!(phone(a), phone(b));
        }
        assert_eq!(phone("555 1234,,12"), "5551234");
        assert_ne!(phone("+6281234567"), phone("081234567"));
        let mail = |value: &str| Piece::Contact(ContactKind::Email, None, value.into());
        assert!(mail("Grace@Example.com ").says(&mail("grace@example.com")));
        assert_eq!(mail("grace").reached_at(), None);
    }

    #[test]
    fn a_category_becomes_one_word() {
        assert_eq!(tag(" Old friends (Riga)").as_deref(), Some("Old-friends-Riga"));
        assert_eq!(tag("work:acme").as_deref(), Some("work:acme"));
        assert_eq!(tag(" !? "), None);
        assert_eq!(tag(&"a".repeat(101)), None);
    }

    proptest! {
        #[test]
        fn what_was_seen_is_what_says_the_same(
            pieces in prop::collection::vec((0..7_usize, "[+0-9 ]{0,4}|[aA@ ]{0,3}|mother|parent|friend", "[aAb ]{0,3}|[+0-3 ;]{0,5}"), 0..12),
        ) {
            let piece = |(sort, label, value): &(usize, String, String)| match sort {
                0 => Piece::Name(NameKind::Nick, value.clone()),
                1 => Piece::Contact(ContactKind::Email, Some(label.clone()), value.clone()),
                2 => Piece::Contact(ContactKind::Phone, Some(label.clone()), value.clone()),
                3 => Piece::Contact(ContactKind::Url, None, value.clone()),
                4 => Piece::Fact(label.clone().into(), value.clone()),
                5 => Piece::Tag(value.clone()),
                _ => Piece::Relation(label.clone(), value.clone()),
            };
            let mut one = PersonDraft::new(Key::of_name("A"), "A".into());
            let (mut other, mut seen) = (one.clone(), Seen::default());
            for piece in pieces.iter().map(piece) {
                one.add(piece.clone());
                seen.add(&mut other, piece);
            }
            prop_assert_eq!(one, other);
        }
    }

    #[test]
    fn a_key_made_of_a_name_stays_the_same_for_ever() {
        assert_eq!(Key::of_name("Grace  TAN").text, "~56867c646702ac5c");
    }
}
