//! A table of meetings, a row each, for spreadsheets and for whoever kept such a list before auld.
//!
//! What is written here reads back exactly. What people write is read as they mean it: columns in any order, `;` or a
//! tab for the comma, days as `02.05.2026`.

mod cells;
mod day;

use std::borrow::Cow;
use std::io::{self, BufRead, Chain, Cursor, Read, Write};

use chrono::NaiveDate;

use self::day::{DayError, Days};
use super::table::{Table, guarded, is_blank, unguarded, write_row};
use super::{Bad, Place, ReadError};
use crate::domain::UnknownWord;
use crate::domain::date;
use crate::domain::meeting::{Direction, Feeling, Kind};

pub use self::cells::{Who, written_felt, written_tags};

/// A column that auld has a place for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    On,
    People,
    Kind,
    Minutes,
    Size,
    Direction,
    Imposed,
    Place,
    Tags,
    Felt,
    Text,
}

/// The columns with their names, in the order in which they are written.
const COLUMNS: [(Column, &str); 11] = [
    (Column::On, "on"),
    (Column::People, "people"),
    (Column::Kind, "kind"),
    (Column::Minutes, "minutes"),
    (Column::Size, "size"),
    (Column::Direction, "direction"),
    (Column::Imposed, "imposed"),
    (Column::Place, "place"),
    (Column::Tags, "tags"),
    (Column::Felt, "felt"),
    (Column::Text, "text"),
];

/// What cells may be parted by; the first is what is written.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];
/// How much of a file is looked at for its header, in bytes.
const HEADER_BYTES: u64 = 64 * 1024;
/// How many columns that auld has no place for are named.
const UNKNOWN_MAX: usize = 20;
const BOM: &[u8] = b"\xef\xbb\xbf";
const MINUTES_MAX: u32 = 14_400;
/// How many characters of a cell a message repeats.
const SHOWN_CHARS: usize = 60;

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub on: NaiveDate,
    pub people: Vec<Who>,
    pub kind: Kind,
    pub minutes: Option<u32>,
    pub size: Option<u32>,
    pub direction: Option<Direction>,
    pub imposed: bool,
    pub place: Option<String>,
    /// In order, none twice.
    pub tags: Vec<String>,
    /// How they made me feel, each by the position in `people`.
    pub felt: Vec<(usize, Feeling)>,
    pub text: String,
}

/// A row that was read, with its place: what it says, or what is wrong with it.
pub type Row = (Place, Result<Draft, String>);

/// The rows of a file, one at a time.
pub struct Rows<R> {
    table: Table<Chain<Cursor<Vec<u8>>, R>>,
    /// What stands in each column; `None` for one that auld has no place for.
    columns: Vec<Option<Column>>,
    unknown: Vec<String>,
    days: Days,
}

/// Tells whether a file begins with a header that has at least a day and people.
pub fn begins(head: &[u8]) -> bool {
    delimiter(head).is_some()
}

/// Returns what parts the cells of the header.
fn delimiter(head: &[u8]) -> Option<u8> {
    let head = head.strip_prefix(BOM).unwrap_or(head);
    let line = head.split(|b| matches!(b, b'\r' | b'\n')).find(|line| !line.is_empty())?;
    DELIMITERS.into_iter().find(|delimiter| {
        let names: Vec<_> = line.split(|b| b == delimiter).map(column_name).collect();
        ["on", "people"].iter().all(|wanted| names.iter().any(|name| name == wanted))
    })
}

fn column_name(cell: &[u8]) -> String {
    let cell = String::from_utf8_lossy(cell);
    cell.trim_matches(|c| is_blank(c) || matches!(c, '"' | '\'')).to_lowercase()
}

