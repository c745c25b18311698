//! Writes people, notes and meetings as the file of the tool "friends".

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::Write;

use chrono::NaiveDate;

use super::ExportError;
use crate::actions::import::friends::SCHEME;
use crate::actions::import::meetings::folded;
use crate::actions::import::recorded;
use crate::domain::id::Id;
use crate::domain::person::NameKind;
use crate::exchange::friends::{self as format, Event, Lines};
use crate::exchange::jsonl::LIVES;
use crate::store::rows::{Attendance, Fact, Meeting, MeetingTag, Name, Note, Person, PersonTag, Source};
use crate::store::{self, PersonFilter, Reader};

/// What becomes of a note: its day and text, and the names of those whom it is about.
type Notes = BTreeMap<(NaiveDate, String), BTreeSet<String>>;

/// Writes the file: of everybody, or of those whom the filter finds and their meetings.
///
/// # Errors
/// Where the store cannot be read, or `out` takes no more.
pub fn write(reader: &Reader<'_>, out: &mut dyn Write, only: Option<&PersonFilter>) -> Result<(), ExportError> {
    let found = only.map(|filter| reader.people(filter)).transpose()?;
    let among: Option<HashSet<Id>> = found.map(|people| people.into_iter().map(|p| p.id).collect());
    let called = everybody(reader, among.as_ref())?;
    let mut lines = Lines::default();
    let (mut notes, mut kept) = (Notes::new(), HashMap::new());
    people(reader, &called, &mut lines, &mut notes, &mut kept)?;
    for ((on, text), people) in notes.into_iter().rev() {
        let event = Event { on, people: people.into_iter().collect(), text, ..Event::default() };
        let line = kept.get(&(event.on, event.text.clone())).map(String::as_str);
        let line = format::note(&event, line);
        lines.locations.extend(format::parse_note(&line).ok().and_then(|event| event.place));
        lines.notes.push(line);
    }
    meetings(reader, &called, among.is_some(), &mut lines)?;
    lines.friends.sort();
    Ok(lines.write(out)?)
}

/// Returns people by a name that nobody else has: with the hint where two have the same, and with the id where that
/// does not tell either.
fn everybody(reader: &Reader<'_>, among: Option<&HashSet<Id>>) -> store::Result<HashMap<Id, String>> {
    let rows = reader.names()?;
    let hinted = |name: &str, hint: Option<&str>| match hint {
        Some(hint) if !hint.is_empty() => format::name(&format!("{name} ({hint})")),
        _ => format::name(name),
    };
    let mut plain: HashMap<String, u32> = HashMap::new();
    let mut full: HashMap<String, u32> = HashMap::new();
    for row in &rows {
        *plain.entry(folded(&row.name)).or_default() += 1;
        *full.entry(folded(&hinted(&row.name, row.hint.as_deref()))).or_default() += 1;
    }
    let alone = |counts: &HashMap<String, u32>, name: &str| counts.get(&folded(name)) == Some(&1);
    let name = |row: store::NameRow| {
        let with_hint = hinted(&row.name, row.hint.as_deref());
        let name = if alone(&plain, &row.name) {
            format::name(&row.name)
        } else if alone(&full, &with_hint) && !plain.contains_key(&folded(&with_hint)) {
            with_hint
        } else {
            hinted(&row.name, Some(&row.id.to_string()))
        };
        (row.id, name)
    };
    let wanted = |row: &store::NameRow| among.is_none_or(|among| among.contains(&row.id));
    Ok(rows.into_iter().filter(wanted).map(name).collect())
}

/// Adds the lines of people, and gathers what is noted about them with the lines that notes came in as.
fn people(
    reader: &Reader<'_>,
    called: &HashMap<Id, String>,
    lines: &mut Lines,
    notes: &mut Notes,
    kept: &mut HashMap<(NaiveDate, String), String>,
) -> Result<(), ExportError> {
    beside!(reader, "person_id", names: Name, facts: Fact, tags: PersonTag, remarks: Note, sources: Source);
    reader.each(|person: Person| {
        let id = person.id;
        let Some(name) = called.get(&id) else { return Ok::<_, ExportError>(()) };
        let nicks = names.of(id)?.into_iter().filter(|n| n.kind == NameKind::Nick).map(|n| format::name(&n.text));
        let lives = facts.of(id)?.into_iter().rfind(|f| f.label == LIVES && f.until.is_none());
        let lives = lives.and_then(|fact| format::place(&fact.value));
        let tags: BTreeSet<String> = tags.of(id)?.into_iter().filter_map(|t| format::tag(&t.tag)).collect();
        lines.friends.push(format::friend(
            name,
            &nicks.collect::<Vec<_>>(),
            lives.as_deref(),
            &tags.into_iter().collect::<Vec<_>>(),
        ));
        lines.locations.extend(lives);
        for note in remarks.of(id)? {
            notes.entry((note.on_day, note.text)).or_default().insert(name.clone());
        }
        let raws = sources.of(id)?.into_iter().filter(|s| s.scheme == SCHEME).filter_map(|s| s.raw);
        for raw in raws {
            for line in raw.lines().skip(1) {
                if let Ok(event) = format::parse_note(line) {
                    kept.insert((event.on, event.text), line.to_owned());
                }
            }
        }
        Ok(())
    })
}

/// Adds the lines of meetings, the newest first.
fn meetings(
    reader: &Reader<'_>,
    called: &HashMap<Id, String>,
    filtered: bool,
    lines: &mut Lines,
) -> Result<(), ExportError> {
    beside!(reader, "meeting_id", present: Attendance, tags: MeetingTag, sources: Source);
    reader.each(|meeting: Meeting| {
        let id = meeting.id;
        let people: Vec<String> = present.of(id)?.iter().filter_map(|p| called.get(&p.person_id).cloned()).collect();
        let (tags, sources) = (tags.of(id)?, sources.of(id)?);
        if filtered && people.is_empty() {
            return Ok::<_, ExportError>(());
        }
        let tags: BTreeSet<String> = tags.into_iter().filter_map(|t| format::tag(&t.tag)).collect();
        let event = Event {
            on: meeting.on_day,
            people,
            place: meeting.place.as_deref().and_then(format::place),
            tags: tags.into_iter().collect(),
            kind: meeting.kind,
            minutes: meeting.minutes,
            direction: meeting.direction,
            text: meeting.text,
        };
        let own = sources.into_iter().find(|s| s.scheme == SCHEME).and_then(|s| s.raw);
        lines.locations.extend(event.place.clone());
        lines.activities.push(format::activity(&event, own.as_deref().and_then(recorded::record)));
        Ok(())
    })?;
    lines.activities.reverse();
    Ok(())
}
