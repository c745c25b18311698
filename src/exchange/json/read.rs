//! Reads a document record by record: each is handed on before the next is read.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, BufRead, Read};
use std::marker::PhantomData;

use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_ignored::Path;
use serde_json::value::RawValue;

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

/// Reads a whole document and returns the keys nobody knows, such as `people[].shoe_size`, at most 20 of them. What it
/// holds at once is one record, as it is written and as it is read.
///
/// # Errors
/// What `take` refuses, and a document that is broken or of a later version.
pub fn read<R: BufRead, T: Take>(mut input: R, take: &mut T) -> Result<Vec<String>, ReadError<T::Error>> {
    let heads = Heads::default();
    // Some editors put a mark before a text in UTF-8.
    if input.fill_buf().map_err(ReadError::Io)?.starts_with(BOM) {
        input.consume(BOM.len());
    }
    let mut failed = None;
    let mut unknown = BTreeSet::new();
    let mut json = serde_json::Deserializer::from_reader(Counted { input, heads: &heads });
    let document = Document { take, heads: &heads, failed: &mut failed, unknown: &mut unknown };
    let done = document.deserialize(&mut json).and_then(|()| json.end());
    match (done, failed) {
        (_, Some(e)) => Err(e),
        (Ok(()), None) => Ok(unknown.into_iter().collect()),
        (Err(e), None) => Err(told(e, &heads)),
    }
}

/// Returns what is wrong and where.
fn told<E>(e: serde_json::Error, heads: &Heads) -> ReadError<E> {
    if e.is_io() {
        return ReadError::Io(e.into());
    }
    let (line, column) = (e.line() as u64, e.column() as u64);
    let place = match column {
        // That a number ends is only seen by the line break behind it.
        0 => heads.line_before(line).unwrap_or(Place { line, column }),
        _ => Place { line, column },
    };
    ReadError::Bad(Bad { place, why: json_told::why(&e, "the document") })
}

/// Returns what is wrong in a record that begins at `start`, and where in the document.
fn told_within<E>(e: &serde_json::Error, raw: &str, start: Place) -> ReadError<E> {
    let (mut line, mut column) = (e.line() as u64, e.column() as u64);
    if column == 0 && line > 1 {
        line -= 1;
        let text = raw.split('\n').nth(line.saturating_sub(1) as usize);
        column = text.map_or(0, |text| text.len() as u64);
    }
    let place = match line {
        0 | 1 => Place { line: start.line, column: start.column + column.saturating_sub(1) },
        _ => Place { line: start.line + line - 1, column },
    };
    ReadError::Bad(Bad { place, why: json_told::why(e, "the document") })
}

/// Notes a key that nobody knows.
fn note(unknown: &mut BTreeSet<String>, key: String) {
    if unknown.len() < UNKNOWN_MAX {
        unknown.insert(key);
    }
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

/// How far a document was read.
struct Heads {
    place: Cell<Place>,
    /// Where the next record begins, once its first byte was read.
    start: Cell<Option<Place>>,
    /// The end of the line before this one.
    before: Cell<Option<Place>>,
}

impl Default for Heads {
    fn default() -> Heads {
        Heads { place: Cell::new(Place { line: 1, column: 0 }), start: Cell::new(None), before: Cell::new(None) }
    }
}

impl Heads {
    /// Returns the end of the line before `line`, where no more was read than that line.
    fn line_before(&self, line: u64) -> Option<Place> {
        self.before.get().filter(|end| end.line + 1 == line)
    }

    fn pass(&self, byte: u8) {
        let place = self.place.get();
        if byte == b'\n' {
            self.before.set(Some(place));
            self.place.set(Place { line: place.line + 1, column: 0 });
            return;
        }
        let place = Place { column: place.column + 1, ..place };
        self.place.set(place);
        if self.start.get().is_none() && !byte.is_ascii_whitespace() && byte != b',' {
            self.start.set(Some(place));
        }
    }
}

/// Counts lines and columns of what is read; serde_json takes one byte at a time.
struct Counted<'p, R> {
    input: R,
    heads: &'p Heads,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        buffer.iter().take(count).for_each(|byte| self.heads.pass(*byte));
        Ok(count)
    }
}

/// The document itself.
struct Document<'t, T: Take> {
    take: &'t mut T,
    heads: &'t Heads,
    failed: &'t mut Option<ReadError<T::Error>>,
    unknown: &'t mut BTreeSet<String>,
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
                "people" => map.next_value_seed(self.each("people", T::person))?,
                "meetings" => map.next_value_seed(self.each("meetings", T::meeting))?,
                "referrals" => map.next_value_seed(self.each("referrals", T::referral))?,
                "engagements" => map.next_value_seed(self.each("engagements", T::engagement))?,
                "me" => map.next_value_seed(self.each("me", T::me))?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    note(self.unknown, key);
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

impl<T: Take> Document<'_, T> {
    fn each<R>(&mut self, list: &'static str, hand: Hand<T, R>) -> Each<'_, T, R> {
        let Document { take, heads, failed, unknown } = self;
        Each { take, heads, failed, unknown, list, hand, record: PhantomData }
    }
}

