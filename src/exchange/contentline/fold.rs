//! Long lines, folded as cards and calendars have them.

use std::io::{self, Write};

/// The longest line in bytes, its end left out; a longer one is folded.
const FOLD: usize = 75;

/// Writes a line, folded between characters.
///
/// # Errors
/// Where `out` takes no more.
pub fn folded(out: &mut dyn Write, line: &str) -> io::Result<()> {
    let mut rest = line;
    let mut room = FOLD;
    while rest.len() > room {
        let at = (1..=room).rev().find(|at| rest.is_char_boundary(*at)).unwrap_or(rest.len());
        let (now, later) = rest.split_at(at);
        out.write_all(now.as_bytes())?;
        out.write_all(b"\r\n ")?;
        (rest, room) = (later, FOLD - 1);
    }
    out.write_all(rest.as_bytes())?;
    out.write_all(b"\r\n")
}
