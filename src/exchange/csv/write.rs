//! People as rows under the header of Google Contacts.

use std::io::{self, Write};

use super::draft::Row;
use crate::domain::date::PartialDate;
use crate::domain::id::Id;
use crate::domain::person::{ContactKind, NameKind};
use crate::exchange::people::{self, Key, Piece};
use crate::exchange::table::{guarded, write_row};

/// Columns that every table has, in this order.
const COLUMNS: [&str; 12] = [
    "First Name",
    "Middle Name",
    "Last Name",
    "Name Prefix",
    "Name Suffix",
    "Nickname",
    "Maiden Name",
    "Organization Name",
    "Organization Title",
    "Birthday",
    "Notes",
    "Labels",
];
/// Columns that end every table.
const LAST: [&str; 3] = ["Met", "Met On", "auld ID"];

/// Things of which a person can have many: the name of their columns, that of the label and that of the value.
const MANY: [(&str, &str, &str); 8] = [
    ("E-mail", "Label", "Value"),
    ("Phone", "Label", "Value"),
    ("Address", "Label", "Formatted"),
    ("Website", "Label", "Value"),
    ("IM", "Service", "Value"),
    ("Event", "Label", "Value"),
    ("Relation", "Label", "Value"),
    ("Custom Field", "Label", "Value"),
];

/// What parts several values in a cell of Google's.
const PARTED: &str = " ::: ";

/// A person to write.
#[derive(Debug)]
pub struct Out<'a> {
    pub id: Id,
    pub name: &'a str,
    pub met: Option<&'a str>,
    pub met_on: Option<PartialDate>,
    /// What the store knows.
    pub pieces: &'a [Piece],
    /// The rows that were kept, which know the parts of the name.
    pub raws: Vec<&'a str>,
}

/// A row as it is written: what everybody has once, and label and value of the rest.
struct Cells {
    once: [String; COLUMNS.len()],
    many: [Vec<(String, String)>; MANY.len()],
}

/// How many columns a table needs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shape {
    /// In the order of `MANY`.
    many: [usize; MANY.len()],
}

impl Shape {
    /// Widens the table so that a person has room.
    pub fn fit(&mut self, person: &Out<'_>) {
        for (room, needed) in self.many.iter_mut().zip(Cells::of(person).many) {
            *room = needed.len().max(*room);
        }
    }

    /// Writes the header.
    ///
    /// # Errors
    /// Where `out` takes no more; so for the row.
    pub fn header(&self, out: &mut dyn Write) -> io::Result<()> {
        let many = MANY.iter().zip(self.many).flat_map(|((thing, label, value), room)| {
            (1..=room).flat_map(move |n| [format!("{thing} {n} - {label}"), format!("{thing} {n} - {value}")])
        });
        let many: Vec<String> = many.collect();
        let columns: Vec<&str> = COLUMNS.into_iter().chain(many.iter().map(String::as_str)).chain(LAST).collect();
        write_row(out, &columns)
    }

    /// Writes a row.
    pub fn row(&self, out: &mut dyn Write, person: &Out<'_>) -> io::Result<()> {
        let cells = Cells::of(person);
        let mut row: Vec<String> = cells.once.into();
        for (of, room) in cells.many.into_iter().zip(self.many) {
            let empty = std::iter::repeat_with(|| (String::new(), String::new()));
            row.extend(of.into_iter().chain(empty).take(room).flat_map(|(label, value)| [label, value]));
        }
        row.push(person.met.unwrap_or_default().to_owned());
        row.push(person.met_on.map_or(String::new(), |on| on.to_string()));
        row.push(Key::own(person.id));
        let row: Vec<_> = row.iter().map(|cell| guarded(cell)).collect();
        write_row(out, &row.iter().map(AsRef::as_ref).collect::<Vec<_>>())
    }
}

impl Cells {
    fn of(person: &Out<'_>) -> Cells {
        let mut once: [String; COLUMNS.len()] = Default::default();
        let mut many: [Vec<(String, String)>; MANY.len()] = Default::default();
        let parts = person.raws.iter().find_map(|raw| Row::kept(raw)?.parts_of(person.name));
        match parts {
            Some([prefix, first, middle, last, suffix]) => {
                [once[0], once[1], once[2], once[3], once[4]] = [first, middle, last, prefix, suffix];
            }
            None => person.name.clone_into(&mut once[0]),
        }
        let [email, phone, address, website, im, event, relation, custom] = &mut many;
        for piece in person.pieces {
            match piece {
                Piece::Name(NameKind::Nick, name) => join(&mut once[5], name),
                Piece::Name(NameKind::Former, name) => join(&mut once[6], name),
                Piece::Name(..) => {}
                Piece::Contact(kind, label, value) => {
                    let to = match kind {
                        ContactKind::Email => &mut *email,
                        ContactKind::Phone => &mut *phone,
                        ContactKind::Address => &mut *address,
                        ContactKind::Url => &mut *website,
                        ContactKind::Handle => &mut *im,
                    };
                    to.push((label.clone().unwrap_or_default(), value.clone()));
                }
                Piece::Fact(label, value) if label == people::WORKS_AT && once[7].is_empty() => {
                    value.clone_into(&mut once[7]);
                }
                Piece::Fact(label, value) if label == people::ROLE && once[8].is_empty() => {
                    value.clone_into(&mut once[8]);
                }
                Piece::Fact(label, value) => custom.push((label.to_string(), value.clone())),
                Piece::Date(label, on) if label == people::BIRTHDAY && once[9].is_empty() => once[9] = on.to_string(),
                Piece::Date(label, on) => event.push((label.to_string(), on.to_string())),
                Piece::Relation(kind, name) => relation.push((kind.clone(), name.clone())),
                Piece::Tag(tag) => join(&mut once[11], tag),
                Piece::Note(text) if once[10].is_empty() => text.clone_into(&mut once[10]),
                // A field without a name is a note.
                Piece::Note(text) => custom.push((String::new(), text.clone())),
                // An address book has no column for what stands between us.
                Piece::Remark(..) | Piece::Promise(_) | Piece::Every(_) | Piece::State(_) => {}
            }
        }
        Cells { once, many }
    }
}

fn join(cell: &mut String, value: &str) {
    if !cell.is_empty() {
        cell.push_str(PARTED);
    }
    cell.push_str(value);
}
