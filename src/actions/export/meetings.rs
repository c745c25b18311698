//! Writes every meeting as a row of a table.

use std::collections::HashMap;
use std::io::Write;

use super::ExportError;
use crate::actions::import::meetings::folded;
use crate::domain::id::Id;
use crate::domain::meeting::Feeling;
use crate::exchange::meetings::{self as format, MeetingOut, Who};
use crate::store::rows::{Attendance, Meeting, MeetingTag};
use crate::store::{self, MeetingFilter, NameRow, Reader};

/// A person as the table names one.
struct Named {
    who: Who,
    written: String,
    /// What the people of a row are ordered by: it must not depend on ids, which are others in another store.
    order: String,
}

/// Writes the table, oldest first: of all meetings, or of those that the filter finds.
///
/// # Errors
/// Where the store cannot be read, or `out` takes no more.
pub fn write(reader: &Reader<'_>, out: &mut dyn Write, only: Option<&MeetingFilter>) -> Result<(), ExportError> {
    let only = only.map(|filter| reader.meeting_ids(filter)).transpose()?;
    let named = everybody(reader)?;
    beside!(reader, "meeting_id", present: Attendance, tags: MeetingTag);
    format::write_header(out)?;
    reader.each(|meeting: Meeting| {
        if only.as_ref().is_some_and(|ids| ids.binary_search(&meeting.id).is_err()) {
            return Ok(());
        }
        let tags = tags.of(meeting.id)?;
        let present = present.of(meeting.id)?.into_iter();
        let mut present: Vec<_> = present.filter_map(|p| Some((named.get(&p.person_id)?, p.felt()))).collect();
        present.sort_by_key(|(named, _)| (&named.order, &named.written));
        let people: Vec<_> = present.iter().map(|(named, _)| named.written.as_str()).collect();
        let who: Vec<&Who> = present.iter().map(|(named, _)| &named.who).collect();
        let felt: Vec<(usize, Feeling)> =
            present.iter().enumerate().filter_map(|(at, (_, felt))| Some((at, felt.clone()?))).collect();
        let row = MeetingOut {
            on: meeting.on_day,
            people: people.join("; "),
            kind: meeting.kind,
            minutes: meeting.minutes,
            size: meeting.size,
            direction: meeting.direction,
            imposed: meeting.imposed,
            place: meeting.place.as_deref().unwrap_or_default(),
            tags: format::written_tags(tags.iter().map(|t| t.tag.as_str())),
            felt: format::written_felt(&felt, &who),
            text: &meeting.text,
        };
        Ok(format::write_meeting(out, &row)?)
    })
}

/// Returns everybody by a name that nobody else has: with the hint where there is one, and where neither tells, with
/// the id in its place.
fn everybody(reader: &Reader<'_>) -> store::Result<HashMap<Id, Named>> {
    let people = reader.names()?;
    let hint = |row: &NameRow| row.hint.clone().filter(|hint| !hint.is_empty());
    let mut names: HashMap<String, u32> = HashMap::new();
    let mut hinted: HashMap<(String, String), u32> = HashMap::new();
    for row in &people {
        let name = folded(&row.name);
        if let Some(hint) = hint(row) {
            *hinted.entry((name.clone(), folded(&hint))).or_default() += 1;
        }
        *names.entry(name).or_default() += 1;
    }
    let only = |count: Option<&u32>| count == Some(&1);
    let name = |row: NameRow| {
        let name = folded(&row.name);
        let hint = match hint(&row) {
            Some(hint) if only(hinted.get(&(name.clone(), folded(&hint)))) => Some(hint),
            None if only(names.get(&name)) => None,
            _ => Some(row.id.to_string()),
        };
        let who = Who { name: row.name, hint, quoted: false };
        let written = who.written();
        (row.id, Named { order: folded(&written), who, written })
    };
    Ok(people.into_iter().map(name).collect())
}
