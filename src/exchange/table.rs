//! Rows of cells, one at a time and none larger than memory allows; and cells that no spreadsheet takes for formulas.

use std::borrow::Cow;
use std::io::{self, BufRead, ErrorKind, Write};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// The largest row that is taken, in bytes.
const ROW_MAX: usize = 4 * 1024 * 1024;
/// The most cells a row may have.
const CELLS_MAX: usize = 16_384;

/// Rows of a file. The parser below the `csv` crate is used by itself: it alone lets a row be given up before an
/// unclosed quote has drawn the whole file into memory.
pub struct Table<R> {
    input: R,
    reader: Reader,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// How many of `ends` the row has.
    cells: usize,
    done: bool,
}

/// Why a row cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    TooLong,
    TooWide,
    /// Everything to the end of the file stands in quotes.
    Unclosed,
}

impl Fault {
    /// Returns the reason in words.
    pub fn why(self) -> String {
        match self {
            Fault::TooLong => format!("the row is larger than {} MiB", ROW_MAX >> 20),
            Fault::TooWide => format!("the row has more than {CELLS_MAX} cells"),
            Fault::Unclosed => "a quote that opens here is never closed; nothing after it could be read".into(),
        }
    }
}

impl<R: BufRead> Table<R> {
    /// Returns the table of a file whose cells stand between `delimiter`s.
    pub fn new(input: R, delimiter: u8) -> Table<R> {
        let reader = ReaderBuilder::new().delimiter(delimiter).build();
        Table { input, reader, bytes: vec![0; 4096], ends: vec![0; 32], cells: 0, done: false }
    }

    /// Goes to the next row that is not blank, and returns its line and what is wrong with it; `None` past the last.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn next(&mut self) -> io::Result<Option<(u64, Option<Fault>)>> {
        self.cells = 0;
        if self.done || !self.skip_line_ends()? {
            return Ok(None);
        }
        let line = self.reader.line();
        let (mut written, mut ended, mut fault) = (0, 0, None);
        loop {
            let found = fill(&mut self.input)?;
            let at_end = found.is_empty();
            // One more line end ends the last row, unless it stands in a quote.
            let input: &[u8] = if at_end { b"\n" } else { found };
            let (bytes, ends) = (self.bytes.get_mut(written..), self.ends.get_mut(ended..));
            let (result, read, wrote, closed) =
                self.reader.read_record(input, bytes.unwrap_or_default(), ends.unwrap_or_default());
            if !at_end {
                self.input.consume(read);
            }
            (written, ended) = (written + wrote, ended + closed);
            match result {
                ReadRecordResult::InputEmpty if at_end => {
                    self.done = true;
                    return Ok(Some((line, Some(Fault::Unclosed))));
                }
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.bytes.len() < ROW_MAX => {
                    self.bytes.resize(self.bytes.len() * 2, 0);
                }
                ReadRecordResult::OutputFull => (written, fault) = (0, Some(Fault::TooLong)),
                ReadRecordResult::OutputEndsFull if self.ends.len() < CELLS_MAX => {
                    self.ends.resize(self.ends.len() * 2, 0);
                }
                ReadRecordResult::OutputEndsFull => (ended, fault) = (0, Some(Fault::TooWide)),
                ReadRecordResult::Record | ReadRecordResult::End => {
                    self.cells = ended;
                    return Ok(Some((line, fault)));
                }
            }
        }
    }

    /// Returns a cell of the row; `None` past the last.
    pub fn cell(&self, at: usize) -> Option<&[u8]> {
        let end = self.ends.get(at).filter(|_| at < self.cells)?;
        let start = if at == 0 { 0 } else { *self.ends.get(at - 1)? };
        self.bytes.get(start..*end)
    }

    /// Returns how many cells the row has.
    pub fn cells(&self) -> usize {
        self.cells
    }

    /// Passes over line ends, so that a row begins on the line where its first cell does. False at the end.
    fn skip_line_ends(&mut self) -> io::Result<bool> {
        loop {
            match fill(&mut self.input)?.first() {
                Some(b'\n') => self.reader.set_line(self.reader.line() + 1),
                Some(b'\r') => {}
                other => return Ok(other.is_some()),
            }
            self.input.consume(1);
        }
    }
}

