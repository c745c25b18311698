//! Cuts a stream into rows, and finds the header.

use std::io::{BufRead, Chain, Cursor, Read};

use encoding_rs::WINDOWS_1252;

use super::date;
use super::draft::{Cell, Row};
use super::field::{Field, Part, What};
use super::header::{Layout, fields, plain};
use crate::exchange::people::PersonDraft;
use crate::exchange::table::{Table, is_blank, unguarded};
use crate::exchange::{Bad, Place, ReadError};

/// What cells may be parted by.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How much of a file is looked at for its header and the order of its dates, in bytes.
const HEAD_BYTES: u64 = 256 * 1024;
/// How many rows the header may be preceded by.
const PREAMBLE_MAX: usize = 10;
/// How many rows are looked at for the order of dates.
const SAMPLE_MAX: usize = 2000;
const BOM: &[u8] = b"\xef\xbb\xbf";

/// What the user said about columns: a field and the name of a column; no field for a column that is left out.
pub type Map = Vec<(Option<Field>, String)>;

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// As the table names it.
    pub header: String,
    /// `None` where auld has no place for it.
    pub field: Option<Field>,
    /// Whether some row had something in it.
    pub filled: bool,
}

/// A table nobody can tell the people of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The line of the header.
    pub line: u64,
    pub why: String,
    /// Each column with the first thing in it.
    pub columns: Vec<(String, String)>,
    /// What to say after `--map`, as far as it can be guessed: `name=Full Name,email=E-mail`.
    pub map: String,
}

/// The rows of a file, one at a time.
pub struct Rows<R> {
    table: Table<Chain<Cursor<Vec<u8>>, R>>,
    layout: Layout,
    columns: Vec<Column>,
}

/// A row that was read: the draft with what of it could not be understood, or why it is none.
pub type Read1 = Result<(PersonDraft, Vec<String>), String>;

/// Where a header was found.
struct Found {
    delimiter: u8,
    /// How many rows stand before it.
    before: usize,
    /// How many of its columns are known.
    known: usize,
}

