//! Writes important days, promises and suggestions as a calendar.

use std::collections::HashSet;
use std::io::Write;

use chrono::NaiveDate;

use super::{ExportError, Wanted};
use crate::actions::reconnect;
use crate::domain::id::Id;
use crate::exchange::calendar::{Calendar, Promised};
use crate::store::rows::{EventDate, Promise};
use crate::store::{BondFilter, PersonFilter, Reader};
use crate::view::reconnect::Suggestion;

/// Writes the days and promises of everybody, or of those whom the filter finds, and whom to reconnect with where that
/// is wanted. The dead and those let go are left out unless they are asked for.
///
/// # Errors
/// Where the store cannot be read, or `out` takes no more.
pub fn write(reader: &Reader<'_>, out: &mut dyn Write, wanted: &Wanted) -> Result<(), ExportError> {
    let filter = wanted.only.clone().unwrap_or_else(|| PersonFilter { background: true, ..PersonFilter::default() });
    let ids: Vec<Id> = reader.people(&filter)?.into_iter().map(|p| p.id).collect();
    let names = reader.called_of(&ids)?;
    let mut calendar = Calendar::begin(out, wanted.today)?;
    reader.each(|row: EventDate| {
        let Some(name) = names.get(&row.person_id) else { return Ok::<_, ExportError>(()) };
        Ok(calendar.yearly(row.id, name, &row.label, row.on_date)?)
    })?;
    reader.each(|row: Promise| {
        let (Some(name), Some(due)) = (names.get(&row.person_id), row.due) else { return Ok::<_, ExportError>(()) };
        let Promise { id, by, made_on, outcome, closed_on, .. } = row;
        Ok(calendar.promise(&Promised { id, name, by, text: &row.text, made_on, due, outcome, closed_on })?)
    })?;
    if let Some(most) = wanted.reconnect {
        let among: HashSet<Id> = ids.into_iter().collect();
        for who in suggested(reader, &filter, &among, most, wanted.today)? {
            calendar.reconnect(who.id, &who.called(), wanted.today, &who.reasons)?;
        }
    }
    Ok(calendar.end()?)
}

/// Returns up to `most` suggestions among some people.
fn suggested(
    reader: &Reader<'_>,
    filter: &PersonFilter,
    among: &HashSet<Id>,
    most: usize,
    today: NaiveDate,
) -> Result<Vec<Suggestion>, ExportError> {
    let bonds = BondFilter {
        tags: filter.tags.clone(),
        place: filter.place.clone(),
        with: filter.with.clone(),
        background: filter.background,
        ..BondFilter::default()
    };
    // What else is asked of them no bond knows, so more are looked at until enough of them fit.
    let mut looked_at = most;
    loop {
        let mut found = reconnect::reconnect(reader, &bonds, looked_at, None, today)?.suggestions;
        let all = found.len() < looked_at;
        found.retain(|who| among.contains(&who.id));
        if all || found.len() >= most {
            found.truncate(most);
            return Ok(found);
        }
        looked_at = looked_at.saturating_mul(4);
    }
}
