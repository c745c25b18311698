//! The driver of all importers of contacts that machines recorded: drafts to meetings.
//!
//! Beside each meeting stands what the record said, in a short mark for each part and each person. A record that says
//! the same changes nothing. Of one that was edited, each part is taken whose mark in the store is still that of the
//! record: what the user wrote since is left alone. Whoever the record names more is added, whoever it names no more
//! goes, unless the user wrote about them.
//!
//! People whom nobody knows are added in the background, out of the way of lists, until a few of us were together, or
//! something was written both ways.

mod again;
mod circle;

use std::collections::HashMap;

use self::circle::Circle;
use super::jsonl::failed;
use super::marks::{self, Mark};
use super::{ImportError, Report};
use crate::domain::date::iso;
use crate::domain::id::Id;
use crate::domain::me::MeKind;
use crate::exchange::contacts::{ContactDraft, Me, Party};
use crate::exchange::{Bad, Place, Trouble};
use crate::store::rows::{Attendance, Meeting, Source};
use crate::store::{self, Put, WriteTx};

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

/// With more than so many others nobody has a contact with anybody.
const PEOPLE_MAX: usize = 100;

/// Whoever owns a file comes before all who stand in its records.
const OWNER: u64 = 1 << 40;

/// How many who might be me are kept in mind.
const SUSPECTS_MAX: usize = 4096;

/// A format as the driver knows it.
#[derive(Debug, Clone, Copy)]
pub struct Records {
    /// The scheme of sources under which its keys are kept: the word of the format.
    pub scheme: &'static str,
    /// By what its records tell who I am: one of these must be known. Empty where it need not be.
    pub told_by: &'static [MeKind],
    /// What a key means that comes a second time.
    pub again: Again,
}

/// What a key means that comes a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// The record itself, perhaps edited: a later import follows it, and of two in one import the first counts.
    Edited,
    /// More of the same day and direction: the contact stays as it was, among the fewest people of all records.
    More,
}

/// One import of contacts.
pub struct Contacts<'a, 'c> {
    tx: &'a mut WriteTx<'c>,
    report: &'a mut Report,
    records: Records,
    me: Me,
    /// Whether nobody said who I am: then nothing is written, and all that is found out is who I may be.
    asks: bool,
    suspects: HashMap<String, u64>,
    circle: Circle,
    /// What came under each key, by the mark of the key.
    known: HashMap<u64, Known>,
}

/// What came under a key.
struct Known {
    source: Id,
    /// The mark of what it said.
    said: u64,
    /// Whether it came in this import.
    now: bool,
}

