//! Writes people as JSContact cards.

use std::io::Write;

use super::{ExportError, people};
use crate::actions::import::jscontact::RECORDS;
use crate::exchange::jscontact::{Out, Writer};
use crate::store::{PersonFilter, Reader};

/// Writes a list of cards in the order people were added: of everybody, or of those whom the filter finds. Characters
/// that `escape` holds for are written as `\uXXXX`.
///
/// # Errors
/// Where the store cannot be read, or `out` takes no more.
pub fn write(
    reader: &Reader<'_>,
    out: &mut dyn Write,
    escape: fn(char) -> bool,
    only: Option<&PersonFilter>,
) -> Result<(), ExportError> {
    let mut writer = Writer::new(out, escape)?;
    people::each(reader, only, |known| {
        let raws = known.raws(RECORDS.scheme);
        let (id, name) = (known.person.id, known.person.name.as_str());
        Ok(writer.card(&Out { id, name, pieces: &known.pieces, raws })?)
    })?;
    writer.finish()?.flush()?;
    Ok(())
}
