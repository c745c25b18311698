//! Meetings of plain lines.
//!
//! Beside each imported meeting stands a short mark for each of its parts, as the line had it. A part whose mark in the
//! store is still that of the line was not changed in auld since, and may be changed by the file.

use super::ImportError;
use super::jsonl::{Import, failed};
use crate::actions::edit_meeting;
use crate::domain::id::Id;
use crate::exchange::Trouble;
use crate::exchange::jsonl::MeetingDraft;
use crate::store::rows::{Attendance, Meeting, MeetingTag, Source};
use crate::store::{self, Put, WriteTx};

/// The scheme of sources under which keys of meetings are kept; apart from people, who may have the same keys.
pub const SCHEME: &str = "jsonl:meeting";

/// How many letters of a mark are kept, six bits each.
const MARK_LETTERS: usize = 5;
const LETTERS: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

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
        raw: Some(written(&marks)),
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
    let raw = written(&now);
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
    let length = meeting.minutes.map_or(0, i64::from);
    [
        Mark::of(|mark| mark.number(Id::first_of(meeting.on_day).0)),
        Mark::of(|mark| {
            mark.text(meeting.kind.as_str());
            mark.number(length);
        }),
        Mark::of(|mark| mark.text(meeting.place.as_deref().unwrap_or_default())),
        Mark::of(|mark| mark.text(&meeting.text)),
        tagged.short(),
        felt.short(),
    ]
}

/// A hash that is the same on every machine and in every version, since it is kept: FNV-1a over eight bytes a step.
struct Mark(u64);

impl Mark {
    fn new() -> Mark {
        Mark(0xcbf2_9ce4_8422_2325)
    }

    fn of(write: impl FnOnce(&mut Mark)) -> u32 {
        let mut mark = Mark::new();
        write(&mut mark);
        mark.short()
    }

    fn number(&mut self, number: i64) {
        self.0 = (self.0 ^ number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 ^= self.0 >> 32;
    }

    fn text(&mut self, text: &str) {
        let (eights, rest) = text.as_bytes().as_chunks::<8>();
        eights.iter().for_each(|eight| self.number(i64::from_le_bytes(*eight)));
        let mut last = [0; 8];
        last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        self.number(i64::from_le_bytes(last));
        self.number(i64::try_from(text.len()).unwrap_or(i64::MAX));
    }

    fn short(&self) -> u32 {
        let bits = 6 * MARK_LETTERS;
        u32::try_from((self.0 ^ (self.0 >> bits)) & ((1 << bits) - 1)).unwrap_or(0)
    }
}

/// Returns the marks as they are kept.
fn written(marks: &Marks) -> String {
    let letter = |mark: u32, at: usize| LETTERS.get((mark >> (6 * at)) as usize & 63).map_or('0', |b| char::from(*b));
    marks.iter().flat_map(|mark| (0..MARK_LETTERS).map(move |at| letter(*mark, at))).collect()
}

/// Reads back what [`written`] returned; anything else gives marks that match nothing.
fn read(raw: &str) -> Marks {
    let mut marks = [u32::MAX; PARTS.len()];
    if raw.len() != PARTS.len() * MARK_LETTERS {
        return marks;
    }
    for (mark, letters) in marks.iter_mut().zip(raw.as_bytes().chunks(MARK_LETTERS)) {
        let value = |(at, letter): (usize, &u8)| {
            LETTERS.iter().position(|l| l == letter).and_then(|v| u32::try_from(v).ok()).map_or(0, |v| v << (6 * at))
        };
        *mark = letters.iter().enumerate().map(value).sum();
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_read_back_and_stay_the_same_for_ever() {
        let marks = [0, 1, (1 << 30) - 1, 12345, 63, 64];
        assert_eq!(read(&written(&marks)), marks);
        assert_eq!(read("short"), [u32::MAX; 6]);
        // Kept in stores: a change here would make every imported meeting look changed.
        assert_eq!(Mark::of(|m| m.text("Coffee with Grace at Kopi Tuku.")), MARK_OF_TEXT);
    }

    const MARK_OF_TEXT: u32 = 985_492_577;
}
