//! Writes what the store holds as other programs can read it, row by row: no document is ever whole in memory.

/// Opens tables that hang on people or on meetings, to be read beside those in the order of their keys. Each is a name for
/// its rows by parent.
macro_rules! beside {
    ($reader:ident, $by:literal, $($rows:ident: $record:ty),+) => {
        $(
            let mut $rows = $reader.beside::<$record>($by)?;
            let mut $rows = $rows.run()?;
        )+
    };
}

pub mod calendar;
pub mod csv;
pub mod dot;
pub mod friends;
pub mod jscontact;
pub mod jsonl;
pub mod meetings;
mod people;
pub mod vcard;

use crate::domain::meeting::Side;
use std::io::{self, Write};

use chrono::{FixedOffset, NaiveDate};

use crate::actions::list::Noun;
use crate::exchange::Format;
use crate::exchange::json::{Day, Filled, List, Within, Word, Writer, record as doc};
use crate::exchange::vcard::Version;
use crate::store::rows::{
    Attendance, Contact, DistinctPair, Engagement, EventDate, Fact, FeelingNote, Meeting, MeetingTag, Name, Note,
    Person, PersonTag, Promise, Referral, Relation, Snooze, Source,
};
use crate::store::{self, MeetingFilter, PersonFilter, Reader};

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// What is asked of an export.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Those whom it finds; `None` for everybody.
    pub only: Option<PersonFilter>,
    /// The meetings it finds; `None` for all.
    pub meetings: Option<MeetingFilter>,
    /// The version of vCards.
    pub version: Version,
    /// The characters that are written as escapes, where the format has them.
    pub escape: fn(char) -> bool,
    pub today: NaiveDate,
    /// Where on the earth the user is.
    pub zone: FixedOffset,
    /// How many suggestions a calendar has; `None` for none.
    pub reconnect: Option<usize>,
}

/// What writes a file of a format.
pub type Writes = fn(&Reader<'_>, &mut dyn Write, &Wanted) -> Result<(), ExportError>;

/// How a format is written.
#[derive(Debug, Clone, Copy)]
pub enum Maker {
    /// Into one file, with the filters of a list; `None` where it is always written whole.
    File(Option<Noun>, Writes),
    /// Into a folder of files, each by its name.
    Folder(&'static [(&'static str, Writes)]),
}

/// Filters of people.
const PEOPLE: Option<Noun> = Some(Noun::People);

/// Returns how a format is written; `None` where auld only reads it.
pub fn maker(format: Format) -> Option<Maker> {
    Some(match format {
        Format::Json => Maker::File(None, |reader, out, wanted| json(reader, out, wanted.escape)),
        Format::Jsonl => Maker::Folder(jsonl::PARTS),
        Format::Mbox | Format::Whatsapp => return None,
        Format::Meetings => Maker::File(Some(Noun::Meetings), |reader, out, wanted| {
            meetings::write(reader, out, wanted.meetings.as_ref())
        }),
        Format::Vcard => {
            Maker::File(PEOPLE, |reader, out, wanted| vcard::write(reader, out, wanted.version, wanted.only.as_ref()))
        }
        Format::Ics => Maker::File(PEOPLE, calendar::write),
        Format::Friends => Maker::File(PEOPLE, |reader, out, wanted| friends::write(reader, out, wanted.only.as_ref())),
        Format::Monica => return None,
        Format::Dot => Maker::File(PEOPLE, |reader, out, wanted| dot::write(reader, out, wanted.only.as_ref())),
        Format::JsContact => Maker::File(PEOPLE, |reader, out, wanted| {
            jscontact::write(reader, out, wanted.escape, wanted.only.as_ref())
        }),
        Format::Csv => Maker::File(PEOPLE, |reader, out, wanted| csv::write(reader, out, wanted.only.as_ref())),
    })
}

/// Writes the whole store as one document, with the characters that `escape` holds for as `\uXXXX`.
///
/// # Errors
/// Where the store cannot be read, or `out` takes no more.
pub fn json(reader: &Reader<'_>, out: &mut dyn Write, escape: fn(char) -> bool) -> Result<(), ExportError> {
    let mut writer = Writer::new(out, escape)?;
    people(reader, &mut writer)?;
    meetings(reader, &mut writer)?;
    reader.each(|row: Referral| Ok::<_, ExportError>(writer.record(List::Referrals, &referral(row))?))?;
    reader.each(|row: Engagement| Ok::<_, ExportError>(writer.record(List::Engagements, &engagement(row))?))?;
    for row in reader.me()? {
        let me = doc::Me { id: Word(row.id), kind: Word(row.kind), value: Filled(row.value) };
        writer.record(List::Me, &me)?;
    }
    writer.finish()?.flush()?;
    Ok(())
}

/// Reads the tables that hang on people beside them, all in the order of people.
fn people<W: Write>(reader: &Reader<'_>, writer: &mut Writer<W>) -> Result<(), ExportError> {
    beside!(reader, "person_id",
        names: Name, contacts: Contact, facts: Fact, relations: Relation, dates: EventDate, tags: PersonTag,
        notes: Note, feelings: FeelingNote, promises: Promise, snoozes: Snooze, apart: DistinctPair, sources: Source
    );
    reader.each(|row: Person| {
        let id = row.id;
        let mut person = person(row);
        person.names = each(names.of(id)?, |n| doc::Name { id: Word(n.id), kind: Word(n.kind), text: Filled(n.text) });
        person.contacts = each(contacts.of(id)?, contact);
        person.facts = each(facts.of(id)?, fact);
        person.relations = each(relations.of(id)?, relation);
        person.dates =
            each(dates.of(id)?, |d| doc::EventDate { id: Word(d.id), label: Filled(d.label), on: Word(d.on_date) });
        person.tags = each(tags.of(id)?, |t| Filled(t.tag));
        person.notes = each(notes.of(id)?, |n| doc::Note { id: Word(n.id), on: day(n.on_day), text: Filled(n.text) });
        person.feelings = each(feelings.of(id)?, feeling_note);
        person.promises = each(promises.of(id)?, promise);
        person.snoozed_until = snoozes.of(id)?.pop().map(|s| day(s.until_day));
        person.distinct_from = each(apart.of(id)?, |pair| Word(pair.other_id));
        person.sources = each(sources.of(id)?, source);
        Ok(writer.record(List::People, &person)?)
    })
}

