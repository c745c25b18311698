//! vCards: address books of phones and mail programs, in versions 2.1, 3.0 and 4.0.
//!
//! A card is cut into lines once and its lines are kept; what auld understands of them is read from there whenever it is
//! wanted. So a line that auld has no word for, and one that nobody edited, goes out as it came in.

mod cards;
mod draft;
mod same;
mod translate;
mod write;

use super::contentline::{Line, line};
use super::people::Piece;

pub use self::line::escaped;
pub use cards::Cards;
pub use draft::{draft, read, tie_of, ties};
pub use same::same;
pub use write::{Out, standard as tie_word, write};

/// A version of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    V21,
    V3,
    V4,
}

impl Version {
    /// Returns the version that a number stands for; `None` for one that is none of the three.
    pub fn numbered(number: &str) -> Option<Version> {
        match number.trim() {
            "2.1" | "2.0" => Some(Version::V21),
            "3.0" | "3" => Some(Version::V3),
            "4.0" | "4" => Some(Version::V4),
            _ => None,
        }
    }

    /// Returns the version of a card. One that does not say is read as 3.0, and as 2.1 where only that can be.
    fn of(text: &str) -> Version {
        let mut old = false;
        for line in text.lines().filter_map(Line::parse) {
            if line.is("VERSION") {
                return Version::numbered(line.value).unwrap_or(Version::V3);
            }
            old |= line.params().any(|(name, _)| name.is_empty());
        }
        if old { Version::V21 } else { Version::V3 }
    }
}

/// Returns what auld understands of each line of a card of version 4.0, unfolded; nothing for what is no line.
pub fn said(lines: &[String]) -> Vec<Vec<Piece>> {
    let all: Vec<line::Line<'_>> = lines.iter().filter_map(|line| line::Line::parse(line)).collect();
    let of = |line: &String| line::Line::parse(line).map(|line| draft::pieces(&line, Version::V4, &all));
    lines.iter().map(|line| of(line).unwrap_or_default()).collect()
}

/// Tells whether a file begins as a card does.
pub fn begins(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let first = head.split(|byte| matches!(byte, b'\n' | b'\r')).find(|line| !line.trim_ascii().is_empty());
    // Every second byte of a file in UTF-16 is none of the text.
    let text: Vec<u8> = head.iter().copied().filter(|byte| byte.is_ascii_graphic()).take(11).collect();
    let utf16 = matches!(head, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) && text.eq_ignore_ascii_case(b"BEGIN:VCARD");
    utf16 || first.is_some_and(|line| cards::is_mark(line.trim_ascii_start(), b"BEGIN"))
}

#[cfg(test)]
mod tests;
