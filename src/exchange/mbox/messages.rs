//! Cuts a mailbox into messages: their heads are read, their bodies are run over.

use std::collections::VecDeque;
use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memmem};

use super::date::{self, Moment};
use super::head::{self, Mail};
use crate::exchange::{Bad, Place, ReadError};

/// The largest head in bytes: some programs write all addressees of a letter to hundreds into it.
pub const HEAD_MAX: usize = 256 * 1024;
/// How much is read at once, in bytes, beside what is held of a head.
const CHUNK: usize = 256 * 1024;
/// The longest line that begins a message, in bytes.
const SEPARATOR_MAX: usize = 1024;
/// How much must be seen to tell whether a line begins a message: itself, and how the next one begins.
const AHEAD: usize = SEPARATOR_MAX + 256;
/// How much is kept of what was run over, in bytes, to see whether the line before a separator is blank.
const BEHIND: usize = 8;
/// How many bytes of heads wait at most to be told whether they stand in the body of another message.
const HELD_MAX: usize = 8 << 20;

/// A message, as far as it is read.
pub type Found = Result<(Place, Mail), Bad>;

/// The messages of a mailbox, or of a file that is one message.
pub struct Messages<R> {
    input: R,
    buffer: Vec<u8>,
    /// What of the buffer is read and not yet run over.
    start: usize,
    end: usize,
    ended: bool,
    /// The number of the line that `start` is in.
    line: u64,
    /// Where `start` stands in the file.
    offset: u64,
    at: At,
    /// Where the body of a message says that it ends, and the messages that would stand in it.
    claim: Option<Claim>,
    ready: VecDeque<Found>,
}

/// What comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Beginning,
    /// A line that begins a message, or a head at once.
    Message,
    Body,
    End,
}

/// A body whose head says how long it is.
struct Claim {
    /// Where it ends in the file.
    until: u64,
    held: Vec<Found>,
    bytes: usize,
}

impl<R: Read> Messages<R> {
    /// Begins to read.
    pub fn new(input: R) -> Messages<R> {
        Messages {
            input,
            buffer: vec![0; HEAD_MAX + AHEAD + CHUNK],
            start: 0,
            end: 0,
            ended: false,
            line: 1,
            offset: 0,
            at: At::Beginning,
            claim: None,
            ready: VecDeque::new(),
        }
    }

    /// Returns the next message; `None` at the end. One whose head is too large is `Bad`, and those after it can be
    /// read.
    ///
    /// # Errors
    /// Where the bytes cannot be read, or are no mail at all.
    pub fn next<E>(&mut self) -> Result<Option<Found>, ReadError<E>> {
        loop {
            if let Some(found) = self.ready.pop_front() {
                return Ok(Some(found));
            }
            match self.at {
                At::Beginning => self.begin()?,
                At::Message => self.message().map_err(ReadError::Io)?,
                At::Body => self.body().map_err(ReadError::Io)?,
                At::End => return Ok(None),
            }
        }
    }

    fn begin<E>(&mut self) -> Result<(), ReadError<E>> {
        loop {
            self.see(AHEAD).map_err(ReadError::Io)?;
            let seen = self.seen();
            let blank = seen.strip_prefix(b"\xef\xbb\xbf").unwrap_or(seen);
            let blank = seen.len() - blank.trim_ascii_start().len();
            if seen.is_empty() {
                self.at = At::End;
                return Ok(());
            }
            if blank == 0 {
                break;
            }
            self.consume(blank);
        }
        if !is_mail(self.seen()) {
            let place = Place { line: self.line, column: 0 };
            return Err(ReadError::Bad(Bad { place, why: "this is no mail: no head of a message begins here".into() }));
        }
        self.at = At::Message;
        Ok(())
    }

