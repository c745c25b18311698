//! Reads a document record by record: each is handed on before the next is read.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, BufRead, Read};
use std::marker::PhantomData;

use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_ignored::Path;

use super::record::{Engagement, Me, Meeting, Person, Referral};
use super::{FORMAT, VERSION};
use crate::exchange::{Bad, Place, ReadError, Trouble, json_told};

/// How many unknown keys are named at most.
const UNKNOWN_MAX: usize = 20;

/// Takes the records of a document, in its order; `at` is where each ends.
pub trait Take {
    type Error;

    /// Takes a record.
    ///
    /// # Errors
    /// [`Trouble`], which ends the reading; so for all below.
    fn person(&mut self, person: Person, at: Place) -> Result<(), Trouble<Self::Error>>;
    fn meeting(&mut self, meeting: Meeting, at: Place) -> Result<(), Trouble<Self::Error>>;
    fn referral(&mut self, referral: Referral, at: Place) -> Result<(), Trouble<Self::Error>>;
    fn engagement(&mut self, engagement: Engagement, at: Place) -> Result<(), Trouble<Self::Error>>;
    fn me(&mut self, me: Me, at: Place) -> Result<(), Trouble<Self::Error>>;
}

/// Reads a whole document and returns the keys nobody knows, such as `people[].shoe_size`, at most 20 of them.
///
/// # Errors
/// What `take` refuses, and a document that is broken or of a later version.
pub fn read<R: BufRead, T: Take>(mut input: R, take: &mut T) -> Result<Vec<String>, ReadError<T::Error>> {
    let place = Cell::new(Place { line: 1, column: 0 });
    let lengths = Cell::new([0; LINES]);
    // Some editors put a mark before a text in UTF-8.
    if input.fill_buf().map_err(ReadError::Io)?.starts_with(BOM) {
        input.consume(BOM.len());
    }
    let mut failed = None;
    let mut unknown = BTreeSet::new();
    let mut json = serde_json::Deserializer::from_reader(Counted { input, place: &place, lengths: &lengths });
    let mut note = |path: Path<'_>| {
        if unknown.len() < UNKNOWN_MAX {
            unknown.insert(without_indexes(&path));
        }
    };
    let document = Document { take, place: &place, failed: &mut failed };
    let done = document.deserialize(serde_ignored::Deserializer::new(&mut json, &mut note)).and_then(|()| json.end());
    match (done, failed) {
        (_, Some(e)) => Err(ReadError::Failed(e)),
        (Ok(()), None) => Ok(unknown.into_iter().collect()),
        (Err(e), None) => Err(told(e, place.get(), &lengths.get())),
    }
}

/// Returns what is wrong and where; `read` is how far the document was read, `lengths` those of its last lines.
fn told<E>(e: serde_json::Error, read: Place, lengths: &[u64; LINES]) -> ReadError<E> {
    if e.is_io() {
        return ReadError::Io(e.into());
    }
    let place = match (e.line() as u64, e.column() as u64) {
        // That a number ends is only seen by the line break behind it.
        (line, 0) if line > 1 && read.line - line < LINES as u64 => {
            Place { line: line - 1, column: lengths[slot(line - 1)] }
        }
        (line, column) => Place { line, column },
    };
    ReadError::Bad(Bad { place, why: json_told::why(&e, "the document") })
}

/// Returns the path of a key with `[]` for any place in a list.
fn without_indexes(path: &Path<'_>) -> String {
    match path {
        Path::Root => String::new(),
        Path::Seq { parent, .. } => format!("{}[]", without_indexes(parent)),
        Path::Map { parent: Path::Root, key } => key.clone(),
        Path::Map { parent, key } => format!("{}.{key}", without_indexes(parent)),
        Path::Some { parent } | Path::NewtypeStruct { parent } | Path::NewtypeVariant { parent } => {
            without_indexes(parent)
        }
    }
}

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Counts lines and columns of what is read; serde_json takes one byte at a time.
struct Counted<'p, R> {
    input: R,
    place: &'p Cell<Place>,
    /// How many bytes each of the last lines has, in its [`slot`].
    lengths: &'p Cell<[u64; LINES]>,
}

