//! Passes a document on without its data URLs, and no more of it than there is room for.

use std::io::{self, Read};

/// How much of a document is read, data URLs left out, in bytes.
const TEXT_MAX: u64 = 64 << 20;
/// How many objects and lists a document may have.
const NODES_MAX: u64 = 1_000_000;
/// How far into a string it is decided whether it is a data URL, in bytes.
const LOOK: usize = 128;

/// Where in the document the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Between strings.
    Outside,
    /// At the start of a string that may be a data URL: what was read of it is held back.
    Perhaps,
    /// In a string that is passed on; the flag says that a backslash came before.
    Text(bool),
    /// In a data URL.
    Passed(bool),
}

/// A document without its data URLs.
pub(super) struct Slim<R> {
    input: R,
    at: At,
    held: Vec<u8>,
    /// What is ready to be handed out.
    ready: Vec<u8>,
    given: usize,
    bytes: u64,
    nodes: u64,
}

impl<R: Read> Slim<R> {
    pub(super) fn new(input: R) -> Slim<R> {
        Slim { input, at: At::Outside, held: Vec::new(), ready: Vec::new(), given: 0, bytes: 0, nodes: 0 }
    }

    fn take(&mut self, byte: u8) {
        match self.at {
            At::Outside => {
                self.nodes += u64::from(matches!(byte, b'{' | b'['));
                self.ready.push(byte);
                if byte == b'"' {
                    self.at = At::Perhaps;
                }
            }
            At::Perhaps => {
                self.held.push(byte);
                let starts = b"data:".starts_with(&self.held[..self.held.len().min(5)]);
                if self.held.ends_with(b";base64,") {
                    self.held.clear();
                    self.at = At::Passed(false);
                } else if !starts || matches!(byte, b'"' | b'\\') || self.held.len() > LOOK {
                    self.ready.append(&mut self.held);
                    self.at = match byte {
                        b'"' => At::Outside,
                        b'\\' => At::Text(true),
                        _ => At::Text(false),
                    };
                }
            }
            At::Text(escaped) => {
                self.ready.push(byte);
                self.at = if byte == b'"' && !escaped { At::Outside } else { At::Text(byte == b'\\' && !escaped) };
            }
            At::Passed(escaped) => {
                if byte == b'"' && !escaped {
                    self.ready.push(byte);
                    self.at = At::Outside;
                } else {
                    self.at = At::Passed(byte == b'\\' && !escaped);
                }
            }
        }
    }
}

impl<R: Read> Read for Slim<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            (self.given, self.bytes) = (0, self.bytes + self.ready.len() as u64);
            self.ready.clear();
            if self.bytes > TEXT_MAX || self.nodes > NODES_MAX {
                return Err(io::Error::other("it holds more than an account of one person can"));
            }
            let mut chunk = [0; 16 << 10];
            let read = self.input.read(&mut chunk)?;
            if read == 0 {
                // What was held back belongs to a string that never ends.
                self.ready.append(&mut self.held);
                if self.ready.is_empty() {
                    return Ok(0);
                }
            }
            chunk.iter().take(read).for_each(|byte| self.take(*byte));
        }
        let len = out.len().min(self.ready.len() - self.given);
        out[..len].copy_from_slice(&self.ready[self.given..self.given + len]);
        self.given += len;
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slim(text: &str) -> String {
        let mut out = String::new();
        Slim::new(text.as_bytes()).read_to_string(&mut out).expect("UTF-8");
        out
    }

    #[test]
    fn data_urls_are_left_out_and_nothing_else() {
        for text in [
            "{\"a\":\"b\",\"data\":[\"data\",\"\",\"data: and more\",\"\\\"data:x;base64,\"]}",
            "\"data:never ends",
            "",
            "\"dat\\\"a\\\\\"x",
        ] {
            assert_eq!(slim(text), text);
        }
        let picture = "A".repeat(100_000);
        let text = format!("{{\"p\":\"data:image/png;base64,{picture}\",\"q\":\"data:\\u0041;base64,x\"}}");
        assert_eq!(slim(&text), "{\"p\":\"\",\"q\":\"data:\\u0041;base64,x\"}");
    }

    #[test]
    fn a_bomb_is_refused() {
        let mut out = Vec::new();
        assert!(Slim::new(io::repeat(b'[')).read_to_end(&mut out).is_err());
        out.clear();
        assert!(Slim::new(io::repeat(b' ')).read_to_end(&mut out).is_err());
        assert!(out.len() as u64 <= TEXT_MAX + (1 << 20));
    }
}