/// Reads the tables that hang on meetings beside them, all in the order of meetings.
fn meetings<W: Write>(reader: &Reader<'_>, writer: &mut Writer<W>) -> Result<(), ExportError> {
    beside!(reader, "meeting_id", present: Attendance, tags: MeetingTag, sources: Source);
    reader.each(|row: Meeting| {
        let id = row.id;
        let mut meeting = meeting(row);
        meeting.people = each(present.of(id)?, attendance);
        meeting.tags = each(tags.of(id)?, |t| Filled(t.tag));
        meeting.sources = each(sources.of(id)?, source);
        Ok(writer.record(List::Meetings, &meeting)?)
    })
}

fn each<R, D>(rows: Vec<R>, into: impl Fn(R) -> D) -> Vec<D> {
    rows.into_iter().map(into).collect()
}

fn day(day: chrono::NaiveDate) -> doc::On {
    Word(Day(day))
}

fn scale(value: i8) -> doc::Scale {
    Within(value.into())
}

fn person(row: Person) -> doc::Person {
    doc::Person {
        id: Word(row.id),
        name: Filled(row.name),
        state: Word(row.state),
        added_on: day(row.added_on),
        state_until: row.state_until.map(day),
        snoozed_until: None,
        hint: row.hint,
        closeness: row.closeness.map(Word),
        kin: row.kin,
        cadence_days: row.cadence_days.map(|n| Within(n.into())),
        known_since: row.known_since.map(Word),
        met: row.met,
        met_on: row.met_on.map(Word),
        background: row.background,
        tags: Vec::new(),
        names: Vec::new(),
        contacts: Vec::new(),
        facts: Vec::new(),
        relations: Vec::new(),
        dates: Vec::new(),
        notes: Vec::new(),
        feelings: Vec::new(),
        promises: Vec::new(),
        distinct_from: Vec::new(),
        sources: Vec::new(),
    }
}

fn contact(row: Contact) -> doc::Contact {
    doc::Contact { id: Word(row.id), kind: Word(row.kind), value: Filled(row.value), label: row.label }
}

fn fact(row: Fact) -> doc::Fact {
    doc::Fact {
        id: Word(row.id),
        label: Filled(row.label),
        value: row.value,
        noted_on: day(row.noted_on),
        since: row.since.map(Word),
        until: row.until.map(Word),
    }
}

fn relation(row: Relation) -> doc::Relation {
    doc::Relation {
        id: Word(row.id),
        kind: row.kind,
        person: row.other_id.map(Word),
        name: row.other_name,
        since: row.since.map(Word),
        until: row.until.map(Word),
        note: row.note,
    }
}

fn feeling_note(row: FeelingNote) -> doc::FeelingNote {
    let side = match row.side {
        Side::Felt => doc::Side::Felt,
        Side::Left => doc::Side::Left,
    };
    doc::FeelingNote { id: Word(row.id), on: day(row.on_day), side, words: row.words, value: row.value.map(scale) }
}

fn promise(row: Promise) -> doc::Promise {
    doc::Promise {
        id: Word(row.id),
        by: Word(row.by),
        text: Filled(row.text),
        made_on: day(row.made_on),
        outcome: Word(row.outcome),
        due: row.due.map(day),
        closed_on: row.closed_on.map(day),
        meeting: row.meeting_id.map(Word),
    }
}

fn source(row: Source) -> doc::Source {
    doc::Source { id: Word(row.id), scheme: row.scheme, key: row.key, raw: row.raw }
}

fn meeting(row: Meeting) -> doc::Meeting {
    doc::Meeting {
        id: Word(row.id),
        on: day(row.on_day),
        kind: Word(row.kind),
        minutes: row.minutes.map(|n| Within(n.into())),
        place: row.place,
        text: row.text,
        size: row.size.map(|n| Within(n.into())),
        direction: row.direction.map(Word),
        imposed: row.imposed,
        tags: Vec::new(),
        people: Vec::new(),
        sources: Vec::new(),
    }
}

fn attendance(row: Attendance) -> doc::Present {
    let felt = |words: Option<String>, value: Option<i8>| {
        (words.is_some() || value.is_some()).then(|| doc::Feeling { words, value: value.map(scale) })
    };
    doc::Present {
        person: Word(row.person_id),
        felt: felt(row.felt_words, row.felt),
        left: felt(row.left_words, row.left_value),
        note: row.note,
    }
}

fn referral(row: Referral) -> doc::Referral {
    doc::Referral {
        id: Word(row.id),
        from: Word(row.referrer_id),
        to: Word(row.referred_id),
        kind: Word(row.kind),
        on: row.on_date.map(Word),
        note: row.note,
        outcome: row.outcome,
        thanked_on: row.thanked_on.map(day),
        told_on: row.told_on.map(day),
    }
}

fn engagement(row: Engagement) -> doc::Engagement {
    doc::Engagement {
        id: Word(row.id),
        person: Word(row.person_id),
        what: row.what,
        currency: row.currency,
        minor: row.minor,
        started_on: row.started_on.map(Word),
        ended_on: row.ended_on.map(Word),
        outcome: row.outcome,
    }
}
