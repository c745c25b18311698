//! Changes what is written of a meeting.

use chrono::NaiveDate;

use super::form::{self, Changed, Key, Line};
use super::rename::{existing, reference};
use super::tag::{self, Carrier};
use super::who;
use crate::domain::date::iso;
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::meeting::{Direction, Feeling, Kind};
use crate::store::rows::{Attendance, Meeting, MeetingTag, Promise, Source};
use crate::store::{self, Reader, WriteTx};
use crate::text::who::Resolution;

/// What is to change. `None` leaves a field as it is, `Some(None)` clears it.
#[derive(Debug, Clone, Default)]
pub struct MeetingEdit {
    pub on: Option<NaiveDate>,
    pub kind: Option<Kind>,
    pub with: Vec<Id>,
    pub without: Vec<Id>,
    pub place: Option<Option<String>>,
    pub tags: Vec<String>,
    pub rm_tags: Vec<String>,
    pub minutes: Option<Option<u32>>,
    /// How they made me feel, the later winning; an empty feeling clears.
    pub felt: Vec<(Id, Feeling)>,
    /// How I think I left them; as `felt`.
    pub left: Vec<(Id, Feeling)>,
    pub text: Option<String>,
    pub size: Option<Option<u32>>,
    pub direction: Option<Option<Direction>>,
    pub imposed: Option<bool>,
}

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// Its id now; another one where the day changed.
    pub meeting: Id,
    pub changed: Vec<Changed>,
}

