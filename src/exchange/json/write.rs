//! Writes a document record by record.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{Formatter, PrettyFormatter};

use super::{FORMAT, List, VERSION};

/// How deep a record lies: a list in the document.
const DEPTH: &[u8] = b"    ";

/// A document being written. What was written is whole only after [`Writer::finish`].
pub struct Writer<W> {
    out: W,
    escape: fn(char) -> bool,
    list: usize,
    empty: bool,
}

impl<W: Write> Writer<W> {
    /// Begins a document. Characters that `escape` holds for are written as `\uXXXX`.
    ///
    /// # Errors
    /// Where `out` takes no more; so for all below.
    pub fn new(mut out: W, escape: fn(char) -> bool) -> io::Result<Writer<W>> {
        write!(out, "{{\n  \"format\": \"{FORMAT}\",\n  \"version\": {VERSION},\n  \"min_reader\": {VERSION}")?;
        Ok(Writer { out, escape, list: 0, empty: true })
    }

    /// Writes a record into a list. Lists must come in the order of [`List::ALL`].
    pub fn record(&mut self, list: List, record: &impl Serialize) -> io::Result<()> {
        while self.list <= list as usize {
            self.begin_next()?;
        }
        self.out.write_all(if self.empty { b"\n" } else { b",\n" })?;
        self.out.write_all(DEPTH)?;
        self.empty = false;
        pretty(&mut self.out, DEPTH, self.escape, record)
    }

    /// Ends the document and returns what it was written to.
    pub fn finish(mut self) -> io::Result<W> {
        while self.list < List::ALL.len() {
            self.begin_next()?;
        }
        self.end_list()?;
        self.out.write_all(b"\n}\n")?;
        Ok(self.out)
    }

    fn begin_next(&mut self) -> io::Result<()> {
        self.end_list()?;
        let key = List::ALL.get(self.list).map_or("", |list| list.key());
        write!(self.out, ",\n  \"{key}\": [")?;
        self.list += 1;
        self.empty = true;
        Ok(())
    }

    fn end_list(&mut self) -> io::Result<()> {
        match (self.list, self.empty) {
            (0, _) => Ok(()),
            (_, true) => self.out.write_all(b"]"),
            (_, false) => self.out.write_all(b"\n  ]"),
        }
    }
}

/// Writes a value over several lines, each but the first behind `depth`; characters that `escape` holds for as `\uXXXX`.
///
/// # Errors
/// Where `out` takes no more.
pub fn pretty(out: impl Write, depth: &[u8], escape: fn(char) -> bool, value: &impl Serialize) -> io::Result<()> {
    let layout = Layout { pretty: PrettyFormatter::new(), escape };
    value.serialize(&mut Serializer::with_formatter(Deeper(out, depth), layout)).map_err(io::Error::from)
}

/// Indents every line but the first as deep as a record lies; strings never hold a bare line end.
struct Deeper<'d, W>(W, &'d [u8]);

impl<W: Write> Write for Deeper<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)?;
        // The layout writes a line end only at the end of a call.
        if bytes.ends_with(b"\n") { self.0.write_all(self.1) } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// serde_json's pretty layout, with some characters escaped.
struct Layout {
    pretty: PrettyFormatter<'static>,
    escape: fn(char) -> bool,
}

impl Formatter for Layout {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.pretty.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.pretty.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_object_value(out)
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut copied = 0;
        for (at, c) in fragment.char_indices().filter(|(_, c)| (self.escape)(*c)) {
            out.write_all(fragment.get(copied..at).unwrap_or_default().as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            copied = at + c.len_utf8();
        }
        out.write_all(fragment.get(copied..).unwrap_or_default().as_bytes())
    }
}
