//! A record that came before, and one that is none any more.

use super::{Again, Contacts, Marks, PARTS, kept, marks_of, row, told};
use crate::actions::import::jsonl::failed;
use crate::actions::import::{ImportError, marks};
use crate::actions::{edit_meeting, remove};
use crate::domain::id::Id;
use crate::exchange::contacts::{ContactDraft, Party};
use crate::exchange::{Place, Trouble};
use crate::store::rows::{Attendance, Contact, Meeting, MeetingTag, Name, Person, Promise, Source};
use crate::store::{self, Put, Reader};

/// A record as it is now.
struct Now<'n> {
    draft: &'n ContactDraft,
    marks: &'n Marks,
    /// How many others it names.
    others: usize,
    /// Whoever it names that it did not name before, and the marks of those it names no more.
    come: Vec<Id>,
    gone: Vec<u32>,
}

/// A meeting that a record made, and what the record said then.
struct Then {
    source: Source,
    meeting: Meeting,
    marks: Marks,
    people: Vec<u32>,
}

impl Contacts<'_, '_> {
    /// Takes what a record says otherwise than before. Returns what came of it, and what is kept of the record now.
    pub(super) fn again(
        &mut self,
        file: &str,
        place: Place,
        source: Id,
        draft: &ContactDraft,
        people: &[(u64, &Party)],
        now: &Marks,
    ) -> Result<(Put, String), Trouble<ImportError>> {
        let raw = kept(now, people.iter().map(|(mark, _)| marks::short(*mark)).collect());
        let Some(then) = self.then(source).map_err(failed)? else { return Ok((Put::Same, raw)) };
        if self.records.again == Again::More {
            let wanted = row(then.meeting.id, draft, people.len());
            return self.more(then, wanted).map_err(failed);
        }
        let mut come = Vec::new();
        for (mark, party) in people.iter().filter(|(mark, _)| !then.people.contains(&marks::short(*mark))) {
            come.push((*mark, *party, self.circle.find(self.tx, party)?));
        }
        let gone = then.people.iter().filter(|mark| !people.iter().any(|(other, _)| marks::short(*other) == **mark));
        let gone: Vec<u32> = gone.copied().collect();
        let mut there = Vec::with_capacity(come.len());
        for (_, party, found) in come {
            there.push(self.person(party, found)?);
        }
        let at = || told(file, place, &draft.text, draft.on);
        let now = Now { draft, marks: now, others: people.len(), come: there, gone };
        let (put, lines) = self.edited(then, &now, raw.clone()).map_err(failed)?;
        for line in lines {
            self.report.leave(|| format!("{}: {line}", at()));
        }
        Ok((put, raw))
    }

    fn then(&self, source: Id) -> store::Result<Option<Then>> {
        let Some(source) = self.tx.get::<Source>(source)? else { return Ok(None) };
        let meeting = source.meeting_id.map(|id| self.tx.get::<Meeting>(id)).transpose()?.flatten();
        let Some(meeting) = meeting else { return Ok(None) };
        let (marks, people) = read(source.raw.as_deref().unwrap_or_default());
        Ok(Some(Then { source, meeting, marks, people }))
    }

    /// The fewest people of all records count: where one wrote to me alone, it was to me.
    fn more(&mut self, then: Then, wanted: Meeting) -> store::Result<(Put, String)> {
        let fewer = match (then.meeting.size, wanted.size) {
            (Some(have), Some(now)) => now < have,
            (have, now) => have.is_some() && now.is_none(),
        };
        let raw = then.source.raw.clone().unwrap_or_default();
        let [.., size] = marks_of(&then.meeting);
        if !fewer || then.marks.last() != Some(&size) {
            return Ok((Put::Same, raw));
        }
        let meeting = Meeting { size: wanted.size, ..then.meeting };
        let [day, kind, place, text, _] = then.marks;
        let [.., size] = marks_of(&meeting);
        let raw = kept(&[day, kind, place, text, size], then.people);
        self.tx.update(&meeting)?;
        self.tx.update(&Source { raw: Some(raw.clone()), ..then.source })?;
        Ok((Put::Changed, raw))
    }

