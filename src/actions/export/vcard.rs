//! Writes people as vCards.

use std::io::Write;

use super::{ExportError, people};
use crate::actions::import::vcard::RECORDS;
use crate::exchange::vcard::{self as format, Out, Version};
use crate::store::{PersonFilter, Reader};

/// Writes a card a person, in the order they were added: of everybody, or of those whom the filter finds.
///
/// # Errors
/// Where the store cannot be read, or `out` takes no more.
pub fn write(
    reader: &Reader<'_>,
    out: &mut dyn Write,
    version: Version,
    only: Option<&PersonFilter>,
) -> Result<(), ExportError> {
    people::each(reader, only, |known| {
        let raws = known.raws(RECORDS.scheme);
        let (id, name) = (known.person.id, known.person.name.as_str());
        Ok(format::write(out, &Out { id, name, pieces: known.pieces.clone(), raws }, version)?)
    })
}
