//! Cuts a stream into cards, and cards into lines, one at a time and in bounded memory.

use std::io::{self, BufRead};

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::line::{self, Line};
use crate::exchange::{Bad, Place, ReadError};

/// The largest card in bytes. A picture of a few megapixels fits; what does not is no card of a person.
pub const CARD_MAX: usize = 16 << 20;
/// The longest line that is read through to find the next card, in bytes. What is longer is no vCard at all.
const LINE_MAX: u64 = 64 << 20;

/// A card as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Where it begins.
    pub place: Place,
    /// Its lines without `BEGIN` and `END`, unfolded, in UTF-8, each with a line end.
    pub text: String,
    /// Whether its `END` was there.
    pub ended: bool,
}

/// The cards of a stream.
pub struct Cards<R> {
    input: R,
    /// The number of the last line that was read.
    line: u64,
    buffer: Vec<u8>,
    /// A card that began where the one before did not end.
    begun: Option<Place>,
}

/// What came of reading a line.
enum Read1 {
    End,
    Line,
    /// A line of which only the beginning was kept.
    Long,
}

impl<R: BufRead> Cards<R> {
    /// Begins to read.
    pub fn new(input: R) -> Cards<R> {
        Cards { input, line: 0, buffer: Vec::new(), begun: None }
    }

    /// Returns the next card; `None` at the end. A card that cannot be one is `Bad`, and those after it can be read.
    ///
    /// # Errors
    /// Where the bytes cannot be read, or a line is so long that this is no file of cards.
    pub fn next<E>(&mut self) -> Result<Option<Result<Card, Bad>>, ReadError<E>> {
        let place = match self.begun.take() {
            Some(place) => place,
            None => loop {
                if let Read1::End = self.read_line()? {
                    return Ok(None);
                }
                if is_mark(self.buffer.trim_ascii_start(), b"BEGIN") {
                    break Place { line: self.line, column: 0 };
                }
                if is_mark(&self.buffer, b"END") || !is_property(&self.buffer) {
                    continue;
                }
                let stray = Place { line: self.line, column: 0 };
                return Ok(Some(Err(Bad { place: stray, why: "the line belongs to no card".into() })));
            },
        };
        self.card(place).map(Some)
    }

    fn card<E>(&mut self, place: Place) -> Result<Result<Card, Bad>, ReadError<E>> {
        let mut lines = Lines::default();
        let mut long = false;
        let ended = loop {
            match self.read_line()? {
                Read1::End => break false,
                Read1::Long => long = true,
                Read1::Line => {}
            }
            if is_mark(&self.buffer, b"BEGIN") && lines.depth == 0 && !lines.awaits_agent() {
                self.begun = Some(Place { line: self.line, column: 0 });
                break false;
            }
            if is_mark(&self.buffer, b"END") && (lines.depth == 0 || long) {
                break true;
            }
            long |= lines.bytes + self.buffer.len() > CARD_MAX;
            if !long {
                lines.add(&self.buffer);
            }
        };
        if long {
            let why = format!("the card is larger than {} MB", CARD_MAX >> 20);
            return Ok(Err(Bad { place, why }));
        }
        Ok(Ok(Card { place, text: lines.finish(), ended }))
    }