    /// Takes each part that only the record changed, and returns with what came of it what was left as it is.
    fn edited(&mut self, then: Then, now: &Now<'_>, raw: String) -> store::Result<(Put, Vec<String>)> {
        let Then { source, meeting, marks, .. } = then;
        let (id, wanted) = (meeting.id, row(meeting.id, now.draft, now.others));
        let store = marks_of(&meeting);
        let mut left = Vec::new();
        let takes = marks::parts_to_take(PARTS, &marks, now.marks, &store, |part| {
            left.push(format!("{part} was changed in auld too and is left as it is there"));
        });
        let [day, kind, place, text, size] = takes;
        let mut merged = meeting.clone();
        if kind {
            (merged.kind, merged.minutes) = (wanted.kind, wanted.minutes);
        }
        if place {
            merged.place = wanted.place;
        }
        if text {
            merged.text = wanted.text;
        }
        if size {
            (merged.size, merged.imposed, merged.direction) = (wanted.size, wanted.imposed, wanted.direction);
        }
        self.tx.update(&merged)?;
        let others = self.come_and_go(id, &now.come, &now.gone, &mut left)?;
        self.tx.update(&Source { raw: Some(raw), ..source })?;
        if day && let Some(meeting) = self.tx.get::<Meeting>(id)? {
            edit_meeting::on_another_day(self.tx, meeting, now.draft.on)?;
        }
        Ok((if others || takes.contains(&true) { Put::Changed } else { Put::Same }, left))
    }

    /// Adds to a meeting whoever came, and takes out whoever is gone, unless the user wrote about them: that goes to
    /// `left`. Tells whether anything changed.
    fn come_and_go(&mut self, meeting: Id, come: &[Id], gone: &[u32], left: &mut Vec<String>) -> store::Result<bool> {
        let mut changed = false;
        let mut there: Vec<Attendance> = self.tx.all_of("meeting_id", meeting)?;
        for person in come {
            if !there.iter().any(|other| other.person_id == *person) {
                let attendance = Attendance::of(*person, meeting);
                self.tx.insert(&attendance)?;
                there.push(attendance);
                changed = true;
            }
        }
        for attendance in there.clone() {
            let is_gone = !gone.is_empty()
                && !come.contains(&attendance.person_id)
                && marks_of_person(self.tx, attendance.person_id)?.iter().any(|mark| gone.contains(mark));
            if is_gone && is_bare(&attendance) && there.len() > 1 {
                self.tx.delete(&attendance)?;
                there.retain(|other| *other != attendance);
                changed = true;
            } else if is_gone {
                left.push("somebody is no longer in the record and is left here".into());
            }
        }
        Ok(changed)
    }

    /// Removes the meeting of a record that is none any more, unless the user wrote to it.
    pub(super) fn withdrawn(&mut self, file: &str, place: Place, source: Id, why: &'static str) -> store::Result<()> {
        let Some(then) = self.then(source)? else { return Ok(()) };
        let (id, at) = (then.meeting.id, told(file, place, &then.meeting.text, then.meeting.on_day));
        if self.is_untouched(&then)? {
            remove::meeting(self.tx, id)?;
            self.report.add("meetings", Put::Changed);
            self.report.leave(|| format!("{at}: {why} since; its meeting was removed"));
        } else {
            self.report.add("meetings", Put::Same);
            self.report.leave(|| format!("{at}: {why} since; its meeting stays, since you wrote to it"));
        }
        Ok(())
    }

    fn is_untouched(&self, then: &Then) -> store::Result<bool> {
        let id = then.meeting.id;
        let alone = self.tx.some_of::<MeetingTag>("meeting_id", id, 1)?.is_empty()
            && self.tx.some_of::<Promise>("meeting_id", id, 1)?.is_empty();
        if !alone || marks_of(&then.meeting) != then.marks {
            return Ok(false);
        }
        for attendance in self.tx.all_of::<Attendance>("meeting_id", id)? {
            let known = marks_of_person(self.tx, attendance.person_id)?.iter().any(|mark| then.people.contains(mark));
            if !known || !is_bare(&attendance) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn is_bare(attendance: &Attendance) -> bool {
    *attendance == Attendance::of(attendance.person_id, attendance.meeting_id)
}

/// Returns the short marks of all that a record can name a person by.
fn marks_of_person(reader: &Reader<'_>, id: Id) -> store::Result<Vec<u32>> {
    let contacts: Vec<Contact> = reader.all_of("person_id", id)?;
    let names: Vec<Name> = reader.all_of("person_id", id)?;
    let person = reader.get::<Person>(id)?;
    let names = names.into_iter().map(|name| name.text).chain(person.map(|person| person.name));
    let names = names.filter_map(|name| marks::of_name(&name)).collect::<Vec<_>>();
    let points = contacts.into_iter().filter_map(|c| marks::of_contact(c.kind, c.value));
    Ok(points.chain(names).map(marks::short).collect())
}

/// Reads back what is kept of a record; anything else gives marks that match nothing.
fn read(raw: &str) -> (Marks, Vec<u32>) {
    let all = marks::read(raw).unwrap_or_default();
    match all.split_first_chunk() {
        Some((marks, people)) => (*marks, people.to_vec()),
        None => ([u32::MAX; PARTS.len()], Vec::new()),
    }
}
