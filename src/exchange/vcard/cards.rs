//! Cuts a stream into cards, and cards into lines, one at a time and in bounded memory.

use std::io::BufRead;

use crate::exchange::contentline::{Found, Line, Physical, decoded, line};
use crate::exchange::{Bad, Place, ReadError};

/// The largest card in bytes. A picture of a few megapixels fits; what does not is no card of a person.
pub const CARD_MAX: usize = 16 << 20;

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
    lines: Physical<R>,
    /// A card that began where the one before did not end.
    begun: Option<Place>,
    /// Whether there was anything in it, and whether something of it was handed on.
    filled: bool,
    handed: bool,
}

impl<R: BufRead> Cards<R> {
    /// Begins to read.
    pub fn new(input: R) -> Cards<R> {
        Cards { lines: Physical::new(input, CARD_MAX, "cards"), begun: None, filled: false, handed: false }
    }

    /// Returns the next card; `None` at the end. A card that cannot be one is `Bad`, and those after it can be read.
    ///
    /// # Errors
    /// Where the bytes cannot be read, or a line is so long that this is no file of cards.
    pub fn next<E>(&mut self) -> Result<Option<Result<Card, Bad>>, ReadError<E>> {
        let place = match self.begun.take() {
            Some(place) => place,
            None => loop {
                if let Found::End = self.lines.read()? {
                    let nothing = self.filled && !std::mem::replace(&mut self.handed, true);
                    let bad = || Bad { place: Place::default(), why: "there is no card in it".into() };
                    return Ok(nothing.then(|| Err(bad())));
                }
                self.filled |= !self.lines.buffer.trim_ascii().is_empty();
                if is_mark(self.lines.buffer.trim_ascii_start(), b"BEGIN") {
                    break Place { line: self.lines.number, column: 0 };
                }
                if is_mark(&self.lines.buffer, b"END") || !is_property(&self.lines.buffer) {
                    continue;
                }
                self.handed = true;
                let stray = Place { line: self.lines.number, column: 0 };
                return Ok(Some(Err(Bad { place: stray, why: "the line belongs to no card".into() })));
            },
        };
        self.handed = true;
        self.card(place).map(Some)
    }

    fn card<E>(&mut self, place: Place) -> Result<Result<Card, Bad>, ReadError<E>> {
        let mut lines = Lines::default();
        let mut long = false;
        let ended = loop {
            match self.lines.read()? {
                Found::End => break false,
                Found::Long => long = true,
                Found::Line => {}
            }
            if is_mark(&self.lines.buffer, b"BEGIN") && lines.depth == 0 && !lines.awaits_agent() {
                self.begun = Some(Place { line: self.lines.number, column: 0 });
                break false;
            }
            if is_mark(&self.lines.buffer, b"END") && (lines.depth == 0 || long) {
                break true;
            }
            long |= lines.bytes + self.lines.buffer.len() > CARD_MAX;
            if !long {
                lines.add(&self.lines.buffer);
            }
        };
        if long {
            let why = format!("the card is larger than {} MB", CARD_MAX >> 20);
            return Ok(Err(Bad { place, why }));
        }
        Ok(Ok(Card { place, text: lines.finish(), ended }))
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