    /// Reads a line into the buffer, without its end. Of one that is longer than a card only the beginning is kept.
    fn read_line<E>(&mut self) -> Result<Read1, ReadError<E>> {
        self.buffer.clear();
        let mut length = 0_u64;
        loop {
            let bytes = match self.input.fill_buf() {
                Ok(bytes) => bytes,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(ReadError::Io(e)),
            };
            if bytes.is_empty() && length == 0 {
                return Ok(Read1::End);
            }
            // An old Mac ended its lines with a bare CR.
            let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let line = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
            let room = (CARD_MAX + 1).saturating_sub(self.buffer.len());
            self.buffer.extend_from_slice(line.get(..room).unwrap_or(line));
            length += line.len() as u64;
            let at_end = bytes.is_empty() || end.is_some();
            let end = end.and_then(|end| bytes.get(end)).copied();
            let used = line.len() + usize::from(end.is_some());
            self.input.consume(used);
            if length > LINE_MAX {
                let place = Place { line: self.line + 1, column: 0 };
                let why = format!("the line is longer than {} MB: this is no file of cards", LINE_MAX >> 20);
                return Err(ReadError::Bad(Bad { place, why }));
            }
            if at_end {
                if end == Some(b'\r') {
                    self.skip_lf()?;
                }
                self.line += 1;
                if self.line == 1 && self.buffer.starts_with(b"\xef\xbb\xbf") {
                    self.buffer.drain(..3);
                }
                return Ok(if self.buffer.len() > CARD_MAX { Read1::Long } else { Read1::Line });
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

/// Tells whether a line is `BEGIN:VCARD` or `END:VCARD`, whatever its case. One that begins with a space goes on with
/// the line before.
pub fn is_mark(line: &[u8], word: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    let Some((name, rest)) = line.split_at_checked(word.len()) else { return false };
    let value = rest.trim_ascii_start().strip_prefix(b":").unwrap_or_default();
    name.eq_ignore_ascii_case(word) && value.trim_ascii().eq_ignore_ascii_case(b"VCARD")
}

/// Tells whether a line begins as a property does: a name, then parameters or the value.
fn is_property(line: &[u8]) -> bool {
    let fits = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
    let name = line.iter().take_while(|byte| fits(byte)).count();
    match line.get(name) {
        _ if name == 0 => false,
        Some(b':') => true,
        // The parameters may be folded before the value begins.
        Some(b';') => {
            let rest = line.get(name + 1..).unwrap_or_default();
            let word = rest.iter().take_while(|byte| !byte.is_ascii_whitespace() && **byte != b'=').count();
            rest.contains(&b':') || word > 0 && rest.get(word) == Some(&b'=')
        }
        _ => false,
    }
}

/// The lines of a card, as far as they were read.
#[derive(Default)]
struct Lines {
    text: String,
    /// The line that is read, as far as it was folded.
    line: Vec<u8>,
    /// How its value is written, where that says how it goes on.
    encoding: Option<line::Encoding>,
    /// All bytes so far.
    bytes: usize,
    /// How many cards the line stands in, of those that stand in the card as its agent.
    depth: u32,
}

impl Lines {
    fn add(&mut self, line: &[u8]) {
        self.bytes += line.len();
        if self.depth > 0 || is_mark(line, b"BEGIN") {
            return self.add_to_agent(line);
        }
        // A soft line end of QUOTED-PRINTABLE: what follows is the value, whatever it looks like.
        if self.encoding == Some(line::Encoding::QuotedPrintable) && self.line.ends_with(b"=") {
            self.line.pop();
            self.line.extend_from_slice(line);
            return;
        }
        match line {
            [b' ' | b'\t', rest @ ..] if !self.line.is_empty() => {
                let rest = if self.encoding == Some(line::Encoding::Base64) { rest.trim_ascii() } else { rest };
                self.line.extend_from_slice(rest);
            }
            _ if line.trim_ascii().is_empty() || line.starts_with(b"#") => {}
            _ if is_property(line.trim_ascii_start()) => {
                self.close();
                self.line.extend_from_slice(line.trim_ascii_start());
                self.encoding = line::encoding(line);
            }
            _ if self.encoding == Some(line::Encoding::Base64) => self.line.extend_from_slice(line.trim_ascii()),
            // Programs that know nothing of folding break a text where its lines end.
            _ if !self.line.is_empty() => {
                self.line.extend_from_slice(b"\\n");
                self.line.extend_from_slice(line);
            }
            _ => {}
        }
    }

    /// Tells whether a card may stand here as the value of the line before.
    fn awaits_agent(&self) -> bool {
        let line = self.line.trim_ascii_end();
        line.ends_with(b":") && line.get(..5).is_some_and(|name| name.eq_ignore_ascii_case(b"AGENT"))
    }

    /// Writes a card that stands in the card as one line of text, as version 3.0 does.
    fn add_to_agent(&mut self, line: &[u8]) {
        if is_mark(line, b"BEGIN") {
            self.depth += 1;
        } else if is_mark(line, b"END") {
            self.depth -= 1;
        }
        for byte in line {
            if matches!(byte, b'\\' | b',' | b';') {
                self.line.push(b'\\');
            }
            self.line.push(*byte);
        }
        self.line.extend_from_slice(b"\\n");
    }

    /// Ends a line.
    fn close(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.encoding = None;
        let mut text: String = decoded(&line).chars().filter(|c| !line::is_control(*c)).collect();
        // A mark that was folded is none, and would be one when it is written.
        if text.trim().is_empty()
            || ["BEGIN", "END"].iter().any(|word| is_mark(text.trim_start().as_bytes(), word.as_bytes()))
        {
            return;
        }
        if let Some(line) = Line::parse(&text).filter(|line| line.encoding() == Some(line::Encoding::Base64)) {
            let (head, value) = text.split_at(text.len() - line.value.len());
            text = head.chars().chain(value.chars().filter(|c| !c.is_whitespace())).collect();
        }
        self.text.push_str(&text);
        self.text.push('\n');
    }

    fn finish(mut self) -> String {
        self.close();
        self.text
    }
}

/// Returns a line as text, in the charset it says it has where that is not UTF-8.
fn decoded(line: &[u8]) -> std::borrow::Cow<'_, str> {
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
