//! Imports a table of meetings, a row each.
//!
//! A row has no id, so what it says is its key: day, people, kind, direction, minutes and text, and its number among
//! the equal rows of its file. A key that came before changes nothing; one that is new is compared with the meetings
//! that the store had, see [`Logged`]. What else a known row says is never taken, and told where it differs.

mod logged;
mod names;

use std::collections::HashMap;
use std::io::BufRead;

pub(super) use self::logged::{Logged, Mark};
use self::logged::{PARTS, Parts, felt_of, parts_of};
use self::names::Names;
use super::jsonl::failed;
use super::{ImportError, Report, unread};
use crate::domain::date::iso;
use crate::domain::id::Id;
use crate::exchange::meetings::{Draft, Rows};
use crate::exchange::{Bad, Place, Trouble};
use crate::store::rows::{Attendance, Meeting, MeetingTag, Source};
use crate::store::{self, Put, WriteTx};

pub use self::names::folded;

/// The scheme of sources under which keys of rows are kept.
pub const SCHEME: &str = "meetings";

/// What an import of one file knows.
struct Import<'a, 'c> {
    tx: &'a mut WriteTx<'c>,
    report: &'a mut Report,
    file: &'a str,
    names: Names,
    logged: Logged,
    /// How often each row stood in the file so far.
    seen: HashMap<u64, u64>,
}

/// Takes a table of meetings.
///
/// # Errors
/// Where the file cannot be read or the store cannot be written.
pub fn import(tx: &mut WriteTx<'_>, file: &str, input: impl BufRead, report: &mut Report) -> Result<(), ImportError> {
    let mut rows = Rows::open(input).map_err(|e| unread(file, e))?;
    for name in rows.unknown() {
        if !report.ignored.contains(name) {
            report.ignored.push(name.clone());
        }
    }
    report.of("meetings");
    let (names, logged) = (Names::load(tx)?, Logged::load(tx, SCHEME)?);
    let mut import = Import { tx, report, file, names, logged, seen: HashMap::new() };
    while let Some((place, row)) = rows.next().map_err(|e| unread(file, e))? {
        match row.map_err(Trouble::Bad).and_then(|draft| import.take(place, &draft)) {
            Ok(put) => import.report.add("meetings", put),
            Err(Trouble::Bad(why)) => import.report.add_bad("meetings", file, Bad { place, why }),
            Err(Trouble::Failed(e)) => return Err(e),
        }
    }
    Ok(import.names.settle(import.tx)?)
}

impl Import<'_, '_> {
    fn take(&mut self, place: Place, draft: &Draft) -> Result<Put, Trouble<ImportError>> {
        let marks: Vec<u64> = draft.people.iter().map(|who| self.names.mark(who)).collect();
        let same = key(draft, &marks);
        let before = self.seen.entry(same).or_default();
        let key = Mark::of(|mark| {
            mark.number(same);
            mark.number(*before);
        });
        *before += 1;
        let felt = draft.felt.iter().filter_map(|(at, feeling)| Some((*marks.get(*at)?, feeling)));
        let parts = parts(draft, felt_of(felt.collect()));
        if let Some(then) = self.logged.known(key) {
            self.tell(place, parts, then, |now, then| now != then);
            return Ok(Put::Same);
        }
        if draft.on > self.tx.today() {
            return Err(Trouble::Bad(format!(
                "{} is still to come; a meeting is written down once it took place",
                iso(draft.on)
            )));
        }
        // Nobody is added before all of them are settled: a bad row changes nothing.
        for who in &draft.people {
            self.names.find(who).map_err(Trouble::Bad)?;
        }
        let mut people = Vec::with_capacity(draft.people.len());
        for who in &draft.people {
            people.push(self.names.find_or_add(self.tx, self.report, who, draft.on)?);
        }
        if let Some(have) = self.logged.take_twin(draft, &people) {
            let felt =
                draft.felt.iter().filter_map(|(at, feeling)| Some((people.get(*at)?.0.cast_unsigned(), feeling)));
            let felt = felt_of(felt.collect());
            // What the row does not speak of is no difference.
            self.tell(place, self::parts(draft, felt), have, |now, have| now != 0 && now != have);
            return Ok(Put::Same);
        }
        self.add(draft, &people, key, parts).map_err(failed)?;
        Ok(Put::New)
    }

    /// Reports the parts of a row that are left as auld has them.
    fn tell(&mut self, place: Place, now: Parts, then: Parts, differs: fn(u16, u16) -> bool) {
        let parts = now.into_iter().zip(then).zip(PARTS);
        let other: Vec<_> = parts.filter(|((now, then), _)| differs(*now, *then)).map(|(_, part)| part).collect();
        if !other.is_empty() {
            let (file, line) = (self.file, place.line);
            self.report.leave(|| {
                format!(
                    "{file}:{line}: the meeting is known and stays as it is; the row has other {}",
                    other.join(", ")
                )
            });
        }
    }

    fn add(&mut self, draft: &Draft, people: &[Id], key: u64, parts: Parts) -> store::Result<()> {
        let id = self.tx.new_id::<Meeting>(draft.on)?;
        // The meeting before what refers to it: while a reference is open, SQLite looks for it at every insertion.
        self.tx.insert(&Meeting {
            id,
            on_day: draft.on,
            kind: draft.kind,
            minutes: draft.minutes,
            place: draft.place.clone(),
            text: draft.text.clone(),
            size: draft.size,
            direction: draft.direction,
            imposed: draft.imposed,
        })?;
        for (at, person) in people.iter().enumerate() {
            // Two forms of one name stand for one person.
            if people.iter().take(at).any(|other| other == person) {
                continue;
            }
            let mut attendance = Attendance::of(*person, id);
            let felt = draft.felt.iter().find(|(of, _)| people.get(*of) == Some(person));
            if let Some((_, feeling)) = felt {
                attendance.set_felt(feeling);
            }
            self.tx.insert(&attendance)?;
        }
        for tag in &draft.tags {
            self.tx.insert(&MeetingTag { meeting_id: id, tag: tag.clone() })?;
        }
        let source_id = self.tx.new_id::<Source>(self.tx.today())?;
        self.tx.insert(&Source {
            id: source_id,
            scheme: SCHEME.into(),
            key: format!("{key:016x}"),
            person_id: None,
            meeting_id: Some(id),
            raw: Some(parts.iter().map(|part| format!("{part:04x}")).collect()),
        })
    }
}

/// Returns what tells a row from others, in one number.
pub(super) fn key(draft: &Draft, people: &[u64]) -> u64 {
    let mut people = people.to_vec();
    people.sort_unstable();
    Mark::of(|mark| {
        mark.day(draft.on);
        people.iter().for_each(|person| mark.number(*person));
        mark.text(draft.kind.as_str());
        mark.text(draft.direction.map_or("", |d| d.as_str()));
        mark.number(draft.minutes.map_or(0, u64::from));
        mark.text(&draft.text);
    })
}

fn parts(draft: &Draft, felt: u16) -> Parts {
    let tags = draft.tags.iter().map(String::as_str);
    parts_of(draft.place.as_deref(), tags, felt, draft.size, draft.imposed)
}
