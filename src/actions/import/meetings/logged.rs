//! What the store has before an import, in a few bytes a meeting.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use crate::domain::id::Id;
use crate::domain::meeting::{Direction, Feeling, Kind};
use crate::exchange::meetings::Draft;
use crate::store::rows::{Attendance, Meeting, MeetingTag, Source};
use crate::store::{self, Reader};

/// What a row may say that does not tell it from others, in words.
pub(in super::super) const PARTS: [&str; 4] = ["place", "tags", "feelings", "size or `imposed`"];

/// A short mark for each of [`PARTS`]; 0 where nothing is said.
pub(in super::super) type Parts = [u16; PARTS.len()];

/// The meetings that were there before the import.
///
/// A row is one of them, and is not added a second time, where day, people, kind, direction and text are the same and
/// so are the minutes, or only one of the two knows them. Each meeting is taken by one row at most, so that two rows
/// need two. Of meetings that came from such a table before, the minutes must be the same: their own rows may follow.
pub(in super::super) struct Logged {
    /// In order of their ids.
    entries: Vec<Entry>,
    /// The first entry of each mark; the others follow it.
    first: HashMap<u64, usize>,
    /// Keys of rows that were imported, with their meetings and parts.
    keys: HashMap<u64, (Id, Parts)>,
}

struct Entry {
    id: Id,
    next: Option<usize>,
    minutes: Option<u32>,
    parts: Parts,
    /// Whether it came from such a table.
    imported: bool,
    /// Whether a row of the file stands for it.
    taken: bool,
}

impl Logged {
    pub(in super::super) fn load(reader: &Reader<'_>, scheme: &str) -> store::Result<Logged> {
        let mut keys = HashMap::new();
        reader.each(|source: Source| {
            if source.scheme == scheme
                && let Some(id) = source.meeting_id
                && let Ok(key) = u64::from_str_radix(&source.key, 16)
            {
                keys.insert(key, (id, source.raw.as_deref().map_or([0; PARTS.len()], read)));
            }
            Ok::<_, store::Error>(())
        })?;
        let mut imported: Vec<Id> = keys.values().map(|(id, _)| *id).collect();
        imported.sort_unstable();
        let mut present = reader.beside::<Attendance>("meeting_id")?;
        let mut present = present.run()?;
        let mut tags = reader.beside::<MeetingTag>("meeting_id")?;
        let mut tags = tags.run()?;
        let mut entries: Vec<Entry> = Vec::new();
        let mut first: HashMap<u64, usize> = HashMap::new();
        let mut last: HashMap<u64, usize> = HashMap::new();
        reader.each(|meeting: Meeting| {
            let id = meeting.id;
            let (present, tags) = (present.of(id)?, tags.of(id)?);
            let people: Vec<Id> = present.iter().map(|p| p.person_id).collect();
            let felt: Vec<_> =
                present.iter().filter_map(|p| Some((p.person_id.0.cast_unsigned(), p.felt()?))).collect();
            let felt = felt_of(felt.iter().map(|(id, feeling)| (*id, feeling)).collect());
            let tags = tags.iter().map(|t| t.tag.as_str());
            let at = entries.len();
            entries.push(Entry {
                id,
                next: None,
                minutes: meeting.minutes,
                parts: parts_of(meeting.place.as_deref(), tags, felt, meeting.size, meeting.imposed),
                imported: imported.binary_search(&id).is_ok(),
                taken: false,
            });
            let mark = twin_mark(meeting.on_day, &people, meeting.kind, meeting.direction, &meeting.text);
            first.entry(mark).or_insert(at);
            if let Some(before) = last.insert(mark, at).and_then(|before| entries.get_mut(before)) {
                before.next = Some(at);
            }
            Ok::<_, store::Error>(())
        })?;
        Ok(Logged { entries, first, keys })
    }

    /// Returns what a row said when it was imported; `None` where it was not. Its meeting stands for no other row.
    pub(in super::super) fn known(&mut self, key: u64) -> Option<Parts> {
        let (id, parts) = self.keys.get(&key)?;
        if let Ok(at) = self.entries.binary_search_by_key(id, |entry| entry.id)
            && let Some(entry) = self.entries.get_mut(at)
        {
            entry.taken = true;
        }
        Some(*parts)
    }

