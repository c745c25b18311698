//! What bounds the parts of a sealed file that are read whole.

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// How long a header may be, in bytes: some hundred keys. Each line of it is parsed with all before it.
const HEADER_MAX: u64 = 64 * 1024;
/// How long a line of a file may be that is written as text, in bytes; its own are 64.
const LINE_MAX: usize = 1024;

/// Hands out a header, which ends soon or is none, and then everything behind it.
pub(super) struct Header<R> {
    inner: R,
    left: Rc<Cell<u64>>,
}

impl<R: BufRead> Header<R> {
    pub(super) fn new(inner: R) -> (Header<R>, Passed) {
        let left = Rc::new(Cell::new(HEADER_MAX));
        (Header { inner, left: Rc::clone(&left) }, Passed(left))
    }
}

/// Says that the header was read.
pub(super) struct Passed(Rc<Cell<u64>>);

impl Passed {
    pub(super) fn header(self) {
        self.0.set(u64::MAX);
    }
}

impl<R: BufRead> BufRead for Header<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let left = self.left.get();
        if left == 0 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "its header does not end"));
        }
        let ready = self.inner.fill_buf()?;
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(ready.len());
        Ok(&ready[..most])
    }

    fn consume(&mut self, read: usize) {
        self.inner.consume(read);
        if self.left.get() != u64::MAX {
            self.left.set(self.left.get().saturating_sub(read as u64));
        }
    }
}

impl<R: BufRead> Read for Header<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let read = ready.len().min(room.len());
        room[..read].copy_from_slice(&ready[..read]);
        self.consume(read);
        Ok(read)
    }
}

/// Hands out lines, none of which is long.
pub(super) struct ShortLines<R> {
    inner: R,
    /// How long the line is up to here.
    long: usize,
}

impl<R: Read> ShortLines<R> {
    pub(super) fn new(inner: R) -> ShortLines<R> {
        ShortLines { inner, long: 0 }
    }
}

impl<R: Read> Read for ShortLines<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(room)?;
        for line in room[..read].split_inclusive(|byte| *byte == b'\n') {
            self.long += line.len();
            if self.long > LINE_MAX {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "its lines are too long"));
            }
            if line.ends_with(b"\n") {
                self.long = 0;
            }
        }
        Ok(read)
    }
}