impl<'a, 'c> Contacts<'a, 'c> {
    /// Begins an import.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn new(
        tx: &'a mut WriteTx<'c>,
        report: &'a mut Report,
        records: Records,
        me: Me,
    ) -> store::Result<Contacts<'a, 'c>> {
        report.of("meetings");
        let circle = Circle::load(tx)?;
        let mut known = HashMap::new();
        if tx.has_meetings_from(records.scheme)? {
            tx.each(|source: Source| {
                if source.scheme == records.scheme && source.meeting_id.is_some() {
                    let said = marks::long("said", source.raw.as_deref().unwrap_or_default());
                    known.insert(marks::long("key", &source.key), Known { source: source.id, said, now: false });
                }
                Ok::<_, store::Error>(())
            })?;
        }
        let asks = !records.told_by.is_empty() && !records.told_by.iter().any(|kind| me.has(*kind));
        Ok(Contacts { tx, report, records, me, asks, suspects: HashMap::new(), circle, known })
    }

    /// Returns who I am.
    pub fn me(&self) -> &Me {
        &self.me
    }

    /// Tells whether nobody said who I am, so that nothing will be written: an importer need only show, by
    /// [`Contacts::notice`] or [`Contacts::take`], everybody who may be me.
    pub fn asks(&self) -> bool {
        self.asks
    }

    /// Returns the civil day on which the import runs.
    pub fn today(&self) -> chrono::NaiveDate {
        self.tx.today()
    }

    /// Notes whose the file is, by what it says: that may be me.
    pub fn notice_owner(&mut self, party: &Party) {
        self.notice_more(party, OWNER);
    }

    /// Notes that somebody stands in a record: whoever stands in most may be me.
    pub fn notice(&mut self, party: &Party) {
        self.notice_more(party, 1);
    }

    fn notice_more(&mut self, party: &Party, count: u64) {
        let told = |kind: &MeKind| match kind {
            MeKind::Email => party.email_key(),
            MeKind::Phone => party.phone_key(),
            MeKind::Name => party.called(),
        };
        let Some(at) = self.records.told_by.iter().find_map(told) else { return };
        if self.suspects.len() >= SUSPECTS_MAX && !self.suspects.contains_key(&at) {
            // Whoever is me will come again, and often.
            let mut counts: Vec<u64> = self.suspects.values().copied().collect();
            let (_, middle, _) = counts.select_nth_unstable(SUSPECTS_MAX / 2);
            let middle = *middle;
            self.suspects.retain(|_, count| *count > middle);
        }
        *self.suspects.entry(at).or_default() += count;
    }

    /// Takes a record, or leaves it out and counts why.
    ///
    /// # Errors
    /// Refuses one that the store cannot hold or whose people cannot be told apart, and a store that cannot be written.
    pub fn take(&mut self, file: &str, place: Place, draft: &ContactDraft) -> Result<(), Trouble<ImportError>> {
        if self.asks() {
            draft.people.iter().for_each(|party| self.notice(party));
            return Ok(());
        }
        let mut people: Vec<(u64, &Party)> = Vec::with_capacity(draft.people.len().min(PEOPLE_MAX + 1));
        for party in draft.people.iter().filter(|party| !self.me.is(party)) {
            // Whoever has neither a name nor an address is nobody in particular.
            if let Some(mark) = party.new_name().and_then(|_| circle::mark_of(party))
                && !people.iter().any(|(other, _)| *other == mark)
            {
                people.push((mark, party));
            }
            if people.len() > PEOPLE_MAX {
                self.leave_out("of more than 100 people");
                return Ok(());
            }
        }
        if people.is_empty() {
            self.leave_out("with nobody else");
        } else if draft.on > self.tx.today() {
            self.leave_out("still to come");
        } else {
            let put = self.put(file, place, draft, &people)?;
            self.report.add("meetings", put);
        }
        Ok(())
    }

    /// Counts a record that is no contact, by why it is none: a word or two, such as `all-day`.
    pub fn leave_out(&mut self, why: &'static str) {
        match self.report.left_out.iter_mut().find(|(other, _)| *other == why) {
            Some((_, count)) => *count += 1,
            None => self.report.left_out.push((why, 1)),
        }
    }

    /// Tells whether a record of this key came in an import before this one.
    pub fn knows(&self, key: &str) -> bool {
        self.known.get(&marks::long("key", key)).is_some_and(|known| !known.now)
    }

    /// Takes back a record that came before and is none any more: its meeting goes, unless the user wrote to it. `why`
    /// is what became of it, such as `cancelled`; a record that never came is left out for that.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn withdraw(
        &mut self,
        file: &str,
        place: Place,
        key: &str,
        why: &'static str,
    ) -> Result<(), Trouble<ImportError>> {
        if self.asks() || !self.knows(key) {
            self.leave_out(why);
            return Ok(());
        }
        let Some(known) = self.known.remove(&marks::long("key", key)) else { return Ok(()) };
        self.withdrawn(file, place, known.source, why).map_err(failed)
    }

    /// Says something about a record.
    pub fn tell(&mut self, line: impl FnOnce() -> String) {
        self.report.leave(line);
    }

    /// Counts a record that was not taken.
    pub fn refuse(&mut self, file: &str, bad: Bad) {
        self.report.add_bad("meetings", file, bad);
    }

    /// Ends the import, after the last file.
    ///
    /// # Errors
    /// Where nobody said who I am and somebody else was there at all, and where the store cannot be written.
    pub fn finish(self) -> Result<(), ImportError> {
        if self.asks() && self.suspects.values().any(|count| count % OWNER > 0) {
            let mut likely: Vec<(String, u64)> = self.suspects.into_iter().collect();
            likely.sort_by(|(a, count), (b, other)| other.cmp(count).then_with(|| a.cmp(b)));
            likely.iter_mut().for_each(|(_, count)| *count %= OWNER);
            // A calendar of my own that names nobody needs nobody left out.
            likely.retain(|(_, count)| *count > 0);
            return Err(ImportError::WhoAmI { likely });
        }
        Ok(self.circle.settle(self.tx)?)
    }

    fn put(
        &mut self,
        file: &str,
        place: Place,
        draft: &ContactDraft,
        people: &[(u64, &Party)],
    ) -> Result<Put, Trouble<ImportError>> {
        let (marks, raw) = said(draft, people);
        let key = marks::long("key", &draft.key);
        match self.known.get_mut(&key) {
            None => {
                let source = self.add(draft, people, raw.clone())?;
                self.known.insert(key, Known { source, said: marks::long("said", &raw), now: true });
                Ok(Put::New)
            }
            Some(known) => {
                let before = std::mem::replace(&mut known.now, true);
                let same = known.said == marks::long("said", &raw);
                if same || before && self.records.again == Again::Edited {
                    return Ok(Put::Same);
                }
                let source = known.source;
                let (put, said) = self.again(file, place, source, draft, people, &marks)?;
                if let Some(known) = self.known.get_mut(&key) {
                    known.said = marks::long("said", &said);
                }
                Ok(put)
            }
        }
    }

    /// Adds a meeting, and returns the id of its source.
    fn add(&mut self, draft: &ContactDraft, people: &[(u64, &Party)], raw: String) -> Result<Id, Trouble<ImportError>> {
        // Nobody is added before all of them are settled: a bad record changes nothing.
        let mut found = Vec::with_capacity(people.len());
        for (_, party) in people {
            found.push(self.circle.find(self.tx, party)?);
        }
        let id = self.tx.new_id::<Meeting>(draft.on).map_err(failed)?;
        // The meeting before what refers to it: while a reference is open, SQLite looks for it at every insertion.
        self.tx.insert(&row(id, draft, people.len())).map_err(failed)?;
        let mut there: Vec<Id> = Vec::with_capacity(people.len());
        for ((_, party), found) in people.iter().zip(found) {
            let person = self.person(party, found)?;
            if !there.contains(&person) {
                there.push(person);
                self.tx.insert(&Attendance::of(person, id)).map_err(failed)?;
            }
        }
        let present = draft.size.unwrap_or(0).max(count(there.len()) + 1);
        for person in there {
            self.circle.went(person, draft.direction, present, draft.imposed);
        }
        let source = self.tx.new_id::<Source>(self.tx.today()).map_err(failed)?;
        let row = Source {
            id: source,
            scheme: self.records.scheme.into(),
            key: draft.key.clone(),
            person_id: None,
            meeting_id: Some(id),
            raw: Some(raw),
        };
        self.tx.insert(&row).map_err(failed)?;
        Ok(source)
    }

    /// Returns the person whom a record names, added first where new. `found` is what was found before; another of the
    /// same record may have added them since.
    fn person(&mut self, party: &Party, found: Option<Id>) -> Result<Id, Trouble<ImportError>> {
        let found = match found {
            Some(id) => Some(id),
            None => self.circle.find(self.tx, party)?,
        };
        match found {
            Some(id) => {
                self.circle.learn(self.tx, id, party).map_err(failed)?;
                Ok(id)
            }
            None => self.circle.add(self.tx, self.report, party),
        }
    }
}