fn fill(input: &mut impl BufRead) -> io::Result<&[u8]> {
    // Asked twice, since what the first answer lends would be lent on every way out of the loop.
    loop {
        match input.fill_buf() {
            Ok(_) => break,
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    input.fill_buf()
}

/// Writes a row: cells between commas, quoted where RFC 4180 wants it.
///
/// # Errors
/// Where `out` takes no more.
pub fn write_row(out: &mut dyn Write, cells: &[&str]) -> io::Result<()> {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        if cell.contains([',', '"', '\r', '\n']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\n")
}

/// Signs that make a spreadsheet take a cell for a formula, their full-width forms included.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Tells what is not seen at the ends of a cell, where spreadsheets and people alike lose it.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

/// Returns the cell as it is written: with a `'` before what a spreadsheet would run, or would lose at its ends.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if needs_guard(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// Undoes [`guarded`]. What was not guarded loses the blanks around it: people put them after a comma.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if needs_guard(rest) => rest,
        _ => cell.trim_matches(is_blank),
    }
}

/// A `'` before something guarded counts as well, so that exactly one is put and one taken.
fn needs_guard(cell: &str) -> bool {
    let cell = cell.trim_start_matches('\'');
    cell.starts_with(FORMULA) || cell.starts_with(is_blank) || cell.ends_with(is_blank)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &[u8]) -> Vec<(u64, Option<Fault>, Vec<String>)> {
        let mut table = Table::new(io::BufReader::with_capacity(3, text), b',');
        let mut out = Vec::new();
        while let Some((line, fault)) = table.next().expect("readable") {
            let cells = (0..table.cells()).filter_map(|at| table.cell(at));
            out.push((line, fault, cells.map(|c| String::from_utf8_lossy(c).into_owned()).collect()));
        }
        out
    }

    #[test]
    fn rows_know_their_lines() {
        let found = rows(b"\na,b\r\n\r\n\"x\n\"\"y\",z\n5\" pipe,\n,\nlast");
        let cells: Vec<_> = found.iter().map(|(line, fault, cells)| (*line, *fault, cells.join("|"))).collect();
        let expected = [(2, "a|b"), (4, "x\n\"y|z"), (6, "5\" pipe|"), (7, "|"), (8, "last")];
        assert_eq!(cells, expected.map(|(line, cells)| (line, None, cells.to_owned())));
    }

    #[test]
    fn what_is_too_large_is_passed_over() {
        let wide = format!("{}\nx", ",".repeat(20_000));
        assert_eq!(
            rows(wide.as_bytes()).iter().map(|r| (r.0, r.1)).collect::<Vec<_>>(),
            [(1, Some(Fault::TooWide)), (2, None)]
        );
        let long = format!("a\n{}\nx", "y".repeat(ROW_MAX + 7));
        let found: Vec<_> = rows(long.as_bytes()).into_iter().map(|r| (r.0, r.1)).collect();
        assert_eq!(found, [(1, None), (2, Some(Fault::TooLong)), (3, None)]);
        assert_eq!(rows(b"a\nb,\"c\nd\ne").last().map(|r| (r.0, r.1)), Some((2, Some(Fault::Unclosed))));
    }

    #[test]
    fn formulas_are_guarded() {
        for (cell, expected) in [
            ("=1+1", "'=1+1"),
            (" \u{3000}+2 heard", "' \u{3000}+2 heard"),
            ("＠x", "'＠x"),
            ("\tx", "'\tx"),
            ("x ", "'x "),
            ("'=1", "''=1"),
            ("'Twas fun", "'Twas fun"),
            ("1-1", "1-1"),
            ("'", "'"),
            ("", ""),
        ] {
            assert_eq!(guarded(cell), expected);
        }
        assert_eq!(unguarded(" x "), "x");
    }

    proptest! {
        #[test]
        fn a_guard_comes_off_exactly(cell in "(?s)['=+@ \t\r\nx＝-]{0,6}|.{0,8}") {
            let written = guarded(&cell);
            prop_assert_eq!(unguarded(&written), cell.as_str());
            prop_assert!(!written.trim_start().starts_with(FORMULA));
        }

        #[test]
        fn cells_come_back(cells in prop::collection::vec("(?s)[\",\r\n;x]{0,5}|.{0,6}", 2..6)) {
            let mut out = b"head\n".to_vec();
            write_row(&mut out, &cells.iter().map(String::as_str).collect::<Vec<_>>()).expect("written");
            let found = rows(&out);
            prop_assert_eq!(&found.last().expect("a row").2, &cells);
        }
    }
}
