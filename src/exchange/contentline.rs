//! Lines of the form that cards and calendars share: cut out of a stream in bounded memory, and taken apart.

pub mod fold;
pub mod line;

use std::io::{self, BufRead};

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

pub use self::line::Line;
use super::{Bad, Place, ReadError};

/// The longest line that is read through to find what follows it, in bytes.
const LINE_MAX: u64 = 64 << 20;

/// The lines of a stream as they stand, before they are unfolded.
pub struct Physical<R> {
    input: R,
    /// How much of a line is kept, in bytes.
    most: usize,
    /// What the file holds, in the plural.
    what: &'static str,
    /// The number of the last line that was read.
    pub number: u64,
    /// The last line, without its end.
    pub buffer: Vec<u8>,
}

/// What came of reading a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    End,
    Line,
    /// A line of which only the beginning was kept.
    Long,
}

impl<R: BufRead> Physical<R> {
    /// Begins to read.
    pub fn new(input: R, most: usize, what: &'static str) -> Physical<R> {
        Physical { input, most, what, number: 0, buffer: Vec::new() }
    }

    /// Reads a line into the buffer, without its end. Of a long one only the beginning is kept.
    ///
    /// # Errors
    /// Where the bytes cannot be read, or a line is so long that this is no such file.
    pub fn read<E>(&mut self) -> Result<Found, ReadError<E>> {
        self.buffer.clear();
        let mut length = 0_u64;
        loop {
            let bytes = match self.input.fill_buf() {
                Ok(bytes) => bytes,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(ReadError::Io(e)),
            };
            if bytes.is_empty() && length == 0 {
                return Ok(Found::End);
            }
            // An old Mac ended its lines with a bare CR.
            let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let line = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
            let room = (self.most + 1).saturating_sub(self.buffer.len());
            self.buffer.extend_from_slice(line.get(..room).unwrap_or(line));
            length += line.len() as u64;
            let at_end = bytes.is_empty() || end.is_some();
            let end = end.and_then(|end| bytes.get(end)).copied();
            let used = line.len() + usize::from(end.is_some());
            self.input.consume(used);
            if length > LINE_MAX {
                let place = Place { line: self.number + 1, column: 0 };
                let why = format!("the line is longer than {} MB: this is no file of {}", LINE_MAX >> 20, self.what);
                return Err(ReadError::Bad(Bad { place, why }));
            }
            if at_end {
                if end == Some(b'\r') {
                    self.skip_lf()?;
                }
                self.number += 1;
                if self.number == 1 && self.buffer.starts_with(b"\xef\xbb\xbf") {
                    self.buffer.drain(..3);
                }
                return Ok(if self.buffer.len() > self.most { Found::Long } else { Found::Line });
            }
        }
    }

    fn skip_lf<E>(&mut self) -> Result<(), ReadError<E>> {
        loop {
            match self.input.fill_buf() {
                Ok([b'\n', ..]) => {
                    self.input.consume(1);
                    return Ok(());
                }
                Ok(_) => return Ok(()),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(ReadError::Io(e)),
            }
        }
    }
}

/// Returns a line as text, in the charset it says it has where that is not UTF-8.
pub fn decoded(line: &[u8]) -> std::borrow::Cow<'_, str> {
    let valid = std::str::from_utf8(line);
    if let Ok(text) = valid
        && !line.contains(&0x1b)
    {
        return text.into();
    }
    let lossy = String::from_utf8_lossy(line);
    let charset = Line::parse(&lossy).and_then(|line| Encoding::for_label(line.param("CHARSET")?.as_bytes()));
    let charset = charset.filter(|charset| *charset != UTF_8).unwrap_or(WINDOWS_1252);
    match valid {
        // Seven bits with escapes, as Japanese mail has it.
        Ok(text) if charset == WINDOWS_1252 => text.into(),
        _ => charset.decode_without_bom_handling(line).0.into_owned().into(),
    }
}