impl<R: BufRead> Rows<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// Where the file cannot be read, or its header has no day or no people; so for all below.
    pub fn open<E>(mut input: R) -> Result<Rows<R>, ReadError<E>> {
        let mut head = Vec::new();
        loop {
            let mut line = input.by_ref().take(HEADER_BYTES);
            let read = line.read_until(b'\n', &mut head).map_err(ReadError::Io)?;
            let blank = head.iter().all(|b| BOM.contains(b) || b.is_ascii_whitespace());
            if read == 0 || !blank || head.len() as u64 > HEADER_BYTES {
                break;
            }
        }
        let refused = |line, why: String| ReadError::Bad(Bad { place: Place { line, column: 0 }, why });
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
            return Err(refused(1, "this is UTF-16; save it as UTF-8".into()));
        }
        let found = delimiter(&head);
        let head = match head.strip_prefix(BOM) {
            Some(rest) => rest.to_vec(),
            None => head,
        };
        let mut table = Table::new(Cursor::new(head).chain(input), found.unwrap_or(b','));
        let (line, fault) = table.next().map_err(ReadError::Io)?.unwrap_or((1, None));
        if let Some(fault) = fault {
            return Err(refused(line, fault.why()));
        }
        if found.is_none() {
            let why =
                "the header names no columns `on` and `people`; a header looks like `on,people,kind,minutes,…,text`";
            return Err(refused(line, why.into()));
        }
        let (mut columns, mut unknown) = (Vec::new(), Vec::new());
        for at in 0..table.cells() {
            let name = column_name(table.cell(at).unwrap_or_default());
            let column = COLUMNS.iter().find(|(_, known)| *known == name).map(|(column, _)| *column);
            if column.is_some() && columns.contains(&column) {
                return Err(refused(line, format!("the header names the column `{name}` twice")));
            }
            if column.is_none() && !name.is_empty() && unknown.len() < UNKNOWN_MAX {
                unknown.push(shown(&name).into_owned());
            }
            columns.push(column);
        }
        Ok(Rows { table, columns, unknown, days: Days::default() })
    }

    /// Returns the names of columns that auld has no place for.
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// Returns the next row; `None` past the last.
    pub fn next<E>(&mut self) -> Result<Option<Row>, ReadError<E>> {
        while let Some((line, fault)) = self.table.next().map_err(ReadError::Io)? {
            let place = Place { line, column: 0 };
            if let Some(fault) = fault {
                return Ok(Some((place, Err(fault.why()))));
            }
            let cells = || (0..self.table.cells()).filter_map(|at| self.table.cell(at));
            if cells().all(|cell| cell.trim_ascii().is_empty()) {
                continue;
            }
            return match self.draft(line) {
                Ok(draft) => Ok(Some((place, Ok(draft)))),
                Err(DayError::Row(why)) => Ok(Some((place, Err(why)))),
                Err(DayError::File(why)) => Err(ReadError::Bad(Bad { place, why })),
            };
        }
        Ok(None)
    }

    fn draft(&mut self, line: u64) -> Result<Draft, DayError> {
        let beyond = (self.columns.len()..self.table.cells()).filter_map(|at| self.table.cell(at));
        if beyond.into_iter().any(|cell| !cell.trim_ascii().is_empty()) {
            let why = "it has more cells than the header has columns; text with a delimiter in it stands in quotes";
            return Err(DayError::Row(why.into()));
        }
        let day = self.cell(Column::On)?.to_owned();
        let on = self.days.read(&day, line)?;
        let people = cells::people(self.cell(Column::People)?).map_err(|why| format!("people: {why}"))?;
        let place = self.cell(Column::Place)?;
        Ok(Draft {
            on,
            kind: self.word(Column::Kind, Kind::parse_lenient)?.unwrap_or_default(),
            minutes: self.number(Column::Minutes, MINUTES_MAX)?,
            size: self.number(Column::Size, u32::MAX)?,
            direction: self.word(Column::Direction, |word| word.to_lowercase().parse())?,
            imposed: self.imposed()?,
            place: (!place.is_empty()).then(|| place.to_owned()),
            tags: cells::tags(self.cell(Column::Tags)?).map_err(|why| format!("tags: {why}"))?,
            felt: cells::felt(self.cell(Column::Felt)?, &people).map_err(|why| format!("felt: {why}"))?,
            text: self.cell(Column::Text)?.to_owned(),
            people,
        })
    }

    /// Returns a cell without its guard; empty where the row or the file has none.
    fn cell(&self, column: Column) -> Result<&str, String> {
        let at = self.columns.iter().position(|c| *c == Some(column));
        let bytes = at.and_then(|at| self.table.cell(at)).unwrap_or_default();
        let text = std::str::from_utf8(bytes).map_err(|_| format!("{}: it is not UTF-8", name(column)))?;
        if text.contains('\0') {
            return Err(format!("{}: it holds a NUL, as no text does", name(column)));
        }
        Ok(unguarded(text))
    }

    fn word<T>(&self, column: Column, read: fn(&str) -> Result<T, UnknownWord>) -> Result<Option<T>, String> {
        let text = self.cell(column)?;
        if text.is_empty() {
            return Ok(None);
        }
        read(text).map(Some).map_err(|e| {
            let short = UnknownWord { word: shown(&e.word).into_owned(), ..e };
            format!("{}: {short}", name(column))
        })
    }

    /// Returns a number that is not 0; 0 stands for none.
    fn number(&self, column: Column, most: u32) -> Result<Option<u32>, String> {
        let text = self.cell(column)?;
        let number = if text.is_empty() { Some(0) } else { text.parse().ok().filter(|n| *n <= most) };
        let bad = || format!("{}: `{}` is not a whole number from 0 to {most}", name(column), shown(text));
        number.map(|n| (n > 0).then_some(n)).ok_or_else(bad)
    }

    fn imposed(&self) -> Result<bool, String> {
        let text = self.cell(Column::Imposed)?;
        match text.to_lowercase().as_str() {
            "yes" | "true" | "1" | "y" => Ok(true),
            "" | "no" | "false" | "0" | "n" => Ok(false),
            _ => Err(format!("{}: `{}` is neither yes nor no", name(Column::Imposed), shown(text))),
        }
    }
}