/// Why a change was refused.
#[derive(Debug, thiserror::Error)]
pub enum MeetingError {
    #[error("nobody would be left at the meeting")]
    Nobody,
    #[error("{0} was not there")]
    NotThere(String),
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// The fields of a meeting's form, in their order.
pub const KEYS: &[Key] = &[
    Key { name: "on", about: "the day", many: false },
    Key { name: "kind", about: "in_person, video, call, letter, email, message, attempt", many: false },
    Key { name: "with", about: "who was there, one a line", many: true },
    Key { name: "at", about: "the place", many: false },
    Key { name: "tag", about: "one a line", many: true },
    Key { name: "min", about: "how long: 90 min, 2h", many: false },
    Key { name: "felt", about: "NAME: how they made me feel +2; one a line", many: true },
    Key { name: "left", about: "NAME: how I think I left them", many: true },
    Key { name: "size", about: "people present, me included, where more than those named", many: false },
    Key { name: "direction", about: "who wrote: in, out, both", many: false },
    Key { name: "imposed", about: "yes where nobody chose it, such as a class", many: false },
    Key { name: "text", about: "the words, to the end of the draft", many: false },
];

/// Returns the meeting's form.
///
/// # Errors
/// Where there is no such meeting, or the store cannot be read.
pub fn lines(reader: &Reader<'_>, id: Id) -> store::Result<Vec<Line>> {
    let meeting = row(reader, id)?;
    let attendances: Vec<Attendance> = reader.all_of("meeting_id", id)?;
    let mut people = Vec::with_capacity(attendances.len());
    for attendance in attendances {
        people.push((reference(&existing(reader, attendance.person_id)?).shown(), attendance));
    }
    let tags = tag::of(reader, Carrier::Meeting(id))?;
    let mut out: Vec<Option<Line>> =
        vec![Line::of("on", Some(iso(meeting.on_day))), Line::of("kind", Some(meeting.kind))];
    out.extend(people.iter().map(|(name, _)| Line::of("with", Some(name))));
    out.push(Line::of("at", meeting.place));
    out.extend(tags.into_iter().map(|tag| Line::of("tag", Some(tag))));
    out.push(Line::of("min", meeting.minutes.map(|n| format!("{n} min"))));
    let feelings = |key, of: fn(&Attendance) -> Option<Feeling>| {
        let said = move |(name, a): &(String, Attendance)| {
            Line::of(key, of(a).map(|feeling| format!("{name}: {}", spelt(&feeling))))
        };
        people.iter().map(said).collect::<Vec<_>>()
    };
    out.extend(feelings("felt", Attendance::felt));
    out.extend(feelings("left", Attendance::left));
    out.push(Line::of("size", meeting.size));
    out.push(Line::of("direction", meeting.direction));
    out.push(Line::of("imposed", meeting.imposed.then_some("yes")));
    out.push(Line::of("text", Some(meeting.text.trim())));
    Ok(out.into_iter().flatten().collect())
}

/// Returns the one attendee who answers to the name; `None` where nobody there does, or more than one.
///
/// # Errors
/// Where the store cannot be read.
pub fn attendee(reader: &Reader<'_>, meeting: Id, name: &str) -> store::Result<Option<Id>> {
    let there: Vec<Attendance> = reader.all_of("meeting_id", meeting)?;
    let Some(first) = fold::words(name).into_iter().next() else { return Ok(None) };
    let mut rows = reader.names_from(&first)?;
    rows.retain(|row| there.iter().any(|a| a.person_id == row.id));
    Ok(match who::index(rows).resolve(name) {
        Resolution::One(id, _) => Some(id),
        Resolution::Several(_) | Resolution::None { .. } => None,
    })
}

/// Returns the feeling as it can be typed again: `heard +2`.
fn spelt(feeling: &Feeling) -> String {
    let value = feeling.value.map(|value| format!("{value:+}")).unwrap_or_default();
    format!("{} {value}", feeling.words).trim().to_owned()
}

/// Changes the meeting. Another day gives it another id, since ids stand in the order of life.
///
/// # Errors
/// Refuses to leave nobody there or to note the feeling of somebody absent, and a store that cannot be written.
pub fn meeting(tx: &mut WriteTx<'_>, id: Id, edit: &MeetingEdit) -> Result<Edited, MeetingError> {
    let before = lines(tx, id)?;
    let mut meeting = row(tx, id)?;
    meeting.kind = edit.kind.unwrap_or(meeting.kind);
    meeting.place = edit.place.clone().unwrap_or(meeting.place);
    meeting.minutes = edit.minutes.unwrap_or(meeting.minutes);
    meeting.text = edit.text.clone().unwrap_or(meeting.text);
    meeting.size = edit.size.unwrap_or(meeting.size);
    meeting.direction = edit.direction.unwrap_or(meeting.direction);
    meeting.imposed = edit.imposed.unwrap_or(meeting.imposed);
    tx.update(&meeting)?;
    people(tx, id, edit)?;
    tag::change(tx, Carrier::Meeting(id), &edit.tags, &edit.rm_tags)?;
    let now = match edit.on.filter(|on| *on != meeting.on_day) {
        Some(on) => on_another_day(tx, meeting, on)?,
        None => id,
    };
    Ok(Edited { meeting: now, changed: form::differences(KEYS, &before, &lines(tx, now)?) })
}

fn people(tx: &mut WriteTx<'_>, id: Id, edit: &MeetingEdit) -> Result<(), MeetingError> {
    let mut there: Vec<Attendance> = tx.all_of("meeting_id", id)?;
    for person in &edit.with {
        if !there.iter().any(|a| a.person_id == *person) {
            let attendance = Attendance::of(*person, id);
            tx.insert(&attendance)?;
            there.push(attendance);
        }
    }
    for person in &edit.without {
        let at = there.iter().position(|a| a.person_id == *person);
        let Some(at) = at else { return Err(absent(tx, *person)?) };
        tx.delete(&there.remove(at))?;
    }
    if there.is_empty() {
        return Err(MeetingError::Nobody);
    }
    let felt = edit.felt.iter().map(|said| (said, true)).chain(edit.left.iter().map(|said| (said, false)));
    for ((person, feeling), theirs) in felt {
        let Some(attendance) = there.iter_mut().find(|a| a.person_id == *person) else {
            return Err(absent(tx, *person)?);
        };
        if theirs {
            attendance.set_felt(feeling);
        } else {
            attendance.set_left(feeling);
        }
        tx.update(attendance)?;
    }
    Ok(())
}

fn absent(reader: &Reader<'_>, person: Id) -> store::Result<MeetingError> {
    Ok(MeetingError::NotThere(existing(reader, person)?.name))
}

fn row(reader: &Reader<'_>, id: Id) -> store::Result<Meeting> {
    reader.get(id)?.ok_or_else(|| store::Error::Broken(format!("there is no meeting {id}")))
}

/// Writes the meeting anew under an id of its new day, with all that points to it, and returns that id.
///
/// # Errors
/// Where the store cannot be written.
pub fn on_another_day(tx: &mut WriteTx<'_>, old: Meeting, on_day: NaiveDate) -> store::Result<Id> {
    let id = tx.new_id::<Meeting>(on_day)?;
    tx.insert(&Meeting { id, on_day, ..old.clone() })?;
    for row in tx.all_of::<Attendance>("meeting_id", old.id)? {
        tx.delete(&row)?;
        tx.insert(&Attendance { meeting_id: id, ..row })?;
    }
    for row in tx.all_of::<MeetingTag>("meeting_id", old.id)? {
        tx.delete(&row)?;
        tx.insert(&MeetingTag { meeting_id: id, ..row })?;
    }
    for row in tx.all_of::<Promise>("meeting_id", old.id)? {
        // A promise made there was made that day.
        let made_on = if row.made_on == old.on_day { on_day } else { row.made_on };
        tx.update(&Promise { meeting_id: Some(id), made_on, ..row })?;
    }
    for row in tx.all_of::<Source>("meeting_id", old.id)? {
        tx.update(&Source { meeting_id: Some(id), ..row })?;
    }
    tx.delete(&old)?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::tests::{day, holds, small_world, write};
    use crate::store::Store;

    #[test]
    fn another_day_takes_everything_along() {
        let mut store = Store::in_memory().expect("opens");
        let world = small_world(&mut store);
        let edit = MeetingEdit { on: Some(day("2025-01-02")), ..MeetingEdit::default() };
        let edited = holds(&mut store, |tx| meeting(tx, world.alone, &edit));
        assert_eq!(edited.meeting.day(), Some(day("2025-01-02")));
        assert_eq!(edited.changed.len(), 1, "{:?}", edited.changed);
        store
            .read(|reader| -> store::Result<()> {
                assert_eq!(reader.meetings_by_id(&[world.alone])?, []);
                let promises: Vec<Promise> = reader.all_of("meeting_id", edited.meeting)?;
                assert!(promises.len() == 2 && promises.iter().all(|p| p.made_on == day("2025-01-02")));
                assert_eq!(reader.all_of::<Source>("meeting_id", edited.meeting)?.len(), 1);
                assert_eq!(reader.meeting_written_last()?, Some(edited.meeting));
                Ok(())
            })
            .expect("reads");
        write(&mut store, |tx| tx.undo(None).map(|_| ()).map_err(|e| store::Error::Broken(e.to_string())))
            .expect("is undone");
        assert_eq!(store.read(|reader| reader.meeting_written_last()).expect("reads"), Some(world.alone));
    }

    #[test]
    fn every_field_can_be_changed() {
        let mut store = Store::in_memory().expect("opens");
        let world = small_world(&mut store);
        let edit = MeetingEdit {
            kind: Some(Kind::Call),
            with: vec![world.grace, world.ada],
            without: vec![world.twin],
            place: Some(None),
            tags: vec!["chess".into()],
            rm_tags: vec!["work".into()],
            minutes: Some(Some(45)),
            felt: vec![
                (world.grace, Feeling { words: "heard".into(), value: Some(2) }),
                (world.ada, Feeling::default()),
            ],
            left: vec![(world.ada, Feeling { words: String::new(), value: Some(-1) })],
            text: Some("#1\n\nrest".into()),
            size: Some(Some(4)),
            direction: Some(Some(Direction::In)),
            imposed: Some(true),
            ..MeetingEdit::default()
        };
        let edited = holds(&mut store, |tx| meeting(tx, world.other, &edit));
        assert_eq!(edited.changed.len(), 11, "{:?}", edited.changed);
        let felt = edited.changed.iter().find(|c| c.key == "felt").map(|c| c.after.clone());
        assert_eq!(felt, Some(vec!["Grace Hopper: heard +2".into()]));
        assert_eq!(store.read(|reader| attendee(reader, world.other, "grace")).expect("reads"), Some(world.grace));
        assert_eq!(store.read(|reader| attendee(reader, world.other, "Grace H")).expect("reads"), Some(world.grace));
    }

    #[test]
    fn a_meeting_needs_somebody_and_the_absent_feel_nothing() {
        let mut store = Store::in_memory().expect("opens");
        let world = small_world(&mut store);
        let nobody = MeetingEdit { without: vec![world.twin], ..MeetingEdit::default() };
        assert!(matches!(write(&mut store, |tx| meeting(tx, world.alone, &nobody)), Err(MeetingError::Nobody)));
        let absent = MeetingEdit { felt: vec![(world.ada, Feeling::default())], ..MeetingEdit::default() };
        assert!(
            matches!(write(&mut store, |tx| meeting(tx, world.alone, &absent)), Err(MeetingError::NotThere(name)) if name == "Ada")
        );
    }
}