/// Tells whether a file begins with a header that says who its rows are about.
pub fn begins(head: &[u8]) -> bool {
    let utf16 = matches!(head, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    let text: Vec<u8> =
        if utf16 { head.iter().copied().filter(|byte| *byte != 0 && *byte < 0x80).collect() } else { head.to_vec() };
    let text = text.strip_prefix(BOM).unwrap_or(&text);
    find(text, &Map::new()).is_some_and(|found| found.known > 1)
}

/// Finds the header: the first row that says who the others are about, cut so that most of its columns are known.
fn find(head: &[u8], map: &Map) -> Option<Found> {
    let mut best: Option<Found> = None;
    for delimiter in DELIMITERS {
        let mut table = Table::new(head, delimiter);
        for before in 0..PREAMBLE_MAX {
            let Ok(Some((_, None))) = table.next() else { break };
            let headers = headers(&table);
            let settled = settle(&headers, map);
            let known = settled.iter().flatten().count();
            let says_who = settled.iter().flatten().any(Field::identifies);
            let all_mapped = map.iter().all(|(_, name)| headers.iter().any(|header| plain(header) == plain(name)));
            if known > 0 && says_who && all_mapped && best.as_ref().is_none_or(|best| known > best.known) {
                best = Some(Found { delimiter, before, known });
            }
            if says_who && all_mapped {
                break;
            }
        }
    }
    best
}

fn headers<R: BufRead>(table: &Table<R>) -> Vec<String> {
    let cells = (0..table.cells()).filter_map(|at| table.cell(at));
    cells.map(|cell| decoded(cell).trim_matches(is_blank).to_owned()).collect()
}

/// Settles what columns hold: what the user said goes first.
fn settle(headers: &[String], map: &Map) -> Vec<Option<Field>> {
    let mut settled = fields(headers);
    for (field, header) in settled.iter_mut().zip(headers) {
        if let Some((told, _)) = map.iter().find(|(_, name)| plain(name) == plain(header)) {
            field.clone_from(told);
        }
    }
    settled
}

/// Returns a cell as text; what is not UTF-8 is of an old Windows.
fn decoded(cell: &[u8]) -> String {
    let text = match std::str::from_utf8(cell) {
        Ok(text) => text.into(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(cell).0,
    };
    if !text.contains(|c: char| c.is_control()) {
        return text.into_owned();
    }
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

impl<R: BufRead> Rows<R> {
    /// Finds the header.
    ///
    /// # Errors
    /// Where the file cannot be read; and, as the inner error, where no row of it is a header that says who the others
    /// are about.
    pub fn open<E>(mut input: R, map: &Map) -> Result<Result<Rows<R>, Unknown>, ReadError<E>> {
        let mut head = Vec::new();
        input.by_ref().take(HEAD_BYTES).read_to_end(&mut head).map_err(ReadError::Io)?;
        if head.starts_with(BOM) {
            head.drain(..BOM.len());
        }
        let Some(found) = find(&head, map) else { return Ok(Err(unknown(&head, map))) };
        let mut table = Table::new(Cursor::new(head.clone()).chain(input), found.delimiter);
        for _ in 0..=found.before {
            if let Some((line, Some(fault))) = table.next().map_err(ReadError::Io)? {
                return Err(ReadError::Bad(Bad { place: Place { line, column: 0 }, why: fault.why() }));
            }
        }
        let headers = headers(&table);
        let layout = Layout::of(&headers);
        let columns = headers.iter().cloned().zip(settle(&headers, map));
        let mut columns: Vec<Column> = columns.map(|(header, field)| Column { header, field, filled: false }).collect();
        order_dates(&head, &found, layout, &mut columns);
        Ok(Ok(Rows { table, layout, columns }))
    }

    /// Returns who made the table.
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// Returns the columns, with what was found in them so far.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Tells whether a row may be what became of one that was kept: one of the same program, and of a table of one's own
    /// one that has all columns which that had.
    pub fn goes_on(&self, kept: &str) -> bool {
        let Some(row) = Row::kept(kept) else { return true };
        let has = |cell: &Cell| self.columns.iter().any(|column| column.header == cell.header);
        row.layout == self.layout && (self.layout != Layout::Table || row.cells.iter().all(has))
    }

    /// Returns the next row; `None` past the last.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn next<E>(&mut self) -> Result<Option<(Place, Read1)>, ReadError<E>> {
        while let Some((line, fault)) = self.table.next().map_err(ReadError::Io)? {
            let place = Place { line, column: 0 };
            if let Some(fault) = fault {
                return Ok(Some((place, Err(fault.why()))));
            }
            let mut cells = Vec::new();
            let mut beyond = false;
            for at in 0..self.table.cells() {
                let Some(cell) = self.table.cell(at).filter(|cell| !cell.trim_ascii().is_empty()) else { continue };
                let text = decoded(cell);
                let value = unguarded(&text);
                match self.columns.get_mut(at) {
                    _ if value.is_empty() => {}
                    Some(column) => {
                        column.filled = true;
                        let (header, field) = (column.header.clone(), column.field.clone());
                        cells.push(Cell { header, field, value: value.to_owned() });
                    }
                    None => beyond = true,
                }
            }
            if beyond {
                let why = "it has more cells than the header has columns; text with a delimiter in it stands in quotes";
                return Ok(Some((place, Err(why.into()))));
            }
            if cells.is_empty() {
                continue;
            }
            return Ok(Some((place, Row { layout: self.layout, cells }.draft())));
        }
        Ok(None)
    }
}

/// Settles for each column of dates whether the month comes first: it does where some row can only be read so, and in
/// what Outlook writes in English, unless some row can not.
fn order_dates(head: &[u8], found: &Found, layout: Layout, columns: &mut [Column]) {
    let is_date = |column: &Column| {
        column.field.as_ref().is_some_and(|field| {
            let dates = [What::Birthday, What::Anniversary, What::Date, What::MetOn];
            field.part == Part::Value && dates.contains(&field.what)
        })
    };
    if !columns.iter().any(is_date) {
        return;
    }
    let mut orders: Vec<Option<bool>> = vec![None; columns.len()];
    let mut table = Table::new(head, found.delimiter);
    for _ in 0..SAMPLE_MAX + found.before {
        let Ok(Some(_)) = table.next() else { break };
        for (at, (order, column)) in orders.iter_mut().zip(columns.iter()).enumerate() {
            if order.is_none() && is_date(column) {
                *order = table.cell(at).and_then(|cell| date::order(&decoded(cell)));
            }
        }
    }
    for (column, order) in columns.iter_mut().zip(orders) {
        if is_date(column) && order.unwrap_or(layout == Layout::Outlook) {
            column.field = column.field.take().map(|field| field.part(Part::MonthFirst));
        }
    }
}

/// Says why no header was found, and what could be said of the one that is likeliest.
fn unknown(head: &[u8], map: &Map) -> Unknown {
    let rows = |delimiter: u8| {
        let mut table = Table::new(head, delimiter);
        let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
        while rows.len() < PREAMBLE_MAX
            && let Ok(Some((line, None))) = table.next()
        {
            rows.push((line, headers(&table)));
        }
        rows
    };
    let tables = DELIMITERS.map(rows);
    let widest = tables.iter().max_by_key(|rows| rows.first().map_or(0, |(_, cells)| cells.len()));
    let mut rows = widest.into_iter().flatten();
    let Some((line, header)) = rows.next() else {
        return Unknown { line: 1, why: "the file is empty".into(), columns: Vec::new(), map: String::new() };
    };
    let sample = rows.next().map(|(_, cells)| cells.clone()).unwrap_or_default();
    let first = |at: usize| sample.get(at).cloned().unwrap_or_default();
    let missing = map.iter().find(|(_, name)| !header.iter().any(|header| plain(header) == plain(name)));
    let why = match missing {
        Some((_, name)) => format!("it has no column `{name}`"),
        None => "no column of it says who a row is about".to_owned(),
    };
    let columns: Vec<(String, String)> =
        header.iter().enumerate().map(|(at, header)| (header.clone(), first(at))).collect();
    let is_mail = |(_, value): &&(String, String)| value.contains('@');
    let is_name =
        |(_, value): &&(String, String)| value.contains(char::is_alphabetic) && !value.contains(['@', '/', '{']);
    let mut map = Vec::new();
    let name = columns.iter().find(is_name).or(columns.first());
    map.extend(name.map(|(header, _)| format!("name={header}")));
    map.extend(columns.iter().find(is_mail).map(|(header, _)| format!("email={header}")));
    Unknown { line: *line, why, columns, map: map.join(",") }
}