fn name(column: Column) -> &'static str {
    COLUMNS.iter().find(|(of, _)| *of == column).map_or("", |(_, name)| name)
}

/// Returns as much of a cell as fits into a message.
fn shown(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(SHOWN_CHARS).and_then(|(at, _)| text.get(..at)) {
        Some(start) => Cow::Owned(format!("{start}…")),
        None => Cow::Borrowed(text),
    }
}

/// A meeting to be written. Cells that hold several things are written already.
#[derive(Debug)]
pub struct MeetingOut<'a> {
    pub on: NaiveDate,
    pub people: String,
    pub kind: Kind,
    pub minutes: Option<u32>,
    pub size: Option<u32>,
    pub direction: Option<Direction>,
    pub imposed: bool,
    pub place: &'a str,
    pub tags: String,
    pub felt: String,
    pub text: &'a str,
}

/// Writes the header.
///
/// # Errors
/// Where `out` takes no more; so for the row.
pub fn write_header(out: &mut dyn Write) -> io::Result<()> {
    write_row(out, &COLUMNS.map(|(_, name)| name))
}

/// Writes a row.
pub fn write_meeting(out: &mut dyn Write, meeting: &MeetingOut<'_>) -> io::Result<()> {
    let number = |number: Option<u32>| number.map_or(String::new(), |n| n.to_string());
    let free = [&meeting.people, meeting.place, &meeting.tags, &meeting.felt, meeting.text].map(guarded);
    let [people, place, tags, felt, text] = &free;
    write_row(
        out,
        &[
            &date::iso(meeting.on),
            people,
            meeting.kind.as_str(),
            &number(meeting.minutes),
            &number(meeting.size),
            meeting.direction.map_or("", Direction::as_str),
            if meeting.imposed { "yes" } else { "" },
            place,
            tags,
            felt,
            text,
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what each row is read as: its line and day, or why it is bad.
    fn read(text: impl AsRef<[u8]>) -> Vec<(u64, Result<Draft, String>)> {
        let mut rows = Rows::open::<()>(text.as_ref()).unwrap_or_else(|e| panic!("{e:?}"));
        let mut out = Vec::new();
        while let Some((place, row)) = rows.next::<()>().unwrap_or_else(|e| panic!("{e:?}")) {
            out.push((place.line, row));
        }
        out
    }

    fn refused(text: impl AsRef<[u8]>) -> String {
        match Rows::open::<()>(text.as_ref()) {
            Err(ReadError::Bad(bad)) => format!("{}: {}", bad.place.line, bad.why),
            other => panic!("{:?}", other.map(|rows| rows.unknown)),
        }
    }

    #[test]
    fn a_header_tells_the_format_and_its_delimiter() {
        for (head, expected) in [
            ("on,people\n", Some(b',')),
            ("\u{feff}\"People\";\"On\";x", Some(b';')),
            ("\n\non\tpeople\ttext\n", Some(b'\t')),
            ("name,email\n", None),
            ("{\"on\":1,\"people\":2}", None),
            ("", None),
        ] {
            assert_eq!(delimiter(head.as_bytes()), expected, "{head}");
        }
    }

    #[test]
    fn a_row_is_read_in_any_order_of_columns() {
        let rows = read("\u{feff}Text;people; On ;felt;KIND;mood\n\n\"a;b\";Grace Hopper;2026/5/2;+2 heard;Phone;x\n");
        let [(3, Ok(row))] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((row.text.as_str(), row.kind, date::iso(row.on)), ("a;b", Kind::Call, "2026-05-02".into()));
        assert_eq!(row.felt, [(0, Feeling { words: "heard".into(), value: Some(2) })]);
        let rows = Rows::open::<()>(&b"on,people,mood,mood\n"[..]).unwrap_or_else(|e| panic!("{e:?}"));
        assert_eq!(rows.unknown(), ["mood", "mood"]);
    }

    #[test]
    fn a_bad_row_says_why() {
        let rows = read(
            b"on,people,kind,minutes,size,direction,imposed,text\n2026-02-30,A\n2026-01-01,A,seance\n2026-01-01,A,,-5\n\
              2026-01-01,A,,,,up\n2026-01-01,A,,,,,maybe\n2026-01-01,\xff\n2026-01-01,A,,,,,,a,b\n2026-01-01,A,,,,,,\0\n,,,\n",
        );
        let why: Vec<_> =
            rows.iter().filter_map(|(line, row)| Some(format!("{line}: {}", row.as_ref().err()?))).collect();
        for (told, expected) in why.iter().zip([
            "2: on: `2026-02-30` is not a day",
            "3: kind: `seance` is not a kind of meeting",
            "4: minutes: `-5` is not a whole number from 0 to 14400",
            "5: direction: `up` is not a direction",
            "6: imposed: `maybe` is neither yes nor no",
            "7: people: it is not UTF-8",
            "8: it has more cells",
            "9: text: it holds a NUL",
        ]) {
            assert!(told.starts_with(expected), "{told}");
        }
        assert_eq!((why.len(), rows.len()), (8, 8), "{why:?}");
    }

    #[test]
    fn a_file_without_a_header_is_refused() {
        assert!(refused("when,who\n").starts_with("1: the header names no columns"));
        assert!(refused("").starts_with("1: the header names no columns"));
        assert!(refused("on,people,On\n").contains("`on` twice"));
        assert!(refused(b"\xff\xfeo\0n\0").contains("UTF-16"));
        assert!(refused(format!("on,people{}\n", ",".repeat(20_000))).contains("cells"));
        assert!(refused("on,people,\"x\n").contains("never closed"));
    }
}