    /// Reads the line that begins a message, where there is one, and the head.
    fn message(&mut self) -> io::Result<()> {
        let place = Place { line: self.line, column: 0 };
        let alone = !self.seen().starts_with(b"From ");
        let mut written = None;
        if !alone {
            self.see(AHEAD)?;
            let end = memchr(b'\n', self.seen()).map_or(self.end - self.start, |end| end + 1);
            let line = self.seen().get(5..end.min(SEPARATOR_MAX)).unwrap_or_default();
            written = separator(line);
            self.consume(end);
        }
        let length = self.head_length()?;
        let found = match length {
            Some((head, used)) => {
                let mut mail = head::read(self.seen().get(..head).unwrap_or_default());
                mail.when = mail.when.or(written);
                self.consume(used);
                Ok((place, mail))
            }
            None => Err(Bad { place, why: format!("the head of the message is larger than {} KB", HEAD_MAX >> 10) }),
        };
        let bytes = length.map_or(0, |(head, _)| head);
        let says = found.as_ref().ok().and_then(|(_, mail)| mail.body_bytes);
        self.put(found, bytes, says);
        // A file that does not begin with a separator is one message: no more of it is wanted.
        self.at = if alone { At::End } else { At::Body };
        Ok(())
    }

    /// Hands a message out, or holds it where it may stand in the body of another.
    fn put(&mut self, found: Found, bytes: usize, says: Option<u64>) {
        match &mut self.claim {
            Some(claim) => {
                claim.bytes += bytes + 1024;
                claim.held.push(found);
                if claim.bytes > HELD_MAX {
                    self.settle(false);
                }
            }
            None => {
                self.ready.push_back(found);
                let until = says.filter(|says| *says > 0).and_then(|says| self.offset.checked_add(says));
                self.claim = until.map(|until| Claim { until, held: Vec::new(), bytes: 0 });
            }
        }
    }

    /// Ends a claim. Those that stand in the body of the message are no messages of this mailbox.
    fn settle(&mut self, right: bool) {
        if let Some(claim) = self.claim.take()
            && !right
        {
            self.ready.extend(claim.held);
        }
    }

    /// Returns the length of the head, and that with the blank line after it; `None` where it is too large.
    fn head_length(&mut self) -> io::Result<Option<(usize, usize)>> {
        let mut at = 0;
        loop {
            let seen = self.seen();
            let rest = seen.get(at..).unwrap_or_default();
            let Some(length) = memchr(b'\n', rest) else {
                if self.ended {
                    return Ok(Some((seen.len(), seen.len())).filter(|(head, _)| *head <= HEAD_MAX));
                }
                if seen.len() > HEAD_MAX {
                    return Ok(None);
                }
                self.fill()?;
                continue;
            };
            let line = rest.get(..length).unwrap_or_default();
            if line.is_empty() || line == b"\r" {
                return Ok(Some((at, at + length + 1)));
            }
            // A message without a body, and without the line that ends its head.
            if line.starts_with(b"From ") {
                if rest.len() < AHEAD && !self.ended {
                    self.fill()?;
                    continue;
                }
                if is_separator(rest, false) {
                    return Ok(Some((at, at)));
                }
            }
            at += length + 1;
            if at > HEAD_MAX {
                return Ok(None);
            }
        }
    }

    /// Runs over a body, up to the line that begins the next message.
    fn body(&mut self) -> io::Result<()> {
        let finder = memmem::Finder::new(b"\nFrom ");
        // The next message may begin at once.
        self.see(AHEAD)?;
        let mut from = 0;
        if self.seen().starts_with(b"From ") && is_separator(self.seen(), true) {
            self.begins();
            return Ok(());
        }
        loop {
            let seen = self.seen();
            match seen.get(from..).and_then(|rest| finder.find(rest)).map(|found| from + found + 1) {
                Some(at) if seen.len() - at < AHEAD && !self.ended => {
                    self.consume(at.saturating_sub(BEHIND));
                    self.fill()?;
                    from = 0;
                }
                Some(at) => {
                    let (before, rest) = seen.split_at_checked(at).unwrap_or((seen, b""));
                    let blank = before.len() < 2 || before.ends_with(b"\n\n") || before.ends_with(b"\n\r\n");
                    if is_separator(rest, blank) {
                        self.consume(at);
                        self.begins();
                        return Ok(());
                    }
                    from = at;
                }
                None if self.ended => {
                    self.consume(seen.len());
                    let end = self.offset;
                    let right = self.claim.as_ref().is_some_and(|claim| fits(claim.until, end));
                    self.settle(right);
                    self.at = At::End;
                    return Ok(());
                }
                None => {
                    self.consume(seen.len().saturating_sub(BEHIND));
                    from = 0;
                    self.fill()?;
                }
            }
        }
    }

