//! Meetings of plain lines.
//!
//! Beside each imported meeting stands a short mark for each of its parts, as the line had it. A part whose mark in the
//! store is still that of the line was not changed in auld since, and may be changed by the file.

use super::ImportError;
use super::jsonl::{Import, failed};
use super::marks::{self, Mark};
use crate::actions::edit_meeting;
use crate::domain::id::Id;
use crate::exchange::Trouble;
use crate::exchange::jsonl::MeetingDraft;
use crate::store::rows::{Attendance, Meeting, MeetingTag, Source};
use crate::store::{self, Put, WriteTx};

/// The scheme of sources under which keys of meetings are kept; apart from people, who may have the same keys.
pub const SCHEME: &str = "jsonl:meeting";

/// The parts of a meeting that a line can change, in words.
const PARTS: [&str; 6] =
    ["the day", "kind or length", "the place", "the text", "the tags", "who was there or how it felt"];

/// A mark for each of [`PARTS`].
type Marks = [u32; PARTS.len()];

/// Takes the meetings of one file.
pub(super) struct Meetings {
    /// Whether no meeting had come from such a file before this one.
    fresh: bool,
    /// The greatest key so far.
    last_key: String,
}

impl Meetings {
    pub(super) fn new(tx: &WriteTx<'_>) -> store::Result<Meetings> {
        Ok(Meetings { fresh: !tx.has_meetings_from(SCHEME)?, last_key: String::new() })
    }

    /// Puts a line's meeting in place.
    pub(super) fn take(
        &mut self,
        import: &mut Import<'_, '_>,
        file: &str,
        draft: &MeetingDraft<'_>,
        with: &[Id],
    ) -> Result<Put, Trouble<ImportError>> {
        // In a first import of keys that rise, no key can be known already: that saves a look-up a line.
        let rises = draft.key.as_ref() > self.last_key.as_str();
        let known = if self.fresh && rises { None } else { import.tx.source(SCHEME, &draft.key).map_err(failed)? };
        if rises {
            self.last_key.clear();
            self.last_key.push_str(&draft.key);
        }
        match known {
            Some(source) => again(import, file, source, draft, with).map_err(failed),
            None if own(import.tx, &draft.key).map_err(failed)? => Ok(Put::Same),
            None => add(import.tx, draft, with).map(|()| Put::New).map_err(failed),
        }
    }
}

/// Tells whether the key is auld's own id of a meeting, as in a folder that auld wrote.
fn own(tx: &WriteTx<'_>, key: &str) -> store::Result<bool> {
    key.parse::<Id>().map_or(Ok(false), |id| tx.has::<Meeting>(id))
}

fn row(id: Id, draft: &MeetingDraft<'_>) -> Meeting {
    Meeting {
        id,
        on_day: draft.on,
        kind: draft.kind,
        minutes: draft.minutes,
        place: draft.place.as_deref().map(str::to_owned),
        text: draft.text.clone().into_owned(),
        size: None,
        direction: None,
        imposed: false,
    }
}

fn attendances(id: Id, draft: &MeetingDraft<'_>, with: &[Id]) -> Vec<Attendance> {
    let mut people = with.to_vec();
    people.sort_unstable();
    people.dedup();
    let felt = |mut attendance: Attendance| {
        attendance.set_felt(&draft.felt);
        attendance
    };
    people.into_iter().map(|person| felt(Attendance::of(person, id))).collect()
}

