//! Writes people, meetings and referrals as plain lines.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write;

use super::{ExportError, Writes};
use crate::actions::import::{jsonl as import, jsonl_meeting};
use crate::domain::date;
use crate::domain::id::Id;
use crate::domain::person::{ContactKind, NameKind};
use crate::exchange::jsonl::{self as format, MeetingOut, PersonOut, ReferralOut};
use crate::store::Reader;
use crate::store::rows::{
    Attendance, Contact, EventDate, Fact, Meeting, MeetingTag, Name, Note, Person, PersonTag, Referral, Source,
};

/// Writes people.jsonl, a line a person.
///
/// # Errors
/// Where the store cannot be read, or `out` takes no more; so for all below.
pub fn people(reader: &Reader<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    beside!(reader, "person_id",
        names: Name, contacts: Contact, facts: Fact, dates: EventDate, tags: PersonTag, notes: Note, sources: Source
    );
    reader.each(|person: Person| {
        let id = person.id;
        let contacts = contacts.of(id)?;
        let reached =
            |kind| contacts.iter().filter(move |c| c.kind == kind).map(|c| Cow::from(c.value.as_str())).collect();
        let facts = facts.of(id)?;
        let fact = |label| facts.iter().rfind(|f| f.label == label).map_or("", |f| f.value.as_str());
        let (city, country) = place_parts(fact(format::LIVES));
        let nick = names.of(id)?.into_iter().find(|n| n.kind == NameKind::Nick).map_or(String::new(), |n| n.text);
        let birthday = dates.of(id)?.into_iter().find(|d| d.label == "birthday");
        let notes: Vec<String> = notes.of(id)?.into_iter().map(|n| n.text).collect();
        line(
            out,
            &PersonOut {
                id: key(id, sources.of(id)?, import::SCHEME).into(),
                name: person.name.as_str().into(),
                nick: nick.into(),
                culture: fact(format::CULTURE).into(),
                emails: reached(ContactKind::Email),
                phones: reached(ContactKind::Phone),
                birthday: birthday.map_or(String::new(), |d| d.on_date.to_string()),
                org: fact(format::WORKS_AT).into(),
                title: fact(format::ROLE).into(),
                city: city.into(),
                country: country.into(),
                tags: tags.of(id)?.into_iter().map(|t| t.tag.into()).collect(),
                cadence_days: person.cadence_days.unwrap_or(0),
                met_on: person.met_on.map_or(String::new(), |d| d.to_string()),
                note: notes.join("\n").into(),
            },
        )
    })
}

/// Writes meetings.jsonl, a line a meeting, oldest first.
pub fn meetings(reader: &Reader<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let keys: HashMap<Id, String> =
        reader.people_by_source(import::SCHEME)?.into_iter().map(|(key, id)| (id, key)).collect();
    beside!(reader, "meeting_id", present: Attendance, tags: MeetingTag, sources: Source);
    reader.each(|meeting: Meeting| {
        let id = meeting.id;
        let present = present.of(id)?;
        let felt = present.iter().find_map(Attendance::felt).unwrap_or_default();
        line(
            out,
            &MeetingOut {
                id: key(id, sources.of(id)?, jsonl_meeting::SCHEME).into(),
                date: date::iso(meeting.on_day),
                kind: meeting.kind.as_str(),
                minutes: meeting.minutes,
                with: present.iter().map(|p| person_key(&keys, p.person_id)).collect(),
                place: meeting.place.as_deref().unwrap_or_default().into(),
                tags: tags.of(id)?.into_iter().map(|t| t.tag.into()).collect(),
                feeling: felt.words.into(),
                score: felt.value,
                text: meeting.text.as_str().into(),
            },
        )
    })
}

/// Writes referrals.jsonl, a line a referral.
pub fn referrals(reader: &Reader<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let keys: HashMap<Id, String> =
        reader.people_by_source(import::SCHEME)?.into_iter().map(|(key, id)| (id, key)).collect();
    reader.each(|referral: Referral| {
        line(
            out,
            &ReferralOut {
                id: referral.id.to_string(),
                from: person_key(&keys, referral.referrer_id),
                to: person_key(&keys, referral.referred_id),
                date: referral.on_date.map_or(String::new(), |d| d.to_string()),
                kind: referral.kind.as_str(),
                note: referral.note.as_deref().unwrap_or_default().into(),
            },
        )
    })
}

fn line(out: &mut dyn Write, record: &impl serde::Serialize) -> Result<(), ExportError> {
    serde_json::to_writer(&mut *out, record).map_err(std::io::Error::from)?;
    Ok(out.write_all(b"\n")?)
}

/// Returns the key a record came with, else auld's own id.
fn key(id: Id, sources: Vec<Source>, scheme: &str) -> String {
    sources.into_iter().find(|s| s.scheme == scheme).map_or_else(|| id.to_string(), |s| s.key)
}

fn person_key(keys: &HashMap<Id, String>, id: Id) -> Cow<'_, str> {
    keys.get(&id).map_or_else(|| Cow::from(id.to_string()), |key| Cow::from(key.as_str()))
}

/// Splits `Cairo, EG` into city and country.
fn place_parts(lives: &str) -> (&str, &str) {
    let country = |c: &str| c.len() == 2 && c.bytes().all(|b| b.is_ascii_uppercase());
    lives.rsplit_once(", ").filter(|(_, c)| country(c)).unwrap_or((lives, ""))
}

/// The three files with what writes them.
pub const PARTS: &[(&str, Writes)] = &{
    let [a, b, c] = format::FILES;
    [
        (a, |reader, out, _| people(reader, out)),
        (b, |reader, out, _| meetings(reader, out)),
        (c, |reader, out, _| referrals(reader, out)),
    ]
};