    /// Notes that a message begins here.
    fn begins(&mut self) {
        self.at = At::Message;
        let here = self.offset;
        if let Some(claim) = &self.claim
            && (claim.until <= here || fits(claim.until, here))
        {
            let right = fits(claim.until, here);
            self.settle(right);
        }
    }

    fn seen(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// Reads until so many bytes are seen, or the end.
    fn see(&mut self, bytes: usize) -> io::Result<()> {
        while self.end - self.start < bytes && !self.ended {
            self.fill()?;
        }
        Ok(())
    }

    /// Reads more.
    fn fill(&mut self) -> io::Result<()> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        let room = self.buffer.get_mut(self.end..).unwrap_or_default();
        loop {
            match self.input.read(room) {
                Ok(read) => {
                    self.end += read;
                    self.ended = read == 0;
                    return Ok(());
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }

    fn consume(&mut self, bytes: usize) {
        let used = self.seen().get(..bytes).unwrap_or_default();
        self.line += memchr_iter(b'\n', used).count() as u64;
        self.offset += bytes as u64;
        self.start += bytes;
    }
}

/// Tells whether a body that ends where its head says would be followed by what stands at `here`: the blank line before
/// a separator belongs to nobody.
fn fits(until: u64, here: u64) -> bool {
    here.checked_sub(until).is_some_and(|between| between <= 2)
}

/// Tells whether the bytes begin as a mailbox or a message does.
pub fn is_mail(head: &[u8]) -> bool {
    if head.starts_with(b"From ") {
        // Nothing need follow at the beginning: the head may be the one that is too large.
        return separates(first_line(head), true);
    }
    head.first().is_some_and(|first| !first.is_ascii_whitespace()) && head::name(first_line(head)).is_some()
}

fn first_line(text: &[u8]) -> &[u8] {
    let line = text.get(..memchr(b'\n', text).unwrap_or(text.len())).unwrap_or_default();
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Returns the moment in a line that begins a message, given without its `From `.
fn separator(line: &[u8]) -> Option<Moment> {
    date::separator(&super::words::plain(line))
}

/// Tells whether a line has the shape of one that begins a message.
fn separates(line: &[u8], blank: bool) -> bool {
    let Some(line) = line.strip_prefix(b"From ").filter(|line| line.len() <= SEPARATOR_MAX) else { return false };
    let text = super::words::plain(line);
    // Programs that write no date write an address alone, or not even that.
    let alone = || text.trim() == "-" || text.contains('@') && !text.trim().contains(char::is_whitespace);
    date::separator(&text).is_some() || blank && alone()
}

/// Tells whether `rest` begins with a line that begins a message, after a blank line or not: it has the shape of one,
/// and a head follows.
fn is_separator(rest: &[u8], blank: bool) -> bool {
    if !separates(first_line(rest), blank) {
        return false;
    }
    let next = memchr(b'\n', rest).and_then(|end| rest.get(end + 1..)).unwrap_or_default();
    let next = first_line(next.get(..256).unwrap_or(next));
    let begins_head = head::name(next).is_some() || next.starts_with(b">From ");
    begins_head || next.is_empty() && blank
}