fn add(tx: &mut WriteTx<'_>, draft: &MeetingDraft<'_>, with: &[Id]) -> store::Result<()> {
    let id = tx.new_id::<Meeting>(draft.on)?;
    let meeting = row(id, draft);
    let people = attendances(id, draft, with);
    let marks = marks_of(&meeting, &people, draft.tags.iter().map(AsRef::as_ref));
    // The meeting before what refers to it: while a reference is open, SQLite looks for it at every insertion.
    tx.insert(&meeting)?;
    for attendance in &people {
        tx.insert(attendance)?;
    }
    for tag in &draft.tags {
        tx.insert(&MeetingTag { meeting_id: id, tag: tag.clone().into_owned() })?;
    }
    let source_id = tx.new_id::<Source>(tx.today())?;
    tx.insert(&Source {
        id: source_id,
        scheme: SCHEME.into(),
        key: draft.key.clone().into_owned(),
        person_id: None,
        meeting_id: Some(id),
        raw: Some(marks::written(&marks)),
    })
}

/// Takes what a line changed since it was imported last, as far as the user did not change the same part in auld.
fn again(
    import: &mut Import<'_, '_>,
    file: &str,
    source: Source,
    draft: &MeetingDraft<'_>,
    with: &[Id],
) -> store::Result<Put> {
    let Some(id) = source.meeting_id else { return Ok(Put::Same) };
    let wanted = (row(id, draft), attendances(id, draft, with));
    let now = marks_of(&wanted.0, &wanted.1, draft.tags.iter().map(AsRef::as_ref));
    let raw = marks::written(&now);
    if source.raw.as_deref() == Some(raw.as_str()) {
        return Ok(Put::Same);
    }
    let Some(meeting) = import.tx.get::<Meeting>(id)? else { return Ok(Put::Same) };
    let people: Vec<Attendance> = import.tx.all_of("meeting_id", id)?;
    let tags: Vec<MeetingTag> = import.tx.all_of("meeting_id", id)?;
    let store = marks_of(&meeting, &people, tags.iter().map(|t| t.tag.as_str()));
    let then = source.raw.as_deref().map_or([0; PARTS.len()], read);
    let mut takes = [false; PARTS.len()];
    for (at, take) in takes.iter_mut().enumerate() {
        let changed = now.get(at) != then.get(at) && now.get(at) != store.get(at);
        *take = changed && store.get(at) == then.get(at);
        if changed && !*take {
            let part = PARTS.get(at).copied().unwrap_or_default();
            import.report.leave(|| {
                format!("{file}: `{}`: {part} was changed in auld too and is left as it is there", draft.key)
            });
        }
    }
    let [day, kind, place, text, with_tags, with_people] = takes;
    let tx = &mut *import.tx;
    let mut merged = meeting.clone();
    if kind {
        (merged.kind, merged.minutes) = (wanted.0.kind, wanted.0.minutes);
    }
    if place {
        merged.place = wanted.0.place;
    }
    if text {
        merged.text = wanted.0.text;
    }
    tx.update(&merged)?;
    if with_tags {
        for tag in tags.iter().filter(|t| !draft.tags.iter().any(|d| *d == t.tag)) {
            tx.delete(tag)?;
        }
        for tag in &draft.tags {
            tx.put(&MeetingTag { meeting_id: id, tag: tag.clone().into_owned() })?;
        }
    }
    if with_people {
        for gone in people.iter().filter(|p| !wanted.1.iter().any(|w| w.person_id == p.person_id)) {
            tx.delete(gone)?;
        }
        for attendance in &wanted.1 {
            tx.put(attendance)?;
        }
    }
    tx.update(&Source { raw: Some(raw), ..source })?;
    if day && let Some(meeting) = tx.get::<Meeting>(id)? {
        edit_meeting::on_another_day(tx, meeting, draft.on)?;
    }
    Ok(if takes.contains(&true) { Put::Changed } else { Put::Same })
}

/// Returns the marks of a meeting. People and tags must be in the order of the store.
pub fn marks_of<'t>(meeting: &Meeting, people: &[Attendance], tags: impl Iterator<Item = &'t str>) -> Marks {
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

/// Reads back the marks that stand beside a row; anything else gives marks that match nothing.
fn read(raw: &str) -> Marks {
    marks::read(raw).and_then(|marks| marks.try_into().ok()).unwrap_or([u32::MAX; PARTS.len()])
}
