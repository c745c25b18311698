//! Foreign formats: bytes to drafts and back. One format is one file and one line in the registry.
//!
//! Nothing here sees the store.

pub mod calendar;
pub mod charset;
pub mod contacts;
pub mod contentline;
pub mod csv;
pub mod dot;
pub mod friends;
pub mod ics;
pub mod jscontact;
pub mod json;
mod json_told;
pub mod jsonl;
pub mod mbox;
pub mod meetings;
pub mod monica;
pub mod people;
pub mod seal;
mod table;
pub mod vcard;
pub mod whatsapp;

use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};

/// A format that can be read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The whole store in one document.
    Json,
    /// A folder of people, meetings and referrals, a record a line.
    Jsonl,
    /// Mail.
    Mbox,
    /// A table of meetings.
    Meetings,
    /// Cards of people.
    Vcard,
    /// A calendar.
    Ics,
    /// A drawing of who is tied to whom.
    Dot,
    /// The file of the tool "friends".
    Friends,
    /// An account of Monica.
    Monica,
    /// Cards of people as JSON.
    JsContact,
    /// A table of people.
    Csv,
    /// Chats that phones export.
    Whatsapp,
}

/// Returns which files of a folder are of a format, in order.
pub type ListFiles = fn(&Path) -> std::io::Result<Vec<PathBuf>>;

/// What is known about a format without opening a file.
#[derive(Debug)]
pub struct About {
    /// The word on the command line.
    pub word: &'static str,
    /// What else people call it, in lower case: programs that write it, and what its files are.
    pub also: &'static [&'static str],
    pub format: Format,
    /// What the names of its files end in, in lower case and without the dot. Those of a folder are taken where the
    /// format is one of files of which people keep many.
    pub endings: &'static [&'static str],
    /// Whether auld reads it, and writes it.
    pub read: bool,
    pub written: bool,
    /// Whether a folder of such files is taken as one.
    pub folders: bool,
    /// Returns which files of a folder are of the format; `None` where their names end as they should.
    pub files: Option<ListFiles>,
    /// Tells whether a file begins as this format does; the bytes may end anywhere.
    begins: fn(&[u8]) -> bool,
}

/// Every format, the surest to tell first.
pub const FORMATS: &[About] = &[
    About { begins: json::begins, ..about("json", Format::Json, &["json"]) },
    About { begins: jscontact::begins, also: &["jscard"], ..about("jscontact", Format::JsContact, &["jscontact"]) },
    about("jsonl", Format::Jsonl, &[]),
    About { begins: monica::begins, written: false, ..about("monica", Format::Monica, &[]) },
    About { begins: friends::begins, also: &["friends.md"], ..about("friends", Format::Friends, &[]) },
    About {
        begins: vcard::begins,
        folders: true,
        also: &["vcf", "vcards"],
        ..about("vcard", Format::Vcard, &["vcf", "vcard"])
    },
    About {
        begins: ics::begins,
        folders: true,
        also: &["ical", "icalendar", "calendar"],
        ..about("ics", Format::Ics, &["ics", "vcs", "ical"])
    },
    About {
        begins: mbox::begins,
        written: false,
        folders: true,
        files: Some(mbox::files),
        also: &["maildir", "mail", "eml"],
        ..about("mbox", Format::Mbox, &["mbox", "eml"])
    },
    About {
        begins: whatsapp::begins,
        written: false,
        folders: true,
        files: Some(whatsapp::files),
        also: &["chat", "chats"],
        ..about("whatsapp", Format::Whatsapp, &["zip"])
    },
    About { begins: meetings::begins, ..about("meetings", Format::Meetings, &[]) },
    About { read: false, also: &["graphviz"], ..about("dot", Format::Dot, &["dot", "gv"]) },
    About {
        begins: csv::begins,
        also: &["google", "outlook", "linkedin", "tsv"],
        ..about("csv", Format::Csv, &["csv", "tsv"])
    },
];

