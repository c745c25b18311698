//! `--plain`: cells joined by tabs, one record a line, nothing else.

use super::sanitize::{escape, is_hostile};

/// Returns the records as lines of tab-separated cells.
///
/// Inside a cell a tab, line end, carriage return and backslash are written `\t`, `\n`, `\r` and `\\`; other control,
/// bidirectional and tag characters are written `\x1b` or `\u{202e}`. Nothing is dropped, so it can be read back.
pub fn records(rows: &[Vec<String>]) -> String {
    let mut out = String::with_capacity(rows.iter().flatten().map(|cell| cell.len() + 1).sum());
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                out.push('\t');
            }
            put(&mut out, cell);
        }
        out.push('\n');
    }
    out
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