/// How a record is handed on.
type Hand<T, R> = fn(&mut T, R, Place) -> Result<(), Trouble<<T as Take>::Error>>;

/// A list of records.
struct Each<'t, T: Take, R> {
    take: &'t mut T,
    heads: &'t Heads,
    failed: &'t mut Option<ReadError<T::Error>>,
    unknown: &'t mut BTreeSet<String>,
    list: &'static str,
    hand: Hand<T, R>,
    record: PhantomData<R>,
}

impl<T: Take, R: DeserializeOwned> Each<'_, T, R> {
    /// Reads a record out of its text.
    fn record(&mut self, raw: &RawValue, start: Place) -> Result<R, ReadError<T::Error>> {
        let mut json = serde_json::Deserializer::from_str(raw.get());
        let mut ignored = |path: Path<'_>| note(self.unknown, format!("{}[].{}", self.list, without_indexes(&path)));
        R::deserialize(serde_ignored::Deserializer::new(&mut json, &mut ignored))
            .map_err(|e| told_within(&e, raw.get(), start))
    }

    fn hand_on(&mut self, raw: Box<RawValue>, start: Place, end: Place) -> Result<(), ReadError<T::Error>> {
        let record = self.record(&raw, start)?;
        // Whoever takes the record has room for it then.
        drop(raw);
        (self.hand)(self.take, record, end).map_err(|e| match e {
            Trouble::Bad(why) => ReadError::Bad(Bad { place: end, why }),
            Trouble::Failed(e) => ReadError::Failed(e),
        })
    }
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

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        loop {
            self.heads.start.set(None);
            // Cut out first: what serde_json unescapes while it reads a stream it keeps as long as the stream.
            let Some(raw) = list.next_element::<Box<RawValue>>()? else { return Ok(()) };
            let end = self.heads.place.get();
            let start = self.heads.start.get().unwrap_or(end);
            if let Err(e) = self.hand_on(raw, start, end) {
                *self.failed = Some(e);
                return Err(de::Error::custom("a record could not be taken"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Takes people and nothing else.
    struct People(Vec<String>);

    impl Take for People {
        type Error = ();

        fn person(&mut self, person: Person, _: Place) -> Result<(), Trouble<()>> {
            self.0.push(person.name.0);
            Ok(())
        }
        fn meeting(&mut self, _: Meeting, _: Place) -> Result<(), Trouble<()>> {
            Err(Trouble::Failed(()))
        }
        fn referral(&mut self, _: Referral, _: Place) -> Result<(), Trouble<()>> {
            Err(Trouble::Failed(()))
        }
        fn engagement(&mut self, _: Engagement, _: Place) -> Result<(), Trouble<()>> {
            Err(Trouble::Failed(()))
        }
        fn me(&mut self, _: Me, _: Place) -> Result<(), Trouble<()>> {
            Err(Trouble::Failed(()))
        }
    }

    /// Two people, `gaps` between all that stands in the document, `state` for what the second is.
    fn document(gaps: &[&str], state: &str) -> String {
        let pieces = r#"{ "format" : "auld" , "version" : 1 , "people" : [
            { "id" : "7afjwh6bssj00" , "name" : "Grace\u0020A" , "state" : "active" , "added_on" : "2026-11-23" , "shoe" : { "size" : 4 } } ,
            { "id" : "7afjwh6bssj01" , "name" : "Tomas" , "state" : STATE , "added_on" : "2026-11-23" } ] }"#;
        let pieces = pieces.split_whitespace().map(|piece| if piece == "STATE" { state } else { piece });
        pieces.zip(gaps.iter().cycle()).map(|(piece, gap)| format!("{gap}{piece}")).collect()
    }

    fn place_at(text: &str, at: usize) -> Place {
        let before = &text[..at];
        let line = before.matches('\n').count() as u64 + 1;
        Place { line, column: before.rsplit('\n').next().unwrap_or_default().len() as u64 }
    }

    proptest! {
        #[test]
        fn what_is_wrong_in_a_record_is_told_where_it_stands(gaps in prop::collection::vec(prop::sample::select(&["", " ", "\n", "\r\n\t"][..]), 1..30)) {
            let sound = document(&gaps, "\"active\"");
            let mut people = People(Vec::new());
            let unknown = read(sound.as_bytes(), &mut people).expect("a sound document");
            prop_assert_eq!(people.0, ["Grace A", "Tomas"]);
            prop_assert_eq!(unknown, ["people[].shoe"]);

            let broken = document(&gaps, "77");
            let end = broken.find("77").expect("it is there") + 2;
            match read(broken.as_bytes(), &mut People(Vec::new())) {
                Err(ReadError::Bad(bad)) => prop_assert_eq!(bad.place, place_at(&broken, end), "{}", bad.why),
                _ => prop_assert!(false, "it must be refused"),
            }
        }
    }
}
