//! Lines of a file, one at a time.

use std::io::{BufRead, Read};

use crate::exchange::{Bad, Place, ReadError, Trouble};

/// The longest line that is taken, in bytes.
const LINE_MAX: u64 = 16 * 1024 * 1024;

/// Hands every line that is not blank to `take`, and what is wrong with a line to `bad`. A line that is bad is passed
/// over.
///
/// # Errors
/// What `take` fails with, and a file that cannot be read.
pub fn each_line<C, E>(
    mut input: impl BufRead,
    context: &mut C,
    mut take: impl FnMut(&mut C, &[u8]) -> Result<(), Trouble<E>>,
    mut bad: impl FnMut(&mut C, Bad),
) -> Result<(), ReadError<E>> {
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        number += 1;
        let length = input.by_ref().take(LINE_MAX).read_until(b'\n', &mut line).map_err(ReadError::Io)?;
        if length == 0 {
            return Ok(());
        }
        let text = line.trim_ascii();
        let text = if number == 1 { text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text) } else { text };
        if length as u64 == LINE_MAX && !line.ends_with(b"\n") {
            input.skip_until(b'\n').map_err(ReadError::Io)?;
            let why = format!("the line is longer than {} MiB", LINE_MAX >> 20);
            bad(context, Bad { place: Place { line: number, column: 0 }, why });
        } else if !text.is_empty() {
            match take(context, text) {
                Ok(()) => {}
                Err(Trouble::Bad(why)) => bad(context, Bad { place: Place { line: number, column: 0 }, why }),
                Err(Trouble::Failed(e)) => return Err(ReadError::Failed(e)),
            }
        }
    }
}