    /// Takes the meeting that a row stands for, and returns its parts; `None` where there is none.
    pub(in super::super) fn take_twin(&mut self, draft: &Draft, people: &[Id]) -> Option<Parts> {
        let mark = twin_mark(draft.on, people, draft.kind, draft.direction, &draft.text);
        let first = self.first.get(&mark).copied();
        let same = |entry: &Entry| entry.minutes == draft.minutes;
        let perhaps = |entry: &Entry| entry.minutes.is_none() || draft.minutes.is_none();
        let fits: [&dyn Fn(&Entry) -> bool; 3] =
            [&|e| !e.imported && same(e), &|e| !e.imported && perhaps(e), &|e| e.imported && same(e)];
        let alike = || std::iter::successors(first, |at| self.entries.get(*at)?.next);
        let free = |at: &usize, fit: &dyn Fn(&Entry) -> bool| self.entries.get(*at).is_some_and(|e| !e.taken && fit(e));
        let best = fits.iter().find_map(|fit| alike().find(|at| free(at, fit)));
        let entry = self.entries.get_mut(best?)?;
        entry.taken = true;
        Some(entry.parts)
    }
}

/// Returns what a row and a meeting must have in common. Nobody says `both` of what went both ways.
fn twin_mark(on: NaiveDate, people: &[Id], kind: Kind, direction: Option<Direction>, text: &str) -> u64 {
    let mut people = people.to_vec();
    people.sort_unstable();
    people.dedup();
    Mark::of(|mark| {
        mark.day(on);
        people.iter().for_each(|person| mark.number(person.0.cast_unsigned()));
        mark.text(kind.as_str());
        mark.text(direction.unwrap_or(Direction::Both).as_str());
        mark.text(text.trim());
    })
}

/// Returns the marks of what does not tell a row from others.
pub(super) fn parts_of<'t>(
    place: Option<&str>,
    tags: impl Iterator<Item = &'t str>,
    felt: u16,
    size: Option<u32>,
    imposed: bool,
) -> Parts {
    let place = place.filter(|place| !place.is_empty()).map_or(0, |place| Mark::of(|mark| mark.text(place)).short());
    let mut tags = tags.peekable();
    let tags = if tags.peek().is_none() { 0 } else { Mark::of(|mark| tags.for_each(|tag| mark.text(tag))).short() };
    let rest = if size.is_none() && !imposed {
        0
    } else {
        Mark::of(|mark| {
            mark.number(size.map_or(0, u64::from));
            mark.number(imposed.into());
        })
        .short()
    };
    [place, tags, felt, rest]
}

/// Returns the mark of feelings, each with a number for whoever it is about.
pub(super) fn felt_of(mut felt: Vec<(u64, &Feeling)>) -> u16 {
    felt.sort_unstable_by_key(|(who, _)| *who);
    if felt.is_empty() {
        return 0;
    }
    Mark::of(|mark| {
        for (who, feeling) in felt {
            mark.number(who);
            mark.text(&feeling.words);
            mark.number(feeling.value.map_or(u64::MAX, |value| i64::from(value).cast_unsigned()));
        }
    })
    .short()
}

/// Reads back the parts that stand beside a row.
fn read(raw: &str) -> Parts {
    let mut parts = [0; PARTS.len()];
    for (part, digits) in parts.iter_mut().zip(raw.as_bytes().chunks(4)) {
        *part = std::str::from_utf8(digits).ok().and_then(|digits| u16::from_str_radix(digits, 16).ok()).unwrap_or(0);
    }
    parts
}

/// A hash that is the same on every machine and in every version, since it is kept: FNV-1a, stirred at the end.
pub(in super::super) struct Mark(u64);

impl Mark {
    pub(in super::super) fn of(write: impl FnOnce(&mut Mark)) -> u64 {
        let mut mark = Mark(0xcbf2_9ce4_8422_2325);
        write(&mut mark);
        let stirred = (mark.0 ^ (mark.0 >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        stirred ^ (stirred >> 32)
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    pub(in super::super) fn number(&mut self, number: u64) {
        self.bytes(&number.to_le_bytes());
    }

    pub(in super::super) fn day(&mut self, day: NaiveDate) {
        self.number(i64::from(day.num_days_from_ce()).cast_unsigned());
    }

    /// Writes a text with its length, so that two texts are never one.
    pub(in super::super) fn text(&mut self, text: &str) {
        self.number(u64::try_from(text.len()).unwrap_or(u64::MAX));
        self.bytes(text.as_bytes());
    }
}

/// A mark in two bytes, for what need not be told from everything.
trait Short {
    /// Returns the mark cut short, and never 0.
    fn short(self) -> u16;
}

impl Short for u64 {
    fn short(self) -> u16 {
        u16::try_from(self >> 48).unwrap_or(0).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_read_back_and_stay_the_same_for_ever() {
        assert_eq!(read("0001ffff00000a0b"), [1, 0xffff, 0, 0x0a0b]);
        assert_eq!(read("short"), [0; 4]);
        // Kept in stores: a change here would make every imported row look new.
        assert_eq!(Mark::of(|mark| mark.text("Coffee with Grace at Kopi Tuku.")), MARK_OF_TEXT);
    }

    const MARK_OF_TEXT: u64 = 8546929486830295743;
}
