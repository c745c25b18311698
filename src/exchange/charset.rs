//! Streams of bytes as UTF-8.

use std::io::{self, BufRead, Read};

use encoding_rs::{UTF_16BE, UTF_16LE};

/// Returns the stream as UTF-8 where it begins as UTF-16 does, else as it is; without the mark that says so.
///
/// # Errors
/// Where it cannot be read.
pub fn in_utf8<'r>(mut input: impl BufRead + 'r) -> io::Result<Box<dyn BufRead + 'r>> {
    let encoding = match input.fill_buf()? {
        [0xff, 0xfe, ..] => UTF_16LE,
        [0xfe, 0xff, ..] => UTF_16BE,
        [0xef, 0xbb, 0xbf, ..] => {
            input.consume(3);
            return Ok(Box::new(input));
        }
        _ => return Ok(Box::new(input)),
    };
    let decoder = encoding.new_decoder_with_bom_removal();
    Ok(Box::new(io::BufReader::new(Utf16 { input, decoder, ready: String::new(), at: 0 })))
}

/// A stream of UTF-16 read as UTF-8.
struct Utf16<R> {
    input: R,
    decoder: encoding_rs::Decoder,
    ready: String,
    /// How much of `ready` was given away.
    at: usize,
}

impl<R: BufRead> Read for Utf16<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.ready.len() {
            let bytes = self.input.fill_buf()?;
            if bytes.is_empty() {
                return Ok(0);
            }
            self.ready.clear();
            self.at = 0;
            self.ready.reserve(self.decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3 + 16));
            let (_, used, _) = self.decoder.decode_to_string(bytes, &mut self.ready, false);
            self.input.consume(used);
        }
        let ready = self.ready.as_bytes().get(self.at..).unwrap_or_default();
        let taken = ready.len().min(out.len());
        out.iter_mut().zip(ready).for_each(|(to, from)| *to = *from);
        self.at += taken;
        Ok(taken)
    }
}
