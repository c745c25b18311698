//! The lines of a file, each with its section.

use std::io::{self, Read};

use super::{ACTIVITIES, BULLET, FRIENDS, LOCATIONS, NOTES};
use crate::exchange::{Bad, Place, ReadError};

/// The largest file in bytes. People come before nobody in it, so it is read whole.
const FILE_MAX: u64 = 16 << 20;
/// The longest line in bytes.
const LINE_MAX: usize = 64 << 10;

/// A line of a section, without its bullet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'t> {
    pub place: Place,
    pub text: &'t str,
}

/// The lines of a file by their sections, in the order of the file.
#[derive(Debug, Default)]
pub struct File<'t> {
    pub activities: Vec<Line<'t>>,
    pub notes: Vec<Line<'t>>,
    pub friends: Vec<Line<'t>>,
    pub locations: Vec<Line<'t>>,
    pub bad: Vec<Bad>,
}

/// Tells whether a file begins with the heading of a section.
pub fn begins(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let first = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).find(|line| !line.is_empty());
    first.and_then(|line| std::str::from_utf8(line).ok()).is_some_and(|line| section(line).is_some())
}

/// Returns which of the four sections a heading begins.
fn section(line: &str) -> Option<usize> {
    [ACTIVITIES, NOTES, FRIENDS, LOCATIONS].iter().position(|heading| *heading == line)
}

impl File<'_> {
    /// Reads the bytes of a file.
    ///
    /// # Errors
    /// Where they cannot be read, or are too many.
    pub fn bytes<E>(input: impl Read) -> Result<Vec<u8>, ReadError<E>> {
        let mut bytes = Vec::new();
        let read: io::Result<usize> = input.take(FILE_MAX + 1).read_to_end(&mut bytes);
        read.map_err(ReadError::Io)?;
        if bytes.len() as u64 > FILE_MAX {
            let why = format!("a file of friends has at most {} MiB", FILE_MAX >> 20);
            return Err(ReadError::Bad(Bad { place: Place::default(), why }));
        }
        Ok(bytes)
    }

    /// Cuts a file into lines.
    pub fn of(bytes: &[u8]) -> File<'_> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut file = File::default();
        let mut now: Option<usize> = None;
        for (line, number) in bytes.split(|byte| *byte == b'\n').zip(1..) {
            let place = Place { line: number, column: 0 };
            let mut bad = |why: &str| file.bad.push(Bad { place, why: why.into() });
            let line = line.trim_ascii_end();
            if line.is_empty() {
                continue;
            }
            if line.len() > LINE_MAX {
                bad("the line is longer than anybody writes");
                continue;
            }
            let Ok(text) = std::str::from_utf8(line) else {
                bad("it is not UTF-8");
                continue;
            };
            if text.chars().any(|c| c.is_control() && c != '\t') {
                bad("it holds a control character");
                continue;
            }
            if let Some(section) = section(text) {
                now = Some(section);
                continue;
            }
            if text.starts_with("### ") {
                bad(
                    "there is no such section; those are `### Activities:`, `### Notes:`, `### Friends:` and `### Locations:`",
                );
                now = None;
                continue;
            }
            let text = text.strip_prefix(BULLET).unwrap_or(text);
            let list = match now {
                Some(0) => &mut file.activities,
                Some(1) => &mut file.notes,
                Some(2) => &mut file.friends,
                Some(3) => &mut file.locations,
                _ => {
                    bad("it stands in no section, such as `### Friends:`");
                    continue;
                }
            };
            list.push(Line { place, text });
        }
        file
    }
}
