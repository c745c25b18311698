//! Imports tables of people.

use std::io::BufRead;

use super::people::{Kin, People, Records};
use super::{ImportError, at, unread};
use crate::exchange::csv::{self as format, Layout, Rows};
use crate::exchange::people::{PersonDraft, Piece};
use crate::exchange::{Bad, Place, ReadError, Trouble, charset};
use crate::view::imported::Understood;

/// What the driver must know of rows.
pub const RECORDS: Records = Records {
    scheme: "csv",
    read: format::read,
    same: format::same,
    ties: |_| Vec::new(),
    own: |draft| draft.key.own_id(),
};

/// How many rows are shown as they are understood, and of how much of each.
const SHOWN_ROWS: usize = 3;
const SHOWN_PIECES: usize = 6;
/// How many columns are shown and named.
const COLUMNS_MAX: usize = 40;

/// Takes the rows of a file, one at a time.
///
/// # Errors
/// Where the file cannot be read, nobody can tell what its columns hold, or the store cannot be written.
pub fn import(people: &mut People<'_, '_>, file: &str, input: impl BufRead) -> Result<(), ImportError> {
    let input = charset::in_utf8(input).map_err(|why| unread(file, ReadError::Io(why)))?;
    let opened = Rows::open(input, &people.map).map_err(|e| unread(file, e))?;
    let mut rows = opened.map_err(|table| {
        let place = Place { line: table.line, column: 0 };
        let why = at(file, &Bad { place, why: table.why.clone() });
        ImportError::Columns { why, file: file.to_owned(), table: Box::new(table) }
    })?;
    let mut shown = Vec::new();
    while let Some((place, row)) = rows.next().map_err(|e| unread(file, e))? {
        let kin = |kept: &str| match (rows.goes_on(kept), rows.layout()) {
            (false, _) => Kin::Other,
            (true, Layout::Table) => Kin::Same,
            (true, _) => Kin::Perhaps,
        };
        let taken = row.map_err(Trouble::Bad).and_then(|(draft, told)| {
            people.take_row(file, place, &draft, &kin)?;
            if shown.len() < SHOWN_ROWS {
                shown.push(line(&draft));
            }
            for what in told {
                people.tell(|| format!("{file}:{}: {}: {what}", place.line, draft.name));
            }
            Ok(())
        });
        match taken {
            Ok(()) => {}
            Err(Trouble::Bad(why)) => people.refuse(file, Bad { place, why }),
            Err(Trouble::Failed(e)) => return Err(e),
        }
    }
    let filled = || rows.columns().iter().filter(|column| column.filled).take(COLUMNS_MAX);
    for column in filled().filter(|column| column.field.is_none()) {
        people.ignore(column.header.clone());
    }
    if rows.layout() == Layout::Table || filled().any(|column| column.field.is_none()) {
        let columns = filled().map(|column| (column.header.clone(), column.field.as_ref().map(ToString::to_string)));
        people.understood(Understood { file: file.to_owned(), columns: columns.collect(), rows: shown });
    }
    Ok(())
}

/// Returns a person as a row was understood: `Grace Tan · email grace@example.com · tag kopi`.
fn line(draft: &PersonDraft) -> String {
    let mut parts = vec![draft.name.clone()];
    for piece in draft.pieces.iter().take(SHOWN_PIECES) {
        parts.push(match piece {
            Piece::Name(kind, name) => format!("{} {name}", kind.as_str()),
            Piece::Contact(kind, _, value) => format!("{} {value}", kind.as_str()),
            Piece::Fact(label, value) => format!("{label} {value}"),
            Piece::Date(label, on) => format!("{label} {on}"),
            Piece::Relation(kind, name) => format!("{kind} {name}"),
            Piece::Tag(tag) => format!("#{tag}"),
            Piece::Every(days) => format!("every {days} days"),
            Piece::Note(_) | Piece::Remark(..) | Piece::Promise(_) | Piece::State(_) => piece.word().to_owned(),
        });
    }
    parts.join(" · ")
}
