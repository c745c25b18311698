//! Takes foreign records into the store: what is new, what differs, what is there already.

pub mod contacts;
pub mod csv;
pub mod friends;
pub mod ics;
pub mod jscontact;
pub mod json;
pub mod jsonl;
pub(super) mod jsonl_meeting;
mod jsonl_person;
mod marks;
pub mod mbox;
pub mod meetings;
pub mod monica;
pub mod people;
pub(super) mod recorded;
mod seen;
pub mod vcard;
pub mod whatsapp;

use std::io::{self, BufReader, Read};
use std::path::Path;

use self::contacts::Contacts;
use self::people::{People, Records};
use super::who::{self, PersonRef};
use crate::domain::id::Id;
use crate::exchange::whatsapp::Order;
use crate::exchange::{Bad, Bytes, Format, Place, ReadError};
use crate::store::{self, Put, Reader, WriteTx};
use crate::view::imported::{BadRecord, Counts, Imported, Understood};

/// How many lines of each kind a report keeps at most; more are only counted.
const KEPT_MAX: usize = 1000;

/// How much of a file is read at once, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;

/// How files of a format are taken.
#[derive(Debug, Clone, Copy)]
pub enum Taker {
    /// Each by itself.
    File(fn(&mut WriteTx<'_>, &str, &mut dyn Read, &mut Report) -> Result<(), ImportError>),
    /// All of a folder that belong together.
    Folder(fn(&mut WriteTx<'_>, &Path, &mut Report) -> Result<(), ImportError>),
    /// All by one import of people: whoever came from one file is known to the next.
    People(Records, fn(&mut People<'_, '_>, &str, &mut dyn Read) -> Result<(), ImportError>),
    /// All by one import of contacts, likewise.
    Contacts(contacts::Records, fn(&mut Contacts<'_, '_>, &str, &mut dyn Read) -> Result<(), ImportError>),
    /// Likewise, where contacts are only known when all files were read.
    Gathered(contacts::Records, fn(Wishes) -> Box<dyn Gather>),
}

/// How the user wants files to be read that leave it open.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wishes {
    /// In which order dates are written.
    pub date_order: Option<Order>,
}

/// Contacts that are gathered from files before they are taken.
pub trait Gather {
    /// Reads a file.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn file(&mut self, contacts: &mut Contacts<'_, '_>, file: &str, input: &mut dyn Bytes) -> Result<(), ImportError>;

    /// Hands over what was gathered, after the last file.
    ///
    /// # Errors
    /// Where the store cannot be written.
    fn end(self: Box<Self>, contacts: &mut Contacts<'_, '_>) -> Result<(), ImportError>;
}

/// Returns how files of a format are taken; `None` where auld only writes it.
pub fn taker(format: Format) -> Option<Taker> {
    Some(match format {
        Format::Json => Taker::File(|tx, file, input, report| json::import(tx, file, buffered(input), report)),
        Format::Jsonl => Taker::Folder(jsonl::import),
        Format::Mbox => Taker::Gathered(mbox::RECORDS, |_| Box::<mbox::Mailboxes>::default()),
        Format::Meetings => Taker::File(|tx, file, input, report| meetings::import(tx, file, buffered(input), report)),
        Format::Ics => {
            Taker::Contacts(ics::RECORDS, |contacts, file, input| ics::import(contacts, file, buffered(input)))
        }
        Format::Vcard => {
            Taker::People(vcard::RECORDS, |people, file, input| vcard::import(people, file, buffered(input)))
        }
        Format::Whatsapp => Taker::Gathered(whatsapp::RECORDS, |wishes| Box::new(whatsapp::Chats::new(wishes))),
        Format::Friends => Taker::File(|tx, file, input, report| friends::import(tx, file, input, report)),
        Format::Monica => Taker::File(|tx, file, input, report| monica::import(tx, file, input, report)),
        Format::Dot => return None,
        Format::JsContact => {
            Taker::People(jscontact::RECORDS, |people, file, input| jscontact::import(people, file, buffered(input)))
        }
        Format::Csv => Taker::People(csv::RECORDS, |people, file, input| csv::import(people, file, buffered(input))),
    })
}

fn buffered(input: &mut dyn Read) -> BufReader<&mut dyn Read> {
    BufReader::with_capacity(BUFFER_BYTES, input)
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What became of the records, by what they are, in the order of the file.
    pub counts: Vec<(&'static str, Counts)>,
    /// Records that were not taken, each with its file; at most 1000 of them.
    pub bad: Vec<(String, Bad)>,
    /// Changes of the file that were left out because the row was changed in auld too, in words; at most 1000.
    pub left: Vec<String>,
    /// New people whose name somebody else has already: the new one, then the other; at most 1000.
    pub doubles: Vec<(PersonRef, PersonRef)>,
    /// How many new people look the same as somebody, those not among `doubles` included.
    pub alike: u64,
    /// Keys that auld has no place for.
    pub ignored: Vec<String>,
    /// How tables were understood whose columns had to be guessed.
    pub tables: Vec<Understood>,
    /// Records that are read and are nothing for auld: why, and how many.
    pub left_out: Vec<(&'static str, u64)>,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file is at fault; the text begins with the file and the place.
    #[error("{0}")]
    File(String),
    /// A table whose columns nobody can tell; the text begins with the file and the place.
    #[error("{why}")]
    Columns { why: String, file: String, table: Box<crate::exchange::csv::Unknown> },
    #[error("`{file}` cannot be read: {}", store::why(why))]
    Unreadable { file: String, why: io::Error },
    /// Nobody said who of those named is the user: who it may be, those named most often first.
    #[error("who of these people are you?")]
    WhoAmI { likely: Vec<(String, u64)> },
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Counts a record.
fn count(counts: &mut Counts, put: Put) {
    match put {
        Put::New => counts.new += 1,
        Put::Changed => counts.updated += 1,
        Put::Same => counts.unchanged += 1,
    }
}

impl Report {
    /// Returns the report as it is shown. `done` says that it was not only rehearsed.
    pub fn shown(&self, done: bool) -> Imported {
        let bad = |(file, bad): &(String, Bad)| BadRecord {
            file: file.clone(),
            line: bad.place.line,
            column: bad.place.column,
            why: bad.why.clone(),
        };
        let named = |person: &PersonRef| (person.id.to_string(), person.name.clone());
        Imported {
            done,
            counts: self.counts.clone(),
            bad: self.bad.iter().map(bad).collect(),
            doubles: self.doubles.iter().map(|(new, old)| [named(new), named(old)]).collect(),
            alike: self.alike.max(self.doubles.len() as u64),
            left: self.left.clone(),
            ignored: self.ignored.clone(),
            tables: self.tables.clone(),
            left_out: self.left_out.clone(),
        }
    }

    /// Counts a record of a kind.
    pub(super) fn add(&mut self, what: &'static str, put: Put) {
        count(self.of(what), put);
    }

    fn of(&mut self, what: &'static str) -> &mut Counts {
        let at = self.counts.iter().position(|(of, _)| *of == what).unwrap_or_else(|| {
            self.counts.push((what, Counts::default()));
            self.counts.len() - 1
        });
        &mut self.counts[at].1
    }

    /// Returns how many people are new or changed.
    pub fn takes_people(&self) -> u64 {
        let people = self.counts.iter().filter(|(what, _)| *what == "people");
        people.map(|(_, counts)| counts.new + counts.updated).sum()
    }

    fn add_bad(&mut self, what: &'static str, file: &str, bad: Bad) {
        self.of(what).bad += 1;
        if self.bad.len() < KEPT_MAX {
            self.bad.push((file.to_owned(), bad));
        }
    }

    fn leave(&mut self, line: impl FnOnce() -> String) {
        if self.left.len() < KEPT_MAX {
            self.left.push(line());
        }
    }

    /// Drops those whom the user told apart from what looks the same.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn forget_those_told_apart(&mut self, reader: &Reader<'_>) -> store::Result<()> {
        let before = self.doubles.len();
        let mut kept = Vec::with_capacity(before);
        for (new, old) in std::mem::take(&mut self.doubles) {
            if !reader.are_told_apart(new.id, old.id)? {
                kept.push((new, old));
            }
        }
        self.alike = self.alike.saturating_sub((before - kept.len()) as u64);
        self.doubles = kept;
        Ok(())
    }

    /// Notes those who had the name of a new person before.
    fn note_doubles(&mut self, reader: &Reader<'_>, id: Id, name: &str, hint: Option<&str>) -> store::Result<()> {
        if self.doubles.len() < KEPT_MAX {
            // Words of names are made when the operation ends: people of this import are not among the twins.
            for twin in who::same_name(reader, name)?.into_iter().filter(|twin| twin.id != id) {
                let person = PersonRef { id, name: name.to_owned(), hint: hint.map(str::to_owned) };
                self.doubles.push((person, twin));
            }
        }
        Ok(())
    }
}

/// Returns the place as compilers write it: `file:3:17: why`.
pub fn at(file: &str, bad: &Bad) -> String {
    match bad.place {
        Place { line: 0, .. } => format!("{file}: {}", bad.why),
        Place { line, column: 0 } => format!("{file}:{line}: {}", bad.why),
        Place { line, column } => format!("{file}:{line}:{column}: {}", bad.why),
    }
}

fn unread(file: &str, e: ReadError<ImportError>) -> ImportError {
    match e {
        ReadError::Bad(bad) => ImportError::File(at(file, &bad)),
        ReadError::Failed(e) => e,
        ReadError::Io(why) => ImportError::Unreadable { file: file.to_owned(), why },
    }
}