/// Returns what holds for most formats: read and written, a file by itself, known by its name alone.
const fn about(word: &'static str, format: Format, endings: &'static [&'static str]) -> About {
    About {
        word,
        also: &[],
        format,
        endings,
        read: true,
        written: true,
        folders: false,
        files: None,
        begins: |_| false,
    }
}

/// How many bytes of a file are enough to tell its format.
pub const HEAD_BYTES: usize = 4096;

impl Format {
    /// Returns the format that a word on the command line names; `None` where it names none.
    pub fn named(word: &str) -> Option<Format> {
        FORMATS.iter().find(|about| about.word == word).map(|about| about.format)
    }

    /// Returns the format that people mean by a word, whatever its case: its own, or what else they call it.
    pub fn meant(word: &str) -> Option<Format> {
        let word = word.to_lowercase();
        let means = |about: &&About| about.word == word || about.also.contains(&word.as_str());
        FORMATS.iter().find(means).map(|about| about.format)
    }

    /// Returns the format whose content these bytes begin as; `None` where they do not tell.
    pub fn begun(head: &[u8]) -> Option<Format> {
        FORMATS.iter().find(|about| (about.begins)(head)).map(|about| about.format)
    }

    /// Returns what is known about the format.
    pub fn about(self) -> &'static About {
        // Every format has its line: a test holds it.
        FORMATS.iter().find(|about| about.format == self).unwrap_or(&FORMATS[0])
    }

    /// Returns the format of a file that begins with `head`: what the bytes say, else what the name ends in; `None`
    /// where neither tells.
    pub fn sniff(path: &Path, head: &[u8]) -> Option<Format> {
        let by_name = || FORMATS.iter().find(|about| about.read && about.names(path)).map(|about| about.format);
        Format::begun(head).or_else(by_name)
    }
}

impl About {
    /// Tells whether a file has a name that files of the format have.
    pub fn names(&self, path: &Path) -> bool {
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase);
        ending.is_some_and(|ending| self.endings.contains(&ending.as_str()))
    }
}

/// The bytes of a file, or of what comes through a pipe.
pub trait Bytes: Read {
    /// Returns the file where it can be read in any order and begins as an archive does.
    fn archive(&mut self) -> Option<&mut File> {
        None
    }
}

impl Bytes for File {
    fn archive(&mut self) -> Option<&mut File> {
        let mut head = [0; 4];
        let read = self.read_exact(&mut head);
        let back = self.rewind();
        (read.is_ok() && back.is_ok() && head == *b"PK\x03\x04").then_some(self)
    }
}

/// Bytes that come through a pipe.
pub struct Piped<'a>(pub &'a mut dyn Read);

impl Read for Piped<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        self.0.read(out)
    }
}

impl Bytes for Piped<'_> {}

/// Where something stands in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// From 1; 0 where nothing was read.
    pub line: u64,
    /// In bytes, from 1; 0 for the whole line.
    pub column: u64,
}

/// A record that is not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    pub place: Place,
    pub why: String,
}

/// Why whoever takes records does not take one.
#[derive(Debug)]
pub enum Trouble<E> {
    /// The record is at fault; the text says how.
    Bad(String),
    /// The taker itself failed.
    Failed(E),
}

/// Why a file could not be read to its end.
#[derive(Debug)]
pub enum ReadError<E> {
    /// The file is at fault.
    Bad(Bad),
    /// Whoever took the records failed.
    Failed(E),
    /// The bytes could not be read.
    Io(std::io::Error),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_one_line() {
        for about in FORMATS {
            assert_eq!(about.format.about().word, about.word);
            assert_eq!(FORMATS.iter().filter(|other| other.word == about.word).count(), 1, "{}", about.word);
            for word in about.also.iter().chain([&about.word]) {
                assert_eq!(Format::meant(&word.to_uppercase()), Some(about.format), "{word}");
            }
        }
    }
}