/// The parts of a meeting that a record can change, in words; those who were there stand beside them.
const PARTS: [&str; 5] = ["the day", "kind or length", "the place", "the text", "how many there were"];

/// A mark for each of [`PARTS`].
type Marks = [u32; PARTS.len()];

/// Returns the meeting of a draft.
fn row(id: Id, draft: &ContactDraft, others: usize) -> Meeting {
    Meeting {
        id,
        on_day: draft.on,
        kind: draft.kind,
        minutes: draft.minutes,
        place: draft.place.clone(),
        text: draft.text.clone(),
        size: draft.size.filter(|size| *size > count(others) + 1),
        direction: draft.direction,
        imposed: draft.imposed,
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Returns the marks of a meeting.
fn marks_of(meeting: &Meeting) -> Marks {
    [
        Mark::of_day(meeting.on_day),
        Mark::of_kind(meeting.kind, meeting.minutes),
        Mark::of_text(meeting.place.as_deref().unwrap_or_default()),
        Mark::of_text(&meeting.text),
        Mark::of(|mark| {
            mark.number(meeting.size.map_or(0, i64::from));
            mark.number(meeting.imposed.into());
            mark.text(meeting.direction.map_or("", |direction| direction.as_str()));
        }),
    ]
}

/// Returns what a record says: its marks, and all that is kept of it.
fn said(draft: &ContactDraft, people: &[(u64, &Party)]) -> (Marks, String) {
    let marks = marks_of(&row(Id(0), draft, people.len()));
    (marks, kept(&marks, people.iter().map(|(mark, _)| marks::short(*mark)).collect()))
}

/// Returns what is kept of a record: the marks of its parts, then those of its people in order.
fn kept(marks: &Marks, mut people: Vec<u32>) -> String {
    people.sort_unstable();
    marks::written(marks) + &marks::written(&people)
}

/// Returns how a record is told to the user.
fn told(file: &str, place: Place, text: &str, on: chrono::NaiveDate) -> String {
    let what = if text.is_empty() { "the contact" } else { text };
    format!("{file}:{}: {what} ({})", place.line, iso(on))
}
