//! Writes important days, promises and suggestions as a calendar.

use std::io::Write;

use super::{ExportError, Wanted};
use crate::actions::reconnect;
use crate::domain::id::Id;
use crate::exchange::calendar::{Calendar, Promised};
use crate::store::rows::{EventDate, Promise};
use crate::store::{BondFilter, PersonFilter, Reader};

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
        let background = wanted.only.as_ref().is_some_and(|filter| filter.background);
        let bonds = BondFilter { among: Some(ids), background, ..BondFilter::default() };
        let found = reconnect::reconnect(reader, &bonds, most, None, wanted.today, wanted.zone)?.suggestions;
        for who in found.each().take(most) {
            let who = who?;
            calendar.reconnect(who.id, &who.called(), wanted.today, &who.reasons)?;
        }
    }
    Ok(calendar.end()?)
}
