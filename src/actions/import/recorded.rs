//! A meeting as a record tells of it: added, and changed by what the record changed.
//!
//! Beside each imported meeting stands a short mark for each of its parts, as the record had it. A part whose mark in the
//! store is still that of the record was not changed in auld since, and may be changed by the file.

use super::Report;
use super::marks::{self, Mark};
use crate::actions::edit_meeting;
use crate::domain::id::Id;
use crate::store::rows::{Attendance, Meeting, MeetingTag, Source};
use crate::store::{self, Put, WriteTx};

/// The parts of a meeting that a record can change, in words.
const PARTS: [&str; 6] =
    ["the day", "kind or length", "the place", "the text", "the tags", "who was there or how it felt"];

/// A mark for each of [`PARTS`].
type Marks = [u32; PARTS.len()];

/// What a record says of a meeting. The ids of the meeting in its rows mean nothing until it is added.
pub(super) struct Recorded {
    pub meeting: Meeting,
    /// In order of people, none twice.
    pub people: Vec<Attendance>,
    /// In order, none twice.
    pub tags: Vec<String>,
    /// The record itself, where it is kept.
    pub record: Option<String>,
}

impl Recorded {
    fn marks(&self) -> Marks {
        marks_of(&self.meeting, &self.people, self.tags.iter().map(String::as_str))
    }

    /// Returns what is kept beside the meeting.
    fn raw(&self) -> String {
        let marks = marks::written(&self.marks());
        self.record.as_ref().map_or(marks.clone(), |record| format!("{marks}\n{record}"))
    }
}

/// Returns the record that is kept beside a meeting; `None` where there is none.
pub fn record(raw: &str) -> Option<&str> {
    raw.split_once('\n').map(|(_, record)| record)
}

/// Adds a meeting under the key of its record.
///
/// # Errors
/// Where the store cannot be written; so for all below.
pub(super) fn add(tx: &mut WriteTx<'_>, scheme: &str, key: &str, new: Recorded) -> store::Result<Id> {
    let id = tx.new_id::<Meeting>(new.meeting.on_day)?;
    let raw = Some(new.raw());
    // The meeting before what refers to it: while a reference is open, SQLite looks for it at every insertion.
    tx.insert(&Meeting { id, ..new.meeting })?;
    for attendance in new.people {
        tx.insert(&Attendance { meeting_id: id, ..attendance })?;
    }
    for tag in new.tags {
        tx.insert(&MeetingTag { meeting_id: id, tag })?;
    }
    let source_id = tx.new_id::<Source>(tx.today())?;
    tx.insert(&Source {
        id: source_id,
        scheme: scheme.into(),
        key: key.into(),
        person_id: None,
        meeting_id: Some(id),
        raw,
    })?;
    Ok(id)
}

/// Takes what a record changed since it was imported last, as far as the user did not change the same part in auld. `at`
/// names the record in reports.
pub(super) fn again(
    tx: &mut WriteTx<'_>,
    report: &mut Report,
    at: &str,
    source: Source,
    now: &Recorded,
) -> store::Result<Put> {
    let Some(id) = source.meeting_id else { return Ok(Put::Same) };
    let raw = now.raw();
    if source.raw.as_deref() == Some(raw.as_str()) {
        return Ok(Put::Same);
    }
    let Some(meeting) = tx.get::<Meeting>(id)? else { return Ok(Put::Same) };
    let people: Vec<Attendance> = tx.all_of("meeting_id", id)?;
    let tags: Vec<MeetingTag> = tx.all_of("meeting_id", id)?;
    let store = marks_of(&meeting, &people, tags.iter().map(|t| t.tag.as_str()));
    let wanted = now.marks();
    let then = source.raw.as_deref().map_or([0; PARTS.len()], read);
    let takes = marks::parts_to_take(PARTS, &then, &wanted, &store, |part| {
        report.leave(|| format!("{at}: {part} was changed in auld too and is left as it is there"));
    });
    let [day, kind, place, text, with_tags, with_people] = takes;
    let mut merged = meeting.clone();
    if kind {
        (merged.kind, merged.minutes) = (now.meeting.kind, now.meeting.minutes);
        merged.direction = now.meeting.direction;
    }
    if place {
        merged.place.clone_from(&now.meeting.place);
    }
    if text {
        merged.text.clone_from(&now.meeting.text);
    }
    tx.update(&merged)?;
    if with_tags {
        retag(tx, id, &tags, &now.tags)?;
    }
    if with_people {
        attend(tx, id, &people, &now.people)?;
    }
    tx.update(&Source { raw: Some(raw), ..source })?;
    if day && let Some(meeting) = tx.get::<Meeting>(id)? {
        edit_meeting::on_another_day(tx, meeting, now.meeting.on_day)?;
    }
    Ok(if takes.contains(&true) { Put::Changed } else { Put::Same })
}

