//! Imports the file of the tool "friends": people with what is noted about them, and days with them.
//!
//! A line has no id, so what it says is its key, as with rows of a table of meetings. A line that is new is an edited one
//! where a line that came before is gone and two of day, people and text are the same.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::io::Read;

use super::jsonl::failed;
use super::meetings::{self, Logged, Mark, folded};
use super::people::{People, Records};
use super::recorded::{self, Recorded};
use super::{ImportError, Report, unread};
use crate::domain::date::iso;
use crate::domain::id::Id;
use crate::domain::person::clean_name;
use crate::exchange::friends::{self as format, Event, File, Line};
use crate::exchange::meetings::{Draft, Who};
use crate::exchange::{Bad, Place, Trouble, people};
use crate::store::rows::{Meeting, Source};
use crate::store::{self, Put, WriteTx};

/// What the driver must know of people in such a file.
pub const RECORDS: Records =
    Records { scheme: SCHEME, read: format::read, same: |a, b| a == b, ties: |_| Vec::new(), own: |_| None };

/// The scheme of sources under which people and days are kept.
pub const SCHEME: &str = "friends";

/// How many places a report names.
const NAMED_MAX: usize = 5;

/// A day that is read, with the line it was read from.
struct Day<'t> {
    place: Place,
    line: &'t str,
    event: Event,
}

/// Takes a file.
///
/// # Errors
/// Where it cannot be read or the store cannot be written.
pub fn import(tx: &mut WriteTx<'_>, file: &str, input: impl Read, report: &mut Report) -> Result<(), ImportError> {
    let bytes = File::bytes(input).map_err(|e| unread(file, e))?;
    let lines = File::of(&bytes);
    lines.bad.iter().for_each(|bad| report.add_bad("lines", file, bad.clone()));
    // The newest of a day stands on top, so that from the bottom up they come in the order of life.
    let days = read(&lines.activities, format::parse_activity, "meetings", file, report);
    let notes = read(&lines.notes, format::parse_note, "notes", file, report);
    tell_places(&lines, days.iter().chain(&notes), report);
    let people = take_people(tx, file, &lines, &days, &notes, report)?;
    report.of("meetings");
    let logged = Logged::load(tx, SCHEME)?;
    let mut import = Days { tx, report, file, people, logged, seen: HashMap::new(), keys: HashSet::new() };
    import.take(days)
}

fn read<'t>(
    lines: &[Line<'t>],
    parse: fn(&str) -> Result<Event, String>,
    what: &'static str,
    file: &str,
    report: &mut Report,
) -> Vec<Day<'t>> {
    let mut days = Vec::with_capacity(lines.len());
    for Line { place, text } in lines.iter().rev() {
        match parse(text) {
            Ok(event) => days.push(Day { place: *place, line: text, event }),
            Err(why) => report.add_bad(what, file, Bad { place: *place, why }),
        }
    }
    days
}

/// Says which places are of no day and nobody, and so have no place in auld.
fn tell_places<'d>(lines: &File<'_>, days: impl Iterator<Item = &'d Day<'d>>, report: &mut Report) {
    let mut used: BTreeSet<&str> = days.filter_map(|day| day.event.place.as_deref()).collect();
    used.extend(lines.friends.iter().filter_map(|line| format::parse_friend(line.text).lives));
    let name = |line: &Line<'_>| line.text.split(" (").next().unwrap_or_default().trim().to_owned();
    let idle: Vec<String> = lines.locations.iter().map(name).filter(|name| !used.contains(name.as_str())).collect();
    let other = lines.locations.iter().filter(|line| line.text.contains(" (a.k.a. ")).count();
    if !idle.is_empty() {
        let more = if idle.len() > NAMED_MAX { ", …" } else { "" };
        let named = idle.iter().take(NAMED_MAX).cloned().collect::<Vec<_>>().join(", ");
        report.ignored.push(format!("places of no day and nobody ({}: {named}{more})", idle.len()));
    }
    if other > 0 {
        report.ignored.push(format!("other names of places ({other})"));
    }
}

