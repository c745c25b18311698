//! Writes people as a table.

use std::io::Write;

use super::ExportError;
use super::people::{self, Known};
use crate::actions::import::csv::RECORDS;
use crate::exchange::csv::{Out, Shape};
use crate::store::{PersonFilter, Reader};

/// Writes a row a person, in the order they were added: of everybody, or of those whom the filter finds.
///
/// # Errors
/// Where the store cannot be read, or `out` takes no more.
pub fn write(reader: &Reader<'_>, out: &mut dyn Write, only: Option<&PersonFilter>) -> Result<(), ExportError> {
    // Only whoever has seen everybody knows how many columns there are.
    let mut shape = Shape::default();
    people::each(reader, only, |known| {
        shape.fit(&told(&known));
        Ok(())
    })?;
    shape.header(out)?;
    people::each(reader, only, |known| Ok(shape.row(out, &told(&known))?))
}

fn told(known: &Known) -> Out<'_> {
    Out {
        id: known.person.id,
        name: &known.person.name,
        met: known.person.met.as_deref(),
        met_on: known.person.met_on,
        pieces: &known.pieces,
        raws: known.raws(RECORDS.scheme),
    }
}