/// Of so many lines the length is known: of some at the end of an object more is read before the error is told.
const LINES: usize = 16;

fn slot(line: u64) -> usize {
    line as usize % LINES
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        let mut place = self.place.get();
        for byte in buffer.iter().take(count) {
            if *byte == b'\n' {
                let mut lengths = self.lengths.get();
                lengths[slot(place.line)] = place.column;
                self.lengths.set(lengths);
                place = Place { line: place.line + 1, column: 0 };
            } else {
                place.column += 1;
            }
        }
        self.place.set(place);
        Ok(count)
    }
}

/// The document itself.
struct Document<'t, T: Take> {
    take: &'t mut T,
    place: &'t Cell<Place>,
    failed: &'t mut Option<T::Error>,
}

impl<'de, T: Take> DeserializeSeed<'de> for Document<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Take> Visitor<'de> for Document<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an auld document")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let (mut format, mut version) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "format" => format = Some(known_format(&map.next_value::<String>()?)?),
                "version" => version = Some(map.next_value::<u32>()?),
                "min_reader" => readable(map.next_value()?)?,
                "people" => map.next_value_seed(self.each(T::person))?,
                "meetings" => map.next_value_seed(self.each(T::meeting))?,
                "referrals" => map.next_value_seed(self.each(T::referral))?,
                "engagements" => map.next_value_seed(self.each(T::engagement))?,
                "me" => map.next_value_seed(self.each(T::me))?,
                // Read through the deserializer that notes what is ignored.
                _ => {
                    map.next_value::<Skipped>()?;
                }
            }
        }
        if format.is_none() || version.is_none() {
            return Err(de::Error::custom("this is no auld document: it has no `format` or no `version`"));
        }
        Ok(())
    }
}

fn known_format<E: de::Error>(format: &str) -> Result<(), E> {
    if format == FORMAT {
        return Ok(());
    }
    Err(E::custom(format_args!("this is no auld document: its `format` is `{format}`")))
}

fn readable<E: de::Error>(least: u32) -> Result<(), E> {
    if least <= VERSION {
        return Ok(());
    }
    Err(E::custom(format_args!(
        "this document needs an auld that reads version {least}; this one ({}) reads up to {VERSION}",
        env!("CARGO_PKG_VERSION")
    )))
}

/// A value that is passed over.
struct Skipped;

impl<'de> de::Deserialize<'de> for Skipped {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_ignored_any(IgnoredAny).map(|_| Skipped)
    }
}

impl<T: Take> Document<'_, T> {
    fn each<R>(&mut self, hand: Hand<T, R>) -> Each<'_, T, R> {
        Each { take: self.take, place: self.place, failed: self.failed, hand, record: PhantomData }
    }
}

/// How a record is handed on.
type Hand<T, R> = fn(&mut T, R, Place) -> Result<(), Trouble<<T as Take>::Error>>;

/// A list of records.
struct Each<'t, T: Take, R> {
    take: &'t mut T,
    place: &'t Cell<Place>,
    failed: &'t mut Option<T::Error>,
    hand: Hand<T, R>,
    record: PhantomData<R>,
}

impl<'de, T: Take, R: DeserializeOwned> DeserializeSeed<'de> for Each<'_, T, R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: Take, R: DeserializeOwned> Visitor<'de> for Each<'_, T, R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(record) = list.next_element::<R>()? {
            match (self.hand)(self.take, record, self.place.get()) {
                Ok(()) => {}
                Err(Trouble::Bad(why)) => return Err(de::Error::custom(why)),
                Err(Trouble::Failed(e)) => {
                    *self.failed = Some(e);
                    return Err(de::Error::custom("the records could not be taken"));
                }
            }
        }
        Ok(())
    }
}