/// Takes everybody who has a line or is named in one, and returns them by name.
fn take_people(
    tx: &mut WriteTx<'_>,
    file: &str,
    lines: &File<'_>,
    days: &[Day<'_>],
    notes: &[Day<'_>],
    report: &mut Report,
) -> Result<HashMap<String, Id>, ImportError> {
    let mut about: HashMap<&str, Vec<&str>> = HashMap::new();
    for note in notes {
        if note.event.people.is_empty() {
            let why = "it is about nobody; a person stands as **Name** in it".to_owned();
            report.add_bad("notes", file, Bad { place: note.place, why });
        }
        for name in &note.event.people {
            about.entry(name).or_default().push(note.line);
        }
    }
    let mut known: HashSet<&str> = HashSet::new();
    let mut all: Vec<(Place, &str)> = Vec::new();
    for line in &lines.friends {
        let friend = format::parse_friend(line.text);
        if !known.insert(friend.name) {
            let why = format!("`{}` has a line already, and a name is all that tells people apart here", friend.name);
            report.add_bad("people", file, Bad { place: line.place, why });
            continue;
        }
        all.push((line.place, line.text));
        if !friend.rest.is_empty() {
            report
                .leave(|| format!("{file}:{}: `{}` is left out: it says nothing known", line.place.line, friend.rest));
        }
    }
    for day in days.iter().chain(notes).rev() {
        for name in &day.event.people {
            if known.insert(name) {
                all.push((day.place, name));
            }
        }
    }
    let mut people = People::new(tx, report, RECORDS)?;
    let mut ids: HashMap<String, Id> = HashMap::new();
    for (place, line) in all {
        let name = format::parse_friend(line).name;
        let notes = about.remove(name).unwrap_or_default();
        let draft = format::draft(line, &notes).map_err(Trouble::Bad);
        match draft.and_then(|draft| people.take_as(file, place, &draft)) {
            Ok(taken) => {
                ids.extend(taken.map(|(id, _)| (name.to_owned(), id)));
            }
            Err(Trouble::Bad(why)) => people.refuse(file, Bad { place, why }),
            Err(Trouble::Failed(e)) => return Err(e),
        }
    }
    Ok(ids)
}

/// The days of one file.
struct Days<'a, 'c> {
    tx: &'a mut WriteTx<'c>,
    report: &'a mut Report,
    file: &'a str,
    people: HashMap<String, Id>,
    logged: Logged,
    /// How often each line stood in the file so far.
    seen: HashMap<u64, u64>,
    /// Keys of the lines of this file.
    keys: HashSet<String>,
}

/// A day that is not known yet.
struct Pending<'t> {
    day: Day<'t>,
    draft: Draft,
    people: Vec<Id>,
    key: String,
}

/// The lines that came before and are not in this file, by any two of day, people and text.
#[derive(Default)]
struct Gone {
    sources: Vec<Option<Source>>,
    by: HashMap<u64, VecDeque<usize>>,
}

impl Gone {
    fn add(&mut self, source: Source, event: &Event) {
        for mark in pairs(event) {
            self.by.entry(mark).or_default().push_back(self.sources.len());
        }
        self.sources.push(Some(source));
    }

    /// Takes the line that a new one is the edited form of; `None` where it is none.
    fn take(&mut self, now: &Event) -> Option<Source> {
        for mark in pairs(now) {
            let Some(alike) = self.by.get_mut(&mark) else { continue };
            while let Some(at) = alike.pop_front() {
                if let Some(source) = self.sources.get_mut(at).and_then(Option::take) {
                    return Some(source);
                }
            }
        }
        None
    }
}

/// Returns the marks of any two of day, people and text, those first that most likely stay the same.
fn pairs(event: &Event) -> [u64; 3] {
    let mut people: Vec<&str> = event.people.iter().map(String::as_str).collect();
    people.sort_unstable();
    let day = |mark: &mut Mark| mark.day(event.on);
    let people = |mark: &mut Mark| people.iter().for_each(|name| mark.text(name));
    let text = |mark: &mut Mark| mark.text(&event.text);
    let of = |which: u64, a: &dyn Fn(&mut Mark), b: &dyn Fn(&mut Mark)| {
        Mark::of(|mark| {
            mark.number(which);
            a(mark);
            b(mark);
        })
    };
    [of(0, &people, &text), of(1, &day, &people), of(2, &day, &text)]
}

impl Days<'_, '_> {
    fn take(&mut self, days: Vec<Day<'_>>) -> Result<(), ImportError> {
        let mut pending = Vec::new();
        for day in days {
            let place = day.place;
            match self.know(day) {
                Ok(Ok(put)) => self.report.add("meetings", put),
                Ok(Err(new)) => pending.push(new),
                Err(Trouble::Bad(why)) => self.report.add_bad("meetings", self.file, Bad { place, why }),
                Err(Trouble::Failed(e)) => return Err(e),
            }
        }
        let mut gone = self.gone()?;
        for new in pending {
            let place = new.day.place;
            match self.settle(new, &mut gone).map_err(failed) {
                Ok(put) => self.report.add("meetings", put),
                Err(Trouble::Bad(why)) => self.report.add_bad("meetings", self.file, Bad { place, why }),
                Err(Trouble::Failed(e)) => return Err(e),
            }
        }
        Ok(())
    }

    /// Takes a line that came before; returns any other.
    fn know<'t>(&mut self, day: Day<'t>) -> Result<Result<Put, Pending<'t>>, Trouble<ImportError>> {
        if day.event.on > self.tx.today() {
            let on = iso(day.event.on);
            return Err(Trouble::Bad(format!("{on} is still to come; a meeting is written down once it took place")));
        }
        let mut people = Vec::with_capacity(day.event.people.len());
        for name in &day.event.people {
            match self.people.get(name) {
                Some(id) => people.push(*id),
                None => return Err(Trouble::Bad(format!("{name} could not be taken"))),
            }
        }
        let draft = draft(&day.event);
        let marks: Vec<u64> = day.event.people.iter().map(|name| Mark::of(|mark| mark.text(&folded(name)))).collect();
        let same = meetings::key(&draft, &marks);
        let before = self.seen.entry(same).or_default();
        let number = Mark::of(|mark| {
            mark.number(same);
            mark.number(*before);
        });
        *before += 1;
        let key = format!("{number:016x}");
        self.keys.insert(key.clone());
        let known = self.logged.known(number).is_some();
        let pending = Pending { day, draft, people, key };
        match known.then(|| self.tx.source(SCHEME, &pending.key)).transpose().map_err(failed)?.flatten() {
            Some(source) => Ok(Ok(self.again(source, &pending).map_err(failed)?)),
            None => Ok(Err(pending)),
        }
    }

    fn again(&mut self, source: Source, now: &Pending<'_>) -> store::Result<Put> {
        let at = format!("{}:{}", self.file, now.day.place.line);
        recorded::again(self.tx, self.report, &at, source, &recorded(now))
    }

    /// Returns the lines of such a file that came before and are not in this one.
    fn gone(&self) -> store::Result<Gone> {
        let mut gone = Gone::default();
        self.tx.each(|source: Source| {
            if source.scheme == SCHEME && source.meeting_id.is_some() && !self.keys.contains(&source.key) {
                let line = source.raw.as_deref().and_then(recorded::record);
                if let Some(event) = line.and_then(|line| format::parse_activity(line).ok()) {
                    gone.add(source, &event);
                }
            }
            Ok::<_, store::Error>(())
        })?;
        Ok(gone)
    }

    /// Takes a line as the edited form of one that is gone, as a meeting that was written down in auld, or as a new one.
    fn settle(&mut self, new: Pending<'_>, gone: &mut Gone) -> store::Result<Put> {
        if let Some(source) = gone.take(&new.day.event) {
            return self.again(Source { key: new.key.clone(), ..source }, &new);
        }
        if self.logged.take_twin(&new.draft, &new.people).is_some() {
            return Ok(Put::Same);
        }
        let recorded = recorded(&new);
        recorded::add(self.tx, SCHEME, &new.key, recorded).map(|_| Put::New)
    }
}

fn draft(event: &Event) -> Draft {
    let who = |name: &String| Who { name: clean_name(name).unwrap_or_default(), hint: None, quoted: true };
    Draft {
        on: event.on,
        people: event.people.iter().map(who).collect(),
        kind: event.kind,
        minutes: event.minutes,
        size: None,
        direction: event.direction,
        imposed: false,
        place: event.place.clone(),
        tags: tags(event),
        felt: Vec::new(),
        text: event.text.clone(),
    }
}

fn tags(event: &Event) -> Vec<String> {
    let tags: BTreeSet<String> = event.tags.iter().filter_map(|tag| people::tag(tag)).collect();
    tags.into_iter().collect()
}

fn recorded(now: &Pending<'_>) -> Recorded {
    let Draft { on, kind, minutes, direction, place, tags, text, .. } = now.draft.clone();
    Recorded {
        meeting: Meeting {
            id: Id::default(),
            on_day: on,
            kind,
            minutes,
            place,
            text,
            size: None,
            direction,
            imposed: false,
        },
        people: recorded::attendances(&now.people),
        tags,
        record: Some(now.day.line.to_owned()),
    }
}
