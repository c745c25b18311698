//! `--plain`: cells joined by tabs, one record a line, nothing else.

use std::io::Write;

use super::Broken;
use super::sanitize::{escape, is_hostile};
use crate::store;

/// Records, each made when its turn comes; one that cannot be made ends them.
pub struct Rows<'a>(Box<dyn Iterator<Item = store::Result<Vec<String>>> + 'a>);

impl<'a> Rows<'a> {
    /// Returns these records.
    pub fn of(rows: impl Iterator<Item = Vec<String>> + 'a) -> Rows<'a> {
        Rows(Box::new(rows.map(Ok)))
    }

    /// Returns these records, as far as they can be made.
    pub fn read(rows: impl Iterator<Item = store::Result<Vec<String>>> + 'a) -> Rows<'a> {
        Rows(Box::new(rows))
    }

    /// Returns all of them.
    #[cfg(test)]
    pub fn all(self) -> Vec<Vec<String>> {
        self.0.collect::<store::Result<_>>().expect("a store")
    }

    /// Writes the records as lines of tab-separated cells.
    ///
    /// Inside a cell a tab, line end, carriage return and backslash are written `\t`, `\n`, `\r` and `\\`; other
    /// control, bidirectional and tag characters are written `\x1b` or `\u{202e}`. Nothing is dropped, so it can be read
    /// back.
    ///
    /// # Errors
    /// Where `out` takes no more, or a record cannot be made.
    pub fn write(self, out: &mut dyn Write) -> Result<(), Broken> {
        let mut line = String::new();
        for row in self.0 {
            line.clear();
            for (at, cell) in row?.iter().enumerate() {
                if at > 0 {
                    line.push('\t');
                }
                put(&mut line, cell);
            }
            line.push('\n');
            out.write_all(line.as_bytes())?;
        }
        Ok(())
    }
}

impl From<Vec<Vec<String>>> for Rows<'_> {
    fn from(rows: Vec<Vec<String>>) -> Self {
        Rows::of(rows.into_iter())
    }
}

impl FromIterator<Vec<String>> for Rows<'_> {
    fn from_iter<I: IntoIterator<Item = Vec<String>>>(rows: I) -> Self {
        rows.into_iter().collect::<Vec<_>>().into()
    }
}

fn put(out: &mut String, cell: &str) {
    if cell.bytes().all(|b| (0x20..0x7f).contains(&b) && b != b'\\') {
        out.push_str(cell);
        return;
    }
    for c in cell.chars() {
        match c {
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\\' => out.push_str("\\\\"),
            _ if is_hostile(c) => escape(out, c),
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads a cell back.
    fn read(cell: &str) -> Option<String> {
        let mut out = String::new();
        let mut chars = cell.chars();
        while let Some(c) = chars.next() {
            if c != '\\' {
                out.push(c);
                continue;
            }
            match chars.next()? {
                't' => out.push('\t'),
                'n' => out.push('\n'),
                'r' => out.push('\r'),
                '\\' => out.push('\\'),
                'x' => {
                    let code: String = chars.by_ref().take(2).collect();
                    out.push(char::from(u8::from_str_radix(&code, 16).ok()?));
                }
                'u' => {
                    let code: String = chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
                    out.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
                }
                _ => return None,
            }
        }
        Some(out)
    }

    #[test]
    fn cells_are_escaped_and_joined() {
        let rows = vec![
            vec!["Ada".to_owned(), String::new(), "C:\\x".to_owned()],
            vec!["a\tb\r\nc".to_owned(), "\u{1b}]0;x\u{7}\u{9b}\u{202e}".to_owned()],
        ];
        assert_eq!(records(&rows), "Ada\t\tC:\\\\x\na\\tb\\r\\nc\t\\x1b]0;x\\x07\\x9b\\u{202e}\n");
        assert_eq!(records(&[]), "");
    }

    fn records(rows: &[Vec<String>]) -> String {
        let mut out = Vec::new();
        Rows::of(rows.iter().cloned()).write(&mut out).expect("a vector takes all");
        String::from_utf8(out).expect("UTF-8")
    }

    proptest! {
        #[test]
        fn any_table_reads_back(rows in prop::collection::vec(prop::collection::vec(any::<String>(), 1..4), 0..4)) {
            let out = records(&rows);
            prop_assert!(!out.chars().any(|c| c != '\n' && c != '\t' && is_hostile(c)));
            let back: Option<Vec<Vec<String>>> =
                out.lines().map(|line| line.split('\t').map(read).collect()).collect();
            prop_assert_eq!(back, Some(rows));
        }
    }
}