/// Gives a meeting the tags that its record names, and no others.
fn retag(tx: &mut WriteTx<'_>, meeting: Id, there: &[MeetingTag], named: &[String]) -> store::Result<()> {
    for tag in there.iter().filter(|t| !named.contains(&t.tag)) {
        tx.delete(tag)?;
    }
    for tag in named {
        tx.put(MeetingTag { meeting_id: meeting, tag: tag.clone() })?;
    }
    Ok(())
}

/// Makes those of its record, and nobody else, be at a meeting.
fn attend(tx: &mut WriteTx<'_>, meeting: Id, there: &[Attendance], named: &[Attendance]) -> store::Result<()> {
    for gone in there.iter().filter(|p| !named.iter().any(|w| w.person_id == p.person_id)) {
        tx.delete(gone)?;
    }
    for attendance in named {
        tx.put(Attendance { meeting_id: meeting, ..attendance.clone() })?;
    }
    Ok(())
}

/// Returns everybody once, in order, without a feeling.
pub(super) fn attendances(people: &[Id]) -> Vec<Attendance> {
    let mut people = people.to_vec();
    people.sort_unstable();
    people.dedup();
    people.into_iter().map(|person| Attendance::of(person, Id::default())).collect()
}

/// Returns the marks of a meeting. People and tags must be in the order of the store.
fn marks_of<'t>(meeting: &Meeting, people: &[Attendance], tags: impl Iterator<Item = &'t str>) -> Marks {
    let mut tagged = Mark::new();
    tags.for_each(|tag| tagged.text(tag));
    let mut felt = Mark::new();
    for person in people {
        felt.number(person.person_id.0);
        felt.text(person.felt_words.as_deref().unwrap_or_default());
        felt.number(person.felt.map_or(i64::MAX, i64::from));
        // A line knows neither, so a meeting that has them was changed in auld.
        for words in [&person.left_words, &person.note].into_iter().flatten() {
            felt.text(words);
        }
        person.left_value.into_iter().for_each(|value| felt.number(value.into()));
    }
    [
        Mark::of_day(meeting.on_day),
        Mark::of_kind(meeting.kind, meeting.minutes),
        Mark::of_text(meeting.place.as_deref().unwrap_or_default()),
        Mark::of_text(&meeting.text),
        tagged.short(),
        felt.short(),
    ]
}

/// Reads back the marks at the head of what is kept; anything else gives marks that match nothing.
fn read(raw: &str) -> Marks {
    let head = raw.split('\n').next().unwrap_or_default();
    marks::read(head).and_then(|marks| marks.try_into().ok()).unwrap_or([u32::MAX; PARTS.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_from_the_head_of_what_is_kept() {
        let marks = [0, 1, (1 << 30) - 1, 12345, 63, 64];
        assert_eq!(read(&format!("{}\nthe record", marks::written(&marks))), marks);
        assert_eq!(read("short"), [u32::MAX; 6]);
        assert_eq!(read(&marks::written(&marks[..5])), [u32::MAX; 6]);
    }
}
